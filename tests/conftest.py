"""Fixtures of the black-box tests: a server, clients of its API, a browser.

``setup/test`` says through the environment where everything is. The database is a clone
of the tests' template, so it has our addons and no demo data; one server, with one
database, serves all tests that a process runs.
"""

import os
import re
import time

import pytest
from host import LOGS, Server, clone_database, drop_database, make_users
from playwright.sync_api import Error, expect, sync_playwright

# as long as Playwright waits for everything else
expect.set_options(timeout=30_000)

SCREENSHOTS = LOGS / "screenshots"
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def database(worker_id):
    """The name of a database with our addons."""
    if "ANTCRM_RUN" not in os.environ:
        pytest.exit("run these tests with ./setup/test", returncode=4)
    name = f"{os.environ['ANTCRM_RUN']}-box-{worker_id}"
    clone_database("antcrm_template", name)
    yield name
    drop_database(name)


@pytest.fixture(scope="session")
def server(database):
    """A running Odoo, see :class:`host.Server`."""
    server = Server(database)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def admin(server):
    """The API as the administrator uses it: ``call(...)`` and ``json2(...)``."""
    return server.client()


@pytest.fixture(scope="session")
def make_user(admin):
    """A function that makes an internal user, see :func:`host.make_users`."""
    return make_users(admin)


@pytest.fixture(scope="session")
def vietnamese(admin):
    """Vietnamese, whole: users may have it as their language."""
    [lang] = admin.call(
        "res.lang", "search", [["code", "=", "vi_VN"]], context={"active_test": False}
    )
    wizard = admin.call("base.language.install", "create", {"lang_ids": [lang]})
    admin.call("base.language.install", "lang_install", [wizard])
    return "vi_VN"


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ["CHROMIUM"], args=CHROMIUM_OPTIONS
        )
        yield browser
        browser.close()


@pytest.fixture
def page(browser, server, request):
    """A page of a fresh browser session; what goes wrong in it is shown on failure."""
    context = browser.new_context(
        base_url=server.url, locale="en-US", viewport={"width": 1366, "height": 768}
    )
    page = context.new_page()
    messages = request.node.stash[page_messages] = []
    page.on(
        "console", lambda message: messages.append(f"{message.type}: {message.text}")
    )
    page.on("pageerror", lambda error: messages.append(f"exception: {error}"))
    yield page
    context.close()


@pytest.fixture
def login(server):
    """A function that logs a user in: ``login(page, "admin", "admin")``. The page is
    blank afterwards; with ``start=True`` the user is where Odoo begins.

    Whoever was logged in before is logged out. What his page still asks for could be
    answered with a session of its own after the new one began, so it is left first.
    """

    def login(page, user="admin", password=None, *, start=False):
        page.goto("about:blank")
        page.context.clear_cookies()
        session = server.client(user, password or user).http.cookies["session_id"]
        page.context.add_cookies(
            [{"name": "session_id", "value": session, "url": server.url}]
        )
        if start:
            page.goto("/odoo")
            page.wait_for_selector(".o_web_client .o_main_navbar")

    return login


def pytest_itemcollected(item):
    """Tests in a browser are slow, but for some that show that it works at all."""
    if "page" in item.fixturenames and not item.get_closest_marker("quick"):
        item.add_marker(pytest.mark.slow)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """No test begins after a time that the caller may set, in seconds of the epoch."""
    until = os.environ.get("ANTCRM_TESTS_UNTIL")
    if until and time.time() > int(until):
        pytest.skip("left out: those before took all the time there was")


page_messages = pytest.StashKey[list[str]]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Add to a failure what the server logged, what the page said and how it looked."""
    report = yield
    fixtures = getattr(item, "funcargs", {})
    log = fixtures["server"].new_log() if "server" in fixtures else ""
    if report.when == "call" and report.failed:
        if log:
            report.sections.append(("Odoo's log", log))
        if "page" in fixtures:
            messages = item.stash[page_messages]
            report.sections.append(("Page", "\n".join(messages)))
            SCREENSHOTS.mkdir(parents=True, exist_ok=True)
            path = SCREENSHOTS / (re.sub(r"[^-.\w]+", "_", item.nodeid) + ".png")
            try:
                fixtures["page"].screenshot(path=path)
            except Error as error:  # what a page that draws nothing answers
                report.sections.append(("No screenshot", str(error)))
            else:
                report.sections.append(("Screenshot", str(path)))
    return report

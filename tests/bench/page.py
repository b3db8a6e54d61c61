"""How long the page of a contact takes until it can be used, beside Odoo's own form.

Both show the same contact in one browser, in turns: from the address to the field of
the first name or name, with the history drawn. ``./setup/bench page [ROUNDS]``.
"""

import shutil
import statistics
import sys
import time

from common import database
from host import Server, make_users
from playwright.sync_api import sync_playwright

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
HISTORY = ".o-mail-Chatter .o-mail-Message"


def open_page(page, url, field):
    """Return the seconds until the contact can be worked on."""
    page.goto("about:blank")
    start = time.perf_counter()
    page.goto(url)
    page.locator(field).first.wait_for()
    page.locator(HISTORY).first.wait_for()
    return time.perf_counter() - start


def main(rounds=15):
    with database("page") as name:
        server = Server(name)
        server.start()
        try:
            compare(server, rounds)
        finally:
            server.stop()


def compare(server, rounds):
    user = make_users(server.client())("antcrm_share.group_user", name="Page")
    [contact] = user.call(
        "res.partner",
        "create",
        [
            {
                "firstname": "Ann",
                "lastname": "Page",
                "phone_ids": [
                    [0, 0, {"value": f"+84 912 700 1{n}"}] for n in range(10, 13)
                ],
                "email_ids": [[0, 0, {"value": "ann@page.example"}]],
            }
        ],
    )
    pages = {
        "Odoo's contact": (f"/odoo/contacts/{contact}", "[name=name] input"),
        "our contact": (f"/odoo/customer-contacts/{contact}", "[name=firstname] input"),
    }
    seconds = {title: [] for title in pages}
    with sync_playwright() as playwright:
        program = next(filter(None, map(shutil.which, PROGRAMS)))
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_context(
            base_url=server.url, viewport={"width": 1366, "height": 768}
        ).new_page()
        session = user.http.cookies["session_id"]
        page.context.add_cookies(
            [{"name": "session_id", "value": session, "url": server.url}]
        )
        for number in range(rounds + 2):
            for title, (url, field) in pages.items():
                taken = open_page(page, url, field)
                if number > 1:  # assets are in the cache of the browser
                    seconds[title].append(taken)
        browser.close()
    medians = {title: statistics.median(taken) for title, taken in seconds.items()}
    first = next(iter(medians.values()))
    for title, taken in medians.items():
        print(f"{title:16} {taken:6.2f} s  {taken / first:5.2f} x")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

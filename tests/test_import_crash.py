"""PostgreSQL crashes while an import runs: it goes on, whole, and the page says so."""

import os
import shutil

import pytest
from host import Server, filestore, make_users
from own_postgres import OwnPostgres, find_programs
from playwright.sync_api import expect
from test_import_resume import GROUPS, start_import, wait_until

pytestmark = pytest.mark.slow

ROWS = 9000
LONG = 240_000  # milliseconds: those who look take 200 rows at once


@pytest.fixture(scope="module")
def postgres():
    if not find_programs():
        pytest.skip("takes the programs of a PostgreSQL server")
    postgres = OwnPostgres()
    try:
        postgres.start()
        yield postgres
    finally:
        postgres.remove()


@pytest.fixture(scope="module")
def server(postgres, worker_id):
    """A server on it, with somebody who imports."""
    name = f"{os.environ['ANTCRM_RUN']}-crash-{worker_id}"
    postgres.copy("antcrm_template", name)
    if filestore("antcrm_template").is_dir():
        shutil.copytree(filestore("antcrm_template"), filestore(name))
    server = Server(name, **postgres.environment)
    server.start()
    make_users(server.client())(*GROUPS, name="Iris", login="iris")
    yield server
    server.stop()
    shutil.rmtree(filestore(name), ignore_errors=True)


def open_run(page, run_id):
    page.goto(f"/odoo/action-antcrm_import.antcrm_import_action/{run_id}")
    expect(page.locator(".o_antcrm_import_progress")).to_be_visible()


def wait_until_half(postgres, server, run_id):
    """Wait until some rows are in, and others are not."""

    def is_half():
        ((tally,),) = postgres.query(
            server.database, "SELECT tally FROM antcrm_import WHERE id = %s", run_id
        )
        return 0 < (tally or {}).get("done", 0) < ROWS

    wait_until(is_half)


def check(postgres, server, run_id, name):
    """Every row has become one customer, and none was rejected."""
    rows = postgres.query(
        server.database,
        "SELECT action, count(*) FROM antcrm_import_row WHERE import_id = %s "
        "GROUP BY 1",
        run_id,
    )
    assert rows == [("created", ROWS)]
    counts = postgres.query(
        server.database,
        "SELECT count(*), count(DISTINCT email) FROM res_partner WHERE email LIKE %s",
        f"{name}%@example.com",
    )
    assert counts == [(ROWS, ROWS)]


def test_killed_process(postgres, server, page, login):
    """A process that is killed takes all connections with it; the server recovers at
    once, and the import goes on."""
    login(page, "iris")
    run_id = start_import(server.client("iris", "iris"), ROWS, "killed")
    open_run(page, run_id)
    wait_until_half(postgres, server, run_id)
    wait_until(lambda: postgres.kill_writer(server.database))
    done = page.locator(".o_form_view .alert-success:visible")
    done.wait_for(timeout=LONG)
    check(postgres, server, run_id, "killed")


def test_crashed_server(postgres, server, page, login):
    """While it is away the page says that it waits; when it is back, the page sees the
    import to its end, whoever works on it."""
    login(page, "iris")
    run_id = start_import(server.client("iris", "iris"), ROWS, "crashed")
    open_run(page, run_id)
    wait_until_half(postgres, server, run_id)
    postgres.crash()
    notice = page.locator(".o_antcrm_import_progress .alert-warning")
    expect(notice).to_contain_text("does not answer", timeout=30_000)
    postgres.start()
    done = page.locator(".o_form_view .alert-success:visible")
    done.wait_for(timeout=LONG)
    check(postgres, server, run_id, "crashed")

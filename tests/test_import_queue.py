"""Imports as jobs of OCA's job queue, with its job runner."""

import os
import signal
import time

import pytest
from host import Server, clone_database, drop_database, make_users
from test_import_resume import (
    GROUPS,
    read_run,
    review_import,
    start_import,
    wait_until,
)
from test_lifecycle import odoo, query

pytestmark = (
    pytest.mark.slow
)  # a job runner starts in 5 s, and finds a dead job in 60 s

ROWS = 2500
RUNNER_IS_READY = """
    SELECT 1 FROM pg_locks JOIN pg_database ON pg_database.oid = database
    WHERE datname = current_database() AND locktype = 'advisory' AND objsubid = 1
"""
# one call of a scheduled action has a limited time
SCHEDULER = """
run = env["antcrm.import"].browse({run_id})
for call in range(60):
    if run.state == "running":
        env.ref("antcrm_import.ir_cron_import").method_direct_trigger()
        env.invalidate_all()
"""
JOBS = "SELECT state, result FROM queue_job ORDER BY id"


@pytest.fixture
def own_server(worker_id):
    """A server with a job runner that a test may kill, with a database of its own."""
    name = f"{os.environ['ANTCRM_RUN']}-queue-{worker_id}"
    clone_database("antcrm_template", name)
    server = Server(
        name,
        *("--load", "base,rpc,web,queue_job"),
        ODOO_QUEUE_JOB_CHANNELS="root:4,root.antcrm_import:2",
    )
    yield server
    server.stop()
    drop_database(name)


def start(server):
    """Start the server and wait for its job runner."""
    server.start()
    wait_until(lambda: query(server.database, RUNNER_IS_READY))


def importer(server):
    """Return the client of a user who may import."""
    return make_users(server.client())(*GROUPS, name="Iris", login="iris")


def test_killed_worker(own_server):
    """It loses nothing and doubles nothing, without help of the scheduled action."""
    database = own_server.database
    start(own_server)
    client = importer(own_server)
    query(
        database,
        "UPDATE ir_cron SET active = false WHERE id IN (SELECT res_id FROM "
        "ir_model_data WHERE module = 'antcrm_import' AND name = 'ir_cron_import')",
    )
    run_id = start_import(client, ROWS)
    wait_until(lambda: read_run(client, run_id)["done_count"])
    time.sleep(0.5)  # into the next chunk
    own_server.process.send_signal(signal.SIGKILL)
    own_server.process.wait()

    start(own_server)
    client = own_server.client("iris", "iris")
    run = read_run(client, run_id)
    assert run["state"] == "running"
    domain = f"create_uid = {client.uid} AND NOT is_company"
    wait_until(lambda: read_run(client, run_id)["state"] == "done", timeout=180)
    assert read_run(client, run_id)["created_count"] == ROWS
    counts = f"SELECT count(*), count(DISTINCT email) FROM res_partner WHERE {domain}"
    assert query(database, counts) == [f"{ROWS}|{ROWS}"]
    assert query(database, JOBS) == ["done|1000", "done|1000", "done|500"]

    client.call("antcrm.import", "action_undo", [run_id])
    wait_until(lambda: read_run(client, run_id)["state"] == "undone")
    assert query(database, counts) == ["0|0"]


def test_at_once(own_server):
    """Two jobs import the same file at the same moment: no customer comes twice."""
    database = own_server.database
    start(own_server)
    client = importer(own_server)
    runs = [review_import(client, ROWS) for _number in range(2)]
    for run_id in runs:
        client.call("antcrm.import", "action_run", [run_id])
    for run_id in runs:
        wait_until(lambda run_id=run_id: read_run(client, run_id)["state"] == "done")
    outcomes = query(
        database,
        "SELECT action, count(*) FROM antcrm_import_row GROUP BY action ORDER BY 1",
    )
    assert outcomes == [f"created|{ROWS}", f"skipped|{ROWS}"]
    contacts = "SELECT count(*), count(DISTINCT email) FROM res_partner "
    contacts += f"WHERE create_uid = {client.uid} AND NOT is_company"
    assert query(database, contacts) == [f"{ROWS}|{ROWS}"]
    assert set(query(database, "SELECT DISTINCT state FROM queue_job")) == {"done"}
    jobs = "SELECT count(*), count(*) FILTER (WHERE retry > 1) FROM queue_job"
    made, retried = query(database, jobs)[0].split("|")
    assert int(made) >= 6
    assert int(retried) > 0, "they did not meet"

    # stopped while a job is at work: it takes back its chunk, or it came before
    run_id = start_import(client, ROWS, name="other")
    wait_until(lambda: read_run(client, run_id)["done_count"])
    client.call("antcrm.import", "action_stop", [run_id])
    client.call("antcrm.import", "action_undo", [run_id])
    wait_until(lambda: read_run(client, run_id)["state"] == "undone")
    assert query(database, contacts) == [f"{ROWS}|{ROWS}"]


def test_uninstall(own_server):
    """An import under way goes on without the queue."""
    database = own_server.database
    start(own_server)
    client = importer(own_server)
    run_id = start_import(client, 4 * ROWS)  # more than it takes in meanwhile
    wait_until(lambda: read_run(client, run_id)["done_count"])
    own_server.stop()
    assert read_state(database, run_id) == ["running"]

    odoo("module", "uninstall", "--database", database, "antcrm_import_queue")
    assert not query(database, JOBS)
    left = "SELECT complete_name FROM queue_job_channel WHERE name = 'antcrm_import'"
    assert not query(database, left)
    odoo(
        "shell",
        "--database",
        database,
        "--no-http",
        input=SCHEDULER.format(run_id=run_id),
    )
    assert read_state(database, run_id) == ["done"]
    odoo("module", "install", "--database", database, "antcrm_import_queue")
    odoo("module", "uninstall", "--database", database, "queue_job")
    assert read_state(database, run_id) == ["done"]


def read_state(database, run_id):
    return query(database, f"SELECT state FROM antcrm_import WHERE id = {run_id}")

"""A worker that is killed in the middle of an import loses nothing, doubles nothing."""

import base64
import os
import signal
import time

import pytest
from host import Server, clone_database, drop_database, run_job

pytestmark = pytest.mark.slow

GROUPS = ("antcrm_share.group_user", "antcrm_customers.group_import")
ROWS = 6500  # seven chunks, of which the worker is to be killed in the second


@pytest.fixture
def own_server(worker_id):
    """A server that a test may kill, with a database of its own."""
    name = f"{os.environ['ANTCRM_RUN']}-kill-{worker_id}"
    clone_database("antcrm_template", name)
    server = Server(name)
    server.start()
    yield server
    server.stop()
    drop_database(name)


def review_import(client, count, name="mail"):
    """Let customers be reviewed the way the web client does; return the run's id."""
    lines = ["First name,Last name,Email,Company"]
    lines += [f"F{at},L{at},{name}{at}@example.com,C{at % 40}" for at in range(count)]
    data = base64.b64encode("\n".join(lines).encode()).decode()
    wizard = client.call(
        "antcrm.import.wizard",
        "create",
        {"kind": "contact", "file_data": data, "file_name": "many.csv"},
    )
    for method in ("action_next", "action_next", "action_review"):
        action = client.call("antcrm.import.wizard", method, [wizard])
    return action["res_id"]


def start_import(client, count, name="mail"):
    """Import customers the way the web client does; return the id of the run."""
    run_id = review_import(client, count, name)
    client.call("antcrm.import", "action_run", [run_id])
    return run_id


def read_run(client, run_id):
    names = ["state", "row_count", "done_count", "created_count"]
    names += ["undo_count", "left_count"]
    return client.call("antcrm.import", "read", [run_id], names)[0]


def wait_until(condition, timeout=120):
    deadline = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)


def kill_and_restart(server):
    """Kill a server that works; return clients of the next one."""
    server.process.send_signal(signal.SIGKILL)
    server.process.wait()
    server.start()
    return server.client(), server.client("iris", "iris")


def test_killed_worker(own_server):
    admin = own_server.client()
    group_ids = [
        admin.call("ir.model.data", "check_object_reference", *group.split("."))[1]
        for group in GROUPS
    ]
    admin.call(
        "res.users",
        "create",
        {
            "name": "Iris",
            "login": "iris",
            "password": "iris",
            "group_ids": [[4, group_id] for group_id in group_ids],
        },
    )
    client = own_server.client("iris", "iris")
    run_id = start_import(client, ROWS)
    wait_until(lambda: read_run(client, run_id)["done_count"])
    time.sleep(0.2)  # into the next chunk
    admin, client = kill_and_restart(own_server)
    run = read_run(client, run_id)
    assert run["state"] == "running"
    assert 0 < run["done_count"] < ROWS
    domain = [("create_uid", "=", client.uid), ("is_company", "=", False)]
    assert admin.call("res.partner", "search_count", domain) == run["done_count"]
    run_job(admin, "antcrm_import.ir_cron_import")

    wait_until(lambda: read_run(client, run_id)["state"] == "done")
    assert read_run(client, run_id)["created_count"] == ROWS
    contacts = admin.call("res.partner", "search_read", domain, ["email"])
    assert len(contacts) == ROWS
    assert len({contact["email"] for contact in contacts}) == ROWS

    # nor does one that is killed in the middle of an undo
    client.call("antcrm.import", "action_undo", [run_id])
    wait_until(lambda: read_run(client, run_id)["undo_count"])
    time.sleep(0.2)
    admin, client = kill_and_restart(own_server)
    run = read_run(client, run_id)
    assert run["state"] == "undoing"
    assert 0 < run["undo_count"] < ROWS
    left = admin.call("res.partner", "search_count", domain)
    assert left == ROWS - run["undo_count"]
    run_job(admin, "antcrm_import.ir_cron_import")
    wait_until(lambda: read_run(client, run_id)["state"] == "undone")
    run = read_run(client, run_id)
    assert (run["undo_count"], run["left_count"]) == (ROWS, 0)
    assert not admin.call("res.partner", "search_count", domain)

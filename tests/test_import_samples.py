"""Public sample files, imported as the web client does it, to the last row."""

import base64
import csv
import os
import time

import pytest
from host import ROOT, Server, clone_database, drop_database, make_users

pytestmark = pytest.mark.slow

FIXTURES = ROOT / "tests/fixtures"
# the whole of the samples, too big for the repository
SAMPLES = ROOT.parent / "shared/data/customers"
GROUPS = ("antcrm_share.group_user", "antcrm_customers.group_import")
OUTCOMES = ("created", "duplicated", "skipped", "overwritten", "merged", "rejected")
COUNTS = [f"{outcome}_count" for outcome in OUTCOMES]
AMERICAN = ("first_name", "last_name", "email")
GENERATED = ("First Name", "Last Name", "Email")
# (file, its columns with the first name, the surname and the e-mail address)
FILES = (
    (FIXTURES / "customers-us.csv", AMERICAN),
    (FIXTURES / "customers-500.csv", GENERATED),
    (SAMPLES / "us-500.csv", AMERICAN),
    (SAMPLES / "customers-10000.csv", GENERATED),
)


@pytest.fixture
def client(worker_id):
    """An importer in a database where nobody of the files is known."""
    name = f"{os.environ['ANTCRM_RUN']}-samples-{worker_id}"
    clone_database("antcrm_template", name)
    server = Server(name)
    server.start()
    try:
        yield make_users(server.client())(*GROUPS, name="Sam Sample")
    finally:
        server.stop()
        drop_database(name)


def review(client, file):
    """Go through the wizard with what it suggests; return the id of the run."""
    wizard = client.call(
        "antcrm.import.wizard",
        "create",
        {
            "kind": "contact",
            "file_data": base64.b64encode(file.read_bytes()).decode(),
            "file_name": file.name,
        },
    )
    for method in ("action_next", "action_next", "action_review"):
        action = client.call("antcrm.import.wizard", method, [wizard])
    return action["res_id"]


def read(client, run_id):
    names = ["state", "row_count", "done_count", "changed_count", *COUNTS]
    return client.call("antcrm.import", "read", [run_id], names)[0]


def wait_for(client, run_id, state, timeout=300):
    deadline = time.monotonic() + timeout
    while (run := read(client, run_id))["state"] != state:
        assert time.monotonic() < deadline, run
        time.sleep(0.2)
    return run


@pytest.mark.parametrize(
    ("file", "columns"),
    [
        pytest.param(
            file,
            columns,
            id=file.name,
            marks=pytest.mark.skipif(
                not file.is_file(),
                reason=f"the whole of the samples is not there: {file}",
            ),
        )
        for file, columns in FILES
    ],
)
def test_sample(client, file, columns):
    first, last, email = columns
    with file.open(encoding="utf-8-sig", newline="") as stream:
        lines = list(csv.DictReader(stream))
    run_id = review(client, file)
    planned = read(client, run_id)
    assert planned["row_count"] == len(lines)
    assert planned["created_count"] == len(lines)

    client.call("antcrm.import", "action_run", [run_id])
    run = wait_for(client, run_id, "done")
    assert run["done_count"] == len(lines)
    assert run["changed_count"] == 0
    assert {n: run[n] for n in COUNTS} == {n: planned[n] for n in COUNTS}
    contacts = client.call(
        "res.partner",
        "search_read",
        [("create_uid", "=", client.uid), ("is_company", "=", False)]
        + [("type", "=", "contact"), ("email", "in", [line[email] for line in lines])],
        ["firstname", "lastname", "email", "parent_id"],
    )
    assert sorted((c["firstname"], c["lastname"], c["email"]) for c in contacts) == (
        sorted((line[first], line[last], line[email]) for line in lines)
    )
    assert all(contact["parent_id"] for contact in contacts)

    # the same file again brings nobody in
    again = read(client, review(client, file))
    assert again["skipped_count"] == len(lines)

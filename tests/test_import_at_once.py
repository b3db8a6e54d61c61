"""Two workers import the same file at the same moment: no customer comes twice."""

import base64
import os
import subprocess
import sys

import pytest
from host import clone_database, drop_database

ROWS = 600
GROUPS = "antcrm_customers.group_user,antcrm_customers.group_import"
PREPARE = """
import base64, sys
groups = [env.ref(name).id for name in {groups!r}.split(",")]
user = env["res.users"].create(
    {{"name": "Iris", "login": "iris", "group_ids": [(4, id_) for id_ in groups]}}
)
runs = []
for number in range(2):
    wizard = env["antcrm.import.wizard"].with_user(user).create(
        {{"kind": "contact", "file_data": {data!r}, "file_name": "same.csv"}}
    )
    for method in ("action_next", "action_next", "action_review"):
        action = getattr(wizard, method)()
    run = env["antcrm.import"].browse(action["res_id"])
    run.with_user(user).action_run()
    runs.append(str(run.id))
# no scheduler but the two workers below
env.ref("antcrm_import.ir_cron_import").active = False
env.cr.commit()
print("RUNS", *runs)
"""
# chunks small enough to meet in the middle of the file
WORK = """
from odoo.addons.antcrm_import.models import antcrm_import
antcrm_import.CHUNK_SIZE = 50
run = env["antcrm.import"].browse({run})
limit = 50
while run.state == "running":
    _taken, limit = run._import_chunk(limit)
print("DONE", run.created_count, run.skipped_count, run.rejected_count)
"""
COUNT = """
contacts = env["res.partner"].search([("email", "=like", "same%@example.com")])
print("COUNT", len(contacts), len(set(contacts.mapped("email"))))
"""


@pytest.fixture
def own_database(worker_id):
    name = f"{os.environ['ANTCRM_RUN']}-twice-{worker_id}"
    clone_database("antcrm_template", name)
    yield name
    drop_database(name)


def start(database, script):
    """Start the host's shell on a database."""
    command = [sys.executable, "-m", "odoo", "shell", "--database", database]
    process = subprocess.Popen(
        [*command, "--no-http", "--log-level", "critical"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    process.stdin.write(script)
    process.stdin.close()
    return process


def answer(process, word):
    """Return the numbers behind a word that the script prints."""
    output = process.stdout.read()
    process.wait(120)
    for line in output.splitlines():
        if line.startswith(word):
            return [int(number) for number in line.split()[1:]]
    raise AssertionError(output)


def test_same_file_at_once(own_database):
    lines = ["First name,Email,Phone"]
    lines += [f"F{at},same{at}@example.com,+84912{at:06}" for at in range(ROWS)]
    data = base64.b64encode("\n".join(lines).encode()).decode()
    runs = answer(start(own_database, PREPARE.format(groups=GROUPS, data=data)), "RUNS")
    workers = [start(own_database, WORK.format(run=run)) for run in runs]
    outcomes = [answer(worker, "DONE") for worker in workers]
    assert [sum(outcome) for outcome in outcomes] == [ROWS, ROWS]
    created, skipped, rejected = map(sum, zip(*outcomes, strict=True))
    assert (created, skipped, rejected) == (ROWS, ROWS, 0)
    assert answer(start(own_database, COUNT), "COUNT") == [ROWS, ROWS]

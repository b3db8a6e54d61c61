"""Two workers import at the same moment: nobody comes twice, and no account that both
files name."""

import base64
import os
import subprocess
import sys

import pytest
from host import clone_database, drop_database

pytestmark = pytest.mark.slow

ROWS = 600
GROUPS = "antcrm_share.group_user,antcrm_customers.group_import"
PREPARE = """
import base64, sys
groups = [env.ref(name).id for name in {groups!r}.split(",")]
user = env["res.users"].create(
    {{"name": "Iris", "login": "iris", "group_ids": [(4, id_) for id_ in groups]}}
)
runs = []
for data in {files!r}:
    wizard = env["antcrm.import.wizard"].with_user(user).create(
        {{"kind": "contact", "file_data": data, "file_name": "same.csv"}}
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
from odoo.addons.antcrm_import.models import antcrm_import_engine
antcrm_import_engine.CHUNK_SIZE = 50
run = env["antcrm.import"].browse({run})
limit = 50
while run.state == "running":
    _taken, limit = run._import_chunk(limit)
print("DONE", run.created_count, run.skipped_count, run.rejected_count)
"""
COUNT_ACCOUNTS = """
accounts = env["res.partner"].search([("name", "=like", "Same % Ltd")])
names = set(accounts.mapped("name"))
print("COUNT", len(accounts), len(names), len(accounts.child_ids))
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


def import_at_once(database, files):
    """Import two files, lists of lines, at once; return the outcomes of each."""
    files = [base64.b64encode("\n".join(lines).encode()).decode() for lines in files]
    prepare = PREPARE.format(groups=GROUPS, files=files)
    runs = answer(start(database, prepare), "RUNS")
    workers = [start(database, WORK.format(run=run)) for run in runs]
    return [answer(worker, "DONE") for worker in workers]


def test_same_file_at_once(own_database):
    lines = ["First name,Email,Phone"]
    lines += [f"F{at},same{at}@example.com,+84912{at:06}" for at in range(ROWS)]
    outcomes = import_at_once(own_database, [lines] * 2)
    assert [sum(outcome) for outcome in outcomes] == [ROWS, ROWS]
    created, skipped, rejected = map(sum, zip(*outcomes, strict=True))
    assert (created, skipped, rejected) == (ROWS, ROWS, 0)
    assert answer(start(own_database, COUNT), "COUNT") == [ROWS, ROWS]


def test_same_accounts_at_once(own_database):
    files = [
        [
            "First name,Email,Company",
            *(f"F{at},{name}{at}@example.com,Same {at // 3} Ltd" for at in range(ROWS)),
        ]
        for name in "ab"
    ]
    outcomes = import_at_once(own_database, files)
    assert outcomes == [[ROWS, 0, 0]] * 2
    accounts = ROWS // 3
    counts = answer(start(own_database, COUNT_ACCOUNTS), "COUNT")
    assert counts == [accounts, accounts, 2 * ROWS]

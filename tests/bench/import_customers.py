"""Import 10,000 customers as contacts, the way the wizard and the scheduler do.

The file is the public sample ``../shared/data/customers/customers-10000.csv``: name,
company, city, country, two phones, e-mail and website of each. What is timed: reading
the file and suggesting the columns, staging and predicting all rows, and the run.
"""

import base64
import resource
import sys
import time
from pathlib import Path

from common import database, environment
from host import ROOT

from odoo import Command

FILE = Path(ROOT, "../shared/data/customers/customers-10000.csv")
GROUPS = ("antcrm_share.group_user", "antcrm_customers.group_import")


def make_importer(env):
    """Create a salesperson who may import, and return his environment."""
    user = env["res.users"].create(
        {
            "name": "Importer",
            "login": "importer",
            "group_ids": [Command.link(env.ref(group).id) for group in GROUPS],
        }
    )
    env.cr.commit()
    return env(user=user, context={"lang": "en_US", "tz": "UTC"})


class Stopwatch:
    """Times and counts the queries of the steps, and prints them."""

    def __init__(self, env):
        self.cr = env.cr

    def __call__(self, step, function):
        queries, start = self.cr.sql_log_count, time.perf_counter()
        result = function()
        self.cr.commit()
        seconds = time.perf_counter() - start
        queries = self.cr.sql_log_count - queries
        print(f"{step:32} {seconds:8.2f} s {queries:8} queries")
        return result, seconds, queries


def run_all(run):
    """Take chunk after chunk, each in a transaction of its own."""
    while run.state == "running":
        run.run_chunk()
        run.env.cr.commit()


def main():
    if not FILE.is_file():
        sys.exit(f"skipped: the sample data is not there ({FILE})")
    rows = FILE.read_bytes().count(b"\n") - 1
    with database("import") as name, environment(name) as env:
        env = make_importer(env)
        watch = Stopwatch(env)
        wizard, read, _ = watch(
            "file read, first rows shown",
            lambda: env["antcrm.import.wizard"].create(
                {
                    "kind": "contact",
                    "file_name": FILE.name,
                    "file_data": base64.b64encode(FILE.read_bytes()),
                }
            ),
        )
        _, mapped, _ = watch("columns suggested", wizard.action_next)
        wizard.action_next()
        _, reviewed, _ = watch("rows staged and predicted", wizard.action_review)
        run = wizard.import_id
        run.action_run()
        env.cr.commit()
        _, seconds, queries = watch("rows imported", lambda: run_all(run))
        print(
            f"{run.created_count} created, {run.skipped_count} skipped, "
            f"{run.rejected_count} rejected, {run.warning_count} with a warning"
        )
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{rows} rows: reviewed in {read + mapped + reviewed:.1f} s, imported in "
            f"{seconds:.1f} s = {rows / seconds:.0f} rows/s, "
            f"{1000 * queries / rows:.0f} queries per 1000 rows, "
            f"{memory:.0f} MB at most"
        )
        assert run.done_count == run.created_count == rows


if __name__ == "__main__":
    main()

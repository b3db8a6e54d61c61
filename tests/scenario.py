"""A script in the host's shell, in a database that has other addons of the host too."""

import os
import subprocess
import sys

from host import clone_database, drop_database


def odoo(*arguments, **kwargs):
    return subprocess.run(
        [sys.executable, "-m", "odoo", *arguments],
        check=False,
        capture_output=True,
        text=True,
        timeout=900,
        **kwargs,
    )


def run_scenario(name, addons, script):
    """Run a script that prints "all fine" at its end.

    :param str name: of the database, which no other test has
    :param addons: of the host, installed before
    """
    database = f"{os.environ['ANTCRM_RUN']}-{name}"
    clone_database("antcrm_template", database)
    try:
        odoo("module", "install", "--database", database, *addons)
        done = odoo("shell", "--database", database, "--no-http", input=script)
        assert "all fine" in done.stdout, done.stdout + done.stderr[-4000:]
    finally:
        drop_database(database)

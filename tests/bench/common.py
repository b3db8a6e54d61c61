"""What benchmarks share: databases to spoil, the ORM in process, medians and ratios.

A benchmark is a script beside this file, run with ``./setup/bench NAME``::

    from common import database, environment, measure, report

    with database("crowd") as name, environment(name) as env:
        fill(env)
        report({"no rule": measure(search), "our rule": measure(search_with_rule)})

Compare within one run: the machine's speed changes from day to day, ratios hardly do.
"""

import os
import statistics
import time
from contextlib import contextmanager

from host import clone_database, drop_database

from odoo import api, tools
from odoo.modules.registry import Registry
from odoo.sql_db import close_db
from odoo.tools import SQL


@contextmanager
def database(name, source="antcrm_template"):
    """Yield the name of a clone of a database; it is dropped at the end."""
    clone = f"{os.environ['ANTCRM_RUN']}-{name}"
    clone_database(source, clone)
    try:
        yield clone
    finally:
        close_db(clone)
        drop_database(clone)


@contextmanager
def environment(name, uid=api.SUPERUSER_ID, **context):
    """Yield an environment on a database; what it did is kept if all went well."""
    options = ["--database", name, "--log-level", "warn"]
    tools.config.parse_config(options, setup_logging=True)
    registry = Registry(name)
    with registry.cursor() as cr:
        yield api.Environment(cr, uid, context)


def vacuum(env, *tables):
    """Commit, and do what autovacuum does after so many changes: it would begin in the
    middle of what is measured."""
    env.cr.commit()
    # not within a transaction
    env.cr._cnx.autocommit = True
    for table in tables:
        env.cr.execute(SQL("VACUUM ANALYZE %s", SQL.identifier(table)))
    env.cr._cnx.autocommit = False
    env.invalidate_all()


def measure(function, repeat=5, before=None):
    """Return the median seconds of some calls of the function, after one to warm up.

    ``before`` is called before each call and not timed, such as ``env.invalidate_all``.
    """
    seconds = []
    for _ in range(repeat + 1):
        if before:
            before()
        start = time.perf_counter()
        function()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds[1:])


def report(medians, title=None):
    """Print a table of medians by name, each with its ratio to the first."""
    first = next(iter(medians.values()))
    width = max(map(len, medians))
    if title:
        print(title)
    for name, seconds in medians.items():
        print(f"{name:{width}}  {seconds * 1000:10.2f} ms  {seconds / first:7.2f} x")

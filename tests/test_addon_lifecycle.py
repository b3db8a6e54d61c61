"""Each addon comes and goes, alone and among the others, and leaves nothing behind."""

import ast
import json
import os
from pathlib import Path

import pytest
from host import ROOT, clone_database, drop_database
from test_lifecycle import odoo

SCRIPT = Path(__file__).with_name("addon_lifecycle.py")
LOAD_DEMO = Path(__file__).with_name("load_demo.py")
CORE = "antcrm_customers"
ADDONS = sorted(path.parent.name for path in ROOT.glob("antcrm*/__manifest__.py"))
MANIFEST = ast.literal_eval((ROOT / CORE / "__manifest__.py").read_text())
#: what it is built on, each useful alone
LOWER = [addon for addon in ADDONS if addon in MANIFEST["depends"]]
OPTIONAL = [addon for addon in ADDONS if addon not in (CORE, *LOWER)]
#: so that two may be at it
HALVES = (OPTIONAL[::2], OPTIONAL[1::2])


@pytest.fixture
def database(request, worker_id):
    """A clone of a database for this test alone."""
    name = f"{os.environ['ANTCRM_RUN']}-addons-{worker_id}"
    clone_database(request.param, name)
    yield name
    drop_database(name)


def run_script(database, mode, addons, **environment):
    """Return ``{addon: its report}``."""
    log = odoo(
        "shell",
        "--database",
        database,
        "--no-http",
        input=SCRIPT.read_text(),
        env={**os.environ, "MODE": mode, "ADDONS": ",".join(addons), **environment},
        output="stdout",
    )
    lines = [line for line in log.splitlines() if line.startswith("REPORT ")]
    reports = [json.loads(line.removeprefix("REPORT ")) for line in lines]
    assert [report["addon"] for report in reports] == addons, log
    return reports


def check(reports):
    differing = [
        {name: value for name, value in report.items() if value}
        for report in reports
        if any(value for name, value in report.items() if name != "addon")
    ]
    assert not differing, json.dumps(differing, indent=1)


@pytest.mark.slow
@pytest.mark.parametrize("addons", HALVES, ids=("one-half", "other-half"))
@pytest.mark.parametrize("database", ["antcrm_template"], indirect=True)
def test_each_among_all(database, addons):
    """Removed after it was used and something was shared, and installed again: all is
    as it was, and what the host keeps of customers never changed."""
    check(run_script(database, "among", addons, DEMO=str(LOAD_DEMO)))


@pytest.mark.slow
@pytest.mark.parametrize("addons", HALVES, ids=("one-half", "other-half"))
@pytest.mark.parametrize("database", ["antcrm_host"], indirect=True)
def test_each_alone(database, addons):
    """Installed with nothing but what it needs, used and removed."""
    odoo("module", "install", "--database", database, CORE)
    check(run_script(database, "alone", addons))


@pytest.mark.slow
@pytest.mark.parametrize("database", ["antcrm_host"], indirect=True)
def test_the_lowest_alone(database):
    """Those that the others stand on, one on the other."""
    check(run_script(database, "alone", LOWER))
    odoo("module", "install", "--database", database, *LOWER)
    check(run_script(database, "alone", [CORE]))

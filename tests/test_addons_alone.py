"""The tests of each addon where nothing but what it needs is installed: what they ask
of another addon, they would find wherever all are."""

import os
import subprocess
import sys

import pytest
from host import ROOT, clone_database, drop_database
from test_addon_lifecycle import ADDONS, CORE, LOWER
from test_lifecycle import odoo

TESTED = [addon for addon in ADDONS if any(ROOT.glob(f"{addon}/tests/test_*.py"))]
#: those of the lowest are fast, and need least: they run with all others
CASES = [
    pytest.param(addon, marks=pytest.mark.slow if addon in LOWER else pytest.mark.alone)
    for addon in TESTED
]


@pytest.fixture(scope="session")
def core(worker_id):
    """A database with the core, from which those of what stands on it are made."""
    name = f"{os.environ['ANTCRM_RUN']}-core-{worker_id}"
    clone_database("antcrm_host", name)
    odoo("module", "install", "--database", name, CORE)
    yield name
    drop_database(name)


@pytest.fixture
def database(addon, request, worker_id):
    """A database with one addon and what it needs."""
    source = "antcrm_host" if addon in LOWER else request.getfixturevalue("core")
    name = f"{os.environ['ANTCRM_RUN']}-alone-{worker_id}"
    clone_database(source, name)
    if addon != CORE:
        odoo("module", "install", "--database", name, addon)
    yield name
    drop_database(name)


@pytest.mark.parametrize("addon", CASES)
def test_addon_alone(addon, database):
    # without what this process was told of itself
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("PYTEST_")
    }
    paths = [str(ROOT / "setup/lib"), environment.get("PYTHONPATH", "")]
    environment["PYTHONPATH"] = os.pathsep.join(paths)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", f"{addon}/tests"]
        + ["--odoo-database", database, "--odoo-http", "--odoo-log-level", "warn"]
        + ["--quiet", "--tb", "short", "-p", "no:cacheprovider"]
        # see setup/test
        + ["-p", "no:unraisableexception"],
        check=False,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=1800,
    )
    # 0: they ran, and none failed
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]

"""Each addon as others get it: as a wheel, with tests that a server can run."""

import ast
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from host import ROOT, clone_database, drop_database
from test_lifecycle import odoo, query

pytestmark = pytest.mark.slow

ADDONS = sorted(path.parent for path in ROOT.glob("antcrm*/__manifest__.py"))
NAMES = [addon.name for addon in ADDONS]
RUNTIME = set(
    """
    odoo psycopg2 lxml openpyxl xlsxwriter xlwt pytz polib requests stdnum
    dns email_validator phonenumbers python_calamine
    """.split()
)


def read_manifest(addon):
    return ast.literal_eval((addon / "__manifest__.py").read_text())


@pytest.fixture(scope="module")
def wheels(tmp_path_factory):
    """Build the wheels of all addons; return ``{addon: path}``."""
    folder = tmp_path_factory.mktemp("wheels")
    command = [sys.executable, ROOT / "setup/lib/wheels.py", folder]
    subprocess.run(command, check=True)
    return {name: next(folder.glob(f"odoo_addon_{name}-*.whl"), None) for name in NAMES}


def test_wheels_are_whole(wheels):
    """A wheel has every file of the addon that git knows, and says what it needs."""
    for addon in ADDONS:
        with zipfile.ZipFile(wheels[addon.name]) as wheel:
            names = set(wheel.namelist())
            (metadata,) = (n for n in names if n.endswith(".dist-info/METADATA"))
            text = wheel.read(metadata).decode()
            page = wheel.read(
                f"odoo/addons/{addon.name}/static/description/index.html"
            ).decode()
        known = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard", "."],
            check=True,
            capture_output=True,
            text=True,
            cwd=addon,
        ).stdout.splitlines()
        there = [name for name in known if (addon / name).is_file()]
        missing = {f"odoo/addons/{addon.name}/{name}" for name in there} - names
        assert missing <= {f"odoo/addons/{addon.name}/pyproject.toml"}, missing
        # the README is the text of the package, and the page is that of Odoo's Apps
        assert f"odoo/addons/{addon.name}/README.rst" in names
        for shown in (text.partition("\n\n")[2], page):
            assert read_manifest(addon)["name"] in shown
            assert "Usage" in shown and "Contributors" in shown
            assert 'class="system-message' not in shown
        needed = set(re.findall(r"^Requires-Dist: odoo-addon-([\w-]+)", text, re.M))
        ours = {name for name in read_manifest(addon)["depends"] if name in NAMES}
        assert ours <= {name.replace("-", "_") for name in needed}, (ours, needed)


def test_wheels_run(wheels, tmp_path, worker_id):
    """Installed as packages, without this checkout on the addons path, they work."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
    command += ["--disable-pip-version-check", "--target", tmp_path]
    subprocess.run([*command, *wheels.values()], check=True)
    path = f"{tmp_path}:{os.environ['PYTHONPATH']}"
    configuration = tmp_path / "odoo.conf"
    configuration.write_text(f"[options]\ndata_dir = {tmp_path}/data\n")
    environment = {
        **os.environ,
        "PYTHONPATH": path,
        "ODOO_RC": str(configuration),
    }
    database = f"{os.environ['ANTCRM_RUN']}-wheels-{worker_id}"
    clone_database("antcrm_host", database)
    try:
        arguments = ("install", "--database", database, *NAMES)
        odoo("module", *arguments, env=environment, cwd=tmp_path)
        installed = query(
            database,
            "SELECT name FROM ir_module_module WHERE state = 'installed' "
            "AND name LIKE 'antcrm%' ORDER BY name",
        )
        assert installed == NAMES
        printed = odoo(
            "shell",
            "--database",
            database,
            "--no-http",
            input="import odoo.addons.antcrm_import as a; print(a.__file__)\n",
            output="stdout",
            env=environment,
            cwd=tmp_path,
        )
        assert str(tmp_path) in printed
    finally:
        drop_database(database)


def get_imports(path):
    """Return the top-level packages that a module imports without a condition."""
    tree = ast.parse(path.read_text())
    for node in tree.body:
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module.split(".")[0]


@pytest.mark.parametrize("addon", ADDONS, ids=NAMES)
def test_tests_need_what_the_server_has(addon):
    """A server may run our tests: what it lacks keeps out the test that needs it."""
    package = addon / "tests/__init__.py"
    imported = {
        alias.name
        for node in ast.parse(package.read_text()).body
        if isinstance(node, ast.ImportFrom) and node.level
        for alias in node.names
    }
    allowed = RUNTIME | set(sys.stdlib_module_names)
    for name in sorted(imported):
        module = Path(addon / "tests" / f"{name}.py")
        strange = {*get_imports(module)} - allowed
        assert not strange, f"{module.name} needs {strange}"

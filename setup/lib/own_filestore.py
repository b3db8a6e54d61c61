"""A plugin of pytest: each process that runs addon tests has a filestore of its own.

pytest-odoo gives them a database each and one filestore for all, from which Odoo's test
cases remove, after each class, what is in no attachment of their own database.
"""

import os
import shutil

import pytest

from odoo.tools import config


@pytest.fixture(scope="session", autouse=True)
def own_filestore(load_registry):
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if not worker:
        yield
        return
    # replaced by pytest-odoo: the same for every database
    shared = config.filestore("")
    own = f"{shared}-{worker}"
    if os.path.isdir(shared):
        shutil.copytree(shared, own, dirs_exist_ok=True)
    config.filestore.return_value = own
    yield
    shutil.rmtree(own, ignore_errors=True)

"""A plugin of pytest for the tests of addons."""

import os
import shutil

import pytest

from odoo.tools import config


@pytest.fixture(scope="session", autouse=True)
def own_filestore(load_registry):
    """Each process that runs tests has a filestore of its own.

    pytest-odoo gives them a database each and one filestore for all, from which Odoo's
    test cases remove, after each class, what is in no attachment of their own database.
    """
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


def pytest_itemcollected(item):
    """Classes with Odoo's tag "slow" are marked so: addons cannot import pytest, which
    is not there where Odoo runs their tests."""
    if "slow" in getattr(item.cls, "test_tags", ()):
        item.add_marker(pytest.mark.slow)

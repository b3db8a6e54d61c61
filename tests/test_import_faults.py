"""An import on a server whose disk is full, and on one whose scheduler is dead."""

import os
import shutil
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg2
import pytest
from host import Server, clone_database, drop_database, make_users
from test_import_resume import GROUPS, start_import, wait_until

pytestmark = pytest.mark.slow

ROWS = 2500
NAMES = ["state", "done_count", "created_count", "rejected_count", "pause_reason"]


@pytest.fixture
def database(worker_id):
    name = f"{os.environ['ANTCRM_RUN']}-faults-{worker_id}"
    clone_database("antcrm_template", name)
    yield name
    drop_database(name)


@pytest.fixture
def small_disk(database):
    """A very small file system with the table of phones and e-mails on it."""
    connection = psycopg2.connect(dbname=database)
    connection.autocommit = True
    cr = connection.cursor()
    cr.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    if not cr.fetchone()[0] or os.geteuid():
        pytest.skip("a small file system takes root, and a superuser of PostgreSQL")
    cr.execute("SHOW data_directory")
    owner = Path(cr.fetchone()[0]).stat()
    folder = tempfile.mkdtemp(prefix="antcrm-disk-", dir="/tmp")
    try:
        mount = ["mount", "-t", "tmpfs", "-o", "size=160k", "tmpfs", folder]
        if subprocess.run(mount, check=False).returncode:
            pytest.skip("no file system can be mounted here")
        os.chown(folder, owner.st_uid, owner.st_gid)
        space = f"small_{os.getpid()}"
        cr.execute(f"CREATE TABLESPACE {space} LOCATION '{folder}'")
        cr.execute(f"ALTER TABLE antcrm_contact_point SET TABLESPACE {space}")
        yield folder
        drop_database_of(connection, database)
        other = psycopg2.connect(dbname="postgres")
        other.autocommit = True
        other.cursor().execute(f"DROP TABLESPACE {space}")
        other.close()
    finally:
        connection.close()
        subprocess.run(["umount", "-l", folder], check=False)
        shutil.rmtree(folder, ignore_errors=True)


def drop_database_of(connection, database):
    connection.close()
    drop_database(database)


@pytest.fixture
def serve(database):
    """Return what starts a server, and the client of who imports on it."""
    servers = []

    def start(*options):
        server = Server(database, *options)
        server.start()
        servers.append(server)
        make_users(server.client())(*GROUPS, name="Iris", login="iris")
        return server

    yield start
    for server in servers:
        server.stop()


def read_run(client, run_id):
    return client.call("antcrm.import", "read", [run_id], NAMES)[0]


def check_emails(server, client):
    """Every row has become one customer."""
    domain = [("create_uid", "=", client.uid), ("is_company", "=", False)]
    contacts = server.client().call("res.partner", "search_read", domain, ["email"])
    assert len(contacts) == ROWS
    assert len({contact["email"] for contact in contacts}) == ROWS


def test_full_disk(small_disk, serve):
    """No row is rejected: the import waits, says why, and goes on by itself."""
    server = serve()
    client = server.client("iris", "iris")
    run_id = start_import(client, ROWS)
    wait_until(lambda: read_run(client, run_id)["pause_reason"])
    run = read_run(client, run_id)
    assert run["state"] == "running"
    assert "disk" in run["pause_reason"]
    assert run["done_count"] < ROWS
    assert not run["rejected_count"]
    answer = client.call("antcrm.import", "look_after", [run_id])
    assert "disk" in answer["notice"]
    command = ["mount", "-o", "remount,size=64m", small_disk]
    subprocess.run(command, check=True)
    wait_until(lambda: read_run(client, run_id)["state"] == "done")
    run = read_run(client, run_id)
    assert (run["created_count"], run["rejected_count"]) == (ROWS, 0)
    check_emails(server, client)


def test_dead_scheduler(serve):
    """Those who look at a run work on it, and never two of them on one row."""
    server = serve("--max-cron-threads", "0")
    clients = [server.client("iris", "iris") for _number in range(3)]
    run_id = start_import(clients[0], ROWS)
    notices = set()

    def look(client):
        answer = client.call("antcrm.import", "look_after", [run_id])
        notices.add(answer["notice"])
        return answer["state"] == "done"

    def look_until_done(client):
        wait_until(lambda: look(client))

    with ThreadPoolExecutor() as pool:
        list(pool.map(look_until_done, clients))
    assert any(notice and "scheduler" in notice for notice in notices)
    assert read_run(clients[0], run_id)["created_count"] == ROWS
    check_emails(server, clients[0])

"""A PostgreSQL server of its own for a test that crashes it."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg2
from host import free_port

SETTINGS = (
    "-c listen_addresses= -c max_connections=60 -c shared_buffers=128MB "
    # a log to recover from, as on a real server
    "-c fsync=off -c full_page_writes=on -c synchronous_commit=on"
)


def find_programs():
    """Return the folder of the programs that make and run a cluster, or ``None``."""
    folders = [*Path("/usr/lib/postgresql").glob("*/bin")]
    folders.sort(key=lambda folder: float(folder.parent.name), reverse=True)
    if initdb := shutil.which("initdb"):
        folders.append(Path(initdb).resolve().parent)
    return next((f for f in folders if (f / "initdb").exists()), None)


class OwnPostgres:
    """A cluster in a temporary folder; ``environment`` leads programs there."""

    def __init__(self):
        self.programs = find_programs()
        self.folder = Path(tempfile.mkdtemp(prefix="antcrm-crash-", dir="/tmp"))
        self.data = self.folder / "data"
        self.port = free_port()
        # root may not run it
        self.user = "postgres" if os.geteuid() == 0 else None
        if self.user:
            owner = pwd.getpwnam(self.user)
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        self.environment = {
            "PGHOST": str(self.folder),
            "PGPORT": str(self.port),
            "PGUSER": "odoo",
        }
        self._run(
            "initdb", "--username=odoo", "--auth=trust", "--encoding=UTF8",
            "--locale=C.UTF-8", "--no-sync",
        )  # fmt: skip

    def start(self):
        """Start it, and wait until it has recovered."""
        options = f"{SETTINGS} -k {self.folder} -p {self.port}"
        self._run(
            "pg_ctl", "start", "--wait", "--timeout=120", "--options", options,
            "--log", str(self.folder / "log"),
        )  # fmt: skip

    def copy(self, database, name):
        """Copy a database of the tests' server to this one."""
        environment = {**os.environ, **self.environment}
        subprocess.run(["createdb", name], check=True, env=environment)
        with subprocess.Popen(
            ["pg_dump", "--no-owner", database], stdout=subprocess.PIPE
        ) as dump:
            subprocess.run(
                ["psql", "--quiet", "--no-psqlrc", "--dbname", name],
                stdin=dump.stdout,
                stdout=subprocess.DEVNULL,
                check=True,
                env=environment,
            )

    def query(self, database, sql, *params):
        """Return the rows of a query."""
        connection = psycopg2.connect(
            dbname=database, host=str(self.folder), port=self.port, user="odoo"
        )
        try:
            with connection, connection.cursor() as cr:
                cr.execute(sql, params)
                return cr.fetchall()
        finally:
            connection.close()

    def kill_writer(self, database):
        """Kill the process that is writing into a database: all others end too, and the
        server recovers by itself. Return whether there was one."""
        found = self.query(
            database,
            "SELECT pid FROM pg_stat_activity "
            "WHERE datname = %s AND backend_xid IS NOT NULL "
            "AND pid <> pg_backend_pid()",
            database,
        )
        for (pid,) in found:
            os.kill(pid, signal.SIGKILL)
        return bool(found)

    def crash(self):
        """Kill the whole server, as a loss of power does."""
        pid = int((self.data / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGKILL)
        # the others notice; only then may it start again
        while self._has_children():
            time.sleep(0.1)
        # they hold the number of a process that may be there still, waiting for its
        # parent to take note; after a loss of power it would mean nothing
        for lock in (self.data / "postmaster.pid", *self.folder.glob(".s.PGSQL.*")):
            lock.unlink(missing_ok=True)

    def _has_children(self):
        """Whether a process of the cluster is left: it works in its folder."""
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if os.readlink(process / "cwd") == str(self.data):
                    return True
            except OSError:
                continue
        return False

    def remove(self):
        try:
            self._run("pg_ctl", "stop", "--mode=immediate", "--wait", check=False)
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program, *arguments, check=True):
        command = [str(self.programs / program), "--pgdata", str(self.data), *arguments]
        if self.user:
            command = ["runuser", "-u", self.user, "--", *command]
        subprocess.run(
            command,
            check=check,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

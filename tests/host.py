"""A real Odoo server with a database of its own, and clients of it."""

import configparser
import fcntl
import itertools
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import requests

ROOT = Path(__file__).resolve().parent.parent
LOGS = ROOT / ".host/log"


class OdooError(Exception):
    """What the server answered instead of a result.

    ``name`` is the class of the exception on the server, such as
    ``odoo.exceptions.AccessError``; ``status`` is that of the HTTP answer.
    """

    def __init__(self, name, message, status=200):
        super().__init__(f"{name}: {message}")
        self.name = name
        self.message = message
        self.status = status


class Client:
    """A user of the API: ``call`` as the web client does, ``json2`` as programs do."""

    def __init__(self, url, database, login, password):
        self.url = url
        self.database = database
        self.login = login
        self.password = password
        self.http = requests.Session()
        self._api_key = None
        session = self._rpc(
            "/web/session/authenticate", db=database, login=login, password=password
        )
        self.uid = session["uid"]

    def call(self, model, method, *args, **kwargs):
        """Call a public method as the web client does; records are lists of ids."""
        return self._rpc(
            f"/web/dataset/call_kw/{model}/{method}",
            model=model,
            method=method,
            args=args,
            kwargs=kwargs,
        )

    def json2(self, model, method, ids=(), **kwargs):
        """Call a public method through ``POST /json/2`` with an API key of the user."""
        response = requests.post(
            f"{self.url}/json/2/{model}/{method}",
            headers={
                "Authorization": f"Bearer {self.api_key}",
                "X-Odoo-Database": self.database,
            },
            json={"ids": list(ids), **kwargs} if ids else kwargs,
            timeout=120,
        )
        answer = response.json()
        if response.status_code >= 400:
            raise OdooError(answer["name"], answer["message"], response.status_code)
        return answer

    @property
    def api_key(self):
        """Return an API key, made as a user makes one: his password is asked for."""
        if not self._api_key:
            description = self.call(
                "res.users.apikeys.description",
                "create",
                # a day ends at the next midnight, maybe before the tests do
                [{"name": "Tests", "duration": "7"}],
            )
            check = self.call("res.users.apikeys.description", "make_key", description)
            action = self.call(
                check["res_model"],
                "run_check",
                [check["res_id"]],
                context={"password": self.password},
            )
            self._api_key = action["context"]["default_key"]
        return self._api_key

    def _rpc(self, path, **params):
        response = self.http.post(
            self.url + path, json={"jsonrpc": "2.0", "params": params}, timeout=120
        )
        response.raise_for_status()
        answer = response.json()
        if "error" in answer:
            data = answer["error"]["data"]
            raise OdooError(data["name"], data["message"])
        # methods that return nothing have none
        return answer.get("result")


def run_job(admin, xml_id, timeout=120):
    """Let a scheduled action work now; where it works already, once more after that.

    The scheduler of a real server starts jobs by itself, and two never run one job at
    once: who asks meanwhile is refused.
    """
    module, name = xml_id.split(".")
    cron = admin.call("ir.model.data", "check_object_reference", module, name)[1]
    deadline = time.monotonic() + timeout
    while True:
        try:
            return admin.call("ir.cron", "method_direct_trigger", [cron])
        except OdooError as error:
            if "already executing" not in error.message or time.monotonic() > deadline:
                raise
        time.sleep(0.2)


def make_users(admin):
    """Return a function that makes an internal user and returns his client.

    ``make_user("sales_team.group_sale_salesman", name="Ann")``: groups by XML id, then
    other values of the user. His login is his password.
    """
    numbers = itertools.count(1)

    def make(*groups, **values):
        login = values.setdefault("login", f"user{next(numbers)}")
        group_ids = [
            admin.call("ir.model.data", "check_object_reference", *xml_id.split("."))[1]
            for xml_id in ("base.group_user", *groups)
        ]
        admin.call(
            "res.users",
            "create",
            [{"name": login, "password": login, "group_ids": group_ids, **values}],
        )
        return Client(admin.url, admin.database, login, login)

    return make


class Server:
    """An Odoo process with HTTP and scheduled actions on a database.

    ``options`` are further ones of its command line, ``environment`` goes over ours.
    """

    def __init__(self, database, *options, **environment):
        self.database = database
        self.options = options
        self.environment = environment
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = LOGS / f"server-{database}.log"
        self.process = None
        self._log_position = 0

    def start(self, timeout=120):
        command = [sys.executable, "-m", "odoo"]
        command += ["--database", self.database, "--db-filter", f"^{self.database}$"]
        command += ["--http-port", str(self.port), "--max-cron-threads", "1"]
        command += self.options
        # a proxy that is not there: tests ask nobody outside
        outside = {
            "http_proxy": "http://127.0.0.1:9",
            "no_proxy": "localhost,127.0.0.1",
        }
        outside["https_proxy"] = outside["http_proxy"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                env={**os.environ, **outside, **self.environment},
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
            )
        deadline = time.monotonic() + timeout
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError(f"no server:\n{self.new_log()}")
            time.sleep(0.2)

    def stop(self):
        """End it in an orderly way, or by force after ten seconds."""
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def client(self, login="admin", password="admin"):
        return Client(self.url, self.database, login, password)

    def new_log(self):
        """Return what it logged since the last call."""
        with self.log.open("rb") as log:
            log.seek(self._log_position)
            text = log.read().decode(errors="replace")
            self._log_position = log.tell()
        return text

    def _answers(self):
        try:
            return requests.get(f"{self.url}/web/health", timeout=30).ok
        except requests.ConnectionError:
            return False


def clone_database(source, name):
    """Copy a database with its attachments; not while the set-up makes it anew."""
    with (ROOT / ".host/lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        subprocess.run(["createdb", "--template", source, name], check=True)
        if filestore(source).is_dir():
            shutil.copytree(filestore(source), filestore(name))


def drop_database(name):
    subprocess.run(["dropdb", "--if-exists", "--force", name], check=True)
    shutil.rmtree(filestore(name), ignore_errors=True)


def filestore(database):
    settings = configparser.ConfigParser()
    settings.read(os.environ["ODOO_RC"])
    return Path(settings["options"]["data_dir"], "filestore", database)


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]

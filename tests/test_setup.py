"""The commands of ``setup/``: one clear line for what stops them; all from nothing."""

import os
import shutil
import smtplib
import socket
import subprocess
from pathlib import Path

import pytest
import requests
from host import ROOT, free_port

SMTP_PORT = str(free_port())


@pytest.fixture
def checkout(tmp_path):
    """A checkout in which nothing was set up yet."""
    for folder in ("setup", "tests/bench"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    for path in ROOT.glob("*requirements.txt"):
        shutil.copy(path, tmp_path)
    return tmp_path


def run(checkout, command, **environment):
    """Run a command of setup/ without what the set-up around this test has set."""
    ours = ("ODOO_", "PG", "PYTHON", "ANTCRM_")
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
    path = os.environ["PATH"].replace(f"{ROOT}/.host", "/nowhere")
    return subprocess.run(
        [checkout / "setup" / command],
        env={**inherited, "PATH": path, "ODOO_SMTP_PORT": SMTP_PORT, **environment},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=900,
    )


def refusal(checkout, command="run", **environment):
    """Return the one line with which a command refuses."""
    done = run(checkout, command, **environment)
    assert done.returncode
    assert done.stderr.startswith("error: ")
    (line,) = done.stderr.splitlines()
    return line


def path_without(folder, *names):
    """Return a PATH with all programs there are but the named ones."""
    folder.mkdir()
    for place in reversed(os.environ["PATH"].split(":")):
        for program in Path(place).glob("*"):
            link = folder / program.name
            link.unlink(missing_ok=True)
            if program.name not in names:
                link.symlink_to(program)
    return str(folder)


def test_port_is_taken(checkout):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        assert f"port {port} is taken" in refusal(checkout, ODOO_HTTP_PORT=port)


def test_too_little_disk(checkout):
    line = refusal(
        checkout, ODOO_HTTP_PORT=str(free_port()), ANTCRM_MIN_DISK_MB="1000000000"
    )
    assert "too little disk" in line
    assert "1000000000 MB needed" in line


def test_python_is_too_old(checkout):
    python = checkout / "python"
    python.write_text("#!/bin/sh\n[ $1 = -V ] && echo Python 3.9.2\n")
    python.chmod(0o755)
    line = refusal(checkout, ODOO_HTTP_PORT=str(free_port()), PYTHON=str(python))
    assert "Python 3.9.2" in line
    assert "3.10 to 3.13" in line


def test_no_apt(checkout):
    line = refusal(
        checkout,
        ODOO_HTTP_PORT=str(free_port()),
        PATH=path_without(checkout / "bin", "apt-get"),
    )
    assert "apt-get not found" in line
    assert "ODOO_PATH" in line


def test_no_network(checkout):
    closed = f"http://127.0.0.1:{free_port()}"
    line = refusal(
        checkout, ODOO_HTTP_PORT=str(free_port()), http_proxy=closed, https_proxy=closed
    )
    assert "no network" in line


def test_no_odoo_at_odoo_path(checkout):
    line = refusal(checkout, ODOO_HTTP_PORT=str(free_port()), ODOO_PATH=str(checkout))
    assert f"no Odoo 19.0 in {checkout}" in line


def test_no_server_at_pghost(checkout):
    line = refusal(checkout, ODOO_HTTP_PORT=str(free_port()), PGHOST=str(checkout))
    assert f"no PostgreSQL server at {checkout}" in line


def test_unknown_benchmark(checkout):
    assert "which benchmark?" in refusal(checkout, "bench")


def test_stop_where_nothing_runs(checkout):
    assert run(checkout, "stop").returncode == 0


@pytest.mark.slow
def test_run_from_nothing_twice(tmp_path):
    subprocess.run(["git", "clone", "--quiet", ROOT, tmp_path / "c"], check=True)
    checkout, port = tmp_path / "c", str(free_port())
    try:
        first = run(checkout, "run", ODOO_HTTP_PORT=port)
        assert first.returncode == 0, first.stderr
        assert f"http://localhost:{port}" in first.stdout
        assert "admin" in first.stdout
        assert requests.get(f"http://localhost:{port}/web/login", timeout=60).ok
        with smtplib.SMTP("localhost", int(SMTP_PORT), timeout=60) as smtp:
            mail = "From: Ida <ida@customer.example>\r\nSubject: Hello\r\n\r\nHi"
            smtp.sendmail("ida@customer.example", ["support@company.example"], mail)
        again = run(checkout, "run", ODOO_HTTP_PORT=port)
        assert again.returncode == 0
        steps = first.stdout, again.stdout
        done = [("downloading" in step, "installing" in step) for step in steps]
        assert done == [(True, True), (False, False)]
    finally:
        run(checkout, "stop")

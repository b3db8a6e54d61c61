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

pytestmark = pytest.mark.slow

SMTP_PORT = str(free_port())


@pytest.fixture
def checkout(tmp_path):
    """A checkout in which nothing was set up yet."""
    for folder in ("setup", "tests/bench"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    for path in ROOT.glob("*requirements.txt"):
        shutil.copy(path, tmp_path)
    return tmp_path


def run(checkout, command, *arguments, **environment):
    """Run a command of setup/ without what the set-up around this test has set."""
    ours = ("ODOO_", "PG", "PYTHON", "ANTCRM_")
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
    path = os.environ["PATH"].replace(f"{ROOT}/.host", "/nowhere")
    return subprocess.run(
        [checkout / "setup" / command, *arguments],
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


def bash(checkout, script):
    """Run a script after the parts of ``setup/lib``."""
    return subprocess.Popen(
        ["bash", "-euo", "pipefail", "-c", f"source setup/lib/common.sh\n{script}"],
        cwd=checkout,
        env={k: v for k, v in os.environ.items() if not k.startswith("PG")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_odoo_path_is_remembered(checkout):
    odoo = checkout / "elsewhere"
    (odoo / "odoo").mkdir(parents=True)
    (odoo / "odoo/release.py").write_text("version_info = (19, 0, 0, 'final', 0, '')")
    for setting, expected in (
        (f"ODOO_PATH={odoo}", str(odoo)),
        ("unset ODOO_PATH", str(odoo)),
        ("ODOO_PATH=", "debian"),
        ("unset ODOO_PATH", "debian"),
    ):
        script = f"{setting}\nsource setup/lib/host.sh\nget_host() {{ :; }}\nhost"
        script += "\necho ${ODOO_HOME/#$HOST*/debian}"
        assert bash(checkout, script).communicate()[0].splitlines()[-1] == expected


def test_recovering_server_is_waited_for(checkout):
    """A standby that nobody may ask is in recovery until it is promoted."""
    script = """
        STEPS=1 CLUSTERS=$(mktemp -d) && SOCKETS=$CLUSTERS
        chown "$(server_user)": "$CLUSTERS"
        export PGHOST=$SOCKETS PGPORT=5431 PGUSER=odoo
        make_cluster demo
        as_server touch "$CLUSTERS/demo/standby.signal"
        pg_control demo start --silent --no-wait --log "$CLUSTERS/log" \
            --options "-k $SOCKETS -p 5431 -c listen_addresses= -c hot_standby=off"
        trap 'pg_control demo stop --silent --mode fast; rm -r "$CLUSTERS"' EXIT
        until pg_isready --quiet || (($? == 1)); do sleep 0.1; done
        (sleep 3; pg_control demo promote --silent) >/dev/null 2>&1 &
        wait_for_recovery
        query postgres "SELECT 'answers'"
    """
    output, _errors = bash(checkout, script).communicate(timeout=60)
    assert "which is recovering" in output
    assert output.splitlines()[-1] == "answers"


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
        # a changed addon is for the next "run": nothing stops the server in passing
        server = (checkout / ".host/server.pid").read_text()
        with (checkout / "antcrm_customers/__manifest__.py").open("a") as manifest:
            manifest.write("\n")
        other = run(checkout, "odoo", "--version")
        assert other.returncode == 0
        assert "./setup/run updates it" in other.stderr
        assert os.path.exists(f"/proc/{server.strip()}")
    finally:
        run(checkout, "stop")

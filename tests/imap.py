"""Real mailboxes: an IMAP server of this machine, and a mail server that fills them."""

import getpass
import os
import pwd
import shutil
import smtplib
import socket
import subprocess
import time
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from host import free_port

CONFIGURATION = """
base_dir = {root}/run
state_dir = {root}/run
log_path = {root}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{root}/mail/%u
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
first_valid_uid = 1
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={root}/mail/%u
}}
"""


class Mailboxes:
    """Dovecot with a mailbox for whoever logs in; the password is ``secret``."""

    def __init__(self, root):
        self.root = Path(root)
        self.port = free_port()
        # as root, mail belongs to somebody else: Dovecot lets root read none
        self.user = "nobody" if os.geteuid() == 0 else getpass.getuser()
        self.ids = pwd.getpwnam(self.user)[2:4]

    def start(self):
        program = shutil.which("dovecot", path=f"{os.environ['PATH']}:/usr/sbin")
        if not program:
            pytest.skip("no Dovecot: setup/test installs Debian's dovecot-imapd")
        group = subprocess.run(
            ["id", "--group", "--name", self.user], capture_output=True, text=True
        ).stdout.strip()
        (self.root / "mail").mkdir()
        os.chown(self.root / "mail", *self.ids)
        # sockets have short names, and others must get there
        self.root.chmod(0o755)
        configuration = self.root / "dovecot.conf"
        values = {"root": self.root, "user": self.user, "group": group}
        configuration.write_text(CONFIGURATION.format(port=self.port, **values))
        self.process = subprocess.Popen([program, "-F", "-c", configuration])
        deadline = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 5).close()
                return
            except OSError:
                assert self.process.poll() is None and time.monotonic() < deadline
                time.sleep(0.1)

    def stop(self):
        self.process.terminate()
        self.process.wait()

    def deliver(self, user, mail):
        """Put a mail, as bytes, into a mailbox, as a mail server does."""
        box = self.root / "mail" / user
        for folder in (box, *(box / name for name in ("tmp", "new", "cur"))):
            if not folder.exists():
                folder.mkdir()
                os.chown(folder, *self.ids)
        name = f"{time.time_ns()}.test"
        (box / "tmp" / name).write_bytes(mail)
        os.chown(box / "tmp" / name, *self.ids)
        (box / "tmp" / name).rename(box / "new" / name)

    def unread(self, user):
        box = self.root / "mail" / user
        seen = [path for path in (box / "cur").iterdir() if "S" in path.suffix]
        return len(list((box / "new").iterdir())) + (
            len(list((box / "cur").iterdir())) - len(seen)
        )


@contextmanager
def mail_server(mailboxes):
    """A mail server that delivers all it gets; its port."""

    class Handler:
        async def handle_DATA(self, server, session, envelope):
            for address in envelope.rcpt_tos:
                mailboxes.deliver(address, envelope.original_content)
            return "250 OK"

    controller = Controller(Handler(), hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def make_mail(text, sender, to, subject="Price list", html=None, headers=()):
    """Return a mail as bytes."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = to
    message["Subject"] = subject
    message["Message-Id"] = f"<{time.monotonic_ns()}@test.example>"
    for name, value in dict(headers).items():
        message[name] = value
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    return message.as_bytes()


def send(port, mail, to):
    with smtplib.SMTP("127.0.0.1", port, timeout=60) as smtp:
        smtp.sendmail("bounces@test.example", [to], mail)

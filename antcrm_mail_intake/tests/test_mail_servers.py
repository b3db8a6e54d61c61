import socket
import threading
from unittest.mock import patch

import dns.flags
import dns.message
import dns.rcode
import dns.resolver
import dns.rrset

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

from ..tools import mail_servers
from .common import MailIntakeCommon

RECORDS = {
    "several.example.": ("20 backup.host.example.", "10 mx.host.example."),
    "google.example.": ("1 aspmx.l.google.com.",),
    "none.example.": (),
    "refuses.example.": ("0 .",),
}


class NameServer:
    """Answers questions for MX records on a port of this machine."""

    def __init__(self):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.settimeout(0.1)
        self.port = self.socket.getsockname()[1]
        self.is_closed = False
        self.thread = threading.Thread(target=self.serve, daemon=True)

    def serve(self):
        while not self.is_closed:
            try:
                data, client = self.socket.recvfrom(4096)
            except TimeoutError:
                continue
            if answer := self.answer(dns.message.from_wire(data)):
                self.socket.sendto(answer.to_wire(), client)

    def answer(self, query):
        (question,) = query.question
        name = question.name.to_text()
        if name.startswith("silent."):
            return None
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        if name not in RECORDS:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        elif RECORDS[name]:
            answer.answer.append(
                dns.rrset.from_text(name, 60, "IN", "MX", *RECORDS[name])
            )
        return answer

    def start(self):
        self.thread.start()

    def stop(self):
        self.is_closed = True
        self.thread.join()
        self.socket.close()


class TestMailServers(MailIntakeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        server = NameServer()
        server.start()
        cls.addClassCleanup(server.stop)
        cls.resolver = dns.resolver.Resolver(configure=False)
        cls.resolver.nameservers = ["127.0.0.1"]
        cls.resolver.port = server.port
        cls.classPatch(mail_servers.dns.resolver, "Resolver", lambda: cls.resolver)

    def test_found(self):
        for domain, expected in (
            ("several.example", ["mx.host.example", "backup.host.example"]),
            ("none.example", []),
            ("refuses.example", ["."]),
            (f"{'x' * 70}.example", None),
        ):
            with self.subTest(domain):
                self.assertEqual(mail_servers.find_mail_servers(domain), expected)
        with self.assertRaises(LookupError):
            mail_servers.find_mail_servers("missing.example")

    def test_nobody_answers(self):
        with patch.object(mail_servers, "SECONDS", 0.2):
            self.assertIsNone(mail_servers.find_mail_servers("silent.example"))
        with patch.object(
            mail_servers.dns.resolver,
            "Resolver",
            side_effect=dns.resolver.NoResolverConfiguration,
        ):
            self.assertIsNone(mail_servers.find_mail_servers("several.example"))

    def test_providers(self):
        self.assertEqual(mail_servers.get_provider("aspmx.l.google.com"), "Google")
        self.assertIsNone(mail_servers.get_provider("google.com.evil.example"))
        self.assertIsNone(mail_servers.get_provider("mygoogle.com"))

    def test_what_the_form_says(self):
        intake = self.intake.with_user(
            new_test_user(self.env, "boss", groups="antcrm_share.group_administrator")
        )
        for domain, expected in (
            ("several.example", "goes to mx.host.example, backup.host.example. That"),
            ("google.example", "servers of Google"),
            ("none.example", "no MX record"),
            ("refuses.example", "takes no mail"),
            ("missing.example", "no domain missing.example"),
        ):
            with self.subTest(domain):
                self.alias_domain.name = domain
                intake.action_find_servers()
                self.assertIn(expected, intake.servers_found)
        self.intake.alias_domain_id = False
        with self.assertRaises(UserError):
            intake.action_find_servers()

    def test_whose_it_is(self):
        user = new_test_user(self.env, "sue", groups="antcrm_share.group_user")
        with self.assertRaises(AccessError):
            self.intake.with_user(user).action_find_servers()

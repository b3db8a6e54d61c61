from odoo.tools import mute_logger

from .common import MailIntakeCommon
from .hostile_mails import NAMED, make_hostile_mails

LOGGERS = ("odoo.addons.antcrm_mail_intake.models.mail_thread", "odoo.sql_db")


class TestHostileMails(MailIntakeCommon):
    """Whatever comes in: the gateway never fails, and nothing is lost."""

    def setUp(self):
        super().setUp()
        self.intake.write({"hourly_limit": 100_000, "sender_limit": 100_000})

    def assertKept(self, raw):
        """Let the gateway process a mail; check that a customer or a review has it."""
        domain = [("message_type", "=", "email")]
        last = self.env["mail.message"].search(domain, order="id desc", limit=1).id
        with mute_logger(*LOGGERS):
            self.env["mail.thread"].message_process(None, raw)
        self.env.flush_all()
        message = self.env["mail.message"].search([*domain, ("id", ">", last)])
        self.assertTrue(message, "the mail is lost")
        record = self.env[message[-1].model].browse(message[-1].res_id)
        self.assertIn(record._name, ("res.partner", "antcrm.mail.review"), record._name)
        return record

    def test_named(self):
        unread = set()
        for name, raw in NAMED.items():
            with self.subTest(name):
                record = self.assertKept(raw)
                if record._name == "antcrm.mail.review" and record.reason == "error":
                    unread.add(name)
                    message = self.emails(record)
                    self.assertIn(raw, message.attachment_ids.mapped("raw"))
        self.assertIn("3,000 nested parts", unread)
        self.assertLess(len(unread), len(NAMED) / 2)

    def test_generated(self):
        for number, raw in enumerate(make_hostile_mails(120)):
            with self.subTest(number):
                self.assertKept(raw)

    def test_same_unreadable_mail_twice(self):
        raw = NAMED["3,000 nested parts"]
        record = self.assertKept(raw)
        with mute_logger(*LOGGERS):
            self.env["mail.thread"].message_process(None, raw)
        self.assertEqual(len(self.emails(record)), 1)
        self.assertEqual(self.emails(record).attachment_ids.raw, raw)

    def test_not_for_us(self):
        """What is for nobody fails as before."""
        for raw in (b"To: nobody@elsewhere.example\r\n\r\n\0", b""):
            with self.assertRaises(ValueError):
                self.env["mail.thread"].message_process(None, raw)

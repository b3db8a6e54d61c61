from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

from ..tools.confirmations import read_confirmation
from .common import ALIAS, MailIntakeCommon, make_mail

# As the services write them, with invented numbers: sender, subject, text, code, link
CONFIRMATIONS = (
    (
        "Gmail Team <forwarding-noreply@google.com>",
        "(#123456789) Gmail Forwarding Confirmation - Receive Mail from Ida",
        "ida@firm.example has requested to automatically forward mail to your email "
        "address intake@company.example.\nConfirmation code: 123456789\n\nTo allow it, "
        "click the link below:\n\nhttps://mail-settings.google.com/mail/vf-%5BANGjdJ8-x\n"
        "\nTo learn why, visit https://support.google.com/mail/answer/184973.",
        "123456789",
        "https://mail-settings.google.com/mail/vf-%5BANGjdJ8-x",
    ),
    (
        "Gmail <forwarding-noreply@google.com>",
        "(#987654321) Xác nhận chuyển tiếp của Gmail - Nhận thư từ ida@firm.example",
        "ida@firm.example đã yêu cầu tự động chuyển tiếp thư.\nMã xác nhận: 987654321",
        "987654321",
        None,
    ),
    (
        "Яндекс Почта <noreply@mail.yandex.ru>",
        "Подтверждение пересылки",
        "Пользователь ida@firm.example хочет пересылать письма сюда"
        "\nПерейдите по ссылке:\nhttps://mail.yandex.ru/confirm-forward?e=abc123def456",
        None,
        "https://mail.yandex.ru/confirm-forward?e=abc123def456",
    ),
    (
        "Zoho Mail <noreply@zohomail.com>",
        "Email forwarding verification",
        "ida@firm.example wants to forward emails to you.\nVerification code:\n\n"
        "4455667\n\nThis code is valid for 7 days.",
        "4455667",
        None,
    ),
    (
        "Outlook <no-reply@microsoft.com>",
        "Verify your forwarding address",
        "ida@firm.example asked to forward mail. Your security code is 778899.",
        "778899",
        None,
    ),
)


class TestArrival(MailIntakeCommon):
    """Whether and how mail arrives, as the administrator of the address is told."""

    def as_administrator(self):
        return self.intake.with_user(self.user_administrator)

    # ------------------------------------------------------------------
    # Confirmations
    # ------------------------------------------------------------------

    def test_confirmations(self):
        for sender, subject, text, code, link in CONFIRMATIONS:
            with self.subTest(subject):
                record = self.receive(text, sender=sender, subject=subject)
                self.assertReview(record, "confirmation")
                intake = self.as_administrator()
                self.assertIn("ida@firm.example", intake.confirmation_text)
                self.assertEqual(intake.confirmation_code or None, code)
                self.assertEqual(intake.confirmation_link or None, link)
                # to administrators alone, who are told
                told = self.env["mail.notification"].search(
                    [("res_partner_id", "=", self.user_administrator.partner_id.id)],
                    order="id desc",
                    limit=1,
                )
                self.assertIn("forward", told.mail_message_id.subject)
                self.assertNotIn(code or link, told.mail_message_id.body)
                self.assertFalse(
                    record.with_user(self.user_sales)._filtered_access("read")
                )
                with self.assertRaises(AccessError):
                    self.intake.with_user(self.user_sales).read(["confirmation_code"])
        self.as_administrator().action_forget_confirmation()
        self.assertFalse(intake.confirmation_code or intake.confirmation_text)
        self.assertFalse(self.find("ida@firm.example"))

    def test_no_confirmation(self):
        """A stranger cannot make an administrator follow a link of theirs."""
        sender, subject, text, _code, _link = CONFIRMATIONS[0]
        self.assertTrue(read_confirmation("x@google.com", subject, text))
        for other in ("x@google.com.evil.example", "x@evilgoogle.com", ""):
            self.assertFalse(read_confirmation(other, subject, text), other)
        for link in (
            "https://evil.example/mail/vf-google.com",
            "https://google.com@evil.example/mail/vf-x",
            "https://google.com.evil.example/mail/vf-x",
            "http://mail.google.com/mail/vf-abcdefgh",
            "https://mail.google.com:8080/mail/vf-abcdef",
            "javascript://mail.google.com/mail/vf-abcdef",
        ):
            text = f"Go {link}"
            found = read_confirmation("x@google.com", "Forwarding", text, [link])
            self.assertFalse(found, link)
        text = "Code: 123456"
        self.assertFalse(read_confirmation("x@google.com", "Your code", text))
        for hostile in ("forward " * 100_000, "#" * 200_000, "https://" * 50_000):
            read_confirmation("x@google.com", hostile, hostile, [hostile])

    # ------------------------------------------------------------------
    # What the form says
    # ------------------------------------------------------------------

    def test_last_mail(self):
        intake = self.as_administrator()
        self.assertIn("No mail", intake.arrival_state)
        self.receive()
        message = self.env["mail.message"].search([("intake_id", "=", intake.id)])
        past = self.env.cr.now() - timedelta(minutes=2)
        self.env.cr.execute(
            "UPDATE mail_message SET create_date = %s WHERE id = %s", (past, message.id)
        )
        self.env.invalidate_all()
        self.assertIn("2 minutes ago. 1 in the last 7 days", intake.arrival_state)

    def test_what_is_missing(self):
        intake = self.as_administrator()
        intake.arrival = "forward"
        self.assertIn("public address", intake.setup_problems)
        intake.public_address = "support@firm.example"
        self.alias_domain.catchall_alias = False
        intake.invalidate_recordset()
        self.assertIn("catchall", intake.setup_problems)
        self.alias_domain.catchall_alias = "catchall"
        intake.invalidate_recordset()
        self.assertFalse(intake.setup_problems)
        intake.arrival = "mailbox"
        self.assertIn("Connect", intake.setup_problems)

    # ------------------------------------------------------------------
    # Mailboxes
    # ------------------------------------------------------------------

    def make_server(self, **values):
        return self.env["fetchmail.server"].create(
            {
                "name": "Mailbox",
                "server": "imap.firm.example",
                "user": "hello@firm.example",
                "object_id": self.env["ir.model"]._get_id("antcrm.mail.intake"),
                **values,
            }
        )

    def fetch(self, server, raw):
        """Process a mail as the host's fetchmail does."""
        Thread = self.env["mail.thread"].with_context(
            default_fetchmail_server_id=server.id
        )
        Thread.message_process(model=server.object_id.model, message=raw)
        message = self.env["mail.message"].search(
            [("message_type", "=", "email")], order="id desc", limit=1
        )
        return self.env[message.model].browse(message.res_id)

    def test_mailbox_of_another_domain(self):
        """The choice that the host offers, whatever the mail is addressed to."""
        second = self.intake.copy(
            {"name": "Second", "alias_name": "second", "kind": "lead"}
        )
        server = self.make_server(mail_intake_id=second.id)
        self.assertFalse(self.intake.sudo().server_ids)
        for number, to in enumerate(
            ("hello@firm.example", "undisclosed-recipients:;", ALIAS)
        ):
            sender = f"Ida <ida{number}@customer.example>"
            record = self.fetch(server, make_mail(sender=sender, to=to))
            self.assertEqual(record.customer_kind, "lead", to)
            self.assertEqual(self.emails(record).intake_id, second)
        # our own mailbox is nobody's customer
        record = self.fetch(server, make_mail(sender="hello@firm.example"))
        self.assertReview(record, "own")

    def test_mailbox_without_an_address(self):
        """Who chose no address loses no mail."""
        server = self.make_server()
        if self.env["antcrm.mail.intake"].search_count([]) == 1:
            self.assertEqual(server.mail_intake_id, self.intake)
        server.mail_intake_id = False
        record = self.fetch(server, make_mail(to="hello@firm.example"))
        self.assertTrue(self.emails(record).intake_id)
        record = self.fetch(server, make_mail(to="x@firm.example", text="a\0b"))
        self.assertIn(record._name, ("antcrm.mail.review", "res.partner"))
        self.env["antcrm.mail.intake"].search([]).active = False
        with self.assertRaisesRegex(UserError, "add a mail address"):
            self.make_server()

    def test_connect_is_for_administrators(self):
        wizard = {
            "intake_id": self.intake.id,
            "user": "hello@firm.example",
            "password": "secret",
            "server": "127.0.0.1",
            "port": 9,
            "is_ssl": False,
        }
        with self.assertRaises(AccessError):
            self.as_user("antcrm.mail.connect").create(wizard)
        Connect = self.as_user("antcrm.mail.connect", self.user_administrator)
        with self.assertRaisesRegex(UserError, "refused"):
            Connect.create(wizard).action_connect()
        self.assertEqual(Connect.new({"user": "a@b.example"}).server, "imap.b.example")
        # one mailbox feeds one address
        other = self.intake.copy({"name": "Other", "alias_name": "other"})
        self.make_server(mail_intake_id=other.id)
        with self.assertRaisesRegex(UserError, "another address"):
            Connect.create(wizard).action_connect()
        with self.assertRaises(AccessError):
            self.intake.with_user(self.user_administrator).server_ids.read()

    def test_services_with_a_page_of_their_own(self):
        """Signing in at Google or Microsoft is the host's page, for who may open it."""
        types = dict(self.env["fetchmail.server"]._fields["server_type"].selection)
        system = new_test_user(
            self.env,
            "antcrm_system",
            groups="base.group_system,antcrm_share.group_administrator",
        )
        for service in ("gmail", "outlook"):
            if service not in types:
                continue
            with self.subTest(service):
                values = {
                    "intake_id": self.intake.id,
                    "user": f"{service}@firm.example",
                }
                wizard = self.as_user("antcrm.mail.connect", system).create(
                    {**values, "service": service}
                )
                action = wizard.action_connect()
                server = self.env[action["res_model"]].browse(action["res_id"])
                self.assertEqual(server.server_type, service)
                self.assertEqual(server.mail_intake_id, self.intake)
                self.assertFalse(server.password)
                self.assertIn("not confirmed", self.as_administrator().setup_problems)
                wizard = self.as_user("antcrm.mail.connect", self.user_administrator)
                with self.assertRaisesRegex(UserError, "administrator of Odoo"):
                    wizard.create({**values, "service": service}).action_connect()

    # ------------------------------------------------------------------
    # Send me a test
    # ------------------------------------------------------------------

    def test_send_me_a_test(self):
        intake = self.as_administrator()
        intake.arrival = "alias"
        intake.action_send_test()
        self.assertIn("not arrived yet", intake.test_result)
        subjects = []
        Server = type(self.env["ir.mail_server"])
        with patch.object(
            Server, "send_email", lambda _self, mail, **_o: subjects.append(mail)
        ):
            intake._send_test()
        [mail] = subjects
        self.assertEqual(mail["To"], ALIAS)
        before = self.env["res.partner"].search_count([])
        self.env["mail.thread"].message_process(None, mail.as_bytes())
        intake.invalidate_recordset()
        self.assertIn("It works", intake.test_result)
        self.assertEqual(self.env["res.partner"].search_count([]), before)
        self.assertFalse(intake.review_count)
        # another mail with an old token is a mail
        intake.action_send_test()
        record = self.receive(subject=mail["Subject"])
        self.assertEqual(record.customer_kind, "contact")
        with self.assertRaises(AccessError):
            self.intake.with_user(self.user_sales).action_send_test()

    def test_test_that_cannot_be_sent(self):
        intake = self.as_administrator()
        intake.arrival = "alias"
        intake.action_send_test()

        def refuse(*_arguments, **_options):
            raise ConnectionRefusedError("no way out")

        with patch.object(type(self.env["ir.mail_server"]), "send_email", refuse):
            intake._send_test()
        self.assertIn("no way out", intake.test_result)

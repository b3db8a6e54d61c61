import itertools
from email.message import EmailMessage

from odoo.addons.antcrm_customers.tests.common import CustomersCommon

ALIAS = "intake@company.example"
NUMBERS = itertools.count(1)


def make_mail(text="Hello", headers=(), **fields):
    """Return the raw bytes of a mail.

    :param dict headers: further headers, such as ``{"Reply-To": "..."}``
    :param fields: ``sender``, ``to``, ``subject``, ``html``, ``attachments``: pairs of
        a file name and bytes or an :class:`email.message.EmailMessage`
    """
    message = EmailMessage()
    message["From"] = fields.get("sender", "KhachHang A <khachhanga@gmail.example>")
    message["To"] = fields.get("to", ALIAS)
    message["Subject"] = fields.get("subject", "Price list")
    message["Message-Id"] = f"<{next(NUMBERS)}@test.example>"
    message["Date"] = "Wed, 27 Oct 2021 09:31:00 +0200"
    for name, value in dict(headers).items():
        del message[name]
        if value is not None:
            message[name] = value
    message.set_content(text)
    if fields.get("html"):
        message.add_alternative(fields["html"], subtype="html")
    for name, content in fields.get("attachments", ()):
        if isinstance(content, EmailMessage):
            message.add_attachment(content, filename=name)
        else:
            message.add_attachment(
                content, maintype="application", subtype="octet-stream", filename=name
            )
    return message.as_bytes()


class MailIntakeCommon(CustomersCommon):
    """An address of the company, and the gateway that gets raw mails."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Domain = cls.env["mail.alias.domain"]
        # the demo data have it as well
        cls.alias_domain = Domain.search(
            [("name", "=", "company.example")]
        ) or Domain.create({"name": "company.example"})
        cls.env.company.alias_domain_id = cls.alias_domain
        cls.user_employee = cls.user_colleague
        cls.user_employee.email = "emma@home.example"
        cls.user_employee.name = "Emma Employee"
        # what goes out is for strangers: colleagues read it here
        cls.user_administrator.notification_type = "inbox"
        cls.intake = cls.env["antcrm.mail.intake"].create(
            {
                "name": "Intake",
                "alias_name": "intake",
                "kind": "contact",
                "own_domains": "company.example",
                "responsible_id": cls.user_administrator.id,
            }
        )

    def setUp(self):
        super().setUp()
        # mails that go out are counted, not sent
        self.sent = []
        Mail = type(self.env["mail.mail"])
        create = Mail.create

        def record(mails, vals_list):
            self.sent += vals_list if isinstance(vals_list, list) else [vals_list]
            return create(mails, vals_list)

        self.patch(Mail, "create", record)

    def receive(self, *arguments, **fields):
        """Let the gateway process one mail; return the record that has it."""
        raw = make_mail(*arguments, **fields)
        return self.process(raw)

    def process(self, raw):
        self.env["mail.thread"].message_process(None, raw)
        self.env.flush_all()
        message = self.env["mail.message"].search(
            [("message_type", "=", "email")], order="id desc", limit=1
        )
        return self.env[message.model].browse(message.res_id)

    def emails(self, record):
        """Return the mails in the history of a record, the oldest first."""
        messages = record.message_ids.filtered(lambda m: m.message_type == "email")
        return messages.sorted("id")

    def find(self, address, kind="contact"):
        """Return the customers that have an address."""
        model = "crm.lead" if kind == "lead" else "res.partner"
        return self.env[model].search([("email_ids.normalized", "=", address)])

    def offers(self, customer):
        """Return what a salesperson is offered on a customer, by label."""
        customer.invalidate_recordset(["mail_offers"])
        offers = customer.with_user(self.user_sales).mail_offers or []
        return {offer["label"]: offer["value"] for offer in offers}

    def assertReview(self, record, reason):
        self.assertEqual(record._name, "antcrm.mail.review")
        self.assertEqual((record.reason, record.state), (reason, "open"))

    def assertCustomer(self, record, name, address, count=1):
        """Check that a record is the one customer with an address, and how many mails
        it has."""
        self.assertNotEqual(record._name, "antcrm.mail.review", record._name)
        kind = "lead" if record._name == "crm.lead" else "contact"
        self.assertEqual(self.find(address, kind), record)
        is_lead = record._name == "crm.lead"
        self.assertEqual(record.contact_name if is_lead else record.name, name)
        self.assertEqual(len(self.emails(record)), count)

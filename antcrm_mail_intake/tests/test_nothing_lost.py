import email
import email.policy
import itertools
from unittest.mock import patch

from psycopg2.errors import DiskFull

from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from .common import MailIntakeCommon, make_mail

EMMA = "Emma <emma@home.example>"


def read(raw):
    return email.message_from_bytes(raw, policy=email.policy.SMTP)


class TestNothingIsLost(MailIntakeCommon):
    """Every mail has its person, and somebody hears of it."""

    def setUp(self):
        super().setUp()
        self.user_sales.notification_type = "inbox"
        self.user_administrator.notification_type = "inbox"

    def attach(self, name, number=1, **fields):
        return make_mail(
            f"Mail {number} of {name}",
            sender=f"{name.title()} Doe <{name}@customer.example>",
            subject=f"Offer {number}",
            **fields,
        )

    # ------------------------------------------------------------------
    # Attached mails
    # ------------------------------------------------------------------

    def test_two_mails_of_one_person(self):
        for as_bytes in (False, True):
            name = "ida" if as_bytes else "bob"
            with self.subTest(name):
                mails = [
                    self.attach(name, number, attachments=[(f"{number}.pdf", b"%PDF")])
                    for number in (1, 2)
                ]
                if not as_bytes:
                    mails = list(map(read, mails))
                record = self.receive(
                    "My note.",
                    sender=EMMA,
                    subject="Two of them",
                    attachments=[
                        *((f"{n}.eml", mail) for n, mail in enumerate(mails)),
                        ("contract.pdf", b"%PDF of Emma"),
                    ],
                )
                self.assertCustomer(
                    record, f"{name.title()} Doe", f"{name}@customer.example", count=3
                )
                first, second, outer = self.emails(record)
                for number, message in ((1, first), (2, second)):
                    self.assertEqual(message.subject, f"Offer {number}")
                    self.assertIn(f"Mail {number} of {name}", message.body)
                    self.assertEqual(message.author_id, record)
                    self.assertEqual(
                        message.attachment_ids.mapped("name"), [f"{number}.pdf"]
                    )
                self.assertEqual(outer.author_id, self.user_employee.partner_id)
                self.assertIn("My note.", outer.body)
                self.assertEqual(
                    set(outer.attachment_ids.mapped("name")),
                    {"0.eml", "1.eml", "contract.pdf"},
                )
                pdf = outer.attachment_ids.filtered(lambda a: a.name == "contract.pdf")
                self.assertEqual(pdf.raw, b"%PDF of Emma")

    def test_six_mails_of_two_people(self):
        known = self.create_contact(
            firstname="Bob",
            email_ids=self.typed("bob@customer.example"),
            share_mode="me",
            user=self.user_sales,
        )
        mails = [
            read(self.attach(name, number))
            for number in (1, 2, 3)
            for name in ("ida", "bob")
        ]
        record = self.receive(
            "Both are angry.",
            sender=EMMA,
            attachments=[
                *((f"{n}.eml", m) for n, m in enumerate(mails)),
                ("list.pdf", b"%PDF"),
            ],
        )
        # what does not belong to one of them waits, whole
        self.assertReview(record, "several")
        outer = self.emails(record)
        self.assertEqual(len(outer.attachment_ids), 7)
        self.assertIn("Both are angry.", outer.body)
        for name in ("ida", "bob"):
            self.assertIn(f"{name}@customer.example", record.others)
            self.assertIn(
                f"{name.title()} Doe" if name == "ida" else "Bob", record.sign
            )
            customer = self.find(f"{name}@customer.example")
            messages = self.emails(customer)
            self.assertEqual(
                messages.mapped("subject"), ["Offer 1", "Offer 2", "Offer 3"]
            )
            for message in messages:
                self.assertIn(f"of {name}", message.body)
                self.assertIn("Sent by emma@home.example for", message.body)
                self.assertIn("Both are angry.", message.body)
                self.assertFalse(message.attachment_ids)
        self.assertEqual(customer, known)
        # nobody's click gives all of them to one
        with self.assertRaises(UserError):
            record.with_user(self.user_sales).action_create_customer()

    def test_same_mail_attached_twice(self):
        mail = self.attach("ida")
        for _ in range(2):
            record = self.receive(sender=EMMA, attachments=[("a.eml", read(mail))])
        self.assertEqual(self.emails(record).mapped("subject").count("Offer 1"), 1)
        self.assertCustomer(record, "Ida Doe", "ida@customer.example", count=3)

    def test_attached_mail_of_a_machine(self):
        inner = self.attach("ida", headers={"Precedence": "bulk"})
        record = self.receive(sender=EMMA, attachments=[("a.eml", read(inner))])
        self.assertReview(record, "bulk")
        self.assertEqual(record.sender_email, "ida@customer.example")
        self.assertIn("a.eml", self.emails(record).attachment_ids.mapped("name"))

    def test_attached_beside_one_of_ours(self):
        ours = make_mail("From a colleague", sender="nina@company.example")
        record = self.receive(
            sender=EMMA,
            attachments=[("a.eml", read(ours)), ("b.eml", read(self.attach("ida")))],
        )
        self.assertCustomer(record, "Ida Doe", "ida@customer.example", count=2)
        outer = self.emails(record)[-1]
        self.assertEqual(set(outer.attachment_ids.mapped("name")), {"a.eml", "b.eml"})

    # ------------------------------------------------------------------
    # Reviews
    # ------------------------------------------------------------------

    def test_a_review_holds_one_person(self):
        self.intake.hourly_limit = 1
        records = [
            self.receive(
                sender="Forms <noreply@forms.example>",
                headers={"Reply-To": f"v{number % 5}@customer.example"},
            )
            for number in range(15)
        ]
        reviews = self.env["antcrm.mail.review"].browse(
            {r.id for r in records if r._name == "antcrm.mail.review"}
        )
        self.assertEqual(len(reviews), 5)
        reviews.with_user(self.user_sales).action_create_customer()
        for number in range(5):
            customer = self.find(f"v{number}@customer.example")
            self.assertEqual(len(customer), 1)
            self.assertEqual(len(self.emails(customer)), 3)

    # ------------------------------------------------------------------
    # Customers nobody looks at
    # ------------------------------------------------------------------

    def test_closed_customers(self):
        """Whoever is archived, out of use, lost or won: the mail joins the history, and
        the responsible of the address hears of it if nobody is in charge."""
        for kind, is_archived in itertools.product(("contact", "lead"), (True, False)):
            for pic in (self.user_sales, self.env["res.users"]):
                with self.subTest(kind, is_archived=is_archived, pic=pic.name):
                    self.intake.kind = kind
                    address = f"{kind}{pic.id}{is_archived}@c.example"
                    record = self.receive(sender=f"Ida <{address}>")
                    record.write({"user_id": pic.id, "active": not is_archived})
                    if not is_archived:
                        self.put_out_of_use(record)
                    self.assertEqual(self.receive(sender=f"Ida <{address}>"), record)
                    message = self.emails(record)[-1]
                    told = pic or self.user_administrator
                    self.assertIn(told.partner_id, message.notified_partner_ids)
                    self.assertFalse(record.active and record.is_live)

    def test_somebody_hears_of_a_new_customer(self):
        """The person in charge; without one, the responsible of the address."""
        for kind in ("lead", "contact", "account"):
            for pic in (self.user_sales, self.env["res.users"]):
                with self.subTest(kind, pic=pic.name):
                    self.intake.write(
                        {
                            "kind": kind,
                            "pic_mode": "user" if pic else "none",
                            "pic_user_id": pic.id,
                        }
                    )
                    record = self.receive(sender=f"Ida <{kind}{pic.id}@c.example>")
                    told = pic or self.user_administrator
                    self.assertEqual(
                        self.emails(record).notified_partner_ids, told.partner_id
                    )

    def test_nobody_hears_who_may_not_see(self):
        contact = self.create_contact(
            firstname="Ida",
            email_ids=self.typed("ida@customer.example"),
            share_mode="me",
            user=self.user_sales,
        )
        contact = contact.with_user(self.env.ref("base.user_root"))
        contact.message_unsubscribe(contact.message_partner_ids.ids)
        contact.active = False
        self.receive(sender="ida@customer.example")
        message = self.emails(contact)[-1]
        # whoever entered it, not the responsible of the address
        self.assertEqual(message.notified_partner_ids, self.user_sales.partner_id)

    def test_opportunities(self):
        self.intake.kind = "lead"
        lead = self.receive(sender="Ida <ida@customer.example>")
        lead.type = "opportunity"
        self.assertEqual(self.receive(sender="Ida <ida@customer.example>"), lead)
        # an open one before a lost one
        lead.action_set_lost()
        other = self.env["crm.lead"].create(
            {"name": "New", "type": "opportunity", "email_from": "ida@customer.example"}
        )
        self.assertEqual(self.receive(sender="Ida <ida@customer.example>"), other)

    # ------------------------------------------------------------------
    # Known people
    # ------------------------------------------------------------------

    def test_known_whatever_their_kind(self):
        for has, wanted in (
            ("contact", "lead"),
            ("account", "lead"),
            ("lead", "contact"),
            ("lead", "account"),
            ("account", "contact"),
            ("contact", "account"),
        ):
            with self.subTest(has, wanted=wanted):
                address = f"{has}.{wanted}@customer.example"
                self.intake.kind = has
                record = self.receive(sender=f"Ida <{address}>")
                self.assertEqual(record.customer_kind, has)
                self.intake.kind = wanted
                self.assertEqual(self.receive(sender=f"Ida <{address}>"), record)
                self.assertEqual(len(self.emails(record)), 2)
                found = self.find(address), self.find(address, "lead")
                self.assertEqual([f for f in found if f], [record])

    def test_lead_for_a_new_request(self):
        self.intake.write({"kind": "lead", "known_mode": "lead", "share_mode": "all"})
        contact = self.create_contact(
            firstname="Ida",
            email_ids=self.typed("ida@customer.example"),
            share_mode="me",
            user=self.user_sales,
        ).sudo()
        record = self.receive("Hello", sender="ida@customer.example", subject="New one")
        self.assertEqual(record, contact)
        self.assertEqual(len(self.emails(contact)), 1)
        lead = self.find("ida@customer.example", "lead")
        self.assertEqual(lead.partner_id, contact)
        self.assertEqual(lead.share_id, contact.share_id)
        self.assertEqual(lead.share_owner_id, self.user_sales)
        self.assertIn("Hello", self.emails(lead).body)
        self.assertFalse(lead.with_user(self.user_colleague)._filtered_access("read"))
        # one lead gets what comes as long as it is open
        self.assertEqual(self.receive(sender="ida@customer.example"), lead)
        self.assertEqual(len(self.find("ida@customer.example", "lead")), 1)

    # ------------------------------------------------------------------
    # Companies
    # ------------------------------------------------------------------

    def test_person_on_an_accounts_address(self):
        self.intake.kind = "account"
        record = self.receive(sender="Peter Person <p.person@firm.example>")
        self.assertEqual(record.customer_kind, "contact")
        self.assertEqual(record.name, "Peter Person")
        account = record.parent_id
        self.assertEqual(
            (account.name, account.customer_kind), ("firm.example", "account")
        )
        # a colleague is of the same, though it was given a name and an address
        account.write({"name": "Firm", "email_ids": self.typed("info@firm.example")})
        other = self.receive(sender="Anna Other <anna@firm.example>")
        self.assertEqual(other.parent_id, account)
        for sender in (
            "Firm GmbH <peter@gmbh.example>",
            "Some Company <some@company1.example>",
            "Info Desk <info@desk.example>",
            "Firm <firm@one.example>",
        ):
            with self.subTest(sender):
                self.assertEqual(self.receive(sender=sender).customer_kind, "account")
        # free mail is no company
        record = self.receive(sender="Peter Person <peter.person@gmail.com>")
        self.assertFalse(record.parent_id)

    def test_account_is_offered(self):
        account = self.env["res.partner"].create(
            {
                "name": "Firm",
                "is_company": True,
                "email_ids": self.typed("info@firm.example"),
            }
        )
        contact = self.receive(sender="Ida <ida@firm.example>")
        self.assertFalse(contact.parent_id)
        as_sales = contact.with_user(self.user_sales)
        self.assertEqual(as_sales.account_offer, "Firm")
        as_sales.action_accept_account_offer()
        self.assertEqual(contact.parent_id, account)
        self.assertFalse(as_sales.account_offer)
        self.intake.kind = "lead"
        lead = self.receive(sender="Bob <bob@firm.example>").with_user(self.user_sales)
        self.assertEqual(lead.account_offer, "Firm")
        lead.action_accept_account_offer()
        self.assertEqual(lead.partner_name, "Firm")
        lead = self.receive(sender="Kim <kim@firm.example>").with_user(self.user_sales)
        lead.action_dismiss_account_offer()
        self.assertFalse(lead.account_offer or lead.partner_name)
        # nothing is told about an account that is hidden
        account.write({"share_mode": "me", "user_id": self.user_colleague.id})
        account.share_owner_id = self.user_colleague
        lead = self.receive(sender="Eve <eve@firm.example>").with_user(self.user_sales)
        self.assertFalse(lead.account_offer)
        with self.assertRaises(AccessError):
            lead.read(["offered_account_id"])

    # ------------------------------------------------------------------
    # Notices of forms
    # ------------------------------------------------------------------

    def notice(self, address, **fields):
        return self.receive(
            f"Name: Ida Doe\nEmail: {address}\nPhone: 0901 234 567\nCompany: Firm Ltd\n"
            "Message: Please call me.\n\n-- \nThis e-mail was sent from a contact form",
            **{"sender": "WordPress <wordpress@shop.example>", **fields},
        )

    def test_notice_of_a_form(self):
        for number, fields in enumerate(
            (
                {},
                {"sender": "Site <info@company.example>"},
                {"sender": "Forms <notifications@forms.example>"},
                {"headers": {"Auto-Submitted": "auto-generated"}},
                {"headers": {"Precedence": "bulk"}},
            )
        ):
            with self.subTest(fields):
                address = f"ida{number}@customer.example"
                headers = {"Reply-To": address, **fields.pop("headers", {})}
                record = self.notice(address, headers=headers, **fields)
                self.assertCustomer(record, "Ida Doe", address)
                message = self.emails(record)
                self.assertIn("for Ida Doe", message.body)
                self.assertIn("Please call me.", message.body)
        self.intake.kind = "lead"
        lead = self.notice(
            "kim@customer.example", headers={"Reply-To": "kim@customer.example"}
        )
        self.assertEqual(lead.partner_name, "Firm Ltd")
        self.assertEqual(self.offers(lead), {"Phone": "+84 901 234 567"})

    def test_doubtful_notice(self):
        record = self.notice(
            "ida@customer.example", headers={"Reply-To": "eve@evil.example"}
        )
        self.assertReview(record, "notice")
        self.assertTrue(record.sender_email)
        self.assertFalse(self.find("ida@customer.example"))
        self.assertFalse(self.find("eve@evil.example"))

    def test_notice_by_a_stranger(self):
        """A person is the sender of what they write, whatever fields are in it."""
        record = self.notice("ida@customer.example", sender="Eve <eve@evil.example>")
        self.assertEqual(record.email, "eve@evil.example")
        self.assertFalse(self.find("ida@customer.example"))

    # ------------------------------------------------------------------
    # Faults of the server
    # ------------------------------------------------------------------

    @mute_logger("odoo.sql_db")
    def test_full_disk(self):
        """A mail is not put aside for the server's fault: who brings it tries again."""

        def apply(intake, *args, **kwargs):
            intake.env.cr.execute(
                "DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '53100'; END $$"
            )

        before = self.env["antcrm.mail.review"].search_count([])
        fields = {"sender": "Fay Doe <fay@customer.example>", "subject": "Full"}
        with patch.object(type(self.env["antcrm.intake"]), "apply", apply):
            with self.assertRaises(DiskFull), self.env.cr.savepoint():
                self.receive("Hello", **fields)
        self.assertEqual(self.env["antcrm.mail.review"].search_count([]), before)
        record = self.receive("Hello", **fields)
        self.assertCustomer(record, "Fay Doe", "fay@customer.example")

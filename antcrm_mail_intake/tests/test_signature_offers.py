from odoo.exceptions import UserError

from .common import MailIntakeCommon

IDA = "Ida Doe <ida@firm.example>"
TEXT = (
    "Hello,\n\nplease send me a price list.\n\nBest regards\nIda Doe\n"
    "Head of Purchasing\nFirm Ltd\n12 High Street, London\n"
    "Tel: 0901 234 567\nwww.firm.example"
)
ALL = {
    "Position": "Head of Purchasing",
    "Company": "Firm Ltd",
    "Phone": "+84 901 234 567",
    "Address": "12 High Street, London",
    "Website": "www.firm.example",
}


class TestSignatureOffers(MailIntakeCommon):
    """What stands in a signature is a click away, and replaces nothing."""

    def accept(self, customer, label):
        customer.invalidate_recordset(["mail_offers"])
        as_sales = customer.with_user(self.user_sales)
        ids = [o["id"] for o in as_sales.mail_offers if o["label"] == label]
        as_sales.action_accept_mail_offers(ids)
        self.env.flush_all()

    def assertTaken(self, customer):
        lead = customer._name == "crm.lead"
        account = customer.partner_name if lead else customer.parent_id.name
        self.assertEqual(account, "Firm Ltd")
        self.assertEqual(customer.function, "Head of Purchasing")
        self.assertEqual(self.points(customer)[-1], "+84 901 234 567")
        self.assertEqual(customer.street, "12 High Street, London")
        self.assertIn("www.firm.example", customer.website)

    def test_each_by_a_click(self):
        for kind in ("contact", "lead"):
            self.intake.kind = kind
            with self.subTest(kind):
                record = self.receive(TEXT, sender=f"Ida Doe <{kind}@firm.example>")
                left = dict(ALL)
                self.assertEqual(self.offers(record), left)
                self.assertFalse(record.phone_ids or record.function or record.website)
                for label in ALL:
                    self.accept(record, label)
                    del left[label]
                    self.assertEqual(self.offers(record), left)
                self.assertTaken(record)
                record.phone_ids.unlink()
        # the account was made once, seen by those who see its contact
        account = self.env["res.partner"].search([("name", "=", "Firm Ltd")])
        self.assertEqual(account.customer_kind, "account")
        self.assertTrue(account.with_user(self.user_sales).has_access("read"))

    def test_account_shared_as_its_contact(self):
        self.intake.share_mode = "me"
        self.intake.responsible_id = self.user_sales
        record = self.receive(TEXT, sender=IDA)
        self.accept(record, "Company")
        account = record.parent_id
        self.assertTrue(account.with_user(self.user_sales).has_access("read"))
        self.assertFalse(account.with_user(self.user_colleague).has_access("read"))

    def test_all_at_once(self):
        record = self.receive(TEXT, sender=IDA)
        record.with_user(self.user_sales).action_accept_mail_offers()
        self.assertTaken(record)
        self.assertFalse(self.offers(record))

    def test_nothing_is_replaced(self):
        self.intake.take_signature = True
        record = self.create_contact(
            "0902 345 678",
            firstname="Ida",
            function="Director",
            website="https://ida.example",
            street="1 Other Street",
            email_ids=self.typed("ida@firm.example"),
        )
        self.assertEqual(self.receive(TEXT, sender=IDA), record)
        self.assertEqual(self.offers(record), {k: ALL[k] for k in ("Company", "Phone")})
        record.with_user(self.user_sales).action_accept_mail_offers()
        self.assertEqual(record.function, "Director")
        self.assertEqual(record.street, "1 Other Street")
        self.assertEqual(record.website, "https://ida.example")
        self.assertEqual(self.points(record), ["+84 902 345 678", "+84 901 234 567"])

    def test_taken_where_set(self):
        self.intake.take_signature = True
        for kind in ("contact", "lead"):
            self.intake.kind = kind
            self.env["antcrm.contact.point"].search([("kind", "=", "phone")]).unlink()
            record = self.receive(TEXT, sender=f"Ida Doe <{kind}@firm.example>")
            self.assertTaken(record)
            self.assertFalse(self.offers(record))
        # the phone is a colleague's: it stays an offer, all else is written
        other = self.receive(TEXT, sender="Bob Roe <bob@firm.example>")
        self.assertEqual(self.offers(other), {"Phone": ALL["Phone"]})
        self.assertEqual(other.function, "Head of Purchasing")

    def test_dismissed(self):
        record = self.receive(TEXT, sender=IDA)
        record.with_user(self.user_sales).action_dismiss_mail_offers()
        for _ in range(2):
            self.assertFalse(self.offers(record))
            self.assertEqual(self.receive(TEXT, sender=IDA), record)
        self.assertFalse(record.function)

    def test_name(self):
        """Only of whom the header names with a word, or not at all."""
        for number, sender in enumerate(("{}", "Ida <{}>", "Ida Roe <{}>")):
            sender = sender.format(f"ida{number}@firm.example")
            record = self.receive("Hello\n\nRegards\nIda Doe\nBuyer", sender=sender)
            self.assertEqual(
                self.offers(record).get("Name"), "Ida Doe" if number < 2 else None
            )
            if number < 2:
                self.accept(record, "Name")
                self.assertEqual(record.name, "Ida Doe")

    def test_forwarded(self):
        """The signature of who wrote it counts, not that of who forwards."""
        text = (
            "Please care.\n\nRegards\nEmma Employee\nSales Manager\n"
            "Tel: 0903 456 789\n\n"
            "---------- Forwarded message ---------\nFrom: Ida Doe <ida@firm.example>\n"
            "Date: Wed, 27 Oct 2021\nSubject: Offer\nTo: <support@company.example>\n\n"
        )
        record = self.receive(text + TEXT, sender="emma@home.example", subject="Fwd: x")
        self.assertEqual(record.email, "ida@firm.example")
        self.assertEqual(self.offers(record), ALL)

    def test_review(self):
        """What waited offers as much as what came straight in."""
        review = self.receive(TEXT, sender=IDA, headers={"Precedence": "bulk"})
        self.assertReview(review, "bulk")
        review.with_user(self.user_sales).action_create_customer()
        self.assertEqual(self.offers(self.find("ida@firm.example")), ALL)

    def test_phones_without_a_signature(self):
        record = self.receive(
            "Call me.\n\nIda\n0901 234 567\n> 0909 999 999", sender=IDA
        )
        self.assertEqual(self.offers(record), {"Phone": "+84 901 234 567"})

    def test_phone_of_another_customer(self):
        self.create_contact("0901 234 567", firstname="Bob")
        record = self.receive(TEXT, sender=IDA)
        with self.assertRaises(UserError):
            self.accept(record, "Phone")
        self.assertIn("Phone", self.offers(record))

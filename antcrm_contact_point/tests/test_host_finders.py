from odoo.tests import tagged

from .common import ContactPointCommon


@tagged("post_install", "-at_install")
class TestHostFinders(ContactPointCommon):
    """What the host looks customers up by knows every number and address of theirs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contact = cls.create_contact(
            "0901 235 001",
            "0901 235 002",
            name="Nguyễn Đặng Tuyết",
            email_ids=cls.typed("tuyet@example.com", "tuyet.home@example.org"),
        )
        cls.lead = cls.create_lead(
            "0901 235 003",
            "0901 235 004",
            name="Đỗ Hằng",
            email_ids=cls.typed("hang@example.com", "hang.home@example.org"),
        )

    def names(self, text, model="res.partner", user=None, operator="ilike"):
        found = self.as_user(model, user).name_search(text, operator=operator)
        return {id_ for id_, _name in found}

    def test_second_address_is_an_author(self):
        Partner = self.as_user("res.partner")
        for email in (
            "tuyet.home@example.org",
            '"Tuyet" <TUYET.HOME@example.org>',
            "tuyet@example.com",
        ):
            with self.subTest(email=email):
                self.assertEqual(Partner.find_or_create(email), self.contact)
                self.assertEqual(
                    Partner._find_or_create_from_emails([email]), [self.contact]
                )
                found = self.env["mail.thread"]._partner_find_from_emails_single(
                    [email], no_create=True
                )
                self.assertEqual(found, self.contact)

    def test_known_and_new_in_their_order(self):
        found = self.as_user("res.partner")._find_or_create_from_emails(
            [
                "new@example.com",
                "tuyet.home@example.org",
                "nobody",
                "tuyet@example.com",
            ]
        )
        self.assertEqual((found[1], found[3]), (self.contact, self.contact))
        self.assertEqual(found[0].email, "new@example.com")
        self.assertEqual(found[2].email, "nobody")

    def test_first_address_wins(self):
        other = self.env["res.partner"].create(
            {"name": "Other", "email": "tuyet.home@example.org"}
        )
        Partner = self.as_user("res.partner")
        self.assertEqual(Partner.find_or_create("tuyet.home@example.org"), other)
        self.assertEqual(
            Partner._find_or_create_from_emails(["tuyet.home@example.org"]), [other]
        )

    def test_banned(self):
        [partner] = self.as_user("res.partner")._find_or_create_from_emails(
            ["tuyet.home@example.org"], ban_emails=["tuyet.home@example.org"]
        )
        self.assertFalse(partner)

    def test_login_is_spoken_for_by_its_own_address(self):
        """Whoever adds an address to a colleague does not write in their name."""
        partner = self.user_internal.partner_id
        partner.email_ids = self.typed("ivan.home@example.org")
        found = self.env["res.partner"]._find_or_create_from_emails(
            ["ivan.home@example.org"], no_create=True
        )
        self.assertFalse(found[0])

    def test_mail_from_a_second_address(self):
        """A mail that comes in has the contact as its author."""
        message = {"email_from": "tuyet.home@example.org", "recipients": ""}
        values = self.env["mail.thread"]._message_parse_post_process(
            None, message, [("crm.lead", False, {}, self.env.uid, None)]
        )
        self.assertEqual(values["author_id"], self.contact.id)

    def test_phone_search_of_the_host(self):
        for model, customer, number in (
            ("res.partner", self.contact, "0901 235 002"),
            ("crm.lead", self.lead, "0901 235 004"),
        ):
            digits = number.replace(" ", "")
            for text in (number, digits, f"+84{digits[1:]}", digits[3:]):
                with self.subTest(model=model, text=text):
                    found = self.as_user(model).search(
                        [("phone_mobile_search", "ilike", text)]
                    )
                    self.assertIn(customer, found)
            found = self.as_user(model).search([("phone_mobile_search", "=", digits)])
            self.assertEqual(found, customer)
            self.assertFalse(
                self.as_user(model).search([("phone_mobile_search", "=", digits[:-1])])
            )

    def test_name_search_by_any_number(self):
        for text in (
            "0901 235 002",
            "+84901235002",
            "0901235001",
            "tuyet.home@example.org",
        ):
            with self.subTest(text=text):
                self.assertEqual(self.names(text), {self.contact.id})
        for text in ("0901 235 004", "hang.home@example.org"):
            self.assertEqual(self.names(text, "crm.lead"), {self.lead.id})

    def test_queries(self):
        """A search costs one query more, whatever is found."""
        Partner = self.as_user("res.partner")

        def count(call):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            call()
            return self.env.cr.sql_log_count - before

        emails = [f"many{number}@example.com" for number in range(20)]
        self.create_contact(email_ids=self.typed("first@example.com", *emails))
        for call in (
            lambda: Partner._search([("display_name", "ilike", "no such ant")]),
            lambda: Partner._find_or_create_from_emails(emails, no_create=True),
        ):
            call()
            self.assertLessEqual(count(call), 6)

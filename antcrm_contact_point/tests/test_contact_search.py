from odoo.tests import BaseCase

from ..tools.contact_search import get_search_terms
from .common import ContactPointCommon


class TestSearchTerms(BaseCase):
    def test_number_in_any_writing(self):
        for text in (
            "0901 234 567",
            "+84 90-123-4567",
            "0084901234567",
            "(090) 123.4567 ext 3",
        ):
            with self.subTest(text=text):
                self.assertIn(("=", "+84901234567"), get_search_terms(text, "VN"))

    def test_part_of_a_number(self):
        self.assertEqual(get_search_terms("0901 23", "VN"), [("like", "90123")])
        self.assertEqual(
            get_search_terms("621-8927", "VN"), [("like", "6218927")], "no country"
        )

    def test_too_short(self):
        for text in ("", "  ", "00", "12", "+"):
            with self.subTest(text=text):
                self.assertEqual(get_search_terms(text), [])

    def test_address(self):
        self.assertEqual(
            get_search_terms("Ida@Example.com"), [("like", "ida@example.com")]
        )

    def test_profile(self):
        self.assertIn(
            ("=", "https://linkedin.com/in/ida"),
            get_search_terms("https://www.LinkedIn.com/in/ida/?trk=x"),
        )


class TestContactSearch(ContactPointCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contact = cls.create_contact(
            "0901 234 567",
            "028 3822 0199",
            email_ids=cls.typed("ida@example.com", "ida.private@example.org"),
            social_ids=cls.typed("https://www.linkedin.com/in/ida-search"),
        )
        cls.lead = cls.create_lead(
            "+1 504-621-8927", email_ids=cls.typed("leo@example.com")
        )

    def _search(self, model, text, **kwargs):
        return self.as_user(model).search([("contact_search", "ilike", text)], **kwargs)

    def test_every_number_is_found(self):
        for text in (
            "+84 901 234 567",
            "0901234567",
            "0901 234",
            "028-3822-0199",
            "38220199",
        ):
            with self.subTest(text=text):
                self.assertEqual(self._search("res.partner", text), self.contact)

    def test_every_address_is_found(self):
        for text in ("ida@example.com", "IDA.PRIVATE", "linkedin.com/in/ida-search"):
            with self.subTest(text=text):
                self.assertIn(self.contact, self._search("res.partner", text))

    def test_leads(self):
        self.assertEqual(self._search("crm.lead", "(504) 621-8927 ext 3"), self.lead)
        self.assertIn(self.lead, self._search("crm.lead", "leo@"))

    def test_nothing(self):
        self.assertFalse(self._search("res.partner", "0999 000 111"))
        self.assertFalse(self._search("res.partner", "12"))

    def test_negation_and_equality(self):
        partners = self.as_user("res.partner")
        self.assertEqual(
            partners.search([("contact_search", "=", "0901 234 567")]), self.contact
        )
        others = partners.search([("contact_search", "not ilike", "0901 234 567")])
        self.assertNotIn(self.contact, others)
        self.assertIn(self.user_internal.partner_id, others)

    def test_many_matches(self):
        """Beyond a thousand matches the ids are not spelled out."""
        self.env["res.partner"].create(
            [
                {"name": f"Many {number}", "email": f"m{number}@many.example"}
                for number in range(1002)
            ]
        )
        found = self._search("res.partner", "@many.example", limit=None)
        self.assertEqual(len(found), 1002)

    def test_only_customers_the_user_may_read(self):
        self.lead.sudo().user_id = self.user_sales
        found = (
            self.env["crm.lead"]
            .with_user(self.user_colleague)
            .search([("contact_search", "ilike", "504 621 8927")])
        )
        self.assertFalse(found, "the host shows a salesperson the own leads")

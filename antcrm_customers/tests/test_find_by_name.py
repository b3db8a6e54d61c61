from lxml import etree

from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .common import CustomersCommon


@tagged("post_install", "-at_install")
class TestFindByName(CustomersCommon):
    """What the host looks customers up by knows names without accents and tax numbers,
    beside every number and address, and tells nothing of the hidden."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contact = cls.create_contact(
            "0901 235 001",
            "0901 235 002",
            firstname="Tuyết",
            lastname="Nguyễn Đặng",
            email_ids=cls.typed("tuyet@example.com", "tuyet.home@example.org"),
        )
        cls.account = cls.as_user("res.partner").create(
            {"name": "Công ty Đông Á", "is_company": True, "vat": "0301442379"}
        )
        cls.lead = cls.create_lead(
            "0901 235 003",
            "0901 235 004",
            firstname="Hằng",
            lastname="Đỗ",
            email_ids=cls.typed("hang@example.com", "hang.home@example.org"),
        )

    def names(self, text, model="res.partner", user=None, operator="ilike"):
        found = self.as_user(model, user).name_search(text, operator=operator)
        return {id_ for id_, _name in found}

    def test_name_search_without_accents(self):
        for text in ("nguyen dang tuyet", "tuyet nguyen", "NGUYEN DANG", "Tuyết"):
            with self.subTest(text=text):
                self.assertIn(self.contact.id, self.names(text))
        self.assertIn(self.account.id, self.names("cong ty dong a"))
        self.assertIn(self.lead.id, self.names("do hang", "crm.lead"))
        self.assertNotIn(self.contact.id, self.names("nguyen dang tuyen"))
        Partner = self.as_user("res.partner")
        others = Partner.search([("display_name", "not ilike", "nguyen dang")])
        self.assertNotIn(self.contact, others)
        self.assertIn(self.account, others)

    def test_name_search_by_tax_number(self):
        for text in ("0301442379", "0301 442 379", "0301.442.379"):
            with self.subTest(text=text):
                self.assertEqual(self.names(text), {self.account.id})
        for text in ("0901 235 002", "tuyet.home@example.org"):
            with self.subTest(text=text):
                self.assertEqual(self.names(text), {self.contact.id})

    def test_many_of_one_name(self):
        """Beyond a thousand matches the ids are not spelled out."""
        Partner = self.env["res.partner"]
        Partner.create([{"name": f"Đậu Đỏ {number}"} for number in range(1002)])
        found = self.as_user("res.partner").search(
            [("display_name", "ilike", "dau do")]
        )
        self.assertEqual(len(found), 1002)

    def test_hidden_address(self):
        self.contact.with_user(self.user_sales).share_mode = "me"
        found = self.as_user("res.partner", self.user_colleague)
        [partner] = found._find_or_create_from_emails(
            ["tuyet.home@example.org"], no_create=True
        )
        self.assertFalse(partner)

    def test_hidden_customers_are_not_found(self):
        self.contact.with_user(self.user_sales).share_mode = "me"
        for text in ("nguyen dang tuyet", "0901 235 002", "tuyet.home@example.org"):
            with self.subTest(text=text):
                self.assertFalse(self.names(text, user=self.user_colleague))
        found = self.as_user("res.partner", self.user_colleague).search(
            [("phone_mobile_search", "ilike", "0901235002")]
        )
        self.assertFalse(found)

    def test_search_of_the_list(self):
        """What the search field of our lists asks finds without accents."""
        for model, view, text, customer in (
            ("res.partner", "res_partner_view_search_contact", "dang tuyet", "contact"),
            ("res.partner", "res_partner_view_search_account", "dong a", "account"),
            ("crm.lead", "crm_lead_view_search", "do hang", "lead"),
        ):
            view_id = self.env.ref(f"antcrm_customers.{view}").id
            arch = self.as_user(model).get_view(view_id, "search")["arch"]
            [domain] = etree.fromstring(arch).xpath(
                "//field[@name='name'][1]/@filter_domain"
            )
            domain = safe_eval(domain, {"self": text})
            with self.subTest(view=view):
                found = self.as_user(model).search(domain)
                self.assertIn(getattr(self, customer), found)

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

from odoo.tests import BaseCase, tagged

from ..tools.names import compose_name, split_name
from ..tools.text import compact_key, name_key
from .common import CustomersCommon


@tagged("-at_install", "post_install")
class TestNameTools(BaseCase):
    def test_split(self):
        for name, lang, expected in (
            ("Nguyễn Văn A", "vi_VN", ("Văn A", "Nguyễn")),
            ("Nagy Anna", "hu_HU", ("Anna", "Nagy")),
            ("Ida Maria Berg", "en_US", ("Ida Maria", "Berg")),
            ("Vincent van der Berg", "nl_NL", ("Vincent", "van der Berg")),
            ("Müller, Jörg", "vi_VN", ("Jörg", "Müller")),
            ("Acme, Inc., Berlin", "en_US", ("Acme, Inc.,", "Berlin")),
            ("Ida", "en_US", ("Ida", "")),
            ("王小明", "zh_CN", ("王小明", "")),
            ("  ", None, ("", "")),
            (None, None, ("", "")),
        ):
            with self.subTest(name=name):
                self.assertEqual(split_name(name, lang), expected)

    def test_compose_follows_the_language(self):
        self.assertEqual(compose_name("Văn A", "Nguyễn", "vi_VN"), "Nguyễn Văn A")
        self.assertEqual(compose_name("Ida", "Berg", "en_US"), "Ida Berg")
        self.assertEqual(compose_name("小明", "王", "zh_CN"), "王小明")
        self.assertEqual(compose_name("Ida", "", "ja_JP"), "Ida")
        self.assertEqual(compose_name("", None), "")

    def test_split_then_compose_is_the_identity(self):
        for name in ("Nguyễn Văn A", "Ida Maria Berg", "Ida"):
            for lang in ("vi_VN", "en_US", "hu_HU", None):
                self.assertEqual(compose_name(*split_name(name, lang), lang), name)

    def test_keys(self):
        self.assertEqual(name_key(" CÔNG TY  Đông Á "), "cong ty dong a")
        self.assertEqual(compact_key("Viet Nam"), compact_key("Vietnam"))


@tagged("-at_install", "post_install")
class TestNames(CustomersCommon):
    def test_full_name_stays_as_written(self):
        contact = self.as_user("res.partner").create(
            {"name": "nguyễn  VĂN a", "lang": "en_US"}
        )
        self.assertEqual(contact.name, "nguyễn  VĂN a")
        self.assertEqual((contact.firstname, contact.lastname), ("nguyễn VĂN", "a"))
        contact.name = "Ida Berg"
        self.assertEqual((contact.firstname, contact.lastname), ("Ida", "Berg"))

    def test_first_name_and_surname_win(self):
        contact = self.as_user("res.partner").create(
            {"name": "Other", "firstname": "Ida", "lastname": "Berg", "lang": "en_US"}
        )
        self.assertEqual(contact.name, "Ida Berg")
        contact.write({"name": "Other", "lastname": "Ek"})
        self.assertEqual(contact.name, "Ida Ek")

    def test_order_follows_the_customer_then_the_company(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        self.env["res.lang"]._activate_lang("hu_HU")
        values = {"firstname": "Anna", "lastname": "Nagy"}
        contact = self.as_user("res.partner").create({**values, "lang": "hu_HU"})
        self.assertEqual(contact.name, "Nagy Anna")
        self.env.company.partner_id.lang = "vi_VN"
        self.assertEqual(self.create_lead(**values).contact_name, "Nagy Anna")

    def test_each_partner_of_one_write_keeps_its_other_name(self):
        contacts = self.as_user("res.partner").create(
            [{"name": "Ida Berg"}, {"name": "Bo Ek"}]
        )
        contacts.write({"firstname": "Kim"})
        self.assertEqual(contacts.mapped("name"), ["Kim Berg", "Kim Ek"])

    def test_companies_have_neither(self):
        account = self.as_user("res.partner").create(
            {"name": "Berg & Ek", "is_company": True}
        )
        self.assertFalse(account.firstname or account.lastname)

    def test_lead_is_named_after_the_person_where_it_has_no_name(self):
        lead = self.create_lead(firstname="Ida", lastname="Berg")
        self.assertEqual((lead.name, lead.contact_name), ("Ida Berg", "Ida Berg"))
        lead = self.create_lead(firstname="Ida", lastname="Berg", name="Big deal")
        self.assertEqual((lead.name, lead.contact_name), ("Big deal", "Ida Berg"))
        lead.firstname = "Eva"
        self.assertEqual((lead.name, lead.contact_name), ("Big deal", "Eva Berg"))

    def test_lead_takes_the_name_of_its_contact(self):
        contact = self.create_contact(firstname="Ida", lastname="Berg")
        lead = self.as_user("crm.lead").create(
            {"name": "Deal", "type": "lead", "partner_id": contact.id}
        )
        self.assertEqual((lead.firstname, lead.lastname), ("Ida", "Berg"))

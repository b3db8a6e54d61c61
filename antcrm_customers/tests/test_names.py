from odoo.tests import BaseCase, tagged

from ..tools.names import (
    compose_name,
    name_language,
    recompose_name,
    settle_parts,
    split_name,
    surname_first,
)
from ..tools.text import PersonKeys, compact_key, name_key
from .common import CustomersCommon


@tagged("-at_install", "post_install")
class TestNameTools(BaseCase):
    def test_settle_parts(self):
        """Of a whole name and one of its parts no word is lost or doubled."""
        for name, firstname, lastname, expected in (
            ("Ann Lee", None, "Lee", ("Ann", "Lee")),
            ("Ann Lee", "Ann", None, ("Ann", "Lee")),
            ("Ann", None, "Lee", ("Ann", "Lee")),
            ("Lee", "Ann", None, ("Ann", "Lee")),
            ("Lee", None, "Lee", (None, "Lee")),
            ("Nguyễn Thị Hoa", None, "Nguyễn", ("Thị Hoa", "Nguyễn")),
            ("NGUYEN THI HOA", None, "Nguyễn", ("THI HOA", "Nguyễn")),
            ("Vincent van der Berg", None, "van der Berg", ("Vincent", "van der Berg")),
            ("Jo O’Neil", None, "O’Neil", ("Jo", "O’Neil")),
            ("Mr. Ann Lee", None, "Lee", ("Ann", "Lee")),
            ("ann@example.com", "Ann", None, ("Ann", None)),
            ("สมชาย", None, "ใจดี", ("สมชาย", "ใจดี")),
            ("王小明", None, "王", ("小明", "王")),
            ("Lee, Ann", None, "Lee", ("Ann", "Lee")),
            ("Lee, Ann", "Ann", None, ("Ann", "Lee")),
            ("José García", None, "García López", ("José", "García López")),
            ("Ana García López", None, "García", ("Ana", "García López")),
            ("Nguyễn Thị Hoa", "Thị", None, ("Thị Hoa", "Nguyễn")),
            ("Dr. Ann Lee", "Dr. Ann", None, ("Dr. Ann", "Lee")),
            ("Mr Lee", None, "Mr Lee", (None, "Mr Lee")),
            ("Hoa (sỉ)", "Hoa (sỉ)", None, ("Hoa (sỉ)", None)),
            ("Hoa", "Thị Hoa", None, ("Thị Hoa", None)),
            ("John Smith Jr.", None, "Smith", ("John", "Smith")),
            ("Ann Lee, PhD", None, "Lee", ("Ann", "Lee")),
        ):
            with self.subTest(name, firstname=firstname, lastname=lastname):
                settled = settle_parts(name, firstname, lastname)
                self.assertEqual(settled, (name, *expected))
        self.assertEqual(
            settle_parts("Mr. Jo Li Jr.", "Jo", "Li"), ("Jo Li Jr.", "Jo", "Li")
        )
        self.assertEqual(settle_parts("Bo Li", "Ann", "Lee"), ("Bo Li", "Ann", "Lee"))

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
            # titles and generations are no names
            ("Mr. John Smith Jr.", "en_US", ("John", "Smith")),
            ("John Smith, Jr.", "en_US", ("John", "Smith")),
            ("Dr Jane Doe III", "en_US", ("Jane", "Doe")),
            ("Smith, John", "en_US", ("John", "Smith")),
            ("Anh Nguyễn Văn Nam", "vi_VN", ("Văn Nam", "Nguyễn")),
            ("Chị Bùi Thị Hồng Gấm", "vi_VN", ("Thị Hồng Gấm", "Bùi")),
            ("Chị Hồng", "en_US", ("Hồng", "")),
            ("PGS.TS. Lê Minh", "vi_VN", ("Minh", "Lê")),
            ("PGS.TS Lê Minh", "vi_VN", ("Minh", "Lê")),
            ("Bác sĩ Lê Minh", "vi_VN", ("Minh", "Lê")),
            ("Luật sư Minh", "vi_VN", ("Minh", "")),
            ("Bác Sĩ", "vi_VN", ("Sĩ", "Bác")),
            ("Trần Thị Anh", "vi_VN", ("Thị Anh", "Trần")),
            # what stands in brackets behind a name is none
            ("Trần Hoa (sỉ)", "en_US", ("Trần", "Hoa")),
            ("Trần Thị Hoa (khách sỉ)", "vi_VN", ("Thị Hoa", "Trần")),
            ("Hoa (sỉ)", "vi_VN", ("Hoa", "")),
            ("Hoa(sỉ)", "vi_VN", ("Hoa", "")),
            ("Mr. John Smith Jr. [Acme Ltd]", "en_US", ("John", "Smith")),
            ("Robert (Bob) Smith", "en_US", ("Robert (Bob)", "Smith")),
            ("(sỉ)", "vi_VN", ("(sỉ)", "")),
            # names that look like them
            ("Anh Nguyen", "en_US", ("Anh", "Nguyen")),
            ("Jack Ma", "en_US", ("Jack", "Ma")),
            ("Prince Rogers Nelson", "en_US", ("Prince Rogers", "Nelson")),
            ("Ren Ii", "en_US", ("Ren", "Ii")),
            ("Anh", "vi_VN", ("Anh", "")),
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

    def test_one_rule_for_the_order(self):
        """The customer's language if somebody set it, the custom of his country, the
        language in which he was entered."""
        for lang, country, entered, surname_is_first in (
            (None, None, "vi_VN", True),
            (None, None, "en_US", False),
            ("en_US", None, "vi_VN", True),  # merely the default
            ("fr_FR", None, "vi_VN", False),
            ("fr_FR", "VN", "vi_VN", False),
            ("hu_HU", "US", "en_US", True),
            (None, "VN", "en_US", True),
            ("en_US", "KR", "de_DE", True),
            ("en_US", "TW", "de_DE", True),
            (None, "US", "vi_VN", False),
            (None, "XX", "vi_VN", True),
            (None, None, None, False),
        ):
            with self.subTest(lang=lang, country=country, entered=entered):
                language = name_language(lang, country, entered, default="en_US")
                self.assertEqual(surname_first(language), surname_is_first)

    def test_recompose_keeps_order_title_and_generation(self):
        for name, old, new, lang, expected in (
            ("Bùi Gấm", ("Gấm", "Bùi"), ("Hoa", "Bùi"), "en_US", "Bùi Hoa"),
            ("Gấm Bùi", ("Gấm", "Bùi"), ("Hoa", "Bùi"), "vi_VN", "Hoa Bùi"),
            ("王小明", ("小明", "王"), ("大明", "王"), "en_US", "王大明"),
            (
                "Mr. Jon Smith Jr.",
                ("Jon", "Smith"),
                ("John", "Smith"),
                "vi_VN",
                "Mr. John Smith Jr.",
            ),
            ("", ("", ""), ("Gấm", "Bùi"), "vi_VN", "Bùi Gấm"),
            ("Ida", ("Ida", ""), ("Ida", "Berg"), "vi_VN", "Berg Ida"),
        ):
            with self.subTest(name=name):
                self.assertEqual(recompose_name(name, old, new, lang), expected)

    def test_keys(self):
        self.assertEqual(name_key(" CÔNG TY  Đông Á "), "cong ty dong a")
        self.assertEqual(compact_key("Viet Nam"), compact_key("Vietnam"))

    def test_people_by_name_and_address(self):
        people = PersonKeys({"ida berg": 1, "bo@keys.example": 2})
        for key, expected in (
            ("ida berg", 1),
            ("ida berg (ida@keys.example)", 1),
            # the address tells more than the name
            ("ida berg <bo@keys.example>", 2),
            ("bo (bo@keys.example)", 2),
        ):
            self.assertEqual(people[key], expected, key)
        with self.assertRaises(KeyError):
            people.__getitem__("bo (no@keys.example)")


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

    def test_order_at_each_door(self):
        """Form, list, API and intake, for leads and contacts: one answer."""
        for lang in ("vi_VN", "hu_HU"):
            self.env["res.lang"]._activate_lang(lang)
        default = self.env["ir.default"]._get_model_defaults("res.partner")["lang"]
        vietnam, usa = self.env.ref("base.vn"), self.env.ref("base.us")
        account = self.env["res.partner"].create(
            {"name": "Acme", "is_company": True, "country_id": vietnam.id}
        )
        values = {"firstname": "Thị Hồng Gấm", "lastname": "Bùi"}
        first, last = "Bùi Thị Hồng Gấm", "Thị Hồng Gấm Bùi"
        for entered, more, expected in (
            ("vi_VN", {}, first),
            ("en_US", {}, last),
            ("vi_VN", {"country_id": usa.id}, last),
            ("en_US", {"country_id": vietnam.id}, first),
            ("en_US", {"lang": "hu_HU"}, first),
            ("vi_VN", {"lang": default}, first),
            ("en_US", {"lang": "hu_HU", "country_id": usa.id}, first),
            ("en_US", {"parent_id": account.id}, first),
        ):
            for kind in ("contact", "lead"):
                if kind == "lead" and "parent_id" in more:
                    continue
                model = "crm.lead" if kind == "lead" else "res.partner"
                column = "contact_name" if kind == "lead" else "name"
                Model = self.as_user(model).with_context(lang=entered)
                given = dict(more)
                if kind == "lead":
                    if code := given.pop("lang", None):
                        given["lang_id"] = self.env["res.lang"]._get_data(code=code).id
                    given["type"] = "lead"
                with self.subTest(kind=kind, entered=entered, **more):
                    record = Model.create({**values, **given})
                    self.assertEqual(record[column], expected)
                    record = Model.create(given | {"name": "X"})
                    record.write(values)
                    self.assertEqual(record[column], expected)
                    if "lang" not in more:
                        Intake = self.as_user("antcrm.intake")
                        [outcome] = Intake.with_context(lang=entered).apply(
                            kind, [{**values, **more}]
                        )
                        record = Model.browse(outcome["record"]["id"])
                        self.assertEqual(record[column], expected)

    def test_a_change_keeps_the_order(self):
        """Whoever corrects a name does not turn it round."""
        self.env["res.lang"]._activate_lang("vi_VN")
        values = {"firstname": "Thị Gấm", "lastname": "Bùi"}
        for model, column in (("res.partner", "name"), ("crm.lead", "contact_name")):
            Model = self.as_user(model).with_context(lang="vi_VN")
            records = Model.create([values, {**values, "lastname": "Lê"}])
            records.with_context(lang="en_US").write({"firstname": "Thị Hoa"})
            self.assertEqual(records.mapped(column), ["Bùi Thị Hoa", "Lê Thị Hoa"])
            self.assertEqual(records.mapped("lastname"), ["Bùi", "Lê"])

    def test_a_name_typed_as_one_text_stays(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        for name in ("Mr. John Smith Jr.", "Anh Nguyễn Văn Nam", "Bùi Thị Gấm"):
            for model, column in (
                ("res.partner", "name"),
                ("crm.lead", "contact_name"),
            ):
                record = self.as_user(model).create({column: name, "name": name})
                record.write({"function": "Boss"})
                self.assertEqual(record[column], name)

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

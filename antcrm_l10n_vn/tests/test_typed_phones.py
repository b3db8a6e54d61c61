from odoo.tests import Form, TransactionCase, new_test_user


class TestTypedPhones(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref("base.vn")
        user = new_test_user(
            cls.env, "antcrm_vietnam", groups="antcrm_share.group_user"
        )
        cls.env = cls.env(user=user)
        cls.partner = cls.env["res.partner"].create({"name": "Lan"})
        cls.Point = cls.env["antcrm.contact.point"]

    def add(self, value, **values):
        return self.Point.create(
            {"kind": "phone", "value": value, "partner_id": self.partner.id, **values}
        )

    def test_renumbered(self):
        for typed, number in {
            "01678 123 456": "+84378123456",
            "+84 123 456 7890": "+84834567890",
            "(08) 3822 1234": "+842838221234",
            "0511 3822 123": "+842363822123",
            "0912 345 678": "+84912345678",
        }.items():
            self.assertEqual(self.add(typed).normalized, number, typed)

    def test_told(self):
        """In a form the number changes at once, and it is said."""
        view = "antcrm_customers.res_partner_view_form_contact"
        with Form(self.partner, view) as form, form.phone_ids.new() as line:
            line.value = "01678 123 456"
            self.assertEqual(line.value, "+84 378 123 456")
        self.assertEqual(self.partner.phone_ids.normalized, "+84378123456")
        self.assertEqual(self.partner.phone, "+84 378 123 456")
        for typed, is_told in {"01678 123 456": True, "0912 345 678": False}.items():
            answer = self.Point.new({"kind": "phone", "value": typed})._onchange_value()
            self.assertEqual(bool(answer), is_told)
            if answer:
                self.assertIn("+84 378 123 456", answer["warning"]["message"])

    def test_other_countries(self):
        self.partner.country_id = self.env.ref("base.us")
        self.assertEqual(self.add("(201) 555-0123").normalized, "+12015550123")

    def test_zalo(self):
        for typed, url in {
            "01678 123 456": "https://zalo.me/84378123456",
            "0912 345 678": "https://zalo.me/84912345678",
            "028 3822 1234": False,
            "1900 6017": False,
            "+1 201 555 0123": False,
        }.items():
            self.assertEqual(self.add(typed).zalo_url, url, typed)

    def test_hotlines(self):
        for typed, number in {
            "1900 6017": "+8419006017",
            "1900 636 099": "+841900636099",
            "18001090": "+8418001090",
            "1800 599 920": "+841800599920",
        }.items():
            [outcome] = self.env["antcrm.intake"].apply(
                "account", [{"name": f"A {typed}", "phones": [typed]}]
            )
            account = self.env["res.partner"].browse(outcome["record"]["id"])
            self.assertEqual(account.phone_ids.normalized, number)
            self.assertFalse(outcome["issues"])
            self.assertEqual(self.add(typed).normalized, number)

from datetime import date

from odoo.tests import Form, TransactionCase, new_test_user


class TestPerson(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref("base.vn")
        cls.user = new_test_user(
            cls.env, "antcrm_vietnam", groups="antcrm_share.group_user"
        )
        cls.env = cls.env(user=cls.user)

    def take(self, kind="contact", **candidate):
        [outcome] = self.env["antcrm.intake"].apply(kind, [candidate])
        self.assertEqual(outcome["action"], "created", outcome)
        record = self.env[outcome["record"]["model"]].browse(outcome["record"]["id"])
        return record, outcome["issues"]

    def test_identity_card(self):
        """What the card says otherwise is told, and nothing is refused."""
        for model, view in (
            ("res.partner", "res_partner_view_form_contact"),
            ("crm.lead", "crm_lead_view_form"),
        ):
            Model = self.env[model].with_context(
                default_type="lead" if model == "crm.lead" else "contact"
            )
            with self.subTest(view), Form(Model, f"antcrm_customers.{view}") as form:
                form.firstname = "Nam"
                form.identity_number = "036 088 001 234"  # Nam Định, a man of 1988
                self.assertFalse(form.vietnam_hint)
                form.gender = "female"
                self.assertIn("Male", form.vietnam_hint)
                form.birthdate_date = date(1989, 5, 1)
                self.assertIn("1988", form.vietnam_hint)
                form.state_id = self.env.ref("base.state_vn_VN-SG")
                self.assertIn("Nam Định", form.vietnam_hint)
                form.state_id = self.env.ref("base.state_vn_VN-18")
                self.assertNotIn("Nam Định", form.vietnam_hint)
                form.identity_number = "12345"
                self.assertIn("12 digits", form.vietnam_hint)
            self.assertEqual(form.record.identity_number, "12345")

    def test_other_countries(self):
        with Form(
            self.env["res.partner"], "antcrm_customers.res_partner_view_form_contact"
        ) as form:
            form.firstname = "Ann"
            form.country_id = self.env.ref("base.us")
            form.identity_number = "12345"
            self.assertFalse(form.vietnam_hint)

    def test_tax_number(self):
        account = self.env["res.partner"].create({"name": "A", "is_company": True})
        for number, is_right in {
            "0106869738": True,
            "0106869738-001": True,
            "0106869738001": True,
            "036088001234": True,
            "0106869739": False,
            "12345": False,
        }.items():
            # superuser: what the host refuses is not asked here
            account.sudo().vat = number
            self.assertEqual(not account.vietnam_hint, is_right, number)

    def test_hints_of_a_file(self):
        for apply in ("plan", "apply"):
            [outcome] = getattr(self.env["antcrm.intake"], apply)(
                "contact",
                [
                    {
                        "name": "Lan",
                        "identity_number": "036088001234",
                        "gender": "female",
                        "birthdate_date": "1989-05-01",
                        "street": "12 Nguyễn Huệ, P. Bến Nghé, Q.1, TP.HCM",
                    }
                ],
            )
            self.assertEqual(outcome["action"], "created")
            fields = [i["code"] for i in outcome["issues"]]
            self.assertEqual(fields.count("paper_hint"), 3)

    def test_forms_of_address(self):
        """They are no part of the name, whatever door somebody comes in by."""
        # superuser: the language is installed with the addon's translation alone
        self.env["res.lang"].sudo()._activate_lang("vi_VN")
        vietnamese = self.env["antcrm.intake"].with_context(lang="vi_VN").env
        for env, name, honorific, called in (
            (self.env, "Anh Nguyễn Văn Nam", "Anh", "Nguyễn Văn Nam"),
            (self.env, "Chị Bùi Thị Gấm", "Chị", "Bùi Thị Gấm"),
            (self.env, "C. Bùi Thị Gấm", "C.", "Bùi Thị Gấm"),
            (self.env, "Mr. Tran Van Nam", "Mr.", "Tran Van Nam"),
            (self.env, "Anh Nguyen", "", "Anh Nguyen"),
            (self.env, "A. Smith", "", "A. Smith"),
            (vietnamese, "A.Nam", "A.", "Nam"),
            (vietnamese, "Anh Nam", "Anh", "Nam"),
            (vietnamese, "Cô Lan", "Cô", "Lan"),
            (vietnamese, "Chú Ba", "Chú", "Ba"),
        ):
            for kind in ("contact", "lead"):
                with self.subTest(f"{kind}: {name}"):
                    [outcome] = env["antcrm.intake"].apply(kind, [{"name": name}])
                    model, id_ = outcome["record"].values()
                    record = self.env[model].browse(id_)
                    self.assertEqual(record.honorific or "", honorific)
                    shown = record.name if kind == "contact" else record.contact_name
                    self.assertEqual(shown, called)

    def test_surname_first(self):
        contact, _issues = self.take(name="Anh Nguyễn Văn Nam", country_id="VN")
        self.assertEqual(contact.lastname, "Nguyễn")
        self.assertEqual(contact.firstname, "Văn Nam")
        contact, _issues = self.take(
            lastname="Bà Nguyễn", firstname="Thị Lan", country_id="VN"
        )
        self.assertEqual(contact.name, "Nguyễn Thị Lan")

    def test_found_without(self):
        contact, _issues = self.take(name="Nguyễn Văn Nam")
        [found] = self.env["antcrm.intake"].find_similar(
            "contact", [{"name": "Ông Nguyen Van Nam"}]
        )
        self.assertIn(contact.id, [info["id"] for info in found])

    def test_of_a_lead(self):
        """A converted lead keeps its form of address, and what was written."""
        lead, _issues = self.take(
            "lead",
            name="Chị Bùi Thị Gấm",
            street="12 Nguyễn Huệ, P. Bến Nghé, Q.1, TP.HCM",
        )
        values = lead._prepare_customer_values("Bùi Thị Gấm")
        self.assertEqual(values["honorific"], "Chị")
        self.assertIn("Bến Nghé", values["written_address"])

from odoo.tests import Form, TransactionCase, new_test_user


class TestAddress(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref("base.vn")
        user = new_test_user(
            cls.env, "antcrm_vietnam", groups="antcrm_share.group_user"
        )
        cls.env = cls.env(user=user)
        cls.ward = cls.env["antcrm.ward"].search([("code", "=", "26740")])
        cls.saigon = cls.ward.state_id

    def test_wards(self):
        Ward = self.env["antcrm.ward"]
        self.assertEqual(Ward.search_count([]), 3321)
        self.assertEqual(self.ward.name, "Phường Sài Gòn")
        self.assertEqual(self.saigon.code, "VN-SG")
        for text in ("sai gon", "Sài Gòn", "SAIGON", "phuong sai gon"):
            found = Ward.name_search(text, [("state_id", "=", self.saigon.id)])
            self.assertIn(self.ward.id, [id_ for id_, _name in found])

    def test_load_again(self):
        wards = self.env["antcrm.ward"].sudo()
        before = wards.search([]).ids
        wards._load_units()
        self.assertEqual(wards.search([]).ids, before)

    def test_choose_a_ward(self):
        """In the form of each kind: the ward brings its province; what an older address
        has is kept as it was written."""
        for model, view, name in (
            ("res.partner", "res_partner_view_form_contact", "firstname"),
            ("res.partner", "res_partner_view_form_account", "name"),
            ("crm.lead", "crm_lead_view_form", "firstname"),
        ):
            with self.subTest(view):
                Model = self.env[model].with_context(
                    default_is_company=view.endswith("account"),
                    default_type="lead" if model == "crm.lead" else "contact",
                )
                with Form(Model, f"antcrm_customers.{view}") as form:
                    form[name] = "Lan"
                    form.street = "12 Nguyễn Huệ"
                    form.ward_id = self.ward
                customer = form.record
                self.assertEqual(customer.street2, "Phường Sài Gòn")
                self.assertEqual(customer.state_id, self.saigon)
                self.assertEqual(customer.country_id.code, "VN")
                self.assertEqual(customer.ward_id, self.ward)
                self.assertFalse(customer.written_address)

    def test_old_address(self):
        partner = self.env["res.partner"].create(
            {
                "name": "Lan",
                "street": "12 Nguyễn Huệ",
                "street2": "P. Bến Nghé",
                "district": "Quận 1",
                "state_id": self.saigon.id,
                "address_check": "unknown",
            }
        )
        self.assertFalse(partner.ward_id)
        with Form(partner, "antcrm_customers.res_partner_view_form_contact") as form:
            form.ward_id = self.ward
        self.assertEqual(partner.street2, "Phường Sài Gòn")
        self.assertFalse(partner.district)
        self.assertFalse(partner.address_check)
        self.assertEqual(
            partner.written_address,
            f"12 Nguyễn Huệ, P. Bến Nghé, Quận 1, {self.saigon.name}",
        )
        found = self.env["res.partner"].search(
            [("written_address", "ilike", "bến nghé")]
        )
        self.assertEqual(found, partner)

    def test_search_by_ward(self):
        partner = self.env["res.partner"].create(
            {"name": "Lan", "street2": "phường sài gòn", "state_id": self.saigon.id}
        )
        found = self.env["res.partner"].search([("ward_id", "=", self.ward.id)])
        self.assertEqual(found, partner)

    def test_paste(self):
        Partner = self.env["res.partner"]
        with Form(Partner, "antcrm_customers.res_partner_view_form_contact") as form:
            form.firstname = "Lan"
            form.street = "12 Nguyễn Huệ, P. Bến Nghé, Q.1, TP.HCM"
        partner = form.record
        self.assertEqual(partner.street, "12 Nguyễn Huệ")
        self.assertEqual(partner.ward_id, self.ward)
        self.assertEqual(
            partner.written_address, "12 Nguyễn Huệ, P. Bến Nghé, Q.1, TP.HCM"
        )

    def test_paste_a_split_ward(self):
        Partner = self.env["res.partner"]
        with Form(Partner, "antcrm_customers.res_partner_view_form_contact") as form:
            form.firstname = "Lan"
            form.street = "59 Nguyễn Sỹ Sách, P15, Tân Bình, HCM"
            self.assertFalse(form.ward_id)
        self.assertEqual(form.record.state_id, self.saigon)
        self.assertEqual(form.record.address_check, "split")
        self.assertEqual(form.record.street, "59 Nguyễn Sỹ Sách")
        answer = Partner.new(
            {"street": "59 Nguyễn Sỹ Sách, P15, Tân Bình, HCM"}
        )._onchange_street_vietnam()
        self.assertIn("Phường Tân Sơn, Phường Tân Bình", answer["warning"]["message"])

    def test_elsewhere(self):
        """Addresses of other countries, and streets alone, stay as they are typed."""
        Partner = self.env["res.partner"]
        with Form(Partner, "antcrm_customers.res_partner_view_form_contact") as form:
            form.firstname = "Ann"
            form.country_id = self.env.ref("base.us")
            form.street = "12 Nguyễn Huệ, P. Bến Nghé, Q.1, TP.HCM"
            self.assertFalse(form.is_in_vietnam)
        self.assertEqual(form.record.street, "12 Nguyễn Huệ, P. Bến Nghé, Q.1, TP.HCM")
        with Form(Partner, "antcrm_customers.res_partner_view_form_contact") as form:
            form.firstname = "Lan"
            form.street = "12 Nguyễn Huệ"
        self.assertEqual(form.record.street, "12 Nguyễn Huệ")
        self.assertFalse(form.record.state_id)

    def test_queries(self):
        partners = self.env["res.partner"].create(
            [
                {"name": f"P{i}", "street2": self.ward.name, "state_id": self.saigon.id}
                for i in range(100)
            ]
        )
        self.env.flush_all()
        self.env.invalidate_all()
        partners.fetch(["street2", "state_id"])
        with self.assertQueryCount(4):
            wards = partners.mapped("ward_id")
        self.assertEqual(wards, self.ward)

    def test_choose_of_a_split_ward(self):
        """Whoever opens an address with a split ward clicks one of those of today."""
        [outcome] = self.env["antcrm.intake"].apply(
            "contact",
            [
                {"name": "Lan", "street": "59 Nguyễn Sỹ Sách, P15, Tân Bình, HCM"},
            ],
        )
        partner = self.env["res.partner"].browse(outcome["record"]["id"])
        self.assertEqual(partner.address_check, "split")
        names = partner.ward_choice_ids.mapped("name")
        self.assertIn("Phường Tân Sơn", names)
        self.assertIn("Phường Tân Bình", names)
        with Form(partner, "antcrm_customers.res_partner_view_form_contact") as form:
            form.ward_choice_id = partner.ward_choice_ids[0]
            self.assertEqual(form.ward_id, partner.ward_choice_ids[0])
            self.assertFalse(form.address_check)
        self.assertEqual(partner.street, "59 Nguyễn Sỹ Sách")
        self.assertEqual(partner.street2, names[0])
        self.assertEqual(partner.state_id, self.saigon)
        self.assertIn("P15", partner.written_address)
        self.assertFalse(partner.address_check)

    def test_province_by_typing(self):
        """In every spelling, by its old name, and with a slip."""
        State = self.env["res.country.state"]
        domain = [("country_id", "=", self.env.ref("base.vn").id)]
        for typed, code in {
            "TP.HCM": "VN-SG",
            "Bình Dương": "VN-SG",
            "Daklak": "VN-33",
            "Dong Nia": "VN-39",
            "Lâm Dông": "VN-35",
            "Nghe Am": "VN-22",
        }.items():
            found = State.name_search(typed, domain)
            states = State.browse([id_ for id_, _name in found])
            self.assertEqual(states.mapped("code"), [code], typed)
        elsewhere = [("country_id", "=", self.env.ref("base.us").id)]
        self.assertFalse(State.name_search("Daklak", elsewhere))

    def test_text_of_a_mail(self):
        """An address that stands in a signature is taken apart, in Vietnam."""
        text = "12 Nguyễn Huệ, P. Bến Nghé, Q.1, TP.HCM"
        for model in ("res.partner", "crm.lead"):
            customer = self.env[model].create({"name": "Lan"})
            customer._write_address_text(text)
            self.assertEqual(customer.street, "12 Nguyễn Huệ", model)
            self.assertEqual(customer.ward_id, self.ward)
            self.assertEqual(customer.written_address, text)
            customer._write_address_text("Hauptstr. 1, Berlin")
            self.assertEqual(customer.street, "Hauptstr. 1, Berlin")

from odoo.tests import TransactionCase, new_test_user


class TestIntake(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref("base.vn")
        user = new_test_user(
            cls.env, "antcrm_vietnam", groups="antcrm_share.group_user"
        )
        cls.env = cls.env(user=user)

    def take(self, kind="contact", **candidate):
        """Take one candidate in; return the customer and what was said."""
        [outcome] = self.env["antcrm.intake"].apply(
            kind, [{"name": "Lan", **candidate}]
        )
        self.assertEqual(outcome["action"], "created", outcome)
        record = self.env[outcome["record"]["model"]].browse(outcome["record"]["id"])
        return record, [issue["message"] for issue in outcome["issues"]]

    def assert_address(self, record, street, ward, district, state):
        self.assertEqual(record.street or "", street)
        self.assertEqual(record.street2 or "", ward)
        self.assertEqual(record.district or "", district)
        self.assertEqual(record.state_id.code or "", state)

    def test_one_text(self):
        for kind in ("lead", "contact", "account"):
            with self.subTest(kind):
                customer, said = self.take(
                    kind, street="12 Nguyễn Huệ, P. Bến Nghé, Q.1, TP.HCM"
                )
                self.assert_address(
                    customer, "12 Nguyễn Huệ", "Phường Sài Gòn", "", "VN-SG"
                )
                self.assertEqual(customer.country_id.code, "VN")
                self.assertEqual(
                    customer.written_address, "12 Nguyễn Huệ, P. Bến Nghé, Q.1, TP.HCM"
                )
                self.assertFalse(customer.address_check)
                self.assertEqual(len(said), 1)
                self.assertIn("Phường Sài Gòn", said[0])

    def test_parts(self):
        contact, _said = self.take(
            street="12 Nguyễn Huệ",
            street2="P. Bến Nghé",
            district="Quận 1",
            state_id="TP.HCM",
            country_id="Việt Nam",
        )
        self.assert_address(contact, "12 Nguyễn Huệ", "Phường Sài Gòn", "", "VN-SG")

    def test_split(self):
        contact, said = self.take(
            street="59 Nguyễn Sỹ Sách",
            street2="Phường 15",
            district="Tân Bình",
            state_id="HCM",
        )
        self.assert_address(
            contact, "59 Nguyễn Sỹ Sách", "Phường 15", "Tân Bình", "VN-SG"
        )
        self.assertEqual(contact.address_check, "split")
        self.assertIn("Phường Tân Sơn, Phường Tân Bình", said[0])
        domain = [("address_check", "=", "split")]
        self.assertIn(contact, self.env["res.partner"].search(domain))

    def test_kept(self):
        """By a setting, wards stay as they were; provinces are found all the same."""
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param("antcrm_l10n_vn.convert_addresses", "False")
        contact, said = self.take(
            street="12 Nguyễn Huệ", street2="P. Bến Nghé", district="Q1", state_id="SG"
        )
        self.assert_address(contact, "12 Nguyễn Huệ", "P. Bến Nghé", "Q1", "VN-SG")
        self.assertFalse(said)

    def test_of_today(self):
        contact, said = self.take(street="5 Lê Duẩn, Phường Sài Gòn, TP HCM")
        self.assert_address(contact, "5 Lê Duẩn", "Phường Sài Gòn", "", "VN-SG")
        self.assertFalse(said)

    def test_provinces(self):
        for written, state in {
            "Bình Dương": "VN-SG",
            "Daklak": "VN-33",
            "Tỉnh Đồng Nai": "VN-39",
            "Huế": "VN-26",
            "Da Nang": "VN-DN",
        }.items():
            contact, _said = self.take(street="1 A", state_id=written)
            self.assertEqual(contact.state_id.code, state, written)

    def test_unknown_province(self):
        """What is no province is told as before."""
        contact, said = self.take(street="1 A", state_id="Atlantis")
        self.assertFalse(contact.state_id)
        self.assertIn("Atlantis", said[0])

    def test_elsewhere(self):
        text = "12 Nguyen Hue, P. Ben Nghe, Q.1, TP.HCM"
        contact, said = self.take(
            street=text, country_id="United States", phones=["+1 201 555 0123"]
        )
        self.assert_address(contact, text, "", "", "")
        self.assertFalse(said)

    def test_further_addresses(self):
        contact, _said = self.take(
            addresses=[{"street": "12 Nguyễn Huệ, P. Bến Nghé, Q.1, TP.HCM"}]
        )
        self.assert_address(
            contact.child_ids, "12 Nguyễn Huệ", "Phường Sài Gòn", "", "VN-SG"
        )

    def test_phones(self):
        contact, said = self.take(phones=["01678 123 456", "0912 345 678"])
        self.assertEqual(
            contact.phone_ids.mapped("normalized"), ["+84378123456", "+84912345678"]
        )
        self.assertEqual(len(said), 1)
        self.assertIn("+84 378 123 456", said[0])
        # the old number is the new one's customer
        [outcome] = self.env["antcrm.intake"].plan(
            "contact", [{"name": "Lan", "phones": ["0378123456"]}]
        )
        self.assertEqual(outcome["action"], "skipped")

    def test_plan_says_the_same(self):
        street = "5, P15, Q. Tân Bình, HCM"
        candidate = {"name": "Lan", "street": street}
        [plan] = self.env["antcrm.intake"].plan("contact", [candidate])
        [done] = self.env["antcrm.intake"].apply("contact", [candidate])
        self.assertEqual(plan["issues"], done["issues"])
        self.assertEqual(
            candidate, {"name": "Lan", "street": "5, P15, Q. Tân Bình, HCM"}
        )

    def test_hostile(self):
        context = self.env["antcrm.intake"]._get_vietnam_context()
        for value in ("\0", 5, ["a"], {"a": 1}, "a, " * 10000, "😀"):
            with self.subTest(repr(value)[:20]):
                self.env["antcrm.intake"]._read_vietnam(
                    {"street": value, "state_id": value, "phones": value}, context
                )

    def test_province_with_a_slip(self):
        contact, said = self.take(street="1 A", state_id="Dong Nia")
        self.assertFalse(contact.state_id)
        self.assertEqual(len(said), 1)
        self.assertIn("Did you mean “Đồng Nai”?", said[0])

    def test_own_addresses_come_back(self):
        """What the company has itself is not changed by being brought in again."""
        candidates = [
            {"name": "Lan", "emails": ["lan@example.com"], "street": street}
            for street in ("12 Nguyễn Huệ, P. Bến Nghé, Q.1, TP.HCM",)
        ]
        candidates.append(
            {
                "name": "Nam",
                "emails": ["nam@example.com"],
                "street": "59 A",
                "street2": "Phường 15",
                "district": "Tân Bình",
                "state_id": "HCM",
            }
        )
        Intake = self.env["antcrm.intake"]
        outcomes = Intake.apply("contact", candidates)
        contacts = self.env["res.partner"].browse(
            [outcome["record"]["id"] for outcome in outcomes]
        )
        names = ["street", "street2", "district", "city", "written_address"]
        names += ["address_check"]
        before = contacts.read([*names, "state_id", "country_id"])
        exported = [
            {
                "name": contact.name,
                "emails": [contact.email],
                "state_id": contact.state_id.name,
                "country_id": contact.country_id.name,
                **{name: contact[name] for name in names[:4] if contact[name]},
            }
            for contact in contacts
        ]
        outcomes = Intake.apply("contact", exported, {"duplicate_policy": "overwrite"})
        self.assertEqual({o["action"] for o in outcomes}, {"overwritten"})
        contacts.invalidate_recordset()
        self.assertEqual(contacts.read([*names, "state_id", "country_id"]), before)

    def test_provinces_are_kept_at_hand(self):
        """They are read once, and again when somebody changes them."""
        State = self.env["res.country.state"].sudo()
        vietnam, codes = State._get_codes_of_vietnam()
        self.assertEqual(vietnam, self.env.ref("base.vn").id)
        with self.assertQueryCount(0):
            self.assertEqual(State._get_codes_of_vietnam()[1], codes)
        state = State.create({"name": "New", "code": "VN-X1", "country_id": vietnam})
        self.assertEqual(State._get_codes_of_vietnam()[1][state.id], "VN-X1")
        state.code = "VN-X2"
        self.assertEqual(State._get_codes_of_vietnam()[1][state.id], "VN-X2")
        state_id = state.id
        state.unlink()
        self.assertNotIn(state_id, State._get_codes_of_vietnam()[1])

    def test_what_is_only_told(self):
        """An old address or number is nothing that anybody has to put right: a web form
        takes it, and the history of the customer says what became of it."""
        candidates = [
            {
                "name": "Lan",
                "street": "12 Nguyễn Huệ, P. Bến Nghé, Q.1, TP.HCM",
                "phones": ["01678 123 456"],
            },
            {"name": "Nam", "street": "59 Nguyễn Sỹ Sách, P15, Tân Bình, HCM"},
        ]
        Intake = self.env["antcrm.intake"]
        found = Intake._check_candidates("contact", candidates)
        codes = [{issue["code"] for issue in issues} for issues in found]
        self.assertEqual(
            codes, [{"former_address", "renumbered_phone"}, {"address_check"}]
        )
        self.assertLessEqual(set.union(*codes), Intake._get_told_codes())

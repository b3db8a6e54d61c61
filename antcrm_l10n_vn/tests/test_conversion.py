from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user

OLD = {
    "sure": {"street": "12 Nguyễn Huệ", "street2": "P. Bến Nghé", "district": "Quận 1"},
    "text": {"street": "12 Nguyễn Huệ, P. Bến Nghé, Q.1, TP.HCM"},
    "split": {"street": "59 A", "street2": "Phường 15", "district": "Tân Bình"},
    "unknown": {"street": "1 A", "street2": "Phường Không Có", "city": "Ở đâu"},
    "today": {"street": "5 Lê Duẩn", "street2": "Phường Sài Gòn"},
}


class TestConversion(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref("base.vn")
        cls.user = new_test_user(
            cls.env, "antcrm_vietnam", groups="antcrm_share.group_user"
        )
        cls.administrator = new_test_user(
            cls.env,
            "antcrm_vietnam_boss",
            groups="antcrm_share.group_administrator",
        )
        saigon = cls.env.ref("base.state_vn_VN-SG")
        cls.partners = {
            name: cls.env["res.partner"].create(
                {
                    "name": name,
                    "country_id": cls.env.ref("base.vn").id,
                    "state_id": saigon.id if name not in ("text", "unknown") else False,
                    **values,
                }
            )
            for name, values in OLD.items()
        }
        cls.lead = cls.env["crm.lead"].create(
            {"name": "Lead", "type": "lead", **OLD["text"]}
        )
        cls.elsewhere = cls.env["res.partner"].create(
            {"name": "US", "country_id": cls.env.ref("base.us").id, **OLD["text"]}
        )

    def open(self, user=None):
        Conversion = self.env["antcrm.address.conversion"]
        action = Conversion.with_user(user or self.administrator).action_open()
        conversion = Conversion.browse(action["res_id"])
        return conversion.with_user(user or self.administrator)

    def run_to_end(self, conversion):
        while conversion.state in ("counting", "running", "undoing"):
            conversion.sudo()._run_batch()

    def get_values(self):
        names = ["street", "street2", "district", "city", "state_id", "address_check"]
        names += ["written_address"]
        records = [*self.partners.values(), self.lead, self.elsewhere]
        return [record.read(names)[0] for record in records]

    def test_administrators_alone(self):
        with self.assertRaises(AccessError):
            self.open(self.user)
        conversion = self.open()
        with self.assertRaises(AccessError):
            conversion.with_user(self.user).action_count()
        self.assertNotIn("samples", conversion.fields_get())
        menu = self.env.ref("antcrm_l10n_vn.menu_address_conversion")
        Menu = self.env["ir.ui.menu"]
        self.assertIn(menu.id, Menu.with_user(self.administrator)._visible_menu_ids())
        self.assertNotIn(menu.id, Menu.with_user(self.user)._visible_menu_ids())

    def test_count_convert_undo(self):
        before = self.get_values()
        conversion = self.open()
        conversion.action_count()
        self.run_to_end(conversion)
        self.assertEqual(conversion.state, "counted")
        self.assertEqual(self.get_values(), before, "counting writes nothing")
        counts = [conversion[f"{n}_count"] for n in ("sure", "split", "unknown")]
        self.assertGreaterEqual(counts, [3, 1, 1])
        self.assertIn("Phường Sài Gòn", conversion.sample_text)
        conversion.action_convert()
        self.run_to_end(conversion)
        self.assertEqual(conversion.state, "done")
        self.assertEqual(
            counts, [conversion[f"{n}_count"] for n in ("sure", "split", "unknown")]
        )
        for record in (self.partners["sure"], self.partners["text"], self.lead):
            self.assertEqual(record.street, "12 Nguyễn Huệ")
            self.assertEqual(record.street2, "Phường Sài Gòn")
            self.assertFalse(record.district)
            self.assertEqual(record.state_id.code, "VN-SG")
            self.assertIn("Bến Nghé", record.written_address)
        split = self.partners["split"]
        self.assertEqual(split.address_check, "split")
        self.assertEqual(split.street2, "Phường 15")
        after = self.get_values()
        self.assertEqual(after[4], before[4], "today's address")
        self.assertEqual(after[-1], before[-1], "another country's address")
        # somebody corrects one of them
        self.partners["text"].street = "14 Nguyễn Huệ"
        conversion.action_undo()
        self.run_to_end(conversion)
        self.assertEqual(conversion.state, "undone")
        self.assertEqual(conversion.kept_count, 1)
        restored = self.get_values()
        self.assertEqual(restored[1]["street"], "14 Nguyễn Huệ")
        self.assertEqual(restored[1]["street2"], "Phường Sài Gòn")
        del restored[1], before[1]
        self.assertEqual(restored, before)

    def test_preview_and_try_again(self):
        before = self.get_values()
        conversion = self.open()
        conversion.action_count()
        self.run_to_end(conversion)
        conversion.action_convert()
        self.run_to_end(conversion)
        after = self.get_values()
        partner = self.partners["text"]
        partner.street = "14 Nguyễn Huệ"
        self.partners["sure"].share_mode = "all"
        with self.assertRaises(AccessError):
            conversion.with_user(self.user).action_preview_undo()
        preview = conversion._preview_undo()
        self.assertEqual(preview["kept_count"], 1)
        self.assertIn(partner.display_name, preview["kept"][0])
        self.assertTrue(preview["done"])
        self.env["res.partner"].invalidate_model()
        self.assertEqual(self.get_values()[0], after[0], "nothing is written")
        action = conversion.action_preview_undo()
        wizard = conversion.env[action["res_model"]].browse(action["res_id"])
        wizard.action_undo()
        self.run_to_end(conversion)
        self.assertEqual(conversion.kept_count, 1)
        restored = conversion.restored_count
        # somebody takes the correction back
        partner.street = after[1]["street"]
        conversion.action_undo()
        self.run_to_end(conversion)
        self.assertEqual(
            (conversion.kept_count, conversion.restored_count), (0, restored + 1)
        )
        self.assertEqual(self.get_values(), before)

    def test_hidden_samples(self):
        """An Administrator is shown no address of a customer that is hidden from
        them."""
        owner = self.env(user=self.user)
        [outcome] = owner["antcrm.intake"].apply(
            "contact", [{"name": "Secret"}], {"share_mode": "me"}
        )
        secret = self.env["res.partner"].browse(outcome["record"]["id"])
        secret.write({**OLD["sure"], "street": "77 Secret Street"})
        secret.state_id = self.env.ref("base.state_vn_VN-SG")
        conversion = self.open()
        conversion.action_count()
        self.run_to_end(conversion)
        self.assertIn("Secret", str(conversion.sudo().samples))
        self.assertNotIn("Secret", conversion.sample_text)

    def test_in_the_background(self):
        conversion = self.open()
        conversion.sudo()._begin("counting")
        cron = self.env.ref("antcrm_l10n_vn.ir_cron_convert_addresses")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertEqual(conversion.state, "counted")
        self.assertEqual(conversion.progress, 100)

    def test_queries(self):
        partners = self.env["res.partner"].create(
            [
                {
                    "name": f"P{number}",
                    "state_id": self.env.ref("base.state_vn_VN-SG").id,
                    **OLD["sure"],
                    "street": f"{number} Nguyễn Huệ",
                }
                for number in range(100)
            ]
        )
        conversion = self.open().sudo()
        conversion._begin("running")
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(20):
            conversion._read_records(
                conversion._get_records("res.partner").browse(partners.ids)
            )
        self.assertEqual(set(partners.mapped("street2")), {"Phường Sài Gòn"})

    def test_posted_invoices(self):
        """Without a wish to the contrary, addresses on posted invoices stay."""
        if "account.move" not in self.env:
            self.skipTest("there are no invoices here")
        self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.partners["sure"].id,
                "invoice_line_ids": [(0, 0, {"name": "Work", "price_unit": 1})],
            }
        ).action_post()
        before = self.get_values()[0]
        conversion = self.open()
        conversion.action_count()
        self.run_to_end(conversion)
        self.assertEqual(conversion.posted_count, 1)
        conversion.action_convert()
        self.run_to_end(conversion)
        self.assertEqual(self.get_values()[0], before)
        self.assertEqual(self.partners["text"].street2, "Phường Sài Gòn")
        conversion = conversion.browse(conversion.action_again()["res_id"])
        conversion.with_posted = True
        conversion.action_count()
        self.run_to_end(conversion)
        conversion.action_convert()
        self.run_to_end(conversion)
        self.assertEqual(self.partners["sure"].street2, "Phường Sài Gòn")

    def test_contacts_of_an_account(self):
        """Each address is converted by itself: the host would copy it up and down."""
        account = self.partners["sure"]
        account.is_company = True
        contact = self.env["res.partner"].create(
            {"name": "Lan", "parent_id": account.id, "type": "contact"}
        )
        self.assertEqual(contact.street2, "P. Bến Nghé")
        conversion = self.open().sudo()
        conversion._begin("running")
        conversion._read_records(
            conversion._get_records("res.partner").browse(contact.id)
        )
        self.assertEqual(contact.street2, "Phường Sài Gòn")
        self.assertEqual(account.street2, "P. Bến Nghé")

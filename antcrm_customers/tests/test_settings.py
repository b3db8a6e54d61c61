"""A Customers Administrator, who is no administrator of the database."""

from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .common import CustomersCommon


@tagged("post_install", "-at_install")
class TestSettings(CustomersCommon):
    def test_settings_of_customers(self):
        Settings = self.as_user("res.config.settings", self.user_administrator)
        with Form(Settings) as form:
            form.antcrm_questions_per_hour = 12
        self.assertTrue(form.record.display_name)
        form.record.execute()
        parameters = self.env["ir.config_parameter"]
        self.assertEqual(parameters.get_param("antcrm_share.questions_per_hour"), "12")
        self.assertEqual(Form(Settings).antcrm_questions_per_hour, 12)

    def test_nothing_else(self):
        Settings = self.as_user("res.config.settings", self.user_administrator)
        arch = etree.fromstring(Settings.get_view(view_type="form")["arch"])
        self.assertEqual(arch.xpath("//app/@name"), ["antcrm_customers"])
        names = set(arch.xpath("//field/@name"))
        self.assertTrue(names)
        others = [name for name in Settings._fields if not name.startswith("antcrm_")]
        shown = set(Settings.fields_get()) & {*others}
        self.assertLessEqual(
            shown,
            {"id", "display_name", "create_uid", "create_date"}
            | {"write_uid", "write_date"},
        )
        self.assertFalse(set(Settings.default_get(others)))
        for values in (
            {"company_id": self.env.company.id},
            {"group_multi_currency": True},
            {"module_account": True},
        ):
            values = {k: v for k, v in values.items() if k in Settings._fields}
            if values:
                with self.assertRaises(AccessError):
                    Settings.create(values)
        with self.assertRaises(AccessError):
            self.as_user("res.config.settings").create({})

    def test_reached_by_menu(self):
        menus = self.as_user("ir.ui.menu", self.user_administrator).load_menus(False)
        action = self.env.ref("antcrm_customers.res_config_settings_action")
        self.assertIn(action.id, [menu.get("action_id") for menu in menus.values()])

    def test_rights_of_their_own_have_a_place_on_the_user(self):
        """Given without developer mode: each has a line on the page of a user."""
        data = self.env["ir.model.data"].search(
            [("model", "=", "res.groups"), ("module", "=like", "antcrm_%")]
        )
        groups = self.env["res.groups"].browse(data.mapped("res_id")).exists()
        employee = self.env.ref("base.group_user")
        # those of employees; who is let in by an agreement is not chosen
        rights = groups.filtered(lambda group: employee in group.all_implied_ids)
        self.assertGreaterEqual(len(rights), 5)
        for group in rights:
            with self.subTest(group=group.full_name):
                self.assertTrue(group.privilege_id.category_id)

from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from odoo.addons.antcrm_customers.tests.common import CustomersCommon


@tagged("post_install", "-at_install")
class TestMergeSettings(CustomersCommon):
    def test_settings_of_customers(self):
        Settings = self.as_user("res.config.settings", self.user_administrator)
        with Form(Settings) as form:
            form.antcrm_merge_undo_days = 12
        self.assertTrue(form.record.display_name)
        form.record.execute()
        parameters = self.env["ir.config_parameter"]
        self.assertEqual(parameters.get_param("antcrm_merge.undo_days"), "12")
        self.assertEqual(Form(Settings).antcrm_merge_undo_days, 12)
        # of all that has a journal
        for model in ("antcrm.merge", "antcrm.change"):
            self.assertEqual(self.env[model]._get_undo_days(), 12)
        with self.assertRaises(ValidationError):
            Settings.create({"antcrm_merge_undo_days": 0})

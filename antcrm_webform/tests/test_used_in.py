from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.antcrm_customers.tests.common import RestoredRegistry

from .common import WebformCommon


@tagged("post_install", "-at_install")
class TestUsedIn(RestoredRegistry, WebformCommon):
    def test_form_goes_on_without_a_deleted_field(self):
        field = self.env["antcrm.custom.field"].create(
            {
                "label": "Shoe size",
                "type": "integer",
                "kinds": [Command.link(self.env.ref("antcrm_customers.kind_lead").id)],
            }
        )
        form = self.make_form(kind="lead").sudo()
        form.field_ids = [Command.create({"name": field.field_name, "sequence": 99})]
        self.assertIn("Shoe size", form._render_page(preview=True))
        uses = self.env["antcrm.used.in"]._find_uses(field)
        self.assertIn(form, [use.records for use in uses])
        # archived: the form opens without it
        field.action_archive()
        form.invalidate_recordset()
        self.assertNotIn("Shoe size", form._render_page(preview=True))
        self.assertTrue(form.web_read({"field_ids": {"fields": {"name": {}}}}))
        field.unlink()
        form.invalidate_recordset()
        self.assertNotIn("Shoe size", form._render_page(preview=True))
        self.assertTrue(form.web_read({"field_ids": {"fields": {"name": {}}}}))
        self.assertNotIn(False, form.field_ids.mapped("name"))

    def test_tags_of_a_form_stay(self):
        tag = self.env["crm.tag"].create({"name": "Ropes"})
        form = self.make_form(kind="lead")
        form.tag_names = "Ropes, Others"
        with self.assertRaisesRegex(UserError, form.name):
            tag.unlink()
        form.tag_names = "Others"
        tag.unlink()

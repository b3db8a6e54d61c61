from lxml import etree

from odoo.tests import TransactionCase


class TestViews(TransactionCase):
    def test_customers_have_the_field(self):
        for model, view, view_type in (
            ("project.task", "project.view_task_form2", "form"),
            ("project.task", "project.quick_create_task_form", "form"),
            ("project.project", "project.view_project", "list"),
        ):
            arch = self.env[model].get_view(self.env.ref(view).id, view_type)["arch"]
            fields = etree.fromstring(arch).xpath(
                "//field[@name='partner_id'][not(ancestor::field)]"
            )
            self.assertEqual(
                [field.get("widget") for field in fields],
                ["res_partner_many2one"],
                view,
            )

from lxml import etree

from odoo.tests import Form, tagged

from .common import ShareCommon

FORMS = {"res.partner": "base.view_partner_form", "crm.lead": "crm.crm_lead_view_form"}
FIELDS = ("share_mode", "share_user_ids", "share_team_ids")


@tagged("post_install", "-at_install")
class TestHostForms(ShareCommon):
    """On Odoo's own pages, whatever else is installed."""

    def get_arch(self, model, view, view_type):
        view_id = self.env.ref(view).id
        Model = self.env[model].with_user(self.users["data_owner"])
        return etree.fromstring(Model.get_view(view_id, view_type)["arch"])

    def test_each_field_stands_once(self):
        for model, view in FORMS.items():
            arch = self.get_arch(model, view, "form")
            for name in FIELDS:
                with self.subTest(model=model, field=name):
                    self.assertEqual(len(arch.xpath(f"//field[@name='{name}']")), 1)
            for button in arch.xpath("//button[@name='action_share_explain']"):
                self.assertEqual(button.get("string"), "Who can see this?")

    def test_lists_and_searches(self):
        for model, view, search in (
            ("res.partner", "base.view_partner_tree", "base.view_res_partner_filter"),
            (
                "crm.lead",
                "crm.crm_case_tree_view_leads",
                "crm.view_crm_case_leads_filter",
            ),
        ):
            arch = self.get_arch(model, view, "list")
            self.assertTrue(arch.xpath("//field[@name='share_mode']"))
            arch = self.get_arch(model, search, "search")
            self.assertTrue(arch.xpath("//filter[@name='group_by_share_mode']"))

    def test_sharing_on_the_form(self):
        for model, view in FORMS.items():
            with self.subTest(model=model):
                Model = self.env[model].with_user(self.users["creator"])
                form = Form(Model, view)
                form.name = "Typed"
                # nothing chosen: the host's own rules
                record = form.save()
                self.assertFalse(record.sudo().share_id)
                form = Form(record, view)
                form.share_mode = "employee"
                form.share_user_ids.add(self.users["named"])
                record = form.save()
                self.assertTrue(self.sees(record, self.users["named"]))
                self.assertFalse(self.sees(record, self.users["member"]))
                form = Form(record, view)
                form.share_mode = "me"
                record = form.save()
                self.assertFalse(self.sees(record, self.users["named"]))

    def test_bulk_action(self):
        for model in FORMS:
            actions = (
                self.env["ir.actions.actions"]
                .with_user(self.users["creator"])
                .get_bindings(model)["action"]
            )
            self.assertIn("Share…", [action["name"] for action in actions])

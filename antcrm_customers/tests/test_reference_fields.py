from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.antcrm_share.tests.test_reference_guard import ReferenceGuardCommon

from .common import CustomersCommon, RestoredRegistry


@tagged("-at_install", "post_install")
class TestOwnReferences(ReferenceGuardCommon):
    def test_names_through_our_own_fields(self):
        """The fields of conversions, agreements and the company's own ones."""
        lead = (
            self.env["crm.lead"]
            .with_user(self.stranger)
            .create({"name": "x", "type": "lead"})
        )
        for name in (
            "converted_account_id",
            "converted_contact_id",
            "partner_contact_id",
        ):
            if name in lead._fields:
                self.assert_refused(lead.write, {name: self.hidden.id})
                self.assert_refused(
                    self.env["crm.lead"].with_user(self.stranger).onchange,
                    {name: self.hidden.id},
                    [name],
                    {name: {"fields": {"display_name": {}}}},
                )


@tagged("-at_install", "post_install")
class TestCustomFieldReferences(
    RestoredRegistry, ReferenceGuardCommon, CustomersCommon
):
    def test_custom_field(self):
        """A field that is made after the registry was read."""
        guard = self.env["antcrm.reference.guard"]
        guard._get_references("res.partner")
        kind = self.env["antcrm.customer.kind"].search([("code", "=", "contact")])
        field = self.as_user("antcrm.custom.field", self.user_administrator).create(
            {"label": "Friend", "type": "customer", "kinds": [Command.set(kind.ids)]}
        )
        name = field.partner_field_id.sudo().name
        contact = self.create_contact(user=self.stranger)
        self.assert_refused(contact.write, {name: self.hidden.id})
        self.assert_refused(
            contact.onchange, {name: self.hidden.id}, [name], {name: {"fields": {}}}
        )
        contact.write({name: self.stranger.partner_id.id})

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.antcrm_customers.tests.test_lead_convert_existing import (
    ExistingCommon,
)


@tagged("post_install", "-at_install")
class TestConversionOfInactive(ExistingCommon):
    """Leads that are inactive, and those of inactive customers."""

    def test_inactive_customers_are_refused_by_name(self):
        contact = self.create_contact("0901 234 561", firstname="Retired Rita")
        contact.sudo().is_inactive = True
        lead = self.make_lead()
        wizard = self.open_wizard(lead)
        self.assertEqual(wizard.contact_id, contact)
        wizard = wizard.save()
        with self.assertRaisesRegex(UserError, "inactive.*Retired Rita"):
            wizard.action_convert()
        other = self.create_lead("0901 234 570")
        with self.assertRaisesRegex(UserError, "inactive.*Retired Rita"):
            self.convert(lead | other)
        self.assertFalse(other.converted_date)
        # one that is active comes first
        twin = self.create_contact("0901 234 561", firstname="Active Ann")
        self.assertEqual(self.open_wizard(lead).contact_id, twin)
        # quick create offers none of them
        [found] = self.as_user("antcrm.intake").find_similar(
            "contact", [{"phones": ["0901 234 561"]}]
        )
        self.assertEqual([info["id"] for info in found], twin.ids)

    def test_inactive_leads_are_refused(self):
        lead = self.make_lead()
        lead.sudo().is_inactive = True
        other = self.create_lead("0901 234 570")
        for convert in (
            lambda: self.convert(lead),
            lambda: self.convert(lead | other),
            lambda: self.convert_by_host(lead),
            lambda: self.convert_in_mass_by_host(lead | other),
        ):
            with self.assertRaisesRegex(UserError, "Inactive leads"):
                convert()
        # the host's assignment of leads leaves them out
        (lead | other).convert_opportunity(self.env["res.partner"])
        self.assertEqual((lead | other).mapped("type"), ["lead", "opportunity"])

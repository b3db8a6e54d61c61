from odoo import models

from ..models.crm_lead_convert import KnownCustomers


class CrmLead2opportunityPartner(models.TransientModel):
    _inherit = "crm.lead2opportunity.partner"

    def _convert_and_allocate(self, leads, user_ids, team_id=False):
        leads._check_conversion()
        if len(leads) > 1 and self.env["res.partner"].has_access("create"):
            leads = leads.with_context(antcrm_known_customers=KnownCustomers(leads))
        return super()._convert_and_allocate(leads, user_ids, team_id=team_id)

    def _convert_handle_partner(self, lead, action, partner_id):
        """What the lead knows arrives at the existing customer, too."""
        if partner_id:
            lead._fill_linked_customer(self.env["res.partner"].browse(partner_id))
        return super()._convert_handle_partner(lead, action, partner_id)

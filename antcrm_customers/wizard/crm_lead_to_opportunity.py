from odoo import models

from ..models.crm_lead_convert import KnownCustomers


class CrmLead2opportunityPartner(models.TransientModel):
    _inherit = "crm.lead2opportunity.partner"

    def _compute_commercial_partner_id(self):
        """No company is suggested for a partner the user may not read."""
        hidden = self._get_hidden_partners(self.partner_id)
        wizards = self.filtered(lambda wizard: wizard.partner_id in hidden)
        wizards.commercial_partner_id = False
        return super(
            CrmLead2opportunityPartner, self - wizards
        )._compute_commercial_partner_id()

    def _compute_duplicated_lead_ids(self):
        """A partner the user may not read gives no address to look for."""
        hidden = self._get_hidden_partners(self.lead_id.partner_id)
        wizards = self.filtered(lambda wizard: wizard.lead_id.partner_id in hidden)
        for wizard in wizards:
            lead = wizard.lead_id
            wizard.duplicated_lead_ids = lead._get_lead_duplicates(
                email=lead.email_from, include_lost=True
            )
        return super(
            CrmLead2opportunityPartner, self - wizards
        )._compute_duplicated_lead_ids()

    def _convert_and_allocate(self, leads, user_ids, team_id=False):
        leads._check_active()
        if len(leads) > 1 and self.env["res.partner"].has_access("create"):
            leads = leads.with_context(antcrm_known_customers=KnownCustomers(leads))
        return super()._convert_and_allocate(leads, user_ids, team_id=team_id)

    def _convert_handle_partner(self, lead, action, partner_id):
        """What the lead knows arrives at the existing customer, too."""
        if partner_id:
            lead._fill_linked_customer(self.env["res.partner"].browse(partner_id))
        return super()._convert_handle_partner(lead, action, partner_id)

    def _get_hidden_partners(self, partners):
        return partners - partners._filtered_access("read")

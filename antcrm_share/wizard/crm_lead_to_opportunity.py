from odoo import models


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

    def _get_hidden_partners(self, partners):
        return partners - partners._filtered_access("read")

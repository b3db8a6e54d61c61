from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_values(self, src_partners, dst_partner):
        """References to managers have moved in SQL, and the others are still there."""
        result = super()._update_values(src_partners, dst_partner)
        dst_partner._merge_managers(src_partners)
        return result

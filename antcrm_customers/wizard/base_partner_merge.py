from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        self.env["antcrm.contact.point"]._move_to(dst_partner, src_partners)
        return super()._update_foreign_keys(src_partners, dst_partner)

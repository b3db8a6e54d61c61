from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """The host repoints foreign keys in SQL, and deletes all points of a contact
        of which one cannot move: those move first, and none is lost."""
        points = self.env["antcrm.contact.point"]._move_to(dst_partner, src_partners)
        points.unlink()
        points._flush_points()
        return super()._update_foreign_keys(src_partners, dst_partner)

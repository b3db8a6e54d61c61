from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Every merge of partners can be undone: ours, the host's, those of addons."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        self.env["antcrm.duplicate"]._move_to(dst_partner, src_partners)
        return super()._update_foreign_keys(src_partners, dst_partner)

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        merge = super()._merge
        options = {"dst_partner": dst_partner, "extra_checks": extra_checks}
        partners = self.env["res.partner"].browse(partner_ids).exists()
        if len(partners) < 2:
            return merge(partner_ids, **options)
        kept = dst_partner
        if not kept or kept not in partners:
            # the one that the host will choose
            kept = self._get_ordered_partner(partners.ids)[-1]
        with self.env["antcrm.merge"]._record(kept, partners - kept):
            return merge(partner_ids, **options)

from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        # the host repoints foreign keys in SQL: it would crash on our unique index
        points = self.env["antcrm.contact.point"]._move_to(dst_partner, src_partners)
        points.unlink()
        points._flush_points()
        return super()._update_foreign_keys(src_partners, dst_partner)

    @api.model
    def _update_values(self, src_partners, dst_partner):
        """The host fills blank columns one by one: the names of one person stay
        together, and what is older does not come along."""
        kept = {}
        if dst_partner.name:
            kept |= {
                "name": dst_partner.name,
                "firstname": dst_partner.firstname,
                "lastname": dst_partner.lastname,
            }
        dates = (src_partners | dst_partner).mapped("last_interaction_date")
        kept["last_interaction_date"] = max(filter(None, dates), default=False)
        result = super()._update_values(
            src_partners, dst_partner.with_context(antcrm_merging=True)
        )
        changed = {
            name: value for name, value in kept.items() if dst_partner[name] != value
        }
        if changed:
            dst_partner.write(changed)
        return result

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        self.env["res.partner"].browse(partner_ids).exists()._check_share_merge()
        return super()._merge(
            partner_ids, dst_partner=dst_partner, extra_checks=extra_checks
        )

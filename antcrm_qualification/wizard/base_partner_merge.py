from odoo import models
from odoo.exceptions import AccessError


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """The host moves agreements, people and users past the ORM."""
        partners = self.env["res.partner"].browse(partner_ids).exists()
        self._check_partner_programmes(partners - (dst_partner or partners.browse()))
        result = super()._merge(
            partner_ids, dst_partner=dst_partner, extra_checks=extra_checks
        )
        kept = self.env["res.partner"].browse(partner_ids).exists()
        self.env["res.users"]._update_programme_users(kept)
        kept._update_programme_users()
        return result

    def _check_partner_programmes(self, sources):
        """Check that nobody opens leads to others by a merge of companies: the people
        of one would see those of the other.

        :param sources: those that are merged into another one
        :raise UserError: somebody does
        """
        if sources._may_write_login_company():
            return
        # superuser: only whether there are some is told
        users = self.env["res.users"].sudo().with_context(active_test=False)
        if users.search_count([("partner_company_id", "in", sources.ids)], limit=1):
            raise AccessError(
                self.env._(
                    "Users stand for one of these companies. Keep that one, or ask an "
                    "administrator with Access Rights to merge them."
                )
            )
        agreements = self.env["antcrm.partner.agreement"].sudo()
        agreements = agreements.with_context(active_test=False).search(
            [("partner_id", "in", sources.ids)]
        )
        agreements.with_env(self.env)._check_opened_leads()

from odoo import api, models
from odoo.exceptions import AccessError

from ..tools.logins import KEEP_LOGINS


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """A merge opens and closes nothing: neither customers that a share hides, nor what
    a login sees."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_values(self, src_partners, dst_partner):
        """Who sees the customer that stays, stays as it is."""
        return super()._update_values(
            src_partners,
            dst_partner.with_context(antcrm_merging=True, **{KEEP_LOGINS: True}),
        )

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """Merge what the user may merge: the host merges in SQL, and asks no share."""
        partners = self.env["res.partner"].browse(partner_ids).exists()
        if not (dst_partner and dst_partner.env.su):
            # whoever hands over a record as superuser has decided who may merge it
            partners._check_share_merge()
        companies = self._get_login_companies(partners)
        result = super()._merge(
            partner_ids, dst_partner=dst_partner, extra_checks=extra_checks
        )
        self._check_login_companies(companies)
        return result

    @api.model
    def _get_login_companies(self, partners):
        """Return ``{user: id of the company}`` of all who log in as one of the partners
        or belong to them; the host moves them past the ORM. Nothing for who may change
        it. Whoever belongs to no company has an empty one."""
        if partners._may_write_login_company():
            return {}
        # superuser: which company it is decides here, and is not told
        users = self.env["res.users"].sudo().with_context(active_test=False)
        return {
            user: user._get_login_company().id
            for user in users.search([("partner_id", "child_of", partners.ids)])
        }

    @api.model
    def _check_login_companies(self, companies):
        """Check that a merge gave nobody with a login another company.

        :param dict companies: see :meth:`_get_login_companies`
        :raise AccessError: it did
        """
        for user, company_id in companies.items():
            if user._get_login_company().id != company_id:
                raise AccessError(
                    self.env._(
                        "Somebody with a login would come to another company, and see "
                        "what it may see. Keep the customer with the login, or ask an "
                        "administrator with Access Rights to merge these."
                    )
                )

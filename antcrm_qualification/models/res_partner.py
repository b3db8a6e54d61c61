from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        result = super().write(vals)
        if not vals.keys().isdisjoint(("parent_id", "is_company")):
            self._update_programme_users()
        return result

    def _update_programme_users(self):
        """Whoever changes the company changes whose leads they see, and so do the
        people of companies that come under another one."""
        # superuser: users of these partners, of whom nothing is told
        Users = self.env["res.users"].sudo().with_context(active_test=False)
        users = Users.search([("partner_id", "child_of", self.ids)])
        if self._may_write_login_company():
            # nobody else moves one of them, see antcrm_customers
            users._confirm_contact_companies()
        users._update_programme_group()

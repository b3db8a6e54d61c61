from odoo import api, fields, models
from odoo.fields import Command

GROUP = "antcrm_qualification.group_partner_programme"


class ResUsers(models.Model):
    """People of partner companies: users made for the contacts of one, and those with
    one in the profile. They are kept in a group of their own, which lets them in to the
    leads of the company's agreements and to nothing else."""

    _inherit = "res.users"

    partner_company_id = fields.Many2one(
        "res.partner",
        string="Partner Company",
        domain=[("is_company", "=", True)],
        ondelete="set null",
        index="btree_not_null",
        help="The user sees, edits and comments on the leads of this company's "
        "partnership agreements, and adds leads to them.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        users = super().create(vals_list)
        users._update_programme_group()
        return users

    def write(self, vals):
        result = super().write(vals)
        if not vals.keys().isdisjoint(
            ("partner_company_id", "partner_id", "active", "group_ids")
        ) and not self.env.context.get("antcrm_programme_group"):
            self._update_programme_group()
        return result

    def _get_partner_companies(self):
        """Return the companies that a user stands for, as superuser: that of the
        profile, and that of the user's contact."""
        self.ensure_one()
        # superuser: which company somebody works for decides here, and is not told
        user = self.sudo()
        return user.partner_company_id | user.partner_id.commercial_partner_id

    def _get_agreements(self):
        """Return the agreements of the user's companies, as superuser."""
        self.ensure_one()
        return (
            self.env["antcrm.partner.agreement"]
            .sudo()
            .search([("partner_id", "in", self._get_partner_companies().ids)])
        )

    def _update_programme_group(self):
        """Put the users in the group who are people of a company with an agreement, and
        take the others out."""
        # superuser: the group follows from the users' companies and from nothing else
        users = self.sudo().filtered(lambda user: user.active and user.id)
        users = users.with_context(antcrm_programme_group=True)
        group = self.env.ref(GROUP, raise_if_not_found=False)
        if not users or not group:
            return
        companies = {user: user._get_partner_companies() for user in users}
        partners = self.env["res.partner"].union(*companies.values())
        agreements = self.env["antcrm.partner.agreement"].sudo()
        agreed = agreements.search([("partner_id", "in", partners.ids)]).partner_id
        members = users.filtered(lambda user: group in user.group_ids)
        wanted = users.filtered(
            lambda user: companies[user] & agreed and not user._is_public()
        )
        if added := wanted - members:
            added.write({"group_ids": [Command.link(group.id)]})
        if removed := members - wanted:
            removed.write({"group_ids": [Command.unlink(group.id)]})

    @api.model
    def _update_programme_users(self, partners):
        """Update the group of all who may stand for the companies ``partners``."""
        users = self.sudo().search(
            [
                "|",
                ("partner_company_id", "in", partners.ids),
                ("partner_id.commercial_partner_id", "in", partners.ids),
            ]
        )
        users._update_programme_group()

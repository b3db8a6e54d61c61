from odoo import api, fields, models
from odoo.fields import Domain


class CrmTeamMember(models.Model):
    _inherit = "crm.team.member"

    assignment_paused = fields.Boolean(
        "Paused", help="Gets no new customers until the pause ends."
    )
    customer_count = fields.Integer(
        "Open Customers",
        compute="_compute_customer_count",
        groups="antcrm_share.group_administrator",
        help="Leads that are still open, and contacts and accounts that are in "
        "use, with this PIC.",
    )

    @api.depends("user_id")
    def _compute_customer_count(self):
        counts = dict.fromkeys(self.user_id.ids, 0)
        for model in ("crm.lead", "res.partner"):
            # superuser: how much a colleague has to do is told to Administrators, and
            # nothing about the customers
            Model = self.env[model].sudo()
            domain = Domain("user_id", "in", self.user_id.ids)
            for user, count in Model._read_group(
                domain & Model._get_open_customer_domain(), ["user_id"], ["__count"]
            ):
                counts[user.id] += count
        for member in self:
            member.customer_count = counts.get(member.user_id.id, 0)

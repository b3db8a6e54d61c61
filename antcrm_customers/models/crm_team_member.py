from odoo import api, fields, models


class CrmTeamMember(models.Model):
    _inherit = "crm.team.member"

    assignment_paused = fields.Boolean(
        "Paused", help="Gets no new customers until the pause ends."
    )

    @api.model_create_multi
    def create(self, vals_list):
        members = super().create(vals_list)
        self.env.registry.clear_cache("stable")
        return members

    def write(self, vals):
        result = super().write(vals)
        if not vals.keys().isdisjoint(("active", "user_id", "crm_team_id")):
            self.env.registry.clear_cache("stable")
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache("stable")
        return result

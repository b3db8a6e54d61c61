from odoo import fields, models


class CrmTeamMember(models.Model):
    _inherit = "crm.team.member"

    assignment_paused = fields.Boolean(
        "Paused", help="Gets no new customers until the pause ends."
    )

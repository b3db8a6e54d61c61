from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import NO_ACCESS, Domain

from .antcrm_share import TOKEN_EVERYONE, IntArray


class ResUsers(models.Model):
    _inherit = "res.users"

    led_team_ids = fields.One2many(
        "crm.team",
        "user_id",
        string="Led Sales Teams",
        groups=NO_ACCESS,
        export_string_translation=False,
    )
    share_tokens = IntArray(
        compute="_compute_share_tokens",
        store=True,
        groups=NO_ACCESS,
        copy=False,
        export_string_translation=False,
    )

    @api.depends(
        "led_team_ids.active",
        "crm_team_member_ids.active",
        "crm_team_member_ids.crm_team_id.active",
    )
    def _compute_share_tokens(self):
        """The tokens by which a policy lets a user in: everyone, the user, the teams
        they are an active member or the leader of.

        Each search of customers needs them, so they are stored.
        """
        teams = defaultdict(set)
        members = self.env["crm.team.member"]._read_group(
            Domain("user_id", "in", self.ids)
            & Domain("active", "=", True)
            & Domain("crm_team_id.active", "=", True),
            ["user_id", "crm_team_id"],
        )
        leaders = self.env["crm.team"]._read_group(
            Domain("user_id", "in", self.ids) & Domain("active", "=", True),
            ["user_id"],
            ["id:recordset"],
        )
        for user, team in (*members, *leaders):
            teams[user].update(-id_ for id_ in team.ids)
        for user in self:
            user.share_tokens = {*teams[user._origin], *user.ids, TOKEN_EVERYONE}

    def _get_login_company(self):
        """Return the company that the user's contact belongs to, if it is not the
        contact itself."""
        self.ensure_one()
        return self.partner_id.commercial_partner_id - self.partner_id

    def _get_share_tokens(self):
        """Return the tokens by which a policy lets the user in, sorted."""
        self.ensure_one()
        # superuser: what lets somebody in decides, and is not told
        user = self.sudo()
        # the tokens alone: a user is a wide row, which most requests need not
        user.fetch(["share_tokens"])
        return user.share_tokens or (self.id, TOKEN_EVERYONE)

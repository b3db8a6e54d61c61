from odoo import api, models


class CrmTeamMember(models.Model):
    """Who is a member sees what is shared with the group: each change is kept."""

    _inherit = "crm.team.member"

    @api.model_create_multi
    def create(self, vals_list):
        members = super().create(vals_list)
        members._log_changes({})
        return members

    def write(self, vals):
        if vals.keys().isdisjoint(("active", "user_id", "crm_team_id")):
            return super().write(vals)
        before = self._get_memberships()
        result = super().write(vals)
        self._log_changes(before)
        return result

    def unlink(self):
        before = self._get_memberships()
        self.browse()._log_changes(before)
        return super().unlink()

    def _get_memberships(self):
        """Return ``{id: (team, user)}`` of active members."""
        return {
            member.id: (member.crm_team_id, member.user_id)
            for member in self
            if member.active
        }

    def _log_changes(self, before):
        """Remember who came and went since :meth:`_get_memberships`."""
        after = self._get_memberships()
        nobody = self.env["res.users"]
        changes = []
        for id_ in {**before, **after}:
            old, new = before.get(id_), after.get(id_)
            if old != new:
                changes += [(old[0], "member", old[1], nobody)] if old else []
                changes += [(new[0], "member", nobody, new[1])] if new else []
        if changes:
            self.env["antcrm.share.log"]._log_group(changes)

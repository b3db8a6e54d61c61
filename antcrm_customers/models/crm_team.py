import random

from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmTeam(models.Model):
    _inherit = "crm.team"

    assignment_rule = fields.Selection(
        [
            ("none", "By hand"),
            ("round_robin", "In turn"),
            ("random", "At random"),
        ],
        string="Person in Charge",
        default="none",
        required=True,
        help="How the group chooses the person in charge of customers that come in.",
    )
    assignment_position = fields.Integer(
        copy=False,
        help="How many customers were given out in turn; the next one goes to the "
        "member at this place.",
    )

    def _get_assignable_users(self):
        """Return the members who get customers: active, and not paused. By seniority in
        the team, so that the turn is the same for all."""
        self.ensure_one()
        # superuser: a salesperson may not read the members of other teams
        members = self.sudo().crm_team_member_ids.filtered(
            lambda member: member.active
            and member.user_id.active
            and not member.assignment_paused
        )
        return members.sorted("id").user_id

    def assign_pics(self, number):
        """Choose the persons in charge of ``number`` customers by the team's rule.

        In turn: the position is taken from the team's row, locked until the end of the
        transaction; who comes second waits, and is run again by the host when the row
        has changed. So concurrent runs give out the turn one after the other, and the
        members' shares differ by one at most.

        :param int number: how many customers
        :return: list of ``number`` users; empty records for the rule "by hand"
        :raise UserError: nobody in the team can get customers
        """
        self.ensure_one()
        if self.assignment_rule == "none" or not number:
            return [self.env["res.users"]] * number
        users = self._get_assignable_users()
        if not users:
            raise UserError(
                self.env._(
                    "Nobody in the group %(team)s can get customers. "
                    "Add a member, or end a pause.",
                    team=self.name,
                )
            )
        if self.assignment_rule == "random":
            return random.choices(list(users), k=number)
        start = self._take_turns(number)
        return [users[(start + turn) % len(users)] for turn in range(number)]

    def _take_turns(self, number):
        """Move the team's position on by ``number`` and return where it was.

        :raise psycopg2.errors.SerializationFailure: another transaction has moved it
            since this one began; the host runs requests again
        """
        self.flush_recordset(["assignment_position"])
        self.env.cr.execute(
            "UPDATE crm_team SET assignment_position = "
            "COALESCE(assignment_position, 0) + %s "
            "WHERE id = %s RETURNING assignment_position",
            [number, self.id],
        )
        (position,) = self.env.cr.fetchone()
        self.invalidate_recordset(["assignment_position"])
        return position - number

    @api.model_create_multi
    def create(self, vals_list):
        teams = super().create(vals_list)
        self.env.registry.clear_cache()
        return teams

    def write(self, vals):
        result = super().write(vals)
        if not vals.keys().isdisjoint(("active", "user_id", "member_ids")):
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

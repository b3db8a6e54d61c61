import random

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

# Names of the sequences, of their lock, and of what a transaction has taken from them
TURN_SEQUENCE = "antcrm_crm_team_turn_"
TURN_LOCK = 0x7465616D
TURNS = "antcrm_customers.turns"


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

        In turn: concurrent runs take their turns one after the other, so what the
        members got differs by one at most.

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
        """Move the team's turn on by ``number`` and return where it was.

        Who comes second waits for the end of the first transaction. Then he needs its
        turn, which his own snapshot of the database is too old to show: a sequence
        shows its last value to everybody at once, where a column would make him fail
        and begin anew. It is moved when the transaction commits, so that one that is
        rolled back takes no turns.
        """
        self.ensure_one()
        cr = self.env.cr
        cr.execute(SQL("SELECT pg_advisory_xact_lock(%s, %s)", TURN_LOCK, self.id))
        turns = cr.precommit.data.get(TURNS)
        if turns is None:
            turns = cr.precommit.data[TURNS] = {}
            cr.precommit.add(lambda: self._keep_turns(turns))
        if self.id not in turns:
            turns[self.id] = self._get_turn()
        turn = turns[self.id]
        turns[self.id] += number
        return turn

    def _get_turn(self):
        self.ensure_one()
        cr = self.env.cr
        name = f"{TURN_SEQUENCE}{self.id}"
        cr.execute(SQL("SELECT to_regclass(%s)", name))
        if not cr.fetchone()[0]:
            cr.execute(
                SQL(
                    "CREATE SEQUENCE %s MINVALUE 0 START WITH 0",
                    SQL.identifier(name),
                )
            )
        cr.execute(SQL("SELECT last_value FROM %s", SQL.identifier(name)))
        return cr.fetchone()[0]

    def _keep_turns(self, turns):
        self.env.cr.execute(
            SQL(
                "SELECT setval((%s || id)::regclass, turn, FALSE) "
                "FROM unnest(%s::int[], %s::int[]) AS taken (id, turn)",
                TURN_SEQUENCE,
                list(turns),
                list(turns.values()),
            )
        )

    @api.model
    def _drop_turns(self, team_ids):
        """Forget the turns of deleted teams, or of all when the addon goes."""
        names = [
            SQL.identifier(f"{TURN_SEQUENCE}{team_id}") for team_id in sorted(team_ids)
        ]
        if names:
            self.env.cr.execute(
                SQL("DROP SEQUENCE IF EXISTS %s", SQL(", ").join(names))
            )

    def unlink(self):
        result = super().unlink()
        self._drop_turns(self.ids)
        return result

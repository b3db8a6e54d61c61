import random

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
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
        default="none",
        required=True,
        help="How the sales group chooses the PIC of customers that come in.",
    )
    next_user_id = fields.Many2one(
        "res.users",
        string="Next in Turn",
        compute="_compute_next_user_id",
        help="Gets the next customer that comes in for the sales group.",
    )
    customer_count = fields.Integer(
        "Open Customers",
        compute="_compute_customer_count",
        groups="antcrm_share.group_administrator",
        help="Leads that are still open, and contacts and accounts that are in "
        "use, with a member in charge.",
    )
    assignment_uses = fields.Text(
        "Used by",
        compute="_compute_assignment_uses",
        groups="antcrm_share.group_administrator",
        help="Imports, web forms and mail addresses that give their customers to the "
        "sales group.",
    )

    @api.depends(
        "assignment_rule",
        "crm_team_member_ids.active",
        "crm_team_member_ids.assignment_paused",
        "crm_team_member_ids.user_id.active",
    )
    def _compute_next_user_id(self):
        for team in self:
            users = team._origin.id and team._get_assignable_users()
            team.next_user_id = (
                users[team._origin._get_turn() % len(users)]
                if users and team.assignment_rule == "round_robin"
                else False
            )

    @api.depends("crm_team_member_ids.user_id")
    def _compute_customer_count(self):
        for team in self:
            team.customer_count = sum(team.crm_team_member_ids.mapped("customer_count"))

    @api.depends("assignment_rule")
    def _compute_assignment_uses(self):
        uses = self._get_assignment_uses()
        for team in self:
            team.assignment_uses = "\n".join(uses.get(team._origin.id, ()))

    @api.constrains("assignment_rule", "active")
    def _check_assignment_uses(self):
        """A group to which customers come in goes on choosing who gets them: else they
        would be nobody's, and nobody would be told."""
        idle = self.filtered(
            lambda team: team.assignment_rule == "none" or not team.active
        )
        uses = idle._get_assignment_uses()
        for team in idle:
            if team.id in uses:
                raise ValidationError(team._get_in_use_error(uses[team.id]))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_assigning(self):
        uses = self._get_assignment_uses()
        for team in self:
            if team.id in uses:
                raise UserError(team._get_in_use_error(uses[team.id]))

    def _get_in_use_error(self, uses):
        return self.env._(
            "Customers that come in are given to the sales group %(team)s by its rule: "
            "%(uses)s. First choose another sales group or employee there.",
            team=self.name,
            uses=", ".join(uses),
        )

    def _get_assignment_uses(self):
        """Return what gives its customers to each team, by name.

        :return: ``{team id: [names]}``, such as ``"Web Form: Newsletter"``
        """
        uses = {}
        ids = self._origin.ids
        if not ids:
            return uses
        for name in sorted(
            self.env.registry.descendants(["antcrm.intake.options.mixin"], "_inherit")
        ):
            # superuser: whoever changes a team need not see the imports of others, and
            # is told their names alone
            Model = self.env[name].sudo()
            if Model._abstract or Model._transient:
                continue
            domain = Domain("pic_team_id", "in", ids)
            for record in Model.search(domain & Model._get_pic_team_domain()):
                uses.setdefault(record.pic_team_id.id, []).append(
                    f"{self.env['ir.model']._get(name).name}: {record.display_name}"
                )
        return uses

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
        users = self._get_assignable_users_or_raise()
        start = self._take_turns(number) if self.assignment_rule != "random" else 0
        return self._choose_users(users, number, start)

    def preview_pics(self, number):
        """Tell whom :meth:`assign_pics` would choose next. No turn is taken; for the
        rule "at random" it is one of the ways it may come out.

        :param int number: how many customers
        :return: list of ``number`` users; empty records for the rule "by hand"
        :raise UserError: nobody in the team can get customers
        """
        self.ensure_one()
        if self.assignment_rule == "none" or number < 1:
            return [self.env["res.users"]] * max(number, 0)
        users = self._get_assignable_users_or_raise()
        return self._choose_users(users, number, self._get_turn())

    def _choose_users(self, users, number, start):
        """Choose among ``users`` by the team's rule, from the turn ``start`` on."""
        if self.assignment_rule == "random":
            return random.choices(list(users), k=number)
        return [users[(start + turn) % len(users)] for turn in range(number)]

    def _get_assignable_users_or_raise(self):
        users = self._get_assignable_users()
        if not users:
            raise UserError(
                self.env._(
                    "Nobody in the sales group %(team)s can get customers. "
                    "Add a member, or end a pause.",
                    team=self.name,
                )
            )
        return users

    def _take_turns(self, number):
        """Move the team's turn on by ``number`` and return where it was.

        Who comes second waits for the end of the first transaction. Then they need its
        turn, which their own snapshot of the database is too old to show: a sequence
        shows its last value to everybody at once, where a column would make them fail
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
            self._make_turn()
            turns[self.id] = self._get_turn()
        turn = turns[self.id]
        turns[self.id] += number
        return turn

    def _make_turn(self):
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

    def _get_turn(self):
        """Return the number of the turn that comes next; 0 before the first one."""
        self.ensure_one()
        cr = self.env.cr
        taken = cr.precommit.data.get(TURNS) or {}
        if self.id in taken:
            return taken[self.id]
        name = f"{TURN_SEQUENCE}{self.id}"
        cr.execute(SQL("SELECT to_regclass(%s)", name))
        if not cr.fetchone()[0]:
            return 0
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

    def action_try_assignment(self):
        """Show who would get the next customers."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Who would get them?"),
            "res_model": "antcrm.assignment.trial",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_team_id": self.id},
        }

    def unlink(self):
        result = super().unlink()
        self._drop_turns(self.ids)
        return result

from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import NO_ACCESS, Domain

from odoo.addons.antcrm_share.models.antcrm_share_mixin import (
    ADMINISTRATOR,
    DATA_OWNER,
)

CUSTOMERS = ("res.partner", "crm.lead")
#: who entered something stays its creator
KEPT_FIELDS = ("share_owner_id", "create_uid", "write_uid")
#: nobody is told of each record by mail: the successor is told of all at once
QUIET = {
    "mail_auto_subscribe_no_notify": True,
    "mail_activity_quick_update": True,
}


class AntcrmHandover(models.Model):
    """What one person, or a group that is closed, left to somebody else: customers,
    activities, shares, lists and rules. It can be taken back, by the journal.

    Moved is what the user who hands over may see and write; the rest is counted.
    """

    _name = "antcrm.handover"
    _inherit = "antcrm.journal.mixin"
    _description = "Handover"
    _order = "id desc"
    _rec_name = "summary"

    user_id = fields.Many2one("res.users", "From", readonly=True)
    team_id = fields.Many2one("crm.team", "From Sales Group", readonly=True)
    to_user_id = fields.Many2one("res.users", "To", readonly=True)
    to_team_id = fields.Many2one("crm.team", "To Sales Group", readonly=True)
    state = fields.Selection(
        [("done", "Done"), ("undone", "Taken Back"), ("expired", "Expired")],
        default="done",
        readonly=True,
    )
    summary = fields.Text("What", readonly=True)
    is_undoable = fields.Boolean(compute="_compute_is_undoable")
    undo_user_id = fields.Many2one(
        "res.users", "Taken Back By", readonly=True, ondelete="set null"
    )
    left_count = fields.Integer("Left as They Are", readonly=True)
    # they may name customers that others do not see
    left_reasons = fields.Text(groups=NO_ACCESS, readonly=True)
    left_text = fields.Text("Why They Were Left", compute="_compute_left_text")

    @api.depends("state")
    def _compute_is_undoable(self):
        left = self.filtered(lambda handover: handover.state == "undone")
        left = left._filter_lines()
        for handover in self:
            handover.is_undoable = handover.state == "done" or handover in left

    @api.depends("left_reasons")
    @api.depends_context("uid")
    def _compute_left_text(self):
        for handover in self:
            # superuser: whoever took it back is told
            is_own = handover.undo_user_id == self.env.user
            handover.left_text = is_own and handover.sudo().left_reasons

    # ------------------------------------------------------------------
    # What there is
    # ------------------------------------------------------------------

    @api.model
    def _get_targets(self, leaver):
        """Return the fields that say that something is somebody's:
        ``[(model, field, domain)]``. Those of settings are found in the registry."""
        if leaver._name == "res.users":
            # won opportunities stay with who won them
            is_open = Domain("active", "=", True) & Domain("won_status", "!=", "won")
            partners = self.env["res.partner"]._get_open_customer_domain()
            targets = [
                ("res.partner", "user_id", partners),
                ("crm.lead", "user_id", is_open),
                ("mail.activity", "user_id", Domain("res_model", "in", CUSTOMERS)),
                ("crm.team", "user_id", Domain.TRUE),
            ]
        else:
            targets = [("crm.lead", "team_id", Domain("active", "=", True))]
        known = {(model, name) for model, name, _domain in targets}
        for model, name in self.env["antcrm.used.in"]._get_reference_fields(
            leaver._name
        ):
            field = self.env[model]._fields[name]
            if field.readonly or name in KEPT_FIELDS or (model, name) in known:
                continue
            targets.append((model, name, Domain.TRUE))
        return targets

    @api.model
    def _find_parts(self, leaver):
        """Return what is a leaver's: ``[(model, field, records, hidden)]``, with the
        records that the user may write, and the number of the others."""
        Used = self.env["antcrm.used.in"]
        parts = []
        for model, name, domain in self._get_targets(leaver):
            # superuser: what the user may not see is counted, not moved
            every = (
                self.env[model].sudo().search(domain & Domain(name, "in", leaver.ids))
            )
            every = every.filtered(lambda record: not Used._is_over(record))
            if not every:
                continue
            seen = every.with_env(self.env)
            seen = seen._filtered_access("write")
            parts.append((model, name, seen, len(every) - len(seen)))
        return parts

    @api.model
    def _find_shares(self, leaver):
        """Return the customers and lists that are shared with a leaver:
        ``[(records, share, hidden)]``."""
        name = "user_ids" if leaver._name == "res.users" else "team_ids"
        # superuser: policies tell nothing by themselves
        shares = self.env["antcrm.share"].sudo().search([(name, "in", leaver.ids)])
        found = []
        for model, Model in self.env.registry.items():
            if (
                Model._abstract
                or Model._transient
                or "share_id" not in Model._fields
                or Model._fields["share_id"].comodel_name != "antcrm.share"
                or not Model._fields["share_id"].store
                or not hasattr(Model, "_set_share")
            ):
                continue
            every = self.env[model].sudo().with_context(active_test=False)
            every = every.search([("share_id", "in", shares.ids)])
            for share, records in every.grouped("share_id").items():
                seen = records.with_env(self.env)._filter_share_editable()
                found.append((seen, share, len(records) - len(seen)))
        return found

    @api.model
    def _describe(self, leaver):
        """Return what is a leaver's in words, one line for each kind, and how much of
        it the user may not move."""
        counts, hidden = defaultdict(int), 0
        for model, _name, records, others in self._find_parts(leaver):
            # superuser: the name of a model
            counts[self.env["ir.model"].sudo()._get(model).name] += len(records)
            hidden += others
        for records, _share, others in self._find_shares(leaver):
            counts[self.env._("Shared with it, of which")] += len(records)
            hidden += others
        lines = [f"{name}: {count}" for name, count in counts.items() if count]
        return "\n".join(lines), hidden

    @api.model
    def _count_customers(self, leaver):
        """Return how many customers would be left to nobody, whoever may see them."""
        name = "user_id" if leaver._name == "res.users" else "team_id"
        count = 0
        for model, field, domain in self._get_targets(leaver):
            if model in CUSTOMERS and field == name:
                # superuser: a number
                Model = self.env[model].sudo()
                count += Model.search_count(domain & Domain(field, "in", leaver.ids))
        return count + sum(
            len(records) + hidden
            for records, _share, hidden in self._find_shares(leaver)
            if leaver._name == "crm.team"
        )

    # ------------------------------------------------------------------
    # Move
    # ------------------------------------------------------------------

    @api.model
    def _hand_over(self, leaver, to_user, to_team):
        """Move what is a leaver's.

        :param leaver: a user, or a group
        :param to_user: who gets it; or
        :param to_team: the group whose members get it, by its rule
        :return: the handover
        """
        # new policies, and whose turn it is, are no part of what is taken back
        moves = self._plan_moves(leaver, to_user, to_team)
        shares = self._plan_shares(leaver, to_user, to_team)
        handover = self.create(
            {
                "user_id": leaver.id if leaver._name == "res.users" else False,
                "team_id": leaver.id if leaver._name == "crm.team" else False,
                "to_user_id": to_user.id,
                "to_team_id": to_team.id,
                "summary": "\n".join(self._sum_up([*moves, *shares])),
            }
        )
        lists = [
            records
            for records, name, _new in moves
            if records._fields[name].type == "many2many"
        ]
        with handover._recording(*lists):
            for records, name, new in moves:
                self._move(records, name, leaver, new)
            for records, _name, share in shares:
                records._set_share(share)
        return handover

    @api.model
    def _plan_moves(self, leaver, to_user, to_team):
        """Return who gets what, but for shares: ``[(records, field, who)]``."""
        heir = to_user or to_team._get_head()
        moves = []
        given = {}  # {(model, id): its new person in charge}
        for model, name, records, _hidden in self._find_parts(leaver):
            if records._fields[name].comodel_name == "crm.team":
                groups = {to_team: records} if to_team else {}
            elif to_user or model not in (*CUSTOMERS, "mail.activity"):
                groups = {heir: records}
            else:
                groups = self._share_out(records, to_team, given)
            moves += [(part, name, new) for new, part in groups.items() if part]
        return moves

    @api.model
    def _share_out(self, records, team, given):
        """Return who of a group gets which records: ``{user: records}``. Activities go
        with their customer."""
        free = records
        groups = defaultdict(records.browse)
        if records._name == "mail.activity":
            for activity in records:
                user = given.get((activity.res_model, activity.res_id))
                if user:
                    groups[user] |= activity
            free = records - records.browse().union(*groups.values())
        for record, user in zip(free, team.assign_pics(len(free)), strict=True):
            groups[user] |= record
            given[record._name, record.id] = user
        return groups

    @api.model
    def _move(self, records, name, old, new):
        field = records._fields[name]
        records = records.with_context(**QUIET)
        if field.type == "many2one":
            records.write({name: new.id})
        else:
            records.write(
                {
                    name: [
                        fields.Command.unlink(old.id),
                        fields.Command.link(new.id),
                    ]
                }
            )

    @api.model
    def _plan_shares(self, leaver, to_user, to_team):
        """Return what is shared with whom instead: ``[(records, field, policy)]``."""
        moves = []
        for records, share, _hidden in self._find_shares(leaver):
            users, teams = share.user_ids, share.team_ids
            if leaver._name == "res.users":
                users = users - leaver + (to_user or to_team._get_head())
            elif to_team:
                teams = teams - leaver + to_team
            else:
                continue
            new = self.env["antcrm.share"]._get(share.mode, users, teams)
            if records and new != share:
                moves.append((records, "share_id", new))
        return moves

    @api.model
    def _sum_up(self, moves):
        counts = defaultdict(int)
        for records, _name, _new in moves:
            # superuser: the name of a model
            name = self.env["ir.model"].sudo()._get(records._name).name
            counts[name] += len(records)
        return [f"{name}: {count}" for name, count in counts.items() if count]

    # ------------------------------------------------------------------
    # Take back
    # ------------------------------------------------------------------

    def _check_undoable(self):
        """:raise AccessError: the user may not take it back
        :raise UserError: it cannot be taken back
        """
        self.ensure_one()
        self.check_access("write")
        if not self.env.user.has_group(ADMINISTRATOR):
            raise AccessError(self.env._("An Administrator can take it back."))
        if not self.is_undoable:
            raise UserError(
                self.env._("This was taken back already, or it is too old.")
            )
        if not self._may_take_back():
            raise AccessError(
                self.env._(
                    "You may not see or change all of it. Ask who handed it over, or a "
                    "Data Owner, to take it back."
                )
            )
        leaver = self.user_id or self.team_id
        if not leaver.active and not leaver.has_access("write"):
            raise UserError(
                self.env._(
                    "%(leaver)s is archived. Ask an administrator to unarchive them "
                    "first.",
                    leaver=leaver.display_name,
                )
            )
        return leaver

    def _may_take_back(self):
        """Whether the user gave it away, or could: nobody gets back, past a share, what
        somebody else took from them."""
        user = self.env.user
        if self.create_uid == user or user.has_group(DATA_OWNER):
            return True
        for name in ("user_id", "team_id", "share_id"):
            # superuser: which records it moved
            for model, ids in self.sudo()._find_written(name).items():
                moved = self.env[model].sudo().browse(ids).exists().sudo(False)
                if moved._filtered_access("write") != moved:
                    return False
        return True

    def action_undo(self):
        """Give back what nobody has given to somebody else since.

        :return: the action that shows the handover
        :raise AccessError: the user may not take it back
        :raise UserError: it cannot be taken back
        """
        # superuser: gives back what an Administrator gave away; see _check_undoable
        handover = self.sudo()
        if not handover.try_lock_for_update():
            raise UserError(self.env._("Somebody else has started something here."))
        leaver = self._check_undoable()
        if not leaver.active:
            leaver.action_unarchive()
        shares = handover._read_written("share_id")
        leaders = handover._read_written("user_id", ["crm.team"])
        people = handover._read_written("user_id", CUSTOMERS)
        notes = handover._restore_rows()
        handover._log_undone(shares, leaders, people)
        handover.write(
            {
                "state": "undone",
                "undo_user_id": self.env.uid,
                "left_count": handover._count_lines(),
                "left_reasons": "\n".join(self._count_reasons(notes)) or False,
            }
        )
        return self.action_open()

    def _preview_undo(self):
        leaver = self._check_undoable()
        # superuser: see action_undo
        handover = self.sudo()
        count = handover._count_lines()
        notes, left = handover._try_restore()
        done = []
        if count > left:
            line = self.env._("Goes back to %(leaver)s, but for what stays:")
            done.append(line % {"leaver": leaver.display_name})
            done += (self.summary or "").splitlines()
        if not leaver.active:
            line = self.env._("%(leaver)s is unarchived.")
            done.append(line % {"leaver": leaver.display_name})
        return {"done": done, "kept": notes, "kept_count": len(notes)}

    def _read_written(self, name, models=None):
        """Return what records have in a field that the handover wrote:
        ``{record: value}``."""
        found = self._find_written(name)
        return {
            record: record[name]
            for model, ids in found.items()
            if model in self.env and (models is None or model in models)
            for record in self.env[model].browse(ids).exists()
        }

    def _log_undone(self, shares, leaders, people):
        """Tell the history what came back: the journal writes past the ORM.

        :param dict shares: ``{record: policy before}``
        :param dict leaders: ``{group: leader before}``
        :param dict people: ``{customer: person in charge before}``
        """
        Log = self.env["antcrm.share.log"]
        Log._log_restored(shares)
        Log._log_group(
            (team, "leader", leader, team.user_id)
            for team, leader in leaders.items()
            if team.user_id != leader
        )
        for model in CUSTOMERS:
            customers = self.env[model].union(
                *(
                    customer
                    for customer, user in people.items()
                    if customer._name == model and customer.user_id != user
                )
            )
            body = self.env._("Given back: a handover was taken back.")
            if customers:
                customers._message_log_batch(dict.fromkeys(customers.ids, body))

    def _get_told_columns(self, table, model):
        """Who sees a record is what a handover changes, so it is told as well."""
        columns = super()._get_told_columns(table, model)
        field = model and self.env[model]._fields.get("share_id")
        return [*columns, "share_id"] if field and field.store else columns

    def action_open(self):
        """Return the action that shows the handover."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Handover"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    @api.autovacuum
    def _gc_handovers(self):
        """Forget how to take back handovers that are too old."""
        limit = self.env.cr.now() - timedelta(days=self._get_undo_days())
        old = self.search([("state", "!=", "expired"), ("create_date", "<", limit)])
        done = old.filtered(lambda handover: handover.state == "done")
        (done | (old - done)._filter_lines())._drop_rows()
        done.state = "expired"

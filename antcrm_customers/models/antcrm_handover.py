from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.antcrm_share.models.antcrm_share_mixin import ADMINISTRATOR

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
    activities, shares, lists and rules. It can be taken back.

    Moved is what the user who hands over may see and write; the rest is counted.
    """

    _name = "antcrm.handover"
    _description = "Handover"
    _order = "id desc"
    _rec_name = "summary"

    user_id = fields.Many2one("res.users", "From", readonly=True)
    team_id = fields.Many2one("crm.team", "From Sales Group", readonly=True)
    to_user_id = fields.Many2one("res.users", "To", readonly=True)
    to_team_id = fields.Many2one("crm.team", "To Sales Group", readonly=True)
    state = fields.Selection(
        [("done", "Done"), ("undone", "Taken Back")], default="done", readonly=True
    )
    summary = fields.Text("What", readonly=True)
    moves = fields.Json(readonly=True)

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
        heir = to_user or to_team._get_head()
        moves = []
        given = {}  # {(model, id): its new person in charge}
        for model, name, records, _hidden in self._find_parts(leaver):
            field = records._fields[name]
            if field.comodel_name == "crm.team":
                groups = {to_team: records}
                if not to_team:
                    continue
            elif to_user or model not in (*CUSTOMERS, "mail.activity"):
                groups = {heir: records}
            else:
                groups = self._share_out(records, to_team, given)
            for new, part in groups.items():
                moves.append(self._move(part, name, leaver, new))
        moves += self._move_shares(leaver, to_user, to_team)
        summary, _hidden = "\n".join(self._sum_up(moves)), None
        return self.create(
            {
                "user_id": leaver.id if leaver._name == "res.users" else False,
                "team_id": leaver.id if leaver._name == "crm.team" else False,
                "to_user_id": to_user.id,
                "to_team_id": to_team.id,
                "summary": summary,
                "moves": moves,
            }
        )

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
        return {
            "model": records._name,
            "field": name,
            "ids": records.ids,
            "old": old.id,
            "new": new.id,
        }

    @api.model
    def _move_shares(self, leaver, to_user, to_team):
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
            if not records or new == share:
                continue
            records._set_share(new)
            moves.append(
                {
                    "model": records._name,
                    "field": "share_id",
                    "ids": records.ids,
                    "old": share.id,
                    "new": new.id,
                }
            )
        return moves

    @api.model
    def _sum_up(self, moves):
        counts = defaultdict(int)
        for move in moves:
            counts[self.env["ir.model"].sudo()._get(move["model"]).name] += len(
                move["ids"]
            )
        return [f"{name}: {count}" for name, count in counts.items() if count]

    # ------------------------------------------------------------------
    # Take back
    # ------------------------------------------------------------------

    def action_undo(self):
        """Give back what nobody has given to somebody else since.

        :raise UserError: it is taken back already
        """
        self.ensure_one()
        self.check_access("write")
        if not self.env.user.has_group(ADMINISTRATOR) or self.state != "done":
            raise UserError(self.env._("This was taken back already."))
        leaver = self.user_id or self.team_id
        if not leaver.active:
            if not leaver.has_access("write"):
                raise UserError(
                    self.env._(
                        "%(leaver)s is archived. Ask an administrator to unarchive "
                        "them first.",
                        leaver=leaver.display_name,
                    )
                )
            leaver.action_unarchive()
        for move in self.moves:
            if move["model"] in self.env:
                self._move_back(move)
        # superuser: nobody else writes what was moved
        self.sudo().state = "undone"

    def _move_back(self, move):
        records = self.env[move["model"]].browse(move["ids"]).exists()
        name = move["field"]
        if name == "share_id":
            # superuser: policies tell nothing by themselves
            records = records._filter_share_editable().filtered(
                lambda record: record.sudo().share_id.id == move["new"]
            )
            records._set_share(self.env["antcrm.share"].sudo().browse(move["old"]))
            return
        records = records._filtered_access("write").with_context(**QUIET)
        records = records.filtered(lambda record: move["new"] in record[name].ids)
        if records._fields[name].type == "many2one":
            records.write({name: move["old"]})
        else:
            records.write(
                {
                    name: [
                        fields.Command.unlink(move["new"]),
                        fields.Command.link(move["old"]),
                    ]
                }
            )

from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from odoo.addons.antcrm_share.models.antcrm_share import SHARE_MODES
from odoo.addons.antcrm_share.tools.counts import count_text

from ..models.antcrm_change import TAG_FIELDS
from ..models.crm_lead import OPEN_CATEGORIES

#: of so many customers at most is told who would see them
COUNTED_SHARES = 20000


class AntcrmChangeWizard(models.TransientModel):
    """Change the customers selected in a list, all that it finds included. What is left
    empty stays as it is."""

    _name = "antcrm.change.wizard"
    _inherit = ["antcrm.selection.mixin", "antcrm.terminology.mixin"]
    _description = "Change Customers"

    # counted once: there may be very many of them
    changeable_ids = fields.Json(
        compute="_compute_changeable", store=True, compute_sudo=False
    )
    record_count = fields.Integer(
        "Customers", compute="_compute_changeable", store=True, compute_sudo=False
    )
    locked_count = fields.Integer(
        "Not Yours to Change",
        compute="_compute_changeable",
        store=True,
        compute_sudo=False,
    )
    status_kind = fields.Char(compute="_compute_status_kind")
    status_id = fields.Many2one("antcrm.status", "Status")
    pic_mode = fields.Selection(
        [
            ("user", "One employee"),
            ("team", "A sales group, by its rule"),
            ("none", "Nobody"),
        ],
        string="PIC",
    )
    pic_user_id = fields.Many2one(
        "res.users", "Employee", domain=[("share", "=", False)]
    )
    pic_team_id = fields.Many2one(
        "crm.team", "Sales Group", domain=[("assignment_rule", "!=", "none")]
    )
    share_mode = fields.Selection(SHARE_MODES, string="Share")
    share_user_ids = fields.Many2many(
        "res.users", string="Shared with Employees", domain=[("share", "=", False)]
    )
    share_team_ids = fields.Many2many("crm.team", string="Shared with Sales Groups")
    added_category_ids = fields.Many2many(
        "res.partner.category", "antcrm_change_added_category_rel", string="Add Tags"
    )
    removed_category_ids = fields.Many2many(
        "res.partner.category",
        "antcrm_change_removed_category_rel",
        string="Remove Tags",
    )
    added_tag_ids = fields.Many2many(
        "crm.tag", "antcrm_change_added_tag_rel", string="Add Tags of Leads"
    )
    removed_tag_ids = fields.Many2many(
        "crm.tag", "antcrm_change_removed_tag_rel", string="Remove Tags of Leads"
    )
    source_id = fields.Many2one("utm.source", "Source")
    outcome = fields.Text("What Will Become of Them", compute="_compute_outcome")

    @api.depends("model")
    def _compute_status_kind(self):
        for wizard in self:
            wizard.status_kind = "lead" if wizard.model == "crm.lead" else "customer"

    @api.depends("model", "record_ids")
    def _compute_changeable(self):
        for wizard in self:
            seen, changeable = wizard._find_selected()
            wizard.record_count = len(seen)
            wizard.changeable_ids = changeable
            wizard.locked_count = len(seen) - len(changeable)

    def _find_selected(self):
        """Return the ids of the selected records that the user may read, and of the
        customers among them that they may write."""
        self.ensure_one()
        if self.model not in TAG_FIELDS:
            return [], []
        Model = self.env[self.model].with_context(active_test=False)
        seen = Model.search(
            [("id", "in", self._read_ids(self.record_ids))], order="id"
        ).ids
        if not Model.has_access("write"):
            return seen, []
        domain = Domain("id", "in", seen) & Domain("customer_kind", "!=", False)
        rules = self.env["ir.rule"]._compute_domain(self.model, "write")
        # superuser: the rules of the user are what is searched by
        return seen, Model.sudo().search(domain & Domain(rules), order="id").ids

    def _get_changeable(self):
        return self.env[self.model].browse(self.changeable_ids or [])

    # ------------------------------------------------------------------
    # What it would do
    # ------------------------------------------------------------------

    @api.depends(
        "status_id",
        "pic_mode",
        "pic_user_id",
        "pic_team_id",
        "share_mode",
        "share_user_ids",
        "share_team_ids",
        "added_category_ids",
        "removed_category_ids",
        "added_tag_ids",
        "removed_tag_ids",
        "source_id",
    )
    def _compute_outcome(self):
        for wizard in self:
            lines = [line for _text, line in wizard._get_changes()]
            wizard.outcome = "\n".join(lines)

    def _get_changes(self):
        """Return what is chosen, as pairs of a text, and that text with the number of
        customers that it changes."""
        self.ensure_one()
        changes = []
        if not self.model:
            return changes  # while the form is filled in
        for name in ("status_id", "source_id"):
            if value := self[name]:
                self._add_change(changes, name, value.display_name, name, value.ids)
        if self.pic_mode == "none" or (self.pic_mode == "user" and self.pic_user_id):
            name = self.pic_user_id.name if self.pic_mode == "user" else ""
            self._add_change(
                changes,
                "pic_mode",
                name or self.env._("nobody"),
                "user_id",
                self.pic_user_id.ids if self.pic_mode == "user" else [False],
            )
        elif self.pic_mode == "team" and self.pic_team_id:
            self._add_team_change(changes)
        tags = TAG_FIELDS[self.model]
        added, removed = self._get_tags()
        if added:
            names = ", ".join(added.mapped("display_name"))
            text = self.env._("Add tags: %(names)s", names=names)
            changes.append((text, text))
        if removed:
            names = ", ".join(removed.mapped("display_name"))
            text = self.env._("Remove tags: %(names)s", names=names)
            count = self._count([(tags, "in", removed.ids)])
            changes.append((text, self._tell_count(text, count)))
        if self.share_mode:
            self._add_share_change(changes)
        return changes

    def _add_change(self, changes, label, value, name, ids):
        label = self._fields[label]._description_string(self.env)
        text = f"{label}: {value}"
        count = self._count([(name, "not in", ids)])
        changes.append((text, self._tell_count(text, count)))

    def _add_team_change(self, changes):
        text = self.env._("PIC: by the rule of %(team)s", team=self.pic_team_id.name)
        # superuser: whose turn it is, as whoever brings customers in is told
        team = self.pic_team_id.sudo()
        people = Counter(team.preview_pics(len(self.changeable_ids or ())))
        shares = ", ".join(
            f"{user.name} {count_text(self.env, count)}"
            for user, count in people.most_common()
        )
        changes.append((text, f"{text} ({shares})"))

    def _add_share_change(self, changes):
        users, teams = self.share_user_ids._origin, self.share_team_ids._origin
        modes = dict(self._fields["share_mode"]._description_selection(self.env))
        names = {"employee": users, "group": teams}.get(self.share_mode, users.browse())
        text = self.env._("Share: %(mode)s", mode=modes[self.share_mode])
        if names:
            text = f"{text}: {', '.join(names.mapped('display_name'))}"
        lines = [text]
        customers = self._get_changeable()
        if len(customers) <= COUNTED_SHARES:
            # superuser: an empty shell of the policy
            share = self.env["antcrm.share"].sudo()
            share = share.new(
                {
                    "mode": self.share_mode,
                    "user_ids": [Command.set(users.ids)],
                    "team_ids": [Command.set(teams.ids)],
                }
            )
            shared = customers._filter_shareable(share)
            change = shared._count_share_change(self.share_mode, users, teams)
            lines.append(shared._tell_share_change(*change))
            if kept := len(customers) - len(shared):
                lines.append(self.env["antcrm.change"]._tell_kept_shares(kept))
        changes.append((text, "\n".join(filter(None, lines))))

    def _count(self, domain):
        """Return how many of the customers a domain finds."""
        Model = self.env[self.model].with_context(active_test=False)
        domain = Domain(domain) & Domain("id", "in", self.changeable_ids or [])
        return Model.search_count(domain)

    def _tell_count(self, text, count):
        return self.env._(
            "%(change)s (%(count)s change)",
            change=text,
            count=count_text(self.env, count),
        )

    def _get_tags(self):
        if self.model == "crm.lead":
            return self.added_tag_ids._origin, self.removed_tag_ids._origin
        return self.added_category_ids._origin, self.removed_category_ids._origin

    # ------------------------------------------------------------------
    # Do it
    # ------------------------------------------------------------------

    def _prepare_values(self):
        """Return what the change writes, see ``antcrm.change``."""
        self.ensure_one()
        values = {}
        for name in ("status_id", "source_id"):
            if self[name]:
                values[name] = self[name].id
        if self.pic_mode == "none":
            values["pic_user_id"] = False
        elif self.pic_mode == "user" and self.pic_user_id:
            values["pic_user_id"] = self.pic_user_id.id
        elif self.pic_mode == "team" and self.pic_team_id:
            values["pic_team_id"] = self.pic_team_id.id
        added, removed = self._get_tags()
        if added:
            values["added_tag_ids"] = added.ids
        if removed:
            values["removed_tag_ids"] = removed.ids
        if self.share_mode:
            values["share_id"] = (
                self.env["antcrm.share"]
                ._get(self.share_mode, self.share_user_ids, self.share_team_ids)
                .id
            )
        return values

    def _check_values(self):
        """What the dialog offers, and nothing else.

        :raise UserError: something else was chosen, or nothing
        """
        status = self.status_id
        if status and (
            status.kind != self.status_kind
            or (status.kind == "lead" and status.category not in OPEN_CATEGORIES)
        ):
            raise UserError(
                self.env._(
                    "To convert leads, or mark them as lost, choose it in Actions."
                )
            )
        if self.pic_user_id.share:
            raise UserError(self.env._("Only employees are in charge of customers."))
        if self.pic_mode == "team" and self.pic_team_id.assignment_rule == "none":
            raise UserError(self.env._("Choose a sales group with an assignment rule."))

    def action_apply(self):
        """Change the customers, and say what was done.

        :raise UserError: nothing was chosen
        """
        self.ensure_one()
        self._check_values()
        values = self._prepare_values()
        if not values:
            raise UserError(self.env._("Choose what is to be changed."))
        summary = "\n".join(text for text, _line in self._get_changes())
        ids = self.changeable_ids
        if self.locked_count:
            ids = self._read_ids(self.record_ids)
        change = self.env["antcrm.change"]._start(self.model, ids, values, summary)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self._tell_result(change),
                "sticky": True,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _tell_result(self, change):
        if change.state == "running":
            return self.env._(
                "%(count)s customers are changed in the background. You get a message "
                "when it is done; see Clean Up > Changes.",
                count=count_text(self.env, change.total_count),
            )
        text = self.env._(
            "%(count)s customers were changed. To undo it: Clean Up > Changes.",
            count=count_text(self.env, change.changed_count),
        )
        if change.left_count:
            left = self.env._(
                "Left as they are: %(count)s",
                count=count_text(self.env, change.left_count),
            )
            text = f"{text} {left}"
        return text

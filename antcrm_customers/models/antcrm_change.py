import logging
from collections import defaultdict
from datetime import timedelta

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import NO_ACCESS, Command
from odoo.tools import split_every

from odoo.addons.antcrm_share.models.antcrm_share_mixin import ADMINISTRATOR
from odoo.addons.antcrm_share.tools.counts import count_text
from odoo.addons.antcrm_share.wizard.antcrm_selection_mixin import CUSTOMER_MODELS

_logger = logging.getLogger(__name__)

#: as many customers are changed while somebody waits; more of them in the background
CHANGED_AT_ONCE = 2000
PART_SIZE = 500
PREVIEWED_PARTS = 40
MAX_REASONS = 20
TAG_FIELDS = {"res.partner": "category_id", "crm.lead": "tag_ids"}
#: one line in the history and one message for each new person in charge, not a mail for
#: each customer; none of what is written goes from accounts to their contacts
QUIET = {
    "mail_notrack": True,
    "mail_auto_subscribe_no_notify": True,
    "_partners_skip_fields_sync": True,
}


class AntcrmChange(models.Model):
    """One change of many customers - status, person in charge, share, tags, source -
    made in parts, with the rights of whoever made it, and undone if they wish."""

    _name = "antcrm.change"
    _inherit = "antcrm.undo.mixin"
    _description = "Change of Many Customers"
    _order = "id desc"
    _rec_name = "summary"

    user_id = fields.Many2one(
        "res.users",
        "Changed By",
        default=lambda self: self.env.uid,
        readonly=True,
    )
    model = fields.Selection(CUSTOMER_MODELS, "Of", required=True, readonly=True)
    summary = fields.Text("Change", required=True, readonly=True)
    # what is written: of the wizard, which checked it
    values = fields.Json(groups=NO_ACCESS, readonly=True)
    # the language and the companies of whoever made it
    run_context = fields.Json(groups=NO_ACCESS, readonly=True)
    part_ids = fields.One2many("antcrm.change.part", "change_id", groups=NO_ACCESS)
    # {id of a person in charge: how many customers they got}
    given = fields.Json(groups=NO_ACCESS, readonly=True)
    state = fields.Selection(
        [
            ("running", "Changing"),
            ("done", "Done"),
            ("undoing", "Undoing"),
            ("undone", "Undone"),
            ("expired", "Expired"),
        ],
        default="running",
        required=True,
        readonly=True,
    )
    total_count = fields.Integer("Selected", readonly=True)
    read_count = fields.Integer("Looked At", readonly=True)
    changed_count = fields.Integer("Changed", readonly=True)
    left_count = fields.Integer("Left as They Are", readonly=True)
    progress = fields.Integer(compute="_compute_progress")
    # they may name customers that others do not see
    left_reasons = fields.Text(groups=NO_ACCESS, readonly=True)
    left_text = fields.Text("Why They Were Left", compute="_compute_left_text")
    undo_user_id = fields.Many2one(
        "res.users", "Undone By", readonly=True, ondelete="set null"
    )
    is_undoable = fields.Boolean(compute="_compute_is_undoable")

    @api.depends("total_count", "read_count")
    def _compute_progress(self):
        for change in self:
            total = change.total_count
            change.progress = 100 * change.read_count // total if total else 100

    @api.depends("left_reasons", "undo_user_id")
    @api.depends_context("uid")
    def _compute_left_text(self):
        for change in self:
            # superuser: whoever made the change, or took it back, is told
            is_own = change._get_worker() == self.env.user
            change.left_text = is_own and change.sudo().left_reasons

    @api.depends("state")
    def _compute_is_undoable(self):
        # superuser: parts are nobody's; whether something is left is told
        undone = self.sudo().filtered(lambda change: change.state == "undone")
        left = undone.part_ids._filter_lines().change_id
        for change in self:
            change.is_undoable = change.state == "done" or change.sudo() in left

    # ------------------------------------------------------------------
    # Start
    # ------------------------------------------------------------------

    @api.model
    def _start(self, model, ids, values, summary):
        """Change customers: some at once, many in the background.

        :param str model: ``res.partner`` or ``crm.lead``
        :param list ids: those selected, of whatever the user may do with them
        :param dict values: what to write, see :meth:`_write_values`
        :param str summary: the same for people
        :return: the change
        """
        # superuser: nobody writes changes by hand; customers are changed as the user
        change = self.sudo().create(
            {
                "user_id": self.env.uid,
                "model": model,
                "values": values,
                "summary": summary,
                "run_context": {
                    "lang": self.env.lang,
                    "allowed_company_ids": self.env.companies.ids,
                },
                "total_count": len(ids),
                "part_ids": [
                    Command.create({"record_ids": list(part)})
                    for part in split_every(PART_SIZE, ids)
                ],
            }
        )
        change._work()
        return change.sudo(False)

    def _work(self):
        """Do it while the user waits, or let the scheduler do it."""
        self.ensure_one()
        if self.total_count > CHANGED_AT_ONCE:
            # superuser: whoever changes customers may start this one action
            self.env.ref("antcrm_customers.ir_cron_change").sudo()._trigger()
            return
        while self._take_step():
            pass

    @api.model
    def _cron_run(self):
        """Go on with what was started; each part is committed."""
        Cron = self.env["ir.cron"]
        changes = self.search([("state", "in", ("running", "undoing"))], order="id")
        for change in changes:
            if not change.try_lock_for_update():
                continue
            if not change._get_worker():
                # the user is deleted, and with them the rights that it goes on with
                change.state = "undone" if change.state == "undoing" else "done"
                continue
            more = True
            while more:
                more = change._take_step()
                if not more:
                    change._tell_user()
                left = change.total_count - change.read_count
                # the last step only tells that it is the last
                remaining = max(left, 0) + 1 if more else 0
                if not Cron._commit_progress(1, remaining=remaining):
                    return

    def _take_step(self):
        """Do, or undo, the next part. Return whether there was one."""
        self.ensure_one()
        is_undo = self.state == "undoing"
        part = self.env["antcrm.change.part"].search(
            [
                ("change_id", "=", self.id),
                ("state", "=", "done" if is_undo else "waiting"),
            ],
            order="id desc" if is_undo else "id",
            limit=1,
        )
        if not part:
            self.state = "undone" if is_undo else "done"
            self._tell_pics()
            return False
        try:
            with self.env.cr.savepoint():
                part._undo() if is_undo else part._apply()
        except psycopg2.OperationalError:
            # somebody else writes there now: the host tries again
            raise
        except Exception as error:  # noqa: BLE001  # the other parts go on
            if not isinstance(error, UserError):
                _logger.exception("A part of %s failed", self)
            part.state = "failed"
            self._note_left(len(part.record_ids), [str(error)])
        self.read_count += len(part.record_ids)
        return True

    def _note_left(self, count, reasons):
        """Remember how many customers stay as they are, and why."""
        known = (self.left_reasons or "").splitlines()
        known += [reason for reason in dict.fromkeys(reasons) if reason not in known]
        self.left_count += count
        self.left_reasons = "\n".join(known[:MAX_REASONS])

    def _get_worker(self):
        """Return who makes the change, or takes it back."""
        return self.undo_user_id or self.user_id

    def _tell_user(self):
        """Leave a message in the inbox when work in the background is done."""
        self.ensure_one()
        user = self._get_worker()
        env = self.with_context(lang=user.lang).env
        count = count_text(env, self.changed_count)
        subject = (
            env._("The change of %(count)s customers was undone", count=count)
            if self.state == "undone"
            else env._("%(count)s customers were changed", count=count)
        )
        lines = [self.summary]
        if self.left_count:
            left = count_text(env, self.left_count)
            lines.append(env._("Left as they are: %(count)s", count=left))
        self._tell_in_inbox(user, subject, lines)

    def _tell_pics(self):
        """Tell the new persons in charge, once for all that they got."""
        self.ensure_one()
        given = {} if self.state == "undone" else self.given or {}
        users = self.env["res.users"].browse(map(int, given))
        for user in (users - self.user_id).filtered("active"):
            env = self.with_context(lang=user.lang).env
            count = count_text(env, given[str(user.id)])
            subject = env._(
                "You are in charge of %(count)s more customers", count=count
            )
            line = env._("Given to you by %(user)s.", user=self.user_id.name)
            self._tell_in_inbox(user, subject, [line])

    # ------------------------------------------------------------------
    # Write
    # ------------------------------------------------------------------

    def _get_customers(self, ids):
        """Return customers as whoever made the change sees them."""
        Model = self.env[self.model].with_user(self.user_id)
        return Model.with_context(**self.run_context, **QUIET).browse(ids)

    def _choose_pics(self, customers):
        """Return the id of the new person in charge of each: ``{customer: id}``."""
        if "pic_user_id" in self.values:
            return dict.fromkeys(customers, self.values["pic_user_id"])
        if "pic_team_id" not in self.values:
            return {}
        team = self.env["crm.team"].browse(self.values["pic_team_id"])
        users = team.assign_pics(len(customers))
        return {
            customer: user.id for customer, user in zip(customers, users, strict=True)
        }

    def _try_values(self, customers, pics):
        """Write the values; what is refused for one customer is done for the others.

        :return: the customers that changed, and the reasons of those that did not
        """
        if not customers:
            return customers, []
        try:
            with self.env.cr.savepoint():
                return self._write_values(customers, pics), []
        except UserError as error:
            if len(customers) == 1:
                return customers.browse(), [str(error)]
        half = len(customers) // 2
        changed, reasons = self._try_values(customers[:half], pics)
        more_changed, more_reasons = self._try_values(customers[half:], pics)
        return changed | more_changed, reasons + more_reasons

    def _write_values(self, customers, pics):
        """Write what is chosen: ``status_id``, ``source_id``, ``share_id``,
        ``added_tag_ids``, ``removed_tag_ids``, ``pic_user_id`` or ``pic_team_id``.

        :return: the customers that have not had all of it
        """
        changed = self._write_share(customers) | self._write_fields(customers)
        moved = defaultdict(customers.browse)
        for customer in customers if pics else ():
            if customer.user_id.id != pics[customer]:
                moved[pics[customer]] |= customer
        changed = changed.union(*moved.values())
        body = customers.env._(
            "Changed together with others: %(change)s", change=self._get_line()
        )
        changed._message_log_batch(dict.fromkeys(changed.ids, body))
        # the last one: "own documents only" closes what somebody else is in charge of
        values = {}
        if self.model == "crm.lead" and self.values.get("pic_team_id"):
            values["team_id"] = self.values["pic_team_id"]
        for user_id, records in moved.items():
            records.write({**values, "user_id": user_id})
        return changed

    def _write_fields(self, customers):
        values = {
            name: self.values[name]
            for name in ("status_id", "source_id")
            if name in self.values
        }
        tags = TAG_FIELDS[self.model]
        added = set(self.values.get("added_tag_ids", ()))
        removed = set(self.values.get("removed_tag_ids", ()))
        changed = customers.filtered(
            lambda customer: (
                any(customer[name].id != id_ for name, id_ in values.items())
                or added.difference(customer[tags].ids)
                or removed.intersection(customer[tags].ids)
            )
        )
        if added or removed:
            values[tags] = [
                *map(Command.link, sorted(added)),
                *map(Command.unlink, sorted(removed)),
            ]
        if changed:
            changed.write(values)
        return changed

    def _write_share(self, customers):
        if "share_id" not in self.values:
            return customers.browse()
        share = self.env["antcrm.share"].browse(self.values["share_id"])
        shared = customers._filter_shareable(share)
        # superuser: whether it is another policy
        shared = shared.filtered(lambda customer: customer.sudo().share_id != share)
        shared._set_share(share)
        return shared

    def _get_line(self):
        """Return the summary in one line, for the history of a customer."""
        return self.summary.replace("\n", "; ")

    def _count_kept_shares(self, customers):
        """Return how many of the customers keep their share."""
        if "share_id" not in self.values:
            return 0
        share = self.env["antcrm.share"].browse(self.values["share_id"])
        return len(customers - customers._filter_shareable(share))

    @api.model
    def _tell_kept_shares(self, count):
        return self.env._(
            "%(count)s keep their share: only their creator or an Administrator "
            "changes it, and nobody hides customers from themselves.",
            count=count_text(self.env, count),
        )

    # ------------------------------------------------------------------
    # Undo
    # ------------------------------------------------------------------

    def _check_undoable(self):
        """:raise AccessError: the user may not undo it
        :raise UserError: it cannot be undone, or not yet
        """
        self.ensure_one()
        self.check_access("read")
        user = self.env.user
        if not (self.env.su or self.user_id == user or user.has_group(ADMINISTRATOR)):
            raise AccessError(
                self.env._("Who changed them, or an Administrator, can undo it.")
            )
        if not self.is_undoable:
            raise UserError(
                self.env._("This change is not done yet, was undone, or is too old.")
            )

    def action_undo(self):
        """Give the customers back what they had. What changed since stays, and so do
        those whom the user may not change.

        :return: the action that shows the change
        :raise AccessError: the user may not undo it
        :raise UserError: it cannot be undone
        """
        # superuser: who made it takes it back; see _check_undoable
        change = self.sudo()
        if not change.try_lock_for_update():
            raise UserError(self.env._("Somebody else has started something here."))
        self._check_undoable()
        change.part_ids._filter_lines().state = "done"
        change.write(
            {
                "state": "undoing",
                "undo_user_id": self.env.uid,
                "read_count": 0,
                "left_count": 0,
                "left_reasons": False,
            }
        )
        change._work()
        return self.action_open()

    def _preview_undo(self):
        self._check_undoable()
        # superuser: see action_undo; of customers, the names that the user may read
        parts = self.sudo().part_ids[:PREVIEWED_PARTS]
        hidden, kept = set(), set()
        for part in parts:
            hidden.update(part._find_hidden(self.env.user).ids)
            kept.update(part._find_kept().get(self.model, ()))
        kept -= hidden
        seen = self.env[self.model].browse(kept)._filtered_access("read")
        reasons = [
            self.env._("%(name)s: changed since.", name=name)
            for name in seen.mapped("display_name")
        ]
        reasons += [self.env._("A customer whom you do not see: changed since.")] * (
            len(kept) - len(seen)
        )
        reasons += [self.env._("A customer whom you may not change.")] * len(hidden)
        count = self.changed_count - len(reasons)
        done = []
        if count > 0:
            done.append(
                self.env._(
                    "%(count)s customers get back what they had.",
                    count=count_text(self.env, count),
                )
            )
        if len(self.sudo().part_ids) > len(parts):
            done.append(
                self.env._(
                    "Only the first %(count)s were looked at so far.",
                    count=count_text(self.env, PREVIEWED_PARTS * PART_SIZE),
                )
            )
        return {
            "done": done,
            "kept": reasons,
            "kept_count": len(reasons),
        }

    def action_open(self):
        """Return the action that shows the change."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change of Many Customers"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    @api.autovacuum
    def _gc_changes(self):
        """Forget how to undo changes that are too old."""
        days = timedelta(days=self._get_undo_days())
        old = self.search(
            [
                ("state", "in", ("done", "undone")),
                ("create_date", "<", self.env.cr.now() - days),
            ]
        )
        old.part_ids.unlink()
        old.state = "expired"

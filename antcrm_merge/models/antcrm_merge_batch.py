import logging
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from odoo.addons.antcrm_customers.tools.faults import CONFLICT, SERVER, sort_fault
from odoo.addons.antcrm_share.models.antcrm_share_mixin import ADMINISTRATOR
from odoo.addons.antcrm_share.tools.counts import count_text

from .antcrm_merge_mixin import MAX_MERGED

_logger = logging.getLogger(__name__)

USER = "antcrm_share.group_user"
SURE_PERCENT = 99.0
#: so many pairs are reviewed at once, the others in the next batch
MAX_PAIRS = 10_000
#: so many groups are merged, or taken apart, before it is committed
CHUNK_SIZE = 10
MAX_TRIES = 5
#: a review that nobody began is deleted after that many days
REVIEW_DAYS = 7
UNDER_WAY = ("running", "undoing")
#: ``{state of a batch: the state of its groups that it works on}``
WORK = {"running": "planned", "undoing": "to_undo"}
#: ``{field of a batch: state of the groups that it counts}``
COUNTS = {
    "planned_count": "planned",
    "left_count": "left",
    "person_count": "person",
    "done_count": "done",
    "failed_count": "failed",
    "to_undo_count": "to_undo",
    "undone_count": "undone",
    "stays_count": "stays",
}


class AntcrmMergeBatch(models.Model):
    """Many merges at once, of the pairs that are sure: reviewed first, then merged in
    the background as the user who began it, and taken back if somebody wishes."""

    _name = "antcrm.merge.batch"
    _inherit = "antcrm.undo.mixin"
    _description = "Merge of Sure Duplicates"
    _order = "id desc"

    user_id = fields.Many2one(
        "res.users",
        string="Begun By",
        required=True,
        readonly=True,
        default=lambda self: self.env.uid,
    )
    undo_user_id = fields.Many2one("res.users", string="Undone By", readonly=True)
    state = fields.Selection(
        [
            ("review", "Review"),
            ("running", "Merging"),
            ("done", "Merged"),
            ("undoing", "Undoing"),
            ("undone", "Undone"),
        ],
        default="review",
        required=True,
        readonly=True,
    )
    percent = fields.Float("Sure from (%)", digits=(4, 1), readonly=True)
    rest_count = fields.Integer("Pairs for the Next Batch", readonly=True)
    line_ids = fields.One2many(
        "antcrm.merge.batch.line", "batch_id", string="Sets", readonly=True
    )
    planned_count = fields.Integer("To Merge", compute="_compute_counts")
    left_count = fields.Integer("Left Out", compute="_compute_counts")
    person_count = fields.Integer("Left to You", compute="_compute_counts")
    done_count = fields.Integer("Merged Sets", compute="_compute_counts")
    failed_count = fields.Integer("Not Merged", compute="_compute_counts")
    to_undo_count = fields.Integer("To Undo", compute="_compute_counts")
    undone_count = fields.Integer("Undone Sets", compute="_compute_counts")
    stays_count = fields.Integer("Stay Merged", compute="_compute_counts")
    progress = fields.Integer(compute="_compute_counts")
    person_text = fields.Text("Why", compute="_compute_person_text")
    can_undo = fields.Boolean(compute="_compute_can_undo")

    @api.depends("state", "line_ids.state")
    def _compute_counts(self):
        counts = {
            (batch.id, state): count
            for batch, state, count in self.env["antcrm.merge.batch.line"]._read_group(
                [("batch_id", "in", self.ids)], ["batch_id", "state"], ["__count"]
            )
        }
        for batch in self:
            for name, state in COUNTS.items():
                batch[name] = counts.get((batch._origin.id, state), 0)
            left = counts.get((batch._origin.id, WORK.get(batch.state)), 0)
            total = sum(
                batch[name]
                for name in COUNTS
                if name not in ("left_count", "person_count")
            )
            batch.progress = 100 * (total - left) // total if total else 100

    @api.depends("line_ids.left_for")
    def _compute_person_text(self):
        Line = self.env["antcrm.merge.batch.line"]
        labels = dict(Line._fields["left_for"]._description_selection(self.env))
        groups = Line._read_group(
            [("batch_id", "in", self.ids), ("state", "=", "person")],
            ["batch_id", "left_for"],
            ["__count"],
        )
        for batch in self:
            batch.person_text = "\n".join(
                self.env._(
                    "%(count)s: %(reason)s",
                    count=count_text(self.env, count),
                    reason=labels[left_for],
                )
                for found, left_for, count in groups
                if found == batch._origin
            )

    @api.depends("state", "line_ids.state")
    @api.depends_context("uid")
    def _compute_can_undo(self):
        is_administrator = self.env.user.has_group(ADMINISTRATOR)
        for batch in self:
            batch.can_undo = (
                batch.state in ("done", "undone")
                and (is_administrator or batch.user_id == self.env.user)
                and bool(batch._get_undo_lines())
            )

    @api.depends("create_date")
    def _compute_display_name(self):
        for batch in self:
            date = fields.Datetime.context_timestamp(
                batch, batch.create_date or fields.Datetime.now()
            )
            batch.display_name = self.env._(
                "Merge of %(date)s", date=date.strftime("%Y-%m-%d %H:%M")
            )

    # ------------------------------------------------------------------
    # Review
    # ------------------------------------------------------------------

    @api.model
    def _get_sure_percent(self):
        # superuser: reads one number of the settings
        parameters = self.env["ir.config_parameter"].sudo()
        return float(parameters.get_param("antcrm_merge.sure_percent", SURE_PERCENT))

    @api.model
    def _start_review(self, pair_ids=()):
        """Return the action that opens the review of what the user may merge.

        :param pair_ids: of the pairs to look at; all by default
        :raise AccessError: the user may not merge
        :raise UserError: there is no pair that is sure
        """
        self.check_access("read")
        percent = self._get_sure_percent()
        Duplicate = self.env["antcrm.duplicate"]
        domain = Duplicate._get_sure_domain(percent)
        if pair_ids:
            domain &= Domain("id", "in", pair_ids)
        groups = Duplicate._find_groups(domain, MAX_PAIRS)
        if not groups:
            raise UserError(
                self.env._(
                    "No two customers that you see are the same for sure (%(percent)s "
                    "%% and more). Look at the likely ones one by one.",
                    percent=f"{percent:g}",
                )
            )
        reasons = self._find_reasons(groups)
        people = self._find_people(groups, reasons)
        # superuser: batches are written by these buttons alone
        batch = self.sudo().create(
            {
                "user_id": self.env.uid,
                "percent": percent,
                "rest_count": max(Duplicate.search_count(domain) - MAX_PAIRS, 0),
            }
        )
        batch._create_lines(groups, reasons, people)
        return batch.sudo(False)._get_form_action()

    @api.model
    def _get_kind(self, customers):
        if customers._name == "crm.lead":
            return "lead"
        return customers[:1].customer_kind or "contact"

    @api.model
    def _find_reasons(self, groups):
        """Return why groups of customers are left to a person, or ``False``: a list of
        values of ``left_for``, in the order of the groups."""
        reasons = {}
        for model in {group._name for group in groups}:
            found = [group for group in groups if group._name == model]
            records = found[0].browse(id_ for group in found for id_ in group._ids)
            writable = set(records._filtered_access("write")._ids)
            owners = set(records._filter_login_owners()._ids)
            dismissed = self.env["antcrm.duplicate"]._get_dismissed(records)
            for group in found:
                ids = set(group._ids)
                if len(group) > MAX_MERGED:
                    reason = "many"
                elif ids - writable:
                    reason = "write"
                elif any(dismissed[id_] & ids for id_ in ids):
                    reason = "dismissed"
                elif ids & owners:
                    reason = "login"
                else:
                    reason = self._find_difference(group)
                reasons[group] = reason
        return [reasons[group] for group in groups]

    @api.model
    def _find_difference(self, group):
        # superuser: only whether they differ is told
        customers = group.sudo()
        kinds = set(customers.mapped("customer_kind"))
        if len(kinds) > 1 or not kinds.pop():
            return "kinds"
        if not all(customers.mapped("active")):
            return "archived"
        if not all(customers.mapped("is_live")):
            return "inactive"
        if len({customer._get_merge_policy() for customer in customers}) > 1:
            return "share"
        return False

    def _create_lines(self, groups, reasons, people):
        """Write down what is reviewed: those to merge first, each account before its
        people, then those that are left to a person.

        :param reasons: of each set, why it is left to a person, or ``False``
        :param people: see :meth:`_find_people`
        """
        joined = {at for one in people for at in one["joined"]}
        order = sorted(
            (at for at in range(len(groups)) if at not in joined),
            key=lambda at: bool(reasons[at]),
        )
        Line = self.env["antcrm.merge.batch.line"]
        lines = Line.create(
            [
                {
                    "batch_id": self.id,
                    "sequence": sequence,
                    "kind": self._get_kind(groups[at]),
                    "record_ids": groups[at].ids,
                    "state": "person" if reasons[at] else "planned",
                    "left_for": reasons[at],
                }
                for sequence, at in enumerate(order)
            ]
        )
        line_of = dict(zip(order, lines, strict=True))
        Line.create(
            [
                {
                    "batch_id": self.id,
                    "sequence": line_of[one["account"]].sequence,
                    "kind": "contact",
                    "record_ids": one["records"].ids,
                    "state": one["state"],
                    "left_for": one["left_for"],
                    "account_line_id": line_of[one["account"]].id,
                    "is_sure": one["is_sure"],
                    "evidence": ", ".join(one["reasons"]),
                }
                for one in people
            ]
        )

    # ------------------------------------------------------------------
    # Accounts and their people
    # ------------------------------------------------------------------

    @api.model
    def _find_people(self, groups, reasons):
        """Return the people who are there twice once accounts are one, as the dialog
        that merges accounts proposes them: those that are not sure are left out until
        somebody puts them back.

        Nobody is in two sets: who is in one already is proposed again only where all
        of that set is.

        :param groups: list of the sets of customers that are merged
        :param reasons: of each, why it is left to a person, or ``False``
        :return: list of dicts as of ``_get_merge_people``, with ``state``, ``account``
            (which set their accounts are) and ``joined`` (the sets that they take in)
        """
        places = [
            at
            for at, group in enumerate(groups)
            if not reasons[at] and self._get_kind(group) == "account"
        ]
        found = self.env["res.partner"]._find_merge_people(
            [groups[at] for at in places]
        )
        set_of = {
            id_: at
            for at, group in enumerate(groups)
            if group._name == "res.partner"
            for id_ in group._ids
        }
        people = []
        for at, of_account in zip(places, found, strict=True):
            for one in of_account:
                ids = set(one["records"]._ids)
                met = {set_of[id_] for id_ in ids if id_ in set_of}
                is_planned = one["is_sure"] and not one["left_for"]
                within = [set(groups[other]._ids) for other in met]
                if met and not (is_planned and all(part < ids for part in within)):
                    continue
                state = "planned" if is_planned else "left"
                people.append(
                    {
                        **one,
                        "account": at,
                        "joined": met,
                        "state": "person" if one["left_for"] else state,
                    }
                )
        return people

    @api.model
    def _merge_people(self, accounts, kept, people):
        """Merge the people of accounts that were just merged: with them it is one batch
        that is undone as one. The first ones are merged at once, many in the
        background.

        :param accounts: those that were merged
        :param kept: the one of them that is there now
        :param people: list of sets of contacts
        """
        # superuser: batches are written by these methods alone; they run as the user
        batch = self.sudo().create(
            {
                "user_id": self.env.uid,
                "state": "running",
                "line_ids": [
                    fields.Command.create(
                        {
                            "kind": kind,
                            "record_ids": group.ids,
                            "state": "planned",
                            "is_chosen": True,
                        }
                    )
                    for kind, groups in (("account", [accounts]), ("contact", people))
                    for group in groups
                ],
            }
        )
        batch.line_ids[0]._note_merge(kept)
        batch._run_chunk()
        if batch.state == "running":
            batch._start_engine()
        return batch.sudo(False)

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_merge(self):
        """Merge in the background what was reviewed."""
        batch = self._lock_own("review")
        if not batch.planned_count:
            raise UserError(self.env._("No set is left to merge."))
        batch.state = "running"
        batch._start_engine()
        return True

    def action_stop(self):
        """Merge no more; what is merged stays so."""
        batch = self._lock_own("running")
        batch._get_work().write({"state": "left"})
        batch._finish("done")
        return True

    def action_discard(self):
        """Give up a review."""
        # superuser: see _lock_own
        self._lock_own("review").unlink()
        return self.env["ir.actions.act_window"]._for_xml_id(
            "antcrm_merge.antcrm_duplicate_action"
        )

    def action_view_lines(self):
        """Open the groups as a list of their own, where they can be searched."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "antcrm_merge.antcrm_merge_batch_line_action"
        )
        return {**action, "domain": [("batch_id", "=", self.id)]}

    def _lock_own(self, state):
        """Return the batch as superuser, for who began it.

        :raise AccessError: somebody else began it
        :raise UserError: it is not in this state any more
        """
        self.ensure_one()
        self.check_access("read")
        if self.user_id != self.env.user:
            raise AccessError(
                self.env._(
                    "%(user)s began this merge. Begin one of your own.",
                    user=self.user_id.name,
                )
            )
        # superuser: batches are written by these buttons alone
        batch = self.sudo()
        if not batch.try_lock_for_update() or batch.state != state:
            raise UserError(self.env._("This has changed meanwhile. Reload the page."))
        return batch

    def _get_form_action(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Merge Sure Ones"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    # ------------------------------------------------------------------
    # Undo
    # ------------------------------------------------------------------

    def _get_undo_lines(self):
        """Return the groups that are merged, or of which something was left so."""
        self.ensure_one()
        # superuser: the merges are asked for by themselves, as the user
        lines = self.sudo().line_ids.filtered("merge_id")
        left = lines.filtered(lambda line: line.state == "undone").merge_id
        left_ids = set(left._filter_lines()._ids)
        return lines.filtered(
            lambda line: line.state in ("done", "stays") or line.merge_id.id in left_ids
        )

    def _check_may_undo(self):
        """:raise AccessError: the user may not see it
        :raise UserError: there is nothing to undo, or not yet
        """
        self.ensure_one()
        self.check_access("read")
        if not self.can_undo:
            raise UserError(self.env._("Nothing of this can be undone now."))

    def _preview_undo(self):
        self._check_may_undo()
        # superuser: the merges are counted; each is undone as the user
        merges = self._get_undo_lines().merge_id
        reasons = merges._find_undo_obstacles(self.env.user)
        free = merges.filtered(lambda merge: merge not in reasons)
        done = []
        if free:
            done.append(
                self.env._(
                    "%(merges)s merges: %(customers)s customers come back.",
                    merges=count_text(self.env, len(free)),
                    customers=count_text(
                        self.env, sum(len(m.merged_ids or ()) for m in free)
                    ),
                )
            )
        changed = [
            self.env._("The customer was changed since; the change stays.")
        ] * len(free._filter_changed())
        kept = [*reasons.values(), *changed]
        return {"done": done, "kept": kept, "kept_count": len(kept)}

    def action_undo(self):
        """Take the merges back in the background, the last one first; or those again
        that an undo has left."""
        self._check_may_undo()
        # superuser: see _lock_own
        batch = self.sudo()
        if not batch.try_lock_for_update():
            raise UserError(self.env._("This has changed meanwhile. Reload the page."))
        batch._get_undo_lines().write(
            {"state": "to_undo", "reason": False, "try_count": 0}
        )
        batch.write({"state": "undoing", "undo_user_id": self.env.uid})
        batch._start_engine()
        return True

    # ------------------------------------------------------------------
    # Work
    # ------------------------------------------------------------------

    def _start_engine(self):
        self.env.ref("antcrm_merge.ir_cron_merge_batches").sudo()._trigger()

    @api.model
    def _cron_run(self):
        """Work on all batches under way, some groups of each in turn."""
        Cron = self.env["ir.cron"]
        while batches := self.search([("state", "in", UNDER_WAY)], order="id"):
            taken = 0
            for batch in batches:
                taken += batch._run_chunk()
                if not Cron._commit_progress(remaining=self._count_remaining()):
                    return
            if not taken and self._count_remaining():
                # somebody else has them
                return

    @api.model
    def _count_remaining(self):
        domain = Domain.OR(
            Domain("batch_id.state", "=", state) & Domain("state", "=", work)
            for state, work in WORK.items()
        )
        return self.env["antcrm.merge.batch.line"].search_count(domain)

    def _get_work(self, limit=None):
        """Return the groups that are next: the last merge is the first to be undone."""
        self.ensure_one()
        return self.env["antcrm.merge.batch.line"].search(
            [("batch_id", "=", self.id), ("state", "=", WORK[self.state])],
            order="id" if self.state == "running" else "merge_id.id desc",
            limit=limit,
        )

    def _run_chunk(self):
        """Take the next groups, as the user whose work it is. The caller commits.

        :return: how many were taken
        """
        self.ensure_one()
        if not self.try_lock_for_update(allow_referencing=True):
            return 0
        lines = self._get_work(CHUNK_SIZE)
        reason = self._get_stop_reason() if lines else None
        if reason:
            lines = self._get_work()
            lines._fail(reason)
        else:
            for line in lines:
                self._run_line(line)
        if not self._get_work(1):
            self._finish("done" if self.state == "running" else "undone")
        return len(lines)

    def _run_line(self, line):
        """Merge one group, or take it apart; if that fails it says why, and the others
        go on."""
        user = self._get_worker()
        companies = user.company_id | user.company_ids
        line = line.with_context(
            allowed_company_ids=companies.ids, lang=user.lang, tz=user.tz
        ).with_user(user)
        step = line._merge if self.state == "running" else line._undo
        try:
            with self.env.cr.savepoint():
                step()
        except Exception as error:
            # what it made known to the caches is no more
            self.env.registry.reset_changes()
            fault = sort_fault(error)
            if fault == SERVER:
                raise
            # superuser: see _lock_own
            line = line.sudo()
            if fault == CONFLICT and line.try_count < MAX_TRIES:
                # only the next transaction sees what the other one did
                line.try_count += 1
                return
            if isinstance(error, UserError):
                line._fail(str(error))
                return
            _logger.warning("Group %s of a merge failed", line.id, exc_info=True)
            line._fail(
                line.env._(
                    "The server failed on them. Ask your administrator to look at its "
                    "log."
                )
            )

    def _get_worker(self):
        return self.undo_user_id if self.state == "undoing" else self.user_id

    def _get_stop_reason(self):
        """Return why nothing may be done for the user any more, or ``None``."""
        user = self._get_worker()
        if not user.active:
            return self.env._("The user who began it is archived.")
        if not user.has_group(USER):
            return self.env._("The user who began it may not merge any more.")
        return None

    def _finish(self, state):
        """End it and tell whoever began it."""
        self.ensure_one()
        self.state = state
        user = self.undo_user_id if state == "undone" else self.user_id
        batch = self.with_user(SUPERUSER_ID).with_context(lang=user.lang)
        subjects = {
            "done": batch.env._("Merging has finished"),
            "undone": batch.env._("The merges were undone"),
        }
        names = (
            ("undone_count", "stays_count")
            if state == "undone"
            else ("done_count", "failed_count", "left_count", "person_count")
        )
        infos = batch.fields_get(names, ["string"])
        lines = [
            f"{infos[name]['string']}: {count_text(batch.env, batch[name])}"
            for name in names
            if batch[name] or name == names[0]
        ]
        self._tell_in_inbox(
            user, subjects[state], lines, model=self._name, res_id=self.id
        )

    @api.autovacuum
    def _gc_reviews(self):
        """Forget the reviews that nobody went on with."""
        limit = self.env.cr.now() - timedelta(days=REVIEW_DAYS)
        self.search([("state", "=", "review"), ("create_date", "<", limit)]).unlink()

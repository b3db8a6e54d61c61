from collections import Counter, defaultdict

from markupsafe import Markup

from odoo import SUPERUSER_ID, api, fields, models

from odoo.addons.antcrm_share.tools.counts import count_text

COUNTED_ACTIONS = (
    "created",
    "duplicated",
    "skipped",
    "overwritten",
    "merged",
    "rejected",
)


class AntcrmImport(models.Model):
    """What became of the rows so far: for the page of the run, its progress and its
    end."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "antcrm.import"

    tally = fields.Json(
        readonly=True,
        copy=False,
        help="How many rows came out how, so far: to count them all after each chunk "
        "would take the longer the bigger the file is.",
    )
    created_count = fields.Integer(compute="_compute_counts")
    duplicated_count = fields.Integer(compute="_compute_counts")
    skipped_count = fields.Integer(compute="_compute_counts")
    overwritten_count = fields.Integer(compute="_compute_counts")
    merged_count = fields.Integer(compute="_compute_counts")
    rejected_count = fields.Integer(compute="_compute_counts")
    warning_count = fields.Integer(compute="_compute_counts")
    changed_count = fields.Integer(compute="_compute_counts")
    done_count = fields.Integer(compute="_compute_counts")
    progress = fields.Float("Progress (%)", compute="_compute_counts")
    summary_html = fields.Html(compute="_compute_summary_html", sanitize=False)

    @api.depends("state", "tally", "row_ids.planned_action")
    def _compute_counts(self):
        # a review under way has no numbers yet: what a part of the rows says, beside
        # the review before, is none, and each part would look at all rows
        reviews = self.filtered(lambda run: not run.tally and run.state != "planning")
        counts = reviews._count_planned()
        for run in self:
            counted = run.tally or counts[run.id]
            for name in (*COUNTED_ACTIONS, "warning", "changed", "done"):
                run[f"{name}_count"] = counted.get(name, 0)
            run.progress = (
                100.0 * run.done_count / run.row_count if run.row_count else 0.0
            )

    def _count_planned(self):
        """Return what reviews predict: ``{run id: {action or "warning": rows}}``."""
        counts = defaultdict(Counter)
        # superuser: whoever sees the run sees its numbers, not its rows
        Row = self.env["antcrm.import.row"].sudo()
        for run, action, severity, count in Row._read_group(
            [("import_id", "in", self.ids), ("planned_action", "!=", False)],
            ["import_id", "planned_action", "severity"],
            ["__count"],
        ):
            counts[run.id][action] += count
            if severity == "warning":
                counts[run.id]["warning"] += count
        return counts

    def _add_to_tally(self, outcomes):
        """Count what became of some rows.

        :param list outcomes: one dict of columns of each row
        """
        self.ensure_one()
        tally = Counter(self.tally)
        for outcome in outcomes:
            if action := outcome.get("action"):
                tally.update((action, "done"))
                tally["warning"] += outcome.get("severity") == "warning"
                tally["changed"] += bool(outcome.get("is_changed"))
            if undo_action := outcome.get("undo_action"):
                tally.update((undo_action, "undo"))
                tally["left"] += bool(outcome.get("undo_reason"))
                tally["again"] += bool(
                    outcome.get("undo_reason") and undo_action != "nothing"
                )
        self.tally = dict(tally)

    @api.depends("state", "row_ids.planned_action", "row_ids.undo_action")
    def _compute_summary_html(self):
        for run in self:
            run.summary_html = self.env["ir.qweb"]._render(
                "antcrm_import.summary",
                {"lines": run._get_summary_lines()},
            )

    def _get_summary_lines(self):
        """Return one line per outcome that happened, with its number."""
        self.ensure_one()
        if self.state in ("undoing", "undone"):
            return self._get_undo_lines()
        counts = self._get_count_texts(*COUNTED_ACTIONS, "warning", "changed")
        if self._is_planned():
            lines = {
                "created": self.env._("%(created)s will be created"),
                "duplicated": self.env._(
                    "%(duplicated)s will be created although they exist already"
                ),
                "overwritten": self.env._("%(overwritten)s will be overwritten"),
                "merged": self.env._("%(merged)s will be merged into existing ones"),
                "skipped": self.env._("%(skipped)s will be skipped"),
                "rejected": self.env._("%(rejected)s cannot be imported"),
                "warning": self.env._(
                    "%(warning)s of them have a wrong value, or lack a required one"
                ),
            }
        else:
            lines = {
                "created": self.env._("%(created)s created"),
                "duplicated": self.env._(
                    "%(duplicated)s created although they existed already"
                ),
                "overwritten": self.env._("%(overwritten)s overwritten"),
                "merged": self.env._("%(merged)s merged into existing ones"),
                "skipped": self.env._("%(skipped)s skipped"),
                "rejected": self.env._("%(rejected)s could not be imported"),
                "warning": self.env._(
                    "%(warning)s of them had a wrong value, or lack a required one"
                ),
                "changed": self.env._(
                    "%(changed)s of them came out otherwise than the review said"
                ),
            }
        lines = [line % counts for name, line in lines.items() if name in counts]
        # of an undo that was stopped
        return lines + (self._get_undo_lines() if self.undo_count else [])

    def _get_count_texts(self, *outcomes):
        """Return ``{outcome: count, as people read it}`` of those that happened."""
        counts = {name: self[f"{name}_count"] for name in outcomes}
        return {
            name: count_text(self.env, count) for name, count in counts.items() if count
        }

    def _send_progress(self):
        """Show the progress on the screens of the importer, when it is committed."""
        self.ensure_one()
        for user in self.user_id | self.undo_user_id:
            user._bus_send("antcrm_import/progress", self._get_progress())

    def _get_progress(self):
        """Return what the web client shows of a run under way."""
        self.ensure_one()
        counts = {f"{name}_count": self[f"{name}_count"] for name in COUNTED_ACTIONS}
        return {
            "id": self.id,
            "name": self.file_name,
            "state": self.state,
            "row_count": self.row_count,
            "done_count": {
                "planning": self.planned_count,
                "undoing": self.undo_count,
                "undone": self.undo_count,
            }.get(self.state, self.done_count),
            "warning_count": self.warning_count,
            "undo_count": self.undo_count,
            "heartbeat_date": fields.Datetime.to_string(self.heartbeat_date) or False,
            "pause_reason": self.pause_reason or False,
            **counts,
        }

    @api.model
    def get_running(self):
        """Return the progress of the user's imports under way."""
        if not self.has_access("read"):
            return []
        runs = self._search_running().filtered_domain([("user_id", "=", self.env.uid)])
        return [run._get_progress() for run in runs]

    def _notify_importer(self):
        """Leave a message with the numbers in the importer's inbox."""
        self.ensure_one()
        user = self.undo_user_id if self.state == "undone" else self.user_id
        run = self.with_user(SUPERUSER_ID).with_context(lang=user.lang)
        subjects = {
            "draft": run.env._("The review was stopped: %(file)s", file=run.file_name),
            "review": run.env._(
                "Ready to be looked at and imported: %(file)s", file=run.file_name
            ),
            "done": run.env._("Import finished: %(file)s", file=run.file_name),
            "cancelled": run.env._("Import stopped: %(file)s", file=run.file_name),
            "undone": run.env._("Import undone: %(file)s", file=run.file_name),
        }
        subject = subjects[run.state]
        lines = [Markup("<li>%s</li>") % line for line in run._get_summary_lines()]
        body = Markup("<p>%s</p><ul>%s</ul>") % (
            subject if run.state == "undone" else run.stop_reason or subject,
            Markup("").join(lines),
        )
        run.message_notify(
            author_id=self.env.ref("base.partner_root").id,
            partner_ids=user.partner_id.ids,
            subject=subject,
            body=body,
        )

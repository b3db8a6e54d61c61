import logging
import random
import time
from collections import Counter, defaultdict
from datetime import timedelta

import pytz
from markupsafe import Markup

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.antcrm_customers.models.antcrm_intake_reader import VALUE_CODES
from odoo.addons.antcrm_customers.models.antcrm_intake_sheet import RECORD_KEY
from odoo.addons.antcrm_customers.models.antcrm_share import SHARE_MODES
from odoo.addons.antcrm_customers.models.antcrm_share_mixin import DATA_OWNER
from odoo.addons.antcrm_customers.tools.faults import (
    CONFLICT,
    PAUSE,
    SERVER,
    explain_fault,
    is_connection_lost,
    sort_fault,
)
from odoo.addons.antcrm_customers.tools.intake_entry import MODELS, IntakeOptions

from ..tools.mapping import CandidateBuilder, column_letter, remember_entry
from ..tools.rows import MARKS
from ..tools.writer import write_xlsx
from .antcrm_import_row import WRITTEN_ACTIONS
from .antcrm_import_undo import DONE, Trial

_logger = logging.getLogger(__name__)

CHUNK_SIZE = 1000
# as many rows are looked at before an undo, while somebody waits
PREVIEW_ROWS = 20 * CHUNK_SIZE
PLAN_SIZE = 5000
MAX_TRIES = 5
# rows on which the server fails one after the other before a run is stopped: then it is
# not the rows that are wrong
MAX_FAILURES = 20
# after so many seconds without a sign of life, whoever looks at a run works on it
STALLED = 20
# how many rows somebody who looks takes at once: their page waits for it
LOOK_SIZE = 200
# a scheduled action that is so many minutes late is nobody's any more
LATE_MINUTES = 5
# wrong values that can be kept as they are written
KEPT_CODES = ("invalid_phone", "invalid_email")
# a review that nobody confirmed is deleted after that many days
REVIEW_DAYS = 7
UNDO_DAYS = 30  # unless the settings say otherwise
# what a customer may be called by; without one of them a row has no name
NAMES = ("name", "firstname", "lastname", "partner_name")
COUNTED_ACTIONS = (
    "created",
    "duplicated",
    "skipped",
    "overwritten",
    "merged",
    "rejected",
)


class AntcrmImport(models.Model):
    """One import of a file: reviewed, then run in the background in chunks.

    Users only read it; what they may do with it are its actions, which write as
    superuser after having checked the right to import. So nobody can make a run act
    as somebody else.
    """

    _name = "antcrm.import"
    _inherit = [
        "antcrm.import.settings.mixin",
        "antcrm.undo.mixin",
        "mail.thread",
    ]
    _description = "Customer Import"
    _order = "id desc"
    _rec_name = "file_name"
    _mail_post_access = "read"

    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("review", "Review"),
            ("running", "Running"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
            ("undoing", "Being undone"),
            ("undone", "Undone"),
        ],
        default="draft",
        required=True,
        readonly=True,
        index=True,
        copy=False,
    )
    user_id = fields.Many2one(
        "res.users",
        "Imported by",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company",
        "Company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    company_ids = fields.Many2many(
        "res.company",
        string="Companies",
        readonly=True,
        default=lambda self: self.env.companies,
        help="The companies the importer worked in.",
    )
    lang = fields.Char(readonly=True)
    tz = fields.Char("Timezone", readonly=True)
    row_ids = fields.One2many("antcrm.import.row", "import_id", "Rows", readonly=True)
    row_count = fields.Integer("Number of Rows", readonly=True)
    start_date = fields.Datetime("Started", readonly=True, copy=False)
    end_date = fields.Datetime("Finished", readonly=True, copy=False)
    stop_reason = fields.Text(readonly=True, copy=False)
    failure_count = fields.Integer(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="On how many rows the server has failed since the last chunk that worked.",
    )
    heartbeat_date = fields.Datetime(
        "Last sign of life",
        readonly=True,
        copy=False,
        help="When somebody last worked on the rows.",
    )
    look_count = fields.Integer(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="How many chunks in a row were taken by those who looked, as nobody works "
        "in the background.",
    )
    pause_reason = fields.Text(
        readonly=True, copy=False, help="Why the server cannot go on now."
    )
    undo_user_id = fields.Many2one(
        "res.users", "Undone by", readonly=True, copy=False, ondelete="restrict"
    )
    undo_date = fields.Datetime("Undone on", readonly=True, copy=False)
    undo_limit_date = fields.Datetime("Undo until", compute="_compute_can_undo")
    can_undo = fields.Boolean(compute="_compute_can_undo")
    can_resume = fields.Boolean(compute="_compute_can_resume")
    is_purged = fields.Boolean(
        readonly=True,
        copy=False,
        help="The rows of the file are deleted; their numbers and outcomes stay.",
    )

    # Administrators see the run, and not for whom its customers are
    share_mode = fields.Selection(SHARE_MODES, groups=DATA_OWNER)
    share_user_ids = fields.Many2many(groups=DATA_OWNER)
    share_team_ids = fields.Many2many(groups=DATA_OWNER)
    chosen_share = fields.Char("Who may see them", compute="_compute_chosen_share")
    is_share_restricted = fields.Boolean(compute="_compute_chosen_share")
    error_choices = fields.Json(
        readonly=True,
        copy=False,
        help="What happens to the rows with each kind of error: {code: choice}.",
    )
    error_kinds = fields.Json(compute="_compute_error_kinds")
    notices = fields.Json(
        readonly=True,
        copy=False,
        help="What of the file is not taken in: columns without a field, cells that "
        "stand for nothing.",
    )
    notices_html = fields.Html(compute="_compute_notices_html", sanitize=False)
    is_outdated = fields.Boolean(
        readonly=True, copy=False, help="Cells were corrected since the last review."
    )

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
    undo_count = fields.Integer(compute="_compute_undo_counts")
    deleted_count = fields.Integer(compute="_compute_undo_counts")
    restored_count = fields.Integer(compute="_compute_undo_counts")
    kept_count = fields.Integer(compute="_compute_undo_counts")
    left_count = fields.Integer(compute="_compute_undo_counts")
    progress = fields.Float("Progress (%)", compute="_compute_counts")
    summary_html = fields.Html(compute="_compute_summary_html", sanitize=False)
    problem_row_ids = fields.Many2many(
        "antcrm.import.row",
        string="Rows to look at",
        compute="_compute_problem_row_ids",
        help="The first rows that are not imported as they are.",
    )

    @api.depends("state", "tally", "row_ids.planned_action")
    def _compute_counts(self):
        reviews = self.filtered(lambda run: not run.tally)
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

    @api.depends("tally")
    def _compute_undo_counts(self):
        for run in self:
            for name in ("undo", "deleted", "restored", "kept", "left"):
                run[f"{name}_count"] = (run.tally or {}).get(name, 0)

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

    @api.depends("state", "end_date", "user_id", "tally")
    @api.depends_context("uid")
    def _compute_can_undo(self):
        days = self._get_undo_days()
        sees_all = self.env.user.has_group("antcrm_customers.group_data_owner")
        for run in self:
            limit = run.end_date and run.end_date + timedelta(days=days)
            run.undo_limit_date = limit
            run.can_undo = bool(
                (
                    run.state in ("done", "cancelled")
                    # what was left can be tried again
                    or (run.state == "undone" and (run.tally or {}).get("again"))
                )
                and not run.is_purged
                and limit
                and limit > fields.Datetime.now()
                and (run.user_id == self.env.user or sees_all)
            )

    @api.depends("state", "user_id", "is_purged", "done_count", "undo_count")
    @api.depends_context("uid")
    def _compute_can_resume(self):
        for run in self:
            run.can_resume = (
                run.state == "cancelled"
                and not run.undo_count
                and run.user_id == self.env.user
                and not run.is_purged
                and run.done_count < run.row_count
            )

    @api.depends("share_mode", "share_user_ids", "share_team_ids", "user_id")
    @api.depends_context("uid", "lang")
    def _compute_chosen_share(self):
        """The share is shown to who chose it, and to Data Owners."""
        sees_all = self.env.user.has_group(DATA_OWNER)
        # superuser: names of employees and groups, for whoever chose them
        for run, run_sudo in zip(self, self.sudo(), strict=True):
            is_shown = sees_all or run_sudo.user_id == self.env.user
            run.is_share_restricted = is_shown and run_sudo.share_mode != "all"
            run.chosen_share = is_shown and run_sudo._get_share_text()

    def _get_share_text(self):
        self.ensure_one()
        labels = dict(self._fields["share_mode"]._description_selection(self.env))
        names = {
            "employee": self.share_user_ids.mapped("name"),
            "group": self.share_team_ids.mapped("name"),
        }.get(self.share_mode, [])
        text = labels.get(self.share_mode, "")
        return f"{text}: {', '.join(names)}" if names else text

    @api.model
    def _get_undo_days(self):
        """Return for how many days an import can be undone."""
        # superuser: a number that everybody may know
        params = self.env["ir.config_parameter"].sudo()
        return int(params.get_param("antcrm_import.undo_days") or UNDO_DAYS)

    @api.depends("state", "row_ids.planned_action", "row_ids.undo_action")
    def _compute_summary_html(self):
        for run in self:
            run.summary_html = self.env["ir.qweb"]._render(
                "antcrm_import.summary",
                {"lines": run._get_summary_lines()},
            )

    @api.depends("state", "notices")
    def _compute_notices_html(self):
        for run in self:
            notices = run.notices or {}
            run.notices_html = (
                run.state == "review"
                and any(notices.values())
                and self.env["ir.qweb"]._render(
                    "antcrm_import.notices",
                    {
                        "columns": notices.get("columns") or [],
                        "shared": notices.get("shared") or [],
                        "placeholders": notices.get("placeholders") or [],
                        "placeholder_count": notices.get("placeholder_count"),
                    },
                )
            )

    @api.depends("state", "row_ids.severity")
    def _compute_problem_row_ids(self):
        for run in self:
            run.problem_row_ids = self.env["antcrm.import.row"].search(
                Domain("import_id", "=", run.id) & run._get_problem_domain(), limit=40
            )

    @api.depends(
        "state", "error_choices", "duplicate_policy", "invalid_values", "other_kinds"
    )
    def _compute_error_kinds(self):
        for run in self:
            run.error_kinds = run.state == "review" and run._get_error_kinds()

    def _get_error_kinds(self):
        """Return the kinds of errors in the file: list of dicts with ``code``,
        ``label``, ``count`` (rows), ``choice`` and ``choices`` (pairs of value and
        label; none where the rows can only be corrected or left out)."""
        self.ensure_one()
        labels = {
            "no_name": self.env._("Without a name"),
            "required": self.env._("A required value is missing"),
            "invalid_phone": self.env._("Invalid phone"),
            "invalid_email": self.env._("Invalid email"),
            "invalid_social": self.env._("Invalid social network"),
            "invalid_date": self.env._("Date that cannot be read"),
            "bad_value": self.env._("Value that cannot be read"),
            "unknown_value": self.env._("Unknown value"),
            "duplicate": self.env._("Known already"),
            "other_kind": self.env._("Known as another kind"),
            "duplicate_in_batch": self.env._("Twice in the file"),
            "colleague": self.env._("People of one company with one phone"),
            "email_typo": self.env._("Email address with a likely typing error"),
            "ragged": self.env._("More cells than there are column names"),
            "header": self.env._("The column names once more"),
            "example": self.env._("The example of the template"),
            "total": self.env._("Totals"),
            "note": self.env._("Notes and headings"),
            "hidden": self.env._("Hidden in the spreadsheet"),
        }
        Row = self.env["antcrm.import.row"]
        if not Row.has_access("read"):
            return []
        Row.flush_model(["errors"])
        query = Row._search([("import_id", "=", self.id), ("errors", "!=", False)])
        self.env.cr.execute(
            SQL(
                "SELECT issue->>'code', count(DISTINCT row.id) "
                "FROM antcrm_import_row row, jsonb_array_elements(row.errors) issue "
                "WHERE row.id IN %s GROUP BY 1",
                query.subselect(),
            )
        )
        counts = dict(self.env.cr.fetchall())
        marked = Row._read_group(
            [("import_id", "=", self.id), ("mark", "!=", False)], ["mark"], ["__count"]
        )
        counts |= dict(marked)
        counts["duplicate"] = Row.search_count(self._get_known_domain())
        return [
            {
                "code": code,
                "label": label,
                "count": counts[code],
                "choice": self._get_error_choice(code),
                "choices": self._get_error_choices(code),
            }
            for code, label in labels.items()
            if counts.get(code)
        ]

    def _get_known_domain(self):
        """Return the domain of the rows of customers that there are already."""
        return Domain("import_id", "=", self.id) & (
            Domain("planned_action", "in", ["merged", "overwritten", "duplicated"])
            & Domain("same_as", "=", False)
            & Domain("mark", "=", False)
            | Domain("planned_action", "=", "skipped")
            & Domain("record", "=like", f"{MODELS[self.kind]},%")
        )

    def _get_error_choices(self, code):
        """Return what may happen to the rows with a kind of error."""
        choices = {}
        if code in VALUE_CODES:
            choices = {
                "drop": self.env._("Import without the wrong value"),
                "note": self.env._("Put the wrong value into the notes"),
                "reject": self.env._("Leave out these rows"),
            }
            if code in KEPT_CODES:
                choices["keep"] = self.env._("Keep it as written, to be checked")
        elif code == "required":
            choices = {
                "mark": self.env._("Import as incomplete"),
                "reject": self.env._("Leave out these rows"),
            }
        elif code == "no_name" and self.duplicate_policy != "overwrite":
            # not for those who are to be overwritten: they have a name
            choices = {
                "reject": self.env._("Leave out these rows"),
                "name": self.env._("Take the email, phone or account as the name"),
            }
        elif code == "duplicate":
            choices = {
                "skip": self.env._("Leave out these rows"),
                "merge": self.env._("Add what is new to the known customers"),
                "overwrite": self.env._("Overwrite the known customers"),
                "duplicate": self.env._("Different people: import these rows as well"),
            }
        elif code == "other_kind":
            choices = {
                "link": self.env._("Import these rows; leads linked to who is there"),
                "attach": self.env._("Add these rows to the history of who is there"),
                "skip": self.env._("Leave out these rows"),
            }
        elif code == "duplicate_in_batch" and self.duplicate_policy == "skip":
            choices = {
                "policy": self.env._("Leave out these rows"),
                "merge": self.env._("One customer: merge these rows into the first"),
                "keep": self.env._("Different people: import these rows as well"),
            }
        elif code == "duplicate_in_batch" and self.duplicate_policy != "skip":
            choices = {
                "policy": self.env._("Same as for known customers"),
                "skip": self.env._("Leave out these rows"),
            }
        elif code == "colleague":
            choices = {
                "apart": self.env._("Colleagues: import each of them"),
                "same": self.env._("One person: as rows that are twice in the file"),
            }
        elif code == "email_typo":
            choices = {
                "keep": self.env._("Import as written"),
                "mend": self.env._("Import with the likely domain"),
            }
        elif code in MARKS:
            choices = {
                "skip": self.env._("No customers: leave out these rows"),
                "keep": self.env._("Import these rows as well"),
            }
        return list(choices.items())

    def _get_error_choice(self, code):
        choices = [value for value, _label in self._get_error_choices(code)]
        choice = (self.error_choices or {}).get(code)
        if choice in choices:
            return choice
        if code in VALUE_CODES:
            return self.invalid_values
        if code == "duplicate":
            return self.duplicate_policy
        if code == "other_kind":
            return self.other_kinds
        if code == "hidden":
            return "keep"  # nothing is left out that nobody has looked at
        return choices[0] if choices else False

    def set_error_choice(self, code, choice):
        """Choose what happens to the rows with a kind of error, and predict anew.

        :param str code: a code of :meth:`_get_error_kinds`
        :param str choice: one of its choices
        """
        self._check_may_review()
        if choice not in dict(self._get_error_choices(code)):
            raise UserError(self.env._("Choose something else for this kind of error."))
        # superuser: see action_run
        run = self.sudo()
        if code == "duplicate":
            run.duplicate_policy = choice
        elif code == "other_kind":
            run.other_kinds = choice
        else:
            run.error_choices = {**(run.error_choices or {}), code: choice}
        run._plan()
        return True

    def _check_may_review(self, states=("review",)):
        """Raise unless the user may change or start this import: it is his, and has not
        started."""
        self._check_may_act()
        self._check_is_own()
        if self.state not in states:
            raise UserError(
                self.env._("This import has started already. Reload the page.")
            )

    def _check_is_own(self):
        if self.user_id != self.env.user:
            raise UserError(
                self.env._(
                    "This import acts in the name of %(user)s. "
                    "Ask %(user)s to change, start or discard it.",
                    user=self.user_id.name,
                )
            )

    @api.model
    def _get_pic_team_domain(self):
        open_states = ("draft", "review", "running")
        return super()._get_pic_team_domain() & Domain("state", "in", open_states)

    def _get_intake_options(self):
        # superuser: the share of a run is not shown to its importer as a field; he
        # chose it
        options = super(AntcrmImport, self.sudo())._get_intake_options()
        return {
            **options,
            "record_keys": True,
            "invalid_choices": {
                code: self._get_error_choice(code) for code in VALUE_CODES
            },
            "required_values": self._get_error_choice("required"),
        }

    def _get_problem_domain(self):
        """Return the domain of the rows somebody should look at."""
        return Domain("severity", "!=", False) | Domain(
            "planned_action" if self.state in ("draft", "review") else "action",
            "in",
            ["skipped", "rejected"],
        )

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_confirm(self):
        """Ask for confirmation, with the numbers."""
        self._check_may_review()
        self._refresh_plan()
        view = self.env.ref("antcrm_import.antcrm_import_view_form_confirm")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import now?"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(view.id, "form")],
            "target": "new",
            "context": {"dialog_size": "medium"},
        }

    def action_run(self):
        """Start the run in the background and open its page."""
        self._check_may_review()
        # superuser: the state is not the user's to write; his right is checked above
        run = self.sudo()
        run._refresh_plan()
        run.write(
            {
                "state": "running",
                "start_date": fields.Datetime.now(),
                "tally": {"done": 0},
                **run._prepare_alive_values(),
            }
        )
        run._start_engine()
        return self._get_form_action()

    def action_stop(self):
        """Stop a run, or its undo; what it has done stays."""
        self._check_may_act()
        # superuser: see action_run
        run = self.sudo()
        if run.state == "running":
            run._finish("cancelled")
        elif run.state == "undoing":
            run._stop_undo()
        return True

    def _stop_undo(self):
        """End an undo half way; it can be begun again, and then goes on."""
        self.ensure_one()
        is_whole = self.done_count >= self.row_count
        self.write(
            {"state": "done" if is_whole else "cancelled", "pause_reason": False}
        )
        self._send_progress()

    def action_resume(self):
        """Go on with a stopped run where it was."""
        self._check_may_act()
        self._check_is_own()
        if not self.can_resume:
            raise UserError(
                self.env._("This import cannot be continued. Reload the page.")
            )
        # superuser: see action_run
        run = self.sudo()
        run.write(
            {
                "state": "running",
                "end_date": False,
                "stop_reason": False,
                "failure_count": 0,
                **run._prepare_alive_values(),
            }
        )
        run._send_progress()
        run._start_engine()
        return self._get_form_action()

    def _check_may_undo(self):
        self._check_may_act()
        if self.is_purged or not self.can_undo:
            raise UserError(
                self.env._(
                    "This import can no longer be undone here. Its importer can undo "
                    "it for %(days)s days.",
                    days=self._get_undo_days(),
                )
            )

    def action_undo(self):
        """Take back in the background what the run did, or what an undo has left."""
        self._check_may_undo()
        # superuser: see action_run
        run = self.sudo()
        if run.state == "undone":
            run._begin_again()
        run.write(
            {
                "state": "undoing",
                "undo_user_id": self.env.uid,
                "undo_date": fields.Datetime.now(),
                "failure_count": 0,
                **run._prepare_alive_values(),
            }
        )
        run._send_progress()
        run._start_engine()
        return self._get_form_action()

    def _begin_again(self):
        """Let an undo try those rows again that the last one has left."""
        self.ensure_one()
        Row = self.env["antcrm.import.row"]
        domain = self._get_again_domain()
        tally = Counter(self.tally)
        for action, count in Row._read_group(domain, ["undo_action"], ["__count"]):
            tally.subtract({name: count for name in (action, "undo", "left", "again")})
        self.tally = dict(tally)
        Row.search(domain).undo_again = True

    def _get_again_domain(self):
        """Return the domain of the rows that an undo has left, in whole or in part."""
        return Domain(
            [
                ("import_id", "=", self.id),
                ("undo_action", "in", ["kept", *DONE]),
                ("undo_reason", "!=", False),
            ]
        )

    def _preview_undo(self):
        self._check_may_undo()
        # superuser: see run_chunk; the customers are asked for as the user
        run = self.sudo()
        undo = run._get_undo(self.env.user)
        domain = run._get_undo_domain()
        if run.state == "undone":
            domain = run._get_again_domain()
        rows = run.env["antcrm.import.row"].search(
            domain, order="number desc, id desc", limit=PREVIEW_ROWS
        )
        trial, counts, reasons = Trial(), Counter(), []
        for start in range(0, len(rows), CHUNK_SIZE):
            chunk = rows[start : start + CHUNK_SIZE]
            for row, result in zip(
                chunk, undo._preview(run, chunk, trial), strict=True
            ):
                action, reason = result["undo_action"], result["undo_reason"]
                if row.undo_action != action or action == "kept":
                    counts[action] += 1
                if reason:
                    reasons.append(reason)
            # there may be many of them
            chunk.invalidate_recordset()
        lines = {
            "deleted": self.env._("%(deleted)s that the import created are deleted."),
            "restored": self.env._("%(restored)s become what they were before."),
        }
        done = [line % counts for name, line in lines.items() if counts[name]]
        if len(rows) == PREVIEW_ROWS:
            done.append(
                self.env._(
                    "Only the last %(count)s rows were looked at so far.",
                    count=PREVIEW_ROWS,
                )
            )
        return {"done": done, "kept": reasons, "kept_count": len(reasons)}

    def action_change_settings(self):
        """Go back to the wizard, with the file and the settings as they are."""
        self._check_may_act()
        wizard = self.env["antcrm.import.wizard"].search(
            [("import_id", "=", self.id), ("create_uid", "=", self.env.uid)], limit=1
        )
        if self.state != "review" or not wizard:
            raise UserError(
                self.env._(
                    "The file of this import is no longer at hand. "
                    "Start a new import with it."
                )
            )
        return wizard._get_form_action()

    def action_discard(self):
        """Give up an import that has not started."""
        self._check_may_review(states=("draft", "review"))
        # superuser: see action_run
        self.sudo().unlink()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import history"),
            "res_model": self._name,
            "views": [(False, "list"), (False, "kanban"), (False, "form")],
            "target": "main",
        }

    def action_download_errors(self):
        """Download the rows with a problem, to correct and import them again."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/antcrm_import/errors/{self.id}",
            "target": "download",
        }

    def action_view_rows(self):
        """Open the rows with the outcome that the context asks for."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "antcrm_import.antcrm_import_row_action"
        )
        domain = Domain("import_id", "=", self.id)
        outcome = self.env.context.get("row_outcome")
        planned = self.state in ("draft", "review")
        if outcome == "warning":
            domain &= Domain("severity", "=", "warning")
        elif outcome == "problem":
            domain &= self._get_problem_domain()
        elif outcome == "changed":
            domain &= Domain("is_changed", "=", True)
        elif outcome == "left":
            domain &= Domain("undo_reason", "!=", False)
        elif outcome:
            domain &= Domain("planned_action" if planned else "action", "=", outcome)
        action["domain"] = list(domain)
        action["context"] = {"import_state": self.state}
        selection = (
            self.env["antcrm.import.row"]
            ._fields["planned_action" if planned else "action"]
            ._description_selection(self.env)
        )
        labels = {
            **dict(selection),
            "warning": self.env._("With a warning"),
            "problem": self.env._("Rows to look at"),
            "changed": self.env._("Other than predicted"),
            "left": self.env._("Left as they are"),
        }
        action["display_name"] = labels.get(outcome) or self.env._("All rows")
        return action

    def _refresh_plan(self):
        """Predict anew where cells of a big file were corrected since the review."""
        # superuser: see action_run
        run = self.sudo()
        if run.state == "review" and run.is_outdated:
            run._plan()

    def _check_may_act(self):
        self.ensure_one()
        self.check_access("read")
        self._check_may_import()

    def _get_form_action(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "main",
        }

    # ------------------------------------------------------------------
    # Error file
    # ------------------------------------------------------------------

    def _get_error_file(self):
        """Return an XLSX file of the rows that do not come in, or lose a value: their
        cells as they are, and why in a column of its own.

        After a run each row has the key of its customer, so that a corrected row
        changes the customer that was imported without the wrong value.
        """
        self.ensure_one()
        has_keys = self.state not in ("draft", "review")
        domain = Domain("import_id", "=", self.id) & self._get_problem_domain()
        if has_keys:
            # what a stopped run has not come to, it may still import
            domain &= Domain("action", "!=", False)
        rows = self.env["antcrm.import.row"].search(domain)
        header = self._get_file_headers()
        width = len(header)
        entries = self._get_columns()
        problem = self._get_problem_header()
        # a file that is corrected for the second time has these columns
        key_at = problem_at = None
        for position, entry in enumerate(entries):
            if entry.get("field") == RECORD_KEY:
                key_at = position
            elif header[position] == problem and not entry.get("field"):
                problem_at = position
        keys = self._get_record_keys(rows) if has_keys else {}
        if problem_at is None:
            header.append(problem)
        if has_keys and key_at is None:
            header.insert(0, self._get_key_header())
        lines = []
        for row in rows:
            if not row.raw:
                continue
            line = [*row.raw, *[""] * width][:width]
            key = keys.get(row.id)
            if problem_at is None:
                line.append(row.reason or "")
            else:
                line[problem_at] = row.reason or ""
            if has_keys and key_at is None:
                line.insert(0, key or "")
            elif key:
                line[key_at] = key
            lines.append(line)
        return write_xlsx(header, lines)

    @api.model
    def _get_problem_header(self):
        return self.env._("Problem")

    def _get_record_keys(self, rows):
        """Return the keys of the customers that hold what rows brought, as far as the
        user may read them: ``{id of the row: key}``."""
        self.ensure_one()
        ids = {
            row.id: row.record.id
            for row in rows
            if row.action in WRITTEN_ACTIONS and row.record
        }
        Model = self.env[self.env["antcrm.customer.kind"]._get_model(self.kind)]
        readable = Model.with_context(active_test=False).search(
            [("id", "in", list(ids.values())), ("customer_kind", "=", self.kind)]
        )
        Intake = self.env["antcrm.intake"]
        keys = {record.id: Intake._get_record_key(record) for record in readable}
        return {
            row_id: keys[record_id]
            for row_id, record_id in ids.items()
            if record_id in keys
        }

    def _get_error_file_name(self):
        """Return the name of the error file, after that of the file itself."""
        self.ensure_one()
        name = (self.file_name or "").rsplit(".", 1)[0]
        return self.env._("%(file)s - problems.xlsx", file=name or self.id)

    # ------------------------------------------------------------------
    # Staging and review
    # ------------------------------------------------------------------

    def _get_headers(self):
        """Return the name of each column, its letter where it has none."""
        self.ensure_one()
        return [
            entry.get("header") or column_letter(entry["column"])
            for entry in self._get_columns()
        ]

    def _get_columns(self):
        """Return the entries of the mapping that are columns of the file."""
        self.ensure_one()
        return [
            entry for entry in self.mapping or [] if entry.get("column") is not None
        ]

    def _get_file_headers(self):
        """Return the name of each column as the error file has it: that of its field
        where the file has none, by which it is understood again."""
        self.ensure_one()
        headers = self._get_headers()
        columns = self._get_columns()
        if all(entry.get("header") for entry in columns):
            return headers
        Intake = self.env["antcrm.intake"]
        known = self._get_fields_by_name()
        counts = Counter()
        for position, entry in enumerate(columns):
            field = known.get(entry.get("field"))
            if field and not entry.get("header"):
                counts[field["name"]] += 1
                headers[position] = Intake._get_header(field, counts[field["name"]])
        return headers

    def _stage(self, rows):
        """Replace the rows of the run.

        :param rows: tuples (number in the file, list of cells, mark or ``None``)
        """
        self.ensure_one()
        self.row_ids.unlink()
        self.row_count = self.env["antcrm.import.row"]._stage(self, rows)

    def _plan(self, rows=None):
        """Predict the outcome of every row, or of some; the run is then ready for
        review."""
        self.ensure_one()
        importer = self._with_importer()
        builder = importer._get_builder()
        is_whole = rows is None
        self.is_outdated = not is_whole
        if self.value_fixes is False:
            # what the company chose for such values before
            self.value_fixes = self._get_known_fixes()
        if rows is None:
            rows = self.env["antcrm.import.row"].search([("import_id", "=", self.id)])
        rows -= self._leave_out_marked(rows)
        intake = importer._get_intake(rows)
        numbers = intake.env.context["antcrm_row_numbers"]
        known = intake._get_known_keys()
        options = IntakeOptions(importer._get_intake_options(), seen=known)
        # in batches, for the sake of memory; each knows what the earlier ones brought
        for start in range(0, len(rows), PLAN_SIZE):
            batch = rows[start : start + PLAN_SIZE]
            candidates = batch._get_candidates(builder)
            told = self._fix_values(candidates)
            named = self._name_nameless(candidates)
            options["offset"] = start
            outcomes = intake.plan(self.kind, candidates, options)
            self._tell_issues(outcomes, told)
            self._tell_named(outcomes, named)
            for outcome in outcomes:
                if outcome["same_as"] is not None:
                    outcome["same_as"] = numbers[outcome["same_as"]]
                if self._is_left_out(outcome.get("issues")):
                    outcome.update(action="skipped", record=False)
            batch._write_outcomes(
                [
                    row._prepare_outcome(candidate, outcome, "planned_action")
                    for row, candidate, outcome in zip(
                        batch, candidates, outcomes, strict=True
                    )
                ]
            )
            # a big file does not have to be in memory
            known.settle()
            batch.invalidate_recordset()
        if is_whole:
            self._note_placeholders(builder.placeholders)
        self.state = "review"

    def _leave_out_marked(self, rows):
        """Predict that rows that are no customers are left out, and return them."""
        marks = [mark for mark in MARKS if self._get_error_choice(mark) == "skip"]
        left_out = rows & rows.search(
            [("import_id", "=", self.id), ("mark", "in", marks)]
        )
        if not left_out:
            return left_out
        env = self._in_language().env
        reasons = {
            "ragged": env._(
                "It has more cells than there are column names, so that its values may "
                "stand in the wrong columns."
            ),
            "header": env._("It has the column names once more."),
            "example": env._("It is the example of the template."),
            "total": env._("It is a total."),
            "note": env._("It is a note or a heading."),
            "hidden": env._("It is hidden in the spreadsheet."),
        }
        left_out._write_outcomes(
            [
                row._prepare_outcome(
                    {},
                    {
                        "action": "skipped",
                        "record": False,
                        "same_as": None,
                        "issues": [
                            {
                                "code": row.mark,
                                "message": reasons[row.mark],
                                "severity": "warning",
                            }
                        ],
                    },
                    "planned_action",
                )
                | {"name": next(filter(None, row.raw or ()), None)}
                for row in left_out
            ]
        )
        return left_out

    def _note_placeholders(self, counts):
        """Keep what stood for empty cells, to be said once.

        :param Counter counts: how often which text did
        """
        self.notices = {
            **(self.notices or {}),
            "placeholders": [text for text, _count in counts.most_common(8)],
            "placeholder_count": counts.total(),
        }

    def _is_left_out(self, issues):
        """Tell whether a row is left out because it stands in the file before, or is no
        customer."""
        codes = {issue["code"] for issue in issues or ()}
        return any(
            self._get_error_choice(code) == "skip"
            for code in codes.intersection(("duplicate_in_batch", *MARKS))
        )

    def _with_importer(self):
        """Return the run as its importer sees it: his rights, companies, language and
        timezone; never those of the scheduler."""
        self.ensure_one()
        # the first one is the company that he worked for
        companies = self.company_id | self.company_ids & self.user_id.company_ids
        return self.with_user(self.user_id).with_context(
            allowed_company_ids=companies.ids,
            lang=self.lang,
            tz=self.tz,
        )

    def _get_intake(self, rows, kept=frozenset()):
        """Return the intake, which calls the candidates of ``rows`` by their numbers in
        the file.

        :param kept: positions of the rows that are customers of their own, although
            somebody whom the run has created before them has the same phone or email
        """
        return self.env["antcrm.intake"].with_context(
            antcrm_row_numbers=rows._get_numbers(),
            antcrm_repeated=self._get_error_choice("duplicate_in_batch"),
            antcrm_kept_rows=kept,
            antcrm_merged_rows=rows._get_merged_repeated(),
            antcrm_colleague_rows=rows._get_colleagues(),
            antcrm_colleagues=self._get_error_choice("colleague") != "same",
        )

    def _name_nameless(self, candidates):
        """Name those without a name by what else there is of them, where the importer
        wants it so.

        :return: ``{position: name}`` of those
        """
        self.ensure_one()
        if self._get_error_choice("no_name") != "name":
            return {}
        named = {}
        for position, candidate in enumerate(candidates):
            if candidate.get(RECORD_KEY) or any(map(candidate.get, NAMES)):
                continue
            points = [*candidate.get("emails", ()), *candidate.get("phones", ())]
            name = next(filter(None, [*points, candidate.get("parent_id")]), None)
            # the account of the whole file is no name
            if isinstance(name, str):
                candidate["name"] = named[position] = name
        return named

    def _tell_named(self, outcomes, named):
        """Say of the rows of :meth:`_name_nameless` what became their name."""
        env = self._in_language().env
        for position, name in named.items():
            outcomes[position]["issues"].append(
                {
                    "code": "no_name",
                    "message": env._(
                        "There is no name: “%(name)s” is taken for it.", name=name
                    ),
                    "severity": "warning",
                }
            )

    def _get_builder(self):
        """Return what makes candidates of the rows."""
        return CandidateBuilder(
            self.mapping or [],
            self._get_intake_fields(),
            pytz.timezone(self.tz) if self.tz else None,
            # an account that the importer may not read any more is one that is not
            # there: the intake says so
            fixed={"parent_id": account.id} if (account := self._get_account()) else {},
        )

    # ------------------------------------------------------------------
    # Running
    # ------------------------------------------------------------------

    @api.private
    def run_chunk(self, limit=CHUNK_SIZE):
        """Import the next rows in the current transaction, which the caller commits.

        The customers and the outcomes of their rows become visible together: a worker
        that dies in between leaves nothing, and whoever comes next takes these rows
        again.

        :param int limit: how many rows to take
        :return: how many rows were taken; 0 when none is left (the run is then done)
            or another worker has them
        :raises ConcurrencyError: when another transaction entered one of the numbers
            first; roll back and call again
        """
        self.ensure_one()
        # superuser: staged rows and their outcomes are nobody's to write by hand; the
        # customers themselves are written as the importer
        run = self.sudo()
        if run.state != "running":
            return 0
        if reason := run._in_language()._get_stop_reason():
            run._finish("cancelled", reason)
            return 0
        rows = run.env["antcrm.import.row"].search(
            [("import_id", "=", run.id), ("action", "=", False)], limit=limit
        )
        if not rows:
            run._finish("done")
            return 0
        if rows.try_lock_for_update() != rows:
            return 0
        taken = len(rows)
        # what a later chunk has of an earlier one, the review alone knows
        left_out = rows.filtered(
            lambda row: (
                row.planned_action == "skipped" and run._is_left_out(row.errors)
            )
        )
        left_out._write_outcomes([{"action": "skipped"} for _row in left_out])
        rows -= left_out
        importer = run._with_importer()
        candidates = rows._get_candidates(importer._get_builder())
        told = run._fix_values(candidates)
        named = run._name_nameless(candidates)
        options = IntakeOptions(
            importer._get_intake_options(),
            import_id=run.id,
            expected=rows._get_expected(),
        )
        intake = importer._get_intake(rows, rows._get_kept_repeated())
        outcomes = intake.apply(run.kind, candidates, options)
        run._tell_issues(outcomes, told)
        run._tell_named(outcomes, named)
        importer.env.flush_all()
        run.env["antcrm.import.undo"]._remember(outcomes)
        rows._write_outcomes(
            [
                row._prepare_outcome(candidate, outcome, "action")
                for row, candidate, outcome in zip(
                    rows, candidates, outcomes, strict=True
                )
            ]
        )
        rows._write_history()
        run._show_life()
        if taken < limit:
            run._finish("done")
        else:
            run._send_progress()
        return taken

    def _show_life(self):
        """Note that the run goes on, and who works on it."""
        values = self._prepare_alive_values()
        if self.env.context.get("antcrm_looking"):
            values["look_count"] = self.look_count + 1
        self.write({"failure_count": 0, **values})

    @api.model
    def _prepare_alive_values(self):
        return {
            "heartbeat_date": fields.Datetime.now(),
            "pause_reason": False,
            "look_count": 0,
        }

    def _get_stop_reason(self):
        """Return why the run may not go on, or False."""
        self.ensure_one()
        if not self.user_id.active:
            return self.env._("The user who started this import is archived.")
        if not self.user_id.has_group("antcrm_customers.group_import"):
            return self.env._("The user who started this import may no longer import.")
        if self.company_id not in self.user_id.company_ids:
            return self.env._(
                "The user who started this import may no longer work for %(company)s.",
                company=self.company_id.name,
            )
        return False

    def _finish(self, state, reason=False):
        """End the run and tell its importer."""
        self.ensure_one()
        values = {"state": state, "pause_reason": False}
        if state != "undone":
            # the period for an undo begins
            values |= {"end_date": fields.Datetime.now(), "stop_reason": reason}
        self.write(values)
        self._send_progress()
        self._notify_importer()

    @api.private
    def undo_chunk(self, limit=CHUNK_SIZE):
        """Undo the next rows, the last one first, in the current transaction, which the
        caller commits.

        :param int limit: how many rows to take
        :return: how many rows were taken; 0 when none is left (the undo is then done)
            or another worker has them
        :raises ConcurrencyError: when another transaction changed the same customers;
            roll back and call again
        """
        self.ensure_one()
        # superuser: see run_chunk
        run = self.sudo()
        if run.state != "undoing":
            return 0
        rows = run.env["antcrm.import.row"].search(
            run._get_undo_domain(), order="number desc, id desc", limit=limit
        )
        if rows and rows.try_lock_for_update() != rows:
            return 0
        if rows:
            undo = run._get_undo(run.undo_user_id)
            rows._write_outcomes(undo._undo(run, rows))
            run._show_life()
        if len(rows) < limit:
            run._finish("undone")
        else:
            run._send_progress()
        return len(rows)

    def _get_undo(self, user):
        """Return what undoes the run for a user."""
        return (
            self.env["antcrm.import.undo"]
            .with_user(user)
            .with_context(allowed_company_ids=user.company_ids.ids, lang=user.lang)
        )

    def _get_undo_domain(self):
        """Return the domain of the rows that are still to be undone."""
        is_left = Domain("undo_action", "=", False) | Domain("undo_again", "=", True)
        return (
            Domain("import_id", "=", self.id) & Domain("action", "!=", False) & is_left
        )

    def _keep_next_row(self, error):
        """Leave the customer of the row that keeps the undo from going on."""
        self.ensure_one()
        row = self.env["antcrm.import.row"].search(
            self._get_undo_domain(), order="number desc, id desc", limit=1
        )
        row._write_outcomes(
            [
                {
                    "undo_action": "kept",
                    "undo_reason": self._get_failure(error),
                    "undo_again": False,
                }
            ]
        )
        self.failure_count += 1
        self._send_progress()
        return 1

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
            "done_count": (
                self.undo_count
                if self.state in ("undoing", "undone")
                else self.done_count
            ),
            "warning_count": self.warning_count,
            "undo_count": self.undo_count,
            "heartbeat_date": fields.Datetime.to_string(self.heartbeat_date) or False,
            "pause_reason": self.pause_reason or False,
            **counts,
        }

    # ------------------------------------------------------------------
    # Looking after
    # ------------------------------------------------------------------

    def look_after(self):
        """Return the progress of a run; where nobody works on it, take its next rows.

        The page of a run calls this while it hears nothing. So a run goes on when the
        scheduler of the server is dead, or was never told of it. The rows are locked:
        two who look never take the same.

        :return: dict with what :meth:`get_running` has of each, and ``took`` (how many
            rows were taken here), ``notice`` (what keeps the run from going on, and who
            can change that; or ``False``)
        :raise AccessError: the user may not see imports
        """
        self.ensure_one()
        self.check_access("read")
        # superuser: see run_chunk
        run = self.sudo()
        took, notice = 0, False
        if run._is_stalled():
            took, notice = run._take_over()
        return {
            **run._get_progress(),
            "took": took,
            "notice": notice or run._get_notice(),
        }

    def _is_under_way(self):
        return self.state in ("running", "undoing")

    def _is_stalled(self):
        """Whether nobody seems to work on the run."""
        self.ensure_one()
        if not self._is_under_way():
            return False
        limit = fields.Datetime.now() - timedelta(seconds=STALLED)
        alive = self.heartbeat_date
        return bool(self.look_count) or not alive or alive < limit

    def _take_over(self):
        """Take the next rows of a run that nobody works on, in the transaction of the
        request, and wake the scheduler.

        :return: how many rows were taken, and what keeps the server from it, or False
        """
        if not self.look_count:
            self._start_engine()
        run = self.with_context(antcrm_looking=True)
        limit = min(run._get_first_limit(), LOOK_SIZE)
        taken, before = 0, limit + 1
        while not taken and limit < before and run._is_under_way():
            before = limit
            taken, limit = run._import_chunk(limit)
        return taken, run.pause_reason

    def _get_notice(self):
        """Return what keeps a run from going on in the background, or False."""
        if not self._is_under_way():
            return False
        if self.pause_reason:
            return self.pause_reason
        if self.look_count > 1 or self._is_stalled() and self._is_scheduler_late():
            return self.env._(
                "Nobody works in the background: the scheduler of the server does not "
                "run. This page goes on with the rows as long as it is open. Ask your "
                "administrator to restart the server, and to give it workers for "
                "scheduled actions (max_cron_threads)."
            )
        return False

    @api.model
    def _is_scheduler_late(self):
        """Whether scheduled actions wait that should have been run long ago."""
        late = fields.Datetime.now() - timedelta(minutes=LATE_MINUTES)
        domain = [("nextcall", "<", late), ("active", "=", True)]
        # superuser: a plain yes or no
        return bool(self.env["ir.cron"].sudo().search_count(domain, limit=1))

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

    def _get_summary_lines(self):
        """Return one line per outcome that happened, with its number."""
        self.ensure_one()
        if self.state in ("undoing", "undone"):
            return self._get_undo_lines()
        counts = {
            name: self[f"{name}_count"]
            for name in (*COUNTED_ACTIONS, "warning", "changed")
        }
        if self.state in ("draft", "review"):
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
                    "%(warning)s of them will lose a wrong value, "
                    "or lack a required one"
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
                    "%(warning)s of them lost a wrong value, or lack a required one"
                ),
                "changed": self.env._(
                    "%(changed)s of them came out otherwise than the review said"
                ),
            }
        lines = [line % counts for name, line in lines.items() if counts[name]]
        # of an undo that was stopped
        return lines + (self._get_undo_lines() if self.undo_count else [])

    def _get_undo_lines(self):
        """Return one line per kind of thing that was undone, with its number."""
        counts = {
            name: self[f"{name}_count"] for name in ("deleted", "restored", "left")
        }
        lines = {
            "deleted": self.env._("%(deleted)s deleted that the import had created"),
            "restored": self.env._("%(restored)s restored as they were before"),
            "left": self.env._(
                "%(left)s left, in whole or in part, because they changed since or are "
                "in use"
            ),
        }
        return [line % counts for name, line in lines.items() if counts[name]]

    # ------------------------------------------------------------------
    # Background
    # ------------------------------------------------------------------

    def _start_engine(self):
        """Have the runs worked on in the background, from now on.

        The scheduled action does it. An addon that brings another engine starts that
        here, and takes its runs out of ``_search_scheduled``.
        """
        self._trigger_cron()

    @api.model
    def _trigger_cron(self, is_paused=False):
        at = fields.Datetime.now() + timedelta(seconds=PAUSE) if is_paused else None
        self.env.ref("antcrm_import.ir_cron_import")._trigger(at)

    @api.model
    def _cron_run(self):
        """Work on all runs under way, a chunk of each in turn."""
        Cron = self.env["ir.cron"]
        time_left = Cron._commit_progress(remaining=self._count_remaining())
        limits = {}
        progressed = True
        while time_left and progressed and (runs := self._search_scheduled()):
            # every run gets its turn before time is looked at: none waits for ever
            progressed = False
            for run in runs:
                before = limits.get(run.id) or run._get_first_limit()
                taken, limits[run.id] = run._import_chunk(before)
                progressed |= bool(taken) or limits[run.id] < before
            time_left = Cron._commit_progress(remaining=self._count_remaining())
        if runs := self._search_scheduled():
            # wake a worker at once, not at its next look around; where the server
            # cannot go on, a little later
            self._trigger_cron(not progressed and any(runs.mapped("pause_reason")))

    @api.model
    def _search_running(self):
        return self.search(
            [("state", "in", ["running", "undoing"])], order="start_date, id"
        )

    @api.model
    def _search_scheduled(self):
        """Return the runs under way that are the scheduled action's to work on."""
        return self._search_running()

    @api.model
    def _count_remaining(self):
        """Return how many rows are still to be imported, or undone."""
        return sum(
            # a run from before outcomes were tallied may count less than it did
            max(
                run.done_count - run.undo_count
                if run.state == "undoing"
                else run.row_count - run.done_count,
                0,
            )
            for run in self._search_scheduled()
        )

    def _get_first_limit(self):
        """Return how many rows a worker takes first: one where the last one failed."""
        self.ensure_one()
        return 1 if self.failure_count else CHUNK_SIZE

    def _import_chunk(self, limit=CHUNK_SIZE):
        """Run one chunk and commit it, whatever happens.

        After a conflict with another transaction it is run again, and when that does
        not help the next chunk is smaller: fewer rows, fewer conflicts. After any other
        failure it is smaller too, down to the one row that fails: that is rejected, and
        the run goes on in small steps, which grow as long as they work. When row after
        row fails it is stopped. For a fault of the server no row is rejected: the run
        waits, see ``tools.faults``.

        :return: how many rows were taken, and how many to take next time
        """
        self.ensure_one()
        for tries in range(1, MAX_TRIES + 1):
            try:
                undoing = self.state == "undoing"
                step = self.undo_chunk if undoing else self.run_chunk
                taken = self._commit_step(step, limit)
                return taken, min(limit * 4, CHUNK_SIZE)
            except Exception as error:
                fault = sort_fault(error)
                if fault == CONFLICT:
                    _logger.info("Import %s: %r, try %s", self.id, error, tries)
                    self._wait_after_conflict(error, tries)
                    continue
                if fault == SERVER:
                    _logger.warning("Import %s waits: %s", self.id, error)
                    self._pause(error)
                    return 0, limit
                _logger.warning(
                    "Import %s: a chunk of %s rows failed",
                    self.id,
                    limit,
                    exc_info=True,
                )
                if limit > 1:
                    return 0, max(limit // 10, 1)
                undoing = self.state == "undoing"
                step = self._keep_next_row if undoing else self._reject_next_row
                self._commit_step(step, error)
                return 1, 1
        return 0, max(limit // 10, 1)

    def _commit_step(self, step, *args):
        """Call a step of a run and commit what it did, or roll it back if it fails.

        :param step: a method that returns how many rows it took
        :return: what the step returned
        """
        if self.env.context.get("antcrm_looking"):
            return self._keep_step(step, *args)
        try:
            taken = step(*args)
            self.env["ir.cron"]._commit_progress(taken)
        except Exception as error:
            if not is_connection_lost(error):
                self._roll_back()
            raise
        return taken

    def _keep_step(self, step, *args):
        """Keep what a step did for the end of the transaction, whose owner commits it,
        or roll it back if it fails."""
        try:
            with self.env.cr.savepoint():
                return step(*args)
        except Exception:
            # what the step made known to the caches is no more
            self.env.registry.reset_changes()
            raise

    def _pause(self, error):
        """Say why the run waits. It goes on by itself: the scheduled action comes back,
        and so does whoever looks at the run.

        :raise: the error again where its connection is gone, and this worker's turn
            with it
        """
        if is_connection_lost(error):
            raise error
        reason = explain_fault(self._in_language().env, error)
        try:
            self._commit_step(self._note_pause, reason)
        except Exception as second:
            if sort_fault(second) != SERVER or is_connection_lost(second):
                raise
            # not even that can be written: the log has it, and who looks will see
            _logger.warning("Import %s: %s", self.id, second)

    def _note_pause(self, reason):
        self.pause_reason = reason
        self._send_progress()
        self.env.flush_all()
        return 0

    def _wait_after_conflict(self, error, tries):
        """Give other transactions the time to finish before the next try."""
        if self.env.context.get("antcrm_looking"):
            raise error  # only a new transaction sees what the other one did
        time.sleep(random.uniform(0.0, 0.1 * 2**tries))

    def _roll_back(self):
        self.env.cr.rollback()
        self.env.transaction.reset()
        self.env.registry.reset_changes()

    def _get_failure(self, error):
        """Return what to say about a row on which the server fails."""
        if isinstance(error, UserError):
            return str(error)
        return self._in_language().env._(
            "The server could not import this row. "
            "Ask your administrator to look at the server log."
        )

    def _in_language(self):
        """Return the run in the language of its importer, whoever works on it."""
        return self.with_context(lang=self.lang) if self.lang else self

    def _reject_next_row(self, error):
        """Reject the row that keeps the run from going on; stop the run when the server
        fails on one row after the other."""
        self.ensure_one()
        row = self.env["antcrm.import.row"].search(
            [("import_id", "=", self.id), ("action", "=", False)], limit=1
        )
        message = self._get_failure(error)
        issue = {"code": "failed", "message": message, "severity": "error"}
        values = row._prepare_outcome(
            {}, {"action": "rejected", "issues": [issue]}, "action"
        )
        # the one that the review found
        del values["name"]
        row._write_outcomes([values])
        self.failure_count += 1
        if self.failure_count < MAX_FAILURES:
            self._send_progress()
            return 1
        self._finish(
            "cancelled",
            self._in_language().env._(
                "The import was stopped, as %(count)s rows one after the other failed. "
                "The last one: %(reason)s Have that put right, then choose “Continue” "
                "for the rows that are left, and “Download problems” for those that "
                "failed.",
                count=self.failure_count,
                reason=message,
            ),
        )
        return 1

    @api.autovacuum
    def _gc_reviews(self):
        """Delete what was staged for a review that nobody confirmed."""
        limit = fields.Datetime.now() - timedelta(days=REVIEW_DAYS)
        self.search(
            [("state", "in", ["draft", "review"]), ("write_date", "<", limit)]
        ).unlink()

    @api.autovacuum
    def _gc_rows(self):
        """Delete the customer data that was staged for imports that can no longer be
        undone. What stays is the number of each row, its outcome and the link to its
        customer, who is not in the row any more."""
        limit = fields.Datetime.now() - timedelta(days=self._get_undo_days())
        runs = self.search(
            [
                ("state", "in", ["done", "cancelled", "undone"]),
                ("end_date", "<", limit),
                ("is_purged", "=", False),
            ]
        )
        if not runs:
            return
        self.env["antcrm.import.row"].search([("import_id", "in", runs.ids)])._purge()
        runs.is_purged = True
        for run in runs:
            # how the columns of such a file are understood is no customer data, and
            # serves the next one; a value for every row is
            run.mapping = [remember_entry(entry) for entry in run._get_columns()]

from collections import Counter

import pytz

from odoo import api, fields, models
from odoo.tools import SQL, split_every

from odoo.addons.antcrm_customers.tools.intake_entry import IntakeOptions
from odoo.addons.antcrm_customers.tools.intake_fields import VALUE_CODES
from odoo.addons.antcrm_export.models.antcrm_sheet import RECORD_KEY
from odoo.addons.antcrm_share.tools.counts import count_text

from ..tools.batches import without_collector
from ..tools.mapping import BESIDE, EXAMPLES, CandidateBuilder, column_letter
from ..tools.rows import MARKS
from .antcrm_import_companies import KIND_CODES

# whose rows may be left out
LEFT_OUT_CODES = ("duplicate_in_batch", *KIND_CODES, *MARKS)
PLAN_SIZE = 5000
# of more rows the review is made in the background, a part after the other: servers end
# requests that take too long
PLAN_AT_ONCE = 100_000
PLAN_CHUNK = 4 * PLAN_SIZE
MAX_PLACEHOLDERS = 100  # kept from chunk to chunk
# rows on which the server fails one after the other before it gives up
MAX_PLAN_FAILURES = 20
# what a customer may be called by; without one of them a row has no name
NAMES = ("name", "firstname", "lastname", "partner_name")


class AntcrmImport(models.Model):
    """From rows of a file to candidates of the intake, and what the intake predicts."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "antcrm.import"

    planned_count = fields.Integer(
        readonly=True, copy=False, help="How many rows a review under way has done."
    )
    planned_number = fields.Integer(
        readonly=True,
        copy=False,
        aggregator=None,
        export_string_translation=False,
        help="The last row that a review under way has looked at.",
    )
    placeholder_counts = fields.Json(
        readonly=True, copy=False, export_string_translation=False
    )
    is_outdated = fields.Boolean(
        readonly=True, copy=False, help="Cells were corrected since the last review."
    )
    notices = fields.Json(
        readonly=True,
        copy=False,
        help="What of the file is not taken in: columns without a field, cells that "
        "stand for nothing.",
    )
    notices_html = fields.Html(compute="_compute_notices_html", sanitize=False)

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
                        "beside": run._get_beside_notice(),
                    },
                )
            )

    def _get_beside_notice(self):
        """Return what to say about words beside phones and emails, or ``False``."""
        self.ensure_one()
        notices = self.notices or {}
        return bool(notices.get("beside_count")) and self.env._(
            "Beside the phone numbers and emails, %(count)s cells say more, such as "
            "%(examples)s. These words are left out. To keep them, give them a column "
            "of their own.",
            count=count_text(self.env, notices["beside_count"]),
            examples=", ".join(f"“{text}”" for text in notices["beside"]),
        )

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

    def _review_rows(self, rows, numbers, marks):
        """Replace the rows of the run by those of a file, and make their review, see
        :meth:`_plan`.

        :param rows: lists of cells
        :param list numbers: of the rows in the file
        :param dict marks: ``{position: mark}`` of those that may be no customers
        """
        self.ensure_one()
        self.row_ids.unlink()
        self.row_count = len(numbers)
        # one by one: a full sheet has a million of them
        lines = (
            {"number": number, "raw": cells, "mark": marks.get(position)}
            for position, (number, cells) in enumerate(zip(numbers, rows, strict=True))
        )
        if len(numbers) <= PLAN_AT_ONCE and not self._get_kinds_left_out():
            self._stage_planned(lines, numbers, marks)
        else:
            self.env["antcrm.import.row"]._stage(self, lines)
            self._plan()

    def _stage_planned(self, lines, numbers, marks):
        """Stage rows with their predicted outcomes: each is written once, not twice.

        :param lines: dicts of ``number``, ``raw`` and ``mark``
        """
        Row = self.env["antcrm.import.row"]
        left_out = self._get_marks_left_out()
        self._learn_fixes()
        intake = self._with_importer()._get_intake(
            [
                number
                for position, number in enumerate(numbers)
                if marks.get(position) not in left_out
            ]
        )
        builder, options = self._prepare_plan(intake._get_known_keys())
        for batch in split_every(PLAN_SIZE, lines):
            with without_collector():
                taken = [line for line in batch if line["mark"] not in left_out]
                candidates = [builder.build(line["raw"]) for line in taken]
                outcomes = self._predict(candidates, intake, options)
                for line, outcome in zip(taken, outcomes, strict=True):
                    line.update(outcome)
                for line in batch:
                    if issue := left_out.get(line["mark"]):
                        line.update(Row._prepare_left_out(issue, line["raw"]))
                Row._stage(self, batch)
                options["offset"] += len(taken)
                options["seen"].settle()
        self._note_placeholders(builder.count_left_out())
        self.write({"state": "review", "is_outdated": False})

    def _plan(self, rows=None):
        """Predict the outcome of every row, or of some; the run is then ready for
        review. Of a big file this begins, and goes on in the background."""
        self.ensure_one()
        is_whole = rows is None
        if is_whole and self.row_count > PLAN_AT_ONCE:
            self._begin_plan()
            return
        self.is_outdated = not is_whole
        self._learn_fixes()
        if rows is None:
            rows = self.env["antcrm.import.row"].search_fetch(
                [("import_id", "=", self.id)], ["import_id", "mark"]
            )
        rows = self._leave_out_others(rows)
        intake = self._with_importer()._get_intake(rows._get_numbers())
        placeholders = self._plan_rows(rows, intake, intake._get_known_keys())
        if is_whole:
            self._note_placeholders(placeholders)
        self.state = "review"

    def _learn_fixes(self):
        """Take over what the company chose for such values before."""
        if self.value_fixes is False:
            self.value_fixes = self._get_known_fixes()

    def _plan_rows(self, rows, intake, known):
        """Predict the outcome of rows in batches, for the sake of memory; each knows
        what the earlier ones brought.

        :param known: ``antcrm_import.tools.packed.KnownKeys``
        :return: ``Counter`` of what stood for empty cells or was left out of others,
            see ``CandidateBuilder.count_left_out``
        """
        builder, options = self._prepare_plan(known)
        for start in range(0, len(rows), PLAN_SIZE):
            options["offset"] = start
            with without_collector():
                batch = rows[start : start + PLAN_SIZE]
                candidates = batch._get_candidates(builder)
                batch._write_outcomes(self._predict(candidates, intake, options))
                # a big file does not have to be in memory
                known.settle()
                batch.invalidate_recordset()
        return builder.count_left_out()

    def _prepare_plan(self, known):
        """Return what makes candidates of rows, and the options of the intake."""
        importer = self._with_importer()
        options = IntakeOptions(importer._get_intake_options(), seen=known, offset=0)
        return importer._get_builder(), options

    def _predict(self, candidates, intake, options):
        """Return the columns of a row for each of the candidates, whose values are
        fixed in place."""
        if not candidates:
            return []
        Row = self.env["antcrm.import.row"]
        told = self._fix_values(candidates)
        named = self._name_nameless(candidates)
        outcomes = intake.plan(self.kind, candidates, options)
        self._tell_issues(outcomes, told)
        self._tell_named(outcomes, named)
        for outcome in outcomes:
            if outcome["same_as"] is not None:
                outcome["same_as"] = intake._get_row_number(outcome["same_as"])
            if self._is_left_out(outcome.get("issues")):
                outcome.update(action="skipped", record=False)
        return [
            Row._prepare_outcome(candidate, outcome, "planned_action")
            for candidate, outcome in zip(candidates, outcomes, strict=True)
        ]

    # ------------------------------------------------------------------
    # In the background
    # ------------------------------------------------------------------

    def _begin_plan(self):
        """Have the review of a big file made in the background."""
        self.ensure_one()
        self.env["antcrm.import.key"]._forget(self)
        self._learn_fixes()
        self.write(
            {
                "state": "planning",
                "is_outdated": False,
                "planned_count": 0,
                "planned_number": 0,
                "placeholder_counts": False,
                "stop_reason": False,
                "failure_count": 0,
                **self._prepare_alive_values(),
            }
        )
        self._send_progress()
        self._start_engine()

    @api.private
    def plan_chunk(self, limit=PLAN_CHUNK):
        """Predict the outcome of the next rows in the current transaction, which the
        caller commits.

        :param int limit: how many rows to take
        :return: how many rows were taken; 0 when none is left (the run is then ready
            for review) or another worker is at it
        """
        self.ensure_one()
        # superuser: see run_chunk
        run = self.sudo()
        if run.state != "planning":
            return 0
        if reason := run._in_language()._get_stop_reason():
            run._stop_plan(reason)
            return 0
        rows = run.env["antcrm.import.row"].search_fetch(
            [("import_id", "=", run.id), ("number", ">", run.planned_number)],
            ["import_id", "number", "mark"],
            limit=limit,
        )
        if rows and not rows[0].try_lock_for_update():
            return 0
        taken, last = len(rows), rows[-1:].number
        rows = run._leave_out_others(rows)
        if rows:
            intake = run._with_importer()._get_intake(rows.mapped("number"))
            placeholders = run._plan_rows(rows, intake, intake._get_known_keys(run))
            placeholders.update(run.placeholder_counts or {})
            run.placeholder_counts = dict(placeholders.most_common(MAX_PLACEHOLDERS))
        if taken:
            run.write(
                {
                    "planned_count": run.planned_count + taken,
                    "planned_number": last,
                }
            )
            run._show_life()
        if taken < limit:
            run._finish_plan()
        run._send_progress()
        return taken

    def _skip_planned_row(self, error):
        """Say of the row on which the server fails that it cannot come in; stop when it
        fails on one row after the other."""
        self.ensure_one()
        if self.state != "planning":
            return 0  # stopped meanwhile
        row = self.env["antcrm.import.row"].search(
            [("import_id", "=", self.id), ("number", ">", self.planned_number)], limit=1
        )
        message = self._get_failure(error)
        if not row:
            self._stop_plan(message)
            return 0
        issue = {"code": "failed", "message": message, "severity": "error"}
        row._write_outcomes(
            [
                row._prepare_outcome(
                    {}, {"action": "rejected", "issues": [issue]}, "planned_action"
                )
            ]
        )
        self.write(
            {
                "planned_count": self.planned_count + 1,
                "planned_number": row.number,
                "failure_count": self.failure_count + 1,
            }
        )
        if self.failure_count >= MAX_PLAN_FAILURES:
            self._stop_plan(message)
        else:
            self._send_progress()
        return 1

    def _stop_plan(self, reason=False):
        """Let the review rest; it can be gone on with, or given up. The importer is
        told where it was not the importer who stopped it."""
        self.write({"state": "draft", "pause_reason": False, "stop_reason": reason})
        self._send_progress()
        if reason:
            self._notify_importer()

    def action_plan(self):
        """Go on with a review that was stopped."""
        self._check_may_review(states=("draft",))
        # superuser: see action_run
        run = self.sudo()
        run.write(
            {
                "state": "planning",
                "stop_reason": False,
                "failure_count": 0,
                **run._prepare_alive_values(),
            }
        )
        run._send_progress()
        run._start_engine()
        return self._get_form_action()

    def _finish_plan(self):
        """The review can be looked at."""
        self.env["antcrm.import.key"]._forget(self)
        self._note_placeholders(Counter(self.placeholder_counts or {}))
        self.write({"state": "review", "placeholder_counts": False})
        self._notify_importer()

    def _refresh_plan(self):
        """Predict anew where cells of a big file were corrected since the review."""
        # superuser: see action_run
        run = self.sudo()
        if run.state == "review" and run.is_outdated:
            run._plan()

    def _leave_out_others(self, rows):
        """Predict that rows that are none of the customers that are taken in are left
        out, and return the rest."""
        rows -= self._leave_out_marked(rows)
        return rows - self._leave_out_other_kinds(rows)

    def _leave_out_marked(self, rows):
        """Predict that rows that are no customers are left out, and return them."""
        issues = self._get_marks_left_out()
        left_out = rows.filtered(lambda row: row.mark in issues)
        if left_out:
            left_out._leave_out([issues[row.mark] for row in left_out])
        return left_out

    def _get_marks_left_out(self):
        """Return the issue of each mark whose rows are left out: ``{mark: issue}``."""
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
        return {
            mark: {"code": mark, "message": reasons[mark], "severity": "warning"}
            for mark in MARKS
            if self._get_error_choice(mark) == "skip"
        }

    def _note_placeholders(self, counts):
        """Keep what stood for empty cells, and what stood beside numbers and addresses,
        to be said once.

        :param Counter counts: see :meth:`_plan_rows`
        """
        beside = {text: n for text, n in counts.items() if text.startswith(BESIDE)}
        empty = counts - Counter(beside)
        self.notices = {
            **(self.notices or {}),
            "placeholders": [text for text, _count in empty.most_common(8)],
            "placeholder_count": empty.total(),
            "beside": sorted(text.strip() for text in beside if text != BESIDE)[
                :EXAMPLES
            ],
            "beside_count": beside.get(BESIDE, 0),
        }

    def _is_left_out(self, issues):
        """Tell whether a row is left out because it stands in the file before, or is no
        customer."""
        codes = {issue["code"] for issue in issues or ()}
        return any(
            self._get_error_choice(code) == "skip"
            for code in codes.intersection(LEFT_OUT_CODES)
        )

    def _with_importer(self):
        """Return the run as its importer sees it: with their rights, companies,
        language and timezone; never those of the scheduler."""
        self.ensure_one()
        # the first one is the company that they worked for
        companies = self.company_id | self.company_ids & self.user_id.company_ids
        return self.with_user(self.user_id).with_context(
            allowed_company_ids=companies.ids,
            lang=self.lang,
            tz=self.tz,
        )

    def _get_intake(self, numbers, rows=None):
        """Return the intake, which calls candidates by their numbers in the file.

        :param numbers: of each candidate, in their order
        :param rows: those of a chunk of the run, of which the review knows who is the
            same as an earlier one, or is not in spite of the same phone or email
        """
        if rows is None:
            rows = self.env["antcrm.import.row"]
        return self.env["antcrm.intake"].with_context(
            antcrm_row_numbers=numbers,
            antcrm_repeated=self._get_error_choice("duplicate_in_batch"),
            antcrm_kept_rows=rows._get_kept_repeated(),
            antcrm_merged_rows=rows._get_merged_repeated(),
            antcrm_colleague_rows=rows._get_colleagues(),
            antcrm_colleagues=self._get_error_choice("colleague") != "same",
        )

    @api.model
    def _get_way_in(self):
        return "import"

    def _get_origin(self):
        """Of the accounts that rows bring; the rows say it of their customers."""
        run = self._in_language()
        return run.env._(
            "Imported from “%(file)s” by %(user)s.",
            file=run.file_name or "",
            user=run.user_id.name,
        )

    @api.model
    def _get_came_in_query(self):
        return SQL(
            """
            SELECT split_part(record, ',', 1) AS model,
                   split_part(record, ',', 2)::integer AS id
              FROM antcrm_import_row
             WHERE action IN ('created', 'duplicated') AND record IS NOT NULL
            """
        )

    def _get_intake_options(self):
        # superuser: the share of a run is not shown to its importer as a field;
        # they chose it
        options = super(AntcrmImport, self.sudo())._get_intake_options()
        return {
            **options,
            "record_keys": True,
            "tells_origin": True,
            "external_system": self.external_system or "",
            "invalid_choices": {
                code: self._get_error_choice(code) for code in VALUE_CODES
            },
            "required_values": self._get_error_choice("required"),
        }

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
            kind=self.kind,
        )

import json
from array import array

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, split_every
from odoo.tools.json import json_default

from odoo.addons.antcrm_customers.tools.intake_entry import UPDATES

from ..tools.reader import CONTROL
from ..tools.writer import MAX_CELL

# after a correction all rows of so small a file are looked at again; of a bigger one,
# when its import is to begin
REPLAN_SIZE = 2000
STAGE_SIZE = 10_000

ACTIONS = [
    ("created", "Create"),
    ("duplicated", "Duplicate"),
    ("skipped", "Skip"),
    ("overwritten", "Overwrite"),
    ("merged", "Merge"),
    ("rejected", "Reject"),
]
ACTIONS_DONE = [
    ("created", "Created"),
    ("duplicated", "Duplicated"),
    ("skipped", "Skipped"),
    ("overwritten", "Overwritten"),
    ("merged", "Merged"),
    ("rejected", "Rejected"),
]
# outcomes with a customer that has the values of the row
WRITTEN_ACTIONS = ("created", "duplicated", "overwritten", "merged")
# issues that say who the customer is, not that something of the row is lost
DUPLICATE_CODES = frozenset(("duplicate", "duplicate_in_batch", "internal_user"))
# those, and what was chosen or is only told
HARMLESS_CODES = DUPLICATE_CODES | {
    *(
        "fixed_value",
        "new_value",
        "colleague",
        "other_kind",
        "known_company",
        "known_person",
    ),
}
# columns that a file and its outcomes fill, and how PostgreSQL casts them out of JSON
COLUMN_TYPES = {
    "number": "integer",
    "raw": "jsonb",
    "mark": "varchar",
    "planned_action": "varchar",
    "action": "varchar",
    "name": "varchar",
    "reason": "text",
    "errors": "jsonb",
    "severity": "varchar",
    "record": "varchar",
    "same_as": "integer",
    "previous": "jsonb",
    "written": "jsonb",
    "made": "jsonb",
    "is_changed": "boolean",
    "undo_action": "varchar",
    "undo_reason": "text",
    "undo_again": "boolean",
}
UNDO_ACTIONS = [
    ("deleted", "Deleted"),
    ("restored", "Restored"),
    ("kept", "Left as it is"),
    ("nothing", "Nothing to undo"),
]


class AntcrmImportRow(models.Model):
    _name = "antcrm.import.row"
    _description = "Imported Row"
    _order = "number, id"
    # a run stages thousands of them; who did it and when is on the run
    _log_access = False

    import_id = fields.Many2one(
        "antcrm.import", required=True, ondelete="cascade", readonly=True
    )
    number = fields.Integer(
        "Row", readonly=True, aggregator=None, help="Number of the row in the file."
    )
    raw = fields.Json(readonly=True, help="The cells of the row as they are.")
    name = fields.Char("Customer", readonly=True)
    planned_action = fields.Selection(ACTIONS, "Will", readonly=True)
    action = fields.Selection(ACTIONS_DONE, "Outcome", readonly=True)
    reason = fields.Text(readonly=True)
    errors = fields.Json(
        readonly=True, help="What is wrong with the row: a list of issues."
    )
    severity = fields.Selection(
        [("warning", "Warning"), ("error", "Error")], "Problem", readonly=True
    )
    record = fields.Reference(
        [("res.partner", "Contact or account"), ("crm.lead", "Lead")],
        readonly=True,
    )
    # number of the row before that the review found to be the same new customer
    same_as = fields.Integer(
        readonly=True, aggregator=None, export_string_translation=False
    )
    mark = fields.Char(
        readonly=True,
        export_string_translation=False,
        help="Why it may be no customer, see tools/rows.py.",
    )
    has_record = fields.Boolean(compute="_compute_has_record")
    previous = fields.Json(readonly=True, help="The values from before the import.")
    written = fields.Json(
        readonly=True,
        help="The values right after the import: who changes them keeps them.",
    )
    made = fields.Json(
        readonly=True,
        help="What the import created beside the customer, with its values.",
    )
    is_changed = fields.Boolean(
        "Other than predicted",
        readonly=True,
        help="The customers have changed between the review and the import, or the "
        "server could not import the row.",
    )
    undo_action = fields.Selection(UNDO_ACTIONS, "Undo", readonly=True)
    undo_reason = fields.Text("Left because", readonly=True)
    undo_again = fields.Boolean(
        readonly=True,
        export_string_translation=False,
        help="It was left by an undo, and is still to be tried again.",
    )

    cells = fields.Json(compute="_compute_cells")

    # in the order of the model: the next rows are found without a look at the others
    _number_idx = models.Index("(import_id, number, id)")
    _todo_idx = models.Index("(import_id, number, id) WHERE action IS NULL")

    # the host's returns nothing
    # pylint: disable-next=missing-return
    def init(self):
        """Leave room beside each row: another look at the file writes all of them once
        more, which then takes half of the time and no look at an index."""
        super().init()
        table = SQL.identifier(self._table)
        self.env.cr.execute(SQL("ALTER TABLE %s SET (fillfactor = 45)", table))

    @api.depends("record")
    def _compute_has_record(self):
        for row in self:
            row.has_record = bool(row.record)

    @api.depends("raw", "errors", "import_id.mapping", "import_id.state")
    @api.depends_context("uid")
    def _compute_cells(self):
        """List the cells with ``position``, ``header``, ``text``, ``is_wrong``. Those
        of a review can be corrected by its importer."""
        for row in self:
            run = row.import_id
            wrong = {
                issue.get("field")
                for issue in row.errors or ()
                if issue["code"] not in HARMLESS_CODES
            } - {None}
            fields_ = {
                entry["column"]: (entry.get("field") or "").split("/")[-1]
                for entry in run.mapping or []
                if entry.get("column") is not None
            }
            row.cells = {
                "editable": run.state == "review" and run.user_id == row.env.user,
                "cells": [
                    {
                        "position": position,
                        "header": header,
                        "text": cell,
                        "is_wrong": fields_.get(position) in wrong,
                    }
                    for position, (header, cell) in enumerate(
                        zip(run._get_headers(), row.raw or (), strict=False)
                    )
                ],
            }

    def set_cells(self, cells):
        """Correct cells of a row under review, and predict its outcome anew.

        :param dict cells: {position of the cell: text}
        :raise UserError: the import has started, or is somebody else's
        """
        self.ensure_one()
        self.check_access("read")
        run = self.import_id
        run._check_may_review()
        raw = list(self.raw or [])
        for position, text in cells.items():
            position = int(position)
            if not 0 <= position < len(raw) or not isinstance(text, str):
                raise ValueError(f"not a cell: {position}")
            raw[position] = CONTROL.sub("", text).strip()[:MAX_CELL]
        # superuser: rows are nobody's to write but through this
        row = self.sudo()
        row.raw = raw
        # who corrects a row wants it
        row.mark = False
        run = run.sudo()
        # a correction may settle or make a duplicate of any other row
        run._plan(None if run.row_count <= REPLAN_SIZE else row)
        return True

    def action_open_record(self):
        """Open the customer that the row made or met."""
        self.ensure_one()
        if not self.record:
            return False
        if not self.record.exists():
            raise UserError(self.env._("This customer has been deleted since."))
        return self.record.get_formview_action()

    def _get_numbers(self):
        """Return the numbers of the rows in the file, in their order. A full sheet has
        a million of them, which the cache does not have to hold."""
        self.flush_recordset(["number"])
        if len(self) <= STAGE_SIZE:
            return self.mapped("number")
        numbers = array("q")
        for start in range(0, len(self), STAGE_SIZE):
            ids = self._ids[start : start + STAGE_SIZE]
            found = dict(
                self.env.execute_query(
                    SQL(
                        "SELECT id, number FROM antcrm_import_row WHERE id = ANY(%s)",
                        list(ids),
                    )
                )
            )
            numbers.extend(map(found.__getitem__, ids))
        return numbers

    def _get_kept_repeated(self):
        """Return the positions of the rows that the review takes for customers of their
        own, although an earlier row has the same phone or email."""
        return self._get_positions("duplicated", "duplicate_in_batch")

    def _get_colleagues(self):
        """Return the positions of the rows that the review takes for colleagues of an
        earlier row, with whom they share a phone."""
        return self._get_positions("created", "colleague")

    def _get_merged_repeated(self):
        """Return the positions of the rows that the review merges into an earlier row
        of the file, whatever happens to those of known customers."""
        return self._get_positions("merged", "duplicate_in_batch")

    def _get_positions(self, action, code):
        """Return the positions of the rows for which the review plans an action and
        says why."""
        self.flush_recordset(["planned_action", "errors"])
        found = self.env.execute_query(
            SQL(
                """
                SELECT id FROM antcrm_import_row
                 WHERE id = ANY(%s) AND planned_action = %s AND errors @> %s::jsonb
                """,
                list(self._ids),
                action,
                json.dumps([{"code": code}]),
            )
        )
        ids = {id_ for (id_,) in found}
        return frozenset(at for at, id_ in enumerate(self._ids) if id_ in ids)

    @api.model
    def _stage(self, run, rows):
        """Insert the rows of a file, some thousands in one query.

        :param run: the ``antcrm.import`` they belong to
        :param rows: dicts of columns, all with the same keys: ``number`` in the file,
            ``raw``, ``mark``, and what their outcome fills, where it is known
        """
        for batch in split_every(STAGE_SIZE, rows):
            names = list(batch[0])
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO antcrm_import_row (import_id, %s)
                    SELECT %s, %s FROM jsonb_to_recordset(%s::jsonb) AS line(%s)
                    """,
                    SQL(", ").join(map(SQL.identifier, names)),
                    run.id,
                    SQL(", ").join(SQL.identifier("line", name) for name in names),
                    json.dumps(batch, ensure_ascii=False, default=json_default),
                    self._get_column_types(names),
                )
            )
        run.invalidate_recordset()

    @api.model
    def _get_column_types(self, names):
        """Return columns with what PostgreSQL reads them as out of JSON."""
        return SQL(", ").join(
            # the casts are constants of this file
            SQL("%s %s", SQL.identifier(name), SQL(COLUMN_TYPES[name]))
            for name in names
        )

    def _get_candidates(self, builder):
        """Return the candidates of the rows, in their order."""
        self.flush_recordset(["raw"])
        # the ORM gives a copy of each value that is JSON, cell by cell
        query = "SELECT id, raw FROM antcrm_import_row WHERE id = ANY(%s)"
        cells = dict(self.env.execute_query(SQL(query, list(self._ids))))
        return [builder.build(cells[row_id] or []) for row_id in self._ids]

    def _leave_out(self, issues):
        """Predict that the rows are left out.

        :param list issues: why, one of each row
        """
        self._write_outcomes(
            [
                row._prepare_left_out(issue, row.raw)
                for row, issue in zip(self, issues, strict=True)
            ]
        )

    @api.model
    def _prepare_left_out(self, issue, cells):
        """Return the columns of a row that is left out."""
        outcome = {"action": "skipped", "record": False, "issues": [issue]}
        values = self._prepare_outcome({}, outcome, "planned_action")
        return {**values, "name": next(filter(None, cells or ()), None)}

    def _prepare_outcome(self, candidate, outcome, column):
        """Return the columns of a row for an outcome of the intake.

        :param str column: ``planned_action`` or ``action``
        """
        action = outcome["action"]
        issues = outcome.get("issues") or []
        messages = [*outcome.get("reasons", []), *(i["message"] for i in issues)]
        record = outcome.get("record")
        is_changed = column == "action" and self._is_changed(action, record)
        if is_changed and not any(issue["code"] == "failed" for issue in issues):
            messages.insert(0, self._get_change_reason(action))
        values = {
            column: action,
            "name": self._get_candidate_name(candidate),
            "reason": "\n".join(dict.fromkeys(messages)) or None,
            "errors": issues or None,
            "severity": self._get_severity(action, issues),
            "record": f"{record['model']},{record['id']}" if record else None,
        }
        if column == "planned_action":
            values["same_as"] = outcome.get("same_as")
        if column == "action":
            values["previous"] = outcome.get("previous") or None
            values["written"] = outcome.get("written") or None
            values["made"] = outcome.get("made") or None
            values["is_changed"] = is_changed
        return values

    def _is_changed(self, action, record):
        """Tell whether the outcome of a row is another one than the review predicted,
        or that of another customer.

        :param record: ``{"model", "id"}`` of the customer, or ``False``
        """
        if not self.planned_action:
            return False
        expected = self.record
        return self.planned_action != action or bool(
            expected
            and record
            and (expected._name, expected.id) != (record["model"], record["id"])
        )

    def _get_change_reason(self, action):
        """Return the sentence for a row that came out otherwise than predicted."""
        env = self.import_id._in_language().env
        if self.planned_action == action:
            return env._(
                "The review predicted another customer; the customers have changed "
                "since."
            )
        labels = dict(self._fields["planned_action"]._description_selection(env))
        return env._(
            "The review predicted “%(planned)s”; the customers have changed since.",
            planned=labels[self.planned_action],
        )

    def _get_expected(self):
        """Return the customers that the review found rows of one run to be.

        :return: ``{position in self: record}``
        """
        numbers = [row.same_as for row in self if row.same_as]
        earlier = self.browse()
        if numbers:
            earlier = self.search(
                [
                    ("import_id", "=", self.import_id.id),
                    ("number", "in", numbers),
                    ("action", "!=", False),
                ]
            )
        made = {row.number: row.record for row in earlier}
        expected = {
            position: made.get(row.same_as) if row.same_as else row.record
            for position, row in enumerate(self)
        }
        return {position: record for position, record in expected.items() if record}

    @api.model
    def _get_written_ids(self, import_id, records):
        """Return the ids of those customers of one model that a run has written."""
        rows = self.search_fetch(
            [
                ("import_id", "=", import_id),
                ("action", "in", ["created", "duplicated", "overwritten", "merged"]),
                ("record", "in", [f"{record._name},{record.id}" for record in records]),
            ],
            ["record"],
        )
        return {row.record.id for row in rows}

    @api.model
    def _get_severity(self, action, issues):
        """Tell whether a row failed, or was imported without something of it."""
        if action == "rejected":
            return "error"
        lost = any(issue["code"] not in HARMLESS_CODES for issue in issues)
        return "warning" if lost and action != "skipped" else None

    @api.model
    def _get_candidate_name(self, candidate):
        """Return what to call the customer of a row."""
        names = [candidate.get(name) for name in ("firstname", "lastname")]
        return (
            " ".join(filter(None, names))
            or candidate.get("name")
            or candidate.get("partner_name")
            or next(iter(candidate.get("emails") or ()), None)
            or next(iter(candidate.get("phones") or ()), None)
        )

    def _write_outcomes(self, values_list):
        """Write what became of the rows, in one query.

        :param list values_list: one dict of columns per row, all with the same keys
        """
        if not self:
            return
        names = list(values_list[0])
        lines = [
            {"id": row_id, **values}
            for row_id, values in zip(self._ids, values_list, strict=True)
        ]
        self.env.cr.execute(
            SQL(
                """
                UPDATE antcrm_import_row AS row
                   SET %s
                  FROM jsonb_to_recordset(%s::jsonb) AS line(id integer, %s)
                 WHERE row.id = line.id
                """,
                SQL(", ").join(
                    SQL("%s = line.%s", SQL.identifier(name), SQL.identifier(name))
                    for name in names
                ),
                json.dumps(lines, ensure_ascii=False, default=json_default),
                self._get_column_types(names),
            )
        )
        self.invalidate_recordset(names)
        self.modified(names)
        if "planned_action" not in names:
            self.import_id._add_to_tally(values_list)

    def _write_history(self, outcomes):
        """Write into the history of each customer that rows made or changed where
        they come from, in one query. Of those that were there, the note is one of what
        was made: with a new customer it goes anyway.

        :param list outcomes: those of the rows, in their order; changed in place
        """
        numbers, updated = {}, {}
        for row, outcome in zip(self, outcomes, strict=True):
            record = outcome["record"]
            if outcome["action"] not in WRITTEN_ACTIONS or not record:
                continue
            key = record["model"], record["id"]
            if key not in numbers and outcome["action"] in UPDATES:
                updated[key] = outcome
            numbers.setdefault(key, row.number)
        if not numbers:
            return
        run = self.import_id
        env = run._in_language().env
        notes = [
            (
                env[model].browse(id_),
                Markup("<p>%s</p>")
                % env._(
                    "Imported from “%(file)s” (row %(number)s) by %(user)s.",
                    file=run.file_name or "",
                    number=number,
                    user=run.user_id.name,
                ),
            )
            for (model, id_), number in numbers.items()
        ]
        ids = self.env["antcrm.intake"]._insert_notes(notes, run.user_id)
        for key, outcome in updated.items():
            outcome["made"].append({"model": "mail.message", "id": ids[key]})

    def _purge(self):
        """Forget the customer data of the rows, in one query."""
        names = ("raw", "name", "reason", "errors", "previous", "written", "made")
        names += ("undo_reason",)
        self.env.cr.execute(
            SQL(
                "UPDATE antcrm_import_row SET %s WHERE id = ANY(%s)",
                SQL(", ").join(
                    SQL("%s = NULL", SQL.identifier(name)) for name in names
                ),
                list(self.ids),
            )
        )
        self.invalidate_recordset(names)

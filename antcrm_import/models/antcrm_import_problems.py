from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.antcrm_customers.tools.intake_entry import MODELS
from odoo.addons.antcrm_customers.tools.intake_fields import VALUE_CODES
from odoo.addons.antcrm_export.models.antcrm_sheet import RECORD_KEY

from ..tools.rows import MARKS
from ..tools.writer import write_xlsx
from .antcrm_import_companies import KIND_CODES
from .antcrm_import_row import WRITTEN_ACTIONS

# wrong values that can be kept as they are written
KEPT_CODES = ("invalid_phone", "invalid_email")


class AntcrmImport(models.Model):
    """What is wrong with rows: how many of each kind, what is to happen to them, and
    the file of those that do not come in."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "antcrm.import"

    error_choices = fields.Json(
        readonly=True,
        copy=False,
        help="What happens to the rows with each kind of error: {code: choice}.",
    )
    error_kinds = fields.Json(compute="_compute_error_kinds")
    problem_row_ids = fields.Many2many(
        "antcrm.import.row",
        string="Rows to look at",
        compute="_compute_problem_row_ids",
        help="The first rows that are not imported as they are.",
    )

    @api.depends("state", "row_ids.severity")
    def _compute_problem_row_ids(self):
        for run in self:
            run.problem_row_ids = self.env["antcrm.import.row"].search(
                Domain("import_id", "=", run.id) & run._get_problem_domain(), limit=40
            )

    def _get_problem_domain(self):
        """Return the domain of the rows somebody should look at."""
        return Domain("severity", "!=", False) | Domain(
            "planned_action" if self._is_planned() else "action",
            "in",
            ["skipped", "rejected"],
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
            "taken_key": self.env._("Number of another customer"),
            "duplicate_in_batch": self.env._("Twice in the file"),
            "colleague": self.env._("People of one company with one phone"),
            "email_typo": self.env._("Email address with a likely typing error"),
            "company_name": self.env._("Called like a company"),
            "company_type": self.env._("Companies, says the file"),
            "person_type": self.env._("People, says the file"),
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
        elif code in KIND_CODES:
            choices = {
                "keep": self.env._("Companies: import these rows")
                if code == "person_type"
                else self.env._("People: import these rows"),
                "skip": self.env._("Leave out these rows"),
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

    def action_download_errors(self):
        """Download the rows with a problem, to correct and import them again."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/antcrm_import/errors/{self.id}",
            "target": "download",
        }

    def _get_error_file(self):
        """Return an XLSX file of the rows that do not come in, or lose a value: their
        cells as they are, and why in a column of its own.

        After a run each row has the key of its customer, so that a corrected row
        changes the customer that was imported without the wrong value.
        """
        self.ensure_one()
        has_keys = not self._is_planned()
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
        Sheet = self.env["antcrm.sheet"]
        keys = {record.id: Sheet._get_record_key(record) for record in readable}
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

    def _get_file_headers(self):
        """Return the name of each column as the error file has it: that of its field
        where the file has none, by which it is understood again."""
        self.ensure_one()
        headers = self._get_headers()
        columns = self._get_columns()
        if all(entry.get("header") for entry in columns):
            return headers
        Sheet = self.env["antcrm.sheet"]
        known = self._get_fields_by_name()
        counts = Counter()
        for position, entry in enumerate(columns):
            field = known.get(entry.get("field"))
            if field and not entry.get("header"):
                counts[field["name"]] += 1
                headers[position] = Sheet._get_header(field, counts[field["name"]])
        return headers

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.antcrm_customers.tools.intake_entry import EXTERNAL_ID
from odoo.addons.antcrm_customers.tools.intake_fields import (
    POINT_KEYS,
    TAG_FIELDS,
)
from odoo.addons.antcrm_export.models.antcrm_sheet import (
    ADDRESSES,
    RECORD_KEY,
)

from ..tools import mapping as mapping_tools
from ..tools import profiles
from ..tools import rows as rows_tools
from ..tools.packed import Rows
from ..tools.values import plain
from .antcrm_import_template import MAX_ADDRESSES

LOOKED_AT_ROWS = 50_000
KEPT_MARKS = 10_000  # from the columns to the review
REMEMBERED_RUNS = 20
#: fields of a candidate: what the host calls their main column
HOST_FIELDS = {"name": "name", "phones": "phone", "emails": "email"}


class AntcrmImportWizard(models.TransientModel):
    """Which column is which field: suggested by the program that wrote the file, by
    what the company chose before, and by names and contents."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "antcrm.import.wizard"

    profile_notice = fields.Char(compute="_compute_profile_notice")
    field_choices = fields.Json(compute="_compute_field_choices")
    mapping_warning = fields.Text(compute="_compute_mapping_warning")

    @api.depends("head", "header_row")
    def _compute_profile_notice(self):
        for wizard in self:
            rows = (wizard.head or {}).get("rows") or []
            position = (
                wizard._get_header_position(wizard.head["numbers"]) if rows else -1
            )
            profile = wizard._find_profile(rows[position]) if position >= 0 else None
            wizard.profile_notice = profile and self.env._(
                "This looks like a file of %(program)s.", program=profile.name
            )

    @api.depends("kind")
    @api.depends_context("lang")
    def _compute_field_choices(self):
        groups = {
            "identity": self.env._("Who"),
            "contact": self.env._("How to reach"),
            "address": self.env._("Address"),
            "company": self.env._("Their company"),
            "person": self.env._("Contact person"),
            "addresses": self.env._("Other addresses"),
            "other": self.env._("More"),
            "custom": self.env._("Custom fields"),
        }
        for wizard in self:
            choices = []
            for code, label in groups.items():
                members = [
                    {
                        "name": field["name"],
                        "label": field["label"],
                        "type": field["type"],
                        "multiple": mapping_tools.is_multiple(field),
                        "selection": field["selection"],
                    }
                    for field in wizard._get_intake_fields()
                    if field["group"] == code and wizard._is_offered(field)
                ]
                if members:
                    choices.append({"name": code, "label": label, "fields": members})
            wizard.field_choices = choices

    def _is_offered(self, field):
        """Whether a field is to be chosen from: not the tenth address, unless the file
        has it, nor the key, which no file has but an exported one."""
        self.ensure_one()
        name = field["name"]
        position = name.split("/")[1] if field["group"] == "addresses" else 0
        return (
            name != RECORD_KEY
            and int(position) <= MAX_ADDRESSES
            or any(entry.get("field") == name for entry in self.mapping or [])
        )

    @api.depends("mapping", "kind")
    def _compute_mapping_warning(self):
        for wizard in self:
            wizard.mapping_warning = wizard._get_mapping_error() or False

    def _suggest_mapping(self):
        """Suggest a field for every column, unless that is done already.

        Of another file with the same columns the values are looked at anew; what was
        chosen for the columns stays.
        """
        self.ensure_one()
        table, header = self._read_table()
        headers = table.rows[header] if header >= 0 else [""] * len(table.rows[0])
        fields_ = self._get_intake_fields()
        names = {field["name"] for field in fields_}
        current, constants = self._divide_mapping(names)
        is_same_kind, is_same_file = self._note_source(table, header)
        if [entry.get("header") for entry in current] != headers:
            current = []
        elif is_same_kind and is_same_file:
            if all(not entry["field"] or entry["field"] in names for entry in current):
                self.mapping = current + constants
                return
        run, twin = self._find_twin(headers)
        profile = self._find_profile(headers)
        rows = table.rows[header + 1 :]
        step, body = self._get_looked_at(rows, self._find_marks(table, header))
        chosen = [
            (position, twin[key].get("field") or False)
            for position, name in enumerate(headers)
            if (key := mapping_tools.words(name)) in twin
            and (run.start_date or twin[key].get("is_chosen"))
        ]
        chosen += [
            (position, entry["field"])
            for position, entry in enumerate(current)
            # without a name it may be any column of another file, and what is left out
            # may be no field of other customers only
            if (is_same_file or entry["header"]) and (is_same_kind or entry["field"])
        ]
        remembered = self._get_remembered_mapping() | self._get_exported_mapping(
            headers
        )
        if EXTERNAL_ID not in {*remembered.values(), *(name for _at, name in chosen)}:
            # whose ids they are, a person says who chooses the column for them
            fields_ = [field for field in fields_ if field["name"] != EXTERNAL_ID]
        suggested = mapping_tools.suggest(
            headers,
            list(zip(*body, strict=True)),
            fields_,
            kept={
                position: name for position, name in chosen if not name or name in names
            },
            remembered=remembered,
            formats={key: entry.get("format") for key, entry in twin.items()},
            date_order=(profile and profile.date_order) or self._get_date_order(),
            profile=profile,
            labels=self._get_field_texts(),
            choices=self._get_known_choices(),
            is_raw=table.file_type != "csv",
        )
        if step > 1:
            self._count_cells(suggested, rows)
        if is_same_file:
            # how its values are written may have been chosen
            for position, entry in enumerate(current):
                if entry["field"] == suggested[position]["field"]:
                    suggested[position] = entry
        self.mapping = suggested + constants

    def _divide_mapping(self, names):
        """Return what is chosen for columns, and what for all rows: without what is no
        field of these customers.

        :param set names: the fields that there are
        """
        current, constants = [], []
        for entry in self.mapping or []:
            is_constant = entry.get("column") is None
            (constants if is_constant else current).append(entry)
        return current, [
            entry
            for entry in constants
            if not entry["field"] or entry["field"] in names
        ]

    def _note_source(self, table, header):
        """Note for which customers of which table the mapping is.

        :return: whether it was for the same kind before, and for the same file
        """
        source = self._get_source(table, header)
        kind, _slash, known_source = (self.mapping_source or "").partition("/")
        self.mapping_source = f"{self.kind}/{source}"
        return not kind or kind == self.kind, not known_source or known_source == source

    @api.model
    def _get_looked_at(self, rows, marks):
        """Return some of the rows: what the columns hold, a part of a big file tells as
        well.

        :param dict marks: what is to be left out, by position
        :return: of how many rows each stands for, and the rows
        """
        step = -(-len(rows) // LOOKED_AT_ROWS)
        body = Rows(
            rows[position]
            for position in range(0, len(rows), step)
            if marks.get(position, "hidden") == "hidden"
        )
        return step, body or rows[::step]

    @api.model
    def _count_cells(self, mapping, rows):
        """Say of each column how many cells are filled, and what stands in many rows:
        in all rows, where the mapping was suggested from a part of them."""
        found = mapping_tools.count_cells(rows, [entry["column"] for entry in mapping])
        for entry in mapping:
            entry["count"], shared = found[entry["column"]]
            if entry["shared"]:
                entry["shared"] = shared

    def _find_marks(self, table, header):
        """Return which rows below the header are no customers, see
        :func:`.tools.rows.find_marks`.

        :param Table table: the sheet as read
        :param int header: the position of the row with the column names
        """
        source = self._get_source(table, header)
        found = self.found_marks or {}
        if found.get("source") == source:
            return dict(found["marks"])
        marks = rows_tools.find_marks(
            table.rows[header] if header >= 0 else [],
            table.rows[header + 1 :],
            table.numbers[header + 1 :],
            hidden=table.hidden,
            wide=table.wide,
            is_text=table.file_type == "csv",
            width=table.widths[header] if header >= 0 else 0,
        )
        self.found_marks = (
            {"source": source, "marks": list(marks.items())}
            if len(marks) <= KEPT_MARKS
            else False
        )
        return marks

    def _get_notices(self, table, header):
        """Return what of the file the run does not take in: columns that hold something
        and have no field, and phones or emails that stand in many rows."""
        columns, shared = [], []
        # a file of problems that comes back says what was wrong, which nobody takes in
        problem = self.env["antcrm.import"]._get_problem_header()
        names = {field["name"]: field["label"] for field in self._get_intake_fields()}
        entries = {
            at: entry
            for entry in self.mapping or []
            if (at := entry.get("column")) is not None
            and at < table.rows.width
            and (not entry.get("field") or entry["field"] in ("phones", "emails"))
            and (entry.get("field") or entry.get("header") != problem)
        }
        found = mapping_tools.count_cells(table.rows[header + 1 :], list(entries))
        for at, entry in entries.items():
            header_name = entry.get("header") or self.env._(
                "Column %(letter)s", letter=mapping_tools.column_letter(at)
            )
            count, value = found[at]
            if not entry.get("field"):
                if count:
                    columns.append({"header": header_name, "count": count})
            elif value:
                shared.append(
                    {
                        "header": header_name,
                        "field": names.get(entry["field"]),
                        "count": value[1],
                    }
                )
        return {"columns": columns, "shared": shared}

    @api.model
    def _get_export_profiles(self):
        """Return the known exports, see :mod:`.tools.profiles`. An addon adds those of
        its company: of several that fit equally, the last one counts."""
        return list(profiles.load())

    @api.model
    def _find_profile(self, headers):
        return profiles.find_profile(headers, self._get_export_profiles())

    def _get_field_texts(self):
        """Return what the fields are called in all installed languages, by us and by
        the host: {name: texts}."""
        self.ensure_one()
        model = self.env["antcrm.customer.kind"]._get_model(self.kind)
        columns = {**HOST_FIELDS, "tags": TAG_FIELDS[self.kind]}
        if self.kind == "lead":
            columns |= {"name": "contact_name", "emails": "email_from"}
        texts = {}
        for code, _name in self.env["res.lang"].get_installed():
            wizard = self.with_context(lang=code)
            labels = wizard.env[model].fields_get(list(columns.values()), ["string"])
            for field in wizard._get_intake_fields():
                name = field["name"]
                if field["group"] == "addresses":
                    continue
                known = texts.setdefault(name, set())
                known.add(field["label"])
                if label := labels.get(columns.get(name, name)):
                    known.add(label["string"])
        return texts

    def _get_known_choices(self):
        """Return the values that tell a column of customers' statuses from another:
        {name: keys}."""
        self.ensure_one()
        statuses = self.env["antcrm.status"].search(
            [("kind", "=", self._get_status_kind())]
        )
        return {"status_id": {plain(status.name) for status in statuses}}

    def _search_remembered(self):
        """Return the user's last imports of such customers, the latest first."""
        return self.env["antcrm.import"].search(
            [("user_id", "=", self.env.uid), ("kind", "=", self.kind)],
            limit=REMEMBERED_RUNS,
        )

    def _get_remembered_mapping(self):
        """Return where the user took each header in imports that were started: {words:
        field}. What was only suggested does not count."""
        remembered = {}
        for run in self._search_remembered():
            for entry in run.mapping or [] if run.start_date else []:
                if not entry.get("is_chosen"):
                    continue
                if key := mapping_tools.words(entry.get("header") or ""):
                    remembered.setdefault(key, entry.get("field") or False)
        return remembered

    def _find_twin(self, headers):
        """Return the user's last import of a file of exactly these columns, as its
        error file has them too, and how it understood them: {words: entry}."""
        words = mapping_tools.words
        runs = self._search_remembered()
        added = {words(runs._get_problem_header()), *mapping_tools.HEADERS[RECORD_KEY]}
        added.add(words(self._get_key_header()))
        names = {words(name) for name in headers} - added
        for run in runs:
            keys = map(words, run._get_file_headers())
            columns = dict(zip(keys, run._get_columns(), strict=True))
            if names and columns.keys() - added == names:
                return run, {key: columns[key] for key in names if key}
        return runs.browse(), {}

    def _get_exported_mapping(self, headers):
        """Return where the columns of an exported file go, which its key tells:
        {words: field}. What the user chose for other files does not count there."""
        fields_ = self._get_fields_by_name()
        Sheet = self.env["antcrm.sheet"]
        names = {mapping_tools.words(header) for header in headers}
        key = mapping_tools.words(self._get_key_header())
        if key not in names and names.isdisjoint(mapping_tools.HEADERS[RECORD_KEY]):
            return {}
        columns = Sheet._get_sheet_columns(
            self.kind,
            # more than there are headers is never needed
            {**dict.fromkeys(POINT_KEYS, len(headers)), "addresses": ADDRESSES},
        )
        return {
            mapping_tools.words(column["header"]): name
            for column in columns
            if (name := column["field"]["name"]) in fields_
        }

    @api.model
    def _get_date_order(self):
        """Return how the user writes dates."""
        date_format = self.env["res.lang"]._get_data(code=self.env.lang).date_format
        month_first = (date_format or "").find("%m") < (date_format or "").find("%d")
        return "mdy" if month_first and not date_format.startswith("%Y") else "dmy"

    def _get_mapping_error(self):
        """Return what keeps the mapping from being used, or an empty text."""
        self.ensure_one()
        fields_ = self._get_intake_fields()
        labels = {field["name"]: field["label"] for field in fields_}
        mapped = {entry.get("field") for entry in self.mapping or []} & labels.keys()
        if not mapped & {*mapping_tools.NAMES, "partner_name"}:
            return self.env._("Choose the column that holds the name.")
        if any(
            entry.get("column") is None and entry.get("constant") and not entry["field"]
            for entry in self.mapping
        ):
            return self.env._("Choose a field for the value that all rows get.")
        if conflicts := mapping_tools.find_conflicts(self.mapping, fields_):
            return self.env._(
                "Several columns go to %(fields)s, which holds one value. "
                "Keep one of them.",
                fields=", ".join(labels[name] for name in conflicts),
            )
        return ""

    def _check_mapping(self):
        if error := self._get_mapping_error():
            raise UserError(error)

import base64
import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import config

from odoo.addons.antcrm_customers.models.antcrm_intake_reader import (
    POINT_KEYS,
    TAG_FIELDS,
)
from odoo.addons.antcrm_customers.models.antcrm_intake_sheet import (
    ADDRESSES,
    RECORD_KEY,
)
from odoo.addons.antcrm_customers.models.antcrm_share_mixin import SHARE_FIELDS

from ..tools import encodings, profiles, reader
from ..tools import mapping as mapping_tools
from ..tools import rows as rows_tools
from ..tools.packed import Rows
from ..tools.values import plain
from .antcrm_import_template import MAX_ADDRESSES

PREVIEW_ROWS = 6
# that a server reviews, and that it does within the time it has by default
ROWS_PER_SECOND, ROWS_AT_LEAST = 1700, 100_000
LOOKED_AT_ROWS = 50_000
HEAD_ROWS = 30
REMEMBERED_RUNS = 20
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
#: fields of a candidate: what the host calls their main column
HOST_FIELDS = {"name": "name", "phones": "phone", "emails": "email"}
# options that are suggested until somebody chooses
SUGGESTED = frozenset(("duplicate_policy", *SHARE_FIELDS))


class AntcrmImportWizard(models.TransientModel):
    """The steps of an import up to its review: file, mapping, options."""

    _name = "antcrm.import.wizard"
    _inherit = ["antcrm.import.settings.mixin"]
    _description = "Import Customers"
    # long enough to come back to the mapping after lunch
    _transient_max_hours = 24.0

    step = fields.Selection(
        [
            ("file", "Template and File"),
            ("mapping", "Columns"),
            ("options", "Options"),
            # shown by the run, named here so that the user sees what comes
            ("review", "Review"),
        ],
        default="file",
        required=True,
    )
    kind = fields.Selection(
        default=lambda self: self.env.context.get("antcrm_kind") or "contact"
    )
    status_id = fields.Many2one(
        compute="_compute_status_id", store=True, readonly=False
    )
    account_id = fields.Many2one(
        default=lambda self: self.env.context.get("antcrm_account_id")
    )
    kind_preset = fields.Boolean(
        default=lambda self: bool(self.env.context.get("antcrm_kind"))
    )
    import_id = fields.Many2one(
        "antcrm.import", help="The run whose settings are being changed."
    )
    # the file and sheet that the rows of the run come from
    staged_source = fields.Char(readonly=True, export_string_translation=False)
    # the kind of customers, file and sheet that the mapping describes
    mapping_source = fields.Char(readonly=True, export_string_translation=False)
    # of the options that are suggested, those that the user has set
    chosen_options = fields.Json(readonly=True, export_string_translation=False)
    file_data = fields.Binary("File", attachment=True)
    file_error = fields.Char(compute="_compute_head", store=True)
    sheet_names = fields.Json(compute="_compute_head", store=True)
    head = fields.Json(
        compute="_compute_head", store=True, help="The first rows of the sheet."
    )
    header_row = fields.Integer(
        "Row with the column names",
        compute="_compute_header_row",
        store=True,
        readonly=False,
        help="0 when the file has no column names.",
    )
    encoding = fields.Selection(
        list(encodings.ENCODINGS.items()),
        "Characters",
        compute="_compute_encoding",
        store=True,
        readonly=False,
        help="How the text of the file is written. Choose another one when the first "
        "rows below are not legible.",
    )
    delimiter = fields.Selection(
        [
            ("comma", "Comma ,"),
            ("semicolon", "Semicolon ;"),
            ("tab", "Tab"),
            ("pipe", "Pipe |"),
        ],
        "Between the cells",
        compute="_compute_encoding",
        store=True,
        readonly=False,
    )
    damage = fields.Char(
        compute="_compute_head", store=True, export_string_translation=False
    )
    damage_notice = fields.Char(compute="_compute_damage_notice")
    mend_texts = fields.Boolean("Put the texts right", default=True)
    profile_notice = fields.Char(compute="_compute_profile_notice")
    preview = fields.Html(compute="_compute_preview", sanitize=False)
    field_choices = fields.Json(compute="_compute_field_choices")
    mapping_warning = fields.Text(compute="_compute_mapping_warning")

    @api.depends("kind")
    def _compute_status_id(self):
        for wizard in self:
            if wizard.status_id.kind != wizard._get_status_kind():
                wizard.status_id = False

    @api.depends("file_data")
    def _compute_encoding(self):
        for wizard in self:
            encoding, delimiter = reader.find_format(
                wizard._get_file(), wizard._get_limits()
            )
            names = {sign: name for name, sign in DELIMITERS.items()}
            wizard.encoding = encoding
            wizard.delimiter = names.get(delimiter)

    @api.depends("damage", "mend_texts")
    def _compute_damage_notice(self):
        for wizard in self:
            wizard.damage_notice = wizard._get_damage_notice()

    def _get_damage_notice(self):
        """Return what to say about texts that are not legible as they are."""
        if self.damage == "unreadable":
            return self.env._(
                "Some characters of this file cannot be read. Choose other characters "
                "above until the first rows are right."
            )
        return {
            "mojibake": self.env._(
                "The texts of this file were saved in a wrong way before (“Ã©” instead "
                "of “é”)."
            ),
            "tcvn3": self.env._(
                "The texts of this file are written for an old Vietnamese font (TCVN3)."
            ),
            "vni": self.env._(
                "The texts of this file are written for an old Vietnamese font (VNI)."
            ),
        }.get(self.damage, False)

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

    @api.depends("file_data", "sheet_name", "encoding", "delimiter", "mend_texts")
    def _compute_head(self):
        for wizard in self:
            wizard.file_error = False
            wizard.damage = False
            wizard.sheet_names = False
            wizard.head = False
            if not wizard._get_file():
                continue
            try:
                table = wizard._read_file(nrows=HEAD_ROWS)
            except reader.ImportFileError as error:
                wizard.file_error = wizard._get_file_error(error)
                continue
            wizard.sheet_names = table.sheets
            wizard.damage = table.damage
            wizard.head = {"numbers": table.numbers, "rows": list(table.rows)}

    @api.depends("head")
    def _compute_header_row(self):
        for wizard in self:
            head = wizard.head or {"rows": [], "numbers": []}
            position = mapping_tools.find_header(head["rows"])
            wizard.header_row = 0 if position is None else head["numbers"][position]

    @api.depends("head", "header_row")
    def _compute_preview(self):
        for wizard in self:
            wizard.preview = wizard._render_preview() if wizard.head else False

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

    @api.model_create_multi
    def create(self, vals_list):
        return super().create(
            [
                {**vals, "chosen_options": sorted(SUGGESTED & vals.keys())}
                for vals in vals_list
            ]
        )

    def write(self, vals):
        result = super().write(vals)
        chosen = SUGGESTED & vals.keys()
        if chosen and "chosen_options" not in vals:
            for wizard in self:
                wizard.chosen_options = sorted(
                    chosen.union(wizard.chosen_options or ())
                )
        return result

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_download_template(self):
        """Download the file to fill in, with the usual columns; the menu has a dialog
        for other ones. The import stays open."""
        self.ensure_one()
        self._check_may_import()
        template = (
            self.env["antcrm.import.template"]
            .with_context(
                antcrm_kind=self.kind, antcrm_account_id=self.account_id.id or False
            )
            .create({})
        )
        action = template.action_download()
        action.pop("close")
        return action

    def action_next(self):
        """Go on to the next step."""
        self.ensure_one()
        self._check_may_import()
        if self.step == "file":
            self._suggest_mapping()
            self.step = "mapping"
        elif self.step == "mapping":
            self._check_mapping()
            self._suggest_options()
            self.step = "options"
        return self._get_form_action()

    def action_back(self):
        """Go back to the step before."""
        self.ensure_one()
        self.step = "mapping" if self.step == "options" else "file"
        return self._get_form_action()

    def action_review(self):
        """Stage the rows, predict what becomes of each, and show it.

        When other settings are tried on the same file, its rows stay as they stand
        with the run: their cells may have been corrected.
        """
        self.ensure_one()
        self._check_may_import()
        self._check_mapping()
        if self.step != "options":
            # nobody has seen the options
            self._suggest_options()
        self._check_status()
        self._get_account().check_access("read")
        table, header = self._read_table()
        marks = self._find_marks(table, header)
        # one by one: a full sheet has a million of them
        rows = (
            (number, row, marks.get(position))
            for position, (number, row) in enumerate(
                zip(table.numbers[header + 1 :], table.rows[header + 1 :], strict=True)
            )
        )
        # superuser: users may not write runs by hand; the right is checked above, and
        # the run is the user's own
        run = self.import_id.sudo()
        values = {
            **self._prepare_import_values(table),
            "notices": self._get_notices(table, header),
        }
        source = self._get_source(table, header)
        is_staged = False
        if run.state == "review" and run.user_id == self.env.user:
            run.write(values)
            is_staged = self.staged_source == source
        else:
            quiet = {"mail_create_nolog": True, "mail_create_nosubscribe": True}
            run = run.with_context(**quiet).create({**values, "user_id": self.env.uid})
        if not is_staged:
            run._stage(rows)
        # a big file does not have to be in memory for the rest
        del table, rows
        run._plan()
        self.import_id = run
        self.staged_source = source
        return run._get_form_action()

    # ------------------------------------------------------------------
    # File
    # ------------------------------------------------------------------

    def _get_file(self):
        """Return the content of the file."""
        self.ensure_one()
        if not self.id:
            # as the form has it now
            data = self.with_context(bin_size=False).file_data
            return base64.b64decode(data) if data else b""
        # superuser: the user's own file, which the host keeps beside the record.
        # Nothing of it stays in the caches: it would be there twice, and in base64
        attachment = (
            self.env["ir.attachment"]
            .sudo()
            # a page that reads the form asks for sizes instead of contents
            .with_context(bin_size=False)
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_field", "=", "file_data"),
                    ("res_id", "=", self.id),
                ],
                limit=1,
            )
        )
        data = attachment.raw or b""
        attachment.invalidate_recordset(["raw", "datas"], flush=False)
        return data

    def _get_source(self, table, header):
        """Return what tells the rows of this file from those of another one.

        :param Table table: the sheet as read
        :param int header: the position of the row with the column names
        """
        digest = hashlib.sha256(self._get_file()).hexdigest()
        source = f"{digest}/{table.sheet}/{header}"
        if table.encoding or table.damage:
            mended = "mended" if table.damage and self.mend_texts else ""
            source += f"/{table.encoding}/{table.delimiter}/{mended}"
        return source

    def _read_file(self, nrows=0):
        """Read the chosen sheet.

        :param int nrows: read that many rows at most; 0 for all
        :raises ImportFileError: when the file cannot be read
        """
        self.ensure_one()
        names = self.sheet_names or []
        sheet = names.index(self.sheet_name) if self.sheet_name in names else 0
        options = {
            "nrows": nrows,
            "limits": self._get_limits(),
            "encoding": self.encoding or None,
            "delimiter": DELIMITERS.get(self.delimiter),
            "mend": self.mend_texts,
        }
        table = reader.read(self._get_file(), sheet=sheet, **options)
        if self.sheet_name in table.sheets[:sheet] + table.sheets[sheet + 1 :]:
            # chosen before, in another file
            sheet = table.sheets.index(self.sheet_name)
            table = reader.read(self._get_file(), sheet=sheet, **options)
        return table

    @api.model
    def _get_limits(self):
        """Return what a file may hold, as set by the administrator."""
        # superuser: two limits that everybody may know
        params = self.env["ir.config_parameter"].sudo()
        default = reader.Limits()
        megabytes = params.get_param("antcrm_import.max_megabytes")
        rows = params.get_param("antcrm_import.max_rows")
        return reader.Limits(
            size=int(megabytes) * reader.MEGABYTE if megabytes else default.size,
            rows=int(rows) if rows else self._get_default_rows(),
        )

    @api.model
    def _get_default_rows(self):
        """Return how many rows a file may have where nobody chose it: a full sheet,
        unless the server ends requests before so many can be reviewed."""
        seconds = [config["limit_time_cpu"], config["limit_time_real"]]
        if not config["workers"] or not any(seconds):
            return reader.Limits.rows
        rows = min(filter(None, seconds)) * ROWS_PER_SECOND
        return min(max(rows, ROWS_AT_LEAST), reader.Limits.rows)

    @api.model
    def _get_file_error(self, error):
        """Return the sentence for a file that cannot be read."""
        sentences = {
            "empty": self.env._(
                "This file has no rows. Choose a file with at least one customer."
            ),
            "too_big": self.env._(
                "This file is too big: at most %(megabytes)s MB, and %(text)s MB of "
                "text in one sheet. Split it into smaller files and import them one "
                "after the other."
            ),
            "too_many_rows": self.env._(
                "This file has too many rows (at most %(rows)s). "
                "Split it into smaller files and import them one after the other."
            ),
            "too_many_columns": self.env._(
                "This file has too many columns (at most %(columns)s). "
                "Remove those that are not needed and try again."
            ),
            "locked": self.env._(
                "This file is protected by a password. "
                "Save a copy without the password and choose that one."
            ),
            "broken": self.env._(
                "This file is damaged or incomplete. Open it in your spreadsheet "
                "program, save it again and try once more."
            ),
            "wrong_type": self.env._(
                "This is not a spreadsheet. Choose an Excel (XLSX, XLS, XLSB), "
                "OpenDocument (ODS) or CSV file."
            ),
            "numbers": self.env._(
                "This is a file of Apple Numbers. In Numbers choose File > Export To > "
                "Excel, and choose the file that it makes."
            ),
            "several_files": self.env._(
                "There are %(count)s files in this archive. Unpack it and choose the "
                "one with the customers."
            ),
            "web_page": self.env._(
                "This file is a web page with the name of a spreadsheet. Open it in "
                "your spreadsheet program, save it as XLSX and choose that one."
            ),
            "open_quote": self.env._(
                "A quotation mark opens in line %(line)s of this file and never "
                "closes. Close or remove it and try again."
            ),
            "long_cell": self.env._(
                "A cell of this file has more than a million characters (line "
                "%(line)s). Check whether a line end or a quotation mark is missing, "
                "and try again."
            ),
        }
        return sentences[error.code] % error.params

    def _read_table(self):
        """Read the whole sheet.

        :return: the table, and the position of the row with the column names (-1 when
            there is none)
        """
        self.ensure_one()
        if not self.file_data:
            raise UserError(self.env._("Choose a file first."))
        try:
            table = self._read_file()
        except reader.ImportFileError as error:
            raise UserError(self._get_file_error(error)) from error
        header = self._get_header_position(table.numbers)
        if header >= len(table.rows) - 1:
            raise UserError(
                self.env._("There are no rows below the row with the column names.")
            )
        return table, header

    def _get_header_position(self, numbers):
        """Return which of the rows of these numbers has the column names: the last one
        up to ``header_row``, -1 for none."""
        return sum(number <= self.header_row for number in numbers) - 1

    def _render_preview(self):
        """Return the first rows as a table."""
        self.ensure_one()
        rows, numbers = self.head["rows"], self.head["numbers"]
        header = self._get_header_position(numbers)
        names = rows[header] if header >= 0 else []
        shown = slice(header + 1, header + 1 + PREVIEW_ROWS)
        return self.env["ir.qweb"]._render(
            "antcrm_import.preview",
            {
                "names": [
                    (names[position] if position < len(names) else "")
                    or mapping_tools.column_letter(position)
                    for position in range(len(rows[0]))
                ],
                "rows": list(zip(numbers[shown], rows[shown], strict=True)),
            },
        )

    # ------------------------------------------------------------------
    # Mapping
    # ------------------------------------------------------------------

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
        constants, current = [], []
        for entry in self.mapping or []:
            is_constant = entry.get("column") is None
            (constants if is_constant else current).append(entry)
        constants = [e for e in constants if not e["field"] or e["field"] in names]
        source = self._get_source(table, header)
        kind, _slash, known_source = (self.mapping_source or "").partition("/")
        is_same_kind = not kind or kind == self.kind
        is_same_file = not known_source or known_source == source
        self.mapping_source = f"{self.kind}/{source}"
        if [entry.get("header") for entry in current] != headers:
            current = []
        elif is_same_kind and is_same_file:
            if all(not entry["field"] or entry["field"] in names for entry in current):
                self.mapping = current + constants
                return
        run, twin = self._find_twin(headers)
        profile = self._find_profile(headers)
        marks = self._find_marks(table, header)
        rows = table.rows[header + 1 :]
        # what the columns hold, a part of a big file tells as well
        step = -(-len(rows) // LOOKED_AT_ROWS)
        body = Rows(
            rows[position]
            for position in range(0, len(rows), step)
            if marks.get(position, "hidden") == "hidden"
        )
        body = body or rows[::step]
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
        suggested = mapping_tools.suggest(
            headers,
            list(zip(*body, strict=True)),
            fields_,
            kept={
                position: name for position, name in chosen if not name or name in names
            },
            remembered=self._get_remembered_mapping()
            | self._get_exported_mapping(headers),
            formats={key: entry.get("format") for key, entry in twin.items()},
            date_order=(profile and profile.date_order) or self._get_date_order(),
            profile=profile,
            labels=self._get_field_texts(),
            choices=self._get_known_choices(),
        )
        if step > 1:
            self._count_cells(suggested, rows)
        if is_same_file:
            # how its values are written may have been chosen
            for position, entry in enumerate(current):
                if entry["field"] == suggested[position]["field"]:
                    suggested[position] = entry
        self.mapping = suggested + constants

    @api.model
    def _count_cells(self, mapping, rows):
        """Say of each column how many cells are filled, and what stands in many rows:
        in all rows, where the mapping was suggested from a part of them."""
        for entry in mapping:
            at = entry["column"]
            filled = [row[at] for row in rows if row[at]]
            entry["count"] = len(filled)
            if entry["shared"]:
                entry["shared"] = mapping_tools.find_shared(filled)

    def _find_marks(self, table, header):
        """Return which rows below the header are no customers, see
        :func:`.tools.rows.find_marks`.

        :param Table table: the sheet as read
        :param int header: the position of the row with the column names
        """
        return rows_tools.find_marks(
            table.rows[header] if header >= 0 else [],
            table.rows[header + 1 :],
            table.numbers[header + 1 :],
            hidden=table.hidden,
            wide=table.wide,
            is_text=table.file_type == "csv",
            width=table.widths[header] if header >= 0 else 0,
        )

    def _get_notices(self, table, header):
        """Return what of the file the run does not take in: columns that hold something
        and have no field, and phones or emails that stand in many rows."""
        columns, shared = [], []
        body = table.rows[header + 1 :]
        names = {field["name"]: field["label"] for field in self._get_intake_fields()}
        for entry in self.mapping or []:
            at = entry.get("column")
            if at is None or at >= table.rows.width:
                continue
            header_name = entry.get("header") or self.env._(
                "Column %(letter)s", letter=mapping_tools.column_letter(at)
            )
            if not entry.get("field"):
                if count := sum(bool(row[at]) for row in body):
                    columns.append({"header": header_name, "count": count})
            elif entry["field"] in ("phones", "emails"):
                found = mapping_tools.find_shared([row[at] for row in body if row[at]])
                if found:
                    shared.append(
                        {
                            "header": header_name,
                            "field": names.get(entry["field"]),
                            "count": found[1],
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
        Intake = self.env["antcrm.intake"]
        names = {mapping_tools.words(header) for header in headers}
        key = mapping_tools.words(self._get_key_header())
        if key not in names and names.isdisjoint(mapping_tools.HEADERS[RECORD_KEY]):
            return {}
        columns = Intake._get_sheet_columns(
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

    # ------------------------------------------------------------------
    # Options
    # ------------------------------------------------------------------

    def _suggest_options(self):
        """Suggest the options that nobody has chosen: known customers are overwritten
        by a file that names them by their keys, as an exported file or one of errors
        does, or merged where the file before was; new ones are shared as the settings
        say."""
        self.ensure_one()
        chosen = set(self.chosen_options or ())
        values = {}
        if "duplicate_policy" not in chosen:
            values["duplicate_policy"] = self._get_suggested_policy()
        if chosen.isdisjoint(SHARE_FIELDS):
            Model = self.env[self.env["antcrm.customer.kind"]._get_model(self.kind)]
            values |= Model._get_default_share(self.kind)
        self.write({**values, "chosen_options": sorted(chosen)})

    def _get_suggested_policy(self):
        columns = [entry for entry in self.mapping if entry.get("column") is not None]
        if not any(entry.get("field") == RECORD_KEY for entry in columns):
            return "skip"
        run, _columns = self._find_twin([entry.get("header") for entry in columns])
        return "merge" if run.duplicate_policy == "merge" else "overwrite"

    def _get_status_kind(self):
        """Return of which kind the statuses are that can be chosen."""
        self.ensure_one()
        return "lead" if self.kind == "lead" else "customer"

    def _check_status(self):
        if self.status_id and self.status_id.kind != self._get_status_kind():
            raise UserError(
                self.env._(
                    "Choose another status: these customers cannot be “%(status)s”.",
                    status=self.status_id.name,
                )
            )

    # ------------------------------------------------------------------
    # Run
    # ------------------------------------------------------------------

    def _prepare_pic_values(self):
        """Return who is in charge of the customers: what the chosen mode says, and
        nothing left from another one.

        :raise UserError: nobody is chosen, or the group has no rule to choose by
        """
        self.ensure_one()
        mode = self.pic_mode
        self.env["antcrm.intake"]._check_pic_options(self._get_pic_options())
        if mode == "team":
            # superuser: only whether it can choose; the form offers these groups
            team = self.pic_team_id.sudo()
            if not team._get_assignable_users():
                raise UserError(
                    self.env._(
                        "Nobody in the sales group %(team)s can get customers. "
                        "Choose another one, or ask its leader.",
                        team=team.name,
                    )
                )
        return {
            "pic_user_id": self.pic_user_id.id if mode == "user" else False,
            "pic_team_id": self.pic_team_id.id if mode == "team" else False,
        }

    def _prepare_import_values(self, table):
        """Return the values of the run.

        :param Table table: the sheet as read
        """
        self.ensure_one()
        settings = self.env["antcrm.import.settings.mixin"]
        values = {
            name: field.convert_to_write(self[name], self)
            for name, field in settings._fields.items()
            if field.store and name not in models.MAGIC_COLUMNS
        }
        return {
            **values,
            # the importer is the creator, nobody else
            "responsible_id": False,
            **self._prepare_pic_values(),
            "sheet_name": table.sheets[table.sheet] if len(table.sheets) > 1 else False,
            # without the samples: data of customers, which is deleted with the rows
            "mapping": [
                mapping_tools.clean_entry(entry, len(table.rows[0]))
                for entry in self.mapping
            ],
            "lang": self.env.lang or self.env.user.lang,
            "tz": self.env.context.get("tz") or self.env.user.tz,
            "company_id": self.env.company.id,
            "company_ids": [fields.Command.set(self.env.companies.ids)],
        }

    def _get_form_action(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import customers"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
            "context": {**self.env.context, "dialog_size": "extra-large"},
        }

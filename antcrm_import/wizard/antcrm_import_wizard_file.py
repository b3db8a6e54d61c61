import base64
import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import config

from ..tools import encodings, reader
from ..tools import mapping as mapping_tools

PREVIEW_ROWS = 6
# that a server reads and stages, with few or many columns, and that it does within the
# time it has by default; the review of so many is made in the background
ROWS_PER_SECOND, ROWS_AT_LEAST = 8000, 100_000
HEAD_ROWS = 30
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}


class AntcrmImportWizard(models.TransientModel):
    """Reading the file: how it is written, which sheet and which row of it has the
    names of the columns, and how much of it a server can take."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "antcrm.import.wizard"

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
    preview = fields.Html(compute="_compute_preview", sanitize=False)

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
        unless the server ends requests before so many can be read."""
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
        if error.params.get("is_sheet"):
            return self.env._(
                "This sheet is too big to be read from a spreadsheet (at most "
                "%(text)s MB of text). Save it as CSV UTF-8 in your spreadsheet "
                "program and choose that file, or split it into smaller files and "
                "import them one after the other.",
                text=error.params["text"],
            )
        return sentences[error.code] % error.params

    def _read_table(self):
        """Read the whole sheet.

        :return: the table, and the position of the row with the column names (-1 when
            there is none)
        """
        self.ensure_one()
        # its size says whether there is one; the cache would keep its content
        if not self.with_context(bin_size=True).file_data:
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

"""Read the rows of a spreadsheet or CSV file; no ORM.

:func:`read` tells the kind of a file from its content, never from its name, and returns
a :class:`Table` of text. What cannot be read raises :class:`ImportFileError`.
"""

import csv
import io
import itertools
import json
import os
import re
import struct
import subprocess
import sys
import tempfile
import unicodedata
import zipfile
import zlib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from odoo.addons.antcrm_export.tools.sheet import unescape_formula

from . import encodings, ldif, vcard
from .packed import Rows

MEGABYTE = 1024 * 1024
OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
# of an old Excel file behind a password the first record, right after that which begins
# the workbook, says how it is encrypted ([MS-XLS] 2.1.7.20.1, FilePass)
XLS_LOCK = re.compile(rb"\x09\x08\x10\x00.{16}(?:\x86\x00\x00\x00)?\x2f\x00", re.S)
# what a file starts with that may look like text but is no table
OTHER_MAGIC = (b"%PDF", b"{\\rtf", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"\x1f\x8b")
# what Python's zipfile raises on archives that are none
BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)
# what a process says that is out of memory, or may write no more
OUT_OF_LIMITS = (b"memory allocation", b"MemoryError", b"File too large")
SMALL_MEMBER = 4 * MEGABYTE  # of an archive, to be read here
DELIMITERS = ",;\t|"
# of the files in an archive, those that may be the one with the customers
SHEET_NAMES = re.compile(
    r".+\.(xlsx|xlsm|xlsb|xls|ods|csv|tsv|txt|vcf|ldif)", re.I | re.S
)
HEADER_ROWS = 20  # of which it counts how many cells they have
DAMAGE_ROWS = 2000  # looked at to tell whether the texts are legible
MAX_CARDS = 20_000  # of a vCard or LDIF file
# no spreadsheet has more rows or columns, empty ones included
MAX_SHEET_ROWS = 1_048_576
MAX_SHEET_COLUMNS = 16_384
# no cell of a text file is longer, unless a line end or a quotation mark is missing
MAX_CSV_CELL = 1_000_000
LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff]")


class ImportFileError(Exception):
    """A file that cannot be read.

    ``code`` says why, ``params`` hold what a sentence about it needs:

    ========================  =====================================================
    ``empty``                 no rows
    ``too_big``               ``megabytes`` of the file, and of ``text`` in a sheet:
                              the limits; ``is_sheet`` where a spreadsheet takes too
                              much that is a small file
    ``too_many_rows``         ``rows``: the limit
    ``too_many_columns``      ``columns``: the limit
    ``locked``                protected by a password
    ``broken``                damaged, truncated
    ``wrong_type``            no spreadsheet
    ``numbers``               a file of Apple's Numbers
    ``several_files``         ``count``: files with sheets in an archive
    ``web_page``              a web page named as a spreadsheet
    ``open_quote``            ``line``: where the quotation mark opens
    ``long_cell``             ``line``: where a cell of a text file ends that is none
    ========================  =====================================================
    """

    def __init__(self, code, **params):
        super().__init__(code, params)
        self.code = code
        self.params = params


@dataclass(frozen=True)
class Limits:
    """What a file may hold; a bigger one is refused before it costs anything."""

    # the host takes no bigger uploads
    size: int = 128 * MEGABYTE
    # nearly a full sheet
    rows: int = 1_000_000
    columns: int = 500
    unpacked: int = 2048 * MEGABYTE
    # bytes of XML of a spreadsheet that are read at once
    part: int = 64 * MEGABYTE
    memory: int = 1024 * MEGABYTE
    seconds: int = 120
    # that a sheet may have as text
    output: int = 256 * MEGABYTE

    def error(self, code):
        """Return the error for a file that breaks the limit ``code``."""
        params = {
            "too_big": {
                "megabytes": self.size // MEGABYTE,
                "text": self.output // MEGABYTE,
            },
            "too_many_rows": {"rows": self.rows},
            "too_many_columns": {"columns": self.columns},
        }
        return ImportFileError(code, **params.get(code, {}))


@dataclass
class Table:
    """One sheet of a file.

    ``rows`` are those that are not empty (see :class:`.packed.Rows`), ``numbers`` their
    numbers in the file. Cells are text, dates in ISO 8601 where the file has real ones;
    all rows have equally many.
    """

    file_type: str
    sheets: list
    sheet: int
    numbers: list
    rows: Rows
    # how many cells each row has; of the first rows of a text file, where the header
    # is, empty ones at the end included
    widths: list = field(default_factory=list)
    # numbers of the rows that the spreadsheet program does not show
    hidden: list = field(default_factory=list)
    # numbers of the rows with a cell over several columns
    wide: list = field(default_factory=list)
    # of a text file: a key of ``encodings.ENCODINGS``, and what parts its cells
    encoding: str | None = None
    delimiter: str | None = None
    # what is wrong with the texts, see ``encodings.find_damage``
    damage: str | None = None


def read(
    data,
    *,
    sheet=0,
    nrows=0,
    limits=None,
    encoding=None,
    delimiter=None,
    mend=True,
):
    """Read one sheet.

    :param bytes data: the file
    :param int sheet: position of the sheet among the visible ones
    :param int nrows: read that many rows at most; 0 for all
    :param Limits limits: what the file may hold
    :param str encoding: how a text file is written (a key of ``encodings.ENCODINGS``),
        or ``None`` to find out
    :param str delimiter: what parts the cells of a text file, or ``None``
    :param bool mend: whether to put texts right that were written for old fonts or
        read in a wrong encoding before
    :rtype: Table
    :raises ImportFileError: when the file cannot be read
    """
    limits = limits or Limits()
    if not data.strip(b"\x00 \t\r\n"):
        raise ImportFileError("empty")
    if len(data) > limits.size:
        raise limits.error("too_big")
    file_type = detect_type(data, limits)
    if file_type == "zip":
        data = _unpack(data, limits)
        file_type = detect_type(data, limits)
        if file_type == "zip":
            raise ImportFileError("wrong_type")
    if file_type == "csv":
        text, encoding = encodings.decode(data, encoding)
        # a big file is there once, as its text
        del data
        table = _read_text(text, nrows, limits, encoding, delimiter)
    else:
        table = _read_spreadsheet(data, file_type, sheet, nrows, limits)
    table.damage = encodings.find_damage(table.rows[:DAMAGE_ROWS])
    if mend and table.damage:
        table.rows = Rows(encodings.repair(table.rows, table.damage))
    if not table.rows:
        raise ImportFileError("empty")
    if len(table.rows) > limits.rows + 1:  # one for the header
        raise limits.error("too_many_rows")
    if table.rows.width > limits.columns:
        raise limits.error("too_many_columns")
    return table


def find_format(data, limits=None):
    """Return how a text file is written: the encoding and the delimiter; two times
    ``None`` for another file, or one that cannot be read."""
    try:
        table = read_text_head(data, limits or Limits())
    except ImportFileError:
        table = None
    return (table.encoding, table.delimiter) if table else (None, None)


def read_text_head(data, limits):
    """Return the first rows of a text file, ``None`` of another one."""
    if len(data) > limits.size or not data.strip(b"\x00 \t\r\n"):
        return None
    file_type = detect_type(data, limits)
    if file_type == "zip":
        data = _unpack(data, limits)
        file_type = detect_type(data, limits)
    if file_type != "csv":
        return None
    text, encoding = encodings.decode(data)
    return _read_text(text, 2, limits, encoding, None)


def detect_type(data, limits=None):
    """Tell what a file is from its content: ``xlsx``, ``xlsb``, ``xls``, ``ods``,
    ``csv`` (any text), or ``zip`` with one such file in it; raise
    :class:`ImportFileError` for anything else."""
    limits = limits or Limits()
    start = data[:4096].lstrip()
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _detect_zip(data, limits)
    if data.startswith(OLE_MAGIC):
        return _detect_ole(data)
    if start.startswith(OTHER_MAGIC):
        raise ImportFileError("wrong_type")
    if re.match(rb"(\xef\xbb\xbf)?\s*<(!doctype|html|table|\?xml|meta)", start, re.I):
        raise ImportFileError("web_page")
    if b"\x00" in data[:4096] and not encodings.find_utf16(data):
        raise ImportFileError("wrong_type")
    return "csv"


def _detect_zip(data, limits):
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            names = {info.filename for info in infos}
            if sum(info.file_size for info in infos) > limits.unpacked:
                raise limits.error("too_big")
            if "xl/workbook.bin" in names:
                return "xlsb"
            if "xl/workbook.xml" in names:
                return "xlsx"
            if b"opendocument.spreadsheet" in _read_member(archive, "mimetype") and (
                "content.xml" in names
            ):
                manifest = _read_member(archive, "META-INF/manifest.xml")
                if b"encryption-data" in manifest:
                    raise ImportFileError("locked")
                return "ods"
            if any(name.endswith(".iwa") for name in names) or "Index.zip" in names:
                raise ImportFileError("numbers")
            if members := _list_sheets(names):
                if len(members) > 1:
                    raise ImportFileError("several_files", count=len(members))
                return "zip"
    except BROKEN_ZIP as error:
        raise ImportFileError("broken") from error
    raise ImportFileError("wrong_type")


def _list_sheets(names):
    """Return the names of the files in an archive that may have customers."""
    return [
        name
        for name in names
        if SHEET_NAMES.fullmatch(name)
        # what a Mac keeps beside a file
        and not name.startswith("__MACOSX/")
        and not name.rpartition("/")[2].startswith(".")
    ]


def _unpack(data, limits):
    """Return the one file of an archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            (name,) = _list_sheets({info.filename for info in archive.infolist()})
            if archive.getinfo(name).flag_bits & 1:
                raise ImportFileError("locked")
            with archive.open(name) as stream:
                content = stream.read(limits.size + 1)
    except BROKEN_ZIP as error:
        raise ImportFileError("broken") from error
    if len(content) > limits.size:
        raise limits.error("too_big")
    if not content.strip(b"\x00 \t\r\n"):
        raise ImportFileError("empty")
    return content


def _read_member(archive, name):
    """Return the beginning of a member of an archive, nothing if there is none. It may
    be of gigabytes, whatever its size is said to be."""
    if name not in archive.namelist():
        return b""
    with archive.open(name) as stream:
        return stream.read(SMALL_MEMBER)


def _detect_ole(data):
    """An OLE container is an old Excel file, or a new one behind a password."""

    def has_stream(name):
        return name.encode("utf-16-le") in data

    if has_stream("EncryptedPackage"):
        raise ImportFileError("locked")
    if has_stream("Workbook") or has_stream("Book"):
        if XLS_LOCK.search(data):
            raise ImportFileError("locked")
        return "xls"
    if has_stream("WordDocument") or has_stream("PowerPoint Document"):
        raise ImportFileError("wrong_type")
    raise ImportFileError("broken")


# ---------------------------------------------------------------- spreadsheets


def _read_spreadsheet(data, file_type, sheet, nrows, limits):
    # one row more than allowed: the one with the column names
    numbers = (sheet, nrows, limits.rows + 1, limits.columns, limits.part)
    command = [
        sys.executable or "python3",
        "-I",
        str(Path(__file__).with_name("sheet_process.py")),
        *map(str, (*numbers, limits.memory, limits.seconds, limits.output)),
    ]
    # files, not pipes: the system cuts off what a process writes to a file, and nothing
    # of it is in our memory before it is known to be small enough
    with (
        tempfile.TemporaryFile() as source,
        tempfile.TemporaryFile() as output,
        tempfile.TemporaryFile() as errors,
    ):
        source.write(data)
        source.seek(0)
        try:
            subprocess.run(
                command,
                stdin=source,
                stdout=output,
                stderr=errors,
                timeout=limits.seconds,
                check=True,
                # looking up the names in the library's backtrace takes seconds
                env={**os.environ, "RUST_BACKTRACE": "0"},
            )
        except subprocess.TimeoutExpired as error:
            raise _refuse_sheet("too_big", limits) from error
        except subprocess.CalledProcessError as error:
            errors.seek(0)
            message = errors.read(MEGABYTE)
            if b"ModuleNotFoundError" in message:
                raise
            # out of memory, of processor time, or of what it may write
            is_bomb = (
                any(word in message for word in OUT_OF_LIMITS) or error.returncode < 0
            )
            raise _refuse_sheet("too_big" if is_bomb else "broken", limits) from error
        output.seek(0)
        return _read_output(output, file_type, limits)


def _refuse_sheet(code, limits):
    """Return the error for a spreadsheet that the process did not read."""
    error = limits.error(code)
    if code == "too_big":
        error.params["is_sheet"] = True
    return error


def _read_output(lines, file_type, limits):
    """Return the table that the process wrote, see :mod:`.sheet_process`."""
    table = Table(file_type=file_type, sheets=[], sheet=0, numbers=[], rows=Rows())
    last = {"error": "broken"}
    for line in lines:
        last = json.loads(line)
        if isinstance(last, list):
            _add_row(table, *last)
        elif "sheets" in last:
            table.sheets, table.sheet = last["sheets"], last["sheet"]
    if not isinstance(last, dict) or "details" not in last:
        code = last.get("error", "broken") if isinstance(last, dict) else "broken"
        raise _refuse_sheet(code, limits)
    table.hidden = last["details"].get("hidden", [])
    table.wide = last["details"].get("wide", [])
    return table


# ------------------------------------------------------------------------- CSV


def _read_text(text, nrows, limits, encoding, delimiter):
    if vcard.is_vcard(text[:100]):
        return _read_cards(vcard.read_cards, "vcf", text, nrows, limits, encoding)
    if ldif.is_ldif(text[:1000]):
        return _read_cards(ldif.read_entries, "ldif", text, nrows, limits, encoding)
    first = 1
    if match := re.match(r"sep=(.)\r?\n", text, re.I):  # a habit of Excel
        delimiter = delimiter or match[1]
        text = text[match.end() :]
        first = 2
    delimiter = delimiter or sniff_delimiter(text)
    return _read_csv(
        text,
        nrows,
        limits,
        first,
        file_type="csv",
        sheets=[],
        sheet=0,
        encoding=encoding,
        delimiter=delimiter,
    )


def _read_cards(read_all, file_type, text, nrows, limits, encoding):
    """Return the cards of a file: a row each, their number that of the card and one for
    the names of the columns.

    :param read_all: ``vcard.read_cards`` or ``ldif.read_entries``
    """
    most = min(limits.rows, MAX_CARDS)
    # the columns of a few cards are those of them all: the first look shows them
    rows = read_all(text, most + 1)
    if len(rows) > most + 1:
        raise ImportFileError("too_many_rows", rows=most)
    if len(rows) < 2:
        raise ImportFileError("empty")
    table = Table(
        file_type=file_type,
        sheets=[],
        sheet=0,
        numbers=[],
        rows=Rows(),
        encoding=encoding,
    )
    for number, row in enumerate(rows[: nrows or None], start=1):
        _add_row(table, number, row)
    return table


def _read_csv(text, nrows, limits, first, **values):
    """Return the table of a text.

    :param int first: the number of its first row
    """

    def read_rows(strict):
        table = Table(numbers=[], rows=Rows(), **values)
        rows = _csv_parse(text, table.delimiter, nrows, limits, strict)
        for position, row in rows:
            table.widths.append(len(row))
            while not row[-1]:
                row.pop()
            table.numbers.append(first + position)
            table.rows.append(row)
        return table

    try:
        return read_rows(strict=True)
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise ImportFileError(
                "open_quote", line=_open_quote_line(text, values["delimiter"])
            ) from error
    try:
        return read_rows(strict=False)
    except csv.Error as error:
        raise ImportFileError("broken") from error


def _csv_parse(text, delimiter, nrows, limits, strict):
    """Yield the rows that are not empty, up to the limits: a file of 64 MB may hold
    millions of rows."""
    reader = csv.reader(
        _csv_lines(text, delimiter, limits),
        delimiter=delimiter,
        strict=strict,
        skipinitialspace=delimiter != "\t",
    )
    count = 0
    for position, row in enumerate(reader):
        if position >= max(limits.rows, MAX_SHEET_ROWS):
            raise limits.error("too_many_rows")
        width = len(row)
        if "'" in "".join(row):
            row = map(unescape_formula, row)
        row = _clean_row(row)
        if not row:
            continue
        if max(map(len, row)) > MAX_CSV_CELL:
            raise ImportFileError("long_cell", line=reader.line_num)
        if len(row) > limits.columns:
            raise limits.error("too_many_columns")
        count += 1
        if count > limits.rows + 1:  # one for the header
            raise limits.error("too_many_rows")
        if count <= HEADER_ROWS and width <= limits.columns:
            # how many columns a header has, those without a name included
            row += [""] * (width - len(row))
        yield position, row
        if count == nrows:
            break


def _csv_lines(text, delimiter, limits):
    """Yield the lines, none of which is of more cells than a row may have."""
    most = max(limits.columns, MAX_SHEET_COLUMNS)
    # a text file in memory would be a copy of four bytes a character
    for match in LINE.finditer(text):
        line = match[0]
        if line.count(delimiter) >= most:
            # what stands in quotation marks is text
            outside = line.split('"')[::2]
            if sum(part.count(delimiter) for part in outside) >= most:
                raise limits.error("too_many_columns")
        yield line


def _open_quote_line(text, delimiter):
    """The line in which the quotation mark that never closes opens."""
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True
    )
    line = 1
    try:
        for _row in reader:
            start, line = line, reader.line_num + 1
    except csv.Error:  # the cell that it opens is longer than a cell can be
        return line
    return start


def sniff_delimiter(text):
    """Return the delimiter that splits the first rows into most equal columns."""
    best, best_score = ",", 0.0
    # cut at the end of a line, or the last row would be half a row
    sample = text[:65536]
    if len(text) > len(sample):
        sample = sample[: max(sample.rfind("\n"), sample.rfind("\r")) + 1] or sample
    for delimiter in DELIMITERS:
        rows = csv.reader(
            io.StringIO(sample, newline=""),
            delimiter=delimiter,
            skipinitialspace=delimiter != "\t",
        )
        try:
            rows = list(itertools.islice(rows, 100))
        except csv.Error:
            continue
        widths = Counter(len(row) for row in rows if any(row))
        if not widths:
            continue
        width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
        if width < 2:
            continue
        # agreement of the rows counts first, then the number of columns
        score = count / widths.total() + min(width, 50) / 1000
        if score > best_score:
            best, best_score = delimiter, score
    return best


# ------------------------------------------------------------------------ rows


def _add_row(table, number, cells):
    """Add a row to a table, cleaned; an empty one is left out, and so are empty cells
    at its end."""
    if row := _clean_row(cells):
        table.numbers.append(number)
        table.rows.append(row)
        table.widths.append(len(cells))


def _compose(cell):
    return unicodedata.normalize("NFC", CONTROL.sub("", cell))


def _clean_row(cells):
    """Return the cells without what no text has, accents composed as keyboards write
    them, and without empty ones at the end."""
    cells = list(cells)
    # most rows have nothing of it: told of all cells at once
    text = "".join(cells)
    if not text.isascii() or CONTROL.search(text):
        cells = map(_compose, cells)
    row = [cell.strip() for cell in cells]
    while row and not row[-1]:
        row.pop()
    return row

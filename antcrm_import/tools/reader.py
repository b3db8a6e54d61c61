"""Read the rows of a spreadsheet or CSV file; no ORM.

:func:`read` tells the kind of a file from its content, never from its name, and returns
a :class:`Table` of text. What cannot be read raises :class:`ImportFileError`.
"""

import codecs
import csv
import io
import itertools
import json
import os
import re
import struct
import subprocess
import sys
import unicodedata
import zipfile
import zlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from odoo.addons.antcrm_customers.tools.sheet import unescape_formula

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
DELIMITERS = ",;\t|"
# Vietnamese in Windows-1258 writes the tone as a mark of its own after its vowel
TONE_MARKS = "\u0300\u0301\u0303\u0309\u0323"
TONED_VOWELS = frozenset("aăâeêioôơuưyAĂÂEÊIOÔƠUƯY")
# no spreadsheet has more rows or columns, empty ones included
MAX_SHEET_ROWS = 1_048_576
MAX_SHEET_COLUMNS = 16_384
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff]")


class ImportFileError(Exception):
    """A file that cannot be read.

    ``code`` says why, ``params`` hold what a sentence about it needs:

    ========================  =====================================================
    ``empty``                 no rows
    ``too_big``               ``megabytes``: the limit
    ``too_many_rows``         ``rows``: the limit
    ``too_many_columns``      ``columns``: the limit
    ``locked``                protected by a password
    ``broken``                damaged, truncated
    ``wrong_type``            no spreadsheet
    ``web_page``              a web page named as a spreadsheet
    ``open_quote``            ``line``: where the quotation mark opens
    ========================  =====================================================
    """

    def __init__(self, code, **params):
        super().__init__(code, params)
        self.code = code
        self.params = params


@dataclass(frozen=True)
class Limits:
    """What a file may hold; a bigger one is refused before it costs anything."""

    size: int = 64 * MEGABYTE
    rows: int = 100_000
    columns: int = 500
    unpacked: int = 1024 * MEGABYTE
    memory: int = 2048 * MEGABYTE
    seconds: int = 60

    def error(self, code):
        """Return the error for a file that breaks the limit ``code``."""
        params = {
            "too_big": {"megabytes": self.size // MEGABYTE},
            "too_many_rows": {"rows": self.rows},
            "too_many_columns": {"columns": self.columns},
        }
        return ImportFileError(code, **params.get(code, {}))


@dataclass
class Table:
    """One sheet of a file.

    ``rows`` are those that are not empty, ``numbers`` their numbers in the file. Cells
    are text, dates in ISO 8601 where the file has real ones; all rows have equally
    many.
    """

    file_type: str
    sheets: list
    sheet: int
    numbers: list
    rows: list


def read(data, *, sheet=0, nrows=0, limits=None):
    """Read one sheet.

    :param bytes data: the file
    :param int sheet: position of the sheet among the visible ones
    :param int nrows: read that many rows at most; 0 for all
    :param Limits limits: what the file may hold
    :rtype: Table
    :raises ImportFileError: when the file cannot be read
    """
    limits = limits or Limits()
    if not data.strip(b"\x00 \t\r\n"):
        raise ImportFileError("empty")
    if len(data) > limits.size:
        raise limits.error("too_big")
    file_type = detect_type(data, limits)
    if file_type == "csv":
        table = _read_csv(data, nrows, limits)
    else:
        table = _read_spreadsheet(data, file_type, sheet, nrows, limits)
    _trim(table)
    if not table.rows:
        raise ImportFileError("empty")
    if len(table.rows) > limits.rows + 1:  # one for the header
        raise limits.error("too_many_rows")
    if len(table.rows[0]) > limits.columns:
        raise limits.error("too_many_columns")
    return table


def detect_type(data, limits=None):
    """Tell what a file is from its content: ``xlsx``, ``xlsb``, ``xls``, ``ods`` or
    ``csv``; raise :class:`ImportFileError` for anything else."""
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
    if b"\x00" in data[:4096] and not _utf16_of(data):
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
            if "content.xml" in names and b"opendocument.spreadsheet" in (
                archive.read("mimetype") if "mimetype" in names else b""
            ):
                if b"encryption-data" in (
                    archive.read("META-INF/manifest.xml")
                    if "META-INF/manifest.xml" in names
                    else b""
                ):
                    raise ImportFileError("locked")
                return "ods"
    except BROKEN_ZIP as error:
        raise ImportFileError("broken") from error
    raise ImportFileError("wrong_type")


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
    numbers = (sheet, nrows, limits.rows + 1, limits.columns)
    command = [
        sys.executable or "python3",
        "-I",
        str(Path(__file__).with_name("sheet_process.py")),
        *map(str, (*numbers, limits.memory, limits.seconds)),
    ]
    try:
        process = subprocess.run(
            command,
            input=data,
            capture_output=True,
            timeout=limits.seconds,
            check=True,
            # looking up the names in the library's backtrace takes seconds
            env={**os.environ, "RUST_BACKTRACE": "0"},
        )
        result = json.loads(process.stdout)
    except subprocess.TimeoutExpired as error:
        raise limits.error("too_big") from error
    except subprocess.CalledProcessError as error:
        if b"ModuleNotFoundError" in error.stderr:
            raise
        # out of memory, or of processor time
        is_bomb = b"memory allocation" in error.stderr or error.returncode < 0
        raise limits.error("too_big" if is_bomb else "broken") from error
    if "error" in result:
        raise limits.error(result["error"])
    return Table(
        file_type=file_type,
        sheets=result["sheets"],
        sheet=result["sheet"],
        numbers=result["numbers"],
        rows=result["rows"],
    )


# ------------------------------------------------------------------------- CSV


def _read_csv(data, nrows, limits):
    text = decode(data)
    first = 1
    delimiter = None
    if match := re.match(r"sep=(.)\r?\n", text, re.I):  # a habit of Excel
        delimiter = match[1]
        text = text[match.end() :]
        first = 2
    rows = _csv_rows(text, delimiter or sniff_delimiter(text), nrows, limits)
    return Table(
        file_type="csv",
        sheets=[],
        sheet=0,
        numbers=[first + position for position, _row in rows],
        rows=[row for _position, row in rows],
    )


def _csv_rows(text, delimiter, nrows, limits):
    """Return pairs of the position and the cells of the rows that are not empty."""
    try:
        return list(_csv_parse(text, delimiter, nrows, limits, strict=True))
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise ImportFileError(
                "open_quote", line=_open_quote_line(text, delimiter)
            ) from error
    try:
        return list(_csv_parse(text, delimiter, nrows, limits, strict=False))
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
        row = _clean_row(map(unescape_formula, row))
        if not row:
            continue
        if len(row) > limits.columns:
            raise limits.error("too_many_columns")
        count += 1
        if count > limits.rows + 1:  # one for the header
            raise limits.error("too_many_rows")
        yield position, row
        if count == nrows:
            break


def _csv_lines(text, delimiter, limits):
    """Yield the lines, none of which is of more cells than a row may have."""
    most = max(limits.columns, MAX_SHEET_COLUMNS)
    for line in io.StringIO(text, newline=""):
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


def decode(data):
    """Decode text of an unknown encoding: what its BOM says, UTF-8, UTF-16, else the
    Windows code page that fits (1258 when it reads as Vietnamese, else 1252).

    :raises ImportFileError: when it is no text
    """
    for bom, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(bom):
            return data[len(bom) :].decode(encoding, "replace")
    try:
        # checked first: a file of plain UTF-8 may hold a NUL by accident
        text = data.decode("utf-8")
        if not (utf16 := _utf16_of(data)):
            return text
    except UnicodeDecodeError:
        utf16 = _utf16_of(data)
    if utf16:
        return data.decode(utf16, "replace")
    return _decode_vietnamese(data) or data.decode("cp1252", "replace")


def _utf16_of(data):
    """The UTF-16 flavour of data without a BOM: Latin text in it has a NUL in every
    second byte."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    sample = data[:4096]
    half = max(len(sample) // 2, 1)
    if sample[1::2].count(0) > 0.3 * half and sample[::2].count(0) < 0.05 * half:
        return "utf-16-le"
    if sample[::2].count(0) > 0.3 * half and sample[1::2].count(0) < 0.05 * half:
        return "utf-16-be"
    return None


def _decode_vietnamese(data):
    try:
        text = data.decode("cp1258")
    except UnicodeDecodeError:
        return None
    tones = [position for position, char in enumerate(text) if char in TONE_MARKS]
    # in French or Italian the same bytes are letters, which follow consonants too
    if not tones or any(text[at - 1] not in TONED_VOWELS for at in tones):
        return None
    return unicodedata.normalize("NFC", text)


# ------------------------------------------------------------------------ rows


def _trim(table):
    """Clean the cells, drop the empty rows and the empty columns at the right, and
    make all rows equally long."""
    numbers, rows, width = [], [], 0
    for number, row in zip(table.numbers, table.rows, strict=True):
        row = _clean_row(row)
        if row:
            numbers.append(number)
            rows.append(row)
            width = max(width, len(row))
    table.numbers = numbers
    table.rows = [row + [""] * (width - len(row)) for row in rows]


def _clean_row(cells):
    """Return the cells without what no text has, and without empty ones at the end."""
    row = [CONTROL.sub("", cell).strip() if cell else "" for cell in cells]
    while row and not row[-1]:
        row.pop()
    return row

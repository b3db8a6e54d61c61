"""Make the files that the tests read: real ones, by the programs' own formats."""

import io
import itertools
import struct
import unicodedata
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
import xlsxwriter
import xlwt

from ..tools.encodings import TONE_MARKS

DATA = Path(__file__).parent / "data"


def csv_file(*lines, encoding="utf-8", newline="\r\n"):
    """Return a CSV file of these lines."""
    return newline.join(lines).encode(encoding)


def xlsx_file(rows=(), **sheets):
    """Return an XLSX file with one sheet of these rows, or with several named ones."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, sheet_rows in (sheets or {"Sheet1": rows}).items():
        sheet = workbook.create_sheet(name)
        for row in sheet_rows:
            sheet.append(row)
    return save_workbook(workbook)


def shared_xlsx_file(rows):
    """Return an XLSX file whose texts stand in one table, as Excel writes it."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        sheet = workbook.add_worksheet("Sheet1")
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                sheet.write_string(number, column, value)
    return stream.getvalue()


def formatted_xlsx_file():
    """Return an XLSX file with one customer above 60,000 rows that are empty but have a
    format, and one more at the very end of the sheet."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        sheet = workbook.add_worksheet("Sheet1")
        bold = workbook.add_format({"bold": True})
        sheet.write_row("A1", ("Name", "Phone"))
        sheet.write_row("A2", ("Mil One", "0902220340"))
        for number in range(2, 60_000):
            sheet.write_blank(number, 0, None, bold)
        sheet.write_blank("D1048576", None, bold)
    return stream.getvalue()


def big_xlsx_file(rows):
    """Return an XLSX file of some megabytes of XML: a group over many rows, a heading
    over columns, formats that show more than the values, empty and hidden rows."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        sheet = workbook.add_worksheet("Big")
        phone = workbook.add_format({"num_format": "0000000000"})
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row("A1", ("Name", "Phone", "Group", "Since"))
        for number in range(2, rows + 1):
            if number % 1000 != 8:
                sheet.write_string(number - 1, 0, f"Name {number}")
                sheet.write_number(number - 1, 1, 900_000_000 + number, phone)
                sheet.write_number(number - 1, 3, 46_143, day)
        sheet.merge_range(9, 2, rows - 1, 2, "North")
        sheet.merge_range("A5:D5", "Customers of the north")
        sheet.set_row(24_999, None, None, {"hidden": True})
    return stream.getvalue()


def save_workbook(workbook):
    """Return the file of an openpyxl workbook."""
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def xls_file(rows):
    """Return an XLS file (BIFF8)."""
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("Sheet1")
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet.write(number, column, value)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def locked_xls_file(rows):
    """Return an XLS file that says it is encrypted, as Excel does with a password: the
    record FilePass follows the one that begins the workbook ([MS-XLS] 2.4.117)."""
    data = xls_file(rows)
    start = data.index(b"\x09\x08\x10\x00") + 20
    # four records that say by which program the file was written, 132 bytes long
    file_pass = struct.pack("<5H", 0x2F, 54, 1, 1, 1) + bytes(range(48))
    user_name = struct.pack("<2H", 0x5C, 70) + bytes(70)
    return data[:start] + file_pass + user_name + data[start + 132 :]


def ods_file(rows, encrypted=False):
    """Return an ODS file with only what the format needs."""
    cells = [
        "<table:table-row>"
        + "".join(
            '<table:table-cell office:value-type="string">'
            f"<text:p>{escape(str(value))}</text:p></table:table-cell>"
            for value in row
        )
        + "</table:table-row>"
        for row in rows
    ]
    return ods_archive("".join(cells), encrypted)


def ods_archive(table, encrypted=False):
    """Return an ODS file around the XML of a table's rows."""
    namespace = "urn:oasis:names:tc:opendocument:xmlns"
    content = f"""<?xml version="1.0" encoding="UTF-8"?>
        <office:document-content xmlns:office="{namespace}:office:1.0"
            xmlns:table="{namespace}:table:1.0" xmlns:text="{namespace}:text:1.0">
        <office:body><office:spreadsheet><table:table table:name="Sheet1">{table}
        </table:table></office:spreadsheet></office:body></office:document-content>"""
    manifest = "<encryption-data/>" if encrypted else ""
    return zip_file(
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content),
        ("META-INF/manifest.xml", f"<manifest>{manifest}</manifest>"),
    )


def zip_file(*members):
    """Return a ZIP archive of pairs (name, content): text, bytes, or an iterable of
    bytes that need not stand in memory together."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            if isinstance(content, (bytes, str)):
                archive.writestr(name, content)
                continue
            with archive.open(name, "w") as member:
                for piece in content:
                    member.write(piece)
    return stream.getvalue()


def xlsb_file(rows):
    """Return an XLSB file of text cells, written record by record (MS-XLSB 2.1.4)."""
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    bundle = struct.pack("<II", 0, 1) + _wide("rId1") + _wide("Sheet1")
    workbook = (
        _record(0x83)
        + _record(0x8F)
        + _record(0x9C, bundle)
        + _record(0x90)
        + _record(0x84)
    )
    sheet = _record(0x81)
    bounds = (0, len(rows) - 1, 0, max(map(len, rows)) - 1)
    sheet += _record(0x94, struct.pack("<IIII", *bounds))
    sheet += _record(0x91)
    for number, row in enumerate(rows):
        sheet += _record(0x00, struct.pack("<IIHBBBI", number, 0, 0, 0, 0, 0, 0))
        for column, value in enumerate(row):
            sheet += _record(0x06, struct.pack("<II", column, 0) + _wide(value))
    sheet += _record(0x92) + _record(0x82)
    return zip_file(
        ("[Content_Types].xml", "<Types/>"),
        ("xl/workbook.bin", workbook),
        ("xl/worksheets/sheet1.bin", sheet),
        (
            "xl/_rels/workbook.bin.rels",
            f'<Relationships xmlns="{relations}"><Relationship Id="rId1" '
            f'Type="{office}/worksheet" Target="worksheets/sheet1.bin"/>'
            "</Relationships>",
        ),
    )


def _record(kind, body=b""):
    # record types above 127 take two bytes
    head = bytes([kind, 0x01]) if kind >= 0x80 else bytes([kind])
    size, length = b"", len(body)
    while True:
        length, low = length >> 7, length & 0x7F
        size += bytes([low | (0x80 if length else 0)])
        if not length:
            return head + size + body


def _wide(text):
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def replace_member(data, name, old, new):
    """Return a ZIP archive with a text of one of its members replaced: by bytes, or by
    an iterable of bytes where it stands first."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    if isinstance(new, bytes):
        members[name] = members[name].replace(old, new)
    else:
        before, after = members[name].split(old, 1)
        members[name] = itertools.chain((before,), new, (after,))
    return zip_file(*members.items())


def to_windows_1258(text):
    """Encode Vietnamese as Windows does: the tone after its vowel, as its own mark."""
    encoded = []
    for char in text:
        parts = unicodedata.normalize("NFD", char)
        tones = [part for part in parts if part in TONE_MARKS]
        base = "".join(part for part in parts if part not in TONE_MARKS)
        encoded += [unicodedata.normalize("NFC", base), *tones]
    return "".join(encoded).encode("cp1258")

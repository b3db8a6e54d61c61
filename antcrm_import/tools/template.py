"""Write the file to fill in, as a spreadsheet or as CSV; no ORM."""

import csv
import io
import re

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from odoo.addons.antcrm_export.tools.sheet import escape_formula

ROWS = 10_000  # that the drop-downs reach down to
LISTS = "Lists"
FORMATS = {"text": "@", "date": "yyyy-mm-dd", "number": "General"}
BOLD = Font(bold=True)
REQUIRED = PatternFill("solid", fgColor="FFF2CC")
EXAMPLE = Font(italic=True, color="808080")
WRAPPED = Alignment(wrap_text=True, vertical="top")


def write_xlsx(columns, title, instructions):
    """Return an XLSX file: a sheet to fill in, and one that explains it.

    The choices stand in a hidden sheet, as a list inside a drop-down may be 255
    characters long only.

    :param list columns: dicts with ``header``, ``example`` (text of the row that shows
        how it is done), ``format`` (a key of ``FORMATS``), ``choices`` (list of text),
        ``strict`` (nothing but the choices), ``required``
    :param str title: name of the sheet to fill in
    :param dict instructions: ``title`` (name of the sheet), ``rows`` (lists of text,
        the first one being the header)
    """
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = _sheet_title(title)
    notes = workbook.create_sheet(_sheet_title(instructions["title"]))
    lists = workbook.create_sheet(LISTS)
    lists.sheet_state = "hidden"
    for number, column in enumerate(columns, start=1):
        letter = get_column_letter(number)
        cell = _write(sheet, 1, number, column["header"])
        cell.font = BOLD
        if column["required"]:
            cell.fill = REQUIRED
        example = _write(sheet, 2, number, column["example"])
        example.font = EXAMPLE
        example.number_format = FORMATS[column["format"]]
        dimension = sheet.column_dimensions[letter]
        dimension.number_format = FORMATS[column["format"]]
        dimension.width = min(max(len(column["header"]) + 4, 14), 40)
        choices = column["choices"]
        if not choices:
            continue
        for row, choice in enumerate(choices, start=1):
            _write(lists, row, number, choice)
        validation = DataValidation(
            type="list",
            formula1=f"={LISTS}!${letter}$1:${letter}${len(choices)}",
            allow_blank=True,
            errorStyle="stop" if column["strict"] else "warning",
        )
        validation.showErrorMessage = True
        validation.add(f"{letter}2:{letter}{ROWS + 1}")
        sheet.add_data_validation(validation)
    sheet.freeze_panes = "A2"
    for row, texts in enumerate(instructions["rows"], start=1):
        for number, text in enumerate(texts, start=1):
            cell = _write(notes, row, number, text)
            cell.alignment = WRAPPED
            if row == 1:
                cell.font = BOLD
    for number, width in enumerate((34, 12, 80), start=1):
        notes.column_dimensions[get_column_letter(number)].width = width
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def write_csv(columns, delimiter=","):
    """Return a CSV file of the header and the example, which Excel knows to be UTF-8.

    :param list columns: see :func:`write_xlsx`
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter)
    for part in ("header", "example"):
        writer.writerow(escape_formula(column[part]) for column in columns)
    return stream.getvalue().encode("utf-8-sig")


def _write(sheet, row, column, text):
    """Write text that stays text: ``=...`` is no formula."""
    cell = sheet.cell(row, column, re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text))
    cell.data_type = "s"
    return cell


def _sheet_title(text):
    return re.sub(r"[\[\]:*?/\\']", " ", text)[:31].strip() or "Sheet"

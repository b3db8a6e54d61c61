"""Write customers as the rows of a file that comes back as it is; knows no database."""

import csv
import re
from datetime import date

import xlsxwriter

# characters that a cell of Excel holds
MAX_CELL = 32767
MAX_WIDTH = 40  # of a column, in characters
# what spreadsheets cannot hold: control characters, and the halves of a pair
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ufffe\uffff]")
#: what a spreadsheet program takes for the beginning of a formula
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# before that day the calendar of Excel is wrong
FIRST_EXCEL_DATE = date(1900, 3, 1)


def address_field(position, name):
    """Name the field of a part of a further address; the main one has position 1.

    >>> address_field(2, "street")
    'addresses/2/street'
    """
    return f"addresses/{position}/{name}"


def clean_text(text):
    """Return a text as a cell can hold it, which is how the cell is read.

    A text that is too long for a cell becomes empty: cut off, it would come back so.
    """
    text = CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    return text if len(text) <= MAX_CELL else ""


def cell_text(value):
    """Return what reading the cell of a value gives: a text, a number, a date."""
    if value is None or value is False:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)


def escape_formula(text):
    """Return a text that no spreadsheet program takes for a formula.

    An apostrophe in front, as the host's export has it. :func:`unescape_formula` takes
    it away.
    """
    if text.lstrip("' \xa0").startswith(FORMULA_STARTS):
        return f"'{text}"
    return text


def unescape_formula(text):
    """Return the text that :func:`escape_formula` was given."""
    if text.startswith("'") and text.lstrip("' \xa0").startswith(FORMULA_STARTS):
        return text[1:]
    return text


def write_csv(stream, headers, rows, delimiter=","):
    """Write a CSV file, which Excel knows to be UTF-8.

    :param stream: a text stream, opened with ``newline=""``
    :param list headers: names of the columns
    :param rows: iterable of lists of values, see :func:`cell_text`
    """
    stream.write("\ufeff")
    # all in quotes: a program that expects another delimiter splits no text
    writer = csv.writer(stream, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerow(map(escape_formula, headers))
    for row in rows:
        writer.writerow(
            escape_formula(value) if isinstance(value, str) else cell_text(value)
            for value in row
        )


def write_xlsx(stream, headers, rows, title):
    """Write an XLSX file. Text stays text, whatever it looks like and whoever edits it;
    dates and numbers are such, unless Excel has too few digits for them.

    :param stream: a binary stream
    :param list headers: names of the columns
    :param rows: iterable of lists of values, see :func:`cell_text`
    :param str title: name of the sheet
    """
    options = {
        # row by row to the disk, however many there are
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(stream, options) as workbook:
        name = re.sub(r"[\[\]:*?/\\']", " ", title)[:31].strip() or "Sheet"
        sheet = workbook.add_worksheet(name)
        text = workbook.add_format({"num_format": "@", "quote_prefix": True})
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        bold = workbook.add_format({"bold": True, "num_format": "@"})
        for column, header in enumerate(headers):
            width = min(max(len(header) + 4, 14), MAX_WIDTH)
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 0)
        for column, header in enumerate(headers):
            sheet.write_string(0, column, header, bold)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if isinstance(value, date) and value >= FIRST_EXCEL_DATE:
                    sheet.write_datetime(number, column, value, day)
                elif isinstance(value, int | float) and value == float(f"{value:.16G}"):
                    sheet.write_number(number, column, value)
                elif cell := cell_text(value):
                    sheet.write_string(number, column, cell, text)

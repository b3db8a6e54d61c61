"""Write rows as a spreadsheet that does nothing but show them; no ORM."""

import io

import xlsxwriter

MAX_CELL = 32767  # characters that Excel allows
MAX_WIDTH = 60  # of a column, in characters


def write_xlsx(header, rows):
    """Return an XLSX file.

    Every cell is text and stays text when somebody edits it, so ``=cmd|...`` never
    becomes a formula and a phone number keeps its zeros.

    :param list header: names of the columns
    :param list rows: lists of text
    """
    stream = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(stream, options) as workbook:
        sheet = workbook.add_worksheet()
        text = workbook.add_format({"num_format": "@", "quote_prefix": True})
        bold = workbook.add_format({"bold": True, "num_format": "@"})
        widths = [len(name) for name in header]
        for column, name in enumerate(header):
            sheet.write_string(0, column, name, bold)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell[:MAX_CELL], text)
                widths[column] = max(widths[column], len(cell))
        for column, width in enumerate(widths):
            sheet.set_column(column, column, min(width + 2, MAX_WIDTH))
        sheet.freeze_panes(1, 0)
    return stream.getvalue()

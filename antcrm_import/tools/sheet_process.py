"""Read one sheet of a spreadsheet in a process of its own.

A spreadsheet of a few kilobytes can claim a cell in column XFD of row 1,048,576; the
reading library then asks for terabytes and aborts its process. So it gets one, with
limits on memory and time, and a broken file never takes a server worker down.

Not imported by Odoo: :mod:`.reader` starts this file. In: the file on standard input,
and as arguments the position of the ``sheet``, ``nrows`` to read (0 for all), and the
limits ``rows``, ``columns``, ``memory`` (bytes) and ``seconds``. Out: JSON with either
``error`` or ``sheets``, ``sheet``, and of the rows that are not empty ``numbers``
(1-based) and ``rows`` (lists of text).
"""

import datetime
import io
import json
import sys

try:
    import resource
except ImportError:  # not a POSIX system: no limits there
    resource = None


def limit(memory, seconds):
    """Bound what this process may take, never raising what it has been given."""
    if not resource:
        return
    for kind, amount in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        if hard != resource.RLIM_INFINITY:
            amount = min(amount, hard)
        resource.setrlimit(kind, (amount, hard))


def cell_text(value):
    """Write a cell as a person would type it, dates in ISO 8601.

    A number without decimals has none, so that a phone number or a zip code kept as a
    number comes out as its digits.
    """
    if isinstance(value, str):
        return value
    if value is True:
        return "TRUE"
    if value is False:
        return "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime.datetime):
        if value.time() == datetime.time():
            return value.date().isoformat()
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return "" if value is None else str(value)


def read(data, index, nrows, max_rows, max_columns):
    """Return the visible sheets and the rows of one of them, see the module."""
    # imported after the limits are set
    from python_calamine import (
        CalamineError,
        CalamineWorkbook,
        PasswordError,
        SheetTypeEnum,
        SheetVisibleEnum,
    )

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        positions = [
            position
            for position, meta in enumerate(workbook.sheets_metadata)
            if meta.typ == SheetTypeEnum.WorkSheet
            and meta.visible == SheetVisibleEnum.Visible
        ] or list(range(len(workbook.sheet_names)))
        if not positions:
            return {"error": "empty"}
        index = index if 0 <= index < len(positions) else 0
        sheet = workbook.get_sheet_by_index(positions[index])
        if sheet.width > max_columns:
            return {"error": "too_many_columns"}
        numbers, rows = [], []
        # a cell far below the others makes a million empty rows between them
        for number, row in enumerate(sheet.iter_rows(), start=1):
            row = [cell_text(value) for value in row]
            if not any(row):
                continue
            numbers.append(number)
            rows.append(row)
            if len(rows) > max_rows:
                return {"error": "too_many_rows"}
            if len(rows) == nrows:
                break
        return {
            "sheets": [workbook.sheet_names[position] for position in positions],
            "sheet": index,
            "numbers": numbers,
            "rows": rows,
        }
    except PasswordError:
        return {"error": "locked"}
    except CalamineError:
        return {"error": "broken"}
    except MemoryError:
        return {"error": "too_big"}
    except BaseException as error:
        # a panic of the library is no Exception
        if type(error).__name__ != "PanicException":
            raise
        return {"error": "broken"}


def main(arguments):
    """Entry point, see the module."""
    index, nrows, max_rows, max_columns, memory, seconds = map(int, arguments)
    limit(memory, seconds)
    result = read(sys.stdin.buffer.read(), index, nrows, max_rows, max_columns)
    json.dump(result, sys.stdout, separators=(",", ":"))


if __name__ == "__main__":
    main(sys.argv[1:])

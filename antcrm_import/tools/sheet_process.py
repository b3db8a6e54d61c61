"""Read one sheet of a spreadsheet in a process of its own.

A spreadsheet of a few kilobytes can claim a cell in column XFD of row 1,048,576, or a
text of a megabyte in each of ten thousand cells; the reading library then asks for
terabytes and aborts its process. So it gets one, with limits on memory, time and what
it may write, and no file ever takes a server worker down.

Not imported by Odoo: :mod:`.reader` starts this file. In: the file on standard input,
and as arguments the position of the ``sheet``, ``nrows`` to read (0 for all), and the
limits ``rows``, ``columns``, ``memory`` (bytes), ``seconds`` and ``output`` (bytes).
Out: lines of JSON. The first one has ``sheets`` and ``sheet``, then comes one for each
row that is not empty: its number (1-based) and its cells (text, without empty ones at
the end). The last one has ``error`` or ``details``: what :mod:`.xlsx_details` finds.
"""

import datetime
import io
import json
import os
import sys

try:
    import resource
except ImportError:  # not a POSIX system: no limits there
    resource = None

# an output of that many bytes more is cut off by the system, whatever we count
SPARE_OUTPUT = 1024 * 1024


class TooMuchOutput(Exception):
    """More text than the reader may hand over."""


def limit(memory, seconds, output):
    """Bound what this process may take, never raising what it has been given."""
    if not resource:
        return
    for kind, amount in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, output + SPARE_OUTPUT),
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


class Output:
    """Writes lines of JSON, no more than a number of bytes of them."""

    def __init__(self, stream, size):
        self._stream = stream
        self._left = size

    def put(self, value):
        line = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        # half a pair of UTF-16 is no text
        data = line.encode("utf-8", "replace") + b"\n"
        self._left -= len(data)
        if self._left < 0:
            raise TooMuchOutput
        self._stream.write(data)


def read(data, output, index, nrows, max_rows, max_columns):
    """Write the names of the visible sheets and the rows of one of them, see the
    module, and return the last line."""
    # imported after the limits are set
    from python_calamine import (
        CalamineError,
        CalamineWorkbook,
        PasswordError,
        SheetTypeEnum,
        SheetVisibleEnum,
    )
    from xlsx_details import Details

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
        name = workbook.sheet_names[positions[index]]
        sheet = workbook.get_sheet_by_index(positions[index])
        if sheet.width > max_columns:
            return {"error": "too_many_columns"}
        names = [workbook.sheet_names[position] for position in positions]
        output.put({"sheets": names, "sheet": index})
        details = Details(data, name, getattr(sheet, "merged_cell_ranges", None) or ())
        count = 0
        # a cell far below the others makes a million empty rows between them
        for number, values in enumerate(sheet.iter_rows(), start=1):
            row = [cell_text(value) for value in values]
            details.complete(number, row, values)
            while row and not row[-1]:
                row.pop()
            if not row:
                continue
            count += 1
            if count > max_rows:
                return {"error": "too_many_rows"}
            output.put([number, row])
            if count == nrows:
                break
        return {"details": details.found}
    except PasswordError:
        return {"error": "locked"}
    except CalamineError:
        return {"error": "broken"}
    except (MemoryError, TooMuchOutput):
        return {"error": "too_big"}
    except BaseException as error:
        # a panic of the library is no Exception
        if type(error).__name__ != "PanicException":
            raise
        return {"error": "broken"}


def main(arguments):
    """Entry point, see the module."""
    index, nrows, max_rows, max_columns, memory, seconds, size = map(int, arguments)
    limit(memory, seconds, size)
    # the directory of this file, after those of the libraries
    sys.path.append(os.path.dirname(os.path.abspath(__file__)))
    stream = sys.stdout.buffer
    output = Output(stream, size)
    data = sys.stdin.buffer.read()
    last = read(data, output, index, nrows, max_rows, max_columns)
    stream.write(json.dumps(last).encode() + b"\n")


if __name__ == "__main__":
    main(sys.argv[1:])

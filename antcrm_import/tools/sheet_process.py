"""Read one sheet of a spreadsheet in a process of its own.

A spreadsheet of a few kilobytes can claim a cell in column XFD of row 1,048,576, or a
text of a megabyte in each of ten thousand cells; the reading library then asks for
terabytes and aborts its process. So it gets one, with limits on memory, time and what
it may write, and no file ever takes a server worker down.

Not imported by Odoo: :mod:`.reader` starts this file. In: the file on standard input,
and as arguments the position of the ``sheet``, ``nrows`` to read (0 for all), and the
limits ``rows``, ``columns``, ``part`` (bytes of XML that are read at once), ``memory``
(bytes), ``seconds`` and ``output`` (bytes).
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


class TooMuch(Exception):
    """More than the reader may hand over. The argument is the code of the error."""


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
            raise TooMuch("too_big")
        self._stream.write(data)


class RowWriter:
    """Writes the rows of a sheet, which may come in parts, completed by its details."""

    def __init__(self, output, details, nrows, max_rows, max_columns):
        self._output, self._details = output, details
        self._nrows, self._max_rows, self._max_columns = nrows, max_rows, max_columns
        self._count = self._last = 0

    def put(self, sheet):
        """Write the rows of a sheet that come after those written before.

        :return: whether more are asked for
        :raises TooMuch: than the limits allow
        """
        if sheet.width > self._max_columns:
            raise TooMuch("too_many_columns")
        number = 0
        # a cell far below the others makes a million empty rows between them
        for number, values in enumerate(sheet.iter_rows(), start=1):
            if number <= self._last:
                continue  # a row of another part
            row = [cell_text(value) for value in values]
            self._details.complete(number, row, values)
            while row and not row[-1]:
                row.pop()
            if not row:
                continue
            self._count += 1
            if self._count > self._max_rows:
                raise TooMuch("too_many_rows")
            self._output.put([number, row])
            if self._count == self._nrows:
                return False
        self._last = max(self._last, number)
        return True


def find_parts(data, name, size):
    """Return the first part of a sheet that is too big to be read as a whole, or
    ``None``, and an iterator of the others.

    :param int size: bytes of XML that make a part
    """
    from xlsx_parts import BROKEN, split_sheet

    parts = split_sheet(data, name, size)
    try:
        return (next(parts, None) if data.startswith(b"PK") else None), parts
    except BROKEN:
        # the library that reads the values says what is wrong
        return None, parts


def read(data, output, index, nrows, max_rows, max_columns, part_size):
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
    from xlsx_parts import BROKEN

    def load_sheet(part, position):
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(part))
        return workbook.get_sheet_by_index(position)

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
        position = positions[index]
        names = [workbook.sheet_names[position] for position in positions]
        output.put({"sheets": names, "sheet": index})
        part, parts = find_parts(data, names[index], part_size)
        if part is None:
            sheet = workbook.get_sheet_by_index(position)
            merged = getattr(sheet, "merged_cell_ranges", None) or ()
            details = Details(data, names[index], merged)
            RowWriter(output, details, nrows, max_rows, max_columns).put(sheet)
            return {"details": details.found}
        # each part brings the texts of all
        del workbook
        details = Details(data, names[index])
        writer = RowWriter(output, details, nrows, max_rows, max_columns)
        # no sheet is kept while the next one is read
        while part is not None and writer.put(load_sheet(part, position)):
            part = next(parts, None)
        return {"details": details.found}
    except PasswordError:
        return {"error": "locked"}
    except (CalamineError, *BROKEN):
        return {"error": "broken"}
    except TooMuch as error:
        return {"error": error.args[0]}
    except MemoryError:
        return {"error": "too_big"}
    except BaseException as error:
        # a panic of the library is no Exception
        if type(error).__name__ != "PanicException":
            raise
        return {"error": "broken"}


def main(arguments):
    """Entry point, see the module."""
    *numbers, memory, seconds, size = map(int, arguments)
    limit(memory, seconds, size)
    # the directory of this file, after those of the libraries
    sys.path.append(os.path.dirname(os.path.abspath(__file__)))
    stream = sys.stdout.buffer
    output = Output(stream, size)
    data = sys.stdin.buffer.read()
    last = read(data, output, *numbers)
    stream.write(json.dumps(last).encode() + b"\n")


if __name__ == "__main__":
    main(sys.argv[1:])

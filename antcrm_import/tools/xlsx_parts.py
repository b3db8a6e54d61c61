"""Cut the sheet of a big XLSX file into parts; no ORM.

The library that reads the values holds a whole sheet at once, more than a gigabyte of a
million rows. So it gets the sheet in parts: workbooks like the one they come from, with
some of its rows each, under their numbers. Runs within :mod:`.sheet_process`.

Source: ECMA-376, part 1: 18.3.1.73 (rows), 18.3.1.80 (their place in the sheet).
"""

import io
import itertools
import re
import shutil
import zipfile
import zlib
from xml.etree import ElementTree

from xlsx_details import PIECE, find_sheet, iter_pieces

# what is before the first row at most
MAX_BEGIN = 16 * PIECE
ROOT = re.compile(rb"<((?:\w+:)?worksheet)\b[^>]*>")
BEGIN = re.compile(rb"<((?:\w+:)?sheetData)\s*>")
END = re.compile(rb"</(?:\w+:)?sheetData\s*>")
# rows without a number count from the one before: they stay behind it
NUMBERED_ROW = re.compile(rb"<(?:\w+:)?row\b(?=[^>]*\sr\s*=\s*[\"']\d)")

# what a file raises that is no such archive
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    ElementTree.ParseError,
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,
    ValueError,
)


def split_sheet(data, name, size):
    """Yield workbooks that have the rows of a sheet between them, in their order;
    nothing for a sheet that is small enough, or cannot be cut.

    :param bytes data: an XLSX file
    :param str name: of the sheet
    :param int size: bytes of XML that make a part; some more are read as a whole
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        path, _relations = find_sheet(archive, name)
        if not path or archive.getinfo(path).file_size <= 2 * size:
            return
        pieces = iter_pieces(archive, path)
        begin, close, rest = _find_begin(pieces)
        others = _copy_others(archive, path) if begin else b""
        while rest is not None:
            stream = io.BytesIO()
            stream.write(others)
            with (
                zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED, True, 1) as part,
                part.open(path, "w", force_zip64=True) as target,
            ):
                target.write(begin)
                rest = _copy_rows(rest, pieces, target, size)
                target.write(close)
            yield stream.getvalue()


def _find_begin(pieces):
    """Return what stands before the rows of a sheet, what has to stand behind them, and
    the first piece of them; two empty texts and ``None`` where no rows are found."""
    begin = b""
    for piece in pieces:
        begin += piece
        if match := BEGIN.search(begin):
            root = ROOT.search(begin)
            close = b"</%s></%s>" % (match[1], root[1] if root else b"worksheet")
            return begin[: match.end()], close, begin[match.end() :]
        if len(begin) > MAX_BEGIN:
            break
    return b"", b"", None


def _copy_others(archive, path):
    """Return an archive of what the cells of a sheet refer to: texts, formats."""
    stream = io.BytesIO()
    folder = path.rpartition("/")[0]
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, True, 1) as copy:
        for info in archive.infolist():
            if info.is_dir() or info.filename.startswith(f"{folder}/"):
                continue
            with (
                archive.open(info) as source,
                copy.open(info.filename, "w", force_zip64=True) as target,
            ):
                shutil.copyfileobj(source, target, PIECE)
    return stream.getvalue()


def _copy_rows(first, pieces, target, most):
    """Write the rows of a part.

    :param bytes first: the piece that they begin with
    :param pieces: the next ones, which end between two tags
    :param int most: bytes after which the next part begins
    :return: the piece that the next part begins with, ``None`` after the last row
    """
    size = 0
    for piece in itertools.chain([first], pieces):
        if end := END.search(piece):
            target.write(piece[: end.start()])
            return None
        if size >= most:
            starts = [match.start() for match in NUMBERED_ROW.finditer(piece)]
            if starts:
                target.write(piece[: starts[-1]])
                return piece[starts[-1] :]
        size += target.write(piece)
    raise ValueError("the sheet has no end")

"""Find the rows of a list that are no customers: totals, notes, headings, the example
of a template; no ORM."""

import math
import re

from .header_words import parse, words
from .values import looks_like

#: why a row is marked; the first reason counts
MARKS = ("ragged", "header", "example", "total", "note", "hidden")
TOTALS = parse(
    """
    total, totals, grand total, subtotal, sub total, sum, count, average, total
    customers, number of customers, tong, tong cong, tong so, cong, tong khach hang,
    tong so khach hang, so luong khach hang, gesamt, summe, gesamtsumme, zwischensumme,
    anzahl, somme, total general, sous total, suma, suma total, totale, totale generale,
    totaal, razem, lacznie, ogolem, итого, всего, 合计, 总计, 合計, 總計, 小计, 小計,
    합계, 총계, 소계"""
)
NOTE_STARTS = re.compile(
    r"(?:\*|note|notes|n\.b|nb|source|legend|printed|exported|generated|created|report|page"
    r"|ghi chu|luu y|chu thich|nguon|nguoi lap|nguoi in|ngay in|ngay lap|trang|bao cao"
    r"|hinweis|quelle|stand|remarque|nota|fuente|opmerking|uwaga|примечание)\b",
    re.I,
)
# the first row of our templates begins so, in any of these languages
EXAMPLE_START = re.compile(
    r"(?:example|v[íi] d[ụu]|beispiel|exemple|ejemplo|esempio|exemplo|voorbeeld"
    r"|przykład|пример|例|示例|예)\s*[:：]",
    re.I,
)
# when it was printed, and by which rules it was counted
PRINTED = re.compile(r"\d:\d{2}\b.*(?:\b[ap]m\b|gmt|utc|basis)|\bas of\b", re.I)
GROUP_WORDS = parse(
    """
    group, region, area, branch, department, section, category, team, nhom, khu vuc, chi
    nhanh, phong, ban, to, gruppe, bereich, abteilung, filiale, groupe, grupo, gruppo,
    grupa, группа, 组, 部门, 그룹"""
)
GROUP_NUMBER = re.compile(r"(?:[IVX]{1,5}|[A-Z]|\d{1,2})\s*[.)/:-]\s+\S")
DIGIT = re.compile(r"\d")
LOOKED_AT = 50  # rows, for what their columns hold
LONG = 60  # characters: of a sentence, not of a name


def find_marks(header, rows, numbers, *, hidden=(), wide=(), is_text=False, width=0):
    """Say which rows are no customers.

    :param list header: the names of the columns; empty texts where there are none
    :param list rows: the rows below it, lists of text
    :param list numbers: their numbers in the file
    :param hidden: numbers of the rows that the spreadsheet program does not show
    :param wide: numbers of the rows with a cell over several columns
    :param bool is_text: of a text file, in which a cell too many moves the others
    :param int width: how many cells the header has, those without a name included
    :return: ``{position of a row: mark}``; see ``MARKS``
    """
    marks = {}
    hidden, wide = set(hidden), set(wide)
    names = [words(name) for name in header]
    has_names = any(names)
    width = max([width, *(at + 1 for at, name in enumerate(names) if name)])
    fills, beyond = _count_filled(rows, width)
    if not (is_text and has_names) or len(beyond) > max(len(rows) // 2, 1):
        beyond = ()  # when most rows have more, the columns have no names
    usual = sorted(fills)[len(fills) // 2] if fills else 0
    for position, row in enumerate(rows):
        mark = None
        if position in beyond:
            mark = "ragged"
        elif has_names and _is_header(row, names, fills[position]):
            mark = "header"
        elif not position and has_names and any(map(EXAMPLE_START.match, row)):
            mark = "example"
        elif not position and has_names and _is_description(row, rows[1:LOOKED_AT]):
            mark = "note"
        elif _is_total(row, fills[position]):
            mark = "total"
        elif (
            fills[position] == 1
            and has_names
            and position + 1 < len(rows)
            and _is_header(rows[position + 1], names, fills[position + 1])
        ):
            mark = "note"  # the name of a group, above its own header
        elif fills[position] == 1 and usual >= 3:
            text = next(filter(None, row))
            if numbers[position] in wide or _is_note(text):
                mark = "note"
        if not mark and numbers[position] in hidden:
            mark = "hidden"
        if mark:
            marks[position] = mark
    return marks


def _count_filled(rows, width):
    """Return how many cells of each row are filled, and the positions of the rows with
    more cells than the header."""
    fills, beyond = [], set()
    for position, row in enumerate(rows):
        fills.append(len(row) - row.count(""))
        if any(row[width:]):
            beyond.add(position)
    return fills, beyond


def _is_description(row, rows):
    """Whether a row says what the columns hold, as shops write below the header: words
    where all others have numbers, dates or addresses."""
    if not rows or sum(map(bool, row)) < 3:
        return False
    differing = 0
    for at, cell in enumerate(row):
        cells = [other[at] for other in rows if at < len(other) and other[at]]
        if not cell or not cells:
            continue
        if not all(map(_is_typed, cells)):
            continue
        if any(char.isdigit() for char in cell) or "@" in cell:
            return False
        differing += len(cell.split()) > 1 or cell.endswith(".")
    return differing >= 2


def _is_typed(cell):
    """Whether a cell is a number, a date, an address or a code, rather than words."""
    return any(char.isdigit() for char in cell) or "@" in cell


def _is_header(row, names, fill):
    """Whether a row has the names of the columns once more.

    :param int fill: how many of its cells are filled
    """
    if fill < 2:
        return False
    # of most rows the first cells tell: all of the others are not compared
    allowed = fill - max(2, math.ceil(0.7 * fill))
    for at, cell in enumerate(row):
        if cell and (at >= len(names) or not _is_name(cell, names[at])):
            allowed -= 1
            if allowed < 0:
                return False
    return True


def _is_name(cell, name):
    """Whether a cell has the words of a column's name; of most cells the length or a
    digit tells that they have not, which costs less than to read their words."""
    if len(cell) < len(name) // 4 or len(cell) > 3 * len(name) + 8:
        return False
    if DIGIT.search(cell) and not DIGIT.search(name):
        return False
    return words(cell) == name


def _is_total(row, fill):
    if not fill or fill > max(len(row) // 2, 3) + 1:
        return False
    cells = [cell for cell in row if cell]
    first = words(cells[0])
    bare = re.sub(r"( \d+)+$", "", first)
    # "Tổng cộng: 3 khách"
    told = re.fullmatch(r"([^\d:：]+)[:：]\s*[\d.,]+(?:\s+[^\W\d]+){0,2}", cells[-1])
    if fill <= 2 and told and words(told[1]) in TOTALS:
        return True
    if bare not in TOTALS and not any(
        bare.startswith(f"{word} ")
        and (cells[0].rstrip().endswith(":") or (re.search(r"\d\s*$", cells[0])))
        for word in TOTALS
    ):
        return False
    # a customer called "Sum" has a phone or an address
    return all(
        re.fullmatch(r"[\W\d_]*(?:[a-zđ₫€$£¥]{1,4}\W*)?", cell.lower())
        and looks_like([cell]) != "phone"
        for cell in cells[1:]
    )


def _is_note(text):
    """Whether the only text of a row is a note or a heading, rather than a name."""
    if looks_like([text]):
        return False
    key = words(text)
    return bool(
        len(text) > LONG
        or text.endswith(":")
        or PRINTED.search(text)
        or NOTE_STARTS.match(text if text.startswith("*") else key)
        or GROUP_NUMBER.match(text)
        or key.split(" ")[0] in GROUP_WORDS
        or " ".join(key.split(" ")[:2]) in GROUP_WORDS
        or re.search(r"\(\s*\d+\s*(?:[^\W\d]+\s*)*\)$", text)
    )

"""What an XLSX file says about its cells beside their values; no ORM.

The library that reads the values fast knows nothing of number formats, links, merged
cells and hidden rows. They are looked up in the sheet's XML, which is run through in
pieces: it may be far bigger than what it says. Runs within :mod:`.sheet_process`.

Sources: ECMA-376, part 1: 18.3.1.4 (cells), 18.3.1.47 (hyperlinks), 18.3.1.73 (rows),
18.8.30 (number formats), 22.9.2.19 (``_xHHHH_``).
"""

import contextlib
import html
import io
import re
import zipfile
from xml.etree import ElementTree

PIECE = 1024 * 1024
SMALL_PART = 32 * PIECE  # of styles and relations; bigger ones say nothing to us
MAX_HIDDEN = 200_000
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*>")
MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*>")
LINK = re.compile(rb"<(?:\w+:)?hyperlink\b[^>]*>")
ATTRIBUTE = re.compile(rb"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
# what a format may have to be one of digits alone: "0000", "000-000", "(000) 000 0000"
LITERAL = re.compile(r'\\(.)|"([^"]*)"|_.|\*.|\[(?:\$-[0-9A-Fa-f]*|Color ?\d+)\]')
MASK = re.compile(r"[0#?\s().+/-]*")


def unescape(text):
    """Return a text without the marks that Excel writes for control characters.

    >>> unescape("one_x000D_two")
    'onetwo'
    """
    if "_x" not in text:
        return text

    def replace(match):
        # the library has read those of other characters
        char = chr(int(match[1], 16))
        return match[0] if char >= " " else char if char in "\n\t" else ""

    return ESCAPED.sub(replace, text)


def read_mask(code):
    """Return a number format as a list of digit places and texts, or ``None`` when it
    shows more or less than the digits of a whole number.

    >>> read_mask("000-00")
    ['0', '0', '0', ('-',), '0', '0']
    """
    # a positive number takes the first of the sections
    code = code.split(";", 1)[0]
    if code.lower() == "general" or "[<" in code or "[>" in code:
        return None
    places, position = [], 0
    while position < len(code):
        if match := LITERAL.match(code, position):
            text = match[1] or match[2]
            if text:
                places.append((text,))
            position = match.end()
            continue
        char = code[position]
        if not MASK.fullmatch(char):
            return None  # decimals, thousands, dates, text
        places.append(char if char in "0#?" else (char,))
        position += 1
    digits = [place for place in places if isinstance(place, str)]
    if "." in {place[0] for place in places if not isinstance(place, str)}:
        unescaped = LITERAL.sub("", code)
        if "." in unescaped:
            return None
    # a single "0" shows what the value is
    if len(digits) < 2 or "0" not in digits or "/" in LITERAL.sub("", code):
        return None
    return places


def apply_mask(places, number):
    """Return a whole number as a format of :func:`read_mask` shows it."""
    digits = list(str(abs(number)))
    count = sum(isinstance(place, str) for place in places)
    shown, seen = [], 0
    for place in reversed(places):
        if not isinstance(place, str):
            shown.append(place[0])
            continue
        seen += 1
        if digits:
            shown.append(digits.pop())
        elif place == "0":
            shown.append("0")
        if seen == count:
            # the first place takes all that is left
            shown.extend(reversed(digits))
            digits = []
    return ("-" if number < 0 else "") + "".join(reversed(shown)).strip()


def split_reference(reference):
    """Return the number of the row and the position of the column of a cell.

    >>> split_reference("B3")
    (3, 1)
    """
    match = REFERENCE.fullmatch(reference.replace("$", ""))
    if not match:
        return None
    column = 0
    for char in match[1]:
        column = column * 26 + ord(char) - 64
    return int(match[2]), column - 1


class Details:
    """Completes the rows of a sheet with what is beside their values.

    :param bytes data: the file
    :param str sheet: its name
    :param merged: pairs of the first and the last cell (row, column; from 0) of merged
        cells; ``None`` to look for them in the XML
    """

    def __init__(self, data, sheet, merged=None):
        self.found = {}
        self._masks = {}  # {row: {column: places}}
        self._links = {}  # {row: {column: address}}
        self._merged = {}  # {column: [(first row, last row)]}, the next one last
        self._values = {}  # {column: text} of the merged cell there
        self._add_merged(merged or ())
        if data.startswith(b"PK"):
            # the values are there; whether the file is whole is not said here
            with (
                contextlib.suppress(
                    zipfile.BadZipFile,
                    ElementTree.ParseError,
                    KeyError,
                    ValueError,
                    OSError,
                ),
                zipfile.ZipFile(io.BytesIO(data)) as archive,
            ):
                self._read(archive, sheet, merged is None)

    def _add_merged(self, merged):
        # over several columns: a title, or the name of a group of rows
        if wide := [
            top + 1 for (top, left), (_bottom, right) in merged if right > left
        ]:
            self.found["wide"] = sorted(set(wide))[:MAX_HIDDEN]
        for (top, left), (bottom, right) in merged:
            # over rows: each has what they share; over columns: a heading
            if bottom > top and left == right:
                self._merged.setdefault(left, []).append((top + 1, bottom + 1))
        for ranges in self._merged.values():
            ranges.sort(reverse=True)

    def complete(self, number, row, values):
        """Complete the texts of a row in place. Rows come in their order.

        :param int number: of the row, from 1
        :param list row: the texts
        :param list values: what they were made of
        """
        for column, text in enumerate(row):
            if "_x" in text:
                row[column] = unescape(text)
        for column, places in self._masks.get(number, {}).items():
            value = values[column] if column < len(values) else None
            if isinstance(value, float | int) and not isinstance(value, bool):
                if float(value).is_integer() and abs(value) < 10**15:
                    row[column] = apply_mask(places, int(value))
        for column, address in self._links.get(number, {}).items():
            if column < len(row):
                row[column] = self._join_link(row[column], address)
        for column, ranges in self._merged.items():
            while ranges and ranges[-1][1] < number:
                ranges.pop()
            if not ranges or number < ranges[-1][0]:
                continue
            # a part of a sheet may be narrower than the others
            text = row[column] if column < len(row) else ""
            if number == ranges[-1][0]:
                self._values[column] = text
            elif not text and any(row):
                # a row with nothing of its own stays empty
                row.extend([""] * (column + 1 - len(row)))
                row[column] = self._values.get(column, "")

    @staticmethod
    def _join_link(text, address):
        """Return the text of a cell with a link: the address counts where the text is
        none of its own."""
        kind, _colon, rest = address.partition(":")
        if kind.lower() == "mailto":
            rest = rest.partition("?")[0]
            return text if "@" in text else rest
        if kind.lower() == "tel":
            return text if any(char.isdigit() for char in text) else rest
        if re.fullmatch(r"(?:https?://|www\.)\S+|[\w-]+(?:\.[\w-]+)+(?:/\S*)?", text):
            return text
        return address if not text or "@" not in text else text

    def _read(self, archive, sheet, with_merged):
        path, _relations = find_sheet(archive, sheet)
        if not path:
            return
        masks = find_masks(archive)
        cell = styled_cell(masks)
        targets = read_relations(archive, path)
        hidden, merged, rows = [], [], {}
        for piece in iter_pieces(archive, path):
            for match in ROW.finditer(piece) if b"hidden" in piece else ():
                attributes = _attributes(match[0])
                if attributes.get("hidden") in ("1", "true") and len(hidden) < (
                    MAX_HIDDEN
                ):
                    hidden.append(int(attributes.get("r", 0)))
            for match in cell.finditer(piece) if masks else ():
                attributes = _attributes(match[0])
                places = masks.get(attributes.get("s"))
                if places and (at := split_reference(attributes.get("r", ""))):
                    self._masks[at[0]] = self._share(
                        rows, self._masks.get(at[0], {}) | {at[1]: places}
                    )
            if targets and b"hyperlink" in piece:
                for match in LINK.finditer(piece):
                    attributes = _attributes(match[0])
                    target = targets.get(
                        next((v for n, v in attributes.items() if n.endswith("id")), "")
                    )
                    first = attributes.get("ref", "").partition(":")[0]
                    if target and (at := split_reference(first)):
                        self._links.setdefault(at[0], {})[at[1]] = target
            if with_merged and b"mergeCell" in piece:
                for match in MERGED.finditer(piece):
                    ends = _attributes(match[0]).get("ref", "").split(":")
                    ends = [split_reference(end) for end in ends]
                    if len(ends) == 2 and all(ends):
                        merged.append([(row - 1, column) for row, column in ends])
        self._add_merged(merged)
        if hidden := [number for number in hidden if number]:
            self.found["hidden"] = hidden

    @staticmethod
    def _share(rows, places):
        """Return the one of equal ``{column: places}``: most rows of a sheet have the
        same."""
        key = tuple((column, id(mask)) for column, mask in places.items())
        return rows.setdefault(key, places)


def find_sheet(archive, name):
    """Return the path of the part of a sheet, and the relations of the workbook."""
    book = parse_part(archive, "xl/workbook.xml")
    relations = read_relations(archive, "xl/workbook.xml")
    for node in book.iter():
        if node.tag.rpartition("}")[2] == "sheet" and node.get("name") == name:
            for key, value in node.attrib.items():
                if key.endswith("}id") and value in relations:
                    target = relations[value].lstrip("/")
                    if not target.startswith("xl/"):
                        target = f"xl/{target}"
                    return target, relations
    return None, {}


def read_relations(archive, path):
    """Return ``{id: target}`` of the relations of a part."""
    folder, _slash, name = path.rpartition("/")
    path = f"{folder}/_rels/{name}.rels"
    if path not in archive.namelist():
        return {}
    return {
        node.get("Id"): node.get("Target") or "" for node in parse_part(archive, path)
    }


def find_masks(archive):
    """Return ``{index of a style: places}`` of the formats that show digits which a
    number has not."""
    if "xl/styles.xml" not in archive.namelist():
        return {}
    root = parse_part(archive, "xl/styles.xml")
    codes, masks = {}, {}
    for node in root.iter():
        tag = node.tag.rpartition("}")[2]
        if tag == "numFmt" and (places := read_mask(node.get("formatCode") or "")):
            codes[node.get("numFmtId")] = places
        elif tag == "cellXfs":
            for position, style in enumerate(node):
                if places := codes.get(style.get("numFmtId")):
                    masks[str(position)] = places
    return masks


def styled_cell(styles):
    """Return a pattern of the tags of cells in some styles."""
    numbers = b"|".join(style.encode() for style in styles)
    return re.compile(
        rb"<(?:\w+:)?c\b(?=[^>]*\ss\s*=\s*[\"'](?:%s)[\"'])[^>]*>" % numbers
    )


def parse_part(archive, path):
    """Return the root of a part that is small enough to be held in memory."""
    if archive.getinfo(path).file_size > SMALL_PART:
        raise ValueError(path)
    data = archive.read(path)
    if b"<!DOCTYPE" in data[:4096]:
        # no such part has one: entities would be spelled out
        raise ValueError(path)
    return ElementTree.fromstring(data)


def iter_pieces(archive, path):
    """Yield a part in pieces that end between two tags."""
    with archive.open(path) as stream:
        rest = b""
        while piece := stream.read(PIECE):
            piece = rest + piece
            end = piece.rfind(b"<")
            if end <= 0:
                if len(piece) > 2 * PIECE:
                    raise ValueError(path)  # a text without an end: no cell has it
                rest = piece
                continue
            rest = piece[end:]
            yield piece[:end]
        yield rest


def _attributes(tag):
    return {
        name.decode(): html.unescape((first or second).decode("utf-8", "replace"))
        for name, first, second in ATTRIBUTE.findall(tag)
    }

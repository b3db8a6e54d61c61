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
CELL = re.compile(rb"<(?:\w+:)?c\b[^>]*>")
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
        cells
    """

    def __init__(self, data, sheet, merged=()):
        self.found = {}
        self._masks = {}  # {row: {column: places}}
        self._links = {}  # {row: {column: address}}
        self._merged = {}  # {column: [(first row, last row)]}, sorted
        self._values = {}  # {(column, first row): text} of merged cells
        # over several columns: a title, or the name of a group of rows
        if wide := [
            top + 1 for (top, left), (_bottom, right) in merged if right > left
        ]:
            self.found["wide"] = sorted(set(wide))[:MAX_HIDDEN]
        for (top, left), (bottom, right) in merged:
            # over rows: each has what they share; over columns: a heading
            if bottom > top and left == right:
                self._merged.setdefault(left, []).append((top + 1, bottom + 1))
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
                self._read(archive, sheet)

    def complete(self, number, row, values):
        """Complete the texts of a row in place.

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
            for first, last in ranges:
                if number == first and column < len(row):
                    self._values[column, first] = row[column]
                elif first < number <= last and column < len(row):
                    # a row with nothing of its own stays empty
                    if not row[column] and any(row):
                        row[column] = self._values.get((column, first), "")

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

    def _read(self, archive, sheet):
        path, relations = self._find_sheet(archive, sheet)
        if not path:
            return
        masks = self._find_masks(archive)
        targets = self._read_relations(archive, path)
        hidden = []
        for piece in self._pieces(archive, path):
            for match in ROW.finditer(piece) if b"hidden" in piece else ():
                attributes = _attributes(match[0])
                if attributes.get("hidden") in ("1", "true") and len(hidden) < (
                    MAX_HIDDEN
                ):
                    hidden.append(int(attributes.get("r", 0)))
            if masks:
                for match in CELL.finditer(piece):
                    attributes = _attributes(match[0])
                    places = masks.get(attributes.get("s"))
                    if places and (at := split_reference(attributes.get("r", ""))):
                        self._masks.setdefault(at[0], {})[at[1]] = places
            if targets and b"hyperlink" in piece:
                for match in LINK.finditer(piece):
                    attributes = _attributes(match[0])
                    target = targets.get(
                        next((v for n, v in attributes.items() if n.endswith("id")), "")
                    )
                    first = attributes.get("ref", "").partition(":")[0]
                    if target and (at := split_reference(first)):
                        self._links.setdefault(at[0], {})[at[1]] = target
        if hidden := [number for number in hidden if number]:
            self.found["hidden"] = hidden

    def _find_sheet(self, archive, name):
        """Return the path of the part of a sheet."""
        book = self._parse(archive, "xl/workbook.xml")
        relations = self._read_relations(archive, "xl/workbook.xml")
        for node in book.iter():
            if node.tag.rpartition("}")[2] == "sheet" and node.get("name") == name:
                for key, value in node.attrib.items():
                    if key.endswith("}id") and value in relations:
                        target = relations[value].lstrip("/")
                        if not target.startswith("xl/"):
                            target = f"xl/{target}"
                        return target, relations
        return None, {}

    def _read_relations(self, archive, path):
        """Return ``{id: target}`` of the relations of a part."""
        folder, _slash, name = path.rpartition("/")
        path = f"{folder}/_rels/{name}.rels"
        if path not in archive.namelist():
            return {}
        return {
            node.get("Id"): node.get("Target") or ""
            for node in self._parse(archive, path)
        }

    def _find_masks(self, archive):
        """Return ``{index of a style: places}`` of the formats that show digits which
        a number has not."""
        if "xl/styles.xml" not in archive.namelist():
            return {}
        root = self._parse(archive, "xl/styles.xml")
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

    @staticmethod
    def _parse(archive, path):
        if archive.getinfo(path).file_size > SMALL_PART:
            raise ValueError(path)
        data = archive.read(path)
        if b"<!DOCTYPE" in data[:4096]:
            raise ValueError(
                path
            )  # no such part has one: entities would be spelled out
        return ElementTree.fromstring(data)

    @staticmethod
    def _pieces(archive, path):
        """Yield a part in pieces that end between two tags."""
        with archive.open(path) as stream:
            rest = b""
            while piece := stream.read(PIECE):
                piece = rest + piece
                end = piece.rfind(b"<")
                if end <= 0:
                    if len(piece) > 2 * PIECE:
                        piece = b""  # a text without an end: nothing for us
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

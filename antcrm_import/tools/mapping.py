"""Suggest which column of a file goes to which field, and build candidates; no ORM.

Fields are the dicts of ``antcrm.intake.get_fields(kind)``. A mapping is a list with one
dict per column: ``column`` (position), ``header``, ``field`` (a field's name or False),
``format`` (how its dates or numbers are written, or False), ``guess`` (the formats if
it went to a date or a number) and ``samples``. An entry with ``constant`` instead of
``column`` gives every row the same value.
"""

import re
from collections import defaultdict

from odoo.addons.antcrm_customers.tools.sheet import split_list

from . import values
from .header_words import HEADERS, KNOWN_HEADERS
from .values import plain

SAMPLES = 3
HEADER_ROWS = 20  # a header is searched in that many rows
PROFILE_ROWS = 200  # looked at to tell what a column holds
TEXT_TYPES = ("char", "text", "html")
DATE_TYPES = ("date", "datetime")
NUMBER_TYPES = ("integer", "float", "monetary")
SPLITTERS = {
    "phones": values.split_phones,
    "emails": values.split_emails,
    "socials": split_list,
    "tags": split_list,
    "many2many": split_list,
}
LOOKS = {"emails": "email", "phones": "phone", "date": "date", "datetime": "date"}
NAMES = ("name", "firstname", "lastname")
# a column that is called as a field is; whatever else it may look like comes after that
LABEL_SCORE = 140
# fields that take a header of which only a part is known ("Company phone"); for others
# it most often means something else ("Product name", "Payment status")
PARTIAL = frozenset(
    ("phones", "emails", "socials", "website", "birthdate_date", "identity_number")
    + ("street", "district", "city", "zip", "state_id", "country_id", "industry_id")
)


def words(header):
    """Reduce a header to its words, lower case and without accents.

    >>> words("Phone_1 (Mobile)")
    'phone 1 mobile'
    >>> words("firstName")
    'first name'
    """
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=\d)", " ", header)
    return " ".join(re.sub(r"[\W_]+", " ", plain(spaced)).split())


def find_header(rows):
    """Return the position of the row with the column names, or ``None``.

    A header names at least two columns, or one where there is only one; titles above
    it are skipped; a row with an address, a number or a date in it is none.
    """
    if not rows:
        return None
    head = rows[:HEADER_ROWS]
    width = max(sum(bool(cell) for cell in row) for row in head)
    for position, row in enumerate(head):
        known = sum(_without_number(words(cell)) in KNOWN_HEADERS for cell in row)
        if known >= min(2, width):
            return position
    for position, row in enumerate(head):
        cells = [cell for cell in row if cell]
        if len(cells) < max(0.6 * width, min(2, width)):
            continue
        is_data = any(values.looks_like([cell]) or _is_number(cell) for cell in cells)
        return None if is_data or len(rows) == 1 else position
    return None


def _is_number(text):
    return bool(re.fullmatch(r"[\d.,\s%+-]+", text))


def column_letter(position):
    """Name a column as spreadsheets do: 0 is A, 26 is AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


# ----------------------------------------------------------------- suggestions


def suggest(
    headers,
    columns,
    fields,
    *,
    kept=None,
    remembered=None,
    formats=None,
    date_order="dmy",
):
    """Suggest a mapping.

    :param list headers: the name of each column, "" where it has none
    :param list columns: the cells of each column, without the header
    :param list fields: what ``get_fields`` returns
    :param dict kept: {position of a column: field name or False} that stays
    :param dict remembered: {words of a header: field name or False} as chosen before
    :param dict formats: {words of a header: format} as chosen before, which counts
        where the cells leave it open
    :param str date_order: how the user writes dates, where a column leaves it open
    :return: the mapping, see the module
    """
    by_name = {field["name"]: field for field in fields}
    formats = formats or {}
    looks = [
        values.looks_like(_spread([cell for cell in column if cell], PROFILE_ROWS))
        for column in columns
    ]
    scores = []
    for column, header in enumerate(headers):
        for name, score in _scores(
            header, looks[column], columns[column], by_name, remembered or {}
        ):
            scores.append((-score, column, name))
    kept = kept or {}
    chosen = dict(kept)
    used = set(chosen.values())
    for _score, column, name in sorted(scores):
        if column in chosen:
            continue
        if name and name in used and not by_name[name].get("multiple"):
            continue
        chosen[column] = name
        used.add(name)
    _settle_first_name(headers, chosen, by_name, kept)
    return [
        describe(
            column,
            header,
            columns[column],
            by_name.get(chosen.get(column) or ""),
            date_order,
            formats.get(words(header)),
        )
        for column, header in enumerate(headers)
    ]


def describe(column, header, cells, field, date_order="dmy", known_format=None):
    """Return the entry of a mapping for one column and the field it goes to.

    :param field: the dict of the field, or ``None``
    :param str known_format: how the values were written in an earlier file, which
        counts where they leave it open
    """
    filled = [cell for cell in cells if cell]
    kind = field["type"] if field else None
    known_order = known_format if kind in DATE_TYPES else None
    known_mark = known_format if kind in NUMBER_TYPES else None
    order, certain = values.guess_date_order(filled, known_order or date_order)
    mark = values.guess_decimal_mark(filled, known_mark or ".")
    return {
        "column": column,
        "header": header,
        "field": field["name"] if field else False,
        "format": (
            order if kind in DATE_TYPES else mark if kind in NUMBER_TYPES else False
        ),
        "guess": {"date": order, "certain": certain, "number": mark},
        "samples": list(dict.fromkeys(filled[:50]))[:SAMPLES],
    }


def _scores(header, looks, cells, fields, remembered):
    """Yield (field name, score) for the fields a column may go to."""
    key = words(header)
    if key in remembered and (not remembered[key] or remembered[key] in fields):
        yield remembered[key], 200
        return
    bare = _without_number(key)
    for name, field in fields.items():
        score = _header_score(key, bare, name, field, fields)
        expected = LOOKS.get(field["type"])
        if expected and score:
            if looks == expected:
                score += 30
            elif score < 90 and any(cells):
                continue  # "Email status", "Phone type"
        if score:
            yield name, score
    if looks == "email" and "emails" in fields:
        yield "emails", 50
    elif looks == "url" and "website" in fields:
        yield "website", 50
    # a named column of bare digits may as well hold tax codes
    elif looks == "phone" and "phones" in fields:
        if not key or any(re.search(r"[^\d]", cell) for cell in cells if cell):
            yield "phones", 50


def _header_score(key, bare, name, field, fields):
    if not key:
        return 0
    known = HEADERS.get(name, frozenset())
    if name == "name" and not {"parent_id", "partner_name"} & fields.keys():
        known = known | HEADERS["parent_id"]  # an account is the company
    label = words(field["label"])
    if key == label:
        # our own fields first: of a custom field that is called as one of them, our
        # files have the name of the column
        return LABEL_SCORE + (field["group"] != "custom")
    if key in known:
        return 100
    if key == words(name):
        return 98
    if bare in known or bare == label:
        return 95
    if name not in PARTIAL:
        return 0
    best = 0
    for phrase in known:
        # what a name is about stands last in English, first in Vietnamese
        if len(phrase) > 2 and bare.endswith(f" {phrase}"):
            best = max(best, 61 + len(phrase) // 4)
        elif len(phrase) > 2 and bare.startswith(f"{phrase} "):
            best = max(best, 60 + len(phrase) // 4)
    return best


def _settle_first_name(headers, chosen, fields, kept):
    """A column "Name" beside a column "Surname" is the first name; without one it is
    the whole name, as a Vietnamese "Tên" without a "Họ" is.

    :param dict kept: the columns that stay as they are
    """
    taken = set(chosen.values())
    open_columns = {
        name: column for column, name in chosen.items() if column not in kept
    }
    has_last = "lastname" in taken
    if has_last and "name" in open_columns and "firstname" not in taken:
        if words(headers[open_columns["name"]]) == "name" and "firstname" in fields:
            chosen[open_columns["name"]] = "firstname"
    elif not has_last and "firstname" in open_columns and "name" not in taken:
        if words(headers[open_columns["firstname"]]) in ("name", "ten"):
            chosen[open_columns["firstname"]] = "name"


def _without_number(key):
    return re.sub(r"( \d+)+$", "", key)


def _spread(cells, count):
    """Pick up to ``count`` cells from all over a column."""
    step = max(len(cells) // count, 1)
    return cells[::step][:count]


# ------------------------------------------------------------------ candidates


def is_multiple(field):
    """Tell whether several columns may go to a field: lists, and texts (joined)."""
    return bool(field.get("multiple")) or field["type"] in (*SPLITTERS, *TEXT_TYPES)


def find_conflicts(mapping, fields):
    """Return the names of the fields that get more columns than they can hold."""
    by_name = {field["name"]: field for field in fields}
    seen, conflicts = set(), []
    for entry in mapping:
        name = entry.get("field")
        if not name or name not in by_name:
            continue
        if name in seen and not is_multiple(by_name[name]) and name not in conflicts:
            conflicts.append(name)
        seen.add(name)
    return conflicts


def clean_entry(entry, width):
    """Return an entry of a mapping with only what a run needs.

    :param int width: how many columns there are
    :raises ValueError: when the entry is none
    """
    column, constant = entry.get("column"), entry.get("constant")
    in_range = type(column) is int and 0 <= column < width
    if not in_range and not (column is None and isinstance(constant, str)):
        raise ValueError(f"not a column: {column!r}")
    return {
        "column": column,
        "constant": constant,
        "header": str(entry.get("header") or ""),
        "field": str(entry.get("field") or "") or False,
        "format": str(entry.get("format") or "") or False,
    }


def remember_entry(entry):
    """Return of the entry of a column what is remembered for the next file."""
    return {name: entry.get(name) for name in ("column", "header", "field", "format")}


class CandidateBuilder:
    """Turn rows of a file into candidates for the intake.

    :param list mapping: see the module
    :param list fields: what ``get_fields`` returns
    :param tzinfo zone: where the times of the file were written down
    :param dict fixed: values that every candidate has, whatever its row says
    """

    def __init__(self, mapping, fields, zone=None, fixed=None):
        self._fixed = fixed or {}
        by_name = {field["name"]: field for field in fields}
        self._plan = [
            (
                entry.get("column"),
                entry.get("constant"),
                entry["field"],
                self._parser(by_name[entry["field"]], entry.get("format"), zone),
                is_multiple(by_name[entry["field"]]),
                by_name[entry["field"]]["type"],
            )
            for entry in mapping
            if entry.get("field") in by_name
        ]

    def build(self, cells):
        """Return the candidate of a row. Empty cells say nothing; text that is not
        what its field expects is passed on for the intake to report."""
        candidate = {}
        addresses = defaultdict(dict)
        width = len(cells)
        for column, constant, name, parse, multiple, kind in self._plan:
            if column is None:
                text = constant
            else:
                text = cells[column] if column < width else ""
            if not text:
                continue
            value = parse(text)
            if value is None:
                value = text
            target = candidate
            if name.startswith("addresses/"):
                _addresses, position, name = name.split("/")
                target = addresses[int(position)]
            if name not in target:
                target[name] = value
            elif isinstance(value, list):
                target[name] += [one for one in value if one not in target[name]]
            elif multiple:
                glue = "\n" if kind != "char" else ", " if "street" in name else " "
                target[name] = f"{target[name]}{glue}{value}"
        if addresses:
            candidate["addresses"] = [
                {**addresses[at], "number": at} for at in sorted(addresses)
            ]
        candidate.update(self._fixed)
        return candidate

    @staticmethod
    def _parser(field, text_format, zone):
        kind = field["type"]
        if kind in SPLITTERS:
            return SPLITTERS[kind]
        if kind == "date":
            order = text_format or "dmy"
            return lambda text: _iso(values.parse_date(text, order))
        if kind == "datetime":
            order = text_format or "dmy"
            zone_args = {"zone": zone} if zone else {}
            return lambda text: _iso(values.parse_datetime(text, order, **zone_args))
        if kind in NUMBER_TYPES:
            mark = text_format or "."
            return lambda text: values.parse_number(text, mark)
        if kind == "boolean":
            return values.parse_boolean
        if field["name"] == "gender":
            return values.parse_gender
        return str


def _iso(value):
    if value is None:
        return None
    return value.isoformat(sep=" ") if hasattr(value, "hour") else value.isoformat()

"""Suggest which column of a file goes to which field, and build candidates; no ORM.

Fields are the dicts of ``antcrm.intake.get_fields(kind)``. A mapping is a list with one
dict per column: ``column`` (position), ``header``, ``field`` (a field's name or False),
``format`` (how its dates or numbers are written, or False), ``guess`` (the formats if
it went to a date or a number) and ``samples``. An entry with ``constant`` instead of
``column`` gives every row the same value.
"""

import difflib
import re
from collections import Counter, defaultdict

from odoo.addons.antcrm_customers.tools.lists import split_list

from . import places, values
from .columns import (
    ABOUT,
    BARE,
    COMPANIES,
    HONORIFICS,
    SYSTEM_STATUSES,
    find_phrases,
    group_addresses,
    read_address_header,
    read_header,
    read_person_header,
    without_numbers,
)
from .contacts import clean_invisible
from .header_words import ADDRESS_PARTS, HEADERS, KNOWN_HEADERS, OPEN_NAMES, words

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
    "tags": values.split_tags,
    "many2many": split_list,
}
LOOKS = {"emails": "email", "phones": "phone", "date": "date", "datetime": "date"}
NAMES = ("name", "firstname", "lastname")
# a column that is called as a field is; whatever else it may look like comes after that
LABEL_SCORE = 140
# what a known export says its columns are
PROFILE_SCORE = 130
FUZZY_SCORE, FUZZY_CUTOFF, FUZZY_LENGTH = 58, 0.88, 6
# a phone or e-mail that stands in that many rows, and in that share of them, is
# nobody's own
SHARED_ROWS, SHARED_PART = 3, 0.5
SHARED_SAMPLE = 10_000
# what takes a field only where no other column does
SECOND = 50
ACCOUNT_NAMES = frozenset(
    ("name", "customer", "customer name", "client", "client name", "ten khach hang")
    + ("ten kh", "khach hang", "kunde", "kundenname", "cliente", "nazwa")
)
MIDDLE_NAMES = frozenset(
    ("middle name", "additional name", "middle", "second name", "отчество")
)
# "Acme (https://www.notion.so/Acme-1a2b)": where a name leads to, in its program
LINK_BEHIND = re.compile(r"\s*\(https?://[^\s()]+\)")
LINKING_TYPES = frozenset(("many2one", "many2many", "tags"))
LINKING_NAMES = frozenset(("name", "firstname", "lastname", "partner_name"))
IMAGE = re.compile(r"\b(photo|image|avatar|picture|logo|anh|hinh)\b")
# a near miss of these names is most likely meant; of short and common words it is not
FUZZY_FIELDS = frozenset(
    ("name", "firstname", "lastname", "phones", "emails", "parent_id", "partner_name")
    + ("function", "birthdate_date", "website", "identity_number")
)


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
        known = sum(_is_known(cell) for cell in row)
        if known >= min(2, width):
            return position
    for position, row in enumerate(head):
        cells = [cell for cell in row if cell]
        if len(cells) < max(0.6 * width, min(2, width)):
            continue
        is_data = any(values.looks_like([cell]) or _is_number(cell) for cell in cells)
        return None if is_data or len(rows) == 1 else position
    return None


def _is_known(cell):
    key = words(cell)
    return key in KNOWN_HEADERS or without_numbers(key) in KNOWN_HEADERS


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
    profile=None,
    labels=None,
    choices=None,
):
    """Suggest a mapping.

    The columns are judged together: what is sure comes first, a column without content
    takes no field from one that has some, and the parts of an address stay together.

    :param list headers: the name of each column, "" where it has none
    :param list columns: the cells of each column, without the header
    :param list fields: what ``get_fields`` returns
    :param dict kept: {position of a column: field name or False} that stays
    :param dict remembered: {words of a header: field name or False} as chosen before
    :param dict formats: {words of a header: format} as chosen before, which counts
        where the cells leave it open
    :param str date_order: how the user writes dates, where a column leaves it open
    :param profile: the :class:`.profiles.Profile` of the program that wrote the file
    :param dict labels: {field name: other texts that stand for it}, as its labels in
        other languages
    :param dict choices: {field name: keys (see :func:`.values.plain`) of the values
        that it has}, for fields of which a wrong one says that the column is another
    :return: the mapping, see the module
    """
    by_name = {field["name"]: field for field in fields}
    formats, kept, remembered = formats or {}, kept or {}, remembered or {}
    judge = _Judge(headers, columns, by_name, remembered, profile, labels, choices)
    chosen = judge.choose(kept)
    result = []
    for column, header in enumerate(headers):
        entry = describe(
            column,
            header,
            columns[column],
            by_name.get(chosen.get(column) or ""),
            date_order,
            formats.get(words(header)),
        )
        # what a person chose is remembered; what was guessed is guessed again
        entry["suggested"] = entry["field"]
        entry["is_chosen"] = column in kept or words(header) in remembered
        result.append(entry)
    return result


def is_account(fields):
    """Tell from the fields of a kind of customers whether they are companies."""
    return "firstname" not in fields and "name" in fields


class _Judge:
    """Chooses a field for each column, see :func:`suggest`."""

    def __init__(self, headers, columns, fields, remembered, profile, labels, choices):
        self.headers, self.fields = headers, fields
        self.remembered, self.profile = remembered, profile
        self.choices = choices or {}
        self.is_account = is_account(fields)
        self.columns = columns
        self.samples = [
            _spread([cell for cell in column if cell], PROFILE_ROWS)
            for column in columns
        ]
        self.looks = [values.looks_like(sample) for sample in self.samples]
        self.labels = defaultdict(set)
        for name, texts in (labels or {}).items():
            for text in texts:
                self.labels[words(text)].add(name)

    def choose(self, kept):
        """Return ``{column: field name or False}``."""
        scores = []
        addresses = {}
        for column, header in enumerate(self.headers):
            if column in kept:
                continue
            found = self.score(column)
            if self._is_address(header, found):
                addresses[column] = header
            else:
                for name, score in found.items():
                    scores.append((score, column, name))
        chosen = dict(kept)
        used = set(chosen.values())
        # what somebody chose or a field is called first; then what has content
        scores.sort(
            key=lambda one: (
                one[0] < PROFILE_SCORE,
                not self.samples[one[1]],
                -one[0],
                one[1],
                one[2] or "",
            )
        )
        for score, column, name in scores:
            if column in chosen:
                continue
            if name and name in used:
                if not self.fields[name].get("multiple") and name != "firstname":
                    continue
                if name == "firstname" and not self._is_middle(column):
                    continue
                if score < SECOND:
                    continue
            chosen[column] = name
            used.add(name)
        self._choose_addresses(addresses, chosen, used)
        self._settle_related(chosen, kept)
        self._settle_names(chosen, kept)
        self._leave_persons(chosen, kept)
        if not any(self.headers):
            self._choose_name(chosen)
        return chosen

    def score(self, column):
        """Return ``{field name or False: score}`` of those a column may go to."""
        header, sample, looks = (
            self.headers[column],
            self.samples[column],
            self.looks[column],
        )
        key = words(header)
        if key in self.remembered:
            name = self.remembered[key]
            if not name or name in self.fields:
                return {name: 200}
        scores = self._label_scores(key)
        is_custom = any(
            score >= LABEL_SCORE and self.fields[name]["group"] == "custom"
            for name, score in scores.items()
        )
        if self.profile and not is_custom:
            known, name = self.profile.find(header, self.fields)
            if known:
                return {name: PROFILE_SCORE} if name is not None else {}
        if scores and max(scores.values()) >= LABEL_SCORE:
            return scores
        if person := self._person_scores(header):
            return person
        read, role = read_header(header, self.is_account)
        for name, score in read.items():
            for target in self._targets(name, key):
                if self._fits(target, column):
                    scores[target] = max(scores.get(target, 0), score)
        if self.is_account and "name" in scores:
            scores["name"] = self._account_score(key, scores["name"])
        if not scores and not role:
            scores = self._fuzzy_scores(key)
        for name in list(scores):
            expected = LOOKS.get(self.fields[name]["type"])
            if expected and looks == expected:
                scores[name] += 30
            elif (
                expected
                and scores[name] < 90
                and sample
                and not self._has(expected, sample)
            ):
                del scores[name]  # "Email status", "Phone type"
        if not role:
            scores = self._look_scores(key, sample, looks, scores)
        return scores

    def _person_scores(self, header):
        """Score the field of the person of a company that a header names."""
        name = read_person_header(header) if self.is_account else None
        return {name: 90} if name in self.fields else {}

    def _has(self, kind, sample):
        """Whether some of the cells of a column are of a kind."""
        if kind == "date":
            return False
        mark = "@" if kind == "email" else None
        return any(
            mark in cell if mark else sum(map(str.isdigit, cell)) >= 6
            for cell in sample
        )

    def _label_scores(self, key):
        """Score the fields that are called as the column is."""
        scores = {}
        if not key:
            return scores
        bare = without_numbers(key)
        for name, field in self.fields.items():
            label = words(field["label"])
            if name == "firstname" and key in OPEN_NAMES:
                continue  # whether it is the first name is seen with the others
            if key == label:
                # our own fields first: of a custom field that is called as one of them,
                # our files have the name of the column
                scores[name] = LABEL_SCORE + (field["group"] != "custom")
            elif key == words(name):
                scores[name] = 98
            elif name in self.labels.get(key, ()):
                scores[name] = BARE - 2
            elif bare == label and field["group"] != "addresses":
                scores[name] = BARE
        return scores

    def _fuzzy_scores(self, key):
        """Score the fields whose names or labels are nearly written like a header."""
        if len(key) < FUZZY_LENGTH or not key.replace(" ", "").isalpha():
            return {}
        if find_phrases(key, ABOUT):
            return {}
        names = defaultdict(set)
        for name in self.fields:
            if name in FUZZY_FIELDS:
                for phrase in HEADERS.get(name, ()):
                    names[phrase].add(name)
        for label, targets in self.labels.items():
            names[label] |= targets
        matches = difflib.get_close_matches(key, names, 1, FUZZY_CUTOFF)
        return {
            name: FUZZY_SCORE for match in matches for name in sorted(names[match])[:1]
        }

    def _look_scores(self, key, sample, looks, scores):
        """Add what the cells of a column say, where its name does not forbid it."""
        if looks == "social" and "socials" in self.fields:
            scores.pop("website", None)
            scores["socials"] = max(scores.get("socials", 0), 100)
        if scores:
            return scores
        if looks == "email" and "emails" in self.fields:
            scores["emails"] = 50
        elif looks == "url" and "website" in self.fields and not IMAGE.search(key):
            scores["website"] = 50
        # a named column of bare digits may as well hold tax codes
        elif looks == "phone" and "phones" in self.fields:
            if not key or any(re.search(r"[^\d]", cell) for cell in sample):
                scores["phones"] = 50
        return scores

    def _targets(self, name, key):
        """Return the fields of this kind of customer that a concept stands for."""
        if name in ("parent_id", "partner_name") and self.is_account:
            return ["name"]
        company = f"company/{name}"
        if company in self.fields and (
            name == "vat"
            or name == "website"
            and find_phrases(without_numbers(key), COMPANIES)
        ):
            return [company]
        return [name] if name in self.fields else []

    def _account_score(self, key, score):
        """An account is the company: what names a person names it only where nothing
        else does."""
        bare = without_numbers(key)
        if bare in HEADERS["parent_id"]:
            return score
        return score - (10 if bare in ACCOUNT_NAMES else 50)

    def _fits(self, name, column):
        """Whether the cells of a column can be what its name says."""
        sample = self.samples[column]
        if not sample:
            return True
        keys = {words(cell) for cell in sample}
        if name in ("function", "firstname", "lastname", "name", "gender"):
            if name != "gender" and keys <= HONORIFICS:
                return False
        if name == "function":
            most = sum(words(cell) in HONORIFICS for cell in sample)
            return most < 0.5 * len(sample)
        if name == "website" and not any("." in cell for cell in sample):
            return False
        if name in self.choices:
            known = {values.plain(cell) for cell in sample} & self.choices[name]
            # a status of mailing lists is none of a customer
            return bool(known) or not keys <= SYSTEM_STATUSES
        return True

    def _is_address(self, header, scores):
        if not read_address_header(header):
            return False
        # called as one of our fields is, or chosen before: that counts
        return all(score < PROFILE_SCORE for score in scores.values()) and (
            not scores
            or any(name in ADDRESS_PARTS for name in scores)
            or max(scores.values()) < BARE
        )

    def _choose_addresses(self, headers, chosen, used):
        """Choose fields for the columns of addresses, group by group."""
        groups = group_addresses(headers, lambda at: bool(self.samples[at]))
        number = 1
        taken = {
            int(name.split("/")[1])
            for name in used
            if name and name.startswith("addresses/")
        }
        for position, parts in enumerate(groups):
            has_content = any(self.samples[at] for ats in parts.values() for at in ats)
            if position and not has_content:
                continue
            if number == 1 and used & parts.keys():
                # the main address is named already, as our own files do
                free = {p: ats for p, ats in parts.items() if p not in used}
                if position == 0 and len(groups) == 1:
                    parts = free
                else:
                    number = 2
            while number in taken:
                number += 1
            names = {
                part: part if number == 1 else f"addresses/{number}/{part}"
                for part in parts
            }
            if not any(name in self.fields for name in names.values()):
                continue
            for part, positions in parts.items():
                if names[part] in self.fields:
                    for at in positions:
                        chosen[at] = names[part]
                        used.add(names[part])
            number += 1

    def _choose_name(self, chosen):
        """Suggest the column with the names where none has a name: the first one of
        words, of several words before one of single ones, such as cities."""
        if {"name", "firstname", "lastname"} & set(chosen.values()):
            return
        found = []
        for column, sample in enumerate(self.samples):
            if column in chosen or not sample or self.looks[column]:
                continue
            if not all(re.fullmatch(r"[^\d@/]{2,}", cell) for cell in sample):
                continue
            is_full = sum(" " in cell for cell in sample) >= 0.5 * len(sample)
            found.append((not is_full, column))
        if found and "name" in self.fields:
            chosen[min(found)[1]] = "name"

    def _settle_related(self, chosen, kept):
        """Without a column that names the company, or its person, there is none."""
        names = set(chosen.values())
        has_company = "parent_id" in names
        has_person = not names.isdisjoint(f"person/{name}" for name in NAMES)
        for column, name in list(chosen.items()):
            if column in kept or words(self.headers[column]) in self.remembered:
                continue
            group, _slash, own = (name or "").partition("/")
            if group == "company" and not has_company:
                del chosen[column]
            elif group == "person" and not has_person:
                del chosen[column]
                if self.fields.get(own, {}).get("multiple"):
                    chosen[column] = own

    def _is_middle(self, column):
        return without_numbers(words(self.headers[column])) in MIDDLE_NAMES

    def _leave_persons(self, chosen, kept):
        """A list of customers that names the person to ask for beside each: what it
        says of that person is not the customer's, and is left to who imports it."""
        if self.is_account or self.profile:
            return
        persons = {
            column: name
            for column, header in enumerate(self.headers)
            if column not in kept and (name := read_person_header(header))
        }
        named = [column for column, name in persons.items() if name == "person/name"]
        names = [
            column
            for column, name in chosen.items()
            if name in ("name", "firstname", "lastname") and column not in persons
        ]
        if not names or not any(self._are_others(column, names) for column in named):
            return
        for column in persons:
            if words(self.headers[column]) not in self.remembered:
                chosen.pop(column, None)

    def _are_others(self, column, names):
        """Whether most of those that a column names are not who the other columns with
        names do."""
        rows = [
            (values.plain(cell), [values.plain(self.columns[at][row]) for at in names])
            for row, cell in enumerate(self.columns[column][:PROFILE_ROWS])
            if cell and any(self.columns[at][row] for at in names)
        ]
        same = sum(
            all(set(name.split()) <= set(person.split()) for name in customers)
            for person, customers in rows
        )
        return 2 * same < len(rows)

    def _settle_names(self, chosen, kept):
        """A word for the whole name beside that of one part of it is the other part:
        "Name" beside "Surname", "Nom" beside "Prénom", "Nombre" beside "Apellidos". A
        Vietnamese "Tên" without a "Họ" is the whole name."""
        open_columns = {
            name: column
            for column, name in chosen.items()
            if column not in kept and words(self.headers[column]) not in self.remembered
        }
        taken = {
            name
            for column, name in chosen.items()
            if name and (self.samples[column] or not any(self.samples))
        }
        if "lastname" not in taken and "lastname" in self.fields:
            # beside a first name and no other last name, it is the last one
            for column, name in chosen.items():
                if name == "firstname" and column not in kept:
                    if without_numbers(words(self.headers[column])) == "second name":
                        chosen[column] = "lastname"
                        taken.add("lastname")
        if "name" in open_columns:
            column = open_columns["name"]
            if words(self.headers[column]) in OPEN_NAMES:
                if "lastname" in taken and "firstname" not in taken:
                    if "firstname" in self.fields:
                        chosen[column] = "firstname"
                elif "firstname" in taken and "lastname" not in taken:
                    first = open_columns.get("firstname")
                    is_plain = first is None or (
                        words(self.headers[first]) not in OPEN_NAMES
                    )
                    if is_plain and "lastname" in self.fields:
                        chosen[column] = "lastname"
        elif "firstname" in open_columns and "lastname" not in taken:
            column = open_columns["firstname"]
            if words(self.headers[column]) in OPEN_NAMES:
                chosen[column] = "name"


def find_shared(cells):
    """Return what stands in so many rows of a column that it is nobody's own phone or
    e-mail: (the value, the number of rows), or ``None``.

    :param list cells: those of the column that are not empty
    """
    if not cells:
        return None
    # what stands in half of the rows stands in those of a sample
    sample = cells[:: max(len(cells) // SHARED_SAMPLE, 1)]
    value, _count = Counter(sample).most_common(1)[0]
    count = cells.count(value)
    if count < SHARED_ROWS or count < SHARED_PART * len(cells):
        return None
    return value, count


def count_cells(rows, columns):
    """Return how many cells of columns are filled, and what :func:`find_shared` finds
    in them: ``{column: (count, shared)}``.

    :param rows: lists of texts, which are gone through twice; no column of a big file
        is held in memory
    :param columns: positions
    """
    if len(rows) <= SHARED_SAMPLE:
        found = {}
        for column in columns:
            filled = [row[column] for row in rows if row[column]]
            found[column] = len(filled), find_shared(filled)
        return found
    # what stands in more than half of the cells outlives all others, if each of them
    # takes one of it along (R. S. Boyer and J S. Moore: MJRTY, 1981)
    counts = dict.fromkeys(columns, 0)
    values, leads = dict.fromkeys(columns), dict.fromkeys(columns, 0)
    for row in rows:
        for column in columns:
            if cell := row[column]:
                counts[column] += 1
                if not leads[column]:
                    values[column] = cell
                leads[column] += 1 if values[column] == cell else -1
    totals = Counter()
    candidates = [column for column in columns if leads[column]]
    for row in rows if candidates else ():
        totals.update(column for column in candidates if row[column] == values[column])
    return {
        column: (
            counts[column],
            (values[column], totals[column])
            if totals[column] >= max(SHARED_ROWS, SHARED_PART * counts[column])
            else None,
        )
        for column in columns
    }


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
        "count": len(filled),
        "shared": find_shared(filled),
    }


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
        "is_chosen": is_chosen(entry),
    }


def is_chosen(entry):
    """Whether a person chose the field of a column, now or for an earlier file."""
    field, suggested = entry.get("field") or False, entry.get("suggested")
    return bool(entry.get("is_chosen")) or (
        suggested is not None and field != (suggested or False)
    )


def remember_entry(entry):
    """Return of the entry of a column what is remembered for the next file."""
    return {name: entry.get(name) for name in REMEMBERED}


REMEMBERED = ("column", "header", "field", "format", "is_chosen")


class CandidateBuilder:
    """Turn rows of a file into candidates for the intake.

    :param list mapping: see the module
    :param list fields: what ``get_fields`` returns
    :param tzinfo zone: where the times of the file were written down
    :param dict fixed: values that every candidate has, whatever its row says
    """

    def __init__(self, mapping, fields, zone=None, fixed=None):
        self._fixed = fixed or {}
        #: how often which placeholder stood for an empty cell
        self.placeholders = Counter()
        by_name = {field["name"]: field for field in fields}
        self._plan = [
            (
                entry.get("column"),
                entry.get("constant"),
                entry["field"],
                self._parser(by_name[entry["field"]], entry.get("format"), zone),
                is_multiple(by_name[entry["field"]]),
                by_name[entry["field"]]["type"],
                by_name[entry["field"]],
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
        for column, constant, name, parse, multiple, kind, field in self._plan:
            if column is None:
                text = constant
            else:
                text = cells[column] if column < width else ""
            if not text:
                continue
            if not text.isascii():
                text = clean_invisible(text)
            if "(http" in text and (kind in LINKING_TYPES or name in LINKING_NAMES):
                text = LINK_BEHIND.sub("", text)
            if values.is_placeholder(text, field):
                self.placeholders[text] += 1
                continue
            value = parse(text)
            if value is None:
                value = text
            elif value == []:
                continue
            target = candidate
            if name.startswith("addresses/"):
                _addresses, position, name = name.split("/")
                target = addresses[int(position)]
            elif "/" in name:
                group, name = name.split("/")
                target = candidate.setdefault(group, {})
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
        if field.get("relation") == "res.country":
            return places.clean_country
        return str


def _iso(value):
    if value is None:
        return None
    return value.isoformat(sep=" ") if hasattr(value, "hour") else value.isoformat()

"""Suggest which column of a file goes to which field, and build candidates; no ORM.

Fields are the dicts of ``antcrm.intake.get_fields(kind)``. A mapping is a list with one
dict per column: ``column`` (position), ``header``, ``field`` (a field's name or False),
``format`` (how its dates or numbers are written, or False), ``guess`` (the formats if
it went to a date or a number), ``open`` (a value of it that may be read in two ways, if
it went to one) and ``samples``. An entry with ``constant`` instead of
``column`` gives every row the same value.
"""

import difflib
import re
from collections import Counter, defaultdict

from odoo.addons.antcrm_customers.tools.lists import split_list

from . import contacts, places, values
from .columns import (
    ABOUT,
    BARE,
    COMPANIES,
    FILLERS,
    HONORIFICS,
    LEGAL_FORM,
    NAMED,
    PARTIES,
    SYSTEM_STATUSES,
    find_phrases,
    find_role,
    group_addresses,
    read_address_header,
    read_header,
    read_person_header,
    remove_phrases,
    without_numbers,
)
from .contacts import clean_invisible
from .header_words import ADDRESS_PARTS, HEADERS, KNOWN_HEADERS, OPEN_NAMES, words
from .kinds import KINDS, read_kind, tells_kind

#: what a column says, in a candidate whom it has for another kind: no field of it
OTHER_KIND = "_other_kind"
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
# stands for cells that say more than the numbers or addresses in them; what people
# write has no line break at its beginning
BESIDE, EXAMPLES = "\n", 4
KNOWN_CELLS = 1000  # of a column
LONG_NUMBER = 9  # digits: a phone number, and no house number
# words that say nothing there
SILENT = contacts.JOINING.union(
    word
    for name in ("phones", "emails", "socials")
    for phrase in HEADERS[name]
    for word in phrase.split()
).union(word for phrase in FILLERS for word in phrase.split())
# in whose cells the others stand as well
#: {type of a field: cells with nothing beside it}
CROSSED = {
    "phones": re.compile(r"[+\d\s().-]+", re.ASCII),
    "emails": re.compile(r"[\w.+-]+@[\w.-]+\w", re.ASCII),
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
    ("наименование", "полное наименование", "контрагент", "customer full name")
    + ("name", "customer", "customer name", "client", "client name", "ten khach hang")
    + ("ten kh", "khach hang", "kunde", "kundenname", "cliente", "nazwa")
)
MIDDLE_NAMES = frozenset(
    ("middle name", "additional name", "middle", "second name", "отчество")
)
SECOND_LAST_NAMES = frozenset(
    ("segundo apellido", "apellido materno", "apellido 2", "second last name")
    + ("segundo sobrenome", "ultimo sobrenome", "secondo cognome", "last name 2")
)
# whose columns may stand beside those of the customers
USERS = frozenset(("user", "host", "organizer", "organiser", "agent"))
WHO = frozenset(("name", "email", "e mail", "phone", "mobile"))
CUSTOMERS = frozenset(
    ("invitee", "attendee", "customer", "client", "contact", "lead", "guest")
    + ("participant", "recipient", "registrant", "booker")
)
# "Acme (https://www.notion.so/Acme-1a2b)": where a name leads to, in its program
LINK_BEHIND = re.compile(r"\s*\(https?://[^\s()]+\)")
LINKING_TYPES = frozenset(("many2one", "many2many", "tags"))
LINKING_NAMES = frozenset(("name", "firstname", "lastname", "partner_name"))
ENGLISH_BIRTH = re.compile(r"\b(?:birth|birthday|birthdate|born|dob)\b")
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
    is_raw=False,
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
    :param bool is_raw: the file is a spreadsheet that keeps numbers as such
    :return: the mapping, see the module
    """
    by_name = {field["name"]: field for field in fields}
    formats, kept, remembered = formats or {}, kept or {}, remembered or {}
    judge = _Judge(headers, columns, by_name, remembered, profile, labels, choices)
    chosen = judge.choose(kept)
    decimal_mark = _find_decimal_mark(judge.samples)
    result = []
    for column, header in enumerate(headers):
        entry = describe(
            column,
            header,
            columns[column],
            by_name.get(chosen.get(column) or ""),
            _get_date_order(header, date_order),
            formats.get(words(header)),
            decimal_mark,
            is_raw,
        )
        # what a person chose is remembered; what was guessed is guessed again
        entry["suggested"] = entry["field"]
        entry["is_chosen"] = column in kept or words(header) in remembered
        result.append(entry)
    _settle_plus(result, columns, by_name)
    return result


def _settle_plus(mapping, columns, by_name):
    """Where one column with phones has lost its "+", others have, too: a single number
    tells it."""
    phones = [
        entry
        for entry in mapping
        if entry["field"] and by_name[entry["field"]]["type"] == "phones"
    ]
    if any(entry["format"] for entry in phones):
        for entry in phones:
            filled = [cell for cell in columns[entry["column"]] if cell]
            plus = contacts.are_without_plus(filled, 1) and "+"
            entry["format"] = entry["guess"]["phone"] = plus


def _get_date_order(header, default):
    """Return in which order the dates below a header are most likely written: months
    come first in English alone."""
    key = without_numbers(words(header))
    if key in HEADERS["birthdate_date"] and not ENGLISH_BIRTH.search(key):
        return "dmy" if default == "mdy" else default
    return default


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
            if self._is_address(column, found):
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
                names = name in ("firstname", "lastname")
                if not self.fields[name].get("multiple") and not names:
                    continue
                if names and not self._is_further(name, column):
                    continue
                if score < SECOND:
                    continue
            chosen[column] = name
            used.add(name)
        self._choose_addresses(addresses, chosen, used)
        self._choose_company(chosen)
        self._settle_related(chosen, kept)
        self._fill_account_name(scores, chosen, kept)
        self._settle_names(chosen, kept)
        self._leave_other_name(chosen, kept)
        self._leave_persons(chosen, kept)
        self._leave_parties(chosen, kept)
        if not any(self.headers):
            self._choose_name(chosen)
        return chosen

    def score(self, column):
        """Return ``{field name or False: score}`` of those a column may go to."""
        header = self.headers[column]
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
        return self._read_scores(column, key, scores)

    def _read_scores(self, column, key, scores):
        """Score what the name of a column says, and whether its cells fit.

        :param dict scores: of fields that are called so; changed in place
        """
        header, sample, looks = (
            self.headers[column],
            self.samples[column],
            self.looks[column],
        )
        read, role = read_header(header, self.is_account)
        if not read and not role and not scores:
            read, role = self._read_without_bracket(header)
        for name, score in read.items():
            for target in self._targets(name, key):
                if self._fits(target, column):
                    scores[target] = max(scores.get(target, 0), score)
        if self.is_account and "name" in scores:
            scores["name"] = self._account_score(key, scores["name"])
        if not scores and not role:
            scores = {
                name: score
                for name, score in self._fuzzy_scores(key).items()
                if self._fits(name, column)
            }
        if scores and self._is_of_user(key):
            return {"user_id": SECOND} if "user_id" in self.fields else {}
        if "name" in scores and self._has_full_names(column):
            scores["name"] += 1
        self._drop_unlike(scores, sample, looks)
        if not role:
            scores = self._look_scores(key, sample, looks, scores)
        return scores

    def _read_without_bracket(self, header):
        """Read the name of a column without what is explained in brackets behind it:
        "Name (natural person)"; what a phone or a date is about stays."""
        bare, bracket, rest = header.partition("(")
        if not bracket or not bare.strip() or find_phrases(words(rest), ABOUT):
            return {}, None
        read, role = read_header(bare.strip(), self.is_account)
        return {name: min(score, SECOND + 1) for name, score in read.items()}, role

    def _drop_unlike(self, scores, sample, looks):
        """Raise the scores of fields whose values the cells are, and drop those of
        which they are none: "Email status", "Phone type"."""
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
                del scores[name]

    def _person_scores(self, header):
        """Score the field of the person of a company that a header names."""
        if not self.is_account:
            return {}
        name = read_person_header(header)
        if not name:
            # a company has none
            bare = without_numbers(words(header))
            name = next(
                (
                    f"person/{part}"
                    for part in ("firstname", "lastname")
                    if bare in HEADERS[part]
                    and bare not in OPEN_NAMES
                    and bare not in MIDDLE_NAMES
                ),
                None,
            )
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
        elif (
            looks == "url"
            and "website" in self.fields
            and not IMAGE.search(key)
            and not self._leads_elsewhere(sample)
        ):
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
        is_digits = all(re.fullmatch(r"[\d\s.,/#-]+", cell) for cell in sample)
        if is_digits and name.removeprefix("person/") in NAMED:
            return False
        if name == "tags" and all(re.fullmatch(r"\d{5,}", cell) for cell in sample):
            return False  # the numbers of cards
        keys = {words(cell) for cell in sample}
        if name in ("function", "firstname", "lastname", "name", "gender"):
            # "M" is a middle name as well
            is_title = name != "gender" and keys <= HONORIFICS
            if is_title and not self._is_further(name, column):
                return False
        if name == "function":
            most = sum(words(cell) in HONORIFICS for cell in sample)
            return most < 0.5 * len(sample)
        if name == "country_id" and self._is_dialled(column):
            return False
        if name == "website" and not any("." in cell for cell in sample):
            return False
        if name == "website" and self._leads_elsewhere(sample):
            return False
        if name in self.choices:
            known = {values.plain(cell) for cell in sample} & self.choices[name]
            # a status of mailing lists is none of a customer
            return bool(known) or not keys <= SYSTEM_STATUSES
        return True

    def _is_dialled(self, column):
        """Whether a column has what is dialled for a country, beside its name."""
        sample = self.samples[column]
        return (
            bool(sample)
            and all(map(str.isdigit, sample))
            and any(
                at != column
                and self.samples[at]
                and (read_address_header(other) or ("",))[0] == "country_id"
                for at, other in enumerate(self.headers)
            )
        )

    def _is_of_user(self, key):
        """Whether a column is of who uses the program: beside those of invitees or
        customers, "User email" is none of theirs."""
        return key.split(" ")[0] in USERS and any(
            find_phrases(words(header), CUSTOMERS) and find_phrases(words(header), WHO)
            for header in self.headers
        )

    def _has_full_names(self, column):
        """Whether most cells are of several words: of two columns with names, the one
        with those of accounts in a shop comes second."""
        sample = self.samples[column]
        return sum(" " in cell for cell in sample) > 0.5 * len(sample)

    def _leads_elsewhere(self, sample):
        """Whether links of many customers lead to one site: that is none of theirs."""
        sites = {
            match[1].lower()
            for cell in sample
            if (match := re.match(r"(?:https?://)?([^/\s?#]+)", cell, re.I))
        }
        return len(set(sample)) > 2 and len(sites) == 1

    def _is_address(self, column, scores):
        read = read_address_header(self.headers[column])
        if not read:
            return False
        if read[0] == "country_id" and self._is_dialled(column):
            return False
        # called as one of our fields is, or chosen before: that counts
        return all(score < PROFILE_SCORE for score in scores.values()) and (
            not scores
            or any(name in ADDRESS_PARTS for name in scores)
            or max(scores.values()) < BARE
        )

    def _choose_addresses(self, headers, chosen, used):
        """Choose fields for the columns of addresses, group by group."""
        headers = self._choose_company_address(headers, chosen, used)
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

    def _choose_company_address(self, headers, chosen, used):
        """Choose fields for the columns of an address that is called the company's and
        stands beside one of the person; one column of it alone belongs to the others.

        :return: the headers of the other columns, by position
        """
        if "parent_id" not in used:
            return headers
        parts = {}
        for at, header in headers.items():
            part, kind, _number, line = read_address_header(header) or ("", "", 0, 0)
            if part == "street" and line > 1:
                part = "street2"
            name = f"company/{part}"
            if find_phrases(kind, COMPANIES) and name in self.fields.keys() - used:
                if part not in parts.values():
                    parts[at] = part
        others = {at: name for at, name in headers.items() if at not in parts}
        named = {name for name in used if (name or "").startswith("company/")}
        known = {*parts.values(), *(name.split("/")[1] for name in named)}
        has_own = others or not used.isdisjoint(ADDRESS_PARTS)
        if not has_own or len(known & ADDRESS_PARTS.keys()) < 2:
            return headers
        for at, part in parts.items():
            chosen[at] = f"company/{part}"
            used.add(f"company/{part}")
        return others

    def _choose_company(self, chosen):
        """Where no column has the company by its name, one with "Ltd", "GmbH" or
        "Công ty" in most cells has it."""
        name = next(
            (n for n in ("parent_id", "partner_name") if n in self.fields), None
        )
        if not name or name in chosen.values():
            return
        for column, sample in enumerate(self.samples):
            if column in chosen or not sample or self.looks[column]:
                continue
            header = words(self.headers[column])
            if self.profile and self.profile.find(self.headers[column], self.fields)[0]:
                continue
            if header in self.remembered or find_role(without_numbers(header)):
                continue
            if sum(bool(LEGAL_FORM.search(c)) for c in sample) >= 0.6 * len(sample):
                chosen[column] = name
                return

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
        if self.is_account:
            self._settle_account(chosen, kept)
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

    def _settle_account(self, chosen, kept):
        """Beside the first and last name of a person, a "Contact name" is that of the
        account, where no other column has it."""
        names = set(chosen.values())
        if "name" in names or names.isdisjoint(("person/firstname", "person/lastname")):
            return
        for column, name in chosen.items():
            if name == "person/name" and column not in kept:
                chosen[column] = "name"
                return

    def _fill_account_name(self, scores, chosen, kept):
        """Of two columns with the names of accounts, that which names all of them
        counts: "Company name" stays empty for customers who are persons."""
        if not self.is_account:
            return
        first = next(
            (column for column, name in chosen.items() if name == "name"), None
        )
        if first is None or first in kept:
            return
        if words(self.headers[first]) in self.remembered:
            return
        for _score, column, name in scores:
            if name != "name" or column in chosen:
                continue
            rows = self._get_rows([first, column])
            differing = sum(
                bool(a and b and values.plain(a) != values.plain(b)) for a, b in rows
            )
            missing = [a or b for a, b in rows if not a]
            if any(missing) and all(b for a, b in rows if a) and not differing:
                chosen[column] = chosen.pop(first)
                return

    def _is_further(self, name, column):
        """Whether a column has a further name of those who have one in another."""
        key = words(self.headers[column])
        if name == "lastname":
            return key in SECOND_LAST_NAMES
        return without_numbers(key) in MIDDLE_NAMES

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
        if not names or not any(self._are_others([at], names) for at in named):
            return
        self._leave(persons, chosen)

    def _leave_parties(self, chosen, kept):
        """Beside the names of the customers, somebody else may be named who has bought,
        paid or got something: "Buyer First Name", "Buyer Email". What it says of them
        is theirs."""
        parties = defaultdict(dict)
        for column, header in enumerate(self.headers):
            bare = without_numbers(words(header))
            for party in find_phrases(bare, PARTIES):
                parties[party][column] = remove_phrases(bare, {party})
        for columns in parties.values():
            named = [
                column
                for column, rest in columns.items()
                if not rest or any(rest in HEADERS[name] for name in NAMES)
            ]
            names = [
                column
                for column, name in chosen.items()
                if name in NAMES and column not in columns
            ]
            if named and names and self._are_others(named, names):
                self._leave([at for at in columns if at not in kept], chosen)

    def _leave(self, columns, chosen):
        """Leave columns out, unless somebody chose their field before."""
        for column in columns:
            if words(self.headers[column]) not in self.remembered:
                chosen.pop(column, None)

    def _are_others(self, named, names):
        """Whether most of those that columns name are not who the other columns with
        names do."""
        rows = [
            (values.plain(" ".join(filter(None, cells))), customers)
            for cells, customers in zip(
                self._get_rows(named), self._get_rows(names), strict=True
            )
            if any(cells) and any(customers)
        ]
        same = sum(
            all(set(values.plain(n).split()) <= set(person.split()) for n in customers)
            for person, customers in rows
        )
        return 2 * same < len(rows)

    def _get_rows(self, columns):
        """Return the cells of some columns, row by row."""
        return list(
            zip(*(self.columns[at][:PROFILE_ROWS] for at in columns), strict=True)
        )

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

    def _leave_other_name(self, chosen, kept):
        """Where each row has the parts of a name, they count; a whole name that says
        something else beside them is left out, and told so."""
        at = {name: column for column, name in chosen.items() if name in NAMES}
        if self.profile or at.keys() != set(NAMES) or at["name"] in kept:
            return
        if words(self.headers[at["name"]]) in self.remembered:
            return
        parts = [
            column
            for column, name in chosen.items()
            if name in ("firstname", "lastname")
        ]
        differs = False
        for row, cell in enumerate(self.columns[at["name"]][:PROFILE_ROWS]):
            known = " ".join(self.columns[column][row] for column in parts)
            if cell and not known.strip():
                return
            rest = set(words(cell).split()) - set(words(known).split()) - HONORIFICS
            differs |= bool(rest)
        if differs:
            chosen[at["name"]] = False


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


def _find_decimal_mark(samples):
    """Return the mark before the decimals where a column of the file leaves no doubt of
    it: a program writes all its numbers in one way; else ``None``.

    :param list samples: cells of each column
    """
    marks = set()
    for sample in samples:
        cells = [cell for cell in sample if re.search(r"\d[.,]\d", cell)]
        if not cells or any(re.match(r"\D*0\d", cell) for cell in cells):
            continue
        if values.find_open_number(cells) or values.looks_like(cells):
            continue
        mark = values.guess_decimal_mark(cells)
        if all(values.parse_number(cell, mark) is not None for cell in cells):
            marks.add(mark)
    return marks.pop() if len(marks) == 1 else None


def describe(
    column,
    header,
    cells,
    field,
    date_order="dmy",
    known_format=None,
    decimal_mark=None,
    is_raw=False,
):
    """Return the entry of a mapping for one column and the field it goes to.

    :param field: the dict of the field, or ``None``
    :param str known_format: how the values were written in an earlier file, which
        counts where they leave it open
    :param str decimal_mark: the mark of other columns, which counts there as well
    :param bool is_raw: the file is a spreadsheet that keeps numbers as such
    """
    filled = [cell for cell in cells if cell]
    kind = field["type"] if field else None
    known_order = known_format if kind in DATE_TYPES else None
    known_mark = known_format if kind in NUMBER_TYPES else None
    order, certain = values.guess_date_order(filled, known_order or date_order)
    mark = values.guess_decimal_mark(filled, known_mark or decimal_mark, is_raw)
    plus = contacts.are_without_plus(filled) and "+"
    return {
        "column": column,
        "header": header,
        "field": field["name"] if field else False,
        "format": (
            order
            if kind in DATE_TYPES
            else mark
            if kind in NUMBER_TYPES
            else plus
            if kind == "phones"
            else False
        ),
        "guess": {"date": order, "certain": certain, "number": mark, "phone": plus},
        # a value that may be read in two ways, which nothing settles
        "open": {
            "date": not (certain or known_order) and values.find_open_date(filled),
            "number": not (known_mark or decimal_mark)
            and values.find_open_number(filled),
        },
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
    :param kind: of the customers; candidates say under ``OTHER_KIND`` where a column
        has them for another one
    """

    def __init__(self, mapping, fields, zone=None, fixed=None, kind=None):
        self._fixed = fixed or {}
        self._kind = kind
        #: the columns that say whether a customer is a person or a company
        self._kind_columns = [
            (entry["column"], entry.get("header"))
            for entry in mapping
            if kind in KINDS
            and entry.get("column") is not None
            and tells_kind(entry.get("header"))
        ]
        #: how often which placeholder stood for an empty cell; of words beside a number
        #: or an address, see ``BESIDE``
        self.placeholders = Counter()
        self.beside = set()
        by_name = {field["name"]: field for field in fields}
        self._names = by_name.keys()
        self._notes = next(
            (n for n in ("comment", "description") if n in by_name), None
        )
        # last of each column the values of its cells, as most rows have one of a few
        # countries or statuses
        self._plan = [
            (
                entry.get("column"),
                entry.get("constant"),
                entry["field"],
                self._parser(
                    by_name[entry["field"]],
                    entry.get("format"),
                    zone,
                    entry.get("header") or "",
                ),
                is_multiple(by_name[entry["field"]]),
                by_name[entry["field"]]["type"],
                {**by_name[entry["field"]], "header": entry.get("header") or ""},
                {},
            )
            for entry in mapping
            if entry.get("field") in by_name
        ]

    def build(self, cells):
        """Return the candidate of a row. Empty cells say nothing; text that is not
        what its field expects is passed on for the intake to report."""
        candidate = {}
        addresses = defaultdict(dict)
        # what stands in a cell for something else comes after what has its own
        others = []
        width = len(cells)
        for column, constant, name, parse, multiple, kind, field, known in self._plan:
            if column is None:
                text = constant
            else:
                text = cells[column] if column < width else ""
            if not text:
                continue
            value = known.get(text)
            if value is None:
                before = len(others)
                value = self._read_text(text, name, parse, kind, field, others)
                if value is None or value == []:
                    continue
                if (
                    len(known) < KNOWN_CELLS
                    and len(others) == before
                    and not isinstance(value, list)
                ):
                    known[text] = value
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
        if others:
            self._add_others(candidate, others)
        if addresses:
            candidate["addresses"] = [
                {**addresses[at], "number": at} for at in sorted(addresses)
            ]
        candidate.update(self._fixed)
        for column, header in self._kind_columns:
            text = cells[column] if column < width else ""
            if text and read_kind(header, text) not in (None, self._kind):
                candidate[OTHER_KIND] = f"{header}: {text}"
        return candidate

    def _add_others(self, candidate, others):
        """Add what stands in cells of other fields, after what has its own.

        :param others: pairs of field and values
        """
        for name, found in others:
            if name == self._notes:
                notes = [candidate.get(name), *found]
                candidate[name] = "\n".join(filter(None, notes))
                continue
            group, _slash, name = name.rpartition("/")
            known = (
                candidate.setdefault(group, {}) if group else candidate
            ).setdefault(name, [])
            known += [one for one in found if one not in known]

    def _read_text(self, text, name, parse, kind, field, others):
        """Return the value of a cell, ``None`` where it stands for nothing.

        :param list others: gets (field, values) of what the cell has for other fields
        """
        if not text.isascii():
            text = clean_invisible(text)
        if text.startswith(("=", "'")):
            text = contacts.unwrap(text)
        if name in NAMES and sum(map(str.isdigit, text)) >= LONG_NUMBER:
            text, phone = contacts.split_name(text)
            if phone and "phones" in self._names:
                others.append(("phones", [phone]))
        if "(http" in text and (kind in LINKING_TYPES or name in LINKING_NAMES):
            text = LINK_BEHIND.sub("", text)
        if values.is_placeholder(text, field):
            self.placeholders[text] += 1
            return None
        if kind == "socials" and (other := self._read_without_page(text, name, field)):
            others.append(other)
            return None
        if kind in CROSSED and not CROSSED[kind].fullmatch(text):
            value = self._read_points(text, name, parse, kind, others)
        else:
            value = parse(text)
        return text if value is None else value

    def _read_without_page(self, text, name, field):
        """Return (field, values) of a cell that names somebody in a network without
        pages: a number is a phone, any other name a note; else ``None``."""
        note = contacts.find_without_page(text, field["header"])
        if not note or "/" in name or not self._notes:
            return None
        if "phones" in self._names and values.looks_like([text]) == "phone":
            return "phones", [text]
        return self._notes, [note]

    def count_left_out(self):
        """Return how often which text stood for an empty cell, and how many cells said
        more than the numbers or addresses in them (``BESIDE``), with examples of them
        (behind ``BESIDE``)."""
        return self.placeholders + Counter({BESIDE + text: 1 for text in self.beside})

    def _read_points(self, text, name, parse, kind, others):
        """Return the phones or e-mail addresses of a cell. An address in a cell with
        phones, and a phone or a profile in one with addresses, goes to its own field.
        """
        group, slash, _name = name.rpartition("/")
        found, rest = contacts.split_others(text, kind)
        if not all(group + slash + other in self._names for other in found):
            found, rest = {}, text
        others += [(group + slash + other, found[other]) for other in found]
        value = parse(rest)
        taken = [*value, *(one for values_ in found.values() for one in values_)]
        if contacts.has_words_beside(text, taken, SILENT):
            self.placeholders[BESIDE] += 1
            if len(self.beside) < EXAMPLES:
                self.beside.add(text)
        return value

    @staticmethod
    def _parser(field, text_format, zone, header):
        kind = field["type"]
        if kind == "socials":
            key = words(header)
            network = next((n for n in contacts.NETWORKS if n in key.split()), None)
            return lambda text: contacts.add_network(split_list(text), network)
        if kind == "phones" and text_format == "+":
            return lambda text: list(map(contacts.add_plus, values.split_phones(text)))
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

"""Tell what the columns of a file are about, from their names; no ORM.

:func:`read_header` judges one name; :func:`group_addresses` judges the columns with the
parts of addresses together, as only so it shows which ones belong to one address.
"""

import re
from collections import defaultdict
from functools import lru_cache

from . import header_words as table
from .header_words import ADDRESS_PARTS, HEADERS, parse, words

EXACT, BARE, REDUCED, PARTIAL_SCORE = 100, 95, 85, 60
POINTS = ("phones", "emails", "socials", "website")
# fields that take a header of which only a part is known ("Mobile phone (private)");
# for others it most often means something else ("Product name", "Payment status")
PARTIAL = (*POINTS, "birthdate_date", "identity_number")
#: {role: words}: columns that are about somebody or something else
ROLES = {
    "machine": parse(table.MACHINES),
    "author": parse(table.AUTHORS),
    "owner": HEADERS["user_id"],
    "other": parse(table.OTHERS),
    "number": parse(table.NUMBERS),
}
COMPANIES = parse(table.COMPANIES)
PERSONS = parse(table.PERSONS)
ABOUT = parse(table.ABOUT)
PERSON_FILLERS = parse(table.PERSON_FILLERS)
PARTIES = parse(table.PARTIES)
FILLERS = parse(table.FILLERS)
# "Phone No." is a phone; "Account No." is no account
NUMBER_FILLERS = parse("no, nr, number, numbers, so, numero, n")
HONORIFICS = parse(table.HONORIFICS)
SYSTEM_STATUSES = parse(table.SYSTEM_STATUSES)
ADDRESS_KINDS = {
    phrase: rank
    for rank, text in enumerate(table.ADDRESS_KINDS)
    for phrase in parse(text)
}
# what no number says
NAMED = ("name", "firstname", "lastname", "parent_id", "partner_name", "function")
# legal forms: before a name, after it, on either side, and after names of people too
_FORMS_BEFORE = (
    r"công ty|cong ty|c\.?ty|tnhh|dntn|htx|hkd|hộ kinh doanh|doanh nghiệp|hợp tác xã"
)
_FORMS_AFTER = (
    r"jsc|gmbh(?: & co\.? kg)?|ohg|ltd|limited|llc|inc|corp|corporation|plc|pty"
    r"|s\.?a\.?r\.?l|s\.r\.l|b\.v|sp\. z o\.?o|s\.r\.o"
)
_FORMS_AROUND = r"ооо|оао|зао|пао"
_FORMS_OF_SOME = r"sr\.l|s\.p\.a|s\.l\.u?|s\.a|n\.v|a/s|aps|oy"
_WIDE_FORMS = r"株式会社|有限会社|合同会社|주식회사|\(주\)|㈜|㈱"
_WIDE_FORMS_AFTER = rf"{_WIDE_FORMS}|有限公司|股份"
# what tells the name of a company from others
LEGAL_FORM = re.compile(
    rf"(?<!\w)(?:{_FORMS_BEFORE}|{_FORMS_AFTER}|{_FORMS_AROUND}|{_FORMS_OF_SOME})(?!\w)"
    rf"|{_WIDE_FORMS_AFTER}",
    re.I,
)
# where it begins or ends the name of a company that no person has: "Oy" and "S.A." do
FIRM_START = re.compile(
    rf"(?:(?:{_FORMS_BEFORE}|{_FORMS_AROUND})(?!\w)|{_WIDE_FORMS})[\s.,:\"“«]*\w",
    re.I,
)
FIRM_END = re.compile(
    rf"\w[\s,.\"”»]+(?:{_FORMS_AFTER}|{_FORMS_AROUND})\.?$"
    rf"|\w(?:{_WIDE_FORMS_AFTER})$",
    re.I,
)
# what an owner is called by
OWNER_PARTS = parse("email, e mail, mail, name, full name, ten, login, user, address")
# a header that says nothing of the kind may stand for the whole name of a person
SECOND_CHOICES = {
    "function": parse("title, titre, titel, role, poste, stelle"),
}
LONGEST = 5  # words of a phrase that is looked for


def is_company_name(text):
    """Whether a name is certainly that of a company, and of no person.

    >>> is_company_name("Cty TNHH Hoa Sen"), is_company_name("Chị Hoa (Cty ABC)")
    (True, False)
    """
    text = text.strip()
    return bool(FIRM_START.match(text) or FIRM_END.search(text))


def _is_wide(phrase):
    """Whether a phrase is of a script that puts no spaces between words."""
    return any(
        "\u3040" <= char <= "\u30ff" or "\u4e00" <= char <= "\u9fff" for char in phrase
    )


@lru_cache(maxsize=64)
def _wide(phrases):
    return tuple(phrase for phrase in phrases if _is_wide(phrase))


def find_phrases(key, phrases):
    """Return the phrases of a set that a header has as whole words."""
    tokens = key.split()
    found = [
        phrase
        for length in range(min(LONGEST, len(tokens)), 0, -1)
        for start in range(len(tokens) - length + 1)
        if (phrase := " ".join(tokens[start : start + length])) in phrases
    ]
    if not key.isascii() and _is_wide(key):
        found += [p for p in _wide(phrases) if p in key and p not in found]
    return found


def remove_phrases(key, phrases):
    """Return a header without the words of a set, the longest first.

    >>> remove_phrases("work phone", {"work"})
    'phone'
    """
    tokens = key.split()
    for length in range(min(LONGEST, len(tokens)), 0, -1):
        start = 0
        while start + length <= len(tokens):
            if " ".join(tokens[start : start + length]) in phrases:
                del tokens[start : start + length]
            else:
                start += 1
    return " ".join(tokens)


def without_numbers(key):
    """Return a header without numbers, and without a word that then stands twice.

    >>> without_numbers("address 1 street 2")
    'address street'
    """
    tokens = [token for token in key.split() if not token.isdigit()]
    return " ".join(
        token
        for position, token in enumerate(tokens)
        if not position or token != tokens[position - 1]
    )


def find_role(key):
    """Return the role of those that a header is about, if it is not the customer:
    ``owner``, ``author``, ``other``, ``machine``, ``number``, or ``None``."""
    for role, phrases in ROLES.items():
        if find_phrases(key, phrases):
            return role
    return None


@lru_cache(maxsize=4096)
def read_header(header, is_account=False):
    """Return what a column may hold, from its name alone.

    :param str header: the name of the column
    :param bool is_account: whether the customers are companies
    :return: ``({field of a candidate: score}, role)``; see :func:`find_role`
    """
    key = words(header)
    if not key:
        return {}, None
    bare = without_numbers(key)
    if scores := _exact_scores(key, bare):
        return scores, "owner" if "user_id" in scores else None
    role = find_role(bare)
    if role == "owner" and _names_owner(bare):
        return {"user_id": REDUCED + 5}, role
    if role:
        return {}, role
    if not is_account and find_phrases(bare, COMPANIES):
        points = [n for n in POINTS if _partial_score(bare, HEADERS[n])]
        if "socials" in points:
            points = ["socials"]  # "Company LinkedIn URL" is no website
        if points:
            return {f"company/{name}": REDUCED for name in points}, "company"
        return _reduced_scores(bare, without=POINTS), None
    return _reduced_scores(bare), None


def read_person_header(header):
    """Return which field of the person of a company a column may hold, or ``None``."""
    bare = without_numbers(words(header))
    if not find_phrases(bare, PERSONS) or find_role(bare):
        return None
    rest = remove_phrases(bare, PERSONS)
    if rest in table.OPEN_NAMES:
        return "person/name"
    for name in (*POINTS, "function", "firstname", "lastname"):
        if _partial_score(bare, HEADERS[name]):
            return f"person/{name}"
    # "Last contact date", "Contact ID" and "Contact type" name nobody
    return None if remove_phrases(rest, PERSON_FILLERS) else "person/name"


def _exact_scores(key, bare):
    """Score the fields that the whole header stands for."""
    scores = {}
    for name, phrases in HEADERS.items():
        if key in phrases:
            scores[name] = EXACT
        elif bare in phrases:
            scores[name] = BARE
    for name, phrases in SECOND_CHOICES.items():
        if name in scores and bare in phrases:
            scores[name] -= 12
    return scores


def _names_owner(bare):
    """Whether a header that speaks of the owner says who it is, by name or e-mail."""
    short = remove_phrases(bare, OWNER_PARTS)
    shortest = remove_phrases(remove_phrases(bare, FILLERS), OWNER_PARTS)
    return short in HEADERS["user_id"] or shortest in HEADERS["user_id"]


def _reduced_scores(bare, without=()):
    """Score the fields that a header stands for without the words that say nothing, or
    with a part of it.

    :param without: fields that are none of them
    """
    scores = {}
    is_about = bool(find_phrases(bare, ABOUT))
    reduced = remove_phrases(bare, FILLERS)
    # "Account number", "Số khách hàng" name nobody
    without = (*without, *NAMED) if find_phrases(bare, NUMBER_FILLERS) else without
    shortest = remove_phrases(reduced, NUMBER_FILLERS)
    for name, phrases in HEADERS.items():
        if name in without or is_about and name in POINTS:
            continue
        if reduced in phrases or name in POINTS and shortest in phrases:
            scores[name] = REDUCED
        elif name in PARTIAL and not is_about:
            if partial := _partial_score(bare, phrases):
                scores[name] = partial
    if bare in ("username", "user name"):
        scores.pop("name", None)
    return scores


def _partial_score(bare, phrases):
    """Score a header that begins or ends with a known phrase: what a name is about
    stands last in English, first in Vietnamese."""
    best = 0
    for phrase in phrases:
        if len(phrase) > 2 or (_is_wide(phrase) and len(phrase) > 1):
            wide = _is_wide(phrase)
            if bare.endswith(phrase if wide else f" {phrase}"):
                best = max(best, PARTIAL_SCORE + 1 + len(phrase) // 4)
            elif bare.startswith(phrase if wide else f"{phrase} "):
                best = max(best, PARTIAL_SCORE + len(phrase) // 4)
    return best


# ------------------------------------------------------------------- addresses


@lru_cache(maxsize=4096)
def read_address_header(header):
    """Return which part of which address a column holds: (part, words that tell the
    address from others, number of the address, number of the line), or ``None``."""
    key = words(header)
    match = re.fullmatch(r"(.*?)(?: (\d+))?", key)
    bare, line = match[1], int(match[2] or 0)
    tokens = bare.split()
    # the longest known end
    for start in range(len(tokens)):
        phrase = " ".join(tokens[start:])
        part = next((n for n, known in ADDRESS_PARTS.items() if phrase in known), None)
        if (
            not part
            and start
            and phrase == "code"
            and tokens[start - 1]
            in (
                "billing",
                "shipping",
                "mailing",
            )
        ):
            part = "zip"
        if not part:
            continue
        rest = [t for t in tokens[:start] if t not in ("address", "addresses")]
        number = next((int(token) for token in rest if token.isdigit()), 0)
        rest = " ".join(token for token in rest if not token.isdigit())
        if rest and remove_phrases(rest, ADDRESS_KINDS):
            continue
        return part, rest, number, line
    # the kind may stand behind: "Address (Home)", "Street 1 (Shipping)", "Địa chỉ giao
    # hàng"; "Country Name" is the country
    for end in range(len(tokens) - 1, 0, -1):
        first, rest = " ".join(tokens[:end]), " ".join(tokens[end:])
        phrase, inner = re.fullmatch(r"(.*?)(?: (\d+))?", first).groups()
        part = next((n for n, known in ADDRESS_PARTS.items() if phrase in known), None)
        if part and not remove_phrases(rest, ADDRESS_KINDS):
            return (part, rest, 0, int(inner)) if inner else (part, rest, line, 0)
        if part in ("city", "state_id", "country_id") and rest == "name":
            return part, "", 0, 0
    return None


def group_addresses(headers, is_filled):
    """Say which columns make up which address.

    :param dict headers: {position of a column: its name}
    :param is_filled: function of a position: whether the column holds anything
    :return: list of dicts {part: [positions]}, the main address first; those without
        any content last
    """
    read = {
        position: found
        for position, header in headers.items()
        if (found := read_address_header(header))
    }
    # "Address 2" is the second line of an address, or the second address where
    # "City 2" is its city
    numbered = {
        line
        for part, _kind, _n, line in read.values()
        if line and (part not in ("street", "street2"))
    }
    groups = defaultdict(lambda: defaultdict(list))
    for position, (part, kind, number, line) in read.items():
        if line and (part not in ("street", "street2") or line in numbered):
            number, line = line, 0
        if part == "street" and line > 1:
            part = "street2"
        if number == 1:
            number = 0
        repeat = 0
        same = words(headers[position])
        while part != "street2" and any(
            words(headers[other]) == same
            for other in groups[kind, number, repeat][part]
        ):
            repeat += 1  # a column of the same name begins another address
        groups[kind, number, repeat][part].append(position)
    _merge_rest(groups)
    order = sorted(
        (group for group in groups.items() if group[1]),
        key=lambda group: (
            not any(is_filled(at) for ats in group[1].values() for at in ats),
            group[0][2],
            group[0][1],
            _rank(group[0][0]),
            min(at for ats in group[1].values() for at in ats),
        ),
    )
    return [_settle_street(dict(parts), headers, is_filled) for _key, parts in order]


def _rank(kind):
    return min(
        (ADDRESS_KINDS[phrase] + 1 for phrase in find_phrases(kind, ADDRESS_KINDS)),
        default=0,
    )


def _merge_rest(groups):
    """Columns without the name of an address belong to the one that lacks just them."""
    plain = groups.get(("", 0, 0))
    if not plain:
        return
    for (kind, number, repeat), parts in sorted(
        groups.items(), key=lambda item: (item[0][1], _rank(item[0][0]))
    ):
        if kind and not number and not repeat and not parts.keys() & plain.keys():
            if "street" in plain and "street" not in parts or "street" in parts:
                for part, positions in parts.items():
                    plain[part] += positions
                parts.clear()
                return


def _settle_street(parts, headers, is_filled):
    """Of several columns for one part, take the filled one; the whole address in one
    text counts only where there is no street."""
    result = {}
    for part, positions in parts.items():
        positions = sorted(positions, key=lambda at: (not is_filled(at), at))
        if part == "street" and len(positions) > 1:
            whole = [at for at in positions if "formatted" in words(headers[at])]
            whole += [at for at in positions if "full" in words(headers[at]).split()]
            rest = [at for at in positions if at not in whole] or positions
            streets = [at for at in rest if "street" in words(headers[at])]
            positions = [at for at in (streets or rest) if is_filled(at)] or rest
        result[part] = sorted(positions) if part == "street2" else positions[:1]
    return result

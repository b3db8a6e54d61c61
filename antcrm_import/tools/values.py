"""Parse the cells of a file; no ORM.

Every parser takes text and returns a value, or ``None`` when the text is none of its
kind: the caller then passes the text on, and the intake reports it.
"""

import re
import unicodedata
from collections import Counter
from datetime import date, datetime, timedelta, timezone

DATE_ORDERS = ("dmy", "mdy", "ymd")
# day 0 of the serial numbers of Excel, its 29 February 1900 included
EXCEL_EPOCH = date(1899, 12, 30)

_SEPARATED = re.compile(
    r"(?P<a>\d{1,4})\s*(?P<separator>[-/.\s])\s*(?P<b>\d{1,2})\s*(?P=separator)\s*"
    r"(?P<c>\d{1,4})"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_NAMED = re.compile(
    r"(?:[^\W\d_]{2,}\.?,?\s+)?"  # a weekday
    r"(?:(?P<d1>\d{1,2})(?:st|nd|rd|th)?[\s./-]*(?P<m1>[^\W\d_]{3,})\.?"
    r"|(?P<m2>[^\W\d_]{3,})\.?\s*(?P<d2>\d{1,2})(?:st|nd|rd|th)?)"
    r"[\s,./-]+(?P<y>\d{4}|\d{2})",
    re.I,
)
_VIETNAMESE = re.compile(
    r"(?:ngay\s+)?(\d{1,2})\s+thang\s+(\d{1,2})(?:\s+nam\s+|[\s,/-]+)(\d{4})"
)
_TIME = re.compile(
    r"(?P<h>\d{1,2})(?:[:h](?P<mi>\d{2})(?::(?P<s>\d{2})(?:[.,]\d+)?)?)?"
    r"\s*(?P<half>am|pm|sa|ch)?\s*(?P<zone>z|utc|[+-]\d{2}:?\d{2})?",
    re.I,
)
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january janvier januar enero",
            "feb february fevrier februar febrero",
            "mar march mars marz marzo",
            "apr april avril abril",
            "may mai mayo",
            "jun june juin juni junio",
            "jul july juillet juli julio",
            "aug august aout agosto",
            "sep sept september septembre septiembre",
            "oct october octobre oktober octubre okt",
            "nov november novembre noviembre",
            "dec december decembre dezember diciembre dez",
        ),
        start=1,
    )
    for name in names.split()
}
TRUE_WORDS = frozenset("1 true t yes y x on co dung v ✓ ✔ vrai oui ja si".split())
FALSE_WORDS = frozenset("0 false f no n off khong sai - ✗ ✘ faux non nein".split())
GENDERS = {
    word: gender
    for gender, words in {
        "male": "male m man boy mr mister nam ong anh trai masculin homme",
        "female": "female f woman girl mrs ms miss nu ba chi co gai feminin femme",
        "other": "other o khac divers x",
    }.items()
    for word in words.split()
}
EMAIL = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]{2,}")
# Ann Lee <ann@example.com>
NAMED_EMAIL = re.compile(rf"[^@<>;|\n]*<\s*(?P<address>{EMAIL.pattern})\s*>")
URL = re.compile(r"(https?://|www\.)\S+\.\S+", re.I)
PHONE = re.compile(
    r"\+?[(\d][\d\s().\-/]{5,}\d(\s*(x|ext\.?|#)\s*\d{1,6})?", re.I | re.ASCII
)


def plain(text):
    """Lower case without accents: what two spellings of a word have in common.

    >>> plain("  Số  Điện thoại ")
    'so dien thoai'
    """
    text = text.replace("đ", "d").replace("Đ", "D")
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    stripped = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(stripped.split())


# ----------------------------------------------------------------------- dates


def guess_date_order(texts, default="dmy"):
    """Tell from a whole column in which order its dates have day, month and year.

    :param texts: the cells
    :param str default: the order to use when all dates fit day-month as well as
        month-day
    :return: the order, and whether the column leaves no doubt about it
    """
    votes = Counter()
    for text in texts:
        match = _SEPARATED.match(text)
        if not match:
            continue
        first, second = match["a"], match["b"]
        if len(first) > 2:
            votes["ymd"] += 1
        elif int(first) > 12 >= int(second):
            votes["dmy"] += 1
        elif int(second) > 12 >= int(first):
            votes["mdy"] += 1
        else:
            votes["open"] += 1
    if votes["dmy"] or votes["mdy"]:
        order = "dmy" if votes["dmy"] >= votes["mdy"] else "mdy"
        return order, not (votes["dmy"] and votes["mdy"])
    if votes["open"]:
        return default, False
    return ("ymd" if votes["ymd"] else default), True


def parse_date(text, order="dmy"):
    """Parse a date in any usual writing.

    :param str order: the order of day, month and year where the text leaves it open
    :rtype: date or None
    """
    parsed = _split_date(text.strip(), order)
    # a midnight or any other time after the date is dropped
    return parsed[0] if parsed and _parse_time(parsed[1]) is not None else None


def parse_datetime(text, order="dmy", zone=timezone.utc):
    """Parse a date with or without a time of day.

    :param tzinfo zone: where the times of the file were written down
    :return: a naive datetime in UTC, or ``None``
    """
    parsed = _split_date(text.strip(), order)
    if not parsed:
        return None
    day, rest = parsed
    time_of_day = _parse_time(rest)
    if time_of_day is None:
        return None
    seconds, offset = time_of_day
    local = datetime(day.year, day.month, day.day) + timedelta(seconds=seconds)
    if offset is not None:
        return local - offset
    if hasattr(zone, "localize"):  # pytz
        aware = zone.localize(local)
    else:
        aware = local.replace(tzinfo=zone)
    return aware.astimezone(timezone.utc).replace(tzinfo=None)


def _split_date(text, order):
    """Return the date at the start of the text and the rest of it."""
    if match := _SEPARATED.match(text):
        numbers = [int(match[part]) for part in "abc"]
        if len(match["a"]) > 2:
            year, month, day = numbers
        elif order == "mdy":
            month, day, year = numbers
        elif order == "ymd" and len(match["c"]) <= 2:
            year, month, day = numbers
        else:
            day, month, year = numbers
        return _found(year, month, day, text[match.end() :])
    if match := _COMPACT.match(text):
        year, month, day = map(int, match.groups())
        return _found(year, month, day, text[match.end() :])
    if re.fullmatch(r"\d{5}(\.\d+)?", text):  # how Excel stores it
        serial = float(text)
        rest = str(timedelta(seconds=round(serial % 1 * 86400))) if serial % 1 else ""
        return EXCEL_EPOCH + timedelta(days=int(serial)), rest
    simple = plain(text)
    if match := _VIETNAMESE.match(simple):
        day, month, year = map(int, match.groups())
        return _found(year, month, day, simple[match.end() :])
    if match := _NAMED.match(simple):
        month = MONTHS.get(match["m1"] or match["m2"])
        day = int(match["d1"] or match["d2"])
        return _found(int(match["y"]), month or 0, day, simple[match.end() :])
    return None


def _found(year, month, day, rest):
    if year < 100:
        # as spreadsheets do: 29 is 2029, 30 is 1930
        year += 2000 if year < 30 else 1900
    try:
        return date(year, month, day), rest
    except ValueError:
        return None


def _parse_time(text):
    """Return (seconds since midnight, offset from UTC or None), None if it is none."""
    text = text.strip().lstrip("T,").strip()
    if not text:
        return 0, None
    match = _TIME.fullmatch(text)
    if not match:
        return None
    hour, minute, second = (int(match[part] or 0) for part in ("h", "mi", "s"))
    half = (match["half"] or "").lower()
    if half in ("pm", "ch") and hour < 12:
        hour += 12
    elif half in ("am", "sa") and hour == 12:
        hour = 0
    if hour > 23 or minute > 59 or second > 59:
        return None
    offset = None
    if zone := match["zone"]:
        digits = re.sub(r"\D", "", zone).rjust(4, "0")
        offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        if zone.startswith("-"):
            offset = -offset
    return hour * 3600 + minute * 60 + second, offset


# --------------------------------------------------------------------- numbers


def guess_decimal_mark(texts, default="."):
    """Tell from a whole column whether decimals follow a ``.`` or a ``,``."""
    votes = Counter()
    for text in texts:
        marks = re.findall(r"[.,]", text)
        if not marks:
            continue
        if len(set(marks)) == 2:
            votes[marks[-1]] += 1
        elif len(marks) > 1:  # 1.200.000
            votes["," if marks[0] == "." else "."] += 1
        elif not re.search(r"(^|\D)\d{1,3}[.,]\d{3}(\D|$)", text):
            votes[marks[0]] += 1
    return votes.most_common(1)[0][0] if votes else default


def parse_number(text, decimal_mark="."):
    """Parse a number with or without thousands separators, currency or percent sign.

    :rtype: float or None
    """
    text = re.sub(r"(?i)usd|vnd|eur|[$€£¥₫%đ]", "", text).strip()
    negative = text.startswith("(") and text.endswith(")")
    text = re.sub(r"[\s'\u00a0\u202f_]", "", text.strip("()"))
    grouping = "," if decimal_mark == "." else "."
    if grouping in text and not re.fullmatch(
        rf"[+-]?\d{{1,3}}(\{grouping}\d{{3}})+(\{decimal_mark}\d*)?", text
    ):
        return None
    text = text.replace(grouping, "").replace(decimal_mark, ".")
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?", text, re.I | re.A):
        return None
    number = float(text)
    return -number if negative else number


def parse_boolean(text):
    """Parse yes and no in English and Vietnamese.

    :rtype: bool or None
    """
    word = plain(text)
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    return None


def parse_gender(text):
    """Parse a gender or a form of address: ``male``, ``female``, ``other`` or None."""
    return GENDERS.get(plain(text).rstrip("."))


# ----------------------------------------------------------------------- lists


def split_emails(text):
    """Split a cell that holds several e-mail addresses, with or without the names of
    whom they belong to."""
    addresses = EMAIL.findall(text)
    if len(addresses) > 1:
        return _cleaned(addresses)
    if named := NAMED_EMAIL.fullmatch(text.strip()):
        return [named["address"]]
    return _cleaned(re.split(r"[,;|\n]", text))


def split_phones(text):
    """Split a cell that holds several phone numbers.

    A slash or a comma parts two numbers only where both sides are long enough to be
    one, for some countries write it inside a number.
    """
    numbers = []
    for part in _cleaned(re.split(r"[;|\n]", text)):
        pieces = _cleaned(re.split(r"[,/]", part))
        if len(pieces) > 1 and all(_digits(piece) >= 7 for piece in pieces):
            numbers += pieces
        else:
            numbers.append(part)
    return numbers


def _digits(text):
    return sum(char.isdigit() for char in text)


def _cleaned(parts):
    """Strip the parts, drop empty ones and repeated ones, keep the order."""
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))


# ---------------------------------------------------------------------- looks


def looks_like(texts):
    """Tell what nearly all cells of a column are.

    :return: ``email``, ``url``, ``date``, ``phone`` or ``None``
    """
    texts = [text for text in texts if text]
    if not texts:
        return None
    enough = 0.8 * len(texts)
    for kind, test in (
        ("email", EMAIL.fullmatch),
        ("url", URL.fullmatch),
        ("date", _is_date),
        ("phone", _is_phone),
    ):
        if sum(bool(test(text)) for text in texts) >= enough:
            return kind
    return None


def _is_date(text):
    if re.fullmatch(r"\d+(\.\d+)?", text):
        return False  # any number could be one
    return any(parse_date(text, order) for order in DATE_ORDERS)


def _is_phone(text):
    """Nine digits or more; fewer only when written as numbers are."""
    digits = _digits(text)
    if not PHONE.fullmatch(text) or digits > 20:
        return False
    return digits >= 9 or (digits >= 7 and not text.isdigit())

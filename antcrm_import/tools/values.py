"""Parse the cells of a file; no ORM.

Every parser takes text and returns a value, or ``None`` when the text is none of its
kind: the caller then passes the text on, and the intake reports it.
"""

import re
import unicodedata
from collections import Counter
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache

from babel.dates import get_month_names

from odoo.addons.antcrm_customers.tools.lists import split_list

from . import contacts
from .amounts import (  # noqa: F401
    find_open_number,
    guess_decimal_mark,
    parse_number,
)

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
    r"(?:(?P<d1>\d{1,2})(?:st|nd|rd|th)?[\s./-]*(?:d[eo]\s+|of\s+)?"
    r"(?P<m1>[^\W\d_]{3,})\.?(?:\s+de[l]?(?=\s))?"
    r"|(?P<m2>[^\W\d_]{3,})\.?\s*(?P<d2>\d{1,2})(?:st|nd|rd|th)?)"
    r"[\s,./-]+(?P<y>\d{4}|\d{2})",
    re.I,
)
_VIETNAMESE = re.compile(
    r"(?:ngay\s+)?(\d{1,2})[\s-]+th(?:an)?g\.?\s*(\d{1,2})(?:\s+nam\s+|[\s,/-]+)"
    r"(\d{4}|\d{2}(?!\d))"
)
# "Ngày 05/03/1990", "Thứ hai, 5/3/1990", "CN, 5/3/1990"
_DAY_BEFORE = re.compile(
    r"(?:(?:thu\s+(?:hai|ba|tu|nam|sau|bay|[2-7])|chu\s+nhat|cn|t[2-7])[\s,]+)?"
    r"(?:ngay\s*:?\s+)?(?=\d)"
)
# "14:30 05/03/1990", as Vietnamese programs write it
_TIME_BEFORE = re.compile(
    r"(\d{1,2}[:h]\d{2}(?::\d{2})?)[\s,-]+(?=(?:ngày\s+|ngay\s+)?\d{1,4}[-/.]\d)", re.I
)
_TIME = re.compile(
    r"(?P<h>\d{1,2})(?:[:h](?P<mi>\d{2})(?::(?P<s>\d{2})(?:[.,]\d+)?)?)?"
    r"\s*(?P<half>am|pm|sa|ch)?\s*(?P<zone>z|utc|[+-]\d{2}:?\d{2})?",
    re.I,
)
# 1990年12月25日, 1990년 12월 25일
_EASTERN = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]?")
LANGUAGES = "en vi fr de es pt it nl pl ru cs sv da nb fi tr id".split()


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
# the profile of a person or a company, not a page of a website
SOCIAL = re.compile(
    r"(?:https?://)?(?:[\w-]+\.)?(?:linkedin\.com/(?:in|pub|company)|facebook\.com|fb\.com"
    r"|instagram\.com|twitter\.com|x\.com|t\.me|tiktok\.com|zalo\.me|youtube\.com|wa\.me"
    r"|xing\.com)/\S+",
    re.I,
)
URL = re.compile(r"(https?://|www\.)\S+\.\S+", re.I)
PHONE = re.compile(
    r"\+?[(\d][\d\s().\-/]{5,}\d(\s*(x|ext\.?|#)\s*\d{1,6})?", re.I | re.ASCII
)


#: what people and programs write into a cell that has nothing to say, as
#: :func:`plain` leaves it
EMPTY_SIGNS = re.compile(r"[-–—_.*/\\~=#!\s]+")
EMPTY_MARKS = frozenset(
    """
    n/a, n.a., n.a, n/d, n.d., #n/a, #ref!, #value!, #null!, #name?, #div/0!, #num!,
    #n/v, #nv, #error!, (none), (null), <null>, (empty), (blank), [none], undefined,
    nan, not available, not applicable, not specified, not provided, unspecified, khong
    co thong tin, chua co thong tin, chua cap nhat, khong xac dinh, keine angabe, k.a.,
    non renseigne, sin datos, no disponible, sin especificar, nao informado, nao
    disponivel, non disponibile, non specificato, niet bekend, brak danych, нет данных,
    не указано, 未填写, 不详, 未設定, 未入力, 정보없음
    """.replace("\n", " ").split(",")
)
EMPTY_WORDS = frozenset(
    """
    null, nil, none, na, unknown, empty, blank, tbd, tba, khong co, khong ro, chua co,
    chua ro, chua biet, ko co, k co, trong, khong biet, keine, kein, unbekannt, leer,
    aucun, aucune, inconnu, neant, vide, ninguno, ninguna, desconocido, nenhum, nenhuma,
    desconhecido, nessuno, nessuna, sconosciuto, geen, onbekend, brak, nieznany,
    неизвестно, пусто, 无, 無, 未知, なし, 不明, 없음, 미상
    """.replace("\n", " ").split(",")
)
#: that are answers where a question is asked
EMPTY_ANSWERS = frozenset(
    "no, khong, ko, 0, 00, 000, нет, nein, non, nao, nie".split(",")
)
EMPTY_DATE = re.compile(
    r"0{1,4}\s*[-/.]\s*0{1,2}\s*[-/.]\s*0{1,4}(?:[ t]+[0:.]+z?)?"
    r"|1900[-/.]0?1[-/.]0{1,2}"
    r"|0?[01][-/.]0?[01][-/.]0{2,4}",
    re.I,
)
EMPTY_PHONE = re.compile(r"[+(]*0[0()\s./,-]*")
NAME_FIELDS = frozenset(("name", "firstname", "lastname"))


def plain(text):
    """Lower case without accents: what two spellings of a word have in common.

    >>> plain("  Số  Điện thoại ")
    'so dien thoai'
    """
    if text.isascii():
        return " ".join(text.lower().split())
    text = text.replace("đ", "d").replace("Đ", "D")
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    stripped = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(stripped.split())


EMPTY_MARKS, EMPTY_WORDS, EMPTY_ANSWERS = (
    frozenset(plain(word) for word in words)
    for words in (EMPTY_MARKS, EMPTY_WORDS, EMPTY_ANSWERS)
)
EMPTY_TEXTS = EMPTY_MARKS | EMPTY_WORDS | EMPTY_ANSWERS
_plain = lru_cache(maxsize=4096)(plain)
LONGEST_EMPTY = 24  # characters


def is_placeholder(text, field):
    """Tell whether a cell stands for nothing, such as "N/A" or "-".

    :param dict field: the field that it goes to: an answer such as "no" means something
        in a company's own fields, and people are called Null and Na
    """
    if len(text) > LONGEST_EMPTY:
        return False
    if EMPTY_SIGNS.fullmatch(text):
        return True
    kind = field["type"]
    if kind == "phones" and EMPTY_PHONE.fullmatch(text):
        return True
    if kind in ("date", "datetime"):
        if EMPTY_DATE.fullmatch(text.strip()):
            return True
    word = " ".join(text.lower().split()) if text.isascii() else _plain(text)
    if word not in EMPTY_TEXTS:
        return False
    name = field["name"].split("/")[-1]
    if word == "nan" and name in NAME_FIELDS:
        return text.strip() in ("nan", "NaN")  # as programs write it; Nan is a name
    if word in EMPTY_MARKS:
        return True
    if kind in ("text", "html"):
        return word in ("null", "none")
    if any(word == plain(str(part)) for pair in field["selection"] for part in pair):
        return False
    if kind == "boolean":
        return word in EMPTY_WORDS and word not in FALSE_WORDS | TRUE_WORDS
    if name in ("firstname", "lastname"):
        return word == "unknown"
    if word in EMPTY_WORDS:
        return name not in NAME_FIELDS or word not in ("na", "trong")
    if kind in ("integer", "float", "monetary") or field["group"] == "custom":
        return False
    return word in EMPTY_ANSWERS and name not in NAME_FIELDS


@lru_cache(maxsize=1)
def get_months():
    """Return ``{name of a month as :func:`plain` leaves it: its number}`` in the
    languages that files come in; where two differ, the one that is named first."""
    months = {}
    for language in LANGUAGES:
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in get_month_names(width, context, language).items():
                    key = plain(name).rstrip(".")
                    if len(key) >= 3 and key.isalpha():
                        months.setdefault(key, number)
                        months.setdefault(key[:3], number)
    return months | {"sept": 9, "okt": 10}


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
        elif match["separator"] == ".":
            votes["dotted"] += 1  # as nobody writes who puts the month first
        else:
            votes["open"] += 1
    if votes["dmy"] or votes["mdy"]:
        order = "dmy" if votes["dmy"] >= votes["mdy"] else "mdy"
        return order, not (votes["dmy"] and votes["mdy"])
    if votes["open"]:
        return default, False
    if votes["dotted"]:
        return "dmy", True
    return ("ymd" if votes["ymd"] else default), True


def find_open_date(texts):
    """Return a cell of which the day may be the month, or ``None``."""
    for text in texts:
        match = _SEPARATED.match(text)
        if match and len(match["a"]) <= 2 and len(match["c"]) in (2, 4):
            first, second = int(match["a"]), int(match["b"])
            if first != second and max(first, second) <= 12:
                return text
    return None


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
    if match := _TIME_BEFORE.match(text):
        found = _split_date(text[match.end() :], order)
        return (found[0], match[1]) if found and not found[1].strip() else None
    if not text[:1].isdigit():
        simple = plain(text)
        if (match := _DAY_BEFORE.match(simple)) and match.end():
            text = simple[match.end() :]
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
        rest = text[match.end() :]
        found = _found(year, month, day, rest)
        if not found and len(match["a"]) <= 2:
            # it leaves no doubt, though the column is written in the other order
            found = _found(year, day, month, rest)
        return found
    if match := _EASTERN.match(text):
        return _found(*map(int, match.groups()), text[match.end() :])
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
        name = match["m1"] or match["m2"]
        months = get_months()
        month = months.get(name) or (months.get(name[:3]) if len(name) > 3 else None)
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


NUMBER_LIKE = re.compile(r"[+-]?\d[\d.,\s]*(?:E[+-]?\d{1,3})?%?", re.I | re.A)


# what spreadsheet programs write in capitals
TRUTH_LIKE = frozenset(("true", "false"))


def is_same_number(text, other):
    """Whether two texts are one number to a spreadsheet program: it takes the zeros
    from the beginning of an identity card, and the end from what has more than 15
    digits; what is true or false to it, it writes in capitals.

    >>> is_same_number("001090012345", "1090012345")
    True
    """
    if text.lower() == other.lower() and text.lower() in TRUTH_LIKE:
        return True
    if not (NUMBER_LIKE.fullmatch(text) and NUMBER_LIKE.fullmatch(other)):
        return False
    first, second = (_read_number_like(one) for one in (text, other))
    if first is None or second is None:
        return False
    # 15 digits are kept (IEEE 754 and ECMA-376, 18.17.2)
    return first == second or f"{first:.14E}" == f"{second:.14E}"


def _read_number_like(text):
    for mark in (".", ","):
        number = parse_number(text.replace("%", ""), mark)
        if number is not None:
            return number / 100 if text.endswith("%") else number
    return None


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
    """Return the e-mail addresses of a cell, see :func:`.contacts.find_emails`."""
    return contacts.find_emails(text)


def split_phones(text):
    """Return the phone numbers of a cell, see :func:`.contacts.find_phones`."""
    return contacts.find_phones(text)


def split_tags(text):
    """Return the tags of a cell; of those of Google Contacts without its own groups,
    which everybody is in.

    >>> split_tags("* myContacts ::: Suppliers")
    ['Suppliers']
    """
    if ":::" not in text and not text.startswith("* "):
        return split_list(text)
    tags = [tag.strip() for tag in text.split(":::")]
    own = ("* mycontacts", "* starred", "* my contacts")
    return _cleaned(tag.removeprefix("* ") for tag in tags if tag.casefold() not in own)


def _digits(text):
    return sum(char.isdigit() for char in text)


def _cleaned(parts):
    """Strip the parts, drop empty ones and repeated ones, keep the order."""
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))


# ---------------------------------------------------------------------- looks


def looks_like(texts):
    """Tell what nearly all cells of a column are.

    :return: ``email``, ``social``, ``url``, ``date``, ``phone`` or ``None``
    """
    texts = [text for text in texts if text]
    if not texts:
        return None
    enough = 0.8 * len(texts)
    for kind, test in (
        ("email", EMAIL.fullmatch),
        ("social", SOCIAL.fullmatch),
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
    if re.fullmatch(r"-?\d{1,3}([.,]\d{3})+([.,]\d+)?", text):
        return False  # an amount
    if re.fullmatch(r"\d{1,3}(\.\d{1,3}){3}", text):
        return False  # of a computer (IPv4)
    return digits >= 9 or (digits >= 7 and not text.isdigit())

"""Read numbers and amounts as people of any country write them; no ORM."""

import re
import unicodedata
from collections import Counter

from babel.core import get_global

#: what follows or precedes an amount and is none of the number
CURRENCIES = frozenset(get_global("all_currencies")) | frozenset(
    """
    dong đồng vnđ đ d r kr kč kc ft zł zl lei lv fr sfr rp rm rs us hk nt руб р грн kn
    din
    euro euros dollar dollars yen won baht 元 圓 円 원 人民币 đô đ.
    """.upper().split()
)
_FACTORS = {
    **dict.fromkeys(("k", "nghìn", "nghin", "ngàn", "ngan", "tsd", "тыс"), 10**3),
    **dict.fromkeys(("triệu", "trieu", "tr", "mio", "mn", "mln", "млн"), 10**6),
    **dict.fromkeys(("million", "millions", "millionen"), 10**6),
    **dict.fromkeys(("tỷ", "tỉ", "ty", "ti", "mrd", "bn", "billion", "млрд"), 10**9),
    **dict.fromkeys(("万", "萬", "만"), 10**4),
    **dict.fromkeys(("亿", "億", "억"), 10**8),
}
_FACTOR = "|".join(sorted(_FACTORS, key=len, reverse=True))
_MULTIPLE = re.compile(rf"([+-]?\d[\d.,\s'’]*?)\s*({_FACTOR})\.?", re.I)
# the words at both ends of an amount
_WORD = r"(?:[^\W\d_]|\.(?=\s|[^\W\d_]))+\.?"
_WORD_BEFORE = re.compile(rf"([+-]?\s*\(?)\s*({_WORD})\s*(?=[\d+(.,-])")
_WORD_BEHIND = re.compile(rf"(?<=[\d).,\s-])\s*({_WORD})\s*(\)?)$")
# "1.200,-", "1'200.–": no cents
_NO_CENTS = re.compile(r"(?<=\d)[.,]\s?[-–—]+(?=\s|$|[^\d])")
_SPACES = re.compile(r"[\s'’ʼ´`_\u00a0\u202f\u2009]")
_DONG = re.compile(r"[₫đ]|\bvnd\b|\d\s*vnd", re.I)
# thousands, or in India lakhs and crores before them
_GROUPS = r"\d{{1,3}}(?:(?:\{0}\d{{3}})+|(?:\{0}\d{{2}})+\{0}\d{{3}})"
_MARK = re.compile("[.,]")
_OPEN = re.compile(r"(?:^|\D)(\d{1,3})[.,](\d{3})(?:\D|$)")


def guess_decimal_mark(texts, default=None, is_raw=False):
    """Tell from a whole column whether decimals follow a ``.`` or a ``,``.

    What leaves it open, such as "12.000", counts for thousands: hardly anybody writes
    three decimals in each row.

    :param str default: what is known from elsewhere, which counts where all cells leave
        it open
    :param bool is_raw: the cells may be numbers of a spreadsheet, which have a ``.``
        and never end in a zero behind it
    """
    votes, open_votes, has_zero = Counter(), Counter(), False
    for text in texts:
        marks = _MARK.findall(text)
        if not marks:
            continue
        if len(set(marks)) == 2:
            votes[marks[-1]] += 1
        elif len(marks) > 1:  # 1.200.000
            votes[_other(marks[0])] += 1
        elif not (match := _find_open(text)):
            votes[marks[0]] += 1
        elif _DONG.search(text):
            # nobody writes parts of a đồng: "12.000 đ" is twelve thousand
            votes[_other(marks[0])] += 1
        else:
            has_zero |= match[2].endswith("0")
            open_votes[_other(marks[0])] += 1
    if votes:
        return votes.most_common(1)[0][0]
    if default or not open_votes or (is_raw and not has_zero):
        return default or "."
    return open_votes.most_common(1)[0][0]


def find_open_number(texts):
    """Return a cell that may be two numbers, such as "12.000", where no cell of the
    column tells which; or ``None``."""
    example = None
    for text in texts:
        marks = _MARK.findall(text)
        if not marks:
            continue
        if len(marks) > 1 or not _find_open(text) or _DONG.search(text):
            return None
        example = example or text
    return example


def _find_open(text):
    """Find one mark with three digits behind it; "0.125" is no thousand."""
    match = _OPEN.search(text)
    return match if match and set(match[1]) != {"0"} else None


def _other(mark):
    return "," if mark == "." else "."


def parse_number(text, decimal_mark="."):
    """Parse a number with or without thousands separators, currency or percent sign.

    A Vietnamese "1,5 tỷ" or "500 triệu" is what it says, and so are "12k", "1,5 Mio."
    and "3万".

    >>> parse_number("1.200.000 đ", ","), parse_number("CHF 1'200.–"), parse_number("x")
    (1200000.0, 1200.0, None)

    :rtype: float or None
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).replace("−", "-")
    text = _strip_currency(text)
    if match := _MULTIPLE.fullmatch(text):
        number = parse_number(match[1], decimal_mark)
        factor = _FACTORS[match[2].lower()]
        return None if number is None else round(number * factor, 6)
    negative = text.startswith("(") and text.endswith(")")
    text = _SPACES.sub("", text.strip("()"))
    if text[:1].isdigit() and text.endswith("-"):
        # as accounting programs write it
        negative, text = True, text[:-1]
    grouping = "," if decimal_mark == "." else "."
    if grouping in text and not re.fullmatch(
        rf"[+-]?{_GROUPS.format(grouping)}(\{decimal_mark}\d*)?", text
    ):
        return None
    text = text.replace(grouping, "").replace(decimal_mark, ".")
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?", text, re.I | re.A):
        return None
    number = float(text)
    return -number if negative else number


def _strip_currency(text):
    """Return an amount without the signs and words of a currency."""
    text = "".join(
        char for char in text if char != "%" and unicodedata.category(char) != "Sc"
    ).strip()
    text = _NO_CENTS.sub("", text).strip()
    for _both in range(2):
        match = _WORD_BEFORE.match(text)
        if match and match[2].rstrip(".").upper() in CURRENCIES:
            text = match[1] + text[match.end() :]
        match = _WORD_BEHIND.search(text)
        if match and match[1].rstrip(".").upper() in CURRENCIES:
            text = text[: match.start()] + match[2]
    return text.strip()

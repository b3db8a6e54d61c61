"""Find the phone numbers and e-mail addresses of a cell, however they are written; no
ORM.

One scanner for all: it takes out what is certainly a number or an address, and drops
the words between them ("or", "hoặc", "(anh Nam)", "Mobile:"). What might be one but is
broken is passed on as it is, for the intake to report; nothing is lost in silence.
"""

import re
import unicodedata
from collections import Counter

import phonenumbers

from odoo.addons.antcrm_contact_point.tools.contact_values import read_phone

# nobody sees them, and no address has them
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]"
)
DASHES = re.compile("[\u2010-\u2015\u2212\u2e3a\u2e3b\ufe58\ufe63]")
QUOTES = "\"'“”‘’«»„‚`´"
#: a number of which a spreadsheet program has kept the first digits alone
DESTROYED = re.compile(r"[+-]?\d(?:[.,]\d+)?E\+?\d{1,2}", re.I)

# --------------------------------------------------------------------- e-mail

AT = re.compile(r"\s*(?:\[|\(|\{)\s*(?:at|@|a)\s*(?:\]|\)|\})\s*", re.I)
DOT = re.compile(r"\s*(?:\[|\(|\{)\s*(?:dot|\.|chấm|cham)\s*(?:\]|\)|\})\s*", re.I)
SPACED_AT = re.compile(r"(?<=[\w.+-])[ \t]*@[ \t]*(?=[\w-])")
_LETTER = r"[^\s@<>,;:|/\\\"'()\[\]{}«»“”‘’„]"
# looked for where a word begins alone: else a long one is read again from each letter;
# an apostrophe within a name is part of it: o'neil@example.com
ADDRESS = re.compile(rf"(?<!{_LETTER})(?:{_LETTER}|(?<=\w)'(?=\w))+@{_LETTER}+")
PARTS = re.compile(r"[,;|\n]")
# what a link says of the mail to write
LINK_QUERY = re.compile(r"(mailto:[^\s?]+)\?\S*", re.I)
# addresses without anything between them: where the first one ends is a guess
GLUED = re.compile(rf"(?<!{_LETTER}){_LETTER}+@{_LETTER}+(?:@{_LETTER}+)+")


def find_emails(text):
    """Return the e-mail addresses of a cell, each once; a text that has none comes back
    as it is.

    >>> find_emails("mailto:ann@example.com; Bob <bob@example.com> hoặc 'c@e.vn'.")
    ['ann@example.com', 'bob@example.com', 'c@e.vn']
    """
    simple = text.strip()
    if ADDRESS.fullmatch(simple) and simple.isascii() and simple[-1] not in ".'":
        return [simple] if simple else []
    text = DOT.sub(".", AT.sub("@", _clean(text)))
    text = LINK_QUERY.sub(r"\1", text)
    text = SPACED_AT.sub("@", text)
    text = re.sub(r"mailto:", " ", text, flags=re.I)
    if "@" not in text:
        return _unique(PARTS.split(text))
    found, broken = [], []
    if text.count("@") > 1:
        broken = GLUED.findall(text)
        text = GLUED.sub(" ", text)
    for match in ADDRESS.finditer(text):
        address = match[0].strip(".-" + QUOTES)
        if "@" in address:
            # "e9@example,com": what was typed for a dot ends the address
            tail = re.match(r",[a-z]{2,4}(?![\w.@])", text[match.end() :])
            if "." not in address.partition("@")[2]:
                broken.append(address + (tail[0] if tail else ""))
            else:
                found.append(address)
    rest = ADDRESS.sub(" ", text)
    if "@" in rest and not found and not broken:
        return _unique(PARTS.split(text))
    if "@" in rest:
        broken += [part for part in PARTS.split(rest) if "@" in part]
    if not found and not broken:
        return _unique(PARTS.split(text))
    return _unique(found + broken)


# ---------------------------------------------------------------------- phones

EXTENSION = re.compile(
    # the signs before it are looked at from the first one alone, see ADDRESS
    r"(?:(?<![\s;,])[\s;,]+)?(?:\bsố\s+(?=máy\s+lẻ|nội\s+bộ)|\bso\s+(?=may\s+le|noi\s+bo))?(?:\bext(?:ension|\.)?|\bextn?\b\.?|(?<=\d)\s*x(?=\s*\d{1,6}\b)|#"
    r"|\bmáy\s+lẻ|\bmay\s+le|\bsố\s+lẻ|\bso\s+le|\bnội\s+bộ|\bnoi\s+bo|\bnhánh"
    r"|\bdurchwahl|\bnebenstelle|\bdw\b|\bposte\b|\binterne?\b|\binterno\b|\bint\.|\banexo"
    r"|\bramal|\bextensión|\btoestel|\bwew\b\.?|\bwewn\w*\.?|\bдоб(?:авочный)?\b\.?"
    r"|分机|分機|转|轉|内線|내선)"
    r"\s*[.:=]?\s*(\d{1,6})\b",
    re.I,
)
WORD = re.compile(r"[^\W\d_]+(?:[.'’][^\W\d_]+)*[.:]?")
# "Mobile 2: 0902220052", "1) 0902220052"
COUNTED = re.compile(
    r"(?<![\d+/.-])\b\d{1,2}\s*(?::(?=[\s+(]*\d{3})|[.)](?=\s*[+(]*[+0]\d{2}))"
)
# days and times of day, which stand beside a number and are none: "gọi sau 17h30"
MOMENT = re.compile(
    r"(?<![\d/.+-])(?:\d{1,2}([/.-])\d{1,2}\1(?:19[2-9]\d|20\d{2})"
    r"|(?:19[2-9]\d|20\d{2})([/-])\d{1,2}\2\d{1,2}"
    r"|\d{1,2}(?:[hg]|\s?giờ|\s?gio\b|\s?uhr)\s?(?:\d{2}\b)?|\d{1,2}:\d{2}(?::\d{2})?)"
    r"(?![\w/])",
    re.I,
)
# "(2)" behind a number says how many there are
COUNT_BEHIND = re.compile(r"(?<=\d)\s*\(\d\)\s*$")
# between two numbers, whatever stands around it
BREAK = re.compile(r"[;|\n\r\t&·•、]|:::|\s{3,}")
NUMBER = re.compile(r"[+\d(][\d\s().+/,\-]*\d|\d")
RANGE = re.compile(r"(.*\d)\s*-\s*(\d{2,4})")
PLAIN = re.compile(r"\+?(\(?\d[\d ().-]*\d)(?:x\d{1,6})?", re.ASCII)
PLAIN_DIGITS = 12
SHORT_END = re.compile(r"\d{1,4}")
ENOUGH, MOST = 7, 15  # digits of a number; ITU-T E.164: 15 with the country


def find_phones(text):
    """Return the phone numbers of a cell, each once and with its extension; a text that
    has none comes back as it is.

    >>> find_phones("Mobile: 0902220052; Home: 0283822 0053 ext 5")
    ['0902220052', '0283822 0053 ext 5']
    >>> find_phones("0902220073/74")
    ['0902220073', '0902220074']
    """
    text = text.strip()
    # most cells are one number, with too few digits for two
    if (
        (plain := PLAIN.fullmatch(text))
        and not text.endswith(".0")
        and " - " not in text
        and not COUNTED.match(text)
        and _digits(plain[1].lstrip("0")) <= PLAIN_DIGITS
    ):
        return [text]
    text = _clean(text)
    if match := re.fullmatch(r"(\+?\d{5,})[.,]0+", text):
        return [match[1]]  # a number that was kept as one with decimals
    if DESTROYED.fullmatch(text):
        return [text]
    found = []
    # a note in brackets is no part of a number; a country's trunk prefix is
    text = re.sub(r"\(([^()]*[^\W\d_][^()]*)\)", _drop_note, text)
    text = EXTENSION.sub(_mark_extension, text)
    if (without := MOMENT.sub(" ", text)) != text:
        # a cell of a time alone has no number: it is passed on
        text = without if _digits(without) >= ENOUGH else text
    text = COUNT_BEHIND.sub("", COUNTED.sub(" ", text))
    for part in BREAK.split(text):
        position = 0
        pieces = []
        marks = [mark.span() for mark in re.finditer("\x00[^\x01]*\x01", part)]
        for match in WORD.finditer(part):
            if any(start <= match.start() < end for start, end in marks):
                continue
            pieces.append(part[position : match.start()])
            position = match.end()
        pieces.append(part[position:])
        numbers = []
        for piece in pieces:
            own = re.match("[\\s.,:/-]*\x00([^\x01]*)\x01", piece)
            if own and numbers:
                # a word stands between a number and its extension
                numbers[-1] += own[1]
                piece = piece[own.end() :]
            numbers += _split_piece(piece)
        found += numbers
    found = _unique(found)
    if not found or all(_digits(number) < 3 for number in found):
        text = text.replace("\x00", "").replace("\x01", "").strip()
        return [text] if text else []
    # a word that sticks to digits is a slip of the pen, not a label: "O902220069"
    if re.search(r"[^\W\d_]\d{5,}|\d{3,}[^\W\d_]", text):
        glued = re.findall(r"[^\s,;|/&]*[^\W\d_]+\d{5,}[^\s,;|/&]*", text)
        is_broken = all(_digits(number) < ENOUGH for number in found)
        if (is_broken or len(found) <= 1 and glued) and not re.match(
            r"(?:tel|m|t|p)\W*\d", text, re.I
        ):
            return [text]
    return found


def _mark_extension(match):
    """Return an extension as everybody writes it, between marks."""
    is_plain = re.match(r"\s*x", match[0], re.I)
    return f"\x00{match[0].rstrip() if is_plain else f' ext {match[1]}'}\x01"


def _drop_note(match):
    """Keep an extension that stands in brackets."""
    return f" {match[1]} " if EXTENSION.search(match[1]) else " "


def _split_piece(piece):
    """Return the numbers of a text without letters and list separators."""
    piece, *extensions = re.split("\x00([^\x01]*)\x01", piece)
    # [number, ext, number, ext, ..., rest]
    numbers = _split_numbers(piece)
    for position in range(0, len(extensions), 2):
        if numbers:
            numbers[-1] += extensions[position]
        numbers += _split_numbers(extensions[position + 1])
    return numbers


def _split_numbers(text):
    """Return the numbers of a text of digits, spaces and signs."""
    text = text.strip(" \t.,:-_/\\*~=" + QUOTES)
    if not any(char.isdigit() for char in text):
        return []
    # a "+" begins a number
    starts = [m.start() for m in re.finditer(r"(?<=\d)[\s,./-]*\+", text)]
    if starts:
        cuts = [0, *starts, len(text)]
        return [
            number
            for start, end in zip(cuts, cuts[1:], strict=False)
            for number in _split_numbers(text[start:end].lstrip(" ,./-"))
        ]
    for sign in (r"\s*[,/\\]\s*", r"\s+-+\s+|\s+[.]\s+", r"\s*-\s*", r"\s+"):
        parts = [part for part in re.split(sign, text) if part]
        if len(parts) < 2:
            continue
        if all(_digits(part) >= ENOUGH for part in parts):
            return [number for part in parts for number in _split_numbers(part)]
        if sign.startswith(r"\s*[,/") and (several := _complete_ends(parts)):
            return several
    if match := RANGE.fullmatch(text):
        # "3822 3000-3001": two numbers in a row; a lower one is a direct dial
        first, end = match.groups()
        digits = "".join(filter(str.isdigit, first))
        is_apart = len(end) > 2 or re.search(r"\s-\s*\d+$", text)
        if is_apart and len(digits) >= 10 and end > digits[-len(end) :]:
            return _complete_ends([first, end])
    if _digits(text) > MOST and (parts := _split_long(text)):
        return parts
    return [_strip(text)]


def _complete_ends(parts):
    """Return the numbers of "0902220073/74/75": each after the first is short and
    stands for the end of the first."""
    first, *ends = (part.strip() for part in parts)
    if _digits(first) < ENOUGH + 1:
        return None
    if not all(SHORT_END.fullmatch(end) for end in ends):
        return None
    # the digits of the end, with the signs between them
    numbers = [_strip(first)]
    for end in ends:
        digits = list(reversed(end))
        chars = list(numbers[0])
        for position in range(len(chars) - 1, -1, -1):
            if digits and chars[position].isdigit():
                chars[position] = digits.pop(0)
        numbers.append("".join(chars))
    return numbers


def _split_long(text):
    """Return two numbers that stand side by side, in groups: more digits than one
    has."""
    groups = text.split()
    for count in range(2, len(groups) - 1):
        left, right = " ".join(groups[:count]), " ".join(groups[count:])
        if right[0] in "0(" and all(
            ENOUGH < _digits(side) <= MOST for side in (left, right)
        ):
            return [_strip(left), *_split_numbers(right)]
    return None


def _strip(number):
    number = number.strip(" \t.,:-_/\\*~=" + QUOTES)
    if number.count("(") != number.count(")"):
        number = number.replace("(", "").replace(")", "")
    return " ".join(number.split())


def guess_region(numbers, other=None):
    """Return the ISO code of the one country in which most of some numbers are right,
    ``None`` where none or several are such.

    :param str other: a country that is not meant
    """
    rights = Counter()
    for region in phonenumbers.SUPPORTED_REGIONS - {other}:
        rights[region] = sum(
            not read_phone(number, region).error for number in numbers if number
        )
    (best, most), (_next, second) = rights.most_common(2)
    return best if most >= 0.6 * len(numbers) and most > second else None


# --------------------------------------------------------------------- helpers


def _clean(text):
    """Return a text in usual characters, without those that nobody sees and without
    what spreadsheet programs put around text."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", INVISIBLE.sub("", text))
        text = DASHES.sub("-", text)
    text = text.strip()
    if match := re.fullmatch(r"=\s*\"(.*)\"", text, re.S):
        text = match[1]
    return text.lstrip("'").strip()


def clean_invisible(text):
    """Return a text without the characters that nobody sees; emoji keep theirs."""
    if text.isascii():
        return text
    # joiners belong to emoji and to some scripts: only those between Latin letters go
    return re.sub(
        "[\u200b\u00ad\u2060\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", text
    ).strip()


def _digits(text):
    return sum(char.isdigit() for char in text)


def _unique(parts):
    """Strip the parts, drop empty ones and repeated ones, keep the order."""
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))

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
    found = _unique(map(_read_trunk, found) if "+7" in text else found)
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


def _read_trunk(number):
    """Return a Russian number beside one with its country: there "8" is dialled before
    numbers of the country itself."""
    if number[0] != "8" or _digits(number.partition(" ext ")[0]) != 11:
        return number
    return f"+7{number[1:]}"


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
            parts = _add_area(parts)
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


AREA = re.compile(r"(?:\+\d{1,3}[\s.-]*)?\(0?\d{1,4}\)\s*|0\d{1,4}[\s.]\s*")


def _add_area(parts):
    """Return numbers that stand side by side, each with the area of the first: "(028)
    3822 3101 - 3822 3102"."""
    area = AREA.match(parts[0])
    if not area:
        return parts
    own = _digits(parts[0][area.end() :])
    return [
        f"{area[0].rstrip()} {part}"
        if at and part[0] in "123456789" and _digits(part) == own >= ENOUGH
        else part
        for at, part in enumerate(parts)
    ]


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
    if _digits(text) > 2 * MOST:
        return None
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


# --------------------------------------------------------------------- both

# of a person or company in a network
PROFILE = re.compile(
    r"(?:https?://)?(?:[\w-]+\.)?(?:facebook|fb|linkedin|instagram|zalo|tiktok|t|m)"
    r"\.(?:com|me)/[^\s,;<>()]+",
    re.I,
)


LONG_CELL = 300  # characters: a longer one is no name, and no list of numbers
NAME_AND_PHONE = re.compile(
    r"(?P<name>[^\d]*[^\W\d_][^\d]*?)[\s\-–_,;:/|(]+"
    r"(?P<phone>\+?\d[\d .]{7,15}\d)\s*\)?"
)
PHONE_AND_NAME = re.compile(
    r"(?P<phone>\+?\d[\d .]{7,15}\d)[\s\-–_,;:/|]+(?P<name>[^\W\d_][^\d]*)"
)


def split_name(text):
    """Return the name and the phone number of a cell with both, ``None`` where there is
    no number.

    >>> split_name("Chị Hoa - 0902 221 003")
    ('Chị Hoa', '0902 221 003')
    """
    text = text.strip()
    if len(text) > LONG_CELL:
        return text, None
    match = NAME_AND_PHONE.fullmatch(text) or PHONE_AND_NAME.fullmatch(text)
    if not match or not ENOUGH < _digits(match["phone"]) <= MOST:
        return text, None
    return match["name"].strip(), match["phone"]


def unwrap(text):
    """Return a text without what keeps a spreadsheet program from taking it for a
    number.

    >>> unwrap('="0912"'), unwrap("'0912"), unwrap("'s Gravenhage")
    ('0912', '0912', "'s Gravenhage")
    """
    if match := re.fullmatch(r"=\s*\"([^\"]*)\"", text):
        return match[1]
    return text[1:] if re.match(r"'[+\d]", text) else text


#: where a network has the profile of a name
NETWORKS = {
    "facebook": "facebook.com/",
    "fb": "facebook.com/",
    "instagram": "instagram.com/",
    "twitter": "x.com/",
    "tiktok": "tiktok.com/@",
    "linkedin": "linkedin.com/in/",
    "telegram": "t.me/",
    "youtube": "youtube.com/@",
    "zalo": "zalo.me/",
}
#: networks that know people by a name alone, of which there is no page: what stands
#: there is a note, lest "ann.lee" be taken for a website
WITHOUT_PAGES = (
    "skype",
    "viber",
    "wechat",
    "line",
    "discord",
    "icq",
    "qq",
    "kakaotalk",
)
HANDLE = re.compile(r"@?((?!www\.)[\w-]+(?:\.(?!(?:com|me|net|vn)\b)[\w-]+)*)")


def add_network(names, network):
    """Return profiles of which the name alone may be written, in a column that is
    called as the network is.

    >>> add_network(["@ann.lee", "https://x.com/bo"], "twitter")
    ['https://x.com/ann.lee', 'https://x.com/bo']

    :param network: one of ``NETWORKS``, or ``None``
    """
    if not network:
        return names
    base = f"https://{NETWORKS[network]}"
    return [
        base + match[1] if (match := HANDLE.fullmatch(name)) else name for name in names
    ]


def find_without_page(text, header):
    """Return what a cell says of somebody in a network without pages, as a note;
    ``None`` where the column is of none, or the cell has an address.

    >>> find_without_page("live:ann.lee", "Skype ID")
    'Skype ID: live:ann.lee'
    """
    words = header.lower().replace("_", " ").split()
    if "/" in text or not any(network in words for network in WITHOUT_PAGES):
        return None
    return f"{header}: {text}"


def split_others(text, kind):
    """Find in a cell for phones what is an e-mail address, in one for e-mail addresses
    what is a phone, and in both the profiles in social networks.

    >>> split_others("0902220052 / ann@example.com", "phones")
    ({'emails': ['ann@example.com']}, '0902220052 /')

    :param str kind: ``phones`` or ``emails``
    :return: ``({"phones": ..., "emails": ..., "socials": ...}, the rest of the text)``
    """
    others = {}
    if len(text) > LONG_CELL:
        return others, text
    if "/" in text and (links := PROFILE.findall(text)):
        others["socials"] = links
        text = PROFILE.sub(" ", text)
    if kind == "phones" and "@" in text:
        found = [address for address in find_emails(text) if ADDRESS.fullmatch(address)]
        if found:
            others["emails"] = found
            text = ADDRESS.sub(" ", text)
    elif kind == "emails" and "@" in text and _digits(text) > ENOUGH:
        rest = ADDRESS.sub(" ", _clean(text))
        if "@" not in rest and _digits(rest) > ENOUGH:
            found = [n for n in find_phones(rest) if ENOUGH < _digits(n) <= MOST]
            if found:
                others["phones"] = found
                text = " ".join(ADDRESS.findall(_clean(text)))
    elif kind == "emails" and "@" not in text and _digits(text) > ENOUGH:
        found = find_phones(text)
        if found and all(PLAIN.fullmatch(n) and ENOUGH < _digits(n) for n in found):
            others["phones"], text = found, ""
    return others, text.strip()


LETTERS = re.compile(r"[^\W\d_]{2,}")
#: words between and beside numbers and addresses that say nothing, as
#: :func:`~.values.plain` leaves them; those of headers count as well
JOINING = frozenset(
    """
    or and hoac va oder und ou et lub albo oraz или и 和 或 及 또는 및 または
    mailto ext extension may le nhanh noi bo goi sau truoc luc call before after
    доб добавочный dw durchwahl nebenstelle poste interno interne anexo ramal toestel
    wew wewn int extn extension
    mr mrs ms dr anh chi em ong ba co chu bac nr no so vp nha rieng cq lh tel
    """.split()
)


def has_words_beside(text, found, known):
    """Whether a cell says something beside the numbers or addresses that were found in
    it: whose they are, or when to call.

    :param found: what was found, which is taken in
    :param known: words that say nothing
    """
    is_plain = len(found) == 1 and text in found
    if is_plain or len(text) > LONG_CELL or not LETTERS.search(text):
        return False
    rest = ADDRESS.sub(" ", _clean(text))
    for value in found:
        rest = rest.replace(value, " ")
    return any(word not in known for word in map(_plain_word, LETTERS.findall(rest)))


def _plain_word(word):
    decomposed = unicodedata.normalize("NFKD", word.casefold().replace("đ", "d"))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


# the "+" is gone, as spreadsheet programs and messengers write it: 33639980011
WITHOUT_PLUS = re.compile(r"[1-9](?:[ .-]?\d){10,14}", re.ASCII)
LOOKED_AT = 200  # cells


def are_without_plus(cells, least=2):
    """Whether most long numbers of a column begin with the code of a country, but not
    with a "+".

    :param int least: how many have to
    """
    step = max(len(cells) // LOOKED_AT, 1)
    long = {cell for cell in cells[::step] if WITHOUT_PLUS.fullmatch(cell.strip())}
    right = sum(add_plus(cell.strip()).startswith("+") for cell in long)
    return right >= least and right >= 0.6 * len(long)


def add_plus(number):
    """Return a number with a "+" where it is right with one.

    >>> add_plus("33639980011"), add_plus("0902220052")
    ('+33639980011', '0902220052')
    """
    if not WITHOUT_PLUS.fullmatch(number) or read_phone(f"+{number}").error:
        return number
    return f"+{number}"


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

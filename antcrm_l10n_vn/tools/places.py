"""Places of Vietnam: what people write, read as a ward and a province of today.

No ORM, no network. :func:`read_address` takes one text apart; the units are in
``data/units.txt`` (see ``scripts/make_units.py``), read when they are first asked for.

How an address is read: its words are compared with the names of all units, whatever
their case, accents, spaces and abbreviations of types. A *chain* is what stands at the
end (or, in addresses that begin with the province, at the start) without a gap:
province, district, ward, each inside the other. The longest and best fitting chain
wins; what is left of the text is the street. A chain with an old ward is followed to
what the ward is now. Where that is more than one ward, and where two units fit alike,
nothing is chosen.
"""

import re
import unicodedata
from collections import defaultdict
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

UNITS = Path(__file__).resolve().parent.parent / "data/units.txt"
LONGEST_NAME = 7  # words
LONGEST_TEXT = 60  # words; an address with more is not one

# What stands before a name, or in English after it: {word: types that it may mean}. The
# types are those of the file, and "c" for a province.
WORDS_OF_TYPES = {
    "tinh": "c",
    "t": "c t",
    "thanhpho": "c tp",
    "tp": "c tp",
    "thudo": "c",
    "province": "c",
    "city": "c tp",
    "quan": "q",
    "q": "q",
    "huyen": "h",
    "h": "h",
    "thixa": "tx",
    "tx": "tx",
    "town": "tx t",
    "district": "q h",
    "dist": "q h",
    "phuong": "p",
    "p": "p",
    "f": "p",  # as in Saigon before 1975, still written
    "ward": "p",
    "xa": "x",
    "x": "x",
    "commune": "x",
    "thitran": "t",
    "tt": "t",
    "township": "t",
    "dackhu": "d",
    "dk": "d",
    # as forms ask: "Tỉnh/TP: Đồng Nai"
    "tinhtp": "c",
    "tinhthanh": "c",
    "tinhthanhpho": "c",
    "thanhphotinh": "c",
    "quanhuyen": "q h tx tp",
    "huyenquan": "q h tx tp",
    "phuongxa": "p x t",
    "xaphuong": "p x t",
}
ENGLISH = frozenset("province city district dist ward commune town township".split())
WARD_TYPES = frozenset("pxtd")

TYPE_NAMES = {"p": "Phường", "x": "Xã", "t": "Thị trấn", "d": "Đặc khu"}
# {code of a province: code of the host's state}
STATE_CODES = {
    **{"01": "VN-HN", "04": "VN-04", "08": "VN-07", "11": "VN-71", "12": "VN-01"},
    **{"14": "VN-05", "15": "VN-02", "19": "VN-69", "20": "VN-09", "22": "VN-13"},
    **{"24": "VN-56", "25": "VN-68", "31": "VN-HP", "33": "VN-66", "37": "VN-18"},
    **{"38": "VN-21", "40": "VN-22", "42": "VN-23", "44": "VN-25", "46": "VN-26"},
    **{"48": "VN-DN", "51": "VN-29", "52": "VN-30", "56": "VN-34", "66": "VN-33"},
    **{"68": "VN-35", "75": "VN-39", "79": "VN-SG", "80": "VN-37", "82": "VN-45"},
    **{"86": "VN-49", "91": "VN-44", "92": "VN-CT", "96": "VN-59"},
}

COUNTRY = {"vietnam", "vn", "socialistrepublicofvietnam", "congboaxahoichunghiavietnam"}

# Names of provinces that are no spelling of the official one: {key: code before 2025}.
PROVINCE_ALIASES = {
    "hn": "01",
    "hcm": "79",
    "hcmc": "79",
    "tphcm": "79",
    "saigon": "79",
    "sg": "79",
    "sgn": "79",
    "hochiminhcity": "79",
    "hp": "31",
    "thuathienhue": "46",
    "thuathien": "46",
    "tth": "46",
    "tthue": "46",
    "bariavungtau": "77",
    "brvt": "77",
    "vungtau": "77",
    "baria": "77",
    "daclac": "66",
    "darlac": "66",
    "dacnong": "67",
    "daknong": "67",
    "dongnai": "75",
    "ct": "92",
    "kontom": "62",
    "congtum": "62",
    "quinhon": "52",
    "songbe": "74",
    "hatay": "01",  # until 2008
}
# An abbreviation of two provinces is none: "DN" is Đà Nẵng or Đồng Nai.
# Names of districts that are no spelling of the official one: {key: what is written}.
DISTRICT_ALIASES = {
    "buonmathuot": ("buonmethuot", "banmethuot", "banmathuot", "bmt"),
    "thudaumot": ("tdm",),
    "phanrangthapcham": ("phanrang",),
    "pleiku": ("playku", "pleycu"),
}
# "Mỹ Tho" and "Mĩ Tho", "Quy Nhơn" and "Qui Nhơn": both are in use
OPEN_VOWEL = re.compile(r"(h|k|l|m|s|t|qu)([iy])")

TONES = "\u0300\u0301\u0303\u0309\u0323"
TONE_TABLE = dict.fromkeys(map(ord, TONES))
WORD = re.compile(r"[^\W\d_]+|\d+")
# What ends a part of an address: no name goes on behind it, or (a dash) hardly one.
HARD_BREAK = re.compile(r"[,;|()\n\r\t]|\s/\s")
SOFT_BREAK = re.compile(r"(?:^|\s)[-–—]+(?:\s|$)")
PLAIN_BREAKS = ("", " ", ".", ". ", "/")  # the usual ones, which end nothing
STREET_WORDS = frozenset(
    "duong pho ngo ngach hem kiet so lo street st road rd dailo quoclo ql tinhlo tl "
    "xalo alley lane avenue".split()
)


# What an address says of itself in brackets: "(P. Bến Nghé cũ)", "(nay là P. Sài Gòn)".
ASIDE = re.compile(r"\s*\(([^()]*)\)")
ASIDE_FORMER = re.compile(
    r"^(?:trước đây|trước là|tên cũ|cũ là|truoc day|truoc la|ten cu)(?: là| thuộc)?"
    r"|^cũ(?=:)|(?:^|\s)(?:cũ|mới|cu|moi)$",
    re.I,
)
ASIDE_NOW = re.compile(
    r"(?:hiện nay|nay|bây giờ|mới|hien nay|bay gio|moi)(?: là| thuộc| la| thuoc)?"
    r"(?:[\s:]+|$)",
    re.I,
)


class Ward(NamedTuple):
    """A ward, commune or special zone of today."""

    code: str
    type: str
    name: str
    province: str  # its code


def full_name(ward):
    """Return the name of a ward with its type, as it is written in addresses."""
    return f"{TYPE_NAMES[ward.type]} {ward.name}"


class Place(NamedTuple):
    """What an address says.

    ``status``: ``sure`` (``ward`` is set), ``split`` (``candidates`` are the wards that
    it may be, the likeliest first), ``unknown`` (no ward is named, or none there is).
    ``province`` is the code of a province of today, or ``None``; ``former`` whether the
    units named are those of before 2025; ``street`` is what is left of the text.
    """

    street: str
    ward: Ward | None
    province: str | None
    status: str
    candidates: tuple = ()
    former: bool = False


class Token(NamedTuple):
    start: int
    end: int
    key: str
    accents: str
    begins: int  # a part of the address begins here: 2 surely, 1 perhaps


class Unit(NamedTuple):
    """A unit of either time, as the index holds it."""

    level: str  # "province", "district" or "ward"
    type: str
    accents: str
    codes: tuple  # of the wards of today, or of the province
    parent: object  # key of what it must be inside of
    id: object
    former: bool


def fold(text):
    """Return a text in lower case without accents; đ is d."""
    text = unicodedata.normalize("NFD", text.lower()).replace("đ", "d")
    return "".join(c for c in text if not unicodedata.combining(c))


def name_key(text):
    """Return what spellings of a name have in common: letters and digits, folded."""
    words = WORD.findall(fold(text))
    return "".join(word.lstrip("0") or word for word in words)


def accents_key(text):
    """Return the letters of a name with their accents, whatever the place of the tone
    ("hoà" and "hòa") and the composition of the characters."""
    result = []
    for word in WORD.findall(unicodedata.normalize("NFC", text.lower())):
        letters = unicodedata.normalize("NFD", word)
        tone = "".join(c for c in letters if c in TONES)
        result.append(letters.translate(TONE_TABLE) + tone)
    return "".join(result)


class Units(NamedTuple):
    """All units, and the way to find them."""

    provinces: dict  # {code: name} today
    wards: dict  # {code: Ward} today
    by_key: dict  # {key: [Unit]} of all levels and both times
    former_provinces: dict  # {code: (name, code today)} before 2025


@lru_cache(maxsize=1)
def units():
    """Return the units of both times."""
    provinces, wards, former_provinces = {}, {}, {}
    by_key = defaultdict(list)
    former = False
    now = old = district = None
    for line in UNITS.read_text(encoding="utf-8").splitlines():
        if line.startswith(("#", "[")):
            former = former or line == "[old]"
        elif line.startswith("="):
            code, _, rest = line[1:].partition(" ")
            name, _, now = rest.partition(" > ")
            now = now or code
            old = code
            if former:
                former_provinces[code] = name, now
            else:
                provinces[code] = name
            unit = Unit(
                "province", "c", accents_key(name), (now,), None, (former, code), former
            )
            by_key[name_key(name)].append(unit)
            for alias, alias_code in PROVINCE_ALIASES.items():
                # a merger took the code of one of its parts: not for Vũng Tàu and HCM
                if alias_code == code:
                    by_key[alias].append(unit._replace(accents=""))
        elif line.startswith("-"):
            rest, *aliases = line[1:].split(" | ")
            kind, _, name = rest.partition(" ")
            district = (old, kind, name)
            district_unit = Unit(
                "district", kind, accents_key(name), (now,), (True, old), district, True
            )
            aliases += _respell(name)
            aliases += DISTRICT_ALIASES.get(name_key(name), ())
            _add(by_key, name_key(name), aliases, district_unit)
        elif former:
            rest, *aliases = line.split(" | ")
            rest, _, codes = rest.partition(" > ")
            kind, _, name = rest.partition(" ")
            codes = tuple(codes.split())
            unit = Unit(
                "ward", kind, accents_key(name), codes, district, (district, name), True
            )
            aliases += _respell(name)
            _add(by_key, name_key(name), aliases, unit)
            if kind == "h":
                # an island without wards: it is the ward itself
                by_key[name_key(name)].remove(district_unit)
        else:
            code, kind, name = line.split(" ", 2)
            wards[code] = Ward(code, kind, name, now)
            unit = Unit(
                "ward", kind, accents_key(name), (code,), (False, now), code, False
            )
            _add(by_key, name_key(name), _respell(name), unit)
    return Units(provinces, wards, dict(by_key), former_provinces)


def _respell(name):
    """Return the keys of a name with "i" or "y" wherever both are in use; that of the
    name itself where there is no such place."""
    keys = [""]
    for word in WORD.findall(fold(name)):
        match = OPEN_VOWEL.fullmatch(word)
        spellings = [match[1] + end for end in "iy"] if match else [word]
        keys = [
            key + (spelling.lstrip("0") or spelling)
            for key in keys
            for spelling in spellings
        ]
    return keys


def _add(index, key, aliases, unit):
    """Enter a unit under its name and, without accents to compare, its former names."""
    index[key].append(unit)
    for alias in set(aliases) - {key}:
        index[alias].append(unit._replace(accents=""))


def tokenize(text):
    """Return the words of an address; letters and digits that touch are two ("Q1")."""
    tokens, last = [], 0
    for match in WORD.finditer(text):
        between = text[last : match.start()]
        begins = 0
        if not tokens:
            begins = 2
        elif between not in PLAIN_BREAKS:
            if HARD_BREAK.search(between):
                begins = 2
            elif SOFT_BREAK.search(between):
                begins = 1
        last = match.end()
        tokens.append(Token(match.start(), last, *_word_keys(match[0]), begins))
    return tokens


@lru_cache(maxsize=20_000)
def _word_keys(word):
    return name_key(word), accents_key(word)


class Span(NamedTuple):
    """A unit that some words may name, with the words of its type."""

    start: int
    end: int
    key: str
    unit: Unit
    fit: float
    clear: bool  # the text says that it is a unit: its type, or a part of its own
    agrees: bool  # neither its type nor its accents are others than the unit's


class Chain(NamedTuple):
    score: float
    start: int
    end: int
    unit: Unit  # the innermost
    key: str  # as it is written
    agrees: bool


def read_address(text, province=None, former=None):
    """Take an address of Vietnam apart.

    :param str text: one text, of any length and origin
    :param province: the code of a province of today that is known from elsewhere
    :param former: whether the units are those of before July 2025; ``None``: not known
    :return: :class:`Place`
    """
    text = unicodedata.normalize("NFC", text or "")
    for aside in ASIDE.finditer(text) if "(" in text else ():
        place = _read_with_aside(text, aside, province, former)
        if place:
            return place
    return _read_address(text, province, former)


def _read_with_aside(text, aside, province, former):
    """Return what a text says that has in brackets what its place was called before, or
    is called now; ``None`` where they say something else."""
    inside = aside[1].strip()
    outside = text[: aside.start()] + text[aside.end() :]
    now = ASIDE_NOW.match(inside)
    if not now and not ASIDE_FORMER.search(inside):
        return None
    place = read_address(outside, province, former)
    named = (now and inside[now.end() :]) or ASIDE_FORMER.sub("", inside).strip(" ,:")
    if not named:
        return place if place.ward else None
    other = _read_address(named, province, None)
    if not other.ward:
        other = _read_address(named, province or place.province, None)
    if other.street or not (other.ward or other.province):
        return None  # "(gần cầu cũ)" is part of the way there
    chosen = other if now else place
    if not chosen.ward:
        return None
    # whatever it was called before is kept with what was written
    return chosen._replace(street=place.street, former=True)


@lru_cache(maxsize=20_000)
def _read_address(text, province, former):
    """See :func:`read_address`. A list is read twice, in the review and in the run, and
    has many of its texts more than once."""
    text = unicodedata.normalize("NFC", text)
    tokens = tokenize(text)
    if not tokens or len(tokens) > LONGEST_TEXT:
        return Place(text.strip(), None, province, "unknown")
    spans = _Spans(tokens, former)
    best = _best_chains(tokens, spans, 1, province)
    if not (best and best[0].unit.level == "ward" and best[0].end == len(tokens)):
        from_front = _best_chains(tokens, spans, -1, province)
        if from_front and (not best or from_front[0].score > best[0].score):
            best = from_front
    if not best:
        return Place(_rest(text, tokens, 0, 0), None, province, "unknown")
    place = _read_chains(text, tokens, best, province)
    if place.status != "unknown" and _is_named_again(tokens, best):
        # people who paste an address behind an address say it twice
        again = read_address(place.street, province, former)
        if (again.ward, again.candidates) == (place.ward, place.candidates):
            return place._replace(street=again.street)
    return place


def _is_named_again(tokens, chains):
    """Whether what the best chain names may stand in the rest of the text too."""
    start = min(chain.start for chain in chains)
    end = max(chain.end for chain in chains)
    rest = "".join([token.key for token in (*tokens[:start], *tokens[end:])])
    return chains[0].key in rest


def read_province(text):
    """Return the code of the province of today that a text names in any spelling, alone
    or with its type, or ``None``."""
    tokens = tokenize(unicodedata.normalize("NFC", text or ""))
    if not 0 < len(tokens) <= LONGEST_NAME + 2:
        return None
    found = {
        span.unit.codes[0]
        for span in _Spans(tokens, None).get(0, -1)
        if span.unit.level == "province" and span.end == len(tokens)
    }
    return found.pop() if len(found) == 1 else None


def suggest_province(text):
    """Return the code of the one province whose name is a slip away from a text: a
    letter too many, too few, or another one; else ``None``. For a question, not for an
    answer."""
    key = name_key(text or "")
    for prefix in ("thanhpho", "tinh", "tp"):
        key = key.removeprefix(prefix)
    if len(key) < 5:
        return None
    found = {
        unit.codes[0]
        for name, named in units().by_key.items()
        if abs(len(name) - len(key)) <= 1 and _is_slip(key, name)
        for unit in named
        if unit.level == "province"
    }
    return found.pop() if len(found) == 1 else None


def _is_slip(text, name):
    """Tell whether one change of a letter, or two swapped ones, makes a text a name."""
    if text == name:
        return True
    start = next(
        (i for i, (a, b) in enumerate(zip(text, name, strict=False)) if a != b),
        len(name),
    )
    rest, other = text[start:], name[start:]
    return (
        rest[1:] == other[1:]
        or rest[1:] == other
        or rest == other[1:]
        or (rest[:2] == other[1::-1] and rest[2:] == other[2:])
    )


class _Spans:
    """The units that words of an address may name, looked for where they are asked
    for: most addresses are read from their end, and never to their start."""

    def __init__(self, tokens, former):
        self.tokens = tokens
        self.former = former
        self.accented = any(token.accents != token.key for token in tokens)
        self._known = units().by_key
        self._found = {}

    def get(self, edge, order):
        """Return the spans that end at ``edge``, or those that begin there where
        ``order`` is -1; the ones with the first names first."""
        found = self._found.get((edge, order))
        if found is None:
            spans = (
                self._find_ending(edge) if order == 1 else self._find_beginning(edge)
            )
            found = self._found[edge, order] = spans
        return found

    def _find_ending(self, edge):
        result = self._list_names_to(edge)
        if edge > 1 and self.tokens[edge - 1].key in ENGLISH:
            # "Phu Nhuan District"
            result += self._list_names_to(edge - 1)
            result.sort(key=lambda name: name[:2])
        return [
            span for name in result for span in self._make(*name) if span.end == edge
        ]

    def _list_names_to(self, end):
        """Return the names that end there: (start, end, key, accents, units)."""
        names = []
        key = accents = ""
        for start in range(end - 1, max(end - LONGEST_NAME, 0) - 1, -1):
            token = self.tokens[start]
            key = token.key + key
            accents = token.accents + accents
            if found := self._look_up(key):
                names.append((start, end, key, accents, found))
            if token.begins == 2:
                break
        names.reverse()
        return names

    def _find_beginning(self, edge):
        tokens = self.tokens
        result = []
        # behind the words of a type, of which there are three at most
        for start in range(edge, min(edge + 4, len(tokens))):
            key = accents = ""
            for end in range(start + 1, min(len(tokens), start + LONGEST_NAME) + 1):
                token = tokens[end - 1]
                if end > start + 1 and token.begins == 2:
                    break
                key += token.key
                accents += token.accents
                if found := self._look_up(key):
                    spans = self._make(start, end, key, accents, found)
                    result += [span for span in spans if span.start == edge]
        return result

    def _look_up(self, key):
        found = self._known.get(key)
        if found and self.former is not None:
            found = [
                unit
                for unit in found
                if unit.former is self.former or unit.level == "province"
            ]
        return found

    def _make(self, start, end, key, accents, found):
        return _make_spans(self.tokens, start, end, key, accents, found, self.accented)


def _make_spans(tokens, start, end, key, accents, found, accented):
    """Yield the spans of the units ``found`` for one name; ``accented``: whether the
    text has accents anywhere."""
    types, first, last = _type_words(tokens, start, end)
    alone = tokens[start].begins and (end == len(tokens) or tokens[end].begins)
    before = "" if tokens[start].begins else tokens[start - 1].key
    written = accents != key
    for unit in found:
        if types and not (
            unit.type in types or unit.level in {_level(kind) for kind in types}
        ):
            continue
        if not types and (key.isdigit() or before in STREET_WORDS):
            continue
        if not types and before.isdigit() and unit.level != "province":
            continue  # a street with a house number; "Q1 HCM" is none
        fit = 2 + 0.3 * (end - start)
        agrees = not types or unit.type in types
        if types:
            # a commune becomes a ward, a district a town: the level decides
            fit += 2 if agrees else 1
        if tokens[first].begins:
            fit += 0.5
        if written and unit.accents:
            fit += 1 if accents == unit.accents else -1.5
            agrees = agrees and accents == unit.accents
        elif accented and accents == unit.accents:
            # who writes accents has none to write here: Thanh An is not Thạnh An
            fit += 0.5
        yield Span(first, last, key, unit, fit, bool(types or alone), agrees)


def _level(kind):
    if kind == "c":
        return "province"
    return "ward" if kind in WARD_TYPES else "district"


def _type_words(tokens, start, end):
    """Return the types that the words around a name say, and where it begins and ends
    with them."""
    for length in (3, 2, 1):
        first = start - length
        if first < 0 or any(token.begins for token in tokens[first + 1 : start + 1]):
            continue
        word = "".join(token.key for token in tokens[first:start])
        if word in WORDS_OF_TYPES and (length == 1 or len(word) > 2):
            return WORDS_OF_TYPES[word].split(), first, end
    if end < len(tokens) and not tokens[end].begins and tokens[end].key in ENGLISH:
        return WORDS_OF_TYPES[tokens[end].key].split(), start, end + 1
    return (), start, end


def _best_chains(tokens, spans, order, province):
    """Return the best chains at one end: several where they fit alike."""
    best = []
    finder = _ChainFinder(spans, order)
    for edge, penalty in _edges(tokens, order):
        for chain in finder.find(edge, province):
            score = chain.score - penalty
            if best and score < best[0].score - 0.25:
                continue
            if penalty:
                chain = chain._replace(score=score)
            # with the country and the postal code
            elif order == 1:
                chain = chain._replace(end=len(tokens))
            else:
                chain = chain._replace(start=0)
            if not best or score > best[0].score + 0.25:
                best = [chain]
            else:
                best.append(chain)
    return best


def _edges(tokens, order):
    """Yield where a chain may end (or, from the front, begin): behind what is country
    and postal code, or behind a remark."""
    position = len(tokens) if order == 1 else 0
    while tokens[:position] if order == 1 else position < len(tokens):
        step = next((n for n in (2, 1) if _is_noise(tokens, position, n, order)), 0)
        if not step:
            break
        position -= order * step
    yield position, 0
    skipped = 0
    inner = (
        range(position - 1, 0, -1) if order == 1 else range(position + 1, len(tokens))
    )
    for edge in inner:
        if tokens[edge].begins and skipped < 2:
            skipped += 1
            yield edge, 1.5 * skipped


def _is_noise(tokens, position, count, order):
    part = (
        tokens[position - count : position] if order == 1 else tokens[position:][:count]
    )
    if len(part) < count:
        return False
    key = "".join(token.key for token in part)
    return key in COUNTRY or (count == 1 and key.isdigit() and len(key) in (5, 6))


class _ChainFinder:
    """Finds chains from one place of the address on: to its start, where ``order`` is
    1, or to its end, where it is -1."""

    def __init__(self, spans, order):
        self.spans = spans
        self.order = order

    def _at(self, edge):
        return self.spans.get(edge, self.order)

    def find(self, edge, province):
        """Yield all chains at ``edge``; inside ``province``, where it is known."""
        known = _parents_today(province) if province else ()
        for chosen in self._inside(edge, known):
            yield from self._make(*chosen)
        for span in self._at(edge):
            unit = span.unit
            if unit.level != "province" or (province and unit.codes[0] != province):
                continue
            yield from self._make(span)
            # what was merged since is inside of the old and of the new one
            parents = {unit.id, (False, unit.codes[0])}
            for position in self._behind_province(span):
                for chosen in self._inside(position, parents):
                    yield from self._make(span, *chosen)

    def _ends_with_province(self, span):
        """Whether a province stands at the end without a comma before it, and is not
        the last word of a street: "1 Hùng Vương Hà Nội", but not "12 Nguyễn Huệ"."""
        return (
            span.unit.level == "province"
            and self.order == 1
            and span.agrees
            and span.end - span.start > 1
        )

    def _further(self, span):
        return span.start if self.order == 1 else span.end

    def _behind_province(self, span):
        """Return where what is inside a province may stand: behind it, or behind its
        second name ("Huế, Thừa Thiên Huế")."""
        position = self._further(span)
        return {position} | {
            self._further(again)
            for again in self._at(position)
            if again.unit.level == "province" and again.unit.codes == span.unit.codes
        }

    def _inside(self, position, parents):
        """Yield districts, with and without their wards, and wards inside the provinces
        ``parents``; districts of all where there are none."""
        for span in self._at(position):
            unit = span.unit
            if unit.level == "district" and (not parents or unit.parent in parents):
                yield (span,)
                for ward in self._at(self._further(span)):
                    if ward.unit.level == "ward" and ward.unit.parent == unit.id:
                        yield (span, ward)
            elif unit.level == "ward" and parents and _province_of(unit) in parents:
                yield (span,)

    def _make(self, *chosen):
        inner = chosen[-1]
        if not inner.clear and not self._ends_with_province(inner):
            return
        # inside a district, of which names differ, a wrong type or accent is a slip
        in_district = any([span.unit.level == "district" for span in chosen])
        yield Chain(
            sum([span.fit for span in chosen]),
            min([span.start for span in chosen]),
            max([span.end for span in chosen]),
            inner.unit,
            inner.key,
            inner.agrees or in_district,
        )


def _province_of(unit):
    """Return the id of the province that a ward is in."""
    return (True, unit.parent[0]) if unit.former else unit.parent


@lru_cache(maxsize=64)
def _parents_today(code):
    """Return the ids of a province of today and of those that it was made from."""
    return frozenset(
        unit.id
        for found in units().by_key.values()
        for unit in found
        if unit.level == "province" and unit.codes == (code,)
    )


def _read_chains(text, tokens, chains, province):
    """Return the :class:`Place` that the best chains say."""
    known = units()
    codes, provinces, formers = [], set(), set()
    for chain in chains:
        inner = chain.unit
        formers.add(inner.former)
        if inner.level == "ward":
            codes.extend(code for code in inner.codes if code not in codes)
            provinces.update(known.wards[code].province for code in inner.codes)
        else:
            provinces.add(inner.codes[0])
    start = min(chain.start for chain in chains)
    end = max(chain.end for chain in chains)
    street = _rest(text, tokens, start, end, provinces)
    if len(provinces) > 1 and province:
        codes = [code for code in codes if known.wards[code].province == province]
    found = province or (provinces.pop() if len(provinces) == 1 else None)
    wards = tuple(known.wards[code] for code in codes)
    former = formers == {True}
    clear = all(chain.agrees and chain.unit.level == "ward" for chain in chains)
    if len(wards) == 1 and clear:
        return Place(street, wards[0], found, "sure", (), former)
    status = "split" if wards else "unknown"
    return Place(street, None, found, status, wards, former)


@lru_cache(maxsize=64)
def _initials(code):
    """Return the initials of a province of today and of those it was made from. They
    stand for several provinces, and say nothing but behind a district of one."""
    known = units()
    names = [known.provinces[code]]
    names += [name for name, now in known.former_provinces.values() if now == code]
    return frozenset(
        "".join(word[0] for word in WORD.findall(fold(name))) for name in names
    )


def _rest(text, tokens, start, end, provinces=()):
    """Return the text without the words of a chain, and without the initials of its
    province behind them."""
    if start == end:
        return text.strip()
    before = text[: tokens[start].start]
    behind = text[tokens[end - 1].end :]
    if before.rstrip(" ,;-").endswith("(") and behind.lstrip(" ,;-").startswith(")"):
        before, behind = before.rstrip(" ,;-")[:-1], behind.lstrip(" ,;-")[1:]
    if any(name_key(behind) in _initials(code) for code in provinces):
        behind = ""
    parts = (part.strip(" \t\r\n,;.|-–—") for part in (before, behind))
    return ", ".join(part for part in parts if part and fold(part) not in COUNTRY)

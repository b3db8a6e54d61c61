"""Read the signature below a mail: who somebody is, where, and how to reach them.

A line scanner over a table of words, like the reader of forwards: it finds where the
signature begins, takes phones, addresses and links out of its lines by their shape and
labels, and tells name, position and company by words and by what the sender's address
says. It guesses less than it could: a field that is not clear is ``None``.

Knows no database; needs the standard library and ``phonenumbers``; looks at a bounded
part of a text.
"""

from typing import NamedTuple

import phonenumbers

from .addresses import QUOTES, find_addresses
from .forward_words import INVISIBLE, word_key
from .forward_words import ON_BEHALF as BEHALF
from .forwarded import is_reply_start
from .html_lines import html_to_lines
from .signature_words import (
    CLOSING_JOINTS,
    CLOSINGS,
    CLOSINGS_WITHIN,
    DEPARTMENTS,
    DISCLAIMERS,
    LABELS,
    LEGAL_FORMS,
    NAME_PARTICLES,
    ORGANISATION_WORDS,
    ORGANISATIONS,
    POSITION_PARTS,
    POSITIONS,
    SENT_FROM,
    SOCIAL,
    STREETS,
    TEAMS,
)

#: of countries whose domains the whole world uses
FOREIGN_ENDINGS = frozenset("ai cc co fm gg io ly me to tv ws".split())
MAX_TEXT = 100_000
MAX_LINES = 2_000
MAX_LINE = 400
#: Lines of a signature that are looked at
MAX_SIGNATURE = 30
#: as above, in lines with a number
NUMBER_SEPARATORS = ("\u3000", " - ")
#: what stands before somebody for whom another signs
ON_BEHALF = (
    *(
        "for and on behalf of",
        "i.a.",
        "i. a.",
        "i.v.",
        "i. v.",
        "p.p.",
        "p.o.",
        *BEHALF,
    ),
    *("im auftrag", "in vertretung"),
)
SEPARATORS = ("|", " · ", " • ", " ∙ ", "\t", "    ", "   ", " // ", "｜")
PHONE_SIGNS = frozenset("0123456789 +()-./\u2011\u2010\u2013\xa0")
RULE_SIGNS = frozenset("-_=*~#━─―—–・. ")


class Signature(NamedTuple):
    """What a signature tells; texts as they are written, ``None`` if not told.

    ``phones``: numbers as they are written, faxes aside, the first first.
    """

    name: str | None = None
    position: str | None = None
    company: str | None = None
    phones: tuple = ()
    address: str | None = None
    website: str | None = None


def read_signature(text="", html="", name="", address="", country=None):
    """Return the :class:`Signature` of a mail; all of it empty where it has none.

    :param str text: plain text of the mail
    :param str html: its HTML, read where there is no text
    :param str name: of the sender, as the header has it
    :param str address: of the sender; its domain tells the company's name and country
    :param str country: two letters, where numbers without a country's code are dialled
        if the address does not tell
    """
    lines = (text or "")[-MAX_TEXT:].splitlines()
    if not any(line.strip() for line in lines):
        lines = html_to_lines(html or "")
    lines = [
        line[:MAX_LINE].translate(INVISIBLE).replace("\xa0", " ").rstrip()
        for line in _cut_reply(lines[:MAX_LINES])
    ]
    reader = _Reader(name or "", address or "", country)
    start = _find_start(lines, reader.name_key)
    if start is None:
        return Signature()
    return reader.make_signature(lines[start:])


def _cut_reply(lines):
    """Return the lines above what somebody answers or forwards."""
    for index in range(len(lines)):
        if is_reply_start(lines, index):
            return lines[:index]
    return lines


def _find_start(lines, name_key):
    """Return the line with which the signature begins, ``None`` if there is none."""
    start = None
    for index in range(len(lines) - 1, max(-1, len(lines) - 60), -1):
        line = lines[index].strip()
        if line in ("--", "—", "––") or lines[index] == "-- ":
            start = index + 1
            break
    lowest = max(0, len(lines) - 60 if start is None else start - 8)
    for index in range((start or len(lines)) - 1, lowest - 1, -1):
        if _is_closing(lines[index]):
            return index + 1
    if start is not None:
        return start
    for index in range(len(lines) - 1, lowest - 1, -1):
        # "i. A. Ida Doe", "Ida Doe, Example Ltd"
        at = word_key(lines[index][:80]).find(name_key) if name_key else -1
        if 0 <= at <= 6 and len(lines[index]) <= 120:
            return _go_up(lines, index)
    return _find_frame(lines, lowest)


def _go_up(lines, index):
    """Return the first line of a signature that has its company above the name."""
    start = index
    while start > max(0, index - 2):
        line = lines[start - 1].strip()
        if (
            not line.strip("".join(RULE_SIGNS))
            or len(line) > 60
            or line[-1] in ".,!?。"
        ):
            break
        start -= 1
    return start


def _find_frame(lines, lowest):
    """Return where lines between rules begin, or the last paragraph with a phone."""
    rules = [
        index
        for index in range(lowest, len(lines))
        if len(lines[index].strip()) >= 5
        and not lines[index].strip("".join(RULE_SIGNS))
    ]
    if rules:
        return rules[0] + 1
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    start = end
    while start > lowest and lines[start - 1].strip():
        start -= 1
    labelled = any(_split_label(line)[0] == "phone" for line in lines[start:end])
    return start if labelled and end - start >= 3 else None


def _is_closing(line):
    key = word_key(line.strip(QUOTES + " ,.!-–"))
    if not key or len(key) > 60:
        return False
    if any(phrase in key for phrase in CLOSINGS_WITHIN):
        return True
    for joint in CLOSING_JOINTS:
        parts = key.split(joint)
        if len(parts) > 1 and all(part in CLOSINGS for part in parts):
            return True
    if any(" " in phrase and key.endswith(f" {phrase}") for phrase in CLOSINGS):
        return True
    return key in CLOSINGS or any(
        key.startswith(f"{phrase} ") and len(key) < len(phrase) + 20 and " " in phrase
        for phrase in CLOSINGS
    )


def _split_label(segment):
    """Return the role of a label such as ``Tel.:`` and what follows it; ``None`` and
    the segment itself where there is none."""
    text = segment.strip()
    for length in range(1, 4):
        # signs without a word
        role = LABELS.get(text[:length].strip("\ufe0f ")) if text else None
        if role and not text[0].isalnum():
            return role, text[length:].strip("\ufe0f :.")
    for sign in ":：":
        label, colon, value = text.partition(sign)
        if colon and len(label) <= 30:
            role = _get_label_role(label)
            if role:
                return role, value.strip()
    label, _space, value = text.partition(" ")
    role = _get_label_role(label)
    if role in ("phone", "fax") and value and (value[0].isdigit() or value[0] in "+("):
        return role, value.strip()
    if role and len(label) > 3 and role in ("email", "website"):
        return role, value.strip()
    if role == "other" and any(c.isdigit() for c in value):
        return role, value.strip()
    return None, text


def _get_label_role(label):
    key = word_key(label.strip("*_.()[] "))
    role = LABELS.get(key) or LABELS.get(key.replace(".", ""))
    if role or "(" not in label:
        return role
    return LABELS.get(word_key(label.partition("(")[0].strip(". ")))


# ----------------------------------------------------------------------
# Fields
# ----------------------------------------------------------------------


class _Reader:
    def __init__(self, name, address, country):
        self.name = " ".join(name.split())
        if "," in self.name:
            last, _comma, first = self.name.partition(",")
            self.name = f"{first.strip()} {last.strip()}"
        self.name_key = word_key(self.name)
        self.team = ""
        words = _get_words(self.name_key)
        if _is_organisation(self.name_key, words) or ORGANISATION_WORDS & set(words):
            # an office writes, whose person is not known
            self.team, self.name, self.name_key = self.name_key, "", ""
        domain = address.rpartition("@")[2].lower()
        parts = domain.split(".")
        self.site = parts[-2] if len(parts) > 1 else ""
        if self.site in ("co", "com", "org", "net") and len(parts) > 2:
            self.site = parts[-3]
        self.region = get_region(address) or (country or "").upper() or None
        self.found = {}
        self.phones = []
        self.rest = []  # segments that may be name, position or company

    def make_signature(self, lines):
        """Return the :class:`Signature` that lines are."""
        count = 0
        for line in lines:
            stripped = line.strip().strip("*")
            if not stripped.strip("".join(RULE_SIGNS)):
                continue
            key = word_key(stripped)
            if any(phrase in key for phrase in SENT_FROM):
                continue
            if any(phrase in key for phrase in DISCLAIMERS) or count >= MAX_SIGNATURE:
                break
            count += 1
            for segment in _split_segments(stripped):
                self.read_segment(segment)
        self.read_rest()
        return Signature(phones=tuple(self.phones[:5]), **self.found)

    def keep(self, field, value):
        value = value.strip(QUOTES + " ,;|-–•·")
        if value and field not in self.found:
            self.found[field] = value[:200]

    def read_segment(self, segment):
        role, value = _split_label(segment)
        if role in ("fax", "other", "email"):
            return
        if role in ("company", "position"):
            self.keep(role, value)
            return
        website = _find_website(value, role == "website")
        if website:
            self.keep("website", website)
            return
        if "@" in value and find_addresses(value, 1) or role == "website":
            return
        if role == "address":
            self.keep("address", value)
            return
        labelled = role == "phone" or any(
            LABELS.get(word.strip("():.,")) == "phone"
            for word in word_key(value).split()
            if len(word) > 2
        )
        numbers = _find_phones(value, self.region, labelled)
        if numbers:
            self.phones += [n for n in numbers if n not in self.phones]
            return
        if role == "phone" or "://" in value:
            return
        if any(c.isdigit() for c in value) or "〒" in value:
            if _is_address(value):
                before, dash, after = value.partition(" - ")
                if dash and self.get_role(before) == "company":
                    self.rest.append(before)
                    value = after
                self.keep("address", value)
                return
            if sum(c.isdigit() for c in value) > 3:
                return
        if len(value) <= 90 and any(c.isalpha() for c in value):
            self.rest.append(value)

    def read_rest(self):
        segments = []
        for segment in self.rest[:12]:
            segments += self.split_roles(segment)
        unknown = []
        for segment in segments:
            role = self.get_role(segment)
            if role:
                self.keep(role, segment)
            else:
                unknown.append(segment)
        for segment in unknown:
            if "name" not in self.found and _is_name(segment):
                # with the name in the header, another is not the sender's
                if not self.name_key or self.resembles_name(segment):
                    self.keep("name", segment)
                    continue
            if "company" not in self.found and self.could_be_company(segment):
                self.keep("company", segment)

    def split_roles(self, segment):
        """Return the parts of ``Buyer, Example Ltd`` or ``Buyer Ida Doe``."""
        before, bracket, rest = segment.replace("（", "(").partition("(")
        if bracket and before.strip() and rest.rstrip().endswith((")", "）")):
            segment = before.strip()  # Ida Doe (she/her)
        key = word_key(segment)
        for phrase in ON_BEHALF:
            if key.startswith(f"{phrase} "):
                segment = segment.split(" ", len(phrase.split()))[-1]
                break
            if key == phrase:
                return []
        parts = self.split_name(segment)
        if parts:
            after = [self.split_words(part) for part in parts[1:]]
            return parts[:1] + [word for words in after for word in words]
        if self.get_role(segment) == "name":
            return [segment]
        for sign in (" @ ", " at ", " bei ", " chez ", " – ", " - ", " — ", ", "):
            before, found, after = segment.partition(sign)
            if not found or not before.strip() or not after.strip():
                continue
            roles = {self.get_role(before), self.get_role(after)}
            clear = {"position", "company"} <= roles or {"position", "name"} <= roles
            if clear or {"name", "company"} <= roles:
                return [before, after]
            if "position" in roles and sign not in (", ", " - "):
                return [before, after]
        return self.split_words(segment)

    def split_words(self, segment):
        """Return the words of a Japanese line that are clear, the others together."""
        if not any("\u3040" <= c <= "\u9fff" for c in segment):
            return [segment]
        clear, others = [], []
        for word in segment.split():
            (clear if self.get_role(word) else others).append(word)
        roles = [self.get_role(word) for word in clear]
        if others and clear or len(set(roles)) > 1:
            return [*clear, *([" ".join(others)] if others else [])]
        return [segment]

    def split_name(self, segment):
        """Return the sender's name and what stands beside it, ``None`` without it."""
        words = segment.split()
        length = len(self.name_key.split())
        for start in range(len(words) - length + 1 if length else 0):
            name = " ".join(words[start : start + length]).strip(",;:|")
            if word_key(name) == self.name_key:
                before, after = words[:start], words[start + length :]
                parts = (name, " ".join(before), " ".join(after))
                parts = (part.strip(" ,-–—|/") for part in parts)
                return [part for part in parts if part]
        return None

    def get_role(self, segment):
        """Return ``name``, ``position`` or ``company`` of a segment that is clear."""
        key = word_key(segment)
        words = _get_words(key)
        if not words:
            return None
        if self.name_key and (key == self.name_key or self.resembles_name(segment)):
            return "name"
        if _is_organisation(key, words) or key == self.team:
            return "company"
        if self.is_site(key):
            return "company"
        if any(part.rstrip("$") in key for part in POSITION_PARTS if part[-1] != "$"):
            return "position"
        if key.endswith("部") or words[0] in DEPARTMENTS and len(words) > 1:
            return "position"
        positions = POSITIONS.intersection(words)
        if positions and not (positions <= {"partner", "park"} and "&" in segment):
            if not (ORGANISATION_WORDS - POSITIONS).intersection(words):
                return "position"
        if key.endswith("amt"):
            return "position"
        if ORGANISATION_WORDS.intersection(words) or " & " in segment:
            return "company"
        return None

    def is_site(self, key):
        """Whether a name is that of the sender's domain."""
        site = "".join(c for c in self.site if c.isalnum())
        plain = "".join(c for c in key if c.isalnum())
        return (
            len(site) >= 4
            and len(plain) >= 4
            and (plain.startswith(site) or site.startswith(plain))
        )

    def resembles_name(self, segment):
        words = set(_get_words(word_key(segment)))
        known = set(_get_words(self.name_key))
        return (
            bool(known)
            and len(words) < 6
            and (
                words <= known
                and len(words) > 1
                or known <= words
                and len(words) <= len(known) + 1
            )
        )

    def could_be_company(self, segment):
        """Whether what is left beside a phone or a website is who somebody works
        for."""
        if not self.phones and "website" not in self.found:
            return False
        return (
            len(segment.split()) <= 6
            and not TEAMS.intersection(_get_words(word_key(segment)))
            and (segment[0].isupper() or not segment[0].isascii())
            and segment[-1] not in ".!?,:"
        )


def _split_segments(line):
    segments = [line]
    separators = SEPARATORS
    if any(c.isdigit() for c in line) and not _is_address(line):
        separators += NUMBER_SEPARATORS
    for sign in separators:
        segments = [part for segment in segments for part in segment.split(sign)]
    return [segment.strip() for segment in segments[:20] if segment.strip()]


def _get_words(key):
    key = key.replace(".", "")
    return "".join(c if c.isalnum() or c == "'" else " " for c in key).split()


def _is_organisation(key, words):
    return any(part in key for part in ORGANISATIONS) or _has_legal_form(words)


def _has_legal_form(words):
    return len(words) > 1 and (
        words[-1] in LEGAL_FORMS
        or bool({"gmbh", "ltd", "llc", "plc", "bv", "srl", "sarl", "spa"} & set(words))
    )


def _is_name(segment):
    words = segment.split()
    if any(c.isdigit() for c in segment) or not 1 < len(words) <= 6:
        return False
    keys = set(_get_words(word_key(segment)))
    if TEAMS & keys or not words[0][0].isupper() and words[0][0].isascii():
        return False
    return all(
        word[0].isupper() or not word[0].isascii() or word in NAME_PARTICLES
        for word in words
    )


def _is_address(segment):
    key = f"{word_key(segment)} "
    if "〒" in segment:
        return True
    letters = sum(c.isalpha() for c in segment)
    digits = sum(c.isdigit() for c in segment)
    if letters <= digits:
        return False
    if any(street in key for street in STREETS):
        return True
    return "," in segment and len(segment.split()) >= 3


def _find_website(text, labelled):
    """Return the website in a text, without protocol, that is of no social network."""
    for word in text.split()[:10]:
        word = word.strip("<>()[]|,;")
        lowered = word.lower()
        for start in ("https://", "http://"):
            lowered = lowered.removeprefix(start)
        host = lowered.partition("/")[0].partition("?")[0]
        if "@" in host or "." not in host:
            continue
        if not (labelled or lowered != word.lower() or host.startswith("www.")):
            if len(text.split()) > 1 or not host.isascii() or not host[0].isalpha():
                continue
            if not all(part and part[0].isalnum() for part in host.split(".")):
                continue
        last = host.rpartition(".")[2]
        if not last.isalpha() or len(last) < 2 or any(c.isspace() for c in host):
            continue
        if SOCIAL.intersection(host.split(".")[:-1]):
            continue
        return lowered.rstrip("/")
    return None


def _find_phones(text, region, labelled):
    """Return the phone numbers in a text, as they are written."""
    numbers, position = [], 0
    text = text[:MAX_LINE]
    while position < len(text) and len(numbers) < 4:
        if not (text[position].isdigit() or text[position] in "+("):
            position += 1
            continue
        end = position
        while end < len(text) and text[end] in PHONE_SIGNS:
            end += 1
        run, slash, other = text[position:end].partition(" / ")
        if slash and min(_count_digits(run), _count_digits(other)) < 7:
            run = text[position:end]  # 0421 / 55 50 12
        end = position + len(run)
        run = run.strip(" -./\u2013\xa0")
        if run.endswith("(") or run.count("(") > run.count(")"):
            run = run.rstrip("( ")
        before = text[position - 1 : position]
        words = word_key(text[:position].replace(":", " ")).split()
        if words and LABELS.get(words[-1].strip("().")) == "fax":
            position = max(end, position + 1)
            continue
        alone = not any(c.isalpha() for c in text[:position] + text[end:])
        clock = text[end : end + 1] == ":" and text[end + 1 : end + 2].isdigit()
        if before.isalpha() or clock or not labelled and _is_day(run):
            return numbers
        if _is_phone(run, region, labelled, alone):
            numbers.append(run)
        elif not numbers and not labelled:
            return []
        position = max(end, position + 1)
    return numbers


def _is_day(run):
    """Whether a number is a date such as ``04.03.2024``."""
    for sign in "./-":
        lengths = [len(part.strip()) for part in run.split(" ")[0].split(sign)]
        if lengths in ([2, 2, 4], [1, 1, 4], [4, 2, 2]):
            return True
    return False


def _count_digits(text):
    return sum(c.isdigit() for c in text)


def _is_phone(run, region, labelled, alone):
    digits = "".join(c for c in run if c.isdigit())
    if not 6 <= len(digits) <= 15:
        return False
    if not labelled and (len(digits) < 8 or digits[0] != "0" and run[0] not in "+("):
        if not alone or not region:
            return False
    if not labelled and not alone and run[0] not in "+(" and len(digits) < 9:
        return False
    try:
        number = phonenumbers.parse(run, region)
    except phonenumbers.NumberParseException:
        # without a country nothing more can be told
        return region is None and (labelled or digits[0] == "0")
    if labelled:
        return phonenumbers.is_possible_number(number) or len(digits) >= 7
    return phonenumbers.is_possible_number(number)


def get_region(address):
    """Return the ISO code of the country that an address or domain tells, else
    ``None``.

    >>> get_region("ida@firm.co.uk")
    'GB'
    >>> get_region("ida@firm.io") is None
    True
    """
    ending = address.rpartition(".")[2].lower()
    if ending in FOREIGN_ENDINGS:
        return None
    region = {"uk": "GB"}.get(ending, ending.upper())
    return region if region in phonenumbers.SUPPORTED_REGIONS else None

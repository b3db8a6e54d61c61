"""Who wrote a mail that somebody forwarded by hand.

Mail programs copy the header of what they forward into its text, each in its own way
and in the language of its user, so that a line scanner over a table of words reads them
all: no program is told from another. Each line is looked at a bounded number of times
and no regular expression is used, so that the time is bounded on any input.

Knows no database; needs the standard library alone.
"""

from html import unescape

from .forward_words import (
    FORWARD_PREFIXES,
    FORWARDED,
    INVISIBLE,
    LABELS,
    MAX_LABEL,
    NO_NAMES,
    ON_BEHALF,
    REPLY_PREFIXES,
    VS_REPLIES,
    WROTE,
    word_key,
)
from .html_lines import html_to_lines

MAX_TEXT = 300_000
MAX_LINES = 8_000
MAX_LINE = 3_000
MAX_SUBJECT = 1_000
#: How many header blocks are looked at: a chain is not longer
MAX_BLOCKS = 50
#: Lines of a header block
MAX_BLOCK = 40

DASHES = frozenset("-_=*~#+\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2500\uff0d<>· ")
COLONS = ":\uff1a\ufe55"
QUOTES = (
    "\"'*_`\u201c\u201d\u201e\u201f\u00ab\u00bb"
    "\u2018\u2019\u201a\u2039\u203a\u300c\u300d"
)
ADDRESS_SIGNS = frozenset("!#$%&'*+-/=?^_`{|}~.")
UNSURE = object()


def parse_forwarded(subject, text="", html="", own=()):
    """Return who wrote the mail that this one forwards.

    What the text says is believed; whether it is true, the caller decides by who sent
    it.

    :param str subject: of the mail that was received; empty or ``None`` if not known
    :param str text: its plain text
    :param str html: its HTML, read where the text tells nothing
    :param own: addresses and domains of our own, with all domains below them; never
        returned, and in a chain of forwards passed over
    :return: ``(name, address)`` as they are written, ``name`` may be ``None``; or
        ``None``: this is no forward, or its sender cannot be told
    """
    own = {entry.strip().lower().lstrip("@") for entry in own if entry}
    kind, chained = read_subject(subject or "")
    for get_lines in (
        lambda: (text or "")[:MAX_TEXT].splitlines(),
        lambda: html_to_lines(html or ""),
    ):
        found = _Scanner(get_lines(), kind, chained, own).scan()
        if found and found is not UNSURE:
            return found
    return None


def is_own(address, own):
    """Whether an address is one of ``own``, addresses and domains in lower case.

    A domain has all domains below it, an address all with a ``+tag``.
    """
    address = (address or "").strip().lower()
    local, _at, domain = address.rpartition("@")
    if address in own or f"{local.partition('+')[0]}@{domain}" in own:
        return True
    while domain:
        if domain in own:
            return True
        domain = domain.partition(".")[2]
    return False


def read_subject(subject):
    """Return what the subject says a mail is.

    :return: ``"forward"``, ``"reply"``, ``"finnish"`` (``VS:`` is a forward for Danes
        and Norwegians, a reply for Finns) or ``None``, and whether a reply is one to a
        forward
    """
    rest = subject[:MAX_SUBJECT].translate(INVISIBLE).strip()
    if word_key(rest[-6:]).endswith("(fwd)"):
        return "forward", False
    kind = None
    for _ in range(20):
        stripped = _strip_tag(rest)
        if stripped is not None:
            rest = stripped
            continue
        prefix, following = _split_prefix(rest)
        if prefix is None:
            break
        if prefix in FORWARD_PREFIXES:
            if kind:
                return kind, True
            kind = "finnish" if prefix == "vs" else "forward"
            if kind == "forward":
                return kind, False
        elif prefix in REPLY_PREFIXES:
            kind = kind or "reply"
        elif prefix not in ("external", "extern", "ext", "spam", "urgent"):
            break
        rest = following
    return kind, False


def _strip_tag(subject):
    """Return the subject without a tag such as ``[EXTERNAL]`` in front, or ``None``."""
    for start, end in ("[]", "()", "【】", "<>", "{}"):
        if subject.startswith(start):
            inner, closed, rest = subject[1:].partition(end)
            prefix, _following = _split_prefix(inner)
            if prefix in FORWARD_PREFIXES:
                return inner  # [Fwd: ...]
            return rest.strip() if closed and len(inner) <= 60 else None
    if subject.startswith("***"):
        _inner, closed, rest = subject[3:].partition("***")
        return rest.strip() if closed else None
    return None


def _split_prefix(subject):
    """Return the key of a prefix such as ``Fwd:``, and what follows it."""
    head = subject[:40]
    position = _find_colon(head)
    if position < 1:
        return None, subject
    prefix = head[:position].strip()
    # Fwd[2]: and Re(3):
    for bracket in "[(^*":
        prefix = prefix.partition(bracket)[0].strip()
    return word_key(prefix).rstrip("."), subject[position + 1 :].strip()


# ----------------------------------------------------------------------
# Addresses
# ----------------------------------------------------------------------


def read_mailbox(text):
    """Read one sender, such as ``"Ida Doe" <ida@example.com>`` and its many variants.

    Of an address without name "on behalf of" somebody, that somebody is the sender.

    :return: ``(name, address)``, either may be ``None``; :data:`UNSURE` where there are
        several persons
    """
    text = text[:MAX_LINE].translate(INVISIBLE).replace("\xa0", " ").strip()
    if "&lt;" in text:
        text = unescape(text)
    address, start, end = _find_address(text)
    if not address:
        return (_clean_name(text) or None, None)
    name = text[:start]
    rest = text[end:].strip()
    if rest[:1] in (",", ";", "&"):
        other = _find_address(rest)[0]
        if other and other.lower() != address.lower():
            return UNSURE
    if "@" in name:
        for bracket in "<[(":
            name = name.partition(bracket)[0]
    name = _clean_name(name)
    if not name and rest.startswith(("(", "[")):
        name = _clean_name(rest[1:].partition(")" if rest[0] == "(" else "]")[0])
    if not name or "@" in name or name.lower() == address.lower():
        name = None
        principal = _find_principal(rest)
        if principal is not None:
            mailbox = read_mailbox(principal)
            # somebody's name with somebody else's address
            return mailbox if mailbox is not UNSURE and mailbox[1] else UNSURE
    return _find_principal(name, words=True) or name, address


def _find_principal(text, words=False):
    """Return what follows "on behalf of" in a text, or ``None``.

    :param bool words: look for phrases of several words only, as in a name one word
        may be part of a title
    """
    if not text:
        return None
    # as long as the text, so that positions are the same
    folded = "".join(c if len(c.lower()) != 1 else c.lower() for c in text)
    for phrase in ON_BEHALF:
        if words and " " not in phrase:
            continue
        at = folded.find(phrase)
        before, after = folded[at - 1 : at], folded[at + len(phrase) :][:1]
        if at < 0 or phrase[0].isascii() and (before.isalnum() or after.isalnum()):
            continue
        return text[at + len(phrase) :].strip()
    return None


def is_via(name):
    """Whether a name is what mailing lists make of one: ``'Ida' via Support``."""
    return " via " in f" {(name or '').lower()} "


def find_addresses(text, limit=50):
    """Return the addresses in a text, in their order.

    :param int limit: how many are looked for
    """
    text = text[: 10 * MAX_LINE].translate(INVISIBLE)
    addresses, position = [], 0
    while len(addresses) < limit:
        found = _scan_address(text, position, len(text))
        if not found:
            break
        address, _start, position = found
        addresses.append(address)
    return addresses


def _find_address(text):
    """Return the address that stands for the sender in a text: the one in the first
    angle brackets, else the first at all; with where its entry starts and ends."""
    position = 0
    for _ in range(10):
        start = text.find("<", position)
        if start < 0:
            break
        end = text.find(">", start)
        if end < 0:
            end = len(text)
        found = _scan_address(text, start + 1, end)
        if found:
            return found[0], start, end + 1
        position = start + 1
    found = _scan_address(text, 0, len(text))
    if not found:
        return None, 0, 0
    address, start, end = found
    while end < len(text) and text[end] in ">])":
        end += 1
    return address, start, end


def _scan_address(text, start, end):
    """Return ``(address, start, end)`` of the first address between two positions."""
    position = start
    for _ in range(20):
        at = text.find("@", position, end)
        if at < 0:
            return None
        left = at
        while left > start and at - left < 65 and _is_local(text[left - 1]):
            left -= 1
        right = at + 1
        while right < end and right - at < 256 and _is_domain(text[right]):
            right += 1
        domain = text[at + 1 : right].rstrip(".-")
        local = text[left:at].lstrip(".'*_")
        if _is_address(local, domain):
            return f"{local}@{domain}", left, right
        position = at + 1
    return None


def _is_local(character):
    return character.isalnum() or character in ADDRESS_SIGNS


def _is_domain(character):
    return character.isalnum() or character in ".-"


def _is_address(local, domain):
    labels = domain.split(".")
    return (
        0 < len(local) <= 64
        and not local.endswith(".")
        and ".." not in local
        and len(labels) > 1
        and all(0 < len(label) <= 63 for label in labels)
        and len(labels[-1]) > 1
        and not labels[-1].isdigit()
    )


def _clean_name(name):
    name = " ".join(name.split())
    for _ in range(5):
        before = name
        name = name.strip().strip(",;:|").rstrip("<([").strip()
        if name and (name[0] in QUOTES or name[-1] in QUOTES):
            name = name.strip(QUOTES).strip()
        if name.lower().endswith("mailto"):
            name = name[:-6]
        if name == before:
            break
    return name[:200]


# ----------------------------------------------------------------------
# Lines
# ----------------------------------------------------------------------


class _Line:
    __slots__ = ("depth", "text", "field", "value", "_mark")

    def __init__(self, raw):
        text = raw[:MAX_LINE]
        if not text.isascii():
            text = text.translate(INVISIBLE).replace("\xa0", " ")
        inner = text.lstrip("> \t")
        self.text = inner.strip()
        self.depth = text.count(">", 0, len(text) - len(inner))
        self.field, self.value = _read_label(self.text)
        self._mark = None

    @property
    def mark(self):
        """``forward`` or ``rule`` where the line parts a message from another."""
        if self._mark is None:
            self._mark = _read_mark(self.text)
        return self._mark


def _squeeze(lines):
    """Return the first lines, of many empty ones in a row a few."""
    result, blanks = [], 0
    for line in lines:
        blanks = 0 if line.strip("> \t") else blanks + 1
        if blanks <= 4:
            result.append(line)
            if len(result) >= MAX_LINES:
                break
    return result


def _find_colon(text, start=0):
    """Return where the first colon of any script stands, -1 if nowhere."""
    if text.isascii():
        return text.find(":", start)
    found = [at for colon in COLONS if (at := text.find(colon, start)) >= 0]
    return min(found, default=-1)


def _read_label(text):
    """Return the field that a line such as ``From: Ida`` is of, and its value."""
    if not text:
        return None, ""
    head = text[: MAX_LABEL + 12]
    position = _find_colon(head)
    if position < 1:
        return None, ""
    label = head[:position].strip(" \t*_|`'\"•·")
    if not label or len(label) > MAX_LABEL:
        return None, ""
    field = LABELS.get(word_key(label))
    if not field:
        return None, ""
    return field, text[position + 1 :].strip(" \t*_|")


def _read_bare_label(text):
    """Return field and value of a line such as ``From "Ida" <ida@example.com>``."""
    words = text[: MAX_LABEL + 12].split(" ", 2)
    for count in (2, 1):
        label = " ".join(words[:count])
        field = len(words) > count and LABELS.get(word_key(label))
        if field:
            return field, text[len(label) :].strip()
    return None, ""


def _is_mailbox(value):
    """Whether a value is an address, alone or in brackets after a name."""
    address, start, _end = _find_address(value[:MAX_LINE])
    if not address:
        # a name alone is one
        return True
    before = value[:start].strip().strip(QUOTES)
    if value[start : start + 1] in ("<", "[", "(") or not before:
        return True
    return before.endswith(("<", "[", "(", ":"))


def _has(words, key):
    return any(word in key for word in words)


def _read_mark(text):
    if not text or len(text) > 200:
        return ""
    inner = text.strip("".join(DASHES))
    dashed = len(text) - len(inner) >= 4 and text[0] in DASHES
    if not inner:
        return "rule" if len(text) >= 3 else ""
    if len(inner) > 120:
        return ""
    if dashed or inner[-1] in COLONS or len(inner) <= 60:
        key = word_key(inner.rstrip(COLONS).strip())
        if _has(FORWARDED, key) and (dashed or inner[-1] in COLONS or "@" not in key):
            return "forward"
    return "rule" if dashed else ""


class _Scanner:
    """Goes through the lines from top to bottom and stops at the first sender."""

    def __init__(self, lines, kind, chained, own):
        self.lines = [_Line(raw) for raw in _squeeze(lines)]
        self.kind = kind
        self.chained = chained
        self.own = own
        # a sender of our own was found: what follows is a chain of forwards
        self.passed = False
        self.guess = None

    def scan(self):
        """Return ``(name, address)``, :data:`UNSURE` or ``None``."""
        blocks = 0
        position = 0
        while position < len(self.lines):
            line = self.lines[position]
            result, following = None, position + 1
            if line.field == "from":
                blocks += 1
                result, following = self._read_block(position)
            elif line.mark == "forward" and "@" not in line.text:
                result = self._read_block_without_colons(position)
            elif "@" in line.text and line.text[0] in DASHES:
                result = self._read_marked_line(line)
            elif self._is_wrote(position):
                if self.kind in (None, "reply") and not self.passed:
                    return None  # an answer with what it answers
                if not self.passed:
                    result = self._read_wrote(position)
            elif not self.guess and "@" in line.text:
                self.guess = self._read_dated(position)
                if self.kind in (None, "reply") and not self.passed:
                    if self.guess or self._is_above_quote(position):
                        return None  # the same in a language that is not known
            if result:
                if result is UNSURE or not is_own(result[1], self.own):
                    return result
                self.passed = True
            if blocks >= MAX_BLOCKS:
                return None
            position = max(following, position + 1)
        if self.guess and self.kind == "forward" and not self.passed:
            return self.guess if not is_own(self.guess[1], self.own) else None
        return None

    # -- header blocks -------------------------------------------------

    def _read_block(self, position):
        """Read the header block around a ``From`` line.

        :return: ``((name, address) or UNSURE or None, where to go on)``
        """
        start, end, fields = self._get_block(position)
        mark = self._get_mark_above(start)
        if not self._is_forward(position, start, fields, mark):
            return None, position + 1
        value = self._get_value(position)
        mailbox = read_mailbox(_cut_at_label(value))
        if mailbox is UNSURE or not mailbox[1]:
            return UNSURE, end
        if is_via(mailbox[0]) and is_own(mailbox[1], self.own):
            # our mailing list wrote its own address there
            return self._read_reply_to(start, end, mailbox[0]), end
        return mailbox, end

    def _read_reply_to(self, start, end, name):
        """Return who wrote to a mailing list of ours, whose address replies go to."""
        for line in self.lines[start:end]:
            label = line.text[: max(0, _find_colon(line.text))]
            if word_key(label.strip(" \t*_|")) != "reply-to":
                continue
            mailbox = read_mailbox(line.value)
            if mailbox is UNSURE or not mailbox[1] or is_own(mailbox[1], self.own):
                break
            return mailbox[0] or name, mailbox[1]
        return UNSURE

    def _get_block(self, position):
        """Return first line, last line and fields of a header block."""
        fields = {"from"}
        depth = self.lines[position].depth
        start = position
        others = 0
        for index in range(position - 1, max(-1, position - MAX_BLOCK), -1):
            line = self.lines[index]
            if line.field and line.field != "from" and line.depth == depth:
                fields.add(line.field)
                start = index
                others = 0
            elif line.field == "from" or line.mark or line.depth != depth:
                break
            else:
                others += 1
                if others > 1:
                    break
        end = position
        blanks = others = 0
        for index in range(position + 1, min(len(self.lines), position + MAX_BLOCK)):
            line = self.lines[index]
            if line.field and line.field != "from":
                fields.add(line.field)
                end = index
                blanks = others = 0
            elif line.field == "from" or line.mark == "forward":
                break
            elif not line.text:
                blanks += 1
                if blanks > 2 or others > 2:
                    break
            else:
                # long lists of recipients go on in the next line
                others += 1
                if others > 8:
                    break
        fields |= _get_inline_fields(self.lines[position].value)
        return start, end + 1, fields - {"other"}

    def _get_mark_above(self, start):
        """Return what stands above a block: ``forward``, ``rule`` or ``""``."""
        blanks = 0
        for index in range(start - 1, max(-1, start - 8), -1):
            line = self.lines[index]
            if not line.text:
                blanks += 1
                if blanks > 3:
                    break
                continue
            if line.mark:
                return line.mark
            break
        return ""

    def _is_forward(self, position, start, fields, mark):
        """Whether a block is what a forward puts there, not what a reply quotes."""
        line = self.lines[position]
        others = len(fields) - 1
        if self.passed:
            return others >= 1 or mark == "forward"
        if self.kind == "reply":
            return mark == "forward" and not self.chained and line.depth == 0
        if self.kind == "finnish" and mark != "forward":
            label = line.text[: _find_colon(line.text)]
            if word_key(label.strip(" \t*_|`'\"•·")) in VS_REPLIES:
                return False
        if self.kind:
            return others >= 1 or mark == "forward"
        if mark == "forward":
            return True
        # nothing but the block tells that it is a forward
        if not _is_mailbox(_cut_at_label(self._get_value(position))):
            return False
        if line.depth:
            return others >= 3 and self._is_first(start)
        return others >= 2

    def _is_first(self, start):
        """Whether there is no text above a line."""
        return start <= 20 and all(
            not line.text or line.mark for line in self.lines[:start]
        )

    def _get_value(self, position):
        """Return the sender of a ``From`` line, with the lines that it goes on in."""
        value = self.lines[position].value
        if "@" in value:
            return value
        for index in range(position + 1, min(len(self.lines), position + 4)):
            line = self.lines[index]
            if line.field or line.mark == "forward":
                break
            if not line.text:
                if value:
                    break
                continue
            if value and line.text[0] not in "<[(" and "@" not in line.text:
                break
            value = f"{value} {line.text}"
            if "@" in value:
                break
        return value

    def _read_block_without_colons(self, position):
        """Read a block whose labels no colon ends, below the mark of a forward."""
        if self.kind == "reply" and (self.chained or self.lines[position].depth):
            return None
        sender, fields = None, set()
        for line in self.lines[position + 1 : position + 9]:
            if line.field or line.mark:
                break
            field, value = _read_bare_label(line.text)
            if field == "from" and not sender and "@" in value:
                sender = value
            elif field:
                fields.add(field)
        if not sender or not fields - {"from", "other"}:
            return None
        mailbox = read_mailbox(sender)
        return UNSURE if mailbox is UNSURE or not mailbox[1] else mailbox

    def _read_marked_line(self, line):
        """Read a forward whose mark and header, or sender, stand in one line."""
        text = line.text.lstrip("".join(DASHES))
        for sign in "-_=":
            phrase, dashes, rest = text.partition(sign * 3)
            if dashes:
                break
        else:
            return None
        if self.kind == "reply" and (self.chained or line.depth):
            return None
        rest = rest.lstrip("".join(DASHES)).strip()
        field, value = _read_label(rest)
        if field != "from":
            return None
        marked = _has(FORWARDED, word_key(phrase[:150]))
        others = len(_get_inline_fields(value))
        enough = others >= 1 if self.kind or self.passed else others >= 2
        if not marked and (self.kind == "reply" or not enough):
            return None
        mailbox = read_mailbox(_cut_at_label(value))
        return UNSURE if mailbox is UNSURE or not mailbox[1] else mailbox

    # -- "On ..., somebody wrote:" ----------------------------------------

    def _join_wrote(self, position):
        """Return the text of a line that says who wrote, wrapped lines joined."""
        text = self.lines[position].text
        for index in range(position + 1, min(len(self.lines), position + 3)):
            if text[-1:] in COLONS and text:
                break
            following = self.lines[index].text
            if not following:
                break
            text = f"{text} {following}"
        return text[:MAX_LINE]

    def _is_wrote(self, position):
        line = self.lines[position]
        if not line.text or len(line.text) > 400 or line.field:
            return False
        if not any(c.isdigit() for c in line.text):
            return False
        text = self._join_wrote(position)
        return text[-1:] in COLONS and len(text) < 500 and _has(WROTE, word_key(text))

    def _is_above_quote(self, position):
        """Whether a line says when and who, and what is quoted begins below it."""
        line = self.lines[position]
        text = self._join_wrote(position)
        if text[-1:] not in COLONS or sum(c.isdigit() for c in text[:500]) < 4:
            return False
        for following in self.lines[position + 1 : position + 6]:
            if following.text and following.depth != line.depth:
                return following.depth > line.depth
        return False

    def _read_wrote(self, position):
        text = self._join_wrote(position)
        if "@" not in text:
            return UNSURE
        return _read_dated_mailbox(text)

    def _read_dated(self, position):
        """Read ``27.10.2021, 09:31, "Ida" <ida@example.com>:``, with no word at all, or
        ``>>> Ida <ida@example.com> 27.10.2021 09:31 >>>``."""
        line = self.lines[position]
        if line.depth == 3 and line.text.endswith(">>>") and len(line.text) <= 400:
            mailbox = read_mailbox(line.text[:-3])
            return mailbox if mailbox is not UNSURE and mailbox[1] else None
        text = line.text.lstrip(QUOTES)
        if (
            len(text) > 400
            or text[-1:] not in COLONS
            or not text[:1].isdigit()
            or sum(c.isdigit() for c in text) < 6
        ):
            return None
        mailbox = _read_dated_mailbox(text)
        return mailbox if mailbox and mailbox is not UNSURE else None


def _read_dated_mailbox(text):
    """Return the sender that stands in a line with a date and other words."""
    address, start, _end = _find_address(text)
    if not address:
        return UNSURE
    head = text[:start].rstrip(" \t<([")
    if head and head[-1] in QUOTES:
        # the name is quoted: what is between the last two quotation marks
        inner = head.rstrip(QUOTES + " ")
        cut = max(inner.rfind(c) for c in QUOTES if c not in "'*_`\u2019")
        return _clean_name(inner[cut + 1 :]) or None, address
    words = head.replace(",", " , ").split()
    name = []
    for word in reversed(words):
        key = word_key(word.strip(".,()"))
        # what stands next to the address is a name's, such as Á or Le
        known = key in NO_NAMES and (name or not _is_capitalized(word))
        if any(c.isdigit() for c in word) or known or word == ",":
            if name or word != ",":
                break
            continue
        name.insert(0, word)
    return _clean_name(" ".join(name)) or None, address


def _is_capitalized(word):
    return (
        word[:1].isupper() and (len(word) == 1 or word[1:].islower()) and word != "Uhr"
    )


# ----------------------------------------------------------------------
# Headers in one line
# ----------------------------------------------------------------------


def _find_labels(text):
    """Return ``(where it starts, field)`` of each label inside a line.

    Programs that lose line breaks print ``From: Ida <...>To: Bob``.
    """
    found = []
    position = -1
    for _ in range(30):
        position = _find_colon(text, position + 1)
        if position < 0:
            break
        end = position
        while end and text[end - 1] in " \t*_":
            end -= 1
        for length in range(min(MAX_LABEL, end), 0, -1):
            start = end - length
            word = text[start:end]
            if word[0].isspace() or start and not _starts_word(text, start):
                continue
            field = LABELS.get(word_key(word))
            if field:
                found.append((start, field))
                break
    return found


def _starts_word(text, start):
    before, first = text[start - 1], text[start]
    return not before.isalnum() or (first.isupper() and not before.isupper())


def _cut_at_label(value):
    """Return a value without the headers that follow it in the same line."""
    labels = _find_labels(value[:MAX_LINE])
    for start, field in labels:
        # of a sender without address, that of a recipient is not the address
        if "@" in value[:start] or field in ("to", "date", "subject"):
            return value[:start]
    return value


def _get_inline_fields(value):
    return {field for _start, field in _find_labels(value[:MAX_LINE])} - {"from"}

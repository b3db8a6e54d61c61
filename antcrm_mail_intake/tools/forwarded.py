"""Who wrote a mail that somebody forwarded by hand.

Mail programs copy the header of what they forward into its text, each in its own way
and in the language of its user, so that a line scanner over a table of words reads them
all: no program is told from another. Each line is looked at a bounded number of times
and no regular expression is used, so that the time is bounded on any input.

Knows no database; needs the standard library alone.
"""

from functools import cached_property

from .addresses import (
    MAX_LINE,
    QUOTES,
    UNSURE,
    clean_name,
    find_address,
    find_addresses,
    is_own,
    is_via,
    read_mailbox,
)
from .forward_words import (
    CONTACT_LABELS,
    CONTACT_WORDS,
    FIELDS_BY_LANGUAGE,
    FORWARD_PREFIXES,
    FORWARDED,
    INVISIBLE,
    LABELS,
    MAX_LABEL,
    NO_NAMES,
    REPLY_PREFIXES,
    VS_REPLIES,
    WROTE,
    label_key,
    word_key,
)
from .html_lines import split_hidden
from .machine_addresses import is_machine_address
from .notices import find_person

MAX_TEXT = 300_000
MAX_LINES = 8_000
MAX_SUBJECT = 1_000
#: How many header blocks are looked at: a chain is not longer
MAX_BLOCKS = 50
#: Lines of a header block
MAX_BLOCK = 40

DASHES = frozenset("-_=*~#+\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2500\uff0d<>· ")
#: colons, wide ones, and what Armenians, Ethiopians and Khmer write instead
COLONS = ":\uff1a\ufe55\u055d\u0589\u1361\u1365\u1366\u2236\u17d6\ufe13\ua789"

#: said of an answer with what it answers
REPLY = object()


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
    subject = (subject or "")[:MAX_SUBJECT]
    page = _Page(html or "")
    for get_lines in (
        lambda: (text or "")[:MAX_TEXT].splitlines(),
        lambda: page.parts[0],
    ):
        found = _Scanner(get_lines(), subject, own).scan()
        if found and found is not UNSURE:
            # what only the hidden part of the page says, nobody meant to forward
            return None if page.hides(found[1]) else found
    return None


class _Page:
    """The HTML of a mail, read when it is asked for."""

    def __init__(self, html):
        self.html = html

    @cached_property
    def parts(self):
        return split_hidden(self.html)

    def hides(self, address):
        """Whether the page has an address where no reader sees it, and nowhere else."""
        lines, hidden = self.parts
        address = address.lower()
        return address in hidden.lower() and not any(
            address in line.lower() for line in lines
        )


def is_reply_start(lines, index):
    """Whether what a mail answers or forwards begins with a line.

    :param list lines: of the text
    :param int index: of the line
    """
    text = lines[index].strip()
    if not text:
        return False
    if text.startswith(">"):
        return True
    if text[-1] in COLONS and "@" in text and any(c.isdigit() for c in text):
        return len(text) <= 400  # On ..., somebody <...> wrote:
    mark = _read_mark(text)
    if mark == "forward":
        return True
    if mark == "titled rule":
        following = [line for line in lines[index + 1 : index + 6] if line.strip()]
        return any(_read_label(line.strip())[0] == "from" for line in following)
    if _read_label(text)[0] != "from":
        return False
    fields = {_read_label(line.strip())[0] for line in lines[index + 1 : index + 6]}
    return len(fields & {"to", "date", "subject"}) > 1


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
# Lines
# ----------------------------------------------------------------------


class _Line:
    """A line; ``label`` is the key of what stands before its colon, if it is as short
    as the name of a header field, ``field`` the field that this is known to name."""

    __slots__ = ("depth", "text", "label", "field", "value", "_mark")

    def __init__(self, raw):
        text = raw[:MAX_LINE]
        if not text.isascii():
            text = text.translate(INVISIBLE).replace("\xa0", " ")
        inner = text.lstrip("> \t|")
        self.text = inner.strip()
        self.depth = text.count(">", 0, len(text) - len(inner))
        self.label, self.value = _split_label(self.text)
        self.field = LABELS.get(self.label)
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


LABEL_EDGE = " \t*_|`'\"•·"


def _split_label(text):
    """Return the key of the label of a line such as ``From: Ida``, and its value; two
    empty strings where a line has none.

    In a table without colons, the labels that are known are labels.
    """
    if not text:
        return "", ""
    head = text[: MAX_LABEL + 12]
    position = _find_colon(head)
    known_only = False
    for sign in "\t|":
        if 0 < (at := head.find(sign)) and (position < 0 or at < position):
            position, known_only = at, head[at + 1 : position].strip(LABEL_EDGE) != ""
    if position < 1:
        return "", ""
    label = head[:position].strip(LABEL_EDGE)
    if not label or len(label) > MAX_LABEL:
        return "", ""
    key = label_key(label)
    value = text[position + 1 :].strip(" \t*_|" + COLONS)
    if key in LABELS:
        return key, value
    if known_only or value.startswith("//") or not _is_label(key):
        return "", ""
    return key, value


def _is_label(key):
    """Whether a text could be the name of a header field in some language."""
    return (
        key[:1].isalpha()
        and key.count(" ") < 5
        and not any(c.isdigit() or c in "@<>/=,;.!?" for c in key)
    )


def _read_label(text):
    """Return the field that a line such as ``From: Ida`` is of, and its value."""
    label, value = _split_label(text)
    field = LABELS.get(label)
    return (field, value) if field else (None, "")


def _is_date(value):
    """Whether a value looks like a date in any language."""
    if not value or "@" in value or len(value) > 100:
        return False
    if not any(c.isdigit() for c in value):
        return False
    groups, clock, previous = [], False, ""
    number = ""
    for character in f"{value} ":
        if character.isdigit():
            number += character
            continue
        if number:
            if previous and previous in ":.h\u70b9\u6642\u65f6\uc2dc" and groups:
                clock = clock or (
                    len(number) == 2 and int(number) < 60 and groups[-1] < 24
                )
            groups.append(int(number) if len(number) <= 4 else 9999)
            number = ""
            previous = ""
        if not character.isspace():
            previous = character
    year = any(1970 <= group <= 2100 or 2500 <= group <= 2650 for group in groups)
    year = year or any(1350 <= group <= 1500 for group in groups)
    small = sum(group <= 31 for group in groups)
    return (year and small >= 1 or clock and small >= 2) and max(groups) < 9999


#: that mean "from" as a label, and begin surnames
PARTICLES = frozenset(("de", "da", "di", "do", "van", "von", "od"))


def _read_bare_label(text):
    """Return field and value of a line such as ``From "Ida" <ida@example.com>``."""
    words = text[: MAX_LABEL + 12].split(" ", 2)
    for count in (2, 1):
        label = " ".join(words[:count])
        field = len(words) > count and LABELS.get(label_key(label))
        if field:
            return field, text[len(label) :].strip()
    return None, ""


def _is_mailbox(value):
    """Whether a value is an address, alone or in brackets after a name."""
    address, start, _end = find_address(value[:MAX_LINE])
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
    return "titled rule" if dashed else ""


def _is_contact(label):
    """Whether a label stands before the address of anybody, not of a sender."""
    return _has(CONTACT_LABELS, label) or bool(CONTACT_WORDS & set(label.split()))


class _Scanner:
    """Goes through the lines from top to bottom and stops at the first sender."""

    def __init__(self, lines, subject, own):
        self.lines = [_Line(raw) for raw in _squeeze(lines)]
        self.kind, self.chained = read_subject(subject)
        self.subject = subject
        self.own = own
        # a sender of our own was found: what follows is a chain of forwards
        self.passed = False
        self.machine = None  # the sender, if it is one, and where its text begins
        self.body = 0
        self.guess = None
        self.blocks = 0  # how many header blocks were read
        self.run_end = 0  # of the lines with labels that were read last

    def scan(self):
        """Return ``(name, address)``, :data:`UNSURE` or ``None``."""
        position = 0
        while position < len(self.lines) and self.blocks < MAX_BLOCKS:
            result, following = self._read_line(position)
            if result is REPLY:
                break
            if result and self.machine:
                if result is UNSURE or is_own(result[1], self.own):
                    break
                return result
            if result:
                if result is UNSURE:
                    return UNSURE
                if is_own(result[1], self.own):
                    self.passed = True
                elif is_machine_address(result[1]):
                    # a form's notice, or a list: who wrote stands further down
                    self.passed, self.machine = True, result
                    self.body = max(following, position + 1)
                else:
                    return result
            position = max(following, position + 1)
        if self.machine:
            lines = [line.text for line in self.lines[self.body :]]
            return find_person(lines, self.own) or self.machine
        if self.guess and self.kind == "forward" and not self.passed:
            return self.guess if not is_own(self.guess[1], self.own) else None
        return None

    def _read_line(self, position):
        """Read what starts with a line.

        :return: ``((name, address), UNSURE, REPLY or None, where to go on)``
        """
        line, following = self.lines[position], position + 1
        if line.label and position >= self.run_end:
            result, self.run_end = self._read_run(position)
            if result:
                return result, self.run_end
        if line.field == "from":
            self.blocks += 1
            return self._read_block(position)
        if line.mark == "forward" and "@" not in line.text:
            result = self._read_block_without_colons(position)
            return result or self._read_headless(position), following
        if "@" in line.text and line.text[0] in DASHES:
            return self._read_marked_line(line), following
        answer = self.kind in (None, "reply") and not self.passed
        if self._is_wrote(position):
            if answer:
                return REPLY, following
            return None if self.passed else self._read_wrote(position), following
        if not self.guess and "@" in line.text:
            self.guess = self._read_dated(position)
            if answer and (self.guess or self._is_above_quote(position)):
                return REPLY, following  # in a language that is not known
        return None, following

    # -- runs of labels, in languages that are known and others ----------

    def _read_run(self, start):
        """Read the lines with labels that stand together, whatever their language.

        What the table of labels tells is settled here: which field a word names that
        two languages use for two; that ``Sender`` beside ``From`` is no sender. Where
        the table has no word for the sender, the place of the line tells.

        :return: ``((name, address) or UNSURE or None, end of the run)``
        """
        end, numbers = self._get_run(start)
        lines = [self.lines[number] for number in numbers]
        self._settle_fields(lines)
        values = [self._get_value(number) for number in numbers]
        addresses = [find_addresses(_cut_at_label(value), 3) for value in values]
        senders = [
            index
            for index, line in enumerate(lines)
            if line.field == "from" and addresses[index]
        ]
        if len(senders) > 1 and self._may_forward(start, lines):
            persons = {addresses[index][0].lower() for index in senders}
            complete = min(
                sum(line.field == field for line in lines)
                for field in ("date", "subject")
            )
            if len(persons) > 1 and complete < len(senders):
                return UNSURE, end  # a folded subject may have brought one
        named = any(line.field == "from" for line in lines)
        first = senders[0] if senders else len(lines)
        above = [
            index
            for index in range(first)
            if addresses[index]
            and not lines[index].field
            and not _is_contact(lines[index].label)
        ]
        known = {line.field for line in lines} & {"to", "date", "subject"}
        if named and not senders:
            return None, end  # a name alone
        if named and len(known) > 1 and not (above and self._is_alone(lines, first)):
            return None, end
        return self._read_shape(start, lines, values, addresses), end

    def _get_run(self, start):
        """Return where a run of lines with labels ends, and the numbers of these."""
        depth = self.lines[start].depth
        numbers, seen, others = [start], {self.lines[start].label}, 0
        blank = False
        for index in range(start + 1, min(len(self.lines), start + MAX_BLOCK)):
            line = self.lines[index]
            if line.depth != depth or line.mark:
                break
            if not line.text:
                if blank:
                    break
                blank = True
            elif line.label:
                if blank and line.label in seen:
                    break
                seen.add(line.label)
                numbers.append(index)
                blank, others = False, 0
            else:
                others += 1
                if blank or others > 3:
                    break
        return numbers[-1] + 1, numbers

    def _settle_fields(self, lines):
        votes = {}
        for line in lines:
            for language in FIELDS_BY_LANGUAGE.get(line.label, ()):
                votes[language] = votes.get(language, 0) + 1
        for line in lines:
            fields = FIELDS_BY_LANGUAGE.get(line.label)
            if not fields or len(set(fields.values())) < 2:
                continue
            most = max(votes[language] for language in fields)
            if most > 1:
                likely = {
                    field
                    for language, field in fields.items()
                    if votes[language] == most
                }
                line.field = "from" if "from" in likely else likely.pop()
        senders = [line for line in lines if line.field == "from"]
        if any("@" in line.value for line in senders):
            # "sent" and "sender" are one word in some languages
            for line in senders:
                if "@" not in line.value and _is_date(line.value):
                    line.field = "date"
        if any(line.label != "sender" for line in senders):
            for line in senders:
                if line.label == "sender":
                    line.field = "other"

    def _is_alone(self, lines, index):
        """Whether no other label is of a language in which one names the sender."""
        fields = FIELDS_BY_LANGUAGE.get(lines[index].label, {})
        languages = {name for name, field in fields.items() if field == "from"}
        return not any(
            languages & FIELDS_BY_LANGUAGE.get(line.label, {}).keys()
            for line in lines
            if line is not lines[index] and line.label not in ("cc", "bcc")
        )

    def _may_forward(self, start, lines):
        mark = self._get_mark_above(start)
        fields = {line.field for line in lines} - {"other", None}
        return self._is_forward(start, start, fields | {"from"}, mark)

    def _read_shape(self, start, lines, values, addresses):
        """Read who wrote from the shape of a block: of its lines one has a date, and
        the sender's is the first with an address, above that of the recipient."""
        mark = self._get_mark_above(start)
        if self.kind == "reply" and not self.passed:
            if mark != "forward" or self.chained or lines[0].depth:
                return None
        dates = [
            line
            for line in lines
            if line.field == "date"
            or line.field not in ("subject", "to")
            and _is_date(line.value)
        ]
        if len(lines) < 3 or len(dates) != 1:
            return None
        first_to = len(lines)
        for index, line in enumerate(lines):
            if line.field == "to":
                first_to = index
                break
        found = [index for index, inner in enumerate(addresses) if inner]
        candidates = [
            index
            for index in found
            if index < first_to and lines[index].field in (None, "from")
        ]
        subjects = [
            line
            for index, line in enumerate(lines)
            if line.field == "subject"
            or not line.field
            and index not in found
            and line not in dates
            and line.value
        ]
        if not candidates or not subjects:
            return None
        sender, others = candidates[0], candidates[1:]
        if _is_contact(lines[sender].label) or not _is_mailbox(values[sender]):
            return None
        if not self._is_known_shape(mark, lines, subjects):
            return None
        if others:
            ours = [index for index in others if is_own(addresses[index][0], self.own)]
            if first_to < len(lines) and len(others) > len(ours):
                return UNSURE
            if first_to == len(lines) and not ours and lines[sender].field != "from":
                return UNSURE  # nothing tells who wrote to whom
        mailbox = read_mailbox(_cut_at_label(values[sender]))
        return UNSURE if mailbox is UNSURE or not mailbox[1] else mailbox

    def _is_known_shape(self, mark, lines, subjects):
        """Whether there is more to say that lines are a header than how they look."""
        if self.kind in ("forward", "finnish") or mark == "forward" or self.passed:
            return True
        if mark == "titled rule":
            return True
        known = {line.field for line in lines} & {"to", "date", "subject"}
        key = word_key(self.subject).strip()
        same = any(
            len(line.value) > 2 and key.endswith(word_key(line.value))
            for line in subjects
        )
        return len(lines) >= 4 and (same or len(known) > 1)

    def _read_headless(self, position):
        """Read a header whose sender has no label, as Notes writes it::

        ----- Forwarded by Emma/Company on 04.03.2024 10:25 -----
        Ida Doe <ida@example.com> on 04.03.2024 10:22
        To: sales@company.example
        """
        if self.kind == "reply" and (self.chained or self.lines[position].depth):
            return None
        sender, date, fields = None, False, set()
        for line in self.lines[position + 1 : position + 20]:
            if not line.text:
                continue
            if line.mark == "forward" or line.field == "from":
                return None
            if sender is None:
                address, start, end = find_address(line.text)
                if not address or line.label or not _is_mailbox(line.text):
                    return None
                sender, date = line.text[:end], _is_date(line.text[end:])
                # "From Ida Doe <...>" without a colon, as HEY writes it
                field, value = _read_bare_label(sender)
                if field == "from" and sender.split()[0].lower() not in PARTICLES:
                    sender = value
                continue
            date = date or not fields and _is_date(line.text)
            field = line.field or LABELS.get(label_key(line.text[: MAX_LABEL + 1]))
            if field:
                fields.add(field)
        if not sender or not date or len(fields & {"to", "subject", "date"}) < 2:
            return None
        mailbox = read_mailbox(sender)
        return UNSURE if mailbox is UNSURE or not mailbox[1] else mailbox

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
            if word_key(label.strip(LABEL_EDGE)) in VS_REPLIES:
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
            if line.label or line.mark == "forward":
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
    address, start, _end = find_address(text)
    if not address:
        return UNSURE
    head = text[:start].rstrip(" \t<([")
    if head and head[-1] in QUOTES:
        # the name is quoted: what is between the last two quotation marks
        inner = head.rstrip(QUOTES + " ")
        cut = max(inner.rfind(c) for c in QUOTES if c not in "'*_`\u2019")
        return clean_name(inner[cut + 1 :]) or None, address
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
    return clean_name(" ".join(name)) or None, address


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
        # no label has a colon in it
        longest = min(MAX_LABEL, end - text.rfind(":", 0, end) - 1)
        for length in range(longest, 0, -1):
            start = end - length
            word = text[start:end]
            if word[0].isspace() or start and not _starts_word(text, start):
                continue
            field = LABELS.get(label_key(word))
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

"""Who filled in the form whose notice came by mail.

Services that send what visitors enter put it into the text as fields, each in its own
layout: ``Name: Ida``, a line for the label and the next for the value, tables. No
service is told from another: a line scanner finds labels and values over a table of
words (:mod:`.notice_words`), so that one reads them whose service nobody knows.

Knows no database; needs the standard library alone; looks at a bounded part of a text.
"""

from typing import NamedTuple

from .addresses import (
    MAX_LINE,
    QUOTES,
    UNSURE,
    clean_name,
    find_addresses,
    is_own,
    read_mailbox,
)
from .forward_words import FORWARD_PREFIXES, INVISIBLE, LABELS, label_key, word_key
from .html_lines import html_to_lines
from .machine_addresses import is_machine_address
from .notice_words import FOOTERS, MAX_LABEL, OTHERS, ROLES, SERVICES, WORDS, YOURS

MAX_TEXT = 100_000
MAX_LINES = 1_500
MAX_FIELDS = 120
MAX_MESSAGE = 20_000
COLONS = ":\uff1a\ufe55"
#: punctuation; what else is not a letter belongs to one in many scripts
SIGNS = "¿¡，。！？：；、「」（）“”„«»–—·•"
BULLETS = " \t>*-•·–—▪■●○►→#|"
#: of a surname, where the first name has a label of its own
SHORT_NAMES = frozenset(map(label_key, ("nom", "name", "nome", "naam", "navn", "namn")))
#: of a surname, in languages in which it comes first
SURNAMES_FIRST = frozenset(map(label_key, ("họ", "họ đệm", "姓", "성")))
#: roles that tell that somebody entered something
TELLING = frozenset(("name", "first", "last", "email", "phone", "company", "message"))


class Notice(NamedTuple):
    """What a form's notice tells; texts are as they were entered, ``None`` if not.

    ``fields`` has all that was entered, as pairs of label and value in their order;
    ``service`` the name of the service, if it is known. ``certain``: whether the person
    is beyond doubt; where not, ``doubts`` says why: ``reply_to_differs``,
    ``reply_to_alone`` (no field confirms it), ``several_addresses``, ``own_address``,
    ``machine_address``, ``no_address``, ``no_name``, ``foreign_sender`` (who is neither
    of us nor a machine), ``sender_domain`` (a machine's mail names somebody of its own
    company), ``unconfirmed`` (such a mail has neither ``Reply-To`` nor message).
    """

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    company: str | None = None
    message: str | None = None
    fields: tuple = ()
    service: str | None = None
    certain: bool = False
    doubts: tuple = ()


class Field:
    """A label with what stands after or below it."""

    __slots__ = ("label", "role", "lines", "other")

    def __init__(self, label, role, value, other=False):
        self.label = label
        self.role = role
        self.lines = [value] if value else []
        #: whether it is of somebody else: "Friend's e-mail"
        self.other = other

    @property
    def value(self):
        return "\n".join(self.lines).strip()[:MAX_MESSAGE]

    @property
    def first_line(self):
        return self.lines[0].strip()[:300] if self.lines else ""


def read_notice(headers, subject, text="", html="", own=()):
    """Return what the notice of a form tells, or ``None`` for any other mail.

    :param headers: of the mail: an :class:`email.message.EmailMessage` or a mapping;
        looked at are ``From`` and ``Reply-To``
    :param str subject: of the mail
    :param str text: its plain text
    :param str html: its HTML, read where the text has no fields
    :param own: addresses and domains of our own, with all domains below them; never
        those of the person
    :rtype: Notice
    """
    own = {entry.strip().lower().lstrip("@") for entry in own if entry}
    if _is_forward(subject or ""):
        return None
    sender = read_mailbox(_get_header(headers, "From"))
    address = None if sender is UNSURE else sender[1]
    for get_lines in (
        lambda: (text or "")[:MAX_TEXT].splitlines(),
        lambda: html_to_lines(html or ""),
    ):
        lines = get_lines()
        fields = read_fields(lines)
        if _is_header(fields):
            return None
        reader = _Reader(lines, fields, _get_header(headers, "Reply-To"), own)
        service = _find_service(address or "", subject or "", lines)
        notice = reader.make_notice(sender, service)
        if notice:
            return notice
    return None


def find_person(lines, own=()):
    """Return ``(name, address)`` of who filled in a form, from the fields alone, or
    ``None``."""
    reader = _Reader(lines, read_fields(lines), "", own)
    notice = reader.make_notice((None, None), None, inside=True)
    return (notice.name, notice.email) if notice and notice.certain else None


def _get_header(headers, name):
    try:
        value = headers.get(name)
        if value is None and not hasattr(headers, "get_all"):
            lowered = name.lower()
            value = next((headers[k] for k in headers if k.lower() == lowered), None)
        return str(value or "")[:MAX_LINE]
    except Exception:
        # the standard library fails in many ways on broken headers
        return ""


def _is_forward(subject):
    prefix, colon, _rest = subject.strip()[:40].partition(":")
    return bool(colon) and word_key(prefix) in FORWARD_PREFIXES


def _is_header(fields):
    """Whether the fields are the header of a mail that somebody forwarded."""
    names = {LABELS.get(label_key(field.label)) for field in fields[:8]}
    return "from" in names and len(names & {"to", "date"}) == 2


def _find_service(address, subject, lines):
    domain = address.rpartition("@")[2].lower().split(".")
    for service, domains, _phrases in SERVICES:
        if set(domains).intersection(domain):
            return service
    key = word_key(" ".join((address, subject, *lines[:60], *lines[-20:]))[:20_000])
    for service, _domains, phrases in SERVICES:
        if any(phrase in key for phrase in phrases):
            return service
    return None


# ----------------------------------------------------------------------
# Fields
# ----------------------------------------------------------------------


def read_fields(lines):
    """Return the :class:`Field` list of a text, in its order."""
    fields, current, blank = [], None, False
    for raw in lines[:MAX_LINES]:
        line = raw[:MAX_LINE].translate(INVISIBLE).replace("\xa0", " ")
        stripped = line.strip()
        if not stripped.strip(BULLETS + "_="):
            if len(stripped) >= 2 and current and current.role == "message":
                current = None  # a rule
            blank = True
            continue
        if _is_footer(stripped):
            current = None
            continue
        field = _start_field(stripped, current)
        if field:
            if len(fields) >= MAX_FIELDS:
                break
            fields.append(field)
            current = field
        elif current and (current.role == "message" or not current.lines):
            if blank and current.lines:
                current.lines.append("")
            current.lines.append(stripped)
        elif current and blank:
            current = None
        blank = False
    return fields


def _is_footer(line):
    return word_key(line[:120]).lstrip("-— ").startswith(FOOTERS)


def _start_field(line, current):
    """Return the field that begins with a line, or ``None``."""
    text = line.lstrip(BULLETS)
    marked = line[0] in "*_" and line.rstrip(" :?").endswith(line[0])
    number, dot, rest = text[:5].partition(".")
    if dot and number.isdigit():
        text = (rest + text[5:]).lstrip(BULLETS)
    label, value = _split(text)
    if label:
        role, other = get_role(label)
        if role or _may_be_label(label) and (not current or current.role != "message"):
            return Field(label, role, value, other)
    bare = text.strip(BULLETS + "_:?")
    if not bare or len(bare) > MAX_LABEL or "@" in bare:
        return None
    role, other = get_role(bare)
    exact = clean_label(bare) in ROLES
    question = text.endswith("?") and (not current or bool(current.lines))
    if current and current.role == "message" and not exact and not marked:
        return None
    if role == "trace" and current and not current.lines:
        return None
    if marked or question or role and exact:
        return Field(bare, role, "", other)
    return None


def _split(text):
    """Return label and value of a line such as ``Name: Ida``, or two empty strings."""
    head = text[: MAX_LABEL + 2]
    found = [
        (at, len(sign))
        for sign in (*COLONS, "\t", " = ", " => ", " -> ", " | ")
        if (at := head.find(sign)) > 0
    ]
    if not found:
        return "", ""
    at, length = min(found)
    label = head[:at].strip(BULLETS + "_")
    value = text[at + length :].strip(" \t*_|" + COLONS)
    if value.startswith("//") or "@" in label:
        return "", ""
    return label, value


def clean_label(label):
    """Return the form in which labels of forms are compared.

    >>> clean_label("your-email (required)")
    'email'
    """
    key = word_key(label[:MAX_LABEL])
    before, bracket, rest = key.partition("[")
    if bracket and before and not before.endswith(" "):
        key = rest.partition("]")[0] or before  # form_fields[email]
    for opening, closing in ("()", "[]", "（）"):
        before, bracket, rest = key.partition(opening)
        if bracket and before.strip():
            key = f"{before} {rest.partition(closing)[2]}"
    key = key.replace("e-mail", "email").replace("e mail", "email")
    key = key.replace("e-post", "epost")
    key = "".join(
        c if c.isalnum() or c in "'\"" or not (c.isascii() or c in SIGNS) else " "
        for c in key
    )
    words = [word for word in key.split() if not word.isdigit()]
    while len(words) > 1 and words[0] in YOURS:
        words.pop(0)
    return " ".join(words)


def get_role(label):
    """Return what a label names, and whether it is of another than who wrote."""
    key = clean_label(label)
    role = ROLES.get(key)
    if role or not key:
        return role, False
    words = key.replace("'s", "").split()
    if len(words) > 12:
        return None, False
    other = bool(OTHERS.intersection(words))
    if not other:
        # "Họ và tên của anh chị" begins with a label of its own
        for length in range(len(words) - 1, 1, -1):
            if role := ROLES.get(" ".join(words[:length])):
                return role, False
    for role, known in WORDS:
        if known.intersection(words):
            if role == "email" or not other:
                return role, other
            return None, True
    return None, other


def _may_be_label(label):
    return (
        label[:1].isalnum()
        and len(label) <= 60
        and len(label.split()) <= 8
        and not any(c in label for c in "@<>/;.")
    )


# ----------------------------------------------------------------------
# The person
# ----------------------------------------------------------------------


class _Reader:
    def __init__(self, lines, fields, reply_to, own):
        self.lines = lines
        self.fields = fields
        self.alone = False  # the address stands in Reply-To and in no field
        self.own = own
        self.doubts = []
        self.by_role = {}
        for field in fields:
            if field.role and field.lines and not field.other:
                self.by_role.setdefault(field.role, []).append(field)
        mailbox = read_mailbox(reply_to) if reply_to else (None, None)
        if mailbox is UNSURE:
            self.doubts.append("reply_to_differs")
        if mailbox is UNSURE or not self.is_person(mailbox[1]):
            mailbox = (None, None)
        self.reply_name, self.reply_address = mailbox

    def is_person(self, address):
        return (
            bool(address)
            and not is_own(address, self.own)
            and not is_machine_address(address)
        )

    def make_notice(self, sender, service, inside=False):
        """Return the :class:`Notice`, or ``None`` if this is none.

        :param sender: ``(name, address)`` of the mail, or ``UNSURE``
        :param bool inside: whether it is known that a machine wrote it
        """
        roles = set(self.by_role) & TELLING
        entered = self.read_sender_line()
        address = None if sender is UNSURE else sender[1]
        ours = is_own(address, self.own) if address else False
        machine = bool(address) and is_machine_address(address)
        trusted = inside or ours or machine or bool(service)
        email = self.read_email(entered)
        if email and address and email.lower() == address.lower():
            return None  # a person who signs so
        name = self.read_name(entered)
        phone = self.read_phone()
        if not self.is_notice(roles, entered, email, name, phone, trusted):
            if not (service and name is None and {"email", "phone"} <= roles):
                return None
            self.doubts.append("no_name")
        if not trusted:
            self.doubts.append("foreign_sender")
        elif not (inside or ours or service):
            self.doubt_stranger(address, email, roles)
        if not email and not self.doubts and (not phone or self.has_address()):
            self.doubts.append("no_address")
        sender_name = None if sender is UNSURE else sender[0]
        if name and sender_name and ours and name.lower() == sender_name.lower():
            name = None
        doubts = tuple(dict.fromkeys(self.doubts))
        return Notice(
            name=name,
            email=email,
            phone=phone,
            company=self.get_first("company"),
            message=self.read_message(),
            fields=tuple((f.label, f.value) for f in self.fields if f.lines),
            service=service,
            certain=not doubts,
            doubts=doubts,
        )

    def is_notice(self, roles, entered, email, name, phone, trusted):
        """Whether somebody entered what stands there."""
        found = len(roles | ({"email"} if entered else set()))
        if not trusted:
            # others may have forms too, but their mails have signatures as well
            agree = self.reply_address and email
            agree = agree and email.lower() == self.reply_address.lower()
            return bool(agree) and found >= 3
        if entered and roles & {"message"}:
            return True
        if not email and not phone:
            return bool(self.doubts) and found >= 2 and bool(roles & {"message"})
        if found < 2:
            # in a language that is not known
            agree = email and not self.alone and len(self.fields) >= 2
            return bool(agree) and self.reply_address == email
        return bool(name) or "message" in roles

    def doubt_stranger(self, sender, email, roles):
        """Doubt the notice of a service that nobody knows: mails that machines of other
        companies write name the people of these."""
        domain = sender.rpartition("@")[2].lower()
        if email:
            other = email.rpartition("@")[2].lower()
            if f".{domain}".endswith(f".{other}") or f".{other}".endswith(f".{domain}"):
                self.doubts.append("sender_domain")
        if "message" not in roles and (not email or not self.reply_address):
            self.doubts.append("unconfirmed")

    def has_address(self):
        """Whether there is an address that no label told of."""
        text = "\n".join(self.lines[:200])
        return any(self.is_person(address) for address in find_addresses(text, 10))

    def get_first(self, role):
        for field in self.by_role.get(role, ()):
            if field.first_line:
                return field.first_line
        return None

    def get_label(self, role):
        """Return the key of the label that :meth:`get_first` reads."""
        for field in self.by_role.get(role, ()):
            if field.first_line:
                return label_key(field.label)
        return None

    def read_sender_line(self):
        """Return ``(name, address)`` of a line such as ``From: Ida <ida@...>``."""
        for field in self.fields[:10]:
            if LABELS.get(label_key(field.label)) != "from" or not field.lines:
                continue
            mailbox = read_mailbox(field.first_line)
            if mailbox is not UNSURE and self.is_person(mailbox[1]):
                return mailbox
        return None

    def read_email(self, entered):
        found = {}
        for field in self.fields:
            if field.role == "message" or not field.lines:
                continue
            value = field.value
            addresses = find_addresses(value[:MAX_LINE], 5)
            alone = len(value.split()) <= 2
            if field.role in ("email", "name") or not field.role and alone:
                for address in addresses:
                    if field.role == "email" and not field.other:
                        rank = 0
                    else:
                        rank = 2 if field.other or field.role else 1
                    key = address.lower()
                    if key not in found or rank < found[key][0]:
                        found[key] = (rank, address)
        if entered:
            found[entered[1].lower()] = (0, entered[1])
        persons = [entry for entry in found.values() if self.is_person(entry[1])]
        if not persons:
            return self.read_reply_alone(found)
        if len(persons) > 1:
            self.doubts.append("several_addresses")
        rank, email = min(persons, key=lambda entry: entry[0])
        reply = self.reply_address
        if reply and reply.lower() != email.lower():
            self.doubts.append("reply_to_differs")
        elif rank and not reply:
            self.doubts.append("several_addresses")
        return email

    def read_reply_alone(self, found):
        if any(is_own(address, self.own) for address in found):
            self.doubts.append("own_address")
            return None
        if found:
            self.doubts.append("machine_address")
            return None
        if not self.reply_address:
            return None
        self.alone = True
        names = {word_key(field.first_line) for field in self.fields if field.lines}
        if not self.reply_name or word_key(self.reply_name) not in names:
            self.doubts.append("reply_to_alone")
        return self.reply_address

    def read_name(self, entered):
        first, last = self.get_first("first"), self.get_first("last")
        name = self.get_first("name")
        if last and name and not first and word_key(last) not in word_key(name):
            first = name  # "Nombre" beside "Apellidos"
        elif first and name and not last and self.get_label("name") in SHORT_NAMES:
            if word_key(first) not in word_key(name):
                last = name  # "Nom" beside "Prénom"
        if first and last:
            surname_first = self.get_label("last") in SURNAMES_FIRST
            name = f"{last} {first}" if surname_first else f"{first} {last}"
        name = name or first or last or (entered and entered[0]) or self.reply_name
        if name and "@" in name:
            mailbox = read_mailbox(name)
            name = None if mailbox is UNSURE else mailbox[0]
        if not name or not any(c.isalpha() for c in name):
            name = self.reply_name
        if not name or "@" in name:
            return None
        return clean_name(name.strip(QUOTES + " -–—|,"))[:120] or None

    def read_phone(self):
        for field in self.by_role.get("phone", ()):
            value = field.first_line
            if sum(c.isdigit() for c in value) >= 6 and "@" not in value:
                return value[:60]
        return None

    def read_message(self):
        texts = [field.value for field in self.by_role.get("message", ())]
        return "\n\n".join(text for text in texts if text)[:MAX_MESSAGE] or None

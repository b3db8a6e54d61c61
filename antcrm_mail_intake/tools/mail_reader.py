"""Read a mail that came in: its senders, its texts, what it says about itself.

Nothing here trusts a mail to be well-formed, knows a database, or looks at more than a
bounded part of it.
"""

import email
import email.policy
from contextlib import contextmanager

from .authentication import find_failure
from .forward_words import INVISIBLE, word_key
from .forwarded import MAX_TEXT, find_addresses, is_via, parse_forwarded
from .headers import get_header, get_raw_headers, limit_headers, read_mailboxes
from .html_lines import html_to_lines
from .machine_addresses import is_machine_address
from .notices import read_notice
from .spam import get_spam_sign

#: MIME parts that are looked at
MAX_PARTS = 300
#: of these, texts: the host puts them together, the slower the more there are
MAX_TEXTS = 20
MAX_ATTACHED = 50
MAX_ATTACHED_BYTES = 10_000_000
MAX_NAME = 120

#: where everybody may have an address: never domains of one company
PUBLIC_DOMAINS = frozenset(
    (
        *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com"),
        *("msn.com", "yahoo.com", "yahoo.co.jp", "yahoo.com.vn", "ymail.com"),
        *("icloud.com", "me.com", "mac.com", "aol.com", "gmx.com", "gmx.de", "gmx.net"),
        *("gmx.at", "gmx.ch", "web.de", "t-online.de", "freenet.de", "hotmail.fr"),
        *("mail.ru", "yandex.ru", "yandex.com", "rambler.ru", "ukr.net", "qq.com"),
        *("163.com", "126.com", "foxmail.com", "naver.com", "hanmail.net"),
        *("daum.net", "proton.me", "protonmail.com", "seznam.cz", "wp.pl", "o2.pl"),
        *("libero.it", "laposte.net", "mail.com", "zohomail.com", "fastmail.com"),
    )
)
# Where mail servers write whom they delivered a mail to; the host knows others
ENVELOPE_HEADERS = (
    "X-Forwarded-To",
    "X-Original-To",
    "Envelope-To",
    "X-Envelope-To",
    "X-Delivered-To",
    "Delivered-To",
    "X-Rcpt-To",
)
# Subjects of answers by machines that do not say so in a header
AUTOMATIC_SUBJECTS = tuple(
    map(
        word_key,
        (
            *("automatic reply", "auto reply", "autoreply", "auto-reply", "auto:"),
            *("out of office", "out of the office", "abwesenheit", "abwesend"),
            *("automatische antwort", "réponse automatique", "absence du bureau"),
            *("respuesta automática", "fuera de la oficina", "risposta automatica"),
            *("fuori sede", "automatisch antwoord", "afwezig", "autosvar"),
            *("automatiskt svar", "automatisk svar", "automaattinen vastaus"),
            *("poissaolo", "odpowiedź automatyczna", "automatická odpověď"),
            *("automatická odpoveď", "automatikus válasz", "resposta automática"),
            *("fora do escritório", "răspuns automat", "automatski odgovor"),
            *("автоответ", "автоматический ответ", "автоматична відповідь"),
            *("αυτόματη απάντηση", "otomatik yanıt", "ofis dışında", "trả lời tự động"),
            *("thư trả lời tự động", "jawaban otomatis", "balasan otomatis"),
            *("自动回复", "自動回覆", "自動返信", "不在通知", "자동 회신", "부재중"),
            *("ตอบกลับอัตโนมัติ", "רד אוטומטי", "תשובה אוטומטית", "رد تلقائي"),
        ),
    )
)
GENERIC_LOCALS = frozenset(
    "admin bestellung buchhaltung billing booking commercial contact contacto contato "
    "enquiries enquiry hello help hi info infos inquiry invoice jobs kontakt lienhe "
    "mail marketing office order orders post purchasing reception sales sav service "
    "support team vendas ventas verkauf vertrieb webmaster".split()
)


def strip_tag(address):
    """Return an address without the tag that its owner may add: ``ida+shop@...``."""
    local, at, domain = address.rpartition("@")
    return f"{local.partition('+')[0] or local}{at}{domain}"


def get_recipients(message):
    """Return the addresses that mail servers say they delivered the mail to, in lower
    case."""
    found = []
    for header in ENVELOPE_HEADERS:
        found += find_addresses(get_header(message, header))
    for value in get_raw_headers(message, "Received")[:20]:
        _before, mark, after = value[:2_000].partition(" for ")
        if mark:
            found += find_addresses(after.partition(";")[0])
    return {address.lower() for address in found}


# ----------------------------------------------------------------------
# Parts
# ----------------------------------------------------------------------


def _walk(message):
    """Yield the parts of a mail, those of attached mails not."""
    waiting = [message]
    for _ in range(MAX_PARTS):
        if not waiting:
            return
        part = waiting.pop()
        yield part
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            waiting.extend(reversed(part.get_payload()[:MAX_PARTS]))


def limit_parts(raw):
    """Return a mail without the headers and parts that are too many, or too long, for
    anybody to read.

    ``raw`` is the mail as bytes, and is returned itself if nothing is too many.
    """
    raw = limit_headers(raw)
    # each part begins with such a line, so that most mails are not looked into
    if raw.count(b"\n--") <= MAX_TEXTS:
        return raw
    # this policy leaves headers unread, which take most of the time of a thousand parts
    policy = email.policy.compat32.clone(mangle_from_=False)
    try:
        message = email.message_from_bytes(raw, policy=policy)
        return message.as_bytes() if _drop_parts(message) else raw
    except (LookupError, RecursionError, TypeError, ValueError):
        # not well-formed: it takes its time, and is not lost
        return raw


def _drop_parts(message):
    """Drop the parts of a mail that are too many, those nested in others too; tell
    whether there were any."""
    parts = texts = dropped = 0
    waiting = [message]
    while waiting:
        payload = waiting.pop().get_payload()
        if not isinstance(payload, list):
            continue
        kept = []
        for part in payload:
            parts += 1
            if parts > MAX_PARTS:
                break
            is_text = _is_text(part)
            texts += is_text
            if not is_text or texts <= MAX_TEXTS:
                kept.append(part)
        dropped += len(payload) - len(kept)
        payload[:] = kept
        waiting.extend(reversed(kept))
    return dropped


def _is_text(part):
    return part.get_content_maintype() == "text" and not _is_attachment(part)


def _is_attachment(part):
    return part.get_content_disposition() == "attachment" or bool(_get_filename(part))


def _get_filename(part):
    try:
        return part.get_filename() or ""
    except Exception:
        return ""


def get_charset(part):
    """Return the character set of a part; UTF-8 for one that does not exist."""
    charset = part.get_content_charset() or "utf-8"
    try:
        b" ".decode(charset)
    except (LookupError, ValueError):
        return "utf-8"
    return charset


def _decode(part):
    payload = part.get_payload(decode=True) or b""
    return payload[: 4 * MAX_TEXT].decode(get_charset(part), "replace")


def get_texts(message):
    """Return ``(text, html)`` of a mail, without what is attached to it."""
    texts = {"text/plain": [], "text/html": []}
    for part in _walk(message):
        content_type = part.get_content_type()
        if content_type in texts and not _is_attachment(part):
            texts[content_type].append(_decode(part))
    return tuple("\n".join(parts)[:MAX_TEXT] for parts in texts.values())


def get_lines(message):
    """Return the lines of a mail as a reader sees them."""
    text, html = get_texts(message)
    return text.splitlines() if text.strip() else html_to_lines(html)


def get_attached_messages(message):
    """Return the mails that are attached to a mail, whatever the program called
    them."""
    found = []
    for part in _walk(message):
        inner = None
        if part.get_content_type() == "message/rfc822":
            payload = part.get_payload()
            if isinstance(payload, list) and payload:
                inner = payload[0]
            if inner is not None and not inner.keys():
                # some programs encode the attached mail, which they must not
                inner = _parse(inner.get_payload(decode=True))
        elif _get_filename(part).lower().endswith(".eml"):
            inner = _parse(part.get_payload(decode=True))
        if inner is not None and inner.get("From"):
            found.append(inner)
            if len(found) >= MAX_ATTACHED:
                break
    return found


@contextmanager
def without_attached(message):
    """Take the attached mails out of a mail for a while; yield them as pairs of a file
    name and bytes."""
    attached, changed = [], []
    for part in _walk(message):
        payload = part.get_payload()
        if part.get_content_maintype() != "multipart" or not isinstance(payload, list):
            continue
        mails = {id(child): _get_file(child) for child in payload if _is_mail(child)}
        files = [file for file in mails.values() if file]
        if files:
            attached += files
            changed.append((payload, payload[:]))
            payload[:] = [child for child in payload if not mails.get(id(child))]
    try:
        yield attached
    finally:
        for payload, children in changed:
            payload[:] = children


def _is_mail(part):
    return part.get_content_type() == "message/rfc822"


def _get_file(part):
    """Return the file that an attached mail is, or ``None`` if it cannot be written."""
    payload = part.get_payload()
    if not isinstance(payload, list) or not payload:
        return None
    inner = payload[0]
    try:
        content = inner.as_bytes() if inner.keys() else inner.get_payload(decode=True)
    except (LookupError, RecursionError, TypeError, ValueError):
        return None
    name = _get_filename(part) or get_header(inner, "Subject")[:MAX_NAME] or "mail"
    return name if name.lower().endswith(".eml") else f"{name}.eml", content


def _parse(payload):
    if not payload or len(payload) > MAX_ATTACHED_BYTES:
        return None
    return email.message_from_bytes(limit_parts(payload), policy=email.policy.SMTP)


# ----------------------------------------------------------------------
# What a mail says about itself
# ----------------------------------------------------------------------


def get_automatic_sign(message):
    """Return the header that says a machine wrote the mail (RFC 3834), or ``""``."""
    value = get_header(message, "Auto-Submitted").partition(";")[0].strip().lower()
    if value and value not in ("no", "auto-forwarded"):
        return f"Auto-Submitted: {value}"
    for name in ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Reply"):
        if name in message:
            return name
    if get_header(message, "Precedence").strip().lower() == "auto_reply":
        return "Precedence: auto_reply"
    if message.get_content_type() == "multipart/report":
        return "multipart/report"
    if get_header(message, "Return-Path").strip() == "<>":
        return "Return-Path: <>"
    subject = get_header(message, "Subject")[:200]
    if word_key(subject).startswith(AUTOMATIC_SUBJECTS):
        return f"Subject: {subject}"
    return ""


def get_bulk_sign(message):
    """Return the header that says the mail went to many (RFC 2919, RFC 2369), or
    ``""``."""
    for name in ("List-Id", "List-Unsubscribe", "List-Post", "X-Mailing-List"):
        if name in message:
            return name
    value = get_header(message, "Precedence").strip().lower()
    if value in ("bulk", "list", "junk"):
        return f"Precedence: {value}"
    return ""


def get_list_domain(message):
    """Return the domain in a ``List-Id``: ``<support.company.com>`` is that of
    ``support@company.com``."""
    value = get_header(message, "List-Id")
    _before, _bracket, inner = value.rpartition("<")
    return inner.partition(">")[0].strip().lower()


def is_no_reply(address):
    """Whether nobody reads what is sent to an address."""
    return is_machine_address(address)


# ----------------------------------------------------------------------
# Names
# ----------------------------------------------------------------------


def make_name(name, address):
    """Return the name to show for a sender: what the mail says, else what the address
    tells.

    >>> make_name("'Ida' via Support", "ida@example.com")
    'Ida'
    >>> make_name("", "nguyen.van.a@example.com")
    'Nguyen Van A'
    >>> make_name(None, "info@example.com")
    'info@example.com'
    """
    name = (name or "").translate(INVISIBLE)
    name = " ".join("".join(c if c.isprintable() else " " for c in name).split())
    lowered = name.lower()
    if " via " in lowered:
        name = name[: lowered.rindex(" via ")]
    name = name.strip(" \"'<>")
    if not name or "@" in name or not any(c.isalnum() for c in name):
        name = _name_of_address(address)
    return name[:MAX_NAME]


def is_personal(name, address):
    """Whether an address is of the person with a name of two words or more.

    >>> is_personal("peter person", "p.person@firm.example")
    True
    >>> is_personal("firm sales", "sales@firm.example")
    False

    :param str name: in lower case, without accents
    """
    local = address.partition("@")[0].partition("+")[0].lower()
    if local in GENERIC_LOCALS:
        return False
    words = name.replace(",", " ").replace(".", " ").split()
    if len(words) < 2 or not all(word.replace("-", "").isalpha() for word in words):
        return False
    letters = "".join(filter(str.isalpha, local))
    initials = "".join(word[0] for word in words)
    return letters in (initials, initials[::-1]) or any(
        len(word) > 2 and word.replace("-", "") in letters for word in words
    )


def _name_of_address(address):
    local = address.partition("@")[0].partition("+")[0]
    for sign in "._-":
        local = local.replace(sign, " ")
    words = [word.strip("0123456789") for word in local.split()]
    words = [word for word in words if word]
    if not words or words[0].lower() in GENERIC_LOCALS or len("".join(words)) < 2:
        return address
    return " ".join(word[:1].upper() + word[1:] for word in words)


def find_customer(message, is_ours, is_employee, own, servers=(), depth=0):
    """Say who the customer is whom a mail is about.

    :param message: an :class:`email.message.EmailMessage`
    :param is_ours: function of an address: whether it is none of a customer
    :param is_employee: function of an address: whether a person of ours has it
    :param own: addresses and domains for
        :func:`~.forwarded.parse_forwarded`, or a function that returns them
    :param servers: names of the mail servers whose findings count, see
        :func:`~.authentication.find_failure`
    :return: an :class:`Evidence`
    """
    return _Finder(message, is_ours, is_employee, own, servers, depth).find()


class Evidence:
    """Who the customer is, and how that is known.

    ``name`` and ``address``: of the customer, or of the person it could be where
    ``reason`` says why that is in doubt; ``how``: ``from``, ``reply_to``,
    ``original_from``, ``notice``, ``forward`` or ``attachment``; ``sender`` and
    ``sender_name``: the mailbox in From; ``agent``: the address in Sender, where it is
    another one; ``failure``: what the mail server found to speak against the sender;
    ``ours``: whether one of us sent it; ``inners``: ``(evidence, message)`` of the
    attached mails whose persons are known; ``others``: mailboxes that it could be as
    well; ``sign``: the header that gave the reason; ``notice``: what a form's notice
    tells, see :class:`~.notices.Notice`.
    """

    __slots__ = (
        *("name", "address", "how", "reason", "sign", "sender", "sender_name"),
        *("agent", "failure", "ours", "inners", "others", "notice"),
    )

    def __init__(self, **values):
        for slot in self.__slots__:
            setattr(self, slot, values.get(slot))

    @property
    def true_sender(self):
        """The address of who sent the mail, for whomever."""
        return self.agent or self.sender

    def get_persons(self):
        """Return the addresses of the attached mails' persons, each once."""
        return list({e.address.lower(): 1 for e, _inner in self.inners or ()})


class _Finder:
    def __init__(self, message, is_ours, is_employee, own, servers, depth):
        self.message = message
        self.is_ours = is_ours
        self.is_employee = is_employee
        self.own = own
        self.servers = servers
        self.depth = depth
        self.ours = False
        self.sender_name = self.sender = self.agent = None
        self.failure = ""

    def found(self, how, mailbox, **values):
        values.setdefault("ours", self.ours)
        return Evidence(
            how=how,
            name=mailbox[0],
            address=mailbox[1],
            sender=self.sender,
            sender_name=self.sender_name,
            agent=self.agent,
            failure=self.failure,
            **values,
        )

    def doubt(self, reason, mailbox=(None, None), sign="", **values):
        return self.found(None, mailbox, reason=reason, sign=sign, **values)

    def find(self):
        message = self.message
        senders = read_mailboxes(message, "From")
        if len(senders) > 1 or len(get_raw_headers(message, "From")) > 1:
            return self.doubt("several", others=senders)
        if not senders:
            return self.doubt("no_sender", (get_header(message, "From"), None))
        sender = self.sender_name, self.sender = senders[0]
        self.agent = self.read_agent()
        self.ours = ours = self.is_ours(self.sender)
        employee = self.is_employee(self.sender)
        if self.depth == 0:
            self.failure = find_failure(message, self.servers, self.sender)
        if sign := get_spam_sign(message):
            return self.doubt("spam", self.guess(), sign)
        no_reply = is_no_reply(self.sender)
        evidence = self.read_notice() if no_reply or ours and not employee else None
        if evidence and evidence.how:
            return evidence
        if sign := get_automatic_sign(message):
            return self.doubt("automatic", self.guess(), sign)
        list_domain = get_list_domain(message)
        own_list = bool(list_domain) and (
            self.is_ours(f"list@{list_domain}")
            or self.is_ours(list_domain.replace(".", "@", 1))
        )
        if own_list:
            self.agent = None  # our own list
        sign = get_bulk_sign(message)
        if sign and not own_list and not ours:
            return self.doubt("bulk", sender, sign)
        # anybody may write X-Original-From: alone it counts in mail of our own
        via = is_via(self.sender_name)
        rewritten = no_reply or via or ours and "X-Original-From" in message
        if rewritten or own_list and ours or ours and not employee:
            rewritten = self.read_rewritten(via)
            if evidence and (not rewritten or rewritten.address != evidence.address):
                return evidence
            if rewritten:
                return rewritten
        if ours:
            return self.read_ours(no_reply, bool(sign) and not own_list)
        if no_reply:
            return self.doubt("no_reply", sender)
        if via:
            return self.doubt("via", sender)
        return self.found("from", sender)

    def read_agent(self):
        """Return the address in Sender if it is not the one in From."""
        agents = [address for _name, address in read_mailboxes(self.message, "Sender")]
        others = [a for a in agents if a.lower() != self.sender.lower()]
        return others[0] if others else None

    def guess(self):
        """Return the person whom a mail could be about that creates nothing."""
        if not self.ours:
            return self.sender_name, self.sender
        evidence = self.read_forwarded()
        return (evidence.name, evidence.address) if evidence else (None, None)

    def read_rewritten(self, via):
        """Read who wrote a mail that a mailing list or a shop sent in its own name."""
        for header, how in (
            ("X-Original-From", "original_from"),
            ("X-Original-Sender", "original_from"),
            ("Reply-To", "reply_to"),
        ):
            others = [
                mailbox
                for mailbox in read_mailboxes(self.message, header)
                if not self.is_ours(mailbox[1])
            ]
            if len(others) > 1:
                return self.doubt("several", others=others)
            if others and not is_no_reply(others[0][1]):
                name, address = others[0]
                # "WordPress" is nobody's name, "'Ida' via Support" has one
                return self.found(how, (name or via and self.sender_name, address))
        return None

    def read_notice(self):
        """Read who filled in the form that a machine, or our own site, tells of."""
        sign = get_automatic_sign(self.message)
        if sign and sign != "Auto-Submitted: auto-generated":
            return None
        headers = {"From": self.sender}
        for name, address in read_mailboxes(self.message, "Reply-To")[:1]:
            shown = "".join(c for c in name or "" if c not in '@<>"()')
            headers["Reply-To"] = f'"{shown}" <{address}>'
        text, html = get_texts(self.message)
        own = self.own() if callable(self.own) else self.own
        subject = get_header(self.message, "Subject")
        notice = read_notice(headers, subject, text, html, own)
        if not notice or not notice.email or self.is_ours(notice.email):
            return None
        mailbox = (notice.name, notice.email)
        if notice.certain:
            return self.found("notice", mailbox, notice=notice)
        return self.doubt("notice", mailbox, notice=notice)

    def read_ours(self, no_reply, bulk):
        """Read a mail that one of us sent: it is about a customer if it forwards one,
        and if nothing speaks against it being ours."""
        evidence = None if no_reply else self.read_forwarded()
        against = None
        if self.failure:
            against = "unproven", self.failure
        elif self.agent and not self.is_ours(self.agent):
            against = "agent", f"Sender: {self.agent}"
        if against:
            mailbox = (evidence.name, evidence.address) if evidence else (None, None)
            return self.doubt(against[0], mailbox, against[1])
        return evidence or self.doubt("bulk" if bulk else "own")

    def read_forwarded(self):
        """Read whom one of us forwarded, as an attachment or inline."""
        inners = [
            (self.read_attached(inner), inner)
            for inner in (
                get_attached_messages(self.message) if self.depth == 0 else ()
            )
        ]
        known = [(evidence, inner) for evidence, inner in inners if evidence.how]
        if known:
            first = known[0][0]
            mailbox = (first.name, first.address)
            evidence = self.found("attachment", mailbox, inners=known)
            if len(evidence.get_persons()) == 1:
                return evidence
            return self.doubt(
                "several",
                inners=known,
                others=[(inner.name, inner.address) for inner, _message in known],
            )
        text, html = get_texts(self.message)
        own = self.own() if callable(self.own) else self.own
        subject = get_header(self.message, "Subject")
        mailbox = parse_forwarded(subject, text, html, own)
        if mailbox and not self.is_ours(mailbox[1]):
            if is_no_reply(mailbox[1]):
                return self.doubt("no_reply", mailbox)
            return self.found("forward", mailbox)
        for evidence, _inner in inners:
            if evidence.reason != "own":
                mailbox = (evidence.name, evidence.address)
                return self.doubt(evidence.reason, mailbox, evidence.sign)
        return None

    def read_attached(self, inner):
        return find_customer(inner, self.is_ours, self.is_employee, self.own, depth=1)

"""Read a mail that came in: its senders, its texts, what it says about itself.

Nothing here trusts a mail to be well-formed, knows a database, or looks at more than a
bounded part of it.
"""

import email
import email.policy

from .forward_words import INVISIBLE, word_key
from .forwarded import (
    MAX_TEXT,
    UNSURE,
    find_addresses,
    is_via,
    parse_forwarded,
    read_mailbox,
)
from .html_lines import html_to_lines

#: MIME parts that are looked at
MAX_PARTS = 300
#: of these, texts: the host puts them together, the slower the more there are
MAX_TEXTS = 20
MAX_ATTACHED = 5
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
NO_REPLY = (
    "noreply",
    "donotreply",
    "dontreply",
    "nereply",
    "nepasrepondre",
    "keineantwort",
    "noresponder",
    "naoresponda",
    "nonrispondere",
    "khongtraloi",
    "mailerdaemon",
    "postmaster",
    "bounce",
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


def get_header(message, name):
    """Return a header as text, of several the values parted by commas; ``""`` if there
    is none, or none that can be read."""
    try:
        values = message.get_all(name, [])
        return ", ".join(str(value) for value in values)[:5_000]
    except Exception:
        # the standard library fails in many ways on broken headers
        raw = [value for key, value in message._headers if key.lower() == name.lower()]
        return ", ".join(map(str, raw))[:5_000]


def read_sender(message, header="From"):
    """Return ``(name, address)`` of a header; see
    :func:`~.forwarded.read_mailbox`."""
    return read_mailbox(get_header(message, header))


def get_recipients(message):
    """Return the addresses that mail servers say they delivered the mail to, in lower
    case."""
    found = []
    for header in ENVELOPE_HEADERS:
        found += find_addresses(get_header(message, header))
    for value in message.get_all("Received", [])[:20]:
        _before, mark, after = str(value)[:2_000].partition(" for ")
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
    """Return a mail without the parts that are too many for anybody to read.

    ``raw`` is the mail as bytes, and is returned itself if nothing is too many.
    """
    # each part begins with such a line, so that most mails are not looked into
    if raw.count(b"\n--") <= MAX_TEXTS:
        return raw
    # this policy leaves headers unread, which take most of the time of a thousand parts
    policy = email.policy.compat32.clone(mangle_from_=False)
    message = email.message_from_bytes(raw, policy=policy)
    if not _drop_parts(message):
        return raw
    try:
        return message.as_bytes()
    except (LookupError, TypeError, ValueError):
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


def is_spam(message):
    """Whether the mail server said so."""
    return get_header(message, "X-Spam-Flag").strip().lower() == "yes"


def get_list_domain(message):
    """Return the domain in a ``List-Id``: ``<support.company.com>`` is that of
    ``support@company.com``."""
    value = get_header(message, "List-Id")
    _before, _bracket, inner = value.rpartition("<")
    return inner.partition(">")[0].strip().lower()


def is_no_reply(address):
    """Whether nobody reads what is sent to an address."""
    local = address.partition("@")[0].partition("+")[0].lower()
    local = "".join(c for c in local if c.isalnum())
    return local.startswith(NO_REPLY) or local.endswith(NO_REPLY[:1])


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


def _name_of_address(address):
    local = address.partition("@")[0].partition("+")[0]
    for sign in "._-":
        local = local.replace(sign, " ")
    words = [word.strip("0123456789") for word in local.split()]
    words = [word for word in words if word]
    if not words or words[0].lower() in GENERIC_LOCALS or len("".join(words)) < 2:
        return address
    return " ".join(word[:1].upper() + word[1:] for word in words)


def find_customer(message, is_ours, is_employee, own, depth=0):
    """Say who the customer is whom a mail is about.

    :param message: an :class:`email.message.EmailMessage`
    :param is_ours: function of an address: whether it is none of a customer
    :param is_employee: function of an address: whether a person of ours has it
    :param own: addresses and domains for
        :func:`~.forwarded.parse_forwarded`, or a function that returns them
    :return: an :class:`Evidence`
    """
    return _Finder(message, is_ours, is_employee, own, depth).find()


class Evidence:
    """Who the customer is, and how that is known.

    ``name`` and ``address``: of the customer, or of the person it could be where
    ``reason`` says why that is in doubt; ``how``: ``from``, ``reply_to``,
    ``original_from``, ``forward`` or ``attachment``; ``sender``: the address in From;
    ``ours``: whether one of us sent it; ``inner``: the attached mail that counts;
    ``sign``: the header that gave the reason.
    """

    __slots__ = ("name", "address", "how", "reason", "sender", "ours", "inner", "sign")

    def __init__(self, **values):
        for slot in self.__slots__:
            setattr(self, slot, values.get(slot))


class _Finder:
    def __init__(self, message, is_ours, is_employee, own, depth):
        self.message = message
        self.is_ours = is_ours
        self.is_employee = is_employee
        self.own = own
        self.depth = depth
        self.sender = None

    def found(self, how, mailbox, **values):
        return Evidence(
            how=how,
            name=mailbox[0],
            address=mailbox[1],
            sender=self.sender,
            **values,
        )

    def doubt(self, reason, mailbox=(None, None), sign="", **values):
        return self.found(None, mailbox, reason=reason, sign=sign, **values)

    def find(self):
        message = self.message
        sender = read_sender(message)
        if sender is UNSURE:
            return self.doubt("several")
        name, self.sender = sender
        if not self.sender:
            return self.doubt("no_sender", sender)
        ours = self.is_ours(self.sender)
        employee = self.is_employee(self.sender)
        if sign := get_automatic_sign(message):
            return self.doubt("automatic", sender, sign, ours=ours)
        if is_spam(message):
            return self.doubt("spam", sender, "X-Spam-Flag", ours=ours)
        list_domain = get_list_domain(message)
        own_list = bool(list_domain) and (
            self.is_ours(f"list@{list_domain}")
            or self.is_ours(list_domain.replace(".", "@", 1))
        )
        sign = get_bulk_sign(message)
        if sign and not own_list and not ours:
            return self.doubt("bulk", sender, sign)
        no_reply = is_no_reply(self.sender)
        # anybody may write X-Original-From: alone it counts in mail of our own
        rewritten = no_reply or is_via(name) or ours and "X-Original-From" in message
        if rewritten or own_list and ours or ours and not employee:
            evidence = self.read_rewritten(ours)
            if evidence:
                return evidence
        if ours:
            if not no_reply and (evidence := self.read_forwarded()):
                evidence.ours = True
                return evidence
            return self.doubt("bulk" if sign and not own_list else "own", ours=True)
        if no_reply:
            return self.doubt("no_reply", sender)
        if is_via(name):
            return self.doubt("via", sender)
        return self.found("from", sender)

    def read_rewritten(self, ours):
        """Read who wrote a mail that a mailing list or a shop sent in its own name."""
        for header, how in (
            ("X-Original-From", "original_from"),
            ("X-Original-Sender", "original_from"),
            ("Reply-To", "reply_to"),
        ):
            mailbox = read_sender(self.message, header)
            if mailbox is UNSURE:
                others = {
                    address
                    for address in find_addresses(get_header(self.message, header))
                    if not self.is_ours(address)
                }
                if len(others) > 1:
                    return self.doubt("several", ours=ours)
                mailbox = (None, others.pop() if others else None)
            address = mailbox[1]
            if address and not self.is_ours(address) and not is_no_reply(address):
                name = mailbox[0] or read_sender(self.message)[0]
                return self.found(how, (name, address), ours=ours)
        return None

    def read_forwarded(self):
        """Read whom one of us forwarded, as an attachment or inline."""
        inners = [
            (find_customer(inner, self.is_ours, self.is_employee, self.own, 1), inner)
            for inner in (
                get_attached_messages(self.message) if self.depth == 0 else ()
            )
        ]
        persons = {e.address.lower() for e, _inner in inners if e.how}
        if len(persons) > 1:
            return self.doubt("several")
        for evidence, inner in inners:
            if evidence.how:
                mailbox = (evidence.name, evidence.address)
                return self.found("attachment", mailbox, inner=inner)
        text, html = get_texts(self.message)
        own = self.own() if callable(self.own) else self.own
        subject = get_header(self.message, "Subject")
        mailbox = parse_forwarded(subject, text, html, own)
        if not mailbox or self.is_ours(mailbox[1]):
            return None
        if is_no_reply(mailbox[1]):
            return self.doubt("no_reply", mailbox)
        return self.found("forward", mailbox)

"""Read the headers of a mail by their structure (RFC 5322, RFC 2047).

What a sender writes into a name is text, whatever it looks like: addresses are found
before encoded words are decoded, and outside of quotes and comments. Nothing here
raises on any header, or looks at more than a bounded part of it.
"""

import binascii
import email.utils
import re

MAX_HEADER = 5_000
#: the longest header and the longest head of a mail that the host is let read
MAX_FIELD = 16_000
MAX_HEAD = 200_000
MAX_FIELDS = 1_000

_WORD = re.compile(r"=\?([^?\s]{1,40})\?([bBqQ])\?([^?]*)\?=")
_OPENING = re.compile(r"[<\[][^<\[\s]{0,300}$")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_FIELD_START = re.compile(rb"(?m)^(?=[!-9;-~]+[ \t]*:)")
# later Pythons give up on a header that is not well-formed, unless told not to
_LENIENT = (
    {"strict": False} if getattr(email.utils, "supports_strict_parsing", False) else {}
)


def get_raw_headers(message, name):
    """Return the values of a header as they stand in the mail, unfolded and undecoded,
    the topmost first."""
    name = name.lower()
    return [
        " ".join(str(value)[:MAX_HEADER].splitlines())
        for key, value in message.raw_items()
        if key.lower() == name
    ]


def get_header(message, name):
    """Return a header as text, of several the values parted by commas; ``""`` if there
    is none."""
    values = [decode_text(value) for value in get_raw_headers(message, name)]
    return ", ".join(values)[:MAX_HEADER]


def limit_headers(raw):
    """Return a mail without what is too long in its headers for anybody to read.

    ``raw`` is the mail as bytes, and is returned itself if nothing is too long.
    """
    end = _HEAD_END.search(raw)
    head = raw[: end.start()] if end else raw
    if len(head) <= MAX_FIELD:
        return raw
    fields = _FIELD_START.split(head)
    short = [
        field if len(field) <= MAX_FIELD else field[:MAX_FIELD].rstrip() + b"\r\n"
        for field in fields
    ]
    kept, size = [], 0
    for field in short:
        size += len(field)
        if size > MAX_HEAD or len(kept) >= MAX_FIELDS:
            break
        kept.append(field)
    if len(kept) == len(fields) and short == fields:
        return raw
    return b"".join(kept).rstrip(b"\r\n") + (raw[end.start() :] if end else b"")


# ----------------------------------------------------------------------
# Text
# ----------------------------------------------------------------------


def decode_text(value, charset=None):
    """Return the text of an undecoded header.

    :param str charset: of bytes that are no UTF-8, which the headers do not say
    """
    value = _decode_bytes(value, charset)
    if "=?" not in value:
        return value
    text, end, waiting, codec = [], 0, b"", None
    for word in _WORD.finditer(value):
        between = value[end : word.start()]
        end = word.end()
        word_codec = word[1].partition("*")[0].lower()
        # a letter may begin in one word and end in the next
        if waiting and (between.strip() or word_codec != codec):
            text.append(_decode(waiting, codec))
            waiting = b""
        if between.strip() or codec is None:
            text.append(between)
        codec = word_codec
        waiting += _decode_word(word[2], word[3])
    text += [_decode(waiting, codec), value[end:]]
    return "".join(text)


def _decode_bytes(value, charset):
    """Decode what the parser has kept of bytes that are not ASCII."""
    if value.isascii():
        return value
    data = value.encode("utf-8", "surrogateescape")
    return _decode(data, charset or "windows-1252")


def _decode(data, charset):
    for codec in ("utf-8", charset):
        try:
            return data.decode(codec) if codec else ""
        except (LookupError, ValueError):
            continue
    return data.decode("windows-1252", "replace")


def _decode_word(encoding, text):
    data = text.encode("utf-8", "replace")
    if encoding in "qQ":
        return binascii.a2b_qp(data, header=True)
    try:
        return binascii.a2b_base64(data + b"===")
    except binascii.Error:
        return data


# ----------------------------------------------------------------------
# Mailboxes
# ----------------------------------------------------------------------


def read_mailboxes(message, name):
    """Return the mailboxes in a header, each address once.

    :return: list of ``(name, address)``, the name ``None`` where there is none
    """
    found = {}
    for value in get_raw_headers(message, name):
        charset = None if value.isascii() else _get_charset(message)
        for shown, address in parse_mailboxes(value, charset):
            found.setdefault(address.lower(), (shown, address))
    return list(found.values())


def parse_mailboxes(value, charset=None):
    """Return ``(name, address)`` of each mailbox in an undecoded header."""
    try:
        entries = email.utils.getaddresses([value], **_LENIENT)
    except (IndexError, RecursionError, TypeError, ValueError):
        return []
    mailboxes = [(shown, address) for shown, address in entries if is_address(address)]
    if not mailboxes:
        # "Ida Doe ida@example.com" and the like
        words = _strip_quoted(value).replace("<", " ").replace(">", " ").split()
        words = [word.strip(",;[]") for word in words]
        mailboxes = [("", word) for word in words if is_address(word)]
    if len({address.lower() for _shown, address in mailboxes}) == 1:
        shown, address = mailboxes[0]
        if not shown or len(entries) > 1:
            # a name that is not quoted as it should be: "Doe, Ida <ida@example.com>"
            shown = _get_phrase(value, address) or shown
        mailboxes = [(shown, address)]
    return [
        (_get_printable(decode_text(shown, charset)) or None, address)
        for shown, address in mailboxes
    ]


def _get_printable(text):
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _get_phrase(value, address):
    before = value.partition(address)[0]
    # "<", "<@relay.example:", "[mailto:"
    before = _OPENING.sub("", before).strip()
    if before.startswith('"') and before.endswith('"'):
        before = before[1:-1]
    return "" if before.startswith("(") else before


def _strip_quoted(value):
    """Return a header without what stands in quotes and comments."""
    kept, quoted, depth, escaped = [], False, 0, False
    for character in value:
        if escaped or character == "\\":
            escaped = not escaped
        elif character == '"' and not depth:
            quoted = not quoted
        elif character == "(" and not quoted:
            depth += 1
        elif character == ")" and depth:
            depth -= 1
        elif not quoted and not depth:
            kept.append(character)
    return "".join(kept)


def is_address(text):
    """Whether a text is an address that mail can be sent to over the internet."""
    local, at, domain = text.rpartition("@")
    labels = domain.split(".")
    return (
        bool(local and at)
        and len(text) <= 254
        and not any(c in '"(),:;<>@[\\]' or not c.isprintable() for c in local)
        and " " not in text
        and len(labels) > 1
        and all(
            label and not label.startswith("-") and label.replace("-", "a").isalnum()
            for label in labels
        )
    )


def _get_charset(message):
    """Return the character set that the text of a mail says it has: raw bytes in its
    headers will have the same."""
    for part in (message, *_get_children(message)):
        try:
            charset = part.get_content_charset()
        except Exception:
            # the standard library fails in many ways on broken headers
            continue
        if charset:
            return charset
    return None


def _get_children(message):
    payload = message.get_payload()
    return payload[:1] if isinstance(payload, list) else []

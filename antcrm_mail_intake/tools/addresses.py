"""Mailboxes as mail programs and people write them: a name and an address, a hundred
variants of it.

Knows no database; needs the standard library alone. Each character is looked at a
bounded number of times.
"""

from html import unescape

from .forward_words import INVISIBLE, ON_BEHALF

MAX_LINE = 3_000
QUOTES = (
    "\"'*_`\u201c\u201d\u201e\u201f\u00ab\u00bb"
    "\u2018\u2019\u201a\u2039\u203a\u300c\u300d"
)
ADDRESS_SIGNS = frozenset("!#$%&'*+-/=?^_`{|}~.")
#: said where there are several persons, or a name with somebody else's address
UNSURE = object()


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


def read_mailbox(text):
    """Read one sender, such as ``"Ida Doe" <ida@example.com>`` and its many variants.

    Of an address without name "on behalf of" somebody, that somebody is the sender.

    :return: ``(name, address)``, either may be ``None``; :data:`UNSURE` where there are
        several persons
    """
    text = text[:MAX_LINE].translate(INVISIBLE).replace("\xa0", " ").strip()
    if "&lt;" in text:
        text = unescape(text)
    address, start, end = find_address(text)
    if not address:
        return (clean_name(text) or None, None)
    name = text[:start]
    rest = text[end:].strip()
    if _has_other_address(name, rest, address):
        return UNSURE
    if "@" in name:
        for bracket in "<[(":
            name = name.partition(bracket)[0]
    name = clean_name(name)
    if not name and rest.startswith(("(", "[")):
        name = clean_name(rest[1:].partition(")" if rest[0] == "(" else "]")[0])
    if not name or "@" in name or name.lower() == address.lower():
        name = None
        principal = _find_principal(rest)
        if principal is not None:
            mailbox = read_mailbox(principal)
            # somebody's name with somebody else's address
            return mailbox if mailbox is not UNSURE and mailbox[1] else UNSURE
    return _find_principal(name, words=True) or name, address


def _has_other_address(name, rest, address):
    """Whether there is a second address beside that of the sender, which makes it
    doubtful who is meant.

    A name that is an address and nothing else is a name, if an odd one; who is written
    "on behalf of" is read by who calls this.
    """
    if "@" in rest and _find_principal(rest) is None:
        others = find_addresses(rest, 5)
        if any(other.lower() != address.lower() for other in others):
            return True
    if "@" not in name or _find_principal(name) is not None:
        return False
    if len(name.strip(QUOTES + " ").split()) == 1 and "<" not in name:
        return False
    others = find_addresses(name, 5)
    return any(other.lower() != address.lower() for other in others)


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


def find_address(text):
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


def clean_name(name):
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

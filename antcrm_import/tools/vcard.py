"""Read the cards of a vCard file (2.1, 3.0 and 4.0) as the rows of a table; no ORM.

Sources: vCard 2.1 of the Versit Consortium, RFC 2426 (3.0), RFC 6350 (4.0).
"""

import re

import vobject
from vobject.base import ParseError, VObjectError

EDGE = re.compile(r"^(BEGIN|END):VCARD[ \t]*$", re.I | re.M)
# pictures and keys: kilobytes that no customer has a field for
BINARY = re.compile(
    r"^(?:[\w-]+\.)?(?:PHOTO|LOGO|SOUND|KEY|AGENT)\b[^\r\n]*\r?\n"
    r"(?:[ \t][^\r\n]*\r?\n)*",
    re.I | re.M,
)
# vCard 2.1 goes on in the next line after a "=" at the end of one in quoted-printable
SOFT_BREAK = re.compile(r"=\r?\n")
QUOTED = re.compile(
    r"^([^\r\n:]*QUOTED-PRINTABLE[^\r\n:]*:)((?:[^\r\n]*=\r?\n)*[^\r\n]*)", re.I | re.M
)
HEAD = "vCard Name", "vCard Version"
NAMES = ("Prefix", "First Name", "Middle Name", "Last Name", "Suffix", "Nickname")
SINGLE = ("Organization", "Department", "Job Title", "Birthday", "Website", "Notes")
# what there is no column for, with its name: a fax, a second website
OTHER = "Other details"
SINGLE += ("Categories", OTHER)
MAX_LINE = 20_000  # characters of one value
ADDRESS = ("PO Box", "Extended Address", "Street", "City", "Region", "Postal Code")
ADDRESS += ("Country",)
MOST = {"phone": 10, "email": 10, "social": 5, "address": 5}


def is_vcard(text):
    """Whether a text begins as a vCard does."""
    return bool(re.match(r"\s*BEGIN:VCARD\b", text, re.I))


def read_cards(text, most):
    """Return the cards of a text as rows, the first one with the names of the columns.

    :param int most: read that many cards at most
    :return: list of lists of text; a card that cannot be read is a row with its first
        line alone
    """
    text = BINARY.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    cards = []
    start = None
    for match in EDGE.finditer(text):
        if match[1].upper() == "BEGIN":
            start = match.start()
        elif start is not None:
            cards.append(_read_card(text[start : match.end()]))
            start = None
            if len(cards) >= most:
                break
    counts = {
        kind: max((len(card.get(kind, ())) for card in cards), default=0)
        for kind in MOST
    }
    header = [*HEAD, *NAMES, *SINGLE]
    header += [f"Phone {number}" for number in range(1, counts["phone"] + 1)]
    header += [f"Email {number}" for number in range(1, counts["email"] + 1)]
    header += [f"Social network {n}" for n in range(1, counts["social"] + 1)]
    for number in range(1, counts["address"] + 1):
        header += [f"Address {number} - {part}" for part in ADDRESS]
    rows = [header]
    for card in cards:
        row = [card.get(name, "") for name in (*HEAD, *NAMES, *SINGLE)]
        for kind in ("phone", "email", "social"):
            found = card.get(kind, [])
            row += [*found, *[""] * (counts[kind] - len(found))]
        found = card.get("address", [])
        for address in [
            *found,
            *[[""] * len(ADDRESS)] * (counts["address"] - len(found)),
        ]:
            row += address
        rows.append(row)
    return rows


def _read_card(text):
    """Return what a card says: {name of a column: text, or list of texts}."""
    text = QUOTED.sub(lambda match: match[1] + SOFT_BREAK.sub("", match[2]), text)
    try:
        card = vobject.readOne(text, ignoreUnreadable=True, allowQP=True)
    except (
        ParseError,
        VObjectError,
        UnicodeError,
        ValueError,
        StopIteration,
        KeyError,
    ):
        name = re.search(r"^FN[^:\n]*:(.*)$", text, re.I | re.M)
        return {HEAD[0]: name[1].strip() if name else text.split("\n", 1)[0]}
    except (AttributeError, IndexError, TypeError):
        return {HEAD[0]: text.split("\n", 1)[0]}
    found = {}
    for line in card.getChildren():
        value = line.value
        _read_line(found, line.name.lower(), value, line)
    if not found.get(HEAD[0]):
        found[HEAD[0]] = " ".join(
            filter(None, (found.get("First Name"), found.get("Last Name")))
        )
    return found


def _read_line(found, name, value, line):
    """Add what one line of a card says."""
    if name == "fn":
        found.setdefault(HEAD[0], _text(value))
    elif name == "version":
        found[HEAD[1]] = _text(value)
    elif name == "n":
        parts = (
            value.prefix,
            value.given,
            value.additional,
            value.family,
            value.suffix,
        )
        found.update(zip(NAMES[:5], map(_text, parts), strict=True))
    elif name == "nickname":
        found["Nickname"] = _text(value)
    elif name == "org":
        parts = value if isinstance(value, list) else str(value).split(";")
        parts = list(map(_text, parts))
        found.setdefault("Organization", parts[0])
        if len(parts) > 1:
            found.setdefault("Department", ", ".join(filter(None, parts[1:])))
    elif name in ("title", "bday", "url", "note", "categories"):
        column = {
            "title": "Job Title",
            "bday": "Birthday",
            "url": "Website",
            "note": "Notes",
            "categories": "Categories",
        }[name]
        text = _text(value)
        if found.setdefault(column, text) != text:
            _add_other(found, name, text)
    elif name in ("tel", "email") or name in ("impp", "x-socialprofile"):
        kind = {"tel": "phone", "email": "email"}.get(name, "social")
        if kind == "phone" and any("FAX" in t.upper() for t in _get_types(line)):
            _add_other(found, "fax", _text(value))
            return
        text = re.sub(r"^(?:tel|mailto):", "", _text(value), flags=re.I)
        if text and len(found.setdefault(kind, [])) < MOST[kind]:
            found[kind].append(text)
    elif name == "adr":
        parts = [value.box, value.extended, value.street, value.city] + [
            value.region,
            value.code,
            value.country,
        ]
        parts = [_text(part).replace("\n", ", ") for part in parts]
        if any(parts) and len(found.setdefault("address", [])) < MOST["address"]:
            found["address"].append(parts)


def _add_other(found, name, text):
    found[OTHER] = "\n".join(filter(None, (found.get(OTHER), f"{name}: {text}")))


def _get_types(line):
    types = [str(value) for value in line.params.get("TYPE", ())]
    return types + list(map(str, getattr(line, "singletonparams", ())))


def _text(value):
    if isinstance(value, list | tuple):
        return ", ".join(filter(None, map(_text, value)))
    text = str(value or "")[:MAX_LINE]
    return text.replace("\\n", "\n").replace("\\,", ",").strip()

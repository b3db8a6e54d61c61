"""Read the persons of an LDIF file, which address books write, as the rows of a table;
no ORM.

Source: RFC 2849; the names of the attributes are those of Thunderbird, Outlook Express
and of directories (RFC 4519, RFC 2798).
"""

import base64
import binascii
import re

START = re.compile(r"\s*(?:#[^\n]*\n\s*)*(?:version:\s*1\s+)?dn::? ?\S", re.I)
LINE = re.compile(r"([a-z][\w.;-]*)(::?|:<)[ ]*(.*)", re.I | re.S)
#: {attribute: name of its column}, in the order of the columns
COLUMNS = {
    "givenname": "First Name",
    "sn": "Last Name",
    "cn": "Display Name",
    "mail": "Primary Email",
    "mozillasecondemail": "Secondary Email",
    "telephonenumber": "Work Phone",
    "homephone": "Home Phone",
    "mobile": "Mobile Number",
    "facsimiletelephonenumber": "Fax Number",
    "pager": "Pager Number",
    "o": "Organization",
    "ou": "Department",
    "title": "Job Title",
    "street": "Work Address",
    "l": "Work City",
    "st": "Work State",
    "postalcode": "Work ZipCode",
    "c": "Work Country",
    "mozillahomestreet": "Home Address",
    "mozillahomelocalityname": "Home City",
    "mozillahomestate": "Home State",
    "mozillahomepostalcode": "Home ZipCode",
    "mozillahomecountryname": "Home Country",
    "mozillaworkurl": "Web Page 1",
    "mozillahomeurl": "Web Page 2",
    "mozillanickname": "Nickname",
    "birthyear": "Birth Year",
    "birthmonth": "Birth Month",
    "birthday": "Birth Day",
    "description": "Notes",
}
ALIASES = {
    "surname": "sn",
    "commonname": "cn",
    "rfc822mailbox": "mail",
    "cellphone": "mobile",
    "mobiletelephonenumber": "mobile",
    "fax": "facsimiletelephonenumber",
    "company": "o",
    "organizationname": "o",
    "department": "ou",
    "streetaddress": "street",
    "postaladdress": "street",
    "mozillaworkstreet2": "street",
    "mozillahomestreet2": "mozillahomestreet",
    "localityname": "l",
    "locality": "l",
    "region": "st",
    "countryname": "c",
    "co": "c",
    "notes": "description",
    "workurl": "mozillaworkurl",
    "labeleduri": "mozillaworkurl",
    "homeurl": "mozillahomeurl",
}
# of which the first one counts, and others are lost: kept together with the first
JOIN = {"street": ", ", "mozillahomestreet": ", ", "description": "\n"}


def is_ldif(text):
    """Whether a text begins as an LDIF file does."""
    return bool(START.match(text))


def read_entries(text, most):
    """Return the entries of a text as rows, the first one with the names of the
    columns; lists of persons, which are entries too, are left out.

    :param int most: read that many entries at most
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    entries = []
    # a line that begins with a space goes on with the one before
    for block in re.split(r"\n(?:[ \t]*\n)+", text.replace("\n ", "")):
        entry = _read_entry(block)
        if entry:
            entries.append(entry)
            if len(entries) >= most:
                break
    names = [name for name in COLUMNS if any(name in entry for entry in entries)]
    rows = [[entry.get(name, "") for name in names] for entry in entries]
    return [[COLUMNS[name] for name in names], *rows]


def _read_entry(block):
    """Return ``{attribute: value}`` of one entry, nothing for one that is no person."""
    entry = {}
    for line in block.split("\n"):
        match = LINE.fullmatch(line)
        if not match or match[2] == ":<":
            continue
        name, value = match[1].lower().partition(";")[0], match[3].strip()
        if match[2] == "::":
            try:
                value = base64.b64decode(value, validate=True).decode()
            except (binascii.Error, UnicodeDecodeError):
                continue
        if name == "objectclass" and value.lower().startswith("groupof"):
            return {}
        name = ALIASES.get(name, name)
        if name not in COLUMNS or not value:
            continue
        if name not in entry:
            entry[name] = value
        elif value not in entry[name]:
            entry[name] += JOIN.get(name, "; ") + value
    if "givenname" in entry or "sn" in entry:
        # the whole name once more
        entry.pop("cn", None)
    return entry

"""The EU's register of tax numbers; knows no database.

python-stdnum tells how numbers are written and where the register is, and the host's
SOAP client asks: python-stdnum's own question fails with the client that the host puts
in its place.
"""

import re

from stdnum.eu import vat

from odoo.tools.zeep import Client

#: Greece and Northern Ireland have letters of their own there
PREFIXES = {"gr": "el"}
#: what countries answer that do not tell names
NOTHING = "---"
LAST_LINE = re.compile(
    r"(?:[A-Z]{1,2}-)?([0-9]{3,5}[ -]?[0-9]{0,4}[A-Z]{0,2})\s+(\S.*)"
)


def ask(number, country_code, seconds):
    """Return a company of the EU as a candidate of ``antcrm.intake``, ``None`` where
    VIES knows none, or does not tell its name.

    :param str number: with or without the letters of its country
    :param str country_code: ISO code of the company's country, or ``""``
    :raise Exception: whatever the libraries raise that ask the service
    """
    code = country_code.lower()
    code = PREFIXES.get(code, code)
    number = re.sub(r"[\s./-]", "", number).upper()
    if not number[:2].isalpha():
        number = code.upper() + number
    if number[:2].lower() not in vat.MEMBER_STATES | {"el"}:
        return None
    number = vat.compact(number)
    # one half for the description of the service, one for the question
    client = Client(vat.vies_wsdl, timeout=seconds / 2, operation_timeout=seconds / 2)
    answer = client.service.checkVat(number[:2], number[2:])
    name = _clean(answer.name)
    if not answer.valid or not name:
        return None
    country = number[:2].replace("EL", "GR").replace("XI", "GB")
    return {"name": name, "country_id": country, **_read_address(answer.address)}


def _clean(text):
    text = (text or "").strip()
    return "" if text == NOTHING else text


def _read_address(text):
    lines = [line.strip() for line in _clean(text).splitlines() if line.strip()]
    if not lines:
        return {}
    if len(lines) > 1 and (match := LAST_LINE.fullmatch(lines[-1])):
        return {"street": ", ".join(lines[:-1]), "zip": match[1], "city": match[2]}
    return {"street": ", ".join(lines)}

"""Read tax numbers; knows no database."""

import logging
import re

from stdnum.exceptions import ValidationError
from stdnum.util import get_cc_module

from odoo.addons.antcrm_customers.tools.numbers import COUNTRY_PREFIX

_logger = logging.getLogger(__name__)

MAX_LENGTH = 32
#: how many digits a number has where nobody knows the rule
LENGTHS = (9, 10, 12)
#: no country has a shorter one: San Marino's have up to 5 digits, some British 3
MIN_DIGITS = 3
#: what cannot be checked has at least as many letters and digits
MIN_UNCHECKED = 8
#: letters of tax numbers that are not the country's
PREFIXES = {"EL": "gr", "XI": "gb"}

#: what a check comes to: right by a rule; not right by one, or not checked, and taken
#: all the same; no tax number
VALID, DOUBTFUL, WRONG = "valid", "doubtful", "wrong"

#: modules of python-stdnum, beside ``vat`` and ``tin``, with numbers that companies and
#: people trading on their own are taxed or registered by
RULES = {
    "at": ("businessid",),
    "au": ("acn", "tfn"),
    "be": ("nn", "bis"),
    "bg": ("egn", "pnf"),
    "br": ("cpf",),
    "ca": ("sin",),
    "ch": ("uid",),
    "cn": ("ric",),
    "cr": ("cpf", "cr"),
    "cz": ("rc",),
    "de": ("stnr", "idnr"),
    "dk": ("cpr",),
    "do": ("cedula",),
    "ec": ("ci",),
    "ee": ("registrikood", "ik"),
    "es": ("cif", "dni", "nie"),
    "fi": ("ytunnus", "veronumero", "hetu"),
    "fr": ("siren", "siret", "nif"),
    "gb": ("utr",),
    "id": ("nik",),
    "ie": ("pps",),
    "il": ("idnr",),
    "in": ("pan",),
    "is": ("kennitala",),
    "it": ("codicefiscale",),
    "kr": ("rrn",),
    "li": ("peid",),
    "lt": ("asmens",),
    "md": ("idno",),
    "mx": ("curp",),
    "nl": ("bsn",),
    "no": ("orgnr", "fodselsnummer"),
    "pe": ("cui",),
    "pl": ("regon", "pesel"),
    "ro": ("cui", "cnp"),
    "ru": ("ogrn",),
    "se": ("orgnr", "personnummer"),
    "si": ("maticna", "emso"),
    "sk": ("rc",),
    "th": ("pin",),
    "tr": ("tckimlik",),
    "ua": ("edrpou", "rntrc"),
    "us": ("ein", "itin", "ssn"),
    "za": ("idnr",),
}
#: what the library does not know yet. Vietnam: the identity number of a person is the
#: tax number as well (Law on Tax Administration 38/2019/QH14, article 35; in force
#: since 1 July 2025 by Circular 86/2024/TT-BTC): 12 digits, the first a zero
#: The others: the numbers that the tax offices of these countries give to businesses
PATTERNS = {
    "vn": re.compile(r"0[0-9]{11}"),
    "ae": re.compile(r"1[0-9]{14}"),
    "hk": re.compile(r"[0-9]{8}([0-9]{3})?"),
    "jp": re.compile(r"T[0-9]{13}"),
    "sa": re.compile(r"3[0-9]{13}3"),
}


def check_tin(text, country_code=None, host_rule=None):
    """Tell whether ``text`` can be a tax number.

    It is one by any rule of the country: the host's, python-stdnum's, ours. Where it is
    none by these, or nobody knows the country, 9, 10 or 12 digits are one as well. A
    rule that fails has checked nothing.

    :param str text: the number as people write it
    :param str country_code: ISO code of the company's country, if it is known
    :param host_rule: callable that tells whether a text is a number of the country;
        ``None`` where the host knows no rule
    :return: ``VALID``, ``DOUBTFUL`` or ``WRONG``
    """
    text = (text or "").strip()
    if len(text) > MAX_LENGTH or sum(c in "0123456789" for c in text) < MIN_DIGITS:
        return WRONG
    code = (country_code or "").lower()
    compact = re.sub(r"[\s./-]", "", text).upper()
    if not code and COUNTRY_PREFIX.match(compact):
        # European numbers say which country they are of
        code = PREFIXES.get(compact[:2], compact[:2].lower())
    number = compact.removeprefix(code.upper()).removeprefix("EL" * (code == "gr"))
    is_known = is_failed = False
    candidates = dict.fromkeys(
        (text, compact, number, code.upper() + number) if code else ()
    )
    for get_rule in (lambda: host_rule, *_get_rule_getters(code)):
        try:
            rule = get_rule()
            is_known = is_known or bool(rule)
            if rule and any(_is_valid(rule, candidate) for candidate in candidates):
                return VALID
        except Exception:  # pylint: disable=broad-except
            # a rule of somebody else that fails must not keep anybody from saving
            _logger.info("A rule of tax numbers failed: %s", code, exc_info=True)
            is_known = is_failed = True
    if code in PATTERNS and PATTERNS[code].fullmatch(number):
        return VALID
    is_number = number.isascii() and number.isdigit() and len(number) in LENGTHS
    if is_number:
        return DOUBTFUL if is_known else VALID
    if is_failed and len(number) >= MIN_UNCHECKED:
        return DOUBTFUL
    return WRONG


def _get_rule_getters(code):
    """Yield callables that return a rule of a country of python-stdnum, ``None`` where
    it has none, and that may fail as the library reads files."""
    for name in ("vat", "tin", *RULES.get(code, ())) if code else ():
        yield lambda name=name: getattr(get_cc_module(code, name), "validate", None)


def _is_valid(rule, text):
    try:
        return bool(rule(text))
    except ValidationError:
        return False

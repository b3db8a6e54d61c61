"""Read tax numbers; knows no database."""

import re

from stdnum.exceptions import ValidationError
from stdnum.util import get_cc_module

MAX_LENGTH = 32
#: how many digits a number of an unknown country has
LENGTHS = (9, 10, 12)
SEPARATORS = re.compile(r"[^0-9A-Z]")
COUNTRY_PREFIX = re.compile(r"^[A-Z]{2}")
#: The same rule as :func:`tin_key` in SQL, for an index
TIN_KEY_SQL = (
    "regexp_replace(regexp_replace(upper({column}), '[^0-9A-Z]', '', 'g'), "
    "'^[A-Z]{{2}}', '')"
)


def tin_key(text):
    """Return a tax number as numbers are compared: without separators, and without the
    prefix of a country, which some people write and others do not."""
    compact = SEPARATORS.sub("", (text or "").upper())
    return COUNTRY_PREFIX.sub("", compact)


def is_tin(text, country_code=None):
    """Whether ``text`` can be a tax number.

    :param str text: the number as people write it
    :param str country_code: ISO code of the company's country, whose rule
        python-stdnum knows; where it knows none, anything with a digit passes.
        Unknown country: 9, 10 or 12 digits
    """
    text = (text or "").strip()
    if not text or len(text) > MAX_LENGTH:
        return False
    if not country_code:
        digits = re.sub(r"[\s./-]", "", text)
        return digits.isascii() and digits.isdigit() and len(digits) in LENGTHS
    rule = _get_rule(country_code)
    if not rule:
        return any(map(str.isdigit, text))
    prefix = country_code.upper()
    candidates = {text, text.upper().removeprefix(prefix), prefix + text}
    return any(_is_valid(rule, candidate) for candidate in candidates)


def _get_rule(country_code):
    return next(
        (
            rule
            for name in ("vat", "tin")
            if (rule := get_cc_module(country_code.lower(), name))
        ),
        None,
    )


def _is_valid(rule, text):
    try:
        rule.validate(text)
    except ValidationError:
        return False
    return True

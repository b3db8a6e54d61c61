"""What tells one customer from all others, beside phones and emails; knows no
database."""

import re

from .numbers import number_key, number_key_sql, tax_key, tax_key_sql
from .websites import domain_key, domain_key_sql

#: keys that stand in a column of their own: how they are compared, here and in SQL
COLUMN_KEYS = {
    "vat": (tax_key, tax_key_sql),
    "identity_number": (number_key, number_key_sql),
    "website": (domain_key, domain_key_sql),
}
#: what may be chosen for a key; a domain is that of many, and the ids of another
#: program are nobody else's
MODES = ("off", "suggest", "match", "unique")
KEY_MODES = {
    "vat": MODES,
    "identity_number": MODES,
    "social": MODES,
    "website": ("off", "suggest"),
    "external_id": ("off", "unique"),
}
#: with which of them a new customer is one that is there
FINDING = ("match", "unique")
#: a shorter number is that of many
MIN_LENGTH = 5
#: what people write where there is no number: 00000, xxxxx
FILLER = re.compile(r"(.)\1*")


def read_key(key, text):
    """Return what is compared of a text for one of ``COLUMN_KEYS``, ``""`` where it
    tells nobody apart."""
    if not isinstance(text, str):
        return ""
    normalized = COLUMN_KEYS[key][0](text)
    if len(normalized) < MIN_LENGTH or FILLER.fullmatch(normalized):
        return ""
    return normalized

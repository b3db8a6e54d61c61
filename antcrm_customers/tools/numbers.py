"""Compare the numbers that authorities give, as people do; knows no database.

Each rule stands twice, in Python and as an expression of SQL that can be indexed: the
functions of a pair give the same of any text.
"""

import re
import string

#: letters of other alphabets are upper-cased otherwise here than in the database
UPPER = str.maketrans(string.ascii_lowercase, string.ascii_uppercase)
SIGNS = re.compile(r"[^0-9A-Z]")
COUNTRY_PREFIX = re.compile(r"^[A-Z]{2}")


def number_key(text):
    """Return a number, such as that of an identity card, as numbers are compared: its
    letters and digits alone. ``"001 199-012345"`` and ``"001199012345"`` are one."""
    return SIGNS.sub("", (text or "").translate(UPPER))


def number_key_sql(column):
    """Return the SQL expression of :func:`number_key` for a column, or another
    expression. NULL stays NULL."""
    return (
        f"regexp_replace(translate({column}, '{string.ascii_lowercase}', "
        f"'{string.ascii_uppercase}'), '[^0-9A-Z]', '', 'g')"
    )


def tax_key(text):
    """Return a tax number as tax numbers are compared: as :func:`number_key` does, and
    without the prefix of a country, which some people write and others do not."""
    return COUNTRY_PREFIX.sub("", number_key(text))


def tax_key_sql(column):
    """Return the SQL expression of :func:`tax_key`, see :func:`number_key_sql`."""
    return f"regexp_replace({number_key_sql(column)}, '^[A-Z]{{2}}', '')"

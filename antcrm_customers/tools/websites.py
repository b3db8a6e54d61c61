"""Compare websites by their domain; knows no database. See :mod:`.numbers` for pairs of
rules in Python and in SQL."""

import re
import string

LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
SPACES = " \t\n\r"
#: what stands before a domain, the domain, and what stands behind it
AROUND = r"^(?:[a-z]+://)?(?:www\.)?([^/:?#]*).*$"
WEBSITE = re.compile(AROUND, re.DOTALL)
#: who has a page there has the domain in common with everybody
COMMON_DOMAINS = (
    "facebook.com",
    "linkedin.com",
    "google.com",
    "zalo.me",
    "instagram.com",
)


def domain_key(website):
    """Return the domain of a website as domains are compared: in lower case, without
    ``www.``; ``""`` where there is none, or none that says whose it is."""
    domain = WEBSITE.sub(r"\1", (website or "").strip(SPACES).translate(LOWER))
    if "." not in domain or domain.endswith(COMMON_DOMAINS):
        return ""
    return domain


def domain_key_sql(column):
    """Return the SQL expression of the domain of a website: that of :func:`domain_key`
    wherever that finds one."""
    return (
        rf"regexp_replace(translate(btrim({column}, E' \t\n\r'), "
        f"'{string.ascii_uppercase}', '{string.ascii_lowercase}'), "
        rf"'{AROUND}', '\1')"
    )

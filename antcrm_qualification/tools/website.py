"""Compare websites; knows no database."""

import re

PREFIX = re.compile(r"^([a-z][a-z0-9+.-]*:)?//(www\.)?|^www\.")


def website_key(text):
    """Return the host of a website, as websites are compared; ``""`` without one."""
    host = PREFIX.sub("", (text or "").strip().lower())
    return re.split(r"[/?#:]", host, maxsplit=1)[0]

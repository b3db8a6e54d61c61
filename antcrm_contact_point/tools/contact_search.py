"""What to look for when somebody types a number or an address; knows no database."""

import re

from .contact_values import read_phone, read_social

# Digits with the signs people put between them, and an extension behind them
PHONE_LIKE = re.compile(
    r"[\d\s().+/\-\u2010-\u2015]+?(?:\s*(?:ext\.?|x|#)\s*\d*)?", re.IGNORECASE
)
EXTENSION = re.compile(r"(?:ext\.?|x|#)\s*\d*$", re.IGNORECASE)
MIN_DIGITS = 3  # fewer are found in almost every number


def get_search_terms(text, region=None):
    """Return what to compare the normalised form of contact values with.

    A number is found in any usual writing and by any part of it: the leading zeros
    stand for a prefix that the normalised form spells out.

    :param str text: what was typed
    :param str region: ISO code of the country whose national writing is understood
    :return: list of ``(operator, term)``, alternatives; empty when the text is too
        short to tell anything
    """
    text = (text or "").strip()
    if PHONE_LIKE.fullmatch(text):
        terms = []
        normalized = read_phone(text, region).normalized
        if normalized:
            # with an extension and without
            keys = {normalized: True, normalized.partition(";")[0]: True}
            terms.extend(("=", key) for key in keys)
        digits = re.sub(r"\D", "", EXTENSION.sub("", text)).lstrip("0")
        if len(digits) >= MIN_DIGITS:
            terms.append(("like", digits))
        return terms
    if not text:
        return []
    terms = [("like", text.lower())]
    if "/" in text:
        normalized = read_social(text).normalized
        if normalized:
            terms.append(("=", normalized))
    return terms

"""Names of columns made from labels that people type."""

import re
import unicodedata

#: PostgreSQL allows 63 bytes; the host adds a table's name in front for index names
MAX_LENGTH = 40

# Letters that Unicode does not decompose into a base letter and an accent
UNDECOMPOSED = str.maketrans(
    {
        "đ": "d",
        "Đ": "D",
        "ø": "o",
        "Ø": "O",
        "ł": "l",
        "Ł": "L",
        "ß": "ss",
        "æ": "ae",
        "Æ": "AE",
        "œ": "oe",
        "Œ": "OE",
        "ı": "i",
    }
)


def slugify(text, fallback):
    """Return ``text`` as lower-case ASCII letters, digits and underscores.

    >>> slugify("Điểm tín dụng (%)", "field")
    'diem_tin_dung'
    >>> slugify("预算", "field")
    'field'

    :param str fallback: what is returned when no letter or digit is left
    """
    decomposed = unicodedata.normalize("NFKD", text.translate(UNDECOMPOSED))
    ascii_text = decomposed.encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "_", ascii_text).strip("_")
    return slug[:MAX_LENGTH].strip("_") or fallback


def make_unique(name, taken):
    """Return ``name``, or ``name_2``, ``name_3`` ...: the first that is not taken.

    :param taken: a container of names; it is not changed
    """
    candidate, number = name, 1
    while candidate in taken:
        number += 1
        candidate = f"{name}_{number}"
    return candidate

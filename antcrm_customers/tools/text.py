"""Compare names as people do; knows no database."""

import re
import unicodedata

#: The same rule in SQL, for an index: see ``name_key_sql``
COMBINING_MARKS = "[\u0300-\u036f]"


def compose_text(text):
    """Return a text as keyboards write it (Unicode NFC): an accent that stands behind
    its letter is put on it. Two texts that look the same are the same."""
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return text
    return unicodedata.normalize("NFC", text)


def name_key(text):
    """Return ``text`` without accents, case and superfluous spaces, to compare names.

    ``"CÔNG TY  Đông Á"`` and ``"Cong ty dong a"`` have one key.
    """
    text = " ".join((text or "").split())
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFD", text)
    plain = "".join(char for char in decomposed if not "\u0300" <= char <= "\u036f")
    return plain.translate(str.maketrans("đĐ", "dD")).lower()


def compact_key(text):
    """Return :func:`name_key` without spaces and punctuation: ``"Viet Nam"`` and
    ``"Vietnam"``, ``"Guinea-Bissau"`` and ``"Guinea Bissau"`` have one key."""
    return "".join(filter(str.isalnum, name_key(text)))


class PersonKeys(dict):
    """People by the keys of their names and e-mail addresses; programs write both:
    "Ida Berg (ida@example.com)"."""

    _BOTH = re.compile(
        r"([^(<\[]*?)\s*[(<\[]\s*([^\s()<>\[\]]+@[^\s()<>\[\]]+)\s*[)>\]]"
    )

    def __missing__(self, key):
        match = self._BOTH.fullmatch(key)
        if match and (found := self.get(match[2]) or self.get(match[1])):
            return found
        raise KeyError(key)


def name_key_sql(column):
    """Return the SQL expression of :func:`name_key` for ``column``. All functions in it
    are immutable, so that it can be indexed, with or without ``unaccent``."""
    return (
        "lower(translate(regexp_replace(normalize("
        rf"regexp_replace(btrim({column}), '\s+', ' ', 'g'), NFD), "
        f"'{COMBINING_MARKS}', '', 'g'), 'đĐ', 'dD'))"
    )


def first_filled_sql(columns, table=None):
    """Return the SQL expression of the first of ``columns`` that is not null."""
    prefix = f'"{table}".' if table else ""
    names = [f'{prefix}"{column}"' for column in columns]
    return f"COALESCE({', '.join(names)})" if len(names) > 1 else names[0]

"""Several names in one text, as a cell or a field holds them; knows no database."""

import re

_LIST_SEPARATORS = ",;|\n"
_QUOTED = re.compile(r'\s*"((?:[^"]|"")*)"\s*(?=[,;|\n]|$)')
_SEPARATOR = re.compile(f"[{_LIST_SEPARATORS}]")


def join_list(names):
    """Write several names into one text; those with a separator in quotation marks.

    >>> join_list(["Fair", "A, B"])
    'Fair, "A, B"'
    """
    return ", ".join(
        '"' + name.replace('"', '""') + '"'
        if name.startswith('"') or _SEPARATOR.search(name)
        else name
        for name in names
    )


def split_list(text):
    """Split a text that holds several names, each of them once.

    >>> split_list('Fair; "A, B"|Fair')
    ['Fair', 'A, B']
    """
    parts, position = [], 0
    while position <= len(text):
        if match := _QUOTED.match(text, position):
            parts.append(match[1].replace('""', '"'))
            position = match.end() + 1
            continue
        match = _SEPARATOR.search(text, position)
        end = match.start() if match else len(text)
        parts.append(text[position:end])
        position = end + 1
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))

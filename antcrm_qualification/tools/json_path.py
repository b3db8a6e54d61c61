"""Read values out of JSON; knows no database."""

import re

MAX_LENGTH = 1000
MAX_VALUES = 10
STEP = re.compile(r"[^.\[\]]+")


def read_path(data, path):
    """Return what stands at a path like ``data.companies[0].name``, ``None`` where
    nothing does."""
    for step in STEP.findall(path.strip().removeprefix("$")):
        if isinstance(data, dict):
            data = data.get(step)
        elif isinstance(data, list) and step.isascii() and step.isdigit():
            data = data[int(step)] if int(step) < len(data) else None
        else:
            return None
    return data


def read_texts(value):
    """Return a value of JSON as texts: none for what is no text or number."""
    values = value if isinstance(value, list) else [value]
    texts = (
        str(one).replace("\x00", "").strip()[:MAX_LENGTH]
        for one in values[:MAX_VALUES]
        if isinstance(one, (str, int, float)) and not isinstance(one, bool)
    )
    return [text for text in texts if text]

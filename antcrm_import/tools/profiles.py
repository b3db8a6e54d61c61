"""Known exports: which program wrote a file, and what its columns mean; no ORM.

Profiles are data, see ``data/export_profiles.json``: a list of dicts with

- ``name``: what the user knows the program by;
- ``marks``: lists of names of columns; a file with all of one list is the program's;
- ``columns``: ``{name of a column: field of a candidate}``, ``""`` for one that holds
  nothing of a customer. What is not named here is judged as in any file;
- ``date_order``: optional, how the program writes dates whatever the user's habits.

A ``#`` stands for any number. The fields are those of a contact; ``company`` and
``notes`` stand for what each kind of customer has for them.
"""

import json
import re
from functools import lru_cache
from pathlib import Path

from .header_words import words

DATA = Path(__file__).parent.parent / "data" / "export_profiles.json"
CONCEPTS = {
    "company": ("parent_id", "partner_name", "name"),
    "notes": ("comment", "description"),
}


def _key(header):
    """Return what a name is found by; ``#`` in it stands for any number."""
    return " # ".join(words(part) for part in header.split("#"))


def _open_key(header):
    return re.sub(r"\b\d+\b", "#", words(header))


class Profile:
    """One known export, made of a dict as above.

    :raises ValueError: the dict is none
    """

    def __init__(self, values):
        if not values.get("name") or not values.get("marks"):
            raise ValueError(f"a profile needs a name and marks: {values!r}")
        self.name = values["name"]
        self.date_order = values.get("date_order")
        self.marks = [frozenset(map(_key, marks)) for marks in values["marks"]]
        self.columns = {
            _key(header): name for header, name in values.get("columns", {}).items()
        }

    def match(self, keys):
        """Return how many marks a file has, given the keys of its columns; 0 when it is
        not this program's."""
        return max((len(marks) for marks in self.marks if marks <= keys), default=0)

    def find(self, header, fields):
        """Return what the profile says of a column: (whether anything, the field or
        ``False`` when nothing takes it). ``None`` as a field is one that customers of
        this kind do not have."""
        name = self.columns.get(words(header), self.columns.get(_open_key(header)))
        if name is None:
            return False, None
        if not name:
            return True, False
        is_account = "firstname" not in fields
        if name == "name" and is_account:
            return False, None  # who is called so is the company or one of its people
        for target in CONCEPTS.get(name, (name,)):
            if target in fields and (target == name or target != "name" or is_account):
                return True, target
        return True, None


@lru_cache(maxsize=8)
def load(path=DATA):
    """Return the profiles of a file."""
    return tuple(map(Profile, json.loads(Path(path).read_text(encoding="utf-8"))))


def find_profile(headers, profiles=None):
    """Return the profile of the program that wrote a file with these columns, the one
    with the most marks; ``None`` when nobody knows it.

    :param list headers: the names of the columns
    :param profiles: those that are known; of several that fit equally, the last one
    """
    keys = frozenset([*map(words, headers), *map(_open_key, headers)])
    best, most = None, 0
    for profile in load() if profiles is None else profiles:
        count = profile.match(keys)
        if count and count >= most:
            best, most = profile, count
    return best

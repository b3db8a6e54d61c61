"""How names are looked for that are written a little otherwise; knows no database.

A name is made of words that few have and words that many have. What many have finds
too many to look at, however it is searched: so it is told first which is which.
"""

import re

MIN_PART = 3  # no index finds a part of a name that is shorter
#: every further word makes it slower to look at a name, and hardly finds fewer
MAX_WORDS = 3
#: what more than this share of all names has finds too many
COMMON_SHARE = 0.01
#: at least half of the groups of three letters are the same
SIMILARITY = 0.5
#: that many words that nobody has may be wrong; of more, what they have is looked for
MAX_UNKNOWN = 2


def get_words(key):
    """Return the words of a name by which it is looked for, the longest ones.

    :param str key: as ``tools.text.name_key`` returns it
    """
    words = sorted(set(key.split()), key=lambda word: (-len(word), word))[:MAX_WORDS]
    return words if words and len(words[0]) >= MIN_PART else [key]


def get_patterns(words):
    """Return what names are like in which words stand, regular expressions of which an
    index serves each.

    A short word stands at the beginning of a word: nothing else of it is indexed.
    """
    return [
        re.escape(word) if len(word) >= MIN_PART else f"(^| ){re.escape(word)}"
        for word in words
    ]


def get_trigrams(text):
    """Return the groups of three letters of a text, as ``pg_trgm`` makes them."""
    return {
        padded[at : at + 3]
        for word in re.findall(r"\w+", text)
        for padded in [f"  {word} "]
        for at in range(len(word) + 1)
    }


class NameSample:
    """How many of all names have something, by a sample of them."""

    def __init__(self, shares=None, others=()):
        """:param shares: the most frequent names: ``{name: share of all}``
        :param others: some of the rest, each standing for as many
        """
        self.names = {f" {name} ": share for name, share in (shares or {}).items()}
        rest = max(1 - sum(self.names.values()), 0)
        for name in others:
            key = f" {name} "
            self.names[key] = self.names.get(key, 0) + rest / len(others)

    def get_share(self, text):
        """Return the share of names in which a text stands; at the beginning and the
        end of a name stands a space."""
        return sum(share for name, share in self.names.items() if text in name)

    def is_common(self, text):
        """Tell whether more names have a text than can be looked at."""
        return self.get_share(text) > COMMON_SHARE


def get_similarity(key, sample):
    """Return how similar names have to be that are looked for, from 0 to 1, so that
    what many have in common does not suffice; ``None`` where little else is left."""
    trigrams = get_trigrams(key)
    common = sum(sample.is_common(trigram.replace("  ", " ")) for trigram in trigrams)
    least = (common + 1.5) / len(trigrams) if common and trigrams else SIMILARITY
    # in steps: names that are as similar are looked for together
    steps = (SIMILARITY, 0.6, 0.7, 0.8)
    return next((step for step in steps if step >= least), None)


def get_unknown_words(key, sample):
    """Return the words that may be misspelt, beside words that many have."""
    words = get_words(key)
    unknown = [word for word in words if not sample.is_common(word)]
    return unknown if len(words) > 1 and len(unknown) <= MAX_UNKNOWN else []


def get_misspellings(word):
    """Return what a word has in common with the one that was meant, if a letter is
    wrong, missing or too much, or two are exchanged: regular expressions."""
    letters = list(word)
    swapped = {
        "".join([*letters[:at], letters[at + 1], letters[at], *letters[at + 2 :]])
        for at in range(len(letters) - 1)
        if letters[at] != letters[at + 1] and len(letters) >= MIN_PART
    }
    half = len(word) // 2
    parts = [f"(^| ){re.escape(word[:half])}", f"{re.escape(word[-half:])}( |$)"]
    return [*map(re.escape, sorted(swapped)), *(parts if half >= 2 else ())]

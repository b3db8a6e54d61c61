"""Compare addresses; knows no database."""

import re

from .text import name_key

#: ends of what belongs together in a line
SEPARATORS = re.compile(r"[,;\n\r\t()]+")
#: all but letters, digits and what stands within a house number
NOISE = re.compile(r"[^\w/-]+|(?<!\w)[/-]+|[/-]+(?!\w)")
DIGIT = re.compile(r"\d")
#: "Q1", "P.12": a district or a ward and its number
GLUED = re.compile(r"\b([pq])\.?(\d+)\b")
#: said or left out as people like
FILLERS = re.compile(r"\b(?:thanh pho|tp|city|tinh|duong|so|no|nr)\b")
#: how people shorten what an address is made of
SHORT = {
    "ave": "avenue",
    "av": "avenue",
    "apt": "apartment",
    "bldg": "building",
    "blvd": "boulevard",
    "dr": "drive",
    "h": "huyen",
    "hcm": "ho chi minh",
    "hcmc": "ho chi minh",
    "hn": "ha noi",
    "hanoi": "ha noi",
    "ln": "lane",
    "p": "phuong",
    "q": "quan",
    "rd": "road",
    "st": "street",
    "str": "street",
    "tx": "thi xa",
    "x": "xa",
}


#: what does not stand in another part of an address by itself: a street may be called
#: as a city is
PLACES = ("city", "zip", "state_id", "country_id")


def is_part(address, other, names):
    """Whether an address says nothing that another one does not say.

    :param address: a record, or the values to create one; ``other`` as well
    :param names: the names of the parts
    """
    for name in PLACES:
        one, two = address_key(address, [name]), address_key(other, [name])
        if one and two and not (one <= two or two <= one):
            return False
    return address_key(address, names) <= address_key(other, names)


def address_key(address, names):
    """Return what makes an address, to compare: its words, wherever in it they stand,
    without regard to case, accents, punctuation and the usual short forms; numbers with
    the word before them; provinces and countries by id. One address is part of another
    one where its key is a subset of the other's.

    :param address: a record, or the values to create one
    :param names: the names of the parts
    :return: frozenset of ``(name, value)``, of words with an empty name
    """
    key = set()
    for name in names:
        value = address.get(name) if isinstance(address, dict) else address[name]
        if isinstance(value, str):
            words = list(_get_words(value)) or value.split()
            key.update(("", word) for word in words)
        elif value := getattr(value, "id", value):
            key.add((name, value))
    return frozenset(key)


def _get_words(text):
    """Yield the words of a text as they are compared."""
    for part in SEPARATORS.split(name_key(text)):
        part = GLUED.sub(r"\1 \2", part)
        part = FILLERS.sub(" ", NOISE.sub(" ", part.replace(".", " ")))
        words = [word for short in part.split() for word in _get_long(short).split()]
        before = ""
        for word in words:
            yield f"{before} {word}".strip() if DIGIT.search(word) else word
            before = word


def _get_long(word):
    return SHORT.get(word, word)

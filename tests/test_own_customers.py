"""Tests that share a server have customers of their own."""

import re
from collections import defaultdict

from host import ROOT

SHARED = re.compile(r"def \w+\([^)]*\b(admin|server|page|make_user)\b")
PATTERNS = {
    # the last digits, however the number is written
    "phone": (r"(?:\+|\b0)\d[\d ]{7,14}\d", lambda text: re.sub(r"\D", "", text)[-9:]),
    "address": (r"[\w.+-]+@[\w.-]+\.[a-z]+", str.lower),
    "tax number": (r"""(?:vat|TIN\w*)["']?\s*[:=]\s*["'](\w{8,14})""", str),
}


def test_values_of_tests():
    """A number that two of these files give to a customer makes one of them fail, but
    only in some order."""
    users = defaultdict(set)
    for path in sorted((ROOT / "tests").glob("test_*.py")):
        text = path.read_text()
        # those with a database of their own meet nobody
        if "clone_database" in text or not SHARED.search(text):
            continue
        for readme in re.findall(r'ROOT / "([\w/]+README\.rst)"', text):
            text += (ROOT / readme).read_text()
        for kind, (pattern, key) in PATTERNS.items():
            for value in re.findall(pattern, text):
                users[kind, key(value)].add(path.name)
    assert len(users) > 50
    assert not {key: names for key, names in users.items() if len(names) > 1}

"""What people read: mails and pages, as text."""

import re

from lxml import html

#: what is a value of a program, or the place of one
NO_TEXT = re.compile(
    r"<\w[\w.]* object|object at 0x|\bNone\b|\bFalse\b|%\(\w+\)|\{\{|\$\{|\bodoo\."
    r"|\w+\(\d+,\)"
)


def get_paragraphs(body):
    """Return the texts of a page, one by one.

    :raise AssertionError: one is the value of a program, or a link leads nowhere
    """
    tree = html.fromstring(f"<div>{body}</div>")
    texts = [" ".join(text.split()) for text in tree.itertext() if text.strip()]
    for text in texts:
        assert not NO_TEXT.search(text), text
    for link in tree.iter("a"):
        address = link.get("href") or ""
        assert re.match(r"https?://\S+$|mailto:\S+$|/\S+$", address), address
    return texts

from markupsafe import Markup

START, END = "<pre>", "</pre>"
# What ends a sentence rather than an address
PUNCTUATION = ".,;:!?)]}>'\""


def add_links(html):
    """Make the addresses in a text links: the host keeps a mail without HTML as one
    element of text. Anything else is returned as it is.

    >>> add_links(Markup("<pre>See https://firm.example/x.</pre>"))[:42]
    Markup('<pre>See <a href="https://firm.example/x" ')

    :param Markup html: as the host keeps it, which is safe
    :rtype: Markup
    """
    text = str(html).strip()
    inner = text[len(START) : -len(END)]
    if not text.startswith(START) or not text.endswith(END) or "<" in inner:
        return html
    lines = []
    for line in inner.split("\n"):
        words = [_add_link(word) for word in line.split(" ")]
        lines.append(" ".join(words))
    # what was escaped still is, and nothing else is added
    return Markup(START + "\n".join(lines) + END)  # noqa: S704


def _add_link(word):
    url = word.rstrip(PUNCTUATION)
    if not url.startswith(("https://", "http://")) or '"' in url or len(url) > 2_000:
        return word
    link = f'<a href="{url}" target="_blank" rel="noopener noreferrer">{url}</a>'
    return link + word[len(url) :]

"""HTML as lines of text, the way a reader sees them; stdlib only, one pass.

Neither the host's ``html2plaintext`` nor a browser's copy keeps the lines of a header
block apart, and a parser of wrong markup can be made to take forever: mails are read
here by a scanner that looks at each character a fixed number of times.
"""

from html import unescape
from urllib.parse import unquote

from .html_hidden import Look, StyleSheet

MAX_HTML = 500_000
MAX_DEPTH = 50
#: How many elements may be open; how far up an end looks for its beginning
MAX_OPEN = 1_000
MAX_LOOK_UP = 50

BLOCKS = frozenset(
    "address article aside blockquote body center dd details div dl dt fieldset figure "
    "footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody "
    "tfoot thead tr ul br".split()
)
CELLS = frozenset(("td", "th"))
HIDDEN = ("style", "script", "title", "head")
VOID = frozenset(
    "area base br col embed frame hr img input link meta param source track wbr".split()
)
# What ends where the next such element begins, or one of others
IMPLIED = {
    "td": frozenset(("td", "th", "tr", "tbody")),
    "th": frozenset(("td", "th", "tr", "tbody")),
    "tr": frozenset(("tr", "tbody")),
    "li": frozenset(("li",)),
    "dt": frozenset(("dt", "dd")),
    "dd": frozenset(("dt", "dd")),
    "p": BLOCKS - {"br", "li", "tr", "tbody"},
}
RULE = "_" * 32


def html_to_lines(html):
    """Return the lines of an HTML text that a reader sees.

    Blocks and line breaks end a line, cells are parted by a tabulator, a quotation
    (``blockquote``) starts with ``> `` as it does in plain text, a rule is a line of
    underscores, and the address of a ``mailto:`` link that shows a name follows it in
    angle brackets.

    :param str html: any text; what is longer than half a million characters is cut
    :return: list of strings
    """
    return _Converter(html[:MAX_HTML]).convert()


def split_hidden(html):
    """Return the lines of an HTML text that a reader sees, and in one text what is
    hidden from readers.

    :param str html: as of :func:`html_to_lines`
    """
    converter = _Converter(html[:MAX_HTML])
    return converter.convert(), "\n".join(converter.hidden)


class _Converter:
    def __init__(self, html):
        self.html = html
        self.lines = []
        self.parts = []
        self.names = {}  # of the tags seen
        self.depth = 0
        self.preformatted = 0
        self.address = None  # of the link that is open
        self.link_start = 0
        self.sheet = StyleSheet()
        self.look = Look()
        self.open = []  # (name, how the text around it looks)
        self.hidden = []  # texts that no reader sees
        self.no_more = set()  # quotation marks that do not come any more

    def convert(self):
        html, position, length = self.html, 0, len(self.html)
        while position < length:
            start = html.find("<", position)
            if start < 0:
                start = length
            self._text(html[position:start])
            if start == length:
                break
            if html.startswith("<!--", start):
                end = html.find("-->", start + 4)
                position = end + 3 if end >= 0 else length
                continue
            following = html[start + 1 : start + 2]
            end = self._find_tag_end(start + 1)
            if end < 0:
                # no tag ends any more
                self._text(html[start:])
                break
            if not (following.isalpha() or following in "/!?"):
                self._text("<")
                position = start + 1
                continue
            position = self._tag(html[start + 1 : end], end + 1)
        self._end_line()
        return self.lines

    def _find_tag_end(self, start):
        """Return where a tag ends that starts at a position, -1 if nowhere: a bracket
        in an attribute's value does not end it."""
        html, position = self.html, start
        end = html.find(">", position)
        for _ in range(50):
            quotes = [
                (at, quote)
                for quote in "\"'"
                if quote not in self.no_more
                and (at := html.find(f"={quote}", position, end)) >= 0
            ]
            if end < 0 or not quotes:
                break
            at, quote = min(quotes)
            closing = html.find(quote, at + 2)
            if closing < 0:
                self.no_more.add(quote)
                continue
            position = closing + 1
            if closing > end:
                end = html.find(">", closing)
        return end

    def _tag(self, tag, position):
        """Read one tag; return where to go on."""
        name = self.names.get(tag)
        if name is None:
            words = tag[:64].lstrip("/").split(None, 1)
            name = words[0].rstrip("/").lower() if words else ""
            if len(tag) < 20:
                self.names[tag] = name
        closing = tag[:1] == "/"
        if name in HIDDEN and not closing:
            # of a head without an end, only the tag is left out
            end = self._find_end(name, position)
            self._read_styles(name, position, end)
            return end if end >= 0 else position
        self._nest(name, tag, closing)
        if name in CELLS:
            if closing or self.parts and not self.parts[-1].endswith("\t"):
                self.parts.append("\t")
        elif name == "a":
            self._link(tag, closing)
        elif name in BLOCKS:
            self._block(name, closing)
        return position

    def _nest(self, name, tag, closing):
        """Keep how text looks in the elements that are open."""
        if name in VOID or not name[:1].isalpha():
            return
        if closing:
            lowest = max(0, len(self.open) - MAX_LOOK_UP)
            for index in range(len(self.open) - 1, lowest - 1, -1):
                if self.open[index][0] == name:
                    self.look = self.open[index][1]
                    del self.open[index:]
                    break
            return
        while self.open and name in IMPLIED.get(self.open[-1][0], ()):
            self.look = self.open.pop()[1]
        if tag[-1:] == "/" and name not in BLOCKS or len(self.open) >= MAX_OPEN:
            return
        self.open.append((name, self.look))
        self.look = self.sheet.get_look(name, tag, self.look)

    def _read_styles(self, name, position, end):
        """Read the style sheets in what is skipped."""
        if name not in ("style", "head"):
            return
        text = self.html[position : end if end >= 0 else position]
        if name == "style":
            self.sheet.add(text.rpartition("</")[0] or text)
            return
        lowered = text.lower()
        start = 0
        for _ in range(20):
            start = lowered.find("<style", start)
            if start < 0:
                break
            start = lowered.find(">", start) + 1
            end = lowered.find("</style", start)
            if not start:
                break
            self.sheet.add(text[start : end if end >= 0 else len(text)])
            start = end if end >= 0 else len(text)

    def _find_end(self, name, position):
        end = self.html.find(f"</{name}", position)
        if end < 0:
            end = self.html.find(f"</{name.upper()}", position)
        if end < 0:
            # not looked for again: each look would go to the end
            return -1 if name == "head" else len(self.html)
        end = self.html.find(">", end)
        return end + 1 if end >= 0 else len(self.html)

    def _block(self, name, closing):
        if name == "br":
            self._end_line(always=True)
            return
        self._end_line()
        if name == "hr" and not self.look.hidden:
            self.parts.append(RULE)
            self._end_line()
        elif name == "blockquote":
            self.depth = max(0, self.depth + (-1 if closing else 1))
        elif name == "pre":
            self.preformatted = max(0, self.preformatted + (-1 if closing else 1))
        elif name == "p" and closing:
            self._end_line(always=True)

    def _link(self, tag, closing):
        if not closing:
            self.address = None if self.look.hidden else _get_mailto(tag)
            self.link_start = len(self.parts)
        elif self.address:
            shown = "".join(self.parts[self.link_start :])
            if "@" not in shown:
                self.parts.append(f" <{self.address}>")
            self.address = None

    def _text(self, text):
        if not text:
            return
        if self.look.hidden:
            self.hidden.append(unescape(text))
            return
        text = unescape(text)
        if self.preformatted:
            for number, line in enumerate(text.splitlines() or [text]):
                if number:
                    self._end_line(always=True)
                self.parts.append(line)
            if text.endswith("\n"):
                self._end_line()
        else:
            self.parts.append(text)

    def _end_line(self, always=False):
        text = "".join(self.parts)
        if not self.preformatted:
            # cells stay apart
            text = "\t".join(" ".join(cell.split()) for cell in text.split("\t"))
        text = text.strip()
        self.parts = []
        self.link_start = 0
        if text or always:
            self.lines.append("> " * min(self.depth, MAX_DEPTH) + text)


def _get_mailto(tag):
    """Return the address of a ``mailto:`` link, or ``None``."""
    lowered = tag.lower()
    start = lowered.find("mailto:")
    if start < 0 or "href" not in lowered[:start]:
        return None
    address = tag[start + 7 : start + 7 + 320]
    for stop in "\"'?> \t\n":
        address = address.partition(stop)[0]
    address = unquote(unescape(address))
    if "<" in address:  # mailto:Ida%20Doe%20<ida@example.com>
        address = address.partition("<")[2].partition(">")[0]
    return address if "@" in address else None

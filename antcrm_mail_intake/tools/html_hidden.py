"""What the mark-up of a mail hides from its reader; stdlib only, one pass.

Text that nobody sees must not tell who wrote a mail. Looked at is what mails use: the
attributes ``style``, ``hidden``, ``class``, ``color`` and ``bgcolor``, and rules of a
style sheet for a tag, a class or an id. Where a rule is too much for that, the text
counts as seen.
"""

import colorsys
from html import unescape
from typing import NamedTuple

MAX_SHEET = 100_000
MAX_RULES = 500
MAX_STYLE = 2_000
#: of a colour, how far another is that nobody tells from it
SAME_COLOR = 16
OFF_SCREEN = -300
#: of an opacity or a scale, what is as good as nothing
FAINT = 0.1

# the sixteen of HTML
COLORS = {
    "black": (0, 0, 0),
    "silver": (192, 192, 192),
    "gray": (128, 128, 128),
    "white": (255, 255, 255),
    "maroon": (128, 0, 0),
    "red": (255, 0, 0),
    "purple": (128, 0, 128),
    "fuchsia": (255, 0, 255),
    "green": (0, 128, 0),
    "lime": (0, 255, 0),
    "olive": (128, 128, 0),
    "yellow": (255, 255, 0),
    "navy": (0, 0, 128),
    "blue": (0, 0, 255),
    "teal": (0, 128, 128),
    "aqua": (0, 255, 255),
    "snow": (255, 250, 250),
    "whitesmoke": (245, 245, 245),
    "ivory": (255, 255, 240),
    "ghostwhite": (248, 248, 255),
    "floralwhite": (255, 250, 240),
    "mintcream": (245, 255, 250),
    "azure": (240, 255, 255),
    "aliceblue": (240, 248, 255),
    "seashell": (255, 245, 238),
    "honeydew": (240, 255, 240),
}
ATTRIBUTES = ("style", "class", "id", "hidden", "color", "bgcolor", "text")


class Look(NamedTuple):
    """How the text in an element looks; what an element inside may change, and
    ``gone``, which it may not."""

    gone: bool = False
    invisible: bool = False
    tiny: bool = False
    color: tuple | None = (0, 0, 0)
    background: tuple | None = (255, 255, 255)

    @property
    def hidden(self):
        return self.gone or self.invisible or self.tiny or self.is_same_color()

    def is_same_color(self):
        return (
            self.color is not None
            and self.background is not None
            and all(
                abs(one - other) <= SAME_COLOR
                for one, other in zip(self.color, self.background, strict=True)
            )
        )


class StyleSheet:
    """The rules of a mail that may hide text, by tag, ``.class`` and ``#id``."""

    def __init__(self):
        self.rules = {"template": {"display": "none"}}

    def add(self, css):
        """Read the rules of a ``<style>``; those for some screens only (``@media``) are
        left out."""
        css = css[:MAX_SHEET]
        if "/*" in css:
            pieces = css.split("/*")
            css = pieces[0] + "".join(piece.partition("*/")[2] for piece in pieces[1:])
        css = css.replace("<!--", " ").replace("-->", " ")
        position = 0
        while len(self.rules) < MAX_RULES:
            start = css.find("{", position)
            if start < 0:
                break
            selectors = css[position:start].rpartition(";")[2].strip()
            if selectors.startswith("@"):
                position = _skip_block(css, start)
                continue
            end = css.find("}", start)
            if end < 0:
                end = len(css)
            self._add_rule(selectors, css[start + 1 : end])
            position = end + 1

    def _add_rule(self, selectors, body):
        declarations = read_style(body)
        if not declarations:
            return
        for selector in selectors[:MAX_STYLE].lower().split(",")[:50]:
            for sign in ">+~":
                selector = selector.replace(sign, " ")
            parts = selector.split()
            key = _get_rule_key(parts[-1]) if parts else None
            # for what stands in something else, a class or an id has to tell
            if key and (len(parts) == 1 or key[0] in ".#"):
                self.rules[key] = {**self.rules.get(key, {}), **declarations}

    def get_look(self, name, tag, outer):
        """Return how text in an element looks.

        :param str name: of the tag, in lower case
        :param str tag: the tag as it is written, without its brackets
        :param Look outer: of the element around it
        """
        attributes = _read_attributes(tag)
        if not attributes and name not in self.rules and "*" not in self.rules:
            return outer
        declarations = {**self.rules.get("*", {}), **self.rules.get(name, {})}
        if self.rules:
            for value in attributes.get("class", "").lower().split()[:20]:
                declarations.update(self.rules.get(f".{value}", ()))
            identifier = attributes.get("id", "").strip().lower()
            declarations.update(self.rules.get(f"#{identifier}", ()))
        if "bgcolor" in attributes:
            declarations["background-color"] = attributes["bgcolor"].strip().lower()
        if name in ("font", "basefont") and "color" in attributes:
            declarations["color"] = attributes["color"].strip().lower()
        if name == "body" and "text" in attributes:
            declarations["color"] = attributes["text"].strip().lower()
        for key, value in read_style(attributes.get("style", "")).items():
            if "!important" not in declarations.get(key, ""):
                declarations[key] = value
        if "hidden" in attributes:
            declarations.setdefault("display", "none")
        return _apply(declarations, outer) if declarations else outer


def read_style(text):
    """Return the declarations of a style, names and values in lower case."""
    declarations = {}
    text = text[:MAX_STYLE]
    if "/*" in text:
        pieces = text.split("/*")
        text = pieces[0] + "".join(piece.partition("*/")[2] for piece in pieces[1:])
    if "\\" in text:
        text = _read_escapes(text)
    for declaration in text.lower().split(";"):
        key, colon, value = declaration.partition(":")
        if colon:
            declarations[key.strip()] = value.strip()
    return declarations


def _read_escapes(text):
    """Return a style with its escapes read: ``d\\69splay`` is ``display``."""
    first, *pieces = text.split("\\")
    result = [first]
    for piece in pieces:
        end = 0
        while end < min(6, len(piece)) and piece[end] in "0123456789abcdefABCDEF":
            end += 1
        code = int(piece[:end], 16) if end else 0
        if 0 < code < 0x110000:
            result.append(chr(code) + piece[end:].removeprefix(" "))
        else:
            result.append(piece)
    return "".join(result)


def _get_rule_key(selector):
    """Return the tag, ``.class`` or ``#id`` that a selector is about, ``None`` for one
    that is about a state or a place."""
    name, bracket, attribute = selector.partition("[")
    if bracket:
        for sign, kind in (("class", "."), ("id", "#")):
            if attribute.startswith(sign):
                value = attribute.partition("=")[2].strip("]\"' ")
                return kind + value if value else None
        return None
    if ":" in name:
        return None
    for sign in ".#":
        if sign in name:
            return sign + name.rpartition(sign)[2]
    return name


def _apply(declarations, outer):
    get = declarations.get
    visibility = get("visibility", "")
    color = get("-webkit-text-fill-color") or get("color", "")
    invisible = outer.invisible
    if visibility and not visibility.startswith("inherit"):
        invisible = visibility.startswith(("hidden", "collapse"))
    return Look(
        gone=outer.gone or _is_gone(declarations),
        invisible=invisible or _is_transparent(color),
        tiny=_is_tiny(get("font-size") or _find_size(get("font", "")), outer.tiny),
        color=_read_color(color, outer.color),
        background=_read_background(declarations, outer.background),
    )


def _find_size(font):
    """Return the size in a ``font`` such as ``bold 12px/1.5 Arial``."""
    for word in font.split()[:8]:
        number, unit = _read_number(word.partition("/")[0])
        if number is not None and (unit or number == 0):
            return word.partition("/")[0]
    return None


def _is_gone(declarations):
    get = declarations.get
    if get("display", "").startswith("none") or get("mso-hide", "").startswith("all"):
        return True
    if get("content-visibility", "").startswith("hidden"):
        return True
    for key in ("opacity", "zoom"):
        number, unit = _read_number(get(key, ""))
        if number is not None and number < (10 if unit == "%" else FAINT):
            return True
    for key in ("transform", "filter", "clip-path"):
        if _is_shrunk(get(key, "")):
            return True
    if get("overflow", "").startswith(("hidden", "clip")):
        for key in ("height", "max-height", "width", "max-width"):
            number, unit = _read_number(get(key, ""))
            if number is not None and (number == 0 or number <= 1 and unit == "px"):
                return True
    if get("position", "").startswith(("absolute", "fixed")):
        for key in ("left", "top", "right", "bottom"):
            if _is_far(get(key, "")):
                return True
        if get("clip", "").replace(" ", "").startswith(("rect(0", "rect(1px")):
            return True
    return any(_is_far(get(key, "")) for key in ("text-indent", "margin-left"))


def _is_shrunk(value):
    """Whether ``scale(0)``, ``opacity(0)``, ``translate(-999px)`` or ``inset(100%)``
    leave nothing to see."""
    name, bracket, inner = value.partition("(")
    if not bracket:
        return False
    numbers = [_read_number(part) for part in inner[:60].replace(",", " ").split()]
    numbers = [(number, unit) for number, unit in numbers if number is not None]
    if name.endswith(("scale", "scalex", "scaley", "opacity")):
        return any(number < FAINT for number, _unit in numbers)
    if "translate" in name:
        return any(number <= OFF_SCREEN for number, _unit in numbers)
    return name.endswith("inset") and any(number >= 50 for number, _unit in numbers)


def _is_transparent(color):
    if color.startswith("transparent"):
        return True
    name, bracket, inner = color.partition("(")
    if not bracket:
        return False
    if not name.startswith(("rgb", "hsl", "var")):
        return True  # mails have no such colours
    parts = inner.partition(")")[0].replace("/", " ").replace(",", " ").split()
    if len(parts) != 4:
        return False
    number, unit = _read_number(parts[3])
    return number is not None and number < (10 if unit == "%" else FAINT)


def _is_far(value):
    number, unit = _read_number(value)
    limit = OFF_SCREEN if unit in ("px", "pt", "") else -20
    return number is not None and number <= limit


def _is_tiny(value, outer):
    number, unit = _read_number(value or "")
    if number is None:
        return outer and not value
    return number == 0 or number <= 1 and unit in ("px", "pt", "")


def _read_number(value):
    """Return ``(number, unit)`` of a value such as ``-9999px``; no number: ``None``."""
    value = value.replace("!important", "").strip()
    end = 0
    while (
        end < len(value) and end < 12 and (value[end].isdigit() or value[end] in "+-.")
    ):
        end += 1
    try:
        return float(value[:end]), value[end:].strip()[:4]
    except ValueError:
        return None, ""


def _read_background(declarations, outer):
    value = declarations.get("background-color") or declarations.get("background")
    if not value:
        return outer
    if "url(" in value or "gradient" in value or "background-image" in declarations:
        return None
    if value.startswith(("rgb", "#")):
        return _read_color(value, outer)
    for word in value.split()[:8]:
        if (color := _read_color(word, None)) is not None:
            return color
    return outer if value.startswith(("transparent", "none", "inherit")) else None


def _read_color(value, outer):
    """Return a colour as three numbers; ``None`` for one that is not known."""
    if not value or value.startswith(("inherit", "current", "transparent")):
        return outer
    value = value.replace("!important", "").strip()
    if value in COLORS:
        return COLORS[value]
    if value.startswith("rgb"):
        inner = value.partition("(")[2].partition(")")[0].replace("/", ",")
        numbers = [_read_number(part) for part in inner.replace(",", " ").split()]
        if len(numbers) < 3 or any(number is None for number, _unit in numbers):
            return None
        if len(numbers) > 3 and numbers[3][0] == 0:
            return outer
        return tuple(
            int(number * 2.55 if unit == "%" else number)
            for number, unit in numbers[:3]
        )
    if value.startswith("hsl"):
        return _read_hsl(value)
    digits = value.lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    try:
        return tuple(int(digits[at : at + 2], 16) for at in (0, 2, 4))
    except ValueError:
        return None


def _read_hsl(value):
    inner = value.partition("(")[2].partition(")")[0].replace("/", " ")
    numbers = [_read_number(part)[0] for part in inner.replace(",", " ").split()][:3]
    if len(numbers) < 3 or None in numbers:
        return None
    hue, saturation, lightness = numbers
    parts = colorsys.hls_to_rgb(hue % 360 / 360, lightness / 100, saturation / 100)
    return tuple(round(part * 255) for part in parts)


def _skip_block(css, start):
    """Return where the block ends that opens at a position, those inside it too."""
    depth, position = 0, start
    while True:
        opening, closing = css.find("{", position), css.find("}", position)
        if closing < 0:
            return len(css)
        if 0 <= opening < closing:
            depth, position = depth + 1, opening + 1
        else:
            depth, position = depth - 1, closing + 1
        if depth <= 0:
            return position


def _read_attributes(tag):
    """Return the attributes of a tag that may hide its text."""
    lowered = tag.lower()
    if not any(name in lowered for name in ATTRIBUTES):
        return {}
    found, position = {}, 0
    while position < len(tag) and tag[position] not in " \t\r\n/":
        position += 1
    for _ in range(50):
        while position < len(tag) and tag[position] in " \t\r\n/\f":
            position += 1
        start = position
        while position < len(tag) and tag[position] not in " \t\r\n/=\f":
            position += 1
        name = lowered[start:position]
        if not name and position >= len(tag):
            break
        rest = position
        while rest < len(tag) and tag[rest] in " \t\r\n":
            rest += 1
        value = ""
        if tag[rest : rest + 1] == "=":
            position = rest + 1
            while position < len(tag) and tag[position] in " \t\r\n":
                position += 1
            quote = tag[position : position + 1]
            if quote in ("'", '"') and quote:
                end = tag.find(quote, position + 1)
                end = len(tag) if end < 0 else end
                value, position = tag[position + 1 : end], end + 1
            else:
                end = position
                while end < len(tag) and tag[end] not in " \t\r\n":
                    end += 1
                value, position = tag[position:end], end
        if name in ATTRIBUTES:
            # the first of two counts, as in a browser
            found.setdefault(name, unescape(value[:MAX_STYLE]))
    return found

"""What visitors send; knows no database."""

import math
import re
import unicodedata

from odoo.tools.mimetypes import guess_mimetype

MAX_LINE = 500  # characters of a one-line answer
MAX_TEXT = 10_000  # characters of a long answer
LONG_TYPES = ("text", "html", "message")

# What C0 and C1 leave after tab and line feed, and what turns the direction of a text
CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
MAX_INTEGER = 2**31 - 1  # of a column

#: extension -> what the content of such a file is recognised as
FILE_TYPES = {
    "pdf": ("application/pdf",),
    "jpg": ("image/jpeg",),
    "jpeg": ("image/jpeg",),
    "png": ("image/png",),
    "gif": ("image/gif",),
    "webp": ("image/webp",),
    "doc": ("application/msword",),
    "docx": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "xls": ("application/vnd.ms-excel",),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",),
    "odt": ("application/vnd.oasis.opendocument.text",),
    "ods": ("application/vnd.oasis.opendocument.spreadsheet",),
    "txt": ("text/plain",),
    "csv": ("text/plain", "text/csv"),
}


class Answers:
    """What was sent, as it is read field by field."""

    def __init__(self):
        #: as typed, by field
        self.typed = {}
        #: what is wrong, by field
        self.errors = {}
        #: ``(name, content)`` of each file
        self.uploads = []
        #: what the intake takes
        self.candidate = {}
        #: what it does not take, by field
        self.special = {}
        #: for the history: ``(field, label, shown)``, without a field where nobody
        #: checks the text any more
        self.lines = []


def clean_text(value, long=False):
    """Return what was typed as text that can be stored and shown anywhere: composed,
    without control characters, with single line feeds; one line unless ``long``."""
    value = unicodedata.normalize("NFC", value or "")
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    value = CONTROLS.sub("", value.encode("utf-8", "replace").decode())
    if not long:
        value = " ".join(value.split())
    return value.strip()


def is_number(value, integer):
    """Whether a text is a number that a column can hold."""
    try:
        number = int(value) if integer else float(value)
    except ValueError:
        return False
    return -MAX_INTEGER <= number <= MAX_INTEGER if integer else math.isfinite(number)


def read_extensions(text):
    """Return the extensions of a text such as ``"pdf, .JPG"``, in its order.

    :raise ValueError: with the first extension that forms do not accept
    """
    extensions = []
    for word in re.split(r"[\s,;]+", (text or "").lower()):
        extension = word.removeprefix("*").removeprefix(".")
        if not extension:
            continue
        if extension not in FILE_TYPES:
            raise ValueError(extension)
        if extension not in extensions:
            extensions.append(extension)
    return extensions


def clean_file_name(name):
    """Return the last part of a file's name, without what a system may stumble on."""
    name = clean_text(re.split(r"[/\\]", name or "")[-1])
    name = re.sub(r'[<>:"|?*]', "_", name).lstrip(".")
    stem, dot, extension = name.rpartition(".")
    return f"{stem[:80]}{dot}{extension[:10]}" if dot else name[:80]


def is_file_of_type(name, content, extensions):
    """Whether a file has one of the extensions, and is what its extension says."""
    _stem, dot, extension = name.lower().rpartition(".")
    if not dot or extension not in extensions:
        return False
    found = guess_mimetype(content, default="application/octet-stream")
    if extension in ("txt", "csv"):
        # text has no signature: it is text if it reads as text
        try:
            content.decode()
        except UnicodeDecodeError:
            return False
        return b"\0" not in content
    return found in FILE_TYPES[extension]

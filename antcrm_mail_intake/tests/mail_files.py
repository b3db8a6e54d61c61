"""The mails of ``mails/``, and who is expected to be found in each: ``X-Expected-Name``
and ``X-Expected-Address`` say it; without an address there is nobody, or a doubt.

A new one is a file as its program wrote it, with these headers.
"""

import csv
from collections import namedtuple
from email import message_from_string
from email.header import decode_header, make_header
from html import escape
from pathlib import Path

FOLDER = Path(__file__).parent / "mails"
# who wrote the mails of the layouts
PERSON = ("Ida Nguyễn-Müller", "ida@customer.example")
PERSON_WORDS = {
    "name": PERSON[0],
    "address": PERSON[1],
    "person": "{} <{}>".format(*PERSON),
}
OWN = ("company.example", "ida.private@mail.example")

Mail = namedtuple("Mail", "case sender subject text html expected phone")


def read_mail(path, words=None):
    """Return a mail, its bodies to the character.

    :param words: {name: what stands in the mail instead of it, in braces}
    """
    text = path.read_bytes().decode()
    if words:
        text = text.format(**words)
    message = message_from_string(text)
    bodies = {"text/plain": "", "text/html": ""}
    for part in message.walk():
        if not part.is_multipart():
            bodies[part.get_content_type()] = part.get_payload()
    subject = message["Subject"]
    if subject and subject.startswith("=?"):
        subject = str(make_header(decode_header(subject)))
    address = message["X-Expected-Address"]
    return Mail(
        str(path.relative_to(FOLDER).with_suffix("")),
        message["From"],
        subject,
        *bodies.values(),
        (message["X-Expected-Name"], address) if address else None,
        message["X-Expected-Phone"],
    )


def read_mails(folder):
    """Return the mails of a folder and of those below it."""
    return [read_mail(path) for path in sorted((FOLDER / folder).rglob("*.eml"))]


def get_layouts():
    """Return the layouts of each program: ``{program: [file]}``."""
    programs = {path.name: path for path in (FOLDER / "layouts").iterdir()}
    return {
        name: sorted(path.glob("*.eml"))
        for name, path in sorted(programs.items())
        if path.is_dir()
    }


def get_languages():
    """Return the words of each language: ``{language: {name: word}}``."""
    with (FOLDER / "layouts/languages.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row.pop("language"): row for row in rows}


def make_mails():
    """Yield the mail of each layout in each language."""
    languages = get_languages()
    for layouts in get_layouts().values():
        for path in layouts:
            for language, words in languages.items():
                mail = read_mail(
                    path,
                    {
                        **words,
                        "prefix_upper": words["prefix"].upper(),
                        "forwarded_title": words["forwarded"].title(),
                        **PERSON_WORDS,
                    },
                )
                yield mail._replace(case=f"{mail.case}/{language}")


def make_html(text):
    """Return the HTML twin of a text: quotes as ``blockquote``, lines as ``div``."""
    parts, depth = [], 0
    for line in text.splitlines():
        new = 0
        while line.startswith(">"):
            line, new = line[1:].removeprefix(" "), new + 1
        parts.append("<blockquote type='cite'>" * (new - depth))
        parts.append("</blockquote>" * (depth - new))
        depth = new
        if set(line) == {"_"}:
            parts.append('<hr style="width:98%">')
            continue
        label, colon, value = line.partition(": ")
        shown = (
            f"<b>{escape(label)}:</b>&nbsp;{escape(value)}" if colon else escape(line)
        )
        parts.append(f"<div>{shown or '<br>'}</div>")
    return (
        "<html><head><title>From: x@y.example</title><style>p {margin:0}</style></head>"
        f"<body dir='ltr'>{''.join(parts)}{'</blockquote>' * depth}</body></html>"
    )

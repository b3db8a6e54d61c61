import json
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..tools.forward_words import HEADERS, LABELS, OTHER_LANGUAGES, word_key
from ..tools.forwarded import is_own, parse_forwarded, read_mailbox, read_subject
from ..tools.html_lines import html_to_lines
from .mail_files import (
    OWN,
    get_languages,
    get_layouts,
    make_html,
    make_mails,
    read_mails,
)

FIXTURES = Path(__file__).parent / "fixtures"
SENDERS = FIXTURES / "senders.json"
PUBLIC = FIXTURES / "forwarded_public.json"
# Programs and languages beyond: most of the languages are in no table of ours, so that
# the shape of their blocks tells; and what must not be read
FURTHER = FIXTURES / "forwarded.json"
MORE = FIXTURES / "forwarded_more.json"
# What makes a careless parser look at the same characters again and again
HOSTILE = {
    "newlines": "\n" * 20_000,
    "spaces": " " * 30_000,
    "one line": "a" * 50_000,
    "quotes": ">" * 10_000,
    "nested quotes": "\n".join(">" * depth + " From: a" for depth in range(10_000)),
    "senders": "From: a@b.example\n" * 10_000,
    "headers": "From: x\nTo: y\n" * 5_000,
    "headers in a line": "From: " * 10_000,
    "colons": ":" * 50_000,
    "at signs": "@" * 50_000,
    "brackets": "<" * 50_000,
    "addresses": "a@b.c <" * 7_000,
    "dashes": "-" * 50_000,
    "who wrote": "On 1 a@b.example wrote\n" * 5_000,
    "quotations": "<blockquote>" * 10_000,
    "comments": "<!--" * 10_000,
    "styles": "<style>" * 10_000,
    "entities": "&" * 50_000,
    "links": "<a href='mailto:a@b.example'>" * 5_000 + "x" + "</a>" * 5_000,
    "cells": "<td>" * 20_000,
    "marks": "---- Forwarded ----\n" * 8_000,
    "bare labels": "---- Forwarded ----\nFrom a@b.example\n" * 4_000,
    "on behalf": "FW\n" + "From: <a@b.example> on behalf on behalf of\n" * 5_000,
    "wrote": "1.2.2021 a@b.example:\n\n\n" * 5_000,
    "ligatures": "\ufdfa" * 50_000,
    "labels": "Label: a@b.example\n" * 10_000,
    "dates": "Label: 2024-03-04 10:22\n" * 10_000,
    "digits": ("Label: " + "1:" * 40 + "\n") * 3_000,
    "blocks": "---- x ----\nA: x\nB: y\nC: z\n" * 5_000,
    "notes": "--- Forwarded by x ---\nIda on 03/04/2000 10:22\n" * 5_000,
    "hidden": "<div style='display:none'>" * 10_000,
    "open attributes": '<a x=">' + "<a x='>" * 10_000,
    "style sheets": "<style>.a{color:#fff}" * 10_000,
    "rules": f"<style>{'.a{display:none}' * 10_000}</style>",
    "media": f"<style>{'@media{' * 10_000}</style>",
    "attributes": f"<div {'a=b ' * 20_000}>",
}


class TestForwarded(BaseCase):
    def check(self, case, subject, text, html, expected):
        """Check what is found in the text and in its HTML twin."""
        with self.subTest(case, subject=subject):
            self.assertEqual(parse_forwarded(subject, text, "", OWN), expected)
        with self.subTest(f"{case} (HTML)", subject=subject):
            self.assertEqual(parse_forwarded(subject, "", html, OWN), expected)

    def check_mail(self, mail):
        """Check what is found in each body of a mail, in both, and in the HTML twin of
        a text that has none."""
        case, _sender, subject, text, html, expected, _phone = mail
        for kind, *bodies in (
            ("text", text, ""),
            ("HTML", "", html or make_html(text)),
            ("both", text, html),
        ):
            if any(bodies):
                with self.subTest(f"{case} ({kind})", subject=subject):
                    found = parse_forwarded(subject, *bodies, OWN)
                    self.assertEqual(found, expected)

    def test_programs_and_languages(self):
        self.assertEqual(set(get_languages()), set(HEADERS))
        self.assertTrue(all(len(layouts) >= 2 for layouts in get_layouts().values()))
        mails = list(make_mails())
        self.assertEqual(len(mails), 1600)
        for mail in mails:
            html = make_html(mail.text)
            self.check(mail.case, mail.subject, mail.text, html, mail.expected)

    def test_special(self):
        mails = read_mails("special")
        self.assertGreaterEqual(len(mails), 130)
        for mail in mails:
            html = make_html(mail.text)
            self.check(mail.case, mail.subject, mail.text, html, mail.expected)

    def test_special_html(self):
        mails = read_mails("special_html")
        self.assertGreaterEqual(len(mails), 17)
        for mail in mails:
            with self.subTest(mail.case):
                found = parse_forwarded(mail.subject, "", mail.html, OWN)
                self.assertEqual(found, mail.expected)

    def test_clients(self):
        """With the words of each program in each language, and its mark-up."""
        mails = read_mails("clients")
        languages = {mail.case.rpartition("/")[2] for mail in mails}
        self.assertEqual(languages, set(HEADERS))
        for mail in (*mails, *read_mails("programs")):
            self.check_mail(mail)

    def test_senders(self):
        """What stands after "From:", and who that is."""
        block = "Sent: Tuesday\nTo: support@company.example\nSubject: x\n\nHello"
        for sender, expected in json.loads(SENDERS.read_text()).items():
            text = f"From: {sender}\n{block}"
            expected = expected and tuple(expected)
            self.check(sender, "FW: x", text, make_html(text), expected)

    def test_other_languages(self):
        for words in OTHER_LANGUAGES.values():
            self.assertEqual(len(words), 4)
            self.assertEqual(LABELS[word_key(words[0].split("|")[0])], "from")

    def test_public_bodies(self):
        mails = json.loads(PUBLIC.read_text())
        self.assertEqual(len(mails), 83)
        for mail in mails:
            expected = mail["expected"]
            known = expected["forwarded"] and expected["address"]
            expected = (expected["name"], expected["address"]) if known else None
            text = mail["body"]
            self.check(mail["case"], mail["subject"], text, make_html(text), expected)

    def check_file(self, path):
        mails = json.loads(path.read_text())
        for mail in mails:
            expected = mail["expected"] and tuple(mail["expected"])
            subject, text, html = mail["subject"], mail["text"], mail["html"]
            pages = [(text, html)]
            if text and not html:
                pages.append(("", make_html(text)))
            for page in pages:
                with self.subTest(mail["id"], html=not page[0]):
                    found = parse_forwarded(subject, *page, mail["own"])
                    self.assertEqual(found, expected)
        return mails

    def test_further(self):
        mails = self.check_file(FURTHER)
        self.assertGreaterEqual(len(mails), 150)

    def test_more(self):
        mails = self.check_file(MORE)
        self.assertEqual(len(mails), 362)

    def test_unknown_language(self):
        """A block of no language at all is read by its shape; each doubt is one."""
        lines = [
            "Xaxa: Price list",
            "Xexe: 2024-03-04 10:22",
            "Xixi: Ida Doe <ida@customer.example>",
            "Xoxo: support@company.example",
        ]
        person = ("Ida Doe", "ida@customer.example")
        mark = "-------- Xuxu --------"

        def read(*changed, subject="Fwd: Price list", above=mark):
            return parse_forwarded(subject, "\n".join((above, *changed)), "", OWN)

        self.assertEqual(read(*lines), person)
        self.assertEqual(read(*lines, subject="Price list"), person)
        self.assertEqual(read(*lines, subject="Price list", above=""), person)
        self.assertEqual(read(*lines, "Xyxy: Bob <bob@x.example>"), person)
        self.assertEqual(read(*(f"> {line}" for line in lines)), person)
        for changed in (
            lines[:1] + lines[2:],  # no date
            [*lines, "Xyxy: 2024-03-05 10:22"],  # two
            lines[1:],  # no subject
            [*lines[:2], lines[3], lines[2]],  # ours is in the sender's place
            [*lines[:3], "Xoxo: bob@x.example"],  # who wrote to whom?
            [*lines[:2], "Xixi: Ida Doe", lines[3]],  # no address
            [*lines[:2], "E-mail: ida@customer.example", lines[3]],  # a form's field
            [*lines[:2], "Xixi: a@x.example, b@x.example", lines[3]],
        ):
            with self.subTest(changed):
                self.assertIsNone(read(*changed))
        self.assertIsNone(read(*lines, subject="Re: Price list"))
        self.assertIsNone(read(*lines, subject="Hello", above=""))

    def test_one_sender(self):
        """What may have been slipped into a block leaves a doubt."""
        block = [
            "Subject: Price list",
            "Date: 2024-03-04 10:22",
            "From: Ida Doe <ida@customer.example>",
            "To: support@company.example",
        ]
        person = ("Ida Doe", "ida@customer.example")

        def read(lines):
            mark = "-------- Forwarded Message --------"
            return parse_forwarded("Fwd: x", "\n".join((mark, *lines)), "", OWN)

        self.assertEqual(read(block), person)
        for sender in (
            "Sender: bounce@list.example",
            "Sender: Me <me@company.example>",
        ):
            self.assertEqual(read([sender, *block]), person)
        for position in range(5):
            lines = block.copy()
            lines.insert(position, "From: Boss <boss@bank.example>")
            with self.subTest(position):
                self.assertIsNone(read(lines))

    def test_hidden(self):
        """Text that no reader sees tells nothing."""
        seen = (
            "<div>Begin forwarded message:<br>From: Ida &lt;ida@x.example&gt;<br>"
            "Date: 1.1.2024<br>Subject: x</div>"
        )
        other = "From: Bob &lt;bob@x.example&gt;<br>Date: 1.1.2024<br>Subject: x"
        person = ("Ida", "ida@x.example")
        for start, end in (
            ('<div style="display:none">', "</div>"),
            ('<DIV STYLE="DISPLAY : NONE !important">', "</DIV>"),
            ("<div title='>' style='display:none'>", "</div>"),
            ('<div style="visibility:hidden">', "</div>"),
            ('<span style="font-size:0">', "</span>"),
            ('<span style="font-size:1px;line-height:1px">', "</span>"),
            ('<div style="color:white">', "</div>"),
            ('<div style="color:#FEFEFE">', "</div>"),
            ('<div style="color:rgba(0,0,0,0)">', "</div>"),
            ('<font color="#ffffff">', "</font>"),
            (
                '<table bgcolor="#102030"><tr><td><font color="#102030">',
                "</font></td></tr></table>",
            ),
            ('<div style="background:#000">', "</div>"),
            ("<div hidden>", "</div>"),
            ('<div style="mso-hide:all">', "</div>"),
            ('<div style="opacity:0">', "</div>"),
            ('<div style="max-height:0;overflow:hidden">', "</div>"),
            ('<div style="position:absolute;left:-9999px">', "</div>"),
            ('<div style="text-indent:-9999px">', "</div>"),
            ('<style>.a{display:none}</style><div class="b a">', "</div>"),
            ("<head><style>#a{font-size:0}</style></head><div id=a>", "</div>"),
            ('<div style="display:none"><div style="display:block">', "</div></div>"),
            ("<template>", "</template>"),
        ):
            with self.subTest(start):
                found = parse_forwarded("Fwd: x", "", f"{start}{other}{end}{seen}")
                self.assertEqual(found, person)
                hidden = f"{start}{seen}{end}<p>Hello</p>"
                self.assertIsNone(parse_forwarded("Fwd: x", "", hidden))
                # the text that a program made of the page does not tell more
                text = "From: Ida <ida@x.example>\nDate: 1.1.2024\nSubject: x"
                self.assertIsNone(parse_forwarded("Fwd: x", text, hidden))
        for start, end in (
            ('<table bgcolor="#036"><tr><td style="color:#fff">', "</td></tr></table>"),
            ('<body bgcolor="#000" text="#fff">', "</body>"),
            ('<div style="font-size:0"><div style="font-size:14px">', "</div></div>"),
            ('<b style="visibility:hidden"><b style="visibility:visible">', "</b></b>"),
            ("<style>@media print{.a{display:none}}</style><div class=a>", "</div>"),
            ('<p style="display:none">x<p>', "</p>"),
            ('<br style="display:none">', ""),
        ):
            with self.subTest(start):
                found = parse_forwarded("Fwd: x", "", f"{start}{seen}{end}")
                self.assertEqual(found, person)

    def test_text_is_read_first(self):
        text = "Begin forwarded message:\nFrom: Ann <ann@x.example>\nTo: y\n"
        html = "<p>From: Bob &lt;bob@x.example&gt;<br>To: y<br>Subject: x</p>"
        self.assertEqual(
            parse_forwarded("Fwd: x", text, html), ("Ann", "ann@x.example")
        )
        # what the text does not tell, the HTML may
        text = text.replace("<ann@x.example>", "")
        self.assertEqual(
            parse_forwarded("Fwd: x", text, html), ("Bob", "bob@x.example")
        )

    def test_nothing(self):
        for arguments in (
            (None,),
            ("",),
            ("Fwd:", None, None),
            ("Fwd:", "", "", ("",)),
        ):
            self.assertIsNone(parse_forwarded(*arguments))

    def test_words(self):
        # what is a sender in one language may be something else in none
        for words in HEADERS.values():
            self.assertEqual(len(words), 4)
        self.assertEqual(LABELS["de"], "from")
        self.assertEqual(LABELS["a"], "to")

    def test_subjects(self):
        for subject, expected in {
            "Re: Fwd: x": ("reply", True),
            "RE: AW: x": ("reply", False),
            "Fwd: Re: x": ("forward", False),
            "VS: x": ("finnish", False),
            "Hello: Fwd: x": (None, False),
            "Forward thinking": (None, False),
            "[x": (None, False),
            ":": (None, False),
        }.items():
            with self.subTest(subject):
                self.assertEqual(read_subject(subject), expected)

    def test_mailboxes(self):
        for text, expected in {
            "ida@customer.example": (None, "ida@customer.example"),
            "Ida": ("Ida", None),
            "": (None, None),
            "Ida <ida@localhost>": ("Ida <ida@localhost>", None),
            "Ida <ida@10.0.0.1>": ("Ida <ida@10.0.0.1>", None),
            '"Doe, Ida" <ida@bücher.example>': ("Doe, Ida", "ida@bücher.example"),
            "Ida <ida..x@customer.example>": ("Ida <ida..x@customer.example>", None),
        }.items():
            with self.subTest(text):
                self.assertEqual(read_mailbox(text), expected)

    def test_own(self):
        own = {"company.example", "me@mail.example"}
        for address in (
            "A@Company.example",
            "a@x.company.example",
            "me+x@mail.example",
        ):
            self.assertTrue(is_own(address, own), address)
        for address in (
            "a@mycompany.example",
            "you@mail.example",
            "company.example@x.y",
        ):
            self.assertFalse(is_own(address, own), address)

    def test_html_lines(self):
        self.assertEqual(
            html_to_lines(
                "<p>One &lt;two&gt;<br>three\n four</p><blockquote>five<blockquote>six"
                "</blockquote></blockquote><table><tr><td>a</td><td>b</td></tr></table>"
                "1 < 2<a href='mailto:ida@x.example?subject=x'>Ida</a><hr"
            )[:6],
            ["One <two>", "three four", "", "> five", "> > six", "a\tb"],
        )

    def test_hostile(self):
        # the time is measured by tests/bench; here it ends, and finds nobody
        for case, text in HOSTILE.items():
            for subject in ("Fwd: x", "Re: x", "x" * 100_000, ""):
                with self.subTest(case, subject=subject[:10]):
                    found = parse_forwarded(subject, text, text)
                    self.assertIn(found, (None, (None, "a@b.example")))

    @settings(max_examples=150, deadline=None, database=None, derandomize=True)
    @given(
        subject=st.sampled_from(["Fwd: x", "Re: x", "", "VS: x"]),
        pieces=st.lists(
            st.one_of(
                st.text(max_size=20),
                st.sampled_from(
                    ["\n", "> ", "From: ", "To: ", "Date: ", "Subject: ", "----- "]
                    + ["Forwarded message", " -----", ":", "<", ">", "<br>", "wrote:"]
                    + ["On 1.1.2021", "Ida <ida@x.example>", "a@b.example", "<div>"]
                    + ["<blockquote>", "</", "&lt;", "me@company.example", "Von:\t"]
                ),
            ),
            max_size=60,
        ),
    )
    def test_fuzz(self, subject, pieces):
        """Any input gives somebody else's address or nothing, and the same as HTML
        that is not escaped."""
        text = "".join(pieces)
        for found in (
            parse_forwarded(subject, text, "", OWN),
            parse_forwarded(subject, "", text, OWN),
        ):
            if found is not None:
                name, address = found
                self.assertTrue(name is None or name)
                self.assertEqual(address.count("@"), 1)
                self.assertFalse(is_own(address, OWN))
                self.assertIn(address, text)

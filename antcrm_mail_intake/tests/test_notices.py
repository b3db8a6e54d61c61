import email
import email.policy
import json
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..tools.forwarded import parse_forwarded
from ..tools.machine_addresses import is_machine_address
from ..tools.notice_words import ROLES
from ..tools.notices import clean_label, get_role, read_fields, read_notice

#: What 13 services and unknown ones send, in 14 languages, and mails that are none
NOTICES = Path(__file__).parent / "fixtures" / "notices.json"
OWN = ("ourshop.example",)
FORM = {"From": "WordPress <wordpress@ourshop.example>"}
HOSTILE = {
    "labels": "Name: x\n" * 20_000,
    "message": "Message: a\n" + "b\n" * 50_000,
    "addresses": "Email: a@b.example\n" * 20_000,
    "one line": "Name: " + "a" * 100_000,
    "at signs": "@" * 100_000,
    "cells": "<tr><td>Name</td><td>x</td></tr>" * 5_000,
    "terms": "<dt>Email<dd>a@b.example" * 5_000,
    "questions": "What?\n" * 20_000,
    "colons": ":" * 100_000,
    "stars": "*" * 100_000,
}


class TestNotices(BaseCase):
    def test_notices(self):
        notices = json.loads(NOTICES.read_text())
        self.assertGreaterEqual(len(notices), 130)
        for case in notices:
            expected = case["expected"]
            with self.subTest(case["id"]):
                found = read_notice(
                    case["headers"],
                    case["subject"],
                    case["text"],
                    case["html"],
                    case["own"],
                )
                if found:
                    self.assertEqual(found.certain, not found.doubts)
                    found = {key: getattr(found, key) for key in expected or ("name",)}
                self.assertEqual(found, expected)

    def test_everything_is_kept(self):
        notice = read_notice(
            {**FORM, "Reply-To": "ida@x.example"},
            "New message",
            "Name: Ida Doe\nE-mail: ida@x.example\nBudget: 500\nMessage: Hello\n"
            "Two: lines\n\nBye\n\n---\n\nPage URL: https://ourshop.example\n"
            "Powered by: Elementor",
            "",
            OWN,
        )
        self.assertEqual(notice.message, "Hello\nTwo: lines\n\nBye")
        self.assertEqual(notice.fields[2], ("Budget", "500"))
        self.assertEqual(notice.service, "Elementor")
        self.assertEqual(notice.email, "ida@x.example")
        self.assertTrue(notice.certain)

    def test_reply_to_and_fields_agree(self):
        text = "Name: Ida Doe\nEmail: ida@x.example\nMessage: hi"
        for reply_to, doubts in {
            "": (),
            "ida@x.example": (),
            "IDA@X.EXAMPLE": (),
            "Ida <ida@x.example>": (),
            "Shop <sales@ourshop.example>": (),
            "noreply@x.example": (),
            "bob@x.example": ("reply_to_differs",),
            "ida@x.example, bob@x.example": ("reply_to_differs",),
        }.items():
            with self.subTest(reply_to):
                notice = read_notice({**FORM, "Reply-To": reply_to}, "", text, "", OWN)
                self.assertEqual(notice.email, "ida@x.example")
                self.assertEqual(notice.doubts, doubts)

    def test_who_sends(self):
        text = "Name: Ida Doe\nEmail: ida@x.example\nMessage: hi"
        for sender, certain in {
            "wordpress@ourshop.example": True,
            "no-reply@forms.example": True,
            "Formspree <submissions@formspree.example>": True,
            "ida@x.example": None,
            "bob@forms.example": None,
            "no-reply@x.example": False,
        }.items():
            with self.subTest(sender):
                notice = read_notice({"From": sender}, "", text, "", OWN)
                self.assertEqual(notice and notice.certain, certain)

    def test_headers_of_a_message(self):
        raw = (
            b"From: =?utf-8?q?Our_Shop?= <wordpress@ourshop.example>\r\n"
            b"Reply-To: =?utf-8?q?Zo=C3=A9?= <zoe@x.example>\r\n\r\n"
        )
        message = email.message_from_bytes(raw, policy=email.policy.SMTP)
        text = "E-mail : zoe@x.example\nMessage : bonjour"
        notice = read_notice(message, "Contact", text, "", OWN)
        self.assertEqual((notice.name, notice.email), ("Zoé", "zoe@x.example"))
        broken = b"From: a@b@c <x\r\nReply-To: ]\r\n\r\n"
        message = email.message_from_bytes(broken, policy=email.policy.SMTP)
        read_notice(message, None, text, "", OWN)

    def test_forwarded_notice(self):
        """Of a notice that one of us forwards, the person is found as well."""
        text = (
            "---------- Forwarded message ---------\n"
            "From: WordPress <wordpress@site.example>\nDate: Mon\nSubject: x\n"
            "To: <info@ourshop.example>\n\n{}"
        )
        for body, expected in {
            "Name: Ida Doe\nEmail: ida@x.example\nMessage: hi": (
                "Ida Doe",
                "ida@x.example",
            ),
            "From: Ida Doe <ida@x.example>\nSubject: hi\n\nMessage Body:\nhi": (
                "Ida Doe",
                "ida@x.example",
            ),
            "Hello": ("WordPress", "wordpress@site.example"),
        }.items():
            with self.subTest(body):
                found = parse_forwarded("Fwd: x", text.format(body), "", OWN)
                self.assertEqual(found, expected)

    def test_labels(self):
        for label, role in {
            "Your E-Mail-Address (required)": "email",
            "first_name": "first",
            "form_fields[email]": "email",
            "What's your name?": "name",
            "¿Cómo te llamas?": "name",
            "Họ và tên của anh/chị": "name",
            "Company name": "company",
            "Product name": None,
            "Username": None,
            "Điện thoại": "phone",
            "メールアドレス": "email",
            "": None,
        }.items():
            with self.subTest(label):
                self.assertEqual(get_role(label)[0], role)
        self.assertEqual(get_role("Friend's e-mail"), ("email", True))
        for word in ROLES:
            self.assertTrue(clean_label(word), word)

    def test_message_ends(self):
        fields = read_fields(
            ["Message", "one", "", "* two", "E-mail: ida@x.example", "nothing's"]
        )
        self.assertEqual([field.role for field in fields], ["message", "email"])
        self.assertEqual(fields[0].value, "one\n\n* two")

    def test_machine_addresses(self):
        for local in (
            *(
                "notifications",
                "alerts",
                "mailer",
                "donotrespond",
                "no-reply",
                "noreply",
            ),
            *("root", "cron", "newsletter", "nicht-antworten", "khong-tra-loi"),
            *(
                "ne-pas-repondre",
                "bounce+a=b.c",
                "MAILER-DAEMON",
                "do.not.reply",
                "bot",
            ),
            *(
                "drive-shares-dm-noreply",
                "calendar-notification",
                "noreply2",
                "wordpress",
            ),
            *("no-responder", "nao-responda", "non-rispondere", "niet-beantwoorden"),
        ):
            with self.subTest(local):
                self.assertTrue(is_machine_address(f"{local}@x.example"))
        for local in (
            *(
                "ida",
                "reply",
                "noah",
                "noreen",
                "martin.root",
                "root.martin",
                "systems",
            ),
            *("alertina", "anna.cron", "info", "sales", "contact", "support", ""),
        ):
            with self.subTest(local):
                self.assertFalse(is_machine_address(f"{local}@x.example"))

    def test_hostile(self):
        headers = {"From": "noreply@x.example", "Reply-To": "a@b.example"}
        for case, text in HOSTILE.items():
            with self.subTest(case):
                notice = read_notice(headers, text, text, text, OWN)
                self.assertIn(notice and notice.email, (None, "a@b.example"))

    def test_nothing(self):
        for arguments in (({}, ""), ({}, None, None, None), (FORM, "x", "", "")):
            self.assertIsNone(read_notice(*arguments))

    @settings(max_examples=150, deadline=None, database=None, derandomize=True)
    @given(
        reply_to=st.sampled_from(["", "ida@x.example", "me@ourshop.example", "<", "x"]),
        pieces=st.lists(
            st.one_of(
                st.text(max_size=20),
                st.sampled_from(
                    ["\n", "Name: ", "Email", ": ", "ida@x.example", "bob@x.example"]
                    + ["Message", "Tel: 0171 5550101", "<tr><td>", "</td>", "<dt>", "*"]
                    + ["me@ourshop.example", "noreply@x.example", "---\n", "From: "]
                ),
            ),
            max_size=40,
        ),
    )
    def test_fuzz(self, reply_to, pieces):
        """Any input gives somebody else's address or nothing."""
        text = "".join(pieces)
        for arguments in ((text, ""), ("", text)):
            headers = {**FORM, "Reply-To": reply_to}
            notice = read_notice(headers, "x", *arguments, OWN)
            if notice is None:
                continue
            if notice.email:
                self.assertIn(notice.email, text + reply_to)
                self.assertFalse(notice.email.endswith("@ourshop.example"))
                self.assertFalse(is_machine_address(notice.email))
            self.assertEqual(notice.certain, not notice.doubts)

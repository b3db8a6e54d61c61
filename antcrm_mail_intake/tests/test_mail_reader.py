import email
import email.policy

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..tools import mail_reader
from ..tools.forwarded import is_own

OWN = {"company.example"}


def read(raw):
    return email.message_from_bytes(raw, policy=email.policy.SMTP)


class TestMailReader(BaseCase):
    def find(self, raw):
        def is_ours(address):
            return is_own(address, OWN)

        return mail_reader.find_customer(read(raw), is_ours, lambda address: False, OWN)

    def test_names(self):
        for (name, address), expected in {
            ("'Ida' via Support", "ida@x.example"): "Ida",
            ("", "nguyen.van.a@x.example"): "Nguyen Van A",
            (None, "info@x.example"): "info@x.example",
            ("ida@x.example", "ida_doe2@x.example"): "Ida Doe",
            (" Ida\r\n  Doe ", "x@x.example"): "Ida Doe",
            ("\u202eevil", "x@x.example"): "evil",
            ("…", "j@x.example"): "j@x.example",
            ("", "1234@x.example"): "1234@x.example",
            ("", "ida+shop@x.example"): "Ida",
        }.items():
            with self.subTest(name, address=address):
                self.assertEqual(mail_reader.make_name(name, address), expected)

    def test_no_reply(self):
        for address in (
            "no-reply@x.y",
            "NoReply@x.y",
            "shop-noreply@x.y",
            "bounces+1@x",
        ):
            self.assertTrue(mail_reader.is_no_reply(address), address)
        for address in ("ida@x.y", "reply@x.y", "noah@x.y"):
            self.assertFalse(mail_reader.is_no_reply(address), address)

    def test_texts(self):
        message = read(
            b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n"
            b"Content-Type: text/plain; charset=latin-1\r\n\r\nM\xfcller\r\n--x\r\n"
            b"Content-Type: text/plain\r\nContent-Disposition: attachment\r\n\r\nno"
            b"\r\n--x\r\nContent-Type: message/rfc822\r\n\r\nFrom: a@b.co\r\n\r\nno"
            b"\r\n--x--"
        )
        self.assertEqual(mail_reader.get_texts(message), ("Müller", ""))
        inner = mail_reader.get_attached_messages(message)
        self.assertEqual([m["From"] for m in inner], ["a@b.co"])

    def test_nested_attachments(self):
        raw = b"From: a@company.example\r\nContent-Type: message/rfc822\r\n\r\n" * 300
        self.assertEqual(
            self.find(raw + b"From: ida@x.example\r\n\r\nHi").reason, "own"
        )

    @settings(max_examples=100, deadline=None, database=None, derandomize=True)
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(
                    ["From", "Reply-To", "X-Original-From", "Subject", "List-Id"]
                    + ["Received", "Content-Type", "Auto-Submitted", "To"]
                    + ["Content-Transfer-Encoding", "Content-Disposition"]
                ),
                st.one_of(
                    st.binary(max_size=30),
                    st.sampled_from(
                        [
                            b"Ida <ida@x.example>",
                            b"me@company.example",
                            b"multipart/mixed; boundary=x",
                            b"message/rfc822",
                            b"base64",
                            b'attachment; filename="a.eml"',
                            b"=?utf-8?b?w?= <a@b.example>",
                            b"text/html; charset=x",
                        ]
                    ),
                ),
            ),
            max_size=8,
        ),
        st.binary(max_size=200),
    )
    def test_fuzz(self, headers, body):
        """Any mail gives somebody else's address, or a reason why not."""
        raw = b"".join(
            name.encode() + b": " + value.replace(b"\n", b" ") + b"\r\n"
            for name, value in headers
        )
        evidence = self.find(raw + b"\r\n" + body)
        self.assertTrue(evidence.how or evidence.reason)
        if evidence.how:
            self.assertFalse(is_own(evidence.address, OWN))
        mail_reader.get_recipients(read(raw + b"\r\n" + body))
        mail_reader.get_lines(read(raw + b"\r\n" + body))

    def test_limit_parts(self):
        """What is too much goes, wherever it is; all else stays byte for byte."""
        small = b"Content-Type: text/plain\r\n\r\n" + b"-- \r\n" * 90
        self.assertIs(mail_reader.limit_parts(small), small)
        text = b"--%b\r\nContent-Type: text/plain\r\n\r\n%d\r\n"
        multipart = b"Content-Type: multipart/mixed; boundary=%b\r\n\r\n"
        inner = multipart % b"y" + b"".join(text % (b"y", n) for n in range(1000))
        for raw in (
            multipart % b"x" + b"".join(text % (b"x", n) for n in range(1000)),
            multipart % b"x" + b"--x\r\n" + inner + b"--y--\r\n--x--",
            multipart % b"x" + b"--x\r\nContent-Type: message/rfc822\r\n\r\n" + inner,
        ):
            with self.subTest(raw[:80]):
                limited = read(mail_reader.limit_parts(raw))
                texts = [
                    part.get_content().strip()
                    for part in limited.walk()
                    if part.get_content_type() == "text/plain"
                ]
                self.assertEqual(texts, [str(n) for n in range(mail_reader.MAX_TEXTS)])

    @settings(max_examples=100, deadline=None, database=None, derandomize=True)
    @given(
        st.lists(
            st.sampled_from(
                [
                    *(b"--x\r\n", b"--y\n", b"--x--\r\n", b"\r\n", b"\n", b"\xff\x00"),
                    b"Content-Type: multipart/mixed; boundary=y\r\n\r\n",
                    b"Content-Type: message/rfc822\r\n\r\n",
                    b"Content-Type: text/plain; charset=\xe9\r\n\r\n",
                    b"From: \xe9 <a@x.example>\r\n",
                ]
            ),
            min_size=60,
            max_size=120,
        )
    )
    def test_limit_any_parts(self, pieces):
        head = b"Content-Type: multipart/mixed; boundary=x\r\n\r\n"
        read(mail_reader.limit_parts(head + b"\n".join(pieces)))

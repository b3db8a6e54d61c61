"""Mails that are not as they should be: some that did harm, and as many as one wants
that are put together by chance, the same ones each time."""

import random

ADDRESS = "intake@company.example"
PERSON = "Ida Doe <ida@customer.example>"


def make_raw(body=b"Hello", headers=(), drop=(), number=0):
    """Return a mail as bytes, its headers changed.

    :param headers: pairs of a name and bytes, added to those of the plain mail or, of
        one name, instead of them
    :param drop: names of headers that are left out
    """
    fields = {
        "Message-Id": b"<hostile%d@test.example>" % number,
        "From": PERSON.encode(),
        "To": ADDRESS.encode(),
        "Subject": b"Price list",
        "Date": b"Wed, 27 Oct 2021 09:31:00 +0200",
    }
    for name in drop:
        fields.pop(name)
    for name, _value in headers:
        fields.pop(name, None)
    lines = [b"%b: %b\r\n" % (k.encode(), v) for k, v in (*fields.items(), *headers)]
    return b"".join(lines) + b"\r\n" + body


def _nest(depth):
    head = b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n"
    return b"".join(head % (n, n) for n in range(1, depth)) + b"\r\ndeep"


def _multipart(*parts):
    lines = b"".join(b"--b\r\n" + part + b"\r\n" for part in parts)
    return lines + b"--b--\r\n"


MULTIPART = ("Content-Type", b"multipart/mixed; boundary=b")
TEXT = b"Content-Type: text/plain; charset=%b\r\n\r\n%b"

#: ``{what is wrong: a mail}``
NAMED = {
    name: make_raw(*arguments, number=number)
    for number, (name, *arguments) in enumerate(
        (
            ("zero byte in the text", b"a\0b"),
            ("zero byte in the subject", b"", [("Subject", b"a\0b")]),
            ("zero byte in the name", b"", [("From", b"I\0da <ida@customer.example>")]),
            ("zero byte in the address", b"", [("From", b"ida\0@customer.example")]),
            ("zero byte in the id", b"", [("Message-Id", b"<a\0b@x.example>")]),
            (
                "zero byte in a file name",
                _multipart(
                    b'Content-Disposition: attachment; filename="a\0.txt"\r\n\r\nx'
                ),
                [MULTIPART],
            ),
            (
                "zero byte in an encoded word",
                b"",
                [("Subject", b"=?utf-8?q?a=00b?=")],
            ),
            (
                "line ends in an encoded name",
                b"",
                [("From", b"=?utf-8?q?I=0D=0ABcc:_x?= <ida@customer.example>")],
            ),
            (
                "line ends in an encoded subject",
                b"",
                [("Subject", b"=?utf-8?b?YQ0KQmNjOiB4?=")],
            ),
            (
                "line ends in a file name",
                _multipart(
                    b"Content-Disposition: attachment; "
                    b"filename*=utf-8''a%0D%0Ab.txt\r\n\r\nx"
                ),
                [MULTIPART],
            ),
            (
                "3,000 nested parts",
                b"--b0\r\n" + _nest(3_000),
                [("Content-Type", b"multipart/mixed; boundary=b0")],
            ),
            (
                "300 nested parts",
                b"--b0\r\n" + _nest(300),
                [("Content-Type", b"multipart/mixed; boundary=b0")],
            ),
            (
                "nested mails",
                b"Content-Type: message/rfc822\r\n\r\n" * 400 + b"From: a@b.example",
                [("Content-Type", b"message/rfc822")],
            ),
            (
                "no such character set",
                _multipart(TEXT % (b"x-no", b"\xe9")),
                [MULTIPART],
            ),
            (
                "a character set that is a codec",
                _multipart(TEXT % (b"rot13", b"abc"), TEXT % (b"zlib", b"\xff")),
                [MULTIPART],
            ),
            (
                "a character set with a zero byte",
                b"x",
                [("Content-Type", b'text/plain; charset="a\0b"')],
            ),
            (
                "bytes that are not of the character set",
                b"\xff\xfe\xe9",
                [("Content-Type", b"text/plain; charset=utf-16")],
            ),
            (
                "broken base64",
                b"%%%not base64===",
                [
                    ("Content-Type", b"text/html; charset=utf-8"),
                    ("Content-Transfer-Encoding", b"base64"),
                ],
            ),
            (
                "base64 of one letter",
                b"a",
                [("Content-Transfer-Encoding", b"base64")],
            ),
            (
                "lone surrogates",
                b"\xed\xa0\x80",
                [
                    ("Content-Type", b"text/plain; charset=utf-7"),
                    ("Subject", b"=?utf-8?q?=ED=A0=80?= \xed\xa0\x80"),
                    ("From", b"\xed\xa0\x80 <ida@customer.example>"),
                ],
            ),
            (
                "surrogates of utf-7",
                b"+2AA-",
                [("Content-Type", b"text/plain; charset=utf-7")],
            ),
            ("a header of 1 MB", b"x", [("X-Big", b"a" * 1_000_000)]),
            ("a subject of 1 MB", b"x", [("Subject", b"a " * 500_000)]),
            ("a sender of 1 MB", b"x", [("From", b"(" * 1_000_000 + PERSON.encode())]),
            (
                "references of 1 MB",
                b"x",
                [("References", b"<a@b.example>\r\n " * 70_000)],
            ),
            ("100,000 headers", b"x", [("X-A", b"b")] * 100_000),
            ("nested comments", b"x", [("From", b"(" * 4_000 + PERSON.encode())]),
            ("open quotes", b"x", [("From", b'"' + PERSON.encode())]),
            ("a date that is none", b"x", [("Date", b"99 Foo 99999 99:99:99 +9999")]),
            ("a date in the far future", b"x", [("Date", b"1 Jan 9999 00:00 -2359")]),
            ("an id that is none", b"x", [("Message-Id", b"<>")]),
            ("brackets in the id", b"x", [("Message-Id", b"<[a@b.example>")]),
            ("an id with a comment", b"x", [("Message-Id", b"(" * 2_000)]),
            ("a type that is none", b"x", [("Content-Type", b"/;=;;charset")]),
            (
                "no boundary",
                b"--b\r\n\r\nx",
                [("Content-Type", b"multipart/mixed")],
            ),
            (
                "a boundary that never comes",
                b"x",
                [("Content-Type", b"multipart/mixed; boundary=never")],
            ),
            ("HTML that is none", b"<" * 5_000, [("Content-Type", b"text/html")]),
            (
                "HTML with a declaration",
                b'<?xml version="1.0" encoding="utf-16"?><p>x</p>',
                [("Content-Type", b"text/html; charset=utf-8")],
            ),
            ("deep HTML", b"<div>" * 10_000, [("Content-Type", b"text/html")]),
            (
                "HTML with a zero byte",
                b"<p>a&#0;b</p>",
                [("Content-Type", b"text/html")],
            ),
            (
                "attached text of a mail",
                _multipart(b"Content-Type: message/rfc822\r\n\r\n\xff\0"),
                [MULTIPART],
            ),
            (
                "an empty report",
                _multipart(b"Content-Type: message/delivery-status\r\n\r\n"),
                [("Content-Type", b"multipart/report; boundary=b")],
            ),
            (
                "a picture that is text",
                _multipart(
                    b"Content-Type: image/png\r\nContent-Transfer-Encoding: 8bit\r\n"
                    b"Content-Id: <\0>\r\n\r\n\xe9"
                ),
                [MULTIPART],
            ),
            (
                "an unknown encoding",
                b"x",
                [("Content-Transfer-Encoding", b"x-uuencode")],
            ),
            ("no headers but where to", b"x", (), ("From", "Subject", "Date")),
        )
    )
}

_NAMES = (
    *("From", "Sender", "Reply-To", "Subject", "Date", "Message-Id", "References"),
    *("In-Reply-To", "Content-Type", "Content-Transfer-Encoding", "Received", "Cc"),
    *("Content-Disposition", "Auto-Submitted", "Return-Path", "X-Original-From"),
    *("Authentication-Results", "List-Id", "X-Spam-Status", "MIME-Version"),
)
_PIECES = (
    *(b"\0", b"\xff\xfe", b"\xed\xa0\x80", b"\r\n ", b"\r\n\t", b"\r", b"\n", b'"'),
    *(b"<", b">", b"(", b")", b"[", b"]", b",", b";", b":", b"@", b"=", b"\\", b"%00"),
    *(b"ida@customer.example", b"emma@home.example", b"<ida@customer.example>"),
    *(b"=?utf-8?q?=00?=", b"=?utf-8?b?////?=", b"=?x?q?=C3?=", b"=?utf-8?q?=0D=0A?="),
    *(b"=?utf-16?b?2AA=?=", b"text/plain; charset=", b"multipart/mixed; boundary=b"),
    *(b"multipart/alternative; boundary=", b"message/rfc822", b"text/html", b"utf-7"),
    *(b"base64", b"quoted-printable", b"8bit", b"rot13", b"idna", b"punycode"),
    *(b"attachment; filename*=utf-8''%00%ED%A0%80.eml", b'filename="a', b"x" * 300),
    *(b"Wed, 32 Oct 20210", b"\xc3", "Nguyễn".encode(), b"\x1b$B", b"i=1; a=b"),
)
_BODIES = (
    *(b"", b"Hello", b"\0", b"\xff\xfe\0a", b"--b\r\n\r\n", b"--b--", b"\xed\xa0\x80"),
    *(b"=C3=\r\n=ZZ", b"////", b"<p>\0<img src=cid:a>", b"<!--" * 200, b"<![CDATA["),
    b"--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: \xff\r\n\r\n\0\r\n",
    b"--b\r\nContent-Type: text/html; charset=idna\r\n\r\n<b>\xff\r\n",
    b'--b\r\nContent-Disposition: attachment; filename="\0.eml"\r\n\r\nFrom: a@b.co',
)


def make_hostile_mails(count, seed=1):
    """Yield mails as bytes, each of some wrong headers and a wrong body."""
    chance = random.Random(seed)
    for number in range(count):
        headers = [
            (
                chance.choice(_NAMES),
                b"".join(chance.choices(_PIECES, k=chance.randint(1, 5))),
            )
            for _ in range(chance.randint(1, 4))
        ]
        body = b"\r\n".join(chance.choices(_BODIES, k=chance.randint(1, 4)))
        yield make_raw(body, headers, number=1_000_000 * seed + number)

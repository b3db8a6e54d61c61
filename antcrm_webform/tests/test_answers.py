from odoo.tests import BaseCase

from ..tools.answers import (
    clean_file_name,
    clean_text,
    is_file_of_type,
    is_number,
    read_extensions,
)
from ..tools.origins import is_safe_target, read_origin

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"


class TestAnswers(BaseCase):
    def test_clean_text(self):
        for text, line, long in (
            ("  Ann \t Lee ", "Ann Lee", "Ann \t Lee"),
            ("a\r\nb\rc", "a b c", "a\nb\nc"),
            ("a\0b\x1bc\x85", "abc", "abc"),
            ("a\u202eexe.fdp", "aexe.fdp", "aexe.fdp"),
            ("e\u0302\u0301", "\u1ebf", "\u1ebf"),
            ("\ud800", "?", "?"),
            ("=1+1", "=1+1", "=1+1"),
            (None, "", ""),
        ):
            self.assertEqual(clean_text(text), line)
            self.assertEqual(clean_text(text, long=True), long)

    def test_numbers(self):
        for text, integer, good in (
            ("12", True, True),
            ("1.5", True, False),
            ("1.5", False, True),
            ("9" * 400, True, False),
            ("9" * 5000, True, False),
            ("2147483648", True, False),
            ("nan", False, False),
            ("inf", False, False),
            ("1e999", False, False),
            ("twelve", False, False),
        ):
            self.assertIs(is_number(text, integer), good, text[:20])

    def test_file_names(self):
        for name, clean in (
            ("../../etc/passwd", "passwd"),
            ("C:\\temp\\cv.pdf", "cv.pdf"),
            ("..htaccess", "htaccess"),
            ('a"b<c>.pdf', "a_b_c_.pdf"),
            ("a\r\nX-Evil: 1.pdf", "a X-Evil_ 1.pdf"),
            ("x" * 500 + ".pdf", "x" * 80 + ".pdf"),
        ):
            self.assertEqual(clean_file_name(name), clean)

    def test_files(self):
        for name, content, good in (
            ("cv.pdf", PDF, True),
            ("CV.PDF", PDF, True),
            ("cv.png", PNG, True),
            ("cv.pdf", PNG, False),
            ("cv.pdf", b"<html><script>alert(1)</script>", False),
            ("cv.html", b"<html></html>", False),
            ("cv.pdf.exe", PDF, False),
            ("pdf", PDF, False),
            ("notes.txt", "Xin chào".encode(), True),
            ("notes.txt", b"MZ\0\0", False),
        ):
            extensions = ["pdf", "png", "txt"]
            self.assertIs(is_file_of_type(name, content, extensions), good, name)

    def test_extensions(self):
        self.assertEqual(read_extensions("PDF, .jpg;*.png pdf"), ["pdf", "jpg", "png"])
        self.assertEqual(read_extensions(""), [])
        for text in ("html", "pdf, svg", "exe"):
            with self.assertRaises(ValueError):
                read_extensions(text)


class TestOrigins(BaseCase):
    def test_origins(self):
        for text, origin in (
            ("https://www.Example.com", "https://www.example.com"),
            ("https://www.example.com:443/page?x=1#y", "https://www.example.com"),
            ("http://127.0.0.1:8069", "http://127.0.0.1:8069"),
            ("http://[::1]:80/", "http://[::1]"),
            ("https://bücher.example", "https://xn--bcher-kva.example"),
            ("https://example.com@evil.example", None),
            ("null", None),
            ("", None),
            (None, None),
            ("javascript:alert(1)", None),
            ("//example.com", None),
            ("https://a b.example", None),
            ("https://exa;mple.com", None),
            ("https://example.com:port", None),
            ("ftp://example.com", None),
        ):
            self.assertEqual(read_origin(text), origin, text)

    def test_targets(self):
        for url, safe in (
            ("https://www.example.com/thanks?x=1", True),
            ("/thanks", True),
            ("//evil.example", False),
            ("/\\evil.example", False),
            ("https:\\\\evil.example", False),
            ("javascript:alert(1)", False),
            ("https://a.example/\r\nSet-Cookie: x=1", False),
            ("/\tthanks", False),
            ("data:text/html,x", False),
            ("", False),
        ):
            self.assertIs(is_safe_target(url), safe, url)

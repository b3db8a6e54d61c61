from odoo.tests import BaseCase

from ..tools.visitor import find_contacts


class TestVisitor(BaseCase):
    def test_contacts(self):
        for text, phones, emails in (
            ("I am ann@example.com, bye.", [], ["ann@example.com"]),
            ("call 0912 345 678 or 0912345678", ["+84 912 345 678"], []),
            (
                "+1 202 555 0123 / a.b+c@d.example.vn",
                ["+1 202-555-0123"],
                ["a.b+c@d.example.vn"],
            ),
            ("84912345678@example.com", [], ["84912345678@example.com"]),
            ("order 12345 of 2026-11-22", [], []),
            ("@nobody a@b x@@y.com", [], []),
            ("", [], []),
            ("a" * 100_000 + "@example.com", [], []),
        ):
            self.assertEqual(find_contacts(text, "VN"), (phones, emails), text[:40])

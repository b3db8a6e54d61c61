from odoo.tests import BaseCase

from ..tools.tin import is_tin, tin_key


class TestTin(BaseCase):
    def test_unknown_country(self):
        for text in ("123456789", "0100109106", "012345678901", "0100-109.106"):
            self.assertTrue(is_tin(text), text)
        for text in (None, "", " ", "12345678", "01234567890", "12345678A", "９" * 9):
            self.assertFalse(is_tin(text), text)
        self.assertFalse(is_tin("1" * 9 + " " * 1000 + "x"))

    def test_rule_of_the_country(self):
        for text, code in (
            ("0100109106", "VN"),
            ("VN 0100109106", "VN"),
            ("0100109106-002", "VN"),
            ("BE0477472701", "BE"),
            ("0477.472.701", "BE"),
            ("7728168971", "RU"),
        ):
            self.assertTrue(is_tin(text, code), (text, code))
        for text, code in (
            ("0100109107", "VN"),
            ("BE0477472702", "BE"),
            ("123456789", "VN"),
            ("DE136695976", "BE"),
        ):
            self.assertFalse(is_tin(text, code), (text, code))
        # a country whose rule nobody has written down
        self.assertTrue(is_tin("AB-1", "KZ"))
        self.assertFalse(is_tin("none", "KZ"))

    def test_key(self):
        for text in ("BE0477472701", "be 0477.472.701", "0477472701"):
            self.assertEqual(tin_key(text), "0477472701")
        self.assertEqual(tin_key(None), "")

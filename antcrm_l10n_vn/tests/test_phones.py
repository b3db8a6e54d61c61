import phonenumbers

from odoo.tests import BaseCase

from ..tools.phones import AREA_CODES, LONG_AREAS, MOBILE_PREFIXES, renumber


def is_valid(number):
    return phonenumbers.is_valid_number(phonenumbers.parse(number))


class TestPhones(BaseCase):
    def test_renumbered(self):
        for text, expected in {
            "01678123456": "+84378123456",
            "+84 167 812 3456": "+84378123456",
            "(08) 3822 1234": "+842838221234",
            "04 3825 1234": "+842438251234",
            "(84-4) 3825 1234": "+842438251234",
            "+84 (0)4 3825 1234": "+842438251234",
            "0511 3821 234": "+842363821234",
            # the area code in brackets with that of the country
            "(84-8) 3822 1234": "+842838221234",
            "(+84 8) 38221234": "+842838221234",
            # without the 0 or the "+", which a spreadsheet program drops
            "1678123456": "+84378123456",
            "841678123456": "+84378123456",
            "84167 8123456": "+84378123456",
            "0613 822 123 ext 101": "+842513822123 ext 101",
        }.items():
            with self.subTest(text):
                self.assertEqual(renumber(text, is_valid), expected)

    def test_left_alone(self):
        # numbers of today, one that may be either, and no numbers
        for text in (
            *("0912345678", "+84 24 3825 1234", "083 822 1234", "08 3822 1234"),
            *("84912345678", "912345678", "1800123456", "1900123456", "1555123456"),
            *("1900 1234", "+1 201 555 0123", "", None, "Zalo", "0123", "\0"),
        ):
            with self.subTest(text):
                self.assertIsNone(renumber(text, is_valid))

    def test_all_are_of_today(self):
        for old, new in MOBILE_PREFIXES.items():
            number = renumber(f"0{old}1234567", is_valid)
            self.assertEqual(number, f"+84{new}1234567")
            self.assertTrue(is_valid(number))
        for old, new in AREA_CODES.items():
            rest = "38221234" if old in LONG_AREAS else "3822123"
            number = renumber(f"(0{old}) {rest}", is_valid)
            self.assertEqual(number, f"+84{new}{rest}")
            self.assertTrue(is_valid(number))

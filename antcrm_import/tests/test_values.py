from datetime import date, datetime

import pytz

from odoo.tests import BaseCase

from odoo.addons.antcrm_customers.tools.sheet import split_list

from ..tools import values


class TestValues(BaseCase):
    def test_plain(self):
        self.assertEqual(values.plain("  Số  Điện   thoại "), "so dien thoai")

    def test_dates(self):
        august = date(2020, 8, 26)
        for text in (
            "26-08-2020",
            "26/8/20",
            "26.08.2020",
            "26 / 08 / 2020",
            "2020-08-26",
            "20200826",
            "26 Aug 2020",
            "26-Aug-20",
            "August 26th, 2020",
            "Wed, 26 Aug 2020 10:00:00",
            "26 tháng 8 năm 2020",
            "Ngày 26 tháng 8, 2020",
            "2020-08-26T10:00:00Z",
            "2020-08-26 00:00:00",
            "44069",
        ):
            self.assertEqual(values.parse_date(text), august, text)
        self.assertEqual(values.parse_date("8/26/2020", "mdy"), august)
        self.assertEqual(values.parse_date("20/08/26", "ymd"), august)
        self.assertEqual(values.parse_date("1/2/1990"), date(1990, 2, 1))
        self.assertEqual(values.parse_date("1/2/1990", "mdy"), date(1990, 1, 2))
        # two digits: this century up to 29, as in spreadsheets
        self.assertEqual(values.parse_date("1/2/30"), date(1930, 2, 1))
        self.assertEqual(values.parse_date("1/2/29"), date(2029, 2, 1))

    def test_no_dates(self):
        for text in (
            "",
            "1985",
            "31/02/2020",
            "26/08/2020 later",
            "hello",
            "0901234567",
            "26/13/2020",
            "99999999",
        ):
            self.assertIsNone(values.parse_date(text), text)

    def test_date_order(self):
        for texts, expected in (
            (["1/2/2020", "25/2/2020"], ("dmy", True)),
            (["1/2/2020", "2/25/2020"], ("mdy", True)),
            (["1/2/2020"], ("dmy", False)),
            (["2020-01-02", "2021-03-04"], ("ymd", True)),
            (["2020-01-02", "26/02/2020"], ("dmy", True)),
            (["25/2/2020", "2/25/2020", "26/2/2020"], ("dmy", False)),
            (["x", ""], ("dmy", True)),
        ):
            self.assertEqual(values.guess_date_order(texts), expected, texts)
        self.assertEqual(values.guess_date_order(["1/2/2020"], "mdy"), ("mdy", False))

    def test_datetimes(self):
        zone = pytz.timezone("Asia/Ho_Chi_Minh")
        for text, expected in (
            ("26/08/2020 10:30", datetime(2020, 8, 26, 3, 30)),
            ("26/08/2020 10:30:15 PM", datetime(2020, 8, 26, 15, 30, 15)),
            ("26/08/2020 12:05 am", datetime(2020, 8, 25, 17, 5)),
            ("2020-08-26T10:30:00Z", datetime(2020, 8, 26, 10, 30)),
            ("2020-08-26 10:30+02:00", datetime(2020, 8, 26, 8, 30)),
            ("26/08/2020", datetime(2020, 8, 25, 17, 0)),
            ("44069.5", datetime(2020, 8, 26, 5, 0)),
            ("26/08/2020 25:00", None),
            ("soon", None),
        ):
            self.assertEqual(values.parse_datetime(text, zone=zone), expected, text)

    def test_numbers(self):
        for text, mark, expected in (
            ("1,234.56", ".", 1234.56),
            ("1.234,56", ",", 1234.56),
            ("1.200.000 đ", ",", 1200000),
            ("1 234.5", ".", 1234.5),
            ("$1,200", ".", 1200),
            ("(12)", ".", -12),
            ("-3", ".", -3),
            ("12%", ".", 12),
            ("1e3", ".", 1000),
            ("1.2.3", ".", None),
            ("1,2", ".", None),
            ("abc", ".", None),
            ("", ".", None),
        ):
            self.assertEqual(values.parse_number(text, mark), expected, text)
        for texts, expected in (
            (["1.200.000", "15.000"], ","),
            (["1,234.5"], "."),
            (["12,5"], ","),
            (["1,200", "5"], "."),
        ):
            self.assertEqual(values.guess_decimal_mark(texts), expected, texts)

    def test_booleans_and_genders(self):
        for text, expected in (
            ("Có", True),
            ("YES", True),
            ("đúng", True),
            ("không", False),
            ("0", False),
            ("maybe", None),
        ):
            self.assertIs(values.parse_boolean(text), expected, text)
        for text, expected in (
            ("Nam", "male"),
            ("Mr.", "male"),
            ("Nữ", "female"),
            ("F", "female"),
            ("Khác", "other"),
            ("?", None),
        ):
            self.assertEqual(values.parse_gender(text), expected, text)

    def test_lists(self):
        self.assertEqual(split_list("a, b;c|a\nd;"), ["a", "b", "c", "d"])
        self.assertEqual(
            values.split_phones("0901 234 567 / 0912 345 678;+84 90"),
            ["0901 234 567", "0912 345 678", "+84 90"],
        )
        self.assertEqual(values.split_phones("04/123456"), ["04/123456"])
        self.assertEqual(
            values.split_phones("(209)172-7124x3651"), ["(209)172-7124x3651"]
        )
        self.assertEqual(
            values.split_emails("a@b.vn c@d.vn, A@b.vn"), ["a@b.vn", "c@d.vn", "A@b.vn"]
        )
        self.assertEqual(values.split_emails("not one"), ["not one"])
        for text in ("Ann <a@b.vn>", "<a@b.vn>", '"Lee, Ann" < a@b.vn >'):
            self.assertEqual(values.split_emails(text), ["a@b.vn"])
        for text in ("Ann <a@b.vn", "Ann <a@b.vn> or so", "Ann <a@b>", "x@y <a@b.vn>"):
            self.assertEqual(values.split_emails(text), [text])

    def test_looks(self):
        for texts, expected in (
            (["a@b.vn", "c@d.com", ""], "email"),
            (["https://a.vn", "www.b.vn"], "url"),
            (["043-797-5229", "(209)172-7124x3651", "+84 90 123 45 67"], "phone"),
            (["26/08/2020", "1/2/1990"], "date"),
            (["20200826", "20200827"], None),
            (["70116", "48116"], None),
            (["Ann", "Bo"], None),
            (["a@b.vn", "none", "none"], None),
            ([], None),
        ):
            self.assertEqual(values.looks_like(texts), expected, texts)

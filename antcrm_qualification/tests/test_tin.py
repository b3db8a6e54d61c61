from itertools import product
from string import ascii_uppercase

from odoo.tests import BaseCase, TransactionCase, tagged

from ..tools.tin import DOUBTFUL, VALID, WRONG, check_tin

#: numbers as people of the country write them: companies' and sole traders'
REAL_NUMBERS = {
    "AE": ("100000000000003",),
    "AR": ("20-05536168-2", "30-50001091-2"),
    "AT": ("ATU13585627", "123456789"),
    "AU": ("51 824 753 556",),
    "BE": ("BE0477472701", "BE 0477.472.701", "0477472701"),
    "BG": ("BG175074752",),
    "BR": ("33.000.167/0001-01", "390.533.447-05"),
    "CA": ("123456782", "12302 6635 RC 0001"),
    "CH": ("CHE-100.155.212 MWST", "CHE100155212"),
    "CL": ("76086428-5",),
    "CN": ("91110000600037341L",),
    "CO": ("213.123.432-1",),
    "CZ": ("CZ25123891", "25123891"),
    "DE": ("DE136695976", "181/815/08155"),
    "DK": ("DK13585628",),
    "EE": ("EE100931558",),
    "ES": ("ESA28015865", "54362315-K"),
    "FI": ("FI20774740", "2077474-0"),
    "FR": ("FR40303265045", "732 829 320", "732 829 320 00074"),
    "GB": ("GB980780684",),
    "GR": ("EL094259216", "GR094259216", "094259216"),
    "HK": ("12345678",),
    "HR": ("HR33392005961",),
    "HU": ("HU12892312",),
    "ID": ("01.312.166.0-091.000", "01.312.166.0 091.000", "3171011708450001"),
    "IE": ("IE6433435F",),
    "IL": ("516179157",),
    "IN": ("27AAPFU0939F1ZV", "AAPFU0939F"),
    "IT": ("IT00743110157", "RCCMNL83S18D969H"),
    "JP": ("5835678256246", "T5835678256246"),
    "KR": ("220-81-62517",),
    "KZ": ("990440000385",),
    "LT": ("LT100001919017",),
    "LU": ("LU15027442",),
    "LV": ("LV40003521600",),
    "MX": ("GODE561231GR8",),
    "MY": ("201234567890",),
    "NL": ("NL123456782B90",),
    "NO": ("NO995525828 MVA", "995525828"),
    "NZ": ("49-091-850",),
    "PE": ("20512333797",),
    "PH": ("123-456-789-000",),
    "PL": ("PL8567346215", "856-734-62-15"),
    "PT": ("PT501964843",),
    "RO": ("RO18547290",),
    "RS": ("101134702",),
    "RU": ("7728168971", "500100732259"),
    "SA": ("310175397400003",),
    "SE": ("SE123456789701", "123456-7897"),
    "SG": ("53125226D",),
    "SI": ("SI50223054",),
    "SK": ("SK2022749619",),
    "TH": ("1234545678781",),
    "TR": ("4540536920",),
    "TW": ("04595257",),
    "UA": ("32855961", "1759013776"),
    "US": ("12-3456789", "52-1234567", "536-90-4399"),
    "VN": ("0100109106", "0100109106-001", "079085123456"),
    "ZA": ("0001339050",),
}
#: what no rule may fail on
ODD_TEXTS = (
    *(
        "1",
        "0",
        "12",
        "x",
        "-",
        "/",
        "[]",
        "٣٤٥٦٧٨٩٠١",
        "１２３４５６７８９",
        "²³456789012",
    ),
    *("0" * 9, "9" * 16, "9" * 32, "A" * 20, "X1234567L", "\x00" * 9, "12-3456789"),
)


class TestTin(BaseCase):
    def test_unknown_country(self):
        for text in ("123456789", "0100109106", "012345678901", "0100-109.106"):
            self.assertEqual(check_tin(text), VALID, text)
        for text in (None, "", " ", "12345678", "01234567890", "12345678A", "９" * 9):
            self.assertEqual(check_tin(text), WRONG, text)
        self.assertEqual(check_tin("1" * 9 + " " * 1000 + "x"), WRONG)

    def test_real_numbers(self):
        self.assertGreater(len(REAL_NUMBERS), 40)
        for code, texts in REAL_NUMBERS.items():
            for text in texts:
                self.assertNotEqual(check_tin(text, code), WRONG, (text, code))

    def test_no_rule_fails(self):
        """Whatever is asked of whichever country."""
        texts = {text for texts in REAL_NUMBERS.values() for text in texts}
        for code in REAL_NUMBERS:
            for text in texts.union(ODD_TEXTS):
                self.assertIn(check_tin(text, code), (VALID, DOUBTFUL, WRONG))

    def test_one_is_a_number_nowhere(self):
        for code in ("", *map("".join, product(ascii_uppercase, repeat=2))):
            for text in ("1", "1" + " " * 8, code + "1", "none", "AB-1"):
                self.assertEqual(check_tin(text, code), WRONG, (text, code))

    def test_rule_of_the_country(self):
        for text, code in (
            ("VN 0100109106", "VN"),
            ("0100109106-002", "VN"),
            ("079085123456", "VN"),
            ("732829320", "FR"),
            # of a country whose rule nobody has written down
            ("990440000385", "KZ"),
        ):
            self.assertEqual(check_tin(text, code), VALID, (text, code))
        # the letters say which country it is of
        self.assertEqual(check_tin("BE 0477.472.701"), VALID)
        self.assertEqual(check_tin("EL094259216"), VALID)
        self.assertEqual(check_tin("XX12"), WRONG)
        # by no rule, but of a usual length: kept, with a hint
        for text, code in (
            ("0100109107", "VN"),
            ("BE0477472702", "BE"),
            ("123456789", "AT"),
            ("123456789", "VN"),
        ):
            self.assertEqual(check_tin(text, code), DOUBTFUL, (text, code))
        for text, code in (
            ("01001091", "VN"),
            ("DE136695976", "BE"),
            ("AB-123456", "KZ"),
        ):
            self.assertEqual(check_tin(text, code), WRONG, (text, code))

    def test_a_failing_rule_has_checked_nothing(self):
        def fail(text):
            raise FileNotFoundError

        self.assertEqual(check_tin("1234567890123", "KZ", fail), DOUBTFUL)
        self.assertEqual(check_tin("1234567", "KZ", fail), WRONG)
        self.assertEqual(check_tin("0100109106", "VN", fail), VALID)

    def test_host_rule_comes_first(self):
        asked = []

        def host_rule(text):
            asked.append(text)
            return text == "HOST-123"

        self.assertEqual(check_tin("HOST-123", "VN", host_rule), VALID)
        self.assertEqual(asked, ["HOST-123"])
        self.assertEqual(check_tin("HOST-124", "VN", host_rule), WRONG)


@tagged("post_install", "-at_install")
class TestTinOfLead(TransactionCase):
    def test_every_country_saves(self):
        """No number of the table keeps a lead from being saved, or fails."""
        countries = {c.code: c.id for c in self.env["res.country"].search([])}
        leads = self.env["crm.lead"].create(
            [
                {"name": text, "vat": text, "country_id": countries[code]}
                for code, texts in REAL_NUMBERS.items()
                for text in texts
            ]
        )
        self.assertEqual(leads.mapped("vat"), leads.mapped("name"))
        hinted = leads.filtered("vat_hint")
        self.assertIn("123456789", hinted.mapped("vat"))
        self.assertNotIn("0100109106", hinted.mapped("vat"))

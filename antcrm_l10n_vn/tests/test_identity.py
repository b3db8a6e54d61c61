from odoo.tests import BaseCase

from ..tools.identity import IdentityCard, is_tax_number, read_identity_card


class TestIdentity(BaseCase):
    def test_identity_card(self):
        self.assertEqual(
            read_identity_card("001 199 012345"),
            IdentityCard("cccd", "01", "female", 1999),
        )
        self.assertEqual(
            read_identity_card("079203004567"), IdentityCard("cccd", "79", "male", 2003)
        )
        self.assertEqual(read_identity_card("123456789"), IdentityCard("cmnd"))
        for number in ("", None, "12", "003199012345", "1234567890", "١٢٣٤٥٦٧٨٩"):
            self.assertIsNone(read_identity_card(number))

    def test_tax_number(self):
        for number in (
            *("0100233488", "0314409058-002", "0314409058002", "001199012345"),
            "01.00.112.437",
        ):
            self.assertTrue(is_tax_number(number), number)
        for number in ("1", "", None, "0100233480", "0314409058-000", "003199012345"):
            self.assertFalse(is_tax_number(number), number)

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import BaseCase, new_test_user, tagged

from ..tools.contact_values import get_phone_region, guess_region, move_phone
from .common import ContactPointCommon

NATIONAL = "0912 345 678"
INTERNATIONAL = "+84 912 345 678"


@tagged("-at_install", "post_install")
class TestRegionTools(BaseCase):
    def test_guess(self):
        for zone, lang, company, expected in (
            ("Asia/Ho_Chi_Minh", "en_US", "US", "VN"),
            ("UTC", "vi_VN", "US", "VN"),
            (None, "vi_VN", "US", "VN"),
            (None, "en_US", "VN", "VN"),
            ("Asia/Ho_Chi_Minh", "de_DE", "DE", "DE"),
            ("Asia/Ho_Chi_Minh", "de_DE", "US", "VN"),
            (None, "en_GB", "VN", "GB"),
            (None, "sr@latin", "RS", "RS"),
            (None, "es_419", "MX", "MX"),
            ("Mars/Base", None, None, None),
        ):
            with self.subTest(zone=zone, lang=lang, company=company):
                self.assertEqual(guess_region(zone, lang, company), expected)

    def test_region_of_a_number(self):
        self.assertEqual(get_phone_region("+84912345678"), "VN")
        self.assertFalse(get_phone_region("+80012345678"))
        self.assertFalse(get_phone_region(None))

    def test_move(self):
        self.assertEqual(move_phone("+84912345678", "FR").normalized, "+33912345678")
        self.assertEqual(move_phone("+84912345678", "VN").normalized, "+84912345678")
        self.assertTrue(move_phone("+84912345678", "US").error)


@tagged("-at_install", "post_install")
class TestPhoneRegion(ContactPointCommon):
    """Which country a national number is read with."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vietnam, cls.usa = cls.env.ref("base.vn"), cls.env.ref("base.us")
        cls.france = cls.env.ref("base.fr")
        cls.env.company.country_id = cls.usa

    def test_order(self):
        user = new_test_user(
            self.env,
            "antcrm_zone",
            groups="sales_team.group_sale_salesman,base.group_partner_manager",
            tz="Asia/Ho_Chi_Minh",
        )
        account = self.env["res.partner"].create(
            {"name": "Acme", "is_company": True, "country_id": self.vietnam.id}
        )
        for values in ({"country_id": self.vietnam.id}, {"parent_id": account.id}):
            contact = self.create_contact(NATIONAL, **values)
            self.assertEqual(self.points(contact), [INTERNATIONAL])
            contact.sudo().unlink()
        self.assertEqual(
            self.points(self.create_contact(NATIONAL, user=user)), [INTERNATIONAL]
        )

    def test_message_names_the_country(self):
        with self.assertRaisesRegex(ValidationError, r"\+1 .*\(United States\)"):
            self.create_contact(NATIONAL)

    def test_country_is_chosen_for_a_number_that_was_refused(self):
        contact = self.create_contact()
        contact.phone_ids = [
            Command.create({"value": NATIONAL, "country_id": self.vietnam.id})
        ]
        self.assertEqual(self.points(contact), [INTERNATIONAL])

    def test_country_is_changed_beside_the_number(self):
        contact = self.create_contact(INTERNATIONAL)
        contact.phone_ids.country_id = self.france
        self.assertEqual(contact.phone, "+33 9 12 34 56 78")
        contact.phone_ids.country_id = self.vietnam
        self.assertEqual(contact.phone, INTERNATIONAL)

    def test_while_typing(self):
        """The form is told what saving would do, and nothing of who may not be read."""
        points = self.as_user("antcrm.contact.point")
        account, hidden = self.env["res.partner"].create(
            [
                {"name": name, "is_company": True, "country_id": self.vietnam.id}
                for name in ("Acme", "Hidden")
            ]
        )
        self.env["ir.rule"].create(
            {
                "name": "Hidden from all",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', '!=', {hidden.id})]",
                "perm_read": True,
            }
        )
        contact = self.create_contact(country_id=self.vietnam.id)
        lead = self.create_lead(country_id=self.vietnam.id)
        partner = {"model": "res.partner"}
        for country, customer, read in (
            (self.vietnam.id, None, True),
            (self.usa.id, {**partner, "country_id": self.vietnam.id}, False),
            (False, {**partner, "country_id": self.vietnam.id}, True),
            (False, {**partner, "account_id": account.id}, True),
            (False, {**partner, "account_id": hidden.id}, False),
            (False, {**partner, "id": contact.id}, True),
            (False, {**partner, "id": hidden.id}, False),
            (False, {"model": "crm.lead", "id": lead.id}, True),
            (False, {"model": "res.users", "id": self.user_sales.id}, False),
            (False, None, False),
        ):
            with self.subTest(country=country, customer=customer):
                reading = points.read_typed("phone", NATIONAL, country, customer)
                if read:
                    expected = {
                        "value": INTERNATIONAL,
                        "country_id": self.vietnam.id,
                        "error": False,
                    }
                    self.assertEqual(reading, expected)
                else:
                    self.assertIn("United States", reading["error"])
        reading = points.read_typed("email", "Ida@Example.com")
        self.assertEqual(reading["value"], "Ida@example.com")
        self.assertFalse(reading["country_id"])
        self.assertTrue(points.read_typed("social", "nobody")["error"])
        with self.assertRaises(AccessError):
            self.env["antcrm.contact.point"].with_user(self.user_portal).read_typed(
                "phone", NATIONAL
            )

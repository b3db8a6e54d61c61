from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import CustomersCommon

PHONE = "0901 234 561"


@tagged("post_install", "-at_install")
class TestFindEverywhere(CustomersCommon):
    """Who is there already, of every kind, while a customer is entered."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.as_user("res.partner").create(
            {"name": "Acme Ropes", "is_company": True, "vat": "0301442379"}
        )
        cls.contact = cls.create_contact(
            PHONE, firstname="Lan", lastname="Trần", parent_id=cls.account.id
        )
        cls.contact.user_id = cls.user_sales
        cls.lead = cls.as_user("crm.lead").create(
            {
                "name": "Ropes",
                "type": "lead",
                "firstname": "Lan",
                "lastname": "Trần",
                "identity_number": "079301000123",
                "phone_ids": cls.typed("0901 234 569"),
            }
        )

    def find(self, kind="lead", user=None, own=None, **candidate):
        found = self.as_user("antcrm.intake", user).find_everywhere(
            kind, candidate, own and own.id
        )
        return {(one["kind"], one["id"]): one for one in found}

    def test_every_kind_is_found(self):
        for kind in ("lead", "contact", "account"):
            found = self.find(kind, phones=[PHONE, "0901 234 569"])
            self.assertEqual(
                {*found}, {("contact", self.contact.id), ("lead", self.lead.id)}
            )
        one = found["contact", self.contact.id]
        self.assertEqual(one["reasons"], ["phone"])
        self.assertEqual(one["account"], "Acme Ropes")
        self.assertEqual(one["pic"], self.user_sales.name)
        self.assertTrue(one["can_write"])
        names = self.find(name="tran lan")
        self.assertLessEqual({*found}, {*names})

    def test_numbers_of_one_customer(self):
        for vat in ("0301442379", " 0301 442 379 ", "0301.442.379"):
            [one] = self.find(vat=vat).values()
            self.assertEqual((one["id"], one["reasons"]), (self.account.id, ["vat"]))
        [one] = self.find("contact", identity_number="079301000123").values()
        self.assertEqual((one["kind"], one["id"]), ("lead", self.lead.id))
        self.assertFalse(self.find(vat="1", identity_number="%"))

    def test_oneself_is_nobody_else(self):
        self.assertFalse(self.find("contact", own=self.contact, phones=[PHONE]))
        found = self.find("lead", own=self.lead, phones=[PHONE, "0901 234 569"])
        self.assertEqual({*found}, {("contact", self.contact.id)})

    def test_nothing_of_the_hidden(self):
        self.create_contact(
            "0901 234 577",
            user=self.user_colleague,
            share_mode="me",
            firstname="Secret",
            lastname="Person",
            identity_number="079301000999",
        )
        candidate = {"phones": ["0901 234 577"], "identity_number": "079301000999"}
        self.assertFalse(self.find(**candidate, name="Secret Person"))
        self.assertTrue(self.find(user=self.user_colleague, **candidate))
        nobody = new_test_user(self.env, "nobody_special")
        self.assertFalse(self.find(user=nobody, phones=[PHONE]))

    def test_what_is_typed_is_counted(self):
        self.set_budget(1)
        # its own values are no questions
        for _time in range(3):
            self.find("contact", own=self.contact, phones=[PHONE])
        self.find(phones=["0901 234 001"])
        with self.assertRaises(UserError):
            self.find(phones=["0901 234 002", "0901 234 003"])

    def test_queries_do_not_grow(self):
        """Ten customers who are found cost what one costs, but for reading them."""

        def count(phones):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            found = self.find("lead", phones=phones)
            return self.env.cr.sql_log_count - before, len(found)

        phones = [f"0901 235 {number:03}" for number in range(10)]
        for number, phone in enumerate(phones):
            self.create_contact(phone, firstname=f"No{number}", lastname="Many")
        count(phones)
        few, one = count(phones[:1])
        many, five = count(phones)
        self.assertEqual((one, five), (1, 5))
        self.assertLessEqual(many, few + 3)

    def test_what_is_left_is_known_before(self):
        """Whoever is added to somebody is told which numbers stay behind."""
        self.contact.identity_number = "079301000777"
        intake = self.as_user("antcrm.intake")
        for number, left in (
            ("079301000777", []),
            (" 0793 0100 0777 ", []),
            ("079301000888", ["identity_number"]),
            ("0000", ["identity_number"]),
            ("", []),
        ):
            candidate = {"phones": [PHONE], "identity_number": number}
            found = intake.get_left("contact", self.contact.id, candidate)
            self.assertEqual(found, left, number)
        # what it has not yet is given
        self.contact.identity_number = False
        candidate = {"identity_number": "079301000888", "website": "ropes.example"}
        left = intake.get_left("contact", self.contact.id, candidate)
        intake.add_to("contact", self.contact.id, candidate)
        for name, value in candidate.items():
            given = value in (self.contact[name] or "")
            self.assertNotEqual(given, name in left, name)
        # and nothing is told of whom the caller may not write
        self.contact.with_user(self.user_sales).share_mode = "me"
        for method in ("get_left", "add_to"):
            with self.assertRaises(AccessError):
                getattr(intake.with_user(self.user_colleague), method)(
                    "contact", self.contact.id, candidate
                )

    def test_add_to(self):
        intake = self.as_user("antcrm.intake")
        candidate = {
            "name": "Another Name",
            "phones": [PHONE, "0901 234 588"],
            "emails": ["lan@example.com"],
            "identity_number": "079301000555",
        }
        intake.add_to("contact", self.contact.id, candidate)
        self.assertEqual(len(self.contact.phone_ids), 2)
        self.assertEqual(self.contact.email_ids.mapped("value"), ["lan@example.com"])
        self.assertEqual(self.contact.identity_number, "079301000555")
        self.assertEqual(self.contact.lastname, "Trần")
        intake.add_to("contact", self.contact.id, {"identity_number": "000000000000"})
        self.assertEqual(self.contact.identity_number, "079301000555")
        hidden = self.create_contact(user=self.user_colleague, share_mode="me")
        with self.assertRaises(AccessError):
            intake.add_to("contact", hidden.id, candidate)

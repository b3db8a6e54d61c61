from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import CustomersCommon


@tagged("-at_install", "post_install")
class TestContactPointsOfCustomers(CustomersCommon):
    """What customers have beside their numbers: duplicates, budgets, conversion."""

    def test_host_flows_are_warned_about(self):
        first = self.create_contact("0901234567")
        second = self.as_user("res.partner").create(
            {"name": "Bo", "phone": "0901234567"}
        )
        self.env.flush_all()
        self.assertFalse(second.phone_ids.exclusive)
        for contact in first | second:
            self.assertEqual(contact.duplicate_count, 1)
            self.assertIn("901", contact.duplicate_warning)
            self.assertEqual(
                self.as_user("res.partner").search(
                    contact.action_view_duplicates()["domain"]
                ),
                first | second,
            )

    def test_retired_customers_let_go(self):
        holder = self.create_contact("0901234561")
        self.put_out_of_use(holder)
        self.env.flush_all()
        self.assertFalse(holder.phone_ids.exclusive)
        self.assertTrue(self.create_contact("0901234561").phone_ids.exclusive)
        for index, retire in enumerate(
            (
                self.put_out_of_use,
                lambda lead: lead.action_set_lost(),
                lambda lead: lead.convert_opportunity(False),
                lambda lead: lead.sudo().write({"converted_date": "2026-01-01"}),
            )
        ):
            with self.subTest(lead=index):
                number = f"090223456{index}"
                holder = self.create_lead(number)
                retire(holder)
                self.env.flush_all()
                self.assertFalse(holder.phone_ids.exclusive)
                self.assertTrue(self.create_lead(number).phone_ids.exclusive)

    def test_name_twins_are_warned_about(self):
        account = self.create_contact(name="Acme", is_company=True)
        values = {"firstname": "Ida", "lastname": "Berg", "parent_id": account.id}
        first, second = self.create_contact(**values), self.create_contact(**values)
        self.assertIn("Ida Berg", second.duplicate_warning)
        self.assertEqual(second._get_duplicates(), first)
        second.phone_ids = self.typed("0901234567")
        self.assertFalse(second.duplicate_warning)
        other = self.create_contact(**{**values, "parent_id": False})
        self.assertFalse(other.duplicate_warning)

    def test_addresses_do_not_move_to_customers_of_others(self):
        hidden = self.create_lead(user=self.user_colleague, firstname="Hidden")
        hidden.user_id = self.user_colleague
        lead = self.create_lead(address_ids=[Command.create({"street": "1 A"})])
        with self.assertRaises(AccessError):
            lead.address_ids.write({"lead_id": hidden.id, "sequence": 99})

    def test_guessing_is_stopped(self):
        for number in range(2):
            hidden = self.create_lead(f"090323456{number}", user=self.user_colleague)
            hidden.user_id = self.user_colleague
        self.set_budget(3)
        for number in range(2):
            with self.assertRaisesRegex(UserError, "another customer"):
                self.create_lead(f"090323456{number}")
        # a miss is an answer, too
        self.create_lead("0905234567")
        with self.assertRaisesRegex(UserError, "Too many"):
            self.create_lead("0904234567")
        self.assertTrue(self.create_lead("0904234567", user=self.user_administrator))

    def test_merged_person_stays_one_person(self):
        destination = self.create_contact(firstname="Ida")
        source = self.create_contact(firstname="John", lastname="Smith")
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (destination | source).ids, destination
        )
        self.assertEqual(destination.name, "Ida")
        self.assertFalse(destination.lastname)

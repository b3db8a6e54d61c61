from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import CustomersCommon


@tagged("-at_install", "post_install")
class TestCustomerKind(CustomersCommon):
    def test_kinds(self):
        account = self.create_contact(name="Acme", is_company=True)
        contact = self.create_contact(parent_id=account.id)
        address = self.as_user("res.partner").create(
            {"type": "delivery", "parent_id": account.id, "street": "1 A"}
        )
        lead = self.create_lead()
        opportunity = self.create_lead(type="opportunity")
        self.assertEqual(account.customer_kind, "account")
        self.assertEqual(contact.customer_kind, "contact")
        self.assertEqual(self.user_portal.partner_id.customer_kind, "contact")
        self.assertEqual(lead.customer_kind, "lead")
        for record in (
            address,
            opportunity,
            self.user_internal.partner_id,
            self.env.company.partner_id,
        ):
            self.assertFalse(record.customer_kind)
        partners = (
            account
            | contact
            | address
            | self.user_internal.partner_id
            | self.env.company.partner_id
            | self.user_portal.partner_id
        )
        for kind in ("account", "contact", False):
            self.assertEqual(
                self.as_user("res.partner").search(
                    [("customer_kind", "=", kind), ("id", "in", partners.ids)]
                ),
                partners.filtered(lambda p, kind=kind: p.customer_kind == kind),
            )
        self.assertEqual(
            self.as_user("crm.lead").search(
                [
                    ("customer_kind", "!=", "lead"),
                    ("id", "in", (lead | opportunity).ids),
                ]
            ),
            opportunity,
        )

    def test_user_role_creates_and_others_do_not(self):
        self.assertTrue(self.create_contact() and self.create_lead())
        for model, values in (
            ("res.partner", {"name": "X"}),
            ("crm.lead", {"name": "X", "type": "lead"}),
        ):
            for user in (self.user_internal, self.user_portal):
                with self.assertRaises(AccessError):
                    self.as_user(model, user).create(values)

    def test_date_of_birth_lies_in_the_past(self):
        with self.assertRaisesRegex(ValidationError, "future"):
            self.create_contact(birthdate_date=fields.Date.today() + timedelta(days=2))


@tagged("-at_install", "post_install")
class TestLastInteraction(CustomersCommon):
    def test_messages_to_the_customer_count_and_notes_do_not(self):
        for customer in (self.create_contact(), self.create_lead()):
            customer.message_post(body="A note")
            self.assertFalse(customer.last_interaction_date)
            message = customer.message_post(
                body="Hello", message_type="comment", subtype_xmlid="mail.mt_comment"
            )
            self.assertEqual(customer.last_interaction_date, message.date)

    def test_incoming_mail_counts(self):
        lead = self.create_lead()
        message = lead.message_post(body="Hi", message_type="email")
        self.assertEqual(lead.last_interaction_date, message.date)

    def test_finished_calls_count(self):
        contact = self.create_contact()
        for xmlid, counts in (
            ("mail.mail_activity_data_todo", False),
            ("mail.mail_activity_data_call", True),
        ):
            contact.activity_schedule(xmlid, user_id=self.user_sales.id)
            contact.activity_ids.action_feedback(feedback="done")
            self.assertEqual(bool(contact.last_interaction_date), counts)


@tagged("-at_install", "post_install")
class TestAddresses(CustomersCommon):
    def test_district_follows_the_account_as_the_host_fields_do(self):
        account = self.create_contact(name="Acme", is_company=True)
        account.write({"street": "12 Lê Lợi", "district": "Quận 1", "city": "HCM"})
        contact = self.create_contact(parent_id=account.id)
        self.assertEqual(contact.district, "Quận 1")
        account.district = "Quận 3"
        self.assertEqual(contact.district, "Quận 3")
        self.assertIn("Quận 3, HCM", contact._display_address())

    def test_lead_takes_the_address_of_its_contact_as_a_whole(self):
        contact = self.create_contact(street="1 A", district="Quận 1")
        lead = self.create_lead(district="Quận 2", partner_id=contact.id)
        self.assertEqual(lead.district, "Quận 2")
        lead = self.create_lead(partner_id=contact.id)
        self.assertEqual((lead.street, lead.district), ("1 A", "Quận 1"))

    def test_lead_addresses_become_child_addresses(self):
        lead = self.create_lead(
            "0901234567",
            "0902234567",
            firstname="Ida",
            lastname="Berg",
            partner_name="Acme",
            address_ids=[Command.create({"street": "2 B", "district": "Quận 7"})],
            social_ids=self.typed("https://facebook.com/ida"),
            gender="female",
        )
        partner = lead._create_customer()
        self.assertEqual((partner.firstname, partner.lastname), ("Ida", "Berg"))
        self.assertEqual(partner.parent_id.name, "Acme")
        self.assertEqual(partner.gender, "female")
        self.assertEqual(self.points(partner), ["+84 901 234 567", "+84 902 234 567"])
        self.assertEqual(len(partner.social_ids), 1)
        self.assertEqual(partner.child_ids.district, "Quận 7")
        self.assertFalse(partner.child_ids.customer_kind)

    def test_lead_addresses_are_as_open_as_the_lead(self):
        lead = self.create_lead(
            user=self.user_colleague, address_ids=[Command.create({"street": "2 B"})]
        )
        lead.user_id = self.user_colleague
        Address = self.as_user("antcrm.lead.address")
        self.assertFalse(Address.search([("lead_id", "=", lead.id)]))
        with self.assertRaises(AccessError):
            Address.browse(lead.address_ids.id).write({"street": "3 C"})

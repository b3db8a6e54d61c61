from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from odoo.addons.mail.tests.common import MailCommon

from .common import CustomersCommon


@tagged("-at_install", "post_install")
class TestWriteAction(MailCommon, CustomersCommon):
    """A message to any address of a customer, through the host's composer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_sales.email = "sara@sales.example"
        emails = cls.typed("first@write.example", "second@write.example")
        cls.contact = cls.create_contact(email_ids=emails)
        emails = cls.typed("third@write.example", "fourth@write.example")
        cls.lead = cls.create_lead(email_ids=emails)

    def send(self, customer, email):
        """Send a message to an address, and return it as it stands in the history."""
        customer = customer.with_user(self.user_sales)
        action = customer.get_write_action(email)
        form = Form(self.as_user(action["res_model"]).with_context(**action["context"]))
        form.body = "<p>Good morning</p>"
        with self.mock_mail_gateway():
            form.save().action_send_mail()
        return customer.message_ids[0]

    def test_first_address_is_the_partner(self):
        message = self.send(self.contact, "First@Write.example")
        self.assertEqual(message.partner_ids, self.contact)
        self.assertFalse(message.outgoing_email_to)
        self.assertEqual(len(self._mails), 1)
        self.assertIn("first@write.example", self._mails[0]["email_to"][0])

    def test_any_other_address(self):
        message = self.send(self.contact, "second@write.example")
        self.assertFalse(message.partner_ids)
        self.assertEqual(message.outgoing_email_to, "second@write.example")
        self.assertEqual(len(self._mails), 1)
        self.assertIn("second@write.example", self._mails[0]["email_to"][0])
        self.assertEqual(self.contact.email, "first@write.example")

    def test_a_lead_does_not_become_a_partner(self):
        before = self.env["res.partner"].search_count([])
        for email in ("third@write.example", "fourth@write.example"):
            with self.subTest(email):
                self.send(self.lead, email)
                self.assertIn(email, self._mails[0]["email_to"][0])
        self.assertFalse(self.lead.partner_id)
        self.assertEqual(self.env["res.partner"].search_count([]), before)

    def test_the_customer_counts_as_contacted(self):
        self.assertFalse(self.contact.last_interaction_date)
        self.send(self.contact, "second@write.example")
        self.assertTrue(self.contact.last_interaction_date)

    def test_who_may_not_read_the_customer(self):
        self.contact.with_user(self.user_sales).share_mode = "me"
        colleague = self.contact.with_user(self.user_colleague)
        with self.assertRaises(AccessError):
            colleague.get_write_action("first@write.example")

    def test_a_lead_of_a_hidden_contact(self):
        """Whom the lead names is nobody to write to for who may not read them."""
        self.contact.with_user(self.user_sales).share_mode = "me"
        lead = self.create_lead(user=self.user_colleague)
        lead.sudo().partner_id = self.contact
        action = lead.with_user(self.user_colleague).get_write_action(
            "first@write.example"
        )
        self.assertFalse(action["context"]["default_partner_ids"])

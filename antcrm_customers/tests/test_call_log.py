from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import Form, tagged

from .common import CustomersCommon


@tagged("-at_install", "post_install")
class TestCallLog(CustomersCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.call_type = cls.env.ref("mail.mail_activity_data_call")

    def open_log(self, customer, **values):
        context = {
            f"default_{name}": value
            for name, value in {
                "res_model": customer._name,
                "res_id": customer.id,
                **values,
            }.items()
        }
        return Form(self.as_user("antcrm.call.log").with_context(**context))

    def log(self, form):
        log = form.save()
        log.action_log()
        return self.env[log.res_model].browse(log.res_id)

    def test_call_stands_in_the_history(self):
        for customer in (
            self.create_contact("+84 912 000 601"),
            self.create_lead("+84 912 000 602"),
        ):
            with self.subTest(customer._name):
                form = self.open_log(customer, phone="+84 912 000 601")
                form.note = "Wants ropes\nand a price"
                customer = self.log(form)
                message = customer.message_ids[0]
                self.assertEqual(message.mail_activity_type_id, self.call_type)
                self.assertEqual(
                    message.author_id, self.user_sales.partner_id, message.body
                )
                for text in ("+84 912 000 601", "Reached", "Wants ropes", "price"):
                    self.assertIn(text, message.body)
                self.assertTrue(customer.last_interaction_date)
                self.assertFalse(customer.activity_ids)

    def test_messenger_is_named(self):
        customer = self.create_contact()
        form = self.open_log(customer, channel="zalo", phone="+84 912 000 603")
        self.assertIn("Zalo +84 912 000 603", self.log(form).message_ids[0].body)

    def test_nobody_answered(self):
        """Who was not reached is called again, if nothing else is chosen."""
        form = self.open_log(self.create_contact())
        self.assertFalse(form.next_type_id)
        form.outcome = "no_answer"
        self.assertEqual(form.next_type_id, self.call_type)
        self.assertEqual(form.next_date, self.call_type._get_date_deadline())
        form.next_summary = "Ask again"
        activity = self.log(form).activity_ids
        self.assertEqual(activity.summary, "Ask again")
        self.assertEqual(activity.user_id, self.user_sales)
        form = self.open_log(self.create_contact())
        form.outcome = "call_back"
        form.outcome = "reached"
        self.assertFalse(form.next_type_id)

    def test_planned_call_is_done(self):
        """What was planned until today is done by the call, and nothing else is."""
        customer = self.create_contact()
        today = Date.context_today(customer)
        calls = [
            customer.activity_schedule(
                activity_type_id=self.call_type.id,
                summary=summary,
                date_deadline=today + timedelta(days=days),
                user_id=user.id,
            )
            for summary, days, user in (
                ("due", -1, self.user_sales),
                ("later", 3, self.user_sales),
                ("of a colleague", -2, self.user_colleague),
            )
        ]
        customer = self.log(self.open_log(customer))
        self.assertEqual(
            customer.activity_ids.mapped("summary"), ["of a colleague", "later"]
        )
        self.assertIn("due", customer.message_ids[0].body)
        self.assertFalse(calls[0].active)

    def test_without_the_hosts_type(self):
        """A company that has no calls any more notes them all the same."""
        self.call_type.active = False
        self.env["mail.activity.type"].search([("category", "=", "phonecall")]).write(
            {"category": "default"}
        )
        customer = self.log(self.open_log(self.create_contact()))
        self.assertIn("Reached", customer.message_ids[0].body)

    def test_only_who_may_see_the_customer(self):
        contact = self.create_contact(user=self.user_colleague, share_mode="me")
        with self.assertRaises(AccessError):
            self.log(self.open_log(contact))

    def test_customer_is_gone(self):
        contact = self.create_contact()
        log = self.open_log(contact).save()
        contact.sudo().unlink()
        with self.assertRaises(UserError):
            log.action_log()

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from odoo.addons.antcrm_customers.tests.common import CustomersCommon

from ..hooks import post_init_hook


@tagged("-at_install", "post_install")
class TestTouches(CustomersCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contact = cls.create_contact(email="ida@ants.example")
        cls.lead = cls.create_lead(email_from="leo@ants.example")
        cls.now = fields.Datetime.now().replace(microsecond=0)
        cls.stranger = cls.env["res.partner"].create({"name": "Stranger"})

    def say(self, customer, hours, author=None, **values):
        """Post what a colleague says, or the customer where nobody is given."""
        author = author or self.stranger
        return customer.message_post(
            body="Hello",
            date=self.now + timedelta(hours=hours),
            author_id=author.id,
            **{
                "message_type": "comment",
                "subtype_xmlid": "mail.mt_comment",
                **values,
            },
        )

    def assert_touches(self, customer, first, waiting):
        moments = [
            hours is not None and self.now + timedelta(hours=hours)
            for hours in (first, waiting)
        ]
        self.assertEqual([customer.first_touch_date, customer.waiting_since], moments)

    def test_question_and_answer(self):
        colleague = self.user_colleague.partner_id
        for customer in (self.contact, self.lead):
            self.say(customer, 1, message_type="email")
            self.say(customer, 2, message_type="email")
            self.assert_touches(customer, None, 1)
            # notes and programs answer nobody
            self.say(customer, 3, colleague, subtype_xmlid="mail.mt_note")
            self.say(customer, 3, self.env.ref("base.partner_root"))
            self.assert_touches(customer, None, 1)
            self.say(customer, 4, colleague)
            self.assert_touches(customer, 4, None)
            self.say(customer, 5)
            self.assert_touches(customer, 4, 5)
            # an answer to what came before
            self.say(customer, 4.5, colleague)
            self.assert_touches(customer, 4, 5)
            self.say(customer, 6, colleague, message_type="email")
            self.assert_touches(customer, 4, None)
            # a mail that comes late
            self.say(customer, 5.5, message_type="email")
            self.assert_touches(customer, 4, None)

    def test_call(self):
        contact = self.contact.with_user(self.user_sales)
        activity = contact.activity_schedule("mail.mail_activity_data_call")
        activity.action_done()
        self.assertTrue(contact.first_touch_date)

    def test_meeting(self):
        hour = timedelta(hours=1)
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = %s WHERE id = %s",
            [self.now - 30 * hour, self.contact.id],
        )
        self.env["calendar.event"].create(
            [
                {
                    "name": "Visit",
                    "start": self.now + hours * hour,
                    "stop": self.now + (hours + 1) * hour,
                    "partner_ids": self.contact.ids,
                }
                for hours in (-20, -10, 5)
            ]
        )
        self.env["res.partner"]._cron_first_touch()
        self.assert_touches(self.contact, -20, None)

    def test_conversion(self):
        self.say(self.lead, 1, self.user_sales.partner_id)
        self.say(self.lead, 2, message_type="email")
        lead = self.lead
        lead._convert_to_customers({lead.id: {"contact": True, "account": False}})
        self.assert_touches(lead.converted_contact_id, 1, 2)
        self.assert_touches(lead, 1, None)

    def test_merged_leads(self):
        other = self.create_lead()
        self.say(self.lead, 1, self.user_sales.partner_id)
        self.say(other, 2, message_type="email")
        kept = (self.lead | other).merge_opportunity(auto_unlink=False)
        self.assert_touches(kept, 1, 2)

    def test_installation(self):
        colleague = self.user_colleague.partner_id
        for customer in (self.contact, self.lead):
            self.say(customer, 1, message_type="email")
            self.say(customer, 2, colleague)
            self.say(customer, 3, colleague)
            self.say(customer, 4, message_type="email")
            self.say(customer, 5, message_type="email")
            expected = customer.first_touch_date, customer.waiting_since
            customer.write({"first_touch_date": False, "waiting_since": False})
            post_init_hook(self.env)
            found = customer.first_touch_date, customer.waiting_since
            self.assertEqual(found, expected)
            self.assert_touches(customer, 2, 4)

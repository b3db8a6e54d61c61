from datetime import timedelta
from itertools import product

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from .common import CustomersCommon


@tagged("post_install", "-at_install")
class TestEngagement(CustomersCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mine = cls.create_contact(firstname="Mine", share_mode="me")
        cls.open = cls.create_contact(firstname="Open", share_mode="all")
        cls.other = cls.create_contact(firstname="Other", share_mode="all")

    def post(self, customer, days=1, **values):
        date = fields.Datetime.now() - timedelta(days=days)
        message = customer.sudo().message_post(
            **{
                "body": "Hello",
                "message_type": "comment",
                "subtype_xmlid": "mail.mt_comment",
                "date": date,
                **values,
            }
        )
        message.date = date
        return message

    def meet(self, days=1, **values):
        start = fields.Datetime.now() - timedelta(days=days)
        return (
            self.env["calendar.event"]
            .with_context(mail_create_nolog=True, no_mail_to_attendees=True)
            .create(
                {
                    "name": "Lunch",
                    "start": start,
                    "stop": start + timedelta(hours=1),
                    **values,
                }
            )
        )

    def test_count(self):
        """Messages and meetings of 90 days, notes and later meetings not."""
        lead = self.create_lead(share_mode="all")
        for customer in (self.open, lead):
            self.post(customer)
            self.post(customer, days=89, message_type="email")
            self.post(customer, days=91)
            self.post(customer, subtype_xmlid="mail.mt_note")
        self.meet(partner_ids=[Command.set(self.open.ids)])
        self.meet(days=-2, partner_ids=[Command.set(self.open.ids)])
        self.meet(days=99, partner_ids=[Command.set(self.open.ids)])
        self.meet(
            opportunity_id=lead.id,
            partner_ids=[Command.set(self.user_sales.partner_id.ids)],
        )
        self.env.flush_all()
        self.env.invalidate_all()
        contacts = self.mine | self.open | self.other
        self.assertEqual(contacts.mapped("engagement_count"), [0, 3, 0])
        self.assertEqual(lead.engagement_count, 3)
        Partner = self.as_user("res.partner")
        domain = [("id", "in", contacts.ids)]
        for operator, value in (
            ("=", 3),
            ("=", 0),
            ("!=", 0),
            (">", 0),
            (">=", 3),
            (">", 3),
            ("<", 3),
            ("<=", 3),
            ("<", 0),
            (">=", 0),
            ("in", [0, 3]),
            ("not in", [3]),
        ):
            condition = ("engagement_count", operator, value)
            found = Partner.search([*domain, condition])
            expected = contacts.filtered_domain([condition])
            self.assertEqual(set(found.ids), set(expected.ids), condition)
        self.assertEqual(
            self.as_user("crm.lead").search(
                [("engagement_count", ">", 2), ("id", "=", lead.id)]
            ),
            lead,
        )

    def test_message_and_query_agree(self):
        """Which message is an interaction is said of one message and in SQL: the same,
        whatever there may be."""
        Message = self.env["mail.message"]
        types = [value for value, _label in Message._fields["message_type"].selection]
        activities = self.env["mail.activity.type"].search([])
        by_category = {activity.category: activity for activity in activities}
        self.assertLessEqual({"phonecall", "meeting", "default"}, by_category.keys())
        subtypes = self.env["mail.message.subtype"].create(
            [{"name": "open", "internal": False}, {"name": "own", "internal": True}]
        )
        messages = Message.create(
            [
                {
                    "model": self.open._name,
                    "res_id": self.open.id,
                    "date": fields.Datetime.now(),
                    "message_type": message_type,
                    "mail_activity_type_id": activity.id,
                    "subtype_id": subtype.id,
                    "is_internal": is_internal,
                }
                for message_type, activity, subtype, is_internal in product(
                    types,
                    (activities.browse(), *by_category.values()),
                    (subtypes.browse(), *subtypes),
                    (False, True),
                )
            ]
        )
        # told apart by their dates
        now = fields.Datetime.now()
        for seconds, message in enumerate(messages):
            message.date = now - timedelta(seconds=seconds)
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT date FROM (%s) found WHERE customer_id = %s",
                self.env["res.partner"]._get_engagement_queries()[0],
                self.open.id,
            )
        )
        found = {date for (date,) in rows}
        told = {
            message.date
            for message in messages
            # meetings are counted by themselves
            if self.open._is_interaction(message)
            and message.mail_activity_type_id.category != "meeting"
        }
        for message in messages:
            with self.subTest(message=message.read()):
                self.assertEqual(message.date in found, message.date in told)
        self.assertTrue(found)
        self.assertLess(len(found), len(messages))

    def test_days_without_contact(self):
        now = fields.Datetime.now()
        contacts = self.mine | self.open | self.other
        self.mine.sudo().last_interaction_date = now - timedelta(days=40)
        self.open.sudo().last_interaction_date = now - timedelta(days=5)
        self.env.flush_all()
        # never in touch, came in long ago
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = %s WHERE id = %s",
            [now - timedelta(days=50), self.other.id],
        )
        self.env.invalidate_all()
        self.assertEqual(contacts.mapped("days_without_contact"), [40, 5, 50])
        Partner = self.as_user("res.partner")
        for operator, value in (
            (">=", 40),
            (">", 40),
            ("<", 40),
            ("<=", 40),
            ("=", 5),
            ("!=", 5),
            ("in", [40, 50]),
            (">=", -(10**12)),
            ("<", 10**12),
        ):
            condition = ("days_without_contact", operator, value)
            found = Partner.search([("id", "in", contacts.ids), condition])
            expected = contacts.filtered_domain([condition])
            self.assertEqual(set(found.ids), set(expected.ids), condition)

    def test_queries(self):
        contacts = self.mine | self.open | self.other
        many = self.as_user("res.partner").create(
            [{"firstname": f"Ida {n}", "share_mode": "all"} for n in range(40)]
        )

        def count(records):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.mapped("engagement_count")
            return self.env.cr.sql_log_count - before

        count(contacts)
        self.assertEqual(count(contacts), count(many))

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.antcrm_customers.tests.common import CustomersCommon


@tagged("-at_install", "post_install")
class TestReport(CustomersCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_data_owner = new_test_user(
            cls.env, "antcrm_data_owner", groups="antcrm_share.group_data_owner"
        )
        cls.source = cls.env["utm.source"].create({"name": "Overview Fair"})
        common = {"source_id": cls.source.id, "user_id": False}
        private = {"user": cls.user_colleague, "share_mode": "me"}
        cls.open = [
            cls.create_lead(share_mode="all", **common),
            cls.create_contact(share_mode="all", **common),
            cls.create_contact(share_mode="all", is_company=True, **common),
        ]
        cls.hidden = [
            cls.create_lead(**private, **common),
            cls.create_contact(**private, **common),
        ]
        cls.env.flush_all()

    def report(self, user):
        return self.as_user("antcrm.customer.report", user)

    def count(self, user, groupby="kind"):
        return dict(
            self.report(user)._read_group(
                [("source_id", "=", self.source.id)], [groupby], ["__count"]
            )
        )

    def test_shares(self):
        """Nobody is counted whom the user may not see."""
        open_ones = {"lead": 1, "contact": 1, "account": 1}
        for user in (self.user_sales, self.user_administrator):
            self.assertEqual(self.count(user), open_ones, user.name)
        everybody = {"lead": 2, "contact": 2, "account": 1}
        for user in (self.user_colleague, self.user_data_owner):
            self.assertEqual(self.count(user), everybody, user.name)
        self.assertEqual(self.count(self.env.user), everybody)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_line_of_hidden_customer(self):
        """Nor told of by its id."""
        domain = [("source_id", "=", self.source.id), ("kind", "=", "lead")]
        lines = self.report(self.user_colleague).search(domain)
        self.assertEqual(len(lines), 2)
        Report = self.report(self.user_sales)
        seen = Report.search(domain)
        self.assertEqual(seen._get_customer(), self.open[0])
        hidden = Report.browse((lines - seen).ids)
        self.env.invalidate_all()
        self.assertFalse(hidden.exists())
        self.assertEqual(Report.search_count([("id", "in", hidden.ids)]), 0)
        self.assertEqual(Report.search_read([("id", "in", hidden.ids)]), [])
        with self.assertRaises(AccessError):
            hidden.action_open()

    def test_employees_without_a_role(self):
        with self.assertRaises(AccessError):
            self.count(self.user_internal)

    def test_values(self):
        lead, contact, account = self.open
        moment = fields.Datetime.now().replace(microsecond=0) - timedelta(days=10)
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = %s WHERE id = %s", [moment, lead.id]
        )
        lead.sudo().write(
            {
                "way_in": "webform",
                "user_id": self.user_sales.id,
                "first_touch_date": moment + timedelta(hours=3),
                "waiting_since": moment + timedelta(hours=30),
            }
        )
        Report = self.report(self.user_sales)
        domain = [("source_id", "=", self.source.id)]
        lines = {line._get_customer(): line for line in Report.search(domain)}
        self.assertEqual(lines.keys(), {lead, contact, account})
        line = lines[lead]
        self.assertEqual(line.name, lead.contact_name)
        self.assertEqual(line.date, moment)
        self.assertEqual(line.way_in, "webform")
        self.assertEqual(line.user_id, self.user_sales)
        self.assertEqual(line.category, "new")
        self.assertEqual(line.hours_to_touch, 3)
        self.assertEqual(line.waiting_since, moment + timedelta(hours=30))
        self.assertEqual(line.conversion_rate, 0)
        self.assertEqual(lines[account].kind, "account")
        # nobody waits for an answer to who is lost
        lead.action_set_lost()
        self.env.invalidate_all()
        self.assertFalse(line.waiting_since)
        self.assertEqual(line.category, "unqualified")

    def test_conversion(self):
        """A converted lead stays one, and whom it became is told apart."""
        lead = self.open[0].with_user(self.user_sales)
        lead._convert_to_customers(
            {lead.id: {"contact": True, "account": False}}, opportunity=True
        )
        domain = [("source_id", "=", self.source.id)]
        Report = self.report(self.user_sales)
        self.assertEqual(Report.search_count(domain), 4)
        once = [*domain, ("is_from_lead", "=", False)]
        self.assertEqual(Report.search_count(once), 3)
        [(rate,)] = Report._read_group(domain, [], ["conversion_rate:avg"])
        self.assertEqual(rate, 100)
        action = Report.search([*domain, ("kind", "=", "lead")]).action_open()
        self.assertEqual(action["res_id"], lead.id)

    def test_weeks_and_ways(self):
        [(week, way, count)] = self.report(self.user_sales)._read_group(
            [("source_id", "=", self.source.id)], ["date:week", "way_in"], ["__count"]
        )
        self.assertEqual((way, count), ("other", 3))
        self.assertLessEqual(week, fields.Datetime.now())

    def test_no_sub_query_for_each_customer(self):
        """The rules are asked in the query of each model, not once more for what came
        out of it: a million customers are two scans."""
        Report = self.report(self.user_sales)
        query = Report._search([("kind", "=", "lead")])
        self.env.cr.execute(query.select("count(*)"))
        text = query.select("count(*)").code
        self.assertNotIn("LATERAL", text)
        self.assertNotIn("mail_message", text)
        self.assertEqual(text.count("UNION ALL"), 1)

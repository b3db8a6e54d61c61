from datetime import timedelta

from odoo.fields import Datetime
from odoo.tests import tagged

from odoo.addons.antcrm_customers.tests.common import CustomersCommon


@tagged("-at_install", "post_install")
class TestDay(CustomersCommon):
    def test_waiting_first(self):
        """Whose message nobody has answered, before all others; of the user alone."""
        now = Datetime.now()
        customers = [
            self.create_contact(user_id=self.user_sales.id),
            self.create_lead(user_id=self.user_sales.id),
            self.create_contact(user_id=self.user_colleague.id),
        ]
        for customer in customers:
            customer.sudo().write(
                {
                    "waiting_since": now - timedelta(days=40),
                    "last_interaction_date": now - timedelta(days=40),
                }
            )
        self.env.flush_all()
        Day = self.as_user("antcrm.day")
        lines = Day.search([])
        self.assertEqual(set(lines[:2].mapped("reason")), {"0_waiting"})
        waiting = lines.filtered(lambda line: line.reason == "0_waiting")
        self.assertEqual({line._get_customer() for line in waiting}, set(customers[:2]))
        # they are none of those who were silent for as long
        self.assertEqual(len(lines.filtered(lambda x: x.reason == "6_silent")), 0)
        # who is answered is done
        customers[0].sudo().waiting_since = False
        self.env.flush_all()
        found = Day.search([("reason", "=", "0_waiting")])
        self.assertEqual(found._get_customer(), customers[1])

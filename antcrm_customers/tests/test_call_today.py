from datetime import datetime, timedelta

from lxml import etree

from odoo.fields import Datetime
from odoo.tests import tagged
from odoo.tools import SQL
from odoo.tools.safe_eval import safe_eval

from .common import CustomersCommon

VIEWS = {
    "res.partner": "res_partner_view_search_customer",
    "crm.lead": "crm_lead_view_search",
}


@tagged("-at_install", "post_install")
class TestCallToday(CustomersCommon):
    """Whom the filter “To Call Today” finds."""

    def find(self, customers):
        Model = self.as_user(customers._name)
        view = self.env.ref(f"antcrm_customers.{VIEWS[Model._name]}")
        arch = etree.fromstring(Model.get_view(view.id, "search")["arch"])
        [filter_node] = arch.xpath("//filter[@name='call_today']")
        domain = safe_eval(
            filter_node.get("domain"),
            {"uid": self.user_sales.id},
        )
        return Model.search([("id", "in", customers.ids), *domain])

    def test_who_is_called(self):
        for create in (self.create_contact, self.create_lead):
            silent, spoken, planned, new, old, other, retired = customers = [
                create(user_id=self.user_sales.id) for _ in range(7)
            ]
            model = silent._name
            customers = silent.browse(customer.id for customer in customers)
            self.env.flush_all()
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET create_date = %s WHERE id IN %s",
                    SQL.identifier(customers._table),
                    datetime(2026, 1, 5),
                    tuple((customers - new).ids),
                )
            )
            now = Datetime.now()
            silent.last_interaction_date = now - timedelta(days=40)
            (spoken | planned).last_interaction_date = now
            planned.activity_schedule(
                "mail.mail_activity_data_call", user_id=self.user_sales.id
            )
            other.write(
                {
                    "user_id": self.user_colleague.id,
                    "last_interaction_date": now - timedelta(days=40),
                }
            )
            retired.last_interaction_date = now - timedelta(days=40)
            self.put_out_of_use(retired)
            with self.subTest(model):
                self.assertEqual(self.find(customers), silent | planned | new)
                self.assertNotIn(old, self.find(customers))

from psycopg2.errors import ForeignKeyViolation

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CustomersCommon


@tagged("-at_install", "post_install")
class TestStatus(CustomersCommon):
    def test_shipped_statuses(self):
        for kind in ("lead", "customer"):
            statuses = self.as_user("antcrm.status").search([("kind", "=", kind)])
            self.assertEqual(
                statuses.mapped("name"),
                ["New", "Contacted", "Qualified", "Converted", "Unqualified"],
            )

    def test_new_customers_get_the_default(self):
        self.assertEqual(self.create_contact().status_id.category, "new")
        self.assertEqual(self.create_lead().status_id.kind, "lead")
        status = self.as_user("antcrm.status", self.user_administrator).create(
            {"name": "Fresh", "kind": "customer", "is_default": True}
        )
        self.assertEqual(self.create_contact().status_id, status)
        self.assertFalse(
            self.env.ref("antcrm_customers.status_customer_new").is_default
        )

    def test_kind_must_fit(self):
        with self.assertRaises(ValidationError):
            self.create_contact(
                status_id=self.env.ref("antcrm_customers.status_lead_new").id
            )
        self.create_lead()
        with self.assertRaises(ValidationError):
            self.env.ref("antcrm_customers.status_lead_new").with_user(
                self.user_administrator
            ).kind = "customer"

    @mute_logger("odoo.sql_db")
    def test_status_in_use_stays(self):
        status = self.create_lead().status_id.with_user(self.user_administrator)
        with self.assertRaises(ForeignKeyViolation):
            status.unlink()

    def test_only_administrators_configure(self):
        with self.assertRaises(AccessError):
            self.as_user("antcrm.status").create({"name": "X", "kind": "lead"})
        with self.assertRaises(AccessError):
            self.env.ref("antcrm_customers.status_lead_new").with_user(
                self.user_sales
            ).write({"name": "X"})

    def test_converting_and_losing_move_the_status(self):
        lead = self.create_lead()
        lead.convert_opportunity(False)
        self.assertEqual(lead.status_id.category, "converted")
        leads = self.create_lead() | self.create_lead()
        leads.action_set_lost()
        self.assertEqual(leads.mapped("status_id.category"), ["unqualified"])
        leads.action_restore()
        self.assertEqual(leads.mapped("status_id.category"), ["new"])

    def test_kanban_shows_the_columns_of_the_kind(self):
        self.create_lead()
        groups = (
            self.as_user("crm.lead")
            .with_context(read_group_expand=True)
            .web_read_group([("type", "=", "lead")], ["status_id"])["groups"]
        )
        self.assertEqual(len(groups), 5)

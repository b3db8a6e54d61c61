from ast import literal_eval
from datetime import timedelta
from unittest.mock import patch

from lxml import etree

from odoo.fields import Datetime
from odoo.tests import tagged

from .common import CustomersCommon

VIEWS = {
    "lead": ("crm.lead", "antcrm_customers.crm_lead_view_search"),
    "contact": ("res.partner", "antcrm_customers.res_partner_view_search_contact"),
    "account": ("res.partner", "antcrm_customers.res_partner_view_search_account"),
}
COMMON_SECTIONS = {
    *("status_id", "user_id", "state_id", "industry_id", "source_id"),
    "interaction_age",
}
READS = ("_read_group", "search_fetch", "search_count", "formatted_read_group")


@tagged("-at_install", "post_install")
class TestPanel(CustomersCommon):
    """The filters beside our lists."""

    def get_sections(self, kind):
        """Return the model of a kind as its list asks it, and its filters: pairs of a
        field and what the client asks with."""
        model, view = VIEWS[kind]
        Model = self.as_user(model).with_context(antcrm_kind=kind)
        arch = etree.fromstring(Model.get_view(self.env.ref(view).id, "search")["arch"])
        nodes = arch.xpath("/search/searchpanel/field")
        return Model, [
            (
                node.get("name"),
                {
                    "comodel_domain": self.read_domain(node),
                    "enable_counters": bool(node.get("enable_counters")),
                    "expand": bool(node.get("expand")),
                    "limit": 200,
                    "search_domain": [("customer_kind", "=", kind)],
                },
            )
            for node in nodes
            if node.get("select") == "multi"
        ]

    def read_domain(self, node):
        domain = node.get("domain", "[]")
        return [tuple(leaf) for leaf in literal_eval(domain)]

    def test_no_customer_is_read(self):
        """To show the values, however many customers there are."""
        for kind in VIEWS:
            Model, sections = self.get_sections(kind)
            tags = "tag_ids" if kind == "lead" else "category_id"
            self.assertLessEqual(
                {*COMMON_SECTIONS, tags}, {name for name, _options in sections}
            )
            for name, options in sections:
                with self.subTest(kind=kind, field=name):
                    refused = [
                        patch.object(type(Model), read, side_effect=AssertionError)
                        for read in READS
                    ]
                    for patcher in refused:
                        patcher.start()
                    try:
                        result = Model.search_panel_select_multi_range(name, **options)
                    finally:
                        for patcher in refused:
                            patcher.stop()
                    self.assertIn("values", result)

    def test_values(self):
        for kind, status_kind in (("lead", "lead"), ("account", "customer")):
            Model, sections = self.get_sections(kind)
            values = {
                name: [
                    value["id"]
                    for value in Model.search_panel_select_multi_range(name, **options)[
                        "values"
                    ]
                ]
                for name, options in sections
            }
            statuses = self.env["antcrm.status"].browse(values["status_id"])
            self.assertEqual(set(statuses.mapped("kind")), {status_kind})
            states = self.env["res.country.state"].browse(values["state_id"])
            self.assertEqual(states.country_id, self.env.ref("base.vn"))
            self.assertEqual(values["user_id"][0], self.user_sales.id)
            self.assertNotIn(self.user_portal.id, values["user_id"])

    def test_last_interaction(self):
        """Each customer stands in one step, the one that finds it."""
        customers = self.env["res.partner"].browse(
            self.create_contact().id for _ in range(6)
        )
        now = Datetime.now()
        for customer, days in zip(customers, (0, 7, 30, 89, 400), strict=False):
            customer.last_interaction_date = now - timedelta(days=days, hours=1)
        self.assertEqual(
            customers.mapped("interaction_age"),
            ["week", "month", "quarter", "quarter", "older", "never"],
        )
        ages = dict.fromkeys(customers.mapped("interaction_age"))
        for age in ages:
            found = customers.search(
                [("id", "in", customers.ids), ("interaction_age", "in", [age])]
            )
            expected = customers.filtered(lambda c, age=age: c.interaction_age == age)
            self.assertEqual(found, expected.sorted())
        several = [("id", "in", customers.ids), ("interaction_age", "!=", "never")]
        self.assertEqual(customers.search_count(several), 5)

    def test_pages_of_the_host_have_none(self):
        for model, view in (
            ("res.partner", "base.view_res_partner_filter"),
            ("crm.lead", "crm.view_crm_case_leads_filter"),
        ):
            arch = self.env[model].get_view(self.env.ref(view).id, "search")["arch"]
            self.assertNotIn("searchpanel", arch)

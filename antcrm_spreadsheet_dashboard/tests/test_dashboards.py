import json

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.antcrm_customers.tests.common import CustomersCommon


@tagged("-at_install", "post_install")
class TestDashboards(CustomersCommon):
    """The charts ask for what there is, and each reader for what they may read."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        names = ("customers", "ways_in")
        cls.customers, cls.ways_in = (
            cls.env.ref(f"antcrm_spreadsheet_dashboard.dashboard_{name}")
            for name in names
        )

    @staticmethod
    def get_charts(dashboard):
        book = json.loads(dashboard.spreadsheet_data)
        [sheet] = book["sheets"]
        return [figure["data"] for figure in sheet["figures"]]

    def read_chart(self, chart, user):
        """Return the groups that a chart shows to a user."""
        meta = chart["metaData"]
        measure = meta["measure"]
        if measure != "__count":
            field = self.env[meta["resModel"]]._fields[measure]
            measure = f"{measure}:{field.aggregator}"
        return self.as_user(meta["resModel"], user).formatted_read_group(
            chart["searchParams"]["domain"], meta["groupBy"], [measure]
        )

    def test_charts_can_be_read(self):
        self.create_lead("0901 234 567")
        for dashboard, user in (
            (self.customers, self.user_sales),
            (self.ways_in, self.user_administrator),
        ):
            charts = self.get_charts(dashboard)
            self.assertTrue(charts)
            for chart in charts:
                with self.subTest(chart["title"]["text"]):
                    self.read_chart(chart, user)
                    fields = self.env[chart["metaData"]["resModel"]]._fields
                    for match in chart["fieldMatching"].values():
                        self.assertEqual(fields[match["chain"]].type, match["type"])

    def test_shares_are_honoured(self):
        chart = next(
            chart
            for chart in self.get_charts(self.customers)
            if chart["chartId"] == "antcrm-new-pic"
        )

        def count(user):
            return sum(group["__count"] for group in self.read_chart(chart, user))

        before = count(self.user_sales), count(self.user_colleague)
        self.create_lead("0901 234 567", share_mode="me")
        self.assertEqual(count(self.user_sales), before[0] + 1)
        self.assertEqual(count(self.user_colleague), before[1])

    def test_who_sees_which(self):
        self.customers.with_user(self.user_sales).check_access("read")
        self.ways_in.with_user(self.user_administrator).check_access("read")
        with self.assertRaises(AccessError):
            self.ways_in.with_user(self.user_sales).check_access("read")
        with self.assertRaises(AccessError):
            self.customers.with_user(self.user_internal).check_access("read")

    def test_menus_behind_the_charts(self):
        for dashboard in (self.customers, self.ways_in):
            book = json.loads(dashboard.spreadsheet_data)
            charts = {chart["chartId"] for chart in self.get_charts(dashboard)}
            self.assertEqual(charts, book["chartOdooMenusReferences"].keys())
            for xml_id in book["chartOdooMenusReferences"].values():
                self.assertEqual(self.env.ref(xml_id)._name, "ir.ui.menu")

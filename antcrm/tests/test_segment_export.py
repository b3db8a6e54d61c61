from odoo.tests import tagged

from odoo.addons.antcrm_export.tests.test_export import ExportCommon


@tagged("post_install", "-at_install")
class TestSegmentExport(ExportCommon):
    def test_export(self):
        """What is exported of a segment is what the user may see of it."""
        mine = self.create_contact(firstname="Mine", share_mode="me")
        shared = self.create_contact(firstname="Shared", share_mode="all")
        group = self.as_user("antcrm.segment").create(
            {"name": "Guests", "kind": "contact", "share_mode": "all"}
        )
        group._add_customers(mine | shared)
        Sheet = self.as_user("antcrm.sheet", self.user_exporter)
        domain = [("segment_ids", "in", group.ids)]
        self.assertEqual(Sheet._search_exported("contact", domain), shared)

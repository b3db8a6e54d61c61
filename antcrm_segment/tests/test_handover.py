from odoo.tests import tagged

from odoo.addons.antcrm_customers.tests.test_handover import HandoverCommon


@tagged("post_install", "-at_install")
class TestSegmentHandover(HandoverCommon):
    def test_list_to_a_colleague_and_back(self):
        group = self.as_user("antcrm.segment", self.leaver).create(
            {"name": "Fair", "kind": "contact", "share_mode": "all"}
        )
        wizard = self.ask(self.leaver, to_user_id=self.user_sales)
        self.assertIn("Customer Segment: 1", wizard.what)
        wizard.action_hand_over()
        self.assertEqual(group.sudo().user_id, self.user_sales)
        handover = self.as_user("antcrm.handover", self.owner).search([], limit=1)
        handover.action_undo()
        self.assertEqual(group.sudo().user_id, self.leaver)

from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.antcrm_customers.tests.common import CustomersCommon
from odoo.addons.antcrm_customers.tests.routes import RoutesCommon


@tagged("post_install", "-at_install", "slow")
class TestRoutes(CustomersCommon, RoutesCommon):
    """Whatever is sent to a route of ours, by whom: an answer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_all_rights = new_test_user(
            cls.env,
            "antcrm_all_rights",
            groups="antcrm_share.group_data_owner,base.group_allow_export",
        )

    def test_routes_are_found(self):
        rules = {str(rule) for rule in self.get_routes()}
        self.assertIn("/antcrm/export", rules)

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule")
    def test_stranger(self):
        self.assertRoutesAnswer()

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule")
    def test_user(self):
        self.authenticate(self.user_all_rights.login, self.user_all_rights.login)
        self.assertRoutesAnswer()

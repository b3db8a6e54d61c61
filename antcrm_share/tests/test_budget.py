from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import RolesCommon


@tagged("post_install", "-at_install")
class TestBudget(RolesCommon):
    def test_a_limit_for_each_user(self):
        self.env["ir.config_parameter"].set_param(
            "antcrm_share.questions_per_hour", "3"
        )
        self.as_user("antcrm.budget")._ask(2)
        with self.assertRaisesRegex(UserError, "3 are possible in 1 h"):
            self.as_user("antcrm.budget")._ask(2)
        # what was refused was not counted
        self.as_user("antcrm.budget")._ask(1)
        self.as_user("antcrm.budget", self.user_colleague)._ask(3)
        self.env["antcrm.budget"]._ask(100)

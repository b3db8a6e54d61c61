from odoo.tests import new_test_user

from odoo.addons.antcrm_customers.tests.common import CustomersCommon


class InactiveCommon(CustomersCommon):
    """Somebody with the right to make customers inactive, and an account."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keeper = new_test_user(
            cls.env,
            "antcrm_keeper",
            groups="antcrm_share.group_user,antcrm_inactive.group_inactivate",
            name="Kim Keeper",
        )
        cls.account = cls.as_user("res.partner").create(
            {"name": "Retired Ltd", "is_company": True}
        )

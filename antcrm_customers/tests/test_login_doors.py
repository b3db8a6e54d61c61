from odoo.tests import tagged

from odoo.addons.antcrm_share.tests.test_login_company import LoginCompanyCommon

from .common import CustomersCommon


@tagged("post_install", "-at_install")
class TestLoginDoors(LoginCompanyCommon, CustomersCommon):
    """Nobody gives somebody with a login a company through the intake or a conversion;
    of merges, antcrm_merge looks after that."""

    def test_intake(self):
        """By hand, of a file, of a form and of a mail: one door, whoever runs it."""
        runners = {
            "salesperson": self.as_user("antcrm.intake"),
            "access rights": self.as_user("antcrm.intake", self.user_rights),
            "form or mail": self.env["antcrm.intake"],
        }
        portals = self.user_portal | self.user_archived
        for name, intake in runners.items():
            for user in portals:
                for policy in ("merge", "overwrite"):
                    for account in ("Partner Ltd", "Brand New Ltd"):
                        with self.subTest(name, user=user.name, policy=policy):
                            self.try_intake(intake, user, policy, account)

    def try_intake(self, intake, user, policy, account):
        before = self.get_companies()
        candidate = {
            "name": user.name,
            "emails": [f"{user.login}@example.com"],
            "parent_id": account,
            "function": "Buyer",
        }
        options = {"duplicate_policy": policy}
        [planned] = intake.plan("contact", [candidate], options)
        [outcome] = intake.apply("contact", [candidate], options)
        self.assertEqual(self.get_companies(), before)
        self.assertEqual(outcome["record"]["id"], user.partner_id.id)
        self.assertEqual(user.partner_id.function, "Buyer")
        self.assertEqual(planned["reasons"], outcome["reasons"])
        self.assertIn(
            "The account of a customer with a login stays.", outcome["reasons"]
        )
        # and none is made for nobody
        self.assertFalse(
            self.env["res.partner"].search([("name", "=", "Brand New Ltd")])
        )

    def test_conversion(self):
        for user in (self.user_sales, self.user_rights):
            lead = self.create_lead(
                user=user,
                partner_name="Partner Ltd",
                email_ids=self.typed("antcrm_portal@example.com"),
            )
            before = self.get_companies()
            choices = {
                lead.id: {
                    "contact": self.user_portal.partner_id.with_user(user),
                    "account": self.company.with_user(user),
                }
            }
            lead._convert_to_customers(choices)
            self.assertEqual(self.get_companies(), before)
            self.assertEqual(lead.converted_contact_id, self.user_portal.partner_id)

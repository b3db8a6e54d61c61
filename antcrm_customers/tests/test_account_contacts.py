from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install", "slow")
class TestAccountContacts(HttpCase):
    def test_page(self):
        self.env.company.country_id = self.env.ref("base.vn")
        user = new_test_user(self.env, "antcrm_tour", groups="antcrm_share.group_user")
        partners = self.env["res.partner"].with_user(user)
        account = partners.create({"name": "Tour Account", "is_company": True})
        one, two = partners.create(
            [
                {
                    "firstname": "Tour",
                    "lastname": lastname,
                    "parent_id": account.id,
                    "phone_ids": [Command.create({"value": phone})],
                }
                for lastname, phone in (
                    ("One", "0901 234 561"),
                    ("Two", "0901 234 562"),
                )
            ]
        )
        self.start_tour(
            f"/odoo/customer-accounts/{account.id}",
            "antcrm_account_contacts",
            login="antcrm_tour",
        )
        self.assertTrue(one.exists())
        self.assertFalse(two.exists())
        three = partners.with_context(active_test=False).search(
            [("parent_id", "=", account.id), ("lastname", "=", "Three")]
        )
        self.assertFalse(three.active)
        self.assertEqual(three.phone, "+84 901 234 563")

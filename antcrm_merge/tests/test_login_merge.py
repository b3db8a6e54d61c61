from odoo.tests import tagged

from odoo.addons.antcrm_share.tests.test_login_company import LoginCompanyCommon


@tagged("post_install", "-at_install")
class TestLoginMerge(LoginCompanyCommon):
    """Merges give nobody with a login another company."""

    def test_merge_into_the_login(self):
        """Whoever logs in keeps having no company, and the rest comes along."""
        for user in (self.user_sales, self.user_rights):
            worker = self.create_contact(
                user=user,
                firstname="Petra",
                parent_id=self.company.id,
                function="Buyer",
            )
            login = self.user_portal.partner_id.with_user(user)
            login.function = False
            customers = login | worker.with_user(user)
            self.assertNotIn(
                "parent_id", [row["name"] for row in customers._get_merge_rows()]
            )
            self.assert_merged(customers, login, user)
            self.assertEqual(login.function, "Buyer")

    def assert_merged(self, customers, kept, user):
        before = self.get_companies()
        if user == self.user_rights:
            # the host's own
            wizard = self.as_user("base.partner.merge.automatic.wizard", user)
            wizard._merge(customers.ids, kept, extra_checks=False)
        else:
            customers._merge_customers(kept, {})
        self.assertEqual(self.get_companies(), before)

    def test_merge_of_the_login_into_another(self):
        login = self.user_portal.partner_id
        worker = self.create_contact(firstname="Petra", parent_id=self.company.id)
        customers = (login | worker).with_user(self.user_sales)
        self.assert_kept(lambda: customers._merge_customers(customers[1], {}))
        wizard = self.as_user("base.partner.merge.automatic.wizard")
        self.assert_kept(
            lambda: wizard._merge(customers.ids, customers[1], extra_checks=False)
        )

    def test_merge_of_companies(self):
        """The people of a company come to the one that it is merged into."""
        own = self.create_contact(name="Own Ltd", is_company=True)
        self.user_portal.partner_id.parent_id = own
        companies = (own | self.company).with_user(self.user_sales)
        self.assert_kept(lambda: companies._merge_customers(companies[1], {}))
        # the other way they stay where they are
        companies._merge_customers(companies[0], {})
        self.assertEqual(self.user_portal.partner_id.commercial_partner_id, own)

    def test_merge_by_access_rights(self):
        own = self.create_contact(name="Own Ltd", is_company=True)
        self.user_portal.partner_id.parent_id = own
        companies = (own | self.company).with_user(self.user_rights)
        companies._merge_customers(companies[1], {})
        partner = self.user_portal.partner_id
        self.assertEqual(partner.commercial_partner_id, self.company)

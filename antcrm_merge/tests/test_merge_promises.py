from odoo.tests import tagged

from odoo.addons.antcrm_customers.tests.registry import make
from odoo.addons.antcrm_customers.tests.test_intake import IntakeCommon
from odoo.addons.antcrm_share.tests.test_share import ShareCommon


@tagged("-at_install", "post_install")
class TestExternalIdMerge(IntakeCommon):
    def test_merged_customers_keep_them(self):
        for kind in ("lead", "contact"):
            first, second = (
                self.as_user("antcrm.intake").enter(
                    kind, {"name": "Mia", "external_id": name}, "merge"
                )
                for name in ("m1", "m2")
            )
            Model = self.as_user(first["model"], self.user_administrator)
            kept, other = Model.browse(first["id"]), Model.browse(second["id"])
            (kept | other)._merge_customers(kept, {})
            found = self.as_user("antcrm.intake").enter(
                kind, {"name": "Mia", "external_id": "m2"}, "merge"
            )
            self.assertEqual(found["id"], kept.id)


@tagged("-at_install", "post_install")
class TestShareMerge(ShareCommon):
    def test_merging_deletes_nothing_that_is_not_kept(self):
        """Who may merge is decided by the merge, which can be undone."""
        records = self.create_shared("contact", "employee")
        records |= self.create_shared("contact", "employee")
        records.with_user(self.users["named"])._merge_customers(
            records[0].with_user(self.users["named"]), {}
        )
        self.assertEqual(records.exists(), records[0])

    def test_merge_outlives_its_customer(self):
        """With the names of the others: nobody reads it then."""
        user = self.users["administrator"]
        left = make(self.env, "antcrm.merge", user_id=user.id).with_user(user)
        self.assertFalse(left.search([("id", "=", left.id)]))
        for operation in ("read", "write"):
            self.assertFalse(left.has_access(operation), operation)

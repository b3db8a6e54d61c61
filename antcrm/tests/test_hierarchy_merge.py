from odoo.tests import tagged

from odoo.addons.antcrm_hierarchy.tests.test_hierarchy import HierarchyCommon
from odoo.addons.antcrm_merge.tests.common import MergeCommon


@tagged("post_install", "-at_install")
class TestHierarchyMerge(MergeCommon, HierarchyCommon):
    """The organisation is in order after merges, and comes back."""

    def managers(self):
        self.env.flush_all()
        self.env.invalidate_all()
        contacts = (self.boss | self.chief | self.clerk | self.other).exists().sudo()
        return {
            contact.name: contact.reports_to_partner_id.name
            for contact in contacts
            if contact.reports_to_partner_id
        }

    def check(self, kept, source, expected, choices=None):
        self.env.flush_all()
        before, managers = self.dump(), self.managers()
        merge = self.merge(kept, source, choices)
        self.assertEqual(self.managers(), expected)
        merge.action_undo()
        self.assertFalse(merge.undo_notes)
        self.assertEqual(self.managers(), managers)
        self.assert_same(before, self.dump())

    def test_who_reported_to_the_other_over_others(self):
        # the clerk reports to the chief, the chief to the boss
        self.check(self.clerk, self.boss, {"Chief": "Clerk", "Other": "Clerk"})
        self.check(self.boss, self.clerk, {"Chief": "Boss", "Other": "Boss"})

    def test_who_reported_to_the_other(self):
        self.check(self.clerk, self.chief, {"Clerk": "Boss", "Other": "Boss"})

    def test_manager_is_not_lost(self):
        self.other.reports_to_id = False
        expected = {"Chief": "Boss", "Clerk": "Chief", "Other": "Chief"}
        clerk = {**expected}
        del clerk["Clerk"]
        self.check(self.other, self.clerk, clerk)

    def test_manager_is_chosen(self):
        rows = (self.clerk | self.other)._get_merge_rows()
        row = next(row for row in rows if row["name"] == "reports_to_id")
        self.assertEqual(
            row["values"],
            {self.clerk.id: "Ant Ltd, Chief", self.other.id: "Ant Ltd, Boss"},
        )
        self.check(self.clerk, self.other, {"Chief": "Boss", "Clerk": "Chief"})
        self.check(
            self.clerk,
            self.other,
            {"Chief": "Boss", "Clerk": "Boss"},
            {"reports_to_id": self.other.id},
        )
        # nonsense is left out: the chief would report to who reports to him
        self.other.reports_to_id = self.clerk
        self.check(
            self.chief,
            self.other,
            {"Chief": "Boss", "Clerk": "Chief"},
            {"reports_to_id": self.other.id},
        )

    def test_another_account(self):
        """A manager of another account is none; who reports to one who goes to another
        account reports to nobody."""
        elsewhere = self.create_contact(
            firstname="Else", parent_id=self.elsewhere.id, share_mode="all"
        )
        self.check(elsewhere, self.chief, {"Other": "Boss"})

    def test_hidden_manager_is_kept(self):
        """A manager whom the user does not see is neither told nor lost."""
        self.boss.share_mode = "me"
        rows = (self.other | self.clerk).with_user(self.user_colleague)
        self.assertNotIn("Boss", str(rows._get_merge_rows()))
        merge = self.merge(self.other, self.clerk, user=self.user_colleague)
        self.assertEqual(self.managers()["Other"], "Boss")
        merge.action_undo()
        # unless the user chooses another one
        choices = {"reports_to_id": self.clerk.id}
        self.merge(self.other, self.clerk, choices, user=self.user_colleague)
        self.assertEqual(self.managers()["Other"], "Chief")

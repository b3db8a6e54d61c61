from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from odoo.addons.antcrm_customers.tests.common import CustomersCommon

SPECIFICATION = {
    "name": {},
    "hierarchy_parent_id": {"fields": {"display_name": {}}},
    "hierarchy_child_ids": {},
}


class HierarchyCommon(CustomersCommon):
    """An account with a boss, two who report to her, one to one of these, and a
    sub-account."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Partner = cls.as_user("res.partner")
        cls.account, cls.elsewhere = Partner.create(
            [
                {"name": name, "is_company": True, "share_mode": "all"}
                for name in ("Ant Ltd", "Bee Ltd")
            ]
        )
        cls.sub = Partner.create(
            {
                "name": "Ant Sub Ltd",
                "is_company": True,
                "parent_id": cls.account.id,
                "share_mode": "all",
            }
        )
        cls.boss, cls.chief, cls.clerk, cls.other = (
            cls.create_contact(
                firstname=name, parent_id=cls.account.id, share_mode="all"
            )
            for name in ("Boss", "Chief", "Clerk", "Other")
        )
        cls.chief.reports_to_id = cls.boss
        cls.other.reports_to_id = cls.boss
        cls.clerk.reports_to_id = cls.chief

    def read_tree(self, record, user=None):
        """Return ``{name: names below}`` of what the view loads for a record."""
        self.env.flush_all()
        self.env.invalidate_all()
        Partner = self.as_user("res.partner", user)
        lines = Partner.hierarchy_read(
            [("id", "=", record.id)],
            {**SPECIFICATION},
            "hierarchy_parent_id",
            "hierarchy_child_ids",
            "name",
        )
        names = {line["id"]: line["name"] for line in lines}
        return {
            line["name"]: sorted(
                names.get(id_, "?") for id_ in line["hierarchy_child_ids"]
            )
            for line in lines
        }

    def parents(self, user=None):
        """Return the name above each of the organisation, as a user sees it."""
        self.env.flush_all()
        self.env.invalidate_all()
        partners = self.boss | self.chief | self.clerk | self.other | self.sub
        return {
            partner.name: partner.hierarchy_parent_id.name
            for partner in partners.with_user(user or self.user_sales)
            if partner.has_access("read")
        }


@tagged("post_install", "-at_install")
class TestHierarchy(HierarchyCommon):
    def test_tree(self):
        self.assertEqual(
            self.read_tree(self.account),
            {"Ant Ltd": ["Ant Sub Ltd", "Boss"], "Ant Sub Ltd": [], "Boss": ["?", "?"]},
        )
        tree = self.read_tree(self.boss)
        self.assertEqual(tree["Boss"], ["Chief", "Other"])
        self.assertEqual(tree["Ant Ltd"], ["Ant Sub Ltd", "Boss"])
        self.assertEqual(
            self.parents(),
            {
                "Boss": "Ant Ltd",
                "Chief": "Boss",
                "Clerk": "Chief",
                "Other": "Boss",
                "Ant Sub Ltd": "Ant Ltd",
            },
        )

    def test_hidden_manager(self):
        """Who reports to somebody hidden stands below the next one that is not; the
        hidden one is told nowhere, and the view goes on."""
        self.chief.share_mode = "me"
        for user in (self.user_colleague, self.user_administrator):
            parents = self.parents(user)
            self.assertEqual(parents["Clerk"], "Boss")
            self.assertNotIn("Chief", parents)
            clerk = self.clerk.with_user(user)
            self.assertFalse(clerk.reports_to_id)
            values = clerk.read(["reports_to_id", "hierarchy_parent_id"])[0]
            self.assertNotIn("Chief", str(values))
            self.assertEqual(
                self.read_tree(self.boss, user)["Boss"], ["Clerk", "Other"]
            )
            Partner = self.as_user("res.partner", user)
            self.assertFalse(
                Partner.search([("reports_to_id", "=", self.chief.id)]),
            )
            with self.assertRaises(AccessError):
                clerk.read(["reports_to_partner_id"])
            with self.assertRaises(AccessError):
                self.other.with_user(user).reports_to_id = self.chief
        self.boss.share_mode = "me"
        self.assertEqual(self.parents(self.user_colleague)["Clerk"], "Ant Ltd")
        self.assertEqual(
            self.read_tree(self.account, self.user_colleague)["Ant Ltd"],
            ["Ant Sub Ltd", "Clerk", "Other"],
        )
        self.account.share_mode = "me"
        self.assertFalse(self.parents(self.user_colleague)["Clerk"])
        self.assertEqual(self.parents()["Clerk"], "Chief")

    def test_cycles(self):
        for manager in (self.clerk, self.boss):
            with self.subTest(manager.name), self.assertRaises(ValidationError):
                self.boss.reports_to_id = manager
        # a hidden one in the middle is found, and not named
        self.chief.share_mode = "me"
        with self.assertRaises(ValidationError) as caught:
            self.boss.with_user(self.user_colleague).reports_to_id = self.clerk
        self.assertNotIn("Chief", str(caught.exception))

    def test_same_account(self):
        stranger = self.create_contact(parent_id=self.elsewhere.id, share_mode="all")
        alone = self.create_contact(share_mode="all")
        for contact, manager in (
            (self.boss, stranger),
            (self.boss, alone),
            (alone, self.boss),
            (self.boss, self.account),
            (self.sub, self.boss),
        ):
            with self.assertRaises(ValidationError):
                contact.reports_to_id = manager
        # who leaves the account leaves the organisation, for those below him, too
        self.chief.parent_id = self.elsewhere
        self.assertFalse(self.chief.reports_to_id)
        self.assertFalse(self.clerk.reports_to_id)
        self.chief.parent_id = self.account
        self.assertEqual(self.parents()["Clerk"], "Ant Ltd")

    def test_drag(self):
        """What the view writes when a card is dropped on another one."""
        self.clerk.hierarchy_parent_id = self.other
        self.assertEqual(self.clerk.reports_to_id, self.other)
        self.clerk.hierarchy_parent_id = self.account
        self.assertFalse(self.clerk.reports_to_id)
        self.assertEqual(self.clerk.parent_id, self.account)
        self.clerk.hierarchy_parent_id = self.sub
        self.assertEqual(self.clerk.parent_id, self.sub)
        self.chief.hierarchy_parent_id = False
        self.assertFalse(self.chief.reports_to_id)
        self.assertEqual(self.chief.parent_id, self.account)
        self.sub.hierarchy_parent_id = self.elsewhere
        self.assertEqual(self.sub.parent_id, self.elsewhere)
        self.sub.hierarchy_parent_id = False
        self.assertFalse(self.sub.parent_id)
        with self.assertRaises(ValidationError):
            self.elsewhere.hierarchy_parent_id = self.boss
        with self.assertRaises(ValidationError):
            self.account.parent_id = self.sub
            self.sub.hierarchy_parent_id = self.account

    def test_drag_rights(self):
        """Nobody drags whom he may not change, or below whom he may not see."""
        with self.assertRaises(AccessError):
            self.clerk.with_user(self.user_internal).hierarchy_parent_id = self.other
        self.elsewhere.share_mode = "me"
        with self.assertRaises(AccessError):
            self.clerk.with_user(
                self.user_colleague
            ).hierarchy_parent_id = self.elsewhere.with_user(self.user_colleague)

    def test_queries(self):
        """A wider organisation costs no more queries."""
        Partner = self.as_user("res.partner")

        def count():
            self.read_tree(self.account)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.read_tree(self.account)
            return self.env.cr.sql_log_count - before

        few = count()
        contacts = Partner.create(
            [
                {
                    "firstname": f"Ida {number}",
                    "parent_id": self.account.id,
                    "share_mode": "all",
                }
                for number in range(40)
            ]
        )
        contacts[20:].reports_to_id = contacts[0]
        self.assertLessEqual(count(), few + 2)

    def test_action(self):
        action = self.account.action_view_hierarchy()
        self.assertEqual(action["context"], {"hierarchy_res_id": self.account.id})
        self.assertEqual(action["views"][0][1], "hierarchy")

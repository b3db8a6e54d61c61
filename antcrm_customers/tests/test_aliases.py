from odoo.tests import TransactionCase, tagged

ROLES = ("group_user", "group_administrator", "group_data_owner")


@tagged("post_install", "-at_install")
class TestAliases(TransactionCase):
    """The roles have the names of this addon, too, by which others know them."""

    def test_roles(self):
        for name in ROLES:
            with self.subTest(name=name):
                role = self.env.ref(f"antcrm_share.{name}")
                self.assertEqual(self.env.ref(f"antcrm_customers.{name}"), role)

    def test_an_update_keeps_them(self):
        """They are none of the records that this addon updates, and removes."""
        aliases = self.env["ir.model.data"].search(
            [("module", "=", "antcrm_customers"), ("name", "in", ROLES)]
        )
        self.assertEqual(aliases.mapped("noupdate"), [True] * len(ROLES))

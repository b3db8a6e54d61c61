from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.antcrm_merge.tests.common import MergeCommon


@tagged("-at_install", "post_install")
class TestMergeInactive(MergeCommon):
    """Inactive customers that are merged."""

    def test_inactive_customers(self):
        """Nobody makes customers active or inactive by merging them."""
        keeper = new_test_user(
            self.env,
            "antcrm_keeper",
            groups="antcrm_share.group_administrator,antcrm_inactive.group_inactivate",
            name="Kim Keeper",
        )
        for kind in ("lead", "contact"):
            with self.subTest(kind=kind):
                kept, source = self.create_pair(kind)
                source.with_user(keeper).action_make_inactive()
                for one, other in ((kept, source), (source, kept)):
                    with self.assertRaisesRegex(AccessError, "inactive"):
                        self.merge(one, other)
                with self.assertRaisesRegex(AccessError, "inactive"):
                    if kind == "lead":
                        (kept | source).with_user(
                            self.user_administrator
                        ).merge_opportunity()
                    else:
                        self.env["base.partner.merge.automatic.wizard"].with_user(
                            self.user_sales
                        )._merge((kept | source).ids, kept, extra_checks=False)
                before = self.dump()
                merge = self.merge(kept, source, user=keeper)
                self.assertFalse(kept.is_inactive)
                merge.action_undo()
                self.assertTrue(source.is_inactive)
                self.assert_same(before, self.dump())
                merge = self.merge(source, kept, user=keeper)
                self.assertTrue(source.is_inactive)
                merge.action_undo()
                self.assert_same(before, self.dump())
                # two that are inactive stay so, whoever merges them
                kept.with_user(keeper).action_make_inactive()
                self.merge(kept, source)
                self.assertTrue(kept.is_inactive)

    def test_leads_of_inactive_customers(self):
        """A lead that is merged is no new document of its customer."""
        contact = self.create_contact()
        kept, source = self.create_pair("lead")
        source.partner_id = contact
        contact.sudo().is_inactive = True
        merge = self.merge(kept, source, {"partner_id": source.id})
        self.assertEqual(kept.partner_id, contact)
        merge.action_undo()
        self.assertFalse(kept.partner_id)
        # and where the host merges while it assigns leads
        merged = (kept | source).sudo()._merge_opportunity(auto_unlink=False)
        self.assertEqual(merged.partner_id, contact)
        with self.assertRaises(UserError):
            self.create_lead(partner_id=contact.id)

    def test_merged_by_the_host(self):
        """The one that is kept keeps its own; the host copies all columns."""
        destination = self.create_contact(firstname="Ida")
        source = self.create_contact(firstname="John", lastname="Smith")
        source.sudo().is_inactive = True
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (destination | source).ids, destination
        )
        self.assertFalse(destination.is_inactive)

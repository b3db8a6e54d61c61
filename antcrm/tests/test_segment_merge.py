from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.antcrm_merge.tests.common import MergeCommon


@tagged("post_install", "-at_install")
class TestSegmentMerge(MergeCommon):
    def test_members_of_a_static_group(self):
        for kind in ("lead", "contact"):
            with self.subTest(kind=kind):
                kept, source = self.create_pair(kind)
                field = "lead_ids" if kind == "lead" else "partner_ids"
                both, one = self.as_user("antcrm.segment").create(
                    [
                        {
                            "name": name,
                            "kind": kind,
                            "mode": "static",
                            field: [Command.set(members.ids)],
                        }
                        for name, members in (
                            ("Both", kept | source),
                            ("One", source),
                        )
                    ]
                )
                before = self.dump()
                merge = self.merge(kept, source)
                self.assertEqual((both[field], one[field]), (kept, kept))
                merge.action_undo()
                self.assertFalse(merge.undo_notes)
                self.assertEqual((both[field], one[field]), (kept | source, source))
                self.assert_same(before, self.dump())

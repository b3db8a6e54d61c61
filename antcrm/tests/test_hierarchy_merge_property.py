from odoo.tests import tagged

from odoo.addons.antcrm_merge.tests.test_merge_property import MergePropertyCommon


@tagged("-at_install", "post_install", "slow")
class TestHierarchyMergeProperty(MergePropertyCommon):
    def complete_drawn(self, kind, records, drawn):
        result = super().complete_drawn(kind, records, drawn)
        if kind == "contact":
            for record, values in zip(records, drawn, strict=True):
                manager = records[values["manager"] % len(records)]
                record._set_merged_manager(manager)
        return result

    def check_kept(self, kind, kept):
        result = super().check_kept(kind, kept)
        if kind == "contact":
            self.assertNotIn(kept, kept.sudo()._get_managers_above())
        return result

    def test_merge_then_undo_is_the_identity(self):
        self.check_merge_then_undo()

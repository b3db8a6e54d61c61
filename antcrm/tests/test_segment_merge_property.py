from odoo.tests import tagged

from odoo.addons.antcrm_merge.tests.test_merge_property import MergePropertyCommon


@tagged("-at_install", "post_install", "slow")
class TestSegmentMergeProperty(MergePropertyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.groups = {
            kind: cls.env["antcrm.segment"].create(
                [
                    {"name": f"{kind} {number}", "kind": kind, "mode": "static"}
                    for number in range(2)
                ]
            )
            for kind in ("lead", "contact", "account")
        }

    def complete_drawn(self, kind, records, drawn):
        result = super().complete_drawn(kind, records, drawn)
        field = "lead_ids" if kind == "lead" else "partner_ids"
        for record, values in zip(records, drawn, strict=True):
            for index in values["groups"]:
                self.groups[kind][index][field] |= record
        return result

    def test_merge_then_undo_is_the_identity(self):
        self.check_merge_then_undo()

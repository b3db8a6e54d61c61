from odoo.tests import tagged

from .common import ImportCommon

LINES = (
    "Full Name,Phone,Email,Position",
    "Lara Lead,+84901238191,lara@kinds.example,Buyer",
    "New Norbert,+84901238192,,",
)


@tagged("post_install", "-at_install")
class TestOtherKinds(ImportCommon):
    """Leads of a file who are contacts already."""

    def setUp(self):
        super().setUp()
        self.contact = self.create_contact("0901 238 191", user=self.user_importer)
        self.messages = self.contact.message_ids

    def actions(self, run):
        run.invalidate_recordset()
        return run.row_ids.mapped("planned_action")

    def leads(self):
        return self.env["crm.lead"].search(
            [("create_uid", "=", self.user_importer.id)], order="id"
        )

    def test_choices(self):
        run = self.review(*LINES, kind="lead")
        [kind] = run.error_kinds
        self.assertEqual(
            (kind["code"], kind["count"], kind["choice"]), ("other_kind", 1, "link")
        )
        self.assertEqual(self.actions(run), ["created", "created"])
        self.assertIn(self.contact.name, run.row_ids[0].reason)
        self.assertFalse(run.row_ids[0].severity)
        for choice in ("attach", "skip"):
            run.set_error_choice("other_kind", choice)
            self.assertEqual(self.actions(run), ["skipped", "created"])
            self.assertEqual(run.other_kinds, choice)
            # it is none of those who are known as a lead
            codes = [kind["code"] for kind in run.error_kinds]
            self.assertEqual(codes, ["other_kind"])

    def run_with(self, choice):
        run = self.review(*LINES, kind="lead", other_kinds=choice)
        run.action_run()
        while run.run_chunk():
            pass
        self.assertFalse(run.changed_count)
        self.env.flush_all()
        self.env.invalidate_all()
        return run

    def test_linked_and_undone(self):
        run = self.run_with("link")
        first, second = self.leads()
        self.assertEqual(first.partner_id, self.contact)
        self.assertFalse(second.partner_id)
        run.action_undo()
        while run.undo_chunk():
            pass
        self.env.invalidate_all()
        self.assertFalse(self.leads())
        self.assertTrue(self.contact.exists())

    def test_attached_and_undone(self):
        run = self.run_with("attach")
        self.assertEqual(self.leads().mapped("contact_name"), ["New Norbert"])
        row = run.row_ids[0]
        self.assertEqual(row.action, "skipped")
        self.assertEqual(row.record, self.contact)
        self.assertIn("history", row.reason)
        self.assertIn("Lara Lead", self.contact.message_ids[0].body)
        run.action_undo()
        while run.undo_chunk():
            pass
        self.env.invalidate_all()
        self.assertFalse(self.leads())
        # with what was written into the history
        self.assertEqual(self.contact.message_ids, self.messages)

    def test_skipped(self):
        run = self.run_with("skip")
        self.assertEqual(self.leads().mapped("contact_name"), ["New Norbert"])
        self.assertIn(self.contact.name, run.row_ids[0].reason)
        self.assertEqual(self.contact.message_ids, self.messages)

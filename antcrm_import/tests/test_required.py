from odoo.fields import Command
from odoo.tests import tagged

from .common import ImportCommon


@tagged("post_install", "-at_install")
class TestRequired(ImportCommon):
    """A file may lack what people must enter at a form."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["antcrm.custom.field"].create(
            {
                "label": "Budget",
                "required": True,
                "kinds": [Command.set(cls.env["antcrm.customer.kind"].search([]).ids)],
            }
        )

    def execute(self, run):
        run.action_run()
        while run.run_chunk(1000):
            pass

    def test_rows_come_in_as_incomplete(self):
        for kind in ("lead", "contact", "account"):
            with self.subTest(kind):
                run = self.review(
                    "Name,Email", f"Ann,ann@{kind}.example.com", kind=kind
                )
                [error] = run.error_kinds
                self.assertEqual(
                    (error["code"], error["count"], error["choice"]),
                    ("required", 1, "mark"),
                )
                self.assertEqual(run.problem_row_ids.planned_action, "created")
                self.assertIn("Budget is missing", run.problem_row_ids.reason)
                self.execute(run)
                self.assertEqual(self.counts(run), {"created": 1, "warning": 1})
                self.assertEqual(run.row_ids.record.missing_values, "Budget")

    def test_value_is_typed_in_the_review(self):
        run = self.review("Name,Email,Budget", "Ann,ann@example.com,")
        row = run.problem_row_ids
        row.set_cells({"2": "500"})
        run.invalidate_recordset()
        self.assertFalse(run.problem_row_ids)
        self.execute(run)
        self.assertFalse(run.row_ids.record.missing_values)
        self.assertEqual(run.row_ids.record.x_budget, "500")

    def test_rows_are_left_out_where_chosen(self):
        run = self.review("Name,Email", "Ann,ann@example.com")
        run.set_error_choice("required", "reject")
        run.invalidate_recordset()
        self.assertEqual(self.counts(run), {"rejected": 1})

    def test_nobody_is_written_to_for_each_chunk(self):
        run = self.review(
            *self.make_lines(4), pic_mode="user", pic_user_id=self.user_colleague.id
        )
        self.execute(run)
        self.assertFalse(
            self.env["mail.message"].search(
                [("partner_ids", "in", self.user_colleague.partner_id.ids)]
            )
        )

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import antcrm_import_plan as planning
from ..models import antcrm_import_row
from ..models.antcrm_import_key import StoredKeys
from .common import ImportCommon

LINES = (
    "Name,Phone,Email,Company,City",
    "Ann,0912345670,ann@example.com,,Hue",
    "Bo,12,bo@example.com,,N/A",
    "Ann again,0912345670,,,Hue",
    "Cy,02838221000,cy@example.com,Acme,",
    "Name,Phone,Email,Company,City",
    "Di,02838221000,di@example.com,Acme,-",
    "Ed,02838221000,ed@example.com,Acme,",
    ",0903333333,,,",
    "Known,0909999999,,,",
    "Known again,0909999999,new@example.com,,",
    "Bo once more,,BO@example.com,,Vinh",
    "Cy again,02838221000,cy@example.com,Acme,Hue",
)
COLUMNS = ("number", "planned_action", "same_as", "errors", "reason", "record")


@tagged("post_install", "-at_install")
class TestPlanning(ImportCommon):
    """The review of a big file is made in the background, a part after the other."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.partner"].create({"name": "Known", "phone": "0909999999"})

    def setUp(self):
        super().setUp()
        for name, value in {"PLAN_AT_ONCE": 3, "PLAN_SIZE": 2, "PLAN_CHUNK": 4}.items():
            patcher = patch.object(planning, name, value)
            patcher.start()
            self.addCleanup(patcher.stop)

    def get_outcomes(self, run):
        run.invalidate_recordset()
        return [
            tuple(row[name] for name in COLUMNS)
            for row in run.sudo().row_ids.sorted("number")
        ]

    def finish(self, run, limit=3):
        """Work on the review as workers do that come and go."""
        while run.plan_chunk(limit):
            self.env.flush_all()
            self.env.invalidate_all()
        self.assertEqual(run.state, "review")

    def test_as_at_once(self):
        """However it is cut, the outcome is that of a small file."""
        for policy in ("skip", "merge", "duplicate"):
            with patch.object(planning, "PLAN_AT_ONCE", 100):
                expected = self.get_outcomes(
                    self.review(*LINES, duplicate_policy=policy)
                )
            self.assertIn("colleague", str(expected))
            self.assertIn("duplicate_in_batch", str(expected))
            for limit in (1, 3, 5, 100):
                with self.subTest(policy=policy, limit=limit):
                    run = self.review(*LINES, duplicate_policy=policy)
                    self.assertEqual(run.state, "planning")
                    self.finish(run, limit)
                    self.assertEqual(self.get_outcomes(run), expected)
                    placeholders = run.notices["placeholders"]
                    self.assertEqual(set(placeholders), {"N/A", "-"})
                    self.assertEqual(run.notices["placeholder_count"], 2)
        self.assertFalse(self.env["antcrm.import.key"].search_count([]))

    def test_by_the_scheduler(self):
        run = self.review(*LINES)
        self.assertEqual(run._get_progress()["done_count"], 0)
        self.assertEqual(run.get_running()[0]["id"], run.id)
        self.run_cron()
        run.invalidate_recordset()
        self.assertEqual(run.state, "review")
        message = self.env["mail.message"].search(
            [("model", "=", run._name), ("res_id", "=", run.id)], limit=1
        )
        self.assertIn("Ready to be looked at", message.subject)
        # a choice begins anew
        run.set_error_choice("invalid_phone", "reject")
        self.assertEqual((run.state, run.planned_count), ("planning", 0))
        self.finish(run)
        self.assertEqual(run.row_ids[1].planned_action, "rejected")
        run.action_run()
        self.assertEqual(run.state, "running")

    def test_not_before_it_is_done(self):
        run = self.review(*LINES)
        for method in ("action_confirm", "action_run", "action_discard"):
            with self.assertRaisesRegex(UserError, "still being made"):
                getattr(run, method)()
        run.plan_chunk(4)
        run.action_stop()
        self.assertEqual(run.state, "draft")
        self.assertFalse(run.plan_chunk(4))
        with self.assertRaisesRegex(UserError, "Go on with it"):
            run.action_run()
        run.action_plan()
        self.assertEqual(run.planned_count, 4)
        self.finish(run)
        run.action_discard()
        self.assertFalse(run.exists())

    def test_of_those_who_may_not_any_more(self):
        run = self.review(*LINES)
        self.user_importer.group_ids -= self.env.ref("antcrm_customers.group_import")
        self.assertFalse(run.sudo().plan_chunk())
        run = run.sudo()
        self.assertEqual(run.state, "draft")
        self.assertIn("no longer import", run.stop_reason)
        self.assertFalse(run.can_resume or run.can_undo)
        message = self.env["mail.message"].search(
            [("model", "=", run._name), ("res_id", "=", run.id)], limit=1
        )
        self.assertIn("no longer import", message.body)

    def test_corrected_cells(self):
        """What was corrected since the review is looked at before the import begins."""
        run = self.review(*LINES)
        self.finish(run)
        with patch.object(antcrm_import_row, "REPLAN_SIZE", 2):
            run.row_ids[1].set_cells({"1": "0912345679"})
        self.assertTrue(run.is_outdated)
        action = run.action_confirm()
        self.assertEqual((run.state, action["res_id"]), ("planning", run.id))
        self.finish(run)
        self.assertFalse(run.is_outdated)
        self.assertEqual(run.action_confirm()["target"], "new")

    @mute_logger("odoo.addons.antcrm_import.models.antcrm_import_engine")
    def test_row_that_fails(self):
        """One row on which the server fails keeps nobody from the others."""
        run = self.review(*LINES)
        Intake = type(self.env["antcrm.intake"])
        plan = Intake.plan

        def fail(intake, kind, candidates, options=None):
            if any(candidate.get("name") == "Ed" for candidate in candidates):
                raise ValueError("not this one")
            return plan(intake, kind, candidates, options)

        with patch.object(Intake, "plan", fail):
            self.run_cron()
        run.invalidate_recordset()
        self.assertEqual(run.state, "review")
        row = run.row_ids.filtered(lambda row: "Ed" in row.raw)
        self.assertEqual(row.planned_action, "rejected")
        self.assertIn("server log", row.reason)
        self.assertEqual(run.row_ids[-1].planned_action, "skipped")

    @mute_logger("odoo.addons.antcrm_import.models.antcrm_import_engine")
    def test_all_that_fails(self):
        """Where every row fails it stops, says why, and can be gone on with."""
        run = self.review(*LINES)
        Intake = type(self.env["antcrm.intake"])
        with (
            patch.object(planning, "MAX_PLAN_FAILURES", 3),
            patch.object(Intake, "plan", side_effect=ValueError("no")),
        ):
            self.run_cron()
        run.invalidate_recordset()
        self.assertEqual((run.state, run.planned_count), ("draft", 3))
        self.assertIn("server log", run.stop_reason)
        run.action_plan()
        self.assertFalse(run.stop_reason)
        self.finish(run)

    @mute_logger("odoo.addons.antcrm_import.models.antcrm_import_engine")
    def test_stopped_while_it_fails(self):
        """No row of a file that was stopped in that moment is rejected."""
        run = self.review(*LINES)
        run.action_stop()
        run = run.sudo()
        for step in (run._skip_planned_row, run._reject_next_row, run._keep_next_row):
            self.assertEqual(step(ValueError("no")), 0)
        self.assertFalse(any(run.row_ids.mapped("action")))

    def test_other_settings(self):
        """The dialog changes a review that was stopped, and none that is being made."""
        run = self.review(*LINES)
        with self.assertRaises(UserError):
            run.action_change_settings()
        run.plan_chunk(4)
        run.action_stop()
        action = run.action_change_settings()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        wizard = wizard.with_user(self.user_importer)
        wizard.duplicate_policy = "merge"
        wizard.action_review()
        self.assertEqual(wizard.import_id, run)
        self.assertEqual((run.state, run.planned_count), ("planning", 0))
        with self.assertRaisesRegex(UserError, "still being made"):
            wizard.action_review()

    def test_queries(self):
        """What earlier chunks brought is asked for once for each batch."""
        names = [f"Person {at},09{at:08},p{at}@example.com" for at in range(40)]
        with patch.object(planning, "PLAN_SIZE", 50):
            run = self.review("Name,Phone,Email", *names)
            run.plan_chunk(10)
            few = self.env.cr.sql_log_count
            run.plan_chunk(10)
            few = self.env.cr.sql_log_count - few
            more = self.env.cr.sql_log_count
            run.plan_chunk(20)
            more = self.env.cr.sql_log_count - more
        self.assertLessEqual(more, few + 2)

    def count_read_rows(self):
        """Return how many staged rows this transaction has read until now."""
        self.env.flush_all()
        # few rows are read as a whole table, many by an index
        for way in ("seqscan", "bitmapscan", "hashjoin", "mergejoin"):
            self.env.cr.execute(f"SET LOCAL enable_{way} = off")
        self.env.cr.execute(
            """
            SELECT seq_tup_read + coalesce(idx_tup_fetch, 0)
              FROM pg_stat_xact_user_tables
             WHERE relname = 'antcrm_import_row'
            """
        )
        return self.env.cr.fetchone()[0]

    def test_rows_of_other_chunks(self):
        """A part of the review reads its own rows, however many the file has."""
        read = {}
        for size in (500, 3000):
            names = [f"Person {at},p{size}.{at}@example.com" for at in range(size)]
            run = self.review("Name,Email", *names)
            self.env.cr.execute("ANALYZE antcrm_import_row")
            run.plan_chunk(10)
            before = self.count_read_rows()
            self.assertEqual(run.plan_chunk(10), 10)
            read[size] = self.count_read_rows() - before
        self.assertGreaterEqual(read[500], 10)
        self.assertLessEqual(read[3000], read[500] + 10)

    def test_rows_named_by_their_numbers(self):
        """A row of another part is called by its number in the file, which empty lines
        and rows that are left out count in."""
        lines = (
            "Name,Phone,Email,Company,City",
            ",,,,",
            "Ann,0912345670,ann@example.com,,Hue",
            ",,,,",
            "Name,Phone,Email,Company,City",
            "Bo,0912345671,bo@example.com,Acme,Hue",
            "Di,0912345672,di@example.com,,Hue",
            "Cy,0912345671,cy@example.com,Acme,Hue",
            "Ann,0912345670,,,Hue",
            "Di,0912345672,,,Hue",
        )
        run = self.review(*lines)
        self.finish(run, 3)
        numbers = run.sudo().row_ids.sorted("number").mapped("number")
        self.assertEqual(numbers, [3, 5, 6, 7, 8, 9, 10])
        told = {row.number: row for row in run.sudo().row_ids}
        self.assertIn("row 6", told[8].reason)
        self.assertIn("row 3", told[9].reason)
        self.assertIn("row 7", told[10].reason)
        self.assertEqual((told[9].same_as, told[10].same_as), (3, 7))

    def test_stored_keys(self):
        run = self.review("Name", "A").sudo()
        known = StoredKeys(run, str, str)
        for key in (("phone", "1"), ("person", ("phone", "1"), ("a", None))):
            known.setdefault(key, "Ann")
        known.settle()
        again = StoredKeys(run, str, str)
        keys = [("phone", "1"), ("person", ("phone", "1"), ("a", None)), ("phone", "2")]
        again.load(keys)
        self.assertEqual([again.get(key) for key in keys], ["Ann", "Ann", None])

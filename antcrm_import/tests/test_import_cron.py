from unittest.mock import patch

from odoo.exceptions import ConcurrencyError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.tests.test_ir_cron import CronMixinCase

from ..models import antcrm_import_engine as engine
from .common import ImportCommon

LOGGER = "odoo.addons.antcrm_import.models.antcrm_import_engine"


@tagged("post_install", "-at_install")
class TestImportCron(CronMixinCase, ImportCommon):
    def setUp(self):
        super().setUp()
        # waiting between tries is not what is tested
        self.startPatch(engine.time, "sleep")
        self.Intake = type(self.env["antcrm.intake"])
        self.apply = self.Intake.apply

    def startPatch(self, target, name, *args, **kwargs):
        patcher = patch.object(target, name, *args, **kwargs)
        self.addCleanup(patcher.stop)
        return patcher.start()

    def test_started_at_once(self):
        run = self.review("Name", "Ann")
        with self.capture_triggers("antcrm_import.ir_cron_import") as captured:
            run.action_run()
        self.assertEqual(len(captured.records), 1)

    def test_runs_to_the_end(self):
        self.startPatch(engine, "CHUNK_SIZE", 3)
        run = self.review(*self.make_lines(8))
        run.action_run()
        self.run_cron()
        self.assertEqual(run.state, "done")
        self.assertEqual(self.counts(run), {"created": 8})
        self.assertEqual(len(self.contacts()), 8)

    def test_nothing_to_do(self):
        self.run_cron()
        self.review("Name", "Ann")
        self.run_cron()
        self.assertFalse(self.contacts())

    def test_runs_take_turns(self):
        self.startPatch(engine, "CHUNK_SIZE", 2)
        runs = [
            self.review(*self.make_lines(6)),
            self.review(*self.make_lines(3, start=100)),
        ]
        for run in runs:
            run.action_run()
        order = []

        def run_chunk(run, limit):
            order.append(runs.index(run.with_env(runs[0].env)))
            return original(run, limit)

        Import = type(runs[0])
        original = Import.run_chunk
        with patch.object(Import, "run_chunk", run_chunk):
            self.run_cron()
        self.assertEqual(order, [0, 1, 0, 1, 0, 0])
        self.assertEqual({run.state for run in runs}, {"done"})

    def test_time_is_up(self):
        """After a turn for every run, a worker whose time is up wakes the next one."""
        self.startPatch(engine, "CHUNK_SIZE", 1)
        runs = [
            self.review(*self.make_lines(3)),
            self.review(*self.make_lines(3, start=100)),
        ]
        for run in runs:
            run.action_run()
        rounds = []

        def commit(cron, processed=0, *, remaining=None, **kwargs):
            rounds.append(processed)
            return 1 if len(rounds) == 1 else 0  # seconds left

        self.startPatch(type(self.env["ir.cron"]), "_commit_progress", commit)
        with self.capture_triggers("antcrm_import.ir_cron_import") as captured:
            self.env["antcrm.import"]._cron_run()
        self.assertEqual([run.done_count for run in runs], [1, 1])
        self.assertEqual(rounds, [0, 1, 1, 0])
        self.assertEqual(len(captured.records), 1)

    @mute_logger(LOGGER)
    def test_conflict_is_tried_again(self):
        """Another transaction entered the same number first: roll back, go again."""
        run = self.review(*self.make_lines(3))
        run.action_run()
        calls = []

        def apply(intake, kind, candidates, options=None):
            outcomes = self.apply(intake, kind, candidates, options)
            calls.append(len(candidates))
            if len(calls) < 3:
                raise ConcurrencyError("somebody was faster")
            return outcomes

        with patch.object(self.Intake, "apply", apply):
            self.run_cron()
        self.assertEqual(calls, [3, 3, 3])
        self.assertEqual(self.counts(run), {"created": 3})
        self.assertEqual(len(self.contacts()), 3)

    @mute_logger(LOGGER)
    def test_conflict_without_end(self):
        """A run that cannot go on now waits for the next turn; nothing is lost."""
        run = self.review(*self.make_lines(3))
        run.action_run()
        with patch.object(self.Intake, "apply", side_effect=ConcurrencyError("again")):
            self.run_cron()
        self.assertEqual((run.state, run.done_count), ("running", 0))
        self.run_cron()
        self.assertEqual(self.counts(run), {"created": 3})

    @mute_logger(LOGGER)
    def test_conflicts_make_chunks_smaller(self):
        """A chunk that meets conflicts again and again is tried with fewer rows."""
        run = self.review(*self.make_lines(30))
        run.action_run()
        calls = []

        def apply(intake, kind, candidates, options=None):
            calls.append(len(candidates))
            if len(candidates) > 3:
                raise ConcurrencyError("somebody was faster")
            return self.apply(intake, kind, candidates, options)

        self.startPatch(engine, "CHUNK_SIZE", 30)
        with patch.object(self.Intake, "apply", apply):
            while run.state == "running":  # its time may be up before
                self.run_cron()
        self.assertEqual(calls[:6], [30, 30, 30, 30, 30, 3])
        self.assertEqual(self.counts(run), {"created": 30})

    def test_same_file_twice(self):
        """Two runs of one file that take turns make each customer once."""
        self.startPatch(engine, "CHUNK_SIZE", 2)
        runs = [self.review(*self.make_lines(6)) for _number in range(2)]
        self.assertEqual(runs[1].created_count, 6)
        for run in runs:
            run.action_run()
        self.run_cron()
        self.assertEqual(len(self.contacts()), 6)
        self.assertEqual(
            [self.counts(run) for run in runs], [{"created": 6}, {"skipped": 6}]
        )

    @mute_logger(LOGGER)
    def test_one_bad_row(self):
        """A row on which the server fails is rejected alone, and the rest goes on."""
        self.startPatch(engine, "CHUNK_SIZE", 20)
        lines = self.make_lines(30)
        lines[8] = lines[8].replace("First7", "Poison")
        run = self.review(*lines)
        run.action_run()

        def apply(intake, kind, candidates, options=None):
            outcomes = self.apply(intake, kind, candidates, options)
            if any(candidate["firstname"] == "Poison" for candidate in candidates):
                raise ValueError("some addon does not like it")
            return outcomes

        with patch.object(self.Intake, "apply", apply):
            self.run_cron()
        self.assertEqual(run.state, "done")
        self.assertEqual(self.counts(run), {"created": 29, "rejected": 1})
        self.assertEqual(len(self.contacts()), 29)
        rejected = run.row_ids.filtered(lambda row: row.action == "rejected")
        self.assertEqual(rejected.number, 9)
        self.assertIn("server log", rejected.reason)
        self.assertEqual(rejected.errors[0]["code"], "failed")

    def refuse(self, is_bad):
        """Let the server fail on some candidates; return the sizes of the chunks."""
        sizes = []

        def apply(intake, kind, candidates, options=None):
            sizes.append(len(candidates))
            if any(map(is_bad, candidates)):
                raise ValueError("some addon does not like it")
            return self.apply(intake, kind, candidates, options)

        self.startPatch(self.Intake, "apply", apply)
        return sizes

    @mute_logger(LOGGER)
    def test_bad_rows_one_after_the_other(self):
        """After a rejected row the next steps are small, and grow as they work."""
        self.startPatch(engine, "CHUNK_SIZE", 100)
        sizes = self.refuse(lambda candidate: candidate["firstname"] < "First16")
        run = self.review(*self.make_lines(60, start=10))
        run.action_run()
        while run.state == "running":  # its time may be up before
            self.run_cron()
        self.assertEqual(run.state, "done")
        self.assertEqual(self.counts(run), {"created": 54, "rejected": 6})
        self.assertEqual(sizes, [60, 10, *[1] * 6, 1, 4, 16, 33])
        self.assertFalse(run.failure_count)

    @mute_logger(LOGGER)
    def test_systemic_failure(self):
        """When row after row fails the run is stopped, and says what to do."""
        self.startPatch(engine, "CHUNK_SIZE", 100)
        number = engine.MAX_FAILURES + 5
        faults = ["the server's"]
        sizes = self.refuse(
            lambda candidate: bool(faults) and candidate["firstname"] >= "First3"
        )
        lines = [
            "First name,Email",
            *(f"First{at},{at}@example.com" for at in (10, 11)),
            *(f"First{at},{at}@example.com" for at in range(30, 30 + number)),
        ]
        run = self.review(*lines)
        run.action_run()
        while run.state == "running":
            self.run_cron()
        self.assertEqual(run.state, "cancelled")
        self.assertLessEqual(len(sizes), engine.MAX_FAILURES + 10)
        self.assertEqual(
            self.counts(run), {"created": 2, "rejected": engine.MAX_FAILURES}
        )
        self.assertIn("server log", run.stop_reason)
        self.assertIn("Continue", run.stop_reason)
        self.assertEqual(run.done_count, 2 + engine.MAX_FAILURES)
        # put right, it goes on
        faults.clear()
        run.with_user(self.user_importer).action_resume()
        self.run_cron()
        self.assertEqual(run.state, "done")
        self.assertEqual(run.created_count, 2 + 5)

    @mute_logger(LOGGER)
    def test_failures_are_counted_by_all_workers(self):
        """A worker whose time is up leaves the next one where it was."""
        self.startPatch(engine, "MAX_FAILURES", 3)
        cron = type(self.env["ir.cron"])
        self.startPatch(cron, "_commit_progress", return_value=0)
        sizes = self.refuse(lambda candidate: True)
        run = self.review(*self.make_lines(5))
        run.action_run()
        run = run.sudo()
        self.startPatch(type(run), "_roll_back")
        run._import_chunk(1)
        self.assertEqual((run.failure_count, run.state), (1, "running"))
        for _worker in range(2):
            run._import_chunk(run._get_first_limit())
        self.assertEqual(sizes, [1, 1, 1])
        self.assertEqual(run.state, "cancelled")

    def test_remaining_of_old_runs(self):
        """A run from before outcomes were tallied counts for nothing, not for less."""
        run = self.review(*self.make_lines(3))
        run.action_run()
        run.run_chunk()
        run.sudo().write({"state": "undoing", "tally": {"undo": 2}})
        self.assertEqual(self.env["antcrm.import"]._count_remaining(), 0)

    @mute_logger(LOGGER)
    def test_refusal_of_another_addon(self):
        """What an addon says about a row is what the report says."""
        run = self.review(*self.make_lines(1))
        run.action_run()
        error = UserError("Ann is not welcome.")
        with patch.object(self.Intake, "apply", side_effect=error):
            self.run_cron()
        self.assertEqual(run.row_ids.reason, "Ann is not welcome.")
        self.assertEqual(run.state, "done")

    def test_stopped_while_running(self):
        self.startPatch(engine, "CHUNK_SIZE", 2)
        run = self.review(*self.make_lines(6))
        run.action_run()

        def apply(intake, *args):
            run.action_stop()
            run.env.flush_all()
            return self.apply(intake, *args)

        with patch.object(self.Intake, "apply", apply):
            self.run_cron()
        self.assertEqual(run.state, "cancelled")
        self.assertEqual(run.done_count, 2)

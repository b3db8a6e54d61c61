from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.exceptions import ConcurrencyError, UserError
from odoo.fields import Domain
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.antcrm_import.models import antcrm_import_engine as engine
from odoo.addons.antcrm_import.tests.common import ImportCommon
from odoo.addons.base.tests.test_ir_cron import CronMixinCase
from odoo.addons.queue_job.controllers.main import RunJobController
from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.job import Job
from odoo.addons.queue_job.jobrunner.runner import PG_ADVISORY_LOCK_ID, Database

from ..hooks import uninstall_hook

CRON = "antcrm_import.ir_cron_import"
IMPORT_LOGGER = "odoo.addons.antcrm_import.models.antcrm_import_engine"


class ImportQueueCommon(CronMixinCase, ImportCommon):
    """Imports with a job runner: its lock is there, the tests do its work."""

    def setUp(self):
        super().setUp()
        self.runs_jobs = False
        self.addCleanup(self.stop_job_runner)
        self.start_job_runner()
        self.Intake = type(self.env["antcrm.intake"])
        self.apply = self.Intake.apply

    def start_job_runner(self):
        self.env.cr.execute("SELECT pg_advisory_lock_shared(%s)", [PG_ADVISORY_LOCK_ID])
        self.runs_jobs = True

    def stop_job_runner(self):
        if self.runs_jobs:
            self.env.cr.execute(
                "SELECT pg_advisory_unlock_shared(%s)", [PG_ADVISORY_LOCK_ID]
            )
        self.runs_jobs = False

    def set_chunk_size(self, size):
        patcher = patch.object(engine, "CHUNK_SIZE", size)
        self.addCleanup(patcher.stop)
        patcher.start()

    def start(self, *lines, **values):
        """Return the run of a CSV file of these lines, confirmed by its importer."""
        run = self.review(*lines, **values)
        run.action_run()
        self.env.flush_all()
        return run

    def jobs(self, *states):
        domain = self.env["antcrm.import"]._get_job_domain()
        if states:
            domain &= Domain("state", "in", states)
        return self.env["queue.job"].search(domain, order="id")

    def start_job(self):
        """Start the next job, and leave it at that."""
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            self.acquire_job(api.Environment(cr, SUPERUSER_ID, {}))
        self.env.invalidate_all()
        return self.jobs("started")

    def acquire_job(self, env):
        """Return the next job, started as the job runner and a worker do it."""
        uuid = self.jobs("pending")[0].uuid
        job = Job.load(env, uuid)
        job.set_enqueued()
        job.store()
        env.flush_all()
        return RunJobController._acquire_job(env, uuid)

    def perform_job(self):
        """Perform the next job in a transaction of its own, as a worker does it."""
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            job = self.acquire_job(env)
            try:
                RunJobController._try_perform_job(env, job)
            except RetryableJobError as error:
                # the controller uses a second cursor, which here would be nested
                cr.rollback()
                job.postpone(result=str(error), seconds=error.seconds)
                job.set_pending(reset_retry=False)
                job.store()
        self.env.invalidate_all()
        return self.env["queue.job"].search([("uuid", "=", job.uuid)])

    def perform_jobs(self):
        """Perform jobs until none is left; return them."""
        done = self.env["queue.job"]
        while self.jobs("pending"):
            done |= self.perform_job()
        return done


@tagged("post_install", "-at_install")
class TestImportQueue(ImportQueueCommon):
    def test_whole_run(self):
        self.set_chunk_size(3)
        with self.capture_triggers(CRON) as captured:
            run = self.start(*self.make_lines(8))
        self.assertFalse(captured.records)
        job = self.jobs()
        self.assertEqual(job.state, "pending")
        self.assertEqual(job.channel, "root.antcrm_import")
        self.assertEqual(job.name, "Import of customers.csv")
        self.assertEqual(job.company_id, run.company_id)
        self.assertEqual(job.open_related_action()["res_id"], run.id)
        self.perform_job()
        self.assertEqual((run.state, run.done_count), ("running", 3))
        self.perform_jobs()
        self.assertEqual(run.state, "done")
        self.assertEqual(self.counts(run), {"created": 8})
        self.assertEqual(len(self.contacts()), 8)  # made as the importer
        self.assertEqual(self.jobs("done").mapped("result"), ["3", "3", "2"])
        self.assertEqual(self.jobs(), self.jobs("done"))
        message = self.env["mail.message"].search(
            [("model", "=", run._name), ("res_id", "=", run.id)], limit=1
        )
        self.assertIn("Import finished", message.subject)

    def test_whole_undo(self):
        run = self.start(*self.make_lines(5))
        self.perform_jobs()
        self.set_chunk_size(2)
        run.action_undo()
        self.assertEqual(
            self.jobs("pending").name, "Undo of the import of customers.csv"
        )
        self.assertEqual(self.perform_jobs().mapped("result"), ["2", "2", "1"])
        self.assertEqual((run.state, run.undo_count), ("undone", 5))
        self.assertFalse(self.contacts())

    def test_runs_take_turns(self):
        self.set_chunk_size(2)
        runs = [
            self.start(*self.make_lines(4)),
            self.start(*self.make_lines(4, start=100)),
        ]
        progress = []
        while self.jobs("pending"):
            self.perform_job()
            progress.append([run.done_count for run in runs])
        self.assertEqual(progress[:4], [[2, 0], [2, 2], [4, 2], [4, 4]])
        self.assertEqual({run.state for run in runs}, {"done"})

    def test_one_job_of_a_run(self):
        run = self.start(*self.make_lines(2))
        run._start_engine()
        self.run_cron()
        self.assertEqual(len(self.jobs()), 1)
        other = self.start(*self.make_lines(2, start=100))
        self.assertEqual(len(self.jobs()), 2)
        # while a job is performed, its run is nobody else's
        self.start_job()
        self.run_cron()
        self.assertEqual(
            self.jobs().mapped("identity_key"),
            [run._get_job_key(), other._get_job_key()],
        )
        self.assertEqual((run.done_count, other.done_count), (0, 0))

    @mute_logger(IMPORT_LOGGER)
    def test_conflict_is_tried_again(self):
        """Another transaction entered the same number first: roll back, go again."""
        run = self.start(*self.make_lines(3))
        calls = []

        def apply(intake, kind, candidates, options=None):
            outcomes = self.apply(intake, kind, candidates, options)
            calls.append(len(candidates))
            if len(calls) < 3:
                raise ConcurrencyError("somebody was faster")
            return outcomes

        with patch.object(self.Intake, "apply", apply):
            job = self.perform_job()
            self.assertEqual((job.state, job.retry), ("pending", 1))
            self.assertIn("somebody was faster", job.result)
            self.assertLess((job.eta - job.date_created).total_seconds(), 60)
            self.assertEqual((run.state, run.done_count), ("running", 0))
            self.assertFalse(self.contacts())
            self.perform_jobs()
        self.assertEqual(calls, [3, 3, 3])
        self.assertEqual(self.counts(run), {"created": 3})
        self.assertEqual(len(self.jobs()), 1)
        self.assertEqual(self.jobs().state, "done")

    @mute_logger(IMPORT_LOGGER)
    def test_conflicts_make_chunks_smaller(self):
        self.set_chunk_size(30)
        run = self.start(*self.make_lines(30))
        calls = []

        def apply(intake, kind, candidates, options=None):
            calls.append(len(candidates))
            if len(candidates) > 3:
                raise ConcurrencyError("somebody was faster")
            return self.apply(intake, kind, candidates, options)

        with patch.object(self.Intake, "apply", apply):
            while len(calls) < 6:
                self.perform_job()
        self.assertEqual(calls, [30, 30, 30, 30, 30, 3])
        self.assertEqual(run.done_count, 3)
        self.perform_jobs()
        self.assertEqual(self.counts(run), {"created": 30})

    @mute_logger(IMPORT_LOGGER)
    def test_one_bad_row(self):
        """A row on which the server fails is rejected alone, and the rest goes on."""
        self.set_chunk_size(20)
        lines = self.make_lines(30)
        lines[8] = lines[8].replace("First7", "Poison")
        run = self.start(*lines)

        def apply(intake, kind, candidates, options=None):
            outcomes = self.apply(intake, kind, candidates, options)
            if any(candidate["firstname"] == "Poison" for candidate in candidates):
                raise ValueError("some addon does not like it")
            return outcomes

        with patch.object(self.Intake, "apply", apply):
            jobs = self.perform_jobs()
        self.assertEqual(set(jobs.mapped("state")), {"done"})
        self.assertEqual(run.state, "done")
        self.assertEqual(self.counts(run), {"created": 29, "rejected": 1})
        self.assertEqual(len(self.contacts()), 29)
        rejected = run.row_ids.filtered(lambda row: row.action == "rejected")
        self.assertEqual(rejected.number, 9)
        self.assertIn("server log", rejected.reason)

    @mute_logger(IMPORT_LOGGER)
    def test_undo_leaves_what_fails(self):
        run = self.start(*self.make_lines(3))
        self.perform_jobs()
        self.set_chunk_size(1)
        run.action_undo()
        Undo = type(self.env["antcrm.import.undo"])
        undo = Undo._undo
        error = UserError("Not this one.")

        def failing(model, run, rows):
            if 3 in rows.mapped("number"):
                raise error
            return undo(model, run, rows)

        with patch.object(Undo, "_undo", failing):
            self.perform_jobs()
        self.assertEqual(run.state, "undone")
        kept = run.row_ids.filtered(lambda row: row.undo_action == "kept")
        self.assertEqual(kept.mapped("number"), [3])
        self.assertEqual(kept.undo_reason, "Not this one.")
        self.assertEqual(len(self.contacts()), 1)

    def test_stop_ends_the_chain(self):
        self.set_chunk_size(2)
        run = self.start(*self.make_lines(6))
        self.perform_job()
        run.action_stop()
        self.perform_jobs()
        self.assertEqual((run.state, run.done_count), ("cancelled", 2))
        self.assertEqual(len(self.jobs()), 2)
        # and what came in is undone with the next one
        run.action_undo()
        self.perform_jobs()
        self.assertEqual((run.state, run.undo_count), ("undone", 2))

    def test_undo_with_the_job_that_still_waits(self):
        self.set_chunk_size(2)
        run = self.start(*self.make_lines(6))
        self.perform_job()
        run.action_stop()
        run.action_undo()
        self.assertEqual(len(self.jobs("pending")), 1)
        self.perform_jobs()
        self.assertEqual((run.state, run.undo_count), ("undone", 2))
        self.assertFalse(self.contacts())

    def test_no_job_runner(self):
        """The scheduled action runs imports as ever where nobody performs jobs."""
        self.stop_job_runner()
        with self.capture_triggers(CRON) as captured:
            run = self.start(*self.make_lines(2))
        self.assertEqual(len(captured.records), 1)
        self.assertFalse(self.jobs())
        self.run_cron()
        self.assertEqual(run.state, "done")

    def test_job_runner_ends(self):
        """The scheduled action takes over, and the job finds nothing to do."""
        self.set_chunk_size(2)
        run = self.start(*self.make_lines(6))
        self.perform_job()
        self.stop_job_runner()
        self.run_cron()
        self.assertEqual(run.state, "done")
        self.start_job_runner()
        self.assertEqual(self.perform_jobs().mapped("state"), ["done"])
        self.assertEqual(self.counts(run), {"created": 6})
        self.assertEqual(len(self.contacts()), 6)

    def test_job_vanished(self):
        """A run without a job gets a new one: the scheduled action looks after it."""
        run = self.start(*self.make_lines(3))
        for end in ("unlink", "button_cancelled"):
            with self.subTest(end=end):
                getattr(self.jobs("pending"), end)()
                self.run_cron()
                self.assertEqual(len(self.jobs("pending")), 1)
                self.assertEqual((run.state, run.done_count), ("running", 0))
        self.perform_jobs()
        self.assertEqual(self.counts(run), {"created": 3})

    @mute_logger("odoo.addons.queue_job.controllers.main")
    def test_killed_worker(self):
        """The job runner finds the job dead and has it performed again."""
        self.set_chunk_size(2)
        run = self.start(*self.make_lines(4))
        self.perform_job()
        job = self.start_job()
        self.run_cron()
        self.assertEqual((self.jobs("started"), run.done_count), (job, 2))
        self.env.cr.execute(
            "UPDATE queue_job SET date_enqueued = date_enqueued - INTERVAL '1 minute'"
        )
        self.env.cr.execute(Database._query_requeue_dead_jobs(None))
        self.env.invalidate_all()
        self.assertEqual((job.state, job.retry), ("pending", 1))
        self.perform_jobs()
        self.assertEqual(self.counts(run), {"created": 4})
        self.assertEqual(len(self.contacts()), 4)

    def test_another_worker_has_the_rows(self):
        """A job waits for them, unless the run has another job already."""
        run = self.start(*self.make_lines(3))
        Row = type(self.env["antcrm.import.row"])
        with patch.object(Row, "try_lock_for_update", lambda rows, **_kw: rows[:0]):
            job = self.perform_job()
            self.assertEqual((job.state, job.retry), ("pending", 0))
            self.assertTrue(job.eta)
            self.assertEqual((run.state, run.done_count), ("running", 0))
            other = self.start_job()
            run._start_engine()
            self.assertEqual(self.perform_job().state, "done")
        self.assertFalse(self.jobs("pending"))
        self.assertEqual(self.jobs("started"), other)

    def test_deleted_import(self):
        run = self.start(*self.make_lines(1))
        run.sudo().unlink()
        self.assertEqual(self.perform_jobs().mapped("state"), ["done"])

    def test_queries_of_the_scheduled_action(self):
        """However many runs there are, whose jobs they have is asked once."""
        runs = self.env["antcrm.import"].sudo()
        for number in range(3):
            runs |= self.start(*self.make_lines(1, start=number)).sudo()
        runs.invalidate_recordset()
        self.env.flush_all()
        with self.assertQueryCount(3):  # runs, job runner, jobs
            self.assertFalse(runs._search_scheduled())

    def test_uninstall(self):
        """No job stays behind; the scheduled action goes on."""
        self.set_chunk_size(2)
        run = self.start(*self.make_lines(6))
        self.perform_job()
        with self.capture_triggers(CRON) as captured:
            uninstall_hook(self.env)
        self.assertFalse(self.jobs())
        self.assertEqual(len(captured.records), 1)
        self.stop_job_runner()
        self.run_cron()
        self.assertEqual(self.counts(run), {"created": 6})

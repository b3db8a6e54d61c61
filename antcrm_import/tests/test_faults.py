"""The server's fault rejects no row, and a run goes on without the scheduler."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.base.tests.test_ir_cron import CronMixinCase

from ..models import antcrm_import_engine as engine
from .common import ImportCommon

LOGGERS = ("odoo.addons.antcrm_import.models.antcrm_import_engine", "odoo.sql_db")
FULL = "DO $$ BEGIN RAISE EXCEPTION 'no space left' USING ERRCODE = '53100'; END $$"


@tagged("post_install", "-at_install")
class TestFaults(CronMixinCase, ImportCommon):
    def setUp(self):
        super().setUp()
        self.is_full = True
        Intake = type(self.env["antcrm.intake"])
        original = Intake.apply

        def apply(intake, kind, candidates, options=None):
            outcomes = original(intake, kind, candidates, options)
            if self.is_full:
                # PostgreSQL itself fails
                intake.env.cr.execute(FULL)
            return outcomes

        self.patch(Intake, "apply", apply)
        self.patch(engine, "CHUNK_SIZE", 4)
        self.patch(engine, "LOOK_SIZE", 3)

    def start(self, count=10):
        run = self.review(*self.make_lines(count))
        run.action_run()
        return run

    def grow_silent(self, run):
        """Nobody has worked on a run for a while."""
        past = fields.Datetime.now() - timedelta(seconds=engine.STALLED + 5)
        run.sudo().heartbeat_date = past

    @mute_logger(*LOGGERS)
    def test_full_disk(self):
        """No row is rejected: the run waits, says so, and goes on by itself."""
        run = self.start()
        for _turn in range(3):
            with self.capture_triggers("antcrm_import.ir_cron_import") as captured:
                self.run_cron()
            # later: a full disk is not asked again at once
            at = max(captured.records.mapped("call_at"))
            self.assertGreater(at, fields.Datetime.now() + timedelta(seconds=5))
        self.assertEqual((run.state, run.done_count), ("running", 0))
        self.assertIn("disk", run.pause_reason)
        [progress] = run.get_running()
        self.assertEqual(progress["pause_reason"], run.pause_reason)
        self.assertFalse(run.row_ids.filtered("action"))
        self.is_full = False
        self.run_cron()
        self.assertEqual(run.state, "done")
        self.assertFalse(run.pause_reason)
        self.assertEqual(self.counts(run), {"created": 10})

    @mute_logger(*LOGGERS)
    def test_full_disk_while_undoing(self):
        self.is_full = False
        run = self.start()
        self.run_cron()
        run.action_undo()

        def _undo(undo, run, rows):
            undo.env.cr.execute(FULL)

        with patch.object(type(self.env["antcrm.import.undo"]), "_undo", _undo):
            self.run_cron()
        self.assertEqual((run.state, run.undo_count), ("undoing", 0))
        self.assertIn("disk", run.pause_reason)
        self.run_cron()
        self.assertEqual((run.state, run.deleted_count), ("undone", 10))

    def test_dead_scheduler(self):
        """Whoever looks at a silent run takes its next rows, and is told why."""
        self.is_full = False
        run = self.start()
        self.assertEqual(run.look_after()["took"], 0, "it has just begun")
        self.grow_silent(run)
        with self.capture_triggers("antcrm_import.ir_cron_import") as captured:
            answer = run.look_after()
        # a trigger that got lost is made again
        self.assertTrue(captured.records)
        self.assertEqual((answer["took"], answer["done_count"]), (3, 3))
        self.assertEqual(answer["state"], "running")
        answer = run.look_after()
        self.assertEqual(answer["done_count"], 6)
        self.assertIn("administrator", answer["notice"])
        # it is imported as its importer, whoever looks
        self.assertEqual(len(self.contacts()), 6)
        # back again, the scheduler has it for itself
        with self.enter_registry_test_mode():
            run.sudo()._import_chunk(2)
        answer = run.look_after()
        self.assertEqual((answer["took"], answer["notice"]), (0, False))
        self.assertEqual(answer["done_count"], 8)

    def test_dead_scheduler_while_undoing(self):
        self.is_full = False
        run = self.start(5)
        self.run_cron()
        run.action_undo()
        self.grow_silent(run)
        self.assertEqual(run.look_after()["done_count"], 3)
        self.assertEqual(run.look_after()["state"], "undone")
        self.assertEqual(run.deleted_count, 5)
        self.assertFalse(self.contacts())

    @mute_logger(*LOGGERS)
    def test_full_disk_and_dead_scheduler(self):
        run = self.start()
        self.grow_silent(run)
        answer = run.look_after()
        self.assertEqual((answer["took"], answer["state"]), (0, "running"))
        self.assertIn("disk", answer["notice"])
        self.is_full = False
        self.assertEqual(run.look_after()["took"], 3)

    @mute_logger(*LOGGERS)
    def test_bad_row_and_dead_scheduler(self):
        """A row on which the server fails keeps nobody from going on."""
        self.is_full = False
        lines = self.make_lines(5)
        lines[2] = lines[2].replace("First1", "Poison")
        run = self.review(*lines)
        run.action_run()
        self.grow_silent(run)
        Intake = type(self.env["antcrm.intake"])
        original = Intake.apply

        def apply(intake, kind, candidates, options=None):
            if any(candidate["firstname"] == "Poison" for candidate in candidates):
                raise ValueError("some addon does not like it")
            return original(intake, kind, candidates, options)

        with patch.object(Intake, "apply", apply):
            for _turn in range(10):
                run.look_after()
        self.assertEqual(run.state, "done")
        self.assertEqual(self.counts(run), {"created": 4, "rejected": 1})

    def test_who_may_look(self):
        run = self.start()
        self.grow_silent(run)
        stranger = new_test_user(self.env, "stranger", groups="base.group_user")
        with self.assertRaises(AccessError):
            run.with_user(stranger).look_after()

    def test_stop_an_undo(self):
        """An undo can be stopped, and goes on where it was."""
        self.is_full = False
        run = self.start(6)
        self.run_cron()
        run.action_undo()
        run.undo_chunk(2)
        run.action_stop()
        self.assertEqual(run.state, "done")
        self.run_cron()
        self.assertEqual((run.undo_count, len(self.contacts())), (2, 4))
        self.assertIn("2 deleted", run.summary_html)
        self.assertTrue(run.can_undo)
        run.action_undo()
        self.run_cron()
        self.assertEqual((run.state, run.deleted_count), ("undone", 6))
        self.assertFalse(self.contacts())

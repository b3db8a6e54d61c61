import logging
import random
import time
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.antcrm_customers.tools.faults import (
    CONFLICT,
    PAUSE,
    SERVER,
    explain_fault,
    is_connection_lost,
    sort_fault,
)
from odoo.addons.antcrm_customers.tools.intake_entry import IntakeOptions
from odoo.addons.antcrm_share.tools.counts import count_text

from ..tools.batches import without_collector
from .antcrm_import_plan import PLAN_CHUNK

_logger = logging.getLogger(__name__)

# what somebody works on in the background
UNDER_WAY = ("planning", "running", "undoing")
CHUNK_SIZE = 1000
MAX_TRIES = 5
# rows on which the server fails one after the other before a run is stopped: then it is
# not the rows that are wrong
MAX_FAILURES = 20
# after so many seconds without a sign of life, whoever looks at a run works on it
STALLED = 20
# how many rows somebody who looks takes at once: their page waits for it
LOOK_SIZE = 200
# a scheduled action that is so many minutes late is nobody's any more
LATE_MINUTES = 5


class AntcrmImport(models.Model):
    """How a run goes on: in chunks, by the scheduled action or by whoever looks,
    whatever the server does meanwhile."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "antcrm.import"

    failure_count = fields.Integer(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="On how many rows the server has failed since the last chunk that worked.",
    )
    heartbeat_date = fields.Datetime(
        "Last sign of life",
        readonly=True,
        copy=False,
        help="When somebody last worked on the rows.",
    )
    look_count = fields.Integer(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="How many chunks in a row were taken by those who looked, as nobody works "
        "in the background.",
    )
    pause_reason = fields.Text(
        readonly=True, copy=False, help="Why the server cannot go on now."
    )

    @api.private
    def run_chunk(self, limit=CHUNK_SIZE):
        """Import the next rows in the current transaction, which the caller commits.

        The customers and the outcomes of their rows become visible together: a worker
        that dies in between leaves nothing, and whoever comes next takes these rows
        again.

        :param int limit: how many rows to take
        :return: how many rows were taken; 0 when none is left (the run is then done)
            or another worker has them
        :raises ConcurrencyError: when another transaction entered one of the numbers
            first; roll back and call again
        """
        self.ensure_one()
        # superuser: staged rows and their outcomes are nobody's to write by hand; the
        # customers themselves are written as the importer
        run = self.sudo()
        if run.state != "running":
            return 0
        if reason := run._in_language()._get_stop_reason():
            run._finish("cancelled", reason)
            return 0
        rows = run.env["antcrm.import.row"].search(
            [("import_id", "=", run.id), ("action", "=", False)], limit=limit
        )
        if not rows:
            run._finish("done")
            return 0
        if rows.try_lock_for_update() != rows:
            return 0
        with without_collector():
            run._import_rows(rows)
        run._show_life()
        if len(rows) < limit:
            run._finish("done")
        else:
            run._send_progress()
        return len(rows)

    def _import_rows(self, rows):
        """Bring in rows, and write down what became of each.

        :param rows: of this run, as superuser, locked
        """
        # what a later chunk has of an earlier one, the review alone knows
        left_out = rows.filtered(
            lambda row: (
                row.planned_action == "skipped" and self._is_left_out(row.errors)
            )
        )
        left_out._write_outcomes([{"action": "skipped"} for _row in left_out])
        rows -= left_out
        importer = self._with_importer()
        candidates = rows._get_candidates(importer._get_builder())
        told = self._fix_values(candidates)
        named = self._name_nameless(candidates)
        options = IntakeOptions(
            importer._get_intake_options(),
            import_id=self.id,
            expected=rows._get_expected(),
        )
        intake = importer._get_intake(rows._get_numbers(), rows)
        outcomes = intake.apply(self.kind, candidates, options)
        self._tell_issues(outcomes, told)
        self._tell_named(outcomes, named)
        importer.env.flush_all()
        rows._write_history(outcomes)
        self.env["antcrm.import.undo"]._remember(outcomes)
        rows._write_outcomes(
            [
                row._prepare_outcome(candidate, outcome, "action")
                for row, candidate, outcome in zip(
                    rows, candidates, outcomes, strict=True
                )
            ]
        )

    def _show_life(self):
        """Note that the run goes on, and who works on it."""
        values = self._prepare_alive_values()
        if self.env.context.get("antcrm_looking"):
            values["look_count"] = self.look_count + 1
        self.write({"failure_count": 0, **values})

    @api.model
    def _prepare_alive_values(self):
        return {
            "heartbeat_date": fields.Datetime.now(),
            "pause_reason": False,
            "look_count": 0,
        }

    def _get_stop_reason(self):
        """Return why the run may not go on, or False."""
        self.ensure_one()
        if not self.user_id.active:
            return self.env._("The user who started this import is archived.")
        if not self.user_id.has_group("antcrm_customers.group_import"):
            return self.env._("The user who started this import may no longer import.")
        if self.company_id not in self.user_id.company_ids:
            return self.env._(
                "The user who started this import may no longer work for %(company)s.",
                company=self.company_id.name,
            )
        return False

    def look_after(self):
        """Return the progress of a run; where nobody works on it, take its next rows.

        The page of a run calls this while it hears nothing. So a run goes on when the
        scheduler of the server is dead, or was never told of it. The rows are locked:
        two who look never take the same.

        :return: dict with what :meth:`get_running` has of each, and ``took`` (how many
            rows were taken here), ``notice`` (what keeps the run from going on, and who
            can change that; or ``False``)
        :raise AccessError: the user may not see imports
        """
        self.ensure_one()
        self.check_access("read")
        # superuser: see run_chunk
        run = self.sudo()
        took, notice = 0, False
        if run._is_stalled():
            took, notice = run._take_over()
        return {
            **run._get_progress(),
            "took": took,
            "notice": notice or run._get_notice(),
        }

    def _is_under_way(self):
        return self.state in UNDER_WAY

    def _is_stalled(self):
        """Whether nobody seems to work on the run."""
        self.ensure_one()
        if not self._is_under_way():
            return False
        limit = fields.Datetime.now() - timedelta(seconds=STALLED)
        alive = self.heartbeat_date
        return bool(self.look_count) or not alive or alive < limit

    def _take_over(self):
        """Take the next rows of a run that nobody works on, in the transaction of the
        request, and wake the scheduler.

        :return: how many rows were taken, and what keeps the server from it, or False
        """
        if not self.look_count:
            self._start_engine()
        run = self.with_context(antcrm_looking=True)
        limit = min(run._get_first_limit(), LOOK_SIZE)
        taken, before = 0, limit + 1
        while not taken and limit < before and run._is_under_way():
            before = limit
            taken, limit = run._import_chunk(limit)
        return taken, run.pause_reason

    def _get_notice(self):
        """Return what keeps a run from going on in the background, or False."""
        if not self._is_under_way():
            return False
        if self.pause_reason:
            return self.pause_reason
        if self.look_count > 1 or self._is_stalled() and self._is_scheduler_late():
            return self.env._(
                "Nobody works in the background: the scheduler of the server does not "
                "run. This page goes on with the rows as long as it is open. Ask your "
                "administrator to restart the server, and to give it workers for "
                "scheduled actions (max_cron_threads)."
            )
        return False

    @api.model
    def _is_scheduler_late(self):
        """Whether scheduled actions wait that should have been run long ago."""
        late = fields.Datetime.now() - timedelta(minutes=LATE_MINUTES)
        domain = [("nextcall", "<", late), ("active", "=", True)]
        # superuser: a plain yes or no
        return bool(self.env["ir.cron"].sudo().search_count(domain, limit=1))

    def _start_engine(self):
        """Have the runs worked on in the background, from now on.

        The scheduled action does it. An addon that brings another engine starts that
        here, and takes its runs out of ``_search_scheduled``.
        """
        self._trigger_cron()

    @api.model
    def _trigger_cron(self, is_paused=False):
        at = fields.Datetime.now() + timedelta(seconds=PAUSE) if is_paused else None
        self.env.ref("antcrm_import.ir_cron_import")._trigger(at)

    @api.model
    def _cron_run(self):
        """Work on all runs under way, a chunk of each in turn."""
        Cron = self.env["ir.cron"]
        time_left = Cron._commit_progress(remaining=self._count_remaining())
        limits = {}
        progressed = True
        while time_left and progressed and (runs := self._search_scheduled()):
            # every run gets its turn before time is looked at: none waits for ever
            progressed = False
            for run in runs:
                before = limits.get(run.id) or run._get_first_limit()
                taken, limits[run.id] = run._import_chunk(before)
                progressed |= bool(taken) or limits[run.id] < before
            time_left = Cron._commit_progress(remaining=self._count_remaining())
        if runs := self._search_scheduled():
            # wake a worker at once, not at its next look around; where the server
            # cannot go on, a little later
            self._trigger_cron(not progressed and any(runs.mapped("pause_reason")))

    @api.model
    def _search_running(self):
        return self.search([("state", "in", UNDER_WAY)], order="start_date, id")

    @api.model
    def _search_scheduled(self):
        """Return the runs under way that are the scheduled action's to work on."""
        return self._search_running()

    @api.model
    def _count_remaining(self):
        """Return how many rows are still to be imported, or undone."""
        return sum(
            # a run from before outcomes were tallied may count less than it did
            max(run._count_left(), 0)
            for run in self._search_scheduled()
        )

    def _count_left(self):
        """Return how many rows are still to be done by what is under way."""
        self.ensure_one()
        if self.state == "planning":
            return self.row_count - self.planned_count
        if self.state == "undoing":
            return self.done_count - self.undo_count
        return self.row_count - self.done_count

    def _get_first_limit(self):
        """Return how many rows a worker takes first: one where the last one failed."""
        self.ensure_one()
        return 1 if self.failure_count else self._get_chunk_size()

    def _get_chunk_size(self):
        """Return how many rows are taken at once where nothing is in the way."""
        return PLAN_CHUNK if self.state == "planning" else CHUNK_SIZE

    def _get_steps(self):
        """Return what works on the next rows of what is under way, and what is done
        with the one row on which it fails."""
        return {
            "planning": (self.plan_chunk, self._skip_planned_row),
            "running": (self.run_chunk, self._reject_next_row),
            "undoing": (self.undo_chunk, self._keep_next_row),
        }.get(self.state, (self.run_chunk, self._reject_next_row))

    def _import_chunk(self, limit=CHUNK_SIZE):
        """Run one chunk and commit it, whatever happens.

        After a conflict with another transaction it is run again, and when that does
        not help the next chunk is smaller: fewer rows, fewer conflicts. After any other
        failure it is smaller too, down to the one row that fails: that is rejected, and
        the run goes on in small steps, which grow as long as they work. When row after
        row fails it is stopped. For a fault of the server no row is rejected: the run
        waits, see ``tools.faults``.

        :return: how many rows were taken, and how many to take next time
        """
        self.ensure_one()
        limit = min(limit, self._get_chunk_size())
        step, on_failure = self._get_steps()
        for tries in range(1, MAX_TRIES + 1):
            try:
                taken = self._commit_step(step, limit)
                return taken, min(limit * 4, self._get_chunk_size())
            except Exception as error:
                fault = sort_fault(error)
                if fault == CONFLICT:
                    _logger.info("Import %s: %r, try %s", self.id, error, tries)
                    self._wait_after_conflict(error, tries)
                    continue
                if fault == SERVER:
                    _logger.warning("Import %s waits: %s", self.id, error)
                    self._pause(error)
                    return 0, limit
                _logger.warning(
                    "Import %s: a chunk of %s rows failed",
                    self.id,
                    limit,
                    exc_info=True,
                )
                if limit > 1:
                    return 0, max(limit // 10, 1)
                self._commit_step(on_failure, error)
                return 1, 1
        return 0, max(limit // 10, 1)

    def _commit_step(self, step, *args):
        """Call a step of a run and commit what it did, or roll it back if it fails.

        :param step: a method that returns how many rows it took
        :return: what the step returned
        """
        if self.env.context.get("antcrm_looking"):
            return self._keep_step(step, *args)
        try:
            taken = step(*args)
            self.env["ir.cron"]._commit_progress(taken)
        except Exception as error:
            if not is_connection_lost(error):
                self._roll_back()
            raise
        return taken

    def _keep_step(self, step, *args):
        """Keep what a step did for the end of the transaction, whose owner commits it,
        or roll it back if it fails."""
        try:
            with self.env.cr.savepoint():
                return step(*args)
        except Exception:
            # what the step made known to the caches is no more
            self.env.registry.reset_changes()
            raise

    def _pause(self, error):
        """Say why the run waits. It goes on by itself: the scheduled action comes back,
        and so does whoever looks at the run.

        :raise: the error again where its connection is gone, and this worker's turn
            with it
        """
        if is_connection_lost(error):
            raise error
        reason = explain_fault(self._in_language().env, error)
        try:
            self._commit_step(self._note_pause, reason)
        except Exception as second:
            if sort_fault(second) != SERVER or is_connection_lost(second):
                raise
            # not even that can be written: the log has it, and who looks will see
            _logger.warning("Import %s: %s", self.id, second)

    def _note_pause(self, reason):
        self.pause_reason = reason
        self._send_progress()
        self.env.flush_all()
        return 0

    def _wait_after_conflict(self, error, tries):
        """Give other transactions the time to finish before the next try."""
        if self.env.context.get("antcrm_looking"):
            raise error  # only a new transaction sees what the other one did
        time.sleep(random.uniform(0.0, 0.1 * 2**tries))

    def _roll_back(self):
        self.env.cr.rollback()
        self.env.transaction.reset()
        self.env.registry.reset_changes()

    def _get_failure(self, error):
        """Return what to say about a row on which the server fails."""
        if isinstance(error, UserError):
            return str(error)
        return self._in_language().env._(
            "The server could not import this row. "
            "Ask your administrator to look at the server log."
        )

    def _reject_next_row(self, error):
        """Reject the row that keeps the run from going on; stop the run when the server
        fails on one row after the other."""
        self.ensure_one()
        if self.state != "running":
            return 0  # stopped meanwhile
        row = self.env["antcrm.import.row"].search(
            [("import_id", "=", self.id), ("action", "=", False)], limit=1
        )
        message = self._get_failure(error)
        issue = {"code": "failed", "message": message, "severity": "error"}
        values = row._prepare_outcome(
            {}, {"action": "rejected", "issues": [issue]}, "action"
        )
        # the one that the review found
        del values["name"]
        row._write_outcomes([values])
        self.failure_count += 1
        if self.failure_count < MAX_FAILURES:
            self._send_progress()
            return 1
        self._finish(
            "cancelled",
            self._in_language().env._(
                "The import was stopped, as %(count)s rows one after the other failed. "
                "The last one: %(reason)s Have that put right, then choose “Continue” "
                "for the rows that are left, and “Download problems” for those that "
                "failed.",
                count=count_text(self.env, self.failure_count),
                reason=message,
            ),
        )
        return 1

import logging

import psycopg2

from odoo import SUPERUSER_ID, api, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.antcrm_customers.tools.faults import (
    PAUSE,
    explain_fault,
    is_connection_lost,
)
from odoo.addons.antcrm_import.models import antcrm_import_engine as embedded
from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.job import ENQUEUED, PENDING, STARTED, WAIT_DEPENDENCIES
from odoo.addons.queue_job.jobrunner.runner import PG_ADVISORY_LOCK_ID

_logger = logging.getLogger(__name__)

LIVE_STATES = [WAIT_DEPENDENCIES, PENDING, ENQUEUED, STARTED]
# how long a job waits for rows that another worker has, in seconds
LOCKED_SECONDS = 10


class AntcrmImport(models.Model):
    """Imports and their undo as jobs, a chunk of rows each.

    A run has one job. It takes a chunk and delays the next job in its own transaction:
    the customers, the outcomes of the rows, the next job and this one's being done
    commit together. So a worker that is killed loses nothing and doubles nothing; the
    job runner finds the job dead and queues it again.
    """

    _inherit = "antcrm.import"

    # ------------------------------------------------------------------
    # Engine
    # ------------------------------------------------------------------

    def _start_engine(self):
        """Delay the first job; where no job runner is at work, the scheduled action
        runs the import as ever."""
        if not self._has_job_runner():
            return super()._start_engine()
        return self._delay_job()

    @api.model
    def _cron_run(self):
        """Look after the runs whose job vanished: failed, cancelled or deleted.

        The scheduled action is the safety net of the job queue. As long as there is a
        job runner it gives such runs a new job and leaves all others alone. When there
        is none, it works on the runs itself: nobody waits for a service that was never
        started. A job runner that comes back meanwhile does no harm: the rows are
        locked, a job waits for them.
        """
        if self._has_job_runner():
            runs = self._search_running()
            (runs - runs._having_job())._delay_job()
        return super()._cron_run()

    @api.model
    def _search_scheduled(self):
        runs = super()._search_scheduled()
        if runs and self._has_job_runner():
            runs -= runs._having_job()
        return runs

    @api.model
    def _has_job_runner(self):
        """Tell whether a job runner is at work on this database: each holds a lock."""
        [(found,)] = self.env.execute_query(
            SQL(
                """
                SELECT EXISTS (
                    SELECT FROM pg_locks
                    JOIN pg_database ON pg_database.oid = pg_locks.database
                    WHERE locktype = 'advisory' AND granted AND objsubid = 1
                    AND datname = current_database()
                    AND classid = %s AND objid = %s
                )
                """,
                PG_ADVISORY_LOCK_ID >> 32,
                PG_ADVISORY_LOCK_ID & 0xFFFFFFFF,
            )
        )
        return found

    # ------------------------------------------------------------------
    # Jobs
    # ------------------------------------------------------------------

    def _run_job(self, limit):
        """Take the next rows, and delay the job that takes those after them.

        :param int limit: how many rows to take
        :return: how many rows were taken
        :raises RetryableJobError: when other transactions are in the way
        """
        run = self.exists()
        if not run._is_under_way():
            return 0
        limit = run._get_limit_after_retries(limit)
        taken, next_limit = run._import_chunk(limit)
        if not run._is_under_way():
            return taken
        if not taken and next_limit >= limit:
            # another worker has the rows
            if not run._get_other_jobs():
                raise RetryableJobError(
                    self.env._("Another worker has the rows."),
                    seconds=LOCKED_SECONDS,
                    ignore_retry=True,
                )
        else:
            run._delay_job(next_limit)
        return taken

    def _get_limit_after_retries(self, limit):
        """Return how many rows to take, as the embedded engine does: fewer after every
        few tries that met a conflict, or in which the worker died."""
        # superuser: jobs are for their managers; this is the one that runs
        job = (
            self.env["queue.job"]
            .sudo()
            .search([("uuid", "=", self.env.context.get("job_uuid"))])
        )
        return max(limit // 10 ** (job.retry // embedded.MAX_TRIES), 1)

    def _commit_step(self, step, *args):
        """Keep what a step did for the end of the job, which commits it."""
        if not self.env.context.get("job_uuid"):
            return super()._commit_step(step, *args)
        return self._keep_step(step, *args)

    def _pause(self, error):
        """Say why the run waits in a transaction of its own, and have the job tried
        again: what it did is rolled back."""
        if not self.env.context.get("job_uuid"):
            return super()._pause(error)
        if is_connection_lost(error):
            raise error
        reason = explain_fault(self._in_language().env, error)
        try:
            with self.env.registry.cursor() as cr:
                self.with_env(self.env(cr=cr))._note_pause(reason)
        except psycopg2.Error as second:
            # not even that can be written
            _logger.warning("Import %s: %s", self.id, second)
        raise RetryableJobError(reason, seconds=PAUSE, ignore_retry=True) from error

    def _wait_after_conflict(self, error, tries):
        """Let the job be tried again later: only a new transaction sees what the other
        one did."""
        if self.env.context.get("job_uuid"):
            raise RetryableJobError(repr(error)) from error
        return super()._wait_after_conflict(error, tries)

    def _delay_job(self, limit=None):
        """Have the next chunk of each run taken by a job, if none is waiting to."""
        for run in self:
            # superuser, and nobody's companies and language but the run's: a chunk
            # is imported as the importer, whoever started the job
            context = {
                "allowed_company_ids": run.company_id.ids,
                "lang": run.lang or run.user_id.lang,
            }
            run = run.with_env(run.env(user=SUPERUSER_ID, context=context))
            description = (
                run.env._("Undo of the import of %(file)s", file=run.file_name)
                if run.state == "undoing"
                else run.env._("Import of %(file)s", file=run.file_name)
            )
            run.with_delay(
                description=description,
                identity_key=run._get_job_key(),
                # how often is no reason to give up: chunks become smaller
                max_retries=0,
            )._run_job(limit or run._get_first_limit())

    def _get_job_key(self):
        """Return what the jobs of this run, and of no other, are called by."""
        return f"antcrm.import,{self.id}"

    @api.model
    def _get_job_domain(self):
        """Return the domain of the jobs of all runs."""
        return Domain("model_name", "=", self._name) & Domain(
            "method_name", "=", "_run_job"
        )

    def _get_live_jobs(self):
        """Return the jobs of these runs that wait, or are being performed."""
        # superuser: jobs are for their managers; what is asked is whether there is one
        return (
            self.env["queue.job"]
            .sudo()
            .search(
                self._get_job_domain()
                & Domain("state", "in", LIVE_STATES)
                & Domain("identity_key", "in", [run._get_job_key() for run in self])
            )
        )

    def _get_other_jobs(self):
        """Return the live jobs of this run beside the one that is being performed."""
        uuid = self.env.context.get("job_uuid")
        return self._get_live_jobs().filtered(lambda job: job.uuid != uuid)

    def _having_job(self):
        """Return those of the runs that have a live job."""
        keys = set(self._get_live_jobs().mapped("identity_key"))
        return self.filtered(lambda run: run._get_job_key() in keys)

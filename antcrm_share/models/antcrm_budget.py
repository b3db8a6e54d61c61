import logging
import time
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone

from psycopg2.errors import LockNotAvailable
from psycopg2.extensions import TRANSACTION_STATUS_IDLE

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, hmac

from .antcrm_share_mixin import DATA_OWNER

_logger = logging.getLogger(__name__)

HOUR = 3600
DAY = 24 * HOUR
#: how long a window is kept after it began, unless ``_get_kept_days`` says otherwise
KEPT_DAYS = 2
#: phones, emails, tax numbers and names that somebody may look up in an hour
QUESTIONS_PER_HOUR = 1000


class AntcrmBudget(models.Model):
    """How often something was done in a window of time, and the one place that says
    when it is enough: questions about who is a customer, posts to web forms, mails.

    Counted in the database, in a transaction of its own: the count outlives a refusal,
    which rolls back, and a restart, and holds for all workers. Windows begin at full
    hours and days, so that one row is all that there is of one.
    """

    _name = "antcrm.budget"
    _description = "Budget"
    _log_access = False
    _rec_name = "key"
    _order = "window_start desc, count desc, id"

    kind = fields.Selection(
        [("question", "Questions about customers")],
        required=True,
        readonly=True,
    )
    key = fields.Char(
        required=True, readonly=True, help="What is counted apart from others."
    )
    window_start = fields.Datetime("Since", required=True, readonly=True)
    count = fields.Integer("Number", required=True, readonly=True)
    is_told = fields.Boolean(
        "Reached", readonly=True, help="The limit was reached, and Data Owners know."
    )
    # not stored: the row is written where the user may not be visible yet
    user_id = fields.Many2one("res.users", "User", compute="_compute_user_id")

    _window_unique = models.UniqueIndex("(kind, key, window_start)")
    _window_start_index = models.Index("(window_start)")

    @api.depends("kind", "key")
    def _compute_user_id(self):
        """Of questions, the key is the id of who asked."""
        kinds = self._get_question_kinds()
        ids = {
            budget: int(budget.key)
            for budget in self
            if budget.kind in kinds and (budget.key or "").isdigit()
        }
        users = self.env["res.users"].with_context(active_test=False)
        existing = set(users.browse(set(ids.values())).exists()._ids)
        for budget in self:
            user_id = ids.get(budget)
            budget.user_id = user_id if user_id in existing else False

    # ------------------------------------------------------------------
    # Count
    # ------------------------------------------------------------------

    @api.model
    def _count(self, kind, key, number=1, *, seconds=HOUR, limit=None):
        """Count, and keep it whatever becomes of this transaction. One statement, for
        as many as there are.

        :param str kind: one of the field ``kind``
        :param key: what is counted apart from others of its kind
        :param int seconds: the length of the window
        :param int limit: more than so many in one window are refused as a whole, and
            not counted; ``None``: there is no limit
        :return: the number in this window, ``None`` where it was refused; and the
            seconds until the window ends
        """
        window, wait = self._get_window(seconds)
        count = None
        if limit is None or number <= limit:
            with self._own_transaction() as cr:
                count = self._upsert(cr, kind, key, window, number, limit)
        return count, wait

    @api.model
    def _count_here(self, kind, key, *, seconds=HOUR, limit=None):
        """Count one more in this transaction: what is rolled back was not done.

        :return: the number in this window, ``None`` where it was refused
        """
        window, _wait = self._get_window(seconds)
        return self._upsert(self.env.cr, kind, key, window, 1, limit)

    @api.model
    def _get_window(self, seconds):
        """Return when the current window began, and the seconds until it ends."""
        now = time.time()
        start = now - now % seconds
        window = datetime.fromtimestamp(start, timezone.utc).replace(tzinfo=None)
        return window, max(1, int(start + seconds - now + 1))

    @api.model
    def _upsert(self, cr, kind, key, window, number, limit):
        within = SQL("TRUE")
        if limit is not None:
            within = SQL("budget.count + excluded.count <= %s", limit)
        cr.execute(
            SQL(
                """
                INSERT INTO antcrm_budget AS budget (kind, key, window_start, count)
                     VALUES (%s, %s, %s, %s)
                ON CONFLICT (kind, key, window_start)
                  DO UPDATE SET count = budget.count + excluded.count
                      WHERE %s
                  RETURNING count
                """,
                kind,
                str(key),
                window,
                number,
                within,
            )
        )
        row = cr.fetchone()
        return row and row[0]

    @contextmanager
    def _own_transaction(self):
        """A transaction beside the current one: it counts on from what others have
        counted in the meantime, instead of failing because of it."""
        with self.env.registry.cursor() as cr:
            # in tests all transactions are one, which has begun long ago
            if cr.connection.get_transaction_status() == TRANSACTION_STATUS_IDLE:
                cr.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
                # never wait for somebody who waits for the current transaction
                cr.execute("SET LOCAL lock_timeout = '5s'")
            yield cr

    @api.model
    def _hash(self, text):
        """Return what stands for an address; without the database's secret it cannot
        be told which one it is."""
        # superuser: reads the database's secret
        return hmac(self.sudo().env, "antcrm_budget", text)[:32]

    @api.autovacuum
    def _gc_budgets(self):
        """Forget the windows that are long over."""
        now = fields.Datetime.now()
        for kind, _label in self._fields["kind"]._description_selection(self.env):
            self.env.cr.execute(
                SQL(
                    "DELETE FROM antcrm_budget WHERE kind = %s AND window_start < %s",
                    kind,
                    now - timedelta(days=self._get_kept_days(kind)),
                )
            )

    @api.model
    def _get_kept_days(self, kind):
        """Return for how many days windows of a kind are kept."""
        return KEPT_DAYS

    # ------------------------------------------------------------------
    # Questions about customers
    # ------------------------------------------------------------------

    @api.model
    def _get_question_kinds(self):
        """Return the kinds of which each user has a budget of their own."""
        return {"question"}

    @api.model
    def _ask(self, number):
        """Count questions of the current user: values that are about to be looked up
        among all customers, those out of sight included. To be called before
        anything is looked up, once for a batch. What the superuser asks is not counted:
        nobody gets its answers.

        :param int number: how many values
        :raise UserError: more than what is left of the budget; then none was counted
        """
        if self.env.su or not number:
            return
        kind, limit, seconds = self._get_question_budget()
        key = str(self.env.uid)
        count, wait = self._count(kind, key, number, seconds=seconds, limit=limit)
        if count is None or count == limit:
            self._tell_data_owners(kind, key, seconds, limit)
        if count is None:
            raise UserError(self._get_question_error(limit, seconds, wait))

    @api.model
    def _get_question_error(self, limit, seconds, wait):
        """Return what somebody is told who has no questions left."""
        return self.env._(
            "Too many phones, emails, tax numbers and names to look up: %(limit)s are "
            "possible in %(hours)s h. Try again in %(minutes)s min.",
            limit=limit,
            hours=seconds // HOUR,
            minutes=-(-wait // 60),
        )

    @api.model
    def _get_question_budget(self):
        """Return the kind, the limit and the seconds of the user's one budget."""
        # superuser: reads a number of the settings
        get_param = self.env["ir.config_parameter"].sudo().get_param
        limit = get_param("antcrm_share.questions_per_hour", QUESTIONS_PER_HOUR)
        return "question", int(limit), HOUR

    @api.model
    def _tell_data_owners(self, kind, key, seconds, limit):
        """Tell the Data Owners that somebody has reached the limit, once in a window,
        whatever becomes of this transaction."""
        window, _wait = self._get_window(seconds)
        try:
            with self._own_transaction() as cr:
                cr.execute(
                    SQL(
                        """
                        INSERT INTO antcrm_budget AS budget
                                    (kind, key, window_start, count, is_told)
                             VALUES (%s, %s, %s, 0, TRUE)
                        ON CONFLICT (kind, key, window_start)
                          DO UPDATE SET is_told = TRUE
                              WHERE budget.is_told IS NOT TRUE
                          RETURNING id
                        """,
                        kind,
                        key,
                        window,
                    )
                )
                if cr.fetchone():
                    # superuser: a message to those who watch over customers
                    env = api.Environment(cr, SUPERUSER_ID, {})
                    env[self._name]._notify_data_owners(int(key), limit)
        except LockNotAvailable:
            # the answer is refused all the same, and the next one tells
            _logger.warning("Data Owners could not be told", exc_info=True)

    @api.model
    def _notify_data_owners(self, user_id, limit):
        user = self.env["res.users"].browse(user_id).exists()
        _logger.warning("User %s has reached the limit of questions", user_id)
        if not user:
            return
        owners = self.env.ref(DATA_OWNER).all_user_ids.filtered(
            lambda owner: owner.active and owner.id != SUPERUSER_ID
        )
        for lang, group in owners.grouped("lang").items():
            env = self.with_context(lang=lang).env
            env["mail.thread"].message_notify(
                partner_ids=group.partner_id.ids,
                subject=env._("Many customers were looked up"),
                body=env[self._name]._get_question_notice(user, limit),
            )

    @api.model
    def _get_question_notice(self, user, limit):
        """Return what Data Owners are told of a user who has reached the limit."""
        return self.env._(
            "%(user)s has looked up %(limit)s phones, emails, tax numbers or names of "
            "customers, and can go on after a while.",
            user=user.name,
            limit=limit,
        )

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.antcrm_customers.tools.intake_entry import MODELS

#: of a group of up to so many, all pairs are compared; of a larger one what they share
#: says nothing by itself, and each is compared with the first alone
GROUP_SIZE = 10
#: customers whose names are compared in one step
BUCKET_SIZE = 50_000
#: of so many that were changed each is compared; of more, all customers are
MOST_CHANGED = 5000
#: a transaction may end so much later than it says
LONGEST_TRANSACTION = timedelta(minutes=15)


class AntcrmDuplicateSearch(models.Model):
    """How far the search for duplicates of one kind has come.

    One model in several files: the steps are here, what is compared in ``_lines``, who
    is compared with whom in ``_pairs``, how much two have in common in ``_weigh``, and
    what is learned from the customers that there are in ``_learn``.
    """

    _name = "antcrm.duplicate.search"
    _description = "Search for Duplicates"

    kind = fields.Char(required=True)
    number = fields.Integer(help="How many times all were compared.")
    bucket_count = fields.Integer()
    step = fields.Integer()
    step_count = fields.Integer()
    customer_count = fields.Integer()
    #: what was written before is compared
    compared_until = fields.Datetime()
    #: words that many names have; of a name that has another one it may be misspelt
    known_words = fields.Json()

    _kind_unique = models.UniqueIndex("(kind)")

    @api.model
    def _get(self, kind):
        return self.search([("kind", "=", kind)]) or self.create({"kind": kind})

    def _start(self):
        """Begin anew: one step that writes down what is compared, one for what is the
        same, one for each bucket of similar names, and one that cleans up."""
        self.ensure_one()
        # the planner's own estimate: names go to buckets by their city
        self.env.cr.execute(
            "SELECT reltuples::bigint FROM pg_class WHERE oid = %s::regclass",
            [self.env[MODELS[self.kind]]._table],
        )
        estimated = max(self.env.cr.fetchone()[0], 0)
        self._restart(1 + estimated // BUCKET_SIZE)

    def _restart(self, buckets):
        # a power of two: buckets of two kinds meet, however many each has
        buckets = 1 << (buckets - 1).bit_length()
        self.write(
            {
                "number": self.number + 1,
                "bucket_count": buckets,
                "step": 0,
                "step_count": buckets + 3,
            }
        )

    def _run_step(self):
        self.ensure_one()
        self.env.flush_all()
        # what is compared is put in order, and compiling takes longer than it saves;
        # until the end of the transaction
        self.env.cr.execute(
            "SELECT set_config('work_mem', '64MB', true), "
            "set_config('jit', 'off', true)"
        )
        if self.step == 0:
            self.compared_until = self.env.cr.now()
            self._write_all_lines()
            self._read_figures()
        elif self.step == 1:
            self._save_pairs(self._get_same())
        elif self.step < self.step_count - 1:
            self._save_pairs(self._get_similar(self.step - 2))
        else:
            self._clean_up()
        self.step += 1
        self.env["antcrm.duplicate"].invalidate_model()

    def _clean_up(self):
        """Forget the pairs that were not found again."""
        self.env.cr.execute(
            "DELETE FROM antcrm_duplicate "
            "WHERE kind = %s AND state = 'open' AND scan < %s",
            [self.kind, self.number],
        )

    # ------------------------------------------------------------------
    # What is new
    # ------------------------------------------------------------------

    def _compare_changed(self):
        """Compare the customers that were written since the last time with all that
        have something in common with them, or a similar name.

        :return: their ids
        """
        self.ensure_one()
        if not self.compared_until or self.step < self.step_count:
            return []  # the search that is under way meets them
        now = self.env.cr.now()
        parts = self._get_parts()
        Model = self.env[MODELS[self.kind]]
        Model.flush_model()
        self.env["antcrm.contact.point"].flush_model()
        self.env.cr.execute(
            SQL(
                "SELECT id FROM %(table)s customer"
                " WHERE write_date >= %(since)s AND %(customer)s AND NOT EXISTS ("
                "    SELECT FROM antcrm_duplicate_line line"
                "     WHERE line.kind = %(kind)s AND line.customer = customer.id"
                "       AND line.written = customer.write_date) LIMIT %(limit)s",
                since=self.compared_until - LONGEST_TRANSACTION,
                limit=MOST_CHANGED + 1,
                **parts,
            )
        )
        ids = [row[0] for row in self.env.cr.fetchall()]
        self.compared_until = now
        if len(ids) > MOST_CHANGED:
            self._start()
            return []
        if ids:
            self._compare(ids)
        return ids

    def _compare(self, ids):
        parts = self._get_parts()
        self.env.cr.execute(
            SQL(
                "SELECT DISTINCT other.%(one)s FROM antcrm_contact_point point"
                " JOIN antcrm_contact_point other USING (kind, scope, normalized)"
                " WHERE point.%(one)s = ANY(%(ids)s) AND other.%(one)s IS NOT NULL"
                " AND kind IN ('phone', 'email') AND scope = %(kind)s LIMIT %(limit)s",
                ids=ids,
                limit=10 * MOST_CHANGED,
                **parts,
            )
        )
        # of them too it is new that somebody has their number
        known = [row[0] for row in self.env.cr.fetchall()]
        lines = sorted({*ids, *known})
        self.env.cr.execute(
            "DELETE FROM antcrm_duplicate_line WHERE kind = %s AND customer = ANY(%s)",
            [self.kind, lines],
        )
        self._write_lines(lines)
        self._count_again(lines)
        self.env.cr.execute(
            SQL(
                "UPDATE antcrm_duplicate SET scan = scan - 1 WHERE kind = %(kind)s"
                " AND state = 'open' AND (%(one)s = ANY(%(ids)s)"
                " OR %(two)s = ANY(%(ids)s))",
                ids=ids,
                **parts,
            )
        )
        self._save_pairs(
            SQL(
                "SELECT * FROM (%s) AS same UNION SELECT * FROM (%s) AS alike",
                self._get_pairs_of(ids),
                self._get_similar_to(ids),
            )
        )
        self._clean_up()
        self.env["antcrm.duplicate"].invalidate_model()

    def _count_again(self, ids):
        """Count for some lines how many are called so, and live there."""
        self.env.cr.execute(
            """
            WITH line AS MATERIALIZED (
                SELECT customer, words, city FROM antcrm_duplicate_line
                 WHERE kind = %(kind)s AND customer = ANY(%(ids)s)),
            called AS (
                SELECT words, count(*) AS number FROM antcrm_duplicate_line
                 WHERE kind = %(kind)s AND words IN (SELECT words FROM line)
              GROUP BY words),
            living AS (
                SELECT city, count(*) AS number FROM antcrm_duplicate_line
                 WHERE kind = %(kind)s AND city IN (SELECT city FROM line)
              GROUP BY city)
            UPDATE antcrm_duplicate_line SET namesakes = called.number,
                   neighbours = living.number
              FROM line JOIN called USING (words) LEFT JOIN living USING (city)
             WHERE antcrm_duplicate_line.kind = %(kind)s
               AND antcrm_duplicate_line.customer = line.customer
            """,
            {"kind": self.kind, "ids": ids},
        )

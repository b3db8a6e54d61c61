from odoo import models
from odoo.tools import SQL

from ..tools.pair_weights import PARTS, PARTS_OF_KINDS, estimate, get_weights
from .antcrm_duplicate_search import GROUP_SIZE

#: of so many is learned how often two agree by chance
SAMPLE = 200_000


class AntcrmDuplicateSearch(models.Model):
    """How often two agree by chance, and how often two that are one do."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "antcrm.duplicate.search"

    def _learn(self):
        """Return the weights that the customers of the kind suggest, see
        :func:`tools.pair_weights.get_weights`.

        How often two agree by chance is counted in pairs chosen by chance; how often
        two that are one do, is estimated twice: among those who share a number or an
        address, and among those who are called the same.
        """
        self.ensure_one()
        if self.step == self.step_count:
            self._start()
        if self.step == 0:
            self._run_step()
        parts = PARTS_OF_KINDS[self.kind]
        chances = self._count_chances(parts)
        learned = {}
        blocks = {
            ("phone", "email"): self._get_pairs_by("phones || emails"),
            ("name",): self._get_pairs_by("ARRAY[words]"),
        }
        for skipped, pairs in blocks.items():
            patterns = self._count_patterns(pairs, parts)
            if sum(patterns.values()) < 50:
                continue
            likely = estimate(patterns, chances, skipped)
            for part, weights in get_weights(likely, chances).items():
                learned.setdefault(part, weights)
        return learned

    def _get_pairs_by(self, keys):
        return SQL(
            """
            WITH key AS (
                SELECT key, customer, count(*) OVER (PARTITION BY key) AS size
                  FROM antcrm_duplicate_line, unnest(%(keys)s) AS key
                 WHERE kind = %(kind)s),
            shared AS MATERIALIZED (
                SELECT * FROM key WHERE size BETWEEN 2 AND %(size)s LIMIT %(sample)s)
            SELECT DISTINCT one.customer, two.customer
              FROM shared one JOIN shared two USING (key)
             WHERE one.customer < two.customer
            """,
            keys=SQL(keys),
            kind=self.kind,
            size=GROUP_SIZE,
            sample=SAMPLE,
        )

    def _count_patterns(self, pairs, parts):
        self.env.cr.execute(
            SQL(
                "SELECT %(parts)s, count(*) FROM (%(degrees)s) AS degree "
                "GROUP BY %(parts)s",
                parts=SQL(", ").join(SQL.identifier(part) for part in parts),
                degrees=self._get_degrees(pairs),
            )
        )
        return {tuple(row[:-1]): row[-1] for row in self.env.cr.fetchall()}

    def _count_chances(self, parts):
        """Return how often each degree is met by chance, as ``{part: {degree: share}}``
        with none impossible."""
        pairs = SQL(
            """
            WITH line AS MATERIALIZED (
                SELECT customer, row_number() OVER (ORDER BY hashint4(customer)) AS at,
                       count(*) OVER () AS number
                  FROM antcrm_duplicate_line WHERE kind = %(kind)s)
            SELECT DISTINCT least(one.customer, two.customer),
                            greatest(one.customer, two.customer)
              FROM generate_series(1, 20) AS step
              JOIN (SELECT * FROM line LIMIT %(sample)s / 20) one ON TRUE
              JOIN line two ON two.at = 1 + (one.at * 7919 * step + step) %% one.number
             WHERE one.customer != two.customer
            """,
            kind=self.kind,
            sample=SAMPLE,
        )
        counts = {part: dict.fromkeys(PARTS[part], 0) for part in parts}
        for degrees in self._count_patterns(pairs, parts).items():
            for part, degree in zip(parts, degrees[0], strict=True):
                if degree:
                    counts[part][degree] += degrees[1]
        chances = {}
        for part, degrees in counts.items():
            size = sum(degrees.values()) + len(degrees) / 10
            chances[part] = {
                degree: (count + 0.1) / size for degree, count in degrees.items()
            }
        return chances

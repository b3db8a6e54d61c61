from odoo import models
from odoo.tools import SQL

from .antcrm_duplicate_search import GROUP_SIZE

#: fewer letters are alike in too many names
MIN_LETTERS = 6


class AntcrmDuplicateSearch(models.Model):
    """Who is compared with whom."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "antcrm.duplicate.search"

    def _get_same(self):
        """Return the query of those who have something in common that few have."""
        return SQL(
            """
            WITH key AS (
                SELECT key, customer, count(*) OVER keys AS size,
                       min(customer) OVER keys AS first
                  FROM antcrm_duplicate_line, unnest(keys) AS key
                 WHERE kind = %(kind)s
                WINDOW keys AS (PARTITION BY key)),
            shared AS MATERIALIZED (
                SELECT key, size, first, customer FROM key WHERE size > 1)
            SELECT one.customer, two.customer
              FROM shared one JOIN shared two USING (key)
             WHERE one.customer < two.customer AND one.size <= %(size)s
         UNION
            SELECT first, customer FROM shared
             WHERE size > %(size)s AND first < customer
            """,
            kind=self.kind,
            size=GROUP_SIZE,
        )

    def _get_pairs_of(self, ids):
        """Return the query of those who have something in common with these that few
        have, and of the pairs that they are in."""
        return SQL(
            """
            WITH mine AS MATERIALIZED (
                SELECT customer, key FROM antcrm_duplicate_line, unnest(keys) AS key
                 WHERE kind = %(kind)s AND customer = ANY(%(ids)s)),
            others AS MATERIALIZED (
                SELECT customer, key, count(*) OVER (PARTITION BY key) AS size
                  FROM antcrm_duplicate_line, unnest(keys) AS key
                 WHERE kind = %(kind)s AND key IN (SELECT key FROM mine))
            SELECT least(mine.customer, others.customer),
                   greatest(mine.customer, others.customer)
              FROM mine JOIN others USING (key)
             WHERE mine.customer != others.customer AND size <= %(size)s
         UNION
            SELECT %(one)s, %(two)s FROM antcrm_duplicate
             WHERE kind = %(kind)s AND state = 'open'
               AND (%(one)s = ANY(%(ids)s) OR %(two)s = ANY(%(ids)s))
            """,
            ids=ids,
            **self._get_parts(),
        )

    def _get_similar(self, bucket):
        """Return the query of those of one city, or of none, whose names differ in one
        letter.

        Two names that differ in one letter are the same when one letter is left out of
        each: so similar names meet under the same text without being compared with one
        another. Digits count: branch 1 is not branch 2.
        """
        return self._get_alike(
            SQL("customer"),
            SQL("kind = %s AND bucket = %s", self.kind, bucket),
        )

    def _get_similar_to(self, ids):
        """Return the query of those whose names differ in one letter from those of
        these, of the same cities.

        Where two names differ in one letter, their first letters are the same or their
        last ones: nobody else is looked at.
        """
        return self._get_alike(
            SQL("customer"),
            SQL("kind = %s", self.kind),
            SQL("customer = ANY(%s)", ids),
        )

    def _get_alike(self, customer, lines, chosen=None, may_meet=None):
        """Return the query of the lines whose names differ in one letter.

        :param customer: SQL of the id
        :param lines: SQL condition of the lines
        :param chosen: SQL condition of those of which one has to be in a pair, by their
            columns; all by default
        :param may_meet: SQL condition of the ids ``one`` and ``two``
        """
        return SQL(
            """
            WITH %(signs)s,
            ordered AS (
                SELECT first, text, lag(text) OVER texts AS before,
                       lead(text) OVER texts AS after
                  FROM sign WHERE %(texts)s WINDOW texts AS (ORDER BY text)),
            meeting AS (
                SELECT array_agg(DISTINCT first ORDER BY first) AS firsts
                  FROM ordered
                 WHERE text = before OR text = after
              GROUP BY text HAVING min(first) != max(first)),
            alike AS (
                SELECT one, two FROM meeting, unnest(firsts) AS one,
                       unnest(firsts) AS two
                 WHERE one < two AND cardinality(firsts) <= %(size)s AND %(may_meet)s
             UNION
                SELECT one, two
                  FROM meeting, unnest(firsts[:1]) AS one, unnest(firsts[2:]) AS two
                 WHERE cardinality(firsts) > %(size)s AND %(may_meet)s),
            many AS (
                SELECT CASE WHEN cardinality(one.ids) + cardinality(two.ids) <= %(size)s
                            THEN one.ids || two.ids
                            ELSE ARRAY[one.first, two.first] END AS ids
                  FROM alike
                  JOIN line one ON one.first = alike.one
                  JOIN line two ON two.first = alike.two)
            SELECT DISTINCT abs(one), two
              FROM many, unnest(ids) AS one, unnest(ids) AS two
             WHERE one < two AND %(may_meet)s
            """,
            signs=self._get_signs(customer, lines, chosen),
            texts=SQL("TRUE")
            if chosen is None
            else SQL(
                "text IN (SELECT text FROM sign JOIN line USING (first)"
                " WHERE is_chosen)"
            ),
            may_meet=SQL("TRUE") if may_meet is None else may_meet,
            size=GROUP_SIZE,
        )

    def _get_signs(self, customer, lines, chosen):
        """Return the parts of :meth:`_get_alike` that make texts of names: ``line``,
        those who are called the same in one city, and ``sign``, each text under which
        they meet others."""
        is_chosen, block = SQL("FALSE"), SQL("TRUE")
        if chosen is not None:
            is_chosen = chosen
            block = SQL(
                "(bucket, COALESCE(city, 0)) IN (SELECT bucket, COALESCE(city, 0)"
                " FROM own) AND (left(name, %(half)s) IN ("
                " SELECT left(name, %(half)s) FROM own) OR right(name, %(half)s) IN ("
                " SELECT right(name, %(half)s) FROM own))",
                half=MIN_LETTERS // 2,
            )
        return SQL(
            """
            own AS MATERIALIZED (
                SELECT bucket, city, name FROM antcrm_duplicate_line
                 WHERE %(lines)s AND %(is_chosen)s AND length(name) >= %(letters)s),
            line AS MATERIALIZED (
                SELECT name, COALESCE(city, 0) AS city, min(%(customer)s) AS first,
                       array_agg(%(customer)s ORDER BY %(customer)s) AS ids,
                       bool_or(%(is_chosen)s) AS is_chosen,
                       name ~ '[0-9]' AS has_digits
                  FROM antcrm_duplicate_line
                 WHERE %(lines)s AND %(block)s AND length(name) >= %(letters)s
              GROUP BY COALESCE(antcrm_duplicate_line.city, 0), name,
                       %(customer)s < 0),
            sign (first, text) AS %(stored)s (
                SELECT first, hashtextextended(name, city) FROM line
             UNION ALL
                SELECT first, hashtextextended(
                           overlay(name PLACING '' FROM at FOR 1), city)
                  FROM line, generate_series(1, length(name)) AS at
                 WHERE NOT has_digits
                       OR strpos('0123456789', substr(name, at, 1)) = 0)
            """,
            customer=customer,
            lines=lines,
            is_chosen=is_chosen,
            block=block,
            stored=SQL("MATERIALIZED" if chosen is not None else "NOT MATERIALIZED"),
            letters=MIN_LETTERS,
        )

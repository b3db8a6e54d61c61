"""Queries of customers by their names."""

from typing import NamedTuple

from odoo.tools import SQL

MAX_COMPARED = 1000  # of the names alike, how many are put in order
LIKE, MATCHES, SIMILAR = map(SQL, ("LIKE", "~", "%%"))


class NameSource(NamedTuple):
    """Where names are looked for, and the expressions of a whole name there, and of
    what it begins with, which an index may have."""

    table: SQL
    name: SQL
    start: SQL


class NameQuery(NamedTuple):
    """Customers whose names are as some patterns, of whom some are looked at: those
    that come first by what they begin with, or any."""

    patterns: list  # of operators of PostgreSQL and texts
    limit: int = MAX_COMPARED
    begins: bool = False

    def get_ids(self, source):
        """Return the query of their ids: as superuser, who of them may be told is asked
        for them all."""
        column = source.start if self.begins else source.name
        return SQL(
            "(SELECT id FROM %s WHERE %s %s LIMIT %s)",
            source.table,
            SQL(" AND ").join(
                SQL("%s %s %s", column, operator, text)
                for operator, text in self.patterns
            ),
            SQL("ORDER BY %s USING ~<~", column) if self.begins else SQL(),
            self.limit,
        )

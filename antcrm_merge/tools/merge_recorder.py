"""Remember a merge of customers."""

from odoo.tools import SQL

from odoo.addons.antcrm_customers.tools.journal import RECORDERS, JournalRecorder


def get_merge_recorder(cursor):
    """Return the recorder of the merge that is going on, or ``None``."""
    recorder = RECORDERS.get(cursor)
    return recorder if isinstance(recorder, MergeRecorder) else None


class MergeRecorder(JournalRecorder):
    """Remembers a merge. What refers to the customers that go is read before anything
    moves, since the host moves it in SQL."""

    def __init__(self, merge, kept, sources):
        """:param merge: the ``antcrm.merge``, as superuser
        :param kept: the customer that is kept
        :param sources: those that go into it
        """
        super().__init__(merge)
        self.model = kept._name
        self.source_ids = list(sources.ids)
        #: the tables with rows that refer to the sources
        self.tables = self.scan(self.model, self.source_ids, kept.id)
        self.before(kept | sources)

    def _is_read(self, records):
        return records._name == self.model and set(records.ids) <= set(self.source_ids)

    def get_tables(self, sources, kept_id=None):
        """Return the tables with rows that refer to records that go.

        :param kept_id: the one that they refer to then
        """
        if self._is_read(sources):
            return self.tables
        return self.scan(sources._name, sources.ids, kept_id)

    def _read_late(self):
        """The host may delete the sources later than it merges them: what still refers
        to them then goes with them."""
        sources = self.env[self.model].browse(self.source_ids)
        remaining = sources.exists().ids
        if not remaining:
            return
        texts = [str(id_) for id_ in remaining]
        self.env.cr.execute(
            "UPDATE antcrm_journal_line SET after = NULL WHERE batch = %s "
            "AND table_name = %s AND row_id = ANY(%s)",
            [self.batch, sources._table, remaining],
        )
        for place in self.env["antcrm.references"]._get_places(self.model):
            if place.table not in self.tables or place.table == sources._table:
                continue
            self.env.cr.execute(
                SQL(
                    "UPDATE antcrm_journal_line SET after = NULL WHERE batch = %s "
                    "AND table_name = %s AND after ->> %s = ANY(%s) %s",
                    self.batch,
                    place.table,
                    place.column,
                    texts,
                    SQL("AND after ->> %s = %s", place.model_column, self.model)
                    if place.model_column
                    else SQL(),
                )
            )
            self._forget_relations(place.table)

    def _forget_relations(self, table):
        """Remember the rows without ids that go with rows of a table, such as what a
        follower follows."""
        References = self.env["antcrm.references"]
        model = References._get_tables()[0].get(table)
        self.env.cr.execute(
            SQL(
                "SELECT t.id FROM antcrm_journal_line row "
                "JOIN %s t ON t.id = row.row_id "
                "WHERE row.batch = %s AND row.table_name = %s "
                "AND row.before IS NOT NULL AND row.after IS NULL",
                SQL.identifier(table),
                self.batch,
                table,
            )
            if model
            else SQL("SELECT NULL WHERE FALSE")
        )
        ids = [id_ for (id_,) in self.env.cr.fetchall()]
        queries = [
            self._get_relation_query(place, ids)
            for place in (References._get_places(model) if ids else ())
            if not place.has_id
        ]
        if queries:
            self._insert(SQL(" UNION ").join(queries))

"""Remember what a merge changes in the database, whoever changes it."""

import weakref

from odoo.api import SUPERUSER_ID
from odoo.tools import SQL

#: {cursor: the recorder of the merge that is going on in its transaction}
RECORDERS = weakref.WeakKeyDictionary()
#: what is written while customers are merged, and is no part of them
PASSING_MODELS = frozenset(
    ("antcrm.merge", "antcrm.merge.row", "antcrm.share.log", "bus.bus", "mail.mail")
)
#: what is added to their history, and stays there when the merge is undone
HISTORY_MODELS = frozenset(
    ("mail.message", "mail.notification", "mail.tracking.value", "mail.presence")
)
#: tables whose rows belong to a customer that was, and are not moved
SILENT_TABLES = frozenset(("antcrm_merge_row", "antcrm_share_log"))
LOG_COLUMNS = ["write_date", "write_uid"]
#: says for which merge a file is kept; it is the superuser's, and of no record
FILE_HOLDER = "antcrm.merge,%s"


class MergeRecorder:
    """Writes ``antcrm.merge.row``: each row that changes, before and after.

    What refers to the customers that go is read before anything moves, since the host
    moves it in SQL; everything else passes through the ORM, which tells (see the model
    ``base``). All is compared in SQL, so no value loses its precision.
    """

    def __init__(self, merge, kept, sources):
        """:param merge: the ``antcrm.merge``, as superuser
        :param kept: the customer that is kept
        :param sources: those that go into it
        """
        self.merge = merge
        self.env = merge.env
        self.model = kept._name
        self.kept_id = kept.id
        self.source_ids = list(sources.ids)
        self.created = set()
        self.env.flush_all()
        #: the tables with rows that refer to the sources
        self.tables = self.scan(self.model, self.source_ids, self.kept_id)
        self.before(kept | sources)

    # ------------------------------------------------------------------
    # Before
    # ------------------------------------------------------------------

    def _insert(self, query):
        """Add rows: (table, id, row as JSON). Return their tables."""
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO antcrm_merge_row (merge_id, table_name, row_id, before)
                SELECT %s, found.* FROM (%s) AS found
                ON CONFLICT (merge_id, table_name, row_id) WHERE row_id IS NOT NULL
                DO NOTHING
                RETURNING table_name
                """,
                self.merge.id,
                query,
            )
        )
        return {table for (table,) in self.env.cr.fetchall()}

    def before(self, records):
        """Remember records that are about to be written."""
        if records._name in PASSING_MODELS or records._transient:
            return
        table = records._table
        ids = [id_ for id_ in records.ids if (table, id_) not in self.created]
        if ids:
            self._insert(
                SQL(
                    "SELECT %s, id, to_jsonb(t) FROM %s t WHERE id = ANY(%s)",
                    table,
                    SQL.identifier(table),
                    ids,
                )
            )

    def before_unlink(self, records):
        """Remember records that are about to be deleted, and what goes with them."""
        if records._name in PASSING_MODELS or records._transient:
            return
        self.before(records)
        if records._name == "ir.attachment":
            self._hold_files(records)
        if records._name == self.model and set(records.ids) <= set(self.source_ids):
            return  # all that refers to them has been read
        self.scan(records._name, records.ids)

    def after_create(self, records):
        """Remember records that the merge created."""
        if records._name in PASSING_MODELS or records._transient:
            return
        self.created.update((records._table, id_) for id_ in records.ids)
        if records._name in HISTORY_MODELS:
            return
        self._insert(
            SQL(
                "SELECT %s, id, NULL::jsonb FROM unnest(%s) AS id",
                records._table,
                list(records.ids),
            )
        )

    def scan(self, model, ids, kept_id=None):
        """Remember all rows that refer to records of a model.

        :param kept_id: also those of tables without ids that refer to this one
        :return: set of their tables
        """
        References = self.env["antcrm.references"]
        queries = []
        for place in References._get_places(model):
            if place.table in SILENT_TABLES:
                continue
            wanted = list(ids)
            if not place.has_id and kept_id:
                wanted.append(kept_id)
            queries.append(
                SQL(
                    "SELECT %s, %s::int, to_jsonb(t) FROM %s t WHERE %s = ANY(%s) %s",
                    place.table,
                    SQL("t.id") if place.has_id else SQL("NULL"),
                    SQL.identifier(place.table),
                    SQL.identifier("t", place.column),
                    wanted,
                    SQL("AND %s = %s", SQL.identifier("t", place.model_column), model)
                    if place.model_column
                    else SQL(),
                )
            )
        texts = [f"{model},{id_}" for id_ in ids]
        for table, column in References._get_reference_columns():
            queries.append(
                SQL(
                    "SELECT %s, id, to_jsonb(t) FROM %s t WHERE %s = ANY(%s)",
                    table,
                    SQL.identifier(table),
                    SQL.identifier("t", column),
                    texts,
                )
            )
        for table, column, name, _kind in References._get_properties(model):
            queries.append(
                SQL(
                    "SELECT %s, id, to_jsonb(t) FROM %s t WHERE %s",
                    table,
                    SQL.identifier(table),
                    References._get_property_condition(column, name, ids),
                )
            )
        for field in self.env.registry.many2one_company_dependents[model]:
            table = self.env[field.model_name]._table
            queries.append(
                SQL(
                    "SELECT %s, id, to_jsonb(t) FROM %s t WHERE %s @? %s",
                    table,
                    SQL.identifier(table),
                    SQL.identifier("t", field.name),
                    f"$.* ? ({' || '.join(f'@ == {int(id_)}' for id_ in ids)})",
                )
            )
            queries.append(
                SQL(
                    "SELECT 'ir_default', d.id, to_jsonb(d) FROM ir_default d "
                    "JOIN ir_model_fields f ON f.id = d.field_id "
                    "WHERE f.model = %s AND f.name = %s AND d.json_value = ANY(%s)",
                    field.model_name,
                    field.name,
                    [str(id_) for id_ in ids],
                )
            )
        return self._insert(SQL(" UNION ALL ").join(queries)) if queries else set()

    def get_tables(self, sources):
        """Return the tables with rows that refer to records that go."""
        if sources._name == self.model and set(sources.ids) <= set(self.source_ids):
            return self.tables
        return self.scan(sources._name, sources.ids)

    def _hold_files(self, attachments):
        """Keep the files of attachments that are deleted: the host removes those that
        no attachment names."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO ir_attachment (
                    name, description, type, store_fname, checksum, mimetype,
                    file_size, public, create_uid, create_date, write_date
                )
                SELECT name, %s, type, store_fname, checksum, mimetype, file_size,
                       FALSE, %s, create_date, write_date
                  FROM ir_attachment
                 WHERE id = ANY(%s) AND store_fname IS NOT NULL
                """,
                FILE_HOLDER % self.merge.id,
                SUPERUSER_ID,
                list(attachments.ids),
            )
        )

    # ------------------------------------------------------------------
    # After
    # ------------------------------------------------------------------

    def finish(self):
        """Compare what was remembered with what is there now, and keep what differs."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT table_name, bool_or(row_id IS NOT NULL) FROM antcrm_merge_row "
            "WHERE merge_id = %s GROUP BY table_name",
            [self.merge.id],
        )
        # before anything else is asked: the places may have to be read anew
        tables = self.env.cr.fetchall()
        places = {}
        for place in self.env["antcrm.references"]._get_places(self.model):
            places.setdefault(place.table, []).append(place)
        for table, has_id in tables:
            if has_id:
                self._read_after(table)
            else:
                self._read_relation_after(table, places.get(table, ()))
        self._forget_remaining(places)
        # a row of two columns stands there once
        self.env.cr.execute(
            """
            DELETE FROM antcrm_merge_row row USING antcrm_merge_row other
             WHERE row.merge_id = %(merge)s AND other.merge_id = %(merge)s
               AND row.row_id IS NULL AND other.row_id IS NULL
               AND row.table_name = other.table_name AND row.id > other.id
               AND row.before = other.before
            """,
            {"merge": self.merge.id},
        )
        self.env.cr.execute(
            """
            UPDATE antcrm_merge_row row
               SET before = changed.before, after = changed.after
              FROM (
                    SELECT row.id,
                           jsonb_object_agg(key, row.before -> key) AS before,
                           jsonb_object_agg(key, row.after -> key) AS after
                      FROM antcrm_merge_row row, jsonb_object_keys(row.before) AS key
                     WHERE row.merge_id = %(merge)s AND row.row_id IS NOT NULL
                       AND row.after IS NOT NULL AND row.before IS NOT NULL
                       AND row.before -> key IS DISTINCT FROM row.after -> key
                       AND key != ALL(%(log)s)
                  GROUP BY row.id
                   ) changed
             WHERE changed.id = row.id
            """,
            {"merge": self.merge.id, "log": LOG_COLUMNS},
        )
        self.env.cr.execute(
            "DELETE FROM antcrm_merge_row WHERE merge_id = %s AND ("
            "COALESCE(before - %s::text[], '{}') = COALESCE(after - %s::text[], '{}') "
            "AND (before IS NULL) = (after IS NULL))",
            [self.merge.id, LOG_COLUMNS, LOG_COLUMNS],
        )

    def _read_after(self, table):
        self.env.cr.execute(
            SQL(
                "UPDATE antcrm_merge_row row SET after = to_jsonb(t) FROM %s t "
                "WHERE row.merge_id = %s AND row.table_name = %s AND row.row_id = t.id",
                SQL.identifier(table),
                self.merge.id,
                table,
            )
        )

    def _read_relation_after(self, table, places):
        for place in places:
            column = SQL.identifier("t", place.column)
            ids = [*self.source_ids, self.kept_id]
            self.env.cr.execute(
                SQL(
                    "UPDATE antcrm_merge_row row SET after = row.before FROM %s t "
                    "WHERE row.merge_id = %s AND row.table_name = %s "
                    "AND %s = ANY(%s) AND to_jsonb(t) = row.before",
                    SQL.identifier(table),
                    self.merge.id,
                    table,
                    column,
                    ids,
                )
            )
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO antcrm_merge_row (merge_id, table_name, after)
                    SELECT %(merge)s, %(name)s, to_jsonb(t)
                      FROM %(table)s t
                     WHERE %(column)s = %(kept)s
                       AND NOT EXISTS (
                           SELECT FROM antcrm_merge_row row
                            WHERE row.merge_id = %(merge)s
                              AND row.table_name = %(name)s
                              AND COALESCE(row.before, row.after) = to_jsonb(t))
                    """,
                    merge=self.merge.id,
                    name=table,
                    table=SQL.identifier(table),
                    column=column,
                    kept=self.kept_id,
                )
            )

    def _forget_remaining(self, places):
        """The host may delete the sources later than it merges them: what still refers
        to them then goes with them."""
        sources = self.env[self.model].browse(self.source_ids)
        remaining = sources.exists().ids
        if not remaining:
            return
        texts = [str(id_) for id_ in remaining]
        self.env.cr.execute(
            "UPDATE antcrm_merge_row SET after = NULL WHERE merge_id = %s "
            "AND table_name = %s AND row_id = ANY(%s)",
            [self.merge.id, sources._table, remaining],
        )
        for place in (place for found in places.values() for place in found):
            if place.table not in self.tables or place.table == sources._table:
                continue
            self.env.cr.execute(
                SQL(
                    "UPDATE antcrm_merge_row SET after = NULL WHERE merge_id = %s "
                    "AND table_name = %s AND after ->> %s = ANY(%s) %s",
                    self.merge.id,
                    place.table,
                    place.column,
                    texts,
                    SQL("AND after ->> %s = %s", place.model_column, self.model)
                    if place.model_column
                    else SQL(),
                )
            )

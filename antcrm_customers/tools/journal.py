"""Remember what a batch changes in the database, whoever changes it."""

import json
import weakref
from contextlib import contextmanager

from odoo.api import SUPERUSER_ID
from odoo.tools import SQL

#: {cursor: the recorder of the batch that is going on in its transaction}
RECORDERS = weakref.WeakKeyDictionary()
#: the cursors of transactions in which customers are merged
MERGING = weakref.WeakSet()
#: what is written along with a batch, and is no part of it
PASSING_MODELS = frozenset(
    ("antcrm.journal.line", "antcrm.share.log", "bus.bus", "mail.mail")
)
#: what is added to the history of records, and stays there when the batch is undone
HISTORY_MODELS = frozenset(
    ("mail.message", "mail.notification", "mail.tracking.value", "mail.presence")
)
#: tables whose rows belong to a customer that was, and are not moved
SILENT_TABLES = frozenset(("antcrm_journal_line", "antcrm_share_log"))
LOG_COLUMNS = ["write_date", "write_uid"]


def get_batch_key(batch):
    """Return what the lines of a batch name it by, and the files kept for its undo:
    those are the superuser's, and of no record."""
    return f"{batch._name},{batch.id}"


def is_merging(cursor):
    """Whether customers are being merged, by whichever way: what is written moves what
    there is to another customer, and makes nothing new."""
    return cursor in MERGING


@contextmanager
def recording(recorder):
    """Let a recorder hear of all that the ORM writes in its transaction. What belongs
    to a batch that is recorded already is recorded there."""
    cursor = recorder.env.cr
    RECORDERS[cursor] = recorder
    try:
        yield recorder
        recorder.finish()
    finally:
        del RECORDERS[cursor]


@contextmanager
def merging(cursor):
    """Tell that customers are merged, see :func:`is_merging`."""
    is_outer = cursor not in MERGING
    MERGING.add(cursor)
    try:
        yield
    finally:
        if is_outer:
            MERGING.discard(cursor)


class JournalRecorder:
    """Writes ``antcrm.journal.line``: each row that changes, before and after.

    What passes through the ORM is told by it (see the model ``base``); rows of tables
    without ids, such as those of tags, are read before, of the records that are given.
    All is compared in SQL, so no value loses its precision.
    """

    def __init__(self, batch):
        """:param batch: one record of ``antcrm.journal.mixin``, as superuser"""
        self.env = batch.env
        self.batch = get_batch_key(batch)
        self.passing = PASSING_MODELS | {batch._name}
        self.created = set()
        #: ``{(table without ids, column): ids of records}`` whose rows may change
        self.relations = {}
        #: those of them whose rows may be new: ``{(table, column): ids}``
        self.watched = {}
        self.env.flush_all()

    def watch(self, records):
        """Remember records whose many2many fields the batch may change, and the rows
        without ids that refer to them."""
        self.before(records)
        queries = []
        for place in self.env["antcrm.references"]._get_places(records._name):
            if place.has_id or place.table in SILENT_TABLES:
                continue
            known = self.relations.setdefault((place.table, place.column), set())
            wanted = [id_ for id_ in records.ids if id_ not in known]
            known.update(wanted)
            self.watched[place.table, place.column] = known
            queries.append(self._get_relation_query(place, wanted))
        if queries:
            self._insert(SQL(" UNION ALL ").join(queries))

    def _get_relation_query(self, place, ids):
        return SQL(
            "SELECT %s, NULL::int, to_jsonb(t) FROM %s t WHERE %s = ANY(%s)",
            place.table,
            SQL.identifier(place.table),
            SQL.identifier("t", place.column),
            ids,
        )

    # ------------------------------------------------------------------
    # Before
    # ------------------------------------------------------------------

    def _insert(self, query):
        """Add rows: (table, id, row as JSON). Return their tables."""
        self.env.cr.execute(
            SQL(
                """
                WITH found (table_name, row_id, before) AS MATERIALIZED (%s),
                added AS (
                    INSERT INTO antcrm_journal_line
                           (batch, table_name, row_id, before)
                    SELECT %s, found.* FROM found
                    ON CONFLICT (batch, table_name, row_id) WHERE row_id IS NOT NULL
                    DO NOTHING)
                SELECT DISTINCT table_name FROM found
                """,
                query,
                self.batch,
            )
        )
        return {table for (table,) in self.env.cr.fetchall()}

    def before(self, records):
        """Remember records that are about to be written."""
        if records._name in self.passing or records._transient:
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
        if records._name in self.passing or records._transient:
            return
        self.before(records)
        if records._name == "ir.attachment":
            self._hold_files(records)
        if not self._is_read(records):
            self.scan(records._name, records.ids)

    def after_create(self, records):
        """Remember records that the batch created."""
        if not records or records._name in self.passing or records._transient:
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

    def _is_read(self, records):
        """Whether all that refers to records has been remembered already."""
        return False

    def scan(self, model, ids, kept_id=None):
        """Remember all rows that refer to records of a model.

        :param kept_id: also those of tables without ids that refer to this one
        :return: set of their tables
        """
        queries, known_tables = self._get_place_queries(model, ids, kept_id)
        queries += self._get_loose_queries(model, ids)
        queries += self._get_company_queries(model, ids)
        if not queries:
            return known_tables
        return known_tables | self._insert(SQL(" UNION ALL ").join(queries))

    def _get_place_queries(self, model, ids, kept_id):
        """Return the queries of the rows whose columns refer to records, and the tables
        of which they were read before: the batch has changed those since."""
        queries, known_tables = [], set()
        for place in self.env["antcrm.references"]._get_places(model):
            if place.table in SILENT_TABLES:
                continue
            wanted = list(ids)
            if not place.has_id:
                known = self.relations.setdefault((place.table, place.column), set())
                if not known.isdisjoint(wanted):
                    known_tables.add(place.table)
                wanted = [
                    id_
                    for id_ in (*wanted, *([kept_id] if kept_id else ()))
                    if id_ not in known
                ]
                known.update(wanted)
                if not wanted:
                    continue
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
        return queries, known_tables

    def _get_loose_queries(self, model, ids):
        """Return the queries of the rows that refer to records in a text such as
        ``res.partner,7``, or in the host's properties."""
        References = self.env["antcrm.references"]
        texts = [f"{model},{id_}" for id_ in ids]
        conditions = [
            (table, SQL("%s = ANY(%s)", SQL.identifier("t", column), texts))
            for table, column in References._get_reference_columns()
        ]
        conditions += [
            (table, References._get_property_condition(column, name, ids))
            for table, column, name, _kind in References._get_properties(model)
        ]
        return [
            SQL(
                "SELECT %s, id, to_jsonb(t) FROM %s t WHERE %s",
                table,
                SQL.identifier(table),
                condition,
            )
            for table, condition in conditions
        ]

    def _get_company_queries(self, model, ids):
        """Return the queries of the rows that refer to records for one company, and of
        the defaults that do."""
        queries = []
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
        return queries

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
                self.batch,
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
            "SELECT table_name, bool_or(row_id IS NOT NULL) FROM antcrm_journal_line "
            "WHERE batch = %s GROUP BY table_name",
            [self.batch],
        )
        tables = dict(self.env.cr.fetchall())
        tables |= dict.fromkeys(self._find_first_relations(tables), False)
        for table, has_id in tables.items():
            if has_id:
                self._read_after(table)
            else:
                self._read_relation_after(table)
        self._read_lists_after()
        self._read_late()
        # a row of two columns stands there once
        self.env.cr.execute(
            """
            DELETE FROM antcrm_journal_line row USING antcrm_journal_line other
             WHERE row.batch = %(batch)s AND other.batch = %(batch)s
               AND row.row_id IS NULL AND other.row_id IS NULL
               AND row.table_name = other.table_name AND row.id > other.id
               AND row.before = other.before
            """,
            {"batch": self.batch},
        )
        self.env.cr.execute(
            """
            WITH changed AS MATERIALIZED (
                SELECT row.id,
                       jsonb_object_agg(key, row.before -> key) AS before,
                       jsonb_object_agg(key, row.after -> key) AS after
                  FROM antcrm_journal_line row, jsonb_object_keys(row.before) AS key
                 WHERE row.batch = %(batch)s AND row.row_id IS NOT NULL
                   AND row.after IS NOT NULL AND row.before IS NOT NULL
                   AND row.before -> key IS DISTINCT FROM row.after -> key
                   AND key != ALL(%(log)s)
              GROUP BY row.id)
            UPDATE antcrm_journal_line row
               SET before = changed.before, after = changed.after
              FROM changed
             WHERE changed.id = row.id
            """,
            {"batch": self.batch, "log": LOG_COLUMNS},
        )
        self.env.cr.execute(
            "DELETE FROM antcrm_journal_line WHERE batch = %s AND ("
            "COALESCE(before - %s::text[], '{}') = COALESCE(after - %s::text[], '{}') "
            "AND (before IS NULL) = (after IS NULL))",
            [self.batch, LOG_COLUMNS, LOG_COLUMNS],
        )

    def _read_after(self, table):
        self.env.cr.execute(
            SQL(
                "UPDATE antcrm_journal_line row SET after = to_jsonb(t) FROM %s t "
                "WHERE row.batch = %s AND row.table_name = %s AND row.row_id = t.id",
                SQL.identifier(table),
                self.batch,
                table,
            )
        )

    def _read_lists_after(self):
        """Keep beside the columns of what the batch created the lists by which it is
        compared, such as phones and tags."""
        Journal = self.env["antcrm.journal"]
        created = {}
        for table, id_ in self.created:
            created.setdefault(table, []).append(id_)
        for name, model in self.env.items():
            ids = created.get(model._table)
            if not ids or model._abstract or not Journal._get_list_names(name):
                continue
            lists = Journal._read_lists(self.env[name].browse(ids))
            if not lists:
                continue
            self.env.cr.execute(
                "UPDATE antcrm_journal_line row SET after = row.after || line.lists "
                "FROM jsonb_to_recordset(%s::jsonb) AS line(id int, lists jsonb) "
                "WHERE row.batch = %s AND row.table_name = %s AND row.row_id = line.id "
                "AND row.before IS NULL AND row.after IS NOT NULL",
                [
                    json.dumps([{"id": id_, "lists": lists[id_]} for id_ in lists]),
                    self.batch,
                    model._table,
                ],
            )

    def _find_first_relations(self, known):
        """Return the tables without ids in which the watched records had no row, and
        have one now: the first tag."""
        queries = [
            SQL(
                "SELECT %s WHERE EXISTS (SELECT FROM %s t WHERE %s = ANY(%s))",
                table,
                SQL.identifier(table),
                SQL.identifier("t", column),
                list(ids),
            )
            for (table, column), ids in self.watched.items()
            if table not in known
        ]
        if not queries:
            return []
        self.env.cr.execute(SQL(" UNION ").join(queries))
        return [table for (table,) in self.env.cr.fetchall()]

    def _read_relation_after(self, table):
        for (name, column), ids in self.relations.items():
            if name != table:
                continue
            values = {
                "batch": self.batch,
                "name": table,
                "table": SQL.identifier(table),
                "column": SQL.identifier("t", column),
                "ids": list(ids),
            }
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE antcrm_journal_line row SET after = row.before
                      FROM %(table)s t
                     WHERE row.batch = %(batch)s AND row.table_name = %(name)s
                       AND %(column)s = ANY(%(ids)s) AND to_jsonb(t) = row.before
                    """,
                    **values,
                )
            )
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO antcrm_journal_line (batch, table_name, after)
                    SELECT %(batch)s, %(name)s, to_jsonb(t)
                      FROM %(table)s t
                     WHERE %(column)s = ANY(%(ids)s)
                       AND NOT EXISTS (
                           SELECT FROM antcrm_journal_line row
                            WHERE row.batch = %(batch)s
                              AND row.table_name = %(name)s
                              AND COALESCE(row.before, row.after) = to_jsonb(t))
                    """,
                    **values,
                )
            )

    def _read_late(self):
        """Remember what the batch leaves to be changed after it."""

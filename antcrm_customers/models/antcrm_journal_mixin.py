import json
from contextlib import contextmanager

from odoo import api, models, tools
from odoo.tools import SQL

from ..tools.intake_entry import QUIET
from ..tools.journal import (
    LOG_COLUMNS,
    RECORDERS,
    JournalRecorder,
    get_batch_key,
    recording,
)
from .antcrm_journal import CUSTOMERS

NULL = SQL("'null'::jsonb")
#: the tables of which nothing is cached: customers, and what is theirs alone
UNCACHED_TABLES = frozenset(
    ("res_partner", "crm_lead", "antcrm_contact_point", "antcrm_key_claim")
    + ("antcrm_external_id", "antcrm_lead_address")
    + ("mail_message", "mail_followers", "mail_activity", "crm_tag_rel")
    + ("mail_followers_mail_message_subtype_rel", "mail_message_res_partner_rel")
    + ("mail_notification", "res_partner_res_partner_category_rel")
)
MAX_NOTES = 200


class AntcrmJournalMixin(models.AbstractModel):
    """A batch of changes with lines in the journal. The lines are put back in SQL:
    exactly as they were, and past what the ORM would derive from them. A value that is
    not any more what the batch made of it was changed since, and stays; its line stays
    too, and can be tried again.

    A new kind of batch inherits this, does its work within :meth:`_recording`, and
    calls :meth:`_restore_rows` to undo it.
    """

    _name = "antcrm.journal.mixin"
    _inherit = "antcrm.undo.mixin"
    _description = "Batch with a Journal"
    #: whether a row is put back as a whole or not at all
    _journal_is_whole = False

    # ------------------------------------------------------------------
    # Write
    # ------------------------------------------------------------------

    @contextmanager
    def _recording(self, *recordsets):
        """Remember all that changes in the database through the ORM.

        :param recordsets: those whose many2many fields, such as tags, may change; each
            of one model
        """
        self.ensure_one()
        if RECORDERS.get(self.env.cr):
            # a part of a batch that is recorded
            yield
            return
        # superuser: the journal is nobody's to write; what is done is done as the user
        recorder = JournalRecorder(self.sudo())
        for records in filter(None, recordsets):
            recorder.watch(records)
        with recording(recorder):
            yield

    def _write_lines(self, table, values):
        """Write down changes that are made in SQL.

        :param str table: the table of the rows
        :param dict values: ``{id of a row: (values before, values after)}``, as in JSON
        """
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO antcrm_journal_line
                       (batch, table_name, row_id, before, after)
                SELECT %s, %s, line.id, line.before, line.after
                  FROM jsonb_to_recordset(%s::jsonb)
                       AS line(id int, before jsonb, after jsonb)
                """,
                self._get_batch_key(),
                table,
                json.dumps(
                    [
                        {"id": id_, "before": before, "after": after}
                        for id_, (before, after) in values.items()
                    ]
                ),
            )
        )

    def _get_batch_key(self):
        self.ensure_one()
        return get_batch_key(self)

    def _count_lines(self):
        """Return how many rows the batch changed that are not put back."""
        [(count,)] = self.env.execute_query(
            SQL(
                "SELECT count(*) FROM antcrm_journal_line WHERE batch = %s",
                self._get_batch_key(),
            )
        )
        return count

    def _find_written(self, column):
        """Return the records of which the batch wrote a column: ``{model: ids}``."""
        tables, _relations = self.env["antcrm.references"]._get_tables()
        rows = self.env.execute_query(
            SQL(
                "SELECT table_name, array_agg(row_id ORDER BY row_id) "
                "FROM antcrm_journal_line WHERE batch = %s AND row_id IS NOT NULL "
                "AND before ? %s AND after IS NOT NULL GROUP BY table_name",
                self._get_batch_key(),
                column,
            )
        )
        return {tables[table]: ids for table, ids in rows if table in tables}

    def _filter_lines(self):
        """Return those of the batches of which something is not put back."""
        batches = {get_batch_key(batch): batch for batch in self}
        if not batches:
            return self
        self.env.cr.execute(
            "SELECT DISTINCT batch FROM antcrm_journal_line WHERE batch = ANY(%s)",
            [list(batches)],
        )
        return self.browse().union(*(batches[key] for (key,) in self.env.cr.fetchall()))

    def _drop_rows(self):
        """Forget what the batches changed, and the files kept for it."""
        keys = [get_batch_key(batch) for batch in self]
        if keys:
            self.env.cr.execute(
                "DELETE FROM antcrm_journal_line WHERE batch = ANY(%s)", [keys]
            )
            # superuser: nobody has access to the files held for an undo
            files = self.env["ir.attachment"].sudo()
            files.search([("description", "in", keys)]).unlink()

    def unlink(self):
        self._drop_rows()
        return super().unlink()

    # ------------------------------------------------------------------
    # Put back
    # ------------------------------------------------------------------

    def _restore_rows(self):
        """Put back all that nobody has changed since.

        :return: list of sentences about what stays as it is
        """
        self.ensure_one()
        self.env.flush_all()
        tables, _relations = self.env["antcrm.references"]._get_tables()
        notes = []
        refreshed = self._get_refreshed()
        # first of all: something new may stand where something deleted stood
        created = self._find_created(tables)
        is_used = bool(self._remove_created(tables, created))
        self.env.flush_all()
        self._insert_deleted(tables, notes)
        self._restore_relations()
        self._restore_columns(tables, notes)
        if is_used:
            # what used it may have got back what it had
            self.env.invalidate_all(flush=False)
            notes[:0] = self._remove_created(tables, created)
        self._refresh_customers(refreshed)
        self._forget_restored(tables)
        if not notes or not self._count_lines():
            self._drop_rows()
        return notes[:MAX_NOTES]

    def _restore_lines(self, limit):
        """Put back the next rows, the last ones first, of a batch that did nothing but
        write: a part of :meth:`_restore_rows` for the background. The caller commits.

        :param int limit: how many
        :return: how many were taken, and how many of them stay as they are; 0 when
            there is none that was not tried
        """
        self.ensure_one()
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT id, table_name, row_id FROM antcrm_journal_line WHERE batch = %s "
            "AND is_kept IS NOT TRUE ORDER BY id DESC LIMIT %s",
            [self._get_batch_key(), limit],
        )
        found = self.env.cr.fetchall()
        if not found:
            return 0, 0
        ids = [id_ for id_, _table, _row_id in found]
        tables, _relations = self.env["antcrm.references"]._get_tables()
        columns = self._restore_columns(tables, [], ids)
        left = 0
        for table, names in columns.items():
            # what follows from them does so through the ORM
            row_ids = [row_id for _id, name, row_id in found if name == table]
            records = self.env[tables[table]].browse(row_ids).exists()
            left += len(row_ids) - len(records)
            known = [name for name in names if name in records._fields]
            records.invalidate_recordset(known)
            records.modified(known)
        self._forget_restored(tables, ids)
        self.env.cr.execute(
            "SELECT count(*) FROM antcrm_journal_line WHERE id = ANY(%s)", [ids]
        )
        return len(ids), left + self.env.cr.fetchone()[0]

    @contextmanager
    def _leaving(self, records):
        """Undo within this leaves some customers as they are, with what belongs to
        them; their lines stay, and can be tried again.

        :param records: of one model
        """
        self.ensure_one()
        key = self._get_batch_key()
        aside = f"{key},left"
        self.env.flush_all()
        for condition in self._get_lines_conditions(records) if records else ():
            self.env.cr.execute(
                SQL(
                    "UPDATE antcrm_journal_line row SET batch = %s "
                    "WHERE batch = %s AND %s",
                    aside,
                    key,
                    condition,
                )
            )
        yield
        self.env.cr.execute(
            "UPDATE antcrm_journal_line SET batch = %s WHERE batch = %s", [key, aside]
        )

    def _get_lines_conditions(self, records):
        """Return the conditions of the lines about some records, as ``row``, and about
        what refers to them: their parts, tags, followers."""
        ids, texts = list(records.ids), [str(id_) for id_ in records.ids]
        yield SQL("table_name = %s AND row_id = ANY(%s)", records._table, ids)
        tables = set(self._get_row_tables("TRUE")) - {records._table}
        for place in self.env["antcrm.references"]._get_places(records._name):
            if place.table not in tables:
                continue
            column = place.column
            condition = SQL(
                "COALESCE(row.after ->> %s, row.before ->> %s) = ANY(%s)",
                column,
                column,
                texts,
            )
            is_model = SQL()
            if place.model_column:
                name = place.model_column
                condition = SQL(
                    "%s AND COALESCE(row.after ->> %s, row.before ->> %s) = %s",
                    condition,
                    name,
                    name,
                    records._name,
                )
                is_model = SQL("AND %s = %s", SQL.identifier(name), records._name)
            if place.has_id:
                condition = SQL(
                    "(%s OR row_id IN (SELECT id FROM %s WHERE %s = ANY(%s) %s))",
                    condition,
                    SQL.identifier(place.table),
                    SQL.identifier(column),
                    ids,
                    is_model,
                )
            yield SQL("table_name = %s AND %s", place.table, condition)

    def _try_again(self):
        """Let :meth:`_restore_lines` take those again that were left."""
        self.env.cr.execute(
            "UPDATE antcrm_journal_line SET is_kept = FALSE WHERE batch = %s "
            "AND is_kept",
            [self._get_batch_key()],
        )

    def _find_kept(self):
        """Return which records have changed since, of a batch that did nothing but
        write: ``{model: ids}``. Nothing is written."""
        self.ensure_one()
        self.env.flush_all()
        tables, _relations = self.env["antcrm.references"]._get_tables()
        result = {}
        for table in self._get_row_tables("before IS NOT NULL AND after IS NOT NULL"):
            if table in tables:
                told = self._get_told_columns(table, tables[table])
                result[tables[table]] = [
                    id_
                    for id_, is_gone, names in self._find_changed(table, told)
                    if names and not is_gone
                ]
        return result

    def _try_restore(self):
        """Return what :meth:`_restore_rows` would, and leave everything as it is.

        :return: the list of sentences, and how many rows would be left
        """
        self.ensure_one()
        savepoint = self.env.cr.savepoint()
        try:
            return self._restore_rows(), self._count_lines()
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all(flush=False)
            self.env.registry.clear_cache()

    def _forget_restored(self, tables, ids=None):
        """Forget the lines that were put back, and of the others what was.

        :param ids: those of the lines that were tried; all by default
        """
        tried = SQL(
            "row.batch = %s %s",
            self._get_batch_key(),
            SQL("AND row.id = ANY(%s)", list(ids)) if ids is not None else SQL(),
        )
        self.env.cr.execute(
            SQL("UPDATE antcrm_journal_line row SET is_kept = FALSE WHERE %s", tried)
        )
        for table in self._get_row_tables("row_id IS NOT NULL"):
            self._keep_left(
                table, self._get_told_columns(table, tables.get(table)), tried
            )
        self.env.cr.execute(
            SQL("DELETE FROM antcrm_journal_line row WHERE %s AND NOT is_kept", tried)
        )

    def _keep_left(self, table, columns, tried):
        """Mark the lines of a table that were not put back, with what was not.

        :param columns: those whose change is told
        :param SQL tried: which of the lines, as ``row``
        """
        left = SQL(
            """
            SELECT row.id,
                   jsonb_object_agg(kept.key, row.before -> kept.key) AS before,
                   jsonb_object_agg(kept.key, row.after -> kept.key) AS after
              FROM antcrm_journal_line row
              JOIN %(table)s t ON t.id = row.row_id,
                   jsonb_object_keys(row.before) AS kept (key)
             WHERE %(tried)s AND row.table_name = %(name)s
               AND row.before IS NOT NULL AND row.after IS NOT NULL
               AND kept.key = ANY(%(columns)s)
               AND COALESCE(to_jsonb(t) -> kept.key, %(null)s)
                   != row.before -> kept.key
          GROUP BY row.id
            """,
            table=SQL.identifier(table),
            tried=tried,
            name=table,
            columns=columns,
            null=NULL,
        )
        self.env.cr.execute(
            SQL(
                # read once, whatever the statistics say of lines just written
                "WITH line AS MATERIALIZED (%s) "
                "UPDATE antcrm_journal_line row SET is_kept = TRUE %s "
                "FROM line WHERE line.id = row.id",
                left,
                SQL()
                if self._journal_is_whole
                else SQL(", before = line.before, after = line.after"),
            )
        )
        self.env.cr.execute(
            SQL(
                """
                UPDATE antcrm_journal_line row SET is_kept = TRUE
                 WHERE %(tried)s AND row.table_name = %(name)s
                   AND row.row_id IS NOT NULL
                   AND (row.before IS NULL) = EXISTS (
                       SELECT FROM %(table)s t WHERE t.id = row.row_id)
                   AND (row.before IS NULL OR row.after IS NULL)
                """,
                table=SQL.identifier(table),
                tried=tried,
                name=table,
            )
        )

    def _get_told_columns(self, table, model):
        """Return the columns of a table whose change is told: those that are there, and
        that people change."""
        columns = self._get_columns(table)
        if not model:
            return [name for name in columns if name not in LOG_COLUMNS]
        compared = {*self.env["antcrm.journal"]._get_compared_fields(model)}
        return [name for name in columns if name in compared]

    # ------------------------------------------------------------------
    # The catalogue
    # ------------------------------------------------------------------

    def _get_row_tables(self, condition):
        """Return the tables of the rows that fulfil a condition, that of the customers
        first, then in the order in which rows can be inserted."""
        self.env.cr.execute(
            SQL(
                "SELECT DISTINCT table_name FROM antcrm_journal_line JOIN pg_class "
                "ON relname = table_name AND relkind IN ('r', 'p') "
                "AND relnamespace = current_schema::regnamespace "
                "WHERE batch = %s AND %s",
                self._get_batch_key(),
                SQL(condition),
            )
        )
        tables = sorted(table for (table,) in self.env.cr.fetchall())
        keys = {table: self._get_table_keys(table) for table in tables}
        ordered = []

        def visit(table, path):
            if table in ordered or table in path or table not in keys:
                return
            for _column, target, _required in keys[table]:
                visit(target, (*path, table))
            ordered.append(table)

        for model in CUSTOMERS:
            visit(self.env[model]._table, ())
        for table in tables:
            visit(table, ())
        return ordered

    @api.model
    def _get_table_keys(self, table):
        """Return the foreign keys of a table: ``(column, other table, required)``."""
        return [key[:3] for key in self._read_table_keys(table)]

    @api.model
    @tools.ormcache("table")
    def _read_table_keys(self, table):
        """Return the same, and whether rows are deleted with what they refer to."""
        self.env.cr.execute(
            """
            SELECT att.attname, target.relname, att.attnotnull, con.confdeltype = 'c'
              FROM pg_constraint con
              JOIN pg_class cls ON cls.oid = con.conrelid
              JOIN pg_class target ON target.oid = con.confrelid
              JOIN pg_attribute att
                ON att.attrelid = con.conrelid AND att.attnum = con.conkey[1]
             WHERE con.contype = 'f' AND cls.relname = %s
               AND cls.relnamespace = current_schema::regnamespace
            """,
            [table],
        )
        return tuple(self.env.cr.fetchall())

    @api.model
    @tools.ormcache("table")
    def _get_columns(self, table):
        self.env.cr.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass "
            "AND attnum > 0 AND NOT attisdropped AND attgenerated = ''",
            [f'"{table}"'],
        )
        return tuple(column for (column,) in self.env.cr.fetchall())

    # ------------------------------------------------------------------
    # After
    # ------------------------------------------------------------------

    def _get_refreshed(self):
        """Return the customers whose audience and host columns are looked at again
        after an undo: ``{model: ids}``, by default of all that have lines."""
        result = {}
        for model in CUSTOMERS:
            table = self.env[model]._table
            self.env.cr.execute(
                "SELECT row_id FROM antcrm_journal_line WHERE batch = %s "
                "AND table_name = %s AND row_id IS NOT NULL",
                [self._get_batch_key(), table],
            )
            result[model] = [id_ for (id_,) in self.env.cr.fetchall()]
        return result

    def _refresh_customers(self, ids):
        """Who sees the customers, and their host columns, follow from what they have
        now: some of it may have changed since the batch.

        :param dict ids: ``{model: ids}``
        """
        self.env.invalidate_all(flush=False)
        if self._has_cached_rows(ids):
            self.env.registry.clear_cache()
        Point = self.env["antcrm.contact.point"].sudo().with_context(**QUIET)
        for model, model_ids in ids.items():
            # superuser: see _restore_rows
            customers = self.env[model].sudo().with_context(**QUIET)
            customers = customers.browse(model_ids).exists()
            if not customers:
                continue
            self.env.add_to_compute(customers._fields["audience"], customers)
            customers._recompute_recordset(["audience"])
            Point._mirror_to_customers(
                [
                    (customer, kind)
                    for customer in customers
                    for kind in ("phone", "email")
                ]
            )
        self.env.flush_all()

    @api.model
    def _get_uncached_tables(self):
        """Return the tables of which nothing is cached; an addon adds its own."""
        return UNCACHED_TABLES

    def _has_cached_rows(self, ids):
        """Whether the host may have cached what stands in rows that moved, such as XML
        ids and what belongs to users: every server begins anew then."""
        self.env.cr.execute(
            "SELECT DISTINCT table_name FROM antcrm_journal_line WHERE batch = %s",
            [self._get_batch_key()],
        )
        if {table for (table,) in self.env.cr.fetchall()} - self._get_uncached_tables():
            return True
        self.env.cr.execute(
            "SELECT EXISTS (SELECT FROM res_users WHERE partner_id = ANY(%s))",
            [list(ids.get("res.partner", ()))],
        )
        return self.env.cr.fetchone()[0]

    def _get_note(self, table, id_=None, columns=(), places=None):
        """Return the sentence about something that stays as it is.

        :param int id_: of the row; ``None`` when it is gone
        :param columns: which of its columns changed
        :param places: names of the places that use it by now
        """
        References = self.env["antcrm.references"]
        place = References._get_place_name(table)
        model = References._get_tables()[0].get(table)
        if not id_:
            return self.env._("%(place)s: deleted since.", place=place)
        record = self.env[model].browse(id_) if model else None
        # who undoes the batch is told the names of what they may read
        if record is not None and record.sudo(False).has_access("read"):
            place = f"{place} “{record.sudo(False).display_name}”"
        if places:
            return self.env._(
                "%(place)s: used since in %(places)s.",
                place=place,
                places=", ".join(places),
            )
        if not columns:
            return self.env._("%(place)s: changed or used since.", place=place)
        labels = record.fields_get(columns, ["string"]) if model else {}
        return self.env._(
            "%(place)s: %(fields)s changed since.",
            place=place,
            fields=", ".join(
                dict.fromkeys(
                    labels.get(column, {}).get("string", column) for column in columns
                )
            ),
        )

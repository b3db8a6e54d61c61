from collections import defaultdict

import psycopg2

from odoo import api, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL, mute_logger

from ..tools.merge_recorder import FILE_HOLDER, LOG_COLUMNS
from .antcrm_intake_reader import ADDRESS_FIELDS
from .antcrm_intake_writer import QUIET

NULL = SQL("'null'::jsonb")
#: what follows from what happens around a customer, and is no change of it
VOLATILE = frozenset(
    ("last_interaction_date", "message_bounce", "calendar_last_notif_ack")
    + ("probability", "automated_probability", "date_last_stage_update")
    + ("date_automation_last", "message_main_attachment_id", "audience")
)
#: what is put back together or not at all
GROUPS = (
    ("name", "complete_name", "firstname", "lastname"),
    ("contact_name", "firstname", "lastname"),
    (*ADDRESS_FIELDS, "partner_latitude", "partner_longitude"),
)
MAX_NOTES = 200


class AntcrmMergeUndo(models.AbstractModel):
    """Puts back the rows that a merge changed, in SQL: exactly as they were, and past
    what the ORM would derive from them. A value that is not any more what the merge
    made of it was changed since, and stays."""

    _name = "antcrm.merge.undo"
    _description = "Undo of Merges"

    def _drop_rows(self):
        """Forget what the merges changed, and the files kept for it."""
        if self.ids:
            self.env.cr.execute(
                "DELETE FROM antcrm_merge_row WHERE merge_id = ANY(%s)", [self.ids]
            )
            # superuser: nobody has access to the files held for an undo
            files = self.env["ir.attachment"].sudo()
            holders = [FILE_HOLDER % id_ for id_ in self.ids]
            files.search([("description", "in", holders)]).unlink()

    def _restore_rows(self):
        """Put everything back.

        :return: list of sentences about what stays as it is
        """
        self.ensure_one()
        self.env.flush_all()
        tables, _relations = self.env["antcrm.references"]._get_tables()
        notes = []
        self._remove_created(tables, notes)
        self.env.flush_all()
        self._insert_deleted(tables, notes)
        self._restore_relations()
        self._restore_columns(tables, notes)
        self._refresh_customers()
        self._drop_rows()
        return notes[:MAX_NOTES]

    # ------------------------------------------------------------------
    # The catalogue
    # ------------------------------------------------------------------

    def _get_row_tables(self, condition):
        """Return the tables of the rows that fulfil a condition, that of the customers
        first, then in the order in which rows can be inserted."""
        self.env.cr.execute(
            SQL(
                "SELECT DISTINCT table_name FROM antcrm_merge_row JOIN pg_class "
                "ON relname = table_name AND relkind IN ('r', 'p') "
                "AND relnamespace = current_schema::regnamespace "
                "WHERE merge_id = %s AND %s",
                self.id,
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

        visit(self.env[self.model]._table, ())
        for table in tables:
            visit(table, ())
        return ordered

    @api.model
    def _get_table_keys(self, table):
        """Return the foreign keys of a table: ``(column, other table, required)``."""
        self.env.cr.execute(
            """
            SELECT att.attname, target.relname, att.attnotnull
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
        return self.env.cr.fetchall()

    @api.model
    def _get_columns(self, table):
        self.env.cr.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass "
            "AND attnum > 0 AND NOT attisdropped AND attgenerated = ''",
            [f'"{table}"'],
        )
        return [column for (column,) in self.env.cr.fetchall()]

    # ------------------------------------------------------------------
    # What the merge created
    # ------------------------------------------------------------------

    def _remove_created(self, tables, notes):
        """Delete what the merge created, where nobody changed or uses it."""
        for table in reversed(
            self._get_row_tables("before IS NULL AND row_id IS NOT NULL")
        ):
            model = tables.get(table)
            if not model:
                continue
            self.env.cr.execute(
                SQL(
                    "SELECT t.id, to_jsonb(t) - %(log)s = row.after - %(log)s "
                    "FROM antcrm_merge_row row JOIN %(table)s t ON t.id = row.row_id "
                    "WHERE row.merge_id = %(merge)s AND row.table_name = %(name)s "
                    "AND row.before IS NULL ORDER BY t.id",
                    log=[*LOG_COLUMNS, "sequence"],
                    table=SQL.identifier(table),
                    merge=self.id,
                    name=table,
                )
            )
            found = self.env.cr.fetchall()
            for id_ in [id_ for id_, same in found if not same]:
                notes.append(self._get_note(table, id_))
            # superuser: the merge made them
            Model = self.env[model].sudo().with_context(**QUIET, active_test=False)
            if model == "antcrm.contact.point":
                Model = Model._trusted()
            doomed = Model.browse([id_ for id_, same in found if same])
            for record in doomed if not self._try_unlink(doomed) else ():
                if not self._try_unlink(record):
                    notes.append(self._get_note(table, record.id))

    @api.model
    def _try_unlink(self, records):
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                records.unlink()
        except (psycopg2.IntegrityError, UserError, ValidationError, AccessError):
            # something uses it by now
            return False
        return True

    # ------------------------------------------------------------------
    # What the merge deleted
    # ------------------------------------------------------------------

    @api.model
    def _get_row_value(self, table, column, keys):
        """Return the SQL of the value to give a column of a row that comes back: what
        it refers to and is gone is left empty."""
        value = SQL.identifier("line", column)
        for name, target, required in keys:
            if name == column and not required and target != table:
                return SQL(
                    "CASE WHEN EXISTS (SELECT FROM %s WHERE id = %s) THEN %s END",
                    SQL.identifier(target),
                    value,
                    value,
                )
        if (table, column) == ("antcrm_contact_point", "exclusive"):
            # somebody else may have been saved with the number since
            return SQL("line.exclusive AND NOT %s", self._get_taken_sql("line"))
        return value

    @api.model
    def _get_taken_sql(self, alias):
        return SQL(
            "EXISTS (SELECT FROM antcrm_contact_point other WHERE other.exclusive "
            "AND other.kind = %(a)s.kind AND other.scope = %(a)s.scope "
            "AND other.normalized = %(a)s.normalized AND other.id != %(a)s.id)",
            a=SQL.identifier(alias),
        )

    def _insert_deleted(self, tables, notes):
        for table in self._get_row_tables("after IS NULL AND row_id IS NOT NULL"):
            keys = self._get_table_keys(table)
            columns = self._get_columns(table)
            self.env.cr.execute(
                "SELECT DISTINCT jsonb_object_keys(before) FROM antcrm_merge_row "
                "WHERE merge_id = %s AND table_name = %s AND after IS NULL",
                [self.id, table],
            )
            known = {name for (name,) in self.env.cr.fetchall()}
            columns = [column for column in columns if column in known]
            required = [
                SQL(
                    "AND EXISTS (SELECT FROM %s WHERE id = %s)",
                    SQL.identifier(target),
                    SQL.identifier("line", column),
                )
                for column, target, is_required in keys
                if is_required and target != table and column in known
            ]
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO %(table)s (%(columns)s)
                    SELECT %(values)s
                      FROM antcrm_merge_row row,
                           jsonb_populate_record(NULL::%(table)s, row.before) line
                     WHERE row.merge_id = %(merge)s AND row.table_name = %(name)s
                       AND row.row_id IS NOT NULL AND row.after IS NULL %(required)s
                    ON CONFLICT DO NOTHING
                    """,
                    table=SQL.identifier(table),
                    columns=SQL(", ").join(map(SQL.identifier, columns)),
                    values=SQL(", ").join(
                        self._get_row_value(table, column, keys) for column in columns
                    ),
                    merge=self.id,
                    name=table,
                    required=SQL(" ").join(required),
                )
            )
            self.env.cr.execute(
                SQL(
                    "SELECT row_id FROM antcrm_merge_row WHERE merge_id = %s "
                    "AND table_name = %s AND row_id IS NOT NULL AND after IS NULL "
                    "AND row_id NOT IN (SELECT id FROM %s)",
                    self.id,
                    table,
                    SQL.identifier(table),
                )
            )
            for _missing in self.env.cr.fetchall():
                notes.append(self._get_note(table))

    def _restore_relations(self):
        """Put back the rows of tables without ids, such as those of tags."""
        for table in self._get_row_tables("row_id IS NULL"):
            columns = self._get_columns(table)
            keys = self._get_table_keys(table)
            same = SQL(" AND ").join(
                SQL(
                    "%s = %s",
                    SQL.identifier("t", column),
                    SQL.identifier("line", column),
                )
                for column in columns
            )
            values = {
                "table": SQL.identifier(table),
                "columns": SQL(", ").join(map(SQL.identifier, columns)),
                "values": SQL(", ").join(
                    SQL.identifier("line", column) for column in columns
                ),
                "same": same,
                "merge": self.id,
                "name": table,
                "present": SQL(" ").join(
                    SQL(
                        "AND EXISTS (SELECT FROM %s WHERE id = %s)",
                        SQL.identifier(target),
                        SQL.identifier("line", column),
                    )
                    for column, target, _required in keys
                ),
            }
            self.env.cr.execute(
                SQL(
                    """
                    DELETE FROM %(table)s t
                     USING antcrm_merge_row row,
                           jsonb_populate_record(NULL::%(table)s, row.after) line
                     WHERE row.merge_id = %(merge)s AND row.table_name = %(name)s
                       AND row.row_id IS NULL AND row.before IS NULL AND %(same)s
                    """,
                    **values,
                )
            )
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO %(table)s (%(columns)s)
                    SELECT %(values)s
                      FROM antcrm_merge_row row,
                           jsonb_populate_record(NULL::%(table)s, row.before) line
                     WHERE row.merge_id = %(merge)s AND row.table_name = %(name)s
                       AND row.row_id IS NULL AND row.after IS NULL
                       AND NOT EXISTS (SELECT FROM %(table)s t WHERE %(same)s)
                       %(present)s
                    ON CONFLICT DO NOTHING
                    """,
                    **values,
                )
            )

    # ------------------------------------------------------------------
    # What the merge changed
    # ------------------------------------------------------------------

    def _restore_columns(self, tables, notes):
        for table in self._get_row_tables(
            "before IS NOT NULL AND after IS NOT NULL AND row_id IS NOT NULL"
        ):
            self.env.cr.execute(
                "SELECT DISTINCT jsonb_object_keys(before) FROM antcrm_merge_row "
                "WHERE merge_id = %s AND table_name = %s AND row_id IS NOT NULL "
                "AND before IS NOT NULL AND after IS NOT NULL",
                [self.id, table],
            )
            known = {name for (name,) in self.env.cr.fetchall()}
            columns = [name for name in self._get_columns(table) if name in known]
            if not columns:
                continue
            self._note_changed(table, tables.get(table), columns, notes)
            self._update_columns(table, columns, notes)

    def _note_changed(self, table, model, columns, notes):
        """List what changed since, or is gone."""
        self.env.cr.execute(
            SQL(
                """
                SELECT row.row_id, t.id IS NULL, array(
                           SELECT key FROM jsonb_object_keys(row.after) AS key
                            WHERE key = ANY(%(columns)s)
                              AND COALESCE(to_jsonb(t) -> key, %(null)s)
                                  != row.after -> key)
                  FROM antcrm_merge_row row
             LEFT JOIN %(table)s t ON t.id = row.row_id
                 WHERE row.merge_id = %(merge)s AND row.table_name = %(name)s
                   AND row.row_id IS NOT NULL
                   AND row.before IS NOT NULL AND row.after IS NOT NULL
              ORDER BY row.row_id
                """,
                columns=columns,
                null=NULL,
                table=SQL.identifier(table),
                merge=self.id,
                name=table,
            )
        )
        found = defaultdict(list)
        for id_, is_gone, names in self.env.cr.fetchall():
            if is_gone:
                notes.append(self._get_note(table))
            elif names:
                found[id_] = names
        if not found:
            return
        known = self.env[model]._fields if model else {}
        for id_, names in found.items():
            told = [
                name
                for name in names
                if name not in VOLATILE
                and not (name in known and known[name].compute and known[name].readonly)
            ]
            if told:
                notes.append(self._get_note(table, id_, told))

    def _update_columns(self, table, columns, notes):
        """Give the columns their old values, where they have those of the merge."""
        keys = self._get_table_keys(table)
        unchanged = {
            column: SQL(
                "COALESCE(to_jsonb(%s), %s) = row.after -> %s",
                SQL.identifier("t", column),
                NULL,
                column,
            )
            for column in columns
        }
        assignments = []
        for column in columns:
            group = {column}
            if table == self.env[self.model]._table:
                group = group.union(*(g for g in GROUPS if column in g))
            conditions = [SQL("row.before ? %s", column)]
            conditions += [
                SQL("(NOT row.before ? %s OR %s)", name, unchanged[name])
                for name in columns
                if name in group
            ]
            for name, target, _required in keys:
                if name == column:
                    conditions.append(
                        SQL(
                            "(%(v)s IS NULL OR EXISTS "
                            "(SELECT FROM %(t)s WHERE id = %(v)s))",
                            v=SQL.identifier("line", column),
                            t=SQL.identifier(target),
                        )
                    )
            if (table, column) == ("antcrm_contact_point", "exclusive"):
                conditions.append(
                    SQL("NOT (line.exclusive AND %s)", self._get_taken_sql("t"))
                )
            assignments.append(
                SQL(
                    "%s = CASE WHEN %s THEN %s ELSE %s END",
                    SQL.identifier(column),
                    SQL(" AND ").join(conditions),
                    SQL.identifier("line", column),
                    SQL.identifier("t", column),
                )
            )

        def update(condition):
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE %(table)s t SET %(assignments)s
                      FROM antcrm_merge_row row,
                           jsonb_populate_record(NULL::%(table)s, row.before) line
                     WHERE row.merge_id = %(merge)s AND row.table_name = %(name)s
                       AND row.row_id = t.id AND row.before IS NOT NULL
                       AND row.after IS NOT NULL %(condition)s
                    """,
                    table=SQL.identifier(table),
                    assignments=SQL(", ").join(assignments),
                    merge=self.id,
                    name=table,
                    condition=condition,
                )
            )

        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint(flush=False):
                update(SQL())
            return
        except psycopg2.IntegrityError:
            # something new stands where one of them stood
            self.env.cr.execute(
                "SELECT row_id FROM antcrm_merge_row WHERE merge_id = %s "
                "AND table_name = %s AND row_id IS NOT NULL "
                "AND before IS NOT NULL AND after IS NOT NULL ORDER BY row_id",
                [self.id, table],
            )
        for (id_,) in self.env.cr.fetchall():
            try:
                with mute_logger("odoo.sql_db"), self.env.cr.savepoint(flush=False):
                    update(SQL("AND row.row_id = %s", id_))
            except psycopg2.IntegrityError:
                notes.append(self._get_note(table, id_))

    # ------------------------------------------------------------------
    # After
    # ------------------------------------------------------------------

    def _refresh_customers(self):
        """Who sees the customers, and their host columns, follow from what they have
        now: some of it may have changed since the merge."""
        self.env.invalidate_all(flush=False)
        # the host caches by XML id and by user what stands in rows that moved
        self.env.registry.clear_cache()
        # superuser: see _restore_rows
        customers = self.env[self.model].sudo().with_context(**QUIET)
        customers = customers.browse([self.kept_id, *self.merged_ids]).exists()
        self.env.add_to_compute(customers._fields["audience"], customers)
        customers._recompute_recordset(["audience"])
        self.env["antcrm.contact.point"].sudo().with_context(
            **QUIET
        )._mirror_to_customers(
            [(customer, kind) for customer in customers for kind in ("phone", "email")]
        )
        self.env.flush_all()

    def _get_note(self, table, id_=None, columns=()):
        """Return the sentence about something that stays as it is.

        :param int id_: of the row; ``None`` when it is gone
        :param columns: which of its columns changed
        """
        References = self.env["antcrm.references"]
        place = References._get_place_name(table)
        model = References._get_tables()[0].get(table)
        if not id_:
            return self.env._("%(place)s: deleted since.", place=place)
        record = self.env[model].browse(id_) if model else None
        # who undoes the merge is told the names of what he may read
        if record is not None and record.sudo(False).has_access("read"):
            place = f"{place} “{record.sudo(False).display_name}”"
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

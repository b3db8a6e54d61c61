from odoo import api, models
from odoo.tools import SQL

from .antcrm_journal import CLAIMS


class AntcrmJournalMixin(models.AbstractModel):
    """What a batch deleted comes back, and the rows of tables without ids."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "antcrm.journal.mixin"

    def _leave_gone_empty(self, table, keys, condition):
        """What rows refer to and is gone comes back empty.

        :param keys: foreign keys, as :meth:`_get_table_keys` returns them
        :param SQL condition: which of the lines, as ``row``
        """
        gone = {
            column: SQL(
                "(row.before ->> %s IS NOT NULL "
                "AND NOT EXISTS (SELECT FROM %s WHERE id = (row.before ->> %s)::int))",
                column,
                SQL.identifier(target),
                column,
            )
            for column, target, is_required in keys
            if not is_required
        }
        if not gone:
            return
        empty = [
            SQL(
                "CASE WHEN %s THEN jsonb_build_object(%s::text, NULL) ELSE '{}' END",
                is_gone,
                column,
            )
            for column, is_gone in gone.items()
        ]
        self.env.cr.execute(
            SQL(
                "UPDATE antcrm_journal_line row SET before = row.before || %s "
                "WHERE row.batch = %s AND row.table_name = %s "
                "AND row.row_id IS NOT NULL AND row.before IS NOT NULL %s AND (%s)",
                SQL(" || ").join(empty),
                self._get_batch_key(),
                table,
                condition,
                SQL(" OR ").join(gone.values()),
            )
        )

    @api.model
    def _get_row_value(self, table, column):
        """Return the SQL of the value to give a column of a row that comes back."""
        value = SQL.identifier("line", column)
        if (table, column) in CLAIMS:
            taken = self.env["antcrm.journal"]._get_taken_sql(table, "line")
            return SQL("%s AND NOT %s", value, taken)
        return value

    def _insert_deleted(self, tables, notes):
        for table in self._get_row_tables("after IS NULL AND row_id IS NOT NULL"):
            keys = self._get_table_keys(table)
            columns = self._get_columns(table)
            self.env.cr.execute(
                "SELECT DISTINCT jsonb_object_keys(before) FROM antcrm_journal_line "
                "WHERE batch = %s AND table_name = %s AND after IS NULL",
                [self._get_batch_key(), table],
            )
            known = {name for (name,) in self.env.cr.fetchall()}
            columns = [column for column in columns if column in known]
            required = [
                (column, target)
                for column, target, is_required in keys
                if is_required and target != table and column in known
            ]
            # those of its own table may come back with it
            others = [key for key in keys if key[0] in known and key[1] != table]
            self._leave_gone_empty(table, others, SQL("AND row.after IS NULL"))
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO %(table)s (%(columns)s)
                    SELECT %(values)s
                      FROM antcrm_journal_line row,
                           jsonb_populate_record(NULL::%(table)s, row.before) line
                     WHERE row.batch = %(batch)s AND row.table_name = %(name)s
                       AND row.row_id IS NOT NULL AND row.after IS NULL %(required)s
                    ON CONFLICT DO NOTHING
                    """,
                    table=SQL.identifier(table),
                    columns=SQL(", ").join(map(SQL.identifier, columns)),
                    values=SQL(", ").join(
                        self._get_row_value(table, column) for column in columns
                    ),
                    batch=self._get_batch_key(),
                    name=table,
                    required=self._get_presence(required),
                )
            )
            self.env.cr.execute(
                SQL(
                    "SELECT row_id FROM antcrm_journal_line WHERE batch = %s "
                    "AND table_name = %s AND row_id IS NOT NULL AND after IS NULL "
                    "AND row_id NOT IN (SELECT id FROM %s)",
                    self._get_batch_key(),
                    table,
                    SQL.identifier(table),
                )
            )
            for _missing in self.env.cr.fetchall():
                notes.append(self._get_note(table))

    @api.model
    def _get_presence(self, references):
        """Return the condition that what a line refers to is there.

        :param references: pairs of a column and the table that it refers to
        """
        return SQL(" ").join(
            SQL(
                "AND EXISTS (SELECT FROM %s WHERE id = %s)",
                SQL.identifier(target),
                SQL.identifier("line", column),
            )
            for column, target in references
        )

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
                "batch": self._get_batch_key(),
                "name": table,
                "present": self._get_presence(
                    (column, target) for column, target, _required in keys
                ),
            }
            self.env.cr.execute(
                SQL(
                    """
                    DELETE FROM %(table)s t
                     USING antcrm_journal_line row,
                           jsonb_populate_record(NULL::%(table)s, row.after) line
                     WHERE row.batch = %(batch)s AND row.table_name = %(name)s
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
                      FROM antcrm_journal_line row,
                           jsonb_populate_record(NULL::%(table)s, row.before) line
                     WHERE row.batch = %(batch)s AND row.table_name = %(name)s
                       AND row.row_id IS NULL AND row.after IS NULL
                       AND NOT EXISTS (SELECT FROM %(table)s t WHERE %(same)s)
                       %(present)s
                    ON CONFLICT DO NOTHING
                    """,
                    **values,
                )
            )

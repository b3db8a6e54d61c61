import psycopg2

from odoo import api, models
from odoo.tools import SQL, mute_logger

from ..tools.intake_fields import ADDRESS_FIELDS
from ..tools.journal import get_batch_key
from .antcrm_journal import CLAIMS, CUSTOMERS
from .antcrm_journal_mixin import NULL

#: what is put back together or not at all
GROUPS = (
    ("name", "complete_name", "firstname", "lastname"),
    ("contact_name", "firstname", "lastname"),
    (*ADDRESS_FIELDS, "partner_latitude", "partner_longitude"),
)


class AntcrmJournalMixin(models.AbstractModel):
    """What a batch wrote gets its old values back, where nobody changed it since."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "antcrm.journal.mixin"

    def _restore_columns(self, tables, notes, ids=None):
        """Put back what was written.

        :param list notes: filled with sentences about what stays
        :param ids: those of the lines; all by default, and only then with notes
        :return: ``{table: columns}``
        """
        written = {}
        for table in self._get_row_tables(
            "before IS NOT NULL AND after IS NOT NULL AND row_id IS NOT NULL"
        ):
            self.env.cr.execute(
                SQL(
                    "SELECT DISTINCT jsonb_object_keys(before) "
                    "FROM antcrm_journal_line row WHERE batch = %s AND table_name = %s "
                    "AND row_id IS NOT NULL AND before IS NOT NULL "
                    "AND after IS NOT NULL %s",
                    self._get_batch_key(),
                    table,
                    self._get_ids_condition(ids),
                )
            )
            known = {name for (name,) in self.env.cr.fetchall()}
            columns = [name for name in self._get_columns(table) if name in known]
            if not columns:
                continue
            model = tables.get(table)
            told = set(self._get_told_columns(table, model))
            told = [name for name in columns if name in told]
            if ids is None:
                notes += [
                    self._get_note(table, None if is_gone else id_, names)
                    for id_, is_gone, names in self._find_changed(table, told)
                ]
            self._leave_gone_empty(
                table,
                [key for key in self._get_table_keys(table) if key[0] in known],
                SQL("AND row.after IS NOT NULL %s", self._get_ids_condition(ids)),
            )
            self._update_columns(table, columns, told, notes, ids)
            written[table] = columns
        return written

    @api.model
    def _get_ids_condition(self, ids):
        return SQL() if ids is None else SQL("AND row.id = ANY(%s)", list(ids))

    def _find_changed(self, table, columns):
        """Return the rows of a table that the batch wrote and that are not any more
        what it made of them, or gone: ``(id, whether it is gone, changed columns)``."""
        written = SQL("row.before IS NOT NULL AND row.after IS NOT NULL")
        return [
            line
            for line in self._compare_rows(table, columns, written)
            if line[1] or line[2]
        ]

    def _compare_rows(self, table, columns, condition):
        """Compare rows of a table with what the batch made of them.

        :param columns: names of those that are compared
        :param SQL condition: which of the lines, as ``row``
        :return: a list of ``(id, whether it is gone, changed columns)``
        """
        return self.env.execute_query(
            SQL(
                """
                SELECT row.row_id, t.id IS NULL, %(changed)s
                  FROM antcrm_journal_line row
             LEFT JOIN %(table)s t ON t.id = row.row_id
                 WHERE row.batch = %(batch)s AND row.table_name = %(name)s
                   AND row.row_id IS NOT NULL AND %(condition)s
              ORDER BY row.row_id
                """,
                changed=self._get_changed_sql(columns),
                table=SQL.identifier(table),
                batch=self._get_batch_key(),
                name=table,
                condition=condition,
            )
        )

    @api.model
    def _get_changed_sql(self, columns):
        """Return the SQL of those columns of a row that are not what the batch made of
        them."""
        return SQL(
            """
            array(SELECT key FROM jsonb_object_keys(row.after) AS key
                   WHERE key = ANY(%s)
                     AND COALESCE(to_jsonb(t) -> key, %s) != row.after -> key)
            """,
            columns,
            NULL,
        )

    def _filter_changed(self):
        """Return those of the batches that wrote a customer who was changed since."""
        self.env.flush_all()
        batches = {get_batch_key(batch): batch for batch in self}
        found = set()
        for model in CUSTOMERS if batches else ():
            table = self.env[model]._table
            self.env.cr.execute(
                SQL(
                    """
                    SELECT DISTINCT row.batch
                      FROM antcrm_journal_line row
                      JOIN %(table)s t ON t.id = row.row_id
                     WHERE row.batch = ANY(%(batches)s) AND row.table_name = %(name)s
                       AND row.before IS NOT NULL AND row.after IS NOT NULL
                       AND cardinality(%(changed)s) > 0
                    """,
                    table=SQL.identifier(table),
                    batches=list(batches),
                    name=table,
                    changed=self._get_changed_sql(self._get_told_columns(table, model)),
                )
            )
            found.update(key for (key,) in self.env.cr.fetchall())
        return self.browse().union(*(batches[key] for key in found))

    def _update_columns(self, table, columns, told, notes, ids=None):
        """Give the columns their old values, where they have those of the batch."""
        assignments = self._get_assignments(table, columns, told)

        def update(condition):
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE %(table)s t SET %(assignments)s
                      FROM antcrm_journal_line row,
                           jsonb_populate_record(NULL::%(table)s, row.before) line
                     WHERE row.batch = %(batch)s AND row.table_name = %(name)s
                       AND row.row_id = t.id AND row.before IS NOT NULL
                       AND row.after IS NOT NULL %(condition)s
                    """,
                    table=SQL.identifier(table),
                    assignments=assignments,
                    batch=self._get_batch_key(),
                    name=table,
                    condition=condition,
                )
            )

        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint(flush=False):
                update(self._get_ids_condition(ids))
            return
        except psycopg2.IntegrityError:
            # something new stands where one of them stood
            self.env.cr.execute(
                SQL(
                    "SELECT row_id FROM antcrm_journal_line row WHERE batch = %s "
                    "AND table_name = %s AND row_id IS NOT NULL "
                    "AND before IS NOT NULL AND after IS NOT NULL %s ORDER BY row_id",
                    self._get_batch_key(),
                    table,
                    self._get_ids_condition(ids),
                )
            )
        for (id_,) in self.env.cr.fetchall():
            try:
                with mute_logger("odoo.sql_db"), self.env.cr.savepoint(flush=False):
                    update(SQL("AND row.row_id = %s", id_))
            except psycopg2.IntegrityError:
                notes.append(self._get_note(table, id_))

    def _get_assignments(self, table, columns, told):
        """Return the SQL that gives columns of rows, as ``t``, their old values, as
        ``line``, where they have those that ``row`` says the batch gave them."""
        unchanged = {
            column: SQL(
                "COALESCE(to_jsonb(%s), %s) = row.after -> %s",
                SQL.identifier("t", column),
                NULL,
                column,
            )
            for column in columns
        }
        targets = {name: target for name, target, _ in self._get_table_keys(table)}
        assignments = []
        for column in columns:
            conditions = [SQL("row.before ? %s", column)]
            conditions += [
                SQL("(NOT row.before ? %s OR %s)", name, unchanged[name])
                for name in self._get_restored_together(table, column, columns, told)
            ]
            if column in targets:
                conditions.append(
                    SQL(
                        "(%(v)s IS NULL OR EXISTS "
                        "(SELECT FROM %(t)s WHERE id = %(v)s))",
                        v=SQL.identifier("line", column),
                        t=SQL.identifier(targets[column]),
                    )
                )
            if (table, column) in CLAIMS:
                taken = self.env["antcrm.journal"]._get_taken_sql(table, "t")
                conditions.append(
                    SQL("NOT (%s AND %s)", SQL.identifier("line", column), taken)
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
        return SQL(", ").join(assignments)

    def _get_restored_together(self, table, column, columns, told):
        """Return the columns that must all be as the batch left them, so that one of
        them is given back."""
        group = set()
        if self._journal_is_whole:
            group = set(columns)
        elif table in {self.env[model]._table for model in CUSTOMERS}:
            group = group.union(*(names for names in GROUPS if column in names))
        # what programs write is given back for itself alone
        return [
            name
            for name in columns
            if name == column or (name in group and name in told)
        ]

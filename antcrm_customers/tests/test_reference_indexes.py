from odoo.tests import TransactionCase, tagged

from .registry import our_modules

#: what is deleted by the thousand, when an import or a merge is undone
DELETED_IN_BULK = (
    "res.partner",
    "crm.lead",
    "antcrm.contact.point",
    "antcrm.lead.address",
    "mail.message",
)


@tagged("-at_install", "post_install")
class TestReferenceIndexes(TransactionCase):
    def test_references_are_indexed(self):
        """Whatever refers to a record is looked up for each one that is deleted: in a
        column without an index, by reading the whole table each time."""
        modules = our_modules(self.env)
        columns = [
            (Model._table, name)
            for Model in self.env.registry.values()
            if not Model._abstract and not Model._transient
            for name, field in Model._fields.items()
            if field.type == "many2one"
            and field.store
            and field.comodel_name in DELETED_IN_BULK
            and (field._module in modules or field.manual)
        ]
        self.assertTrue(columns)
        self.env.cr.execute(
            """
            SELECT wanted.table_name, wanted.column_name
              FROM unnest(%s, %s) AS wanted (table_name, column_name)
             WHERE NOT EXISTS (
                       SELECT FROM pg_index
                         JOIN pg_attribute ON attrelid = indrelid
                                          AND attnum = indkey[0]
                        WHERE indrelid = wanted.table_name::regclass
                          AND attname = wanted.column_name
                          AND (indpred IS NULL OR pg_get_expr(indpred, indrelid)
                               = format('(%%I IS NOT NULL)', attname)))
            """,
            [[table for table, _name in columns], [name for _table, name in columns]],
        )
        self.assertFalse(self.env.cr.fetchall())

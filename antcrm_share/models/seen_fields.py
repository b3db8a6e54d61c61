"""Fields of the ORM that tell nothing of records out of sight."""

from odoo import fields
from odoo.fields import Domain
from odoo.tools import SQL


class SeenMany2many(fields.Many2many):
    """A list of records that is searched as it is read: those that the user may not see
    are not in it. The host looks for given ids, and for lists with anything in them,
    past the rules of the records."""

    def condition_to_sql(self, field_expr, operator, value, model, alias, query):
        if model.env.su or operator not in ("in", "not in"):
            return super().condition_to_sql(
                field_expr, operator, value, model, alias, query
            )
        ids = [id_ for id_ in value if id_]
        parts = []
        if ids or False not in value:
            parts.append(("any", Domain("id", "in", ids)))
        if False in value:
            parts.append(("not any", Domain.TRUE))
        conditions = [
            super(SeenMany2many, self).condition_to_sql(
                field_expr, name, domain, model, alias, query
            )
            for name, domain in parts
        ]
        found = SQL("(%s)", SQL(" OR ").join(conditions))
        return found if operator == "in" else SQL("(NOT %s)", found)

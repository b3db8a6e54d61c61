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


class SenderAddress(fields.Char):
    """The address of who wrote a message, which is that of a customer: empty for those
    from whom the share hides its author, read, searched, sorted or grouped."""

    def convert_to_read(self, value, record, use_display_name=True):
        if value and record.author_is_hidden:
            value = None
        return super().convert_to_read(value, record, use_display_name)

    def convert_to_export(self, value, record):
        if value and record.author_is_hidden:
            value = None
        return super().convert_to_export(value, record)

    def to_sql(self, model, alias):
        address = super().to_sql(model, alias)
        if model._get_reference_guard() is None:
            return address
        hidden = model.env["ir.rule"]._select_hidden(
            model.env["res.partner"], model._field_to_sql(alias, "author_id")
        )
        return SQL("(CASE WHEN NOT EXISTS (%s) THEN %s END)", hidden, address)

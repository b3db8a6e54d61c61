from odoo import models

from .antcrm_reference_guard import SHARED_MODELS

#: what a column with a customer is called for its name
NAMES = ([], ["complete_name"], ["display_name"], ["name"])


class Base(models.AbstractModel):
    """The host's export of records that refer to hidden customers, in every model."""

    # a file of its own, as the other parts of sharing
    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "base"

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        """Of a hidden customer there is the name, as the record shows it, and nothing
        else; the host refuses all of the export."""
        hidden = self._get_hidden_in_export(fields) if _is_toplevel_call else {}
        if not hidden:
            return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)
        try:
            for name, customers in hidden.items():
                referring = self.filtered(lambda r, n=name, c=customers: r[n] in c)
                self._fields[name]._update_cache(referring, None)
            rows = super()._export_rows([*fields, [".id"]])
        finally:
            self.invalidate_recordset(hidden, flush=False)
        return [self._fill_export_row(row, fields, hidden) for row in rows]

    def _get_hidden_in_export(self, fields):
        """Return the hidden customers that exported columns lead to first:
        ``{name of the field: customers}``."""
        if self._get_reference_guard() is None:
            return {}
        hidden = {}
        for name in {path[0] for path in fields if path}:
            field = self._fields.get(name)
            if (
                field
                and field.type == "many2one"
                and field.comodel_name in SHARED_MODELS
            ):
                customers = self[name] - self[name]._filtered_access("read")
                if customers:
                    hidden[name] = customers
        return hidden

    def _fill_export_row(self, row, fields, hidden):
        """Return one line with the names of its hidden customers; the last column says
        which record it begins."""
        *values, record_id = row
        for position, path in enumerate(fields if record_id else ()):
            name, *rest = path or [None]
            if name in hidden and rest in NAMES:
                customer = self.browse(int(record_id))[name]
                if customer in hidden[name]:
                    # superuser: the name, as the record shows it
                    values[position] = customer.sudo().display_name
        return values

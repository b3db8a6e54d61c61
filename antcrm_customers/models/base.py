from odoo import api, models


class Base(models.AbstractModel):
    """Every door to every document is here: forms, imports, APIs, mails, portals."""

    _inherit = "base"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        if self._is_guarded():
            self.env["antcrm.transaction.model"]._guard_documents(records)
        return records

    def write(self, vals):
        if not self._is_guarded():
            return super().write(vals)
        Transaction = self.env["antcrm.transaction.model"]
        name = Transaction._get_guards()[self._name].field
        if not vals.get(name):
            return super().write(vals)
        changed = self.filtered(lambda record: record[name].id != vals[name])
        result = super().write(vals)
        Transaction._guard_documents(changed)
        return result

    def _is_guarded(self):
        # neither while addons are installed nor for what they consist of: the settings
        # of this one may not be there yet, or not any more
        return (
            self.pool.ready
            and not self._transient
            and not self._name.startswith("ir.")
            and "antcrm.transaction.model" in self.env
            and self._name in self.env["antcrm.transaction.model"]._get_guards()
        )

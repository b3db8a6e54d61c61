from odoo import api, models

from odoo.addons.antcrm_customers.tools.journal import is_merging


class Base(models.AbstractModel):
    """The guard of documents. Every door is here, of every model: forms, imports, APIs,
    mails, portals; so no addon has to know of it, and none makes documents past it.

    What that costs: each ``create`` and ``write`` of any model looks its name up in one
    cached dictionary, and asks the database nothing. For the models found there, those
    of documents, the customers of the records are read, with their accounts, which
    mostly are in the cache; a whole batch takes a few queries, and a write that names
    no customer takes none. This is the only file of the addon with hooks on all models.
    """

    _inherit = "base"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        if self._is_guarded():
            self.env["antcrm.document.model"]._guard_documents(records)
        return records

    def write(self, vals):
        if not self._is_guarded() or is_merging(self.env.cr):
            # a merge makes no new documents of those that there are
            return super().write(vals)
        Documents = self.env["antcrm.document.model"]
        changed, names = Documents._get_changed_documents(self, vals)
        result = super().write(vals)
        if changed:
            Documents._guard_documents(changed, names)
        return result

    def _is_guarded(self):
        """Whether new records of the model are refused for inactive customers."""
        # neither while addons are installed nor for what they consist of: the settings
        # of this one may not be there yet, or not any more
        if (
            not self.pool.ready
            or self._transient
            or self._name.startswith("ir.")
            or "antcrm.document.model" not in self.env
        ):
            return False
        guard = self.env["antcrm.document.model"]._get_guards().get(self._name)
        return bool(guard and guard.refuses)

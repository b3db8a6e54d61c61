from odoo import api, models

from ..tools.journal import RECORDERS, get_merge_recorder, is_merging


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
        if not self._is_guarded() or is_merging(self.env.cr):
            # a merge makes no new documents of those that there are
            return super().write(vals)
        Transaction = self.env["antcrm.transaction.model"]
        changed, names = Transaction._get_changed_documents(self, vals)
        result = super().write(vals)
        if changed:
            Transaction._guard_documents(changed, names)
        return result

    def unlink(self):
        recorder = RECORDERS.get(self.env.cr)
        if recorder and self:
            recorder.before_unlink(self)
        return super().unlink()

    @api.model
    def _create(self, data_list):
        records = super()._create(data_list)
        recorder = RECORDERS.get(self.env.cr)
        if recorder:
            recorder.after_create(records)
        return records

    def _write_multi(self, vals_list):
        # here all values pass on their way to the database, computed ones too
        recorder = RECORDERS.get(self.env.cr)
        if recorder and self:
            recorder.before(self)
        return super()._write_multi(vals_list)

    def _get_merge_recorder(self):
        """Return what remembers the merge that is going on, or ``None``."""
        return get_merge_recorder(self.env.cr)

    def _is_guarded(self):
        # neither while addons are installed nor for what they consist of: the settings
        # of this one may not be there yet, or not any more
        if (
            not self.pool.ready
            or self._transient
            or self._name.startswith("ir.")
            or "antcrm.transaction.model" not in self.env
        ):
            return False
        guard = self.env["antcrm.transaction.model"]._get_guards().get(self._name)
        return bool(guard and guard.refuses)

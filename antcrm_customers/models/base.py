from odoo import api, models

from ..tools.journal import RECORDERS, get_merge_recorder


class Base(models.AbstractModel):
    """What is written while a batch is recorded."""

    _inherit = "base"

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

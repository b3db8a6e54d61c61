from odoo import api, models

from ..tools.journal import RECORDERS


class Base(models.AbstractModel):
    """Where the journal hears of what a batch changes: three methods that all that the
    ORM writes passes through, of every model, so that no addon is forgotten.

    While nothing is recorded, which is nearly always, each costs one look-up in a
    dictionary of Python, and no query.
    """

    # a file of its own: nothing but the journal is here
    # pylint: disable-next=consider-merging-classes-inherited
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

from odoo import api, models

from ..tools.merge_recorder import get_merge_recorder


class AntcrmReferences(models.AbstractModel):
    _inherit = "antcrm.references"

    @api.model
    def _find_moving(self, sources, destination, skip=()):
        """What moves in a merge that can be undone is remembered before it does."""
        recorder = get_merge_recorder(self.env.cr)
        if recorder:
            return recorder.get_tables(sources, destination.id)
        return super()._find_moving(sources, destination, skip)

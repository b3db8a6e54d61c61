from odoo import api, models


class AntcrmUndoMixin(models.AbstractModel):
    _inherit = "antcrm.undo.mixin"

    @api.model
    def _get_undo_days(self):
        """As the company chooses, of merges and of all else with a journal."""
        # superuser: reads one number of the settings
        parameters = self.env["ir.config_parameter"].sudo()
        days = parameters.get_param("antcrm_merge.undo_days")
        return int(days) if days else super()._get_undo_days()

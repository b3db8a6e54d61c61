from odoo import api, models


class AntcrmJournal(models.AbstractModel):
    _inherit = "antcrm.journal"

    @api.model
    def _get_silent_models(self):
        """The rows of imports tell whom they made, and need nobody."""
        return super()._get_silent_models() | {"antcrm.import.row"}

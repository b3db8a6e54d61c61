from odoo import api, models


class AntcrmJournal(models.AbstractModel):
    _inherit = "antcrm.journal"

    @api.model
    def _get_switches(self):
        return super()._get_switches() | {"is_inactive"}

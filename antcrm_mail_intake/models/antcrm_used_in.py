from odoo import api, models


class AntcrmUsedIn(models.AbstractModel):
    _inherit = "antcrm.used.in"

    @api.model
    def _get_history_models(self):
        return super()._get_history_models() | {
            "antcrm.mail.arrival",
            "antcrm.mail.phone",
            "antcrm.mail.review",
        }

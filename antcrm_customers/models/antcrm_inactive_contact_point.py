from odoo import api, models
from odoo.fields import Domain


class AntcrmContactPointMixin(models.AbstractModel):
    _inherit = "antcrm.contact.point.mixin"

    @api.model
    def _get_holding_domain(self):
        """Others may enter the numbers of an inactive customer."""
        return super()._get_holding_domain() & Domain("is_inactive", "!=", True)

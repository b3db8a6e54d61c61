from odoo import models


class AntcrmCustomerMixin(models.AbstractModel):
    _inherit = "antcrm.customer.mixin"

    def _get_dismissed_duplicates(self):
        dismissed = super()._get_dismissed_duplicates()
        return {**dismissed, **self.env["antcrm.duplicate"]._get_dismissed(self)}

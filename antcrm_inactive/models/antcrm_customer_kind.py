from odoo import api, models


class AntcrmCustomerKind(models.Model):
    _inherit = "antcrm.customer.kind"

    @api.model
    def _get_titles(self):
        inactive = self.env._("Inactive %(Contacts)s", **self._get_words())
        return {
            **super()._get_titles(),
            "antcrm_inactive.menu_inactive_customers": inactive,
            "antcrm_inactive.res_partner_action_inactive": inactive,
        }

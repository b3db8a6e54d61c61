from odoo import api, models


class AntcrmCustomerKind(models.Model):
    _inherit = "antcrm.customer.kind"

    @api.model
    def _get_titles(self):
        words = self._get_words()
        action = "antcrm_qualification.crm_lead_action_qualification"
        return super()._get_titles() | {action: words["Leads"]}

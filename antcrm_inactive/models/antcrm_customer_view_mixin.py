from odoo import api, models


class AntcrmCustomerViewMixin(models.AbstractModel):
    _inherit = "antcrm.customer.view.mixin"

    @api.model
    def _get_selection_actions(self):
        return {
            **super()._get_selection_actions(),
            **dict.fromkeys(
                (
                    "antcrm_inactive.crm_lead_action_make_inactive",
                    "antcrm_inactive.res_partner_action_make_inactive",
                ),
                {"name": self.env._("Inactive"), "groupNumber": 30},
            ),
        }

from odoo import api, models


class AntcrmCustomerViewMixin(models.AbstractModel):
    _inherit = "antcrm.customer.view.mixin"

    @api.model
    def _get_selection_actions(self):
        return {
            **super()._get_selection_actions(),
            **dict.fromkeys(
                (
                    "antcrm_segment.antcrm_segment_wizard_action_lead",
                    "antcrm_segment.antcrm_segment_wizard_action_partner",
                ),
                {"name": self.env._("List"), "groupNumber": 30},
            ),
        }

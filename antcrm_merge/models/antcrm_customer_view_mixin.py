from odoo import api, models

HOST_MERGES = ("base.action_partner_merge", "crm.action_merge_opportunities")
MERGES = (
    "antcrm_merge.antcrm_merge_wizard_action_lead",
    "antcrm_merge.antcrm_merge_wizard_action_partner",
)


class AntcrmCustomerViewMixin(models.AbstractModel):
    _inherit = "antcrm.customer.view.mixin"

    @api.model
    def _get_selection_actions(self):
        """Our pages have our merge, which can be undone, beside none of the host's."""
        merge = {"name": self.env._("Merge"), "groupNumber": 30, "fewest": 2}
        return {
            **super()._get_selection_actions(),
            **dict.fromkeys(HOST_MERGES),
            **dict.fromkeys(MERGES, merge),
        }

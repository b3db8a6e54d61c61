from odoo import api, models

USER = "antcrm_share.group_user"
#: what leads are converted by where nobody qualifies them
CONVERSIONS = (
    "antcrm_customers.antcrm_lead_convert_action",
    "crm.action_crm_send_mass_convert",
)


class IrActionsActions(models.Model):
    _inherit = "ir.actions.actions"

    @api.model
    def get_bindings(self, model_name):
        """Leads are qualified: lists offer no second way to convert them."""
        result = super().get_bindings(model_name)
        if model_name != "crm.lead" or not self.env.user.has_group(USER):
            return result
        get_id = self.env["ir.model.data"]._xmlid_to_res_id
        hidden = {get_id(name, raise_if_not_found=False) for name in CONVERSIONS}
        return {
            kind: [action for action in actions if action["id"] not in hidden]
            for kind, actions in result.items()
        }

from odoo import api, models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    @api.model
    def action_schedule_for_lead(self):
        """Open the host's dialog for what is to be done about the lead of the page."""
        category = self.env.context.get("antcrm_activity_category")
        kind = self.env["mail.activity.type"].search(
            [("category", "=", category), ("res_model", "in", (False, "crm.lead"))],
            limit=1,
        )
        lead_id = self.env.context.get("antcrm_lead_id")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Schedule Activity"),
            "res_model": "mail.activity.schedule",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "active_model": "crm.lead",
                "active_id": lead_id,
                "active_ids": [lead_id],
                "default_activity_type_id": kind.id,
            },
        }

    def _check_access(self, operation):
        """Partners see what they are to do themselves, and not what is planned for the
        leads of their company."""
        result = super()._check_access(operation)
        if self.env.su or not self.env["crm.lead"]._is_partner_only():
            return result
        forbidden = result[0] if result else self.browse()
        # superuser: whose activity it is decides here, and is not told
        hidden = (self - forbidden).filtered(
            lambda activity: (
                activity.sudo().res_model == "crm.lead"
                and activity.sudo().user_id != self.env.user
            )
        )
        if not hidden:
            return result
        forbidden += hidden
        return forbidden, lambda: forbidden._make_access_error(operation)

from odoo import models


class MailActivity(models.Model):
    _inherit = "mail.activity"

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

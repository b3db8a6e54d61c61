from odoo import api, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    @api.model_create_multi
    def create(self, vals_list):
        # the title of what a mail asks for; the intake knows people, not requests
        title = self.env.context.get("antcrm_lead_title")
        if title:
            vals_list = [{**vals, "name": title} for vals in vals_list]
        return super().create(vals_list)

    def _creation_subtype(self):
        # a mail that joins a lead, or made it, is a message to its followers, not the
        # news of a new lead
        if self.env.context.get("antcrm_mail_intake"):
            return self.env["mail.message.subtype"]
        return super()._creation_subtype()

from odoo import models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _creation_subtype(self):
        # a mail that joins a lead, or made it, is a message to its followers, not the
        # news of a new lead
        if self.env.context.get("antcrm_mail_intake"):
            return self.env["mail.message.subtype"]
        return super()._creation_subtype()

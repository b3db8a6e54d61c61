from odoo import models


class ResConfigSettings(models.TransientModel):
    _name = "res.config.settings"
    _inherit = ["res.config.settings", "antcrm.terminology.mixin"]

    def action_antcrm_reset_words(self):
        """Go back to the shipped names of leads, contacts and accounts."""
        self.env["antcrm.customer.kind"].search([]).action_reset_words()
        return {"type": "ir.actions.client", "tag": "reload"}

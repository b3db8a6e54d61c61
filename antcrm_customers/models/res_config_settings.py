from odoo import api, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Our page says leads, contacts and accounts in the company's words."""
        arch, view = super()._get_view(view_id, view_type, **options)
        self.env["antcrm.terminology.mixin"]._fill_view_words(arch)
        return arch, view

    def action_antcrm_reset_words(self):
        """Go back to the shipped names of leads, contacts and accounts."""
        kinds = self.env["antcrm.customer.kind"]
        kinds.search([("code", "!=", False)]).action_reset_words()
        return {"type": "ir.actions.client", "tag": "reload"}

from odoo import api, models


class AntcrmShareMixin(models.AbstractModel):
    """Our forms suggest the share that the settings say for their kind of customer."""

    _inherit = "antcrm.share.mixin"

    @api.model
    def _get_form_kind(self):
        return self.env.context.get("antcrm_kind") or super()._get_form_kind()

from odoo import api, models


class IrRule(models.Model):
    _inherit = "ir.rule"

    @api.model
    def _get_checked_models(self):
        """Parts of customers of ours follow them already."""
        parts = self.env.registry.descendants(
            ["antcrm.customer.part.mixin"], "_inherit"
        )
        return super()._get_checked_models() | set(parts)

from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """The web client knows what the company calls its customers."""
        result = super().session_info()
        if self.env.user._is_internal():
            result["antcrm_labels"] = self.env["antcrm.customer.kind"].get_labels()
        return result

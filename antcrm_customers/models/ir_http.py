from odoo import models
from odoo.http import request


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _serve_fallback(cls):
        """An address with a zero byte is like any other that there is not: the host
        would look for an attachment, with a text that no column takes."""
        if "\x00" in request.httprequest.path:
            return None
        return super()._serve_fallback()

    def session_info(self):
        """The web client knows what the company calls its customers."""
        result = super().session_info()
        if self.env.user._is_internal():
            # the session keeps the language that the user had when logging in
            lang = result["user_context"].get("lang")
            kinds = self.env["antcrm.customer.kind"].with_context(lang=lang)
            result["antcrm_labels"] = kinds.get_labels()
        return result

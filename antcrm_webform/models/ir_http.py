from odoo import models
from odoo.http import request


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _dispatch(cls, endpoint):
        """What strangers send to a form are answers, not arguments of a method, and no
        tracking cookies: only what the address says goes to the controller."""
        if names := endpoint.routing.get("antcrm_form"):
            request.params = {
                name: request.params[name] for name in names if name in request.params
            }
        return super()._dispatch(endpoint)

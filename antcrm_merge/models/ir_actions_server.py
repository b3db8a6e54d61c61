from odoo import models


class IrActionsServer(models.Model):
    _inherit = "ir.actions.server"

    def write(self, vals):
        """See ``write`` of menus: nothing is forgotten where nothing is written."""
        return super().write(vals) if self else True

from odoo import models


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    def write(self, vals):
        """The host forgets all that it has cached, also where nothing is written. Each
        merge writes to the menus that refer to a customer: there is none, but what was
        forgotten is asked for again, in merges by the thousand."""
        return super().write(vals) if self else True

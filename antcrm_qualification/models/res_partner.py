from odoo import models

from ..tools.tin import TIN_KEY_SQL


class ResPartner(models.Model):
    _inherit = "res.partner"

    # companies are found by tax number, however it is written
    _tin_key_index = models.Index(
        f"(({TIN_KEY_SQL.format(column='vat')})) WHERE vat IS NOT NULL AND is_company"
    )

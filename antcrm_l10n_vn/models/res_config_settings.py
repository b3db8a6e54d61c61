from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    antcrm_convert_addresses = fields.Boolean(
        "Addresses of Before July 2025",
        config_parameter="antcrm_l10n_vn.convert_addresses",
        default=True,
        help="Imports, web forms and mails: old wards and districts become the wards "
        "of today where there is one. What was written is kept.",
    )

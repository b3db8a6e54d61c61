from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    antcrm_lookup_provider = fields.Selection(
        [
            ("autocomplete", "Odoo's partner autocomplete"),
            ("offline", "A list in the system parameters"),
        ],
        string="Look Companies Up With",
        config_parameter="antcrm_qualification.lookup_provider",
        help="The tax number of a new company is sent to this service when a lead is "
        "saved.",
    )
    antcrm_lookup_by_email = fields.Boolean(
        "By E-mail, Too",
        config_parameter="antcrm_qualification.lookup_by_email",
        help="Where the tax number tells nothing, the domain of the lead's e-mail "
        "address is asked for.",
    )

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    antcrm_lookup_provider = fields.Selection(
        [
            ("services", "Look-up services: EU VIES and others"),
            ("autocomplete", "Odoo's partner autocomplete"),
            ("offline", "A list in the system parameters"),
        ],
        string="Look Companies Up With",
        config_parameter="antcrm_qualification.lookup_provider",
        help="The tax number of a new company is sent to this service when a lead is "
        "saved.",
    )
    antcrm_lookup_by_email = fields.Boolean(
        "By Email, Too",
        config_parameter="antcrm_qualification.lookup_by_email",
        help="Where the tax number tells nothing, the domain of the lead's email "
        "address is asked for.",
    )
    antcrm_lookup_private_hosts = fields.Char(
        "Hosts in Private Networks",
        config_parameter="antcrm_qualification.lookup_private_hosts",
        help="Names of hosts of your own that look-up services may be on, with spaces "
        "between them. Others are asked only if they are on the internet.",
    )

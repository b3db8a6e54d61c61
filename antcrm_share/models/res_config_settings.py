from odoo import fields, models

# Whom a share can name without somebody choosing
DEFAULT_SHARE_MODES = [
    ("all", "All"),
    ("group", "The creator's sales groups"),
    ("me", "Only the creator"),
]


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    antcrm_share_mode_lead = fields.Selection(
        DEFAULT_SHARE_MODES,
        string="Share of New Leads",
        default="all",
        config_parameter="antcrm_share.share_mode_lead",
    )

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .antcrm_merge import UNDO_DAYS

# Whom a share can name without somebody choosing
DEFAULT_SHARE_MODES = [
    ("all", "All"),
    ("group", "The creator's groups"),
    ("me", "Only the creator"),
]


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    antcrm_share_mode_lead = fields.Selection(
        DEFAULT_SHARE_MODES,
        string="Share of New Leads",
        default="all",
        config_parameter="antcrm_customers.share_mode_lead",
    )
    antcrm_share_mode_contact = fields.Selection(
        DEFAULT_SHARE_MODES,
        string="Share of New Contacts",
        default="all",
        config_parameter="antcrm_customers.share_mode_contact",
    )
    antcrm_share_mode_account = fields.Selection(
        DEFAULT_SHARE_MODES,
        string="Share of New Accounts",
        default="all",
        config_parameter="antcrm_customers.share_mode_account",
    )

    antcrm_merge_undo_days = fields.Integer(
        "Days to Undo Merges",
        config_parameter="antcrm_customers.merge_undo_days",
        default=UNDO_DAYS,
    )

    @api.constrains("antcrm_merge_undo_days")
    def _check_antcrm_merge(self):
        if any(settings.antcrm_merge_undo_days < 1 for settings in self):
            raise ValidationError(
                self.env._("Merges can be undone for at least 1 day. Enter that.")
            )

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Our page says leads, contacts and accounts in the company's words."""
        arch, view = super()._get_view(view_id, view_type, **options)
        self.env["antcrm.terminology.mixin"]._fill_view_words(arch)
        return arch, view

    def action_antcrm_reset_words(self):
        """Go back to the shipped names of leads, contacts and accounts."""
        kinds = self.env["antcrm.customer.kind"]
        kinds.search([("code", "!=", False)]).action_reset_words()
        return {"type": "ir.actions.client", "tag": "reload"}

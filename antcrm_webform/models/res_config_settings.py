from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    antcrm_webform_address_limit = fields.Integer(
        "Posts of an Address in Ten Minutes",
        config_parameter="antcrm_webform.address_limit",
        default=lambda self: self._get_webform_default("address_limit"),
    )
    antcrm_webform_form_limit = fields.Integer(
        "Posts to a Form in an Hour",
        config_parameter="antcrm_webform.form_limit",
        default=lambda self: self._get_webform_default("form_limit"),
    )
    antcrm_webform_key_limit = fields.Integer(
        "Posts with a Key in Ten Minutes",
        config_parameter="antcrm_webform.key_limit",
        default=lambda self: self._get_webform_default("key_limit"),
    )
    antcrm_webform_min_seconds = fields.Integer(
        "Seconds to Fill In",
        config_parameter="antcrm_webform.min_seconds",
        default=lambda self: self._get_webform_default("min_seconds"),
    )
    antcrm_webform_confirm_hours = fields.Integer(
        "Hours to Confirm",
        config_parameter="antcrm_webform.confirm_hours",
        default=lambda self: self._get_webform_default("confirm_hours"),
    )

    @api.model
    def _get_webform_default(self, name):
        return self.env["antcrm.webform"]._get_default_settings()[name]

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.antcrm_customers.models.antcrm_undo_mixin import UNDO_DAYS

from .antcrm_merge_batch import SURE_PERCENT


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    antcrm_merge_undo_days = fields.Integer(
        "Days to Undo Merges",
        config_parameter="antcrm_merge.undo_days",
        default=UNDO_DAYS,
    )

    antcrm_merge_sure_percent = fields.Float(
        "Sure from (%)",
        config_parameter="antcrm_merge.sure_percent",
        default=SURE_PERCENT,
    )

    @api.constrains("antcrm_merge_undo_days")
    def _check_antcrm_merge(self):
        if any(settings.antcrm_merge_undo_days < 1 for settings in self):
            raise ValidationError(
                self.env._("Merges can be undone for at least 1 day. Enter that.")
            )

    @api.constrains("antcrm_merge_sure_percent")
    def _check_antcrm_merge_sure(self):
        if any(
            not 50 <= settings.antcrm_merge_sure_percent <= 100 for settings in self
        ):
            raise ValidationError(
                self.env._(
                    "Less than 50 % is not sure at all, and 100 % is the most. Enter a "
                    "number between them."
                )
            )

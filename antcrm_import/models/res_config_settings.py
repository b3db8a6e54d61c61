from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.reader import MEGABYTE, Limits
from .antcrm_import_undo import UNDO_DAYS


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    antcrm_import_undo_days = fields.Integer(
        "Days to Undo",
        config_parameter="antcrm_import.undo_days",
        default=UNDO_DAYS,
    )
    antcrm_import_max_rows = fields.Integer(
        "Rows of a File",
        config_parameter="antcrm_import.max_rows",
        default=lambda self: self.env["antcrm.import.wizard"]._get_default_rows(),
    )
    antcrm_import_max_megabytes = fields.Integer(
        "Size of a File (MB)",
        config_parameter="antcrm_import.max_megabytes",
        default=Limits.size // MEGABYTE,
    )

    @api.constrains(
        "antcrm_import_undo_days",
        "antcrm_import_max_rows",
        "antcrm_import_max_megabytes",
    )
    def _check_antcrm_import(self):
        for settings in self:
            if (
                min(
                    settings.antcrm_import_undo_days,
                    settings.antcrm_import_max_rows,
                    settings.antcrm_import_max_megabytes,
                )
                < 1
            ):
                raise ValidationError(
                    self.env._("The limits of imports are at least 1. Enter that.")
                )

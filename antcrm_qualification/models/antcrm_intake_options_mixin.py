from odoo import api, fields, models

#: the source of customers by their way in, if nothing says another one
SOURCES = {"mail": "Email", "webform": "Website form"}


class AntcrmIntakeOptionsMixin(models.AbstractModel):
    """Mail addresses and web forms suggest the source that leads are studied by."""

    _inherit = "antcrm.intake.options.mixin"

    source_id = fields.Many2one(default=lambda self: self._get_default_source())

    @api.model
    def _get_default_source(self):
        name = SOURCES.get(self._get_way_in())
        return name and self.env["utm.source"].search([("name", "=ilike", name)])[:1]

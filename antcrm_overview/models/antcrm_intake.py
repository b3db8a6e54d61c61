from odoo import api, models


class AntcrmIntake(models.AbstractModel):
    """Customers who come in know by which way, and are counted once a batch."""

    _inherit = "antcrm.intake"

    @api.model
    def _prepare_common_values(self, kind, options):
        values = super()._prepare_common_values(kind, options)
        return {**values, "way_in": options["way_in"]}

    @api.model
    def _write_entries(self, kind, entries, options):
        result = super()._write_entries(kind, entries, options)
        # superuser: a count that nobody writes by hand
        self.env["antcrm.intake.count"].sudo()._add(
            kind, options["way_in"], [entry.action for entry in entries]
        )
        return result

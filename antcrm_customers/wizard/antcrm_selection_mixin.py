from odoo import api, fields, models


class AntcrmSelectionMixin(models.AbstractModel):
    """A dialog about the customers selected in a list, or about that of a form."""

    _name = "antcrm.selection.mixin"
    _description = "Selected Customers"

    model = fields.Selection(
        [("res.partner", "Contacts and accounts"), ("crm.lead", "Leads")],
        required=True,
        readonly=True,
    )
    record_ids = fields.Json(required=True, readonly=True)

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        context = self.env.context
        values.setdefault("model", context.get("active_model"))
        values.setdefault("record_ids", context.get("active_ids") or [])
        return values

    def _get_records(self):
        """Return the selected records that the user may read."""
        self.ensure_one()
        records = self.env[self.model].browse(self.record_ids).exists()
        # not what was in the list, and nothing that only its id is known of
        return records._filtered_access("read")

from odoo import api, fields, models

CUSTOMER_MODELS = [("res.partner", "Contacts and accounts"), ("crm.lead", "Leads")]
#: the host's own, of how many ids a list hands over
ACTIVE_IDS_LIMIT = 20000


class AntcrmSelectionMixin(models.AbstractModel):
    """A dialog about the customers selected in a list, or about that of a form."""

    _name = "antcrm.selection.mixin"
    _description = "Selected Customers"

    model = fields.Selection(CUSTOMER_MODELS, required=True, readonly=True)
    record_ids = fields.Json(required=True, readonly=True)

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        context = self.env.context
        values.setdefault("model", context.get("active_model"))
        if "record_ids" not in values:
            values["record_ids"] = self._get_selected_ids(values["model"])
        return values

    @api.model
    def _get_selected_ids(self, model):
        """Return the ids of what is selected in a list. Where that is all that a domain
        finds, the client hands over the first of them only."""
        context = self.env.context
        ids = context.get("active_ids") or []
        # superuser: reads one number of the settings, which the client knows
        parameters = self.env["ir.config_parameter"].sudo()
        limit = int(parameters.get_param("web.active_ids_limit", ACTIVE_IDS_LIMIT))
        domain = context.get("active_domain")
        if model not in self.env or domain is None or len(ids) < limit:
            return ids
        return self.env[model].search(domain).ids

    def _get_records(self):
        """Return the selected records that the user may read."""
        self.ensure_one()
        records = self.env[self.model].browse(self.record_ids).exists()
        # not what was in the list, and nothing that only its id is known of
        return records._filtered_access("read")

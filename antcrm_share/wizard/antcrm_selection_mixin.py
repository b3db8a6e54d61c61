from odoo import api, fields, models
from odoo.exceptions import UserError

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
        """Take what is selected, unless the caller names the customers.

        :raise UserError: nothing is selected, and nothing named
        """
        values = super().default_get(fields_list)
        model = values.get("model") or self.env.context.get("active_model")
        if model in dict(CUSTOMER_MODELS):
            # forms need not show them
            values["model"] = model
            if "record_ids" not in values:
                values["record_ids"] = self._get_selected_ids(model)
        elif not {"model", "record_ids"}.isdisjoint(fields_list):
            raise UserError(
                self.env._("Select customers in a list, then choose it in Actions.")
            )
        return values

    @api.model
    def _get_default_records(self, values):
        """Return the records that default values name, none where the caller does.

        :raise AccessError: the user may not read one of them
        """
        if not {"model", "record_ids"} <= values.keys():
            return self.env["res.partner"]
        ids = self._read_ids(values["record_ids"])
        records = self.env[values["model"]].browse(ids)
        records.check_access("read")
        return records

    @api.model
    def _get_selected_ids(self, model):
        """Return the ids of what is selected in a list. Where that is all that a domain
        finds, the client hands over the first of them only."""
        context = self.env.context
        ids = self._read_ids(context.get("active_ids"))
        # superuser: reads one number of the settings, which the client knows
        parameters = self.env["ir.config_parameter"].sudo()
        limit = int(parameters.get_param("web.active_ids_limit", ACTIVE_IDS_LIMIT))
        domain = context.get("active_domain")
        if model not in self.env or domain is None or len(ids) < limit:
            return ids
        return self.env[model].search(domain).ids

    @api.model
    def _read_ids(self, value):
        """Return the ids in a value that a caller may have made: a list is meant."""
        if not isinstance(value, (list, tuple)):
            return []
        return [id_ for id_ in value if isinstance(id_, int) and 0 < id_ < 2**31]

    def _get_records(self):
        """Return the selected records that the user may read."""
        self.ensure_one()
        # without a model while a form is filled in
        Model = self.env[self.model or "res.partner"]
        records = Model.browse(self._read_ids(self.record_ids)).exists()
        # not what was in the list, and nothing that only its id is known of
        return records._filtered_access("read")

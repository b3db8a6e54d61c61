from odoo import api, fields, models


class AntcrmLookupPath(models.Model):
    """Where in the answer of a service a value of the company stands."""

    _name = "antcrm.lookup.path"
    _description = "Value of a Look-up Service"
    _order = "id"

    service_id = fields.Many2one(
        "antcrm.lookup.service", required=True, ondelete="cascade", index=True
    )
    field_name = fields.Selection("_get_field_names", string="Field", required=True)
    path = fields.Char(
        "In the Answer", required=True, help="As data.companies[0].name."
    )

    @api.model
    def _get_field_names(self):
        """Return what a stranger may tell of a company: pairs of key and label."""
        return [
            (one["name"], one["label"])
            for one in self.env["antcrm.intake"].get_fields("account")
            if not one["internal"] and one["name"] not in ("tags", "addresses")
        ]

from odoo import fields, models


class AntcrmLeadAddress(models.Model):
    """A further address of a lead; it becomes a child address on conversion."""

    _name = "antcrm.lead.address"
    _description = "Lead Address"
    _inherit = ["format.address.mixin", "antcrm.customer.part.mixin"]
    _order = "sequence, id"
    _rec_name = "street"

    lead_id = fields.Many2one("crm.lead", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    type = fields.Selection(
        [
            ("contact", "Contact"),
            ("invoice", "Invoice"),
            ("delivery", "Delivery"),
            ("other", "Other"),
        ],
        string="Address Type",
        default="other",
        required=True,
    )
    street = fields.Char("Apartment Number, Street")
    street2 = fields.Char("Ward")
    district = fields.Char()
    city = fields.Char()
    zip = fields.Char()
    state_id = fields.Many2one(
        "res.country.state",
        string="Province",
        domain="[('country_id', '=?', country_id)]",
        ondelete="restrict",
    )
    country_id = fields.Many2one("res.country", ondelete="restrict")

    def _prepare_partner_values(self, partner):
        """Return the values of the child address of ``partner`` made from this one."""
        self.ensure_one()
        return {
            "parent_id": partner.id,
            # a child of the type contact would be a customer of its own
            "type": self.type if self.type != "contact" else "other",
            "name": False,
            "street": self.street,
            "street2": self.street2,
            "district": self.district,
            "city": self.city,
            "zip": self.zip,
            "state_id": self.state_id.id,
            "country_id": self.country_id.id,
        }

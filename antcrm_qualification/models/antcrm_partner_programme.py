from odoo import fields, models


class AntcrmPartnerProgramme(models.Model):
    """What partners may bring leads for. A programme that lists no direction, or no
    product, is for none."""

    _name = "antcrm.partner.programme"
    _description = "Partner Programme"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    direction_ids = fields.Many2many(
        "antcrm.sales.direction",
        "antcrm_partner_programme_direction_rel",
        "programme_id",
        "direction_id",
        string="Sales Directions",
    )
    product_ids = fields.Many2many(
        "antcrm.sales.product",
        "antcrm_partner_programme_product_rel",
        "programme_id",
        "product_id",
        string="Services and Products",
    )
    agreement_ids = fields.One2many(
        "antcrm.partner.agreement", "programme_id", string="Agreements"
    )

    def _covers(self, direction, product):
        """Whether the programme has a direction and a product, as far as they are
        given."""
        self.ensure_one()
        return direction <= self.direction_ids and product <= self.product_ids

    def _get_direction(self, product):
        """Return the first direction of the programme, of those that have the product
        if one is given."""
        directions = self.direction_ids.sorted()
        return directions.filtered(lambda d: product <= d.product_ids)[:1]

from odoo import fields, models


class AntcrmSalesProduct(models.Model):
    """What a lead asks for: a service or a product, of one or more directions."""

    _name = "antcrm.sales.product"
    _description = "Service or Product"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    direction_ids = fields.Many2many(
        "antcrm.sales.direction",
        "antcrm_sales_direction_product_rel",
        "product_id",
        "direction_id",
        string="Sales Directions",
    )

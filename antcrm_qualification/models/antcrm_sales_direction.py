from odoo import fields, models


class AntcrmSalesDirection(models.Model):
    _name = "antcrm.sales.direction"
    _description = "Sales Direction"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    product_ids = fields.Many2many(
        "antcrm.sales.product",
        "antcrm_sales_direction_product_rel",
        "direction_id",
        "product_id",
        string="Services and Products",
    )

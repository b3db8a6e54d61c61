from odoo import fields, models


class IrModelFields(models.Model):
    _inherit = "ir.model.fields"

    # the type of the column that says who sees a customer
    ttype = fields.Selection(
        selection_add=[("int_array", "integers")], ondelete={"int_array": "cascade"}
    )

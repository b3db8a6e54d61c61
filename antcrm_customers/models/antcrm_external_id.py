from odoo import api, fields, models

UNIQUE_INDEX = "antcrm_external_id_unique"


class AntcrmExternalId(models.Model):
    """What another program calls a customer. Only the intake writes it; it goes where
    the customer goes who is merged."""

    _name = "antcrm.external.id"
    _description = "External Id"
    _inherit = ["antcrm.customer.part.mixin"]
    _rec_name = "value"
    _customer_fields = ("lead_id", "partner_id")

    system = fields.Char(readonly=True)
    system_name = fields.Char("Program", compute="_compute_system_name")
    value = fields.Char("External Id", required=True, readonly=True)
    # a program may number its leads, contacts and accounts each from 1
    kind = fields.Char(required=True, readonly=True)
    lead_id = fields.Many2one(
        "crm.lead", index="btree_not_null", ondelete="cascade", readonly=True
    )
    partner_id = fields.Many2one(
        "res.partner", index="btree_not_null", ondelete="cascade", readonly=True
    )

    _unique = models.UniqueIndex("(value, kind, (coalesce(system, '')))")
    _one_customer = models.Constraint(
        "CHECK(num_nonnulls(lead_id, partner_id) = 1)",
        "An external id belongs to one customer.",
    )

    @api.depends("system")
    def _compute_system_name(self):
        """Return what people call the program."""
        for external in self:
            external.system_name = external.system

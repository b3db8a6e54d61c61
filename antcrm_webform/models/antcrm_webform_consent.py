from odoo import fields, models


class AntcrmWebformConsent(models.Model):
    """What a customer agreed to, in which words, and when."""

    _name = "antcrm.webform.consent"
    _description = "Consent"
    _inherit = ["antcrm.customer.part.mixin"]
    _order = "date desc, id desc"
    _rec_name = "date"
    _customer_fields = ("lead_id", "partner_id")

    lead_id = fields.Many2one(
        "crm.lead", index="btree_not_null", ondelete="cascade", readonly=True
    )
    partner_id = fields.Many2one(
        "res.partner", index="btree_not_null", ondelete="cascade", readonly=True
    )
    webform_id = fields.Many2one("antcrm.webform", string="Form", readonly=True)
    version = fields.Integer(readonly=True, aggregator=None)
    text = fields.Html(readonly=True)
    date = fields.Datetime("Agreed on", required=True, readonly=True)

    _one_customer = models.Constraint(
        "CHECK(num_nonnulls(lead_id, partner_id) = 1)",
        "A consent belongs to one customer.",
    )

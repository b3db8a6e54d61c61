from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    consent_ids = fields.One2many(
        "antcrm.webform.consent", "partner_id", string="Consents", readonly=True
    )

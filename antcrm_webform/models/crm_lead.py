from odoo import fields, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    consent_ids = fields.One2many(
        "antcrm.webform.consent", "lead_id", string="Consents", readonly=True
    )

    def _merge_dependences(self, opportunities):
        # superuser: what was agreed to goes where the history goes
        opportunities.sudo().consent_ids.write({"lead_id": self.id})
        return super()._merge_dependences(opportunities)

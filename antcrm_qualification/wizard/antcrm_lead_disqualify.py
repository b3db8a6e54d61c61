from odoo import fields, models
from odoo.tools import plaintext2html


class AntcrmLeadDisqualify(models.TransientModel):
    """Ask why leads are no opportunities."""

    _name = "antcrm.lead.disqualify"
    _description = "Disqualify Leads"

    lead_ids = fields.Many2many(
        "crm.lead",
        required=True,
        readonly=True,
        default=lambda self: self.env.context.get("active_ids"),
    )
    lost_reason_id = fields.Many2one("crm.lost.reason", "Reason", required=True)
    comment = fields.Text()

    def action_disqualify(self):
        """Lose the leads, as the host does, with their reason."""
        self.ensure_one()
        self.lead_ids.check_access("write")
        leads = self.lead_ids.filtered(lambda lead: lead.type == "lead" and lead.active)
        if self.comment:
            body = plaintext2html(self.comment)
            leads._message_log_batch({lead.id: body for lead in leads})
        leads.action_set_lost(lost_reason_id=self.lost_reason_id.id)
        return {"type": "ir.actions.act_window_close"}

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html


class AntcrmLeadDisqualify(models.TransientModel):
    """Ask why leads are no opportunities."""

    _name = "antcrm.lead.disqualify"
    _description = "Disqualify Leads"

    lead_ids = fields.Many2many(
        "crm.lead",
        required=True,
        readonly=True,
        default=lambda self: self._get_selected_ids(),
    )
    lost_reason_id = fields.Many2one("crm.lost.reason", "Reason", required=True)
    comment = fields.Text()

    @api.model
    def _get_selected_ids(self):
        """Return the leads that are selected; what else is, are none."""
        context = self.env.context
        is_lead = context.get("active_model", "crm.lead") == "crm.lead"
        return context.get("active_ids") if is_lead else None

    def action_disqualify(self):
        """Lose the leads, as the host does, with their reason."""
        self.ensure_one()
        self.lead_ids.check_access("write")
        leads = self.lead_ids.filtered(
            lambda lead: (
                lead.type == "lead" and lead.active and not lead.converted_date
            )
        )
        if not leads:
            raise UserError(
                self.env._("These leads are qualified or disqualified already.")
            )
        if self.comment:
            body = plaintext2html(self.comment)
            leads._message_log_batch({lead.id: body for lead in leads})
        leads.action_set_lost(lost_reason_id=self.lost_reason_id.id)
        close = {"type": "ir.actions.act_window_close"}
        skipped = self.lead_ids - leads
        if not skipped:
            return close
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "message": self.env._(
                    "Left as they are, for they are qualified or disqualified already: "
                    "%(leads)s.",
                    leads=", ".join(skipped.mapped("display_name")),
                ),
                "next": close,
            },
        }

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class ResPartner(models.Model):
    """The leads that a contact or an account was converted from."""

    _inherit = "res.partner"

    converted_contact_lead_ids = fields.One2many(
        "crm.lead",
        "converted_contact_id",
        string="Converted From",
        context={"active_test": False},
    )
    converted_account_lead_ids = fields.One2many(
        "crm.lead",
        "converted_account_id",
        string="Converted From (Account)",
        context={"active_test": False},
    )
    converted_lead_count = fields.Integer(
        "Leads Converted", compute="_compute_converted_lead_count"
    )

    @api.depends("converted_contact_lead_ids", "converted_account_lead_ids")
    def _compute_converted_lead_count(self):
        """Count the leads that the user may read."""
        self.converted_lead_count = 0
        if not self.env["crm.lead"].has_access("read"):
            return
        leads = self.env["crm.lead"].with_context(active_test=False)
        for name in ("converted_contact_id", "converted_account_id"):
            for partner, count in leads._read_group(
                [(name, "in", self.ids)], [name], ["__count"]
            ):
                partner.with_env(self.env).converted_lead_count += count

    def _get_converted_leads_domain(self):
        return Domain("converted_contact_id", "in", self.ids) | Domain(
            "converted_account_id", "in", self.ids
        )

    def action_view_converted_leads(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "antcrm_customers.crm_lead_action"
        )
        action["domain"] = list(self._get_converted_leads_domain())
        action["context"] = {"active_test": False, "create": False}
        return action

    def _compute_meeting(self):
        """Meetings with a lead are its customer's too. Nobody is made to take part in
        them: the host would send invitations and reminders."""
        meetings = super()._compute_meeting()
        if not self.ids or not self.env["crm.lead"].has_access("read"):
            return meetings
        # as the user, who may see neither all leads nor all meetings
        leads = self.env["crm.lead"].with_context(active_test=False)
        leads = leads._search(self._get_converted_leads_domain())
        events = self.env["calendar.event"]._search([])
        self.env["calendar.event"].flush_model(["opportunity_id"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT event.id, lead.converted_contact_id, lead.converted_account_id
                  FROM calendar_event event
                  JOIN crm_lead lead ON lead.id = event.opportunity_id
                 WHERE lead.id IN %s AND event.id IN %s
                """,
                leads.subselect(),
                events.subselect(),
            )
        )
        for event_id, *partner_ids in rows:
            for partner_id in partner_ids:
                if partner_id in meetings and event_id not in meetings[partner_id]:
                    meetings[partner_id].append(event_id)
        return meetings

    def _check_conversion_target(self):
        """Check whether leads may be converted to these customers, which the user may
        write. Extend it for what keeps customers from it.

        :raise UserError: one of them gets nothing new
        """

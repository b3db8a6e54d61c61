from odoo import api, fields, models


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

    def action_view_converted_leads(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "antcrm_customers.crm_lead_action"
        )
        action["domain"] = [
            "|",
            ("converted_contact_id", "=", self.id),
            ("converted_account_id", "=", self.id),
        ]
        action["context"] = {"active_test": False, "create": False}
        return action

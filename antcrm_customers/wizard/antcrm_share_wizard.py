from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..models.antcrm_share import SHARE_MODES


class AntcrmShareWizard(models.TransientModel):
    """Share several customers at once; for an account, with its contacts if wanted."""

    _name = "antcrm.share.wizard"
    _description = "Share Customers"

    model = fields.Selection(
        [("res.partner", "Contacts and accounts"), ("crm.lead", "Leads")],
        required=True,
        readonly=True,
    )
    record_ids = fields.Json(required=True, readonly=True)
    record_count = fields.Integer("Customers", compute="_compute_counts")
    contact_count = fields.Integer("Contacts", compute="_compute_counts")
    share_mode = fields.Selection(SHARE_MODES, string="Share", required=True)
    share_user_ids = fields.Many2many(
        "res.users", string="Shared with Employees", domain=[("share", "=", False)]
    )
    share_team_ids = fields.Many2many("crm.team", string="Shared with Groups")
    with_contacts = fields.Boolean("Also share the contacts of these accounts")

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        context = self.env.context
        values.setdefault("model", context.get("active_model"))
        values.setdefault("record_ids", context.get("active_ids") or [])
        records = self.env[values["model"]].browse(values["record_ids"])
        if len(records) == 1 and records.share_editable:
            values["share_mode"] = records.share_mode
            values["share_user_ids"] = [fields.Command.set(records.share_user_ids.ids)]
            values["share_team_ids"] = [fields.Command.set(records.share_team_ids.ids)]
        return values

    def _get_records(self):
        self.ensure_one()
        return self.env[self.model].browse(self.record_ids).exists()

    def _get_contacts(self):
        """Return the contacts of the chosen accounts that the user may share."""
        records = self._get_records()
        if self.model != "res.partner":
            return records.browse()
        contacts = records.filtered("is_company").child_ids.filtered(
            lambda partner: partner.customer_kind == "contact"
        )
        return (contacts - records)._filter_share_editable()

    @api.depends("model", "record_ids")
    def _compute_counts(self):
        for wizard in self:
            wizard.record_count = len(wizard._get_records())
            wizard.contact_count = len(wizard._get_contacts())

    def action_share(self):
        """Share the customers as chosen.

        :raise AccessError: the user may not change the share of one of them
        """
        self.ensure_one()
        records = self._get_records()
        if records - records._filter_share_editable():
            raise AccessError(records._get_share_error())
        if self.with_contacts:
            records |= self._get_contacts()
        share = self.env["antcrm.share"]._get(
            self.share_mode, self.share_user_ids, self.share_team_ids
        )
        records._set_share(share)
        return {"type": "ir.actions.act_window_close"}

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..models.antcrm_share import SHARE_MODES


class AntcrmShareWizard(models.TransientModel):
    """Share several customers at once; for an account, with its contacts if wanted."""

    _name = "antcrm.share.wizard"
    _inherit = ["antcrm.selection.mixin"]
    _description = "Share Customers"

    record_count = fields.Integer("Customers", compute="_compute_counts")
    contact_count = fields.Integer("Contacts", compute="_compute_counts")
    share_mode = fields.Selection(SHARE_MODES, string="Share", required=True)
    share_user_ids = fields.Many2many(
        "res.users", string="Shared with Employees", domain=[("share", "=", False)]
    )
    share_team_ids = fields.Many2many("crm.team", string="Shared with Sales Groups")
    with_contacts = fields.Boolean("Also share the contacts of these accounts")

    share_change = fields.Char(compute="_compute_share_change")

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        records = self._get_default_records(values)
        if len(records) == 1 and records.share_editable:
            values["share_mode"] = records.share_mode
            values["share_user_ids"] = [fields.Command.set(records.share_user_ids.ids)]
            values["share_team_ids"] = [fields.Command.set(records.share_team_ids.ids)]
        return values

    def _get_contacts(self):
        """Return the contacts of the chosen accounts that the user may share."""
        records = self._get_records()
        if self.model != "res.partner":
            return records.browse()
        contacts = records.filtered("is_company").child_ids._filter_contacts()
        return (contacts - records)._filter_share_editable()

    @api.depends("model", "record_ids")
    def _compute_counts(self):
        for wizard in self:
            wizard.record_count = len(wizard._get_records())
            wizard.contact_count = len(wizard._get_contacts())

    @api.depends("share_mode", "share_user_ids", "share_team_ids", "with_contacts")
    def _compute_share_change(self):
        """Tell how many people more and fewer, before it is saved."""
        for wizard in self:
            records = wizard._get_records()._filter_share_editable()
            if wizard.with_contacts:
                records |= wizard._get_contacts()
            wizard.share_change = wizard.share_mode and records._tell_share_change(
                *records._count_share_change(
                    wizard.share_mode,
                    wizard.share_user_ids._origin,
                    wizard.share_team_ids._origin,
                )
            )

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

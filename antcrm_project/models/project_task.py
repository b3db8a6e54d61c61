from odoo import api, fields, models


class ProjectTask(models.Model):
    """A task shows the number of its customer to who sees the customer. The host keeps
    a copy of it in a column, for whoever sees the task."""

    _name = "project.task"
    _inherit = ["project.task", "antcrm.share.partner.mixin"]

    partner_phone = fields.Char(store=False, search="_search_partner_phone")

    @api.depends("partner_id.phone")
    @api.depends_context("uid", "su")
    def _compute_partner_phone(self):
        """The number is shown to who sees the customer."""
        self._copy_from_partner("phone", "partner_phone")

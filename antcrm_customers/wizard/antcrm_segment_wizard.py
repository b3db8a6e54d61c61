from odoo import api, fields, models
from odoo.exceptions import UserError


class AntcrmSegmentWizard(models.TransientModel):
    """Put the customers of a list into a group, or take them out."""

    _name = "antcrm.segment.wizard"
    _description = "Groups of Customers"

    model = fields.Selection(
        [("res.partner", "Contacts and accounts"), ("crm.lead", "Leads")],
        required=True,
        readonly=True,
    )
    record_ids = fields.Json(required=True, readonly=True)
    record_count = fields.Integer(compute="_compute_record_count")
    kind = fields.Selection(
        [("lead", "Lead"), ("contact", "Contact"), ("account", "Account")],
        required=True,
        readonly=True,
    )
    operation = fields.Selection(
        [
            ("add", "Add to a group"),
            ("create", "Add to a new group"),
            ("remove", "Remove from a group"),
        ],
        required=True,
        default="add",
    )
    segment_id = fields.Many2one(
        "antcrm.segment",
        "Group",
        domain="[('mode', '=', 'static'), ('kind', '=', kind)]",
    )
    name = fields.Char("New Group")

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        context = self.env.context
        values.setdefault("model", context.get("active_model"))
        values.setdefault("record_ids", context.get("active_ids") or [])
        records = self.env[values["model"]].browse(values["record_ids"])
        kinds = set(records.mapped("customer_kind"))
        if len(kinds) != 1 or False in kinds:
            raise UserError(
                self.env._(
                    "A group is of leads, of contacts or of accounts. "
                    "Choose customers of one kind."
                )
            )
        return {**values, "kind": kinds.pop()}

    @api.depends("record_ids")
    def _compute_record_count(self):
        for wizard in self:
            wizard.record_count = len(wizard.record_ids or [])

    def action_apply(self):
        """Change the group, and show it.

        :raise AccessError: the user may not change it, or see one of the customers
        """
        self.ensure_one()
        records = self.env[self.model].browse(self.record_ids).exists()
        segment = self.segment_id
        if self.operation == "create":
            segment = segment.create({"name": self.name, "kind": self.kind})
        if self.operation == "remove":
            segment._remove_customers(records)
        else:
            segment._add_customers(records)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(name)s: %(count)s customers",
                    name=segment.name,
                    count=segment.customer_count,
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

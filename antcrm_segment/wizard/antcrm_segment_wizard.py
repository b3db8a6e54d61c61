from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.antcrm_share.tools.counts import count_text


class AntcrmSegmentWizard(models.TransientModel):
    """Put customers that were selected into a list, or take them out."""

    _name = "antcrm.segment.wizard"
    _inherit = ["antcrm.selection.mixin"]
    _description = "Lists of Customers"

    record_count = fields.Integer(compute="_compute_record_count")
    kind = fields.Selection(
        [("lead", "Lead"), ("contact", "Contact"), ("account", "Account")],
        required=True,
        readonly=True,
    )
    operation = fields.Selection(
        [
            ("add", "Add to a list"),
            ("create", "Add to a new list"),
            ("remove", "Remove from a list"),
        ],
        required=True,
        default="add",
    )
    segment_id = fields.Many2one(
        "antcrm.segment",
        "List",
        domain="[('mode', '=', 'static'), ('kind', '=', kind)]",
    )
    name = fields.Char("New List")

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        records = self._get_default_records(values)
        if "kind" not in fields_list:
            return values
        kinds = set(records.mapped("customer_kind"))
        if len(kinds) != 1 or False in kinds:
            raise UserError(
                self.env._(
                    "A list holds leads, contacts or accounts. "
                    "Choose customers of one kind."
                )
            )
        return {**values, "kind": kinds.pop()}

    @api.depends("record_ids")
    def _compute_record_count(self):
        for wizard in self:
            wizard.record_count = len(wizard._read_ids(wizard.record_ids))

    def action_apply(self):
        """Change the list, and say how many it holds.

        :raise AccessError: the user may not change it, or see one of the customers
        :raise UserError: no list is chosen
        """
        self.ensure_one()
        records = self.env[self.model].browse(self._read_ids(self.record_ids)).exists()
        segment = self.segment_id
        if self.operation == "create":
            segment = segment.create({"name": self.name, "kind": self.kind})
        if not segment:
            raise UserError(self.env._("Choose a list."))
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
                    count=count_text(self.env, segment.customer_count),
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

from odoo import api, fields, models
from odoo.exceptions import UserError


class AntcrmHandoverWizard(models.TransientModel):
    """Asks who gets what is a user's, or a group's, before it is archived."""

    _name = "antcrm.handover.wizard"
    _description = "Hand Over"

    user_id = fields.Many2one("res.users", readonly=True)
    team_id = fields.Many2one("crm.team", "From Sales Group", readonly=True)
    archive = fields.Boolean(readonly=True)
    leaver_name = fields.Char(compute="_compute_counts")
    what = fields.Text("What There Is", compute="_compute_counts")
    hidden_count = fields.Integer("Not Yours to Move", compute="_compute_counts")
    customer_count = fields.Integer("Customers", compute="_compute_counts")
    member_count = fields.Integer("Members", compute="_compute_counts")
    heir = fields.Selection(
        [("user", "A colleague"), ("team", "A sales group, by its rule")],
        string="Give It To",
        required=True,
        default="user",
    )
    to_user_id = fields.Many2one(
        "res.users",
        "Colleague",
        domain="[('share', '=', False), ('id', '!=', user_id)]",
    )
    to_team_id = fields.Many2one(
        "crm.team",
        "To Sales Group",
        domain="[('assignment_rule', '!=', 'none'), ('id', '!=', team_id)]",
    )

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        if values.get("team_id"):
            values["heir"] = "team"
        return values

    def _get_leaver(self):
        self.ensure_one()
        return self.user_id or self.team_id

    @api.depends("user_id", "team_id")
    def _compute_counts(self):
        Handover = self.env["antcrm.handover"]
        for wizard in self:
            leaver = wizard._get_leaver()
            wizard.leaver_name = leaver.display_name
            wizard.what, wizard.hidden_count = Handover._describe(leaver)
            wizard.customer_count = Handover._count_customers(leaver)
            members = wizard.team_id.member_ids | wizard.team_id.user_id
            wizard.member_count = len(members)

    def action_hand_over(self):
        """Move everything, and archive whom it was of.

        :raise UserError: nobody is chosen who gets it
        """
        self.ensure_one()
        to_user = self.to_user_id if self.heir == "user" else self.to_user_id.browse()
        to_team = self.to_team_id if self.heir == "team" else self.to_team_id.browse()
        if not to_user and not to_team:
            raise UserError(self.env._("Choose who gets it."))
        leaver = self._get_leaver()
        handover = self.env["antcrm.handover"]._hand_over(leaver, to_user, to_team)
        if self.archive:
            self._archive()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(heir)s has got:\n%(what)s\nTo take it back: Configuration > "
                    "Handovers.",
                    heir=(to_user or to_team).display_name,
                    what=handover.summary or self.env._("nothing"),
                ),
                "sticky": True,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_archive(self):
        """Archive without moving anything."""
        self._archive()
        return {"type": "ir.actions.act_window_close"}

    def _archive(self):
        leaver = self._get_leaver().with_context(antcrm_handed_over=True)
        leaver.action_archive()

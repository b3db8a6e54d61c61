from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

MAX_TRIAL = 1000


class AntcrmAssignmentTrial(models.TransientModel):
    """Who would get the next customers of a group. Nothing is given to anybody."""

    _name = "antcrm.assignment.trial"
    _description = "Trial of an Assignment Rule"

    team_id = fields.Many2one("crm.team", string="Sales Group", required=True)
    assignment_rule = fields.Selection(related="team_id.assignment_rule")
    number = fields.Integer(
        "Number of Customers", default=10, help=f"Between 1 and {MAX_TRIAL}."
    )
    message = fields.Char(compute="_compute_line_ids")
    line_ids = fields.One2many(
        "antcrm.assignment.trial.line", "trial_id", compute="_compute_line_ids"
    )

    @api.depends("team_id", "number")
    def _compute_line_ids(self):
        for trial in self:
            trial.message, chosen = False, []
            if not 1 <= trial.number <= MAX_TRIAL:
                trial.message = self.env._(
                    "Enter a number between 1 and %(most)s.", most=MAX_TRIAL
                )
            elif trial.team_id:
                try:
                    chosen = trial.team_id.preview_pics(trial.number)
                except UserError as error:
                    trial.message = str(error)
            counts = Counter(chosen)
            trial.line_ids = [
                Command.clear(),
                *(
                    Command.create(
                        {
                            "user_id": user.id,
                            "new_count": count,
                            "positions": self._get_positions(user, chosen),
                        }
                    )
                    # in the order of their first one
                    for user, count in counts.items()
                ),
            ]

    @api.model
    def _get_positions(self, user, chosen):
        """Return which of the customers somebody gets, as ``1, 4, 7, …``."""
        positions = [str(n) for n, other in enumerate(chosen, start=1) if other == user]
        return ", ".join(positions[:10]) + (", …" if len(positions) > 10 else "")


class AntcrmAssignmentTrialLine(models.TransientModel):
    _name = "antcrm.assignment.trial.line"
    _description = "Trial of an Assignment Rule: Member"

    trial_id = fields.Many2one("antcrm.assignment.trial", ondelete="cascade")
    user_id = fields.Many2one("res.users", string="Member")
    new_count = fields.Integer("Would Get")
    positions = fields.Char("Which Ones")

from odoo import api, fields, models


class AntcrmShareOverview(models.TransientModel):
    """Who can see a customer, for those who may know; made by ``action_share_explain``,
    and read by its user alone."""

    _name = "antcrm.share.overview"
    _description = "Who Can See a Customer"

    record_name = fields.Char("Customer", readonly=True)
    res_model = fields.Char(readonly=True)
    res_id = fields.Integer(readonly=True)
    asked_user_id = fields.Many2one(
        "res.users", "Ask About", store=False, domain=[("share", "=", False)]
    )
    answer = fields.Text(compute="_compute_answer")
    line_ids = fields.One2many(
        "antcrm.share.overview.line", "overview_id", string="People", readonly=True
    )
    change_ids = fields.One2many(
        "antcrm.share.overview.change", "overview_id", string="History", readonly=True
    )

    @api.depends("asked_user_id")
    def _compute_answer(self):
        for overview in self:
            overview.answer = overview.asked_user_id and overview._get_answer()

    def _get_answer(self):
        # the customer's own method looks at who asks
        record = self.env[self.res_model].browse(self.res_id)
        answer = record.share_explain_user(self.asked_user_id.id)
        title = (
            self.env._("%(user)s sees it:", user=answer["name"])
            if answer["sees"]
            else self.env._("%(user)s does not see it:", user=answer["name"])
        )
        return "\n".join([title, *(f"- {reason}" for reason in answer["reasons"])])


class AntcrmShareOverviewLine(models.TransientModel):
    _name = "antcrm.share.overview.line"
    _description = "Who Can See a Customer: a Person"

    overview_id = fields.Many2one(
        "antcrm.share.overview", required=True, ondelete="cascade"
    )
    user_id = fields.Many2one("res.users", string="Who", readonly=True)
    reasons = fields.Char("Why", readonly=True)


class AntcrmShareOverviewChange(models.TransientModel):
    _name = "antcrm.share.overview.change"
    _description = "Who Can See a Customer: a Change"
    _order = "id"

    overview_id = fields.Many2one(
        "antcrm.share.overview", required=True, ondelete="cascade"
    )
    date = fields.Datetime(readonly=True)
    user_name = fields.Char("Changed by", readonly=True)
    old_share = fields.Char("Before", readonly=True)
    new_share = fields.Char("After", readonly=True)

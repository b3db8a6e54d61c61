from odoo import fields, models


class AntcrmShareOverview(models.TransientModel):
    """Who can see a customer, for those who may know; made by ``action_share_explain``,
    and read by its user alone."""

    _name = "antcrm.share.overview"
    _description = "Who Can See a Customer"

    record_name = fields.Char("Customer", readonly=True)
    line_ids = fields.One2many(
        "antcrm.share.overview.line", "overview_id", string="People", readonly=True
    )
    change_ids = fields.One2many(
        "antcrm.share.overview.change", "overview_id", string="History", readonly=True
    )


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

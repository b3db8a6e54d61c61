from odoo import api, fields, models


class AntcrmUsedOverview(models.TransientModel):
    """Where something is used, for Administrators; made by ``action_view_uses``, and
    read by its user alone."""

    _name = "antcrm.used.overview"
    _description = "Where It Is Used"

    subject = fields.Char(readonly=True)
    customer_count = fields.Integer("Customers", readonly=True)
    line_ids = fields.One2many(
        "antcrm.used.overview.line", "overview_id", string="Used In", readonly=True
    )

    @api.model
    def _make(self, subject):
        lines = subject._describe_uses()
        return self.create(
            {
                "subject": subject.display_name,
                "customer_count": subject._count_used_by(),
                "line_ids": [
                    fields.Command.create(
                        {
                            "what": what,
                            "names": names,
                            "is_blocking": is_blocking,
                            "res_model": seen._name,
                            "res_ids": seen.ids,
                        }
                    )
                    for what, names, is_blocking, seen in lines
                ],
            }
        )


class AntcrmUsedOverviewLine(models.TransientModel):
    _name = "antcrm.used.overview.line"
    _description = "Where It Is Used: a Kind of Records"
    _order = "is_blocking desc, what, id"

    overview_id = fields.Many2one(
        "antcrm.used.overview", required=True, ondelete="cascade"
    )
    what = fields.Char(readonly=True)
    names = fields.Char("Which", readonly=True)
    is_blocking = fields.Boolean(
        "Needed",
        readonly=True,
        help="It must be taken out there before it can be deleted. The others are done "
        "with, or are corrected by themselves.",
    )
    res_model = fields.Char(readonly=True)
    res_ids = fields.Json(readonly=True)

    def action_open(self):
        """Open the records that the user may read."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.what,
            "res_model": self.res_model,
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", self.res_ids or [])],
            "context": {"active_test": False},
        }

from odoo import api, fields, models

from .antcrm_reference_guard import SHARED_MODELS


class MailFollowers(models.Model):
    """Who follows a customer is known to those who see it, and the address of a
    follower to those who see that follower."""

    _name = "mail.followers"
    _inherit = ["mail.followers", "antcrm.share.partner.mixin"]

    email = fields.Char(
        related=None, compute="_compute_partner_email", search="_search_partner_email"
    )
    share_allows = fields.Boolean(
        compute="_compute_share_allows",
        search="_search_share_allows",
        export_string_translation=False,
    )

    @api.depends("res_model", "res_id")
    @api.depends_context("uid")
    def _compute_share_allows(self):
        self.share_allows = True
        for model in SHARED_MODELS:
            followers = self.filtered(lambda line, model=model: line.res_model == model)
            # superuser: the share alone decides here, not the host's rules
            records = self.env[model].sudo().browse(followers.mapped("res_id"))
            hidden = set(records.exists().filtered(lambda r: not r.share_allows).ids)
            for follower in followers:
                follower.share_allows = follower.res_id not in hidden

    def _search_share_allows(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        return self.env["ir.rule"]._get_part_domain(self, "res_id")

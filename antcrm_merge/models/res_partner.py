from odoo import api, fields, models

#: how many the host merges at once
HOST_LIMIT = 3


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "antcrm.merge.mixin"]
    _merge_name_fields = ("name", "firstname", "lastname")
    _merge_notes_field = "comment"

    merge_ids = fields.One2many(inverse_name="partner_id")

    @api.depends("merge_ids")
    @api.depends_context("uid")
    def _compute_merge_count(self):
        return super()._compute_merge_count()

    def _run_host_merge(self, kept):
        wizard = self.env["base.partner.merge.automatic.wizard"]
        sources = self - kept
        for start in range(0, len(sources), HOST_LIMIT - 1):
            batch = sources[start : start + HOST_LIMIT - 1]
            # the host compares email addresses where nobody compares the customers
            wizard._merge((kept | batch).ids, kept, extra_checks=False)

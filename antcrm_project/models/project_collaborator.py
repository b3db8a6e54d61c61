from odoo import api, fields, models


class ProjectCollaborator(models.Model):
    """Whom a project is shared with is known to who sees the project, the address to
    who sees the person."""

    _name = "project.collaborator"
    _inherit = ["project.collaborator", "antcrm.share.partner.mixin"]

    partner_email = fields.Char(
        related=None,
        compute="_compute_collaborator_email",
        search="_search_partner_email",
    )

    @api.depends("partner_id.email")
    @api.depends_context("uid", "su")
    def _compute_collaborator_email(self):
        self._copy_from_partner("email", "partner_email")

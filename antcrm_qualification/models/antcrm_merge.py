from odoo import models

from .res_users import GROUP


class AntcrmMerge(models.Model):
    _inherit = "antcrm.merge"

    def action_undo(self):
        """The snapshot brings agreements and people back past the ORM."""
        result = super().action_undo()
        self.env.invalidate_all()
        # superuser: the group follows from the users' companies and from nothing else
        Agreements = self.env["antcrm.partner.agreement"].sudo()
        partners = Agreements.search([("partner_id", "!=", False)]).partner_id
        members = self.env.ref(GROUP).sudo().user_ids
        members._update_programme_group()
        self.env["res.users"]._update_programme_users(partners)
        return result

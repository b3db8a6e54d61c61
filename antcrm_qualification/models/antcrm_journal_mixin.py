from odoo import models

from .res_users import GROUP


class AntcrmJournalMixin(models.AbstractModel):
    _inherit = "antcrm.journal.mixin"

    def _refresh_customers(self, ids):
        """The journal brings agreements and people back past the ORM."""
        result = super()._refresh_customers(ids)
        if not ids.get("res.partner"):
            return result
        # superuser: the group follows from the users' companies and from nothing else
        Agreements = self.env["antcrm.partner.agreement"].sudo()
        partners = Agreements.search([("partner_id", "!=", False)]).partner_id
        members = self.env.ref(GROUP).sudo().user_ids
        members._update_programme_group()
        self.env["res.users"]._update_programme_users(partners)
        self.env.flush_all()
        return result

"""What Administrators may change, and others rely on."""

from odoo import models


class CrmTag(models.Model):
    _name = "crm.tag"
    _inherit = ["crm.tag", "antcrm.used.mixin"]


class ResPartnerCategory(models.Model):
    _name = "res.partner.category"
    _inherit = ["res.partner.category", "antcrm.used.mixin"]


class UtmSource(models.Model):
    _name = "utm.source"
    _inherit = ["utm.source", "antcrm.used.mixin"]


class CrmTeam(models.Model):
    _name = "crm.team"
    _inherit = ["crm.team", "antcrm.used.mixin", "antcrm.leaver.mixin"]

    def action_archive(self):
        """Ask first who gets the customers."""
        return self._ask_before_archiving() or super().action_archive()

    def _get_head(self):
        """Return who of a group gets what cannot be shared out."""
        return self.user_id or (self.assign_pics(1)[0] if self else self.user_id)


class ResUsers(models.Model):
    _name = "res.users"
    _inherit = ["res.users", "antcrm.used.mixin", "antcrm.leaver.mixin"]

    def action_archive(self):
        """Ask first who gets the customers."""
        return self._ask_before_archiving() or super().action_archive()

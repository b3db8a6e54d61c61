from odoo import api, models


class AntcrmCustomField(models.Model):
    _inherit = "antcrm.custom.field"

    @api.model
    def _remove_references(self, names):
        """Forms go on without a field that is deleted."""
        result = super()._remove_references(names)
        # superuser: forms of other companies would offer it to their visitors, too
        lines = self.env["antcrm.webform.field"].sudo()
        lines.search([("name", "in", names)]).unlink()
        return result

    def _get_lacking(self):
        names = super()._get_lacking()
        webforms = self.env["antcrm.webform"].search(
            [("kind", "in", self.kinds.mapped("code"))]
        )
        return names + [
            webform.name
            for webform in webforms
            if self.field_name not in webform.field_ids.mapped("name")
        ]

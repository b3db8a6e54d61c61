from odoo import models
from odoo.exceptions import UserError


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _check_conversion(self):
        """Inactive leads stay what they are; they are named."""
        inactive = self.filtered(lambda lead: lead.type == "lead" and lead.is_inactive)
        if inactive:
            raise UserError(
                self.env._(
                    "Inactive leads are not converted: %(leads)s. Leave them out, or "
                    "ask somebody who may make them active again.",
                    leads=", ".join(inactive.mapped("display_name")),
                )
            )
        return super()._check_conversion()

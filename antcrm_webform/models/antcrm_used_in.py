from odoo import api, models

from odoo.addons.antcrm_customers.models.antcrm_used_in import Use
from odoo.addons.antcrm_customers.tools.text import name_key


class AntcrmUsedIn(models.AbstractModel):
    _inherit = "antcrm.used.in"

    @api.model
    def _get_history_models(self):
        return super()._get_history_models() | {
            "antcrm.webform.consent",
            "antcrm.webform.submission",
        }

    @api.model
    def _find_other_uses(self, subject):
        """Web forms ask for custom fields, and offer tags."""
        uses = [*super()._find_other_uses(subject)]
        Field = self.env["antcrm.webform.field"].sudo()
        if subject._name == "antcrm.custom.field":
            lines = Field.search([("name", "=", subject.field_name)])
            # the form goes on without it
            uses.append(Use(lines.webform_id, False))
        if subject._name in ("crm.tag", "res.partner.category"):
            is_lead = subject._name == "crm.tag"
            lines = Field.search([("name", "=", "tags")]).filtered(
                lambda line: (
                    (line.webform_id.kind == "lead") == is_lead
                    and name_key(subject.name) in map(name_key, line._get_tags())
                )
            )
            uses.append(Use(lines.webform_id))
        return uses

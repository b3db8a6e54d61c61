import json

from odoo import api, models

from odoo.addons.antcrm_customers.tools.numbers import tax_key

COMPANIES = "antcrm_qualification.offline_companies"


class AntcrmCompanyLookupOffline(models.AbstractModel):
    """A list of companies in a system parameter instead of a service: for tests, and
    where nothing may leave the house. A JSON list of intake candidates."""

    _name = "antcrm.company.lookup.offline"
    _inherit = ["antcrm.company.lookup"]
    _description = "Company Look-up in a List"

    @api.model
    def _find_by_tin(self, tin, country_code, timeout):
        return self._find(lambda company: tax_key(company.get("vat")) == tax_key(tin))

    @api.model
    def _find_by_email(self, email, timeout):
        domain = email.rpartition("@")[2]
        return self._find(
            lambda company: any(
                other.rpartition("@")[2] == domain
                for other in company.get("emails") or ()
            )
        )

    @api.model
    def _find(self, condition):
        # superuser: the list is a setting
        text = self.env["ir.config_parameter"].sudo().get_param(COMPANIES) or "[]"
        return next(filter(condition, json.loads(text)), None)

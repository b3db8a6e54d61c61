import time

from odoo import api, models


class AntcrmCompanyLookupServices(models.AbstractModel):
    """The services that an Administrator has set up, one after the other."""

    _name = "antcrm.company.lookup.services"
    _inherit = ["antcrm.company.lookup"]
    _description = "Company Look-up by Services"

    @api.model
    def _find_by_tin(self, tin, country_code, timeout):
        email = self.env.context.get("antcrm_lookup_email", "")
        return self._find_company(tin, email, country_code, timeout)

    @api.model
    def _find_by_email(self, email, timeout):
        return self._find_company("", email, "", timeout)

    @api.model
    def _find_company(self, tin, email, country_code, timeout):
        question = {"tin": tin, "email": email, "country": country_code}
        deadline = time.monotonic() + timeout
        # superuser: services are set up by Administrators, for everybody
        for service in (
            self.env["antcrm.lookup.service"].sudo().search([("active", "=", True)])
        ):
            answer = service._find(question, deadline - time.monotonic())
            if answer := self._complete_answer(answer, tin):
                return answer
        return None

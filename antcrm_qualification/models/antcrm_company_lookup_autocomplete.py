from odoo import api, models

TEXTS = ("name", "vat", "website", "street", "street2", "city", "zip")
RELATIONS = ("country_id", "state_id", "industry_id")


class AntcrmCompanyLookupAutocomplete(models.AbstractModel):
    """The host's partner autocomplete, where it is installed: credits are bought as for
    the host's own company forms."""

    _name = "antcrm.company.lookup.autocomplete"
    _inherit = ["antcrm.company.lookup"]
    _description = "Company Look-up by Partner Autocomplete"

    @api.model
    def _is_available(self):
        return "iap.autocomplete.api" in self.env

    @api.model
    def _find_by_tin(self, tin, country_code, timeout):
        country = country_code or self.env.company.country_id.code
        answer, _error = self._request(
            "search_by_vat", {"query": tin, "query_country_code": country}, timeout
        )
        companies = (answer or {}).get("data") or []
        return self._read_company(companies[0]) if companies else None

    @api.model
    def _find_by_email(self, email, timeout):
        # here, as the host's addon may be missing
        from odoo.addons.iap.tools import iap_tools

        domain = email.partition("@")[2]
        if not domain or domain in iap_tools._MAIL_PROVIDERS:
            return None
        answer, _error = self._request("enrich_by_domain", {"domain": domain}, timeout)
        company = (answer or {}).get("data")
        return self._read_company(company) if company else None

    @api.model
    def _request(self, action, params, timeout):
        # superuser: the host's account of the service, which users do not see; what
        # comes back is public
        service = self.env["iap.autocomplete.api"].sudo()
        return service._request_partner_autocomplete(action, params, timeout=timeout)

    @api.model
    def _read_company(self, data):
        """Return a company of the service as a candidate of ``antcrm.intake``."""
        data = self.env["res.partner"]._format_data_company(dict(data))
        company = {name: data.get(name) for name in TEXTS}
        for name in RELATIONS:
            company[name] = (data.get(name) or {}).get("id")
        company["phones"] = [data["phone"]] if data.get("phone") else []
        company["emails"] = [data["email"]] if data.get("email") else []
        return company

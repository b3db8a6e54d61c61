from odoo import api, models
from odoo.fields import Domain
from odoo.tools import ormcache

from ..tools.places import STATE_CODES, read_province, suggest_province


class ResCountryState(models.Model):
    _inherit = "res.country.state"

    @api.model_create_multi
    def create(self, vals_list):
        states = super().create(vals_list)
        self.env.registry.clear_cache()
        return states

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"code", "country_id"}:
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @api.model
    @ormcache()
    def _get_codes_of_vietnam(self):
        """Return the id of Vietnam, and ``{id of a state there: its code}``: each mail
        and each chunk of an import asks."""
        country_id = self.env.ref("base.vn").id
        # superuser: codes of provinces, the same for everybody
        states = self.sudo().search_fetch([("country_id", "=", country_id)], ["code"])
        return country_id, {state.id: state.code for state in states}

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """Find a province of Vietnam in every spelling, under the name that it had
        before 2025, and with a slip of one letter."""
        found = super().name_search(name, domain, operator, limit)
        if found or not name or operator != "ilike":
            return found
        code = read_province(name) or suggest_province(name)
        if not code:
            return found
        state = self.search(
            Domain(domain or [])
            & Domain("code", "=", STATE_CODES[code])
            & Domain("country_id.code", "=", "VN")
        )
        return [(state.id, state.display_name)] if state else found

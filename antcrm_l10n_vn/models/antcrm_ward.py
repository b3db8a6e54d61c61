from odoo import api, fields, models

from ..tools.places import STATE_CODES, full_name, name_key, units


class AntcrmWard(models.Model):
    """A ward, commune or special zone of Vietnam, as they are since 1 July 2025."""

    _name = "antcrm.ward"
    _description = "Ward"
    _order = "name, id"
    _rec_names_search = ["name", "search_key"]

    name = fields.Char(
        required=True, readonly=True, help="With its type: Phường, Xã, ..."
    )
    code = fields.Char(
        required=True, readonly=True, help="Of the General Statistics Office."
    )
    state_id = fields.Many2one(
        "res.country.state",
        string="Province",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    search_key = fields.Char(
        readonly=True, export_string_translation=False, help="The name without accents."
    )

    _code_unique = models.UniqueIndex("(code)", "There is a ward with this code.")

    @api.depends("name", "state_id.name")
    @api.depends_context("antcrm_ward_province")
    def _compute_display_name(self):
        with_province = self.env.context.get("antcrm_ward_province")
        for ward in self:
            ward.display_name = (
                f"{ward.name}, {ward.state_id.name}" if with_province else ward.name
            )

    @api.model
    def _search_display_name(self, operator, value):
        """Names are found without accents, and without their type."""
        if operator in ("ilike", "=ilike", "like") and isinstance(value, str):
            value = name_key(value)
            return [("search_key", "ilike", value)] if value else []
        return super()._search_display_name(operator, value)

    @api.model
    def _load_units(self):
        """Bring the table up to the units that the addon carries."""
        states = self._get_states()
        known = {ward.code: ward for ward in self.search([])}
        vals_list = []
        for code, ward in units().wards.items():
            values = {
                "code": code,
                "name": full_name(ward),
                "state_id": states[ward.province].id,
                "search_key": name_key(full_name(ward)),
            }
            if code not in known:
                vals_list.append(values)
            elif known[code].name != values["name"]:
                known[code].write(values)
        self.create(vals_list)

    @api.model
    def _get_states(self):
        """Return the host's states by the code of the province that each is."""
        country = self.env.ref("base.vn")
        states = self.env["res.country.state"].search([("country_id", "=", country.id)])
        by_code = {state.code: state for state in states}
        return {code: by_code[host_code] for code, host_code in STATE_CODES.items()}

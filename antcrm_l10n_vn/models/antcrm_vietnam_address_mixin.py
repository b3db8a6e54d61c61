from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.places import STATE_CODES, full_name, name_key, read_address

ADDRESS_CHECKS = [
    ("split", "The ward was split"),
    ("unknown", "The ward is not known"),
]
PROVINCES = {host_code: code for code, host_code in STATE_CODES.items()}


class AntcrmVietnamAddressMixin(models.AbstractModel):
    """An address in Vietnam: a street, a ward, a province.

    The host's columns keep what they hold (``street2`` is the ward, ``state_id`` the
    province); ``ward_id`` is the ward of today that they name, to choose by typing.
    """

    _name = "antcrm.vietnam.address.mixin"
    _description = "Address in Vietnam"

    is_in_vietnam = fields.Boolean(
        compute="_compute_is_in_vietnam", export_string_translation=False
    )
    ward_id = fields.Many2one(
        "antcrm.ward",
        string="Ward of Today",
        compute="_compute_ward_id",
        inverse="_inverse_ward_id",
        search="_search_ward_id",
        domain="[('state_id', '=?', state_id)]",
        help="A ward or commune of today. It is narrowed by the province.",
    )
    written_address = fields.Char(
        "Address as Written",
        copy=False,
        help="What was entered, where the address was brought to the units of today.",
    )
    address_check = fields.Selection(
        ADDRESS_CHECKS,
        string="Address to Check",
        copy=False,
        help="It names units of before July 2025 that nobody has followed yet.",
    )

    ward_choice_id = fields.Many2one(
        "antcrm.ward",
        string="Ward to Choose",
        compute="_compute_ward_choice_id",
        inverse="_inverse_ward_choice_id",
        domain="[('id', 'in', ward_choice_ids)]",
        help="The ward of before July 2025 was split. It is one of these today.",
    )
    ward_choice_ids = fields.Many2many(
        "antcrm.ward",
        compute="_compute_ward_choice_ids",
        export_string_translation=False,
    )

    @api.depends("country_id")
    @api.depends_context("company")
    def _compute_is_in_vietnam(self):
        company = self.env.company.country_id
        for record in self:
            record.is_in_vietnam = (record.country_id or company).code == "VN"

    @api.depends("street2", "state_id")
    def _compute_ward_id(self):
        states = self.state_id.filtered(lambda state: state.code in PROVINCES)
        wards = self.env["antcrm.ward"].search_fetch([("state_id", "in", states.ids)])
        known = defaultdict(lambda: self.env["antcrm.ward"])
        for ward in wards:
            known[ward.state_id, ward.search_key] = ward
        for record in self:
            key = name_key(record.street2 or "")
            record.ward_id = known[record.state_id, key] if key else False

    def _inverse_ward_id(self):
        for record in self:
            if ward := record.ward_id:
                record.update(record._prepare_ward_values(ward))

    @api.onchange("ward_id")
    def _onchange_ward_id(self):
        if self.ward_id and self.ward_id != self._origin.ward_id:
            self.update(self._prepare_ward_values(self.ward_id))

    def _search_ward_id(self, operator, value):
        if operator == "any":
            return self._get_ward_domain(value)
        if operator != "in":
            return NotImplemented
        domain = self._get_ward_domain([("id", "in", [id_ for id_ in value if id_])])
        if False in value:
            domain |= ~self._get_ward_domain([])
        return domain

    @api.model
    def _get_ward_domain(self, wards):
        """Return the domain of the addresses in wards: of one name, they stand in
        several provinces.

        :param wards: a domain of ``antcrm.ward``
        """

        def to_sql(model, alias, query):
            found = model.env["antcrm.ward"]._search(wards)
            fold = model.pool.unaccent
            found.add_where(
                SQL(
                    "%s = %s AND lower(%s) = lower(%s)",
                    SQL.identifier(found.table, "state_id"),
                    model._field_to_sql(alias, "state_id", query),
                    fold(SQL.identifier(found.table, "name")),
                    fold(model._field_to_sql(alias, "street2", query)),
                )
            )
            return SQL("EXISTS (%s)", found.select(SQL("1")))

        return fields.Domain.custom(
            to_sql=to_sql,
            predicate=lambda record: bool(record.ward_id.filtered_domain(wards)),
        )

    def _prepare_ward_values(self, ward):
        """Return the values that a chosen ward gives an address. What it had of a
        district or city is kept as it was written."""
        self.ensure_one()
        values = {
            "street2": ward.name,
            "state_id": ward.state_id.id,
            "country_id": ward.state_id.country_id.id,
            "address_check": False,
        }
        if self.district or self.city:
            parts = (self.street2, self.district, self.city, self.state_id.name)
            values |= {
                "district": False,
                "city": False,
                "written_address": self.written_address
                or ", ".join(part for part in (self.street, *parts) if part),
            }
        return values

    @api.depends(
        "address_check", "written_address", "street", "street2", "district", "state_id"
    )
    def _compute_ward_choice_ids(self):
        found = {
            record: [ward.code for ward in record._read_place().candidates]
            for record in self
            if record.address_check == "split"
        }
        codes = {code for codes in found.values() for code in codes}
        wards = self.env["antcrm.ward"].search([("code", "in", list(codes))])
        by_code = {ward.code: ward.id for ward in wards}
        for record in self:
            record.ward_choice_ids = [by_code[code] for code in found.get(record, ())]

    def _compute_ward_choice_id(self):
        self.ward_choice_id = False

    def _inverse_ward_choice_id(self):
        for record in self:
            if ward := record.ward_choice_id:
                record.update(record._prepare_choice_values(ward))

    @api.onchange("ward_choice_id")
    def _onchange_ward_choice_id(self):
        if ward := self.ward_choice_id:
            self.update(self._prepare_choice_values(ward))
            self.ward_id = ward
            self.ward_choice_id = False

    def _read_place(self):
        """Return what the address says, as :func:`read_address` does."""
        self.ensure_one()
        parts = (self.street, self.street2, self.district, self.city)
        text = ", ".join(part for part in parts if part)
        province = PROVINCES.get(self.state_id.code)
        place = read_address(text, province)
        if place.candidates or not self.written_address:
            return place
        # a street alone is left: the ward stands in what was written
        written = read_address(self.written_address, province)
        return written._replace(street=self.street or "")

    def _prepare_choice_values(self, ward):
        """Return the values of an address whose ward somebody chose: the street is what
        is left without the ward of before."""
        place = self._read_place()
        values = self._prepare_ward_values(ward)
        if place.candidates and place.street != (self.street or ""):
            parts = (self.street, self.street2, self.district, self.city)
            text = ", ".join(part for part in (*parts, self.state_id.name) if part)
            values |= {
                "street": place.street or False,
                "written_address": self.written_address or text,
            }
        return values

    @api.onchange("street")
    def _onchange_street_vietnam(self):
        """Take a pasted address apart: what names a province, and is not one's street
        alone."""
        if not self.is_in_vietnam or self.street2 or self.district:
            return None
        text = self.street or ""
        place = read_address(text, PROVINCES.get(self.state_id.code))
        if not place.province or place.street == text.strip():
            return None
        states = self.env["antcrm.ward"]._get_states()
        self.update(self._prepare_place_values(place, text, states))
        if place.status != "split":
            return None
        return {
            "warning": {
                "title": self.env._("Choose the ward"),
                "message": self.env._(
                    "It was split in 2025. It is one of these now: %(wards)s.",
                    wards=", ".join(full_name(ward) for ward in place.candidates),
                ),
                "type": "notification",
            }
        }

    def _get_place_values(self, text):
        """Return the values of an address in Vietnam that stands in one text, ``{}``
        for what names no province there."""
        self.ensure_one()
        if not self.is_in_vietnam:
            return {}
        place = read_address(text, PROVINCES.get(self.state_id.code))
        if not place.province:
            return {}
        states = self.env["antcrm.ward"]._get_states()
        return self._prepare_place_values(place, text, states)

    @api.model
    def _prepare_place_values(self, place, text, states):
        """Return the values of an address that was read from a text.

        :param place: what :func:`read_address` returned
        :param str text: what was read
        :param states: the host's states by the code of the province
        """
        state = states[place.province]
        return {
            "street": place.street or False,
            "street2": full_name(place.ward) if place.ward else False,
            "district": False,
            "city": False,
            "state_id": state.id,
            "country_id": state.country_id.id,
            "written_address": text,
            "address_check": False if place.ward else place.status,
        }

from typing import NamedTuple

from odoo import api, models

from odoo.addons.antcrm_contact_point.tools.contact_values import read_phone
from odoo.addons.antcrm_customers.tools.names import strip_name

from ..tools.phones import renumber
from ..tools.places import (
    STATE_CODES,
    full_name,
    name_key,
    read_address,
    read_province,
    suggest_province,
    units,
)

#: what was written, beside what was made of it; nobody outside fills it
WRITTEN_FIELDS = ("written_address", "address_check")
#: what is only said: the value comes in as it is, or as what it means today
TOLD_CODES = frozenset(
    ("former_address", "address_check", "renumbered_phone", "paper_hint")
)
#: the parts of an address that are text, in the order in which they are written
PARTS = ("street", "street2", "district", "city", "state_id")
NAMES_OF_VIETNAM = {"vietnam", "vn", "vnm"}


class VietnamContext(NamedTuple):
    country_id: int
    at_home: bool
    converts: bool
    is_vietnamese_user: bool
    state_codes: dict
    state_ids: dict  # by the code of the province: names would be looked up again


class AntcrmIntake(models.AbstractModel):
    """Vietnamese candidates are read as what they mean today, before the intake reads
    them: provinces in every spelling, addresses that stand in one text, wards and
    districts of before July 2025, numbers that were renumbered. Each change is told."""

    _inherit = "antcrm.intake"

    @api.model
    def _get_field_groups(self, kind):
        groups = [*super()._get_field_groups(kind), (WRITTEN_FIELDS, "address")]
        if kind != "account":
            groups.append((("honorific",), "identity"))
        return groups

    @api.model
    def _get_internal_fields(self):
        return super()._get_internal_fields() | {*WRITTEN_FIELDS}

    @api.model
    def _get_told_codes(self):
        return super()._get_told_codes() | TOLD_CODES

    @api.model
    def _read_candidates(self, kind, candidates, options):
        context = self._get_vietnam_context()
        read = [self._read_vietnam(item, context, kind) for item in candidates]
        entries = super()._read_candidates(kind, [c for c, _notes in read], options)
        for entry, (_candidate, notes) in zip(entries, read, strict=True):
            for note in notes:
                entry.add_issue(*note)
            self._suggest_province(entry)
        self._add_hints(entries, context)
        return entries

    @api.model
    def _suggest_province(self, entry):
        """Ask whether a province with a slip is the one whose name is nearest."""
        for issue in entry.issues:
            value = issue["value"]
            if (issue["code"], issue["field"]) != ("unknown_value", "state_id"):
                continue
            if code := isinstance(value, str) and suggest_province(value):
                issue["message"] = self.env._(
                    "Address: there is no “%(value)s”. Did you mean “%(province)s”?",
                    value=value,
                    province=units().provinces[code],
                )

    @api.model
    def _add_hints(self, entries, context):
        """Tell what does not agree in the papers of those in Vietnam."""
        Hint = self.env["antcrm.vietnam.hint"]
        for entry in entries:
            values = entry.values
            country_id = values.get("country_id")
            in_vietnam = country_id == context.country_id or (
                not country_id and context.at_home
            )
            if not in_vietnam or not (
                values.get("identity_number") or values.get("vat")
            ):
                continue
            for field, text in Hint._get_hints(
                values.get("identity_number"),
                values.get("gender"),
                values.get("birthdate_date"),
                context.state_codes.get(values.get("state_id")),
                values.get("vat"),
            ):
                entry.add_issue("paper_hint", text, field, values.get(field))

    @api.model
    def _get_vietnam_context(self):
        """Return what is asked once for all candidates: the id of the country, whether
        the company is there, and whether old wards are followed."""
        country_id, codes = self.env["res.country.state"]._get_codes_of_vietnam()
        # superuser: reads one word of the settings
        parameters = self.env["ir.config_parameter"].sudo()
        value = parameters.get_param("antcrm_l10n_vn.convert_addresses", "True")
        at_home = self.env.company.country_id.id == country_id
        by_code = {code: state_id for state_id, code in codes.items()}
        return VietnamContext(
            country_id,
            at_home,
            value == "True",
            (self.env.lang or "").startswith("vi"),
            codes,
            {code: by_code.get(host_code) for code, host_code in STATE_CODES.items()},
        )

    @api.model
    def _read_vietnam(self, candidate, context, kind="contact"):
        """Return a candidate as it is to be read, and what was changed, as arguments of
        ``Entry.add_issue``."""
        if not isinstance(candidate, dict):
            return candidate, ()
        notes = []
        changed = {}
        if self._may_be_vietnamese(candidate, context):
            changed = self._read_vietnamese_address(candidate, context, notes)
            if kind != "account":
                changed |= self._read_honorific(candidate, context)
            phones = candidate.get("phones")
            if isinstance(phones, str | list):
                phones = self._get_list(phones)
                changed["phones"] = [self._renumber(phone, notes) for phone in phones]
        addresses = candidate.get("addresses")
        if isinstance(addresses, list):
            changed["addresses"] = [
                {**address, **self._read_vietnamese_address(address, context, notes)}
                if isinstance(address, dict)
                and self._may_be_vietnamese(address, context)
                else address
                for address in addresses
            ]
        return ({**candidate, **changed} if changed else candidate), notes

    @api.model
    def _read_honorific(self, candidate, context):
        """Return the values of a person whose name begins with a form of address. What
        is a name in other languages ("Anh") counts where the name has accents, or
        whoever brings it in speaks Vietnamese."""
        changed, found = {}, []
        for name in ("name", "lastname", "firstname"):
            text = candidate.get(name)
            if not isinstance(text, str) or len(text) > 200:
                continue
            vietnamese = context.is_vietnamese_user or not text.isascii()
            title, core, generation = strip_name(text, "vi" if vietnamese else None)
            if title:
                found.append(title)
                changed[name] = " ".join(filter(None, (core, generation)))
        if found and not candidate.get("honorific"):
            changed["honorific"] = found[0]
        return changed

    @api.model
    def _may_be_vietnamese(self, address, context):
        """Whether an address is in Vietnam: it says so, or it says nothing else and the
        company is there."""
        country = address.get("country_id")
        if isinstance(country, str) and country.strip():
            return name_key(country) in NAMES_OF_VIETNAM
        return country == context.country_id if country else context.at_home

    @api.model
    def _renumber(self, phone, notes):
        """Return a number as it is today."""

        def is_valid(number):
            return not read_phone(number).error

        number = renumber(phone, is_valid) if isinstance(phone, str) else None
        if not number or not is_valid(number):
            return phone
        message = self.env._(
            "Phone: “%(old)s” was renumbered, it is %(new)s today.",
            old=phone,
            new=read_phone(number).value,
        )
        notes.append(("renumbered_phone", message, "phones", phone))
        return number

    @api.model
    def _read_vietnamese_address(self, address, context, notes):
        """Return the values that replace those of an address.

        What names one ward of today becomes it; what does not stays as it was written,
        with its province, and is marked.
        """
        parts = [
            part.strip()
            for name in PARTS
            if isinstance(part := address.get(name), str) and part.strip()
        ]
        state = address.get("state_id")
        if not parts or (state and not isinstance(state, str)):
            return {}
        province = read_province(state) if state else None
        if state and not province:
            return {}
        if not context.converts:
            # in any spelling it is the host's
            return {"state_id": context.state_ids[province]} if province else {}
        text = ", ".join(parts)
        place = read_address(text, province)
        if not place.province:
            return {}
        changed = {
            "state_id": context.state_ids[place.province],
            "country_id": context.country_id,
        }
        if place.ward:
            return {**changed, **self._get_ward_values(address, place, text, notes)}
        if place.former:
            changed["address_check"] = place.status
            self._note_check(place, text, notes)
        return changed

    @api.model
    def _get_ward_values(self, address, place, text, notes):
        ward = full_name(place.ward)
        values = {
            "street": place.street or None,
            "street2": ward,
            "district": None,
            "city": None,
        }
        if all((address.get(name) or None) == values[name] for name in values):
            return {}
        if place.former:
            message = self.env._(
                "Address: “%(written)s” is in %(ward)s today.", written=text, ward=ward
            )
            notes.append(("former_address", message, "street", text))
        return {**values, "written_address": text}

    @api.model
    def _note_check(self, place, text, notes):
        if place.status == "split":
            message = self.env._(
                "Address: the ward in “%(written)s” was split. It is one of these "
                "today: %(wards)s.",
                written=text,
                wards=", ".join(full_name(ward) for ward in place.candidates),
            )
        else:
            message = self.env._(
                "Address: no ward of today was found for “%(written)s”.", written=text
            )
        notes.append(("address_check", message, "street", text))

import math
import re
from datetime import date, datetime

from odoo import api, fields, models
from odoo.tools import plaintext2html

from odoo.addons.antcrm_contact_point.tools.contact_values import (
    read_email,
    read_phone,
    read_social,
)

from ..tools.intake_entry import Entry, IntakeError, Reading
from ..tools.intake_fields import (
    ADDRESS_FIELDS,
    MAX_INTEGER,
    POINT_KEYS,
    VALUE_CODES,
)
from ..tools.names import is_composed, settle_parts
from ..tools.text import compact_key, compose_text, name_key

READERS = {"email": read_email, "social": read_social}
MAX_TEXT = 100_000
MAX_POINT = 320  # of what is kept as written
MAX_LABEL = 60  # as in our forms
# what tells HTML from text with a "<" or an "&" in it: a whole tag, or an entity
HTML = re.compile(
    r"</?(?:a|b|blockquote|br|code|div|em|font|h[1-6]|hr|i|img|li|ol|p|pre|s|section|"
    r"small|span|strong|sub|sup|t|table|tbody|td|th|thead|tr|u|ul)"
    r"(?:\s+[\w:-]+=(?:\"[^\"]*\"|'[^']*'))*\s*/?>"
    r"|&(?:[a-z]{2,8}|#\d{1,7}|#x[\da-f]{1,6});",
    re.IGNORECASE,
)


class AntcrmIntake(models.AbstractModel):
    """The first step: candidates become values of the host's fields. Reading looks up,
    and writes nothing: what is to be made of what is named stands as ``Missing``."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "antcrm.intake"

    @api.model
    def _read_candidates(self, kind, candidates, options):
        """Return one :class:`Entry` for each candidate.

        What cannot be read is left out with an issue, or rejects the candidate where
        the options say so.

        :raise ValueError: a candidate has a key that does not exist
        """
        reading = Reading(kind, options, self.get_fields(kind))
        candidates, external_ids = self._split_external_ids(candidates)
        for candidate in candidates:
            if unknown := candidate.keys() - reading.fields.keys():
                raise IntakeError(
                    self.env._(
                        "A %(kind)s has no %(fields)s.",
                        kind=kind,
                        fields=", ".join(sorted(map(str, unknown))),
                    )
                )
        reading.relations = self._read_relations(candidates, reading)
        return [
            self._read_candidate(index, candidate, external_id, reading)
            for index, (candidate, external_id) in enumerate(
                zip(candidates, external_ids, strict=True), start=options["offset"]
            )
        ]

    @api.model
    def _read_candidate(self, index, candidate, external_id, reading):
        """Return the :class:`Entry` of one candidate, each part read by a method of its
        own.

        :param int index: of the candidate among all of the file
        :param external_id: what another program calls it
        :param reading: the :class:`Reading` of the batch
        """
        entry = Entry(index)
        for name, value in candidate.items():
            field = reading.fields[name]
            if value is None or value is False and field["type"] != "boolean":
                continue
            if isinstance(value, str):
                value = compose_text(value.strip()[:MAX_TEXT])
            if value == "" or value == []:
                continue
            self._read_field(entry, field, value, reading)
        self._read_state(entry, candidate.get("state_id"), entry.values, reading)
        self._drop_known_addresses(entry)
        self._read_points(entry, candidate, reading)
        self._read_name(entry, reading)
        self._read_external_id(reading.kind, entry, external_id)
        self._apply_invalid_choices(entry, reading)
        self._check_required(entry, reading)
        self._add_options(entry, reading)
        return entry

    @api.model
    def _read_field(self, entry, field, value, reading):
        """Read one value of a candidate into ``entry``."""
        name = field["name"]
        if name in POINT_KEYS or name == "state_id":
            return  # they need the country: read last
        if name == "addresses":
            for address in value if isinstance(value, (list, tuple)) else [value]:
                if isinstance(address, dict):
                    self._read_address(entry, address, reading)
                else:
                    self._add_unreadable(entry, field, address, reading)
            return
        if name == "tags":
            self._read_tags(entry, value, reading, reading.severity)
            return
        try:
            entry.values[name] = self._read_simple(field, value, reading)
        except KeyError:
            if name == "parent_id" and isinstance(value, str):
                entry.account = " ".join(value.split())
                return
            entry.add_issue(
                "unknown_value",
                self.env._(
                    "%(field)s: there is no “%(value)s”.",
                    field=field["label"],
                    value=value,
                ),
                name,
                value,
                reading.severity,
            )
        except (ValueError, TypeError, AttributeError, OverflowError):
            self._add_unreadable(entry, field, value, reading)

    @api.model
    def _read_simple(self, field, value, reading):
        """Return one value in the format of ``write``.

        :raise KeyError: there is no such record or choice
        :raise ValueError: the text is not of the field's type
        """
        kind = field["type"]
        if kind == "many2one":
            if isinstance(value, int):
                if not 0 < value <= MAX_INTEGER:
                    raise KeyError(value)
                # one the user may not read is one that is not there
                if self.env[field["relation"]].browse(value)._filtered_access("read"):
                    return value
                raise KeyError(value)
            key = compact_key if field["relation"] == "res.country" else name_key
            return reading.relations[field["name"]][key(value)]
        if kind == "many2many":
            values = value if isinstance(value, list) else str(value).split(",")
            choices = reading.relations[field["name"]]
            return [
                fields.Command.set(
                    [choices[key] for key in map(name_key, values) if key]
                )
            ]
        if kind == "selection":
            return reading.relations[field["name"]][name_key(str(value))]
        if kind == "date":
            if isinstance(value, datetime):
                return value.date()
            result = value if isinstance(value, date) else date.fromisoformat(value)
            if field["name"] == "birthdate_date" and not (
                date(1850, 1, 1) <= result <= fields.Date.context_today(self)
            ):
                raise ValueError(value)
            return result
        if kind == "datetime":
            return fields.Datetime.to_datetime(value)
        if kind == "boolean":
            if isinstance(value, str):
                return {"true": True, "1": True, "false": False, "0": False}[
                    value.lower()
                ]
            return bool(value)
        if kind in ("integer", "float", "monetary"):
            return self._read_number(kind, value)
        if kind == "html":
            # text keeps its lines and signs; what is HTML already stays
            return value if HTML.search(str(value)) else plaintext2html(str(value))
        return str(value)

    @api.model
    def _read_number(self, kind, value):
        """Return a number that a column of the kind can hold.

        :raise ValueError: it cannot
        """
        number = float(value)
        if not math.isfinite(number):
            raise ValueError(value)
        if kind != "integer":
            return number
        if not number.is_integer() or abs(number) > MAX_INTEGER:
            raise ValueError(value)
        return int(number)

    @api.model
    def _read_tags(self, entry, names, reading, severity):
        known = reading.relations.get("tags", {})
        for name in self._get_list(names):
            key = name_key(str(name or ""))
            if key in known:
                if known[key] not in entry.tags:
                    entry.tags.append(known[key])
            elif key:
                entry.add_issue(
                    "unknown_value",
                    self.env._("There is no tag “%(value)s”.", value=name),
                    "tags",
                    name,
                    severity,
                )

    @api.model
    def _read_name(self, entry, reading):
        """Complete the name, or reject the entry that has none."""
        values = entry.values
        if reading.kind == "account":
            named = values.get("name")
        else:
            named = (
                values.get("name")
                or values.get("firstname")
                or values.get("lastname")
                or values.get("partner_name")
            )
        if not named:
            entry.add_issue(
                "no_name", self.env._("There is no name."), "name", severity="error"
            )
            return
        if reading.kind != "account":
            names = ("name", "firstname", "lastname")
            parts = [values.get(name) for name in names]
            if parts[0] and any(parts[1:]):
                settled = zip(names, settle_parts(*parts), strict=True)
                # an overwrite empties no part that the candidate does not have
                values.update({name: value for name, value in settled if value})
        if reading.kind == "lead":
            full_name = values.get("name")
            parts = values.get("firstname"), values.get("lastname")
            if any(parts) and not is_composed(full_name, *parts):
                full_name = self.env["crm.lead"]._compose_name(
                    *parts,
                    country=self.env["res.country"].browse(values.get("country_id")),
                )
            values["contact_name"] = full_name or False
            values["name"] = full_name or values["partner_name"]

    @api.model
    def _check_required(self, entry, reading):
        """A new customer without a required value is incomplete; at a form of ours the
        user is asked for it."""
        is_asked = reading.options["required_values"] == "reject"
        for definition in self.env["antcrm.custom.field"]._get_required(reading.kind):
            value = entry.values.get(definition["name"])
            # zero is a value
            is_missing = value is None or value is False or value in ("", [])
            if definition["required"] and is_missing and not definition["default"]:
                entry.add_issue(
                    "required",
                    self.env._("%(field)s is missing.", field=definition["label"]),
                    definition["name"],
                    severity="error" if is_asked else "warning",
                )

    @api.model
    def _add_options(self, entry, reading):
        """Give the entry what the options say, where it brings nothing itself."""
        options = reading.options
        for name in ("status_id", "source_id"):
            if options.get(name) and not entry.values.get(name):
                entry.values[name] = options[name]
        entry.brings_tags = bool(entry.tags)
        self._read_tags(entry, options["tag_names"], reading, "warning")

    # ------------------------------------------------------------------
    # Addresses
    # ------------------------------------------------------------------

    @api.model
    def _read_address(self, entry, address, reading):
        """Read one further address, a dict with the keys of an address; ``number`` says
        which one it is, where an overwrite is to replace it."""
        values = {
            name: str(value).strip()
            for name in ADDRESS_FIELDS
            if not name.endswith("_id") and (value := address.get(name))
        }
        country = address.get("country_id")
        if isinstance(country, str) and country.strip():
            countries = reading.relations["country_id"]
            values["country_id"] = countries.get(compact_key(country))
            if not values["country_id"]:
                self._add_unknown(entry, "country_id", country, reading)
        elif country:
            values["country_id"] = country
        self._read_state(entry, address.get("state_id"), values, reading)
        values = {name: value for name, value in values.items() if value}
        if values:
            if isinstance(number := address.get("number"), int):
                values["number"] = number
            entry.addresses.append(values)

    @api.model
    def _read_state(self, entry, state, values, reading):
        """Read a province or state, whose name or code means something in its country
        alone: the given one, else the company's, else the only one that has it."""
        if not state:
            return
        if not isinstance(state, str):
            values["state_id"] = state
            return
        key = name_key(state)
        countries = (
            [values["country_id"]]
            if values.get("country_id")
            else [self.env.company.country_id.id, False]
        )
        for country_id in countries:
            if found := reading.relations["state_id"].get((country_id, key)):
                values["state_id"], values["country_id"] = found
                return
        if key:
            self._add_unknown(entry, "state_id", state, reading)

    # ------------------------------------------------------------------
    # Phones, emails and profiles
    # ------------------------------------------------------------------

    @api.model
    def _read_points(self, entry, candidate, reading):
        """Read phones, emails and social networks. A wrong one is left out, reported
        with the rule it breaks."""
        Point = self.env["antcrm.contact.point"]
        options = reading.options
        region = None
        if candidate.get("phones"):
            region = self._get_entry_region(entry, reading)
        for key, kind in POINT_KEYS.items():
            if not candidate.get(key):
                continue
            for item in self._get_list(candidate[key]):
                value, label, country = self._get_typed_point(item)
                if not value:
                    continue
                if kind == "phone":
                    chosen = country and self._get_chosen_region(country, reading)
                    point = read_phone(value, chosen or region)
                else:
                    point = READERS[kind](value)
                code = f"invalid_{kind}"
                is_kept = options["invalid_choices"].get(code) == "keep"
                if point.error and (options["keep_unread"] or is_kept):
                    entry.unread.append((kind, value[:MAX_POINT]))
                    entry.add_issue(
                        code if is_kept else "unchecked",
                        Point._get_value_error(point, region),
                        key,
                        value,
                    )
                elif point.error:
                    entry.add_issue(
                        code,
                        Point._get_value_error(point, region),
                        key,
                        value,
                        reading.severity,
                    )
                else:
                    entry.points[kind].setdefault(point.normalized, point.value)
                    if label:
                        entry.labels.setdefault((kind, point.normalized), label)

    @api.model
    def _get_typed_point(self, item):
        """Return value, label and country of a phone, email or profile, which may come
        as a text, too."""
        if not isinstance(item, dict):
            return str(item).strip() if item else "", "", None
        label = str(item.get("label") or "").strip()[:MAX_LABEL]
        value = str(item.get("value") or "").strip()
        return value, label, item.get("country_id")

    @api.model
    def _get_chosen_region(self, country, reading):
        """Return the code of a country that was chosen for one number by its id,
        ``None`` if there is none."""
        if not isinstance(country, int) or not 0 < country <= MAX_INTEGER:
            return None
        key = "chosen", country
        if key not in reading.regions:
            Country = self.env["res.country"]
            reading.regions[key] = Country.browse(country).exists().code or None
        return reading.regions[key]

    @api.model
    def _get_entry_region(self, entry, reading):
        """Return with which country the national numbers of an entry are read; see
        ``_get_region`` of contact points."""
        regions = reading.regions
        key = entry.values.get("country_id"), entry.values.get("parent_id")
        if key not in regions:
            country_id, account_id = key
            # superuser: countries are public
            account = self.env["res.partner"].browse(account_id or ()).sudo()
            Country = self.env["res.country"]
            choice = (
                Country.browse(country_id or ())
                or account.country_id
                or Country.browse(reading.options["phone_country_id"] or ())
            )
            Point = self.env["antcrm.contact.point"]
            regions[key] = Point._get_region(self.env["res.partner"], choice)
        return regions[key]

    # ------------------------------------------------------------------
    # What is wrong
    # ------------------------------------------------------------------

    @api.model
    def _add_unreadable(self, entry, field, value, reading):
        entry.add_issue(
            "invalid_date" if field["type"].startswith("date") else "bad_value",
            self.env._(
                "%(field)s: “%(value)s” cannot be read.",
                field=field["label"],
                value=value,
            ),
            field["name"],
            value,
            reading.severity,
        )

    @api.model
    def _add_unknown(self, entry, name, value, reading):
        entry.add_issue(
            "unknown_value",
            self.env._("Address: there is no “%(value)s”.", value=value),
            name,
            value,
            reading.severity,
        )

    @api.model
    def _apply_invalid_choices(self, entry, reading):
        """Where the options have a choice of their own for a kind of wrong value, it
        counts: the candidate is rejected for it, or taken in without it."""
        for issue in entry.issues:
            choice = reading.options["invalid_choices"].get(issue["code"])
            if choice and issue["code"] in VALUE_CODES:
                issue["severity"] = "error" if choice == "reject" else "warning"

    @api.model
    def _get_issue_severity(self, code, options):
        """Return ``error`` where a wrong value of this kind rejects the candidate."""
        choice = options["invalid_choices"].get(code) or options["invalid_values"]
        return "error" if choice == "reject" else "warning"

    @api.model
    def _get_told_codes(self):
        """Return the codes of issues that tell what was made of a value, or that
        somebody should look at it: nothing is wrong with it, and nothing of it is
        lost. Addons add theirs."""
        return frozenset()

    @api.model
    def _get_list(self, values):
        """Return a value that may be one text or a list of them as a list."""
        return values if isinstance(values, (list, tuple)) else [values or ""]

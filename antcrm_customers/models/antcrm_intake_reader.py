import math
import re
from collections import defaultdict
from datetime import date, datetime

from odoo import api, fields, models
from odoo.tools import plaintext2html

from odoo.addons.antcrm_contact_point.tools.contact_values import (
    read_email,
    read_phone,
    read_social,
)
from odoo.addons.antcrm_share.tools.concurrency import lost_race

from ..tools.company_names import company_key_sql, may_be_same, read_company
from ..tools.intake_entry import MODELS, Entry, IntakeError, Missing, check_kind
from ..tools.text import compact_key, compose_text, name_key, name_key_sql

ADDRESS_FIELDS = (
    "street",
    "street2",
    "district",
    "city",
    "zip",
    "state_id",
    "country_id",
)
#: the number of the first further address; the customer's own one is the first
FIRST_FURTHER = 2
PERSON_FIELDS = (
    "firstname",
    "lastname",
    "birthdate_date",
    "gender",
    "identity_number",
    "function",
)
POINT_KEYS = {"phones": "phone", "emails": "email", "socials": "social"}
READERS = {"email": read_email, "social": read_social}
# (keys of a candidate, group in the list of fields)
FIELDS = {
    "lead": (
        (("name", *PERSON_FIELDS, "partner_name"), "identity"),
        ((*POINT_KEYS, "website"), "contact"),
        ((*ADDRESS_FIELDS, "addresses"), "address"),
        (
            ("status_id", "source_id", "industry_id", "tags", "user_id", "description"),
            "other",
        ),
    ),
    "contact": (
        (("name", *PERSON_FIELDS, "parent_id"), "identity"),
        ((*POINT_KEYS, "website"), "contact"),
        ((*ADDRESS_FIELDS, "addresses"), "address"),
        (
            ("status_id", "source_id", "industry_id", "tags", "user_id", "comment"),
            "other",
        ),
    ),
    "account": (
        (("name", "vat"), "identity"),
        ((*POINT_KEYS, "website"), "contact"),
        ((*ADDRESS_FIELDS, "addresses"), "address"),
        (
            ("status_id", "source_id", "industry_id", "tags", "user_id", "comment"),
            "other",
        ),
    ),
}
TAG_FIELDS = {"lead": "tag_ids", "contact": "category_id", "account": "category_id"}
MULTIPLE = (*POINT_KEYS, "addresses", "tags")
MAX_TEXT = 100_000
MAX_POINT = 320  # of what is kept as written
MAX_INTEGER = 2**31 - 1  # of a column
# what tells HTML from text with a "<" or an "&" in it: a whole tag, or an entity
HTML = re.compile(
    r"</?(?:a|b|blockquote|br|code|div|em|font|h[1-6]|hr|i|img|li|ol|p|pre|s|section|"
    r"small|span|strong|sub|sup|t|table|tbody|td|th|thead|tr|u|ul)"
    r"(?:\s+[\w:-]+=(?:\"[^\"]*\"|'[^']*'))*\s*/?>"
    r"|&(?:[a-z]{2,8}|#\d{1,7}|#x[\da-f]{1,6});",
    re.IGNORECASE,
)
#: what may be wrong with one value, the rest of the candidate being fine
VALUE_CODES = (
    "invalid_phone",
    "invalid_email",
    "invalid_social",
    "invalid_date",
    "bad_value",
    "unknown_value",
)


class AntcrmIntakeReader(models.AbstractModel):
    """The first half of the intake: candidates become values of the host's fields."""

    _name = "antcrm.intake.reader"
    _description = "Reader of Customers"

    @api.model
    def get_fields(self, kind):
        """Return what a candidate of ``kind`` may have, in the user's language.

        :return: list of dicts: ``name`` (key in a candidate), ``label``, ``type``,
            ``required``, ``multiple`` (a list of values), ``selection`` (pairs of key
            and label), ``relation`` (model name or ``False``), ``group`` (``identity``,
            ``contact``, ``address``, ``other``, ``custom``), ``help``, ``internal``
            (what the company decides, and nobody from outside)
        :raise ValueError: there is no such kind
        """
        check_kind(self.env, kind)
        Model = self.env[MODELS[kind]]
        columns = {"tags": TAG_FIELDS[kind], "addresses": "child_ids"}
        columns |= {key: f"{point}_ids" for key, point in POINT_KEYS.items()}
        if kind == "lead":
            columns |= {"name": "contact_name", "addresses": "address_ids"}
        groups = self._get_field_groups(kind)
        names = [name for keys, _group in groups for name in keys]
        infos = Model.fields_get([columns.get(name, name) for name in names])
        labels = self._get_field_labels(kind)
        internal = self._get_internal_fields()
        result = []
        for keys, group in groups:
            for name in keys:
                info = infos.get(columns.get(name, name))
                if not info:
                    continue
                result.append(
                    {
                        "name": name,
                        "label": labels.get(name) or info["string"],
                        "type": name if name in MULTIPLE else info["type"],
                        "required": name == "name",
                        "multiple": name in MULTIPLE,
                        "selection": info.get("selection", []),
                        "relation": info.get("relation", False),
                        "group": group,
                        "help": info.get("help", ""),
                        "internal": name in internal,
                    }
                )
        for definition in self._get_custom_fields(kind):
            result.append(
                {
                    "multiple": definition["type"] == "many2many",
                    "internal": False,
                    **definition,
                    "group": "custom",
                }
            )
        return result

    @api.model
    def _get_field_groups(self, kind):
        """Return the keys of a candidate, ``[(names, group)]`` in the order of files;
        those of the model's own fields can be added."""
        return list(FIELDS[kind])

    @api.model
    def _get_internal_fields(self):
        """Return the keys that nobody from outside fills, as visitors of web forms."""
        return {"status_id", "source_id", "user_id", "addresses"}

    @api.model
    def _get_field_labels(self, kind):
        """Return what to call those fields that files do not call as the model does."""
        return {
            "name": self.env._("Full Name")
            if kind != "account"
            else self.env._("Name"),
            "firstname": self.env._("Name"),
            "user_id": self.env._("PIC (person in charge)"),
            "status_id": self.env._("Status"),
            "street": self.env._("Apartment Number, Street"),
            "street2": self.env._("Ward"),
            "state_id": self.env._("Province"),
            "parent_id": self.env._("Account"),
            "partner_name": self.env._("Account"),
            "addresses": self.env._("Other Addresses"),
            "website": self.env._("Website"),
            "function": self.env._("Position"),
        }

    @api.model
    def _get_custom_fields(self, kind):
        return self.env["antcrm.custom.field"].get_definitions(kind)

    # ------------------------------------------------------------------
    # Read candidates
    # ------------------------------------------------------------------

    @api.model
    def _read_candidates(self, kind, candidates, options):
        """Return one :class:`Entry` for each candidate.

        What cannot be read is left out with an issue, or rejects the candidate where
        the options say so.

        :raise ValueError: a candidate has a key that does not exist
        """
        known = {field["name"]: field for field in self.get_fields(kind)}
        candidates, external_ids = self._split_external_ids(candidates)
        for candidate in candidates:
            if unknown := candidate.keys() - known.keys():
                raise IntakeError(
                    self.env._(
                        "A %(kind)s has no %(fields)s.",
                        kind=kind,
                        fields=", ".join(sorted(map(str, unknown))),
                    )
                )
        relations = self._read_relations(kind, candidates, known, options)
        severity = "error" if options["invalid_values"] == "reject" else "warning"
        entries = []
        for index, candidate in enumerate(candidates, start=options["offset"]):
            entry = Entry(index)
            entries.append(entry)
            for name, value in candidate.items():
                if value is None or value is False and known[name]["type"] != "boolean":
                    continue
                if isinstance(value, str):
                    value = compose_text(value.strip()[:MAX_TEXT])
                if value == "" or value == []:
                    continue
                self._read_field(entry, known[name], value, relations, severity)
            self._read_state(
                entry, candidate.get("state_id"), entry.values, relations, severity
            )
            self._read_points(entry, candidate, severity, options)
            self._read_name(kind, entry)
            self._read_external_id(entry, external_ids[index - options["offset"]])
            self._apply_invalid_choices(entry, options)
            self._check_required(kind, entry, options)
            self._add_options(kind, entry, options, relations)
        return entries

    @api.model
    def _read_field(self, entry, field, value, relations, severity):
        """Read one value of a candidate into ``entry``."""
        name = field["name"]
        if name in POINT_KEYS or name == "state_id":
            return  # they need the country: read last
        if name == "addresses":
            for address in value if isinstance(value, (list, tuple)) else [value]:
                if isinstance(address, dict):
                    self._read_address(entry, address, relations, severity)
                else:
                    self._add_unreadable(entry, field, address, severity)
            return
        if name == "tags":
            self._read_tags(entry, value, relations, severity)
            return
        try:
            entry.values[name] = self._read_simple(field, value, relations)
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
                severity,
            )
        except (ValueError, TypeError, AttributeError, OverflowError):
            self._add_unreadable(entry, field, value, severity)

    @api.model
    def _add_unreadable(self, entry, field, value, severity):
        entry.add_issue(
            "invalid_date" if field["type"].startswith("date") else "bad_value",
            self.env._(
                "%(field)s: “%(value)s” cannot be read.",
                field=field["label"],
                value=value,
            ),
            field["name"],
            value,
            severity,
        )

    @api.model
    def _apply_invalid_choices(self, entry, options):
        """Where the options have a choice of their own for a kind of wrong value, it
        counts: the candidate is rejected for it, or taken in without it."""
        for issue in entry.issues:
            choice = options["invalid_choices"].get(issue["code"])
            if choice and issue["code"] in VALUE_CODES:
                issue["severity"] = "error" if choice == "reject" else "warning"

    @api.model
    def _get_told_codes(self):
        """Return the codes of issues that tell what was made of a value, or that
        somebody should look at it: nothing is wrong with it, and nothing of it is
        lost. Addons add theirs."""
        return frozenset()

    @api.model
    def _get_issue_severity(self, code, options):
        """Return ``error`` where a wrong value of this kind rejects the candidate."""
        choice = options["invalid_choices"].get(code) or options["invalid_values"]
        return "error" if choice == "reject" else "warning"

    @api.model
    def _get_list(self, values):
        """Return a value that may be one text or a list of them as a list."""
        return values if isinstance(values, (list, tuple)) else [values or ""]

    @api.model
    def _read_tags(self, entry, names, relations, severity):
        known = relations.get("tags", {})
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
    def _read_simple(self, field, value, relations):
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
            return relations[field["name"]][key(value)]
        if kind == "many2many":
            values = value if isinstance(value, list) else str(value).split(",")
            choices = relations[field["name"]]
            return [
                fields.Command.set(
                    [choices[key] for key in map(name_key, values) if key]
                )
            ]
        if kind == "selection":
            return relations[field["name"]][name_key(str(value))]
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
    def _read_address(self, entry, address, relations, severity):
        """Read one further address, a dict with the keys of an address; ``number`` says
        which one it is, where an overwrite is to replace it."""
        values = {
            name: str(value).strip()
            for name in ADDRESS_FIELDS
            if not name.endswith("_id") and (value := address.get(name))
        }
        country = address.get("country_id")
        if isinstance(country, str) and country.strip():
            values["country_id"] = relations["country_id"].get(compact_key(country))
            if not values["country_id"]:
                self._add_unknown(entry, "country_id", country, severity)
        elif country:
            values["country_id"] = country
        self._read_state(entry, address.get("state_id"), values, relations, severity)
        values = {name: value for name, value in values.items() if value}
        if values:
            if isinstance(number := address.get("number"), int):
                values["number"] = number
            entry.addresses.append(values)

    @api.model
    def _get_numbered_addresses(self, record):
        """Return the further addresses of a customer as a list in the order of their
        numbers, each with the others of a batch, to be read with them."""
        return sorted(record.address_ids, key=lambda address: address.id)

    @api.model
    def _read_state(self, entry, state, values, relations, severity):
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
            if found := relations["state_id"].get((country_id, key)):
                values["state_id"], values["country_id"] = found
                return
        if key:
            self._add_unknown(entry, "state_id", state, severity)

    @api.model
    def _add_unknown(self, entry, name, value, severity):
        entry.add_issue(
            "unknown_value",
            self.env._("Address: there is no “%(value)s”.", value=value),
            name,
            value,
            severity,
        )

    @api.model
    def _get_entry_region(self, entry, options):
        """Return with which country the national numbers of an entry are read; see
        ``_get_region`` of contact points."""
        regions = options.setdefault("regions", {})
        key = entry.values.get("country_id"), entry.values.get("parent_id")
        if key not in regions:
            country_id, account_id = key
            # superuser: countries are public
            account = self.env["res.partner"].browse(account_id or ()).sudo()
            choice = (
                self.env["res.country"].browse(country_id or ())
                or account.country_id
                or self.env["res.country"].browse(options["phone_country_id"] or ())
            )
            Point = self.env["antcrm.contact.point"]
            regions[key] = Point._get_region(self.env["res.partner"], choice)
        return regions[key]

    @api.model
    def _read_points(self, entry, candidate, severity, options):
        """Read phones, emails and social networks. A wrong one is left out, reported
        with the rule it breaks."""
        Point = self.env["antcrm.contact.point"]
        region = None
        if candidate.get("phones"):
            region = self._get_entry_region(entry, options)
        for key, kind in POINT_KEYS.items():
            for value in self._get_list(candidate.get(key)):
                value = str(value).strip() if value else ""
                if not value:
                    continue
                if kind == "phone":
                    reading = read_phone(value, region)
                else:
                    reading = READERS[kind](value)
                code = f"invalid_{kind}"
                is_kept = options["invalid_choices"].get(code) == "keep"
                if reading.error and (options["keep_unread"] or is_kept):
                    entry.unread.append((kind, value[:MAX_POINT]))
                    entry.add_issue(
                        code if is_kept else "unchecked",
                        Point._get_value_error(reading, region),
                        key,
                        value,
                    )
                elif reading.error:
                    entry.add_issue(
                        code,
                        Point._get_value_error(reading, region),
                        key,
                        value,
                        severity,
                    )
                else:
                    entry.points[kind].setdefault(reading.normalized, reading.value)

    @api.model
    def _read_name(self, kind, entry):
        """Complete the name, or reject the entry that has none."""
        values = entry.values
        if kind == "account":
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
        elif kind == "lead":
            if values.get("firstname") or values.get("lastname"):
                full_name = self.env["crm.lead"]._compose_name(
                    values.get("firstname"),
                    values.get("lastname"),
                    country=self.env["res.country"].browse(values.get("country_id")),
                )
            else:
                full_name = values.get("name")
            values["contact_name"] = full_name or False
            values["name"] = full_name or values["partner_name"]

    @api.model
    def _check_required(self, kind, entry, options):
        """A new customer without a required value is incomplete; at a form of ours the
        user is asked for it."""
        severity = "error" if options["required_values"] == "reject" else "warning"
        for definition in self.env["antcrm.custom.field"]._get_required(kind):
            value = entry.values.get(definition["name"])
            # zero is a value
            is_missing = value is None or value is False or value in ("", [])
            if definition["required"] and is_missing and not definition["default"]:
                entry.add_issue(
                    "required",
                    self.env._("%(field)s is missing.", field=definition["label"]),
                    definition["name"],
                    severity=severity,
                )

    @api.model
    def _add_options(self, kind, entry, options, relations):
        """Give the entry what the options say, where it brings nothing itself."""
        for name in ("status_id", "source_id"):
            if options.get(name) and not entry.values.get(name):
                entry.values[name] = options[name]
        entry.brings_tags = bool(entry.tags)
        self._read_tags(entry, options["tag_names"], relations, "warning")

    # ------------------------------------------------------------------
    # Relations by name
    # ------------------------------------------------------------------

    @api.model
    def _read_relations(self, kind, candidates, known, options):
        """Return ``{field: {name key: id or choice}}`` for all that is named.

        Names are compared without case and accents. Tags, sources and industries that
        do not exist stand as :class:`Missing` where the user may make them.
        """
        wanted = {
            name: [
                value
                for candidate in candidates
                if isinstance(value := candidate.get(name), str) and value.strip()
            ]
            for name in known
        }
        # tables of the host are read where somebody names a record of them
        addresses = any(candidate.get("addresses") for candidate in candidates)
        relations = {}
        if addresses or wanted["country_id"]:
            relations["country_id"] = self._get_countries()
        if addresses or wanted["state_id"]:
            relations["state_id"] = self._get_states()
        if wanted["status_id"]:
            relations["status_id"] = self._get_names(
                "antcrm.status",
                [("kind", "=", "lead" if kind == "lead" else "customer")],
            )
        if wanted["user_id"]:
            relations["user_id"] = self._get_names(
                "res.users", [("share", "=", False)], extra=("login",)
            )
        for name in ("source_id", "industry_id"):
            if wanted[name]:
                relations[name] = self._get_or_plan(
                    known[name]["relation"], wanted[name]
                )
        tags = [tag for c in candidates for tag in self._get_list(c.get("tags"))]
        tags = [tag for tag in tags if isinstance(tag, str)]
        tags.extend(options["tag_names"])
        if tags:
            relations["tags"] = self._get_or_plan(known["tags"]["relation"], tags)
        if kind == "contact":
            relations["parent_id"] = self._find_accounts(wanted["parent_id"])
        for name, field in known.items():
            if field["type"] == "selection":
                relations[name] = {
                    name_key(text): key
                    for key, label in field["selection"]
                    for text in (key, label)
                }
            elif field["type"] in ("many2one", "many2many") and (
                field["group"] == "custom" or name not in relations and wanted[name]
            ):
                domain = list(field.get("domain") or [])
                if field["relation"] == "res.partner":
                    # there may be a million
                    domain.append(("name", "in", list(wanted[name])))
                relations[name] = self._get_names(field["relation"], domain)
        return relations

    @api.model
    def _get_countries(self):
        """Return countries by name, in the user's language and in English, and by
        code."""
        countries = self.env["res.country"].search_fetch([], ["name", "code"])
        english = countries.with_context(lang="en_US")
        return {
            compact_key(name): country.id
            for names in (
                english.mapped("name"),
                countries.mapped("name"),
                countries.mapped("code"),
            )
            for country, name in zip(countries, names, strict=True)
        }

    @api.model
    def _get_states(self):
        """Return ``{(country id, name key or code): (state id, country id)}``; with
        ``False`` for the country where one country alone has the name."""
        states = self.env["res.country.state"].search_fetch(
            [], ["name", "code", "country_id"]
        )
        result, by_name = {}, defaultdict(list)
        for column in ("code", "name"):
            for state in states:
                country_id = state.country_id.id
                key = name_key(state[column])
                result[country_id, key] = (state.id, country_id)
                if column == "name":
                    by_name[key].append((state.id, country_id))
        for key, found in by_name.items():
            if len(found) == 1:
                result[False, key] = found[0]
        return result

    @api.model
    def _get_names(self, model, domain=(), extra=()):
        """Return the records of a small model by the keys of their names."""
        records = self.env[model].search_fetch(list(domain), ["display_name", *extra])
        result = {}
        for record in reversed(records):
            for column in extra:
                result[name_key(record[column])] = record.id
        for record in reversed(records):
            name = record.name if "name" in record._fields else record.display_name
            result[name_key(name)] = record.id
        return result

    @api.model
    def _get_or_plan(self, model, names):
        """Return the records of a small model by the keys of their names, with a
        :class:`Missing` for those of ``names`` that there are not, where the user may
        make them."""
        result = self._get_names(model)
        missing = {}
        for name in names:
            # of several ways to write one name, the first is kept
            missing.setdefault(name_key(name), " ".join(name.split()))
        missing = {
            key: name for key, name in missing.items() if key and key not in result
        }
        if missing and self._may_create(model):
            result |= {key: Missing(model, name) for key, name in missing.items()}
        return result

    @api.model
    def _get_or_create(self, model, names):
        """Return the records of a small model by the keys of their names, the missing
        ones of ``names`` made."""
        result = self._get_or_plan(model, names)
        made = self._make_missing(
            item for item in result.values() if isinstance(item, Missing)
        )
        return {
            key: made[item].id if isinstance(item, Missing) else item
            for key, item in result.items()
        }

    @api.model
    def _make_missing(self, missing):
        """Make tags, sources and industries, one batch for each.

        :param missing: iterable of :class:`Missing`
        :return: ``{missing: record}``
        :raise ConcurrencyError: another transaction has just made one of them
        """
        by_model = defaultdict(dict)
        for item in missing:
            by_model[item.model][item] = {"name": item.name}
        made = {}
        for model, items in by_model.items():
            with lost_race("crm_tag_name_uniq", "utm_source_unique_name"):
                records = self.env[model].create(list(items.values()))
            made.update(zip(items, records, strict=True))
        return made

    @api.model
    def _may_create(self, model):
        """Whether the user may make a new record of a small model: tags are made by all
        who may, sources and industries by Administrators."""
        administrators = "antcrm_share.group_administrator"
        return self.env[model].has_access("create") and (
            model in ("crm.tag", "res.partner.category")
            or self.env.user.has_group(administrators)
        )

    @api.model
    def _find_accounts(self, names):
        """Return the accounts of these names that the user may read.

        :return: ``{name key: id}``; of several, the oldest
        """
        keys = sorted({name_key(name) for name in names} - {""})
        found = self._find_account_ids(keys) if keys else {}
        readable = set(
            self.env["res.partner"]
            .browse(id_ for ids in found.values() for id_ in ids)
            ._filtered_access("read")
            ._ids
        )
        return {
            key: next(id_ for id_ in ids if id_ in readable)
            for key, ids in found.items()
            if not readable.isdisjoint(ids)
        }

    @api.model
    def _find_account_ids(self, keys):
        """Return the accounts of these names, those the user may not see included: what
        is found is not told. An account with another legal form, or without one, is
        meant where nobody is called so exactly, and where it is the only one.

        :param list keys: of names, see :func:`tools.text.name_key`
        :return: ``{key: [ids]}``, the oldest first
        """
        self.env["res.partner"].flush_model(["name", "is_company", "active"])
        self.env.cr.execute(
            f"""
            SELECT {name_key_sql("name")} AS key, array_agg(id ORDER BY id)
              FROM res_partner
             WHERE is_company AND active AND {name_key_sql("name")} = ANY(%s)
          GROUP BY key
            """,  # pylint: disable=sql-injection
            [keys],
        )
        found = dict(self.env.cr.fetchall())
        return found | self._find_called_alike([k for k in keys if k not in found])

    @api.model
    def _find_called_alike(self, keys):
        """Return ``{key: [id]}``: the one account that is called so but for its legal
        form, see :meth:`_find_account_ids`."""
        forms = self.env["res.partner"]._get_legal_forms()
        wanted = {key: read_company(key, forms) for key in keys}
        names = sorted({name for name, _form in wanted.values()} - {""})
        if not names:
            return {}
        expression = company_key_sql("name", forms)
        self.env.cr.execute(
            f"""
            SELECT {expression}, id, name
              FROM res_partner
             WHERE is_company AND active AND {expression} = ANY(%s)
            """,  # pylint: disable=sql-injection
            [names],
        )
        called = defaultdict(list)
        for name, id_, written in self.env.cr.fetchall():
            called[name].append((id_, read_company(written, forms)[1]))
        found = {
            key: [id_ for id_, other in called[name] if may_be_same(form, other)]
            for key, (name, form) in wanted.items()
        }
        return {key: ids for key, ids in found.items() if len(ids) == 1}

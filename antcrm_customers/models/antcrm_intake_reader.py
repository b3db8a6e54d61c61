import math
import re
from collections import defaultdict
from datetime import date, datetime

from odoo import api, fields, models
from odoo.tools import plaintext2html

from ..tools.concurrency import lost_race
from ..tools.contact_values import read_email, read_phone, read_social
from ..tools.intake_entry import MODELS, Entry
from ..tools.text import compact_key, name_key, name_key_sql

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
        """
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
        for candidate in candidates:
            if unknown := candidate.keys() - known.keys():
                raise ValueError(f"unknown fields {sorted(unknown)} of a {kind}")
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
                    value = value.strip()[:MAX_TEXT]
                if value == "" or value == []:
                    continue
                self._read_field(entry, known[name], value, relations, severity)
            self._read_state(
                entry, candidate.get("state_id"), entry.values, relations, severity
            )
            self._read_points(entry, candidate, severity)
            self._read_name(kind, entry)
            self._apply_invalid_choices(entry, options)
            self._check_required(entry, known)
            self._add_options(kind, entry, options, relations)
        return entries

    @api.model
    def _read_field(self, entry, field, value, relations, severity):
        """Read one value of a candidate into ``entry``."""
        name = field["name"]
        if name in POINT_KEYS or name == "state_id":
            return  # they need the country: read last
        if name == "addresses":
            for address in value:
                self._read_address(entry, address, relations, severity)
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
        except (ValueError, TypeError):
            code = "invalid_date" if field["type"].startswith("date") else "bad_value"
            entry.add_issue(
                code,
                self.env._(
                    "%(field)s: “%(value)s” cannot be read.",
                    field=field["label"],
                    value=value,
                ),
                name,
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
    def _get_issue_severity(self, code, options):
        """Return ``error`` where a wrong value of this kind rejects the candidate."""
        choice = options["invalid_choices"].get(code) or options["invalid_values"]
        return "error" if choice == "reject" else "warning"

    @api.model
    def _get_list(self, values):
        """Return a value that may be one text or a list of them as a list."""
        return [values] if isinstance(values, str) else values or []

    @api.model
    def _read_tags(self, entry, names, relations, severity):
        for name in self._get_list(names):
            key = name_key(name)
            if key in relations["tags"]:
                if relations["tags"][key] not in entry.tags:
                    entry.tags.append(relations["tags"][key])
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
    def _read_points(self, entry, candidate, severity):
        """Read phones, e-mails and social networks. A wrong one is left out, reported
        with the rule it breaks."""
        Point = self.env["antcrm.contact.point"]
        country = self.env["res.country"].browse(entry.values.get("country_id"))
        region = (country or self.env.company.country_id).code or None
        for key, kind in POINT_KEYS.items():
            for value in self._get_list(candidate.get(key)):
                value = str(value).strip() if value else ""
                if not value:
                    continue
                if kind == "phone":
                    reading = read_phone(value, region)
                else:
                    reading = READERS[kind](value)
                if reading.error:
                    entry.add_issue(
                        f"invalid_{kind}",
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
            lang = self.env["crm.lead"]._get_name_language()
            if values.get("firstname") or values.get("lastname"):
                full_name = self.env["crm.lead"]._compose_name(
                    values.get("firstname"), values.get("lastname"), lang
                )
            else:
                full_name = values.get("name")
            values["contact_name"] = full_name or False
            values["name"] = full_name or values["partner_name"]

    @api.model
    def _check_required(self, entry, known):
        """Required custom fields are required of everybody who comes in."""
        for name, field in known.items():
            if (
                field["group"] == "custom"
                and field["required"]
                and entry.values.get(name) in (None, "", False)
                and not field.get("default")
            ):
                entry.add_issue(
                    "required",
                    self.env._("%(field)s is missing.", field=field["label"]),
                    name,
                    severity="error",
                )

    @api.model
    def _add_options(self, kind, entry, options, relations):
        """Give the entry what the options say, where it brings nothing itself."""
        for name in ("status_id", "source_id"):
            if options.get(name) and not entry.values.get(name):
                entry.values[name] = options[name]
        self._read_tags(entry, options["tag_names"], relations, "warning")

    # ------------------------------------------------------------------
    # Relations by name
    # ------------------------------------------------------------------

    @api.model
    def _read_relations(self, kind, candidates, known, options):
        """Return ``{field: {name key: id or choice}}`` for all that is named.

        Names are compared without case and accents. Tags, sources and industries that
        do not exist are made where the user may make them.
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
                relations[name] = self._get_or_create(
                    known[name]["relation"], wanted[name], options
                )
        tags = [tag for c in candidates for tag in self._get_list(c.get("tags"))]
        tags.extend(options["tag_names"])
        if tags:
            relations["tags"] = self._get_or_create(
                known["tags"]["relation"], tags, options
            )
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
    def _get_or_create(self, model, names, options):
        """Return the records of a small model by the keys of their names, the missing
        ones of ``names`` made; planned with ``False`` instead of an id."""
        result = self._get_names(model)
        missing = {}
        for name in names:
            # of several ways to write one name, the first is kept
            missing.setdefault(name_key(name), " ".join(name.split()))
        missing = {
            key: name for key, name in missing.items() if key and key not in result
        }
        if missing and self._may_create(model):
            if options["dry_run"]:
                return result | dict.fromkeys(missing, False)
            with lost_race("crm_tag_name_uniq", "utm_source_unique_name"):
                records = self.env[model].create(
                    [{"name": name} for name in missing.values()]
                )
            options.setdefault("made", []).extend(records)
            result |= dict(zip(missing, records.ids, strict=True))
        return result

    @api.model
    def _may_create(self, model):
        """Whether the user may make a new record of a small model: tags are made by all
        who may, sources and industries by Administrators."""
        administrators = "antcrm_customers.group_administrator"
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
        is found is not told.

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
        return dict(self.env.cr.fetchall())

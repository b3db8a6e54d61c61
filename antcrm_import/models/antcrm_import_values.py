import difflib
import re

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.antcrm_contact_point.tools.contact_values import suggest_email_domain
from odoo.addons.antcrm_customers.tools.intake_entry import MODELS
from odoo.addons.antcrm_customers.tools.text import compact_key, name_key

from ..tools.contacts import guess_region

# values that are asked about, the most frequent first
MAX_VALUES = 200
# of earlier imports of the company, how many are looked at for what they chose
REMEMBERED_RUNS = 50
# of bigger tables, only what has a word in common is compared
MAX_SUGGESTED = 3000
MIN_WORD = 3  # letters
CUTOFF = 0.72
# so many wrong numbers, and that share of the rows, have one cause
MANY_PHONES, MANY_PART = 5, 0.4
ASKED_CODES = ("unknown_value", "new_value", "fixed_value")
FIXES = ("map", "note", "empty")


class AntcrmImport(models.Model):
    """What is asked once for all rows: values that nobody knows, each with its number
    of rows, and which country the phone numbers are of."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "antcrm.import"

    value_fixes = fields.Json(
        readonly=True,
        copy=False,
        help="What is taken for values of the file: {field: {key: fix}}, each fix a "
        "dict with action, value, target and label.",
    )
    value_questions = fields.Json(compute="_compute_questions")
    phone_question = fields.Json(compute="_compute_questions")

    @api.depends("state", "value_fixes", "phone_country_id")
    def _compute_questions(self):
        for run in self:
            is_open = run.state == "review"
            run.value_questions = is_open and run._get_value_questions()
            run.phone_question = is_open and run._get_phone_question()

    # ------------------------------------------------------------------
    # Questions
    # ------------------------------------------------------------------

    def _get_value_questions(self):
        """Return the values of the file that are no choice of their field, or that
        would be made: a list of dicts with ``field``, ``label``, ``relation``,
        ``selection`` and ``values``: dicts with ``value``, ``count`` (rows), ``is_new``
        (it is made where nothing else is chosen), ``fix`` and ``suggestion`` (``{id,
        name}`` or ``False``)."""
        self.ensure_one()
        known = self._get_fields_by_name()
        groups = {}
        for code, name, value, count in self._count_values():
            if name not in known or value is None:
                continue
            field = known[name]
            group = groups.setdefault(
                name,
                {
                    "field": name,
                    "label": field["label"],
                    "relation": field["relation"],
                    "selection": field["selection"] if not field["relation"] else [],
                    "values": [],
                },
            )
            group["values"].append(
                {
                    "value": value,
                    "count": count,
                    "is_new": code == "new_value",
                    "fix": self._get_fixes(name).get(name_key(value)) or False,
                    "suggestion": False,
                }
            )
        for group in groups.values():
            self._suggest_values(group)
        return list(groups.values())

    def _count_values(self):
        """Return (code, field, value, number of rows) of what is asked about."""
        self.env["antcrm.import.row"].flush_model(["errors"])
        return self.env.execute_query(
            SQL(
                """
                SELECT issue->>'code', issue->>'field', issue->>'value',
                       count(DISTINCT row.id) AS size
                  FROM antcrm_import_row AS row
            CROSS JOIN jsonb_array_elements(row.errors) AS issue
                 WHERE row.import_id = %s AND row.errors IS NOT NULL
                   AND jsonb_typeof(row.errors) = 'array'
                   AND issue->>'code' = ANY(%s)
              GROUP BY 1, 2, 3 ORDER BY size DESC, 3 LIMIT %s
                """,
                self.id,
                list(ASKED_CODES),
                MAX_VALUES,
            )
        )

    def _suggest_values(self, group):
        """Say of each value which record is called most like it."""
        relation = group["relation"]
        if not relation or relation == "res.partner":
            return
        # as the user: what they may not read is not offered
        domain = self._get_value_domain(group["field"], relation)
        Model = self.env[relation]
        if not Model.has_access("read"):
            return
        records = Model.search(domain, limit=MAX_SUGGESTED + 1)
        if len(records) > MAX_SUGGESTED:
            records = self._search_similar(Model, domain, group["values"])
        by_key = {}
        for record in records:
            by_key.setdefault(compact_key(record.display_name), record)
            if "name" in record._fields:
                by_key.setdefault(compact_key(record.name), record)
        for value in group["values"]:
            key = compact_key(value["value"])
            near = difflib.get_close_matches(key, by_key, n=1, cutoff=CUTOFF)
            if near:
                record = by_key[near[0]]
                value["suggestion"] = {"id": record.id, "name": record.display_name}

    @api.model
    def _search_similar(self, Model, domain, values):
        """Return records of a big table that have a word with one of the values in
        common, in one query."""
        words = {
            word
            for value in values
            for word in re.findall(r"\w+", value["value"])
            if len(word) >= MIN_WORD
        }
        if not words:
            return Model
        has_word = Domain.OR(Domain("display_name", "ilike", word) for word in words)
        return Model.search(Domain(domain) & has_word, limit=MAX_SUGGESTED)

    def _get_value_domain(self, name, relation):
        if relation == "antcrm.status":
            return [("kind", "=", "lead" if self.kind == "lead" else "customer")]
        if relation == "res.users":
            return [("share", "=", False)]
        known = self._get_fields_by_name()
        return list(known.get(name, {}).get("domain") or [])

    def _get_fixes(self, name):
        return (self.value_fixes or {}).get(name) or {}

    def set_value_fix(self, name, value, action=False, target=False):
        """Choose what a value of the file is taken for in all rows, and predict anew.

        :param str name: the field of a candidate
        :param str value: the value as the file has it
        :param str action: ``map`` (take another one for it), ``note`` (keep it in the
            notes), ``empty`` (leave it out), or ``False`` to choose nothing
        :param target: of ``map``: the id of a record, or the key of a choice
        :raise UserError: there is no such field or record, or the import has started
        """
        self._check_may_review()
        known = self._get_fields_by_name()
        field = known.get(name)
        if not field or not isinstance(value, str) or action not in (*FIXES, False):
            raise UserError(self.env._("Choose something else for this value."))
        # superuser: see action_run
        run = self.sudo()
        fixes = {
            key: dict(by_value) for key, by_value in (run.value_fixes or {}).items()
        }
        by_value = fixes.setdefault(name, {})
        key = name_key(value)
        by_value.pop(key, None)
        if action:
            by_value[key] = {"action": action, "value": value, "target": False}
        if action == "map":
            by_value[key] |= self._read_target(field, target)
        run.value_fixes = fixes
        run._plan()
        return True

    def _read_target(self, field, target):
        """Return ``target`` and ``label`` of what a value is to be taken for.

        :raise UserError: there is no such thing, or the user may not see it
        """
        if field["relation"]:
            record = self.env[field["relation"]]
            if type(target) is int and target > 0:
                domain = [
                    ("id", "=", target),
                    *self._get_value_domain(field["name"], field["relation"]),
                ]
                record = record.search(domain)
            if record:
                return {"target": record.id, "label": record.display_name}
        elif label := dict(field["selection"]).get(target):
            return {"target": target, "label": label}
        raise UserError(self.env._("Choose something else for this value."))

    def _get_known_fixes(self):
        """Return what the company chose for values of earlier imports that were
        started, the latest first."""
        self.ensure_one()
        known = {}
        # superuser: choices of colleagues, without any customer in them
        runs = self.sudo().search(
            [
                ("company_id", "=", self.company_id.id),
                ("kind", "=", self.kind),
                ("start_date", "!=", False),
                ("value_fixes", "!=", False),
                ("id", "!=", self.id),
            ],
            limit=REMEMBERED_RUNS,
        )
        for run in runs:
            for name, by_value in (run.value_fixes or {}).items():
                for key, fix in by_value.items():
                    known.setdefault(name, {}).setdefault(key, fix)
        return known

    # ------------------------------------------------------------------
    # Values that are fixed
    # ------------------------------------------------------------------

    def _fix_values(self, candidates):
        """Put in what was chosen for values.

        :param list candidates: changed in place
        :return: ``{position: issues}`` that say so
        """
        self.ensure_one()
        told = self._mend_emails(candidates)
        self._tell_other_kinds(candidates, told)
        fixes = {name: by for name, by in (self.value_fixes or {}).items() if by}
        if not fixes:
            return told
        known = self._get_fields_by_name()
        fixes = {name: by for name, by in fixes.items() if name in known}
        for position, candidate in enumerate(candidates):
            issues, notes = told.get(position, []), []
            parts = [candidate, *candidate.get("addresses", ())]
            for name, by_value in fixes.items():
                for part in parts:
                    if part.get(name):
                        self._fix_value(part, known[name], by_value, issues, notes)
            if notes:
                self._add_notes(candidate, notes)
            if issues:
                told[position] = issues
        return told

    def _mend_emails(self, candidates):
        """Put in the likely domains of e-mail addresses, where that was chosen.

        :return: ``{position: issues}`` that say so
        """
        told = {}
        if self._get_error_choice("email_typo") != "mend":
            return told
        env = self._in_language().env
        for position, candidate in enumerate(candidates):
            for at, text in enumerate(candidate.get("emails") or ()):
                local, _at, domain = text.rpartition("@")
                meant = suggest_email_domain(domain)
                if not local or not meant:
                    continue
                candidate["emails"][at] = f"{local}@{meant}"
                issue = {
                    "code": "email_typo",
                    "field": "emails",
                    "value": text,
                    "message": env._(
                        "“%(value)s” is taken for “%(target)s”.",
                        value=text,
                        target=candidate["emails"][at],
                    ),
                    "severity": "warning",
                }
                told.setdefault(position, []).append(issue)
        return told

    def _fix_value(self, part, field, by_value, issues, notes):
        name = field["name"]
        values = part[name]
        is_list = isinstance(values, list)
        kept = []
        for value in values if is_list else [values]:
            fix = by_value.get(name_key(value)) if isinstance(value, str) else None
            if not fix:
                kept.append(value)
                continue
            issues.append(self._get_fix_issue(field, value, fix))
            if fix["action"] == "map":
                kept.append(fix["label"] if is_list else fix["target"])
                if name == "state_id" and not part.get("country_id"):
                    state = self.env["res.country.state"].browse(fix["target"])
                    part["country_id"] = state.exists().country_id.id
            elif fix["action"] == "note":
                notes.append(f"{field['label']}: {value}")
        if is_list:
            part[name] = list(dict.fromkeys(kept))
        elif kept:
            part[name] = kept[0]
        else:
            del part[name]

    def _get_fix_issue(self, field, value, fix):
        env = self._in_language().env
        texts = {
            "map": lambda: env._(
                "%(field)s: “%(value)s” is taken for %(target)s.",
                field=field["label"],
                value=value,
                target=fix.get("label"),
            ),
            "note": lambda: env._(
                "%(field)s: “%(value)s” is put into the notes.",
                field=field["label"],
                value=value,
            ),
            "empty": lambda: env._(
                "%(field)s: “%(value)s” is left out.", field=field["label"], value=value
            ),
        }
        return {
            "code": "fixed_value",
            "field": field["name"],
            "value": value,
            "message": texts[fix["action"]](),
            "severity": "warning",
        }

    def _add_notes(self, candidate, notes):
        name = "description" if self.kind == "lead" else "comment"
        candidate[name] = "\n".join(filter(None, [candidate.get(name), *notes]))

    @api.model
    def _tell_issues(self, outcomes, told):
        """Add issues to outcomes.

        :param dict told: ``{position: issues}``
        """
        for position, issues in told.items():
            outcomes[position]["issues"] = [
                *(outcomes[position].get("issues") or ()),
                *issues,
            ]

    # ------------------------------------------------------------------
    # Phone numbers of another country
    # ------------------------------------------------------------------

    def _get_phone_question(self):
        """Return what to ask where most numbers of the file are none of the country
        they are read with: ``count``, ``country`` (its name) and ``suggestion``; or
        ``False``."""
        self.ensure_one()
        self.env["antcrm.import.row"].flush_model(["errors"])
        values = self.env.execute_query(
            SQL(
                """
                SELECT issue->>'value', count(*) OVER ()
                  FROM antcrm_import_row AS row
            CROSS JOIN jsonb_array_elements(row.errors) AS issue
                 WHERE row.import_id = %s AND jsonb_typeof(row.errors) = 'array'
                   AND issue->>'code' = 'invalid_phone'
              ORDER BY row.number LIMIT 25
                """,
                self.id,
            )
        )
        count = values[0][1] if values else 0
        if count < max(MANY_PHONES, MANY_PART * self.row_count):
            return False
        importer = self._with_importer()
        Point = importer.env["antcrm.contact.point"]
        region = Point._get_region(
            importer.env[MODELS[self.kind]], self.phone_country_id
        )
        Country = self.env["res.country"]
        guess = guess_region([value for value, _count in values], region)
        found = Country.search([("code", "=", guess)], limit=1) if guess else Country
        return {
            "count": count,
            "country": Point._get_country_name(region) if region else False,
            "country_id": self.phone_country_id.id,
            "suggestion": bool(found) and {"id": found.id, "name": found.display_name},
        }

    def set_phone_country(self, country_id):
        """Choose which country national numbers of the file are of; predict anew.

        :param int country_id: a ``res.country``
        :raise UserError: there is none, or the import has started
        """
        self._check_may_review()
        country = self.env["res.country"]
        if type(country_id) is int and country_id > 0:
            country = country.browse(country_id).exists()
        if not country:
            raise UserError(self.env._("Choose a country."))
        # superuser: see action_run
        run = self.sudo()
        run.phone_country_id = country
        run._plan()
        return True

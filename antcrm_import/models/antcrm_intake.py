from odoo import api, models

from odoo.addons.antcrm_customers.models.antcrm_intake_reader import (
    ADDRESS_FIELDS,
    POINT_KEYS,
)
from odoo.addons.antcrm_customers.models.antcrm_intake_sheet import RECORD_KEY
from odoo.addons.antcrm_customers.tools.intake_entry import get_parts
from odoo.addons.antcrm_customers.tools.sheet import cell_text, clean_text

from ..tools.mapping import CandidateBuilder

PERSON_NAMES = frozenset(("name", "firstname", "lastname"))
# fields that are read together: when one of them is changed, the others count too
TOGETHER = (
    PERSON_NAMES | {"partner_name"},
    frozenset(("state_id", "country_id")),
)
UPDATES = ("overwrite", "merge")


class AntcrmIntake(models.AbstractModel):
    """Rows of exported files: each knows its customer by a key, and of what it brings
    only the cells count that differ from what an export would write today. So a file
    that nobody changed changes nothing, whatever a cell can or cannot hold."""

    _inherit = "antcrm.intake"

    @api.model
    def _decide_repeated(self, entry, policy, earlier):
        """Name the other row by its number in the file."""
        result = super()._decide_repeated(entry, policy, earlier)
        if numbers := self.env.context.get("antcrm_row_numbers"):
            for issue in entry.issues:
                if issue["code"] == "duplicate_in_batch":
                    issue["message"] = self.env._(
                        "Same phone or e-mail as in row %(number)s.",
                        number=numbers[earlier.index],
                    )
        return result

    # ------------------------------------------------------------------
    # Exported customers
    # ------------------------------------------------------------------

    @api.model
    def _read_candidates(self, kind, candidates, options):
        if not options.get("record_keys"):
            return super()._read_candidates(kind, candidates, options)
        keys = [candidate.get(RECORD_KEY) for candidate in candidates]
        found = self._read_record_keys(kind, filter(None, keys))
        records = [found.get(key) for key in keys]
        candidates = [
            {name: value for name, value in candidate.items() if name != RECORD_KEY}
            for candidate in candidates
        ]
        if options["duplicate_policy"] in UPDATES:
            candidates = self._keep_changes(kind, candidates, records)
        entries = super()._read_candidates(kind, candidates, options)
        for entry, candidate, record, key in zip(
            entries, candidates, records, keys, strict=True
        ):
            if record and options["duplicate_policy"] != "duplicate":
                entry.known = record
                self._keep_known(kind, entry, candidate)
            elif key and not record:
                self._add_unknown_key(entry, key, options)
        return entries

    @api.model
    def _add_unknown_key(self, entry, key, options):
        entry.add_issue(
            "unknown_value",
            self.env._(
                "There is no customer with the key “%(value)s” that you may see.",
                value=key,
            ),
            RECORD_KEY,
            key,
            self._get_issue_severity("unknown_value", options),
        )

    @api.model
    def _keep_changes(self, kind, candidates, records):
        """Return the candidates of known customers with nothing but what they change.

        :param list records: the customer of each candidate, or ``None``
        """
        known = list(filter(None, records))
        if not known:
            return candidates
        counts = {
            key: max(len(record[f"{point}_ids"]) for record in known)
            for key, point in POINT_KEYS.items()
        }
        counts["addresses"] = max(len(record.address_ids) for record in known)
        columns = self._get_sheet_columns(kind, counts)
        builder = CandidateBuilder(
            [
                {"column": position, "field": column["field"]["name"], "format": "ymd"}
                if column["field"]["type"] in ("date", "datetime")
                else {"column": position, "field": column["field"]["name"]}
                for position, column in enumerate(columns)
            ],
            self._get_import_fields(kind),
            self._get_sheet_zone(),
        )
        result = []
        for candidate, record in zip(candidates, records, strict=True):
            if record:
                values = self._get_sheet_values(kind, columns, record)
                cells = [
                    cell_text(
                        self._get_sheet_cell(column, values[column["field"]["name"]])
                    )
                    for column in columns
                ]
                has_account = kind == "contact" and bool(record.parent_id)
                candidate = self._get_changes(
                    candidate, builder.build(cells), has_account
                )
            result.append(candidate)
        return result

    @api.model
    def _get_changes(self, candidate, current, has_account=False):
        """Return what of a candidate is not as it is exported today.

        :param dict current: the candidate of an untouched row
        :param bool has_account: it is the contact of an account
        """
        changed = {
            name
            for name, value in candidate.items()
            if not self._is_same(value, current.get(name))
        }
        for names in TOGETHER:
            if changed & names:
                changed |= names
        if "phones" in changed:
            changed.add("country_id")  # a number is read in it
        if has_account and changed & set(ADDRESS_FIELDS):
            # kept beside the account's: as a whole
            changed.update(ADDRESS_FIELDS)
        changes = {n: value for n, value in candidate.items() if n in changed}
        if changed & PERSON_NAMES:
            # a cell that was emptied says nothing
            for name in ("firstname", "lastname"):
                if current.get(name):
                    changes.setdefault(name, current[name])
        if "addresses" in changes:
            known = [get_parts(other) for other in current.get("addresses", [])]
            changes["addresses"] = [
                address
                for address in changes["addresses"]
                if not any(self._is_same(get_parts(address), other) for other in known)
            ]
        return changes

    @api.model
    def _is_same(self, value, other):
        """Whether two values of a candidate are the same, however the program that
        saved the file ends its lines."""
        if isinstance(value, str) and isinstance(other, str):
            return value.splitlines() == other.splitlines()
        if isinstance(value, dict) and isinstance(other, dict):
            return value.keys() == other.keys() and all(
                self._is_same(value[name], other[name]) for name in value
            )
        if isinstance(value, list) and isinstance(other, list):
            return len(value) == len(other) and all(map(self._is_same, value, other))
        return value == other and type(value) is type(other)

    @api.model
    def _keep_known(self, kind, entry, candidate):
        """Take from the entry of a known customer what only a new one needs."""
        record = entry.known
        entry.issues = [
            issue
            for issue in entry.issues
            if issue["code"] not in ("no_name", "required")
        ]
        for name in ("status_id", "source_id"):
            # of the options
            if name not in candidate and record[name]:
                entry.values.pop(name, None)
        if kind == "lead":
            self._keep_lead_name(entry, candidate)

    @api.model
    def _keep_lead_name(self, entry, candidate):
        """A full name that is more than first name and surname stays, unless one of the
        two is changed."""
        record, values = entry.known, entry.values
        if all(
            candidate.get(name, "") == clean_text(record[name] or "")
            for name in ("firstname", "lastname")
        ):
            for name in ("firstname", "lastname", "contact_name"):
                values.pop(name, None)

    @api.model
    def _match(self, kind, entries, options):
        result = super()._match(kind, entries, options)
        for entry in entries:
            if entry.known:
                entry.matches = entry.known.ids
        self._prefer_expected(entries, options)
        return result

    @api.model
    def _prefer_expected(self, entries, options):
        """Whom the review found a row to be, it is in the run as well, whatever earlier
        rows have made of his numbers since: that was part of the review."""
        # nobody else gives it: keys that are numbers come over no API
        expected = options.get("expected") or {}
        lost = []
        for entry in entries:
            record = expected.get(entry.index)
            if not record or entry.known:
                continue
            if record.id in entry.matches:
                others = (id_ for id_ in entry.matches if id_ != record.id)
                entry.matches = [record.id, *others]
            else:
                lost.append((entry, record))
        if lost:
            # superuser: staged rows of the run that is going on, and nothing is told
            written = (
                self.env["antcrm.import.row"]
                .sudo()
                ._get_written_ids(options["import_id"], [r for _entry, r in lost])
            )
            for entry, record in lost:
                if record.id in written and record.exists():
                    entry.matches.insert(0, record.id)

import unicodedata

from odoo import api, models
from odoo.tools import plaintext2html

from odoo.addons.antcrm_contact_point.tools.contact_values import suggest_email_domain
from odoo.addons.antcrm_customers.tools.intake_entry import (
    MODELS,
    Entry,
    Missing,
    get_parts,
)
from odoo.addons.antcrm_customers.tools.intake_fields import (
    ADDRESS_FIELDS,
    POINT_KEYS,
)
from odoo.addons.antcrm_export.models.antcrm_sheet import RECORD_KEY
from odoo.addons.antcrm_export.tools.sheet import cell_text, clean_text

from ..tools import places
from ..tools.contacts import DESTROYED
from ..tools.mapping import CandidateBuilder
from ..tools.packed import FiledKeys
from ..tools.values import is_same_number
from .antcrm_import_key import StoredKeys

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
    def _get_known_keys(self, run=None):
        """Return what keeps who of a file has which key, from batch to batch.

        :param run: the import whose batches are looked at in several transactions
        """
        if run:
            return StoredKeys(run, self._pack_numbered_owner, self._unpack_owner)
        return FiledKeys(self._pack_owner, self._unpack_owner)

    @api.model
    def _decide_actions(self, kind, entries, options):
        """What earlier batches have stored is looked up for all entries at once."""
        if isinstance(options["seen"], StoredKeys):
            keys = set()
            for entry in entries:
                if not entry.rejected:
                    found = self._get_match_keys(kind, entry, options)
                    keys.update(found)
                    keys.update(("person", key, entry.get_person()) for key in found)
            options["seen"].load(keys)
        return super()._decide_actions(kind, entries, options)

    @api.model
    def _pack_owner(self, owner):
        """Return what has to be known of an entry, or of the customer that it is, when
        a later row has the same phone or email; JSON can hold it."""
        if isinstance(owner, models.BaseModel):
            return [owner._name, owner.id]
        return {
            "index": owner.index,
            "points": {kind: [*values] for kind, values in owner.points.items()},
            "numbers": [*owner.numbers],
            "company": self._get_company_of(owner),
            "name": self._get_name_of(owner),
        }

    @api.model
    def _pack_numbered_owner(self, owner):
        """Pack an owner for another transaction, which does not know the positions of
        this one, see :meth:`_get_row_number`."""
        packed = self._pack_owner(owner)
        if isinstance(packed, dict):
            packed["index"] = -self._get_row_number(packed["index"])
        return packed

    @api.model
    def _get_row_number(self, index):
        """Return the number in the file of the row of an entry.

        :param int index: its position among the rows of this intake; below 0 of one
            that another transaction looked at, of which it is the number, negated
        """
        if index < 0:
            return -index
        numbers = self.env.context.get("antcrm_row_numbers")
        return numbers[index] if numbers else index + 1

    @api.model
    def _unpack_owner(self, packed):
        if isinstance(packed, list):
            model, record_id = packed
            return self.env[model].browse(record_id)
        entry = Entry(packed["index"])
        for kind, values in packed["points"].items():
            entry.points[kind] = dict.fromkeys(values)
        # what JSON holds of a pair is a list
        entry.numbers = dict.fromkeys(map(tuple, packed["numbers"]))
        company = packed["company"]
        if isinstance(company, str):
            entry.account = company
        else:
            entry.values["parent_id"] = company
        entry.values["name"] = packed["name"]
        return entry

    @api.model
    def _decide_repeated(self, entry, policy, earlier):
        """Name the other row by its number in the file; people who share a phone may
        be kept apart."""
        if self.env.context.get("antcrm_colleagues") and self._are_colleagues(
            entry, earlier
        ):
            self._keep_colleague(entry, earlier)
            return None
        choice = self.env.context.get("antcrm_repeated")
        policy = {"keep": "duplicate", "merge": "merge"}.get(choice, policy)
        result = super()._decide_repeated(entry, policy, earlier)
        if self.env.context.get("antcrm_row_numbers"):
            for issue in entry.issues:
                if issue["code"] == "duplicate_in_batch":
                    common = entry.numbers.keys() & earlier.keys()
                    number = self._get_row_number(earlier.index)
                    issue["message"] = (
                        self.env._(
                            "Same %(keys)s as in row %(number)s.",
                            keys=self._get_key_labels(common),
                            number=number,
                        )
                        if common
                        else self.env._(
                            "Same phone or email as in row %(number)s.", number=number
                        )
                    )
        return result

    @api.model
    def _set_colleagues_aside(self, entries, found):
        """Unless the importer says that people of one company with one phone are one
        person."""
        if not self.env.context.get("antcrm_colleagues", True):
            return None
        return super()._set_colleagues_aside(entries, found)

    @api.model
    def _is_of_colleague(self, entry, owner):
        """Rows of one file are told apart by what the importer chooses, and the review
        says so."""
        chosen = self.env.context.get("antcrm_colleagues")
        if chosen is False or chosen and isinstance(owner, Entry):
            return False
        return super()._is_of_colleague(entry, owner)

    @api.model
    def _keep_colleague(self, entry, earlier):
        """Take an entry for a customer of its own, who shares a phone with another."""
        entry.action = "created"
        entry.shared.update(set(entry.keys()) & set(earlier.keys()))
        entry.add_issue(
            "colleague",
            self.env._(
                "Same phone and company as in row %(number)s: a colleague.",
                number=self._get_row_number(earlier.index),
            ),
        )

    @api.model
    def _tell_incomplete(self, kind, entries, options):
        """Nobody gets a message for each chunk of a file: the review, the report and
        the filter of the lists tell which rows are incomplete."""
        if options.get("import_id"):
            return None
        return super()._tell_incomplete(kind, entries, options)

    @api.model
    def _decide_match(self, entry, policy, record, matched):
        """Whom the review takes for somebody else is that as well when the earlier row
        was imported in a chunk before."""
        if entry.index in self.env.context.get("antcrm_colleague_rows", ()):
            entry.action = "created"
            return None
        if entry.index in self.env.context.get("antcrm_kept_rows", ()):
            policy = "duplicate"
        elif entry.index in self.env.context.get("antcrm_merged_rows", ()):
            policy = "merge"
        return super()._decide_match(entry, policy, record, matched)

    # ------------------------------------------------------------------
    # What files call things
    # ------------------------------------------------------------------

    @api.model
    def _get_names(self, model, domain=(), extra=()):
        """Files name employees by their email addresses as well."""
        if model == "res.users":
            extra = (*extra, "email")
        return super()._get_names(model, domain, extra)

    @api.model
    def _get_countries(self):
        """Countries by the names that other languages have for them, and by the usual
        short ones."""
        known = super()._get_countries()
        codes = {}
        for country in self.env["res.country"].search_fetch([], ["code"]):
            codes[country.code] = country.id
        result = {
            key: codes[code]
            for key, code in places.get_country_keys().items()
            if code in codes
        }
        return result | known

    @api.model
    def _get_states(self):
        """Provinces with and without words such as "Tỉnh", "TP." and "Province"."""
        return places.StateKeys(super()._get_states())

    @api.model
    def _explain_destroyed(self, entry):
        """A number that a spreadsheet program has cut says so, instead of that it is
        none."""
        for issue in entry.issues:
            value = issue.get("value")
            if issue["code"] == "invalid_phone" and isinstance(value, str):
                if DESTROYED.fullmatch(value.strip()):
                    issue["message"] = self.env._(
                        "“%(value)s”: Excel has replaced the end of this number by "
                        "zeros. Get it from where the file was made, with the column "
                        "as "
                        "text.",
                        value=value,
                    )

    @api.model
    def _question_emails(self, entry):
        """Ask about addresses whose domain has a slip of the pen. They stay as they
        are: some of them are right."""
        for address in entry.points["email"]:
            domain = address.partition("@")[2]
            if meant := suggest_email_domain(domain):
                entry.add_issue(
                    "email_typo",
                    self.env._(
                        "“%(value)s”: is “%(domain)s” meant? It is taken as it is.",
                        value=address,
                        domain=meant,
                    ),
                    "emails",
                    address,
                )

    @api.model
    def _note_wrong_values(self, kind, entry, options):
        """Put wrong values into the notes, where that was chosen for their kind."""
        notes = [
            f"{issue['value']}"
            for issue in entry.issues
            if options["invalid_choices"].get(issue["code"]) == "note"
            and issue.get("value")
        ]
        if notes:
            name = "description" if kind == "lead" else "comment"
            text = plaintext2html("\n".join(notes))
            entry.values[name] = (entry.values.get(name) or "") + text

    @api.model
    def _tell_new_values(self, entry):
        """Name the tags, sources and industries that would be made: most new ones are
        another spelling of a known one."""
        if not any(
            isinstance(item, Missing) for item in (*entry.values.values(), *entry.tags)
        ):
            return
        items = [(name, value) for name, value in entry.values.items()]
        items += [("tags", tag) for tag in entry.tags if entry.brings_tags]
        for name, item in items:
            if isinstance(item, Missing):
                entry.add_issue(
                    "new_value",
                    self.env._("“%(value)s” is new: it is made.", value=item.name),
                    name,
                    item.name,
                )

    # ------------------------------------------------------------------
    # Exported customers
    # ------------------------------------------------------------------

    @api.model
    def _read_candidates(self, kind, candidates, options):
        if not options.get("record_keys"):
            entries = super()._read_candidates(kind, candidates, options)
            for entry in entries:
                self._explain_destroyed(entry)
            return entries
        keys = [candidate.get(RECORD_KEY) for candidate in candidates]
        found = self.env["antcrm.sheet"]._read_record_keys(kind, filter(None, keys))
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
            self._explain_destroyed(entry)
            self._question_emails(entry)
            self._note_wrong_values(kind, entry, options)
            if not options.get("import_id"):
                self._tell_new_values(entry)
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
        Sheet = self.env["antcrm.sheet"]
        columns = Sheet._get_sheet_columns(kind, counts)
        builder = CandidateBuilder(
            [
                {"column": position, "field": column["field"]["name"], "format": "ymd"}
                if column["field"]["type"] in ("date", "datetime")
                else {"column": position, "field": column["field"]["name"]}
                for position, column in enumerate(columns)
            ],
            Sheet._get_import_fields(kind),
            Sheet._get_sheet_zone(),
        )
        result = []
        for candidate, record in zip(candidates, records, strict=True):
            if record:
                values = Sheet._get_sheet_values(kind, columns, record)
                cells = [
                    cell_text(
                        Sheet._get_sheet_cell(column, values[column["field"]["name"]])
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
        saved the file ends its lines, and writes what it takes for a number."""
        if isinstance(value, str) and isinstance(other, str):
            # the reader composes accents
            value = unicodedata.normalize("NFC", value)
            other = unicodedata.normalize("NFC", other)
            return value.splitlines() == other.splitlines() or is_same_number(
                value, other
            )
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
        self._prefer_expected(kind, entries, options)
        return result

    @api.model
    def _prefer_expected(self, kind, entries, options):
        """Whom the review found a row to be, it is in the run as well, whatever earlier
        rows have made of their numbers since: that was part of the review."""
        # nobody else gives it: keys that are numbers come over no API
        expected = options.get("expected") or {}
        lost = []
        for entry in entries:
            record = expected.get(entry.index)
            # who is attached to somebody of another kind is none of this
            if not record or record._name != MODELS[kind] or entry.known:
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

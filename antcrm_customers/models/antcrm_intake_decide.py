from typing import NamedTuple

from odoo import api, models

from ..tools.company_names import is_same_company
from ..tools.intake_entry import EXTERNAL_ID, MODELS, Entry


class Matched(NamedTuple):
    """Customers that entries are, by their ids, and what the user may do with them:
    sets of ids."""

    customers: dict
    readable: set
    writable: set
    #: they are never written
    colleagues: set
    #: whose emails and account stay
    logins: set

    def is_closed(self, id_):
        """Whether the user may not write a customer."""
        return id_ in self.colleagues or id_ not in self.writable


class AntcrmIntake(models.AbstractModel):
    """The third step: what becomes of each entry. What becomes of those who are nobody
    of their own kind is in ``antcrm_intake_other_kinds.py``."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "antcrm.intake"

    @api.model
    def _decide_actions(self, kind, entries, options):
        """Set ``action`` and ``record`` or ``target`` of each entry."""
        Model = self.env[MODELS[kind]].with_context(active_test=False)
        # {key: the entry of this file, or the customer, that has it}
        seen = options["seen"]
        all_keys = [
            [] if entry.rejected else self._get_match_keys(kind, entry, options)
            for entry in entries
        ]
        ids = {id_ for entry in entries for id_ in entry.matches}
        # customers of an earlier batch of the file too
        owners = [seen[key] for keys in all_keys for key in keys if key in seen]
        ids.update(owner.id for owner in owners if isinstance(owner, models.BaseModel))
        matched = self._read_matched(kind, Model.browse(ids))
        for entry, keys in zip(entries, all_keys, strict=True):
            if entry.rejected:
                entry.action = "rejected"
                continue
            keys = [self._get_own_key(kind, entry, key, seen) for key in keys]
            earlier = self._find_earlier(entry, keys, seen, matched)
            policy = self._get_entry_policy(entry, earlier, options)
            if isinstance(earlier, models.BaseModel):
                self._decide_match(entry, policy, earlier, matched)
            elif earlier:
                self._decide_repeated(entry, policy, earlier)
            else:
                self._decide_new(kind, entry, options)
            if entry.record and entry.record.id in matched.logins:
                self._keep_login_emails(entry)
                self._keep_login_account(entry)
            if entry.action not in ("skipped", "rejected"):
                owner = entry.target or entry.record or entry
                for key in keys:
                    seen.setdefault(key, owner)

    @api.model
    def _read_matched(self, kind, customers):
        """Return :class:`Matched` of customers that entries are."""
        # superuser: colleagues are skipped whether the user may write them or not
        colleagues = (
            set(customers.sudo().filtered(lambda p: not p.partner_share)._ids)
            if kind != "lead"
            else set()
        )
        return Matched(
            customers={record.id: record for record in customers},
            readable=set(customers._filtered_access("read")._ids),
            writable=set(customers._filtered_access("write")._ids),
            colleagues=colleagues,
            logins=self._get_logins(kind, customers),
        )

    @api.model
    def _get_own_key(self, kind, entry, key, seen):
        """Return a key, with the person where it is the phone of a colleague too."""
        if (
            kind == "contact"
            and key in seen
            and key[0] != EXTERNAL_ID
            and key not in entry.numbers
            and self._is_of_colleague(entry, seen[key])
        ):
            return "person", key, entry.get_person()
        return key

    @api.model
    def _find_earlier(self, entry, keys, seen, matched):
        """Return the earlier entry or the customer that an entry is, or ``None``."""
        earlier = next((seen[key] for key in keys if key in seen), None)
        if entry.matches:
            # a customer that the user may write before one they may not; in a later
            # batch the new customer of an earlier one would be among the matches
            best = min(entry.matches, key=matched.is_closed)
            if entry.is_known or not earlier or not matched.is_closed(best):
                earlier = matched.customers[best]
        return earlier

    @api.model
    def _get_match_keys(self, kind, entry, options):
        """Return what two candidates of one batch have in common when they are one
        customer. Addons that match on other evidence override this with ``_match``.

        :return: list of hashable keys
        """
        keys = entry.keys()
        if entry.external_id:
            keys.append((EXTERNAL_ID, entry.external_id))
        return keys

    @api.model
    def _is_of_colleague(self, entry, owner):
        """Whether a phone that an entry has in common with an earlier one is that of a
        colleague.

        :param owner: the earlier entry, or the customer that it is
        """
        if isinstance(owner, Entry):
            return entry.is_colleague(owner)
        person = owner._name == "res.partner" and entry.get_person()
        if not person or not owner._is_colleague(*person):
            return False
        emails = owner.sudo().email_ids.mapped("normalized")
        return entry.points.get("email", {}).keys().isdisjoint(emails)

    @api.model
    def _decide_match(self, entry, policy, record, matched):
        """Decide about an entry that is the existing customer ``record``."""
        readable = record.id in matched.readable
        if record.id in matched.colleagues:
            entry.action = "skipped"
            entry.add_issue(
                "internal_user", self.env._("This is a colleague, not a customer.")
            )
        elif policy == "duplicate":
            entry.action = "duplicated"
        elif policy == "skip" or record.id not in matched.writable:
            entry.action = "skipped"
            entry.record = record if readable else None
            entry.add_issue("duplicate", self._get_duplicate_reason(entry))
        elif policy == "overwrite" and record.id in entry.others:
            entry.action = "skipped"
            entry.record = record if readable else None
            entry.add_issue(
                "shared_phone",
                self.env._(
                    "Several customers have this phone, and none of them this name: "
                    "nobody is replaced."
                ),
                "phones",
            )
        else:
            entry.action = "overwritten" if policy == "overwrite" else "merged"
            entry.record = record

    @api.model
    def _get_duplicate_reason(self, entry):
        keys = [key for key in entry.keys() if key in entry.shared]
        if not entry.record and any(key in entry.numbers for key in keys):
            return self.env._(
                "A customer with the same %(keys)s already exists.",
                keys=self._get_key_labels(keys),
            )
        if not entry.record:
            return self.env._("A customer with this phone or email already exists.")
        values = [
            f"{self._get_key_label(key[0])} {entry.get_shown(key)}"
            if key in entry.numbers
            else entry.get_shown(key)
            for key in keys
        ]
        if entry.is_known:
            values.append(f"{self._get_key_label(EXTERNAL_ID)} {entry.external_id}")
        return self.env._(
            "%(customer)s already has %(values)s.",
            customer=entry.record.display_name,
            values=", ".join(values) or self.env._("the same data"),
        )

    @api.model
    def _decide_repeated(self, entry, policy, earlier):
        """Decide about an entry that is the same new customer as an earlier one of the
        batch: what it brings is folded into that one."""
        common = entry.numbers.keys() & earlier.keys()
        entry.add_issue(
            "duplicate_in_batch",
            self.env._(
                "Same %(keys)s as no. %(number)s.",
                keys=self._get_key_labels(common),
                number=earlier.index + 1,
            )
            if common
            else self.env._(
                "Same phone or email as no. %(number)s.", number=earlier.index + 1
            ),
        )
        if policy == "duplicate":
            entry.action = "duplicated"
            entry.shared.update(set(entry.keys()) & set(earlier.keys()))
            return
        entry.target = earlier
        entry.action = {
            "skip": "skipped",
            "overwrite": "overwritten",
            "merge": "merged",
        }[policy]

    # ------------------------------------------------------------------
    # Customers with a login
    # ------------------------------------------------------------------

    @api.model
    def _get_logins(self, kind, records):
        """Return the ids of partners with any login, archived or portal: whoever
        changes their email address gets their password reset. Leads have none; what is
        written to them does not reach the login of their partner, see ``QUIET``."""
        return set() if kind == "lead" else set(records._filter_login_owners()._ids)

    @api.model
    def _keep_login_emails(self, entry):
        """Leave the email addresses of a customer with a login alone."""
        if entry.action in ("merged", "overwritten") and entry.points["email"]:
            entry.points["email"] = {}
            entry.add_issue(
                "email_kept",
                self.env._("The email address of a customer with a login stays."),
                "emails",
            )

    @api.model
    def _keep_login_account(self, entry):
        """Tell that somebody with a login gets no account here, and make none for them;
        ``res.partner`` keeps it whatever is written."""
        if entry.action not in ("merged", "overwritten"):
            return
        # superuser: only whether it is the account that there is
        account = entry.record.sudo().parent_id
        wanted = entry.values.get("parent_id")
        same = wanted == account.id or (
            entry.account
            and is_same_company(entry.account, account.name, account._get_legal_forms())
        )
        if not (wanted or entry.account) or same:
            return
        entry.account = None
        entry.values.pop("parent_id", None)
        if entry.action == "overwritten" or not account:
            entry.add_issue(
                "account_kept",
                self.env._("The account of a customer with a login stays."),
                "account",
            )

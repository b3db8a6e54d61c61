from collections import defaultdict

from odoo import api, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL

from ..tools.company_names import group_companies
from ..tools.intake_entry import UPDATES
from ..tools.text import name_key
from .antcrm_intake_replay import NO_POINTS

LOCK_NAMESPACE = 0x61636374  # "acct": first key of the advisory locks
# a batch may name any number of accounts, and the database has room for so many locks
LOCKS = 2048


class AntcrmIntake(models.AbstractModel):
    """The accounts that contacts name and that are not there yet."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "antcrm.intake"

    @api.model
    def _drop_unused_accounts(self, entries):
        """Leave no account with an entry whose contact would not get it: of several
        entries of one contact the last one decides, where it may overwrite."""
        deciding = {}  # {id of an existing contact: the entry that gives its account}
        for entry in entries:
            if entry.target or entry.action not in UPDATES:
                continue
            if not (entry.account or entry.values.get("parent_id")):
                continue
            contact = entry.record
            earlier = deciding.get(contact.id)
            if contact.is_company or (
                entry.action == "merged" and (contact.parent_id or earlier)
            ):
                earlier = entry
            else:
                deciding[contact.id] = entry
            if earlier:
                earlier.account = None
                earlier.values.pop("parent_id", None)

    @api.model
    def _create_accounts(self, entries, options):
        """Create the accounts that contacts name and that are not there: one for all
        entries naming it. An account without address takes the first contact's.

        :raise ConcurrencyError: another transaction has just created one of them
        """
        without = [
            entry
            for entry in entries
            if entry.account
            and not entry.target
            and entry.action not in ("skipped", "rejected")
        ]
        if not without:
            return
        same = group_companies(
            [name_key(entry.account) for entry in without],
            self.env["res.partner"]._get_legal_forms(),
        )
        named = defaultdict(list)
        for entry in without:
            named[same[name_key(entry.account)]].append(entry)
        self._claim_accounts(list(named))
        common = self._prepare_common_values("account", options)
        accounts = self._create_records(
            "account",
            [
                {
                    **common,
                    **self._get_new_account_address(group[0]),
                    "name": group[0].account,
                    "type": "contact",
                    "is_company": True,
                    **NO_POINTS,
                }
                for group in named.values()
            ],
        )
        for account, group in zip(accounts, named.values(), strict=True):
            group[0].made.append(account)
            for entry in group:
                entry.values["parent_id"] = account.id

    @api.model
    def _get_new_account_address(self, entry):
        """Return the address of the account that is created for a contact."""
        return self._get_own_address(entry.values)

    @api.model
    def _claim_accounts(self, keys):
        """Make others wait who are about to create accounts of the same names.

        This transaction sees the accounts that there were when it began. Another one,
        begun behind the lock, tells whether somebody has created one of them since.

        :param list keys: of names, see :func:`tools.text.name_key`
        :raise ConcurrencyError: somebody has
        """
        self.env.cr.execute(
            SQL(
                "SELECT pg_advisory_xact_lock(%s, key) FROM ("
                "SELECT DISTINCT hashtext(name) & %s AS key FROM unnest(%s) AS name "
                "ORDER BY key) AS keys",
                LOCK_NAMESPACE,
                LOCKS - 1,
                keys,
            )
        )
        known = self._find_account_ids(keys)
        with self.env.registry.cursor() as cr:
            found = self.with_env(self.env(cr=cr))._find_account_ids(keys)
        for key, ids in found.items():
            if not set(ids) <= set(known.get(key, ())):
                raise ConcurrencyError(f"an account was created: {key}")

from odoo import api, models
from odoo.fields import Domain

from odoo.addons.antcrm_share.tools.concurrency import lost_race

from ..tools.intake_entry import EXTERNAL_ID
from .antcrm_external_id import UNIQUE_INDEX

MAX_LENGTH = 200
MAX_NUMBER = 2**63


class AntcrmIntake(models.AbstractModel):
    """Other programs know their customers by ids of their own: who came with one is
    found by it, whatever has become of phone and email since."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "antcrm.intake"

    @api.model
    def _get_external_id(self, value):
        """Return an external id as text, ``""`` for none.

        :raise ValueError: it is neither a short text nor a number
        """
        if type(value) is int and abs(value) < MAX_NUMBER:
            return str(value)
        if value is None or value is False:
            return ""
        if not isinstance(value, str):
            raise ValueError(value)
        value = value.strip()
        if len(value) > MAX_LENGTH or not value.isprintable():
            raise ValueError(value)
        return value

    @api.model
    def _split_external_ids(self, candidates):
        """Return the candidates without the key of their external ids, and those."""
        ids = [candidate.get(EXTERNAL_ID) for candidate in candidates]
        return [
            {name: value for name, value in candidate.items() if name != EXTERNAL_ID}
            if EXTERNAL_ID in candidate
            else candidate
            for candidate in candidates
        ], ids

    @api.model
    def _read_external_id(self, kind, entry, value):
        """Whose id cannot be read is not taken in: they would be made twice."""
        if not self.env["antcrm.customer.key"]._is_known_program(kind):
            return
        try:
            entry.external_id = self._get_external_id(value)
        except ValueError:
            entry.add_issue(
                "bad_value",
                self.env._(
                    "The external id is a number, or a text of at most %(number)s "
                    "characters.",
                    number=MAX_LENGTH,
                ),
                EXTERNAL_ID,
                severity="error",
            )

    @api.model
    def _match_external_ids(self, kind, entries, options):
        """Who is known by an external id is that customer, and nobody else."""
        wanted = {entry.external_id for entry in entries} - {""}
        if not wanted:
            return
        system = options["external_system"]
        # superuser: what is found is not told; see _find_by_points
        found = (
            self.env["antcrm.external.id"]
            .sudo()
            .search_fetch(
                Domain("value", "in", list(wanted))
                & Domain("kind", "=", kind)
                & Domain("system", "=", system or False),
                ["value", *self.env["antcrm.external.id"]._customer_fields],
            )
        )
        ids = {external.value: external._get_customer().id for external in found}
        for entry in entries:
            if record_id := ids.get(entry.external_id):
                entry.is_known = True
                entry.matches, entry.others = [record_id], frozenset()

    @api.model
    def _get_entry_policy(self, entry, earlier, options):
        """Return the policy for an entry that is somebody there already. One external
        id is one customer: they are never made again, and forms update them.

        :param earlier: the customer, or an earlier entry
        """
        policy = options["duplicate_policy"]
        is_same = entry.is_known or (
            entry.external_id
            and entry.external_id == getattr(earlier, "external_id", None)
        )
        if is_same and (
            policy == "duplicate" or policy == "skip" and options["update_known"]
        ):
            return "merge"
        return policy

    @api.model
    def _keep_external_ids(self, kind, entries, options):
        """Keep the ids of those who came in, or were there, for the next time.

        :raise ConcurrencyError: another transaction has just kept one of them
        """
        name = "lead_id" if kind == "lead" else "partner_id"
        new = {}  # {external id: id of the customer}
        for entry in entries:
            record = (entry.target or entry).record
            is_in = record and entry.action not in ("skipped", "rejected")
            if entry.external_id and is_in and not entry.is_known:
                new.setdefault(entry.external_id, record.id)
        if not new:
            return
        # superuser: parts of customers that the user has just written
        External = self.env["antcrm.external.id"].sudo()
        with lost_race(UNIQUE_INDEX):
            externals = External.create(
                [
                    {
                        "system": options["external_system"] or False,
                        "value": value,
                        "kind": kind,
                        name: record_id,
                    }
                    for value, record_id in new.items()
                ]
            )
        by_value = {external.value: external for external in externals}
        for entry in entries:
            # what others call who is new since then, keeps the customer: not this
            if external := by_value.pop(entry.external_id, None):
                (entry.target or entry).made.append(external.with_env(self.env))

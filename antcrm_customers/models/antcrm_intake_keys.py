from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from ..tools.customer_keys import COLUMN_KEYS, FINDING, read_key
from ..tools.intake_entry import MODELS, Entry

#: what a candidate calls a key, where that is not the key itself
CANDIDATE_KEYS = {"social": "socials"}


class AntcrmIntake(models.AbstractModel):
    """Further keys of customers, as the settings have them: see
    ``antcrm.customer.key``. They are matched as phones and emails are."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "antcrm.intake"

    @api.model
    def _read_keys(self, entries):
        """Set ``entry.numbers``: what entries bring of keys that find somebody, of
        their own kind or of another."""
        modes = self.env["antcrm.customer.key"]._get_modes()
        keys = {key for (_kind, key), mode in modes.items() if mode in FINDING}
        for entry in entries if keys else ():
            entry.numbers = {
                (key, normalized): text
                for key in COLUMN_KEYS
                if key in keys
                and (text := entry.values.get(key))
                and (normalized := read_key(key, text))
            }
            if "social" in keys:
                for normalized, shown in entry.points.get("social", {}).items():
                    entry.numbers["social", normalized] = shown

    @api.model
    def _find_by_keys(self, kind, keys):
        """Return which customers of a kind have phones, emails and other keys, as
        :meth:`_find_by_points` does.

        :param set keys: pairs of a key and what is compared of it
        """
        finding = self.env["antcrm.customer.key"]._get_finding_keys(kind)
        points = {
            pair for pair in keys if pair[0] not in COLUMN_KEYS and pair[0] != "social"
        }
        points |= {pair for pair in keys if pair[0] == "social" and "social" in finding}
        found = self._find_by_points(kind, points)
        numbers = {pair for pair in keys if pair[0] in COLUMN_KEYS}
        if numbers:
            wanted = {pair for pair in numbers if pair[0] in finding}
            found = {**found, **self._find_by_numbers(kind, wanted)}
        return found

    @api.model
    def _find_by_numbers(self, kind, keys):
        """Return the customers of a kind by keys in columns of their own: one query for
        each column, whatever their number.

        Customers the user may not see count: superuser eyes, and what is found is not
        told.

        :param set keys: pairs of one of ``COLUMN_KEYS`` and what is compared
        :return: ``{pair: [record ids]}``, the oldest first
        """
        Model = self.env[MODELS[kind]]
        wanted = defaultdict(list)
        for key, normalized in keys:
            if key in Model._fields:
                wanted[key].append(normalized)
        found = defaultdict(list)
        if not wanted:
            return found
        # whatever makes a customer one of the kind, too
        Model.flush_model()
        for key, values in wanted.items():
            rows = self.env.execute_query(
                SQL(
                    """
                    SELECT %(key)s, customer.id
                      FROM %(table)s customer
                     WHERE %(key)s = ANY(%(values)s)
                       AND customer.%(column)s IS NOT NULL
                       AND %(kind_sql)s = %(kind)s
                  ORDER BY customer.id
                    """,
                    key=SQL(COLUMN_KEYS[key][1](f'customer."{key}"')),
                    table=SQL.identifier(Model._table),
                    column=SQL.identifier(key),
                    values=sorted(values),
                    kind_sql=Model._get_customer_kind_sql("customer"),
                    kind=kind,
                )
            )
            for normalized, record_id in rows:
                found[key, normalized].append(record_id)
        return found

    @api.model
    def _get_key_questions(self, candidates):
        """Return what is looked up of further keys; see :meth:`_get_questions`."""
        modes = self.env["antcrm.customer.key"]._get_modes()
        names = {
            CANDIDATE_KEYS.get(key, key)
            for (_kind, key), mode in modes.items()
            if mode in FINDING and key != "external_id"
        }
        return {
            (name, value.strip())
            for candidate in candidates
            for name in names
            for value in self._get_list(candidate.get(name))
            if isinstance(value, str) and value.strip()
        }

    # ------------------------------------------------------------------
    # Decide
    # ------------------------------------------------------------------

    @api.model
    def _leave_taken_keys(self, kind, entries, options):
        """Leave out numbers that are unique and that somebody else has, or gets from an
        earlier entry: another customer is made without, or gets none."""
        unique = self.env["antcrm.customer.key"]._get_unique_keys(kind)
        columns = [key for key in unique if key in COLUMN_KEYS]
        seen = options["seen"]
        for entry in entries if columns else ():
            if entry.action in ("skipped", "rejected"):
                continue
            owner = entry.target or entry.record or entry
            own_id = entry.record.id if entry.record and not entry.target else None
            for pair, shown in list(entry.numbers.items()):
                holders = entry.holders.get(pair)
                if pair[0] not in columns or own_id in (holders or ()):
                    continue
                seen.setdefault(pair, owner)
                first = seen[pair]
                if holders or not self._is_same_owner(first, owner):
                    del entry.numbers[pair]
                    del entry.values[pair[0]]
                    entry.add_issue(
                        "taken_key",
                        self.env._(
                            "%(field)s: “%(value)s” belongs to another customer, and "
                            "is left out.",
                            field=self._get_key_label(pair[0]),
                            value=shown,
                        ),
                        pair[0],
                        shown,
                    )

    @api.model
    def _is_same_owner(self, one, other):
        """Whether two entries, or customers, are one."""
        if isinstance(one, Entry) and isinstance(other, Entry):
            # of an earlier batch there is no more than its place
            return one.index == other.index
        return one == other

    @api.model
    def _get_key_labels(self, keys):
        """Return what people call some keys, each once.

        :param keys: pairs of a key and a value
        """
        names = dict.fromkeys(key for key, _value in keys)
        return ", ".join(map(self._get_key_label, names))

    @api.model
    def _get_key_label(self, key):
        """Return what people call a phone, an email or another key."""
        if key in ("phone", "email"):
            kinds = self.env["antcrm.contact.point"]._fields["kind"]
            return dict(kinds._description_selection(self.env))[key]
        return self.env["antcrm.customer.key"]._get_label("key", key)

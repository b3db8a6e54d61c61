from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from ..tools.intake_entry import MODELS
from ..tools.names import is_other_person


class AntcrmIntake(models.AbstractModel):
    """The second step: which customers there are the entries?"""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "antcrm.intake"

    @api.model
    def _match(self, kind, entries, options):
        """Find the customers that the entries already are: sets ``entry.matches``.

        Addons that know other evidence override this and add to ``matches``.
        """
        self._read_keys(entries)
        found = self._find_by_keys(kind, {key for e in entries for key in e.keys()})
        for entry in entries:
            entry.holders = {key: found[key] for key in entry.keys() if found.get(key)}
            scores = defaultdict(int)
            for record_ids in entry.holders.values():
                for record_id in record_ids:
                    scores[record_id] += 1
            # most values in common, then the oldest customer
            entry.matches = sorted(scores, key=lambda id_: (-scores[id_], id_))
            entry.shared.update(entry.holders)
        if kind == "contact":
            self._set_colleagues_aside(entries, found)
        if kind != "account":
            self._weigh_names(kind, entries, found)
        self._match_external_ids(kind, entries, options)

    @api.model
    def _weigh_names(self, kind, entries, found):
        """Of several customers with one phone, the one who is called like the entry is
        meant; the others are told apart in ``entry.others``.

        :param dict found: what :meth:`_find_by_keys` returned
        """
        several = [entry for entry in entries if len(entry.matches) > 1]
        Model = self.env[MODELS[kind]].with_context(active_test=False)
        records = Model.browse({id_ for entry in several for id_ in entry.matches})
        column = "contact_name" if kind == "lead" else "name"
        # of those that the user may not see nothing is told
        names = {
            record.id: record[column] for record in records._filtered_access("read")
        }
        for entry in several:
            mailed = self._get_mailed(entry, found)
            entry.others = {
                id_
                for id_ in entry.matches
                if id_ not in mailed
                and is_other_person(names.get(id_), entry.get_name())
            }
            entry.matches.sort(key=lambda id_, entry=entry: id_ in entry.others)

    @api.model
    def _get_mailed(self, entry, found):
        """Return the ids of those who have an email address of an entry, or another key
        that is no phone."""
        return {
            id_
            for key in entry.keys()
            if key[0] != "phone"
            for id_ in found.get(key, ())
        }

    @api.model
    def _set_colleagues_aside(self, entries, found):
        """Whoever has a phone in common with somebody else of the same account, such as
        that of the reception, and no email, is a person of their own.

        :param dict found: what :meth:`_find_by_keys` returned
        """
        alike = {}  # {entry: ids of those with a phone in common, and no email}
        for entry in entries:
            if entry.matches and isinstance(entry.values.get("parent_id"), int):
                if ids := set(entry.matches) - self._get_mailed(entry, found):
                    alike[entry] = ids
        contacts = self.env["res.partner"].browse(
            {id_ for ids in alike.values() for id_ in ids}
        )
        # of those that the user may not see nothing is told
        contacts = contacts.with_context(active_test=False)._filtered_access("read")
        by_id = {contact.id: contact for contact in contacts}
        for entry, ids in alike.items():
            account_id, name = entry.get_person() or (None, "")
            colleagues = {
                id_
                for id_ in ids & by_id.keys()
                if by_id[id_]._is_colleague(account_id, name)
            }
            entry.matches = [id_ for id_ in entry.matches if id_ not in colleagues]

    @api.model
    def _find_by_points(self, kind, keys):
        """Return which customers have the given phones and emails.

        Archived customers count, and so do those the user may not see: superuser eyes,
        and what is found is not told. For contacts, colleagues count too.

        :param set keys: ``(point kind, normalized)``
        :return: ``{key: [record ids]}``
        """
        if not keys:
            return {}
        self.env["antcrm.contact.point"]._flush_points()
        point_kinds, values = zip(*keys, strict=True)
        inverse = SQL.identifier("lead_id" if kind == "lead" else "partner_id")
        colleague = (
            SQL(
                "OR point.scope IS NULL AND EXISTS (SELECT FROM res_partner "
                "WHERE id = point.partner_id AND partner_share IS NOT TRUE)"
            )
            if kind == "contact"
            else SQL("")
        )
        # each key by the index, whatever else there is: OFFSET 0 keeps the planner from
        # reading all points of a kind where it takes thousands of keys for many
        self.env.cr.execute(
            SQL(
                """
                SELECT wanted.kind, wanted.normalized, point.record_id
                  FROM unnest(%(kinds)s, %(values)s) AS wanted (kind, normalized)
            CROSS JOIN LATERAL (
                    SELECT point.%(inverse)s AS record_id
                      FROM antcrm_contact_point point
                     WHERE point.kind = wanted.kind
                       AND point.normalized = wanted.normalized
                       AND point.%(inverse)s IS NOT NULL
                       AND (point.scope = %(scope)s %(colleague)s)
                    OFFSET 0
                       ) AS point
              ORDER BY point.record_id
                """,
                inverse=inverse,
                kinds=list(point_kinds),
                values=list(values),
                scope=kind,
                colleague=colleague,
            )
        )
        found = defaultdict(list)
        for point_kind, normalized, record_id in self.env.cr.fetchall():
            found[point_kind, normalized].append(record_id)
        return found

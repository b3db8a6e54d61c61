from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain

from odoo.addons.antcrm_customers.tools.names import strip_name
from odoo.addons.antcrm_customers.tools.text import name_key

from ..tools.groups import connect
from .antcrm_merge_mixin import MAX_MERGED

#: so many people of accounts are compared; of more, the list of duplicates tells
MAX_PEOPLE = 1000
#: so many of all accounts that are merged at once
MAX_PEOPLE_OF_MANY = 20_000


class ResPartner(models.Model):
    """The people of accounts that become one: those who are there twice become one as
    well, together with the accounts."""

    _inherit = "res.partner"

    def _get_merge_people(self):
        if len(self) < 2 or any(one.customer_kind != "account" for one in self):
            return []
        [found] = self._find_merge_people([self])
        return found

    @api.model
    def _find_merge_people(self, accounts):
        """Return what :meth:`_get_merge_people` does, for many merges of accounts.

        :param accounts: list of sets of accounts, each of which becomes one
        :return: list of lists, in the order of the sets
        """
        number = {id_: at for at, group in enumerate(accounts) for id_ in group._ids}
        limit = MAX_PEOPLE if len(accounts) == 1 else MAX_PEOPLE_OF_MANY
        people = self.search_fetch(
            Domain("parent_id", "in", list(number))
            & Domain("customer_kind", "=", "contact"),
            ["name", "parent_id"],
            order="id",
            limit=limit,
        )
        merge_of = {person.id: number[person.parent_id.id] for person in people}
        pairs = people._find_people_pairs(merge_of)
        found = connect(pairs)
        records = people.browse(id_ for ids in found for id_ in ids)
        sets = [
            people.browse(sorted(ids)).with_prefetch(records._prefetch_ids)
            for ids in found
            if len(ids) <= MAX_MERGED
        ]
        set_of = {id_: group for group in sets for id_ in group._ids}
        evidence = defaultdict(list)
        for ends, seen in pairs.items():
            if ends[0] in set_of:
                evidence[set_of[ends[0]]].append(seen)
        result = [[] for _group in accounts]
        reasons = self.env["antcrm.merge.batch"]._find_reasons(sets)
        for group, reason in zip(sets, reasons, strict=True):
            texts = [text for _sure, texts in evidence[group] for text in texts]
            result[merge_of[group.ids[0]]].append(
                {
                    "records": group,
                    "reasons": list(dict.fromkeys(texts)),
                    "is_sure": all(is_sure for is_sure, _texts in evidence[group]),
                    "left_for": reason,
                }
            )
        # those that are sure first
        for one in result:
            one.sort(
                key=lambda people: (bool(people["left_for"]), not people["is_sure"])
            )
        return result

    def _find_people_pairs(self, merge_of=None):
        """Return who of these contacts may be one: the pairs that the search for
        duplicates found, and those of one name.

        :param merge_of: ``{id: of which merge their account is a part}``: only those of
            one merge are compared; all by default
        :return: ``{(id, id): (whether it is sure, list of reasons)}``
        """
        merge_of = merge_of or dict.fromkeys(self._ids)
        Duplicate = self.env["antcrm.duplicate"]
        percent = self.env["antcrm.merge.batch"]._get_sure_percent()
        pairs = {}
        for pair in Duplicate.search(
            Domain("state", "=", "open")
            & Domain("partner_id", "in", self.ids)
            & Domain("other_partner_id", "in", self.ids)
        ):
            ends = tuple(sorted((pair.partner_id.id, pair.other_partner_id.id)))
            if merge_of[ends[0]] == merge_of[ends[1]]:
                pairs[ends] = (pair.probability >= percent, [pair.reasons])
        namesakes = self._find_namesakes(merge_of)
        # what few of them have is read of those alone
        called = self.browse(dict.fromkeys(id_ for ends in namesakes for id_ in ends))
        dismissed = Duplicate._get_dismissed(called)
        for ends in namesakes:
            if ends[1] in dismissed[ends[0]] or pairs.get(ends, [False])[0]:
                continue
            one, two = self.browse(ends).with_prefetch(called._ids)
            shared = self._find_shared_points(one, two)
            # of one name and of one account: what they share says who they are
            is_sure = bool(shared) and not self._is_contradicted(one, two)
            pairs[ends] = (is_sure, [self.env._("same name"), *shared])
        return pairs

    @api.model
    def _is_contradicted(self, one, two):
        """Tell whether something that each has one of differs."""
        return any(
            one[name] and two[name] and one[name] != two[name]
            for name in ("birthdate_date", "identity_number")
        )

    def _find_namesakes(self, merge_of):
        """Return the pairs of those of one merge who are called the same, in whichever
        order: each with the first one."""
        called = defaultdict(list)
        for person in self:
            words = name_key(strip_name(person.name or "", self.env.lang)[1]).split()
            if words:
                called[merge_of[person.id], tuple(sorted(words))].append(person.id)
        return [(ids[0], other) for ids in called.values() for other in sorted(ids)[1:]]

    @api.model
    def _find_shared_points(self, one, two):
        """Return the labels of what two people have in common."""
        labels = {
            "phone": self.env._("same phone"),
            "email": self.env._("same email"),
        }
        return [
            label
            for kind, label in labels.items()
            if {p.normalized for p in one._get_contact_points(kind)}
            & {p.normalized for p in two._get_contact_points(kind)}
        ]

from collections import defaultdict
from itertools import combinations

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.antcrm_customers.tools.text import name_key

from ..tools.tin import TIN_KEY_SQL, tin_key


class AntcrmIntake(models.AbstractModel):
    """Two more ways to tell who is whom, chosen by the option ``strategy``: ``tin``,
    companies of one tax number; ``person``, people of one last name with two of full
    name, e-mail and phone in common."""

    _inherit = "antcrm.intake"

    @api.model
    def _match(self, kind, entries, options):
        result = super()._match(kind, entries, options)
        strategy = options.get("strategy")
        if strategy == "tin":
            self._match_by_tin(entries)
        elif strategy == "person":
            self._match_by_person(entries)
        return result

    @api.model
    def _get_match_keys(self, kind, entry, options):
        strategy = options.get("strategy")
        if strategy == "tin" and entry.values.get("vat"):
            return [("tin", tin_key(entry.values["vat"])), *entry.keys()]
        if strategy == "person":
            return self._get_person_keys(
                entry.values.get("lastname"),
                self._get_entry_name(entry),
                entry.points["email"],
                entry.points["phone"],
            )
        return super()._get_match_keys(kind, entry, options)

    # ------------------------------------------------------------------
    # Companies by tax number
    # ------------------------------------------------------------------

    @api.model
    def _match_by_tin(self, entries):
        """A company of the same tax number comes before one of the same phone."""
        wanted = [entry for entry in entries if entry.values.get("vat")]
        countries = self.env["res.country"].browse(
            {entry.values.get("country_id") for entry in wanted} - {None, False}
        )
        codes = {country.id: country.code for country in countries}
        found = self._find_by_tins(
            [
                (entry.values["vat"], codes.get(entry.values.get("country_id")))
                for entry in wanted
            ]
        )
        for entry, ids in zip(wanted, found, strict=True):
            entry.matches = [*ids, *(id_ for id_ in entry.matches if id_ not in ids)]

    @api.model
    def _find_by_tins(self, numbers):
        """Return the accounts that have tax numbers, those the user may not see
        included: what is found is not told.

        :param numbers: pairs of a tax number and the ISO code of its country or nothing
        :return: for each pair a list of ids, active accounts first, then the oldest. A
            company of another country is another company
        """
        keys = sorted({tin_key(text) for text, _code in numbers} - {""})
        if not keys:
            return [[] for _number in numbers]
        self.env["res.partner"].flush_model(
            ["vat", "is_company", "active", "type", "country_id"]
        )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT %(key)s, partner.id, country.code
                  FROM res_partner partner
             LEFT JOIN res_country country ON country.id = partner.country_id
                 WHERE partner.vat IS NOT NULL AND partner.is_company
                   AND %(key)s = ANY(%(keys)s)
                   AND partner.type = 'contact'
                   AND NOT EXISTS (
                       SELECT FROM res_company WHERE partner_id = partner.id
                   )
              ORDER BY partner.active DESC, partner.id
                """,
                key=SQL(TIN_KEY_SQL.format(column="partner.vat")),
                keys=keys,
            )
        )
        found = defaultdict(list)
        for key, partner_id, code in rows:
            found[key].append((partner_id, code))
        return [
            [
                partner_id
                for partner_id, found_code in found.get(tin_key(text), ())
                if not (code and found_code) or code == found_code
            ]
            for text, code in numbers
        ]

    # ------------------------------------------------------------------
    # People by last name and two of full name, e-mail, phone
    # ------------------------------------------------------------------

    @api.model
    def _match_by_person(self, entries):
        """Two of the three include an e-mail or a phone: so the people are among those
        who have one of these, whom the intake has found already."""
        # superuser eyes, as everywhere in the intake: what is found is not told
        partners = (
            self.env["res.partner"]
            .sudo()
            .with_context(active_test=False)
            .browse({id_ for entry in entries for id_ in entry.matches})
        )
        points = (
            self.env["antcrm.contact.point"]
            .sudo()
            .search_fetch(
                [("partner_id", "in", partners.ids)],
                ["partner_id", "kind", "normalized"],
            )
        )
        values = defaultdict(lambda: {"email": [], "phone": [], "social": []})
        for point in points:
            values[point.partner_id][point.kind].append(point.normalized)
        evidence = {
            partner.id: self._get_person_evidence(partner, values[partner])
            for partner in partners
        }
        for entry in entries:
            own = self._get_evidence(
                entry.values.get("lastname"),
                self._get_entry_name(entry),
                entry.points["email"],
                entry.points["phone"],
            )
            scores = {}
            for partner_id in entry.matches:
                lastname, values = evidence[partner_id]
                common = {kind for kind, _value in own[1] & values}
                if own[0] and own[0] == lastname and len(common) > 1:
                    scores[partner_id] = len(common)
            entry.matches = sorted(scores, key=lambda id_, by=scores: (-by[id_], id_))

    @api.model
    def _get_entry_name(self, entry):
        values = entry.values
        return " ".join(
            filter(None, (values.get("firstname"), values.get("lastname")))
        ) or values.get("name")

    @api.model
    def _get_person_evidence(self, partner, points):
        lastname = partner.lastname
        if not lastname and not partner.firstname:
            lastname = partner._split_name(partner.name, partner.lang)["lastname"]
        return self._get_evidence(
            lastname, partner.name, points["email"], points["phone"]
        )

    @api.model
    def _get_evidence(self, lastname, name, emails, phones):
        """Return the key of a last name, and a set of ``(kind, value)``. The words of a
        full name count in any order: that differs from language to language."""
        values = {("email", value) for value in emails if value}
        values |= {("phone", value) for value in phones if value}
        if words := name_key(name).split():
            values.add(("name", " ".join(sorted(words))))
        return name_key(lastname), values

    @api.model
    def _get_person_keys(self, lastname, name, emails, phones):
        """Return what two candidates of a batch share when they are one person: the
        last name with two of the three."""
        lastname, values = self._get_evidence(lastname, name, emails, phones)
        return [
            ("person", lastname, first, second)
            for first, second in combinations(sorted(values), 2)
            if lastname and first[0] != second[0]
        ]

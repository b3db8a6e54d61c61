from collections import defaultdict
from itertools import combinations

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.antcrm_customers.tools.numbers import tax_key, tax_key_sql
from odoo.addons.antcrm_customers.tools.text import name_key, name_key_sql

from ..tools.website import website_key
from .antcrm_intake_fields import SALES_FIELDS

DIRECTION = SALES_FIELDS[0]


class AntcrmIntake(models.AbstractModel):
    """Two more ways to tell who is whom, chosen by the option ``strategy``: ``tin``,
    companies of one tax number; ``person``, people of one last name with two of full
    name, email and phone in common."""

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
    def _get_questions(self, kind, candidates, options):
        """What people and companies are told apart by is asked like phones."""
        questions = super()._get_questions(kind, candidates, options)
        strategy = options.get("strategy")
        names = {"tin": ("vat", "name", "website"), "person": ("name", "lastname")}
        names = [
            *names.get(strategy, ()),
            *(["existing_company_id"] * (kind == "lead")),
        ]
        return questions | {
            (name, value.strip())
            for candidate in candidates
            for name in names
            if isinstance(value := candidate.get(name), str) and value.strip()
        }

    @api.model
    def _filter_told(self, ids):
        """Return which of the customers that were found by more than a phone or an
        email the user may know of. The others are as if they were not there: that an
        exact number is in use is all that may be told of them."""
        partners = self.env["res.partner"].browse(dict.fromkeys(ids))
        return set(partners._filtered_access("read")._ids)

    # ------------------------------------------------------------------
    # Leads
    # ------------------------------------------------------------------

    @api.model
    def _decide_actions(self, kind, entries, options):
        """What contradicts the rules of leads is left out with an issue, so that a
        review tells it before the lead is written."""
        if kind == "lead":
            for entry in entries:
                if not entry.matches:
                    self._check_lead_values(entry, options)
        result = super()._decide_actions(kind, entries, options)
        if kind == "lead":
            for entry in entries:
                if entry.action in ("merged", "overwritten") and entry.record:
                    self._check_lead_values(entry, options)
                    if entry.rejected:
                        entry.action, entry.record = "rejected", None
        return result

    @api.model
    def _check_lead_values(self, entry, options):
        """Leave out a tax number that is none, and a product or an agreement that does
        not go with the rest: of what the entry brings, and of the lead that it is."""
        if entry.values.keys().isdisjoint(("vat", *SALES_FIELDS)):
            return
        # superuser: directions and programmes are public among those who write leads
        Lead = self.env["crm.lead"].sudo()
        lead = (entry.record or Lead).sudo()

        def get(name):
            """Return the record that the lead will have, and whether it comes anew."""
            present, brought = lead[name], entry.values.get(name)
            if not brought or entry.action == "merged" and present:
                return present, False
            return present.browse(brought), True

        country, _is_new = get("country_id")
        number = entry.values.get("vat")
        if problem := Lead._get_vat_problem(number, country):
            self._leave_out(entry, "vat", problem, options)
        values = {name: get(name) for name in SALES_FIELDS}
        if values[DIRECTION][0] != lead[DIRECTION]:
            # what goes with the old direction alone, the lead loses by itself
            values = {
                name: (
                    record if is_new or name == DIRECTION else record.browse(),
                    is_new,
                )
                for name, (record, is_new) in values.items()
            }
        while True:
            direction, product, agreement = (values[name][0] for name in SALES_FIELDS)
            if agreement and not direction:
                direction = agreement.programme_id._get_direction(product)
            name, problem = Lead._get_sales_problem(direction, product, agreement)
            if not problem:
                return
            record, is_new = values[name]
            if is_new:
                self._leave_out(entry, name, problem, options)
            values[name] = record.browse(), False

    @api.model
    def _leave_out(self, entry, name, problem, options):
        entry.add_issue(
            "bad_value",
            problem,
            name,
            str(entry.values.pop(name)),
            self._get_issue_severity("bad_value", options),
        )

    @api.model
    def _create_customers(self, kind, entries, options):
        """The companies and contacts of leads are found when all of the leads are
        there, with their numbers and addresses."""
        if kind != "lead":
            return super()._create_customers(kind, entries, options)
        intake = self.with_context(antcrm_match_later=True)
        result = super(AntcrmIntake, intake)._create_customers(kind, entries, options)
        for entry in entries:
            entry.record = entry.record.with_env(self.env)
        leads = self.env["crm.lead"].browse(
            entry.record.id
            for entry in entries
            if not entry.values.keys().isdisjoint(
                ("vat", "is_new_company", "is_new_contact")
            )
        )
        leads._match_on_save(changed_tin=leads)
        return result

    @api.model
    def _get_match_keys(self, kind, entry, options):
        strategy = options.get("strategy")
        if strategy == "tin":
            if entry.values.get("vat"):
                return [("tin", tax_key(entry.values["vat"]))]
            return [("company", *self._get_company_key(entry)), *entry.keys()]
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
    def _prepare_new_customer_values(self, kind, entry, options, common, inherited):
        """The contact of a lead has the language of the lead."""
        values = super()._prepare_new_customer_values(
            kind, entry, options, common, inherited
        )
        if options.get("lang"):
            values["lang"] = options["lang"]
        return values

    @api.model
    def _match_by_tin(self, entries):
        """A tax number says by itself which company it is: another one may have the
        same phone. Without a number, companies of the same phone or email count, and
        then those of the same name and website."""
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
        unnumbered = [entry for entry in entries if not entry.values.get("vat")]
        named = self._find_by_company_keys(map(self._get_company_key, unnumbered))
        told = self._filter_told(
            id_ for ids in (*found, *named.values()) for id_ in ids
        )
        for entry, ids in zip(wanted, found, strict=True):
            entry.matches = [id_ for id_ in ids if id_ in told]
        for entry in unnumbered:
            entry.matches += [
                id_
                for id_ in named.get(self._get_company_key(entry), ())
                if id_ in told and id_ not in entry.matches
            ]

    @api.model
    def _get_company_key(self, entry):
        """Return name and website of a company as they are compared."""
        name, website = entry.values.get("name"), entry.values.get("website")
        return name_key(name), website_key(website)

    @api.model
    def _find_by_company_keys(self, keys):
        """Return the accounts of the same name and website, those the user may not see
        included: what is found is not told.

        :return: ``{key: [ids]}``, see :meth:`_get_company_key`
        """
        names = sorted({name for name, _website in keys} - {""})
        if not names:
            return {}
        self.env["res.partner"].flush_model(
            ["name", "website", "is_company", "active", "type"]
        )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT %(key)s, partner.id, partner.website
                  FROM res_partner partner
                 WHERE partner.is_company AND partner.type = 'contact'
                   AND %(key)s = ANY(%(names)s)
                   AND NOT EXISTS (
                       SELECT FROM res_company WHERE partner_id = partner.id
                   )
              ORDER BY partner.active DESC, partner.id
                """,
                key=SQL(name_key_sql("partner.name")),
                names=names,
            )
        )
        found = defaultdict(list)
        for name, partner_id, website in rows:
            found[name, website_key(website)].append(partner_id)
        return found

    @api.model
    def _find_by_tins(self, numbers):
        """Return the accounts that have tax numbers, those the user may not see
        included: what is found is not told.

        :param numbers: pairs of a tax number and the ISO code of its country or nothing
        :return: for each pair a list of ids, active accounts first, then the oldest. A
            company of another country is another company
        """
        keys = sorted({tax_key(text) for text, _code in numbers} - {""})
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
                key=SQL(tax_key_sql("partner.vat")),
                keys=keys,
            )
        )
        found = defaultdict(list)
        for key, partner_id, code in rows:
            found[key].append((partner_id, code))
        return [
            [
                partner_id
                for partner_id, found_code in found.get(tax_key(text), ())
                if not (code and found_code) or code == found_code
            ]
            for text, code in numbers
        ]

    # ------------------------------------------------------------------
    # People by last name and two of full name, email, phone
    # ------------------------------------------------------------------

    @api.model
    def _match_by_person(self, entries):
        """Two of the three include an email or a phone: so the people are among those
        who have one of these, whom the intake has found already."""
        told = self._filter_told(id_ for entry in entries for id_ in entry.matches)
        # superuser: the phones and emails of people who may be known
        partners = (
            self.env["res.partner"].sudo().with_context(active_test=False).browse(told)
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
        # of equal ones, somebody who is still there
        retired = {p.id: (not p.active, not p.is_live) for p in partners}
        for entry in entries:
            own = self._get_evidence(
                entry.values.get("lastname"),
                self._get_entry_name(entry),
                entry.points["email"],
                entry.points["phone"],
            )
            scores = {}
            for partner_id in told.intersection(entry.matches):
                lastname, values = evidence[partner_id]
                common = {kind for kind, _value in own[1] & values}
                if own[0] and own[0] == lastname and len(common) > 1:
                    scores[partner_id] = len(common)
            entry.matches = sorted(
                scores, key=lambda id_, by=scores: (-by[id_], *retired[id_], id_)
            )

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

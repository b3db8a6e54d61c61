from odoo import api, models
from odoo.tools import SQL

from odoo.addons.antcrm_customers.tools.intake_entry import (
    Entry,
    IntakeOptions,
)
from odoo.addons.antcrm_customers.tools.numbers import tax_key, tax_key_sql
from odoo.addons.antcrm_customers.tools.websites import domain_key, domain_key_sql

#: what a row may bring along: {kind: (group, kind of the other customer, its fields)}
RELATED = {
    "contact": (
        "company",
        "account",
        ("phones", "emails", "website", "vat", "industry_id", "tags", "street")
        + ("street2", "district", "city", "zip", "state_id", "country_id"),
    ),
    "account": (
        "person",
        "contact",
        ("name", "firstname", "lastname", "function", "phones", "emails"),
    ),
}
NAMES = ("name", "firstname", "lastname")


class AntcrmIntake(models.AbstractModel):
    """Rows with a person and a company: each is a customer of its own.

    A candidate for a contact may have a ``company``, one for an account a ``person``:
    dicts of the fields that they have themselves. What is new of them is made with the
    customer; a company that is known is not changed.
    """

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "antcrm.intake"

    @api.model
    def _get_related_fields(self, kind):
        """Return the fields of a company or person that columns may go to."""
        if kind not in RELATED:
            return []
        group, other, names = RELATED[kind]
        labels = {
            "company": lambda label: self.env._("Company: %(field)s", field=label),
            "person": lambda label: self.env._(
                "Contact person: %(field)s", field=label
            ),
        }
        known = {field["name"]: field for field in self.get_fields(other)}
        return [
            {
                **known[name],
                "name": f"{group}/{name}",
                "label": labels[group](known[name]["label"]),
                "group": group,
                "required": False,
            }
            for name in names
            if name in known
        ]

    # ------------------------------------------------------------------
    # Read
    # ------------------------------------------------------------------

    @api.model
    def _read_candidates(self, kind, candidates, options):
        if not options.get("record_keys") or kind not in RELATED:
            return super()._read_candidates(kind, candidates, options)
        group, other, _names = RELATED[kind]
        brought = [candidate.get(group) for candidate in candidates]
        if not any(brought):
            return super()._read_candidates(kind, candidates, options)
        entries = super()._read_candidates(
            kind,
            [{n: v for n, v in item.items() if n != group} for item in candidates],
            options,
        )
        self._read_related(other, entries, brought, options)
        if kind == "contact":
            self._find_companies(entries, options)
        return entries

    @api.model
    def _read_related(self, other, entries, brought, options):
        """Read the companies or persons that come along; what is wrong with them is
        said of the row."""
        wanted = [
            (entry, dict(values))
            for entry, values in zip(entries, brought, strict=True)
            if values
        ]
        own = self._read_options(
            IntakeOptions(
                duplicate_policy="merge",
                invalid_choices=options["invalid_choices"],
                phone_country_id=options["phone_country_id"],
                pic_mode="none",
            )
        )
        for entry, values in wanted:
            if other == "account":
                # whose name is read with the contact
                values["name"] = entry.account or "-"
                if not values.get("country_id") and entry.values.get("country_id"):
                    values["country_id"] = entry.values["country_id"]
        # without keys of records: as any candidates
        subs = self._read_candidates(other, [values for _e, values in wanted], own)
        group = "company" if other == "account" else "person"
        for (entry, _values), sub in zip(wanted, subs, strict=True):
            nameless = any(issue["code"] == "no_name" for issue in sub.issues)
            for issue in sub.issues:
                if issue["code"] != "required":
                    field = f"{group}/{issue['field']}"
                    # a person that has no name is no reason to refuse the company
                    entry.issues.append(
                        {**issue, "field": field, "severity": "warning"}
                        if issue["code"] == "no_name"
                        else {**issue, "field": field}
                    )
            if nameless:
                continue
            if other == "account":
                sub.values.pop("name", None)
            entry.related = sub

    @api.model
    def _find_companies(self, entries, options):
        """Find the accounts that are there by tax number, or, where none is called so,
        by the host of their website."""
        wanted = [entry for entry in entries if entry.related]
        vats = {tax_key(entry.related.values.get("vat")) for entry in wanted} - {""}
        hosts = {
            host
            for entry in wanted
            if (site := entry.related.values.get("website"))
            and (host := domain_key(site))
        }
        by_vat, by_host = self._search_companies(vats, hosts)
        for entry in wanted:
            values = entry.related.values
            found = by_vat.get(tax_key(values.get("vat")))
            if not found and entry.account:
                found = by_host.get(domain_key(values.get("website")))
            if found:
                entry.values["parent_id"] = found
                entry.account = None
            if entry.values.get("parent_id") and not found and not entry.account:
                found = entry.values["parent_id"]
            if not entry.values.get("parent_id") and not entry.account:
                entry.related = None
                entry.add_issue(
                    "no_company",
                    self.env._(
                        "The row names no company: what it says of one is left out."
                    ),
                    "parent_id",
                )
            # of a run's later rows the company is known, as the earlier ones made it
            if found and not options.get("import_id"):
                entry.add_issue(
                    "known_company",
                    self.env._(
                        "The company is known already: what the file says of it is "
                        "left out."
                    ),
                    "parent_id",
                )

    @api.model
    def _search_companies(self, vats, hosts):
        """Return ``{tax number: id}`` and ``{host: id}`` of the oldest accounts that
        the user may read."""
        if not vats and not hosts:
            return {}, {}
        Partner = self.env["res.partner"]
        Partner.flush_model(["vat", "website", "is_company", "active"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, %(vat)s, %(host)s
                  FROM res_partner
                 WHERE is_company AND active
                   AND (%(vat)s = ANY(%(vats)s) OR %(host)s = ANY(%(hosts)s))
              ORDER BY id DESC
                """,
                vat=SQL(tax_key_sql("vat")),
                host=SQL(domain_key_sql("website")),
                vats=sorted(vats),
                hosts=sorted(hosts),
            )
        )
        readable = set(
            Partner.browse(row[0] for row in rows)._filtered_access("read")._ids
        )
        by_vat, by_host = {}, {}
        for id_, vat, host in rows:
            if id_ in readable:
                by_vat[vat] = id_
                by_host[host] = id_
        return by_vat, by_host

    # ------------------------------------------------------------------
    # Colleagues
    # ------------------------------------------------------------------

    @api.model
    def _are_colleagues(self, entry, earlier):
        """Whether two entries are people of one company who have its phone in common,
        and nothing else."""
        if not isinstance(earlier, Entry) or set(entry.points["email"]) & set(
            earlier.points["email"]
        ):
            return False
        company = self._get_company_of(entry)
        name = self._get_name_of(entry)
        return bool(
            company
            and company == self._get_company_of(earlier)
            and name
            and name != self._get_name_of(earlier)
        )

    # ------------------------------------------------------------------
    # Write
    # ------------------------------------------------------------------

    @api.model
    def _create_accounts(self, entries, options):
        """New accounts get what the rows say of them, the first row first."""
        super()._create_accounts(entries, options)
        made = {
            record.id
            for entry in entries
            for record in entry.made
            if record._name == "res.partner" and record.is_company
        }
        subs = []
        for entry in entries:
            account_id = entry.values.get("parent_id")
            if entry.related and account_id in made and not entry.target:
                sub = entry.related
                sub.action = "merged"
                sub.record = self.env["res.partner"].browse(account_id)
                subs.append((entry, sub))
        if not subs:
            return
        related = [sub for _entry, sub in subs]
        self._match("account", related, options)
        self._leave_taken_keys("account", related, {"seen": {}})
        self._make_named(related)
        self._update_customers("account", related, options)
        for entry, sub in subs:
            entry.made.extend(sub.made)
            entry.issues += [
                {**issue, "field": f"company/{issue['field']}"}
                for issue in sub.issues
                if issue["code"] == "taken_key"
            ]

    @api.model
    def _get_new_account_address(self, entry):
        own = entry.related and self._get_own_address(entry.related.values) or {}
        address = super()._get_new_account_address(entry)
        countries = {own.get("country_id"), address.get("country_id")} - {None, False}
        if own.keys() <= {"country_id"} and len(countries) < 2:
            # a country alone, with which its numbers are read, is no other address
            return {**address, **own}
        return own

    @api.model
    def _create_customers(self, kind, entries, options):
        result = super()._create_customers(kind, entries, options)
        if kind == "account":
            self._create_persons(entries, options)
        return result

    @api.model
    def _create_persons(self, entries, options):
        """Make the contact persons of new accounts; one who is known already is left as
        they are."""
        wanted = [entry for entry in entries if entry.related]
        if not wanted:
            return
        persons = [entry.related for entry in wanted]
        self._match("contact", persons, options)
        new = []
        for entry, person in zip(wanted, persons, strict=True):
            if person.matches:
                entry.add_issue(
                    "known_person",
                    self.env._(
                        "The contact person is known already, and stays as it is."
                    ),
                    "person/name",
                )
                continue
            person.action = "created"
            person.values["parent_id"] = entry.record.id
            new.append((entry, person))
        people = [person for _entry, person in new]
        self._mark_shared_points(people)
        self._make_named(people)
        self._create_customers("contact", people, options)
        self._create_addresses("contact", people)
        for entry, person in new:
            entry.made.append(person.record)
            entry.made.extend(person.made)

    @api.model
    def _get_company_of(self, entry):
        if account_id := entry.values.get("parent_id"):
            return account_id
        return (entry.account or "").casefold()

    @api.model
    def _get_name_of(self, entry):
        return " ".join(
            str(entry.values[name]) for name in NAMES if entry.values.get(name)
        ).casefold()

from collections import defaultdict

from odoo import api, models

from ..tools.company_names import company_key_sql, may_be_same, read_company
from ..tools.intake_entry import Missing
from ..tools.text import PersonKeys, compact_key, name_key, name_key_sql


class AntcrmIntake(models.AbstractModel):
    """What candidates name: records and choices are found by their names. A part of
    reading, see ``antcrm_intake_read.py``."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "antcrm.intake"

    @api.model
    def _read_relations(self, candidates, reading):
        """Return ``{field: {name key: id or choice}}`` for all that is named.

        Names are compared without case and accents. Tags, sources and industries that
        do not exist stand as :class:`Missing` where the user may make them.
        """
        kind, known = reading.kind, reading.fields
        wanted = {name: [] for name in known}
        for candidate in candidates:
            for name, value in candidate.items():
                if isinstance(value, str) and value.strip():
                    wanted[name].append(value)
        # tables of the host are read where somebody names a record of them
        addresses = any(candidate.get("addresses") for candidate in candidates)
        relations = {}
        if addresses or wanted["country_id"]:
            relations["country_id"] = self._get_countries()
        if addresses or wanted["state_id"]:
            relations["state_id"] = self._get_states()
        if wanted["status_id"]:
            relations["status_id"] = self._get_names(
                "antcrm.status",
                [("kind", "=", "lead" if kind == "lead" else "customer")],
            )
        if wanted["user_id"]:
            relations["user_id"] = PersonKeys(
                self._get_names(
                    "res.users", [("share", "=", False)], extra=("email", "login")
                )
            )
        for name in ("source_id", "industry_id"):
            if wanted[name]:
                relations[name] = self._get_or_plan(
                    known[name]["relation"], wanted[name]
                )
        tags = [tag for c in candidates for tag in self._get_list(c.get("tags"))]
        tags = [tag for tag in tags if isinstance(tag, str)]
        tags.extend(reading.options["tag_names"])
        if tags:
            relations["tags"] = self._get_or_plan(known["tags"]["relation"], tags)
        if kind == "contact":
            relations["parent_id"] = self._find_accounts(wanted["parent_id"])
        for name, field in known.items():
            if field["type"] == "selection":
                relations[name] = {
                    name_key(text): key
                    for key, label in field["selection"]
                    for text in (key, label)
                }
            elif field["type"] in ("many2one", "many2many") and (
                field["group"] == "custom" or name not in relations and wanted[name]
            ):
                domain = list(field.get("domain") or [])
                if field["relation"] == "res.partner":
                    # there may be a million
                    domain.append(("name", "in", list(wanted[name])))
                relations[name] = self._get_names(field["relation"], domain)
        return relations

    @api.model
    def _get_countries(self):
        """Return countries by name, in the user's language and in English, and by
        code."""
        countries = self.env["res.country"].search_fetch([], ["name", "code"])
        english = countries.with_context(lang="en_US")
        return {
            compact_key(name): country.id
            for names in (
                english.mapped("name"),
                countries.mapped("name"),
                countries.mapped("code"),
            )
            for country, name in zip(countries, names, strict=True)
        }

    @api.model
    def _get_states(self):
        """Return ``{(country id, name key or code): (state id, country id)}``; with
        ``False`` for the country where one country alone has the name."""
        states = self.env["res.country.state"].search_fetch(
            [], ["name", "code", "country_id"]
        )
        result, by_name = {}, defaultdict(list)
        for column in ("code", "name"):
            for state in states:
                country_id = state.country_id.id
                key = name_key(state[column])
                result[country_id, key] = (state.id, country_id)
                if column == "name":
                    by_name[key].append((state.id, country_id))
        for key, found in by_name.items():
            if len(found) == 1:
                result[False, key] = found[0]
        return result

    @api.model
    def _get_names(self, model, domain=(), extra=()):
        """Return the records of a small model by the keys of their names."""
        records = self.env[model].search_fetch(list(domain), ["display_name", *extra])
        result = {}
        for record in reversed(records):
            for column in extra:
                if record[column]:
                    result[name_key(record[column])] = record.id
        for record in reversed(records):
            name = record.name if "name" in record._fields else record.display_name
            result[name_key(name)] = record.id
        return result

    @api.model
    def _get_or_plan(self, model, names):
        """Return the records of a small model by the keys of their names, with a
        :class:`Missing` for those of ``names`` that there are not, where the user may
        make them."""
        result = self._get_names(model)
        missing = {}
        for name in names:
            # of several ways to write one name, the first is kept
            missing.setdefault(name_key(name), " ".join(name.split()))
        missing = {
            key: name for key, name in missing.items() if key and key not in result
        }
        if missing and self._may_create(model):
            result |= {key: Missing(model, name) for key, name in missing.items()}
        return result

    @api.model
    def _may_create(self, model):
        """Whether the user may make a new record of a small model: tags are made by all
        who may, sources and industries by Administrators."""
        administrators = "antcrm_share.group_administrator"
        return self.env[model].has_access("create") and (
            model in ("crm.tag", "res.partner.category")
            or self.env.user.has_group(administrators)
        )

    # ------------------------------------------------------------------
    # Accounts
    # ------------------------------------------------------------------

    @api.model
    def _find_accounts(self, names):
        """Return the accounts of these names that the user may read.

        :return: ``{name key: id}``; of several, the oldest
        """
        keys = sorted({name_key(name) for name in names} - {""})
        found = self._find_account_ids(keys) if keys else {}
        readable = set(
            self.env["res.partner"]
            .browse(id_ for ids in found.values() for id_ in ids)
            ._filtered_access("read")
            ._ids
        )
        return {
            key: next(id_ for id_ in ids if id_ in readable)
            for key, ids in found.items()
            if not readable.isdisjoint(ids)
        }

    @api.model
    def _find_account_ids(self, keys):
        """Return the accounts of these names, those the user may not see included: what
        is found is not told. An account with another legal form, or without one, is
        meant where nobody is called so exactly, and where it is the only one.

        :param list keys: of names, see :func:`tools.text.name_key`
        :return: ``{key: [ids]}``, the oldest first
        """
        self.env["res.partner"].flush_model(["name", "is_company", "active"])
        self.env.cr.execute(
            f"""
            SELECT {name_key_sql("name")} AS key, array_agg(id ORDER BY id)
              FROM res_partner
             WHERE is_company AND active AND {name_key_sql("name")} = ANY(%s)
          GROUP BY key
            """,  # pylint: disable=sql-injection
            [keys],
        )
        found = dict(self.env.cr.fetchall())
        return found | self._find_called_alike([k for k in keys if k not in found])

    @api.model
    def _find_called_alike(self, keys):
        """Return ``{key: [id]}``: the one account that is called so but for its legal
        form, see :meth:`_find_account_ids`."""
        forms = self.env["res.partner"]._get_legal_forms()
        wanted = {key: read_company(key, forms) for key in keys}
        names = sorted({name for name, _form in wanted.values()} - {""})
        if not names:
            return {}
        expression = company_key_sql("name", forms)
        self.env.cr.execute(
            f"""
            SELECT {expression}, id, name
              FROM res_partner
             WHERE is_company AND active AND {expression} = ANY(%s)
            """,  # pylint: disable=sql-injection
            [names],
        )
        called = defaultdict(list)
        for name, id_, written in self.env.cr.fetchall():
            called[name].append((id_, read_company(written, forms)[1]))
        found = {
            key: [id_ for id_, other in called[name] if may_be_same(form, other)]
            for key, (name, form) in wanted.items()
        }
        return {key: ids for key, ids in found.items() if len(ids) == 1}

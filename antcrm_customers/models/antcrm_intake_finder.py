from contextlib import contextmanager

from odoo import api, models
from odoo.fields import Command, Domain
from odoo.tools import SQL, escape_psql

from odoo.addons.antcrm_contact_point.tools.contact_values import (
    read_email,
    read_phone,
    read_social,
)

from ..tools.company_names import company_key
from ..tools.customer_keys import COLUMN_KEYS, read_key
from ..tools.intake_entry import MODELS, IntakeError, check_candidates, check_kind
from ..tools.name_query import (
    LIKE,
    MATCHES,
    MAX_COMPARED,
    SIMILAR,
    NameQuery,
    NameSource,
)
from ..tools.name_search import (
    SIMILARITY,
    NameSample,
    get_misspellings,
    get_patterns,
    get_similarity,
    get_unknown_words,
    get_words,
)
from ..tools.names import strip_name
from ..tools.text import name_key

MIN_NAME = 3  # fewer letters are found in almost every name
MAX_OWN = 5_000  # of those whom a user sees who sees few, how many are looked at
MAX_SPELT = 200  # of those with a word that is spelt in one other way
MAX_KEYS = 50  # names that are looked for in one query
MAX_FOUND = 20
MAX_CANDIDATES = 1000
#: how lists of a candidate are read
READERS = {
    "phones": ("phone", read_phone),
    "emails": ("email", read_email),
    "socials": ("social", read_social),
}


class AntcrmIntake(models.AbstractModel):
    """Who somebody means who types in a new customer: those of the same phone or email
    and of a similar name. It proposes; what stands for one customer is decided by the
    intake."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "antcrm.intake"

    @api.model
    def find_similar(self, kind, candidates, domain=None, limit=5):
        """Return the customers that new ones may already be, as far as the user may
        read them: for ``contact`` and ``account`` those of both kinds.

        :param str kind: ``lead``, ``contact`` or ``account``
        :param list candidates: up to 1000 dicts with ``name`` (text), ``phones`` and
            ``emails`` (lists of text), all optional
        :param domain: condition that the customers fulfil, such as that of a field
        :param int limit: how many for each candidate, up to 20
        :return: for each candidate, in their order, a list of dicts, the most likely
            one first: ``id``, ``kind``, ``name``, ``detail`` (phone and email),
            ``reasons`` (some of ``phone``, ``email``, ``name``)
        :raise ValueError: there is no such kind, or there are too many candidates
        :raise UserError: more values would be looked up than the user's budget holds
        :raise AccessError: the user may not create such customers
        """
        check_kind(self.env, kind)
        check_candidates(self.env, candidates)
        if len(candidates) > MAX_CANDIDATES:
            raise IntakeError(
                self.env._(
                    "Up to %(number)s candidates at once.", number=MAX_CANDIDATES
                )
            )
        if type(limit) is not int:
            raise IntakeError(self.env._("The limit is a number."))
        limit = max(1, min(limit, MAX_FOUND))
        domain = Domain(domain or []) & self.env[MODELS[kind]]._get_live_domain()
        # whoever may not bring customers in must not learn who is there
        self.env[MODELS[kind]].check_access("create")
        questions = {key for item in candidates for key in self._get_point_keys(item)}
        self.env["antcrm.budget"]._ask(len(questions))
        return self._find_similar(kind, candidates, domain, limit)

    @api.model
    def _find_similar(self, kind, candidates, domain, limit=5, kinds=None):
        """Return what :meth:`find_similar` does, for any number of candidates, and of
        customers that are not in use, too.

        :param kinds: list of those to look among, where that is not all of the model
        """
        Model = self.env[MODELS[kind]]
        # whoever may not bring customers in must not learn who is there
        Model.check_access("create")
        kinds = kinds or (["lead"] if kind == "lead" else ["contact", "account"])
        domain = Domain(domain) & Domain("customer_kind", "in", kinds)
        found = []
        for start in range(0, len(candidates), MAX_CANDIDATES):
            batch = candidates[start : start + MAX_CANDIDATES]
            found += self._find_similar_batch(Model, kind, kinds, batch, domain, limit)
        return found

    @api.model
    def _find_similar_batch(self, Model, kind, kinds, candidates, domain, limit):
        keys = [self._get_point_keys(candidate) for candidate in candidates]
        holders = self._find_holders(kinds, set().union(*keys), domain)
        names = [self._get_candidate_name_key(kind, item) for item in candidates]
        alike = self._find_by_names(Model, set(names), domain, limit)
        found = []
        for point_keys, name in zip(keys, names, strict=True):
            reasons = {}
            for point_kind, normalized in point_keys:
                for id_ in holders.get((point_kind, normalized), ()):
                    reasons.setdefault(id_, []).append(point_kind)
            for id_ in alike.get(name, ()):
                reasons.setdefault(id_, []).append("name")
            likely = sorted(reasons, key=lambda id_, by=reasons: -len(by[id_]))
            found.append({id_: reasons[id_] for id_ in likely[:limit]})
        records = Model.browse({id_ for reasons in found for id_ in reasons})
        infos = {record.id: self._get_similar_info(record) for record in records}
        return [
            [{**infos[id_], "reasons": by} for id_, by in reasons.items()]
            for reasons in found
        ]

    @api.model
    def _get_candidate_name_key(self, kind, candidate):
        """Return the name of a candidate as names are looked for: what an account is
        called without its legal form, a person without title."""
        name = candidate.get("name")
        if not isinstance(name, str):
            return ""
        name = name[:200]
        if kind == "account":
            called = company_key(name, self.env["res.partner"]._get_legal_forms())
            if len(called) >= MIN_NAME:
                return called
            return name_key(name)
        return name_key(strip_name(name, self.env.lang)[1])

    @api.model
    def _get_point_keys(self, candidate):
        """Return ``(kind, normalized)`` of what can be read, each once, in order;
        profiles where they are a key."""
        region = self.env.company.country_id.code or None
        modes = self.env["antcrm.customer.key"]._get_modes()
        is_key = any(key == "social" for _kind, key in modes)
        keys = {}
        for name, (kind, read) in READERS.items():
            values = candidate.get(name) if kind != "social" or is_key else ()
            for value in values if isinstance(values, list) else ():
                if not isinstance(value, str):
                    continue
                reading = read(value, region) if kind == "phone" else read(value)
                if reading.normalized and not reading.error:
                    keys[kind, reading.normalized] = True
        return list(keys)

    @api.model
    def _find_holders(self, kinds, keys, domain):
        """Return ``{(point kind, normalized): [ids]}`` of customers that the user may
        read."""
        found = {}
        modes = self.env["antcrm.customer.key"]._get_modes()
        for kind in kinds:
            points = {
                key for key in keys if key[0] != "social" or (kind, key[0]) in modes
            }
            for key, ids in self._find_by_points(kind, points).items():
                found.setdefault(key, []).extend(ids)
        Model = self.env[MODELS[kinds[0]]]
        ids = {id_ for ids in found.values() for id_ in ids}
        readable = set(Model.search(domain & Domain("id", "in", ids))._ids)
        return {
            key: [id_ for id_ in ids if id_ in readable] for key, ids in found.items()
        }

    @api.model
    def _find_by_names(self, Model, keys, domain, limit):
        """Return the customers with a similar name: with what is typed as a part of it,
        with the words in another order, or with a letter more or less.

        Each query is served by an index, and none reads more than a few thousand rows
        of a name, however many have it: those that begin as what is typed come first.
        It searches as the user.

        :param set keys: names as :func:`tools.text.name_key` returns them
        :return: ``{key: [ids]}``, the most similar first
        """
        keys = sorted(key for key in keys if len(key) >= MIN_NAME)
        if not keys:
            return {}
        Model.flush_model(list(Model._name_key_columns))
        with self._searching_names():
            queries = {key: self._get_parts_queries(key) for key in keys}
            found = self._find_named(Model, queries, domain, limit)
            few = [key for key in keys if len(found.get(key, ())) < limit]
            if few and self.env.registry.has_trigram:
                self._add_similar(Model, few, domain, limit, found)
        return found

    @api.model
    def _add_similar(self, Model, keys, domain, limit, found):
        """Add to what was found by names those that are spelt otherwise."""
        for similarity, queries in self._get_similar_queries(Model, keys).items():
            if similarity != SIMILARITY:
                self.env.execute_query(
                    SQL(
                        "SELECT set_config('pg_trgm.similarity_threshold', %s, true)",
                        str(similarity),
                    )
                )
            similar = self._find_named(Model, queries, domain, limit, similarity)
            for key, ids in similar.items():
                found[key] = list(dict.fromkeys([*found.get(key, ()), *ids]))[:limit]

    @api.model
    def _get_parts_queries(self, key):
        """Return the queries of names that begin as what is typed, the shortest first,
        and of those that have all words of it."""
        start = (LIKE, f"{escape_psql(key)}%")
        return [NameQuery([start], begins=True), self._get_words_query(get_words(key))]

    @api.model
    def _get_words_query(self, words, *patterns, limit=MAX_COMPARED):
        """Return the query of names in which all words stand, and that are like other
        patterns."""
        patterns = (*get_patterns(words), *patterns)
        return NameQuery([(MATCHES, pattern) for pattern in patterns], limit)

    @api.model
    def _get_similar_queries(self, Model, keys):
        """Return the queries of names that are spelt otherwise:
        ``{how similar they have to be: {key: queries}}``."""
        sample = self._get_name_sample(Model)
        queries = {}
        for key in keys:
            similarity = get_similarity(key, sample)
            alike = []
            if similarity != SIMILARITY:
                alike = self._get_misspelt_queries(key, sample)
            if similarity:
                alike.append(NameQuery([(SIMILAR, key)]))
            if alike:
                queries.setdefault(similarity or SIMILARITY, {})[key] = alike
        return queries

    @api.model
    def _get_misspelt_queries(self, key, sample):
        """Return the queries of names in which one word is spelt otherwise, and all
        others as they are."""
        queries = []
        for unknown in get_unknown_words(key, sample):
            others = [word for word in get_words(key) if word != unknown]
            queries += [
                self._get_words_query(others, pattern, limit=MAX_SPELT)
                for pattern in get_misspellings(unknown)
            ]
        return queries

    @api.model
    def _get_name_sample(self, Model):
        """Return a sample of the names of all customers, from the statistics of the
        database's planner; an empty one where it has none yet, as of few customers."""
        rows = self.env.execute_query(
            SQL(
                "SELECT most_common_vals::text::text[], most_common_freqs,"
                " histogram_bounds::text::text[] FROM pg_stats"
                " WHERE schemaname = current_schema AND tablename = %s",
                f"{Model._table}_name_key_start",
            )
        )
        for names, shares, others in rows:
            shares = dict(zip(names or (), shares or (), strict=True))
            return NameSample(shares, others or ())
        return NameSample()

    @api.model
    def _find_named(self, Model, queries, domain, limit, similarity=None):
        """Return the customers that queries find, as far as the user may read them:
        ``{key: [ids]}``, the most similar first.

        Where so many have a name that not all are looked at, and the user may read few
        of those that are, the name is looked for among those whom the user sees: they
        are few as well, or more of them would have been found.

        :param dict queries: for each key a list of :class:`NameQuery`
        :param float similarity: how similar the names have to be; any by default
        """
        found = {}
        keys = list(queries)
        for start in range(0, len(keys), MAX_KEYS):
            wanted = {key: queries[key] for key in keys[start : start + MAX_KEYS]}
            rows, crowded = self._read_named(Model, wanted, domain, limit, similarity)
            few = {key: queries[key] for key in crowded if len(rows[key]) < limit}
            if few:
                own, _crowded = self._read_named(
                    Model, few, domain, limit, similarity, among_own=True
                )
                for key, ids in own.items():
                    rows[key] = list(dict.fromkeys([*ids, *rows[key]]))[:limit]
            found |= {key: ids for key, ids in rows.items() if ids}
        return found

    @api.model
    def _read_named(self, Model, queries, domain, limit, similarity, among_own=False):
        """Return the ids that are found for each name, and for which names there are
        more that are not looked at.

        :param among_own: look among those whom no share hides from the user, up to
            ``MAX_OWN`` of them
        """
        name = SQL(Model._get_name_key_sql())
        table = SQL.identifier(Model._table)
        source = NameSource(table, name, SQL(Model._get_name_start_sql()))
        own = SQL()
        if among_own:
            # once for all of them: it takes longer than what it is compared with
            own = SQL(
                "WITH own AS MATERIALIZED (SELECT id, %s AS name FROM %s"
                " WHERE id = ANY(ARRAY(%s)))",
                name,
                table,
                Model._select_shared(MAX_OWN),
            )
            source = NameSource(SQL("own"), SQL("name"), SQL("name"))
        keys = list(queries)
        selects = []
        for number, key in enumerate(keys):
            query, likeness = self._get_likeness_query(Model, key, domain, similarity)
            names = SQL(" UNION ").join(one.get_ids(source) for one in queries[key])
            selects.append(
                self._get_readable_query(
                    query, names, likeness, SQL("%s", number), limit
                )
            )
        rows = self.env.execute_query(
            SQL(
                "%s SELECT number, id FROM (%s) AS found (number, id, likeness)"
                " ORDER BY number, likeness DESC, id",
                own,
                SQL(" UNION ALL ").join(selects),
            )
        )
        found = {key: [] for key in keys}
        crowded = [keys[number] for number, id_ in rows if id_ is None]
        for number, id_ in rows:
            if id_ is not None:
                found[keys[number]].append(id_)
        return found, crowded

    @api.model
    def _get_likeness_query(self, Model, key, domain, similarity):
        """Return the query of all whom the user may read, and how alike their names
        are to a name: 2 for the same, else up to 1."""
        query = Model._search(domain)
        name = SQL(Model._get_name_key_sql(query.table))
        likeness = SQL("0.5")
        if self.env.registry.has_trigram:
            likeness = SQL("similarity(%s, %s)", name, key)
        if similarity:
            query.add_where(SQL("%s >= %s", likeness, SIMILARITY))
        return query, SQL("CASE WHEN %s = %s THEN 2 ELSE %s END", name, key, likeness)

    @api.model
    def _get_readable_query(self, query, names, likeness, number, limit):
        """Return the query that asks of some with a name who may be read, and has a row
        without an id where there are more of them.

        The ids come first: else the planner looks at who may read whom of all
        customers.
        """
        record_id = SQL.identifier(query.table, "id")
        query.add_where(SQL("%s = ANY(ARRAY(SELECT id FROM names))", record_id))
        return SQL(
            "(WITH names AS MATERIALIZED (%s) (%s ORDER BY 3 DESC, 2 LIMIT %s)"
            " UNION ALL (SELECT %s, NULL, NULL FROM names OFFSET %s LIMIT 1))",
            names,
            query.select(number, record_id, likeness),
            limit,
            number,
            MAX_COMPARED - 1,
        )

    @api.model
    @contextmanager
    def _searching_names(self):
        """Let the planner take the indexes of names: of a word that many have it would
        read the table instead, until there are enough. Compiling takes longer than it
        saves."""
        [before] = self.env.execute_query(
            SQL(
                "SELECT current_setting('enable_seqscan'), current_setting('jit'),"
                " set_config('enable_seqscan', 'off', true),"
                " set_config('jit', 'off', true),"
                " set_config('pg_trgm.similarity_threshold', %s, true)",
                str(SIMILARITY),
            )
        )
        yield
        # where it fails, so does the transaction, or its savepoint
        self.env.execute_query(
            SQL(
                "SELECT set_config('enable_seqscan', %s, true),"
                " set_config('jit', %s, true)",
                *before[:2],
            )
        )

    @api.model
    def _get_similar_info(self, record):
        email = record[record._get_contact_point_column("email")]
        return {
            "id": record.id,
            "kind": record.customer_kind,
            "name": record.display_name,
            "detail": " · ".join(filter(None, (record.phone, email))),
        }

    # ------------------------------------------------------------------
    # Of every kind
    # ------------------------------------------------------------------

    @api.model
    def find_everywhere(self, kind, candidate, own_id=None, limit=5):
        """Return the customers of every kind that somebody may already be who is being
        entered, as far as the user may read them.

        What the customer ``own_id`` has already is no question: only what is typed
        beside it counts for the budget.

        :param str kind: of who is entered: ``lead``, ``contact`` or ``account``
        :param dict candidate: as for :meth:`find_similar`, and ``vat``,
            ``identity_number`` and ``website`` (texts) and ``socials`` (list of texts),
            as far as the settings have them as keys
        :param own_id: id of the customer that is edited, who is none of them
        :param int limit: how many of leads, and of contacts and accounts, up to 20
        :return: a list of dicts as those of :meth:`find_similar`, the most likely one
            first, with ``account`` (name of the company), ``pic`` (name of the person
            in charge) and ``can_write``; ``vat``, ``identity_number``, ``website`` and
            ``social`` are reasons, too
        :raise ValueError: there is no such kind
        :raise UserError: more values would be looked up than the user's budget holds
        """
        check_kind(self.env, kind)
        check_candidates(self.env, [candidate])
        # whoever may not bring customers in must not learn who is there
        if not self.env[MODELS[kind]].has_access("create"):
            return []
        own = self.env[MODELS[kind]].browse(own_id if type(own_id) is int else ())
        own = own.exists()._filtered_access("read")
        numbers = self._get_numbers(candidate)
        asked = {*self._get_point_keys(candidate), *numbers.items()}
        points = own.phone_ids | own.email_ids | own.social_ids
        known = {(p.kind, p.normalized) for p in points}
        known |= {(name, read_key(name, own[name])) for name in numbers if name in own}
        self.env["antcrm.budget"]._ask(len(asked - known))
        limit = max(1, min(limit, MAX_FOUND)) if type(limit) is int else MAX_FOUND
        found = []
        for group in ("lead", "contact"):
            Model = self.env[MODELS[group]]
            if Model.has_access("create"):
                domain = Model._get_live_domain()
                if own and own._name == Model._name:
                    domain &= Domain("id", "!=", own.id)
                found += self._find_in_group(group, candidate, numbers, domain, limit)
        # a name alone is the weakest of all
        return sorted(
            found, key=lambda one: (one["reasons"] == ["name"], -len(one["reasons"]))
        )

    @api.model
    def _get_numbers(self, candidate):
        """Return what is typed of keys in columns of their own, as it is compared:
        ``{key: normalized}``."""
        modes = self.env["antcrm.customer.key"]._get_modes()
        keys = {key for _kind, key in modes}
        return {
            name: normalized
            for name in COLUMN_KEYS
            if name in keys and (normalized := read_key(name, candidate.get(name)))
        }

    @api.model
    def _find_in_group(self, kind, candidate, numbers, domain, limit):
        """Find among leads, or among contacts and accounts."""
        Model = self.env[MODELS[kind]]
        [similar] = self._find_similar(kind, [candidate], domain, limit)
        reasons = {one["id"]: one["reasons"] for one in similar}
        modes = self.env["antcrm.customer.key"]._get_modes()
        for scope in ("lead",) if kind == "lead" else ("contact", "account"):
            wanted = {pair for pair in numbers.items() if (scope, pair[0]) in modes}
            for (name, _number), ids in self._find_by_numbers(scope, wanted).items():
                for record in Model.search(
                    domain & Domain("id", "in", ids), limit=limit
                ):
                    reasons.setdefault(record.id, []).append(name)
        records = Model.browse(reasons)
        writable = records._filtered_access("write")
        return [
            {
                **self._get_similar_info(record),
                "reasons": reasons[record.id],
                "account": record.partner_name
                if kind == "lead"
                else record.parent_id.name,
                "pic": record.user_id.name,
                "can_write": record in writable,
            }
            for record in records
        ]

    @api.model
    def get_left(self, kind, record_id, values):
        """Return what :meth:`add_to` would not give a customer: what they have another
        one of, and what is no key here.

        :return: names of texts in ``values``, such as ``["vat"]``
        :raise AccessError: the user may not write the customer
        """
        record = self._get_addressee(kind, record_id, values)
        given = self._get_additions(record, values)
        typed = {
            name: value.strip()
            for name in COLUMN_KEYS
            if name not in given and isinstance(value := values.get(name), str)
        }
        own = {name: record[name] or "" for name in typed if name in record}
        return [
            name
            for name, value in typed.items()
            if value
            and (read_key(name, value) or value)
            != (read_key(name, own.get(name)) or own.get(name))
        ]

    @api.model
    def add_to(self, kind, record_id, values):
        """Give a customer the phones, e-mails and numbers that it has not yet. Nothing
        that is there is replaced; :meth:`get_left` tells before what stays behind.

        :param dict values: as the candidate of :meth:`find_everywhere`
        :raise AccessError: the user may not write the customer
        :raise ValidationError: somebody else has a number or an address
        """
        record = self._get_addressee(kind, record_id, values)
        record.write(self._get_additions(record, values))

    @api.model
    def _get_addressee(self, kind, record_id, values):
        """Check what a caller gave, and return the customer to write to."""
        check_kind(self.env, kind)
        check_candidates(self.env, [values])
        record = self.env[MODELS[kind]].browse(record_id)
        record.check_access("write")
        return record

    @api.model
    def _get_additions(self, record, values):
        """Return the values to write of those that a customer has not yet."""
        points = record.phone_ids | record.email_ids | record.social_ids
        known = {(p.kind, p.normalized) for p in points}
        vals = {
            name: values[name].strip()
            for name in self._get_numbers(values)
            if name in record and not record[name]
        }
        for name, (point_kind, _read) in READERS.items():
            new = [
                Command.create({"kind": point_kind, "value": value})
                for value in values.get(name) or []
                if isinstance(value, str)
                and not known & {*self._get_point_keys({name: [value]})}
            ]
            if new:
                vals[f"{point_kind}_ids"] = new
        return vals

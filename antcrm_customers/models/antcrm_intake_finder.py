from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, escape_psql

from ..tools.contact_values import read_email, read_phone
from ..tools.intake_entry import MODELS
from ..tools.text import name_key

MIN_NAME = 3  # fewer letters are found in almost every name
SIMILARITY = 0.5  # of pg_trgm: half of the groups of three letters are the same
MAX_COMPARED = 200  # of the names alike, how many are put in order
MAX_FOUND = 20
MAX_CANDIDATES = 1000
READERS = {"phones": ("phone", read_phone), "emails": ("email", read_email)}


class AntcrmIntakeFinder(models.AbstractModel):
    """Who somebody means who types in a new customer: those of the same phone or e-mail
    and of a similar name. It proposes; what stands for one customer is decided by the
    intake."""

    _name = "antcrm.intake.finder"
    _description = "Finder of Customers"

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
            one first: ``id``, ``kind``, ``name``, ``detail`` (phone and e-mail),
            ``reasons`` (some of ``phone``, ``email``, ``name``)
        :raise ValueError: there is no such kind, or there are too many candidates
        :raise AccessError: the user may not create such customers
        """
        if kind not in MODELS or len(candidates) > MAX_CANDIDATES:
            raise ValueError("one of three kinds, and up to 1000 candidates")
        limit = max(1, min(int(limit), MAX_FOUND))
        # inactive customers are not offered
        domain = Domain(domain or []) & Domain("is_inactive", "!=", True)
        return self._find_similar(kind, candidates, domain, limit)

    @api.model
    def _find_similar(self, kind, candidates, domain, limit=5):
        """Return what :meth:`find_similar` does, for any number of candidates, and of
        inactive customers too."""
        Model = self.env[MODELS[kind]]
        # whoever may not bring customers in must not learn who is there
        Model.check_access("create")
        kinds = ["lead"] if kind == "lead" else ["contact", "account"]
        domain = Domain(domain) & Domain("customer_kind", "in", kinds)
        found = []
        for start in range(0, len(candidates), MAX_CANDIDATES):
            batch = candidates[start : start + MAX_CANDIDATES]
            found += self._find_similar_batch(Model, kinds, batch, domain, limit)
        return found

    @api.model
    def _find_similar_batch(self, Model, kinds, candidates, domain, limit):
        keys = [self._get_point_keys(candidate) for candidate in candidates]
        holders = self._find_holders(kinds, set().union(*keys), domain)
        names = [self._get_candidate_name_key(candidate) for candidate in candidates]
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
    def _get_candidate_name_key(self, candidate):
        name = candidate.get("name")
        return name_key(name[:200]) if isinstance(name, str) else ""

    @api.model
    def _get_point_keys(self, candidate):
        """Return ``(kind, normalized)`` of what can be read, each once, in order."""
        region = self.env.company.country_id.code or None
        keys = {}
        for name, (kind, read) in READERS.items():
            values = candidate.get(name)
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
        for kind in kinds:
            for key, ids in self._find_by_points(kind, keys).items():
                found.setdefault(key, []).extend(ids)
        Model = self.env[MODELS[kinds[0]]]
        ids = {id_ for ids in found.values() for id_ in ids}
        readable = set(Model.search(domain & Domain("id", "in", ids))._ids)
        return {
            key: [id_ for id_ in ids if id_ in readable] for key, ids in found.items()
        }

    @api.model
    def _find_by_names(self, Model, keys, domain, limit):
        """Return the customers with a similar name: with the words in another order, a
        letter more or less, or with what is typed as a part of it.

        One query for all names, served by a trigram index; it searches as the user.

        :param set keys: names as :func:`tools.text.name_key` returns them
        :return: ``{key: [ids]}``, the most similar first
        """
        keys = sorted(key for key in keys if len(key) >= MIN_NAME)
        if not keys:
            return {}
        Model.flush_model(list(Model._name_key_columns))
        exact, alike = Model._search(domain), Model._search(domain)
        name = SQL(Model._get_name_key_sql(exact.table))
        exact.add_where(SQL("%s LIKE wanted.pattern", name))
        exact.limit = limit
        likeness = SQL("0.5")
        condition = SQL("%s LIKE '%%' || wanted.pattern || '%%'", name)
        if self.env.registry.has_trigram:
            likeness = SQL("similarity(%s, wanted.key)", name)
            condition = SQL("(%s %% wanted.key OR %s)", name, condition)
            self.env.cr.execute(
                "SELECT set_config('pg_trgm.similarity_threshold', %s, true)",
                [str(SIMILARITY)],
            )
        alike.add_where(condition)
        alike.limit = MAX_COMPARED
        id_column = SQL.identifier(exact.table, "id")
        rows = self.env.execute_query(
            SQL(
                """
                SELECT wanted.key, found.id
                  FROM unnest(%(keys)s, %(patterns)s) AS wanted (key, pattern)
                 CROSS JOIN LATERAL (
                       SELECT id, max(likeness) AS likeness
                         FROM ((%(exact)s) UNION ALL (%(alike)s)) names (id, likeness)
                     GROUP BY id
                     ORDER BY likeness DESC, id
                        LIMIT %(limit)s
                       ) found
              ORDER BY wanted.key, found.likeness DESC, found.id
                """,
                keys=keys,
                patterns=[escape_psql(key) for key in keys],
                exact=exact.select(id_column, SQL("1.0")),
                alike=alike.select(id_column, likeness),
                limit=limit,
            )
        )
        found = {}
        for key, id_ in rows:
            found.setdefault(key, []).append(id_)
        return found

    @api.model
    def _get_similar_info(self, record):
        email = record[record._get_contact_point_column("email")]
        return {
            "id": record.id,
            "kind": record.customer_kind,
            "name": record.display_name,
            "detail": " · ".join(filter(None, (record.phone, email))),
        }

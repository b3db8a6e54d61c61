from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.intake_entry import MODELS
from ..tools.text import name_key_sql

#: of a group of up to so many, all pairs are listed; of a larger one a number or an
#: address says nothing by itself, and each is paired with the first alone
GROUP_SIZE = 10
#: customers whose names are compared in one step
BUCKET_SIZE = 50_000
#: fewer letters are alike in too many names
MIN_LETTERS = 6
#: what companies are, and not what they are called, as ``name_key`` writes it
LEGAL_FORMS = (
    "cong ty|tnhh|trach nhiem huu han|co phan|cp|mtv|mot thanh vien|jsc|joint stock|"
    "company|co|corporation|corp|incorporated|inc|limited|ltd|llc|llp|plc|gmbh|ag|kg|"
    "sa|sas|sarl|srl|spa|bv|nv|oy|ab|as|aps|pte|pty|group"
)


class AntcrmDuplicateSearch(models.Model):
    """How far the search for duplicates of one kind has come."""

    _name = "antcrm.duplicate.search"
    _description = "Search for Duplicates"

    kind = fields.Char(required=True)
    number = fields.Integer(help="How many times all were compared.")
    bucket_count = fields.Integer()
    step = fields.Integer()
    step_count = fields.Integer()

    _kind_unique = models.UniqueIndex("(kind)")

    @api.model
    def _get(self, kind):
        return self.search([("kind", "=", kind)]) or self.create({"kind": kind})

    def _start(self):
        """Begin anew: one step for what is shared, one that writes down the names, one
        for each bucket of them, and one that cleans up."""
        self.ensure_one()
        # the planner's own estimate: names go to buckets by their city
        self.env.cr.execute(
            "SELECT reltuples::bigint FROM pg_class WHERE oid = %s::regclass",
            [self.env[MODELS[self.kind]]._table],
        )
        estimate = max(self.env.cr.fetchone()[0], 0)
        buckets = 1 + estimate // BUCKET_SIZE
        self.write(
            {
                "number": self.number + 1,
                "bucket_count": buckets,
                "step": 0,
                "step_count": buckets + 3,
            }
        )

    def _run_step(self):
        self.ensure_one()
        self.env.flush_all()
        if self.step == 0:
            self._find_points()
        elif self.step == 1:
            self._write_names()
        elif self.step < self.step_count - 1:
            self._find_names(self.step - 2)
        else:
            self._clean_up()
        self.step += 1
        self.env["antcrm.duplicate"].invalidate_model()

    def _get_parts(self):
        """Return the SQL that depends on the kind."""
        is_lead = self.kind == "lead"
        Model = self.env[MODELS[self.kind]]
        conditions = {
            "lead": "customer.active AND customer.type = 'lead' "
            "AND customer.converted_date IS NULL",
            "contact": "customer.active AND customer.type = 'contact' "
            "AND customer.partner_share AND customer.is_company IS NOT TRUE",
            "account": "customer.active AND customer.type = 'contact' "
            "AND customer.partner_share AND customer.is_company",
        }
        condition = conditions[self.kind]
        if not is_lead:
            condition += (
                " AND NOT EXISTS (SELECT FROM res_company"
                " WHERE res_company.partner_id = customer.id)"
            )
        field = "lead_id" if is_lead else "partner_id"
        return {
            "table": SQL.identifier(Model._table),
            "customer": SQL(condition),
            "name": SQL(Model._get_name_key_sql("customer")),
            "city": SQL(name_key_sql('"customer"."city"')),
            "one": SQL.identifier(field),
            "two": SQL.identifier(f"other_{field}"),
            "kind": self.kind,
            "number": self.number,
            "size": GROUP_SIZE,
        }

    def _save_pairs(self, pairs):
        """Write pairs down, or what they have in common by now.

        :param pairs: SQL query: two ids, the lower one first, and three booleans: same
            phone, e-mail, name; each pair once
        """
        parts = self._get_parts()
        flags = {
            name: SQL(
                "(excluded.%(f)s OR (pair.scan = excluded.scan AND pair.%(f)s))",
                f=SQL.identifier(name),
            )
            for name in ("same_phone", "same_email", "same_name")
        }
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO antcrm_duplicate AS pair (
                    kind, state, scan, %(one)s, %(two)s, same_phone, same_email,
                    same_name, score)
                SELECT %(kind)s, 'open', %(number)s, one, two, phone, email, name,
                       phone::int * 40 + email::int * 50 + name::int * 30
                  FROM (%(pairs)s) AS found (one, two, phone, email, name)
                ON CONFLICT (%(one)s, %(two)s) WHERE %(one)s IS NOT NULL DO UPDATE
                   SET scan = excluded.scan,
                       kind = excluded.kind,
                       same_phone = %(same_phone)s,
                       same_email = %(same_email)s,
                       same_name = %(same_name)s,
                       score = %(same_phone)s::int * 40 + %(same_email)s::int * 50
                               + %(same_name)s::int * 30
                """,
                pairs=pairs,
                **flags,
                **parts,
            )
        )

    def _find_points(self):
        """Pair those with the same phone or e-mail address. Of the many who share a
        switchboard, those alone whose name is the same too."""
        self._save_pairs(
            SQL(
                """
                WITH point AS MATERIALIZED (
                    SELECT point.kind, point.normalized, point.%(one)s AS id
                      FROM antcrm_contact_point point
                     WHERE point.scope = %(kind)s AND point.kind IN ('phone', 'email')
                       AND point.normalized IS NOT NULL
                       AND point.%(one)s IS NOT NULL),
                shared AS MATERIALIZED (
                    SELECT kind, normalized, count(*) AS size
                      FROM point GROUP BY kind, normalized HAVING count(*) > 1),
                member AS MATERIALIZED (
                    SELECT shared.kind, shared.normalized, shared.size, customer.id,
                           CASE WHEN shared.size > %(size)s THEN %(name)s END AS name
                      FROM shared
                      JOIN point USING (kind, normalized)
                      JOIN %(table)s customer
                        ON customer.id = point.id AND %(customer)s),
                pair AS (
                    SELECT kind, one.id AS one, two.id AS two
                      FROM member one JOIN member two USING (kind, normalized)
                     WHERE one.id < two.id AND one.size <= %(size)s
                 UNION ALL
                    SELECT kind, first, id
                      FROM (SELECT kind, id, min(id) OVER (
                                       PARTITION BY kind, normalized, name) AS first
                              FROM member WHERE size > %(size)s) named
                     WHERE first < id)
                SELECT one, two, bool_or(kind = 'phone'), bool_or(kind = 'email'), FALSE
                  FROM pair GROUP BY one, two
                """,
                **self._get_parts(),
            )
        )

    def _write_names(self):
        """Write down names and cities as they are compared, in buckets by city."""
        parts = self._get_parts()
        letters = SQL("regexp_replace(%(name)s, '[^[:alnum:]]+', ' ', 'g')", **parts)
        if self.kind == "account":
            letters = SQL(
                "regexp_replace(%s, %s, ' ', 'g')", letters, rf"\m({LEGAL_FORMS})\M"
            )
        self.env.cr.execute(
            "DELETE FROM antcrm_duplicate_name WHERE kind = %s", [self.kind]
        )
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO antcrm_duplicate_name (kind, bucket, city, name, customer)
                SELECT %(kind)s, abs(hashtext(city) %% %(buckets)s), city,
                       regexp_replace(btrim(name), '\\s+', ' ', 'g'), id
                  FROM (SELECT customer.id, %(letters)s AS name, %(city)s AS city
                          FROM %(table)s customer
                         WHERE %(customer)s AND btrim(customer.city) != '') found
                 WHERE length(btrim(name)) >= %(letters_count)s
                """,
                letters=letters,
                letters_count=MIN_LETTERS,
                buckets=self.bucket_count,
                **parts,
            )
        )
        self.env.cr.execute("ANALYZE antcrm_duplicate_name")

    def _find_names(self, bucket):
        """Pair those of one city whose names are the same, have the same words in
        another order, or differ in one letter.

        Two names that differ in one letter are the same when one letter is left out of
        each: so similar names meet under the same text without being compared with one
        another. Digits count: branch 1 is not branch 2.
        """
        self._save_pairs(
            SQL(
                """
                WITH line AS MATERIALIZED (
                    SELECT city, name, min(customer) AS first,
                           array_agg(customer ORDER BY customer) AS ids
                      FROM antcrm_duplicate_name
                     WHERE kind = %(kind)s AND bucket = %(bucket)s
                  GROUP BY city, name),
                sign AS (
                    SELECT first, hashtextextended(city || '/' || (
                               SELECT string_agg(word, ' ' ORDER BY word)
                                 FROM unnest(string_to_array(name, ' ')) AS word), 1)
                      FROM line
                     WHERE strpos(name, ' ') > 0
                 UNION ALL
                    SELECT first, hashtextextended(city || '/' || name, 0) FROM line
                 UNION ALL
                    SELECT DISTINCT first, hashtextextended(
                               city || '/' || overlay(name PLACING '' FROM at FOR 1), 0)
                      FROM line, generate_series(1, length(name)) AS at
                     WHERE strpos('0123456789', substr(name, at, 1)) = 0),
                meeting AS (
                    SELECT array_agg(DISTINCT first ORDER BY first) AS firsts
                      FROM sign AS sign (first, text)
                  GROUP BY text HAVING count(*) > 1),
                alike AS (
                    SELECT a AS one, b AS two FROM meeting, unnest(firsts) AS a,
                           unnest(firsts) AS b
                     WHERE a < b AND cardinality(firsts) <= %(size)s
                 UNION
                    SELECT firsts[1], b FROM meeting, unnest(firsts[2:]) AS b
                     WHERE cardinality(firsts) > %(size)s),
                many AS (
                    SELECT ids FROM line WHERE cardinality(ids) > 1
                 UNION ALL
                    SELECT CASE WHEN cardinality(one.ids) + cardinality(two.ids)
                                     <= %(size)s
                                THEN one.ids || two.ids
                                ELSE ARRAY[one.first, two.first] END
                      FROM alike
                      JOIN line one ON one.first = alike.one
                      JOIN line two ON two.first = alike.two),
                pair AS (
                    SELECT one, two FROM many, unnest(ids) AS one, unnest(ids) AS two
                     WHERE one < two AND cardinality(ids) <= %(size)s
                 UNION
                    SELECT ids[1], two FROM many, unnest(ids[2:]) AS two
                     WHERE cardinality(ids) > %(size)s)
                SELECT one, two, FALSE, FALSE, TRUE FROM pair
                """,
                bucket=bucket,
                **self._get_parts(),
            )
        )

    def _clean_up(self):
        """Forget the pairs that were not found again and the names."""
        self.env.cr.execute(
            "DELETE FROM antcrm_duplicate "
            "WHERE kind = %s AND state = 'open' AND scan < %s",
            [self.kind, self.number],
        )
        self.env.cr.execute(
            "DELETE FROM antcrm_duplicate_name WHERE kind = %s", [self.kind]
        )

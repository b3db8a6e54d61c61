from datetime import timedelta
from math import log2

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.antcrm_contact_point.tools.contact_values import MAIL_DOMAINS
from odoo.addons.antcrm_customers.tools.company_names import company_key_sql
from odoo.addons.antcrm_customers.tools.intake_entry import MODELS
from odoo.addons.antcrm_customers.tools.names import TITLES, VIETNAMESE_TITLES
from odoo.addons.antcrm_customers.tools.text import name_key, name_key_sql

from ..tools.pair_weights import (
    BY_FREQUENCY,
    FEWEST,
    MOST_NAMESAKES,
    PARTS,
    PARTS_OF_KINDS,
    estimate,
    find_known_words,
    get_least_count,
    get_prior,
    get_weights,
)

#: of a group of up to so many, all pairs are compared; of a larger one what they share
#: says nothing by itself, and each is compared with the first alone
GROUP_SIZE = 10
#: customers whose names are compared in one step
BUCKET_SIZE = 50_000
#: fewer letters are alike in too many names
MIN_LETTERS = 6
#: pairs that are at least so likely are kept, from 0 to 1; and those that share a phone
#: number or an email address
LEAST = 0.1
#: of so many that were changed each is compared; of more, all customers are
MOST_CHANGED = 5000
#: a transaction may end so much later than it says
LONGEST_TRANSACTION = timedelta(minutes=15)
#: of so many is learned how often two agree by chance
SAMPLE = 200_000
#: what stands before the names of persons
TITLE_KEYS = "|".join(
    sorted({name_key(title) for title in TITLES | VIETNAMESE_TITLES | {"anh", "em"}})
)
LOG2 = "ln(%s)/0.6931471805599453"


class AntcrmDuplicateSearch(models.Model):
    """How far the search for duplicates of one kind has come."""

    _name = "antcrm.duplicate.search"
    _description = "Search for Duplicates"

    kind = fields.Char(required=True)
    number = fields.Integer(help="How many times all were compared.")
    bucket_count = fields.Integer()
    step = fields.Integer()
    step_count = fields.Integer()
    customer_count = fields.Integer()
    #: what was written before is compared
    compared_until = fields.Datetime()
    #: words that many names have; of a name that has another one it may be misspelt
    known_words = fields.Json()

    _kind_unique = models.UniqueIndex("(kind)")

    @api.model
    def _get(self, kind):
        return self.search([("kind", "=", kind)]) or self.create({"kind": kind})

    def _start(self):
        """Begin anew: one step that writes down what is compared, one for what is the
        same, one for each bucket of similar names, and one that cleans up."""
        self.ensure_one()
        # the planner's own estimate: names go to buckets by their city
        self.env.cr.execute(
            "SELECT reltuples::bigint FROM pg_class WHERE oid = %s::regclass",
            [self.env[MODELS[self.kind]]._table],
        )
        estimated = max(self.env.cr.fetchone()[0], 0)
        self._restart(1 + estimated // BUCKET_SIZE)

    def _restart(self, buckets):
        # a power of two: buckets of two kinds meet, however many each has
        buckets = 1 << (buckets - 1).bit_length()
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
        # what is compared is put in order, and compiling takes longer than it saves;
        # until the end of the transaction
        self.env.cr.execute(
            "SELECT set_config('work_mem', '64MB', true), "
            "set_config('jit', 'off', true)"
        )
        if self.step == 0:
            self.compared_until = self.env.cr.now()
            self._write_all_lines()
            self._read_figures()
        elif self.step == 1:
            self._save_pairs(self._get_same())
        elif self.step < self.step_count - 1:
            self._save_pairs(self._get_similar(self.step - 2))
        else:
            self._clean_up()
        self.step += 1
        self.env["antcrm.duplicate"].invalidate_model()

    # ------------------------------------------------------------------
    # What is compared
    # ------------------------------------------------------------------

    def _get_line_kinds(self):
        """Return as what the two of a pair are written down."""
        return self.kind, self.kind

    def _get_parts(self):
        """Return the SQL that depends on the kind."""
        is_lead = self.kind == "lead"
        Model = self.env[MODELS[self.kind]]
        domain = Model._get_customer_kind_domain(self.kind) & Domain(
            "active", "=", True
        )
        if is_lead:
            domain &= Domain("converted_date", "=", False)
        # superuser: all customers are compared; who may see both of a pair is told
        found = Model.sudo().with_context(active_test=False)._search(domain)
        field = "lead_id" if is_lead else "partner_id"
        return {
            "table": SQL.identifier(Model._table),
            "customer": SQL("customer.id IN %s", found.subselect()),
            "city": SQL(name_key_sql('"customer"."city"')),
            "one": SQL.identifier(field),
            "two": SQL.identifier(f"other_{field}"),
            "unique": SQL("%s IS NOT NULL", SQL.identifier(field)),
            "kind": self.kind,
            "scope": self.kind,
            "has_points": SQL("TRUE"),
            "scan": self.number,
            "size": GROUP_SIZE,
        }

    def _get_columns(self):
        """Return the SQL of what a customer is compared by, where the kinds differ."""
        nothing = SQL("NULL::text")
        name = SQL(self.env[MODELS[self.kind]]._get_name_key_sql("customer"))
        columns = {
            "birthdate": SQL("customer.birthdate_date"),
            "domain": nothing,
            "is_apart": SQL("FALSE"),
        }
        if self.kind == "account":
            name = self._get_company_key("customer.name")
            columns |= self._get_company_columns(SQL("customer.vat"))
        else:
            columns |= {
                "number": SQL("customer.identity_number"),
                "account": SQL("customer.parent_id::text"),
            }
        letters = self._get_letters(name)
        if self.kind != "account":
            letters = SQL(
                "regexp_replace(%s, %s, '')", letters, f"^ ?({TITLE_KEYS}) (?=.)"
            )
        columns["letters"] = letters
        columns["mail_domains"] = list(MAIL_DOMAINS)
        if self.kind == "lead":
            columns |= self._get_lead_columns(columns)
        return columns

    @api.model
    def _get_lead_columns(self, person):
        """Return the SQL of what leads are compared by: as the person they name, or as
        the company where they name no person.

        :param dict person: the SQL for a person
        """
        number = self._get_lead_vat()
        company = {
            **self._get_company_columns(number),
            "letters": self._get_letters(
                self._get_company_key("customer.partner_name")
            ),
            "number": SQL("COALESCE(%s, customer.identity_number)", number),
        }
        person = {**person, "account": SQL(name_key_sql('"customer"."partner_name"'))}
        return {
            name: SQL(
                "CASE WHEN COALESCE(btrim(customer.contact_name), '') = ''"
                " AND btrim(customer.partner_name) != '' THEN %s ELSE %s END",
                company[name],
                person[name],
            )
            for name in company
        }

    @api.model
    def _get_lead_vat(self):
        """Return the SQL of a lead's tax number: an addon may give it one."""
        field = self.env["crm.lead"]._fields.get("vat")
        is_column = field is not None and field.store and field.column_type
        return SQL("NULLIF(customer.vat, '')") if is_column else SQL("NULL::text")

    @api.model
    def _get_letters(self, name):
        return SQL("regexp_replace(%s, '[^[:alnum:]]+', ' ', 'g')", name)

    @api.model
    def _get_company_key(self, column):
        forms = self.env["res.partner"]._get_legal_forms()
        return SQL(company_key_sql(column, forms))

    @api.model
    def _get_company_columns(self, number):
        """Return the SQL of what companies are compared by, who have no birthday."""
        nothing = SQL("NULL::text")
        return {
            "birthdate": SQL("NULL::date"),
            "number": number,
            "account": nothing,
            "domain": SQL(
                "COALESCE(NULLIF(lower(substring(customer.website FROM %s)), ''),"
                " NULLIF(split_part(customer.email_normalized, '@', 2), ''))",
                r"^(?:[a-zA-Z]+://)?(?:www\.)?([^/:?#]+)",
            ),
        }

    def _write_all_lines(self):
        self.env.cr.execute(
            "DELETE FROM antcrm_duplicate_line WHERE kind = %s", [self.kind]
        )
        self._write_lines()

    def _write_lines(self, ids=None):
        """Write down the customers of the kind as they are compared.

        :param ids: these alone; all by default

        What many share is no key by itself: who has the number of a switchboard meets
        those of it who have a word of his name.
        """
        chosen = points = SQL("TRUE")
        if ids is not None:
            chosen = SQL("customer.id = ANY(%s)", ids)
            points = SQL(
                "(kind, normalized) IN (SELECT kind, normalized"
                " FROM antcrm_contact_point WHERE %s = ANY(%s))",
                self._get_parts()["one"],
                ids,
            )
        self.env.cr.execute(
            SQL(
                """
                WITH point AS MATERIALIZED (
                    SELECT point.%(one)s AS id, kind = 'phone' AS is_phone,
                           hashtextextended(normalized, 1) AS hash,
                           count(*) OVER (PARTITION BY kind, normalized) AS number
                      FROM antcrm_contact_point point
                     WHERE scope = %(scope)s AND kind IN ('phone', 'email')
                       AND normalized IS NOT NULL AND %(one)s IS NOT NULL
                       AND %(has_points)s AND %(points)s),
                points AS MATERIALIZED (
                    SELECT id, bool_or(is_phone) AS has_phone,
                           bool_or(NOT is_phone) AS has_email,
                           array_agg(hash) FILTER (WHERE is_phone AND number = 2)
                               AS phones,
                           array_agg(hash) FILTER (WHERE NOT is_phone AND number = 2)
                               AS emails,
                           array_agg(hash) FILTER (WHERE is_phone AND number > 2)
                               AS crowd_phones,
                           array_agg(hash) FILTER (WHERE NOT is_phone AND number > 2)
                               AS crowd_emails,
                           array_agg(hash) FILTER (
                               WHERE number BETWEEN 2 AND %(size)s) AS keys,
                           array_agg(hash) FILTER (WHERE number > %(size)s) AS crowds
                      FROM point GROUP BY id),
                place AS MATERIALIZED (
                    SELECT city, %(city)s AS key
                      FROM (SELECT DISTINCT city FROM %(table)s customer
                             WHERE btrim(city) != '' AND %(chosen)s) customer),
                read AS MATERIALIZED (
                    SELECT customer.id, customer.write_date AS written,
                           regexp_replace(btrim(%(letters)s), '\\s+', ' ', 'g') AS name,
                           hashtextextended(place.key, 2) AS city,
                           NULLIF(regexp_replace(lower(%(street_key)s),
                                  '[^[:alnum:]]+', '', 'g'), '') AS street,
                           NULLIF(upper(regexp_replace(
                               %(number)s, '[^[:alnum:]]+', '', 'g')), '') AS number,
                           %(birthdate)s AS birthdate,
                           hashtextextended(NULLIF(%(account)s, ''), 3) AS account,
                           %(domain)s AS domain, %(is_apart)s AS is_apart
                      FROM %(table)s customer
                      LEFT JOIN place USING (city)
                     WHERE %(customer)s AND %(chosen)s),
                line AS MATERIALIZED (
                    SELECT read.*, hashtextextended((
                               SELECT string_agg(word, '/' ORDER BY word)
                                 FROM unnest(string_to_array(name, ' ')) AS word
                           ), 4) AS words
                      FROM read),
                hashed AS (
                    SELECT id, written, name, words, city, birthdate, account, is_apart,
                           hashtextextended(street, 5) AS street,
                           hashtextextended(number, 6) AS number,
                           CASE WHEN domain != ALL(%(mail_domains)s)
                                THEN hashtextextended(domain, 7) END AS domain,
                           namesakes, neighbours
                      FROM line
                      JOIN (SELECT words, count(*) AS namesakes
                              FROM line GROUP BY words) called USING (words)
                      LEFT JOIN (SELECT city, count(*) AS neighbours
                                   FROM line GROUP BY city) living USING (city))
                INSERT INTO antcrm_duplicate_line (
                       kind, customer, written, bucket, name, words, namesakes, city,
                       neighbours, street, number, birthdate, account, domain,
                       has_phone, has_email, phones, emails, crowd_phones,
                       crowd_emails, keys)
                SELECT %(kind)s, id, written,
                       CASE WHEN NOT is_apart THEN
                           abs(COALESCE(city, hashtext(left(name, 2))) %% %(buckets)s)
                       END,
                       name, words, namesakes, city, neighbours, street, number,
                       birthdate, account, domain, COALESCE(has_phone, FALSE),
                       COALESCE(has_email, FALSE), phones, emails,
                       crowd_phones, crowd_emails,
                       CASE WHEN NOT is_apart THEN array_remove(
                           keys || ARRAY[
                               words, number, domain, street, street # city,
                               words # hashint8extended(city, 8),
                               words # account,
                               words # street,
                               words # hashdate,
                               hashdate # hashtext(split_part(name, ' ', 1)),
                               hashdate # hashtext(reverse(split_part(
                                   reverse(name), ' ', 1)))
                           ] || (SELECT array_agg(hashtextextended(word, crowd))
                                   FROM unnest(crowds) AS crowd,
                                        unnest(string_to_array(name, ' ')) AS word
                                ), NULL) END
                  FROM (SELECT hashed.*, points.*,
                               hashtextextended(birthdate::text, 9) AS hashdate
                          FROM hashed LEFT JOIN (
                               SELECT id AS point_id, has_phone, has_email, phones,
                                      emails, crowd_phones, crowd_emails, keys, crowds
                                 FROM points
                               ) points ON point_id = id) complete
                """,
                buckets=self.bucket_count,
                chosen=chosen,
                points=points,
                street_key=SQL(name_key_sql('"customer"."street"')),
                **self._get_columns(),
                **self._get_parts(),
            )
        )

    def _read_figures(self):
        """Note how many customers there are, and which words are known."""
        self.env.cr.execute("ANALYZE antcrm_duplicate_line")
        self.env.cr.execute(
            "SELECT count(*) FROM antcrm_duplicate_line WHERE kind = %s", [self.kind]
        )
        [self.customer_count] = self.env.cr.fetchone()
        self.env.cr.execute(
            "SELECT word, count(*)"
            "  FROM antcrm_duplicate_line, unnest(string_to_array(name, ' ')) AS word"
            " WHERE kind = %s GROUP BY word HAVING count(*) >= %s"
            " ORDER BY count(*) DESC, word LIMIT 20000",
            [self.kind, get_least_count(self.customer_count)],
        )
        counts = dict(self.env.cr.fetchall())
        self.known_words = find_known_words(counts, self.customer_count)

    # ------------------------------------------------------------------
    # What is new
    # ------------------------------------------------------------------

    def _compare_changed(self):
        """Compare the customers that were written since the last time with all that
        have something in common with them, or a similar name.

        :return: their ids
        """
        self.ensure_one()
        if not self.compared_until or self.step < self.step_count:
            return []  # the search that is under way meets them
        now = self.env.cr.now()
        parts = self._get_parts()
        Model = self.env[MODELS[self.kind]]
        Model.flush_model()
        self.env["antcrm.contact.point"].flush_model()
        self.env.cr.execute(
            SQL(
                "SELECT id FROM %(table)s customer"
                " WHERE write_date >= %(since)s AND %(customer)s AND NOT EXISTS ("
                "    SELECT FROM antcrm_duplicate_line line"
                "     WHERE line.kind = %(kind)s AND line.customer = customer.id"
                "       AND line.written = customer.write_date) LIMIT %(limit)s",
                since=self.compared_until - LONGEST_TRANSACTION,
                limit=MOST_CHANGED + 1,
                **parts,
            )
        )
        ids = [row[0] for row in self.env.cr.fetchall()]
        self.compared_until = now
        if len(ids) > MOST_CHANGED:
            self._start()
            return []
        if ids:
            self._compare(ids)
        return ids

    def _compare(self, ids):
        parts = self._get_parts()
        self.env.cr.execute(
            SQL(
                "SELECT DISTINCT other.%(one)s FROM antcrm_contact_point point"
                " JOIN antcrm_contact_point other USING (kind, scope, normalized)"
                " WHERE point.%(one)s = ANY(%(ids)s) AND other.%(one)s IS NOT NULL"
                " AND kind IN ('phone', 'email') AND scope = %(kind)s LIMIT %(limit)s",
                ids=ids,
                limit=10 * MOST_CHANGED,
                **parts,
            )
        )
        # of them too it is new that somebody has their number
        known = [row[0] for row in self.env.cr.fetchall()]
        lines = sorted({*ids, *known})
        self.env.cr.execute(
            "DELETE FROM antcrm_duplicate_line WHERE kind = %s AND customer = ANY(%s)",
            [self.kind, lines],
        )
        self._write_lines(lines)
        self._count_again(lines)
        self.env.cr.execute(
            SQL(
                "UPDATE antcrm_duplicate SET scan = scan - 1 WHERE kind = %(kind)s"
                " AND state = 'open' AND (%(one)s = ANY(%(ids)s)"
                " OR %(two)s = ANY(%(ids)s))",
                ids=ids,
                **parts,
            )
        )
        self._save_pairs(
            SQL(
                "SELECT * FROM (%s) AS same UNION SELECT * FROM (%s) AS alike",
                self._get_pairs_of(ids),
                self._get_similar_to(ids),
            )
        )
        self._clean_up()
        self.env["antcrm.duplicate"].invalidate_model()

    def _count_again(self, ids):
        """Count for some lines how many are called so, and live there."""
        self.env.cr.execute(
            """
            WITH line AS MATERIALIZED (
                SELECT customer, words, city FROM antcrm_duplicate_line
                 WHERE kind = %(kind)s AND customer = ANY(%(ids)s)),
            called AS (
                SELECT words, count(*) AS number FROM antcrm_duplicate_line
                 WHERE kind = %(kind)s AND words IN (SELECT words FROM line)
              GROUP BY words),
            living AS (
                SELECT city, count(*) AS number FROM antcrm_duplicate_line
                 WHERE kind = %(kind)s AND city IN (SELECT city FROM line)
              GROUP BY city)
            UPDATE antcrm_duplicate_line SET namesakes = called.number,
                   neighbours = living.number
              FROM line JOIN called USING (words) LEFT JOIN living USING (city)
             WHERE antcrm_duplicate_line.kind = %(kind)s
               AND antcrm_duplicate_line.customer = line.customer
            """,
            {"kind": self.kind, "ids": ids},
        )

    def _get_pairs_of(self, ids):
        """Return the query of those who have something in common with these that few
        have, and of the pairs that they are in."""
        return SQL(
            """
            WITH mine AS MATERIALIZED (
                SELECT customer, key FROM antcrm_duplicate_line, unnest(keys) AS key
                 WHERE kind = %(kind)s AND customer = ANY(%(ids)s)),
            others AS MATERIALIZED (
                SELECT customer, key, count(*) OVER (PARTITION BY key) AS size
                  FROM antcrm_duplicate_line, unnest(keys) AS key
                 WHERE kind = %(kind)s AND key IN (SELECT key FROM mine))
            SELECT least(mine.customer, others.customer),
                   greatest(mine.customer, others.customer)
              FROM mine JOIN others USING (key)
             WHERE mine.customer != others.customer AND size <= %(size)s
         UNION
            SELECT %(one)s, %(two)s FROM antcrm_duplicate
             WHERE kind = %(kind)s AND state = 'open'
               AND (%(one)s = ANY(%(ids)s) OR %(two)s = ANY(%(ids)s))
            """,
            ids=ids,
            **self._get_parts(),
        )

    # ------------------------------------------------------------------
    # Who is compared with whom
    # ------------------------------------------------------------------

    def _get_same(self):
        """Return the query of those who have something in common that few have."""
        return SQL(
            """
            WITH key AS (
                SELECT key, customer, count(*) OVER keys AS size,
                       min(customer) OVER keys AS first
                  FROM antcrm_duplicate_line, unnest(keys) AS key
                 WHERE kind = %(kind)s
                WINDOW keys AS (PARTITION BY key)),
            shared AS MATERIALIZED (
                SELECT key, size, first, customer FROM key WHERE size > 1)
            SELECT one.customer, two.customer
              FROM shared one JOIN shared two USING (key)
             WHERE one.customer < two.customer AND one.size <= %(size)s
         UNION
            SELECT first, customer FROM shared
             WHERE size > %(size)s AND first < customer
            """,
            kind=self.kind,
            size=GROUP_SIZE,
        )

    def _get_similar(self, bucket):
        """Return the query of those of one city, or of none, whose names differ in one
        letter.

        Two names that differ in one letter are the same when one letter is left out of
        each: so similar names meet under the same text without being compared with one
        another. Digits count: branch 1 is not branch 2.
        """
        return self._get_alike(
            SQL("customer"),
            SQL("kind = %s AND bucket = %s", self.kind, bucket),
        )

    def _get_similar_to(self, ids):
        """Return the query of those whose names differ in one letter from those of
        these, of the same cities.

        Where two names differ in one letter, their first letters are the same or their
        last ones: nobody else is looked at.
        """
        return self._get_alike(
            SQL("customer"),
            SQL("kind = %s", self.kind),
            SQL("customer = ANY(%s)", ids),
        )

    def _get_alike(self, customer, lines, chosen=None, may_meet=None):
        """Return the query of the lines whose names differ in one letter.

        :param customer: SQL of the id
        :param lines: SQL condition of the lines
        :param chosen: SQL condition of those of which one has to be in a pair, by their
            columns; all by default
        :param may_meet: SQL condition of the ids ``one`` and ``two``
        """
        is_chosen, block, texts = SQL("FALSE"), SQL("TRUE"), SQL("TRUE")
        if chosen is not None:
            is_chosen = chosen
            block = SQL(
                "(bucket, COALESCE(city, 0)) IN (SELECT bucket, COALESCE(city, 0)"
                " FROM own) AND (left(name, %(half)s) IN ("
                " SELECT left(name, %(half)s) FROM own) OR right(name, %(half)s) IN ("
                " SELECT right(name, %(half)s) FROM own))",
                half=MIN_LETTERS // 2,
            )
            texts = SQL(
                "text IN (SELECT text FROM sign JOIN line USING (first)"
                " WHERE is_chosen)"
            )
        return SQL(
            """
            WITH own AS MATERIALIZED (
                SELECT bucket, city, name FROM antcrm_duplicate_line
                 WHERE %(lines)s AND %(is_chosen)s AND length(name) >= %(letters)s),
            line AS MATERIALIZED (
                SELECT name, COALESCE(city, 0) AS city, min(%(customer)s) AS first,
                       array_agg(%(customer)s ORDER BY %(customer)s) AS ids,
                       bool_or(%(is_chosen)s) AS is_chosen,
                       name ~ '[0-9]' AS has_digits
                  FROM antcrm_duplicate_line
                 WHERE %(lines)s AND %(block)s AND length(name) >= %(letters)s
              GROUP BY COALESCE(antcrm_duplicate_line.city, 0), name,
                       %(customer)s < 0),
            sign (first, text) AS %(stored)s (
                SELECT first, hashtextextended(name, city) FROM line
             UNION ALL
                SELECT first, hashtextextended(
                           overlay(name PLACING '' FROM at FOR 1), city)
                  FROM line, generate_series(1, length(name)) AS at
                 WHERE NOT has_digits
                       OR strpos('0123456789', substr(name, at, 1)) = 0),
            ordered AS (
                SELECT first, text, lag(text) OVER texts AS before,
                       lead(text) OVER texts AS after
                  FROM sign WHERE %(texts)s WINDOW texts AS (ORDER BY text)),
            meeting AS (
                SELECT array_agg(DISTINCT first ORDER BY first) AS firsts
                  FROM ordered
                 WHERE text = before OR text = after
              GROUP BY text HAVING min(first) != max(first)),
            alike AS (
                SELECT one, two FROM meeting, unnest(firsts) AS one,
                       unnest(firsts) AS two
                 WHERE one < two AND cardinality(firsts) <= %(size)s AND %(may_meet)s
             UNION
                SELECT one, two
                  FROM meeting, unnest(firsts[:1]) AS one, unnest(firsts[2:]) AS two
                 WHERE cardinality(firsts) > %(size)s AND %(may_meet)s),
            many AS (
                SELECT CASE WHEN cardinality(one.ids) + cardinality(two.ids) <= %(size)s
                            THEN one.ids || two.ids
                            ELSE ARRAY[one.first, two.first] END AS ids
                  FROM alike
                  JOIN line one ON one.first = alike.one
                  JOIN line two ON two.first = alike.two)
            SELECT DISTINCT abs(one), two
              FROM many, unnest(ids) AS one, unnest(ids) AS two
             WHERE one < two AND %(may_meet)s
            """,
            customer=customer,
            lines=lines,
            is_chosen=is_chosen,
            block=block,
            stored=SQL("MATERIALIZED" if chosen is not None else "NOT MATERIALIZED"),
            texts=texts,
            may_meet=SQL("TRUE") if may_meet is None else may_meet,
            size=GROUP_SIZE,
            letters=MIN_LETTERS,
        )

    # ------------------------------------------------------------------
    # How much they have in common
    # ------------------------------------------------------------------

    def _get_degrees(self, pairs):
        """Return the query of how much pairs agree: ``one``, ``two``, a column for each
        of ``PARTS``, and how many share what the weight of a name or city depends on.

        :param pairs: SQL query: two ids, the lower one first
        """
        one_kind, two_kind = self._get_line_kinds()
        return SQL(
            """
            SELECT one.customer AS one, two.customer AS two,
                   %(namesakes)s AS namesakes, %(neighbours)s AS neighbours,
                   %(has_point)s AS has_point,
                   CASE WHEN one.name = '' OR two.name = '' THEN NULL
                        WHEN one.words = two.words OR replace(one.name, ' ', '')
                             = replace(two.name, ' ', '') THEN 'same'
                        WHEN (odd.one || odd.two)::text ~ '[0-9]' THEN 'differs'
                        WHEN cardinality(odd.one) = 0 OR cardinality(odd.two) = 0
                             THEN CASE WHEN least(strpos(one.name, ' '),
                                                  strpos(two.name, ' ')) > 0
                                       THEN 'part' ELSE 'differs' END
                        WHEN EXISTS (SELECT FROM unnest(odd.one) AS word
                                      WHERE word = ANY(%(known)s))
                             AND EXISTS (SELECT FROM unnest(odd.two) AS word
                                          WHERE word = ANY(%(known)s))
                             THEN 'differs'
                        WHEN similarity(one.name, two.name) >= 0.4
                             AND abs(length(one.name) - length(two.name)) <= 3
                             THEN 'typo'
                        ELSE 'differs' END AS name,
                   %(phone)s AS phone, %(email)s AS email,
                   CASE WHEN one.number = two.number THEN 'same'
                        WHEN one.number != two.number THEN 'differs' END AS number,
                   CASE WHEN one.birthdate = two.birthdate THEN 'same'
                        WHEN one.birthdate IS NULL OR two.birthdate IS NULL THEN NULL
                        WHEN (SELECT count(*) FROM generate_series(1, 10) AS at
                               WHERE substr(one.birthdate::text, at, 1)
                                     != substr(two.birthdate::text, at, 1)) = 1
                             OR to_char(one.birthdate, 'YYYY-DD-MM')
                                = two.birthdate::text THEN 'near'
                        ELSE 'differs' END AS birthdate,
                   CASE WHEN one.street = two.street
                             AND (one.city = two.city OR one.city IS NULL
                                  OR two.city IS NULL) THEN 'street'
                        WHEN one.city = two.city THEN 'city'
                        WHEN one.city != two.city THEN 'differs' END AS address,
                   CASE WHEN %(account)s = %(other_account)s THEN 'same'
                        WHEN %(account)s != %(other_account)s THEN 'differs' END
                       AS account,
                   CASE WHEN one.domain = two.domain THEN 'same'
                        WHEN one.domain != two.domain THEN 'differs' END AS domain
              FROM (%(pairs)s) AS pair (one, two)
              JOIN antcrm_duplicate_line one
                ON one.kind = %(one_kind)s AND one.customer = pair.one
              JOIN antcrm_duplicate_line two
                ON two.kind = %(two_kind)s AND two.customer = pair.two
              %(joins)s
              LEFT JOIN LATERAL (
                    SELECT array(SELECT unnest(string_to_array(one.name, ' '))
                                 EXCEPT
                                 SELECT unnest(string_to_array(two.name, ' '))) AS one,
                           array(SELECT unnest(string_to_array(two.name, ' '))
                                 EXCEPT
                                 SELECT unnest(string_to_array(one.name, ' '))) AS two
                   ) odd ON one.words != two.words
             WHERE %(may_meet)s
            """,
            pairs=pairs,
            one_kind=one_kind,
            two_kind=two_kind,
            known=list(self.known_words or [""]),
            **self._get_comparisons(),
        )

    def _get_comparisons(self):
        """Return the SQL of what is compared in another way in pairs of two kinds: of
        the lines ``one`` and ``two`` of a ``pair``."""
        return {
            "namesakes": SQL("greatest(one.namesakes, two.namesakes)"),
            "neighbours": SQL("greatest(one.neighbours, two.neighbours)"),
            "has_point": SQL(
                """
                EXISTS (SELECT FROM unnest(one.phones || one.emails
                                || one.crowd_phones || one.crowd_emails) AS hash
                         WHERE hash = ANY(one.keys) AND hash = ANY(
                               two.phones || two.emails
                               || two.crowd_phones || two.crowd_emails))
                """
            ),
            "phone": SQL(
                """
                CASE WHEN NOT (one.has_phone AND two.has_phone) THEN NULL
                     WHEN one.phones && two.phones THEN 'same'
                     WHEN one.crowd_phones && two.crowd_phones THEN 'several'
                     ELSE 'differs' END
                """
            ),
            "email": SQL(
                """
                CASE WHEN NOT (one.has_email AND two.has_email) THEN NULL
                     WHEN one.emails && two.emails THEN 'same'
                     WHEN one.crowd_emails && two.crowd_emails THEN 'several'
                     ELSE 'differs' END
                """
            ),
            "account": SQL("one.account"),
            "other_account": SQL("two.account"),
            "joins": SQL(),
            "may_meet": SQL("TRUE"),
        }

    def _save_pairs(self, pairs):
        """Weigh pairs, and write down those that are likely, or share a phone number or
        an email address that few have.

        :param pairs: SQL query: two ids, the lower one first
        """
        # pairs of two kinds are weighed as those of the customer's
        weight_kind = self._get_line_kinds()[1]
        weights = self.env["antcrm.duplicate.weight"]._get_weights(weight_kind)
        number = max(self.customer_count, FEWEST)
        prior = get_prior(self.customer_count, weights.pop("prior"))
        rare = {
            "name": SQL(
                LOG2 % "%s / least(greatest(namesakes - 1, 1), %s)",
                float(number),
                MOST_NAMESAKES.get(weight_kind, self.customer_count),
            ),
            "address": SQL(LOG2 % "%s / greatest(neighbours, 2.0)", float(number)),
            "phone": SQL(LOG2 % "%s / 2.0", float(number)),
            "email": SQL(LOG2 % "%s / 2.0", float(number)),
        }
        parts = PARTS_OF_KINDS[weight_kind]
        bits = {
            part: SQL(
                "CASE %s %s END",
                SQL.identifier(part),
                SQL(" ").join(
                    SQL(
                        "WHEN %s THEN %s + %s",
                        degree,
                        rare[part] if (part, degree) in BY_FREQUENCY else SQL("0.0"),
                        weights[part][degree],
                    )
                    for degree in PARTS[part]
                ),
            )
            for part in parts
        }
        self.env.cr.execute(
            SQL(
                """
                WITH degree AS MATERIALIZED (%(degrees)s),
                weighed AS (
                    SELECT degree.*, %(prior)s + %(sum)s AS bits,
                           jsonb_strip_nulls(jsonb_build_object(%(details)s)) AS details
                      FROM degree)
                INSERT INTO antcrm_duplicate AS pair (
                    kind, state, scan, %(one)s, %(two)s, same_phone, same_email,
                    same_name, score, details)
                SELECT %(kind)s, 'open', %(scan)s, one, two,
                       COALESCE(phone IN ('same', 'several'), FALSE),
                       COALESCE(email IN ('same', 'several'), FALSE),
                       COALESCE(name != 'differs', FALSE),
                       bits, details
                  FROM weighed
                 WHERE bits >= %(least)s OR has_point
                ON CONFLICT (%(one)s, %(two)s) WHERE %(unique)s DO UPDATE
                   SET scan = excluded.scan,
                       kind = excluded.kind,
                       same_phone = excluded.same_phone,
                       same_email = excluded.same_email,
                       same_name = excluded.same_name,
                       score = excluded.score,
                       details = excluded.details
                """,
                degrees=self._get_degrees(pairs),
                prior=prior,
                sum=SQL(" + ").join(SQL("COALESCE(%s, 0)", bits[p]) for p in parts),
                details=SQL(", ").join(
                    SQL(
                        "%s, CASE WHEN %s IS NOT NULL THEN jsonb_build_array(%s, %s) "
                        "END",
                        part,
                        SQL.identifier(part),
                        SQL.identifier(part),
                        SQL("round((%s)::numeric, 1)", bits[part]),
                    )
                    for part in parts
                ),
                least=log2(LEAST / (1 - LEAST)),
                **self._get_parts(),
            )
        )

    def _clean_up(self):
        """Forget the pairs that were not found again."""
        self.env.cr.execute(
            "DELETE FROM antcrm_duplicate "
            "WHERE kind = %s AND state = 'open' AND scan < %s",
            [self.kind, self.number],
        )

    # ------------------------------------------------------------------
    # Learn
    # ------------------------------------------------------------------

    def _learn(self):
        """Return the weights that the customers of the kind suggest, see
        :func:`tools.pair_weights.get_weights`.

        How often two agree by chance is counted in pairs chosen by chance; how often
        two that are one do, is estimated twice: among those who share a number or an
        address, and among those who are called the same.
        """
        self.ensure_one()
        if self.step == self.step_count:
            self._start()
        if self.step == 0:
            self._run_step()
        parts = PARTS_OF_KINDS[self.kind]
        chances = self._count_chances(parts)
        learned = {}
        blocks = {
            ("phone", "email"): self._get_pairs_by("phones || emails"),
            ("name",): self._get_pairs_by("ARRAY[words]"),
        }
        for skipped, pairs in blocks.items():
            patterns = self._count_patterns(pairs, parts)
            if sum(patterns.values()) < 50:
                continue
            likely = estimate(patterns, chances, skipped)
            for part, weights in get_weights(likely, chances).items():
                learned.setdefault(part, weights)
        return learned

    def _get_pairs_by(self, keys):
        return SQL(
            """
            WITH key AS (
                SELECT key, customer, count(*) OVER (PARTITION BY key) AS size
                  FROM antcrm_duplicate_line, unnest(%(keys)s) AS key
                 WHERE kind = %(kind)s),
            shared AS MATERIALIZED (
                SELECT * FROM key WHERE size BETWEEN 2 AND %(size)s LIMIT %(sample)s)
            SELECT DISTINCT one.customer, two.customer
              FROM shared one JOIN shared two USING (key)
             WHERE one.customer < two.customer
            """,
            keys=SQL(keys),
            kind=self.kind,
            size=GROUP_SIZE,
            sample=SAMPLE,
        )

    def _count_patterns(self, pairs, parts):
        self.env.cr.execute(
            SQL(
                "SELECT %(parts)s, count(*) FROM (%(degrees)s) AS degree "
                "GROUP BY %(parts)s",
                parts=SQL(", ").join(SQL.identifier(part) for part in parts),
                degrees=self._get_degrees(pairs),
            )
        )
        return {tuple(row[:-1]): row[-1] for row in self.env.cr.fetchall()}

    def _count_chances(self, parts):
        """Return how often each degree is met by chance, as ``{part: {degree: share}}``
        with none impossible."""
        pairs = SQL(
            """
            WITH line AS MATERIALIZED (
                SELECT customer, row_number() OVER (ORDER BY hashint4(customer)) AS at,
                       count(*) OVER () AS number
                  FROM antcrm_duplicate_line WHERE kind = %(kind)s)
            SELECT DISTINCT least(one.customer, two.customer),
                            greatest(one.customer, two.customer)
              FROM generate_series(1, 20) AS step
              JOIN (SELECT * FROM line LIMIT %(sample)s / 20) one ON TRUE
              JOIN line two ON two.at = 1 + (one.at * 7919 * step + step) %% one.number
             WHERE one.customer != two.customer
            """,
            kind=self.kind,
            sample=SAMPLE,
        )
        counts = {part: dict.fromkeys(PARTS[part], 0) for part in parts}
        for degrees in self._count_patterns(pairs, parts).items():
            for part, degree in zip(parts, degrees[0], strict=True):
                if degree:
                    counts[part][degree] += degrees[1]
        chances = {}
        for part, degrees in counts.items():
            size = sum(degrees.values()) + len(degrees) / 10
            chances[part] = {
                degree: (count + 0.1) / size for degree, count in degrees.items()
            }
        return chances

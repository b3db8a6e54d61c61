from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.antcrm_contact_point.tools.contact_values import MAIL_DOMAINS
from odoo.addons.antcrm_customers.tools.company_names import company_key_sql
from odoo.addons.antcrm_customers.tools.intake_entry import MODELS
from odoo.addons.antcrm_customers.tools.names import TITLES, VIETNAMESE_TITLES
from odoo.addons.antcrm_customers.tools.text import name_key, name_key_sql

from ..tools.pair_weights import find_known_words, get_least_count
from .antcrm_duplicate_search import GROUP_SIZE

#: what stands before the names of persons
TITLE_KEYS = "|".join(
    sorted({name_key(title) for title in TITLES | VIETNAMESE_TITLES | {"anh", "em"}})
)


class AntcrmDuplicateSearch(models.Model):
    """What is compared: each customer, written down as a line."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "antcrm.duplicate.search"

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
        those of it who have a word of their name.
        """
        parts = self._get_parts()
        self.env.cr.execute(
            SQL(
                """
                WITH %(points)s, %(values)s, %(hashes)s
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
                       CASE WHEN NOT is_apart THEN %(keys)s END
                  FROM (SELECT hashed.*, points.*,
                               hashtextextended(birthdate::text, 9) AS hashdate
                          FROM hashed LEFT JOIN (
                               SELECT id AS point_id, has_phone, has_email, phones,
                                      emails, crowd_phones, crowd_emails, keys, crowds
                                 FROM points
                               ) points ON point_id = id) complete
                """,
                points=self._get_points_of_lines(parts, ids),
                values=self._get_values_of_lines(parts, ids),
                hashes=self._get_hashes_of_lines(),
                kind=self.kind,
                buckets=self.bucket_count,
                keys=self._get_keys_of_lines(),
            )
        )

    @api.model
    def _get_points_of_lines(self, parts, ids):
        """Return the part of :meth:`_write_lines` with the phones and emails of each
        customer, as hashes, by how many have them: ``points``."""
        chosen = SQL("TRUE")
        if ids is not None:
            chosen = SQL(
                "(kind, normalized) IN (SELECT kind, normalized"
                " FROM antcrm_contact_point WHERE %s = ANY(%s))",
                parts["one"],
                ids,
            )
        return SQL(
            """
            point AS MATERIALIZED (
                SELECT point.%(one)s AS id, kind = 'phone' AS is_phone,
                       hashtextextended(normalized, 1) AS hash,
                       count(*) OVER (PARTITION BY kind, normalized) AS number
                  FROM antcrm_contact_point point
                 WHERE scope = %(scope)s AND kind IN ('phone', 'email')
                   AND normalized IS NOT NULL AND %(one)s IS NOT NULL
                   AND %(has_points)s AND %(chosen)s),
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
                  FROM point GROUP BY id)
            """,
            chosen=chosen,
            **parts,
        )

    def _get_values_of_lines(self, parts, ids):
        """Return the part of :meth:`_write_lines` with what stands in the columns of
        each customer, as it is compared: ``line``."""
        return SQL(
            """
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
                  FROM read)
            """,
            chosen=SQL("TRUE") if ids is None else SQL("customer.id = ANY(%s)", ids),
            street_key=SQL(name_key_sql('"customer"."street"')),
            **self._get_columns(),
            **parts,
        )

    @api.model
    def _get_hashes_of_lines(self):
        """Return the part of :meth:`_write_lines` that hashes the values, and counts
        how many are called so and live there: ``hashed``."""
        return SQL(
            """
            hashed AS (
                SELECT id, written, name, words, city, birthdate, account, is_apart,
                       hashtextextended(street, 5) AS street,
                       hashtextextended(number, 6) AS number,
                       CASE WHEN domain != ALL(%s)
                            THEN hashtextextended(domain, 7) END AS domain,
                       namesakes, neighbours
                  FROM line
                  JOIN (SELECT words, count(*) AS namesakes
                          FROM line GROUP BY words) called USING (words)
                  LEFT JOIN (SELECT city, count(*) AS neighbours
                               FROM line GROUP BY city) living USING (city))
            """,
            list(MAIL_DOMAINS),
        )

    @api.model
    def _get_keys_of_lines(self):
        """Return the SQL of the hashes under which customers meet who may be one: of a
        value that few have, or of two that many have."""
        return SQL(
            """
            array_remove(
                keys || ARRAY[
                    words, number, domain, street, street # city,
                    words # hashint8extended(city, 8),
                    words # account,
                    words # street,
                    words # hashdate,
                    hashdate # hashtext(split_part(name, ' ', 1)),
                    hashdate # hashtext(reverse(split_part(reverse(name), ' ', 1)))
                ] || (SELECT array_agg(hashtextextended(word, crowd))
                        FROM unnest(crowds) AS crowd,
                             unnest(string_to_array(name, ' ')) AS word
                     ), NULL)
            """
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

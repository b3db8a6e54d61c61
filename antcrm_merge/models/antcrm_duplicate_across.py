from odoo import models
from odoo.tools import SQL

from odoo.addons.antcrm_customers.tools.intake_entry import MODELS

from ..tools.pair_weights import ACROSS
from .antcrm_duplicate_search import GROUP_SIZE


class AntcrmDuplicateSearch(models.Model):
    """Pairs of an open lead and a contact or an account.

    A lead is compared with contacts as it is with leads; both are written down already.
    For accounts it is written down once more, by the name of its company. A lead that
    names a person is no company: it is compared with the accounts alone that have its
    phone number or email address.

    Numbers and addresses are counted within a kind there; here each pair is asked which
    it has in common, and how many of the two kinds have them.
    """

    _inherit = "antcrm.duplicate.search"

    def _get_line_kinds(self):
        return ACROSS.get(self.kind) or super()._get_line_kinds()

    def _start(self):
        if self.kind not in ACROSS:
            return super()._start()
        # names meet in the buckets of the kind that has fewer of them
        kinds = self._get_line_kinds()
        counts = [self._get(kind).bucket_count or 1 for kind in kinds if kind in MODELS]
        return self._restart(min(counts))

    # ------------------------------------------------------------------
    # What is compared
    # ------------------------------------------------------------------

    def _get_parts(self):
        if self.kind not in ACROSS:
            return super()._get_parts()
        parts = self._get("lead")._get_parts()
        is_compared = SQL(
            """
            (COALESCE(customer.contact_name, '') = '' OR customer.id IN (
                SELECT mine.lead_id FROM antcrm_contact_point mine
                  JOIN antcrm_contact_point theirs USING (kind, normalized)
                 WHERE mine.lead_id IS NOT NULL AND kind IN ('phone', 'email')
                   AND theirs.scope = 'account'))
            """
        )
        return {
            **parts,
            "customer": SQL("%s AND %s", parts["customer"], is_compared),
            # asked of each pair
            "has_points": SQL("FALSE"),
            "two": SQL.identifier("partner_id"),
            "unique": SQL("lead_id IS NOT NULL AND partner_id IS NOT NULL"),
            "kind": self.kind,
            "scan": self.number,
        }

    def _get_columns(self):
        if self.kind not in ACROSS:
            return super()._get_columns()
        # as it is called: the subject of a mail is no company of a person
        name = """COALESCE(NULLIF(btrim(customer.partner_name), ''),
            CASE WHEN COALESCE(customer.contact_name, '') = ''
                 THEN customer.name END, '')"""
        return {
            **self._get("lead")._get_columns(),
            **self._get_company_columns(self._get_lead_vat()),
            "letters": self._get_letters(self._get_company_key(name)),
            "is_apart": SQL("COALESCE(customer.contact_name, '') != ''"),
        }

    def _is_written(self):
        """Whether leads are written down once more for these pairs."""
        return self._get_line_kinds()[0] == self.kind

    def _write_all_lines(self):
        if self.kind in ACROSS and not self._is_written():
            return None
        return super()._write_all_lines()

    def _read_figures(self):
        if self.kind not in ACROSS:
            return super()._read_figures()
        kinds = self._get_line_kinds()
        self.env.cr.execute("ANALYZE antcrm_duplicate_line")
        self.env.cr.execute(
            "SELECT count(*) FROM antcrm_duplicate_line WHERE kind = ANY(%s)",
            [list(kinds)],
        )
        [self.customer_count] = self.env.cr.fetchone()
        self.known_words = self._get(kinds[1]).known_words

    # ------------------------------------------------------------------
    # What is new
    # ------------------------------------------------------------------

    def _compare_across(self, leads, partners):
        """Compare leads and customers that were changed with all of the other kind that
        have something in common with them, or a similar name. To be called when they
        were compared within their kinds.

        :param leads: their ids
        :param partners: the ids of contacts, or of accounts
        """
        self.ensure_one()
        if not self.number or not (leads or partners):
            return
        if self._is_written():
            leads = self._find_leads_of(leads, partners)
            self.env.cr.execute(
                "DELETE FROM antcrm_duplicate_line "
                "WHERE kind = %s AND customer = ANY(%s)",
                [self.kind, leads],
            )
            self._write_lines(leads)
            self._count_again(leads)
        found = SQL(
            "kind = %s AND state = 'open' AND (lead_id = ANY(%s) OR partner_id = "
            "ANY(%s))",
            self.kind,
            leads,
            partners,
        )
        pairs = SQL(
            "SELECT * FROM (%s) AS same UNION SELECT * FROM (%s) AS alike"
            " UNION SELECT lead_id, partner_id FROM antcrm_duplicate WHERE %s",
            self._get_same_across(leads, partners),
            self._get_alike(**self._get_alike_across(leads=leads, partners=partners)),
            found,
        )
        self.env.cr.execute(
            SQL("UPDATE antcrm_duplicate SET scan = scan - 1 WHERE %s", found)
        )
        self._save_pairs(pairs)
        # no others: a search that is under way may be about to find them
        self.env.cr.execute(
            SQL(
                "DELETE FROM antcrm_duplicate WHERE %s AND scan < %s",
                found,
                self.number,
            )
        )
        self.env["antcrm.duplicate"].invalidate_model()

    def _find_leads_of(self, leads, partners):
        """Return the ids of leads, and of those with a number of these partners: they
        are compared with accounts from now on, or no longer."""
        self.env.cr.execute(
            "SELECT DISTINCT mine.lead_id FROM antcrm_contact_point theirs"
            "  JOIN antcrm_contact_point mine USING (kind, normalized)"
            " WHERE theirs.partner_id = ANY(%s) AND mine.lead_id IS NOT NULL"
            "   AND kind IN ('phone', 'email')",
            [partners],
        )
        return sorted({*leads, *(row[0] for row in self.env.cr.fetchall())})

    # ------------------------------------------------------------------
    # Who is compared with whom
    # ------------------------------------------------------------------

    def _get_same(self):
        if self.kind not in ACROSS:
            return super()._get_same()
        return self._get_same_across()

    def _get_same_across(self, leads=None, partners=None):
        """Return the query of leads and customers who have something in common that few
        have.

        :param leads: the ids of which one has to be in a pair, or of ``partners``; all
            by default
        """
        kinds = self._get_line_kinds()
        return SQL(
            """
            WITH key AS (
                SELECT key, CASE WHEN kind = %(one_kind)s THEN customer END AS one,
                       CASE WHEN kind = %(two_kind)s THEN customer END AS two
                  FROM antcrm_duplicate_line, unnest(keys) AS key
                 WHERE kind IN (%(one_kind)s, %(two_kind)s) AND %(keys)s),
            sized AS (
                SELECT key, one, two, count(one) OVER keys AS ones,
                       count(two) OVER keys AS twos, min(two) OVER keys AS first
                  FROM key WINDOW keys AS (PARTITION BY key)),
            shared AS MATERIALIZED (
                SELECT * FROM sized WHERE ones > 0 AND twos > 0),
            point AS (
                SELECT kind, normalized, lead_id, partner_id,
                       count(lead_id) OVER points AS ones,
                       count(partner_id) OVER points AS twos
                  FROM antcrm_contact_point
                 WHERE scope IN ('lead', %(two_kind)s) AND kind IN ('phone', 'email')
                   AND normalized IS NOT NULL AND %(points)s
                WINDOW points AS (PARTITION BY kind, normalized)),
            shared_point AS MATERIALIZED (
                SELECT * FROM point
                 WHERE ones > 0 AND twos > 0 AND ones + twos <= %(size)s),
            pair AS (
                SELECT mine.one, theirs.two
                  FROM shared mine JOIN shared theirs USING (key)
                 WHERE mine.one IS NOT NULL AND theirs.two IS NOT NULL
                   AND mine.ones + mine.twos <= %(size)s
             UNION
                SELECT one, first FROM shared
                 WHERE one IS NOT NULL AND ones + twos > %(size)s
             UNION
                SELECT mine.lead_id, theirs.partner_id
                  FROM shared_point mine
                  JOIN shared_point theirs USING (kind, normalized)
                 WHERE mine.lead_id IS NOT NULL AND theirs.partner_id IS NOT NULL)
            SELECT one, two FROM pair WHERE %(chosen)s
            """,
            one_kind=kinds[0],
            two_kind=kinds[1],
            size=GROUP_SIZE,
            **self._get_conditions_across(leads, partners),
        )

    def _get_conditions_across(self, leads, partners):
        """Return the conditions of :meth:`_get_same_across`, on the keys, on the points
        and on the pairs, for leads and partners that were changed."""
        if leads is None:
            return dict.fromkeys(("keys", "points", "chosen"), SQL("TRUE"))
        kinds = self._get_line_kinds()
        return {
            "keys": SQL(
                "key IN (SELECT unnest(keys) FROM antcrm_duplicate_line"
                "  WHERE kind = %s AND customer = ANY(%s)"
                "     OR kind = %s AND customer = ANY(%s))",
                kinds[0],
                leads,
                kinds[1],
                partners,
            ),
            "points": SQL(
                "(kind, normalized) IN (SELECT kind, normalized"
                " FROM antcrm_contact_point"
                " WHERE lead_id = ANY(%s) OR partner_id = ANY(%s))",
                leads,
                partners,
            ),
            "chosen": SQL("(one = ANY(%s) OR two = ANY(%s))", leads, partners),
        }

    def _get_similar(self, bucket):
        if self.kind not in ACROSS:
            return super()._get_similar(bucket)
        return self._get_alike(**self._get_alike_across(bucket=bucket))

    def _get_alike_across(self, bucket=None, leads=None, partners=None):
        """Return what :meth:`_get_alike` takes; the ids of leads are below zero."""
        kinds = self._get_line_kinds()
        lines, chosen = SQL("kind IN %s", kinds), None
        if bucket is None:
            chosen = SQL(
                "(kind = %s AND customer = ANY(%s)"
                " OR kind = %s AND customer = ANY(%s))",
                kinds[0],
                leads,
                kinds[1],
                partners,
            )
        else:
            lines = SQL(
                "(%s)",
                SQL(" OR ").join(
                    SQL(
                        "kind = %s AND bucket = ANY(%s)",
                        kind,
                        self._get_buckets(kind, bucket),
                    )
                    for kind in kinds
                ),
            )
        return {
            "customer": SQL(
                "(CASE WHEN kind = %s THEN -customer ELSE customer END)", kinds[0]
            ),
            "lines": lines,
            "chosen": chosen,
            "may_meet": SQL("one < 0 AND two > 0"),
        }

    def _get_buckets(self, kind, bucket):
        """Return the buckets of a kind in which those of one of these pairs are."""
        count = self.bucket_count
        if kind in MODELS:
            count = self._get(kind).bucket_count or 1
        step = min(count, self.bucket_count)
        return list(range(bucket % step, count, step))

    # ------------------------------------------------------------------
    # How much they have in common
    # ------------------------------------------------------------------

    def _get_comparisons(self):
        if self.kind not in ACROSS:
            return super()._get_comparisons()
        account = other_account = SQL("NULL::text")
        if not self._is_written():
            account = SQL("NULLIF(%s, '')", self._get_company_key("lead.partner_name"))
            other_account = SQL(
                "NULLIF(%s, '')", self._get_company_key("employer.name")
            )
        return {
            "namesakes": SQL("(one.namesakes + two.namesakes)"),
            "neighbours": SQL("(one.neighbours + two.neighbours)"),
            "has_point": SQL("least(shared.phone, shared.email) <= %s", GROUP_SIZE),
            "phone": self._get_point_degree("phone"),
            "email": self._get_point_degree("email"),
            "account": account,
            "other_account": other_account,
            "joins": SQL(
                """
                JOIN antcrm_duplicate_line own
                  ON own.kind = 'lead' AND own.customer = pair.one
                JOIN crm_lead lead ON lead.id = pair.one
                JOIN res_partner partner ON partner.id = pair.two
                LEFT JOIN res_partner employer ON employer.id = partner.parent_id
                LEFT JOIN res_partner linked ON linked.id = lead.partner_id
                LEFT JOIN LATERAL (
                    SELECT min(number) FILTER (WHERE kind = 'phone') AS phone,
                           min(number) FILTER (WHERE kind = 'email') AS email
                      FROM (SELECT mine.kind, (
                                   SELECT count(*) FROM (
                                       SELECT FROM antcrm_contact_point point
                                        WHERE point.kind = mine.kind
                                          AND point.scope IN ('lead', %(scope)s)
                                          AND point.normalized = mine.normalized
                                        LIMIT %(size)s + 1) holder) AS number
                              FROM antcrm_contact_point mine
                              JOIN antcrm_contact_point theirs USING (kind, normalized)
                             WHERE mine.lead_id = pair.one
                               AND theirs.partner_id = pair.two) point
                    ) shared ON TRUE
                """,
                scope=self._get_line_kinds()[1],
                size=GROUP_SIZE,
            ),
            # they are known to be one
            "may_meet": SQL(
                "(linked.id IS NULL OR pair.two NOT IN ("
                " linked.id, COALESCE(linked.commercial_partner_id, linked.id)))"
            ),
        }

    def _get_point_degree(self, kind):
        """Return the SQL of how far a pair agrees in a phone or an email."""
        return SQL(
            """
            CASE WHEN NOT (own.%(has)s AND two.%(has)s) THEN NULL
                 WHEN shared.%(kind)s = 2 THEN 'same'
                 WHEN shared.%(kind)s > 2 THEN 'several'
                 ELSE 'differs' END
            """,
            has=SQL.identifier(f"has_{kind}"),
            kind=SQL.identifier(kind),
        )

from math import log2

from odoo import models
from odoo.tools import SQL

from ..tools.pair_weights import (
    BY_FREQUENCY,
    FEWEST,
    MOST_NAMESAKES,
    PARTS,
    PARTS_OF_KINDS,
    get_prior,
)

#: pairs that are at least so likely are kept, from 0 to 1; and those that share a phone
#: number or an email address
LEAST = 0.1
LOG2 = "ln(%s)/0.6931471805599453"


class AntcrmDuplicateSearch(models.Model):
    """How much two have in common, and which of them are kept."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "antcrm.duplicate.search"

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
                   %(name)s AS name,
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
            name=self._get_name_degree(),
            **self._get_comparisons(),
        )

    def _get_name_degree(self):
        """Return the SQL of how far the names of a pair agree: ``odd`` has the words
        that one of them has alone."""
        return SQL(
            """
            CASE WHEN one.name = '' OR two.name = '' THEN NULL
                 WHEN one.words = two.words
                      OR replace(one.name, ' ', '') = replace(two.name, ' ', '')
                      THEN 'same'
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
                 ELSE 'differs' END
            """,
            known=list(self.known_words or [""]),
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
        prior, bits = self._get_bits()
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
                sum=SQL(" + ").join(SQL("COALESCE(%s, 0)", b) for b in bits.values()),
                details=SQL(", ").join(
                    SQL(
                        "%s, CASE WHEN %s IS NOT NULL THEN jsonb_build_array(%s, %s) "
                        "END",
                        part,
                        SQL.identifier(part),
                        SQL.identifier(part),
                        SQL("round((%s)::numeric, 1)", of_part),
                    )
                    for part, of_part in bits.items()
                ),
                least=log2(LEAST / (1 - LEAST)),
                **self._get_parts(),
            )
        )

    def _get_bits(self):
        """Return how likely any two are one, and the SQL of how much more or less
        likely each part makes it, by its degree: ``prior, {part: SQL}``, in bits."""
        # pairs of two kinds are weighed as those of the customer's
        weight_kind = self._get_line_kinds()[1]
        weights = self.env["antcrm.duplicate.weight"]._get_weights(weight_kind)
        prior = get_prior(self.customer_count, weights.pop("prior"))
        rare = self._get_rarities(weight_kind)
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
            for part in PARTS_OF_KINDS[weight_kind]
        }
        return prior, bits

    def _get_rarities(self, weight_kind):
        """Return the SQL of the bits that a rare name, city or number tells more than a
        common one: ``{part: SQL}``."""
        number = float(max(self.customer_count, FEWEST))
        return {
            "name": SQL(
                LOG2 % "%s / least(greatest(namesakes - 1, 1), %s)",
                number,
                MOST_NAMESAKES.get(weight_kind, self.customer_count),
            ),
            "address": SQL(LOG2 % "%s / greatest(neighbours, 2.0)", number),
            "phone": SQL(LOG2 % "%s / 2.0", number),
            "email": SQL(LOG2 % "%s / 2.0", number),
        }

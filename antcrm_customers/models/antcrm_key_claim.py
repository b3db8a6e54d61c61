import logging

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.antcrm_contact_point.tools.customer_kind import KINDS
from odoo.addons.antcrm_contact_point.tools.taken_error import TakenError
from odoo.addons.antcrm_share.tools.concurrency import lost_race

from ..tools.customer_keys import COLUMN_KEYS, FILLER, MIN_LENGTH, read_key
from ..tools.intake_entry import COUNTED, MODELS
from ..tools.journal import is_merging

_logger = logging.getLogger(__name__)

LOCK_NAMESPACE = 0x616E746B  # "antk": first key of the advisory locks
UNIQUE_INDEX = "antcrm_key_claim_exclusive_unique"
#: Marks writes that bring back what was: a number that somebody else has by now comes
#: back beside theirs. An object, so that no remote caller can send it.
BRINGING_BACK = object()


class AntcrmKeyClaim(models.Model):
    """That a customer has a key nobody else of the kind may have, such as a tax number:
    a row for each value of a key that is unique. As with phones, customers that are
    not in use let go of theirs, and a unique index is the last line."""

    _name = "antcrm.key.claim"
    _description = "Claim of a Customer Key"
    _inherit = ["antcrm.customer.part.mixin"]
    _rec_name = "normalized"
    _customer_fields = ("partner_id", "lead_id")

    key = fields.Char(required=True, readonly=True)
    normalized = fields.Char("Compared Value", required=True, readonly=True)
    partner_id = fields.Many2one(
        "res.partner", index="btree_not_null", ondelete="cascade", readonly=True
    )
    lead_id = fields.Many2one(
        "crm.lead", index="btree_not_null", ondelete="cascade", readonly=True
    )
    scope = fields.Selection(KINDS, required=True, readonly=True)
    exclusive = fields.Boolean(readonly=True)

    _one_customer = models.Constraint(
        "CHECK(num_nonnulls(lead_id, partner_id) = 1)",
        "A key belongs to one customer.",
    )
    _exclusive_unique = models.UniqueIndex(
        "(key, scope, normalized) WHERE exclusive IS TRUE",
        "Another customer has just been saved with this number. Search for it, or "
        "enter another one.",
    )

    # ------------------------------------------------------------------
    # Claim
    # ------------------------------------------------------------------

    @api.model
    def _follow(self, customers, names):
        """Claim what customers have of unique keys, and let go of what they have no
        more. In a few queries, whatever their number.

        :param customers: ``res.partner`` or ``crm.lead`` records that were written
        :param names: of the fields that were
        :raise TakenError: another customer of the kind has one of the values
        """
        asked = customers.env.su or self.env.context.get("antcrm_keys") is COUNTED
        # superuser: parts of customers that the user has just written
        Claim = self.sudo()
        customers = customers.sudo()
        inverse = "lead_id" if customers._name == "crm.lead" else "partner_id"
        Keys = self.env["antcrm.customer.key"]
        unique = {kind: Keys._get_unique_keys(kind) for kind in MODELS}
        present = Claim.search_fetch(
            [(inverse, "in", customers.ids)],
            ["key", "normalized", "scope", "exclusive", inverse],
        ).grouped(lambda claim: claim[inverse].id)
        holding = set(customers._filter_holding()._ids)
        gone, vals_list = Claim.browse(), []
        for customer in customers:
            kind = customer.customer_kind
            wanted = {
                (key, normalized): customer[key]
                for key in unique.get(kind, ())
                if key in COLUMN_KEYS
                and key in customer._fields
                and (normalized := read_key(key, customer[key]))
            }
            if customer.id not in holding:
                wanted = {}
            for claim in present.get(customer.id, ()):
                pair = (claim.key, claim.normalized)
                if claim.exclusive and claim.scope == kind and pair in wanted:
                    del wanted[pair]
                else:
                    gone |= claim
            vals_list += [
                {
                    "key": key,
                    "normalized": normalized,
                    inverse: customer.id,
                    "scope": kind,
                    "exclusive": True,
                    "value": value,
                }
                for (key, normalized), value in wanted.items()
            ]
        gone.unlink()
        if not asked:
            # it is a refusal that tells who is there, and so does none
            number = sum(vals["key"] in names for vals in vals_list)
            self.env["antcrm.budget"]._ask(number)
        Claim._take(vals_list, customers, names)
        for vals in vals_list:
            del vals["value"]
        if vals_list:
            with lost_race(UNIQUE_INDEX):
                Claim.create(vals_list)
                Claim.flush_model()

    @api.model
    def _take(self, vals_list, customers, names):
        """Make sure that nobody else has what is claimed; see ``_claim`` of
        ``antcrm.contact.point`` for how two wait for one another."""
        if not vals_list:
            return
        inverse = "lead_id" if customers._name == "crm.lead" else "partner_id"
        is_back = self.env.context.get("antcrm_keys") is BRINGING_BACK
        self.env.cr.execute(
            SQL(
                "SELECT pg_advisory_xact_lock(%s, key) FROM ("
                "SELECT DISTINCT hashtext(value) AS key FROM unnest(%s) AS value "
                "ORDER BY key) AS keys",
                LOCK_NAMESPACE,
                ["/".join((v["key"], v["scope"], v["normalized"])) for v in vals_list],
            )
        )
        self.flush_model()
        taken = self._find_taken(vals_list)
        for vals in vals_list:
            pair = (vals["key"], vals["scope"], vals["normalized"])
            own = customers.browse(vals[inverse])
            holder = taken.get(pair)
            if not holder or holder == own:
                taken[pair] = own
            elif is_merging(self.env.cr):
                self._let_go(holder)
                taken[pair] = own
            elif is_back or not names.intersection(own._get_claiming_fields()):
                # back in use beside another one, as with phones
                vals["exclusive"] = False
            else:
                self._refuse(vals, holder)

    @api.model
    def _find_taken(self, vals_list):
        """Return who has the claimed values: ``{(key, scope, normalized): customer}``.

        :param list vals_list: values of claims
        """
        keys, scopes, values = zip(
            *((v["key"], v["scope"], v["normalized"]) for v in vals_list), strict=True
        )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT claim.key, claim.scope, claim.normalized,
                       claim.partner_id, claim.lead_id
                  FROM unnest(%s, %s, %s) AS wanted (key, scope, normalized)
                  JOIN antcrm_key_claim claim USING (key, scope, normalized)
                 WHERE claim.exclusive IS TRUE
                """,
                list(keys),
                list(scopes),
                list(values),
            )
        )
        return {
            (key, scope, normalized): self.env["res.partner"].browse(partner_id)
            or self.env["crm.lead"].browse(lead_id)
            for key, scope, normalized, partner_id, lead_id in rows
        }

    @api.model
    def _refuse(self, vals, holder):
        """Refuse a value that another customer has, who is named to those who may read
        it.

        :raise TakenError: always
        """
        label = self.env["antcrm.customer.key"]._get_label("key", vals["key"])
        holder = holder.sudo(False)
        values = {"field": label, "value": vals["value"]}
        if holder.has_access("read"):
            message = self.env._(
                "%(field)s: “%(value)s” already belongs to %(customer)s. "
                "Open that customer, or enter another value.",
                **values,
                customer=holder.display_name,
            )
            info = self.env["antcrm.contact.point"].sudo(False)._get_holder_info(holder)
            raise TakenError(message, vals["key"], vals["value"], info)
        _logger.info(
            "%s of a hidden %s refused to user %s",
            vals["key"],
            vals["scope"],
            self.env.uid,
        )
        message = self.env._(
            "%(field)s: “%(value)s” already belongs to another customer. Enter "
            "another value, or ask your administrator.",
            **values,
        )
        raise TakenError(message, vals["key"], vals["value"])

    # ------------------------------------------------------------------
    # Merging customers
    # ------------------------------------------------------------------

    @api.model
    def _let_go(self, customers):
        """Let customers go of their keys before another one takes them over, with all
        that is theirs."""
        if not customers._has_unique_keys():
            return
        inverse = "lead_id" if customers._name == "crm.lead" else "partner_id"
        # superuser: the host has checked that the user may merge these customers
        self.sudo().search([(inverse, "in", customers.ids)]).unlink()
        self.flush_model()

    # ------------------------------------------------------------------
    # All customers of a kind, where a setting changes
    # ------------------------------------------------------------------

    @api.model
    def _release(self, scopes):
        """Forget the claims of keys that are unique no more.

        :param scopes: pairs of a kind and a key
        """
        self.flush_model()
        for kind, key in scopes:
            self.env.cr.execute(
                SQL(
                    "DELETE FROM antcrm_key_claim WHERE scope = %s AND key = %s",
                    kind,
                    key,
                )
            )
            if key == "social":
                self._set_exclusive_socials(kind, False)
        self.invalidate_model()

    @api.model
    def _get_values_query(self, kind, key):
        """Return the query for ``id`` and ``normalized`` of the customers of a kind in
        use who have a key; of profiles for ``point_id`` as well."""
        Model = self.env[MODELS[kind]]
        # superuser: all of them count
        holding = Model.sudo().with_context(active_test=False)
        query = holding._search(Model._get_holding_domain())
        if key == "social":
            return SQL(
                """
                SELECT %(inverse)s AS id, normalized, id AS point_id
                  FROM antcrm_contact_point
                 WHERE kind = 'social' AND scope = %(kind)s AND normalized IS NOT NULL
                   AND %(inverse)s IN %(holding)s
                """,
                inverse=SQL.identifier("lead_id" if kind == "lead" else "partner_id"),
                kind=kind,
                holding=query.subselect(),
            )
        return SQL(
            """
            SELECT id, normalized
              FROM (SELECT customer.id, %(key)s AS normalized
                      FROM %(table)s customer
                     WHERE customer.%(column)s IS NOT NULL
                       AND %(kind_sql)s = %(kind)s
                       AND customer.id IN %(holding)s) found
             WHERE length(normalized) >= %(length)s AND normalized !~ %(filler)s
            """,
            key=SQL(COLUMN_KEYS[key][1](f'customer."{key}"')),
            table=SQL.identifier(Model._table),
            column=SQL.identifier(key),
            kind_sql=Model._get_customer_kind_sql("customer"),
            kind=kind,
            holding=query.subselect(),
            length=MIN_LENGTH,
            filler=f"^{FILLER.pattern}$",
        )

    @api.model
    def _find_doubles(self, kind, key):
        """Return the ids of the customers of a kind who have a key in common."""
        Model = self.env[MODELS[kind]]
        if key != "social" and key not in Model._fields:
            return []
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM (SELECT id, count(*) OVER (PARTITION BY normalized) "
                "FROM (%s) having_it) counted WHERE count > 1 ORDER BY id",
                self._get_values_query(kind, key),
            )
        )
        return list(dict.fromkeys(id_ for (id_,) in rows))

    @api.model
    def _claim_all(self, kind, key):
        """Claim a key for all customers of a kind, of which no two have the same."""
        if key == "social":
            self._set_exclusive_socials(kind, True)
            return
        if key not in self.env[MODELS[kind]]._fields:
            return
        with lost_race(UNIQUE_INDEX):
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO antcrm_key_claim (
                           key, normalized, %(inverse)s, scope, exclusive,
                           create_uid, create_date, write_uid, write_date)
                    SELECT %(key)s, normalized, id, %(kind)s, true,
                           %(uid)s, %(now)s, %(uid)s, %(now)s
                      FROM (%(query)s) having_it
                     WHERE NOT EXISTS (
                           SELECT FROM antcrm_key_claim claim
                            WHERE claim.%(inverse)s = having_it.id
                              AND claim.key = %(key)s)
                    """,
                    inverse=SQL.identifier(
                        "lead_id" if kind == "lead" else "partner_id"
                    ),
                    key=key,
                    kind=kind,
                    uid=self.env.uid,
                    now=self.env.cr.now(),
                    query=self._get_values_query(kind, key),
                )
            )
        self.invalidate_model()

    @api.model
    def _set_exclusive_socials(self, kind, exclusive):
        """Claim the profiles of customers, or let go of them: they are points like
        phones, of which ``exclusive`` says it."""
        Point = self.env["antcrm.contact.point"]
        Point.flush_model()
        condition = SQL("exclusive AND scope = %s AND kind = 'social'", kind)
        if exclusive:
            query = self._get_values_query(kind, "social")
            condition = SQL("id IN (SELECT point_id FROM (%s) having_it)", query)
        with lost_race("antcrm_contact_point_exclusive_unique"):
            self.env.cr.execute(
                SQL(
                    "UPDATE antcrm_contact_point SET exclusive = %s WHERE %s",
                    exclusive,
                    condition,
                )
            )
        Point.invalidate_model(["exclusive"])

import sys

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.contact_search import PHONE_LIKE, get_search_terms
from ..tools.contact_values import add_extension, read_email, read_phone
from ..tools.customer_kind import KINDS

# Up to this many matches the search is given their ids, which an index serves together
# with the other columns that are searched; beyond, the database decides
MAX_IDS = 1000


class AntcrmContactPointMixin(models.AbstractModel):
    """Whoever has phones, emails and social networks: leads, contacts and accounts.

    A model says with which field of a point its lists begin: they have no inverse here.
    """

    _name = "antcrm.contact.point.mixin"
    _description = "Customer with Contact Points"
    #: the host's own column of the first email, as of its ``mail.thread.blacklist``
    _primary_email = "email"

    customer_kind = fields.Selection(
        KINDS,
        compute="_compute_customer_kind",
        compute_sudo=True,
        search="_search_customer_kind",
        help="Empty: not a customer, such as a bare address or a colleague.",
    )
    # all of them: what follows the customer is found through a list without a domain
    contact_point_ids = fields.One2many("antcrm.contact.point", string="Contact Points")
    phone_ids = fields.One2many(
        "antcrm.contact.point",
        string="Phones",
        compute="_compute_phone_ids",
        store=True,
        readonly=False,
        domain=[("kind", "=", "phone")],
        context={"default_kind": "phone"},
    )
    email_ids = fields.One2many(
        "antcrm.contact.point",
        string="Emails",
        compute="_compute_email_ids",
        store=True,
        readonly=False,
        domain=[("kind", "=", "email")],
        context={"default_kind": "email"},
    )
    social_ids = fields.One2many(
        "antcrm.contact.point",
        string="Social Networks",
        domain=[("kind", "=", "social")],
        context={"default_kind": "social"},
    )
    # of pages that show the first one alone
    further_phone_count = fields.Integer(
        "Further Phones", compute="_compute_further_counts"
    )
    further_email_count = fields.Integer(
        "Further Emails", compute="_compute_further_counts"
    )
    contact_search = fields.Char(
        "Phone or Email",
        store=False,
        search="_search_contact_search",
        help="Finds every phone, email and profile, however the number is written.",
    )

    # ------------------------------------------------------------------
    # Of which kind the customer is, and whether it holds its numbers
    # ------------------------------------------------------------------

    def _compute_customer_kind(self):
        raise NotImplementedError

    @api.model
    def _get_customer_kind_domain(self, kind):
        """Return the domain of the customers of one kind."""
        raise NotImplementedError

    @api.model
    def _get_customer_kind_sql(self, alias):
        """Return the SQL expression of the kind of a row of the model's table."""
        raise NotImplementedError

    def _search_customer_kind(self, operator, value):
        if operator != "in":
            return NotImplemented
        kinds = [kind for kind, _label in self._fields["customer_kind"].selection]
        domain = Domain.OR(
            self._get_customer_kind_domain(kind) for kind in kinds if kind in value
        )
        if False in value:
            domain |= ~Domain.OR(map(self._get_customer_kind_domain, kinds))
        return domain

    @api.model
    def _get_holding_domain(self):
        """Return the domain of the customers whose numbers and addresses nobody else of
        their kind may enter. All others have let go of them.

        The one place that says so: an addon that knows another reason to let go adds
        its condition with ``&``, on stored fields of the customer itself.
        """
        return Domain("active", "=", True)

    @api.model
    def _get_holding_fields(self):
        """Return the names of the fields that decide whether a customer holds them."""
        conditions = self._get_holding_domain().iter_conditions()
        return sorted({condition.field_expr for condition in conditions})

    def _filter_holding(self):
        """Return those whose numbers and addresses nobody else may enter."""
        return self.filtered_domain(self._get_holding_domain())

    def _holds_contact_points(self):
        """Whether nobody else of the kind may enter this customer's numbers."""
        self.ensure_one()
        return bool(self._filter_holding())

    # ------------------------------------------------------------------
    # Points and the host's own columns
    # ------------------------------------------------------------------

    @api.model
    def _get_contact_point_column(self, kind):
        """Return the host's own column that mirrors the primary point of a kind."""
        return "phone" if kind == "phone" else self._primary_email

    def _get_contact_points(self, kind):
        """Return the points of one kind, the primary one first."""
        return self[f"{kind}_ids"].sorted(
            lambda point: (point.sequence, point._origin.id or sys.maxsize)
        )

    def _get_host_normalized(self, kind):
        """Return the form in which the host's own column is compared: as the host
        normalises it, which drops extensions; ``False`` if it cannot."""
        self.ensure_one()
        if kind == "phone":
            return add_extension(self.phone, self.phone_sanitized)
        return self.email_normalized

    @api.depends("phone", "country_id")
    def _compute_phone_ids(self):
        self._compute_contact_points("phone")

    @api.depends(lambda self: (self._get_contact_point_column("email"),))
    def _compute_email_ids(self):
        self._compute_contact_points("email")

    def _compute_contact_points(self, kind):
        """The points follow every change of the host's column, whoever makes it: a
        stored computed field is the one place that also sees recomputed columns."""
        stored = self.browse(filter(None, self._ids))
        if stored:
            self.env["antcrm.contact.point"]._mirror_from_customers(stored, kind)
        column = self._get_contact_point_column(kind)
        for customer in self - stored:
            # in a form that is not saved yet
            points = customer._get_contact_points(kind)
            value = customer[column]
            if value and value not in points.mapped("value"):
                if points:
                    points[0].value = value
                else:
                    points = points.new({"kind": kind, "value": value})
            customer[f"{kind}_ids"] = points

    def _compute_further_counts(self):
        """Of all records of a list in one query."""
        inverse = self._fields["contact_point_ids"].inverse_name
        # superuser: how many a customer has, whom the user reads
        counts = {
            (customer, kind): count
            for customer, kind, count in self.env["antcrm.contact.point"]
            .sudo()
            ._read_group(
                [(inverse, "in", self.ids), ("kind", "in", ("phone", "email"))],
                [inverse, "kind"],
                ["__count"],
            )
        }
        for customer in self:
            origin = customer._origin.sudo()
            for kind in ("phone", "email"):
                count = counts.get((origin, kind), 0)
                customer[f"further_{kind}_count"] = max(count - 1, 0)

    @api.model
    def _prepare_contact_point_values(self, vals):
        """Make one entry of the host's column and our list of points.

        Given both, the list is what the customer has; a number that stands only in
        the column is put in front of it, so that none is lost.

        :param dict vals: values to create or write; changed in place and returned
        """
        for kind in ("phone", "email"):
            column = self._get_contact_point_column(kind)
            commands = vals.get(f"{kind}_ids")
            if not commands or column not in vals:
                # an empty list: whoever writes it brings the points itself
                continue
            value = vals.pop(column)
            listed = {
                command[2].get("value") for command in commands if command[0] in (0, 1)
            }
            if value and value not in listed:
                first = fields.Command.create({"value": value, "sequence": 0})
                vals[f"{kind}_ids"] = [first, *commands]
        return vals

    # ------------------------------------------------------------------
    # Searching
    # ------------------------------------------------------------------

    def _search_contact_search(self, operator, value):
        """By any part of a number or address, however it is asked for."""
        if operator == "=ilike":
            return self._search_contact_search("ilike", value.strip("%"))
        if operator not in ("ilike", "in"):
            return NotImplemented
        if operator == "in" and False in value:
            without = Domain.AND(
                Domain(name, "=", False)
                for name in ("phone_ids", "email_ids", "social_ids")
            )
            return without | self._search_contact_search("in", value - {False})
        # superuser: the domain selects customers, and which of them the user may read
        # is decided there
        points = self.env["antcrm.contact.point"].sudo()
        region = points._get_region(self.browse())
        terms = [
            term
            for text in ([value] if operator == "ilike" else value)
            for term in get_search_terms(text or "", region)
        ]
        if not terms:
            return Domain.TRUE if value == "" else Domain.FALSE
        domain = Domain.OR(
            Domain("normalized", operator, term) for operator, term in terms
        )
        return self._get_domain_of_points(domain)

    @api.model
    def _get_domain_of_points(self, domain):
        """Return the domain of the customers with contact points that fulfil one."""
        # superuser: see _search_contact_search
        points = self.env["antcrm.contact.point"].sudo()
        inverse = self._fields["phone_ids"].inverse_name
        domain &= Domain(inverse, "!=", False)
        points._flush_points()
        found = points.search(domain, limit=MAX_IDS + 1)
        if len(found) <= MAX_IDS:
            return Domain("id", "in", found[inverse].ids)
        return Domain.OR(
            Domain(name, "any!", domain)
            for name in ("phone_ids", "email_ids", "social_ids")
        )

    @api.model
    def _search_display_name(self, operator, value):
        """Whoever is looked for by name is found by any whole phone number and email
        address, too."""
        domain = super()._search_display_name(operator, value)
        if operator not in ("ilike", "not ilike") or not isinstance(value, str):
            return domain
        keys = self._get_search_keys(value)
        if not keys:
            return domain
        known = self._get_domain_of_points(
            Domain.OR(
                Domain("kind", "=", kind) & Domain("normalized", "=", normalized)
                for kind, normalized in keys
            )
        )
        return domain | known if operator == "ilike" else domain & ~known

    @api.model
    def _get_search_keys(self, text):
        """Return ``(kind, normalized)`` of a whole phone number or address."""
        text = text.strip()
        keys = []
        if PHONE_LIKE.fullmatch(text):
            region = self.env["antcrm.contact.point"]._get_region(self.browse())
            if normalized := read_phone(text, region).normalized:
                keys.append(("phone", normalized))
        elif "@" in text and (normalized := read_email(text).normalized):
            keys.append(("email", normalized))
        return keys

    @api.model
    def _add_further_phones(self, domain, operator, value):
        """Return the domain of a search of the host for a number, which looks at the
        first one of each customer, with all the others.

        :param domain: what the host makes of it
        """
        if operator not in ("=", "ilike", "like") or not isinstance(value, str):
            return domain
        region = self.env["antcrm.contact.point"]._get_region(self.browse())
        terms = PHONE_LIKE.fullmatch(value.strip()) and get_search_terms(value, region)
        terms = [term for term in terms or () if operator != "=" or term[0] == "="]
        if not terms:
            return domain
        points = Domain.OR(Domain("normalized", *term) for term in terms)
        return domain | self._get_domain_of_points(
            Domain("kind", "=", "phone") & points
        )

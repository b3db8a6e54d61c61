import json
import logging

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, clean_context, groupby

from ..tools.contact_values import (
    example_phone,
    get_phone_region,
    guess_region,
    move_phone,
    read_email,
    read_phone,
    read_social,
    social_network,
)
from ..tools.customer_kind import KINDS
from ..tools.taken_error import TakenError

_logger = logging.getLogger(__name__)

# Marks entries whose values are known to be right: those mirrored from the host's
# columns and those of the intake. An object, so that no remote caller can send it.
TRUSTED = object()
LOCK_NAMESPACE = 0x616E7463  # "antc": first key of the advisory locks
MIRRORED_FIELDS = ["kind", "value", "normalized", "sequence"]


class AntcrmContactPoint(models.Model):
    """One phone number, email address or social profile of one customer.

    Two ways lead here. Typed entry (our forms, ``phone_ids`` over any API) is checked:
    a value must be possible, and no other customer of the same kind may have it. What
    the host writes through its own ``phone`` and ``email`` columns is mirrored as it
    stands and never refused.
    """

    _name = "antcrm.contact.point"
    _inherit = ["antcrm.customer.part.mixin"]
    _description = "Contact Point"
    _order = "sequence, id"
    _rec_name = "value"
    _customer_fields = ("partner_id", "lead_id")

    kind = fields.Selection(
        [("phone", "Phone"), ("email", "Email"), ("social", "Social network")],
        required=True,
    )
    value = fields.Char(required=True)
    normalized = fields.Char(
        readonly=True,
        help="The form that is compared: a phone number in E.164, an email address in "
        "lower case, the canonical address of a profile. Empty: it could not be read.",
    )
    country_id = fields.Many2one(
        "res.country",
        string="Country",
        compute="_compute_country_id",
        inverse="_inverse_country_id",
        help="The country that the phone number was read with. Choose another one, and "
        "its digits are read as a number of that country.",
    )
    label = fields.Char(help="What it is for: work, home, billing ...")
    sequence = fields.Integer(default=10)
    # their unique indexes serve look-ups by customer, too
    partner_id = fields.Many2one("res.partner", ondelete="cascade")
    lead_id = fields.Many2one("crm.lead", ondelete="cascade")
    scope = fields.Selection(
        KINDS,
        compute="_compute_scope",
        store=True,
        readonly=False,
        help="The kind of the customer, within which the value is looked for.",
    )
    exclusive = fields.Boolean(
        compute="_compute_scope",
        store=True,
        readonly=False,
        help="Typed in when no other customer of the kind had it.",
    )

    _one_customer = models.Constraint(
        "CHECK (num_nonnulls(partner_id, lead_id) = 1)",
        "A contact point belongs to one customer.",
    )
    _partner_unique = models.UniqueIndex(
        "(partner_id, kind, normalized) WHERE partner_id IS NOT NULL",
        "This customer already has this number or address. Remove one of the two.",
    )
    _lead_unique = models.UniqueIndex(
        "(lead_id, kind, normalized) WHERE lead_id IS NOT NULL",
        "This customer already has this number or address. Remove one of the two.",
    )
    _exclusive_unique = models.UniqueIndex(
        "(kind, scope, normalized) WHERE exclusive IS TRUE",
        "Another customer has just been saved with this number or address. "
        "Search for it, or enter another one.",
    )
    _match_index = models.Index(
        "(normalized, kind, scope) WHERE normalized IS NOT NULL"
    )

    @api.depends(lambda self: self._get_scope_dependencies())
    def _compute_scope(self):
        """The scope follows the kind of the customer. Exclusivity is claimed by typed
        entry alone; a customer that changes kind or is retired lets it go."""
        for point in self:
            customer = point._get_customer()
            scope = customer.customer_kind
            if point.exclusive and (
                scope != point.scope or not customer._holds_contact_points()
            ):
                point.exclusive = False
            point.scope = scope

    @api.model
    def _get_scope_dependencies(self):
        """Return what decides about scope and exclusivity, as ``depends`` takes it."""
        return [
            f"{name}.{field}"
            for name in self._customer_fields
            for field in (
                "customer_kind",
                *self.env[self._fields[name].comodel_name]._get_holding_fields(),
            )
        ]

    @api.onchange("value", "kind")
    def _onchange_value(self):
        """Show at once how a number is read. Saving tells what is wrong with it."""
        if self.value and self.kind:
            region = self.country_id.code or self._get_region(self._get_customer())
            reading = self._read_value(self.kind, self.value, region)
            if not reading.error:
                self.value = reading.value
                self.normalized = reading.normalized
                if self.kind == "social" and not self.label:
                    self.label = social_network(reading.normalized)

    @api.depends("kind", "normalized")
    def _compute_country_id(self):
        regions = {
            point: point.kind == "phone" and get_phone_region(point.normalized)
            for point in self
        }
        codes = set(filter(None, regions.values()))
        countries = self.env["res.country"].search([("code", "in", list(codes))])
        by_code = {country.code: country for country in countries}
        for point in self:
            point.country_id = by_code.get(regions[point])

    @api.onchange("country_id")
    def _onchange_country_id(self):
        """Read the digits of the number as those of the country that was chosen."""
        reading = self._read_with_country()
        if reading and not reading.error:
            self.value = reading.value
            self.normalized = reading.normalized

    def _inverse_country_id(self):
        for point in self:
            region = point.country_id.code
            if point.kind != "phone" or region == get_phone_region(point.normalized):
                continue
            reading = point._read_with_country()
            if reading and reading.error:
                raise ValidationError(point._get_value_error(reading, region))
            if reading:
                point.value = reading.value

    def _read_with_country(self):
        """Return the number as read with the country of the point, ``None`` for what is
        no phone number or has no country."""
        self.ensure_one()
        region = self.country_id.code
        if self.kind != "phone" or not region or not self.value:
            return None
        reading = read_phone(self.value, region)
        # a line that is not saved yet has no more than what is shown of it
        normalized = self.normalized or reading.normalized
        return move_phone(normalized, region) if normalized else reading

    # ------------------------------------------------------------------
    # Create, write, unlink
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if self._is_trusted():
            return super().create(vals_list)
        points = super().create(self._prepare_typed_values(vals_list))
        points._mirror_to_customers()
        return points

    def write(self, vals):
        if self._is_trusted():
            return super().write(vals)
        vals = self._discard_derived_values(vals)
        before = self._get_mirrored()
        if vals.keys().isdisjoint(("value", "kind", "partner_id", "lead_id")):
            result = super().write(vals)
        else:
            result = True
            current = [
                {
                    "kind": point.kind,
                    "value": point.value,
                    "partner_id": point.partner_id.id,
                    "lead_id": point.lead_id.id,
                }
                for point in self
            ]
            typed = self._prepare_typed_values(
                [{**values, **vals} for values in current]
            )
            for point, values in zip(self, typed, strict=True):
                super(AntcrmContactPoint, point).write(values)
        if vals.keys() - {"label"}:
            self._mirror_to_customers(before)
        return result

    def unlink(self):
        before = [] if self._is_trusted() else self._get_mirrored()
        result = super().unlink()
        self.browse()._mirror_to_customers(before)
        return result

    @api.model
    def _trusted(self):
        """Return the model for entries that are known to be right: nothing is checked,
        normalised or mirrored. Not reachable from outside. The defaults of whatever the
        customer was made with are not those of its points."""
        context = clean_context(self.env.context)
        return self.with_context(context, antcrm_entry=TRUSTED)

    @api.model
    def _insert(self, customers, vals_list):
        """Add points that are known to be right, in one query: a batch has several for
        each of its customers. Nothing is checked, normalised or mirrored. Profiles are
        labelled with their network, as those that somebody types.

        :param customers: ``res.partner`` or ``crm.lead`` records that get them
        :param list vals_list: dicts with ``customer_id``, ``kind``, ``value``,
            ``normalized``, ``scope``, ``sequence`` and ``exclusive``, and ``label``
            where there is one
        :return: the new points, in no order
        """
        if not vals_list:
            return self.browse()
        vals_list = [
            {**values, "label": social_network(values["normalized"])}
            if values["kind"] == "social" and not values.get("label")
            else values
            for values in vals_list
        ]
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO antcrm_contact_point (
                       %(inverse)s, kind, value, normalized, scope, sequence, exclusive,
                       label, create_uid, create_date, write_uid, write_date)
                SELECT customer_id, kind, value, normalized, scope, sequence, exclusive,
                       label, %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM jsonb_to_recordset(%(points)s::jsonb) AS point (
                       customer_id integer, kind varchar, value varchar,
                       normalized varchar, scope varchar, sequence integer,
                       exclusive boolean, label varchar)
             RETURNING id
                """,
                inverse=SQL.identifier(
                    "partner_id" if customers._name == "res.partner" else "lead_id"
                ),
                uid=self.env.uid,
                now=self.env.cr.now(),
                points=json.dumps(vals_list, ensure_ascii=False),
            )
        )
        points = self.browse(id_ for (id_,) in self.env.cr.fetchall())
        names = ["phone_ids", "email_ids", "social_ids", "contact_point_ids"]
        customers.invalidate_recordset(names)
        customers.modified(names)
        return points

    @api.model
    def _is_trusted(self):
        return self.env.context.get("antcrm_entry") is TRUSTED

    # ------------------------------------------------------------------
    # Typed entry
    # ------------------------------------------------------------------

    @api.model
    def _discard_derived_values(self, vals):
        derived = ("normalized", "scope", "exclusive")
        return {name: value for name, value in vals.items() if name not in derived}

    @api.model
    def _prepare_typed_values(self, vals_list):
        """Check and complete the values of entries made by people.

        :raise ValidationError: a value is not possible, or stands twice
        :raise TakenError: another customer of the kind has the value
        """
        default_kind = self.env.context.get("default_kind")
        for name in self._customer_fields:
            # before anything is read as superuser
            ids = {vals[name] for vals in vals_list if vals.get(name)}
            self.env[self._fields[name].comodel_name].browse(ids).check_access("write")
        entries = []
        for vals in vals_list:
            vals = self._discard_derived_values(vals)
            kind = vals.setdefault("kind", default_kind)
            if default_kind and kind != default_kind:
                raise ValidationError(
                    self.env._(
                        "“%(value)s” cannot be entered here. "
                        "Phones, emails and social networks each have their own list.",
                        value=vals.get("value"),
                    )
                )
            customer = self.env["res.partner"].browse(vals.get("partner_id"))
            customer = customer or self.env["crm.lead"].browse(vals.get("lead_id"))
            region = self._get_region(customer)
            if vals.get("country_id"):
                region = self.env["res.country"].browse(vals["country_id"]).code
            reading = self._read_value(kind, vals.get("value"), region)
            if reading.error:
                raise ValidationError(self._get_value_error(reading, region))
            vals["value"] = reading.value
            vals["normalized"] = reading.normalized
            if kind == "social" and not vals.get("label"):
                vals["label"] = social_network(reading.normalized)
            # superuser: the kind follows from the host's own columns and says nothing
            # about the customer that the user does not enter at this moment
            customer_sudo = customer.sudo()
            vals["scope"] = customer_sudo.customer_kind
            vals["exclusive"] = bool(
                vals["scope"]
                and self._is_exclusive_kind(kind, vals["scope"])
                and customer_sudo._holds_contact_points()
            )
            entries.append(vals)
        self._check_typed_twice(entries)
        self._claim([vals for vals in entries if vals["exclusive"]])
        return entries

    @api.model
    def _check_typed_twice(self, entries):
        """Refuse a value that one customer would have twice.

        :raise ValidationError: naming the value
        """
        keys = set()
        for vals in entries:
            key = (
                vals.get("partner_id"),
                vals.get("lead_id"),
                vals["kind"],
                vals["normalized"],
            )
            if key in keys:
                raise ValidationError(self._get_twice_error(vals["value"]))
            keys.add(key)
        # superuser: points of the very customers that are being written
        for point in self.sudo().search(
            [
                ("normalized", "in", [vals["normalized"] for vals in entries]),
                ("id", "not in", self.ids),
                "|",
                ("partner_id", "in", [vals.get("partner_id") for vals in entries]),
                ("lead_id", "in", [vals.get("lead_id") for vals in entries]),
            ]
        ):
            key = (
                point.partner_id.id,
                point.lead_id.id,
                point.kind,
                point.normalized,
            )
            if key in {(a or False, b or False, c, d) for a, b, c, d in keys}:
                raise ValidationError(self._get_twice_error(point.value))

    def _claim(self, entries):
        """Take the values for their customers, or refuse.

        A transaction advisory lock for each value makes two people who type the same
        number wait for one another; they are taken in one order, so that nobody waits
        in a circle. The transaction may have begun before the other one ended: then
        it is the unique index over exclusive points that refuses.

        :param entries: values of points, with ``kind``, ``scope``, ``normalized``
        :raise TakenError: another customer of the scope has one of the values
        """
        if not entries:
            return
        claims = {}
        for vals in entries:
            key = (vals["kind"], vals["scope"], vals["normalized"])
            if key in claims:
                raise self._get_taken_error(vals)
            claims[key] = vals
        self._count_questions(len(claims))
        self.env.cr.execute(
            SQL(
                "SELECT pg_advisory_xact_lock(%s, key) FROM ("
                "SELECT DISTINCT hashtext(value) AS key FROM unnest(%s) AS value "
                "ORDER BY key) AS keys",
                LOCK_NAMESPACE,
                ["/".join(key) for key in claims],
            )
        )
        for kind, scope, normalized, customer in self._find_holders(claims):
            vals = claims[kind, scope, normalized]
            if self._may_share(vals, customer):
                vals["exclusive"] = False
                continue
            # superuser finds the holder; only who may read it is told its name
            if customer.sudo(False).has_access("read"):
                raise self._get_taken_error(vals, customer.sudo(False))
            _logger.info(
                "%s of a hidden %s refused to user %s", kind, scope, self.env.uid
            )
            raise self._get_taken_error(vals)

    @api.model
    def _is_exclusive_kind(self, kind, scope):
        """Whether no two customers of a kind may have one value: here phones and
        emails. For addons in which it can be chosen.

        :param str kind: of the point
        :param str scope: the kind of the customers
        """
        return kind != "social"

    @api.model
    def _count_questions(self, number):
        """Called before it is told whether somebody has so many values: a refusal tells
        it, and so does none. For addons that count what somebody asks.

        :raise UserError: the user has asked too much
        """

    @api.model
    def _may_share(self, vals, customer):
        """Whether a new point may be had by two customers of one kind. For addons that
        know when it is right.

        :param dict vals: ``kind``, ``value``, and ``partner_id`` or ``lead_id``
        :param customer: who has it already, as superuser
        """
        return False

    def _find_holders(self, keys):
        """Return who holds the given values, outside ``self``.

        :param keys: triples ``(kind, scope, normalized)``
        :return: list of ``(kind, scope, normalized, customer as superuser)``; archived
            customers and those that are not in use hold nothing
        """
        self._flush_points()
        kinds, scopes, values = zip(*keys, strict=True)
        self.env.cr.execute(
            SQL(
                """
                SELECT point.kind, point.scope, point.normalized,
                       point.partner_id, point.lead_id
                  FROM unnest(%s, %s, %s) AS wanted (kind, scope, normalized)
                  JOIN antcrm_contact_point point
                 USING (kind, scope, normalized)
                 WHERE point.id != ALL(%s)
              ORDER BY point.exclusive DESC NULLS LAST, point.id
                """,
                list(kinds),
                list(scopes),
                list(values),
                list(self.ids),
            )
        )
        found = [
            (
                kind,
                scope,
                normalized,
                self.env["res.partner"].sudo().browse(partner_id)
                or self.env["crm.lead"].sudo().browse(lead_id),
            )
            for kind, scope, normalized, partner_id, lead_id in self.env.cr.fetchall()
        ]
        holding = set()
        for _model, customers in groupby(
            (customer for *_key, customer in found), lambda customer: customer._name
        ):
            holding.update(customers[0].concat(*customers[1:])._filter_holding())
        return [holder for holder in found if holder[-1] in holding]

    @api.model
    def _flush_points(self):
        """Bring all pending points to the database, mirrored ones included."""
        for model in ("crm.lead", "res.partner"):
            self.env[model].flush_model(["phone_ids", "email_ids"])
        self.flush_model()

    # ------------------------------------------------------------------
    # Reading values
    # ------------------------------------------------------------------

    @api.model
    def _get_region(self, customer, choice=None):
        """Return the ISO code of the country whose national numbers are understood: the
        customer's, their account's, that of the form or import they come in by, that of
        the user's timezone and language, the company's.

        :param customer: a partner or lead, empty for one that is not there yet
        :param choice: the ``res.country`` that a form or import says
        """
        # superuser: countries are public
        customer_sudo = customer.sudo()
        account = (
            customer_sudo.partner_id
            if customer_sudo._name == "crm.lead"
            else customer_sudo.parent_id
        )
        country = customer_sudo.country_id or account.country_id or choice
        if country:
            return country.code
        company = customer_sudo.company_id or self.env.company
        return self._get_user_region(company)

    @api.model
    def _get_user_region(self, company=None):
        """Return the ISO code of the country whose national numbers the user means."""
        # superuser: countries are public
        company = (company or self.env.company).sudo().country_id.code
        # nobody sits behind mails and web forms: their language alone says something
        user = self.env.user if self.env.user._is_internal() else None
        if user and user.id != SUPERUSER_ID:
            zone = self.env.context.get("tz") or user.tz
            lang = self.env.context.get("lang") or user.lang
            return guess_region(zone, lang, company)
        return guess_region(lang=self.env.context.get("lang"), company=company)

    @api.model
    def _read_value(self, kind, text, region=None):
        """Read one value. See :mod:`tools.contact_values`."""
        if kind == "phone":
            return read_phone(text, region)
        return read_email(text) if kind == "email" else read_social(text)

    @api.model
    def read_typed(self, kind, text, country_id=False, customer=None):
        """Tell how a value is read while somebody types it into a form. Nothing is
        looked up: whether somebody has it is told when it is saved.

        :param str kind: ``phone``, ``email`` or ``social``
        :param str text: as it is typed
        :param int country_id: the country that was chosen for this number
        :param dict customer: what the form says: ``model``, ``id``, ``country_id``
            and ``account_id``, each of which may be missing or false
        :return: dict with ``value`` as it will be written, ``country_id`` of a number
            or ``False``, and ``error``: the sentence that tells what is wrong, or
            ``False``
        :raise AccessError: the user may not read contact points
        """
        self.check_access("read")
        region = self._get_typed_region(country_id, customer or {})
        reading = self._read_value(kind, text, region)
        code = kind == "phone" and get_phone_region(reading.normalized)
        country = self.env["res.country"]
        if code:
            country = country.search([("code", "=", code)], limit=1)
        return {
            "value": reading.value,
            "country_id": country.id,
            "error": bool(reading.error) and self._get_value_error(reading, region),
        }

    @api.model
    def _get_typed_region(self, country_id, customer):
        """Return the ISO code of the country whose national numbers a form means. See
        :meth:`read_typed`."""
        countries = self.env["res.country"]
        for choice in (country_id, customer.get("country_id")):
            if choice:
                return countries.browse(choice).exists().code
        # only of whom the user may read: the country tells something of a customer
        account = self.env["res.partner"].browse(customer.get("account_id") or ())
        if account := account.exists()._filtered_access("read"):
            return self._get_region(account)
        model = customer.get("model")
        if model not in {self[name]._name for name in self._customer_fields}:
            return self._get_user_region()
        record = self.env[model].browse(customer.get("id") or ())
        return self._get_region(record.exists()._filtered_access("read"))

    @api.model
    def _get_country_name(self, region):
        country = self.env["res.country"].search([("code", "=", region)], limit=1)
        return country.name or ""

    @api.model
    def _get_value_error(self, reading, region=None):
        """Return the sentence that tells what is wrong with a value, with an example.

        :param reading: a :class:`tools.contact_values.ContactValue` with an error
        :param str region: ISO code of the country the number was read for
        """
        value = reading.value
        example = example_phone(region)
        if region and reading.error.startswith("phone_"):
            country = self._get_country_name(region)
            example = f"{example} ({country})" if country else example
        # of thousands of readings in a file, one sentence each
        messages = {
            "phone_text": lambda: self.env._(
                "“%(value)s” is not a phone number. "
                "Enter its digits, with the country prefix or without, such as "
                "%(example)s.",
                value=value,
                example=example,
            ),
            "phone_country": lambda: self.env._(
                "The phone number “%(value)s” starts with a country prefix that does "
                "not exist. A right one looks like %(example)s.",
                value=value,
                example=example,
            ),
            "phone_short": lambda: self.env._(
                "The phone number “%(value)s” has too few digits. "
                "A complete one looks like %(example)s.",
                value=value,
                example=example,
            ),
            "phone_long": lambda: self.env._(
                "The phone number “%(value)s” has too many digits. "
                "A right one looks like %(example)s.",
                value=value,
                example=example,
            ),
            "phone_length": lambda: self.env._(
                "The phone number “%(value)s” has a length that its country does not "
                "use. A right one looks like %(example)s.",
                value=value,
                example=example,
            ),
            "phone_plan": lambda: self.env._(
                "The phone number “%(value)s” starts with a prefix that its country "
                "does not use. A right one looks like %(example)s.",
                value=value,
                example=example,
            ),
            "email_text": lambda: self.env._(
                "“%(value)s” is not an email address. "
                "It needs a name, an @ and a domain, such as ida@example.com.",
                value=value,
            ),
            "email_domain": lambda: self.env._(
                "The email address “%(value)s” has an incomplete domain. "
                "A complete address looks like ida@example.com.",
                value=value,
            ),
            "social_text": lambda: self.env._(
                "“%(value)s” is not the address of a profile. "
                "Copy it from the browser, such as https://www.linkedin.com/in/ida.",
                value=value,
            ),
        }
        return messages[reading.error]()

    @api.model
    def _get_taken_error(self, vals, customer=None):
        """Return the refusal of a value that another customer has.

        :param dict vals: ``kind`` and ``value`` of the point
        :param customer: who has it, if the user may read them
        """
        kind, value = vals["kind"], vals["value"]
        label = dict(self._fields["kind"]._description_selection(self.env))[kind]
        if not customer:
            message = self.env._(
                "%(field)s: “%(value)s” already belongs to another customer. Enter "
                "another value, or ask your administrator.",
                field=label,
                value=value,
            )
            return TakenError(message, kind, value)
        message = self.env._(
            "%(field)s: “%(value)s” already belongs to %(customer)s. "
            "Open that customer, or enter another value.",
            field=label,
            value=value,
            customer=customer.display_name,
        )
        return TakenError(message, kind, value, self._get_holder_info(customer))

    @api.model
    def _get_holder_info(self, customer):
        """Return what a refusal tells programs of who has a value and may be read by
        the user: a dict."""
        return {
            "id": customer.id,
            "kind": customer.customer_kind,
            "name": customer.display_name,
            "can_write": customer.has_access("write"),
        }

    @api.model
    def _get_twice_error(self, value):
        return self.env._(
            "“%(value)s” stands twice on this customer. Remove one of the two.",
            value=value,
        )

    # ------------------------------------------------------------------
    # Mirroring: points -> host columns
    # ------------------------------------------------------------------

    def _get_mirrored(self):
        """Return the customers whose host columns may change with these points, as a
        list of ``(customer, kind)``."""
        return [
            (point._get_customer(), point.kind)
            for point in self
            if point.kind != "social"
        ]

    def _mirror_to_customers(self, before=()):
        """Write the primary phone and email address into the host's own columns.

        :param before: what :meth:`_get_mirrored` returned before a change
        """
        done = set()
        changed = [*before, *self._get_mirrored()]
        for _model, pairs in groupby(changed, lambda pair: pair[0]._name):
            customers = pairs[0][0].browse({customer.id for customer, _kind in pairs})
            customers = customers.filtered("id")
            if len(customers) > 1:
                # in one query, not customer by customer
                customers.contact_point_ids.fetch(MIRRORED_FIELDS)
        for customer, kind in changed:
            key = (customer._name, customer.id, kind)
            if key in done:
                continue
            done.add(key)
            column = customer._get_contact_point_column(kind)
            primary = customer._get_contact_points(kind)[:1]
            if (customer[column] or "") != (primary.value or ""):
                customer[column] = primary.value or False

    # ------------------------------------------------------------------
    # Mirroring: host columns -> points
    # ------------------------------------------------------------------

    @api.model
    def _mirror_from_customers(self, customers, kind):
        """Bring the points of ``customers`` in step with the host's own column.

        The text of the column becomes the primary point as it stands, not exclusive.
        A value the customer already has comes to the front; another one takes the
        place of the primary; an emptied column removes the primary, and the next one
        moves up. One insert, and one update at flush, for all customers.

        :param customers: ``res.partner`` or ``crm.lead`` records, as superuser
        :param str kind: ``phone`` or ``email``
        """
        Point = self._trusted()
        inverse = "partner_id" if customers._name == "res.partner" else "lead_id"
        column = customers._get_contact_point_column(kind)
        to_create, to_unlink, promoted = [], Point.browse(), []
        for customer in customers:
            text = customer[column] or ""
            points = customer._get_contact_points(kind).with_env(Point.env)
            primary = points[:1]
            normalized = text.strip() and customer._get_host_normalized(kind)
            if (primary.value or "") == text:
                if primary and primary.normalized != normalized and normalized:
                    if normalized not in points.mapped("normalized"):
                        primary.write({"normalized": normalized})
                continue
            if not text.strip():
                to_unlink |= primary
                if len(points) > 1:
                    promoted.append((customer, points[1].value))
                continue
            known = points.filtered(
                lambda point, normalized=normalized, text=text: (
                    point.normalized == normalized if normalized else False
                )
                or point.value == text
            )[:1]
            if known and known != primary:
                known.write({"value": text, "sequence": primary.sequence - 1})
            elif known:
                known.write({"value": text})
            elif primary:
                primary.write(
                    {
                        "value": text,
                        "normalized": normalized or False,
                        "exclusive": False,
                    }
                )
            else:
                to_create.append(
                    {
                        inverse: customer.id,
                        "kind": kind,
                        "value": text,
                        "normalized": normalized or False,
                        "scope": customer.customer_kind,
                        "exclusive": False,
                    }
                )
        if to_unlink:
            to_unlink.unlink()
        for customer, value in promoted:
            customer[column] = value
        if to_create:
            Point.create(to_create)

    # ------------------------------------------------------------------
    # Merging customers
    # ------------------------------------------------------------------

    @api.model
    def _move_to(self, destination, sources):
        """Give the points of ``sources`` to ``destination``, behind its own; none is
        lost. To be called before the host merges them.

        :param destination: one ``res.partner`` or ``crm.lead``
        :param sources: records of the same model
        :return: the points that stay, as the destination has their values already
        """
        inverse = "partner_id" if destination._name == "res.partner" else "lead_id"
        (destination | sources)._recompute_recordset(["phone_ids", "email_ids"])
        # superuser: the host has checked that the user may merge these customers
        points = (
            self.sudo()
            ._trusted()
            .search([(inverse, "in", (destination | sources).ids)])
        )
        own = points.filtered(lambda point: point[inverse] == destination)
        known = {(point.kind, point.normalized or point.value) for point in own}
        sequence = max(own.mapped("sequence"), default=0)
        staying = points.browse()
        for point in points - own:
            key = (point.kind, point.normalized or point.value)
            if key in known:
                staying |= point
                continue
            known.add(key)
            point.write(
                {
                    inverse: destination.id,
                    "sequence": sequence + point.sequence,
                    "exclusive": False,
                }
            )
        return staying

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import email_normalize

from odoo.addons.antcrm_share.tools.counts import count_text

from ..tools.names import compose_name, name_language, split_name
from ..tools.text import compose_text, first_filled_sql, name_key_sql

#: longer names are found by what they begin with: an index takes no long texts
MAX_START = 200


def name_trigram(columns):
    """Return the definition of a trigram index on the name of customers, as names are
    compared: similar ones are found through it."""

    def definition(registry):
        if not registry.has_trigram:
            return ""
        expression = name_key_sql(first_filled_sql(columns))
        return f"USING gin (({expression}) gin_trgm_ops)"

    return definition


def name_start_sql(columns, table=None):
    """Return the SQL expression of the beginning of a name, as names are compared."""
    return f"left({name_key_sql(first_filled_sql(columns, table))}, {MAX_START})"


def name_start(columns):
    """Return the definition of an index that finds the names that begin with something,
    in order."""
    return f"(({name_start_sql(columns)}) text_pattern_ops)"


def birthday_sql(column):
    """Return the SQL expression of a birthday as a number: 1231 is the last of the
    year. An index serves it."""
    number = f"EXTRACT(MONTH FROM {column}) * 100 + EXTRACT(DAY FROM {column})"
    return f"(({number})::integer)"


#: the indexes by which a salesperson's own customers are found: those nobody was in
#: touch with for long, and birthdays
SILENT_INDEX = "(user_id, last_interaction_date) WHERE user_id IS NOT NULL"
BIRTHDAY_INDEX = (
    f"(user_id, {birthday_sql('birthdate_date')}) WHERE birthdate_date IS NOT NULL"
)


class AntcrmCustomerMixin(models.AbstractModel):
    """What leads, contacts and accounts have in common."""

    _name = "antcrm.customer.mixin"
    _inherit = [
        "antcrm.customer.view.mixin",
        "antcrm.custom.field.view.mixin",
        "antcrm.incomplete.mixin",
        "antcrm.key.holder.mixin",
    ]
    _description = "Customer"
    #: which statuses the model uses: ``lead`` or ``customer``
    _antcrm_status_kind = "customer"
    #: the columns of which the first that is filled is the customer's name
    _name_key_columns = ("name",)

    status_id = fields.Many2one(
        "antcrm.status",
        string="Customer Status",
        default=lambda self: self._get_default_status_id(),
        ondelete="restrict",
        index="btree_not_null",
        copy=False,
        group_expand="_read_group_status_ids",
    )
    status_color = fields.Integer(related="status_id.color")
    birthdate_date = fields.Date("Date of Birth")
    gender = fields.Selection(
        [("male", "Male"), ("female", "Female"), ("other", "Other")]
    )
    identity_number = fields.Char("Identity Card", copy=False, index="btree_not_null")
    district = fields.Char()
    is_live = fields.Boolean(
        "In Use",
        compute="_compute_is_live",
        compute_sudo=True,
        search="_search_is_live",
        exportable=False,
        help="Whether the customer is offered, holds its numbers and gets new "
        "documents.",
    )
    last_interaction_date = fields.Datetime(
        "Last Interaction",
        readonly=True,
        copy=False,
        help="When the last message, call or meeting with the customer was recorded.",
    )
    duplicate_count = fields.Integer(
        "Possible Duplicates", compute="_compute_duplicate_warning"
    )
    duplicate_warning = fields.Text(compute="_compute_duplicate_warning")

    @api.constrains("status_id")
    def _check_status_kind(self):
        for customer in self:
            status = customer.status_id
            if status and status.kind != self._antcrm_status_kind:
                raise ValidationError(
                    self.env._(
                        "The status “%(status)s” is not for this kind of customer. "
                        "Choose another one.",
                        status=status.name,
                    )
                )

    @api.constrains("birthdate_date")
    def _check_birthdate(self):
        today = fields.Date.context_today(self)
        for customer in self:
            if customer.birthdate_date and customer.birthdate_date > today:
                raise ValidationError(
                    self.env._(
                        "The date of birth %(date)s lies in the future. "
                        "Enter an earlier one.",
                        date=fields.Date.to_string(customer.birthdate_date),
                    )
                )

    @api.model
    def _get_open_customer_domain(self):
        """Return the domain of the customers that somebody still works on."""
        return (
            Domain("customer_kind", "!=", False)
            & self._get_live_domain()
            & Domain("active", "=", True)
            & Domain("status_id.category", "not in", ("converted", "unqualified"))
        )

    @api.model
    def _get_live_domain(self):
        """Return the domain of the customers that are offered, hold their numbers and
        addresses and get new documents: here all of them, archived or not.

        The one place for that rule: an addon that retires customers narrows it, by
        stored fields of the customer.
        """
        return Domain.TRUE

    @api.depends(
        lambda self: sorted(
            {part.field_expr for part in self._get_live_domain().iter_conditions()}
        )
    )
    def _compute_is_live(self):
        live = self.filtered_domain(self._get_live_domain())
        live.is_live = True
        (self - live).is_live = False

    @api.model
    def _search_is_live(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = Domain.FALSE
        if True in value:
            domain |= self._get_live_domain()
        if False in value:
            domain |= ~self._get_live_domain()
        return domain

    @api.model
    def _get_default_status_id(self):
        return self.env["antcrm.status"]._get_id(self._antcrm_status_kind)

    @api.model
    def _read_group_status_ids(self, statuses, domain):
        return statuses.search([("kind", "=", self._antcrm_status_kind)])

    @api.model
    def _get_default_pic_id(self):
        """Return the id of the person in charge of a customer that the user enters by
        hand, ``False`` for nobody."""
        return self.env.uid

    @api.model
    def search_panel_select_multi_range(self, field_name, **kwargs):
        """Beside our lists: the provinces of the companies' countries, not those of the
        world, and the user first among the persons in charge."""
        if not self._is_customer_list():
            return super().search_panel_select_multi_range(field_name, **kwargs)
        if field_name == "state_id":
            countries = self.env.companies.country_id
            kwargs["comodel_domain"] = Domain(
                kwargs.get("comodel_domain") or Domain.TRUE
            ) & Domain("country_id", "in", countries.ids)
        result = super().search_panel_select_multi_range(field_name, **kwargs)
        if field_name == "user_id" and "values" in result:
            result["values"].sort(key=lambda value: value["id"] != self.env.uid)
        return result

    @api.model
    def _is_customer_list(self):
        """Whether the user looks at one of our lists of customers, as its action says
        in the context."""
        return bool(self.env.context.get("antcrm_kind"))

    def action_change_selection(self):
        """Open the dialog that changes the customers selected in a list, or all that it
        finds: it hands over its domain."""
        selection = self.with_context(active_model=self._name, active_ids=self.ids)
        wizard = selection.env["antcrm.change.wizard"].create({})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "views": [(False, "form")],
            "target": "new",
            # the dialog has them, and there may be very many
            "context": {"active_ids": [], "active_domain": False},
        }

    def _set_status_category(self, category):
        """Move the customers to the first status of ``category``, if there is one."""
        status_id = self.env["antcrm.status"]._get_id(
            self._antcrm_status_kind, category
        )
        if status_id:
            self.write({"status_id": status_id})

    def _check_merge(self):
        """Check whether the user may make one customer of these; called by every way of
        merging. Extend it for what should keep them apart.

        :raise UserError: they stay apart, or need somebody else's right
        """

    # ------------------------------------------------------------------
    # Names
    # ------------------------------------------------------------------

    @api.model
    def _get_name_language(self, lang=None, country=None):
        """Return the language whose order a name has, see
        :func:`tools.names.name_language`.

        :param str lang: the customer's language
        :param country: the customer's ``res.country``
        """
        return name_language(
            lang,
            country.code if country else None,
            entered=self.env.lang,
            default=self.env["ir.default"]
            ._get_model_defaults("res.partner")
            .get("lang"),
        )

    @api.model
    def _get_name_key_sql(self, table=None):
        """Return the SQL expression of the customer's name as names are compared, see
        :func:`tools.text.name_key`."""
        return name_key_sql(first_filled_sql(self._name_key_columns, table))

    @api.model
    def _get_name_start_sql(self, table=None):
        """Return the SQL expression of what the name begins with, by which an index
        puts names in order."""
        return name_start_sql(self._name_key_columns, table)

    @api.model
    def _compose_name(self, firstname, lastname, lang=None, country=None):
        return compose_name(firstname, lastname, self._get_name_language(lang, country))

    @api.model
    def _split_name(self, name, lang=None, country=None):
        """Return ``{"firstname", "lastname"}`` of a full name."""
        language = self._get_name_language(lang, country)
        firstname, lastname = split_name(name, language)
        return {"firstname": firstname or False, "lastname": lastname or False}

    @api.model
    def _compose_texts(self, vals):
        """Return a copy of values to create or write in which what looks the same is
        the same, whatever keyboard it was typed on."""
        return {
            name: compose_text(value) if isinstance(value, str) else value
            for name, value in vals.items()
        }

    def _write_address_text(self, text):
        """Write an address that stands in one text, such as a mail's signature. An
        addon that knows the addresses of a country takes it apart."""
        self.ensure_one()
        self.street = text

    # ------------------------------------------------------------------
    # Contact points
    # ------------------------------------------------------------------

    def copy_data(self, default=None):
        """A copy has no number or address of the customer: it would be a second owner.
        Those that somebody gives it are its own. Outside our pages a copy is the
        host's, which compares leads and partners by the email that copies keep; it is
        none that they hold alone."""
        vals_list = super().copy_data(default)
        if not self.env.context.get("antcrm_kind"):
            return vals_list
        columns = [*map(self._get_contact_point_column, ("phone", "email")), "vat"]
        for customer, vals in zip(self, vals_list, strict=True):
            if customer.customer_kind:
                for name in columns:
                    if name in vals and name not in (default or {}):
                        vals[name] = False
        return vals_list

    @api.model
    def _prepare_strict_values(self, vals_list):
        """Return values to create customers with: of users who are held to it, numbers
        and addresses in the host's columns are entries like those typed in a form. They
        must be possible, and nobody else's."""
        if not self.env["antcrm.intake"]._is_strict():
            return vals_list
        strict_list = []
        for vals in vals_list:
            vals = dict(vals)
            for kind in ("phone", "email"):
                column = self._get_contact_point_column(kind)
                value = vals.get(column)
                if isinstance(value, str) and value.strip():
                    del vals[column]
                    entry = fields.Command.create({"value": value, "sequence": 0})
                    vals[f"{kind}_ids"] = [entry, *(vals.get(f"{kind}_ids") or ())]
            strict_list.append(vals)
        return strict_list

    @api.depends("phone_ids.normalized", "email_ids.normalized")
    def _compute_duplicate_warning(self):
        """Tell which other customers of the kind share a number or an address, as far
        as the user may read them."""
        wanted = {}
        for customer in self:
            points = customer.phone_ids | customer.email_ids
            wanted[customer] = {
                (point.kind, customer.customer_kind, point.normalized): point.value
                for point in points
                if point.normalized and customer.customer_kind
            }
        keys = {key for values in wanted.values() for key in values}
        holders = {}
        if keys:
            # searched as the user: what they may not read does not exist for them
            for point in self.env["antcrm.contact.point"].search(
                [
                    ("normalized", "in", [key[2] for key in keys]),
                    ("scope", "in", list({key[1] for key in keys})),
                ]
            ):
                key = (point.kind, point.scope, point.normalized)
                holders.setdefault(key, []).append(point._get_customer())
        shared = any(len(found) > 1 for found in holders.values())
        dismissed = self._get_dismissed_duplicates() if shared else {}
        for customer in self:
            others, values = set(), []
            known = {customer._origin.id, *dismissed.get(customer._origin.id, ())}
            for key, value in wanted[customer].items():
                found = {
                    holder.id
                    for holder in holders.get(key, ())
                    if holder._origin.id not in known
                }
                if found:
                    others |= found
                    values.append(value)
            customer.duplicate_count = len(others)
            customer.duplicate_warning = bool(values) and self.env._(
                "%(count)s more with %(values)s",
                count=count_text(self.env, len(others)),
                values=", ".join(values),
            )

    def _get_duplicates(self):
        """Return the customers of the kind that share a number or an address, but for
        those of whom somebody said that they are others."""
        self.ensure_one()
        points = self.env["antcrm.contact.point"].search(
            [
                ("scope", "=", self.customer_kind),
                (
                    "normalized",
                    "in",
                    (self.phone_ids | self.email_ids)
                    .filtered("normalized")
                    .mapped("normalized"),
                ),
            ]
        )
        field = "partner_id" if self._name == "res.partner" else "lead_id"
        found = points[field] - self
        dismissed = self._get_dismissed_duplicates() if found else {}
        return found.browse(
            id_ for id_ in found.ids if id_ not in dismissed.get(self.id, ())
        )

    def _get_dismissed_duplicates(self):
        """Return whom somebody found not to be duplicates: ``{id: their ids}``. For the
        addon in which it can be said."""
        return {}

    def action_view_duplicates(self):
        """Open the possible duplicates together with the customer itself."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Possible Duplicates"),
            "res_model": self._name,
            "view_mode": "list,form",
            "views": [
                (self._get_customer_view_id(self.customer_kind, view_type), view_type)
                for view_type in ("list", "form")
            ],
            "domain": [("id", "in", (self | self._get_duplicates()).ids)],
            "context": {"active_test": False, "antcrm_kind": self.customer_kind},
        }

    # ------------------------------------------------------------------
    # What addons say about a merge
    # ------------------------------------------------------------------

    @api.model
    def _get_merge_links(self):
        """Return the many2ones without a column of their own that somebody chooses from
        where customers are merged, ``{name: the column behind it}``; addons add theirs,
        and write what was chosen in :meth:`_set_merged_link`."""
        return {}

    def _set_merged_link(self, name, record):
        """Refer to what was chosen in a merge, where that makes sense.

        :param str name: one of :meth:`_get_merge_links`
        :return: whether it does
        """
        return False

    # ------------------------------------------------------------------
    # Messages
    # ------------------------------------------------------------------

    def get_write_action(self, email):
        """Return the action that opens the host's composer for a message to a customer,
        which stands in the history.

        The first address of a partner is the partner's own in the composer. To any
        other one, and to a lead who is no partner yet, the message goes as it is: the
        host would write to the first address, or make a partner of it.

        :param str email: one of the customer's addresses
        :raise AccessError: the user may not read the customer
        """
        self.ensure_one()
        self.check_access("read")
        partner = self if self._name == "res.partner" else self.partner_id
        # whoever reads a lead may not read whom it names
        partner = partner._filtered_access("read")
        is_first = email_normalize(email) == (partner.email_normalized or None)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Write an Email"),
            "res_model": "mail.compose.message",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_composition_mode": "comment",
                "default_partner_ids": partner.ids if is_first else [],
                "default_antcrm_email_to": False if is_first else email,
            },
        }

    # ------------------------------------------------------------------
    # Last interaction
    # ------------------------------------------------------------------

    def _register_interaction(self, message):
        """Remember when the customer was last in touch.

        To be called by the models' ``_message_post_after_hook``: here it would come
        behind the one of ``mail.thread``, which calls nobody.
        """
        if self._is_interaction(message):
            # superuser: who may post on a customer need not be allowed to write it,
            # and nothing but this date is written
            earlier = self.sudo().filtered(
                lambda record: (
                    not record.last_interaction_date
                    or record.last_interaction_date < message.date
                )
            )
            if earlier:
                earlier.write({"last_interaction_date": message.date})

    @api.model
    def _is_interaction(self, message):
        """Whether a message was exchanged with the customer: a mail or a comment that
        the customer gets, or a call or a meeting that was marked as done. Notes and
        notifications are not."""
        if message.mail_activity_type_id:
            return message.mail_activity_type_id.category in ("phonecall", "meeting")
        return message.message_type == "email" or (
            message.message_type in ("comment", "sms")
            and not message.subtype_id.internal
            and not message.is_internal
        )

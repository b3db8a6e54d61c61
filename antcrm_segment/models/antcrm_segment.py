from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Domain
from odoo.tools import SQL

from odoo.addons.antcrm_customers.tools.domain_text import field_names, parse_domain
from odoo.addons.antcrm_customers.tools.intake_entry import MODELS
from odoo.addons.antcrm_customers.tools.stored_domain import (
    DomainError,
    find_unknown_field,
    try_domain,
)
from odoo.addons.antcrm_share.models.antcrm_share_mixin import ADMINISTRATOR
from odoo.addons.antcrm_share.models.seen_fields import SeenMany2many

ACTIONS = {
    "lead": "antcrm_customers.crm_lead_action",
    "contact": "antcrm_customers.res_partner_action_contact",
    "account": "antcrm_customers.res_partner_action_account",
}
MEMBER_FIELDS = {"lead": "lead_ids", "contact": "partner_ids", "account": "partner_ids"}


class AntcrmSegment(models.Model):
    """Some of the customers of one kind: a group, whose members somebody chooses, or a
    segment, whose members are found by a saved filter.

    It says nothing about customers that its user may not see: whoever asks it finds,
    and counts, those they may see themselves.
    """

    _name = "antcrm.segment"
    _inherit = ["antcrm.share.mixin", "antcrm.terminology.mixin", "antcrm.used.mixin"]
    _description = "Customer Segment"
    _order = "name, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        lambda self: self._get_kinds(),
        string="Customers",
        required=True,
        default=lambda self: self.env.context.get("antcrm_kind") or "contact",
    )
    mode = fields.Selection(
        [("static", "List: chosen by hand"), ("dynamic", "Segment: saved filter")],
        required=True,
        default="static",
    )
    domain = fields.Char(
        "Filter", default="[]", help="Which customers are found, for a segment."
    )
    description = fields.Text()
    user_id = fields.Many2one(
        "res.users",
        "PIC",
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        help="The PIC, who always sees it.",
    )
    company_id = fields.Many2one(
        "res.company",
        index="btree_not_null",
        help="Only this company has it; empty: all have.",
    )
    lead_ids = SeenMany2many(
        "crm.lead",
        "antcrm_segment_lead_rel",
        "segment_id",
        "customer_id",
        string="Leads",
        copy=False,
        context={"active_test": False},
    )
    partner_ids = SeenMany2many(
        "res.partner",
        "antcrm_segment_partner_rel",
        "segment_id",
        "customer_id",
        string="Contacts and Accounts",
        copy=False,
        context={"active_test": False},
    )
    model_name = fields.Char(compute="_compute_model_name")
    kind_domain = fields.Char(
        compute="_compute_model_name",
        help="What the customers of a segment are, beside its filter.",
    )
    customer_count = fields.Integer("Number", compute="_compute_customer_count")
    filter_problem = fields.Char(compute="_compute_filter_problem")

    @api.model
    def _get_kinds(self):
        labels = self.env["antcrm.customer.kind"].get_labels()
        return [(code, words["plural"]) for code, words in labels.items()]

    @api.depends("kind")
    def _compute_model_name(self):
        for segment in self:
            segment.model_name = MODELS.get(segment.kind)
            segment.kind_domain = str([("customer_kind", "=", segment.kind)])

    @api.depends("kind", "mode", "domain", "lead_ids", "partner_ids")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_customer_count(self):
        for segment in self:
            segment.customer_count = (
                self.env[segment.model_name].search_count(
                    segment._get_customer_domain()
                )
                if segment.kind
                else 0
            )

    @api.depends("kind", "mode", "domain")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_filter_problem(self):
        """Tell why a filter that could be used when it was saved cannot be now."""
        for segment in self:
            segment.filter_problem = False
            if segment.mode != "dynamic" or not segment.kind:
                continue
            try:
                segment._read_domain()
            except (ValueError, AccessError) as error:
                segment.filter_problem = self.env._(
                    "This filter finds nobody: %(error)s. Choose other conditions.",
                    error=error,
                )

    @api.depends("share_id", "share_owner_id", "user_id")
    def _compute_audience(self):
        return super()._compute_audience()

    # ------------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------------

    @api.constrains("domain", "kind", "mode")
    def _check_domain(self):
        for segment in self.filtered(lambda segment: segment.mode == "dynamic"):
            try:
                # the host checks as superuser; the filter is for the user
                segment.sudo(False)._read_domain(run=True)
            except (ValueError, AccessError) as error:
                raise ValidationError(
                    self.env._(
                        "The filter of “%(name)s” cannot be used: %(error)s. "
                        "Choose other conditions.",
                        name=segment.name,
                        error=error,
                    )
                ) from error

    @api.constrains("kind")
    def _check_kind(self):
        for segment in self:
            # superuser: members that the user may not see stand in the way, too
            if segment.sudo()["partner_ids" if segment.kind == "lead" else "lead_ids"]:
                raise ValidationError(
                    self.env._(
                        "The list “%(name)s” has members of another kind. "
                        "Create a new one.",
                        name=segment.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_others(self):
        """Who sees a group may change it; its creator and Administrators delete it."""
        user = self.env.user
        if self.env.su or user.has_group(ADMINISTRATOR):
            return
        # superuser: who created it decides, and is not told
        if any(segment.share_owner_id != user for segment in self.sudo()):
            raise UserError(
                self.env._("Ask the creator to delete this, or archive it for all.")
            )

    # ------------------------------------------------------------------
    # Create
    # ------------------------------------------------------------------

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        if "company_id" in fields_list:
            # no default of the field: segments from before are everybody's
            values.setdefault("company_id", self.env.company.id)
        if "share_mode" in fields_list and not values.get("share_mode"):
            share = self._get_default_share(values.get("kind") or "contact")
            values |= {name: share[name] for name in share.keys() & {*fields_list}}
        return values

    @api.model
    def _check_texts(self, vals):
        """:raise ValidationError: a text that no column takes, before it gets there"""
        if any(isinstance(value, str) and "\x00" in value for value in vals.values()):
            raise ValidationError(
                self.env._(
                    "A text has a character that cannot be kept. Enter it again."
                )
            )

    def write(self, vals):
        self._check_texts(vals)
        return super().write(vals)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_texts(vals)
        default = self.default_get(["kind"])["kind"]
        return super().create(
            [
                vals
                if vals.get("share_mode")
                else {**self._get_default_share(vals.get("kind") or default), **vals}
                for vals in map(self._complete_share, vals_list)
            ]
        )

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        if "name" not in (default or {}):
            for segment, vals in zip(self, vals_list, strict=True):
                vals["name"] = self.env._("%(name)s (copy)", name=segment.name)
        return vals_list

    # ------------------------------------------------------------------
    # Customers
    # ------------------------------------------------------------------

    def _read_domain(self, run=False):
        """Return the saved filter, as the current user would use it.

        :param bool run: ask it, not only whether it could be asked
        :raise ValueError: it is none, or fails
        :raise AccessError: it asks what the user may not know
        """
        self.ensure_one()
        Model = self.env[MODELS[self.kind]]
        try:
            values = parse_domain(self.domain, {"uid": self.env.uid})
        except ValueError as error:
            raise ValueError(self.env._("it cannot be read")) from error
        if "segment_ids" in field_names(values):
            raise ValueError(self.env._("a segment is not made of segments"))
        if unknown := find_unknown_field(Model, values):
            raise ValueError(self.env._("there is no field “%(name)s”", name=unknown))
        try:
            domain = Domain(values)
            try_domain(Model, domain, run)
        except DomainError as error:
            raise ValueError(
                self.env._("a value does not fit its field or its condition")
            ) from error
        except (ValueError, TypeError) as error:
            raise ValueError(self.env._("it cannot be read")) from error
        return domain

    @api.model
    @tools.ormcache(
        "self.env.uid",
        "self.env.su",
        "tuple(self.env.context.get('allowed_company_ids') or ())",
        "kind",
        "text",
    )
    def _is_usable(self, kind, text):
        """Whether a filter can be asked by the current user. What would change that -
        a field, a right - clears the cache of the registry."""
        try:
            self.new({"kind": kind, "mode": "dynamic", "domain": text})._read_domain()
        except (ValueError, AccessError):
            return False
        return True

    def _get_customer_domain(self):
        """Return the domain of the customers, to be searched as the user who asks."""
        self.ensure_one()
        domain = Domain("customer_kind", "=", self.kind)
        if self.mode == "static":
            return domain & self._get_member_domain()
        if not self._is_usable(self.kind, self.domain):
            # of this segment there is nobody; the list that it is a part of goes on
            return Domain.FALSE
        return domain & Domain(parse_domain(self.domain, {"uid": self.env.uid}))

    def _get_member_domain(self):
        """Return the domain of the members of a group, seen or not."""
        field = self._fields[MEMBER_FIELDS[self.kind]]
        segment_id = self._origin.id or 0

        def to_sql(model, alias, query):
            return SQL(
                "%s IN (SELECT %s FROM %s WHERE %s = %s)",
                SQL.identifier(alias, "id"),
                SQL.identifier(field.column2),
                SQL.identifier(field.relation),
                SQL.identifier(field.column1),
                segment_id,
            )

        return Domain.custom(to_sql=to_sql)

    def _get_customers(self):
        """Return the customers of one segment that the user may see."""
        return self.env[self.model_name].search(self._get_customer_domain())

    def _check_customers(self, customers):
        """Raise unless the user may change the group, and sees the customers, and they
        are of its kind."""
        self.ensure_one()
        self.check_access("write")
        customers.check_access("read")
        if self.mode != "static":
            raise UserError(
                self.env._(
                    "“%(name)s” finds its customers by a filter. Choose a list.",
                    name=self.name,
                )
            )
        if any(customer.customer_kind != self.kind for customer in customers):
            raise UserError(
                self.env._(
                    "“%(name)s” is for another kind of customers. Choose another one.",
                    name=self.name,
                )
            )

    def _add_customers(self, customers):
        """Add customers to a group; those that are in it stay."""
        self._check_customers(customers)
        self.write(
            {MEMBER_FIELDS[self.kind]: [Command.link(id_) for id_ in customers.ids]}
        )

    def _remove_customers(self, customers):
        """Remove customers from a group; those that are not in it stay out."""
        self._check_customers(customers)
        self.write(
            {MEMBER_FIELDS[self.kind]: [Command.unlink(id_) for id_ in customers.ids]}
        )

    def _count_used_by(self):
        return self.customer_count

    def action_view_customers(self):
        """Open the page of the customers, with this as its filter."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(ACTIONS[self.kind])
        action["context"] = {
            "antcrm_kind": self.kind,
            "search_default_segment_ids": self.ids,
        }
        return action

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.http import request
from odoo.tools import SQL, sql

from odoo.addons.antcrm_contact_point.tools.contact_values import read_email
from odoo.addons.antcrm_customers.tools.names import surname_first
from odoo.addons.antcrm_customers.tools.numbers import tax_key_sql

from ..tools.tin import DOUBTFUL, WRONG, check_tin
from .antcrm_intake_fields import SALES_FIELDS
from .crm_lead_guide import ORIGIN_FIELDS

QUALIFICATION_STATES = [
    ("new", "New"),
    ("assigned", "Assigned"),
    ("qualified", "Qualified"),
    ("disqualified", "Disqualified"),
]
#: where programs knock
API_PATHS = ("/json/2/", "/jsonrpc", "/xmlrpc/")
#: which kind of customer a lead may point to
EXISTING_KINDS = {"existing_company_id": "account", "existing_contact_id": "contact"}


class CrmLead(models.Model):
    """What is studied of a lead before it becomes an opportunity.

    A lead comes in incomplete, by whatever door; what it lacks is asked for when it is
    qualified. What depends on one another is kept in step by stored computes, so that
    forms, imports and APIs see the same; a contradiction that is written is refused.
    """

    _inherit = "crm.lead"

    qualification_state = fields.Selection(
        QUALIFICATION_STATES,
        string="Qualification",
        compute="_compute_qualification_state",
        store=True,
        index=True,
    )
    # the company
    company_name = fields.Char(
        "Registered Company Name",
        help="The name of the company as it is registered; what the lead wrote stands "
        "in the lead company name.",
    )
    vat = fields.Char("Tax Number (TIN)", index="btree_not_null")
    vat_hint = fields.Char("Tax Number Hint", compute="_compute_vat_hint")
    is_new_company = fields.Boolean(
        "New Company",
        compute="_compute_is_new_company",
        store=True,
        readonly=False,
        help="Not among the accounts yet.",
    )
    existing_company_id = fields.Many2one(
        "res.partner",
        string="Existing Company",
        compute="_compute_existing_company_id",
        store=True,
        readonly=False,
        domain=[("customer_kind", "=", "account")],
        ondelete="set null",
        index="btree_not_null",
    )
    # the person
    is_new_contact = fields.Boolean(
        "New Contact",
        compute="_compute_is_new_contact",
        store=True,
        readonly=False,
        help="Saved with at least a first and a last name, the contact is found or "
        "created.",
    )
    existing_contact_id = fields.Many2one(
        "res.partner",
        string="Existing Contact",
        compute="_compute_existing_contact_id",
        store=True,
        readonly=False,
        domain="[('customer_kind', '=', 'contact'), "
        "('parent_id', '=?', existing_company_id)]",
        ondelete="set null",
        index="btree_not_null",
    )
    middlename = fields.Char("Middle Name")
    do_not_email = fields.Boolean(
        "Do Not Send Emails",
        compute="_compute_do_not_email",
        inverse="_inverse_do_not_email",
        help="No mass mailing goes to the email address of the lead.",
    )
    # ticked in the form, for an address that may be typed later
    do_not_email_asked = fields.Boolean(store=False, export_string_translation=False)
    # what it is about
    sales_direction_id = fields.Many2one(
        "antcrm.sales.direction",
        compute="_compute_sales_direction_id",
        store=True,
        readonly=False,
        ondelete="restrict",
        index="btree_not_null",
        tracking=True,
    )
    sales_product_id = fields.Many2one(
        "antcrm.sales.product",
        string="Service or Product",
        compute="_compute_sales_product_id",
        store=True,
        readonly=False,
        domain="[('direction_ids', 'in', sales_direction_id)]",
        ondelete="restrict",
        index="btree_not_null",
        tracking=True,
    )
    customer_requirements = fields.Text()
    external_client_id = fields.Char(
        "External Client ID", copy=False, index="btree_not_null"
    )
    # who brought it
    partner_agreement_id = fields.Many2one(
        "antcrm.partner.agreement",
        string="Partnership Agreement",
        compute="_compute_partner_agreement_id",
        store=True,
        readonly=False,
        domain="[('direction_ids', '=?', sales_direction_id), "
        "('product_ids', '=?', sales_product_id)]",
        ondelete="restrict",
        index="btree_not_null",
        tracking=True,
    )
    partner_company_id = fields.Many2one(
        related="partner_agreement_id.partner_id",
        string="Partner Company",
        store=True,
        index="btree_not_null",
    )
    partner_contact_id = fields.Many2one(
        "res.partner",
        compute="_compute_partner_contact_id",
        store=True,
        readonly=False,
        domain="[('parent_id', '=?', partner_company_id)]",
        ondelete="set null",
        index="btree_not_null",
    )

    _tin_key_index = models.Index(f"(({tax_key_sql('vat')})) WHERE vat IS NOT NULL")

    def _auto_init(self):
        """Add the columns of our stored computes before the ORM does: it would compute
        them for every existing lead. All but one are empty for these."""
        columns = ("is_new_company", "is_new_contact", "existing_company_id")
        columns += ("existing_contact_id", "sales_direction_id", "sales_product_id")
        columns += ("partner_agreement_id", "partner_company_id", "partner_contact_id")
        cr, table = self.env.cr, self._table
        for name in columns:
            if not sql.column_exists(cr, table, name):
                sql.create_column(cr, table, name, self._fields[name].column_type[1])
        if not sql.column_exists(cr, table, "qualification_state"):
            sql.create_column(cr, table, "qualification_state", "varchar")
            cr.execute(
                SQL(
                    """
                    UPDATE crm_lead lead
                       SET qualification_state = CASE
                           WHEN lead.type = 'opportunity' THEN 'qualified'
                           WHEN lead.won_status = 'lost'
                                OR status.category = 'unqualified' THEN 'disqualified'
                           WHEN status.category IN ('qualified', 'converted')
                                THEN 'qualified'
                           WHEN lead.user_id IS NOT NULL
                                OR status.category = 'contacted' THEN 'assigned'
                           ELSE 'new' END
                      FROM crm_lead other
                 LEFT JOIN antcrm_status status ON status.id = other.status_id
                     WHERE other.id = lead.id
                    """
                )
            )
        return super()._auto_init()

    # ------------------------------------------------------------------
    # State
    # ------------------------------------------------------------------

    @api.depends("type", "status_id.category", "won_status", "user_id")
    def _compute_qualification_state(self):
        for lead in self:
            category = lead.status_id.category
            if lead.type == "opportunity":
                state = "qualified"
            elif lead.won_status == "lost" or category == "unqualified":
                state = "disqualified"
            elif category in ("qualified", "converted"):
                state = "qualified"
            elif lead.user_id or category == "contacted":
                state = "assigned"
            else:
                state = "new"
            lead.qualification_state = state

    # ------------------------------------------------------------------
    # New or existing
    # ------------------------------------------------------------------

    @api.depends("existing_company_id")
    def _compute_is_new_company(self):
        for lead in self:
            lead.is_new_company = lead.is_new_company and not lead.existing_company_id

    @api.depends("is_new_company")
    def _compute_existing_company_id(self):
        for lead in self:
            if lead.is_new_company:
                lead.existing_company_id = False

    @api.depends("existing_contact_id")
    def _compute_is_new_contact(self):
        for lead in self:
            lead.is_new_contact = lead.is_new_contact and not lead.existing_contact_id

    @api.depends("is_new_contact", "existing_company_id")
    def _compute_existing_contact_id(self):
        """Another company has other people."""
        for lead in self:
            if lead.is_new_contact or lead._is_contact_elsewhere():
                lead.existing_contact_id = False

    def _is_contact_elsewhere(self):
        """Whether the contact of one lead works for another company than the lead's."""
        # superuser: whether the two belong together is no secret of theirs
        lead = self.sudo()
        employer = lead.existing_contact_id.parent_id._origin
        company = lead.existing_company_id._origin
        return bool(employer and company) and employer != company

    @api.constrains("existing_company_id", "existing_contact_id")
    def _check_contact_company(self):
        if any(lead._is_contact_elsewhere() for lead in self):
            raise ValidationError(
                self.env._(
                    "The contact works for another company. Choose somebody of the "
                    "company, or leave one of the two empty."
                )
            )

    @api.constrains("user_id")
    def _check_owner(self):
        """The superuser, who is inactive by nature, owns what nobody else does."""
        # superuser: whether a colleague is still there is no secret
        for lead in self.sudo():
            owner = lead.user_id
            if lead.type == "lead" and owner and not owner.active:
                if owner.id != SUPERUSER_ID:
                    raise ValidationError(
                        self.env._(
                            "%(owner)s does not work here any more. Choose another "
                            "PIC, or none.",
                            owner=owner.name,
                        )
                    )

    @api.constrains("existing_company_id")
    def _check_existing_company(self):
        self._check_existing_kind("existing_company_id")

    @api.constrains("existing_contact_id")
    def _check_existing_contact(self):
        self._check_existing_kind("existing_contact_id")

    def _check_existing_kind(self, name):
        """:raise ValidationError: what a lead points to is no customer of the kind"""
        kind = EXISTING_KINDS[name]
        # superuser: what the lead points to may be hidden from who saves it
        customers = self.sudo()[name]
        if any(customer.customer_kind != kind for customer in customers):
            words = self.env["antcrm.customer.kind"]._get_words()
            if kind == "account":
                problem = self.env._(
                    "Choose one of the %(accounts)s as the company.", **words
                )
            else:
                problem = self.env._(
                    "Choose one of the %(contacts)s as the contact.", **words
                )
            raise ValidationError(problem)

    @api.depends("email_normalized", "email_ids.value", "do_not_email_asked")
    def _compute_do_not_email(self):
        blocked = self._get_blocked_emails()
        for lead in self:
            lead.do_not_email = (
                lead._get_typed_email() in blocked or lead.do_not_email_asked
            )

    def _get_typed_email(self):
        """Return the address of one lead as it is compared, also where it has only
        been typed: the column follows when the lead is saved."""
        first = self.email_ids[:1].value
        return (first and read_email(first).normalized) or self.email_normalized

    @api.onchange("do_not_email")
    def _onchange_do_not_email(self):
        """A tick that somebody sets stays when the address changes; one that tells of
        an address does not."""
        asked = self._get_typed_email() not in self._get_blocked_emails()
        asked = asked and self.do_not_email
        if self.do_not_email_asked != asked:
            self.do_not_email_asked = asked

    def _get_blocked_emails(self):
        """Return those addresses of the leads that are on the host's blacklist."""
        # superuser: whether an address is on the list is shown on the host's own forms
        Blacklist = self.env["mail.blacklist"].sudo()
        emails = [email for lead in self if (email := lead._get_typed_email())]
        return set(Blacklist.search([("email", "in", emails)]).mapped("email"))

    def _inverse_do_not_email(self):
        """Put the addresses on the host's blacklist; taking one off it is for those who
        maintain the list.

        :raise AccessError: the user may not take an address off
        """
        self.env["crm.lead"].flush_model(["email_normalized"])
        ticked = self.filtered("do_not_email")
        wanted = [lead._get_typed_email() for lead in ticked]
        unwanted = [lead._get_typed_email() for lead in self - ticked]
        # superuser: a wish not to be written to is heard whoever enters it
        Blacklist = self.env["mail.blacklist"].sudo().with_context(active_test=False)
        entries = Blacklist.search([("email", "in", [*wanted, *unwanted])])
        known = {entry.email: entry for entry in entries}
        entries.filtered(
            lambda entry: entry.email in wanted and not entry.active
        ).action_unarchive()
        Blacklist.create(
            [{"email": email} for email in {*wanted} - {False} - known.keys()]
        )
        removed = entries.filtered(
            lambda entry: entry.active and entry.email in {*unwanted} - {*wanted}
        )
        if removed and not removed.sudo(False).has_access("write"):
            raise AccessError(
                self.env._(
                    "This address must not get mailings. Ask your administrator to "
                    "take it off the list."
                )
            )
        removed.action_archive()

    # ------------------------------------------------------------------
    # Direction, product, agreement
    # ------------------------------------------------------------------
    # They depend on the lead alone: a programme that changes rewrites no lead.

    @api.depends("partner_agreement_id")
    def _compute_sales_direction_id(self):
        for lead in self:
            programme = lead.partner_agreement_id.programme_id
            if programme and not lead.sales_direction_id:
                lead.sales_direction_id = programme._get_direction(
                    lead.sales_product_id
                )

    @api.depends("sales_direction_id")
    def _compute_sales_product_id(self):
        for lead in self:
            if not lead.sales_product_id <= lead.sales_direction_id.product_ids:
                lead.sales_product_id = False

    @api.depends("sales_direction_id", "sales_product_id")
    def _compute_partner_agreement_id(self):
        for lead in self:
            agreement = lead.partner_agreement_id
            if agreement and not agreement.programme_id._covers(
                lead.sales_direction_id, lead.sales_product_id
            ):
                lead.partner_agreement_id = False

    @api.depends("partner_agreement_id")
    def _compute_partner_contact_id(self):
        for lead in self:
            agreement = lead.partner_agreement_id
            if lead.partner_contact_id.parent_id != agreement.partner_id:
                lead.partner_contact_id = False
            if not lead.partner_contact_id:
                lead.partner_contact_id = agreement.contact_id

    @api.constrains("sales_direction_id", "sales_product_id", "partner_agreement_id")
    def _check_sales_fields(self):
        # superuser: directions and programmes are public among those who may write
        # leads; the lead may have been written for a partner, who reads none
        for lead in self.sudo():
            _name, problem = self._get_sales_problem(
                lead.sales_direction_id,
                lead.sales_product_id,
                lead.partner_agreement_id,
            )
            if problem:
                raise ValidationError(problem)

    @api.model
    def _get_sales_problem(self, direction, product, agreement):
        """Return the name of the field that contradicts the others, and what to do
        about it; ``(None, None)`` where they go together."""
        if product and not direction:
            return "sales_product_id", self.env._(
                "Choose a sales direction before the service or product “%(product)s”.",
                product=product.name,
            )
        if not product <= direction.product_ids:
            return "sales_product_id", self.env._(
                "“%(product)s” does not belong to the sales direction “%(direction)s”. "
                "Choose another of the two.",
                product=product.name,
                direction=direction.name,
            )
        if agreement and not agreement.programme_id._covers(direction, product):
            return "partner_agreement_id", self.env._(
                "The programme of the agreement “%(agreement)s” has not the direction "
                "or the product of the lead. Choose another agreement, or none.",
                agreement=agreement.name,
            )
        return None, None

    @api.constrains("partner_contact_id", "partner_agreement_id")
    def _check_partner_contact(self):
        # superuser: whether the two belong together is no secret of theirs
        for lead in self.sudo():
            contact = lead.partner_contact_id
            if contact and contact.parent_id != lead.partner_agreement_id.partner_id:
                raise ValidationError(
                    self.env._(
                        "The partner contact works for another company. Choose "
                        "somebody of the partner company."
                    )
                )

    @api.constrains("vat")
    def _check_vat(self):
        """The rule is that of the company's country."""
        for lead in self:
            if problem := self._get_vat_problem(lead.vat, lead.country_id):
                raise ValidationError(problem)

    @api.model
    def _get_vat_problem(self, number, country):
        """Return what is wrong with a tax number, ``None`` where it is one."""
        if not number or self._check_tin(number, country) != WRONG:
            return None
        if country:
            return self.env._(
                "“%(number)s” is not a tax number of %(country)s. Correct it, choose "
                "another country, or leave it empty for now.",
                number=number,
                country=country.name,
            )
        return self.env._(
            "“%(number)s” is not a tax number. It has 9, 10 or 12 digits, or choose "
            "the country of the company.",
            number=number,
        )

    @api.model
    def _check_tin(self, number, country):
        """Check a tax number by the host's rules, where it has some of the country, and
        by ours; see :func:`~..tools.tin.check_tin`."""
        Partner = self.env["res.partner"]
        code = country.code or ""
        host_rule = None
        # the host's addon may be missing, and knows not every country
        if code and hasattr(Partner, "_check_vat_number"):
            if hasattr(Partner, f"check_vat_{code.lower()}"):

                def host_rule(text):
                    return Partner._check_vat_number(code, text)

        return check_tin(number, code, host_rule)

    @api.depends("vat", "country_id")
    def _compute_vat_hint(self):
        for lead in self:
            number, country = lead.vat, lead.country_id
            lead.vat_hint = (
                number
                and self._check_tin(number, country) == DOUBTFUL
                and self.env._(
                    "Not a usual number of %(country)s. Check it; it is kept as it is.",
                    country=country.name,
                )
            )

    # ------------------------------------------------------------------
    # Names
    # ------------------------------------------------------------------

    def _get_given_names(self, lang=None):
        """Return first and middle name in the order of a language, the lead's if none
        is given."""
        self.ensure_one()
        names = [self.firstname, self.middlename]
        language = self._get_name_language(lang or self.lang_code, self.country_id)
        if surname_first(language):
            names.reverse()
        return " ".join(filter(None, names)) or False

    # ------------------------------------------------------------------
    # Create and write
    # ------------------------------------------------------------------

    @api.model
    def _prepare_choices(self, vals):
        """Make up one's mind between new and existing where both are said: whoever
        names an existing one means it. The partner company is the agreement's, and so
        is a direction that is left empty with it."""
        vals = {k: v for k, v in vals.items() if k != "partner_company_id"}
        for existing, new in (
            ("existing_company_id", "is_new_company"),
            ("existing_contact_id", "is_new_contact"),
        ):
            if existing in vals:
                chosen = "chosen" if vals[existing] else False
                vals = {**vals, ORIGIN_FIELDS[existing]: chosen}
            if vals.get(existing):
                vals = {**vals, new: False}
        agreement_id = vals.get("partner_agreement_id")
        if agreement_id and not vals.get("sales_direction_id", True):
            # superuser: agreements are public among those who may choose one
            agreement = self.env["antcrm.partner.agreement"].sudo().browse(agreement_id)
            product = self.env["antcrm.sales.product"].sudo()
            product = product.browse(vals.get("sales_product_id") or ())
            direction = agreement.programme_id._get_direction(product)
            vals["sales_direction_id"] = direction.id
        return vals

    @api.model
    def _complete_new_lead(self, vals):
        """A lead that says nothing of itself is saved as well; one that a program
        brings without an owner is nobody's, not the program's."""
        kind = vals.get("type") or self.env.context.get("default_type")
        if kind != "lead":
            return vals
        vals = dict(vals)
        # what a person or a partner is called becomes the name without us
        named = ("name", "partner_id", "firstname", "lastname")
        if not any(vals.get(name) for name in named):
            names = ("partner_name", "company_name", "contact_name")
            known = (vals.get(name) for name in (*names, "email_from", "phone"))
            vals["name"] = next(filter(None, known), None) or self.env._("New lead")
        is_program = request and request.httprequest.path.startswith(API_PATHS)
        if is_program and "default_user_id" not in self.env.context:
            vals.setdefault("user_id", False)
        return vals

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [
            self._complete_new_lead(self._prepare_choices(vals)) for vals in vals_list
        ]
        self._check_existing([vals.get("existing_company_id") for vals in vals_list])
        self._check_existing([vals.get("existing_contact_id") for vals in vals_list])
        # company first, then contact, when all of the lead is there
        later = self.with_context(antcrm_match_later=True)
        leads = super(CrmLead, later).create(vals_list).with_env(self.env)
        if not self.env.context.get("antcrm_match_later"):
            leads._match_on_save(changed_tin=leads)
        return leads

    def write(self, vals):
        vals = self._prepare_choices(vals)
        if not vals.get("name", True):
            # an emptied title: the one there was is better than none
            del vals["name"]
        if vals.keys().isdisjoint(self._get_matched_fields()):
            return super().write(vals)
        for name in ("existing_company_id", "existing_contact_id"):
            # superuser: only whether the reference is the stored one is told
            if vals.get(name) and any(r[name].id != vals[name] for r in self.sudo()):
                self._check_existing([vals[name]])
        if self.env.context.get("antcrm_match_later"):
            return super().write(vals)
        before = {lead: (lead.vat or "", lead.country_id) for lead in self}
        later = self.with_context(antcrm_match_later=True)
        result = super(CrmLead, later).write(vals)
        self._match_on_save(
            changed_tin=self.filtered(
                lambda lead: before[lead] != (lead.vat or "", lead.country_id)
            ),
            chosen=self if vals.get("is_new_company") else self.browse(),
            former_tins={}
            if "existing_company_id" in vals
            else {lead: vat for lead, (vat, _country) in before.items()},
        )
        return result

    def copy_data(self, default=None):
        """A copy carries on what still goes together: programmes may have changed
        since, and who sees whom."""
        vals_list = super().copy_data(default)
        for vals in vals_list:
            self._drop_outdated(vals, given=default or {})
        return vals_list

    @api.model
    def _drop_outdated(self, vals, given=()):
        """Clear those values to create a lead with that would be refused by now.

        :param given: names of the values that somebody has just chosen; they stay
        """
        # superuser: what goes together is no secret of those who may copy the lead

        def get(name):
            model = self._fields[name].comodel_name
            return self.env[model].sudo().browse(vals.get(name) or ())

        values = {name: get(name) for name in SALES_FIELDS}
        while True:
            name, problem = self.sudo()._get_sales_problem(*values.values())
            if not problem or name in given:
                break
            vals[name], values[name] = False, values[name].browse()
        partner = values["partner_agreement_id"].partner_id
        if not partner or get("partner_contact_id").parent_id != partner:
            vals["partner_contact_id"] = False
        if "vat" not in given and self._get_vat_problem(
            vals.get("vat"), get("country_id")
        ):
            vals["vat"] = False
        for name, kind in EXISTING_KINDS.items():
            customer = get(name)
            if customer and name not in given:
                is_hidden = not customer.sudo(self.env.su).share_allows
                if customer.customer_kind != kind or is_hidden:
                    vals[name] = False
        employer = get("existing_contact_id").parent_id
        company = get("existing_company_id")
        if employer and company and employer != company:
            if "existing_contact_id" not in given:
                vals["existing_contact_id"] = False

    @api.model
    def _check_existing(self, partner_ids):
        """Nobody points to a customer that they may not see.

        :raise AccessError: one of the partners is hidden from the user
        """
        self._check_share_references(partner_ids)

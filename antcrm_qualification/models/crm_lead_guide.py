from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.antcrm_contact_point.tools.contact_values import read_email, read_phone
from odoo.addons.antcrm_customers.tools.intake_entry import IntakeOptions
from odoo.addons.antcrm_customers.tools.numbers import tax_key

#: how a lead came to its company and its contact
ORIGINS = [
    ("found", "Found among those who are there"),
    ("created", "Created from this lead"),
    ("chosen", "Chosen by hand"),
]
#: which field tells where an existing customer comes from
ORIGIN_FIELDS = {
    "existing_company_id": "company_origin",
    "existing_contact_id": "contact_origin",
}
#: what somebody may be known by, in the order in which it is told
EVIDENCE = ("phone", "email", "name")


class CrmLead(models.Model):
    """What the page of a lead tells: what is missing, and who is there already.

    Nothing here is stored but where company and contact came from. Matches are those
    of ``antcrm.intake``, asked as the user and counted as questions like any others.
    """

    # a file of its own: nothing but the page asks for this
    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "crm.lead"

    missing_fields = fields.Json(
        compute="_compute_missing_fields",
        help="What the lead lacks to be qualified: a list of dicts with the name and "
        "the label of a field.",
    )
    missing_count = fields.Integer(compute="_compute_missing_fields")
    company_origin = fields.Selection(ORIGINS, copy=False, readonly=True)
    contact_origin = fields.Selection(ORIGINS, copy=False, readonly=True)
    company_match_id = fields.Many2one(
        "res.partner", string="Matching Company", compute="_compute_company_match"
    )
    company_match_text = fields.Char(compute="_compute_company_match")
    contact_match_id = fields.Many2one(
        "res.partner", string="Matching Contact", compute="_compute_contact_match"
    )
    contact_match_text = fields.Char(compute="_compute_contact_match")
    inactive_warning = fields.Char(compute="_compute_inactive_warning")

    # ------------------------------------------------------------------
    # What is missing
    # ------------------------------------------------------------------

    @api.depends(lambda self: self._get_needed_fields())
    def _compute_missing_fields(self):
        for lead in self:
            is_open = lead.type == "lead" and lead.active and not lead.converted_date
            missing = lead._get_missing_fields() if is_open else {}
            lead.missing_fields = [
                {"name": name, "label": label} for name, label in missing.items()
            ]
            lead.missing_count = len(missing)

    @api.model
    def _get_needed_fields(self):
        """Return the names of the fields that decide whether a lead is complete."""
        return [
            *("type", "active", "converted_date", "name", "source_id"),
            *("sales_direction_id", "existing_company_id", "is_new_company"),
            *("company_name", "website", "vat", "existing_contact_id"),
            *("is_new_contact", "firstname", "lastname"),
        ]

    # ------------------------------------------------------------------
    # Who is there already
    # ------------------------------------------------------------------

    @api.depends("vat", "country_id", "company_name", "website", "existing_company_id")
    @api.depends_context("uid")
    def _compute_company_match(self):
        leads = self.filtered(
            lambda lead: (
                not lead.existing_company_id and (lead.vat or lead.company_name)
            )
        )
        matches, problem = leads._find_matches("account", "tin")
        for lead in self:
            company = matches.get(lead, self.env["res.partner"])
            lead.company_match_id = company
            lead.company_match_text = False
            if company:
                is_same = lead.vat and tax_key(company.vat) == tax_key(lead.vat)
                lead.company_match_text = (
                    self.env._("same tax number")
                    if is_same
                    else self.env._("same name and website")
                )
            elif lead in leads:
                lead.company_match_text = problem or self.env._("New: will be created")

    @api.depends(
        *("firstname", "lastname", "middlename", "phone", "email_from"),
        *("phone_ids", "email_ids", "existing_contact_id", "existing_company_id"),
    )
    @api.depends_context("uid")
    def _compute_contact_match(self):
        leads = self.filtered(
            lambda lead: not lead.existing_contact_id and lead.lastname
        )
        matches, problem = leads._find_matches("contact", "person")
        for lead in self:
            contact = matches.get(lead, self.env["res.partner"])
            lead.contact_match_id = contact
            lead.contact_match_text = False
            if contact:
                lead.contact_match_text = lead._get_match_reason(contact)
            elif lead in leads:
                lead.contact_match_text = problem or (
                    self.env._("New: will be created")
                    if lead.firstname
                    else self.env._("Add the first name, too")
                )

    def _find_matches(self, kind, strategy):
        """Ask who is there already, for all leads at once.

        :param str kind: ``account`` or ``contact``
        :param str strategy: what the intake tells customers apart by
        :return: ``{lead: customer}`` of those that the user may read, and a sentence
            where nothing could be asked
        """
        if not self or not self.env["res.partner"].has_access("create"):
            return {}, False
        prepare = {
            "account": lambda lead: {
                "name": lead.company_name or lead.partner_name or lead.name or "-",
                "vat": lead.vat,
                "website": lead.website,
                "country_id": lead.country_id.id,
            },
            "contact": lambda lead: {
                "firstname": lead._get_given_names(lead._get_contact_language()),
                "lastname": lead.lastname,
                "phones": [*{*lead.phone_ids.mapped("value"), lead.phone} - {False}],
                "emails": [
                    *{*lead.email_ids.mapped("value"), lead.email_from} - {False}
                ],
                "country_id": lead.country_id.id,
            },
        }[kind]
        candidates = [
            {name: value for name, value in prepare(lead).items() if value}
            for lead in self
        ]
        try:
            outcomes = self.env["antcrm.intake"].plan(
                kind,
                candidates,
                IntakeOptions(duplicate_policy="skip", strategy=strategy),
            )
        except UserError as refusal:
            # the page opens all the same
            return {}, str(refusal)
        Partner = self.env["res.partner"]
        found = {
            lead: Partner.browse(outcome["record"]["id"])
            for lead, outcome in zip(self, outcomes, strict=True)
            if outcome["record"]
        }
        readable = Partner.union(*found.values())._filtered_access("read")
        return {lead: one for lead, one in found.items() if one in readable}, False

    def _get_match_reason(self, contact):
        """Return what one lead and a contact have in common, as a text."""
        labels = {
            "phone": self.env._("phone"),
            "email": self.env._("email"),
            "name": self.env._("name"),
        }
        phone = self._phone_format(fname="phone") or self.phone
        own = {("phone", phone), ("email", self.email_normalized)}
        region = self.env["antcrm.contact.point"]._get_region(self, self.country_id)
        for point in self.phone_ids | self.email_ids:
            # what is typed is not there as it is compared
            read = {
                "phone": lambda p: read_phone(p.value, p.country_id.code or region),
                "email": lambda p: read_email(p.value),
            }[point.kind]
            if point.value:
                own.add((point.kind, read(point).normalized))
        same = {
            point.kind
            for point in contact.phone_ids | contact.email_ids
            if point.normalized and (point.kind, point.normalized) in own
        }
        words = [labels[kind] for kind in EVIDENCE if kind in same or kind == "name"]
        reason = self.env._("same %(evidence)s", evidence=" + ".join(words))
        company = contact.parent_id
        if company and self.existing_company_id and company != self.existing_company_id:
            return self.env._(
                "%(reason)s, but works for %(company)s",
                reason=reason,
                company=company.display_name,
            )
        return reason

    def action_use_company_match(self):
        """Take the company that matches."""
        self.ensure_one()
        if self.company_match_id:
            self.existing_company_id = self.company_match_id

    def action_use_contact_match(self):
        """Take the contact that matches, with the company it works for."""
        self.ensure_one()
        contact = self.contact_match_id
        if not contact:
            return
        values = {"existing_contact_id": contact.id}
        if contact.parent_id.customer_kind == "account":
            values["existing_company_id"] = contact.parent_id.id
        self.write(values)

    @api.depends("existing_contact_id", "existing_company_id")
    def _compute_inactive_warning(self):
        for lead in self:
            gone = [
                one.display_name
                for one in (
                    lead.existing_contact_id | lead.existing_company_id
                )._filtered_access("read")
                if not (one.active and one.is_live)
            ]
            lead.inactive_warning = bool(gone) and self.env._(
                "%(names)s: inactive. Make active again, or choose somebody else.",
                names=", ".join(gone),
            )

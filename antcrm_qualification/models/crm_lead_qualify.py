from odoo import api, fields, models
from odoo.exceptions import UserError

from .crm_lead import EXISTING_KINDS


class CrmLead(models.Model):
    """Qualify and disqualify; what else there is about a lead."""

    # a file of its own: the steps of a lead that has been studied
    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "crm.lead"

    related_task_count = fields.Integer(compute="_compute_related_counts")
    related_call_count = fields.Integer(compute="_compute_related_counts")
    related_meeting_count = fields.Integer(compute="_compute_related_counts")
    related_email_count = fields.Integer(compute="_compute_related_counts")
    mailing_list_count = fields.Integer(compute="_compute_related_counts")
    has_mailing_lists = fields.Boolean(compute="_compute_related_counts")
    project_task_count = fields.Integer(compute="_compute_project_task_count")

    # ------------------------------------------------------------------
    # Qualify
    # ------------------------------------------------------------------

    def action_qualify(self):
        """Make opportunities of leads that are complete, with their companies and
        contacts, which are found or created.

        :return: the action that opens them; on the page of a lead that lacks something
            a notice, as the page lists it
        :raise UserError: telling what a lead lacks
        :raise AccessError: the user may not write a lead, its company or its contact
        """
        self.check_access("write")
        if self.env.context.get("antcrm_guide") and len(self) == 1:
            if self.missing_count:
                return self._tell_what_is_missing()
        for lead in self:
            lead._check_complete()
        # a company that somebody has chosen is the one
        self.filtered(lambda lead: not lead.existing_company_id)._match_companies()
        companies = self._create_companies(
            [
                (lead, lead._prepare_company_candidate())
                for lead in self
                if not lead.existing_company_id
            ]
        )
        contacts = self.filtered(
            lambda lead: not lead.existing_contact_id
        )._match_contacts(is_final=True)
        for lead in self:
            lead._check_accepted([*companies.get(lead, ()), *contacts.get(lead, ())])
        self._check_resolved()
        self._fill_contact_companies()
        # see _take_in
        self.with_context(no_vat_validation=True)._convert_to_customers(
            {
                lead.id: {
                    "contact": lead.existing_contact_id,
                    "account": lead.existing_company_id,
                }
                for lead in self
            },
            opportunity=True,
        )
        if len(self) == 1:
            return self.redirect_lead_opportunity_view()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm.crm_lead_opportunities"
        )
        return {**action, "domain": [("id", "in", self.ids)]}

    def _get_missing_fields(self):
        """Return what one lead lacks to be qualified: labels by field. A company and a
        contact that are described need not be called new."""
        self.ensure_one()
        labels = {
            "source_id": self.env._("Lead Source"),
            "company_name": self.env._("Company Name"),
        }
        names = ["name", "source_id", "sales_direction_id"]
        if not self.existing_company_id:
            details = ["company_name", "website", "vat"]
            if not self.is_new_company and not all(self[name] for name in details):
                names.append("existing_company_id")
            names += details
        if self.is_new_contact:
            names += ["firstname", "lastname"]
        elif not (self.firstname and self.lastname):
            names.append("existing_contact_id")
        missing = [name for name in names if not self[name]]
        infos = self.fields_get(missing, ["string"])
        return {name: labels.get(name) or infos[name]["string"] for name in missing}

    def _tell_what_is_missing(self):
        """Return a notice of what one lead lacks, for its page."""
        labels = self._get_missing_fields().values()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "title": self.env._("Not complete yet"),
                "message": self.env._(
                    "Missing: %(fields)s. The page lists them at the top.",
                    fields=", ".join(labels),
                ),
            },
        }

    def _check_complete(self):
        """:raise UserError: one lead lacks something, or something in it is wrong"""
        if self.type != "lead" or not self.active or self.converted_date:
            raise UserError(
                self.env._(
                    "“%(lead)s” cannot be qualified: it is disqualified, archived or "
                    "qualified already.",
                    lead=self.display_name,
                )
            )
        if missing := self._get_missing_fields():
            raise UserError(
                self.env._(
                    "Complete “%(lead)s” before you qualify it: %(fields)s.",
                    lead=self.display_name,
                    fields=", ".join(missing.values()),
                )
            )
        # superuser: whether a colleague is still there is no secret
        if self.user_id and not self.user_id.sudo().active:
            raise UserError(
                self.env._(
                    "The PIC of “%(lead)s” does not work here any more. Choose "
                    "another one.",
                    lead=self.display_name,
                )
            )
        problem = self._get_vat_problem(self.vat, self.country_id)
        if not self.existing_company_id and problem:
            raise UserError(problem)

    def _check_accepted(self, reasons):
        """:raise UserError: the company or the contact of one lead is refused for the
        given reasons"""
        self.ensure_one()
        if reasons:
            raise UserError(
                self.env._(
                    "Complete “%(lead)s” before you qualify it: its company or contact "
                    "cannot be created. %(reasons)s",
                    lead=self.display_name,
                    reasons=" ".join(reasons),
                )
            )

    def _check_resolved(self):
        """:raise UserError: the company or the contact of a lead is somebody whom the
        user may not see"""
        labels = {
            "existing_company_id": self.env._("company"),
            "existing_contact_id": self.env._("contact"),
        }
        seen = (self.existing_company_id | self.existing_contact_id)._filtered_access(
            "read"
        )
        for lead in self:
            hidden = [
                label
                for name, label in labels.items()
                if not lead[name] or lead[name] not in seen
            ]
            if hidden:
                raise UserError(
                    self.env._(
                        "The %(what)s of “%(lead)s” is with us already, but not shared "
                        "with you. Ask your administrator to qualify the lead.",
                        what=", ".join(hidden),
                        lead=lead.display_name,
                    )
                )

    # ------------------------------------------------------------------
    # Other ways to convert
    # ------------------------------------------------------------------

    def _find_customers(self):
        """Whom the lead names is found first, and without doubt."""
        found, sure = super()._find_customers()
        partners = self.existing_company_id | self.existing_contact_id
        readable = partners._filtered_access("read")
        for lead, found_kinds, sure_kinds in zip(self, found, sure, strict=True):
            for name, kind in EXISTING_KINDS.items():
                if existing := lead[name] & readable:
                    found_kinds[kind] = existing | found_kinds[kind]
                    sure_kinds[kind] = existing
        return found, sure

    def _find_matching_partner(self):
        """Whom the lead names is its customer in the host's wizards."""
        if not (
            self.partner_id or self.converted_contact_id or self.converted_account_id
        ):
            for partner in (self.existing_contact_id, self.existing_company_id):
                if partner and partner._filtered_access("read"):
                    return partner
        return super()._find_matching_partner()

    def _prepare_customer_values(self, partner_name, is_company=False, parent_id=False):
        """What was studied arrives whichever way the lead is converted."""
        values = super()._prepare_customer_values(
            partner_name, is_company=is_company, parent_id=parent_id
        )
        if is_company:
            values["vat"] = self.vat
            if partner_name and self.company_name:
                values["name"] = self.company_name
        elif self.middlename and partner_name == self.contact_name:
            values["firstname"] = self._get_given_names()
            values["lastname"] = self.lastname
        return values

    # ------------------------------------------------------------------
    # Disqualify
    # ------------------------------------------------------------------

    def action_disqualify(self):
        """Ask for the reason."""
        return self.env["ir.actions.act_window"]._for_xml_id(
            "antcrm_qualification.antcrm_lead_disqualify_action"
        ) | {"context": {"active_ids": self.ids, "active_model": self._name}}

    def _get_lost_dialog(self):
        return self.action_disqualify()

    # ------------------------------------------------------------------
    # What else there is about a lead
    # ------------------------------------------------------------------

    @api.model
    def _get_activity_domain(self, calls):
        """Return the domain of activities that are calls, or tasks: neither calls nor
        meetings."""
        if calls:
            return [("activity_category", "=", "phonecall")]
        return [("activity_category", "not in", ("phonecall", "meeting"))]

    def _get_email_domain(self):
        return [
            ("model", "=", self._name),
            ("res_id", "in", self.ids),
            ("message_type", "in", ("email", "email_outgoing", "comment")),
            ("subtype_id.internal", "=", False),
            ("is_internal", "=", False),
        ]

    def _get_mailing_contact_domain(self):
        emails = [email for email in self.mapped("email_normalized") if email]
        return [("email_normalized", "in", emails)]

    @api.depends_context("uid")
    def _compute_related_counts(self):
        """Count what the user may read: done activities too, as they are history."""
        self.related_task_count = self.related_call_count = 0
        self.related_meeting_count = self.related_email_count = 0
        self.mailing_list_count = 0
        self.has_mailing_lists = False
        if not self.ids:
            return
        by_id = {lead.id: lead for lead in self}
        activities = self.env["mail.activity"].with_context(active_test=False)
        ours = [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        for name, calls in (
            ("related_task_count", False),
            ("related_call_count", True),
        ):
            domain = ours + self._get_activity_domain(calls)
            for activity in activities.search(domain):
                by_id[activity.res_id][name] += 1
        for lead, count in self.env["calendar.event"]._read_group(
            [("opportunity_id", "in", self.ids)], ["opportunity_id"], ["__count"]
        ):
            by_id[lead.id].related_meeting_count = count
        for message in self.env["mail.message"].search(self._get_email_domain()):
            by_id[message.res_id].related_email_count += 1
        if "mailing.contact" in self.env and self.env["mailing.contact"].has_access(
            "read"
        ):
            self.has_mailing_lists = True
            contacts = self.env["mailing.contact"].search(
                self._get_mailing_contact_domain()
            )
            lists = {}
            for contact in contacts:
                lists.setdefault(contact.email_normalized, set()).update(
                    contact.list_ids.ids
                )
            for lead in self:
                lead.mailing_list_count = len(lists.get(lead.email_normalized, ()))

    @api.depends_context("uid")
    def _compute_project_task_count(self):
        """Count the tasks of projects for those whom a lead is about."""
        self.project_task_count = 0
        if "project.task" not in self.env or not self.ids:
            return
        Task = self.env["project.task"]
        if not Task.has_access("read"):
            return
        customers = {lead: lead._get_related_customers() for lead in self}
        counts = dict(
            Task._read_group(
                self._get_project_task_domain(), ["partner_id"], ["__count"]
            )
        )
        for lead, partners in customers.items():
            lead.project_task_count = sum(counts.get(one, 0) for one in partners)

    def _get_related_customers(self):
        """Return the companies and contacts that leads are about, or became."""
        partners = self.partner_id | self.existing_contact_id | self.existing_company_id
        return partners | self.converted_contact_id | self.converted_account_id

    def _get_project_task_domain(self):
        return [("partner_id", "in", self._get_related_customers().ids)]

    def _get_related_action(self, name, model, domain, context=None, views=None):
        """Return the action that lists what there is about one lead.

        :param dict views: xml ids of other views than the model's own, by type
        """
        self.ensure_one()
        views = views or {}
        ids = {kind: self.env.ref(view).id for kind, view in views.items()}
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "list,form",
            "views": [(ids.get(kind, False), kind) for kind in ("list", "form")],
            "domain": domain,
            "context": context or {},
        }

    def action_view_tasks(self):
        """Open what is planned and was done for the lead, calls and meetings apart."""
        name = self.env._("Tasks")
        return self._get_activity_action(name, calls=False)

    def action_view_project_tasks(self):
        """Open the tasks of projects for the customers of the lead."""
        name = self.env._("Project Tasks")
        return self._get_related_action(
            name,
            "project.task",
            self._get_project_task_domain(),
            {"default_partner_id": self._get_related_customers()[:1].id},
        )

    def action_view_calls(self):
        """Open the calls, planned and done."""
        name = self.env._("Calls")
        return self._get_activity_action(name, calls=True)

    def _get_activity_action(self, name, calls):
        return self._get_related_action(
            name,
            "mail.activity",
            [
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                *self._get_activity_domain(calls),
            ],
            {
                "active_test": False,
                "antcrm_lead_id": self.id,
                "antcrm_activity_category": "phonecall" if calls else "default",
            },
            {"list": "antcrm_qualification.mail_activity_view_list_lead"},
        )

    def action_view_meetings(self):
        """Open the meetings; a new one is about the lead."""
        name = self.env._("Meetings")
        return self._get_related_action(
            name,
            "calendar.event",
            [("opportunity_id", "=", self.id)],
            {"default_opportunity_id": self.id, "default_name": self.name},
        ) | {
            "view_mode": "list,calendar,form",
            "views": [(False, kind) for kind in ("list", "calendar", "form")],
        }

    def action_view_emails(self):
        """Open the emails and comments exchanged with the lead."""
        name = self.env._("Emails")
        return self._get_related_action(
            name,
            "mail.message",
            self._get_email_domain(),
            {"antcrm_lead_id": self.id},
            {"list": "antcrm_qualification.mail_message_view_list_lead"},
        )

    def action_view_mailing_lists(self):
        """Open the lead's address in the host's mass mailing, with the lists that it is
        on and those that it is put on; a new one is the lead's.

        :raise UserError: the lead has no address
        """
        self.ensure_one()
        if not self.email_normalized:
            raise UserError(self.env._("Enter the email address of the lead first."))
        domain = self._get_mailing_contact_domain()
        contact = self.env["mailing.contact"].search(domain, limit=1)
        action = self._get_related_action(
            self.env._("Mailing Lists"),
            "mailing.contact",
            domain,
            {
                "default_email": self.email_normalized,
                "default_name": self.contact_name or self.partner_name,
            },
        )
        return {**action, "views": [(False, "form")], "res_id": contact.id}

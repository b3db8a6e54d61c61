from collections import defaultdict

from odoo import api, models

#: what, when it is saved, makes a lead look for its company or its contact again
COMPANY_FIELDS = {"vat", "country_id", "is_new_company", "existing_company_id"}
CONTACT_FIELDS = {
    *("is_new_contact", "existing_contact_id", "existing_company_id"),
    *("firstname", "lastname", "middlename", "contact_name"),
    *("phone", "email_from", "phone_ids", "email_ids"),
}


class CrmLead(models.Model):
    """The company and the contact of a lead, found or made when it is saved.

    Who is whom is decided by ``antcrm.intake``: here is only what it is asked, and what
    comes of its answer.
    """

    # a file of its own: all of matching stands here
    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "crm.lead"

    @api.model
    def _get_matched_fields(self):
        return COMPANY_FIELDS | CONTACT_FIELDS

    def _match_on_save(self, changed_tin, chosen=()):
        """Find companies and contacts.

        :param changed_tin: those of the leads whose tax number is new
        :param chosen: those whose "New Company" was ticked just now
        """
        leads = self.filtered(
            lambda lead: lead.type == "lead" and lead.active and not lead.converted_date
        )
        companies = leads.filtered(
            lambda lead: lead.vat and (lead in changed_tin or lead in chosen)
        )
        companies._match_companies()
        leads.filtered(
            lambda lead: lead in changed_tin or lead in chosen
        )._look_up_companies()
        leads.filtered("is_new_contact")._match_contacts()

    # ------------------------------------------------------------------
    # Companies
    # ------------------------------------------------------------------

    def _match_companies(self):
        """Set the existing company of those leads whose tax number one has."""
        if not self:
            return
        found = self.env["antcrm.intake"]._find_by_tins(
            [(lead.vat, lead.country_id.code) for lead in self]
        )
        chosen = defaultdict(self.browse)
        readable = set(
            self.env["res.partner"]
            .browse({id_ for ids in found for id_ in ids})
            ._filtered_access("read")
            ._ids
        )
        for lead, ids in zip(self, found, strict=True):
            company_id = next((id_ for id_ in ids if id_ in readable), False)
            if company_id and lead.existing_company_id.id != company_id:
                chosen[company_id] |= lead
        self._set_companies(chosen)

    @api.model
    def _set_companies(self, chosen):
        """Write ``{company id: leads}``, one write for each company."""
        for company_id, leads in chosen.items():
            leads.with_context(antcrm_match_later=True).write(
                {"existing_company_id": company_id, "is_new_company": False}
            )

    def _look_up_companies(self):
        """Ask the look-up service for the new companies of the leads, and create those
        it knows. Nothing that goes wrong there stops anybody from saving."""
        leads = self.filtered(lambda lead: lead.is_new_company)
        if not leads or not self.env["res.partner"].has_access("create"):
            return
        answers = self.env["antcrm.company.lookup"]._look_up(
            [
                {
                    "tin": lead.vat or "",
                    "email": lead.email_normalized or "",
                    "country_code": lead.country_id.code or "",
                }
                for lead in leads
            ]
        )
        known = [
            (lead, answer)
            for lead, answer in zip(leads, answers, strict=True)
            if answer
        ]
        self._create_companies(known)

    @api.model
    def _create_companies(self, leads_candidates):
        """Take companies in, each once, and set them on their leads.

        :param leads_candidates: pairs of a lead and a candidate of ``antcrm.intake``
        """
        chosen = defaultdict(self.browse)
        for lead, record_id in self._take_in("account", "tin", leads_candidates):
            if record_id:
                chosen[record_id] |= lead
        self._set_companies(chosen)

    # ------------------------------------------------------------------
    # Contacts
    # ------------------------------------------------------------------

    def _match_contacts(self):
        """Find the new contacts of the leads, and create those that are not there."""
        leads = self.filtered(lambda lead: lead.firstname and lead.lastname)
        if not leads or not self.env["res.partner"].has_access("create"):
            return
        chosen = defaultdict(self.browse)
        candidates = [(lead, lead._prepare_contact_candidate()) for lead in leads]
        for lead, record_id in self._take_in("contact", "person", candidates):
            if record_id:
                chosen[record_id] |= lead
        for contact_id, found in chosen.items():
            found.with_context(antcrm_match_later=True).write(
                {"existing_contact_id": contact_id, "is_new_contact": False}
            )
        leads._fill_contact_companies()

    def _prepare_contact_candidate(self):
        """Return the lead's person as a candidate of ``antcrm.intake``."""
        self.ensure_one()
        candidate = {
            "firstname": self._get_given_names(),
            "lastname": self.lastname,
            "function": self.function,
            "phones": self.phone_ids.mapped("value"),
            "emails": self.email_ids.mapped("value"),
            "city": self.city,
            "country_id": self.country_id.id,
            "source_id": self.source_id.id,
        }
        if self.existing_company_id:
            candidate["parent_id"] = self.existing_company_id.id
        return candidate

    def _prepare_company_candidate(self):
        """Return the lead's company as a candidate of ``antcrm.intake``."""
        self.ensure_one()
        return {
            "name": self.company_name or self.partner_name,
            "vat": self.vat,
            "website": self.website,
            "street": self.street,
            "city": self.city,
            "zip": self.zip,
            "state_id": self.state_id.id,
            "country_id": self.country_id.id,
            "source_id": self.source_id.id,
            "industry_id": self.industry_id.id,
        }

    def _fill_contact_companies(self):
        """Give contacts without a company that of their lead, where the user may."""
        filled = defaultdict(self.env["res.partner"].browse)
        for lead in self.filtered("existing_company_id"):
            contact = lead.existing_contact_id
            if contact and not contact.parent_id and not contact.is_company:
                filled[lead.existing_company_id.id] |= contact
        for company_id, contacts in filled.items():
            contacts._filtered_access("write").write({"parent_id": company_id})

    # ------------------------------------------------------------------
    # Intake
    # ------------------------------------------------------------------

    @api.model
    def _take_in(self, kind, strategy, leads_candidates):
        """Let the intake find or create customers, shared as their leads are.

        :param str strategy: what the intake matches on: ``tin`` or ``person``
        :param leads_candidates: pairs of a lead and a candidate
        :return: pairs of a lead and the id of its customer; ``False`` where that is
            somebody whom the user may not see
        """
        groups = defaultdict(list)
        for lead, candidate in leads_candidates:
            # superuser: who saves the lead carries its share on without seeing it
            lead_sudo = lead.sudo()
            owner = lead_sudo.share_owner_id if self.env.su else lead_sudo.user_id[:0]
            groups[lead_sudo.share_id, owner].append((lead, candidate))
        for (share, owner), group in groups.items():
            options = {
                "duplicate_policy": "skip",
                "strategy": strategy,
                "responsible_id": owner.id,
            }
            if share:
                options |= {
                    "share_mode": share.mode,
                    "share_user_ids": share.user_ids.ids,
                    "share_team_ids": share.team_ids.ids,
                }
            outcomes = self.env["antcrm.intake"].apply(
                kind, [candidate for _lead, candidate in group], options
            )
            for (lead, _candidate), outcome in zip(group, outcomes, strict=True):
                yield lead, outcome["record"] and outcome["record"]["id"]

import logging
from collections import defaultdict

from odoo import api, models

from odoo.addons.antcrm_customers.tools.intake_entry import IntakeOptions
from odoo.addons.antcrm_customers.tools.numbers import tax_key
from odoo.addons.antcrm_share.tools.logins import KEEP_LOGINS

from .antcrm_company_lookup import CONCURRENCY_ERRORS
from .crm_lead_guide import ORIGIN_FIELDS

_logger = logging.getLogger(__name__)

#: what, when it is saved, makes a lead look for its company or its contact again
COMPANY_FIELDS = {"vat", "country_id", "is_new_company", "existing_company_id"}
CONTACT_FIELDS = {
    *("is_new_contact", "existing_contact_id", "existing_company_id"),
    *("firstname", "lastname", "middlename", "contact_name"),
    *("phone", "email_from", "phone_ids", "email_ids"),
}
#: what says that an existing customer is none
NEW_FIELDS = {
    "existing_company_id": "is_new_company",
    "existing_contact_id": "is_new_contact",
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

    def _match_on_save(self, changed_tin, chosen=(), former_tins=None):
        """Find companies and contacts.

        :param changed_tin: those of the leads whose tax number is new
        :param chosen: those whose "New Company" was ticked just now
        :param dict former_tins: ``{lead: tax number before}`` of those whose company
            was not chosen with the new number
        """
        leads = self.filtered(
            lambda lead: lead.type == "lead" and lead.active and not lead.converted_date
        )
        companies = leads.filtered(
            lambda lead: lead.vat and (lead in changed_tin or lead in chosen)
        )
        companies._match_companies(former_tins)
        leads.filtered(
            lambda lead: lead in changed_tin or lead in chosen
        )._look_up_companies()
        leads.filtered("is_new_contact")._match_contacts()

    # ------------------------------------------------------------------
    # Whose eyes
    # ------------------------------------------------------------------

    def _get_match_reader(self):
        """Return the user with whose eyes existing customers are found for one lead:
        whoever saves it. What strangers send is saved by the superuser, who sees
        everything: then it is the lead's owner; an empty user where it has none."""
        self.ensure_one()
        if not self.env.su:
            return self.env.user
        user = self.user_id or self.share_owner_id
        return user.filtered(lambda user: user.active and not user.share)

    @api.model
    def _filter_for_reader(self, partners, reader, operation="read"):
        """Return the partners that a reader may see, or write; see
        :meth:`_get_match_reader`. Without one, those that everybody sees."""
        if not self.env.su:
            return partners._filtered_access(operation)
        if not reader:
            is_read = operation == "read"
            return partners._filter_seen_by_all() if is_read else partners.browse()
        seen = partners.with_user(reader).with_context(
            allowed_company_ids=reader.company_ids.ids
        )
        return seen._filtered_access(operation).with_env(partners.env)

    # ------------------------------------------------------------------
    # Companies
    # ------------------------------------------------------------------

    def _match_companies(self, former_tins=None):
        """Set the existing company of those leads whose tax number one has. A company
        that was found by another number before gives way to a new one.

        :param dict former_tins: see :meth:`_match_on_save`
        """
        if not self:
            return
        Partner = self.env["res.partner"]
        tins = {tax_key(lead.vat) for lead in self} - {""}
        self.env["antcrm.budget"]._ask(len(tins))
        found = self.env["antcrm.intake"]._find_by_tins(
            [(lead.vat, lead.country_id.code) for lead in self]
        )
        companies = Partner.browse({id_ for ids in found for id_ in ids})
        # superuser: of what kind a customer is decides here, and is not told
        companies = companies.filtered(
            lambda company: company.sudo().customer_kind == "account"
        )
        readable = {
            reader: set(self._filter_for_reader(companies, reader)._ids)
            for reader in {lead._get_match_reader() for lead in self}
        }
        chosen = {}
        for lead, ids in zip(self, found, strict=True):
            if lead.existing_company_id.id in ids:
                # of several companies of one number, the chosen one stays
                continue
            if lead.existing_company_id and lead.company_origin == "chosen":
                # somebody knows better than a number
                continue
            seen = readable[lead._get_match_reader()]
            company_id = next((id_ for id_ in ids if id_ in seen), False)
            if company_id or lead._is_of_former_tin((former_tins or {}).get(lead)):
                chosen[lead] = company_id
        self._set_existing("existing_company_id", chosen)

    def _is_of_former_tin(self, former_tin):
        """Whether the existing company of one lead has the tax number that the lead had
        before, and has no more."""
        key = tax_key(former_tin)
        # superuser: the number was the lead's own
        company = self.existing_company_id.sudo()
        return bool(key) and key == tax_key(company.vat) and key != tax_key(self.vat)

    @api.model
    def _set_existing(self, name, chosen, origins=None):
        """Set the existing company or contact of leads, and whether it is a new one:
        for all leads at once.

        This completes the save that it is part of, as a computed value does: whoever
        may create a lead for a colleague may not write it afterwards.

        :param str name: ``existing_company_id`` or ``existing_contact_id``
        :param dict chosen: for each lead the id of a customer, or ``False``
        :param dict origins: for each lead ``found`` or ``created``; by default found
        """
        if not chosen:
            return
        origin = ORIGIN_FIELDS[name]
        names = [name, NEW_FIELDS[name], origin]
        leads = self.browse().union(*chosen)
        with self.env.protecting([self._fields[name_] for name_ in names], leads):
            for lead, partner_id in chosen.items():
                lead[name] = partner_id
                lead[NEW_FIELDS[name]] = not partner_id
                lead[origin] = partner_id and (origins or {}).get(lead, "found")
        leads.modified(names)
        leads._validate_fields(names)

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
        if not known:
            return
        # what the leads still have to write is refused as ever
        self.env.flush_all()
        try:
            with self.env.cr.savepoint():
                self._create_companies(known)
        except CONCURRENCY_ERRORS:
            raise
        except Exception:  # pylint: disable=broad-except
            # a service of somebody else may tell what is refused here
            _logger.warning("A company that was looked up is refused", exc_info=True)

    @api.model
    def _create_companies(self, leads_candidates):
        """Take companies in, each once, and set them on their leads.

        :param leads_candidates: pairs of a lead and a candidate of ``antcrm.intake``
        :return: ``{lead: sentences}``, why companies were refused
        """
        return self._set_taken_in(
            "existing_company_id", self._take_in("account", "tin", leads_candidates)
        )

    @api.model
    def _set_taken_in(self, name, taken):
        """Set the customers that the intake found or created.

        :param taken: what :meth:`_take_in` returns
        :return: ``{lead: sentences}`` of those that were refused
        """
        found, origins, refused = {}, {}, {}
        for lead, record_id, reasons, is_created in taken:
            if record_id:
                found[lead] = record_id
                origins[lead] = "created" if is_created else "found"
            elif reasons:
                refused[lead] = reasons
        self._set_existing(name, found, origins)
        return refused

    # ------------------------------------------------------------------
    # Contacts
    # ------------------------------------------------------------------

    def _match_contacts(self, is_final=False):
        """Find the new contacts of the leads, and create those that are not there.

        :param bool is_final: somebody who is with us already, but works for another
            company, becomes a contact of this one as well; before that is certain, they
            are only shown
        :return: ``{lead: sentences}``, why contacts were refused
        """
        leads = self.filtered(lambda lead: lead.firstname and lead.lastname)
        if not leads or not self.env["res.partner"].has_access("create"):
            return {}
        candidates = [(lead, lead._prepare_contact_candidate()) for lead in leads]
        taken = [*self._take_in("contact", "person", candidates)]
        elsewhere = leads._get_elsewhere(taken)
        refused = self._set_taken_in(
            "existing_contact_id", [one for one in taken if one[0] not in elsewhere]
        )
        if elsewhere and is_final:
            again = [(lead, one) for lead, one in candidates if lead in elsewhere]
            refused |= self._set_taken_in(
                "existing_contact_id",
                self._take_in("contact", "person", again, policy="duplicate"),
            )
        leads._fill_contact_companies()
        return refused

    def _get_elsewhere(self, taken):
        """Return those leads whose contact was found in another company than theirs.

        :param taken: what :meth:`_take_in` returns
        """
        # superuser: whom somebody works for decides here, and is not told
        leads = self.sudo()
        contacts = leads.env["res.partner"].browse(
            [record_id for _lead, record_id, *_rest in taken if record_id]
        )
        employers = {contact.id: contact.parent_id for contact in contacts}
        return self.browse(
            lead.id
            for lead, record_id, *_rest in taken
            if (employer := employers.get(record_id))
            and lead.existing_company_id
            and employer != lead.sudo().existing_company_id
        )

    def _prepare_contact_candidate(self):
        """Return the lead's person as a candidate of ``antcrm.intake``."""
        self.ensure_one()
        candidate = {
            **self._get_custom_candidate("contact"),
            "firstname": self._get_given_names(self._get_contact_language()),
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
            **self._get_custom_candidate("account"),
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

    def _get_custom_candidate(self, kind):
        """Return the values of those custom fields that customers of ``kind`` have as
        well, as a candidate brings them."""
        candidate = {}
        for name in self._get_custom_field_values(kind):
            value = self[name]
            if isinstance(value, models.BaseModel):
                is_list = self._fields[name].type == "many2many"
                value = value.mapped("name") if is_list else value.id
            candidate[name] = value
        return candidate

    def _get_contact_language(self):
        """Return the language of the lead's new contact; ``False``: the company's."""
        # superuser: a language, which a contact has of its account
        return self.lang_code or self.existing_company_id.sudo().lang

    def _fill_contact_companies(self):
        """Give contacts without a company that of their lead, where the user may; those
        with a login keep what they have."""
        leads = self.filtered(
            lambda lead: lead.existing_company_id and lead.existing_contact_id
        )
        filled = defaultdict(self.env["res.partner"].browse)
        for reader, group in leads.grouped(
            lambda lead: lead._get_match_reader()
        ).items():
            companies = self._filter_for_reader(group.existing_company_id, reader)
            contacts = self._filter_for_reader(
                group.existing_contact_id, reader, "write"
            ).filtered(lambda contact: not contact.parent_id and not contact.is_company)
            for lead in group:
                company, contact = lead.existing_company_id, lead.existing_contact_id
                if company in companies and contact in contacts:
                    filled[company.id] |= contact
        for company_id, contacts in filled.items():
            contacts.with_context(**{KEEP_LOGINS: True}, no_vat_validation=True).write(
                {"parent_id": company_id}
            )

    # ------------------------------------------------------------------
    # Intake
    # ------------------------------------------------------------------

    @api.model
    def _take_in(self, kind, strategy, leads_candidates, policy="skip"):
        """Let the intake find or create customers, shared as their leads are.

        :param str strategy: what the intake matches on: ``tin`` or ``person``
        :param leads_candidates: pairs of a lead and a candidate
        :param str policy: what becomes of those who are there; see ``antcrm.intake``
        :return: for each lead the lead, the id of its customer, a list of sentences,
            and whether the customer was created; ``False`` for the id where that is
            somebody whom the reader of the lead may not see, and where the candidate
            was refused for what the sentences tell
        """
        # the host's key: a number that is unusual in the country has its hint on the
        # lead; base_vat, where it is installed, would refuse the company for it, and
        # its people, who get the number as well
        intake = self.env["antcrm.intake"].with_context(no_vat_validation=True)
        groups = defaultdict(list)
        for lead, candidate in leads_candidates:
            # superuser: who saves the lead carries its share on without seeing it
            lead_sudo = lead.sudo()
            owner = lead_sudo.share_owner_id if self.env.su else lead_sudo.user_id[:0]
            reader = lead._get_match_reader()
            lang = kind == "contact" and lead._get_contact_language()
            key = lead_sudo.share_id, owner, reader, lang
            groups[key].append((lead, candidate))
        for (share, owner, reader, lang), group in groups.items():
            options = IntakeOptions(
                duplicate_policy=policy,
                strategy=strategy,
                responsible_id=owner.id,
                lang=lang,
                origin=self.env._("Added when a lead was qualified."),
            )
            if share:
                options.update(
                    share_mode=share.mode,
                    share_user_ids=share.user_ids.ids,
                    share_team_ids=share.team_ids.ids,
                )
            outcomes = intake.apply(
                kind, [candidate for _lead, candidate in group], options
            )
            seen = self._get_seen_ids(outcomes, reader)
            for (lead, _candidate), outcome in zip(group, outcomes, strict=True):
                record_id = outcome["record"] and outcome["record"]["id"]
                is_rejected = outcome["action"] == "rejected"
                yield (
                    lead,
                    record_id in seen and record_id,
                    outcome["reasons"] if is_rejected else [],
                    outcome["action"] in ("created", "duplicated"),
                )

    @api.model
    def _get_seen_ids(self, outcomes, reader):
        """Return the ids of those customers that the intake created, or found and that
        a reader may see."""
        created, found = set(), set()
        for outcome in outcomes:
            if outcome["record"]:
                is_new = outcome["action"] in ("created", "duplicated")
                ids = created if is_new else found
                ids.add(outcome["record"]["id"])
        partners = self.env["res.partner"].browse(found - created)
        return created.union(self._filter_for_reader(partners, reader)._ids)

from collections import defaultdict

from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from odoo.addons.antcrm_share.models.antcrm_share import TOKEN_EVERYONE, TOKEN_UNSET

from ..tools.company_names import group_companies, is_same_company
from ..tools.text import name_key

#: what the lead says of a person, and not of the company
PERSON_FIELDS = ("phone", "email", "function", "company_name")


class KnownCustomers:
    """Whom the leads of one conversion are, looked up once for all of them, and the
    accounts that it makes itself. An object, so that no remote caller can send it."""

    def __init__(self, leads):
        _found, sure = leads._find_customers()
        self.sure = dict(zip(leads.ids, sure, strict=True))
        self.accounts = {}  # those made, by the key of their names

    def get(self, lead):
        """Return ``{"contact": partner, "account": partner}`` of one lead."""
        sure = self.sure.get(lead.id) or lead._find_customers()[1][0]
        account = sure["account"]
        if not account:
            account = self.accounts.get(name_key(lead.partner_name), account)
        return {**sure, "account": account}

    def add(self, lead, account):
        if account and lead.partner_name:
            self.accounts.setdefault(name_key(lead.partner_name), account)


class CrmLead(models.Model):
    """Conversion: a lead becomes a contact, an account or both."""

    _inherit = "crm.lead"

    converted_contact_id = fields.Many2one(
        "res.partner",
        string="Converted to Contact",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    converted_account_id = fields.Many2one(
        "res.partner",
        string="Converted to Account",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    converted_date = fields.Datetime("Converted On", readonly=True, copy=False)

    @api.model
    def _get_holding_domain(self):
        """The numbers of a converted lead are those of its customer."""
        return super()._get_holding_domain() & Domain("converted_date", "=", False)

    def _find_matching_partner(self):
        """Whoever a lead was converted to is its customer in the host's wizards, and
        so is whom our own conversion would take."""
        # further addresses were looked for already, for all leads at once
        known = self.env.context.get("antcrm_known_customers")
        lead = self.with_context(antcrm_first_emails=True) if known else self
        return (
            self.partner_id
            or self.converted_contact_id
            or self.converted_account_id
            or self._find_sure_customer()
            or super(CrmLead, lead)._find_matching_partner().with_env(self.env)
        )

    # ------------------------------------------------------------------
    # Find
    # ------------------------------------------------------------------

    def _find_customers(self):
        """Return the customers that the leads may already be, as far as the user may
        read them, found by phone, email and name.

        :return: for each lead a dict ``{"contact": partners, "account": partners}``,
            the most likely first; and one of the same form with those that leave no
            doubt: the same phone or email, for an account the same name
        """
        intake = self.env["antcrm.intake"]
        Partner = self.env["res.partner"]
        forms = Partner._get_legal_forms()
        found = [{} for _lead in self]
        sure = [{} for _lead in self]
        own = self.partner_id._filtered_access("read")
        for kind, name in (("contact", "contact_name"), ("account", "partner_name")):
            candidates = [
                {
                    "name": lead[name] or "",
                    # as they were read, whoever wrote them: the host keeps the name of
                    # a sender before the address
                    "phones": [p.normalized or p.value for p in lead.phone_ids],
                    "emails": [p.normalized or p.value for p in lead.email_ids],
                }
                for lead in self
            ]
            similar = intake._find_similar(kind, candidates, [], kinds=[kind])
            linked = set(
                own.filtered(lambda p, kind=kind: p.customer_kind == kind)._ids
            )
            partners = Partner.browse({i["id"] for infos in similar for i in infos})
            live = set(partners.filtered("is_live")._ids)
            for index, (lead, infos) in enumerate(zip(self, similar, strict=True)):
                customer = lead.partner_id
                first = [customer.id] if customer.id in linked else []
                called = ()
                if kind == "account":
                    called = self._find_called(lead.partner_name, infos, forms)
                likely = [
                    info["id"]
                    for info in infos
                    if info["reasons"] != ["name"] or info["id"] in called
                ]
                # of one that is not in use nothing new is made: others come first
                likely.sort(key=lambda id_, live=live: id_ not in live)
                ids = dict.fromkeys([*first, *(info["id"] for info in infos)])
                found[index][kind] = Partner.browse(ids)
                sure[index][kind] = Partner.browse([*first, *likely][:1])
        return found, sure

    @api.model
    def _find_called(self, name, infos, forms):
        """Return the ids of the accounts that are surely called like a lead's company:
        exactly so, or but for its legal form where there is one such account alone."""
        exact = [i["id"] for i in infos if name_key(i["name"]) == name_key(name)]
        alike = [i["id"] for i in infos if is_same_company(i["name"], name, forms)]
        return exact or (alike if len(alike) == 1 else [])

    def _find_sure_customer(self):
        """Return the customer that one lead is without doubt: the account only where
        the lead names no person, who would be lost."""
        self.ensure_one()
        Partner = self.env["res.partner"]
        if self.type != "lead" or not Partner.has_access("create"):
            # whoever may not bring customers in must not learn who is there
            return Partner
        sure = self._get_known_customers()
        partner = sure["contact"]
        if not partner and not self.contact_name:
            partner = sure["account"]
        return partner.filtered("is_live")

    def _get_known_customers(self):
        """Return the customers that one lead is without doubt, by kind."""
        known = self.env.context.get("antcrm_known_customers")
        if isinstance(known, KnownCustomers):
            return known.get(self)
        _found, [sure] = self._find_customers()
        return sure

    def _find_sure_account(self):
        """Return the account for whom one lead names, or that it names, where there is
        one already; what the lead knows of it is brought there."""
        has_person = bool(
            self.contact_name
            or tools.parse_contact_from_email(self.email_from or "")[0]
        )
        account = self.env["res.partner"]
        if (has_person or self.partner_name) and account.has_access("create"):
            sure = self._get_known_customers()
            account = sure["account"].filtered("is_live")
        # before the lead is linked: the host then writes over its numbers
        if account and has_person:
            self._fill_linked_account(account)
        elif account:
            self._fill_linked_customer(account)
        return account

    def _get_person_name(self):
        """Return what the person of a lead is called: as it is written, or as the
        sender of its mail; the subject of the mail is no name."""
        self.ensure_one()
        return (
            self.contact_name
            or tools.parse_contact_from_email(self.email_from or "")[0]
            or self.name
        )

    def _get_conversion_choices(self):
        """Return what :meth:`_convert_to_customers` is to do where nobody chooses:
        take the customer that is found without doubt, else create it."""
        _found, sure = self._find_customers()
        contacts = self.env["res.partner"].union(*(by["contact"] for by in sure))
        # the account of a contact may be hidden
        writable = set(contacts.parent_id._filtered_access("write")._ids)
        choices = {}
        for lead, partners in zip(self, sure, strict=True):
            contact = partners["contact"] or bool(
                lead.contact_name or not lead.partner_name
            )
            account = partners["account"]
            parent = partners["contact"].parent_id
            if not account and parent.id not in writable:
                account = not parent and bool(lead.partner_name)
            elif not account:
                account = parent.is_company and parent or bool(lead.partner_name)
            choices[lead.id] = {"contact": contact, "account": account}
        return choices

    # ------------------------------------------------------------------
    # Statuses that ask for more
    # ------------------------------------------------------------------

    def get_status_action(self, status_id):
        """Return the dialog of what a status means, for a lead that is moved to it:
        converting, or why it is lost. ``False`` where nothing is to be asked."""
        self.ensure_one()
        self.check_access("write")
        status = self.env["antcrm.status"].browse(status_id)
        if self.type != "lead" or not self.active or self.converted_date:
            return False
        if status.category == "converted":
            return self._get_dialog("antcrm_customers.antcrm_lead_convert_action")
        return status.category == "unqualified" and self._get_lost_dialog()

    def _get_lost_dialog(self):
        action = self._get_dialog("crm.crm_lead_lost_action")
        action["context"] |= {"default_lead_ids": self.ids, "dialog_size": "medium"}
        return action

    def _get_dialog(self, xml_id):
        """Return the action of a dialog about these leads."""
        action = self.env["ir.actions.act_window"]._for_xml_id(xml_id)
        return {
            **action,
            "context": {"active_model": self._name, "active_ids": self.ids},
        }

    # ------------------------------------------------------------------
    # Convert
    # ------------------------------------------------------------------

    def _get_convert_action(self, partner):
        """Return the action that opens the dialog for one lead, with a contact or an
        account chosen that is there already."""
        self.ensure_one()
        action = self._get_dialog("antcrm_customers.antcrm_lead_convert_action")
        kind = partner.customer_kind
        # where one half is given, the host computes nothing of the other one
        for name, choice in {
            **self._get_conversion_choices()[self.id],
            kind: partner,
        }.items():
            taken = isinstance(choice, models.BaseModel) and choice.id
            action["context"] |= {
                f"default_{name}_action": "link"
                if taken
                else "create"
                if choice
                else "none",
                f"default_{name}_id": taken,
            }
        return action

    def _convert_to_customers(self, choices, opportunity=False):
        """Make contacts and accounts of leads. All that the leads know arrives there,
        as far as those may know it who see the customers; of an existing customer
        nothing is overwritten.

        :param dict choices: for the id of each lead a dict with ``contact`` and
            ``account``: ``True`` to create one, a partner to take, or nothing
        :param bool opportunity: also turn the leads into opportunities
        :raise UserError: a lead cannot be converted, or to nothing, or a customer
            taken gets nothing new
        :raise AccessError: the user may not write a lead or a customer taken
        """
        self._check_convertible(choices)
        existing = self.env["res.partner"].union(
            *(
                partner
                for choice in choices.values()
                for partner in (choice["contact"], choice["account"])
                if partner and partner is not True
            )
        )
        existing.check_access("write")
        existing._check_conversion_target()
        accounts = self._convert_to_accounts(choices)
        contacts = self._convert_to_contacts(choices, accounts)
        pairs = [(lead, contacts[lead] or accounts[lead]) for lead in self]
        told = self._filter_told(pairs)
        self._copy_parts_to_customers(told)
        now = fields.Datetime.now()
        for lead in self:
            lead.write(
                {
                    "converted_contact_id": contacts[lead].id,
                    "converted_account_id": accounts[lead].id,
                    "converted_date": now,
                }
            )
        self._set_status_category("converted")
        customers = existing.union(*contacts.values(), *accounts.values())
        customers._set_status_category("converted")
        if opportunity:
            for lead, partner in pairs:
                lead.convert_opportunity(partner)
        else:
            # the opportunity goes on with them
            self._move_history(dict(told))
        self._log_conversion(self.browse().union(*(lead for lead, _partner in told)))

    def _check_convertible(self, choices):
        self.check_access("write")
        self._check_conversion()
        for lead in self:
            if lead.type != "lead" or not lead.active or lead.converted_date:
                raise UserError(
                    self.env._(
                        "“%(lead)s” cannot be converted: it is lost, archived or "
                        "converted already.",
                        lead=lead.display_name,
                    )
                )
            choice = choices[lead.id]
            if not choice["contact"] and not choice["account"]:
                raise UserError(
                    self.env._("Choose a contact or an account to convert to.")
                )

    def _check_conversion(self):
        """Check whether these leads may be converted, in our dialog or the host's.
        Extend it for what keeps leads from it.

        :raise UserError: one of them may not
        """

    def _convert_to_accounts(self, choices):
        """Return ``{lead: account}``. Leads of one company get one account."""
        Partner = self.env["res.partner"]
        accounts = {lead: Partner for lead in self}
        named = defaultdict(list)
        taken = []
        same = group_companies(
            [name_key(lead.partner_name or lead.name) for lead in self],
            Partner._get_legal_forms(),
        )
        for lead in self:
            account = choices[lead.id]["account"]
            if account is True:
                named[same[name_key(lead.partner_name or lead.name)]].append(lead)
            elif account:
                accounts[lead] = account
                taken.append(lead)
        groups = list(named.values())
        # the account is for all of them: made of a lead that is not hidden, if there is
        seen_by_all = set(self._filter_seen_by_all()._ids)
        for leads in groups:
            leads.sort(key=lambda lead: lead.id not in seen_by_all)
        created = Partner.create(
            [
                leads[0]._prepare_account_values(
                    leads[0].partner_name or leads[0].name,
                    has_contact=choices[leads[0].id]["contact"],
                )
                for leads in groups
            ]
        )
        for leads, account in zip(groups, created, strict=True):
            leads[0]._keep_creator(account)
            accounts.update(dict.fromkeys(leads, account))
            taken += leads[1:]
        for has_contact in (False, True):
            # the notes of a person are not those of the company
            self._fill_customers(
                [
                    (
                        lead,
                        accounts[lead],
                        lead._prepare_account_values(False, has_contact=has_contact),
                    )
                    for lead in taken
                    if bool(choices[lead.id]["contact"]) == has_contact
                ],
                join_notes=not has_contact,
            )
        return accounts

    def _prepare_account_values(self, name, has_contact):
        """Return the values of the account of one lead.

        :param has_contact: whether what is the person's goes to a contact
        """
        values = self._prepare_customer_values(name, is_company=True)
        if has_contact:
            values |= dict.fromkeys(PERSON_FIELDS, False)
        return values

    def _convert_to_contacts(self, choices, accounts):
        """Return ``{lead: contact}``. Leads of one person get one contact."""
        Partner = self.env["res.partner"]
        contacts = {lead: Partner for lead in self}
        to_create = self.filtered(lambda lead: choices[lead.id]["contact"] is True)
        taken = []
        for lead in self - to_create:
            if choices[lead.id]["contact"]:
                contacts[lead] = choices[lead.id]["contact"]
                taken.append(lead)
        groups = to_create._group_by_person()
        created = Partner.create(
            [
                leads[0]._prepare_customer_values(
                    leads[0]._get_person_name(),
                    parent_id=accounts[leads[0]].id,
                )
                for leads in groups
            ]
        )
        for leads, contact in zip(groups, created, strict=True):
            leads[0]._keep_creator(contact)
            contacts.update(dict.fromkeys(leads, contact))
            taken += leads[1:]
        self._fill_customers(
            [
                (
                    lead,
                    contacts[lead],
                    lead._prepare_customer_values(False, parent_id=accounts[lead].id),
                )
                for lead in taken
            ]
        )
        return contacts

    def _group_by_person(self):
        """Return lists of leads that have a phone or an email in common: they are of
        one person. Those that are not seen by the same people stay apart."""
        groups = []  # emptied where the leads went to an earlier one
        owners = {}  # {key: the group that has it}
        for lead in self:
            # superuser: whether the same people see them is not told
            policy = lead.sudo()._get_merge_policy()
            if policy <= {TOKEN_UNSET, TOKEN_EVERYONE}:
                policy = TOKEN_EVERYONE
            group = [lead]
            groups.append(group)
            for point in (lead.phone_ids | lead.email_ids).filtered("normalized"):
                key = (policy, point.kind, point.normalized)
                other = owners.get(key)
                if other is not None and other is not group:
                    other += group
                    group.clear()
                    for known, owner in owners.items():
                        if owner is group:
                            owners[known] = other
                    group = other
                owners[key] = group
        return [group for group in groups if group]

    def _keep_creator(self, partner):
        """Whoever entered the lead keeps access to the customer made from it."""
        owner = self.share_owner_id or self.create_uid
        # superuser: users cannot say who entered something
        partner_sudo = partner.sudo()
        if partner_sudo.share_id and owner and partner_sudo.share_owner_id != owner:
            partner_sudo.share_owner_id = owner

    # ------------------------------------------------------------------
    # The host's own wizards
    # ------------------------------------------------------------------

    def _convert_opportunity_data(self, customer, team_id=False):
        """The customer of an opportunity is what its lead was converted to."""
        values = super()._convert_opportunity_data(customer, team_id)
        if self.type == "lead" and not self.converted_date:
            values["converted_date"] = values["date_conversion"]
            customers = customer | customer.sudo().commercial_partner_id.with_env(
                self.env
            )
            if customers._filtered_access("read") == customers:
                values |= self._prepare_converted_values(customer)
        return values

    def _prepare_converted_values(self, customer):
        # superuser: only which they are; the account of a contact may be hidden
        customer_sudo = customer.sudo()
        account = customer_sudo.commercial_partner_id
        return {
            "converted_contact_id": not customer_sudo.is_company and customer_sudo.id,
            "converted_account_id": account.is_company and account.id,
        }

    def convert_opportunity(self, partner, user_ids=False, team_id=False):
        """Like lost leads in the host, those that are not in use stay what they are."""
        leads = self.filtered(lambda lead: lead.type == "lead" and lead.active)
        retired = leads.filtered(lambda lead: not lead.is_live)
        leads -= retired
        if partner:
            # the dialogs link them before, and have filled the customer
            leads.filtered(
                lambda lead: lead.partner_id != partner
            )._fill_linked_customer(partner)
        # mostly the same recordset: what is read of one is read of all
        records = self - retired if retired else self
        result = super(CrmLead, records).convert_opportunity(
            partner, user_ids=user_ids, team_id=team_id
        )
        # superuser: customers hidden from the user, whose the leads are; they could
        # not point to them themselves
        for lead in leads.sudo():
            if (
                lead.partner_id
                and lead.converted_date
                and not (lead.converted_contact_id or lead.converted_account_id)
            ):
                lead.write(self._prepare_converted_values(lead.partner_id))
        status_id = self.env["antcrm.status"]._get_id("customer", "converted")
        # superuser: looks whether there is anything to write, before asking for rights
        customers = leads.filtered("converted_date").partner_id.sudo()
        customers = customers.filtered(
            lambda customer: customer.customer_kind
            and customer.status_id.id not in (status_id, False)
        ).with_env(self.env)
        if customers:
            # the host reads all that is tracked before a write, here for nothing
            is_tracked = getattr(customers._fields["status_id"], "tracking", False)
            customers = customers.with_context(tracking_disable=not is_tracked)
            customers._filtered_access("write")._set_status_category("converted")
        return result

    def _fill_linked_customer(self, partner):
        """Bring what leads know to the existing customer that they are about to be
        linked to, and to its account, as far as the user may write them. To be called
        before they are: the host then writes the customer's numbers over theirs."""
        leads = self.filtered(
            lambda lead: (
                lead.type == "lead"
                and lead.active
                and lead.is_live
                and not lead.converted_date
            )
        )
        if not leads or not partner._filtered_access("write"):
            return
        # superuser: only which account it is, which may be hidden
        account = partner.sudo().commercial_partner_id.with_env(self.env) - partner
        if account:
            account = account._filtered_access("write")
            account = account.filtered(lambda a: a.customer_kind == "account")
        if account:
            leads._fill_linked_account(account)
        if partner.customer_kind:
            self._fill_customers(
                [
                    (
                        lead,
                        partner,
                        lead._prepare_customer_values(
                            False, is_company=partner.is_company
                        ),
                    )
                    for lead in leads
                ]
            )
            self._copy_parts_to_customers([(lead, partner) for lead in leads])

    def _fill_linked_account(self, account):
        """Bring what leads know of their company to the account of their contacts, as
        far as the user may write it."""
        if account._filtered_access("write"):
            self._fill_customers(
                [
                    (
                        lead,
                        account,
                        lead._prepare_account_values(False, has_contact=True),
                    )
                    for lead in self
                ],
                join_notes=False,
            )

    def _create_customer(self, with_parent=None):
        """What the lead knows beyond the host's columns goes on to the new customer:
        further numbers, addresses, profiles, tags. The account that it names is not
        made again."""
        if not with_parent and self.type == "lead" and not self.partner_id:
            with_parent = self._find_sure_account()
        partner = super()._create_customer(with_parent=with_parent)
        if partner in (self.partner_id, with_parent):
            # nobody new
            return partner
        known = self.env.context.get("antcrm_known_customers")
        if isinstance(known, KnownCustomers):
            known.add(self, partner if partner.is_company else partner.parent_id)
        self._keep_creator(partner)
        if not with_parent and partner.parent_id != self.partner_id:
            self._keep_creator(partner.parent_id)
        self._copy_parts_to_customers([(self, partner)])
        return partner

    def _prepare_customer_values(self, partner_name, is_company=False, parent_id=False):
        values = super()._prepare_customer_values(
            partner_name, is_company=is_company, parent_id=parent_id
        )
        values.update(
            {
                "district": self.district,
                "source_id": self.source_id.id,
                "industry_id": self.industry_id.id,
            }
        )
        values.update(
            self._get_custom_field_values("account" if is_company else "contact")
        )
        # superuser: who may convert the lead carries its share on without seeing it
        share = self.sudo().share_id
        if share:
            values.update(
                {
                    "share_mode": share.mode,
                    "share_user_ids": [Command.set(share.user_ids.ids)],
                    "share_team_ids": [Command.set(share.team_ids.ids)],
                }
            )
        if not is_company:
            values.update(
                {
                    "birthdate_date": self.birthdate_date,
                    "gender": self.gender,
                    "identity_number": self.identity_number,
                }
            )
            names = {"firstname": self.firstname, "lastname": self.lastname}
            # told only where the name alone would be split in another way
            if partner_name == self.contact_name and names != self._split_name(
                partner_name, self.lang_code, self.country_id
            ):
                values.update(names)
        return values

from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ..tools.text import name_key
from .antcrm_intake_reader import ADDRESS_FIELDS

#: what the lead says of a person, and not of the company
PERSON_FIELDS = ("phone", "email", "function", "company_name")


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

    def _holds_contact_points(self):
        """The numbers of a converted lead are those of its customer."""
        return super()._holds_contact_points() and not self.converted_date

    def _find_matching_partner(self):
        """Whoever a lead was converted to is its customer in the host's wizards."""
        return (
            self.partner_id
            or self.converted_contact_id
            or self.converted_account_id
            or super()._find_matching_partner()
        )

    # ------------------------------------------------------------------
    # Find
    # ------------------------------------------------------------------

    def _find_customers(self):
        """Return the customers that the leads may already be, as far as the user may
        read them, found by phone, e-mail and name.

        :return: for each lead a dict ``{"contact": partners, "account": partners}``,
            the most likely first; and one of the same form with those that leave no
            doubt: the same phone or e-mail, for an account the same name
        """
        intake = self.env["antcrm.intake"]
        Partner = self.env["res.partner"]
        found = [{} for _lead in self]
        sure = [{} for _lead in self]
        for kind, name in (("contact", "contact_name"), ("account", "partner_name")):
            candidates = [
                {
                    "name": lead[name] or "",
                    "phones": lead.phone_ids.mapped("value"),
                    "emails": lead.email_ids.mapped("value"),
                }
                for lead in self
            ]
            similar = intake.find_similar(
                kind, candidates, domain=[("is_company", "=", kind == "account")]
            )
            for index, (lead, infos) in enumerate(zip(self, similar, strict=True)):
                found[index][kind] = Partner.browse(info["id"] for info in infos)
                sure[index][kind] = Partner.browse(
                    info["id"]
                    for info in infos
                    if info["reasons"] != ["name"]
                    or kind == "account"
                    and name_key(Partner.browse(info["id"]).name)
                    == name_key(lead.partner_name)
                )[:1]
        return found, sure

    def _get_conversion_choices(self):
        """Return what :meth:`_convert_to_customers` is to do where nobody chooses:
        take the customer that is found without doubt, else create it."""
        _found, sure = self._find_customers()
        choices = {}
        for lead, partners in zip(self, sure, strict=True):
            contact = partners["contact"] or bool(
                lead.contact_name or not lead.partner_name
            )
            account = (
                partners["account"]
                or (partners["contact"].parent_id)
                or bool(lead.partner_name)
            )
            choices[lead.id] = {"contact": contact, "account": account}
        return choices

    # ------------------------------------------------------------------
    # Convert
    # ------------------------------------------------------------------

    def _convert_to_customers(self, choices, opportunity=False):
        """Make contacts and accounts of leads. All that the leads know arrives there;
        of an existing customer nothing is overwritten.

        :param dict choices: for the id of each lead a dict with ``contact`` and
            ``account``: ``True`` to create one, a partner to take, or nothing
        :param bool opportunity: also turn the leads into opportunities
        :raise UserError: a lead cannot be converted, or to nothing
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
        accounts = self._convert_to_accounts(choices)
        contacts = self._convert_to_contacts(choices, accounts)
        pairs = [(lead, contacts[lead] or accounts[lead]) for lead in self]
        self._copy_parts_to_customers(pairs)
        for lead in self:
            lead.write(
                {
                    "converted_contact_id": contacts[lead].id,
                    "converted_account_id": accounts[lead].id,
                    "converted_date": fields.Datetime.now(),
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
            self._move_history(dict(pairs))
        self._log_conversion()

    def _check_convertible(self, choices):
        self.check_access("write")
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

    def _convert_to_accounts(self, choices):
        """Return ``{lead: account}``. Leads of one company get one account."""
        Partner = self.env["res.partner"]
        accounts = {lead: Partner for lead in self}
        named = defaultdict(self.browse)
        for lead in self:
            account = choices[lead.id]["account"]
            if account is True:
                named[name_key(lead.partner_name or lead.name)] |= lead
            elif account:
                accounts[lead] = account
        vals_list = []
        for leads in named.values():
            lead = leads[0]
            values = lead._prepare_customer_values(
                lead.partner_name or lead.name, is_company=True
            )
            if choices[lead.id]["contact"]:
                values |= dict.fromkeys(PERSON_FIELDS, False)
            vals_list.append(values)
        for leads, account in zip(
            named.values(), Partner.create(vals_list), strict=True
        ):
            leads[0]._keep_creator(account)
            accounts.update(dict.fromkeys(leads, account))
        taken = [lead for lead in self if accounts[lead] and lead not in named]
        for lead in taken:
            if choices[lead.id]["account"] is not True:
                values = lead._prepare_customer_values(False, is_company=True)
                if choices[lead.id]["contact"]:
                    values |= dict.fromkeys(PERSON_FIELDS, False)
                lead._fill_customer(accounts[lead], values)
        return accounts

    def _convert_to_contacts(self, choices, accounts):
        """Return ``{lead: contact}``."""
        Partner = self.env["res.partner"]
        contacts = {lead: Partner for lead in self}
        created = self.browse()
        vals_list = []
        for lead in self:
            contact = choices[lead.id]["contact"]
            account = accounts[lead]
            if contact is True:
                created |= lead
                vals_list.append(
                    lead._prepare_customer_values(
                        lead.contact_name or lead.name, parent_id=account.id
                    )
                )
            elif contact:
                contacts[lead] = contact
                values = lead._prepare_customer_values(False, parent_id=account.id)
                lead._fill_customer(contact, values)
        for lead, contact in zip(created, Partner.create(vals_list), strict=True):
            lead._keep_creator(contact)
            contacts[lead] = contact
        return contacts

    def _fill_customer(self, partner, values):
        """Fill the blanks of an existing customer; its names stay as they are."""
        self.ensure_one()
        kept = {"name", "firstname", "lastname", "is_company", "type", "company_name"}
        kept |= {"share_mode", "share_user_ids", "share_team_ids", "lang"}
        if any(partner[name] for name in ADDRESS_FIELDS):
            # an address is not mixed of two
            kept |= {*ADDRESS_FIELDS}
        if values.get("parent_id") == partner.id:
            kept.add("parent_id")
        partner.write(
            {
                name: value
                for name, value in values.items()
                if value and name not in kept and not partner[name]
            }
        )

    def _keep_creator(self, partner):
        """Whoever entered the lead keeps access to the customer made from it."""
        owner = self.share_owner_id or self.create_uid
        # superuser: users cannot say who entered something
        if partner.sudo().share_id and owner:
            partner.sudo().share_owner_id = owner

    def _log_conversion(self):
        """Tell in the history of leads and customers what was converted to what."""
        bodies = defaultdict(list)
        for lead in self:
            partners = lead.converted_contact_id | lead.converted_account_id
            lead._message_log(
                body=self.env._(
                    "Converted to %(customers)s.",
                    customers=", ".join(partners.mapped("display_name")),
                )
            )
            for partner in partners:
                bodies[partner].append(lead.display_name)
        self.env["res.partner"].union(*bodies)._message_log_batch(
            {
                partner.id: self.env._(
                    "Converted from %(leads)s.", leads=", ".join(names)
                )
                for partner, names in bodies.items()
            }
        )

    def _move_history(self, targets):
        """Move what was written, calls and files to the customers; changes of the
        lead's own values stay with it.

        :param dict targets: ``{lead: partner}``
        """
        ids = {lead.id: partner.id for lead, partner in targets.items()}
        documents = Domain("res_id", "in", list(ids))
        # superuser, as the host when it moves messages: the user may write both ends
        messages = self.env["mail.message"].sudo()
        messages = messages.search(
            documents
            & Domain("model", "=", "crm.lead")
            & Domain("message_type", "!=", "user_notification")
            & Domain("tracking_value_ids", "=", False)
            & Domain("subtype_id.res_model", "=", False)
        )
        # superuser: files of these leads; those of fields stay
        attachments = self.env["ir.attachment"].sudo()
        attachments = attachments.search(
            documents
            & Domain("res_model", "=", "crm.lead")
            & Domain("res_field", "=", False)
        )
        for records, model in ((messages, "model"), (attachments, "res_model")):
            for lead_id, moved in records.grouped("res_id").items():
                moved.write({model: "res.partner", "res_id": ids[lead_id]})
        for threads in (self, self.env["res.partner"].union(*targets.values())):
            threads.invalidate_recordset(["message_ids"])
        for lead, partner in targets.items():
            # superuser: nothing but the date that the mixin keeps
            partner_sudo = partner.sudo()
            dates = (lead.last_interaction_date, partner_sudo.last_interaction_date)
            partner_sudo.last_interaction_date = max(filter(None, dates), default=False)

    # ------------------------------------------------------------------
    # The host's own wizards
    # ------------------------------------------------------------------

    def _convert_opportunity_data(self, customer, team_id=False):
        """The customer of an opportunity is what its lead was converted to."""
        values = super()._convert_opportunity_data(customer, team_id)
        if self.type == "lead" and not self.converted_date:
            account = customer.commercial_partner_id
            values["converted_date"] = values["date_conversion"]
            values["converted_contact_id"] = not customer.is_company and customer.id
            values["converted_account_id"] = account.is_company and account.id
        return values

    def convert_opportunity(self, partner, user_ids=False, team_id=False):
        leads = self.filtered(lambda lead: lead.type == "lead" and lead.active)
        result = super().convert_opportunity(
            partner, user_ids=user_ids, team_id=team_id
        )
        customers = leads.filtered("converted_date").partner_id
        status_id = self.env["antcrm.status"]._get_id("customer", "converted")
        customers = customers.filtered(
            lambda customer: customer.customer_kind
            and customer.status_id.id not in (status_id, False)
        )
        if customers:
            # the host reads all that is tracked before a write, here for nothing
            is_tracked = getattr(customers._fields["status_id"], "tracking", False)
            customers = customers.with_context(tracking_disable=not is_tracked)
            customers._filtered_access("write")._set_status_category("converted")
        return result

    def _create_customer(self, *args, **kwargs):
        """What the lead knows beyond the host's columns goes on to the new customer:
        further numbers, addresses, profiles, tags."""
        partner = super()._create_customer(*args, **kwargs)
        self._copy_parts_to_customers([(self, partner)])
        self._keep_creator(partner)
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
                partner_name, self.lang_code
            ):
                values.update(names)
        return values

    @api.model
    def _copy_parts_to_customers(self, pairs):
        """Copy contact points, addresses and tags of leads to partners, those that
        these have not.

        :param pairs: pairs of a lead and a partner that the user may write
        """
        self._copy_points_to_customers(pairs)
        self._copy_addresses_to_customers(pairs)
        tagged = [(lead, partner) for lead, partner in pairs if lead.tag_ids]
        if not tagged:
            return
        tags = self.env["antcrm.intake"]._get_or_create(
            "res.partner.category",
            {tag.name for lead, _partner in tagged for tag in lead.tag_ids},
            {"dry_run": False},
        )
        for lead, partner in tagged:
            names = {name_key(tag.name) for tag in lead.tag_ids}
            new_tags = {tags[name] for name in names if tags.get(name)}
            new_tags -= set(partner.category_id.ids)
            if new_tags:
                partner.category_id = [Command.link(tag_id) for tag_id in new_tags]

    @api.model
    def _copy_points_to_customers(self, pairs):
        known_points = {}  # {partner: what it has, with what is to come}
        vals_list = []
        for lead, partner in pairs:
            points = lead.phone_ids | lead.email_ids | lead.social_ids
            # the primary ones are copied already, and mirrored for many at once
            copied = {
                *(partner.phone, partner.phone_sanitized),
                *(partner.email, partner.email_normalized),
            }
            if not any(
                {point.value, point.normalized}.isdisjoint(copied) for point in points
            ):
                continue
            known = known_points.setdefault(
                partner,
                {
                    (point.kind, point.normalized or point.value)
                    for point in partner.phone_ids
                    | partner.email_ids
                    | partner.social_ids
                },
            )
            for point in points:
                key = (point.kind, point.normalized or point.value)
                if key not in known:
                    known.add(key)
                    vals_list.append(
                        {
                            "partner_id": partner.id,
                            "kind": point.kind,
                            "value": point.value,
                            "normalized": point.normalized,
                            "label": point.label,
                            "sequence": point.sequence,
                            "scope": partner.customer_kind,
                            "exclusive": False,
                        }
                    )
        if vals_list:
            # superuser: parts of the very customers that the user converts
            Point = self.env["antcrm.contact.point"].sudo()
            Point._trusted().create(vals_list).with_context(
                antcrm_entry=None
            )._mirror_to_customers()

    @api.model
    def _copy_addresses_to_customers(self, pairs):
        known_addresses = {}
        vals_list = []
        for lead, partner in pairs:
            addresses = [
                address._prepare_partner_values(partner) for address in lead.address_ids
            ]
            if lead.street and (lead.street, lead.zip) != (partner.street, partner.zip):
                # that of a contact is its account's: the lead's own stands beside it
                own = {name: lead[name] for name in ADDRESS_FIELDS}
                addresses.append(
                    {
                        "parent_id": partner.id,
                        "type": "other",
                        **lead._convert_to_write(own),
                    }
                )
            if not addresses:
                continue
            known = known_addresses.setdefault(
                partner, {(child.street, child.zip) for child in partner.child_ids}
            )
            for values in addresses:
                key = (values["street"], values["zip"])
                if key not in known:
                    known.add(key)
                    vals_list.append(values)
        if vals_list:
            self.env["res.partner"].create(vals_list)

"""New customers at as little cost as the host allows for.

Plain ``create`` computes record by record, and writes each row with all its indexes
twice. This is what is done here instead, for all records of a batch at once:

- *defaults* are asked for once for each kind, and not for each record;
- *commercial_partner_id* and *complete_name* of who has no account are inserted with
  the row, by an id that is drawn before; the host learns the id, and writes again;
- *commercial_company_name* and *complete_name* of who has an account, and of bare
  addresses, are inserted with the row as well, where their entity is given;
- *what a contact takes over from its account* (commercial fields, address, language,
  person in charge) is read once of each account;
- *phone_sanitized* and *email_normalized* are given where they come to what the intake
  has read already;
- *phone_ids* and *email_ids* are given as empty, so that nothing is mirrored from the
  columns: the points are inserted behind, all at once;
- *team and stage* of leads are searched once for each person in charge;
- *who sees the customer* is computed once for each share, and nobody new is a user's
  partner;
- *sizes of a picture* are not made where there is none.

When ``tests/bench/journal.py`` last measured it, 1,000 contacts with phones and emails
took 0.6 s of the processors and 21 queries this way, and 2.4 s and 56 by plain
``create``; what is promised beside the host's own import is in
``tests/bench/import_against_host.py``. What comes out is what plain
``create`` makes: ``tests/test_intake_replay.py`` compares all columns and relations.
"""

import re
from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.antcrm_contact_point.tools.contact_values import is_plain_email

from ..tools.addresses import is_part
from ..tools.intake_entry import MODELS, QUIET
from ..tools.intake_fields import ADDRESS_FIELDS

#: what a contact has of its account whatever a row says: it says to whom it belongs
ACCOUNT_FIELDS = ("commercial_partner_id",)
#: of a partner that has neither phone nor email
NO_POINTS = {
    "phone_ids": [],
    "email_ids": [],
    "phone_sanitized": False,
    "email_normalized": False,
}
#: by which the kind of a new customer is told
KIND_FIELDS = ("type", "is_company", "company_type")


#: inserted with who has an account or is an address
CHILD_NAMES = ("commercial_company_name", "complete_name")


def _is_child(partner):
    return bool(partner.parent_id and not partner.company_name)


class BatchDefaults(dict):
    """The defaults of records that are created together, by model and kind.

    Put in the context as ``antcrm_defaults``, the defaults are asked for once and not
    for each of a thousand records. An object, so that no remote caller can send it.
    """


class AntcrmIntake(models.AbstractModel):
    """New customers are inserted with what the host would compute for each of them."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "antcrm.intake"

    @api.model
    def _create_records(self, kind, vals_list):
        """Create customers in one batch.

        :param list vals_list: values to create, with the share as
            :meth:`_prepare_common_values` returns it
        :raise AccessError: the user may not create one of them
        """
        Model = self.env[MODELS[kind]]
        Model._check_share_references(
            values.get(Model._share_reference) for values in vals_list
        )
        audiences = {}
        for values in vals_list:
            share_id, *user_ids = share = (
                values["share_id"],
                values["share_owner_id"],
                values["user_id"],
            )
            if share not in audiences:
                # superuser: policies tell nothing by themselves
                policy = self.env["antcrm.share"].sudo().browse(share_id)
                audiences[share] = policy._get_audience(*user_ids)
            values["audience"] = audiences[share]
            if kind != "lead":
                # nobody's partner yet
                values["partner_share"] = True
        return self._create_quietly(Model, vals_list)

    @api.model
    def _create_quietly(self, Model, vals_list):
        """Create records in one batch, at as little cost as the host allows for.

        Their defaults are asked for once. Columns that the ORM computes may be given as
        well, where their values are known: it would compute them record by record, and
        write each record twice.

        :raise AccessError: the user may not create one of them
        """
        Model = Model.with_context(
            **QUIET,
            default_type=None,
            antcrm_defaults=BatchDefaults(),
            antcrm_ids_first=True,
        )
        Model.check_access("create")
        # superuser: no user has access to the share; what the user may create is
        # checked before and after
        records = Model.sudo().create(vals_list)
        self._keep_given_values(records, vals_list)
        records = records.with_env(self.env)
        # "own documents only" lets nobody enter a lead for a colleague; whoever names
        # one as the person in charge could as well hand over their own lead afterwards
        (records - records._filtered_access("create")).check_access("write")
        return records

    # ------------------------------------------------------------------
    # What is given with the rows
    # ------------------------------------------------------------------

    @api.model
    def _give_computed_values(self, kind, entry, values, inherited, options):
        """Add to the values of a new customer what the host would compute of them.

        :param dict values: changed in place
        :param dict inherited: see :meth:`_get_account_values`
        """
        # the points are created right behind, all at once; until then the lists are
        # given, so that nothing is mirrored in between
        values |= {"phone_ids": [], "email_ids": []}
        values.update(self._get_normalized_values(entry))
        if kind == "lead":
            for name, value in self._get_lead_defaults(values, options).items():
                values.setdefault(name, value)
        if account := inherited.get(values.get("parent_id")):
            self._give_account_values(entry, values, account)

    @api.model
    def _get_normalized_values(self, entry):
        """Return what the host would compute from phone and email once more, as far as
        it comes to the same."""
        values = {}
        normalized, value = next(iter(entry.points["phone"].items()), ("", ""))
        # the host has national rules of its own for how some numbers are shown
        if re.sub(r"\D", "", value) == normalized.removeprefix("+"):
            values["phone_sanitized"] = normalized or False
        normalized = next(iter(entry.points["email"]), "")
        if not normalized or is_plain_email(normalized):
            values["email_normalized"] = normalized or False
        return values

    @api.model
    def _get_lead_defaults(self, values, options):
        """Return the sales team and stage that the host gives to a lead of this person
        in charge: it would search them for each lead."""
        defaults = options.setdefault("lead_defaults", {})
        key = values["user_id"], values.get("team_id")
        if key not in defaults:
            given = {"user_id": key[0]} | ({"team_id": key[1]} if key[1] else {})
            lead = self.env["crm.lead"].new({"type": "lead", **given})
            defaults[key] = {"team_id": lead.team_id.id, "stage_id": lead.stage_id.id}
        return defaults[key]

    @api.model
    def _get_account_values(self, kind, entries):
        """Return what the contacts of each account take over from it, as the host does
        one by one when it creates them: commercial fields and address.

        :return: ``{account id: values to write}``
        """
        if kind != "contact":
            return {}
        ids = {e.values["parent_id"] for e in entries if e.values.get("parent_id")}
        # superuser, as the host: commercial fields follow whether or not the user may
        # read them
        accounts = self.env["res.partner"].browse(ids).sudo()
        result, contacts = {}, {}
        for account in accounts:
            commercial = account.commercial_partner_id
            # what a contact gets of the person in charge and the language
            source = account.user_id, account.lang
            if source not in contacts:
                contacts[source] = accounts.new({"parent_id": account.id})
            contact = contacts[source]
            result[account.id] = {
                **commercial._get_commercial_values(),
                **account._get_address_values(),
                "commercial_partner_id": commercial.id,
                "user_id": contact.user_id.id,
                "lang": contact.lang,
            }
        return result

    @api.model
    def _give_account_values(self, entry, values, account):
        """Add to the values of a new contact what it takes over from its account.

        :param dict values: changed in place
        :param dict account: what the contacts of the account get
        """
        account = dict(account)
        own = self._get_own_address(values)
        shared = {name: account.pop(name, None) for name in ADDRESS_FIELDS}
        if any(shared.values()):
            if not is_part(own, shared, ADDRESS_FIELDS):
                # in the host a contact lives at its account's address; its own is kept
                # beside it
                entry.addresses.insert(0, own)
            values.update(shared)
        # what a row, a form or an option says beats what is inherited
        values.update(
            {
                name: value
                for name, value in account.items()
                if name in ACCOUNT_FIELDS or not values.get(name)
            }
        )

    # ------------------------------------------------------------------
    # What is not computed anew
    # ------------------------------------------------------------------

    @api.model
    def _keep_given_values(self, records, vals_list):
        """Leave the computed columns of new records as they were given, and do not make
        sizes of pictures that they have not."""
        given = defaultdict(list)
        for record, values in zip(records, vals_list, strict=True):
            for name in values:
                given[name].append(record.id)
        for name, field in records._fields.items():
            if not (field.store and field.compute and field.readonly):
                continue
            if field.type == "binary" and field.related:
                if field.related.split(".")[0] not in given:
                    self.env.remove_to_compute(field, records)
            elif name in given:
                self.env.remove_to_compute(field, records.browse(given[name]))
        if records._name == "res.partner":
            self._compute_partners(records, given)

    @api.model
    def _compute_partners(self, partners, given):
        """Leave what partners were inserted with, and compute for all of them at once
        what the ORM would compute one by one.

        :param dict given: ``{field: ids of those partners whose value was given}``
        """
        commercial = partners._fields["commercial_partner_id"]
        alone = partners.filtered(
            lambda partner: partner.name
            and not (partner.parent_id or partner.company_name)
        )
        # see res.partner._prepare_own_entities
        for name in ("commercial_partner_id", "complete_name"):
            self.env.remove_to_compute(partners._fields[name], alone)
        # their accounts are there: none of them waits for another one
        known = partners.browse(given[commercial.name])
        # see res.partner._prepare_names_of_children
        for name in CHILD_NAMES:
            children = known.filtered(_is_child)
            self.env.remove_to_compute(partners._fields[name], children)
        commercial.compute_value(partners - alone - known)


class ResPartner(models.Model):
    """Partners of a batch are inserted as their own commercial entities."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "res.partner"

    @api.model
    def _create(self, data_list):
        if self.env.context.get("antcrm_ids_first"):
            self._prepare_own_entities(data_list)
            self._prepare_names_of_children(data_list)
        return super()._create(data_list)

    @api.model
    def _prepare_own_entities(self, data_list):
        """Say of partners without an account that they are their own commercial entity
        when they are inserted. The host says it afterwards, when it knows the ids, and
        so writes each row, with all its indexes, twice.

        :param list data_list: what ``_create`` takes; changed in place
        """
        stored_list = [
            stored
            for data in data_list
            if not (stored := data["stored"]).get("parent_id")
            and "commercial_partner_id" not in stored
            and stored.get("name")
            and not stored.get("company_name")
        ]
        if not stored_list:
            return
        rows = self.env.execute_query(
            SQL(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) "
                "FROM generate_series(1, %s)",
                self._table,
                len(stored_list),
            )
        )
        for stored, (partner_id,) in zip(stored_list, rows, strict=True):
            stored.update(
                id=partner_id,
                commercial_partner_id=partner_id,
                complete_name=stored["name"].strip(),
            )
            if stored.get("is_company"):
                stored["commercial_company_name"] = stored["name"]

    @api.model
    def _prepare_names_of_children(self, data_list):
        """Say of contacts with an account, and of bare addresses, what they are called,
        where it is known whose they are. The host says it afterwards, one by one, see
        its ``_get_complete_name``.

        :param list data_list: what ``_create`` takes; changed in place
        """
        children = [
            stored
            for data in data_list
            if (stored := data["stored"]).get("parent_id")
            and stored.get("commercial_partner_id")
            and not stored.get("company_name")
        ]
        if not children:
            return
        # superuser: as in the host, whose name they have whoever may see it
        Partner = self.sudo()
        # pylint: disable-next=context-overridden
        Partner = Partner.with_context({})
        ids = {
            stored[name]
            for stored in children
            for name in ("parent_id", "commercial_partner_id")
        }
        partners = {partner.id: partner for partner in Partner.browse(ids)}
        types = dict(self._fields["type"]._description_selection(Partner.env))
        for stored in children:
            commercial = partners[stored["commercial_partner_id"]]
            company = commercial.is_company and commercial.name or None
            name = stored.get("name") or ""
            if not name and stored.get("type") in self._complete_name_displayed_types:
                name = types[stored["type"]]
            if not stored.get("is_company"):
                name = f"{company or partners[stored['parent_id']].name}, {name}"
            stored.update(commercial_company_name=company, complete_name=name.strip())


class AntcrmCustomFieldViewMixin(models.AbstractModel):
    """The defaults of a batch are asked for once."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "antcrm.custom.field.view.mixin"

    @api.model
    def _add_missing_default_values(self, values):
        """A batch asks for its defaults once, see :class:`BatchDefaults`."""
        batch = self.env.context.get("antcrm_defaults")
        if not isinstance(batch, BatchDefaults):
            return super()._add_missing_default_values(values)
        key = (self._name, self._guess_customer_kind(values))
        if key not in batch:
            given = {name: values[name] for name in KIND_FIELDS if name in values}
            Model = self.with_context(antcrm_defaults=None)
            batch[key] = Model._add_missing_default_values(given)
        result = {**batch[key], **values}
        for field in self._fields.values():
            if field.type == "properties":
                # these depend on the container that is given
                result[field.name] = field._add_default_values(self.env, result)
        return result

from odoo import api, fields, models
from odoo.tools import sql

from ..tools.intake_fields import FOLLOWED
from ..tools.names import fill_names, is_composed, recompose_name
from ..tools.numbers import number_key_sql
from ..tools.websites import domain_key_sql
from .antcrm_customer_mixin import (
    BIRTHDAY_INDEX,
    SILENT_INDEX,
    name_start,
    name_trigram,
)

#: of the statuses of customers that somebody works on
OPEN_CATEGORIES = ("new", "contacted", "qualified")


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = [
        "crm.lead",
        "antcrm.customer.mixin",
    ]
    _antcrm_status_kind = "lead"
    _name_key_columns = ("contact_name", "partner_name", "name")

    firstname = fields.Char(
        "First Name",
        compute="_compute_names",
        inverse="_inverse_names",
        store=True,
        readonly=False,
    )
    lastname = fields.Char(
        "Surname",
        compute="_compute_names",
        inverse="_inverse_names",
        store=True,
        readonly=False,
    )
    industry_id = fields.Many2one(
        "res.partner.industry",
        string="Industry",
        ondelete="set null",
        index="btree_not_null",
    )
    district = fields.Char(
        compute="_compute_partner_address_values", readonly=False, store=True
    )
    address_ids = fields.One2many(
        "antcrm.lead.address",
        "lead_id",
        string="Other Addresses",
        # the type of the lead is none of an address
        context={"default_type": "other"},
    )
    external_ids = fields.One2many("antcrm.external.id", "lead_id", readonly=True)

    # see those of partners
    _identity_key = models.Index(
        f"(({number_key_sql('identity_number')})) WHERE identity_number IS NOT NULL"
    )
    _website_domain = models.Index(
        f"(({domain_key_sql('website')})) WHERE website IS NOT NULL"
    )
    _name_key_trigram = models.Index(name_trigram(_name_key_columns))
    _name_key_start = models.Index(name_start(_name_key_columns))
    _silent_index = models.Index(SILENT_INDEX)
    _birthday_index = models.Index(BIRTHDAY_INDEX)

    def _auto_init(self):
        """Add and fill the columns of our stored computes before the ORM does: it would
        compute them for every existing lead, addresses included."""
        new = not sql.column_exists(self.env.cr, self._table, "firstname")
        for column in ("firstname", "lastname", "district"):
            if not sql.column_exists(self.env.cr, self._table, column):
                sql.create_column(self.env.cr, self._table, column, "varchar")
        if new:
            fill_names(
                self.env,
                self._table,
                "contact_name",
                "(SELECT code FROM res_lang WHERE id = customer.lang_id)",
            )
        return super()._auto_init()

    @api.depends("contact_name")
    def _compute_names(self):
        for lead in self:
            names = lead._split_name(lead.contact_name, lead.lang_code, lead.country_id)
            lead.update(names)

    def _inverse_names(self):
        for lead in self:
            names = lead.firstname, lead.lastname
            if is_composed(lead.contact_name, *names):
                continue
            name = lead._compose_name(*names, lead.lang_code, lead.country_id)
            if name:
                lead.contact_name = name

    def _get_new_contact_name(self, vals):
        """Return the full name of a lead whose first name or surname is written."""
        names = [vals.get(name, self[name]) for name in ("firstname", "lastname")]
        if is_composed(vals.get("contact_name"), *names):
            return vals["contact_name"]
        old = self.firstname, self.lastname
        language = self._get_name_language(self.lang_code, self.country_id)
        return recompose_name(self.contact_name, old, names, language)

    def _prepare_address_values_from_partner(self, partner):
        values = super()._prepare_address_values_from_partner(partner)
        source = partner if any(partner[name] for name in values) else self
        values["district"] = source.district
        return values

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = self._prepare_strict_values(vals_list)
        prepared = []
        for vals in vals_list:
            vals = self._compose_texts(vals)
            if vals.get("firstname") or vals.get("lastname"):
                names = vals.get("firstname"), vals.get("lastname")
                name = vals.get("contact_name")
                if not is_composed(name, *names):
                    name = self._compose_name(
                        *names,
                        self.env["res.lang"].browse(vals.get("lang_id")).code,
                        self.env["res.country"].browse(vals.get("country_id")),
                    )
                vals["contact_name"] = name
                vals["name"] = vals.get("name") or name
            prepared.append(vals)
        return super().create(prepared)

    def copy_data(self, default=None):
        """The copy of a lead is marked, as that of a contact is."""
        vals_list = super().copy_data(default)
        for lead, vals in zip(self, vals_list, strict=True):
            if lead.customer_kind and "name" not in (default or {}):
                vals["name"] = self.env._("%(name)s (copy)", name=lead.name)
        return vals_list

    def write(self, vals):
        vals = self._compose_texts(vals)
        if restored := self._filter_restored(vals):
            # not ours, which chooses a status
            super(CrmLead, restored).action_unarchive()
        if not vals.keys().isdisjoint(("firstname", "lastname")):
            # one write for all leads whose names come out the same: mostly one
            by_name = self.grouped(lambda lead: lead._get_new_contact_name(vals))
            if len(by_name) > 1:
                for leads in by_name.values():
                    leads.write(vals)
                return True
            if name := next(iter(by_name), None):
                vals["contact_name"] = name
        if vals.get("type") == "opportunity" and "status_id" not in vals:
            converted = self.filtered(lambda lead: lead.type == "lead")
            result = super().write(vals)
            converted._set_status_category("converted")
            return result
        return super().write(vals)

    def _link_to_customer(self, partner):
        """Link one lead to the contact or account that it is. It keeps what it says of
        itself, and takes nothing over: who sees the lead may not see the customer.

        :raise AccessError: the user may not write the lead, or not read the customer
        """
        self.ensure_one()
        partner.check_access("read")
        kept = (*FOLLOWED, "contact_name", "email_from", "phone", "lang_id")
        values = {name: self[name] for name in kept}
        # neither gets the other's numbers
        lead = self.with_context(antcrm_keep_partner=True)
        lead.write({**self._convert_to_write(values), "partner_id": partner.id})

    def _filter_restored(self, vals):
        """Return the lost leads that get a status of those that somebody works on: to
        choose it is to restore them."""
        status = self.env["antcrm.status"].browse(vals.get("status_id") or ())
        if "active" in vals or status.category not in OPEN_CATEGORIES:
            return self.browse()
        return self.filtered(
            lambda lead: (
                lead.customer_kind
                and not lead.active
                and lead.status_id.category == "unqualified"
            )
        )

    def action_set_lost(self, **additional_values):
        result = super().action_set_lost(**additional_values)
        self.filtered("customer_kind")._set_status_category("unqualified")
        return result

    def action_unarchive(self):
        lost = self.filtered(
            lambda lead: not lead.active and lead.status_id.category == "unqualified"
        )
        result = super().action_unarchive()
        lost._set_status_category("new")
        return result

    def _message_post_after_hook(self, message, msg_values):
        self._register_interaction(message)
        return super()._message_post_after_hook(message, msg_values)

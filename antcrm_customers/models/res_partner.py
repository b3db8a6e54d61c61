from odoo import api, fields, models
from odoo.fields import NO_ACCESS, Domain
from odoo.modules.db import FunctionStatus
from odoo.tools import escape_psql, sql

from odoo.addons.antcrm_share.tools.counts import count_text

from ..tools.company_names import LEGAL_FORMS, company_key_sql
from ..tools.names import (
    fill_names,
    is_composed,
    is_other_person,
    recompose_name,
)
from ..tools.numbers import number_key_sql, tax_key_sql
from ..tools.text import name_key_sql
from ..tools.websites import domain_key_sql
from .antcrm_customer_mixin import (
    BIRTHDAY_INDEX,
    SILENT_INDEX,
    name_start,
    name_trigram,
)

# for the ORM alone
UNSEEN = {"groups": NO_ACCESS, "export_string_translation": False}


def _trigram(column):
    """Return the definition of a trigram index on ``column``, beside the host's own
    index, which its default order needs; as the host makes one for a field."""

    def definition(registry):
        if not registry.has_trigram:
            return ""
        expression = f'"{column}"'
        if registry.has_unaccent == FunctionStatus.INDEXABLE:
            expression = registry.unaccent(expression)
        return f"USING gin ({expression} gin_trgm_ops)"

    return definition


def _company_key(registry):
    """Return the definition of an index on what accounts are called; the legal forms
    are those that the installed addons know."""
    forms = registry["res.partner"]._get_legal_forms()
    return f"(({company_key_sql('name', forms)})) WHERE is_company"


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "antcrm.customer.mixin"]

    # Not computed fields: ``name`` changes through create and write alone, and
    # ``partner_firstname``, which has fields of the same names, computes the other way
    firstname = fields.Char("First Name", index="trigram")
    lastname = fields.Char("Surname", index="trigram")
    source_id = fields.Many2one(
        "utm.source", string="Source", ondelete="set null", index="btree_not_null"
    )
    # the children that are no customers of their own
    address_ids = fields.One2many(
        "res.partner",
        "parent_id",
        string="Other Addresses",
        domain=[("type", "!=", "contact"), ("active", "=", True)],
    )
    # What follows a partner's name, phone or email is found through lists without a
    # domain, for a whole batch at once; else the ORM searches partner by partner
    following_lead_ids = fields.One2many("crm.lead", "partner_id", **UNSEEN)
    following_attendee_ids = fields.One2many(
        "calendar.attendee", "partner_id", **UNSEEN
    )
    following_child_ids = fields.One2many("res.partner", "parent_id", **UNSEEN)
    following_member_ids = fields.One2many(
        "res.partner", "commercial_partner_id", **UNSEEN
    )
    external_ids = fields.One2many("antcrm.external.id", "partner_id", readonly=True)

    # The columns of the host's ``_rec_names_search``: without an index on each of them
    # a name_search that finds nothing reads the whole table
    _complete_name_trigram = models.Index(_trigram("complete_name"))
    # accounts are found by name, whatever the accents: see ``tools.text``
    _account_name_key = models.Index(f"({name_key_sql('name')}) WHERE is_company")
    _account_company_key = models.Index(_company_key)
    _name_key_trigram = models.Index(name_trigram(("name",)))
    _name_key_start = models.Index(name_start(("name",)))
    _silent_index = models.Index(SILENT_INDEX)
    _birthday_index = models.Index(BIRTHDAY_INDEX)
    # accounts and people are found by their numbers, however they are written
    _tax_key = models.Index(f"(({tax_key_sql('vat')})) WHERE vat IS NOT NULL")
    _identity_key = models.Index(
        f"(({number_key_sql('identity_number')})) WHERE identity_number IS NOT NULL"
    )
    _website_domain = models.Index(
        f"(({domain_key_sql('website')})) WHERE website IS NOT NULL"
    )
    _email_trigram = models.Index(_trigram("email"))
    _ref_trigram = models.Index(_trigram("ref"))
    _vat_trigram = models.Index(_trigram("vat"))
    _company_registry_trigram = models.Index(_trigram("company_registry"))

    def _auto_init(self):
        """Split the names of existing persons before the columns get their indexes."""
        if not sql.column_exists(self.env.cr, self._table, "firstname"):
            for column in ("firstname", "lastname"):
                sql.create_column(self.env.cr, self._table, column, "varchar")
            fill_names(
                self.env,
                self._table,
                "name",
                "customer.lang",
                condition="customer.is_company IS NOT TRUE",
            )
        return super()._auto_init()

    @classmethod
    def _get_legal_forms(cls):
        """Return the legal forms of companies, which are set aside where names of
        accounts are compared. A country's addon adds its own: ``{**super()
        ._get_legal_forms(), **make_forms(...)}``.

        A class method, for the index of names is made of it.

        :return: ``{form: meaning}``, see :func:`tools.company_names.make_forms`
        """
        return LEGAL_FORMS

    @api.depends("firstname", "lastname", "name", "parent_id", "is_company")
    def _compute_duplicate_warning(self):
        """A contact that nothing but its name tells from another one of the same
        account is warned about, not refused."""
        result = super()._compute_duplicate_warning()
        for partner in self:
            if partner.customer_kind == "contact" and (
                twins := partner._get_name_twins()
            ):
                partner.duplicate_count += len(twins)
                partner.duplicate_warning = self.env._(
                    "%(count)s more named %(name)s, without phone or email to tell "
                    "them apart",
                    count=count_text(self.env, len(twins)),
                    name=twins[0].name,
                )
        return result

    def _is_colleague(self, account_id, name):
        """Whether this contact is somebody else of an account than who is called
        ``name``."""
        self.ensure_one()
        # superuser: the account may be hidden, and only whether it is the same counts
        account = self.sudo().parent_id
        return bool(
            account_id
            and account.id == account_id
            and name
            and self.customer_kind == "contact"
            and is_other_person(self.name, name)
        )

    def _get_name_twins(self):
        """Return the contacts of the same name and account, if this one has neither
        phone nor email."""
        if self.phone_ids or self.email_ids:
            return self.browse()
        name = self.name
        if (self.firstname or self.lastname) and not is_composed(
            name, self.firstname, self.lastname
        ):
            name = self._compose_name(
                self.firstname, self.lastname, self.lang, self.country_id
            )
        if not name:
            return self.browse()
        domain = Domain(
            [
                ("name", "=ilike", escape_psql(name)),
                ("parent_id", "=", self.parent_id._origin.id),
            ]
        ) & self._get_customer_kind_domain("contact")
        dismissed = self._get_dismissed_duplicates().get(self._origin.id, ())
        others = Domain("id", "not in", [self._origin.id, *dismissed])
        return self.search(domain & others, limit=10)

    def _get_duplicates(self):
        return super()._get_duplicates() | self._get_name_twins()

    # ------------------------------------------------------------------
    # Create and write
    # ------------------------------------------------------------------

    @api.model
    def _splits_names(self):
        """Whether names are split here: ``partner_firstname`` does it itself."""
        return "partner_firstname" not in self.env.registry._init_modules

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = self._prepare_strict_values(vals_list)
        prepared = []
        # with one another's prefetch
        parent_ids = [vals.get("parent_id") or False for vals in vals_list]
        parents = self.browse(dict.fromkeys(filter(None, parent_ids)))
        for vals, parent_id in zip(vals_list, parent_ids, strict=True):
            vals = self._compose_texts(vals)
            parent = self.browse(parent_id or ()).with_prefetch(parents.ids)
            names = self.browse()._prepare_names(vals, parent)
            prepared.append({**vals, **names})
        return super().create(prepared)

    def copy_data(self, default=None):
        """The copy of a person keeps "(copy)", which stands in the part of the name
        that comes last."""
        vals_list = super().copy_data(default)
        for partner, vals in zip(self, vals_list, strict=True):
            mark = (vals.get("name") or "").removeprefix(partner.name or "")
            if not self._splits_names() or not mark or mark == vals.get("name"):
                continue
            for column in ("firstname", "lastname"):
                if vals.get(column):
                    names = {
                        name: vals.get(name) or False
                        for name in ("firstname", "lastname")
                    }
                    names[column] += mark
                    if is_composed(vals["name"], names["firstname"], names["lastname"]):
                        vals.update(names)
                        break
        return vals_list

    def write(self, vals):
        vals = self._compose_texts(vals)
        if vals.keys().isdisjoint(("name", "firstname", "lastname")):
            return super().write(vals)
        # one write for all partners whose names come out the same: mostly one
        groups = self.grouped(
            lambda partner: tuple(partner._prepare_names(vals).items())
        )
        for names, partners in groups.items():
            super(ResPartner, partners).write({**vals, **dict(names)})
        return True

    def _prepare_names(self, vals, parent=None):
        """Return the values that keep name, first name and surname in step.

        First name and surname win over a full name, unless it is made of them; a full
        name alone stays as it is written and is split. Companies have neither.

        :param dict vals: values to create, or to write on the partner ``self``
        :param parent: the account of a new partner
        """
        if not self._splits_names():
            return {}
        company_type = vals.get("company_type")
        is_company = vals.get(
            "is_company",
            company_type == "company"
            if company_type
            else self.is_company or self.env.context.get("default_is_company"),
        )
        if is_company:
            names = {"firstname": False, "lastname": False}
            if not self and not vals.get("name") and vals.get("firstname"):
                names["name"] = vals["firstname"]
            return names
        if vals.keys().isdisjoint(("name", "firstname", "lastname")):
            return {}
        lang = vals.get("lang", self.lang or self.env.context.get("default_lang"))
        country = self.country_id
        if "country_id" in vals:
            country = country.browse(vals["country_id"])
        elif parent:
            # superuser: in which order names stand in the account's country
            country = parent.sudo().country_id
        if "firstname" in vals or "lastname" in vals:
            names = [vals.get(name, self[name]) for name in ("firstname", "lastname")]
            if is_composed(vals.get("name"), *names):
                return {}
            language = self._get_name_language(lang, country)
            old = self.firstname, self.lastname
            if vals.keys().isdisjoint(("lang", "country_id")):
                name = recompose_name(self.name, old, names, language)
            else:
                name = self._compose_name(*names, lang, country)
            if name:
                return {"name": name}
        if "name" not in vals:
            return {}
        return self._split_name(vals["name"], lang, country)

    @api.model
    def default_get(self, fields_list):
        """The form of a contact that is given a full name has two fields for it."""
        values = super().default_get(fields_list)
        if (
            self.env.context.get("antcrm_kind") == "contact"
            and values.get("name")
            and "firstname" in fields_list
            and self._splits_names()
        ):
            values = {**self._split_name(values["name"]), **values}
        if "user_id" in fields_list and not values.get("user_id"):
            if self.env.context.get("antcrm_kind") in ("contact", "account"):
                values["user_id"] = self._get_default_pic_id()
        return values

    @api.model
    def _get_default_pic_id(self):
        """Whoever enters a contact or account is in charge of it, as with leads, unless
        the settings say otherwise."""
        # superuser: reads one word of the settings
        parameters = self.env["ir.config_parameter"].sudo()
        mode = parameters.get_param("antcrm_customers.pic_default", "creator")
        user = self.env.user
        return user.id if mode == "creator" and user._is_internal() else False

    # ------------------------------------------------------------------
    # Addresses
    # ------------------------------------------------------------------

    @api.model
    def _address_fields(self):
        return [*super()._address_fields(), "district"]

    def _prepare_display_address(self, without_company=False):
        """Show the district with the city where the country's format has no place
        for it."""
        address_format, values = super()._prepare_display_address(without_company)
        if self.district and "%(district)s" not in address_format:
            parts = filter(None, (self.district, values.get("city")))
            values["city"] = ", ".join(parts)
        return address_format, values

    def _message_post_after_hook(self, message, msg_values):
        self._register_interaction(message)
        return super()._message_post_after_hook(message, msg_values)

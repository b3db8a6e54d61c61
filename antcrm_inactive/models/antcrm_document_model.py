import logging
from functools import partial

from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain
from odoo.tools import sql

from odoo.addons.antcrm_customers.tools.domain_text import parse_domain
from odoo.addons.antcrm_customers.tools.stored_domain import try_domain

from ..tools.document_guard import Guard, InactiveCustomerError, split_field_names
from ..tools.host_documents import (
    DIALOGS,
    DOMAINS,
    LABELS,
    PARTNER_FIELDS,
    TECHNICAL_MODULES,
    TECHNICAL_PREFIXES,
    USUAL,
)

_logger = logging.getLogger(__name__)


class AntcrmDocumentModel(models.Model):
    """The models whose records are documents of a customer: an inactive customer gets
    no new ones, and one that has some is not deleted.

    All models with a field for a customer count, those of addons that come later
    included; here it is told what is special about them, and single ones are left out.
    """

    _name = "antcrm.document.model"
    _description = "Documents of Customers"
    _order = "model, id"
    _rec_name = "model_id"

    model_id = fields.Many2one(
        "ir.model",
        string="Documents",
        required=True,
        ondelete="cascade",
        domain=[("transient", "=", False), ("abstract", "=", False)],
    )
    model = fields.Char(related="model_id.model", store=True, string="Technical Name")
    partner_field = fields.Char(
        "Field of the Customer",
        required=True,
        default="partner_id",
        help="Several fields, separated by commas: also those of whom the documents "
        "are sent to.",
    )
    domain = fields.Char("Condition", help="Only these documents count.")
    origins = fields.Char(
        "Derived When Set",
        help="Fields, separated by commas. A document with one of them set continues "
        "an existing one, and is made for inactive customers, too.",
    )
    refuses_new = fields.Boolean(
        "No New Ones",
        default=True,
        help="Inactive customers get no new ones. Otherwise these documents only keep "
        "a customer from being deleted.",
    )
    active = fields.Boolean(
        "Counts", default=True, help="Off: these documents do not count."
    )

    _model_unique = models.UniqueIndex(
        "(model_id)", "These documents are in the list already, perhaps archived."
    )

    @api.constrains("model_id", "partner_field", "domain")
    def _check_definition(self):
        for record in self:
            Model = self.env[record.model]
            names = split_field_names(record.partner_field)
            wrong = [name for name in names if not self._is_partner_field(Model, name)]
            if wrong or not names:
                raise ValidationError(
                    self.env._(
                        "%(documents)s have no field “%(field)s” for a customer. "
                        "Enter the technical name of one.",
                        documents=record.model_id.name,
                        field=", ".join(wrong) or record.partner_field,
                    )
                )
            try:
                self._read_condition(Model, record.domain, run=True)
            except (ValueError, AccessError) as error:
                raise ValidationError(
                    self.env._(
                        "The condition of %(documents)s cannot be used. Choose other "
                        "fields or values.",
                        documents=record.model_id.name,
                    )
                ) from error

    @api.model
    def _read_condition(self, Model, text, run=False):
        """Return the condition of documents, which are asked by PostgreSQL and one by
        one.

        :param bool run: ask it, not only whether it could be asked
        :raise ValueError: it is none, or fails
        """
        domain = Domain(parse_domain(text, {}))
        # superuser: the documents of everybody are asked
        Model = Model.sudo()
        documents = Model.new({})
        if run:
            try_domain(Model, domain, run)
            documents = Model.search([], limit=1) or documents
        try:
            domain.validate(Model)
            documents.filtered_domain(domain)
        except Exception as error:
            # each type of field has errors of its own
            raise ValueError(str(error)) from error
        return domain

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self.env.registry.clear_cache()
        return records

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @api.model
    def action_open(self):
        """Open the list, with the usual documents of this database in it."""
        self.check_access("write")
        known = set(self._search_all().mapped("model"))
        self.create(
            [
                {
                    "model_id": self.env["ir.model"]._get_id(model),
                    "partner_field": ", ".join(names),
                    "origins": USUAL.get(model),
                    "domain": DOMAINS.get(model),
                    "refuses_new": self._is_document(model),
                }
                for model, names in self._find_models().items()
                if model not in known
            ]
        )
        return self.env["ir.actions.act_window"]._for_xml_id(
            "antcrm_inactive.antcrm_document_model_action"
        )

    @api.model
    def _search_all(self):
        # as many as there are kinds of documents
        return self.with_context(active_test=False).search([("model_id", "!=", False)])

    # ------------------------------------------------------------------
    # Guards
    # ------------------------------------------------------------------

    @api.model
    def _find_models(self):
        """Return the models whose records may be documents of a customer, and their
        fields for one: ``{model: names}``. They are found, so that no addon makes
        documents that count for nothing."""
        found = {}
        for model, Model in self.env.registry.items():
            if not self._is_stored_model(Model):
                continue
            names = self._filter_partner_fields(model, PARTNER_FIELDS.get(model))
            names = names or tuple(
                name
                for name, field in Model._fields.items()
                # what is taken from another record counts there
                if not field.related and self._is_partner_field(Model, name)
            )
            if names:
                found[model] = names
        return found

    @api.model
    def _is_stored_model(self, Model):
        is_technical = Model._name.startswith(TECHNICAL_PREFIXES) or (
            Model._original_module in TECHNICAL_MODULES and not Model._custom
        )
        return not (
            Model._abstract or Model._transient or not Model._auto or is_technical
        )

    @api.model
    def _is_document(self, model):
        """Whether people work on the records of a model one by one, as its chatter
        tells. The others are parts of documents, or what comes in by itself, as the
        lines of a bank's statement."""
        return model in USUAL or "message_ids" in self.env[model]._fields

    @api.model
    @tools.ormcache()
    def _get_guards(self):
        """Return how the documents are recognised: ``{model: Guard}``."""
        # superuser: settings that hold for everybody
        settings = self.sudo().browse()
        if sql.table_exists(self.env.cr, self._table):  # not while it is uninstalled
            settings = settings._search_all()
        found = self._find_models()
        guards = {
            model: self._make_guard(model, names) for model, names in found.items()
        }
        for record in settings:
            if not record.active:
                guards.pop(record.model, None)
            elif record.model in self.env:
                guard = self._read_guard(record)
                # what a setting is made of is gone with an addon: as if there were none
                if guard or record.model in guards:
                    guards[record.model] = guard or guards[record.model]
        return {
            model: guard._replace(links=self._find_links(model, found, guards))
            for model, guard in guards.items()
        }

    @api.model
    def _find_links(self, model, found, guards):
        """Return the fields for other documents, of those that nobody has said what
        they derive from."""
        if model in USUAL or model not in found or guards[model].origins:
            return ()
        return tuple(
            name
            for name, field in self.env[model]._fields.items()
            if field.type in ("many2one", "many2many")
            and field.store
            and field.comodel_name in found.keys() & guards.keys()
        )

    @api.model
    def _read_guard(self, record):
        """Return the guard of a setting, ``None`` where it cannot be used any more."""
        names = self._filter_partner_fields(record.model, record.partner_field)
        try:
            domain = self._read_condition(self.env[record.model], record.domain)
        except (ValueError, AccessError):
            names = ()
        if not names:
            _logger.info("No setting for the documents %s: fields gone", record.model)
            return None
        guard = self._make_guard(record.model, names, record.origins or "")
        return guard._replace(domain=domain, refuses=record.refuses_new)

    @api.model
    def _make_guard(self, model, names, origins=None):
        """Return the guard of a model with such fields for a customer."""
        if origins is None:
            origins = USUAL.get(model)
        paths = [
            path for path in split_field_names(origins) if self._has_path(model, path)
        ]
        dialog = DIALOGS.get(model)
        if dialog and not (
            dialog[0] in self.env
            and all(name in self.env[dialog[0]]._fields for name in dialog[1:])
        ):
            dialog = None
        return Guard(
            fields=tuple(names),
            origins=tuple(paths),
            domain=Domain(parse_domain(DOMAINS.get(model), {})),
            dialog=dialog,
            refuses=self._is_document(model),
        )

    @api.model
    def _filter_partner_fields(self, model, names):
        """Return those names of a setting that are fields for a customer."""
        Model = self.env[model]
        return tuple(
            name
            for name in split_field_names(names)
            if self._is_partner_field(Model, name)
        )

    @api.model
    def _is_partner_field(self, Model, name):
        field = Model._fields.get(name)
        return bool(
            field
            and field.type == "many2one"
            and field.comodel_name == "res.partner"
            and field.store
        )

    @api.model
    def _has_path(self, model, path):
        """Whether a dotted path of fields exists with the addons that are installed."""
        Model = self.env[model]
        for name in path.split("."):
            field = Model._fields.get(name) if Model is not None else None
            if not field:
                return False
            Model = self.env[field.comodel_name] if field.comodel_name else None
        return True

    @api.model
    def _guard_documents(self, documents, names=None):
        """Refuse new documents of inactive customers.

        What derives from an existing document passes. The parts of some documents are
        added right behind them (a delivery's moves): those are looked at when the
        transaction, or its savepoint, ends.

        :param names: of the fields whose customers are new to the documents; all by
            default
        :raise UserError: naming the customer to who may read it
        """
        guard = self._get_guards()[documents._name]
        if names:
            guard = guard._replace(fields=tuple(names))
        # superuser: whether a customer is inactive holds for everybody
        documents = documents.sudo()
        # all at once: there may be many
        partners = documents.env["res.partner"].union(
            *(documents[name] for name in guard.fields)
        )
        inactive = self._get_inactive(partners)
        documents = inactive and documents.filtered(
            lambda document: guard.get_partners(document) & inactive
        ).filtered_domain(guard.domain)
        if not documents:
            return
        if guard.is_late:
            self.env.cr.precommit.add(partial(self._refuse_documents, documents, guard))
        else:
            self._refuse_documents(documents, guard)

    @api.model
    def _get_inactive(self, partners):
        """Return the partners that are inactive, or belong to who is: the people of an
        account, the addresses of a person."""
        owners = {partner: self._get_owners(partner) for partner in partners}
        inactive = self._get_inactive_owners(partners)
        return partners.filtered(lambda partner: owners[partner] & inactive)

    @api.model
    def _get_inactive_owners(self, partners):
        """Return whose being inactive counts for partners."""
        owners = partners.browse().union(*map(self._get_owners, partners))
        return owners.filtered("is_inactive")

    @api.model
    def _get_owners(self, partner):
        """Return a partner, whose address it is, and their account."""
        owners = owner = partner
        while owner.type != "contact" and owner.parent_id - owners:
            owner = owner.parent_id
            owners |= owner
        return owners | partner.commercial_partner_id

    @api.model
    def _get_changed_documents(self, documents, values):
        """Return the documents that are given an inactive customer by a write, and the
        names of the fields. Another address of one whom the document was for already
        is nothing new."""
        guard = self._get_guards()[documents._name]
        names = [name for name in guard.fields if values.get(name)]
        # superuser: see _guard_documents
        Partner = self.env["res.partner"].sudo()
        given = {
            # the host's own code gives records instead of ids here and there
            name: Partner.browse(
                documents._fields[name].convert_to_cache(values[name], documents)
            )
            for name in names
        }
        changed = documents.sudo().filtered(
            lambda document: any(document[name] != given[name] for name in names)
        )
        owners = changed and self._get_inactive_owners(Partner.union(*given.values()))
        if owners:
            changed = changed.filtered(
                lambda document: (
                    owners - self._get_inactive_owners(guard.get_partners(document))
                )
            )
        return documents.browse(changed.ids if owners else ()), names

    @api.model
    def _refuse_documents(self, documents, guard):
        for document in documents.exists():
            inactive = self._get_inactive(guard.get_partners(document))
            if not inactive or guard.derives(document):
                continue
            partner = inactive[0]
            if partner.with_user(self.env.user).has_access("read"):
                message = self.env._(
                    "%(customer)s is inactive and gets no new documents. Choose "
                    "another customer, or ask somebody who may make this one "
                    "active again.",
                    customer=partner.display_name,
                )
            else:
                message = self.env._(
                    "This customer is inactive and gets no new documents. Choose "
                    "another one."
                )
            raise InactiveCustomerError(message, partner.id)

    @api.model
    def _count_documents(self, customers):
        """Return how many documents customers have, their people and addresses
        included, whoever may see them.

        :return: ``{name of the documents: number}``, and those customers that have some
        """
        # superuser: a document that the user may not see stands in the way, too; its
        # number is told, nothing else
        customers = customers.sudo()
        family = self._get_family(customers)
        counts, owners = {}, customers.browse()
        for model, guard in self._get_guards().items():
            Model = self.env[model].sudo().with_context(active_test=False)
            number = 0
            for name in guard.fields:
                groups = Model._read_group(
                    guard.domain & Domain(name, "in", family.ids),
                    [name],
                    ["__count"],
                )
                for partner, count in groups:
                    owners |= partner.sudo() & family
                    number += count
            if len(guard.fields) > 1 and number:
                # once each, whatever fields name the customer
                number = Model.search_count(
                    guard.domain
                    & Domain.OR(Domain(name, "in", family.ids) for name in guard.fields)
                )
            if number:
                label = self.env["ir.model"]._get(LABELS.get(model, model)).name
                counts[label] = counts.get(label, 0) + number
        if not counts:
            return counts, customers
        chains = {owner: self._get_owners(owner) for owner in owners}
        return counts, customers.filtered(
            lambda customer: any(customer in chain for chain in chains.values())
        )

    @api.model
    def _get_family(self, customers):
        """Return customers with the people of accounts and everybody's addresses;
        accounts below others are customers of their own."""
        below = customers.with_context(active_test=False).search(
            [
                ("id", "child_of", customers.ids),
                ("commercial_partner_id", "in", customers.commercial_partner_id.ids),
            ]
        )
        return customers | below

import ast
from functools import partial
from typing import NamedTuple

from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import sql

# (model, what tells that a document derives from an existing one)
USUAL = {
    "sale.order": "",
    "account.move": (
        "reversed_entry_id, debit_origin_id, line_ids.sale_line_ids, "
        "line_ids.purchase_line_id"
    ),
    "stock.picking": (
        "backorder_id, return_id, move_ids.sale_line_id, move_ids.purchase_line_id, "
        "move_ids.origin_returned_move_id, move_ids.move_dest_ids, "
        "move_ids.move_orig_ids"
    ),
    "purchase.order": "",
    "project.task": "parent_id, sale_line_id",
    "helpdesk.ticket": "",
    "crm.lead": "",
}
DOMAINS = {"account.move": "[('move_type', '!=', 'entry')]"}


class Guard(NamedTuple):
    """How the documents of one model are recognised."""

    field: str
    origins: tuple
    domain: Domain

    def derives(self, record):
        """Whether the document continues an existing one, by relations that the host
        sets itself."""
        return any(any(record.mapped(path)) for path in self.origins)


class AntcrmTransactionModel(models.Model):
    """The documents that count as transactions of a customer: an inactive customer gets
    no new ones, and one that has some is not deleted.

    The usual ones are known; here others are added, and single ones left out.
    """

    _name = "antcrm.transaction.model"
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
        "Field of the Customer", required=True, default="partner_id"
    )
    domain = fields.Char("Condition", help="Only these documents count.")
    origins = fields.Char(
        "Derived When Set",
        help="Fields, separated by commas. A document with one of them set continues "
        "an existing one, and is made for inactive customers, too.",
    )
    active = fields.Boolean(
        default=True, help="Archived: these documents are no transactions."
    )

    _model_unique = models.UniqueIndex(
        "(model_id)", "These documents are in the list already, perhaps archived."
    )

    @api.constrains("model_id", "partner_field", "domain")
    def _check_definition(self):
        for record in self:
            Model = self.env[record.model]
            field = Model._fields.get(record.partner_field)
            if not field or field.comodel_name != "res.partner" or not field.store:
                raise ValidationError(
                    self.env._(
                        "%(documents)s have no field “%(field)s” for a customer. "
                        "Enter the technical name of one.",
                        documents=record.model_id.name,
                        field=record.partner_field,
                    )
                )
            try:
                Domain(ast.literal_eval(record.domain or "[]")).validate(Model)
            except Exception as error:
                raise ValidationError(
                    self.env._(
                        "The condition of %(documents)s cannot be read.",
                        documents=record.model_id.name,
                    )
                ) from error

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
        known = self._search_all().mapped("model")
        self.create(
            [
                {
                    "model_id": self.env["ir.model"]._get_id(model),
                    "origins": origins,
                    "domain": DOMAINS.get(model),
                }
                for model, origins in USUAL.items()
                if model in self.env and model not in known
            ]
        )
        return self.env["ir.actions.act_window"]._for_xml_id(
            "antcrm_customers.antcrm_transaction_model_action"
        )

    @api.model
    def _search_all(self):
        # as many as there are kinds of documents
        return self.with_context(active_test=False).search([("model_id", "!=", False)])

    # ------------------------------------------------------------------
    # Guards
    # ------------------------------------------------------------------

    @api.model
    @tools.ormcache()
    def _get_guards(self):
        """Return how the documents are recognised: ``{model: Guard}``."""
        definitions = {
            model: ("partner_id", origins, DOMAINS.get(model))
            for model, origins in USUAL.items()
        }
        # superuser: settings that hold for everybody
        settings = self.sudo()
        if sql.table_exists(self.env.cr, self._table):  # not while it is uninstalled
            settings = settings._search_all()
        for record in settings:
            definitions[record.model] = record.active and (
                record.partner_field,
                record.origins,
                record.domain,
            )
        guards = {}
        for model, definition in definitions.items():
            if definition and model in self.env:
                partner_field, origins, domain = definition
                paths = [path.strip() for path in (origins or "").split(",")]
                guards[model] = Guard(
                    partner_field,
                    tuple(path for path in paths if self._has_path(model, path)),
                    Domain(ast.literal_eval(domain or "[]")),
                )
        return guards

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
    def _guard_documents(self, documents):
        """Refuse new documents of inactive customers.

        What derives from an existing document passes. The parts of some documents are
        added right behind them (a delivery's moves): those are looked at when the
        transaction, or its savepoint, ends.

        :raise UserError: naming the customer to who may read it
        """
        guard = self._get_guards()[documents._name]
        # superuser: whether a customer is inactive holds for everybody
        documents = documents.sudo().filtered(
            lambda document: self._is_inactive(document[guard.field])
        )
        documents = documents.filtered_domain(guard.domain)
        if not documents:
            return
        if any("." in path for path in guard.origins):
            self.env.cr.precommit.add(partial(self._refuse_documents, documents, guard))
        else:
            self._refuse_documents(documents, guard)

    @api.model
    def _is_inactive(self, partner):
        return partner.is_inactive or partner.commercial_partner_id.is_inactive

    @api.model
    def _refuse_documents(self, documents, guard):
        for document in documents.exists():
            partner = document[guard.field]
            if not self._is_inactive(partner) or guard.derives(document):
                continue
            if partner.with_user(self.env.user).has_access("read"):
                raise UserError(
                    self.env._(
                        "%(customer)s is inactive and gets no new documents. Choose "
                        "another customer, or ask somebody who may make this one "
                        "active again.",
                        customer=partner.display_name,
                    )
                )
            raise UserError(
                self.env._(
                    "This customer is inactive and gets no new documents. Choose "
                    "another one."
                )
            )

    @api.model
    def _count_documents(self, partners):
        """Return how many documents partners have, whoever may see them.

        :return: ``{name of the documents: number}``
        """
        counts = {}
        for model, guard in self._get_guards().items():
            # superuser: a document that the user may not see stands in the way, too;
            # its number is told, nothing else
            Model = self.env[model].sudo().with_context(active_test=False)
            domain = Domain(guard.field, "in", partners.ids) & guard.domain
            if count := Model.search_count(domain):
                label = self.env["ir.model"]._get(model).name
                counts[label] = count
        return counts

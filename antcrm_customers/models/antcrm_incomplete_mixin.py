from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

#: zero is an answer; only the column tells it from no answer
NUMBERS = ("integer", "float")


class AntcrmIncompleteMixin(models.AbstractModel):
    """Customers that lack a value which their kind requires.

    Required fields bind people at our forms. Whoever comes in by another door - a web
    form, a mail, a file, a chat, the API, the host itself - comes in without the value,
    and is incomplete until somebody enters it.
    """

    _name = "antcrm.incomplete.mixin"
    _description = "Incomplete Customers"

    is_incomplete = fields.Boolean(
        "Incomplete",
        compute="_compute_missing_values",
        search="_search_is_incomplete",
        export_string_translation=False,
        help="A required field has no value.",
    )
    missing_values = fields.Char(
        compute="_compute_missing_values",
        help="The required fields that have no value.",
    )
    saved_status_id = fields.Many2one(
        "antcrm.status",
        compute="_compute_saved_status_id",
        export_string_translation=False,
        help="The status before the change that a form is about to save.",
    )

    def write(self, vals):
        result = super().write(vals)
        # no dependency of the computes: the host deletes no column that one depends on
        if any(self._fields[name].manual for name in vals if name in self._fields):
            self.invalidate_recordset(["is_incomplete", "missing_values"], flush=False)
        return result

    @api.depends("customer_kind", "status_id")
    @api.depends_context("lang")
    def _compute_missing_values(self):
        for customer, definitions in self._get_missing_definitions().items():
            customer.is_incomplete = bool(definitions)
            customer.missing_values = (
                ", ".join(definition["label"] for definition in definitions) or False
            )

    def _compute_saved_status_id(self):
        # depends on nothing: while a form changes the status, this one stays
        for customer in self:
            customer.saved_status_id = customer._origin.status_id

    def _get_missing_definitions(self):
        """Return which required fields have no value: ``{customer: [definitions]}``, of
        all customers, in the order of the fields."""
        required = {
            kind: self.env["antcrm.custom.field"]._get_required(kind)
            for kind in self._get_custom_field_kinds()
        }
        unset = self._get_unset_numbers(required)
        return {
            customer: [
                definition
                for definition in required.get(customer.customer_kind, ())
                if (
                    definition["required"]
                    or customer.status_id._origin.id
                    in definition["required_status_ids"]
                )
                and customer._is_missing(definition, unset)
            ]
            for customer in self
        }

    def _is_missing(self, definition, unset):
        name = definition["name"]
        if self[name]:
            return False
        if definition["type"] in NUMBERS:
            return self._origin.id in unset.get(name, ())
        return True

    def _get_unset_numbers(self, required):
        """Return which customers have no number at all: ``{column: ids}``.

        :param dict required: definitions by kind
        """
        names = {
            definition["name"]
            for definitions in required.values()
            for definition in definitions
            if definition["type"] in NUMBERS
        }
        if not names or not self._origin:
            return {}
        # superuser: these customers are being read already
        stored = self._origin.sudo().with_context(active_test=False)
        domain = Domain("id", "in", stored.ids)
        return {
            name: set(stored.search(domain & self._get_unset_domain(name)).ids)
            for name in names
        }

    @api.model
    def _get_unset_domain(self, name):
        """Return the domain of the customers without a value in a column."""
        if self._fields[name].type not in NUMBERS:
            return Domain(name, "=", False)

        def to_sql(model, alias, query):
            return SQL("%s IS NULL", model._field_to_sql(alias, name, query))

        return Domain.custom(to_sql=to_sql)

    @api.model
    def _search_is_incomplete(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = Domain.FALSE
        for kind in self._get_custom_field_kinds():
            missing = Domain.FALSE
            for definition in self.env["antcrm.custom.field"]._get_required(kind):
                unset = self._get_unset_domain(definition["name"])
                if not definition["required"]:
                    statuses = list(definition["required_status_ids"])
                    unset &= Domain("status_id", "in", statuses)
                missing |= unset
            if not missing.is_false():
                domain |= self._get_customer_kind_domain(kind) & missing
        return domain if True in value else ~domain

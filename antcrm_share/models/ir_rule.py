from odoo import api, models, tools
from odoo.fields import Domain
from odoo.tools import SQL

from .antcrm_reference_guard import SHARED_MODELS

#: who is one of us, whom no share hides
OWN_MODELS = {"res.company", "res.users"}


class IrRule(models.Model):
    _inherit = "ir.rule"

    def _make_access_error(self, operation, records):
        """In debug mode the host tells the names of the records that are refused; that
        of a hidden customer is not told."""
        if "share_allows" in records._fields:
            records = records.filtered("share_allows")
        elif self._get_part_fields(records._name):
            records = records.browse()
        return super()._make_access_error(operation, records)

    # ------------------------------------------------------------------
    # Parts of customers
    # ------------------------------------------------------------------

    @api.model
    @tools.ormcache("model_name")
    def _get_part_fields(self, model_name):
        """Return the fields of a model by which its records are parts of a customer:
        bank accounts, payment tokens, ratings. They are seen as the customer is.

        A part is what stands in a one2many field of partners or leads and goes with
        the customer: the reference is required, or deletes it. No parts are documents,
        which have a history of their own, show the customer's name and follow the
        host's rules; and what belongs to something else as well: the line of a meeting,
        the member of a conversation.
        """
        Model = self.env[model_name]
        if (
            model_name in OWN_MODELS | self._get_checked_models()
            or not Model._auto
            or Model._transient
            # they follow their customer already, or are customers
            or "share_allows" in Model._fields
            or isinstance(Model, self.pool["mail.thread"])
            or any(
                field.type == "many2one"
                and field.store
                and field.required
                and field.ondelete == "cascade"
                and field.comodel_name not in SHARED_MODELS
                for field in Model._fields.values()
            )
        ):
            return ()
        return tuple(
            sorted(
                {
                    field.inverse_name
                    for shared in SHARED_MODELS
                    for field in self.env[shared]._fields.values()
                    if field.type == "one2many"
                    and field.comodel_name == model_name
                    and self._is_part_field(Model._fields.get(field.inverse_name))
                }
            )
        )

    @api.model
    def _get_checked_models(self):
        """Return the names of the models that look after themselves who reads them:
        the host, or a rule of ours, lets nobody read them who may not read the record.
        An addon adds its own."""
        return {"mail.activity", "mail.followers", "mail.message"}

    @api.model
    def _is_part_field(self, field):
        if not field or not field.store:
            return False
        if field.type == "many2one_reference":
            return field.required
        return field.type == "many2one" and (
            field.required or field.ondelete == "cascade"
        )

    @api.model
    def _compute_domain(self, model_name, mode="read"):
        """Parts of a customer are read and written by those who see it; whom they are
        made for, the guard of references looks at."""
        domain = super()._compute_domain(model_name, mode)
        if mode == "create" or self.env.su:
            return domain
        names = self._get_part_fields(model_name)
        if not names or self.env.user.share:
            return domain
        model = self.env[model_name]
        parts = Domain.AND(self._get_part_domain(model, name) for name in names)
        return (Domain(domain or Domain.TRUE) & parts).optimize(model)

    @api.model
    def _get_part_domain(self, model, name):
        """Return the domain of the records of a model whose customer in a field is not
        hidden from the user."""
        field = model._fields[name]
        if field.type == "many2one":
            return Domain(name, "=", False) | Domain(
                name, "any", [("share_allows", "=", True)]
            )

        def to_sql(model, alias, query):
            conditions = [
                SQL(
                    "NOT (%s = %s AND EXISTS (%s))",
                    model._field_to_sql(alias, field.model_field, query),
                    shared,
                    self._select_hidden(
                        model.env[shared], model._field_to_sql(alias, name, query)
                    ),
                )
                for shared in SHARED_MODELS
            ]
            return SQL("(%s)", SQL(" AND ").join(conditions))

        def predicate(record):
            shared = record[field.model_field]
            if shared not in SHARED_MODELS:
                return True
            # superuser: the share alone decides here, not the host's rules
            customer = record.env[shared].sudo().browse(record[name]).exists()
            return not customer or customer.share_allows

        return Domain.custom(to_sql=to_sql, predicate=predicate)

    @api.model
    def _select_hidden(self, customers, id_sql):
        """Return the query for the customer with an id, if it is hidden."""
        # superuser: the share alone decides here, not the host's rules
        customers = customers.sudo().with_context(active_test=False)
        hidden = customers._search([("share_allows", "=", False)])
        hidden.add_where(SQL("%s = %s", SQL.identifier(hidden.table, "id"), id_sql))
        return hidden.select(SQL("1"))

from odoo import api, models
from odoo.fields import Domain


class AntcrmCustomerPartMixin(models.AbstractModel):
    """A record that is part of a customer: who may read the customer may read it, who
    may write the customer may write it. What is left of a customer that is gone is
    nobody's. There is no other rule."""

    _name = "antcrm.customer.part.mixin"
    _description = "Part of a Customer"
    #: many2one fields to the customer; exactly one of them is set
    _customer_fields = ("lead_id",)

    def _get_customer(self):
        """Return the customer (``res.partner`` or ``crm.lead``) of one record."""
        self.ensure_one()
        return next(
            (self[name] for name in self._customer_fields if self[name]),
            self[self._customer_fields[0]],
        )

    def _check_access(self, operation):
        result = super()._check_access(operation)
        parts = self.browse(filter(None, self._ids))
        if self.env.su or not parts or (result and len(result[0]) == len(self)):
            return result
        forbidden = result[0] if result else self.browse()
        customer_operation = "read" if operation == "read" else "write"
        # superuser: only to learn which customer decides, nothing of it is told
        parts_sudo = parts.sudo()
        forbidden |= parts_sudo.filtered(
            lambda part: not any(part[name] for name in self._customer_fields)
        ).sudo(False)
        for name in self._customer_fields:
            customers = parts_sudo[name].sudo(False)
            allowed = customers._filtered_access(customer_operation)
            denied = set((customers - allowed)._ids)
            if denied:
                forbidden |= parts_sudo.filtered(
                    lambda part, name=name, denied=denied: part[name].id in denied
                ).sudo(False)
        if not forbidden:
            return None
        make_error = self.env["ir.rule"]._make_access_error
        return forbidden, lambda: make_error(operation, forbidden)

    def write(self, vals):
        result = super().write(vals)
        if not vals.keys().isdisjoint(self._customer_fields):
            # the ORM has checked the old customer; this is the new one
            self.check_access("write")
        return result

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not (self.env.su or bypass_access):
            domain = Domain(domain) & Domain.OR(
                Domain(name, "any", Domain.TRUE)
                for name in self._customer_fields
                if self.env[self._fields[name].comodel_name].has_access("read")
            )
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

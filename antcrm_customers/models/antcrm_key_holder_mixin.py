from odoo import api, models

from ..tools.customer_keys import COLUMN_KEYS


class AntcrmKeyHolderMixin(models.AbstractModel):
    """Customers whose keys may be unique, see ``antcrm.customer.key``: whoever writes
    them, a form, a program or another app."""

    _name = "antcrm.key.holder.mixin"
    _description = "Customer with Keys"

    @api.model
    def _get_claiming_fields(self):
        """Return the names of the fields that bring a key: its own, and those that
        make a customer one of a kind. What another customer has is refused there."""
        kinds = {"type", "is_company"}
        return kinds.union(COLUMN_KEYS).intersection(self._fields)

    @api.model
    def _has_unique_keys(self):
        """Whether the settings have a unique key in a column of this model's."""
        modes = self.env["antcrm.customer.key"]._get_modes()
        kinds = ("lead",) if self._name == "crm.lead" else ("contact", "account")
        return any(
            mode == "unique" and kind in kinds and key in COLUMN_KEYS
            for (kind, key), mode in modes.items()
        )

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        if self._has_unique_keys():
            names = {name for vals in vals_list for name in vals}
            self.env["antcrm.key.claim"]._follow(records, names)
        return records

    def write(self, vals):
        result = super().write(vals)
        names = {*self._get_claiming_fields(), *self._get_holding_fields()}
        if not names.isdisjoint(vals) and self._has_unique_keys():
            self.env["antcrm.key.claim"]._follow(self, set(vals))
        return result

    def copy_data(self, default=None):
        """A copy is nobody's second owner of a unique key."""
        vals_list = super().copy_data(default)
        if not self._has_unique_keys():
            return vals_list
        Keys = self.env["antcrm.customer.key"]
        for customer, vals in zip(self, vals_list, strict=True):
            for key in Keys._get_unique_keys(customer.customer_kind):
                if key in COLUMN_KEYS and key in vals and key not in (default or {}):
                    vals[key] = False
        return vals_list

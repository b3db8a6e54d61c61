from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG


class IrModelFields(models.Model):
    _inherit = "ir.model.fields"

    def _prepare_update(self):
        """The column of a custom field is removed with it, not on its own."""
        if self.env.context.get(MODULE_UNINSTALL_FLAG):
            return super()._prepare_update().filtered(self._goes_along)
        domain = Domain("lead_field_id", "in", self.ids) | Domain(
            "partner_field_id", "in", self.ids
        )
        custom_fields = self.env["antcrm.custom.field"]
        custom_field = custom_fields.with_context(active_test=False).search(
            domain, limit=1
        )
        if custom_field:
            raise UserError(
                self.env._(
                    "This column belongs to the custom field “%(label)s”. Change "
                    "or delete it in Customers, Configuration.",
                    label=custom_field.label,
                )
            )
        return super()._prepare_update()

    def _goes_along(self, record):
        """Tell whether a field goes when those in ``self`` are uninstalled.

        The host takes each delegated field along that depends on one of them, such as
        the users' ``contact_address``, which depends on our ``district``. It would come
        back under another id, without what people configured on it.
        """
        field = record.model in self.env and self.env[record.model]._fields.get(
            record.name
        )
        if record in self or not field or not field.inherited:
            return True
        parent = field.inherited_field
        return self._get(parent.model_name, parent.name) in self

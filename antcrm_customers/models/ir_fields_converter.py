from odoo import models


class IrFieldsConverter(models.AbstractModel):
    _inherit = "ir.fields.converter"

    def db_id_for(self, model, field, subfield, value, savepoint):
        """A choice is looked for among those of its custom field."""
        if field.comodel_name == "antcrm.custom.field.choice" and subfield is None:
            self = self.with_context(antcrm_custom_field_name=field.name)
            value = value.strip()
        return super().db_id_for(model, field, subfield, value, savepoint)

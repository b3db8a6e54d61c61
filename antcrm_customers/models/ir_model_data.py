from odoo import api, models


class IrModelData(models.Model):
    _inherit = "ir.model.data"

    @api.model
    def _module_data_uninstall(self, modules_to_remove):
        """Give models that go what other addons declared on them through a mixin.

        The host knows a field or relation table by the addon whose mixin declares it,
        and does not remove it with a model of another addon. Names and tables would
        stay, break the removal of the mixin's addon, and stand in the way of the next
        installation.
        """
        modules = self.env["ir.module.module"].search(
            [("name", "in", modules_to_remove)]
        )
        leaving = self._get_leaving_models(modules)
        fields = self.env["ir.model.fields"].search([("model_id", "in", leaving.ids)])
        self.search(
            [
                ("model", "=", "ir.model.fields"),
                ("res_id", "in", fields.ids),
                ("module", "not in", modules_to_remove),
            ]
        ).unlink()
        relations = self.env["ir.model.relation"].search(
            [("model", "in", leaving.ids), ("module", "not in", modules.ids)]
        )
        relations.module = modules[:1]
        return super()._module_data_uninstall(modules_to_remove)

    def _get_leaving_models(self, modules):
        """Return the ``ir.model`` records that no other addon than these knows."""
        names = self.search([("model", "=", "ir.model")])
        staying = names.filtered(lambda data: data.module not in modules.mapped("name"))
        ids = {*(names - staying).mapped("res_id")} - {*staying.mapped("res_id")}
        return self.env["ir.model"].browse(ids).exists()

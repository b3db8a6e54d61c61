from odoo import fields, models
from odoo.exceptions import UserError


class AntcrmUndoWizard(models.TransientModel):
    """Says what an undo would do before it is done."""

    _name = "antcrm.undo.wizard"
    _description = "Undo"

    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(
        "What", model_field="res_model", required=True, readonly=True
    )
    done_text = fields.Text("Will Be Undone", readonly=True)
    kept_text = fields.Text("Will Stay", readonly=True)
    kept_count = fields.Integer(readonly=True)

    def action_undo(self):
        """Undo it.

        :raise UserError: it cannot be undone any more
        """
        self.ensure_one()
        Model = self.env.get(self.res_model)
        if not hasattr(Model, "_preview_undo"):
            raise UserError(self.env._("This cannot be undone."))
        record = Model.browse(self.res_id).exists()
        if not record:
            raise UserError(self.env._("This is not there any more."))
        return record.action_undo()

from odoo import api, fields, models


class AntcrmShareLog(models.Model):
    """Who changed the share of a customer. Read through ``share_history`` alone, by
    those who may see the share; kept when the customer is deleted."""

    _name = "antcrm.share.log"
    _description = "Share History"
    _order = "id desc"

    model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(
        "Record", model_field="model", required=True, readonly=True
    )
    old_share_id = fields.Many2one("antcrm.share", readonly=True, ondelete="set null")
    new_share_id = fields.Many2one("antcrm.share", readonly=True, ondelete="set null")

    _record_index = models.Index("(model, res_id)")

    @api.model
    def _log(self, records, share):
        """Remember that ``records``, read as superuser, get the policy ``share``."""
        # superuser writes the log, in the name of the user who changes the share
        self.sudo().create(
            [
                {
                    "model": record._name,
                    "res_id": record.id,
                    "old_share_id": record.share_id.id,
                    "new_share_id": share.id,
                }
                for record in records
            ]
        )

from odoo import models


class IrRule(models.Model):
    _inherit = "ir.rule"

    def _make_access_error(self, operation, records):
        """In debug mode the host tells the names of the records that are refused; that
        of a hidden customer is not told."""
        if "share_allows" in records._fields:
            records = records.filtered("share_allows")
        return super()._make_access_error(operation, records)

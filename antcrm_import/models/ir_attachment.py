from odoo import api, models


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    @api.model
    def _index(self, bin_data, file_type, checksum=None):
        """Nobody looks for the file of an import by its words: a big one would be in
        memory three times more, and its customers once more in the database.

        The wizard says in the context that it is one.
        """
        if self.env.context.get("antcrm_import_file"):
            return None
        return super()._index(bin_data, file_type, checksum=checksum)

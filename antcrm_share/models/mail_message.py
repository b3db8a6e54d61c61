from odoo import models

from .res_partner_store import get_store_names


class MailMessage(models.Model):
    _inherit = "mail.message"

    def _to_store(self, store, fields, **kwargs):
        """Authors whom the reader may not see have a name there and no address."""
        result = super()._to_store(store, fields, **kwargs)
        if "email_from" in get_store_names(fields):
            # superuser: as the host reads authors; only whether they are hidden counts
            authors = self.sudo().author_id
            hidden = authors - authors._filter_store_readable(store.target)
            for message in self.sudo() if hidden else ():
                if message.author_id in hidden:
                    store.add_records_fields(message, [{"email_from": False}])
        return result

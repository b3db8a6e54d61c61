from odoo import api, fields, models

from .res_partner_store import get_store_names
from .seen_fields import SenderAddress


class MailMessage(models.Model):
    """Authors whom the reader may not see have a name there and no address."""

    _inherit = "mail.message"

    # what the host calls them is translated there
    email_from = SenderAddress(export_string_translation=False)
    reply_to = SenderAddress(export_string_translation=False)
    author_is_hidden = fields.Boolean(
        compute="_compute_author_is_hidden",
        compute_sudo=False,
        export_string_translation=False,
    )

    @api.depends("author_id")
    @api.depends_context("uid")
    def _compute_author_is_hidden(self):
        guard = self._get_reference_guard()
        # superuser: as the host reads authors; only whether they are hidden counts
        authors = self.sudo().author_id
        hidden = ()
        if guard is not None:
            hidden = guard._get_hidden_ids("res.partner", authors.ids)
        for message in self:
            message.author_is_hidden = message.sudo().author_id.id in hidden

    def _fetch_query(self, query, fields):
        """The cache is for all who read in one transaction: it has what the table
        has. What somebody is told, ``SenderAddress`` says."""
        # superuser: which messages, and which fields, was decided by the caller
        fetched = super(MailMessage, self.sudo())._fetch_query(query, fields)
        return fetched.with_env(self.env)

    def _to_store(self, store, fields, **kwargs):
        result = super()._to_store(store, fields, **kwargs)
        if "email_from" in get_store_names(fields):
            # superuser: as the host reads authors; only whether they are hidden counts
            authors = self.sudo().author_id
            hidden = authors - authors._filter_store_readable(store.target)
            for message in self.sudo() if hidden else ():
                if message.author_id in hidden:
                    store.add_records_fields(message, [{"email_from": False}])
        return result

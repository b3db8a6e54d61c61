from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    # Partners get the files of the comments that they read, and no others of a lead

    @api.model
    def _is_partner_reader(self):
        return not self.env.su and self.env["crm.lead"]._is_partner_only()

    @api.model
    def _get_comment_files_sql(self, message_ids):
        return SQL(
            "SELECT attachment_id FROM message_attachment_rel "
            "WHERE message_id = ANY(%s)",
            list(message_ids),
        )

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not bypass_access and self._is_partner_reader():
            messages = self.env["mail.message"].search([("model", "=", "crm.lead")])

            def to_sql(model, alias, query):
                return SQL(
                    "(%s IS DISTINCT FROM 'crm.lead' OR %s = %s OR %s IN (%s))",
                    SQL.identifier(alias, "res_model"),
                    SQL.identifier(alias, "create_uid"),
                    self.env.uid,
                    SQL.identifier(alias, "id"),
                    self._get_comment_files_sql(messages._ids),
                )

            domain = Domain(domain) & Domain.custom(to_sql=to_sql)
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if not self or not self._is_partner_reader():
            return result
        forbidden = result[0] if result else self.browse()
        # superuser: what a file belongs to decides here, and is not told
        files = (self - forbidden).sudo()
        files = files.filtered(
            lambda file: file.res_model == "crm.lead"
            and file.create_uid != self.env.user
        )
        hidden = (files - files._filter_partner_readable()).with_env(self.env)
        if not hidden:
            return result
        forbidden += hidden
        return forbidden, lambda: AccessError(
            self.env._("This file is not there for you.")
        )

    def _filter_partner_readable(self):
        """Return those files that belong to a comment which the user may read."""
        if not self:
            return self
        rows = self.env.execute_query(
            SQL(
                "SELECT message_id, attachment_id FROM message_attachment_rel "
                "WHERE attachment_id = ANY(%s)",
                list(self._ids),
            )
        )
        messages = self.env["mail.message"].sudo(False)
        messages = messages.browse({message_id for message_id, _file_id in rows})
        readable = set(messages._filtered_access("read")._ids)
        ids = {file_id for message_id, file_id in rows if message_id in readable}
        return self.filtered(lambda file: file.id in ids)

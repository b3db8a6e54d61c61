import logging

from odoo import models

_logger = logging.getLogger(__name__)


class MailAlias(models.Model):
    _inherit = "mail.alias"

    def _alias_bounce_incoming_email(self, message, message_dict, set_invalid=True):
        """Never write to strangers: who a mail is from is not known for sure, and what
        went wrong is no business of theirs."""
        # the host asks in a transaction of its own, in which an alias may not be there
        alias = self.sudo().exists()
        if not alias or alias.alias_model_id.model == "antcrm.mail.intake":
            _logger.info(
                "No bounce for Message-Id %s to %s",
                message_dict.get("message_id"),
                alias.alias_full_name,
            )
            return None
        return super()._alias_bounce_incoming_email(
            message, message_dict, set_invalid=set_invalid
        )

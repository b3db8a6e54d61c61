import email.policy
import logging

from odoo import SUPERUSER_ID, api, models

from ..tools.mail_reader import (
    get_charset,
    get_header,
    has_many_parts,
    limit_parts,
)
from .antcrm_mail_intake import SameSenderError

_logger = logging.getLogger(__name__)

MAX_TRIES = 5


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def message_process(
        self,
        model,
        message,
        custom_values=None,
        save_original=False,
        strip_attachments=False,
        thread_id=None,
    ):
        """Process a mail; one that meets another of the same new customer begins anew.

        Two mails at once from a new sender would make two customers; the database lets
        the second one fail, and only a new transaction sees the first one's customer.
        The host's mail pipe tries again, its fetchmail does not.
        """
        arguments = {
            "custom_values": custom_values,
            "save_original": save_original,
            "strip_attachments": strip_attachments,
            "thread_id": thread_id,
        }
        try:
            return super().message_process(model, message, **arguments)
        except SameSenderError:
            tries = self.env.context.get("antcrm_mail_tries", 0) + 1
            if tries >= MAX_TRIES:
                raise
            _logger.info("Two mails of one new sender at once: one begins anew")
        with self.env.registry.cursor() as cr:
            thread = self.with_env(self.env(cr=cr)).with_context(
                antcrm_mail_tries=tries
            )
            return thread.message_process(model, message, **arguments)

    @api.model
    def message_parse(self, message, save_original=False):
        """Read a mail to an intake, also one of a thousand parts: the host takes the
        longer the more there are, up to half a minute. The first are read, and the mail
        as it came is attached."""
        if not has_many_parts(message):
            return super().message_parse(message, save_original=save_original)
        # superuser: the gateway asks for addresses, whoever sent the mail
        Intake = self.env["antcrm.mail.intake"].sudo()
        recipients = {
            "recipients": ",".join(get_header(message, name) for name in ("To", "Cc"))
        }
        if not Intake._has_any() or not Intake._find_by_mail(message, recipients):
            return super().message_parse(message, save_original=save_original)
        original = message.as_bytes(policy=email.policy.compat32)
        limit_parts(message)
        values = super().message_parse(message, save_original=False)
        values["attachments"] = [
            *(values.get("attachments") or []),
            ("original_email.eml", original, {}),
        ]
        return values

    def _message_parse_extract_payload(
        self, message, message_dict, save_original=False
    ):
        """Read a mail although it names a character set that does not exist; the host
        loses it."""
        try:
            return super()._message_parse_extract_payload(
                message, message_dict, save_original=save_original
            )
        except LookupError:
            for part in message.walk():
                if part.get_content_maintype() == "text":
                    part.set_param("charset", get_charset(part))
        return super()._message_parse_extract_payload(
            message, message_dict, save_original=save_original
        )

    @api.model
    def message_route(
        self, message, message_dict, model=None, thread_id=None, custom_values=None
    ):
        """Send what is addressed to a mail intake there, also where the address stands
        in headers that the host does not read, and whatever it replies to."""
        # superuser: the gateway asks for addresses, whoever sent the mail
        Intake = self.env["antcrm.mail.intake"].sudo()
        intakes = (
            Intake._find_by_mail(message, message_dict)
            if Intake._has_any()
            else Intake.browse()
        )
        if not intakes:
            return super().message_route(
                message,
                message_dict,
                model=model,
                thread_id=thread_id,
                custom_values=custom_values,
            )
        addresses = ",".join(filter(None, intakes.mapped("alias_full_name")))
        values = {
            **message_dict,
            # the host must find the address, and no thread: a reply may be somebody
            # else's, which is decided where the customer is known
            "to": ",".join(filter(None, (message_dict.get("to"), addresses))),
            "recipients": ",".join(
                filter(None, (message_dict.get("recipients"), addresses))
            ),
            "references": "",
            "in_reply_to": "",
        }
        routes = super().message_route(
            message,
            values,
            model=model,
            thread_id=thread_id,
            custom_values=custom_values,
        )
        message_dict["author_id"] = values.get("author_id")
        message_dict.pop("parent_id", None)
        # ours first: they may begin anew, and nothing must be done twice
        return [
            (
                "antcrm.mail.intake",
                False,
                intake._prepare_route_values(message, message_dict),
                SUPERUSER_ID,
                intake.alias_id,
            )
            for intake in intakes
        ] + [route for route in routes if route[0] != "antcrm.mail.intake"]

import logging
import xmlrpc.client

from odoo import SUPERUSER_ID, api, models

from odoo.addons.antcrm_customers.tools.faults import ROW, sort_fault

from ..tools.mail_reader import get_charset, limit_parts
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
        """Process a mail; one that cannot be processed is kept for review, and one that
        meets another of the same new customer begins anew.

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
        # superuser: a plain yes or no
        if not self.env["antcrm.mail.intake"].sudo()._has_any():
            return super().message_process(model, message, **arguments)
        thread, host_model = self, model
        if model == "antcrm.mail.intake":
            # a choice of the host's mailboxes: the host would make an address of a mail
            host_model = None
            thread = self.with_context(antcrm_mail_for_intake=True)
        # what the host does with what its pipe and its fetchmail hand over
        raw = message.data if isinstance(message, xmlrpc.client.Binary) else message
        raw = raw.encode() if isinstance(raw, str) else bytes(raw)
        try:
            with self.env.cr.savepoint():
                thread, message = thread._limit_mail(raw, message)
                return super(MailThread, thread).message_process(
                    host_model, message, **arguments
                )
        except SameSenderError:
            tries = self.env.context.get("antcrm_mail_tries", 0) + 1
            if tries >= MAX_TRIES:
                raise
            _logger.info("Two mails of one new sender at once: one begins anew")
        except Exception as error:
            if sort_fault(error) != ROW:
                raise  # not the mail's fault: whoever brought it shall bring it again
            # whatever is wrong with a mail to an intake: it is not lost
            kept = thread._keep_unread(raw, error)
            if not kept:
                raise
            return kept.id
        with self.env.registry.cursor() as cr:
            thread = self.with_env(self.env(cr=cr)).with_context(
                antcrm_mail_tries=tries
            )
            return thread.message_process(model, message, **arguments)

    def _keep_unread(self, raw, error):
        """Keep a mail that cannot be read as it came.

        :param bytes raw: the mail
        :return: the reviews, empty if the mail is for no intake
        """
        # superuser: the gateway asks for addresses, whoever sent the mail
        intakes = self.env["antcrm.mail.intake"].sudo()._find_by_head(raw)
        _logger.warning("A mail cannot be read", exc_info=bool(intakes))
        return intakes._keep_unread(raw, error)

    def _limit_mail(self, raw, message):
        """Return the model and the mail to go on with.

        The host takes the longer the more parts a mail has, half a minute for a
        thousand: of a mail to an intake the first are read.
        """
        limited = limit_parts(raw)
        # superuser: the gateway asks for addresses, whoever sent the mail
        if limited is raw or not self.env["antcrm.mail.intake"].sudo()._find_by_head(
            raw
        ):
            return self, message
        return self.with_context(antcrm_mail_original=raw), limited

    @api.model
    def message_parse(self, message, save_original=False):
        """Attach a mail as it came where only a part of it is read."""
        original = self.env.context.get("antcrm_mail_original")
        values = super().message_parse(
            message, save_original=save_original and not original
        )
        if original:
            values["attachments"] = [
                *(values.get("attachments") or []),
                ("original_email.eml", original, {}),
            ]
        return values

    def _get_message_create_valid_field_names(self):
        return super()._get_message_create_valid_field_names() | {
            "intake_sender",
            "intake_id",
            "intake_outcome",
            "intake_acknowledged",
            "intake_unread_id",
        }

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
        message_dict["email_from"] = Intake._get_email_from(message)
        message_dict["from"] = message_dict["email_from"]
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
        try:
            routes = super().message_route(
                message,
                values,
                model=model,
                thread_id=thread_id,
                custom_values=custom_values,
            )
        except ValueError:
            # a mailbox of a domain that the host does not know
            routes = []
        message_dict["author_id"] = values.get("author_id")
        message_dict.pop("parent_id", None)
        parsed = {}
        # ours first: they may begin anew, and nothing must be done twice
        return [
            (
                "antcrm.mail.intake",
                False,
                intake._prepare_route_values(message, message_dict, parsed),
                SUPERUSER_ID,
                intake.alias_id,
            )
            for intake in intakes
        ] + [route for route in routes if route[0] != "antcrm.mail.intake"]

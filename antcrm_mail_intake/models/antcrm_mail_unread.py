import email.policy
import hashlib
from email.parser import BytesHeaderParser

from markupsafe import Markup

from odoo import SUPERUSER_ID, api, models

from ..tools.headers import get_header, limit_headers
from ..tools.mail_reader import Evidence

#: Of a mail that cannot be read, how much is shown; all of it is attached
SHOWN_BYTES = 20_000
UNREADABLE = "\N{REPLACEMENT CHARACTER}"


class AntcrmMailUnread(models.AbstractModel):
    """Mails that the host refuses with an error: they are kept as they came."""

    _name = "antcrm.mail.unread"
    _description = "Mails That Cannot Be Read"

    @api.model
    def _find_by_head(self, raw):
        """Return the intakes that a mail is addressed to, given as bytes."""
        head = self._parse_head(raw)
        recipients = ",".join(
            get_header(head, name) for name in ("To", "Cc", "Resent-To", "Resent-Cc")
        )
        return self._find_by_mail(head, {"recipients": self._clean(recipients)})

    @api.model
    def _parse_head(self, raw):
        # this policy leaves headers unread
        policy = email.policy.compat32
        return BytesHeaderParser(policy=policy).parsebytes(limit_headers(raw))

    @api.model
    def _clean(self, text):
        """Return a text as the database takes it."""
        text = text.encode("utf-8", "replace").decode()
        return " ".join(text.replace("\0", UNREADABLE).split())

    def _say_unread(self, raw, error):
        """Return why a mail cannot be read, as a person would say it."""
        if b"\0" in raw:
            return self.env._("it contains a zero byte")
        if isinstance(error, RecursionError):
            return self.env._("its parts are nested too deeply")
        return self._clean(str(error))[:200]

    def _keep_unread(self, raw, error):
        """Keep a mail for review as it came.

        :param bytes raw: the mail
        :param error: why it cannot be read
        :return: the reviews, one for each intake
        """
        reviews = self.env["antcrm.mail.review"]
        head = self._parse_head(raw)
        # the same mail once more is known by what it is, its own name cannot be trusted
        name = f"<{hashlib.sha256(raw).hexdigest()}@unread.intake>"
        message = self.env["mail.message"].search([("message_id", "=", name)], limit=1)
        if message:
            return reviews.browse(message.res_id).exists() or reviews
        sender = self._clean(self._get_email_from(head))
        subject = self._clean(get_header(head, "Subject"))[:500]
        text = raw[:SHOWN_BYTES].decode("utf-8", "replace").replace("\0", UNREADABLE)
        for intake in self.with_user(SUPERUSER_ID):
            intake = intake.with_company(intake.company_id)
            evidence = Evidence(reason="error", sign=intake._say_unread(raw, error))
            review = intake._get_review(
                {"subject": subject, "email_from": sender}, evidence
            )
            review.with_user(self.env.ref("base.user_root")).with_context(
                mail_create_nosubscribe=True, mail_post_autofollow_author_skip=True
            ).message_post(
                body=Markup("<pre>%s</pre>") % text,
                subject=subject,
                message_type="email",
                subtype_xmlid="mail.mt_comment",
                email_from=sender,
                author_id=False,
                message_id=name,
                attachments=[("mail.eml", raw, {})],
            )
            reviews |= review
        return reviews

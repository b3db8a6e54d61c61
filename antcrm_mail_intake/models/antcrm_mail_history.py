from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools.mail import formataddr

from ..tools.headers import get_header, read_mailboxes
from ..tools.mail_reader import get_lines, make_name, without_attached

MAX_WORDS = 1_000
# The senders of these are what the mail says, and nobody of ours
DOUBTED = ("several", "no_sender", "unproven", "agent")


class AntcrmMailHistory(models.AbstractModel):
    """What the histories of customers say about a mail: who sent it, and for whom."""

    _name = "antcrm.mail.history"
    _description = "What a History Says about a Mail"

    @api.model
    def _get_email_from(self, message):
        """Return the sender of a mail as its headers say it; the host reads it as text,
        addresses within names included."""
        mailboxes = read_mailboxes(message, "From")
        if len(mailboxes) == 1:
            return formataddr(mailboxes[0])
        return " ".join(get_header(message, "From").split())

    def _set_sender(self, msg_dict, evidence):
        """Keep who really sent a mail, whoever it is about."""
        msg_dict["intake_sender"] = (evidence.true_sender or "").lower() or False
        now = fields.Datetime.to_string(self.env.cr.now())
        if msg_dict.get("date", now) > now:
            msg_dict["date"] = now
        if evidence.reason in DOUBTED:
            msg_dict["author_id"] = False

    def _set_author(self, msg_dict, evidence, record):
        """Set who said what: an employee forwards, all else the customer wrote; where
        somebody else claims so, the history says it.

        :param record: the customer, or a record about them
        """
        if evidence.how != "forward":
            name = make_name(evidence.name, evidence.address)
            if evidence.how != "from":
                msg_dict["email_from"] = formataddr((name, evidence.address))
            if record._name == "res.partner":
                msg_dict["author_id"] = record.id
            elif "email_ids" in record._fields:
                msg_dict["author_id"] = None
        msg_dict["body"] = self._add_claim(msg_dict["body"], evidence, evidence)

    def _add_claim(self, body, evidence, outer, words=""):
        """Return the text of a mail below who sent it for whom, where that is a claim.

        :param evidence: of the mail
        :param outer: of the mail in which it came, or ``evidence``
        :param str words: what the one who forwarded it wrote
        """
        claims = []
        if evidence.how != "from" or outer.agent or outer is not evidence:
            claims.append(
                self.env._(
                    "Sent by %(sender)s for %(person)s.",
                    sender=outer.true_sender,
                    person=f"{make_name(evidence.name, evidence.address)} "
                    f"<{evidence.address}>",
                )
            )
        if outer.failure:
            claims.append(
                self.env._(
                    "The mail server could not confirm the sender: %(finding)s.",
                    finding=outer.failure,
                )
            )
        if words:
            claims.append(self.env._("They wrote: %(words)s", words=words))
        if not claims:
            return body
        # the host escapes what is no markup
        claim = Markup('<p class="text-muted small">%s</p>') % " ".join(claims)
        return claim + body

    # ------------------------------------------------------------------
    # Attached mails
    # ------------------------------------------------------------------

    def _receive_attached(self, evidence, message):
        """Give each attached mail to its person, as a message of theirs with what is
        attached to it.

        :return: the customers, each once; why somebody is none stands in ``evidence``
        """
        customers, words = {}, ""
        several = len(evidence.get_persons()) > 1
        if several:
            # one person gets the whole mail, several what was said about them
            words = " ".join(" ".join(get_lines(message)).split())[:MAX_WORDS]
        for inner, inner_message in evidence.inners or ():
            key = inner.address.lower()
            values = self._parse_attached(inner_message)
            if key not in customers:
                customers[key] = self._take_in(inner, values, inner_message)
                if not customers[key] and not several:
                    evidence.reason, evidence.sign = inner.reason, inner.sign
            if customers[key]:
                self._post_attached(customers[key], inner, values, evidence, words)
        found = [customer for customer in customers.values() if customer]
        if several and found:
            evidence.sign = self.env._(
                "Their mails are in the histories of %(customers)s",
                customers=", ".join(customer.display_name for customer in found),
            )
        return found

    def _parse_attached(self, message):
        Thread = self.env["mail.thread"].with_context(antcrm_mail_original=None)
        return Thread.message_parse(message)

    def _post_attached(self, customer, inner, values, outer, words):
        """Post an attached mail in the history of its person, unless it is there."""
        present = self.env["mail.message"].search_count(
            [
                ("message_id", "=", values["message_id"]),
                ("model", "=", customer._name),
                ("res_id", "=", customer.id),
            ],
            limit=1,
        )
        if present:
            return
        self._set_sender(values, outer)
        name = make_name(inner.name, inner.address)
        is_partner = customer._name == "res.partner"
        root = self.env.ref("base.user_root")
        customer.with_user(root).with_context(
            mail_create_nosubscribe=True,
            mail_post_autofollow_author_skip=True,
            attachments_mime_plainxml=True,
        ).message_post(
            body=self._add_claim(values["body"], inner, outer, words),
            subject=values.get("subject"),
            message_type="email",
            subtype_xmlid="mail.mt_comment",
            email_from=formataddr((name, inner.address)),
            author_id=customer.id if is_partner else None,
            attachments=values.get("attachments"),
            date=values.get("date") or fields.Datetime.now(),
            message_id=values["message_id"],
            intake_sender=values["intake_sender"],
            intake_id=self.id,
            intake_outcome=values.get("intake_outcome", "history"),
            intake_unread_id=customer.user_id.id,
        )

    def _strip_attached(self, msg_dict, message):
        """Leave of a mail what its sender wrote and attached: the host puts the texts
        and attachments of attached mails among its own. They are attached whole."""
        with without_attached(message) as attached:
            values = self.env["mail.thread"].message_parse(message)
        msg_dict["body"] = values["body"]
        msg_dict["attachments"] = [
            *(values.get("attachments") or ()),
            *((name, content, {}) for name, content in attached),
        ]

from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools.mail import email_split, email_split_tuples

from odoo.addons.antcrm_customers.tools.intake_entry import IntakeOptions

from ..tools.addresses import find_addresses
from ..tools.html_lines import html_to_lines
from ..tools.links import add_links
from ..tools.mail_reader import Evidence, make_name

REASONS = [
    ("automatic", "Written by a machine"),
    ("bulk", "Sent to many"),
    ("spam", "Marked as spam"),
    ("own", "From us, and no forward"),
    ("no_reply", "Nobody reads the sender's address"),
    ("via", "Sent through somebody else's list"),
    ("notice", "Notice of a form"),
    ("several", "Several senders"),
    ("no_sender", "No sender"),
    ("rate", "Too many mails of this sender"),
    ("unproven", "The sender could not be confirmed"),
    ("agent", "Sent by somebody else in our name"),
    ("rejected", "Could not become a customer"),
    ("inactive", "The address is switched off"),
    ("error", "Could not be read"),
    ("ignored", "From a sender that is ignored"),
    ("confirmation", "Confirmation of a forwarding"),
]
BATCH = 1000
#: What is looked at to offer whom a mail is about
MAX_TEXT = 50_000
MAX_PERSONS = 12
# What users change themselves; all else their decisions do
WRITEABLE = frozenset(
    (
        "sender_name",
        "sender_email",
        "customer",
        "share_mode",
        "share_user_ids",
        "share_team_ids",
        "message_follower_ids",
        "message_main_attachment_id",
    )
)


class AntcrmMailReview(models.Model):
    """A mail that created nothing: its message is kept here until a person decides, or
    its time is over. Seen by those with whom the address shares its customers."""

    _name = "antcrm.mail.review"
    _inherit = ["mail.thread", "antcrm.share.mixin"]
    _description = "Mail to Review"
    _order = "id desc"
    _mail_post_access = "read"

    name = fields.Char("Subject", required=True, readonly=True)
    intake_id = fields.Many2one(
        "antcrm.mail.intake",
        "Address",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(related="intake_id.company_id", store=True, index=True)
    kind = fields.Selection(related="intake_id.kind")
    # the share asks for a person in charge
    user_id = fields.Many2one("res.users", "Decided by", readonly=True)
    state = fields.Selection(
        [
            ("open", "To review"),
            ("created", "Customer created"),
            ("attached", "Added to a customer"),
            ("discarded", "Discarded"),
        ],
        default="open",
        required=True,
        readonly=True,
        index=True,
    )
    reason = fields.Selection(REASONS, required=True, readonly=True)
    sign = fields.Char("Because of", readonly=True)
    explanation = fields.Char("Why It Is Here", compute="_compute_explanation")
    email_from = fields.Char("From", readonly=True)
    others = fields.Text(
        "Persons in the Mail", readonly=True, help="Whom it could be about, one a line."
    )
    sender_name = fields.Char("Name", help="As far as it could be told.")
    sender_email = fields.Char("Email", help="As far as it could be told.")
    persons = fields.Json(compute="_compute_persons", export_string_translation=False)
    body = fields.Html("Text", compute="_compute_body", sanitize=False)
    customer = fields.Reference(
        [("res.partner", "Contact or account"), ("crm.lead", "Lead")],
        help="Whom the mail is added to. Empty: the customer that has the address.",
    )

    def write(self, vals):
        if not self.env.su and vals.keys() - WRITEABLE:
            raise AccessError(self.env._("Mails to review are decided, not changed."))
        return super().write(vals)

    @api.depends("share_id", "share_owner_id", "user_id")
    def _compute_audience(self):
        return super()._compute_audience()

    @api.depends("reason", "sign")
    def _compute_explanation(self):
        sentences = self._get_explanations()
        for review in self:
            sentence = sentences.get(review.reason, "")
            if review.sign:
                sentence = f"{sentence} ({review.sign})"
            review.explanation = sentence

    @api.model
    def _get_explanations(self):
        """Return why a mail is kept and what to do, by reason."""
        return {
            "automatic": self.env._("A machine wrote this mail: nobody waits for you."),
            "bulk": self.env._("This mail went to many, as newsletters do."),
            "spam": self.env._("The mail server marked this mail as spam."),
            "own": self.env._(
                "One of us sent this mail, and it forwards nobody who can be told. "
                "Enter who it is about."
            ),
            "no_reply": self.env._(
                "Nobody reads the sender's address. Enter who the mail is about."
            ),
            "via": self.env._(
                "Somebody else's list sent this mail in its own name, and does not say "
                "for whom."
            ),
            "notice": self.env._(
                "This is the notice of a form, and who filled it in is not beyond "
                "doubt. Look at the name and email."
            ),
            "several": self.env._(
                "There are several persons in this mail. Choose whom it is about."
            ),
            "no_sender": self.env._("The mail names no sender."),
            "rate": self.env._("More mails came in this hour than the limit allows."),
            "rejected": self.env._("The sender could not become a customer."),
            "inactive": self.env._("The address that got this mail is switched off."),
            "error": self.env._(
                "The mail could not be read. It is attached as it came."
            ),
            "unproven": self.env._(
                "The mail says that one of us sent it, and the mail server found that "
                "this is not so. Do not believe what it forwards."
            ),
            "ignored": self.env._(
                "Mails of this sender are ignored, as somebody chose."
            ),
            "agent": self.env._(
                "Somebody else sent this mail in the name of one of us. Do not believe "
                "what it forwards."
            ),
        }

    @api.depends("email_from", "others", "sender_email", "sender_name")
    def _compute_persons(self):
        """Everybody whose address stands in the mail, for a click: those that the
        headers and forwards name first."""
        bodies = self._get_bodies()
        for review in self:
            html = str(bodies.get(review.id) or "")[:MAX_TEXT]
            text = "\n".join(html_to_lines(html))
            found = {}
            if review.sender_email:
                found[review.sender_email.lower()] = review.sender_name or ""
            for part in (review.email_from, *(review.others or "").splitlines()):
                for name, address in email_split_tuples(part or ""):
                    found.setdefault(address.lower(), name)
            for address in find_addresses(text, MAX_PERSONS):
                found.setdefault(address.lower(), "")
            review.persons = [
                {"name": make_name(name, address), "email": address}
                for address, name in list(found.items())[:MAX_PERSONS]
                if "@" in address
            ]

    @api.depends("message_ids")
    def _compute_body(self):
        """The mail as its sender meant it: the host has made its HTML safe."""
        bodies = self._get_bodies()
        for review in self:
            review.body = add_links(bodies.get(review.id) or Markup()) or False

    def _get_bodies(self):
        """Return the texts of the mails by the reviews' ids."""
        # superuser: the messages of reviews that the caller may read
        messages = self.env["mail.message"].sudo()
        domain = [
            ("model", "=", self._name),
            ("res_id", "in", self.ids),
            ("message_type", "=", "email"),
        ]
        found = messages.search_fetch(domain, ["body", "res_id"], order="id desc")
        return {message.res_id: message.body for message in found}

    def action_create_customer(self):
        """Create the customer, or find the one that has the address, and give it the
        mail.

        :return: the action that opens it, for a single mail
        :raise UserError: there is no name or address, or the customer may not be made
        """
        customers = []
        for reviews in self._check_open().grouped("intake_id").values():
            outcomes = reviews._ask_intake("apply")
            for review, outcome in zip(reviews, outcomes, strict=True):
                record = outcome["record"]
                if not record or any(
                    issue["code"] == "invalid_email" for issue in outcome["issues"]
                ):
                    raise UserError(" ".join(outcome["reasons"]))
                customer = self.env[record["model"]].browse(record["id"])
                review._move_to(customer, "created")
                customers.append(customer)
        return self._go_on(customers)

    def action_attach(self):
        """Give the mails to the customers that were chosen for them, else to those that
        have the address.

        :raise UserError: there is none that the user may see
        """
        customers = []
        for review in self._check_open():
            customer = review.customer
            if not customer and review.sender_email:
                record = review._ask_intake("plan")[0]["record"]
                customer = record and self.env[record["model"]].browse(record["id"])
            if not customer:
                raise UserError(self.env._("Choose a customer first."))
            review._move_to(customer, "attached")
            customers.append(customer)
        return self._go_on(customers)

    def action_add(self):
        """Add one mail to the customer that was chosen or has the address; ask which
        where there is none."""
        self._check_open().ensure_one()
        record = self.customer
        if not record and self.sender_email:
            record = self._ask_intake("plan")[0]["record"]
        return self.action_attach() if record else self.action_choose_customer()

    def action_ours(self):
        """Count the sender of one mail as one of us from now on: an administrator says
        so, since what they forward is believed.

        :raise AccessError: the user may not set up the address
        """
        self._check_open().ensure_one()
        self.intake_id.check_access("write")
        self.intake_id._add_address("own_domains", self._get_sender())
        return self.action_discard()

    def action_ignore_sender(self):
        """Ignore the sender of one mail: theirs wait no more, unless they are known
        customers. An administrator can take this back on the address.

        :raise UserError: a customer has the address
        """
        self._check_open().ensure_one()
        sender = self._get_sender()
        # superuser: a user who may decide about the mail decides about its sender
        intake = self.intake_id.sudo()
        if intake._get_known(sender):
            raise UserError(
                self.env._(
                    "A customer has the address %(address)s: their mails belong to "
                    "their history.",
                    address=sender,
                )
            )
        intake._add_address("ignored_senders", sender)
        intake.message_post(
            body=self.env._(
                "%(user)s ignores the sender %(address)s.",
                user=self.env.user.name,
                address=sender,
            )
        )
        return self.action_discard()

    def _get_sender(self):
        addresses = email_split(self.email_from or "")
        if len(addresses) != 1:
            raise UserError(self.env._("The mail does not tell one sender."))
        return addresses[0].lower()

    def action_choose_customer(self):
        """Ask in a dialog to which customer a mail of the list is added."""
        self._check_open().ensure_one()
        view = self.env.ref("antcrm_mail_intake.antcrm_mail_review_view_form_attach")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Attach to Customer"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(view.id, "form")],
            "target": "new",
            "context": {"antcrm_mail_next": self.env.context.get("antcrm_mail_next")},
        }

    def _ask_intake(self, method):
        """Let the intake ``plan`` or ``apply`` the senders of reviews of one address.

        :return: its outcomes
        """
        if not all(self.mapped("sender_email")):
            raise UserError(self.env._("Enter the email of the customer first."))
        # superuser: the options of the address, which it is set up with
        options = self.intake_id.sudo()._get_intake_options()
        # a person is here to correct an address that cannot be read
        options = IntakeOptions(options, keep_unread=False)
        candidates = [
            {
                "name": review.sender_name or review.sender_email,
                "emails": [review.sender_email],
            }
            for review in self
        ]
        Intake = self.env["antcrm.intake"]._as_asked({})
        return getattr(Intake, method)(self.intake_id.kind, candidates, options)

    def action_discard(self):
        """Put the mails away; they are deleted later."""
        self._check_open()._decide("discarded")
        return self._go_on()

    def action_reopen(self):
        """Take discarded mails back."""
        self.check_access("write")
        # superuser: users do not write the state but through these actions
        discarded = self.filtered(lambda review: review.state == "discarded")
        discarded.sudo().state = "open"
        discarded._note_outcome("review")

    def _check_open(self):
        self.check_access("write")
        if any(review.state != "open" for review in self):
            raise UserError(self.env._("Somebody has decided about this mail already."))
        return self

    def _decide(self, state):
        # superuser: users do not write the state but through the actions above
        self.sudo().write({"state": state, "user_id": self.env.uid})
        self._note_outcome("ignored")

    def _note_outcome(self, outcome):
        """Note with the mails that are still here what became of them."""
        # superuser: of mails that the user may decide about
        messages = self.sudo().message_ids
        messages.filtered("intake_id").intake_outcome = outcome

    def _move_to(self, customer, state):
        """Move the mail to a customer's history."""
        self.ensure_one()
        customer.check_access("write")
        # superuser: the messages of a mail that the user may see, to a customer that he
        # may write
        messages = self.sudo().message_ids.filtered(
            lambda message: message.message_type == "email"
        )
        values = {
            "model": customer._name,
            "res_id": customer.id,
            "parent_id": False,
            "intake_outcome": "created" if state == "created" else "history",
            "intake_unread_id": customer.sudo()
            .user_id.filtered(lambda user: user != self.env.user)
            .id,
        }
        if self.sender_email and customer._name == "res.partner":
            senders = messages.filtered(lambda message: not message.author_id)
            senders.write({"author_id": customer.id})
        messages.write(values)
        messages.attachment_ids.write(
            {"res_model": customer._name, "res_id": customer.id}
        )
        for message in messages:
            customer.sudo()._register_interaction(message)
            self._offer_signature(customer, message)
        self.write({"customer": f"{customer._name},{customer.id}"})
        self._decide(state)

    def _offer_signature(self, customer, message):
        """Offer what the signature of a mail tells, as of mails that came straight
        in."""
        intake = self.intake_id.sudo()  # superuser: for its options alone
        evidence = Evidence(
            name=self.sender_name, address=self.sender_email, how="from"
        )
        if self.sender_email and self.reason not in ("own", "several", "error"):
            lines = html_to_lines(str(message.body or ""))
            intake._offer_signature(customer.sudo(), evidence, lines)

    def _go_on(self, customers=()):
        """Return what the user sees next: from the form the next mail that waits, in
        the order of the list; else, or where nothing waits, the customer."""
        if len(self) != 1 or not self.env.context.get("antcrm_mail_next"):
            if len(customers) == 1:
                return customers[0].get_formview_action()
            return {"type": "ir.actions.client", "tag": "soft_reload"}
        waiting = [("state", "=", "open")]
        following = self.search([*waiting, ("id", "<", self.id)], limit=1)
        following = following or self.search(waiting, limit=1)
        if following:
            following = following.get_formview_action()
        elif customers:
            return customers[0].get_formview_action()
        else:
            following = self.env["ir.actions.act_window"]._for_xml_id(
                "antcrm_mail_intake.antcrm_mail_review_action"
            )
        return {
            "type": "ir.actions.client",
            "tag": "antcrm_mail_review_next",
            "params": {"message": self._say_decided(customers), "next": following},
        }

    def _say_decided(self, customers):
        if customers:
            return self.env._(
                "The mail is in the history of %(customer)s.",
                customer=customers[0].display_name,
            )
        return self.env._("The mail is put away; it is found among the decided ones.")

    @api.model
    def _cron_expire(self):
        """Delete what nobody decided about in time, and what was decided long ago."""
        now = self.env.cr.now()
        intakes = self.env["antcrm.mail.intake"].with_context(active_test=False)
        domain = Domain.FALSE
        for intake in intakes.search([("review_days", ">", 0)]):
            limit = now - timedelta(days=intake.review_days)
            domain |= Domain("intake_id", "=", intake.id) & Domain(
                "create_date", "<", limit
            )
        expired = self.search(domain, limit=BATCH)
        expired.unlink()
        remaining = self.search_count(domain) if len(expired) == BATCH else 0
        self.env["ir.cron"]._commit_progress(len(expired), remaining=remaining)

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

REASONS = [
    ("automatic", "Written by a machine"),
    ("bulk", "Sent to many"),
    ("spam", "Marked as spam"),
    ("own", "From us, and no forward"),
    ("no_reply", "Nobody reads the sender's address"),
    ("via", "Sent through somebody else's list"),
    ("several", "Several senders"),
    ("no_sender", "No sender"),
    ("rate", "Too many mails of this sender"),
    ("rejected", "Could not become a customer"),
    ("inactive", "The address is switched off"),
    ("error", "Could not be read"),
]
BATCH = 1000
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
        ondelete="cascade",
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
    email_from = fields.Char("From", readonly=True)
    sender_name = fields.Char("Name", help="As far as it could be told.")
    sender_email = fields.Char("E-mail", help="As far as it could be told.")
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
        return self._open(customers)

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
        return self._open(customers)

    def _ask_intake(self, method):
        """Let the intake ``plan`` or ``apply`` the senders of reviews of one address.

        :return: its outcomes
        """
        if not all(self.mapped("sender_email")):
            raise UserError(self.env._("Enter the e-mail of the customer first."))
        # superuser: the options of the address, which it is set up with
        options = self.intake_id.sudo()._get_intake_options()
        candidates = [
            {
                "name": review.sender_name or review.sender_email,
                "emails": [review.sender_email],
            }
            for review in self
        ]
        Intake = self.env["antcrm.intake"]
        return getattr(Intake, method)(self.intake_id.kind, candidates, options)

    def action_discard(self):
        """Put the mails away; they are deleted later."""
        self._check_open()._decide("discarded")

    def action_reopen(self):
        """Take discarded mails back."""
        self.check_access("write")
        # superuser: users do not write the state but through these actions
        self.filtered(lambda review: review.state == "discarded").sudo().state = "open"

    def _check_open(self):
        self.check_access("write")
        if any(review.state != "open" for review in self):
            raise UserError(self.env._("Somebody has decided about this mail already."))
        return self

    def _decide(self, state):
        # superuser: users do not write the state but through the actions above
        self.sudo().write({"state": state, "user_id": self.env.uid})

    def _move_to(self, customer, state):
        """Move the mail to a customer's history."""
        self.ensure_one()
        customer.check_access("write")
        # superuser: the messages of a mail that the user may see, to a customer that he
        # may write
        messages = self.sudo().message_ids.filtered(
            lambda message: message.message_type == "email"
        )
        values = {"model": customer._name, "res_id": customer.id, "parent_id": False}
        if self.sender_email and customer._name == "res.partner":
            senders = messages.filtered(lambda message: not message.author_id)
            senders.write({"author_id": customer.id})
        messages.write(values)
        messages.attachment_ids.write(
            {"res_model": customer._name, "res_id": customer.id}
        )
        for message in messages:
            customer.sudo()._register_interaction(message)
        self.write({"customer": f"{customer._name},{customer.id}"})
        self._decide(state)

    def _open(self, customers):
        if len(customers) != 1:
            return {"type": "ir.actions.client", "tag": "soft_reload"}
        return customers[0].get_formview_action()

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

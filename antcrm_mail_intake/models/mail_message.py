from odoo import api, fields, models
from odoo.fields import Domain

#: What became of a mail
OUTCOMES = [
    ("created", "New customer"),
    ("history", "Joined the history"),
    ("review", "To review"),
    ("ignored", "Ignored"),
]


class MailMessage(models.Model):
    _inherit = "mail.message"

    intake_sender = fields.Char(
        "Sent by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The address from which the mail came, whoever it is said to be from.",
    )
    intake_id = fields.Many2one(
        "antcrm.mail.intake",
        "Mail Address",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    intake_outcome = fields.Selection(
        OUTCOMES, "What Became of It", readonly=True, copy=False
    )
    intake_acknowledged = fields.Boolean("Acknowledged", readonly=True, copy=False)
    # of who gets notifications by mail, the host counts none as unread
    intake_unread_id = fields.Many2one(
        "res.users",
        "Unread by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    intake_unread = fields.Boolean(
        "Unread by Me",
        compute="_compute_intake_unread",
        search="_search_intake_unread",
    )
    intake_subject = fields.Char(
        "Mail",
        compute="_compute_intake_subject",
        search="_search_intake_subject",
        export_string_translation=False,
    )

    @api.depends("needaction", "intake_unread_id")
    @api.depends_context("uid")
    def _compute_intake_unread(self):
        for message in self:
            is_mine = message.intake_unread_id == self.env.user
            message.intake_unread = is_mine or message.needaction

    def _search_intake_unread(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = Domain("needaction", "=", True)
        return domain | Domain("intake_unread_id", "=", self.env.uid)

    @api.depends("subject", "preview")
    def _compute_intake_subject(self):
        for message in self:
            message.intake_subject = message.subject or message.preview

    def _search_intake_subject(self, operator, value):
        return [("subject", operator, value)]

    def action_open_intake_mail(self):
        """Open the customer, or the review, that has one mail; it is read then."""
        self.ensure_one()
        self.check_access("read")
        self.action_read_intake_mails()
        return self.env[self.model].browse(self.res_id).get_formview_action()

    def action_read_intake_mails(self):
        """Count mails as read by the user."""
        self.check_access("read")
        self.set_message_done()
        mine = self.filtered(lambda mail: mail.intake_unread_id == self.env.user)
        # superuser: users do not write messages of others; this is a note of their own
        mine.sudo().intake_unread_id = False

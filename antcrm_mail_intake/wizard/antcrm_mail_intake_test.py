import base64
import email
import email.policy

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.mail import email_split

from ..tools.mail_reader import get_header, get_recipients, limit_parts, make_name

MAX_BYTES = 25_000_000


class AntcrmMailIntakeTest(models.TransientModel):
    """Shows what would happen with a mail, and why. Nothing is written but the wizard
    itself."""

    _name = "antcrm.mail.intake.test"
    _description = "Test of a Mail"

    intake_id = fields.Many2one("antcrm.mail.intake", "Address", required=True)
    source = fields.Text(
        "Mail", help="The source of a mail, headers included (“Show original”)."
    )
    file = fields.Binary("File (.eml)", attachment=False)
    file_name = fields.Char()
    result = fields.Html(compute="_compute_result", sanitize=False)

    @api.depends("source", "file", "intake_id")
    def _compute_result(self):
        for wizard in self:
            message = wizard._read()
            wizard.result = message is not None and self.env["ir.qweb"]._render(
                "antcrm_mail_intake.test_result",
                {"steps": wizard._get_steps(message)},
            )

    def _read(self):
        """Return the mail that was given, or ``None``."""
        # a form asks for the sizes of files, not for files
        file = self.with_context(bin_size=False, bin_size_file=False).file
        data = base64.b64decode(file) if file else b""
        data = data or (self.source or "").strip().encode()
        if not data:
            return None
        data = limit_parts(data[:MAX_BYTES])
        return email.message_from_bytes(data, policy=email.policy.SMTP)

    def _get_steps(self, message):
        """Return what would happen, as pairs of a question and its answer."""
        self.intake_id.check_access("write")
        if not message.keys():
            return [
                (
                    self.env._("Is it a mail?"),
                    self.env._(
                        "It has no headers. Save the mail as .eml, or copy its source "
                        "with all headers."
                    ),
                )
            ]
        # superuser: the gateway is; what an administrator of the address may know
        intake = self.intake_id.sudo()
        evidence = intake._find_evidence(message)
        steps = [
            (self.env._("Does it reach the address?"), self._get_reach(message)),
            (self.env._("Who sent it?"), evidence.sender or self.env._("Nobody")),
            (
                self.env._("Is the sender a colleague?"),
                self.env._("Yes") if evidence.ours else self.env._("No"),
            ),
        ]
        if evidence.failure:
            steps.append(
                (self.env._("What did the mail server find?"), evidence.failure)
            )
        if evidence.reason:
            reason = dict(
                self.env["antcrm.mail.review"]
                ._fields["reason"]
                ._description_selection(self.env)
            )[evidence.reason]
            if evidence.sign:
                reason = f"{reason} ({evidence.sign})"
            steps.append(
                (
                    self.env._("What happens?"),
                    self.env._("It is kept for review: %(reason)s", reason=reason),
                )
            )
            return steps
        name = make_name(evidence.name, evidence.address)
        steps += [
            (self.env._("Who is the customer?"), f"{name} <{evidence.address}>"),
            (self.env._("How is that known?"), self._get_how()[evidence.how]),
            (self.env._("What happens?"), self._get_plan(intake, evidence)),
        ]
        return steps

    def _get_how(self):
        return {
            "from": self.env._("From the header From."),
            "reply_to": self.env._("From the header Reply-To."),
            "original_from": self.env._("From the header X-Original-From."),
            "notice": self.env._("From the fields of a form's notice."),
            "forward": self.env._("From the mail that one of us forwarded."),
            "attachment": self.env._("From the mail that one of us attached."),
        }

    def _get_reach(self, message):
        addresses = get_recipients(message)
        for header in ("To", "Cc", "Resent-To", "Resent-Cc"):
            addresses |= {a.lower() for a in email_split(get_header(message, header))}
        if (self.intake_id.alias_full_name or "").lower() in addresses:
            return self.env._("Yes")
        return self.env._(
            "Its headers do not name %(address)s: forward it to that address.",
            address=self.intake_id.alias_full_name or self.env._("the address"),
        )

    def _get_plan(self, intake, evidence):
        """Return what the intake would do, in a sentence.

        :raise UserError: the user has looked up too many addresses
        """
        kind, candidate = intake._prepare_intake(evidence)
        # as who runs the test: it must not say more of customers than their pages do
        [outcome] = self.env["antcrm.intake"].plan(kind, [candidate], intake)
        known, _outcome = intake._find_known(evidence, None)
        if known and known.with_env(self.env).has_access("read"):
            return self.env._(
                "The mail is added to the history of %(customer)s.",
                customer=known.display_name,
            )
        sentence = {
            "created": self.env._("A new customer is created."),
            "duplicated": self.env._("Another customer is created."),
            "skipped": self.env._("The mail is added to the customer's history."),
            "merged": self.env._("The customer gets what is new, and the mail."),
            "overwritten": self.env._("The customer's name is replaced."),
            "rejected": self.env._("It is kept for review."),
        }[outcome["action"]]
        return " ".join([sentence, *outcome["reasons"]])

    def action_test(self):
        """Show the result."""
        self.ensure_one()
        if not self.file and not self.source:
            raise UserError(self.env._("Paste a mail, or choose a file."))
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "name": self.env._("Test a Mail"),
        }

from odoo import fields, models


class MailComposeMessage(models.TransientModel):
    _inherit = "mail.compose.message"

    antcrm_email_to = fields.Char(
        "To",
        readonly=True,
        help="The message goes to this address, whoever has it.",
    )

    def _manage_mail_values(self, mail_values_all):
        """The host's messages go to partners, each of which has one address: that of a
        customer's further ones is given beside them."""
        result = super()._manage_mail_values(mail_values_all)
        if self.antcrm_email_to and self.composition_mode == "comment":
            for values in result.values():
                values["outgoing_email_to"] = self.antcrm_email_to
        return result

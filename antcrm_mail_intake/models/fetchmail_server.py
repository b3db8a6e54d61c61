from odoo import api, fields, models
from odoo.exceptions import UserError


class FetchmailServer(models.Model):
    _inherit = "fetchmail.server"

    mail_intake_id = fields.Many2one(
        "antcrm.mail.intake",
        "Mail Address of Customers",
        index="btree_not_null",
        ondelete="set null",
        help="All mail of this mailbox becomes customers as this address is set up, "
        "whatever stands in To. Empty: the address in the mail decides.",
    )
    object_model = fields.Char(related="object_id.model")

    @api.model_create_multi
    def create(self, vals_list):
        servers = super().create(vals_list)
        servers._choose_intake()
        return servers

    def write(self, vals):
        result = super().write(vals)
        if "object_id" in vals:
            self._choose_intake()
        return result

    def _choose_intake(self):
        """Let a mailbox whose mails shall become customers feed the only address there
        is; where there are several, the mails' own decides until somebody chooses.

        :raise UserError: there is no address
        """
        chosen = self.filtered(
            lambda server: server.object_id.model == "antcrm.mail.intake"
            and not server.mail_intake_id
        )
        if chosen:
            intakes = self.env["antcrm.mail.intake"].search([], limit=2)
            if not intakes:
                raise UserError(
                    self.env._(
                        "Nobody would get the mails of this mailbox: add a mail "
                        "address first (Customers, Configuration, Mail Addresses)."
                    )
                )
            if len(intakes) == 1:
                chosen.mail_intake_id = intakes

from odoo import api, fields, models
from odoo.exceptions import UserError

#: Servers of the services that people know by name
SERVICES = {
    "gmail": ("imap.gmail.com", 993),
    "outlook": ("outlook.office365.com", 993),
}


class AntcrmMailConnect(models.TransientModel):
    """Connects a mailbox to an address, through the host's incoming mail servers."""

    _name = "antcrm.mail.connect"
    _description = "Connect a Mailbox"

    intake_id = fields.Many2one("antcrm.mail.intake", required=True)
    service = fields.Selection(
        [
            ("imap", "Any mailbox (IMAP)"),
            ("gmail", "Gmail or Google Workspace"),
            ("outlook", "Microsoft 365 or Outlook"),
        ],
        required=True,
        default="imap",
    )
    user = fields.Char(
        "Mailbox", help="Mostly the address, such as support@company.com."
    )
    password = fields.Char()
    server = fields.Char(
        compute="_compute_server", store=True, readonly=False, precompute=True
    )
    port = fields.Integer(
        compute="_compute_server", store=True, readonly=False, precompute=True
    )
    is_ssl = fields.Boolean("Encrypted (SSL/TLS)", default=True)
    signs_in = fields.Boolean(compute="_compute_signs_in")

    @api.depends("service", "user")
    def _compute_server(self):
        guessed = {server for server, _port in SERVICES.values()}
        for wizard in self:
            server = wizard.server or "imap."
            is_guess = server in guessed or server.startswith("imap.")
            if wizard.service == "imap" and not is_guess:
                # what somebody typed stays
                wizard.server, wizard.port = wizard.server, wizard.port
                continue
            domain = (wizard.user or "").rpartition("@")[2]
            guess = (f"imap.{domain}" if "." in domain else False, 993)
            wizard.server, wizard.port = SERVICES.get(wizard.service, guess)

    @api.depends("service")
    def _compute_signs_in(self):
        """Whether the service's own page signs in, instead of a password."""
        # superuser: which kinds of mailboxes the host knows
        types = dict(
            self.env["fetchmail.server"].sudo()._fields["server_type"].selection
        )
        for wizard in self:
            wizard.signs_in = wizard.service in types and wizard.service != "imap"

    def action_connect(self):
        """Connect the mailbox, and try it.

        :return: the host's page of the mailbox where the service's own page signs in
        :raise UserError: the mailbox cannot be opened; the text of its server says why
        """
        self.ensure_one()
        self.intake_id.check_access("write")
        if not self.user or not self.signs_in and not (self.password and self.server):
            raise UserError(
                self.env._("Enter the mailbox, its password and its server.")
            )
        server = self._write_server()
        # a password stays in one place
        self.password = False
        self.intake_id.arrival = "mailbox"
        if self.signs_in:
            return self._sign_in(server)
        server.button_confirm_login()
        return {"type": "ir.actions.act_window_close"}

    def _write_server(self):
        """Return the mailbox of the address: one mailbox feeds one address."""
        # superuser: one mailbox, for the address that the user sets up; it is read by
        # nobody but administrators of the host
        Server = self.env["fetchmail.server"].sudo()
        taken = Server.search(
            [
                ("user", "=ilike", self.user),
                ("mail_intake_id", "not in", [False, self.intake_id.id]),
            ],
            limit=1,
        )
        if taken:
            raise UserError(
                self.env._(
                    "The mailbox %(user)s feeds another address already. Disconnect it "
                    "there first.",
                    user=self.user,
                )
            )
        values = {
            "name": self.user,
            "server_type": self.service if self.signs_in else "imap",
            "server": self.server,
            "port": self.port or (993 if self.is_ssl else 143),
            "is_ssl": self.is_ssl or self.signs_in,
            "user": self.user,
            "password": False if self.signs_in else self.password,
            "mail_intake_id": self.intake_id.id,
            "object_id": self.env["ir.model"]._get_id("antcrm.mail.intake"),
            "state": "draft",
        }
        known = Server.search(
            [("user", "=ilike", self.user), ("mail_intake_id", "=", self.intake_id.id)]
        )
        if known:
            known.write(values)
            return known[:1]
        return Server.create(values)

    def _sign_in(self, server):
        if not server.sudo(False).has_access("write"):
            raise UserError(
                self.env._(
                    "Only an administrator of Odoo may sign in to this service. Ask "
                    "one to open “Connect a Mailbox” here."
                )
            )
        return server.sudo(False).get_formview_action()

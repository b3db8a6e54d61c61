import logging
import secrets
from datetime import timedelta

from babel.dates import format_timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.mail import email_normalize
from odoo.tools.misc import babel_locale_parse, get_lang

from odoo.addons.antcrm_share.models.antcrm_share_mixin import ADMINISTRATOR
from odoo.addons.antcrm_share.tools.counts import count_text

from ..tools.confirmations import get_links, get_service, read_confirmation
from ..tools.headers import get_header
from ..tools.mail_reader import get_lines, get_texts
from ..tools.mail_servers import NO_MAIL, find_mail_servers, get_provider

_logger = logging.getLogger(__name__)

NUMBER_OF_DAYS = 7


class AntcrmMailArrival(models.AbstractModel):
    """How mail arrives at an address, and whether it does."""

    _name = "antcrm.mail.arrival"
    _description = "How Mail Arrives"

    arrival = fields.Selection(
        [
            ("forward", "Forwarded by another mailbox"),
            ("mailbox", "Fetched from a mailbox"),
            ("alias", "Sent straight to Odoo"),
        ],
        string="How Mail Arrives",
        default="forward",
        required=True,
    )
    public_address = fields.Char(
        help="The address that your customers write to, such as support@company.com.",
    )
    server_ids = fields.One2many(
        "fetchmail.server", "mail_intake_id", groups="base.group_system"
    )
    mailbox = fields.Char(compute="_compute_mailbox", groups=ADMINISTRATOR)
    mailbox_error = fields.Text(
        "Error of the Mailbox", compute="_compute_mailbox", groups=ADMINISTRATOR
    )
    arrival_state = fields.Char(
        "Mail", compute="_compute_arrival_state", groups=ADMINISTRATOR
    )
    setup_problems = fields.Text(
        "To Do", compute="_compute_setup_problems", groups=ADMINISTRATOR
    )
    confirmation_text = fields.Char(readonly=True, copy=False, groups=ADMINISTRATOR)
    confirmation_code = fields.Char(readonly=True, copy=False, groups=ADMINISTRATOR)
    confirmation_link = fields.Char(readonly=True, copy=False, groups=ADMINISTRATOR)
    servers_found = fields.Text(
        "Where the Mail Goes", readonly=True, copy=False, groups=ADMINISTRATOR
    )
    test_token = fields.Char(readonly=True, copy=False, groups=ADMINISTRATOR)
    test_to = fields.Char(readonly=True, copy=False, groups=ADMINISTRATOR)
    test_sent = fields.Datetime(readonly=True, copy=False, groups=ADMINISTRATOR)
    test_arrived = fields.Datetime(readonly=True, copy=False, groups=ADMINISTRATOR)
    test_error = fields.Char(readonly=True, copy=False, groups=ADMINISTRATOR)
    test_result = fields.Text(
        "Test", compute="_compute_test_result", groups=ADMINISTRATOR
    )

    # ------------------------------------------------------------------
    # What the form says
    # ------------------------------------------------------------------

    @api.depends("arrival")
    def _compute_mailbox(self):
        # superuser: of the mailbox of an address, what its administrator set up
        for intake in self:
            servers = intake.sudo().server_ids
            intake.mailbox = ", ".join(filter(None, servers.mapped("user")))
            intake.mailbox_error = "\n".join(
                error for error in servers.mapped("error_message") if error
            )

    @api.depends("review_ids.state")
    def _compute_arrival_state(self):
        now = self.env.cr.now()
        # superuser: how many mails came, not whose
        Message = self.env["mail.message"].sudo()
        last = dict(
            Message._read_group(
                [("intake_id", "in", self.ids)], ["intake_id"], ["create_date:max"]
            )
        )
        since = now - timedelta(days=NUMBER_OF_DAYS)
        counts = dict(
            Message._read_group(
                [("intake_id", "in", self.ids), ("create_date", ">=", since)],
                ["intake_id"],
                ["__count"],
            )
        )
        for intake in self:
            date = last.get(intake)
            if not date:
                intake.arrival_state = self.env._("No mail has arrived yet.")
                continue
            intake.arrival_state = self.env._(
                "Last mail %(ago)s. %(count)s in the last %(days)s days, "
                "%(review)s to review.",
                ago=self._format_ago(now - date),
                count=count_text(self.env, counts.get(intake, 0)),
                days=NUMBER_OF_DAYS,
                review=count_text(self.env, intake.review_count),
            )

    def _format_ago(self, delta):
        locale = babel_locale_parse(get_lang(self.env).code)
        return format_timedelta(-delta, add_direction=True, locale=locale)

    @api.depends("arrival", "alias_name", "alias_domain_id", "public_address")
    def _compute_setup_problems(self):
        for intake in self:
            intake.setup_problems = "\n".join(intake._get_setup_problems())

    def _get_setup_problems(self):
        """Return what is missing for mail to arrive, as sentences that say what to
        do."""
        problems = []
        domain = self.alias_domain_id
        if self.arrival != "mailbox" and not domain:
            problems.append(
                self.env._(
                    "Odoo has no mail domain yet. Ask an administrator of Odoo to "
                    "enter one: Settings, General Settings, Alias Domain."
                )
            )
        # superuser: whether a company's domain has a catchall
        elif domain and not domain.sudo().catchall_alias:
            problems.append(
                self.env._(
                    "The mail domain %(domain)s has no catchall address, to which "
                    "customers answer. Ask an administrator of Odoo: Settings, "
                    "Technical, Alias Domains.",
                    domain=domain.name,
                )
            )
        if self.arrival == "mailbox":
            problems += self._get_mailbox_problems()
        if self.arrival == "forward" and not self.public_address:
            problems.append(
                self.env._(
                    "Enter the public address that is forwarded here. The page “How "
                    "to Forward” says how."
                )
            )
        return problems

    def _get_mailbox_problems(self):
        # superuser: of the mailbox of an address, what its administrator set up
        servers = self.sudo().server_ids
        if not servers:
            return [self.env._("Click “Connect a Mailbox”.")]
        problems = [
            self.env._(
                "The mailbox %(name)s is not confirmed: connect it once more.",
                name=server.user or server.name,
            )
            for server in servers
            if server.state != "done"
        ]
        cron = self.env.ref("mail.ir_cron_mail_gateway_action", False)
        if not problems and not (cron and cron.sudo().active):
            problems.append(
                self.env._(
                    "Odoo fetches no mail: its scheduled action “Fetchmail Service” is "
                    "switched off. Ask an administrator of Odoo."
                )
            )
        return problems

    def action_find_servers(self):
        """Look up which servers take the mail of the domain of one address, and show
        it."""
        self.ensure_one()
        self.check_access("write")
        domain = self.alias_domain_id.name
        if not domain:
            raise UserError(self.env._("Choose the mail domain of the address first."))
        self.servers_found = self._describe_servers(domain)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.model
    def _describe_servers(self, domain):
        """Return where the mail of a domain goes, in sentences."""
        try:
            servers = find_mail_servers(domain)
        except LookupError:
            return self.env._(
                "There is no domain %(domain)s, so no mail reaches it. Check how it is "
                "written, or have it registered.",
                domain=domain,
            )
        if servers is None:
            return self.env._(
                "The mail servers of %(domain)s could not be looked up, as no name "
                "server answered. Try again later.",
                domain=domain,
            )
        if not servers:
            return self.env._(
                "%(domain)s has no MX record. Have one made that names the mail server "
                "which hands its mail to Odoo.",
                domain=domain,
            )
        if servers == [NO_MAIL]:
            return self.env._(
                "The MX record of %(domain)s says that it takes no mail. Have it name "
                "the mail server which hands its mail to Odoo.",
                domain=domain,
            )
        found = self.env._(
            "Mail to %(domain)s goes to %(servers)s.",
            domain=domain,
            servers=", ".join(servers),
        )
        provider = get_provider(servers[0])
        if provider:
            advice = self.env._(
                "These are servers of %(provider)s, which keep the mail. Forward it, "
                "or have it fetched from the mailbox.",
                provider=provider,
            )
        else:
            advice = self.env._(
                "That server has to hand its mail to Odoo. “Send Me a Test” shows "
                "whether it does."
            )
        return f"{found} {advice}"

    def action_connect(self):
        """Open the dialog that connects a mailbox to one address."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Connect a Mailbox"),
            "res_model": "antcrm.mail.connect",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_intake_id": self.id,
                "default_user": self.public_address,
            },
        }

    def action_disconnect(self):
        """Fetch no more mail for one address; the mailboxes stay in the host, off."""
        self.ensure_one()
        self.check_access("write")
        # superuser: the mailboxes of an address that the user sets up
        servers = self.sudo().server_ids
        servers.write({"mail_intake_id": False, "state": "draft", "active": False})

    # ------------------------------------------------------------------
    # Confirmation of a forwarding
    # ------------------------------------------------------------------

    def _read_confirmation(self, message, evidence):
        """Keep the code and link with which a mail service lets a forwarding be
        confirmed, and tell the administrators; return whether a mail is such a one."""
        if not get_service(evidence.sender):
            return False
        _text, html = get_texts(message)
        found = read_confirmation(
            evidence.sender,
            get_header(message, "Subject"),
            "\n".join(get_lines(message)),
            get_links(html),
        )
        if not found:
            return False
        said = self.env._(
            "%(service)s asks to confirm that mails to %(mailbox)s are forwarded here.",
            service=found.service,
            mailbox=found.mailbox or self.env._("your mailbox"),
        )
        self.write(
            {
                "confirmation_text": said,
                "confirmation_code": found.code,
                "confirmation_link": found.link,
            }
        )
        self.message_notify(
            partner_ids=self._get_administrators().partner_id.ids,
            subject=self.env._("Confirm the forwarding to %(name)s", name=self.name),
            body=self.env._(
                "%(said)s The code or link is on the form of the address.", said=said
            ),
        )
        return True

    def _get_administrators(self):
        """Return who sets this address up: the administrators of its company."""
        # superuser: whom to tell
        users = self.env.ref(ADMINISTRATOR).sudo().all_user_ids
        return users.filtered(
            lambda user: user.active
            and not user.share
            and self.company_id in user.company_ids
        )

    def action_forget_confirmation(self):
        """Take the confirmation of one address off its form: it was followed."""
        self.ensure_one()
        self.write(
            dict.fromkeys(
                ("confirmation_text", "confirmation_code", "confirmation_link"), False
            )
        )

    # ------------------------------------------------------------------
    # Send me a test
    # ------------------------------------------------------------------

    def _get_test_address(self):
        """Return the address that a test is sent to: where customers write."""
        # superuser: see above
        users = self.sudo().server_ids.mapped("user")
        mailboxes = [email_normalize(user) for user in users if user]
        address = {
            "forward": email_normalize(self.public_address or ""),
            "mailbox": email_normalize(self.public_address or "")
            or next(filter(None, mailboxes), False),
            "alias": self.alias_full_name if self.alias_domain else False,
        }[self.arrival]
        if not address:
            raise UserError(
                self.env._("Enter the public address first: the test is sent there.")
            )
        return address

    def action_send_test(self):
        """Send a mail to where customers write; the form says when it has arrived here.

        :raise UserError: the address is not known, or the mail could not be sent
        """
        self.ensure_one()
        self.check_access("write")
        address = self._get_test_address()
        token = secrets.token_hex(8)
        self.write(
            {
                "test_token": token,
                "test_to": address,
                "test_sent": fields.Datetime.now(),
                "test_arrived": False,
                "test_error": False,
            }
        )
        # what comes back must find the token, which others see once this is committed
        self.env.cr.postcommit.add(self._send_test_anew)
        return self._fetch_soon()

    def _send_test_anew(self):
        """Send the test in a transaction of its own; keep why it could not be sent."""
        with self.env.registry.cursor() as cr:
            self.with_env(self.env(cr=cr))._send_test()

    def _send_test(self):
        # superuser: one mail, whose text and receiver are the address's own
        Server = self.env["ir.mail_server"].sudo()
        try:
            Server.send_email(
                Server._build_email__(
                    self.env.user.email_formatted
                    or self.company_id.email_formatted
                    or self.test_to,
                    [self.test_to],
                    self.env._(
                        "Test of %(name)s (%(token)s)",
                        name=self.name,
                        token=self.test_token,
                    ),
                    self.env._("This mail tests how mails arrive."),
                )
            )
        except Exception as error:
            # whatever is wrong with the way out: the form says so
            _logger.info("A test of an address could not be sent", exc_info=True)
            self.test_error = str(error)[:500]

    def action_look_again(self):
        """Fetch the mail of one address now, and show what there is."""
        self.ensure_one()
        self.check_access("write")
        return self._fetch_soon()

    def _fetch_soon(self):
        cron = self.env.ref("mail.ir_cron_mail_gateway_action", False)
        # superuser: the host's own action runs a little earlier
        if cron and self.sudo().server_ids and cron.sudo().active:
            cron.sudo()._trigger()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _is_test(self, message):
        """Whether a mail is the test that was sent; then it has arrived."""
        # superuser: see _compute_mailbox
        token = self.sudo().test_token
        if not token or token not in get_header(message, "Subject"):
            return False
        self.sudo().test_arrived = fields.Datetime.now()
        return True

    @api.depends("test_sent", "test_arrived", "test_error")
    def _compute_test_result(self):
        for intake in self:
            intake.test_result = intake._get_test_result()

    def _get_test_result(self):
        if not self.test_sent:
            return False
        if self.test_arrived:
            seconds = max(0, (self.test_arrived - self.test_sent).total_seconds())
            return self.env._(
                "It works: the test to %(address)s arrived after %(seconds)s seconds.",
                address=self.test_to,
                seconds=int(seconds),
            )
        if self.test_error:
            return self.env._(
                "The test could not be sent: %(reason)s Outgoing mail servers are "
                "set up under Settings, Technical.",
                reason=self.test_error,
            )
        problems = [*self._get_setup_problems(), self.mailbox_error or ""]
        return " ".join(
            [
                self.env._(
                    "The test was sent to %(address)s %(ago)s and has not arrived yet. "
                    "Look again in a minute.",
                    address=self.test_to,
                    ago=self._format_ago(self.env.cr.now() - self.test_sent),
                ),
                *filter(None, problems),
            ]
        )

import logging
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models, tools
from odoo.exceptions import ConcurrencyError, ValidationError
from odoo.fields import Domain
from odoo.tools.mail import (
    email_normalize,
    email_split,
    formataddr,
    unfold_references,
)

from odoo.addons.antcrm_customers.tools.faults import (
    CONFLICT,
    ROW,
    SERVER,
    sort_fault,
)
from odoo.addons.antcrm_customers.tools.intake_entry import IntakeOptions
from odoo.addons.antcrm_share.models.antcrm_budget import DAY
from odoo.addons.antcrm_share.models.antcrm_share import SHARE_MODES
from odoo.addons.antcrm_share.models.antcrm_share_mixin import ADMINISTRATOR

from ..tools.forwarded import is_own
from ..tools.mail_reader import (
    MAX_NAME,
    PUBLIC_DOMAINS,
    Evidence,
    find_customer,
    get_recipients,
    is_no_reply,
    make_name,
    strip_tag,
)

_logger = logging.getLogger(__name__)

MAX_REFERENCES = 32
MAX_TITLE = 200
# What is believed of us alone
FORWARDED = ("forward", "attachment")


class SameSenderError(ConcurrencyError):
    """Another transaction makes the customer of a mail at the same time."""


class AntcrmMailIntake(models.Model):
    """One address whose mails become customers: which kind, with which options, and
    what happens to mails whose sender cannot be told."""

    _name = "antcrm.mail.intake"
    _inherit = [
        "antcrm.intake.options.mixin",
        "antcrm.mail.account",
        "antcrm.mail.arrival",
        "antcrm.mail.history",
        "antcrm.mail.known",
        "antcrm.mail.signature",
        "antcrm.mail.unread",
        "mail.alias.mixin",
        "mail.thread",
    ]
    _description = "Mail Intake"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        "Company",
        required=True,
        default=lambda self: self.env.company,
    )
    kind = fields.Selection(
        "_get_kinds",
        string="Creates",
        required=True,
        default="lead",
        help="What a new sender becomes.",
    )
    # declared anew so that their choices are translated: the host keeps the choices of
    # an inherited field under the addon that made the field
    duplicate_policy = fields.Selection(
        [
            ("skip", "Add the mail to the customer's history"),
            ("duplicate", "Create another customer"),
            ("overwrite", "Replace the name by what the mail says"),
            ("merge", "Add what is new, replace nothing"),
        ],
    )
    invalid_values = fields.Selection(
        [
            ("drop", "Leave out the wrong value"),
            ("reject", "Leave out the whole customer"),
        ],
    )
    pic_mode = fields.Selection(
        [
            ("none", "The responsible"),
            ("user", "One employee"),
            ("team", "A sales group, by its rule"),
        ],
    )
    # of its customers: for who sets it up, not for all who see the address
    share_mode = fields.Selection(SHARE_MODES, groups=ADMINISTRATOR)
    share_user_ids = fields.Many2many(groups=ADMINISTRATOR)
    share_team_ids = fields.Many2many(groups=ADMINISTRATOR)
    responsible_id = fields.Many2one(
        required=True, default=lambda self: self.env.user, ondelete="restrict"
    )
    lang = fields.Selection(
        "_get_languages",
        string="Language",
        help="Of the customers: the order of their names, and what they are written "
        "in. Empty: the company's.",
    )
    own_domains = fields.Text(
        "Our Domains and Addresses",
        default=lambda self: self.env.company.alias_domain_id.name,
        help="One a line, such as company.com or support@company.com. Who writes from "
        "there is one of us and never a customer; what he forwards is believed.",
    )
    own_user_mode = fields.Selection(
        [("all", "All employees"), ("chosen", "These employees")],
        string="Our Own Addresses",
        default="all",
        required=True,
        help="Their addresses count as ours, wherever they are.",
    )
    own_user_ids = fields.Many2many(
        "res.users",
        "antcrm_mail_intake_own_user_rel",
        string="Employees Who Forward",
        domain=[("share", "=", False)],
    )
    ignored_senders = fields.Text(
        help="Addresses, one a line. Their mails are put among the discarded, unless a "
        "customer has the address.",
    )
    doubt_mode = fields.Selection(
        [
            ("review", "Keep it for review"),
            ("notify", "Keep it for review and tell the responsible"),
            ("discard", "Put it among the discarded"),
        ],
        string="Doubtful Mail",
        default="review",
        required=True,
        help="Mail that creates nothing: newsletters, answers by machines, senders "
        "that cannot be told.",
    )
    review_days = fields.Integer(
        "Keep Doubtful Mail for (Days)",
        default=30,
        help="Then it is deleted. 0: it is kept.",
    )
    hourly_limit = fields.Integer(
        "Mails per Person and Hour",
        default=20,
        required=True,
        help="Mails of, or about, one person. What goes beyond is kept for review.",
    )
    sender_limit = fields.Integer(
        "Mails per Sender and Hour",
        default=200,
        required=True,
        help="Mails that one address sends about any number of persons: a web form, an "
        "employee who forwards. What goes beyond is kept for review.",
    )
    auth_servers = fields.Char(
        "Servers That Check Senders",
        help="Your mail servers as they call themselves in Authentication-Results, "
        "such as mx.google.com, separated by spaces. What they find counts: where a "
        "check of one of us fails, what the mail forwards is not believed. Headers of "
        "other servers, which anybody can write, are ignored.",
    )
    acknowledge = fields.Boolean(
        help="Answer a new customer that the mail arrived: at most once a day, never "
        "to lists, machines and people whose mails somebody forwarded.",
    )
    acknowledge_subject = fields.Char(
        translate=True, default=lambda self: self.env._("We have your message")
    )
    acknowledge_body = fields.Html(
        translate=True,
        default=lambda self: self.env._(
            "<p>Thank you for writing to us. We will answer soon.</p>"
        ),
    )
    review_ids = fields.One2many("antcrm.mail.review", "intake_id", "Reviews")
    review_count = fields.Integer(compute="_compute_review_count")

    _positive = models.Constraint(
        "CHECK(hourly_limit > 0 AND sender_limit > 0 AND review_days >= 0)",
        "Limits must be positive.",
    )

    @api.depends("review_ids.state")
    def _compute_review_count(self):
        counts = dict(
            self.env["antcrm.mail.review"]._read_group(
                [("intake_id", "in", self.ids), ("state", "=", "open")],
                ["intake_id"],
                ["__count"],
            )
        )
        for intake in self:
            intake.review_count = counts.get(intake, 0)

    @api.constrains("share_mode", "share_user_ids", "share_team_ids")
    def _check_share(self):
        for intake in self:
            if intake.share_mode == "employee" and not intake.share_user_ids:
                raise ValidationError(
                    self.env._("Choose at least one employee to share with.")
                )
            if intake.share_mode == "group" and not intake.share_team_ids:
                raise ValidationError(
                    self.env._("Choose at least one sales group to share with.")
                )

    @api.constrains("own_domains")
    def _check_own_domains(self):
        for intake in self:
            for entry in intake._read_own_domains() & PUBLIC_DOMAINS:
                raise ValidationError(
                    self.env._(
                        "Everybody may have an address at %(domain)s. Enter your "
                        "addresses there instead, one a line.",
                        domain=entry,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def unlink(self):
        """:raise UserError: there are mails to review that the user may not read"""
        # superuser: finds what nobody may lose unseen
        reviews = self.env["antcrm.mail.review"].sudo()
        self._unlink_arrivals(
            reviews.search([("intake_id", "in", self.ids)]),
            self.env._(
                "Mails to this address are kept for review, and you may not see all of "
                "them. Archive the address instead, or ask its responsible or a Data "
                "Owner to decide about them first."
            ),
        )
        self.env.registry.clear_cache()
        return super().unlink()

    @api.model
    @tools.ormcache()
    def _has_any(self):
        """Whether there is an intake at all: asked for each mail of the gateway."""
        # superuser: a plain yes or no
        intakes = self.sudo().with_context(active_test=False)
        return bool(intakes.search_count([], limit=1))

    @api.model
    def _get_kinds(self):
        """Return the kinds of customers, named as the company calls them."""
        labels = self.env["antcrm.customer.kind"].get_labels()
        return [(code, words["singular"]) for code, words in labels.items()]

    @api.model
    def _get_languages(self):
        return self.env["res.lang"].get_installed()

    # ------------------------------------------------------------------
    # Alias
    # ------------------------------------------------------------------

    def _alias_get_creation_values(self):
        values = super()._alias_get_creation_values()
        values["alias_model_id"] = self.env["ir.model"]._get_id(self._name)
        # strangers write here; others are sorted out below, and told nothing
        values["alias_contact"] = "everyone"
        return values

    def _alias_get_error(self, message, message_dict, alias):
        return False

    @api.model
    def _detect_loop_sender_domain(self, email_from_normalized):
        # the limit per sender is our own
        return None

    @api.model
    def _find_by_mail(self, message, message_dict):
        """Return the intakes that a mail is addressed to, archived ones included.

        Called for each mail of the gateway: one query, and none where there is no
        intake.
        """
        if intake := self._find_by_mailbox():
            return intake
        addresses = {
            address.lower()
            for address in email_split(message_dict.get("recipients") or "")
        }
        addresses |= get_recipients(message)
        addresses |= {strip_tag(address) for address in addresses}
        locals_ = [address.partition("@")[0] for address in addresses]
        found = self.with_context(active_test=False).search(
            Domain("alias_id.alias_full_name", "in", list(addresses))
            | Domain("alias_id.alias_incoming_local", "=", True)
            & Domain("alias_id.alias_name", "in", locals_)
        )
        if not found and self.env.context.get("antcrm_mail_for_intake"):
            # a mailbox or pipe that says it is for customers, and not for which address
            found = self.search([], limit=1, order="id")
        return found

    @api.model
    def _find_by_mailbox(self):
        """Return the intake that the mailbox feeds from which a mail is fetched."""
        server_id = self.env.context.get("default_fetchmail_server_id")
        # superuser: the gateway asks
        server = self.env["fetchmail.server"].sudo().browse(server_id or ())
        return server.mail_intake_id.sudo(self.env.su)

    # ------------------------------------------------------------------
    # Who is the customer
    # ------------------------------------------------------------------

    def _read_own_domains(self):
        """Return the domains and addresses that were entered, in lower case; people
        write them as they know them: ``@company.com``, ``*.company.com``."""
        self.ensure_one()
        text = (self.own_domains or "").lower()
        for sign in ",;<>":
            text = text.replace(sign, " ")
        return {entry.lstrip("*@.") for entry in text.split()} - {""}

    def _add_address(self, field, address):
        """Add an address to a list of the intake, unless it is there."""
        lines = (self[field] or "").split()
        if address not in lines:
            self[field] = "\n".join([*lines, address])

    def _is_ignored(self, evidence):
        """Whether nobody wants mails of this sender, whom no customer is."""
        sender = (evidence.true_sender or "").lower()
        ignored = (self.ignored_senders or "").lower().split()
        return sender in ignored and not self._get_known(sender)

    def _get_own(self):
        """Return addresses and domains of our own, in lower case, without those of
        employees."""
        self.ensure_one()
        own = self._read_own_domains()
        # superuser: addresses of the company, that every mail shows
        domains = self.env["mail.alias.domain"].sudo().search([], limit=100)
        company = self.company_id.sudo()
        for record in domains:
            own |= {record.catchall_email, record.bounce_email}
            own.add(record.default_from_email)
        own |= {self.alias_full_name, email_normalize(company.email or "")}
        # superuser: as above
        mailboxes = filter(None, self.sudo().server_ids.mapped("user"))
        own |= {email_normalize(address) for address in mailboxes}
        own.add(email_normalize(self.public_address or ""))
        return {entry.lower() for entry in own if entry}

    def _get_employee_domain(self):
        """Return the domain of the users whose addresses count as ours."""
        domain = Domain("share", "=", False)
        if self.own_user_mode == "chosen":
            domain &= Domain("id", "in", self.own_user_ids.ids)
        return domain

    def _find_evidence(self, message):
        """Say who the customer is whom a mail is about.

        :return: :class:`~odoo.addons.antcrm_mail_intake.tools.mail_reader.Evidence`
        """
        self.ensure_one()
        own = self._get_own()
        # superuser: who is an employee decides here, and is not told
        users = self.env["res.users"].sudo()
        known = {}

        def is_employee(address):
            address = address.lower()
            if address not in known:
                domain = self._get_employee_domain()
                addresses = {address, strip_tag(address)}
                domain &= Domain("partner_id.email_normalized", "in", list(addresses))
                known[address] = bool(users.search_count(domain, limit=1))
            return known[address]

        def is_ours(address):
            return is_own(address, own) or is_employee(address)

        def get_all_own():
            employees = users.search(self._get_employee_domain())
            return own | set(employees.partner_id.mapped("email_normalized")) - {False}

        evidence = find_customer(
            message, is_ours, is_employee, get_all_own, self._read_auth_servers()
        )
        alias = (self.alias_full_name or "").lower()
        forwarded = evidence.how in FORWARDED or evidence.inners
        if (evidence.sender or "").lower() == alias and forwarded:
            # anybody may write our address there
            evidence.how, evidence.reason, evidence.inners = None, "own", None
        if not self.active:
            evidence.how, evidence.reason, evidence.inners = None, "inactive", None
        return evidence

    def _read_auth_servers(self):
        return set((self.auth_servers or "").lower().replace(",", " ").split())

    def _find_thread(self, message_dict):
        """Return the record whose message a mail replies to, an empty one if none."""
        references = unfold_references(
            message_dict.get("references") or message_dict.get("in_reply_to") or ""
        )
        references = [reference.strip() for reference in references][-MAX_REFERENCES:]
        if not references:
            return self.env["res.partner"]
        message = self.env["mail.message"].search(
            [("message_id", "in", references)], limit=1, order="id desc"
        )
        if (
            not message.res_id
            or message.model not in self.env
            or not hasattr(self.env[message.model], "message_update")
        ):
            return self.env["res.partner"]
        return self.env[message.model].browse(message.res_id).exists()

    def _is_thread_of(self, record, address):
        """Whether a record is, or is about, the customer with an address."""
        address = (address or "").lower()
        if not record or not address:
            return False
        if "email_ids" in record._fields:
            return address in record.email_ids.mapped("normalized")
        if record._name == "antcrm.mail.review":
            return address == (record.sender_email or "").lower()
        partners = record._mail_get_partners()[record.id]
        return address in partners.email_ids.mapped("normalized")

    def _prepare_route_values(self, message, message_dict, parsed):
        """Return what :meth:`message_new` needs to know of a mail: the gateway hands it
        from the route to there, and nowhere else.

        :param dict parsed: shared by the intakes that a mail is addressed to: what the
            gateway knew before the first of them
        """
        try:
            evidence = self._find_evidence(message)
        except Exception as error:
            if sort_fault(error) != ROW:
                raise
            # a mail must not get lost because it cannot be read
            _logger.warning("A mail cannot be read", exc_info=True)
            evidence = Evidence(reason="error", sign=str(error)[:200])
        return {
            "intake_id": self.id,
            "evidence": evidence,
            "thread": self._find_thread(message_dict),
            "message": message,
            "parsed": parsed,
        }

    # ------------------------------------------------------------------
    # Receive
    # ------------------------------------------------------------------

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Return the customer whom a mail is about, or what is kept for review.

        :raise odoo.exceptions.ConcurrencyError: another mail made the same customer at
            the same time; the gateway begins anew
        """
        values = custom_values or {}
        intake = self.with_user(SUPERUSER_ID).browse(values.get("intake_id"))
        if "evidence" not in values or not intake.exists():
            raise ValueError("mails reach an intake through the gateway alone")
        intake = intake.with_company(intake.company_id)
        evidence = values["evidence"]
        if values["parsed"]:
            # each intake begins with the mail, not with what the one before made of it
            msg_dict.clear()
        else:
            values["parsed"].update(msg_dict)
        msg_dict.update(values["parsed"])
        if intake.lang:
            intake = intake.with_context(lang=intake.lang)
        try:
            # beside the savepoint: a mail that cannot be taken in counts as well
            if intake._is_flood(evidence):
                evidence.reason = "rate"
            with self.env.cr.savepoint():
                record = intake._receive(msg_dict, **values)
        except Exception as error:
            fault = sort_fault(error)
            if fault == CONFLICT:
                raise SameSenderError(str(error)) from error
            if fault == SERVER:
                raise  # whoever brought the mail shall bring it again
            # whatever is wrong with one mail: it is kept, and nobody is written to
            _logger.warning(
                "Message-Id %s made no customer", msg_dict["message_id"], exc_info=True
            )
            evidence.reason, evidence.sign = "error", str(error)[:200]
            record = intake._get_review(msg_dict, evidence)
        intake._set_outcome(msg_dict, record)
        return record.with_context(antcrm_mail_intake=True)

    def _set_outcome(self, msg_dict, record):
        """Note with the message at which address it came in, and what became of it."""
        if record == self:
            return  # a test
        msg_dict["intake_id"] = self.id
        if record._name == "antcrm.mail.review":
            is_ignored = record.state == "discarded"
            msg_dict["intake_outcome"] = "ignored" if is_ignored else "review"
        else:
            msg_dict.setdefault("intake_outcome", "history")
            if "email_ids" in record._fields:
                msg_dict["intake_unread_id"] = record.user_id.id

    def _is_flood(self, evidence):
        """Count the mail, with the transaction that takes it in, for its true sender
        and for the person it is about; tell whether there are too many of either in
        this hour. Nobody passes for being one of us."""
        self.ensure_one()
        sender, person = self._get_counted(evidence)
        if not sender:
            return False
        Budget = self.env["antcrm.budget"]
        limits = {
            Budget._hash(f"sender {sender}"): max(self.sender_limit, self.hourly_limit),
            Budget._hash(f"person {person}"): self.hourly_limit,
        }
        # in one order, whoever writes about whom: no two mails wait for each other
        counts = {key: Budget._count_here("mail", key) for key in sorted(limits)}
        return any(count > limits[key] for key, count in counts.items())

    def _get_counted(self, evidence):
        """Return whom a mail is counted for: its true sender and its person."""
        mailboxes = evidence.others or [(None, "")]
        sender = (evidence.true_sender or mailboxes[0][1]).lower()
        return sender, (evidence.address or sender).lower()

    def _receive(self, msg_dict, *, evidence, thread, message, **_values):
        """Return the record that a mail belongs to; what the history says about its
        sender is set in ``msg_dict``."""
        self.ensure_one()
        self._set_sender(msg_dict, evidence)
        if self._is_test(message):
            return self
        if self._read_confirmation(message, evidence):
            evidence.reason = "confirmation"
            return self._get_review(msg_dict, evidence)
        if self._is_ignored(evidence):
            evidence.reason = "ignored"
        if evidence.reason in ("rate", "ignored"):
            return self._get_review(msg_dict, evidence)
        replying = (
            evidence.reason == "own"
            if evidence.ours and not evidence.how
            else self._is_thread_of(thread, evidence.address)
        )
        if (
            thread
            and replying
            and evidence.reason not in ("inactive", "spam")
            and evidence.how != "attachment"
        ):
            if evidence.how:
                self._set_author(msg_dict, evidence, thread)
            if "email_ids" in thread._fields:
                self._subscribe_somebody(thread)
            return thread
        if evidence.reason:
            if self._receive_attached(evidence, message):
                self._strip_attached(msg_dict, message)
            return self._get_review(msg_dict, evidence)
        if evidence.how == "attachment":
            customer = next(iter(self._receive_attached(evidence, message)), None)
        else:
            customer = self._take_in(evidence, msg_dict, message)
        if not customer:
            return self._get_review(msg_dict, evidence)
        if evidence.how == "attachment":
            self._strip_attached(msg_dict, message)
            # what was forwarded is the message; this is a note about it
            msg_dict["is_internal"] = True
        else:
            self._set_author(msg_dict, evidence, customer)
        return customer

    def _take_in(self, evidence, msg_dict, message):
        """Return the customer whom a mail is about, found or made, who hears of it;
        empty if there is none, with the reason in ``evidence``."""
        customer, outcome = self._find_known(evidence, msg_dict)
        if customer is None:
            customer, outcome = self._apply(evidence, msg_dict)
        if not customer:
            evidence.reason = "rejected"
            evidence.sign = " ".join(outcome["reasons"])
            if any(issue["code"] == "internal_user" for issue in outcome["issues"]):
                evidence.reason = "own"
            return customer
        is_new = outcome["action"] in ("created", "duplicated")
        if is_new:
            self._offer_account(customer, evidence)
            msg_dict["intake_outcome"] = "created"
        self._read_signature(customer, evidence, message, is_new)
        self._subscribe_somebody(customer, is_new)
        msg_dict["intake_acknowledged"] = self._acknowledge(evidence, outcome)
        return customer

    def _prepare_candidate(self, evidence):
        """Return what ``antcrm.intake`` shall take in."""
        candidate = {
            "name": make_name(evidence.name, evidence.address),
            "emails": [evidence.address],
        }
        if self.kind == "lead" and evidence.notice and evidence.notice.company:
            candidate["partner_name"] = evidence.notice.company[:MAX_NAME]
        return candidate

    @api.model
    def _get_way_in(self):
        return "mail"

    def _get_origin(self):
        return self.env._(
            "Came in by a mail to %(address)s.", address=self.alias_full_name
        )

    def _get_intake_options(self):
        options = super()._get_intake_options()
        # superuser: whether a group has somebody to choose
        team = self.pic_team_id.sudo()
        is_empty = self.pic_mode == "team" and not team._get_assignable_users()
        if self.pic_mode == "none" or is_empty:
            # no new customer is nobody's
            options |= {"pic_mode": "user", "pic_user_id": options["responsible_id"]}
        # a stranger must not change an address
        return IntakeOptions(
            options,
            keep_emails=True,
            keep_unread=True,
        )

    def _get_customer_context(self, msg_dict):
        """Return the context in which customers are created: their language, and of
        leads the title, which is the subject."""
        context = {"mail_auto_subscribe_no_notify": True}  # the mail itself tells
        subject = " ".join((msg_dict.get("subject") or "").split())[:MAX_TITLE]
        if self.kind == "lead" and subject:
            context["antcrm_lead_title"] = subject
        if self.lang:
            lang = self.env["res.lang"]._lang_get(self.lang)
            context |= {"default_lang": self.lang, "default_lang_id": lang.id}
        return context

    def _apply(self, evidence, msg_dict):
        """Take the customer in, or find it.

        :return: the customer, empty if there is none, and the outcome of the intake
        """
        context = self._get_customer_context(msg_dict)
        Intake = self.env["antcrm.intake"].with_context(**context)
        kind, candidate = self._prepare_intake(evidence)
        outcome = Intake.apply(kind, [candidate], self._get_intake_options())[0]
        record = outcome["record"]
        if not record or outcome["action"] == "rejected":
            return self.env["res.partner"], outcome
        if any(
            issue["code"] in ("invalid_email", "unchecked")
            and issue["field"] == "emails"
            for issue in outcome["issues"]
        ):
            raise ValidationError(" ".join(outcome["reasons"]))
        return self.env[record["model"]].browse(record["id"]), outcome

    # ------------------------------------------------------------------
    # Review
    # ------------------------------------------------------------------

    def _get_review(self, msg_dict, evidence):
        """Return what keeps a mail for a person to decide; the flood about one person
        is kept in one."""
        Review = self.env["antcrm.mail.review"]
        if evidence.reason == "rate":
            review = Review.search(
                [
                    ("intake_id", "=", self.id),
                    ("state", "=", "open"),
                    ("reason", "=", "rate"),
                    ("email_from", "=", evidence.sender),
                    ("sender_email", "=", evidence.address),
                    ("create_date", ">=", self.env.cr.now() - timedelta(days=1)),
                ],
                limit=1,
            )
            if review:
                return review
        review = Review.create(self._prepare_review_values(msg_dict, evidence))
        if self.doubt_mode == "notify" and review.state == "open":
            review.message_subscribe(partner_ids=self.responsible_id.partner_id.ids)
        return review

    def _prepare_review_values(self, msg_dict, evidence):
        mode, users, teams = self.share_mode, self.share_user_ids, self.share_team_ids
        if evidence.reason == "confirmation":
            # whoever has its code decides where mail goes
            mode, users, teams = "me", users.browse(), teams.browse()
        share = self.env["antcrm.share"]._get(mode, users, teams)
        # whoever clicks without looking must not make a customer of a machine
        guessed = evidence.reason not in ("own", "no_reply", "confirmation")
        address = evidence.address if guessed else False
        return {
            "name": msg_dict.get("subject") or self.env._("(no subject)"),
            "intake_id": self.id,
            "reason": evidence.reason,
            "sign": evidence.sign,
            "email_from": evidence.sender or msg_dict.get("email_from"),
            "others": "\n".join(
                formataddr((make_name(*mailbox), mailbox[1]))
                for mailbox in evidence.others or ()
            ),
            "sender_email": address,
            "sender_name": make_name(evidence.name, address) if address else False,
            "state": "discarded"
            if self.doubt_mode == "discard" or evidence.reason == "ignored"
            else "open",
            "share_id": share.id,
            "share_owner_id": self.responsible_id.id,
        }

    # ------------------------------------------------------------------
    # Acknowledge
    # ------------------------------------------------------------------

    def _acknowledge(self, evidence, outcome):
        """Tell a new customer that the mail arrived, if it was they who sent it; return
        whether they are told."""
        if (
            not self.acknowledge
            or evidence.ours
            or evidence.how != "from"
            or evidence.failure
            or evidence.agent
            or outcome["action"] not in ("created", "duplicated")
            or is_no_reply(evidence.address)
            or not self._may_acknowledge(evidence.sender)
        ):
            return False
        self.env["mail.mail"].create(
            {
                "subject": self.acknowledge_subject,
                "body_html": self.acknowledge_body,
                "email_from": formataddr(
                    (self.company_id.name, self.alias_full_name or "")
                )
                if self.alias_domain and self.arrival != "mailbox"
                else self.company_id.email_formatted,
                "email_to": evidence.address,
                "auto_delete": True,
                "headers": repr(
                    {
                        "Auto-Submitted": "auto-replied",
                        "Precedence": "auto_reply",
                        "X-Auto-Response-Suppress": "All",
                    }
                ),
            }
        )
        return True

    def _may_acknowledge(self, sender):
        """Whether a sender has got no acknowledgement today; now this one counts."""
        Budget = self.env["antcrm.budget"]
        key = Budget._hash((sender or "").lower())
        count = Budget._count_here("mail_acknowledged", key, seconds=DAY, limit=1)
        return count is not None

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_view_reviews(self):
        """Open the mails of this address that wait for a decision."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "antcrm_mail_intake.antcrm_mail_review_action"
        )
        action["domain"] = [("intake_id", "=", self.id)]
        return action

    def action_test(self):
        """Open the test: what would happen with a mail."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Test a Mail"),
            "res_model": "antcrm.mail.intake.test",
            "view_mode": "form",
            "target": "new",
            "context": {"default_intake_id": self.id},
        }

import logging
from datetime import timedelta

import phonenumbers

from odoo import SUPERUSER_ID, api, fields, models, tools
from odoo.exceptions import ConcurrencyError, ValidationError
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools.mail import (
    email_normalize,
    email_split,
    formataddr,
    unfold_references,
)

from odoo.addons.antcrm_customers.models.antcrm_share import SHARE_MODES

from ..tools.forwarded import is_own
from ..tools.mail_reader import (
    PUBLIC_DOMAINS,
    Evidence,
    find_customer,
    get_lines,
    get_recipients,
    is_no_reply,
    make_name,
)

_logger = logging.getLogger(__name__)

#: Lines of a mail in which a signature is looked for
SIGNATURE_LINES = 30
MAX_PHONES = 3
MAX_REFERENCES = 32
# What is believed of us alone
FORWARDED = ("forward", "attachment")


class SameSenderError(ConcurrencyError):
    """Another transaction makes the customer of a mail at the same time."""


class AntcrmMailIntake(models.Model):
    """One address whose mails become customers: which kind, with which options, and
    what happens to mails whose sender cannot be told."""

    _name = "antcrm.mail.intake"
    _inherit = ["antcrm.intake.options.mixin", "mail.alias.mixin", "mail.thread"]
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
    share_mode = fields.Selection(SHARE_MODES)
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
        string="Who Else Is One of Us",
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
        "Mails per Sender and Hour",
        default=20,
        required=True,
        help="What goes beyond is kept for review. Not counted: mails of our own.",
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
        "CHECK(hourly_limit > 0 AND review_days >= 0)",
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
                    self.env._("Choose at least one group to share with.")
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
        addresses = {
            address.lower()
            for address in email_split(message_dict.get("recipients") or "")
        }
        addresses |= get_recipients(message)
        locals_ = [address.partition("@")[0] for address in addresses]
        return self.with_context(active_test=False).search(
            Domain("alias_id.alias_full_name", "in", list(addresses))
            | Domain("alias_id.alias_incoming_local", "=", True)
            & Domain("alias_id.alias_name", "in", locals_)
        )

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
                domain &= Domain("partner_id.email_normalized", "=", address)
                known[address] = bool(users.search_count(domain, limit=1))
            return known[address]

        def is_ours(address):
            return is_own(address, own) or is_employee(address)

        def get_all_own():
            employees = users.search(self._get_employee_domain())
            return own | set(employees.partner_id.mapped("email_normalized")) - {False}

        evidence = find_customer(message, is_ours, is_employee, get_all_own)
        alias = (self.alias_full_name or "").lower()
        if (evidence.sender or "").lower() == alias and evidence.how in FORWARDED:
            # anybody may write our address there
            evidence.how, evidence.reason = None, "own"
        if not self.active:
            evidence.how, evidence.reason = None, "inactive"
        return evidence

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

    def _prepare_route_values(self, message, message_dict):
        """Return what :meth:`message_new` needs to know of a mail: the gateway hands it
        from the route to there, and nowhere else."""
        try:
            evidence = self._find_evidence(message)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception as error:
            # a mail must not get lost because it cannot be read
            _logger.warning("A mail cannot be read", exc_info=True)
            evidence = Evidence(reason="error", sign=str(error)[:200])
        return {
            "intake_id": self.id,
            "evidence": evidence,
            "thread": self._find_thread(message_dict),
            "message": message,
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
        if intake.lang:
            intake = intake.with_context(lang=intake.lang)
        try:
            with self.env.cr.savepoint():
                record = intake._receive(msg_dict, **values)
        except (ConcurrencyError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY) as error:
            raise SameSenderError(str(error)) from error
        except Exception as error:
            # whatever is wrong with one mail: it is kept, and nobody is written to
            _logger.warning(
                "Message-Id %s made no customer", msg_dict["message_id"], exc_info=True
            )
            evidence.reason, evidence.sign = "error", str(error)[:200]
            record = intake._get_review(msg_dict, evidence)
        return record.with_context(antcrm_mail_intake=True)

    def _receive(self, msg_dict, *, evidence, thread, message, **_values):
        """Return the record that a mail belongs to; its author and, for an attached
        mail, its text are set in ``msg_dict``."""
        self.ensure_one()
        sender = (evidence.sender or "").lower()
        arrival = self.env["antcrm.mail.arrival"].browse()
        if sender:
            too_many = not evidence.ours and (
                arrival._count_last_hour(sender) >= self.hourly_limit
            )
            arrival = arrival.create({"intake_id": self.id, "sender": sender})
            if too_many:
                evidence.reason = "rate"
                return self._get_review(msg_dict, evidence)
        replying = (
            evidence.reason == "own"
            if evidence.ours and not evidence.how
            else self._is_thread_of(thread, evidence.address)
        )
        if thread and replying and evidence.reason not in ("inactive", "spam"):
            if not evidence.ours and thread._name == "res.partner":
                msg_dict["author_id"] = thread.id
            if "email_ids" in thread._fields:
                self._subscribe_pic(thread)
            return thread
        if evidence.reason:
            return self._get_review(msg_dict, evidence)
        customer, outcome = self._apply(evidence)
        if not customer:
            evidence.reason = "rejected"
            evidence.sign = " ".join(outcome["reasons"])
            if any(issue["code"] == "internal_user" for issue in outcome["issues"]):
                evidence.reason = "own"
            return self._get_review(msg_dict, evidence)
        self._set_author(msg_dict, evidence, customer, message)
        self._subscribe_pic(customer)
        self._offer_phones(customer, evidence, message)
        self._acknowledge(evidence, arrival, outcome)
        return customer

    def _prepare_candidate(self, evidence):
        """Return what ``antcrm.intake`` shall take in."""
        return {
            "name": make_name(evidence.name, evidence.address),
            "emails": [evidence.address],
        }

    def _get_intake_options(self):
        # a stranger must not change an address
        return {**super()._get_intake_options(), "keep_emails": True}

    def _get_customer_context(self):
        """Return the context in which customers are created: their language."""
        if not self.lang:
            return {}
        lang = self.env["res.lang"]._lang_get(self.lang)
        return {"default_lang": self.lang, "default_lang_id": lang.id}

    def _apply(self, evidence):
        """Take the customer in, or find it.

        :return: the customer, empty if there is none, and the outcome of the intake
        """
        Intake = self.env["antcrm.intake"].with_context(**self._get_customer_context())
        candidate = self._prepare_candidate(evidence)
        outcome = Intake.apply(self.kind, [candidate], self._get_intake_options())[0]
        record = outcome["record"]
        if not record or outcome["action"] == "rejected":
            return self.env["res.partner"], outcome
        if any(issue["code"] == "invalid_email" for issue in outcome["issues"]):
            raise ValidationError(" ".join(outcome["reasons"]))
        return self.env[record["model"]].browse(record["id"]), outcome

    def _set_author(self, msg_dict, evidence, customer, message):
        """Set who said what: an employee forwards, all else the customer wrote."""
        if evidence.how == "forward":
            return
        if evidence.how == "attachment":
            self._take_attached(msg_dict, evidence.inner, message)
        if evidence.how != "from":
            name = make_name(evidence.name, evidence.address)
            msg_dict["email_from"] = formataddr((name, evidence.address))
        msg_dict["author_id"] = customer.id if self.kind != "lead" else None

    def _take_attached(self, msg_dict, inner, message):
        """Make an attached mail the message; what the employee wrote above it goes
        along as a note."""
        note = "\n".join(get_lines(message)).strip()
        values = self.env["mail.thread"].message_parse(inner)
        attachments = list(values.get("attachments") or [])
        if note:
            attachments.append(("note.txt", note, {}))
        msg_dict.update(
            body=values["body"],
            attachments=attachments,
            subject=values.get("subject") or msg_dict.get("subject"),
        )
        if values.get("date"):
            msg_dict["date"] = values["date"]

    def _subscribe_pic(self, customer):
        """Let the person in charge follow, so that the message notifies him."""
        pic = customer.user_id.partner_id
        if pic and pic not in customer.message_partner_ids:
            customer.message_subscribe(partner_ids=pic.ids)

    # ------------------------------------------------------------------
    # Review
    # ------------------------------------------------------------------

    def _get_review(self, msg_dict, evidence):
        """Return what keeps a mail for a person to decide; the flood of one sender is
        kept in one."""
        Review = self.env["antcrm.mail.review"]
        if evidence.reason == "rate":
            review = Review.search(
                [
                    ("intake_id", "=", self.id),
                    ("state", "=", "open"),
                    ("reason", "=", "rate"),
                    ("email_from", "=", evidence.sender),
                    ("create_date", ">=", self.env.cr.now() - timedelta(days=1)),
                ],
                limit=1,
            )
            if review:
                return review
        review = Review.create(self._prepare_review_values(msg_dict, evidence))
        if self.doubt_mode == "notify":
            review.message_subscribe(partner_ids=self.responsible_id.partner_id.ids)
        return review

    def _prepare_review_values(self, msg_dict, evidence):
        share = self.env["antcrm.share"]._get(
            self.share_mode, self.share_user_ids, self.share_team_ids
        )
        # whoever clicks without looking must not make a customer of a machine
        guessed = evidence.reason not in ("own", "no_reply")
        address = evidence.address if guessed else False
        return {
            "name": msg_dict.get("subject") or self.env._("(no subject)"),
            "intake_id": self.id,
            "reason": evidence.reason,
            "sign": evidence.sign,
            "email_from": evidence.sender or msg_dict.get("email_from"),
            "sender_email": address,
            "sender_name": make_name(evidence.name, address) if address else False,
            "state": "discarded" if self.doubt_mode == "discard" else "open",
            "share_id": share.id,
            "share_owner_id": self.responsible_id.id,
        }

    # ------------------------------------------------------------------
    # Acknowledge
    # ------------------------------------------------------------------

    def _acknowledge(self, evidence, arrival, outcome):
        """Tell a new customer that the mail arrived, if it was he who sent it."""
        if (
            not self.acknowledge
            or evidence.ours
            or evidence.how != "from"
            or outcome["action"] not in ("created", "duplicated")
            or is_no_reply(evidence.address)
            or arrival._was_acknowledged(arrival.sender)
        ):
            return
        arrival.acknowledged = True
        self.env["mail.mail"].create(
            {
                "subject": self.acknowledge_subject,
                "body_html": self.acknowledge_body,
                "email_from": formataddr(
                    (self.company_id.name, self.alias_full_name or "")
                )
                if self.alias_domain
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

    # ------------------------------------------------------------------
    # Phones of signatures
    # ------------------------------------------------------------------

    def _offer_phones(self, customer, evidence, message):
        """Offer the phone numbers of the customer's own signature to whoever works on
        the customer; nothing is written by itself."""
        if evidence.how != "forward":
            phones = self._find_phones(evidence.inner or message)
            if phones:
                self.env["antcrm.mail.phone"]._offer(customer, phones)

    def _find_phones(self, message):
        """Return the phone numbers of a signature as ``{E.164: shown}``."""
        lines = []
        for line in get_lines(message)[:2_000]:
            if line.startswith(">") or line.strip().startswith(("-----", "_____")):
                break  # what is quoted has other signatures
            if line.strip():
                lines.append(line[:200])
        text = "\n".join(lines[-SIGNATURE_LINES:])
        region = self.company_id.country_id.code or None
        found = {}
        for match in phonenumbers.PhoneNumberMatcher(text, region, max_tries=200):
            number = match.number
            key = phonenumbers.format_number(
                number, phonenumbers.PhoneNumberFormat.E164
            )
            found[key] = phonenumbers.format_number(
                number, phonenumbers.PhoneNumberFormat.INTERNATIONAL
            )
            if len(found) >= MAX_PHONES:
                break
        return found

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

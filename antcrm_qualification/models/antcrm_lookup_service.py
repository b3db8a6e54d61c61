import json
import logging
import re
from urllib.parse import quote, urlsplit

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import NO_ACCESS

from ..tools import http_answer, vies
from ..tools.json_path import read_path, read_texts
from .antcrm_company_lookup import PROVIDER, SECONDS

_logger = logging.getLogger(__name__)

PRIVATE_HOSTS = "antcrm_qualification.lookup_private_hosts"
#: code of the setting with which these services are asked
SERVICES = "services"
#: what in a URL stands for what is asked
ASKED = ("tin", "email")
PLACEHOLDER = re.compile(r"\{(\w*)\}")
PLACEHOLDERS = (*ASKED, "country", "secret")
HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


class AntcrmLookupService(models.Model):
    """A service that knows companies, set up by an Administrator: the EU's, or any that
    answers JSON to a URL. Those that are active are asked in their order, until one
    knows the company. Nothing that goes wrong with them keeps a lead from being saved.
    """

    _name = "antcrm.lookup.service"
    _description = "Look-up Service"
    _order = "sequence, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [("http", "A web address that answers JSON"), ("vies", "EU VIES")],
        required=True,
        default="http",
    )
    url = fields.Char(
        "URL",
        help="{tin} stands for the tax number, {email} for the email address, "
        "{country} for the two letters of the country, {secret} for the secret.",
    )
    is_http_allowed = fields.Boolean(
        "Allow Unencrypted",
        help="Questions, secret and answers can be read and changed on their way.",
    )
    headers = fields.Text(
        help="One in a line, as Name: value. {secret} stands for the secret."
    )
    secret = fields.Char(
        "Kept Secret", groups=NO_ACCESS, copy=False, export_string_translation=False
    )
    secret_input = fields.Char(
        "Secret",
        compute="_compute_secret_input",
        inverse="_inverse_secret_input",
        help="Kept, and shown to nobody. It goes when the host of the URL changes.",
    )
    has_secret = fields.Boolean(compute="_compute_secret_input")
    seconds = fields.Float(
        "Time-out", default=3.0, help=f"Seconds to answer in, {SECONDS} at most."
    )
    path_ids = fields.One2many(
        "antcrm.lookup.path", "service_id", string="What Is Filled In", copy=True
    )
    is_in_use = fields.Boolean(compute="_compute_is_in_use")

    # ------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------

    @api.depends("secret")
    def _compute_secret_input(self):
        # superuser: only whether there is a secret is told
        for service, service_sudo in zip(self, self.sudo(), strict=True):
            service.secret_input = False
            service.has_secret = bool(service_sudo.secret)

    def _inverse_secret_input(self):
        for service in self:
            if service.secret_input:
                # superuser: nobody may read it
                service.sudo().secret = service.secret_input

    def _compute_is_in_use(self):
        self.is_in_use = self._get_parameter(PROVIDER) == SERVICES

    # ------------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------------

    @api.constrains("kind", "url", "is_http_allowed", "headers", "seconds")
    def _check_service(self):
        for service in self:
            problem = service._get_problem()
            if problem:
                raise ValidationError(problem)

    def _get_problem(self):
        """Return what is wrong with one service, ``None`` where nothing is."""
        if not 0 < self.seconds <= SECONDS:
            return self.env._(
                "Give the service between 0 and %(most)s seconds.", most=SECONDS
            )
        if self.kind != "http":
            return None
        try:
            parts = urlsplit(self.url or "")
            is_url = bool(parts.scheme in http_answer.PORTS and parts.hostname)
            is_url = is_url and (parts.port is None or parts.port > 0)
        except ValueError:
            is_url = False
        if not is_url or "@" in parts.netloc or "{" in parts.netloc:
            return self.env._(
                "Enter a whole URL, as https://example.com/companies/{tin}: no login "
                "and no placeholder in the host."
            )
        if parts.scheme == "http" and not self.is_http_allowed:
            return self.env._("Use https, or tick “Allow Unencrypted”.")
        used = {*PLACEHOLDER.findall(self.url)}
        if not used & {*ASKED}:
            return self.env._("Write {tin} or {email} where the URL has it.")
        unknown = used | {*PLACEHOLDER.findall(self.headers or "")}
        unknown -= {*PLACEHOLDERS}
        if unknown:
            return self.env._(
                "There is no placeholder {%(name)s}. Use {tin}, {email}, {country} or "
                "{secret}.",
                name=min(unknown),
            )
        for line in (self.headers or "").splitlines():
            name, colon, _value = line.partition(":")
            if line.strip() and not (colon and HEADER_NAME.fullmatch(name.strip())):
                return self.env._(
                    "“%(line)s” is no header. Write it as Name: value.", line=line
                )
        return None

    # ------------------------------------------------------------------
    # Create and write
    # ------------------------------------------------------------------

    def write(self, vals):
        before = {service: service._get_origin() for service in self}
        result = super().write(vals)
        if "url" in vals and not vals.get("secret_input"):
            # a secret is for the host that it was entered for
            moved = self.filtered(lambda one: one._get_origin() != before[one])
            # superuser: nobody may read it
            moved.sudo().secret = False
        return result

    def _get_origin(self):
        """Return scheme, host and port of one service; nothing without a URL."""
        return self.url and http_answer.get_origin(self.url)

    # ------------------------------------------------------------------
    # Ask
    # ------------------------------------------------------------------

    @api.model
    def _get_parameter(self, name):
        # superuser: reads one word of the settings
        return self.env["ir.config_parameter"].sudo().get_param(name) or ""

    def _can_answer(self, question):
        """Whether what is known is what the service wants to know."""
        self.ensure_one()
        if self.kind == "vies":
            return bool(question["tin"])
        used = PLACEHOLDER.findall(self.url or "")
        return any(question[name] for name in ASKED if name in used)

    def _find(self, question, seconds):
        """Ask one service.

        :param dict question: texts, maybe empty: ``tin``, ``email``, ``country``
        :param float seconds: to answer in
        :return: a candidate of ``antcrm.intake``, or ``None``
        """
        self.ensure_one()
        if seconds <= 0 or not self._can_answer(question):
            return None
        candidate, _text, problem = self._ask(question, seconds)
        if problem:
            _logger.warning("The look-up service %s: %s", self.id, problem)
        return candidate

    def _ask(self, question, seconds):
        """Return what one service answers: a candidate or ``None``, the text it sent,
        and a sentence about what went wrong."""
        seconds = min(self.seconds, seconds)
        if self.kind == "vies":
            return self._ask_vies(question, seconds)
        try:
            status, text = http_answer.ask(
                self._fill(self.url, question, quote),
                self._get_headers(question),
                seconds,
                self._get_parameter(PRIVATE_HOSTS).lower().split(),
                self.is_http_allowed,
            )
        except http_answer.Failure as failure:
            return None, "", self._get_failures()[failure.reason]
        text = self._hide_secret(text)
        if status == 404:
            return None, text, False
        if status != 200:
            problem = self.env._("It answered with status %(status)s.", status=status)
            return None, text, problem
        try:
            return self._read(json.loads(text)), text, False
        except (ValueError, RecursionError):
            return None, text, self.env._("Its answer is no JSON.")

    def _ask_vies(self, question, seconds):
        try:
            answer = vies.ask(question["tin"], question["country"], seconds)
        except Exception:  # pylint: disable=broad-except
            # the library raises whatever its own libraries do
            _logger.info("VIES failed", exc_info=True)
            return None, "", self.env._("VIES does not answer. Try again later.")
        text = json.dumps(answer, indent=2, ensure_ascii=False) if answer else ""
        return answer, text, False

    def _fill(self, text, question, convert=str):
        """Return a text with what its placeholders stand for."""
        # superuser: the secret goes to the service, and nowhere else
        values = {**question, "secret": self.sudo().secret or ""}
        # registers know numbers as they are stored; a dash may begin a branch
        values["tin"] = re.sub(r"[\s.]", "", values["tin"])

        def replace(match):
            value = values[match[1]]
            return convert(value, safe="") if convert is quote else convert(value)

        return PLACEHOLDER.sub(replace, text)

    def _get_headers(self, question):
        headers = {}
        for line in (self.headers or "").splitlines():
            name, _colon, value = line.partition(":")
            if name.strip():
                value = self._fill(value, question).strip()
                headers[name.strip()] = value.encode("utf-8").decode("latin-1")
        return headers

    def _hide_secret(self, text):
        # superuser: what is compared is not shown
        secret = self.sudo().secret
        if not secret:
            return text
        for one in (secret, json.dumps(secret)[1:-1], quote(secret, safe="")):
            text = text.replace(one, "***")
        return text

    @api.model
    def _get_failures(self):
        """Return sentences about what goes wrong with a service, by reason."""
        return {
            http_answer.NOT_ALLOWED: self.env._("Unencrypted addresses are not asked."),
            http_answer.PRIVATE: self.env._(
                "The host is in a private network. An Administrator can list it in "
                "the settings of Customers, under Company look-up."
            ),
            http_answer.ELSEWHERE: self.env._(
                "It sends to another host, or in circles. Enter the URL that answers."
            ),
            http_answer.TOO_LONG: self.env._("Its answer is too long."),
            http_answer.TOO_LATE: self.env._("It did not answer in time."),
            http_answer.UNREACHABLE: self.env._("It cannot be reached. Check the URL."),
        }

    def _read(self, data):
        """Return the company of an answer as a candidate of ``antcrm.intake``, ``None``
        without a name."""
        multiple = {
            one["name"]
            for one in self.env["antcrm.intake"].get_fields("account")
            if one["multiple"]
        }
        candidate = {}
        for path in self.path_ids:
            texts = read_texts(read_path(data, path.path))
            if texts and path.field_name in multiple:
                candidate[path.field_name] = texts
            elif texts:
                candidate.setdefault(path.field_name, texts[0])
        return candidate if candidate.get("name") else None

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_try(self):
        """Ask for one company, and see what comes back; nothing is saved."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Try It"),
            "res_model": "antcrm.lookup.trial",
            "view_mode": "form",
            "target": "new",
            "context": {"default_service_id": self.id},
        }

    def action_use(self):
        """Let leads be looked up with these services."""
        self.check_access("write")
        self.env["ir.config_parameter"].set_param(PROVIDER, SERVICES)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

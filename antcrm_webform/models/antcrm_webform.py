import re
import secrets
import time
from collections import defaultdict
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import consteq, hmac, html2plaintext, is_html_empty, str2bool
from odoo.tools.sql import escape_psql

from odoo.addons.antcrm_customers.tools.intake_entry import (
    EXTERNAL_ID,
    IntakeOptions,
)
from odoo.addons.antcrm_share.models.antcrm_budget import DAY
from odoo.addons.antcrm_share.models.antcrm_share import SHARE_MODES
from odoo.addons.antcrm_share.models.antcrm_share_mixin import ADMINISTRATOR
from odoo.addons.antcrm_share.tools.counts import count_text

from ..tools.answers import Answers, clean_text
from ..tools.origins import is_safe_target, read_origin
from .antcrm_webform_field import IDENTIFYING

# what may be wrong with a value that is kept as it was written
UNCHECKED = ("unchecked", "invalid_date", "bad_value")

#: name of the input that people do not see and programs fill in
TRAP = "contact_me_by_fax"
# entries that wait longer are looked after by nobody
LATE_MINUTES = 5
#: how long a page may stay open before it is sent, in seconds
MAX_OPEN = 24 * 3600
STYLE_LINE = re.compile(r"--antcrm-form-[a-z-]+:\s*[\w#%.,()\s-]{1,100}")
#: parameter of an address -> what it names, and the field of a lead
UTM_MODELS = {
    "utm_source": ("utm.source", "source_id"),
    "utm_medium": ("utm.medium", "medium_id"),
    "utm_campaign": ("utm.campaign", "campaign_id"),
}
#: the source of those who ask to be called
SOURCE_CALL = "Call"


class AntcrmWebform(models.Model):
    """A form that anybody on the web may fill in. What is sent becomes a customer
    through ``antcrm.intake``, with the options of the form."""

    _name = "antcrm.webform"
    _description = "Web Form"
    _inherit = ["antcrm.intake.options.mixin", "antcrm.used.mixin"]
    _order = "name, id"

    name = fields.Char(required=True, help="What your colleagues call the form.")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    kind = fields.Selection(
        "_get_kinds", string="Brings in", required=True, default="lead"
    )
    token = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: secrets.token_urlsafe(12),
    )
    lang = fields.Selection(
        "_get_langs",
        string="Language",
        help="Empty: the language of the visitor, where it is installed.",
    )
    title = fields.Char(translate=True)
    introduction = fields.Text(translate=True)
    button_label = fields.Char("Button", translate=True)
    thank_you_text = fields.Text("Thank-you Text", translate=True)
    redirect_url = fields.Char(
        "Redirect to",
        help="The page that the visitor sees next, instead of the thank-you text.",
    )
    allowed_sites = fields.Text(
        help="Sites that show this form or send to it, one on each line, such as "
        "https://www.example.com. The form's own page needs none.",
    )
    allow_plain_post = fields.Boolean(
        "Accept HTML forms of my own",
        help="The allowed sites may send from a form of their own. Nothing tells how "
        "long such a form took to fill in.",
    )
    consent_text = fields.Html(
        "Consent",
        translate=True,
        help="What the visitor must agree to. It is kept with the customer.",
    )
    consent_version = fields.Integer(readonly=True, copy=False, default=1)
    double_opt_in = fields.Boolean(
        "Confirm by Email",
        help="The visitor gets a link by email; only who opens it becomes a customer.",
    )
    notify_pic = fields.Boolean("Notify the PIC", default=True)
    style = fields.Text(
        "Colours and Shape",
        help="CSS variables, one on each line, such as --antcrm-form-accent: #0b6e4f",
    )
    field_ids = fields.One2many(
        "antcrm.webform.field", "webform_id", string="Fields", copy=True
    )
    accepted_count = fields.Integer("Accepted", readonly=True, copy=False)
    refused_count = fields.Integer("Refused", compute="_compute_refused_count")
    refusals = fields.Text(compute="_compute_refused_count")
    waiting_count = fields.Integer("To Check", compute="_compute_waiting_count")
    late_notice = fields.Char(compute="_compute_late_notice")
    available_fields = fields.Json(compute="_compute_available_fields")
    missing_fields = fields.Char(
        compute="_compute_missing_fields",
        help="The required fields of customers that the form does not ask for.",
    )
    preview = fields.Text(compute="_compute_preview")
    page_url = fields.Char("Page", compute="_compute_snippets")
    iframe_snippet = fields.Text("iframe", compute="_compute_snippets")
    script_snippet = fields.Text("Script", compute="_compute_snippets")
    html_snippet = fields.Text("HTML Form of Your Own", compute="_compute_snippets")
    # declared anew so that their choices are translated: the host keeps the choices of
    # an inherited field under the addon that made the field
    duplicate_policy = fields.Selection(
        [
            ("skip", "Skip: leave the existing customer as it is"),
            ("duplicate", "Duplicate: create another customer"),
            ("overwrite", "Overwrite: replace what the form brings"),
            ("merge", "Merge: add what is new, replace nothing"),
        ],
        default="merge",
        help="A customer exists when the phone or the email is known. Email "
        "addresses are never replaced, and the history shows what was.",
    )
    other_kinds = fields.Selection(
        [
            ("link", "Link: a new lead belongs to the customer who is there"),
            ("attach", "History: add what came to the history of who is there"),
            ("skip", "Skip: leave who is there as they are"),
        ],
        help="Whom the responsible may not see is as if not there. What was written is "
        "in the history in any case.",
    )
    # of its customers: for who sets it up
    share_mode = fields.Selection(SHARE_MODES, groups=ADMINISTRATOR)
    share_user_ids = fields.Many2many(groups=ADMINISTRATOR)
    share_team_ids = fields.Many2many(groups=ADMINISTRATOR)
    responsible_id = fields.Many2one(
        required=True, default=lambda self: self.env.user, ondelete="restrict"
    )

    _token_unique = models.UniqueIndex("(token)", "There is already such an address.")

    @api.model
    def _get_kinds(self):
        """Return the kinds of customers, named as the company calls them."""
        labels = self.env["antcrm.customer.kind"].get_labels()
        return [(code, words["singular"]) for code, words in labels.items()]

    @api.model
    def _get_langs(self):
        return self.env["res.lang"].get_installed()

    # ------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------

    @api.depends_context("lang")
    def _compute_refused_count(self):
        labels = self._get_refusal_labels()
        # superuser: numbers without a name, for who may read the form
        sums = self.env["antcrm.budget"].sudo()._sum_refused(self)
        for webform in self:
            own = {key: sums.get((webform._origin.id, key)) for key in labels}
            webform.refused_count = sum(filter(None, own.values()))
            webform.refusals = "\n".join(
                f"{label}: {own[key]}" for key, label in labels.items() if own[key]
            )

    @api.model
    def _get_refusal_labels(self):
        return {
            "trap": self.env._("Filled in what only programs see"),
            "fast": self.env._("Too fast for a person"),
            "origin": self.env._("From another site"),
            "key": self.env._("Wrong key"),
            "limit": self.env._("Too many"),
            "captcha": self.env._("Captcha not passed"),
        }

    def _compute_late_notice(self):
        late = fields.Datetime.now() - timedelta(minutes=LATE_MINUTES)
        # superuser: a number, whoever is responsible for the entries
        counts = dict(
            self.env["antcrm.webform.submission"]
            .sudo()
            ._read_group(
                [
                    ("webform_id", "in", self.ids),
                    ("state", "=", "queued"),
                    ("create_date", "<", late),
                ],
                ["webform_id"],
                ["__count"],
            )
        )
        for webform in self:
            count = counts.get(webform.sudo())
            webform.late_notice = count and self.env._(
                "%(count)s entries wait: the scheduler of the server does not run, or "
                "the server cannot write its data. Nothing is lost. They are taken in "
                "as you open this page; ask your administrator to restart the server, "
                "and to give it workers for scheduled actions (max_cron_threads).",
                count=count_text(self.env, count),
            )

    @api.model
    def web_search_read(self, *args, **kwargs):
        self.env["antcrm.webform.submission"]._look_after()
        return super().web_search_read(*args, **kwargs)

    def web_read(self, *args, **kwargs):
        self.env["antcrm.webform.submission"]._look_after()
        return super().web_read(*args, **kwargs)

    def _compute_waiting_count(self):
        # superuser: a number, for who may read the form
        groups = (
            self.env["antcrm.webform.submission"]
            .sudo()
            ._read_group(
                [("webform_id", "in", self.ids), ("state", "=", "failed")],
                ["webform_id"],
                ["__count"],
            )
        )
        counts = {webform.id: count for webform, count in groups}
        for webform in self:
            webform.waiting_count = counts.get(webform._origin.id, 0)

    @api.depends("kind")
    def _compute_available_fields(self):
        for webform in self:
            offered = self.env["antcrm.webform.field"]._get_offered(webform.kind)
            webform.available_fields = list(offered)

    @api.depends("kind", "field_ids.name", "field_ids.required")
    @api.depends_context("lang")
    def _compute_missing_fields(self):
        CustomField = self.env["antcrm.custom.field"]
        for webform in self:
            asked = webform.field_ids.filtered("required").mapped("name")
            webform.missing_fields = ", ".join(
                definition["label"]
                for definition in CustomField._get_required(webform.kind or "lead")
                if definition["required"]
                and not definition["default"]
                and definition["name"] not in asked
            )

    @api.depends(
        "kind",
        "lang",
        "title",
        "introduction",
        "button_label",
        "consent_text",
        "style",
        "field_ids.sequence",
        "field_ids.name",
        "field_ids.label",
        "field_ids.help",
        "field_ids.placeholder",
        "field_ids.required",
        "field_ids.choices",
        "field_ids.extensions",
        "field_ids.max_megabytes",
    )
    @api.depends_context("lang")
    def _compute_preview(self):
        for webform in self:
            webform.preview = webform._render_page(preview=True)

    @api.depends("token", "name", "field_ids.name", "field_ids.label", "consent_text")
    @api.depends_context("lang")
    def _compute_snippets(self):
        for webform in self:
            url = webform._get_url()
            webform.page_url = url
            webform.iframe_snippet = Markup(
                '<iframe id="antcrm-form-%(token)s" src="%(url)s?embed=iframe" '
                'title="%(name)s" style="width: 100%%; border: 0"></iframe>\n'
                '<script src="%(url)s.js" data-iframe="antcrm-form-%(token)s" async>'
                "</script>"
            ) % {"url": url, "name": webform.name or "", "token": webform.token}
            webform.script_snippet = Markup('<script src="%s.js" async></script>') % url
            webform.html_snippet = webform._get_html_snippet(url)

    def _get_html_snippet(self, url):
        """Return an HTML form for a page of one's own, ready to be changed."""
        self.ensure_one()
        form = self._get_form_values()
        lines = []
        for field in form["fields"]:
            required = Markup(" required") if field["required"] else ""
            values = {**field, "required": required}
            if field["type"] == "select" and len(field["options"]) > 20:
                values["type"] = "text"
            elif field["type"] in ("select", "checkboxes"):
                lines.append(Markup("    <p>%(label)s</p>") % values)
                lines += [
                    Markup(
                        '    <label><input type="%s" name="%s" value="%s"> %s</label>'
                    )
                    % (
                        "radio" if field["type"] == "select" else "checkbox",
                        field["name"],
                        key,
                        label,
                    )
                    for key, label in field["options"]
                ]
                continue
            template = {
                "textarea": '<textarea name="%(name)s"%(required)s></textarea>',
                "checkbox": '<input type="checkbox" name="%(name)s" value="1"'
                "%(required)s>",
            }.get(field["type"], '<input type="%(type)s" name="%(name)s"%(required)s>')
            values["type"] = {"datalist": "text", "decimal": "number"}.get(
                values["type"], values["type"]
            )
            lines.append(Markup(f"    <label>%(label)s {template}</label>") % values)
        if form["consent"]:
            lines.append(
                Markup(
                    '    <label><input type="checkbox" name="consent" value="1" '
                    "required> %s</label>"
                )
                % html2plaintext(self.consent_text).strip()
            )
        enctype = Markup(' enctype="multipart/form-data"') if form["has_file"] else ""
        return Markup(
            '<form action="%s" method="post"%s>\n%s\n'
            '    <button type="submit">%s</button>\n</form>'
        ) % (url, enctype, Markup("\n").join(lines), form["button"])

    # ------------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------------

    @api.constrains("redirect_url")
    def _check_redirect_url(self):
        for webform in self:
            if webform.redirect_url and not is_safe_target(webform.redirect_url):
                raise ValidationError(
                    self.env._(
                        "“%(url)s” is no address of a page. Write it in full, such as "
                        "https://www.example.com/thanks.",
                        url=webform.redirect_url,
                    )
                )

    @api.constrains("allowed_sites")
    def _check_allowed_sites(self):
        for webform in self:
            for line in (webform.allowed_sites or "").split():
                if not read_origin(line):
                    raise ValidationError(
                        self.env._(
                            "“%(site)s” is no site. Write it such as "
                            "https://www.example.com, one on each line.",
                            site=line,
                        )
                    )

    @api.constrains("style")
    def _check_style(self):
        for webform in self:
            for line in webform._get_style_lines():
                if not STYLE_LINE.fullmatch(line):
                    raise ValidationError(
                        self.env._(
                            "“%(line)s” is no variable of the form. Write one on each "
                            "line, such as --antcrm-form-accent: #0b6e4f",
                            line=line,
                        )
                    )

    @api.constrains("field_ids", "double_opt_in", "kind")
    def _check_fields(self):
        for webform in self:
            names = webform.field_ids.mapped("name")
            if not any(name in IDENTIFYING for name in names):
                raise ValidationError(
                    self.env._("Add a field for the name, the email or the phone.")
                )
            required = webform.field_ids.filtered("required").mapped("name")
            if webform.double_opt_in and "emails" not in required:
                raise ValidationError(
                    self.env._(
                        "To confirm by email, the form needs the field Email, and "
                        "it must be required."
                    )
                )

    def _check_may_overwrite(self):
        """A form sees all customers; whoever lets it replace their values must be one
        who may see them all."""
        if not (
            self.env.su or self.env.user.has_group("antcrm_share.group_data_owner")
        ):
            if any(webform.duplicate_policy == "overwrite" for webform in self):
                raise AccessError(
                    self.env._(
                        "Only a Data Owner lets a form overwrite customers. "
                        "Choose “Merge” instead."
                    )
                )

    # ------------------------------------------------------------------
    # Overrides
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        webforms = super().create(vals_list)
        webforms._check_may_overwrite()
        return webforms

    def write(self, vals):
        if "consent_text" in vals:
            for webform in self:
                if (webform.consent_text or "") != (vals["consent_text"] or ""):
                    super(AntcrmWebform, webform).write(
                        {"consent_version": webform.consent_version + 1}
                    )
        result = super().write(vals)
        if "duplicate_policy" in vals:
            self._check_may_overwrite()
        return result

    def update_field_translations(self, field_name, translations, source_lang=""):
        result = super().update_field_translations(
            field_name, translations, source_lang=source_lang
        )
        if field_name == "consent_text":
            for webform in self:
                webform.consent_version += 1
        return result

    def unlink(self):
        """:raise UserError: there are entries that the user may not read"""
        # superuser: finds what nobody may lose unseen
        entries = self.env["antcrm.webform.submission"].sudo()
        self._unlink_arrivals(
            entries.search([("webform_id", "in", self.ids)]),
            self.env._(
                "Entries of this form wait for its responsible, and you may not see "
                "them. Archive the form instead, or ask the responsible or a Data "
                "Owner to decide about them first."
            ),
        )
        return super().unlink()

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        return [
            {**vals, "name": self.env._("%(name)s (copy)", name=webform.name)}
            for webform, vals in zip(self, vals_list, strict=True)
        ]

    @api.model
    def default_get(self, fields_list):
        """A new form has the fields that most have."""
        values = super().default_get(fields_list)
        if "field_ids" in fields_list and not values.get("field_ids"):
            values["field_ids"] = [
                fields.Command.create({"name": name, "required": required})
                for name, required in (
                    ("name", True),
                    ("emails", True),
                    ("phones", False),
                    ("message", False),
                )
            ]
        return values

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_open_page(self):
        """Open the form's own page."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self.page_url, "target": "new"}

    def action_view_waiting(self):
        """Show what could not be taken in."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "antcrm_webform.antcrm_webform_submission_action"
        )
        return {**action, "domain": [("webform_id", "=", self.id)]}

    # ------------------------------------------------------------------
    # Show
    # ------------------------------------------------------------------

    @api.model
    def _find(self, token):
        """Return the form of an address, as superuser, or an empty recordset; a form
        that is archived, too, which takes in nothing.

        The public has no rights on any model: what a visitor gets and sends goes
        through this one form, its own fields and its own options.
        """
        token = str(token or "")
        if not token.isascii() or not token.isprintable():
            # none of ours, and nothing that the database could look for
            return self.sudo().browse()
        forms = self.sudo().with_context(active_test=False)
        webform = forms.search([("token", "=", token)], limit=1)
        webform = webform.with_env(self.sudo().env)
        return webform.with_company(webform.company_id) if webform else webform

    def _get_url(self):
        self.ensure_one()
        return f"{self.get_base_url()}/antcrm/form/{self.token}"

    def _with_visitor_lang(self, wanted=None):
        """Return the form in its own language, else in the wanted one, else in that of
        the environment.

        :param str wanted: ``vi_VN``, or ``vi`` for what is installed of it
        """
        self.ensure_one()
        installed = [code for code, _name in self._get_langs()]
        wanted = (wanted or "").replace("-", "_")
        lang = next(
            (
                code
                for code in (
                    self.lang,
                    *(code for code in installed if wanted and code == wanted),
                    *(
                        code
                        for code in installed
                        if wanted and code[:2] == wanted[:2] and len(wanted) >= 2
                    ),
                )
                if code in installed
            ),
            None,
        )
        return self.with_context(lang=lang) if lang else self

    def _get_style_lines(self):
        lines = (self.style or "").replace(";", "\n").splitlines()
        return [line.strip() for line in lines if line.strip()]

    @api.model
    def _render(self, template, **values):
        # superuser: our own templates, which the public may not read as records
        return self.env["ir.qweb"].sudo()._render(template, values).strip()

    def _get_form_values(self, answers=None, errors=None, **values):
        """Return what the templates show of one form.

        :param dict answers: what was typed, lists of texts by name of the field
        :param dict errors: messages by name of the field; ``""`` for the whole form
        """
        self.ensure_one()
        answers, errors = answers or {}, errors or {}
        lang = self.env["res.lang"]._get_data(code=self.env.lang or "en_US")
        button = self.button_label or self.env._("Send")
        page_title = self.title or button
        offered = self.env["antcrm.webform.field"]._get_offered(self.kind)
        return {
            "url": f"/antcrm/form/{self.token}",
            "lang": (lang.code or "en_US").replace("_", "-"),
            "direction": lang.direction or "ltr",
            "style": "; ".join(self._get_style_lines()),
            "name": self.name or "",
            "title": self.title or "",
            "introduction": self.introduction or "",
            "button": button,
            "page_title": (
                self.env._("Not sent: %(title)s", title=page_title)
                if errors
                else page_title
            ),
            "failed": self.env._(
                "This could not be sent. Please check your connection and try again."
            ),
            "fields": [
                field._get_form_values(offered[field.name], answers, errors)
                for field in self.field_ids.sorted(
                    lambda field: (field.sequence, field._origin.id or 0)
                )
                if field.name in offered
            ],
            "has_file": "file" in self.field_ids.mapped("name"),
            "consent": (
                None
                if is_html_empty(self.consent_text)
                else {
                    "text": Markup(self.consent_text),
                    "agree": self.env._("I agree"),
                    "version": self.consent_version,
                    "error": errors.get("consent"),
                    "checked": bool(answers.get("consent")),
                }
            ),
            "trap": TRAP,
            "hidden": {},
            "errors": errors,
            "error": errors.get(""),
            "thanks": self.thank_you_text or "",
            "confirm": self.double_opt_in,
            "redirect": self.redirect_url or "",
            "captcha": {},
            "embed": "",
            **values,
        }

    def _render_page(self, preview=False, **values):
        """Return the form as a page of its own."""
        self.ensure_one()
        lang_self = self._with_visitor_lang() if preview else self
        form = lang_self._get_form_values(**values)
        return lang_self._render(
            "antcrm_webform.page",
            form=form,
            content="antcrm_webform.form",
            preview=preview,
        )

    # ------------------------------------------------------------------
    # Origins
    # ------------------------------------------------------------------

    def _get_allowed_origins(self):
        return [read_origin(line) for line in (self.allowed_sites or "").split()]

    # ------------------------------------------------------------------
    # Stamps: when the page was opened
    # ------------------------------------------------------------------

    def _make_stamp(self):
        """Return a signed text that tells when this form was opened."""
        now = str(int(time.time()))
        return f"{now}.{self._sign_stamp(now)}"

    def _sign_stamp(self, moment):
        # superuser: reads the database's secret
        return hmac(self.sudo().env, "antcrm_webform_stamp", (self.id, moment))

    def _read_stamp(self, stamp):
        """Return how many seconds ago the form was opened, ``None`` if the stamp is not
        ours."""
        moment, _dot, signature = (stamp or "").partition(".")
        if (
            not moment.isascii()
            or not moment.isdigit()
            or not signature.isascii()
            or not consteq(self._sign_stamp(moment), signature)
        ):
            return None
        return time.time() - int(moment)

    # ------------------------------------------------------------------
    # Settings
    # ------------------------------------------------------------------

    @api.model
    def _get_setting(self, name):
        """Return a number of the settings."""
        default = self._get_default_settings()[name]
        # superuser: reads one number of the settings
        value = (
            self.env["ir.config_parameter"]
            .sudo()
            .get_param(f"antcrm_webform.{name}", default)
        )
        try:
            return max(0, int(value))
        except ValueError:
            return default

    @api.model
    def _get_default_settings(self):
        return {
            # posts of one address to one form in ten minutes
            "address_limit": 20,
            # posts to one form in an hour
            "form_limit": 1000,
            # posts with the key of a form in ten minutes
            "key_limit": 600,
            # seconds that a person needs at least
            "min_seconds": 3,
            # megabytes of a post without its files
            "body_megabytes": 1,
            # hours in which a confirmation is waited for
            "confirm_hours": 48,
            # mails to one address by one form in a day
            "mail_limit": 3,
            # new campaigns, sources and mediums by one form in a day
            "utm_limit": 50,
        }

    @api.model
    def _get_max_body(self):
        """Return how many bytes any post may have, files included."""
        # superuser: the largest number of a few
        largest = (
            self.env["antcrm.webform.field"]
            .sudo()
            .search([("name", "=", "file")], order="max_megabytes desc", limit=1)
        )
        megabytes = self._get_setting("body_megabytes") + largest.max_megabytes
        return megabytes * 1024 * 1024

    @api.model
    def _get_captcha(self):
        """Return the public keys of the host's captchas that are set up, by provider:
        ``recaptcha``, ``turnstile``."""
        # superuser: the keys that the host itself shows to every visitor
        parameters = self.env["ir.config_parameter"].sudo()
        http = self.env["ir.http"]
        keys = {}
        if hasattr(http, "_verify_recaptcha_token") and str2bool(
            parameters.get_param("enable_recaptcha", True)
        ):
            if parameters.get_param("recaptcha_private_key"):
                keys["recaptcha"] = parameters.get_param("recaptcha_public_key")
        if hasattr(http, "_verify_turnstile_token"):
            if parameters.get_param("cf.turnstile_secret_key"):
                keys["turnstile"] = parameters.get_param("cf.turnstile_site_key")
        return {provider: key for provider, key in keys.items() if key}

    # ------------------------------------------------------------------
    # Take in
    # ------------------------------------------------------------------

    def _refuse(self, reason):
        """Leave nothing of a refused post but a number."""
        self.ensure_one()
        self.env["antcrm.budget"]._count_at(self, "refused", reason, DAY)

    def _read_answers(self, form, files, is_strict=False):
        """Read what a visitor sent.

        :param form: multi-dict of the texts
        :param files: multi-dict of the files
        :param bool is_strict: a program sent it, which can put right what cannot be
            read, and knows the customer by an id of its own
        :return: the answers as typed, the values of a submission, the files as
            ``(name, content)``, and messages by field for what is wrong
        """
        self.ensure_one()
        answers = Answers()
        offered = self.env["antcrm.webform.field"]._get_offered(self.kind)
        for field in self.field_ids:
            definition = offered.get(field.name)
            if not definition:
                continue
            if field.name == "file":
                error = self._read_upload(answers, field, definition, files)
            else:
                error = self._read_answer(answers, field, definition, form, is_strict)
            if error:
                answers.errors[field.name] = error
        self._read_consent(form, answers.typed, answers.errors)
        self._complete_name(answers.candidate)
        if is_strict and form.get(EXTERNAL_ID):
            answers.candidate[EXTERNAL_ID] = form[EXTERNAL_ID]
        unchecked = self._check_candidate(answers.candidate, answers.errors, is_strict)
        values = {
            "candidate": answers.candidate,
            "lines": [
                (label, self._mark(shown) if name in unchecked else shown)
                for name, label, shown in answers.lines
            ],
            "call": bool(answers.special.get("call_back")),
            "lang": self.env.lang,
            "page": self._read_page(form),
            "utm": {
                key: text
                for key in UTM_MODELS
                if (text := clean_text(form.get(key))[:100])
            },
            "consent": self._get_consent_values(),
        }
        return answers.typed, values, answers.uploads, answers.errors

    @api.model
    def _read_upload(self, answers, field, definition, files):
        """Read a file into the answers.

        :return: what is wrong with it
        """
        upload, error = field._read_file(files)
        if upload:
            answers.uploads.append(upload)
            answers.lines.append((None, field._get_label(definition), upload[0]))
        return error

    @api.model
    def _read_answer(self, answers, field, definition, form, is_strict):
        """Read the texts of a field into the answers.

        :return: what is wrong with them
        """
        values = field._read_texts(definition, form)
        answers.typed[field.name] = values
        error = field._get_text_error(definition, values)
        if not values:
            return error
        label = field._get_label(definition)
        if error:
            if is_strict or not field._is_kept_unchecked(definition, values):
                return error
            # a visitor is not lost over a value that need not be there
            answers.lines.append((None, label, self._mark(", ".join(values))))
            return None
        is_special = definition["group"] == "special"
        target = answers.special if is_special else answers.candidate
        target[field.name] = field._convert(definition, values)
        shown = field._get_shown(definition, values)
        answers.lines.append((field.name, label, shown))
        return None

    def _read_consent(self, form, typed, errors):
        if is_html_empty(self.consent_text):
            return
        typed["consent"] = [value for value in form.getlist("consent") if value]
        version = form.get("consent_version")
        if typed["consent"] and version and version != str(self.consent_version):
            typed["consent"] = []
            errors["consent"] = self.env._(
                "This text has changed in the meantime. Please read it again."
            )
        elif not typed["consent"]:
            errors["consent"] = self.env._("Please agree, so that we may answer you.")

    def _get_consent_values(self):
        if is_html_empty(self.consent_text):
            return None
        return {"version": self.consent_version, "text": self.consent_text}

    def _read_page(self, form):
        """Return the address of the page that the form stood on, or ``""``."""
        page = clean_text(form.get("page"))[:500]
        return page if read_origin(page) else ""

    @api.model
    def _complete_name(self, candidate):
        """Whoever gives no name is called by the email or the phone."""
        if not any(
            candidate.get(name)
            for name in ("name", "firstname", "lastname", "partner_name")
        ):
            for key in ("emails", "phones"):
                if candidate.get(key):
                    candidate["name"] = candidate[key][0]
                    return

    def _check_candidate(self, candidate, errors, is_strict=False):
        """Add what the intake finds wrong with a candidate to ``errors``. It does not
        look who is there: the visitor must not learn it, not even by the time.

        :param bool is_strict: nothing is kept that cannot be read
        :return: the names of fields that need not be filled in, and whose values are
            kept as they were written
        """
        Intake = self.env["antcrm.intake"]
        (issues,) = Intake._check_candidates(
            self.kind, [candidate], self._get_intake_options()
        )
        told = Intake._get_told_codes()
        names = [*self.field_ids.mapped("name"), EXTERNAL_ID]
        required = self.field_ids.filtered("required").mapped("name")
        unchecked = set()
        for issue in issues:
            name = issue["field"]
            if issue["code"] in told:
                continue  # the visitor is not asked to put anything right
            if (
                issue["code"] in UNCHECKED
                and name not in (*required, EXTERNAL_ID)
                and not is_strict
            ):
                unchecked.add(name)
            elif issue["code"] == "no_name":
                if not errors:
                    name = next(name for name in IDENTIFYING if name in names)
                    errors[name] = self.env._("Please fill in this field.")
            elif name in names and issue["code"] != "required":
                errors.setdefault(name, issue["message"])
        return unchecked

    @api.model
    def _mark(self, text):
        """Return a text that could not be read, as the customer's history shows it."""
        return self.env._("%(text)s (not checked)", text=text)

    @api.model
    def _get_way_in(self):
        return "webform"

    def _get_origin(self):
        """Of the accounts that visitors name; what they sent says it of themselves."""
        return self.env._("Came in through the form “%(form)s”.", form=self.name)

    def _get_intake_options(self):
        """A stranger may not change an email address, and what they send is
        the responsible's."""
        return IntakeOptions(
            {
                **super()._get_intake_options(),
                "keep_emails": True,
                "keep_unread": True,
                "keeps_history": True,
                "tells_origin": True,
                "invalid_values": "drop",
                # the ids of programs are those of one form
                "external_system": self._get_external_system(),
                "update_known": True,
            }
        )

    # ------------------------------------------------------------------
    # Campaigns
    # ------------------------------------------------------------------

    def _get_campaign_values(self, data, known):
        """Return the source, the medium and the campaign that an entry came from, as
        ids by field. New ones are made up to a limit: anybody can write anything into
        an address.

        :param dict known: what was found so far, for the entries of one batch
        """
        self.ensure_one()
        names = {
            field: (model, name)
            for key, (model, field) in UTM_MODELS.items()
            if (name := data["utm"].get(key))
        }
        if data.get("call"):
            names["source_id"] = ("utm.source", SOURCE_CALL)
        elif "source_id" not in names and not self.source_id and data.get("page"):
            host = read_origin(data["page"]).partition("://")[2]
            names["source_id"] = ("utm.source", host)
        values = {}
        for field, (model, name) in names.items():
            key = (model, name.lower())
            if key not in known:
                known[key] = self._find_campaign(model, name)
            values[field] = known[key]
        if not values.get("medium_id"):
            values["medium_id"] = self.env["ir.model.data"]._xmlid_to_res_id(
                "utm.utm_medium_website"
            )
        return {field: id_ for field, id_ in values.items() if id_}

    @api.model
    def _get_source_value(self, values):
        """Return the part of the campaign that the intake takes."""
        source_id = values.get("source_id")
        return {"source_id": source_id} if source_id else {}

    def _find_campaign(self, model, name):
        """Return the id of a campaign, source or medium, a new one within the limit."""
        known = (
            self.env[model]
            .with_context(active_test=False)
            .search([("name", "=ilike", escape_psql(name))], limit=1)
        )
        if known:
            return known.id
        count, _seconds = self.env["antcrm.budget"]._count_at(self, "utm", model, DAY)
        if count > self._get_setting("utm_limit"):
            return False
        return self.env["utm.mixin"]._find_or_create_record(model, name).id

    @api.model
    def _write_campaigns(self, done):
        """Give leads their medium and campaign, where they have none."""
        changes = defaultdict(lambda: self.env["crm.lead"])
        for _entry, record, values, _outcome in done:
            if record._name == "crm.lead":
                for field in ("medium_id", "campaign_id"):
                    if values.get(field) and not record[field]:
                        changes[field, values[field]] |= record
        for (field, id_), leads in changes.items():
            leads.write({field: id_})

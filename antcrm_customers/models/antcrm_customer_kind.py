import re

from markupsafe import Markup, escape

from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError

#: Languages that write nouns with a capital letter inside sentences, too
CAPITALISED_NOUNS = ("de", "lb")
# The words that strings of views and of actions' help texts may use, such as {Leads}
WORD = re.compile(r"(?<!\{)\{((?:lead|contact|account)s?)\}(?!\})", re.IGNORECASE)


class AntcrmCustomerKind(models.Model):
    """What a company calls its leads, contacts and accounts.

    Menus, the titles of pages, buttons and labels are computed from these words when
    they are shown. Nothing is written to the menus and actions themselves, so an update
    of the addon cannot undo a renaming.
    """

    _name = "antcrm.customer.kind"
    _description = "Customer Kind"
    _order = "id"

    code = fields.Selection(
        [("lead", "Lead"), ("contact", "Contact"), ("account", "Account")],
        required=True,
        readonly=True,
    )
    name = fields.Char(
        "Name of One", required=True, translate=True, help="For example: Patient"
    )
    plural_name = fields.Char(
        "Name of Several", required=True, translate=True, help="For example: Patients"
    )
    model = fields.Char(compute="_compute_model")

    _code_unique = models.Constraint(
        "unique(code)", "There is one record for each kind of customer."
    )

    @api.depends("code")
    def _compute_model(self):
        for kind in self:
            kind.model = self._get_model(kind.code)

    @api.constrains("name", "plural_name")
    def _check_words(self):
        for kind in self:
            if not kind.name.strip() or not kind.plural_name.strip():
                raise ValidationError(
                    self.env._("Enter a word for one and for several.")
                )

    def write(self, vals):
        if "code" in vals and any(kind.code != vals["code"] for kind in self):
            raise UserError(
                self.env._(
                    "The three kinds of customers are fixed. Change their names."
                )
            )
        result = super().write(vals)
        if "name" in vals or "plural_name" in vals:
            self._clear_words()
        return result

    def action_reset_words(self):
        """Go back to the words that the addon ships, in all installed languages.

        :return: an action that says so
        """
        for lang, _name in self.env["res.lang"].get_installed():
            shipped = self.with_context(lang=lang)._get_shipped_words()
            for kind in self.with_context(lang=lang):
                kind.name, kind.plural_name = shipped[kind.code]
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("These are the original names."),
                # the page shows them, and with nothing to show it still says so
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    # ------------------------------------------------------------------
    # Words
    # ------------------------------------------------------------------

    @api.model
    def _get_model(self, code):
        """Return the model whose records are customers of a kind."""
        return "crm.lead" if code == "lead" else "res.partner"

    def _clear_words(self):
        """Let the new words show at once, in all processes and browsers."""
        self.env.flush_all()
        self.env.registry.clear_cache()
        self.env.registry.clear_cache("templates")
        # Browsers keep views, actions and menus for as long as the registry is the
        # same; this gives it a new number.
        self.env.registry.registry_invalidated = True

    @api.model
    def _get_shipped_words(self):
        """Return ``{code: (singular, plural)}`` as shipped, in the user's language."""
        return {
            "lead": (self.env._("Lead"), self.env._("Leads")),
            "contact": (self.env._("Contact"), self.env._("Contacts")),
            "account": (self.env._("Account"), self.env._("Accounts")),
        }

    @api.model
    def get_labels(self):
        """Return what the company calls its customers, in the user's language.

        :return: ``{code: {"singular": "Lead", "plural": "Leads", "singular_inline":
            "lead", "plural_inline": "leads"}}``; the inline words stand within
            a sentence
        """
        return {code: dict(labels) for code, labels in self._get_labels().items()}

    @api.model
    @tools.ormcache("self.env.lang")
    def _get_labels(self):
        # superuser: three words that every page shows
        return {
            kind.code: {
                "singular": kind.name,
                "plural": kind.plural_name,
                "singular_inline": self._make_inline(kind.name),
                "plural_inline": self._make_inline(kind.plural_name),
            }
            for kind in self.sudo().search([])
        }

    @api.model
    def _make_inline(self, text):
        """Return a word as it stands within a sentence: ``Patient`` -> ``patient``,
        but ``VIP`` stays."""
        language = self.env.context.get("lang") or ""
        if language.split("_")[0] in CAPITALISED_NOUNS:
            return text
        return " ".join(
            word if word[1:] != word[1:].lower() else word.lower()
            for word in text.split(" ")
        )

    @api.model
    def _get_words(self):
        """Return the words to fill into sentences: ``{"lead": "patient", "leads":
        "patients", "Lead": "Patient", "Leads": "Patients", "contact": ...}``.

        Usage: ``self.env._("Create %(lead)s", **kinds._get_words())``
        """
        words = {}
        for code, labels in self._get_labels().items():
            words[code] = labels["singular_inline"]
            words[f"{code}s"] = labels["plural_inline"]
            words[code.capitalize()] = labels["singular"]
            words[f"{code.capitalize()}s"] = labels["plural"]
        return words

    @api.model
    def _fill_words(self, text):
        """Return ``text`` with ``{Lead}``, ``{leads}`` ... replaced by the company's
        words; markup stays markup."""
        if not text or "{" not in text:
            return text
        words = self._get_words()
        quote = escape if isinstance(text, Markup) else str
        filled = WORD.sub(
            lambda match: str(quote(words.get(match[1], match[0]))), str(text)
        )
        return type(text)(filled)

    # ------------------------------------------------------------------
    # Menus and titles of pages
    # ------------------------------------------------------------------

    @api.model
    def _get_titles(self):
        """Return the titles that have one of the words in them: ``{xml id: title}``.

        Extend it for further menus and actions of the words' kind.
        """
        words = self._get_words()
        module = "antcrm_customers"
        lead_settings = self.env._("%(Lead)s Settings", **words)
        customer_settings = self.env._("%(Contact)s/%(Account)s Settings", **words)
        lead_statuses = self.env._("%(Lead)s Statuses", **words)
        customer_statuses = self.env._("%(Contact)s/%(Account)s Statuses", **words)
        lead_fields = self.env._("%(Lead)s Fields", **words)
        customer_fields = self.env._("%(Contact)s/%(Account)s Fields", **words)
        return {
            f"{module}.menu_leads": words["Leads"],
            f"{module}.menu_contacts": words["Contacts"],
            f"{module}.menu_accounts": words["Accounts"],
            f"{module}.crm_lead_action": words["Leads"],
            f"{module}.res_partner_action_contact": words["Contacts"],
            f"{module}.res_partner_action_account": words["Accounts"],
            f"{module}.menu_lead_settings": lead_settings,
            f"{module}.menu_customer_settings": customer_settings,
            f"{module}.antcrm_status_action_lead": lead_statuses,
            f"{module}.antcrm_status_action_customer": customer_statuses,
            f"{module}.antcrm_custom_field_action_lead": lead_fields,
            f"{module}.antcrm_custom_field_action_customer": customer_fields,
        }

    @api.model
    @tools.ormcache("self.env.lang")
    def _get_titles_by_record(self):
        """Return ``{(model, id): title}`` of the titles that differ from what is
        shipped; empty as long as nothing was renamed."""
        labels = self._get_labels()
        shipped = self._get_shipped_words()
        if all(
            (words["singular"], words["plural"]) == shipped[code]
            for code, words in labels.items()
        ):
            return {}
        # superuser: ids of menus and actions, no content
        data = self.env["ir.model.data"].sudo()
        return {
            record: title
            for xml_id, title in self._get_titles().items()
            if all(record := data._xmlid_to_res_model_res_id(xml_id))
        }

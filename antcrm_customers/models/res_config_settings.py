from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from odoo.addons.antcrm_share.models.antcrm_budget import QUESTIONS_PER_HOUR
from odoo.addons.antcrm_share.models.antcrm_share_mixin import ADMINISTRATOR
from odoo.addons.antcrm_share.models.res_config_settings import DEFAULT_SHARE_MODES

from .antcrm_budget_import import IMPORT_QUESTIONS_PER_DAY
from .antcrm_day import SILENT_DAYS


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    antcrm_share_mode_contact = fields.Selection(
        DEFAULT_SHARE_MODES,
        string="Share of New Contacts",
        default="all",
        config_parameter="antcrm_share.share_mode_contact",
    )
    antcrm_share_mode_account = fields.Selection(
        DEFAULT_SHARE_MODES,
        string="Share of New Accounts",
        default="all",
        config_parameter="antcrm_share.share_mode_account",
    )

    antcrm_pic_default = fields.Selection(
        [("creator", "Who enters them"), ("none", "Nobody, until somebody is chosen")],
        string="PIC of New Contacts and Accounts",
        default="creator",
        config_parameter="antcrm_customers.pic_default",
    )

    antcrm_silent_days = fields.Integer(
        "Days without Contact",
        config_parameter="antcrm_customers.silent_days",
        default=SILENT_DAYS,
    )

    antcrm_questions_per_hour = fields.Integer(
        "By Hand, in an Hour",
        config_parameter="antcrm_share.questions_per_hour",
        default=QUESTIONS_PER_HOUR,
    )
    antcrm_import_questions_per_day = fields.Integer(
        "Importers, in a Day",
        config_parameter="antcrm_customers.import_questions_per_day",
        default=IMPORT_QUESTIONS_PER_DAY,
    )

    @api.constrains("antcrm_silent_days")
    def _check_antcrm_silent_days(self):
        if any(settings.antcrm_silent_days <= 0 for settings in self):
            raise ValidationError(
                self.env._(
                    "Everybody would be silent at once. Enter a number of days above 0."
                )
            )

    @api.constrains("antcrm_questions_per_hour", "antcrm_import_questions_per_day")
    def _check_antcrm_questions(self):
        for settings in self:
            if not (
                settings.antcrm_questions_per_hour > 0
                and settings.antcrm_import_questions_per_day > 0
            ):
                raise ValidationError(
                    self.env._(
                        "Nobody could enter a customer without looking up a phone or "
                        "an email. Enter a number above 0."
                    )
                )

    # ------------------------------------------------------------------
    # Administrators of Customers, who are none of the whole database
    # ------------------------------------------------------------------

    @api.model
    def _is_for_customers(self):
        """Whether the user may change the settings of Customers, and no others."""
        user = self.env.user
        return (
            not self.env.su
            and user.has_group(ADMINISTRATOR)
            and not user.has_group("base.group_system")
        )

    def _compute_display_name(self):
        # the host's way reads the actions of the system
        if self._is_for_customers():
            self.display_name = self.env._("Settings")
            return None
        return super()._compute_display_name()

    @api.model
    def _is_ours(self, name):
        return name.startswith("antcrm_")

    @api.model
    def _has_field_access(self, field, operation):
        if (
            self._is_for_customers()
            and not self._is_ours(field.name)
            and field.name not in (*models.MAGIC_COLUMNS, "display_name")
        ):
            return False
        return super()._has_field_access(field, operation)

    @api.model
    def default_get(self, fields_list):
        if self._is_for_customers():
            # the host's way asks every addon for its values, with rights of the system
            return self._get_our_values(filter(self._is_ours, fields_list))
        return super().default_get(fields_list)

    @api.model
    def _get_our_values(self, names):
        # superuser: our own parameters, for who may change them
        parameters = self.env["ir.config_parameter"].sudo()
        values = {}
        for name, key in self._get_classified_fields(names)["config"]:
            field = self._fields[name]
            default = field.default(self) if field.default else False
            value = parameters.get_param(key, default)
            if field.type == "integer":
                value = int(value or 0)
            elif field.type == "boolean":
                value = bool(value)
            values[name] = value
        return values

    @api.model_create_multi
    def create(self, vals_list):
        if not self._is_for_customers():
            return super().create(vals_list)
        if not all(map(self._is_ours, {name for vals in vals_list for name in vals})):
            raise AccessError(
                self.env._("You may change the settings of Customers only.")
            )
        # superuser: the host's own column, of the user's company
        settings = super(ResConfigSettings, self.sudo()).create(
            [{**vals, "company_id": self.env.company.id} for vals in vals_list]
        )
        return settings.with_env(self.env)

    def execute(self):
        """Save; an Administrator of Customers saves the settings of Customers."""
        self.ensure_one()
        if not self._is_for_customers():
            return super().execute()
        # superuser: our own parameters, for who may change them
        parameters = self.env["ir.config_parameter"].sudo()
        names = filter(self._is_ours, self._fields)
        for name, key in self._get_classified_fields(names)["config"]:
            value = self[name]
            if self._fields[name].type == "integer":
                value = repr(value) if value else False
            parameters.set_param(key, value)
        return {"type": "ir.actions.client", "tag": "reload"}

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return (*key, self._is_for_customers())

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Our page says leads, contacts and accounts in the company's words."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "form" and self._is_for_customers():
            for node in arch.xpath("/form/*[not(@name='antcrm_customers')]"):
                arch.remove(node)
        self.env["antcrm.terminology.mixin"]._fill_view_words(arch)
        return arch, view

    def action_antcrm_reset_words(self):
        """Go back to the shipped names of leads, contacts and accounts."""
        kinds = self.env["antcrm.customer.kind"]
        kinds.search([("code", "!=", False)]).action_reset_words()
        return {"type": "ir.actions.client", "tag": "reload"}

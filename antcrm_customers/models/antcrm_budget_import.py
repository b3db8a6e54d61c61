from odoo import api, fields, models

from odoo.addons.antcrm_share.models.antcrm_budget import DAY, HOUR

#: phones, emails, tax numbers and names that somebody with the right to import may look
#: up in a day: a full sheet with a phone and an email in each row, reviewed and
#: imported, twice
IMPORT_QUESTIONS_PER_DAY = 10_000_000
IMPORT = "antcrm_customers.group_import"


class AntcrmBudget(models.Model):
    """Who has the right to import asks more, counted by the day."""

    _inherit = "antcrm.budget"

    kind = fields.Selection(
        selection_add=[("import", "Questions of importers")],
        ondelete={"import": "cascade"},
    )

    @api.model
    def _get_question_kinds(self):
        return super()._get_question_kinds() | {"import"}

    @api.model
    def _get_question_budget(self):
        if not self.env.user.has_group(IMPORT):
            return super()._get_question_budget()
        # superuser: reads a number of the settings
        limit = (
            self.env["ir.config_parameter"]
            .sudo()
            .get_param(
                "antcrm_customers.import_questions_per_day", IMPORT_QUESTIONS_PER_DAY
            )
        )
        return "import", int(limit), DAY

    @api.model
    def _get_question_error(self, limit, seconds, wait):
        return self.env._(
            "Too many phones, emails, tax numbers and names to look up: %(limit)s are "
            "possible in %(hours)s h. Try again in %(minutes)s min, or ask your "
            "administrator for the right “Import customers”.",
            limit=limit,
            hours=seconds // HOUR,
            minutes=-(-wait // 60),
        )

    @api.model
    def _get_question_notice(self, user, limit):
        return self.env._(
            "%(user)s has looked up %(limit)s phones, emails, tax numbers or names of "
            "customers, and can go on after a while. Customers > Configuration > "
            "Questions Asked shows who asks how much.",
            user=user.name,
            limit=limit,
        )

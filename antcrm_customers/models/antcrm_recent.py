from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .antcrm_customer_line import MODELS


class AntcrmRecent(models.Model):
    """The customers that the user has opened, the last one first; archived and lost
    ones too, which no other list shows."""

    _name = "antcrm.recent"
    _inherit = ["antcrm.customer.line", "antcrm.terminology.mixin"]
    _description = "Recently Viewed"
    _auto = False
    _order = "date desc, id desc"
    _depends = {
        "antcrm.visit": ["date", "res_id", "res_model", "user_id"],
        "crm.lead": [
            *("active", "contact_name", "email_from", "last_interaction_date"),
            *("name", "partner_name", "phone", "status_id", "type"),
        ],
        "res.partner": [
            *("active", "commercial_company_name", "email", "is_company"),
            *("last_interaction_date", "name", "phone", "status_id", "type"),
        ],
    }

    date = fields.Datetime("Viewed", readonly=True)
    is_archived = fields.Boolean("Archived", readonly=True)

    @property
    def _table_query(self):
        return SQL(" UNION ALL ").join(self._select_visits(model) for model in MODELS)

    def _select_visits(self, model):
        """Return the query of the customers of a model whom the user has opened, and
        may read by now."""
        Model = self.env[model].with_context(active_test=False)
        query = Model._search(
            Domain.OR(
                Model._get_customer_kind_domain(kind)
                for kind in Model._get_custom_field_kinds()
            )
        )
        visit = query.make_alias(query.table, "visit")

        def column(name):
            return SQL.identifier(visit, name)

        query.add_join(
            "JOIN",
            visit,
            "antcrm_visit",
            SQL(
                "%s = %s AND %s = %s AND %s = %s",
                column("user_id"),
                self.env.uid,
                column("res_model"),
                model,
                column("res_id"),
                SQL.identifier(query.table, "id"),
            ),
        )
        return self._select_lines(
            model,
            0,
            query,
            {
                "date": column("date"),
                "is_archived": SQL("NOT %s", SQL.identifier(query.table, "active")),
            },
        )

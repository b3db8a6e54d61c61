from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class AntcrmDay(models.Model):
    """Whoever waits for an answer comes first."""

    _inherit = "antcrm.day"
    _depends = {"crm.lead": ["waiting_since"], "res.partner": ["waiting_since"]}

    reason = fields.Selection(
        selection_add=[("0_waiting", "Waiting for an answer"), ("1_overdue",)]
    )

    @api.model
    def _get_day_queries(self, Model):
        return [*super()._get_day_queries(Model), self._get_waiting_query(Model)]

    @api.model
    def _get_contact_query(self, Model):
        """They wait, and were not silent."""
        query, columns = super()._get_contact_query(Model)
        query.add_where(SQL("%s IS NULL", SQL.identifier(query.table, "waiting_since")))
        return query, columns

    @api.model
    def _get_waiting_query(self, Model):
        """The user's customers whose last message nobody has answered."""
        query = self._search_customers(
            Model,
            Domain("user_id", "=", self.env.uid) & Domain("waiting_since", "!=", False),
        )
        return query, {
            "reason": SQL("'0_waiting'"),
            "date": SQL(
                "(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date",
                SQL.identifier(query.table, "waiting_since"),
                str(self.env.tz),
            ),
        }

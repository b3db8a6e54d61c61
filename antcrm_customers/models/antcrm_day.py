import calendar
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .antcrm_customer_line import MODELS
from .antcrm_customer_mixin import birthday_sql

#: after how many days a customer counts as silent, if the settings say nothing
SILENT_DAYS = 30
#: how far ahead birthdays are shown, today included
BIRTHDAY_DAYS = 7


def month_days(start, days):
    """Return the days of the year from a date on as numbers, such as 1231 for the last
    one: ``{number: date}``. Who was born on 29 February has a birthday each year."""
    found = {}
    for day in (start + timedelta(days=number) for number in range(days)):
        found[day.month * 100 + day.day] = day
        if (day.month, day.day) == (2, 28) and not calendar.isleap(day.year):
            found[229] = day
    return found


class AntcrmDay(models.Model):
    """Whom the user calls today, and why: a line for each reason of a customer.

    Its table is a query of the customers that the user may read, by the rules of their
    own models. Each part of it begins with what is the user's, by an index.
    """

    _name = "antcrm.day"
    _inherit = ["antcrm.customer.line", "antcrm.terminology.mixin"]
    _description = "My Day"
    _auto = False
    _order = "reason, date, id"
    _depends = {
        "crm.lead": [
            *("active", "birthdate_date", "contact_name", "create_date", "email_from"),
            *("last_interaction_date", "name", "partner_name", "phone", "status_id"),
            *("type", "user_id"),
        ],
        "res.partner": [
            *("active", "birthdate_date", "commercial_company_name"),
            *("create_date", "email", "is_company", "last_interaction_date", "name"),
            *("phone", "status_id", "type", "user_id"),
        ],
        "mail.activity": [
            *("active", "activity_type_id", "date_deadline", "res_id", "res_model"),
            *("summary", "user_id"),
        ],
    }

    # the groups of a list come in the order of the values
    reason = fields.Selection(
        [
            ("1_overdue", "Overdue activity"),
            ("2_today", "Activity for today"),
            ("3_new", "New, not contacted yet"),
            ("4_birthday", "Birthday today"),
            ("5_birthday_soon", "Birthday this week"),
            ("6_silent", "Silent"),
        ],
        readonly=True,
        help="Silent: no contact for as many days as the settings say.",
    )
    date = fields.Date(
        "When",
        readonly=True,
        help="When the activity was due, the birthday is, the customer came in or the "
        "last contact was.",
    )
    activity_type_id = fields.Many2one("mail.activity.type", readonly=True)
    summary = fields.Char("What Was Planned", readonly=True)

    # ------------------------------------------------------------------
    # Query
    # ------------------------------------------------------------------

    @property
    def _table_query(self):
        return SQL(" UNION ALL ").join(
            self._select_lines(model, number, *line)
            for model in MODELS
            for number, line in enumerate(self._get_day_queries(self.env[model]))
        )

    @api.model
    def _get_day_queries(self, Model):
        """Return why customers of a model are called today, ``LINES`` of them at most,
        each as a query of one line a customer, and the expressions of its columns
        ``{name: SQL}``. An addon with another reason adds its own to the end."""
        return [
            self._get_activity_query(Model),
            self._get_birthday_query(Model),
            self._get_contact_query(Model),
        ]

    @api.model
    def _search_customers(self, Model, domain=Domain.TRUE):
        """Return the query of the customers whom the user may read and call."""
        kinds = Domain.OR(
            Model._get_customer_kind_domain(kind)
            for kind in Model._get_custom_field_kinds()
        )
        live = Domain("active", "=", True) & Model._get_live_domain()
        # few statuses: by id, the database needs no join
        gone = self.env["antcrm.status"].search([("category", "=", "unqualified")])
        live &= Domain("status_id", "not in", gone.ids)
        return Model._search(kinds & live & domain)

    @api.model
    def _get_activity_query(self, Model):
        """What the user has planned until today, the earliest of each customer."""
        query = self._search_customers(Model)
        activities = SQL(
            """
            (SELECT DISTINCT ON (res_id) res_id, date_deadline, summary,
                    activity_type_id
               FROM mail_activity
              WHERE active AND res_model = %s AND user_id = %s AND date_deadline <= %s
           ORDER BY res_id, date_deadline, id)
            """,
            Model._name,
            self.env.uid,
            fields.Date.context_today(self),
        )
        alias = query.make_alias(query.table, "day_activity")
        column = SQL.identifier(alias, "date_deadline")
        query.add_join(
            "JOIN",
            alias,
            activities,
            SQL(
                "%s = %s",
                SQL.identifier(alias, "res_id"),
                SQL.identifier(query.table, "id"),
            ),
        )
        return query, {
            "reason": SQL(
                "CASE WHEN %s < %s THEN '1_overdue' ELSE '2_today' END",
                column,
                fields.Date.context_today(self),
            ),
            "date": column,
            "summary": SQL.identifier(alias, "summary"),
            "activity_type_id": SQL.identifier(alias, "activity_type_id"),
        }

    @api.model
    def _get_birthday_query(self, Model):
        """Birthdays of the user's customers, today and in the next days."""
        today = fields.Date.context_today(self)
        days = month_days(today, BIRTHDAY_DAYS)
        query = self._search_customers(Model, Domain("user_id", "=", self.env.uid))
        # our own text and a name of a column
        column = SQL(birthday_sql(f'"{query.table}"."birthdate_date"'))
        query.add_where(
            SQL(
                "%s IS NOT NULL AND %s = ANY(%s)",
                SQL.identifier(query.table, "birthdate_date"),
                column,
                list(days),
            )
        )
        return query, {
            "reason": SQL(
                "CASE WHEN %s = ANY(%s) THEN '4_birthday' ELSE '5_birthday_soon' END",
                column,
                [number for number, day in days.items() if day == today],
            ),
            "date": SQL(
                "(%s::date[])[array_position(%s, %s)]",
                list(days.values()),
                list(days),
                column,
            ),
        }

    @api.model
    def _get_contact_query(self, Model):
        """The user's customers whom nobody has been in touch with, or not for long, and
        nothing is planned."""
        now = fields.Datetime.now()
        limit = now - timedelta(days=self._get_silent_days())
        # who has a status beyond is known, whatever was written down
        new = self.env["antcrm.status"].search([("category", "=", "new")])
        untouched = Domain("last_interaction_date", "=", False) & (
            Domain("create_date", "<=", limit)
            | Domain("status_id", "in", [*new.ids, False])
        )
        query = self._search_customers(
            Model,
            Domain("user_id", "=", self.env.uid)
            & (untouched | Domain("last_interaction_date", "<=", limit)),
        )
        query.add_where(
            SQL(
                """
                NOT EXISTS (SELECT FROM mail_activity
                             WHERE active AND res_model = %s AND user_id = %s
                               AND res_id = %s)
                """,
                Model._name,
                self.env.uid,
                SQL.identifier(query.table, "id"),
            )
        )
        last = SQL.identifier(query.table, "last_interaction_date")
        created = SQL.identifier(query.table, "create_date")
        return query, {
            "reason": SQL(
                "CASE WHEN %s IS NULL AND %s > %s THEN '3_new' ELSE '6_silent' END",
                last,
                created,
                limit,
            ),
            "date": SQL(
                "(COALESCE(%s, %s) AT TIME ZONE 'UTC' AT TIME ZONE %s)::date",
                last,
                created,
                str(self.env.tz),
            ),
        }

    @api.model
    def _select_lines(self, model, number, query, columns):
        columns = {
            "summary": SQL("NULL::varchar"),
            "activity_type_id": SQL("NULL::integer"),
            **columns,
        }
        return super()._select_lines(model, number, query, columns)

    @api.model
    def _get_silent_days(self):
        """Return after how many days without contact a customer is to be called."""
        # superuser: reads one number of the settings
        parameters = self.env["ir.config_parameter"].sudo()
        days = parameters.get_param("antcrm_customers.silent_days")
        return int(days) if days and days.isdecimal() and int(days) else SILENT_DAYS

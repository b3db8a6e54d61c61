import operator
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

ENGAGEMENT_DAYS = 90
COMPARE = {
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
MAX_DAYS = 366_000
#: how long ago the last interaction is: ``{value: (label, days from, days before)}``
INTERACTION_AGES = {
    "week": ("Last 7 Days", 0, 7),
    "month": ("8 to 30 Days Ago", 7, 30),
    "quarter": ("31 to 90 Days Ago", 30, 90),
    "older": ("Longer Ago", 90, MAX_DAYS),
    "never": ("Never", None, None),
}


class AntcrmCustomerMixin(models.AbstractModel):
    """How much was exchanged with a customer, and how long ago."""

    _inherit = "antcrm.customer.mixin"

    engagement_count = fields.Integer(
        "Interactions (90 Days)",
        compute="_compute_engagement_count",
        search="_search_engagement_count",
        exportable=False,
        help="Mails, messages, calls and meetings with the customer in the last 90 "
        "days; opened mailings and clicks in them, too, where you send mailings.",
    )
    days_without_contact = fields.Integer(
        "Days without Contact",
        compute="_compute_days_without_contact",
        search="_search_days_without_contact",
        exportable=False,
        help="Days since the last interaction; since it came in, if there was none.",
    )

    interaction_age = fields.Selection(
        [(value, label) for value, (label, *_days) in INTERACTION_AGES.items()],
        "Time since Last Interaction",
        compute="_compute_interaction_age",
        search="_search_interaction_age",
        exportable=False,
    )

    # ------------------------------------------------------------------
    # Engagement
    # ------------------------------------------------------------------

    @api.model
    def _get_engagement_queries(self):
        """Return the queries for what happened with customers in the last 90 days, each
        with the columns ``customer_id`` and ``date``, once for each mail, message, call
        and meeting; addons add theirs. It is the one definition: the number and the
        last interaction are made of it; ``_is_interaction`` says the same of one
        message."""
        since = self._get_engagement_start()
        return [
            # what is exchanged with the customer: notes and notifications are not
            SQL(
                """
                SELECT message.res_id AS customer_id, message.date
                  FROM mail_message message
             LEFT JOIN mail_message_subtype subtype ON subtype.id = message.subtype_id
             LEFT JOIN mail_activity_type activity
                    ON activity.id = message.mail_activity_type_id
                 WHERE message.model = %s
                   AND message.date >= %s
                   AND CASE WHEN message.mail_activity_type_id IS NOT NULL
                            -- meetings are counted by themselves
                            THEN activity.category = 'phonecall'
                            ELSE message.message_type = 'email'
                                 OR message.message_type IN ('comment', 'sms')
                                AND subtype.internal IS NOT TRUE
                                AND message.is_internal IS NOT TRUE
                             END
                """,
                self._name,
                since,
            ),
            self._get_meeting_query(since),
        ]

    @api.model
    def _flush_engagement(self):
        """Write what the queries read; addons add theirs."""
        for model in ("mail.message", "calendar.event"):
            self.env[model].flush_model()

    @api.model
    def _get_engagement_start(self):
        return fields.Datetime.now() - timedelta(days=ENGAGEMENT_DAYS)

    @api.model
    def _get_meeting_query(self, since):
        """Return the query for the meetings with customers from ``since`` until now."""
        raise NotImplementedError

    @api.model
    def _get_engagement_sql(self, condition):
        """Return the query for ``customer_id`` and the number of messages and meetings,
        of the customers with any.

        :param SQL condition: on ``customer_id``
        """
        self._flush_engagement()
        return SQL(
            "SELECT customer_id, count(*) AS number FROM (%s) AS engagement "
            "WHERE %s GROUP BY customer_id",
            SQL(" UNION ALL ").join(self._get_engagement_queries()),
            condition,
        )

    @api.model
    def _cron_last_interaction(self):
        """Move the last interaction on to what no message tells of: meetings that have
        taken place, and whatever addons add."""
        for name in ("crm.lead", "res.partner"):
            Model = self.env[name]
            Model.flush_model()
            Model._flush_engagement()
            # in one query each, and no change of the customers that anybody made
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE %(table)s customer SET last_interaction_date = latest.date
                      FROM (SELECT customer_id, max(date) AS date FROM (%(queries)s) e
                          GROUP BY customer_id) latest
                     WHERE customer.id = latest.customer_id
                       AND (customer.last_interaction_date IS NULL
                            OR customer.last_interaction_date < latest.date)
                    """,
                    table=SQL.identifier(Model._table),
                    queries=SQL(" UNION ALL ").join(Model._get_engagement_queries()),
                )
            )
            Model.invalidate_model(["last_interaction_date", "days_without_contact"])

    def _compute_engagement_count(self):
        # in SQL, past all rules: of a customer that the user sees, the number alone
        ids = [id_ for id_ in self._ids if id_]
        counts = (
            dict(
                self.env.execute_query(
                    self._get_engagement_sql(SQL("customer_id = ANY(%s)", ids))
                )
            )
            if ids
            else {}
        )
        for customer in self:
            customer.engagement_count = counts.get(customer.id, 0)

    @api.model
    def _search_engagement_count(self, op, value):
        if op == "in":
            values = [int(number or 0) for number in value]
            with_none = 0 in values
            wanted = SQL("number = ANY(%s)", values)
        elif op in COMPARE:
            with_none = COMPARE[op](0, value)
            wanted = SQL("number %s %s", SQL(op), value)
        else:
            return NotImplemented

        def to_sql(model, alias, query):
            # of those with none there may be a million: they are what is left
            found = SQL(
                "SELECT customer_id FROM (%s) AS counted WHERE %s",
                model._get_engagement_sql(SQL("TRUE")),
                SQL("NOT (%s)", wanted) if with_none else wanted,
            )
            return SQL(
                "%s %s (%s)",
                SQL.identifier(alias, "id"),
                SQL("NOT IN") if with_none else SQL("IN"),
                found,
            )

        return Domain.custom(to_sql=to_sql)

    # ------------------------------------------------------------------
    # Not contacted for N days
    # ------------------------------------------------------------------

    @api.depends("last_interaction_date", "create_date")
    def _compute_days_without_contact(self):
        now = fields.Datetime.now()
        for customer in self:
            since = customer.last_interaction_date or customer.create_date or now
            customer.days_without_contact = max((now - since).days, 0)

    @api.model
    def _search_days_without_contact(self, op, value):
        """Whole days: ``>= 30`` finds those whose last contact is 30 days ago or
        longer."""
        if op == "in":
            return Domain.OR(
                self._get_silent_domain(days) & ~self._get_silent_domain(days + 1)
                for days in (int(number or 0) for number in value)
            )
        if op not in COMPARE:
            return NotImplemented
        days = max(min(int(value), MAX_DAYS), -MAX_DAYS)
        domain = self._get_silent_domain(days if op in (">=", "<") else days + 1)
        return domain if op in (">=", ">") else ~domain

    # ------------------------------------------------------------------
    # How long ago, in steps: a filter beside the lists
    # ------------------------------------------------------------------

    @api.depends("last_interaction_date")
    def _compute_interaction_age(self):
        for customer in self:
            customer.interaction_age = next(
                value
                for value in INTERACTION_AGES
                if customer.filtered_domain(self._get_interaction_age_domain(value))
            )

    @api.model
    def _search_interaction_age(self, op, value):
        if op != "in":
            return NotImplemented
        return Domain.OR(
            self._get_interaction_age_domain(age)
            for age in value
            if age in INTERACTION_AGES
        )

    @api.model
    def _get_interaction_age_domain(self, age):
        _label, since, before = INTERACTION_AGES[age]
        if since is None:
            return Domain("last_interaction_date", "=", False)
        now = fields.Datetime.now()
        domain = Domain("last_interaction_date", ">", now - timedelta(days=before))
        if since:
            limit = now - timedelta(days=since)
            domain &= Domain("last_interaction_date", "<=", limit)
        return domain

    @api.model
    def _get_silent_domain(self, days):
        """Return the domain of those whose last contact is at least ``days`` ago."""
        if days <= 0:
            return Domain.TRUE
        limit = fields.Datetime.now() - timedelta(days=days)
        return Domain("last_interaction_date", "<=", limit) | (
            Domain("last_interaction_date", "=", False)
            & Domain("create_date", "<=", limit)
        )


class ResPartner(models.Model):
    # a file of its own: all of engagement stands in antcrm_engagement*
    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "res.partner"

    @api.model
    def _get_meeting_query(self, since):
        # whoever takes part, and whom a lead was converted to since: each once
        return SQL(
            """
            SELECT customer_id, date
              FROM (SELECT attendee.res_partner_id AS customer_id, event.id,
                           event.start AS date
                      FROM calendar_event event
                      JOIN calendar_event_res_partner_rel attendee
                        ON attendee.calendar_event_id = event.id
                     WHERE event.active AND event.start BETWEEN %(since)s AND %(now)s
                 UNION
                    SELECT COALESCE(lead.converted_contact_id,
                                    lead.converted_account_id), event.id, event.start
                      FROM calendar_event event
                      JOIN crm_lead lead ON lead.id = event.opportunity_id
                     WHERE event.active AND event.start BETWEEN %(since)s AND %(now)s
                       AND lead.converted_date IS NOT NULL) AS meeting
             WHERE customer_id IS NOT NULL
            """,
            since=since,
            now=fields.Datetime.now(),
        )


class CrmLead(models.Model):
    # a file of its own: all of engagement stands in antcrm_engagement*
    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "crm.lead"

    @api.model
    def _get_meeting_query(self, since):
        return SQL(
            """
            SELECT event.opportunity_id AS customer_id, event.start AS date
              FROM calendar_event event
             WHERE event.opportunity_id IS NOT NULL
               AND event.active AND event.start BETWEEN %s AND %s
            """,
            since,
            fields.Datetime.now(),
        )

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .antcrm_customer_mixin import WAYS_IN

#: columns of the report that customers have under the same name
COLUMNS = ("way_in", "source_id", "user_id", "status_id", "first_touch_date")
READ = (*COLUMNS, "create_date", "waiting_since", "active")


class AntcrmCustomerReport(models.Model):
    """Leads, contacts and accounts by how and when they came in.

    Its table is a query of the customers that the user may read, by the rules of their
    own models: nothing is counted of those that they may not.
    """

    _name = "antcrm.customer.report"
    _inherit = ["antcrm.terminology.mixin"]
    _description = "Customer Overview"
    _auto = False
    _order = "date desc, id desc"
    _depends = {
        "crm.lead": [
            *READ,
            *("type", "contact_name", "partner_name", "name", "converted_date"),
        ],
        "res.partner": [
            *READ,
            *("type", "name", "commercial_company_name", "is_company", "is_from_lead"),
        ],
        "antcrm.status": ["category"],
    }

    name = fields.Char("Customer", readonly=True)
    account_name = fields.Char("Account", readonly=True)
    kind = fields.Selection(
        [("lead", "Lead"), ("contact", "Contact"), ("account", "Account")],
        readonly=True,
    )
    way_in = fields.Selection(WAYS_IN, readonly=True)
    source_id = fields.Many2one("utm.source", readonly=True)
    user_id = fields.Many2one("res.users", string="PIC", readonly=True)
    status_id = fields.Many2one("antcrm.status", readonly=True)
    category = fields.Selection(
        [
            ("new", "New"),
            ("contacted", "Contacted"),
            ("qualified", "Qualified"),
            ("converted", "Converted"),
            ("unqualified", "Unqualified"),
        ],
        string="Status Category",
        readonly=True,
    )
    date = fields.Datetime("Came In", readonly=True)
    first_touch_date = fields.Datetime("First Touch", readonly=True)
    hours_to_touch = fields.Float(
        "Hours to First Touch", digits=(16, 1), aggregator="avg", readonly=True
    )
    waiting_since = fields.Datetime(readonly=True)
    conversion_rate = fields.Float(
        "Converted (%)", digits=(16, 1), aggregator="avg", readonly=True
    )
    is_from_lead = fields.Boolean("Came In as a Lead", readonly=True)

    @property
    def _table_query(self):
        return SQL("%s UNION ALL %s", self._get_lead_query(), self._get_partner_query())

    @api.model
    def _get_lead_query(self):
        """Return the query for leads, lost and converted ones included."""
        domain = Domain("type", "=", "lead") | Domain("converted_date", "!=", False)
        return self._get_query(
            "crm.lead",
            domain,
            {
                "id": "{t}.id::bigint * 2",
                "name": "COALESCE(NULLIF({t}.contact_name, ''), "
                "NULLIF({t}.partner_name, ''), {t}.name)",
                "account_name": "CASE WHEN {t}.contact_name <> '' "
                "THEN {t}.partner_name END",
                "kind": "'lead'",
                "is_from_lead": "FALSE",
                "conversion_rate": "CASE WHEN {t}.converted_date IS NOT NULL "
                "OR {status}.category = 'converted' THEN 100 ELSE 0 END",
            },
        )

    @api.model
    def _get_partner_query(self):
        """Return the query for contacts and accounts that are not archived."""
        Partner = self.env["res.partner"]
        domain = Domain("active", "=", True) & Domain.OR(
            Partner._get_customer_kind_domain(kind) for kind in ("contact", "account")
        )
        return self._get_query(
            "res.partner",
            domain,
            {
                "id": "{t}.id::bigint * 2 + 1",
                "name": "{t}.name",
                "account_name": "CASE WHEN NOT {t}.is_company "
                "THEN {t}.commercial_company_name END",
                "kind": "CASE WHEN {t}.is_company THEN 'account' ELSE 'contact' END",
                "is_from_lead": "COALESCE({t}.is_from_lead, FALSE)",
                # of leads alone
                "conversion_rate": "NULL",
            },
        )

    @api.model
    def _get_query(self, model, domain, columns):
        """Return the query for the customers of a model that the user may read.

        :param dict columns: ``{name: SQL}`` of those that differ from model to model;
            ``{t}`` and ``{status}`` stand for the tables of customers and statuses
        """
        Model = self.env[model]
        # lost leads are archived
        query = Model._search(domain, active_test=False)
        status = query.left_join(query.table, "status_id", "antcrm_status", "id", "s")
        columns = {
            **columns,
            **{name: f"{{t}}.{name}" for name in COLUMNS},
            "category": "{status}.category",
            "date": "{t}.create_date",
            "hours_to_touch": "GREATEST(EXTRACT(EPOCH FROM "
            "{t}.first_touch_date - {t}.create_date), 0) / 3600",
        }
        tables = {"t": f'"{query.table}"', "status": f'"{status}"'}
        selected = {
            # our own texts and names of tables
            name: SQL(column.format(**tables))  # pylint: disable=sql-injection
            for name, column in columns.items()
        }
        live = Domain("active", "=", True) & Model._get_live_domain()
        selected["waiting_since"] = SQL(
            "CASE WHEN %s THEN %s END",
            live.optimize_full(Model)._to_sql(Model, query.table, query),
            SQL.identifier(query.table, "waiting_since"),
        )
        return query.select(
            *(
                SQL("%s AS %s", column, SQL.identifier(name))
                for name, column in sorted(selected.items())
            )
        )

    def _get_customer(self):
        """Return the lead, contact or account that one line is about."""
        self.ensure_one()
        record_id, is_partner = divmod(self.id, 2)
        return self.env["res.partner" if is_partner else "crm.lead"].browse(record_id)

    def action_open(self):
        """Open the customer of a line."""
        return self._get_customer()._get_open_action()

from odoo import api, fields, models
from odoo.tools import SQL

#: the models of customers, in the order of the numbers of their lines
MODELS = ("crm.lead", "res.partner")
#: lines of one customer: one of each query at most
LINES = 4


class AntcrmCustomerLine(models.AbstractModel):
    """A list of leads, contacts and accounts together.

    The table of such a model is a query of the customers that the user may read, by the
    rules of their own models; each query has a line of a customer. The id of a line
    says whose it is, so that it can be acted on when it is gone.
    """

    _name = "antcrm.customer.line"
    _description = "Customers of All Kinds"

    name = fields.Char("Customer", readonly=True)
    account_name = fields.Char("Account", readonly=True)
    kind = fields.Selection(
        [("lead", "Lead"), ("contact", "Contact"), ("account", "Account")],
        readonly=True,
    )
    phone = fields.Char(readonly=True)
    email = fields.Char(readonly=True)
    status_id = fields.Many2one("antcrm.status", readonly=True)
    last_interaction_date = fields.Datetime("Last Interaction", readonly=True)
    # by which the lines of one customer are told from those of others
    customer_ref = fields.Char("Record", readonly=True, exportable=False)

    # ------------------------------------------------------------------
    # Query
    # ------------------------------------------------------------------

    @api.model
    def _select_lines(self, model, number, query, columns):
        """Return the SQL of one query of lines.

        :param str model: of the customers
        :param int number: of the query, below ``LINES``
        :param query: of the customers
        :param dict columns: the expressions of further columns, ``{name: SQL}``
        """
        Model = self.env[model]
        table = query.table
        is_lead = model == "crm.lead"

        def column(name):
            return SQL.identifier(table, name)

        if is_lead:
            name = SQL(
                "COALESCE(NULLIF(%s, ''), NULLIF(%s, ''), %s)",
                *map(column, ("contact_name", "partner_name", "name")),
            )
            account = SQL(
                "CASE WHEN %s <> '' THEN %s END",
                column("contact_name"),
                column("partner_name"),
            )
        else:
            name = column("name")
            account = SQL(
                "CASE WHEN NOT %s THEN %s END",
                column("is_company"),
                column("commercial_company_name"),
            )
        columns = {
            "id": SQL(
                "(%s::bigint * %s + %s) * %s + %s",
                column("id"),
                len(MODELS),
                MODELS.index(model),
                LINES,
                number,
            ),
            "customer_ref": SQL("%s || ',' || %s", model, column("id")),
            "name": name,
            "account_name": account,
            "kind": Model._get_customer_kind_sql(table),
            "phone": column("phone"),
            "email": column("email_from" if is_lead else "email"),
            "status_id": column("status_id"),
            "last_interaction_date": column("last_interaction_date"),
            **columns,
        }
        return query.select(
            *(
                SQL("%s AS %s", value, SQL.identifier(key))
                for key, value in sorted(columns.items())
            )
        )

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def _get_customer(self):
        """Return the lead, contact or account that one line is about."""
        self.ensure_one()
        record_id, number = divmod(self.id // LINES, len(MODELS))
        return self.env[MODELS[number]].browse(record_id)

    def action_open(self):
        """Open the customer of a line.

        :raise AccessError: the user may not read them
        """
        return self._get_customer()._get_open_action()

    def action_log_call(self):
        """Open the dialog in which a call with the customer is noted.

        :raise AccessError: the user may not read the customer
        """
        customer = self._get_customer()
        customer.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "antcrm_customers.antcrm_call_log_action"
        )
        return {
            **action,
            "context": {
                "default_res_model": customer._name,
                "default_res_id": customer.id,
                "default_phone": customer.phone,
            },
        }

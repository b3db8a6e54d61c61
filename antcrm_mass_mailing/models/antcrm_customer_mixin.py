from odoo import api, models
from odoo.tools import SQL


class AntcrmCustomerMixin(models.AbstractModel):
    _inherit = "antcrm.customer.mixin"

    @api.model
    def _flush_engagement(self):
        result = super()._flush_engagement()
        self.env["mailing.trace"].flush_model()
        return result

    @api.model
    def _get_engagement_queries(self):
        """Who opens a mailing or clicks in it is in touch, too."""
        queries = super()._get_engagement_queries()
        for column in ("open_datetime", "links_click_datetime"):
            queries.append(
                SQL(
                    "SELECT res_id AS customer_id, %(column)s AS date "
                    "FROM mailing_trace WHERE model = %(model)s "
                    "AND %(column)s >= %(since)s",
                    column=SQL.identifier(column),
                    model=self._name,
                    since=self._get_engagement_start(),
                )
            )
        return queries

from odoo import api, models
from odoo.tools import SQL


class AntcrmJournal(models.AbstractModel):
    _inherit = "antcrm.journal"

    @api.model
    def _get_own_tables(self):
        return super()._get_own_tables() | {"antcrm_duplicate"}

    @api.model
    def _get_key_condition(self, table):
        if table == "antcrm_merge":
            # an undone merge needs its customer no more
            return SQL("AND state != 'undone'")
        return super()._get_key_condition(table)

from odoo import api, fields, models
from odoo.tools import SQL

#: how many customers of each user are kept
KEPT = 100


class AntcrmVisit(models.Model):
    """Which customers a user has opened: what *Recently Viewed* is made of.

    A table of its own, so that reading a customer writes nothing to it. It is the
    user's alone: nobody sees what a colleague looks at.
    """

    _name = "antcrm.visit"
    _description = "Customer That Was Opened"
    _log_access = False

    user_id = fields.Many2one("res.users", required=True, ondelete="cascade")
    res_model = fields.Char(required=True)
    # no reference: to have been looked at is no use of a customer, which would keep it
    # or go on to another one; who is gone has no line, and makes room in time
    res_id = fields.Integer(required=True)
    date = fields.Datetime(required=True)

    _customer_unique = models.UniqueIndex("(user_id, res_model, res_id)")

    @api.model
    def _note(self, customer):
        """Note that the user has opened a customer just now."""
        [(is_new,)] = self.env.execute_query(
            SQL(
                """
                INSERT INTO antcrm_visit (user_id, res_model, res_id, date)
                     VALUES (%s, %s, %s, clock_timestamp() AT TIME ZONE 'UTC')
                ON CONFLICT (user_id, res_model, res_id)
                  DO UPDATE SET date = EXCLUDED.date
                  RETURNING xmax = 0
                """,
                self.env.uid,
                customer._name,
                customer.id,
            )
        )
        if is_new:
            self.env.cr.execute(
                SQL(
                    """
                    DELETE FROM antcrm_visit
                          WHERE id IN (SELECT id FROM antcrm_visit WHERE user_id = %s
                                     ORDER BY date DESC, id DESC OFFSET %s)
                    """,
                    self.env.uid,
                    KEPT,
                )
            )
        self.invalidate_model()

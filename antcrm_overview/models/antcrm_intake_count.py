from collections import Counter

from odoo import api, fields, models

from .antcrm_customer_mixin import WAYS_IN

OUTCOMES = [
    ("created", "New"),
    ("skipped", "Known: Left As They Are"),
    ("merged", "Known: Completed"),
    ("overwritten", "Known: Replaced"),
    ("duplicated", "Known: Created Again"),
    ("rejected", "Left Out"),
]


class AntcrmIntakeCount(models.Model):
    """How many came in on a day, by which way, and what became of them. It tells of
    nobody who they were.

    Batches add lines and change none: those that run at the same time would wait for
    one another. The lines of past days are added up at night.
    """

    _name = "antcrm.intake.count"
    _inherit = ["antcrm.terminology.mixin"]
    _description = "Intake Count"
    _order = "date desc, id desc"
    _rec_name = "date"
    _log_access = False

    date = fields.Date(required=True, readonly=True, index=True)
    kind = fields.Selection(
        [("lead", "Lead"), ("contact", "Contact"), ("account", "Account")],
        required=True,
        readonly=True,
    )
    way_in = fields.Selection(WAYS_IN, required=True, readonly=True)
    outcome = fields.Selection(OUTCOMES, required=True, readonly=True)
    number = fields.Integer("Customers", required=True, readonly=True)

    @api.model
    def _add(self, kind, way_in, actions):
        """Count one batch.

        :param list actions: what became of each candidate, see ``antcrm.intake``
        """
        today = fields.Date.context_today(self)
        self.create(
            [
                {
                    "date": today,
                    "kind": kind,
                    "way_in": way_in,
                    "outcome": action,
                    "number": number,
                }
                for action, number in Counter(actions).items()
            ]
        )

    @api.autovacuum
    def _gc_add_up(self):
        """Make one line of those of a past day that differ in their number alone."""
        self.flush_model()
        self.env.cr.execute(
            """
            WITH several AS (
                SELECT array_agg(id) AS ids, min(id) AS kept_id, sum(number) AS number
                  FROM antcrm_intake_count
                 WHERE date < CURRENT_DATE - 1
              GROUP BY date, kind, way_in, outcome
                HAVING count(*) > 1
            ), dropped AS (
                DELETE FROM antcrm_intake_count line USING several
                 WHERE line.id = ANY(several.ids) AND line.id != several.kept_id
            )
            UPDATE antcrm_intake_count line SET number = several.number
              FROM several WHERE line.id = several.kept_id
            """
        )
        self.invalidate_model()

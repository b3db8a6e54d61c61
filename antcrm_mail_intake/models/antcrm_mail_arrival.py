from datetime import timedelta

from odoo import api, fields, models

KEEP_DAYS = 2


class AntcrmMailArrival(models.Model):
    """One mail that arrived: what the limits per sender are counted by. The host's own
    guard counts records, and knows nothing of mails that join one customer."""

    _name = "antcrm.mail.arrival"
    _description = "Mail That Arrived"
    _order = "id desc"

    intake_id = fields.Many2one(
        "antcrm.mail.intake", required=True, ondelete="cascade", index=True
    )
    sender = fields.Char(required=True)
    acknowledged = fields.Boolean()

    _sender_index = models.Index("(sender, create_date)")

    @api.model
    def _count_last_hour(self, sender):
        """Return how many mails of a sender came in during the last hour."""
        since = self.env.cr.now() - timedelta(hours=1)
        return self.search_count(
            [("sender", "=", sender), ("create_date", ">=", since)]
        )

    @api.model
    def _was_acknowledged(self, sender):
        """Whether a sender got an acknowledgement during the last day."""
        since = self.env.cr.now() - timedelta(days=1)
        return bool(
            self.search_count(
                [
                    ("sender", "=", sender),
                    ("create_date", ">=", since),
                    ("acknowledged", "=", True),
                ],
                limit=1,
            )
        )

    @api.autovacuum
    def _gc_arrivals(self):
        limit = self.env.cr.now() - timedelta(days=KEEP_DAYS)
        self.search([("create_date", "<", limit)], limit=100_000).unlink()

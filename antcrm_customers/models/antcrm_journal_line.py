from odoo import api, fields, models


class AntcrmJournalLine(models.Model):
    """What a batch - a merge, a conversion - did to one row of the database. Written
    and read in SQL alone, by :mod:`..tools.journal` and ``antcrm.journal.mixin``."""

    _name = "antcrm.journal.line"
    _description = "Row Changed by a Batch"
    _log_access = False

    batch = fields.Char(
        required=True, help="Model and id, such as antcrm.change.part,7."
    )
    table_name = fields.Char(required=True)
    row_id = fields.Integer(help="Empty: the table has no ids.")
    #: the columns that changed, or the whole row; empty: the batch created it
    before = fields.Json()
    #: the same columns after the batch; empty: the batch deleted it
    after = fields.Json()
    is_kept = fields.Boolean(help="It has changed since, and was left by an undo.")

    _row_unique = models.UniqueIndex(
        "(batch, table_name, row_id) WHERE row_id IS NOT NULL"
    )
    _batch_index = models.Index("(batch, table_name)")

    @api.autovacuum
    def _gc_orphans(self):
        """Forget the lines of kinds of batches whose addon was removed."""
        self.env.cr.execute(
            "SELECT DISTINCT split_part(batch, ',', 1) FROM antcrm_journal_line"
        )
        gone = [name for (name,) in self.env.cr.fetchall() if name not in self.env]
        if gone:
            self.env.cr.execute(
                "DELETE FROM antcrm_journal_line "
                "WHERE split_part(batch, ',', 1) = ANY(%s)",
                [gone],
            )

from odoo import fields, models


class AntcrmMergeRow(models.Model):
    """What a merge did to one row of the database. Written and read in SQL alone."""

    _name = "antcrm.merge.row"
    _description = "Row Changed by a Merge"
    _log_access = False

    merge_id = fields.Many2one("antcrm.merge", required=True, ondelete="cascade")
    table_name = fields.Char(required=True)
    row_id = fields.Integer(help="Empty: the table has no ids.")
    #: the columns that changed, or the whole row; empty: the merge created it
    before = fields.Json()
    #: the same columns after the merge; empty: the merge deleted it
    after = fields.Json()

    _row_unique = models.UniqueIndex(
        "(merge_id, table_name, row_id) WHERE row_id IS NOT NULL"
    )
    _merge_index = models.Index("(merge_id, table_name)")

from odoo import fields, models


class AntcrmDuplicateName(models.Model):
    """Names while they are compared. Written and read in SQL alone."""

    _name = "antcrm.duplicate.name"
    _description = "Name to Compare"
    _log_access = False

    kind = fields.Char()
    bucket = fields.Integer()
    city = fields.Char()
    name = fields.Char()
    customer = fields.Integer()

    _bucket_index = models.Index("(kind, bucket)")

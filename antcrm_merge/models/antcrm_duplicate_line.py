from odoo import fields, models


class AntcrmDuplicateLine(models.Model):
    """Customers as they are compared. Written and read in SQL alone; most values are
    hashes."""

    _name = "antcrm.duplicate.line"
    _description = "Customer to Compare"
    _log_access = False

    kind = fields.Char()
    customer = fields.Integer()
    #: when the customer was changed that stands here
    written = fields.Datetime()
    #: names are compared with those of the same bucket
    bucket = fields.Integer()
    #: the name as names are compared, without title or legal form
    name = fields.Char()
    #: how many are called so
    namesakes = fields.Integer()
    #: how many live there
    neighbours = fields.Integer()
    birthdate = fields.Date()
    has_phone = fields.Boolean()
    has_email = fields.Boolean()

    _customer_unique = models.UniqueIndex("(kind, customer)")
    _bucket_index = models.Index("(kind, bucket)")

    def _auto_init(self):
        result = super()._auto_init()
        # hashes and lists of them, for which the ORM has no field
        self.env.cr.execute(
            """
            ALTER TABLE antcrm_duplicate_line
                ADD COLUMN IF NOT EXISTS words bigint,
                ADD COLUMN IF NOT EXISTS city bigint,
                ADD COLUMN IF NOT EXISTS street bigint,
                ADD COLUMN IF NOT EXISTS number bigint,
                ADD COLUMN IF NOT EXISTS account bigint,
                ADD COLUMN IF NOT EXISTS domain bigint,
                ADD COLUMN IF NOT EXISTS phones bigint[],
                ADD COLUMN IF NOT EXISTS emails bigint[],
                ADD COLUMN IF NOT EXISTS crowd_phones bigint[],
                ADD COLUMN IF NOT EXISTS crowd_emails bigint[],
                ADD COLUMN IF NOT EXISTS keys bigint[]
            """
        )
        return result

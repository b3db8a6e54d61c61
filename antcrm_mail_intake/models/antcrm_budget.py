from odoo import fields, models


class AntcrmBudget(models.Model):
    """The limits per sender of mails. The host's own guard counts records, and knows
    nothing of mails that join one customer. Addresses are kept as keyed hashes."""

    _inherit = "antcrm.budget"

    kind = fields.Selection(
        selection_add=[
            ("mail", "Mails of a sender"),
            ("mail_acknowledged", "Acknowledgements to a sender"),
        ],
        ondelete={"mail": "cascade", "mail_acknowledged": "cascade"},
    )

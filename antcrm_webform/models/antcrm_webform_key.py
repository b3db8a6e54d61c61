from odoo import fields, models


class AntcrmWebformKey(models.AbstractModel):
    """The dialog that shows a new key: it is kept nowhere."""

    _name = "antcrm.webform.key"
    _description = "Key of a Web Form"

    # the dialog asks for it
    id = fields.Id()
    key = fields.Char(readonly=True)

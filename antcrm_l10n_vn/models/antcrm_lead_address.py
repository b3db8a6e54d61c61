from odoo import models


class AntcrmLeadAddress(models.Model):
    _name = "antcrm.lead.address"
    _inherit = ["antcrm.lead.address", "antcrm.vietnam.address.mixin"]

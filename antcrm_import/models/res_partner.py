from odoo import models

from .antcrm_intake_related import HOST_SQL, TAX_SQL


class ResPartner(models.Model):
    _inherit = "res.partner"

    # the companies that rows bring along are looked for with each chunk
    _import_tax_index = models.Index(f"(({TAX_SQL})) WHERE is_company")
    _import_host_index = models.Index(f"(({HOST_SQL})) WHERE is_company")

from odoo import api, fields, models

from ..tools import customer_kind


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "antcrm.contact.point.mixin"]

    # the same in the addon that stands beside this one: neither needs the other
    own_company_ids = fields.One2many(
        "res.company",
        "partner_id",
        string="Companies of this Database",
        context={"active_test": False},
        bypass_search_access=True,
    )
    contact_point_ids = fields.One2many(inverse_name="partner_id")
    phone_ids = fields.One2many(inverse_name="partner_id")
    email_ids = fields.One2many(inverse_name="partner_id")
    social_ids = fields.One2many(inverse_name="partner_id")

    @api.depends(*customer_kind.PARTNER_FIELDS)
    def _compute_customer_kind(self):
        for partner in self:
            partner.customer_kind = customer_kind.get_partner_kind(partner)

    @api.model
    def _get_customer_kind_domain(self, kind):
        return customer_kind.get_partner_kind_domain(kind)

    @api.model
    def _get_customer_kind_sql(self, alias):
        return customer_kind.get_partner_kind_sql(alias)

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._prepare_contact_point_values(dict(v)) for v in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        return super().write(self._prepare_contact_point_values(dict(vals)))

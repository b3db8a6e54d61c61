from odoo import api, fields, models

from ..tools import customer_kind


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "antcrm.contact.point.mixin"]

    contact_point_ids = fields.One2many(inverse_name="lead_id")
    phone_ids = fields.One2many(inverse_name="lead_id")
    email_ids = fields.One2many(inverse_name="lead_id")
    social_ids = fields.One2many(inverse_name="lead_id")

    @api.depends(*customer_kind.LEAD_FIELDS)
    def _compute_customer_kind(self):
        for lead in self:
            lead.customer_kind = customer_kind.get_lead_kind(lead)

    @api.model
    def _get_customer_kind_domain(self, kind):
        return customer_kind.get_lead_kind_domain(kind)

    @api.model
    def _get_customer_kind_sql(self, alias):
        return customer_kind.get_lead_kind_sql(alias)

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._prepare_contact_point_values(dict(v)) for v in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        return super().write(self._prepare_contact_point_values(dict(vals)))

    def _search_phone_mobile_search(self, operator, value):
        domain = super()._search_phone_mobile_search(operator, value)
        return self._add_further_phones(domain, operator, value)

    def _merge_dependences(self, opportunities):
        """Numbers and addresses of merged leads are those of the one that is kept."""
        self.env["antcrm.contact.point"]._move_to(self, opportunities)
        return super()._merge_dependences(opportunities)

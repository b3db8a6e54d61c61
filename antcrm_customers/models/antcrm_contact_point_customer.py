from odoo import api, models

from ..tools.journal import RECORDERS


class AntcrmContactPoint(models.Model):
    _inherit = "antcrm.contact.point"

    @api.model
    def _insert(self, customers, vals_list):
        """What is written in SQL does not come by where the journal hears of it."""
        points = super()._insert(customers, vals_list)
        recorder = RECORDERS.get(self.env.cr)
        if recorder:
            recorder.after_create(points)
        return points

    @api.model
    def _count_questions(self, number):
        """Each value that somebody enters is a question whether somebody has it."""
        self.env["antcrm.budget"]._ask(number)
        return super()._count_questions(number)

    @api.model
    def _is_exclusive_kind(self, kind, scope):
        """The settings may have profiles unique, too."""
        unique = self.env["antcrm.customer.key"]._get_unique_keys(scope)
        return super()._is_exclusive_kind(kind, scope) or kind in unique

    @api.model
    def _may_share(self, vals, customer):
        """Two persons of one account may have one phone, such as that of its
        reception."""
        if super()._may_share(vals, customer):
            return True
        if vals["kind"] != "phone" or customer._name != "res.partner":
            return False
        if not vals.get("partner_id"):
            return False
        # superuser: whether they are of one account; the user writes the one, and what
        # may be read of the other decides
        partner = self.env["res.partner"].sudo().browse(vals["partner_id"])
        return customer.sudo(False).has_access("read") and customer._is_colleague(
            partner.parent_id.id, partner.name
        )

    @api.model
    def _get_holder_info(self, customer):
        """As ``find_everywhere`` of ``antcrm.intake`` tells of customers."""
        return {
            **super()._get_holder_info(customer),
            **self.env["antcrm.intake"]._get_similar_info(customer),
        }


class AntcrmContactPointMixin(models.AbstractModel):
    _inherit = "antcrm.contact.point.mixin"

    @api.model
    def _get_holding_domain(self):
        """Others may enter the numbers of a customer that is not in use."""
        return super()._get_holding_domain() & self._get_live_domain()

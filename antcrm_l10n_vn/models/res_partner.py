from odoo import api, models

from ..tools.legal_forms import LEGAL_FORMS


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = [
        "res.partner",
        "antcrm.vietnam.address.mixin",
        "antcrm.vietnam.person.mixin",
    ]

    @classmethod
    def _get_legal_forms(cls):
        return {**super()._get_legal_forms(), **LEGAL_FORMS}

    @api.depends("vat", "is_company")
    def _compute_vietnam_hint(self):
        return super()._compute_vietnam_hint()

    def _get_hint_values(self):
        # "/" says in the host that there is none
        vat = self.vat if self.vat != "/" else None
        if self.is_company:
            return {"vat": vat}
        # a contact has the number of their account; superuser: nothing is told of the
        # account, which may be hidden, but that the number is not the contact's own
        own = vat if vat != self.parent_id.sudo().vat else None
        return {**super()._get_hint_values(), "vat": own}

    def _write_address_text(self, text):
        values = self._get_place_values(text)
        if not values:
            return super()._write_address_text(text)
        return self.write(values)

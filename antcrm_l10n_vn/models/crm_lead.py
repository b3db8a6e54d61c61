from odoo import models


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = [
        "crm.lead",
        "antcrm.vietnam.address.mixin",
        "antcrm.vietnam.person.mixin",
    ]

    def _prepare_customer_values(self, partner_name, is_company=False, parent_id=False):
        """The form of address and the address as written go on to the new customer."""
        values = super()._prepare_customer_values(
            partner_name, is_company=is_company, parent_id=parent_id
        )
        values["written_address"] = self.written_address
        values["address_check"] = self.address_check
        if not is_company:
            values["honorific"] = self.honorific
        return values

    def _write_address_text(self, text):
        values = self._get_place_values(text)
        if not values:
            return super()._write_address_text(text)
        return self.write(values)

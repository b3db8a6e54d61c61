from odoo import api, models

from ..tools.intake_fields import ADDRESS_FIELDS
from .antcrm_address_mixin import address_key, is_known_address


class ResPartner(models.Model):
    """Further addresses are the host's children."""

    # a file of its own: all about addresses that are kept is here
    # pylint: disable-next=consider-merging-classes-inherited
    _name = "res.partner"
    _inherit = ["res.partner", "antcrm.address.mixin"]

    def _has_own_address(self):
        """That of a contact is mostly its account's."""
        return not is_known_address(address_key(self), [address_key(self.parent_id)])

    def _prepare_further_address(self, customer):
        values = {name: self[name] for name in ADDRESS_FIELDS}
        return {
            **self._convert_to_write(values),
            "parent_id": customer.id,
            "type": "other",
            "name": False,
        }

    @api.model
    def _create_further_addresses(self, vals_list):
        # superuser: parts of a customer that the user may write
        self.env["res.partner"].sudo().create(vals_list)

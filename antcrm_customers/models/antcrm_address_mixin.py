from odoo import api, models

from ..tools import addresses
from ..tools.intake_fields import ADDRESS_FIELDS


def address_key(address):
    """Return what makes an address, of a customer or a further one, to compare: a
    country alone makes none."""
    key = addresses.address_key(address, ADDRESS_FIELDS)
    return key if {name for name, _part in key} - {"country_id"} else frozenset()


def is_known_address(key, known):
    """Whether an address says nothing that one of others does not say.

    :param key: its :func:`address_key`
    :param known: those of the others
    """
    return any(key <= other for other in known)


class AntcrmAddressMixin(models.AbstractModel):
    """A customer with an address of its own and further ones."""

    _name = "antcrm.address.mixin"
    _description = "Customer with Addresses"

    def _has_own_address(self):
        """Whether the address of one customer is no other one's."""
        return True

    def _prepare_further_address(self, customer):
        """Return the values of the address of one customer as a further one.

        :param customer: whose further address it is to be
        """
        raise NotImplementedError

    @api.model
    def _create_further_addresses(self, vals_list):
        raise NotImplementedError

    def _keep_addresses(self, sources):
        """Give the customer the addresses of all of them that it has not as further
        ones, before the others go. One without an address takes the first as its own.

        :param sources: the customers that go into this one
        """
        self.ensure_one()
        customers = self | sources
        known = [self._get_kept_address_key(sources)]
        if all(is_known_address(address_key(one), known) for one in customers):
            return
        known += map(address_key, self.address_ids)
        vals_list = []
        for customer in customers:
            key = address_key(customer)
            if not is_known_address(key, known) and customer._has_own_address():
                known.append(key)
                vals_list.append(customer._prepare_further_address(self))
        self._create_further_addresses(vals_list)

    def _get_kept_address_key(self, sources):
        """Return the :func:`address_key` of the address that the customer has of its
        own after the merge."""
        return next(filter(None, map(address_key, self | sources)), frozenset())

from odoo import api, models

from ..tools.addresses import address_key, is_part
from ..tools.intake_entry import QUIET, get_parts
from ..tools.intake_fields import ADDRESS_FIELDS, FIRST_FURTHER
from .antcrm_intake_replay import NO_POINTS


class AntcrmIntake(models.AbstractModel):
    """Where customers live: at an address of their own, at that of their account, and
    at further ones."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "antcrm.intake"

    @api.model
    def _get_own_address(self, values):
        return {name: values[name] for name in ADDRESS_FIELDS if values.get(name)}

    @api.model
    def _place_address(self, own, current):
        """Say where an address belongs that comes to a customer who has one.

        :param dict own: the parts that come
        :param dict current: the parts that are there
        :return: ``fill`` where it completes what is there, ``further`` where it is
            another address, ``known`` where it says nothing new
        """
        current = self._get_own_address(current)
        if not own or not current:
            return "fill"
        if is_part(own, current, ADDRESS_FIELDS):
            return "known"
        # what is in parts that differ must not get lost
        blank = {name: value for name, value in own.items() if name not in current}
        is_completed = is_part(own, {**current, **blank}, ADDRESS_FIELDS)
        return "fill" if is_completed else "further"

    @api.model
    def _keep_own_address(self, entry, record, values):
        """A merge drops no address: one that differs from the customer's becomes a
        further one, as a whole; one that says more of the same place completes it.

        :param dict values: what is to be written; changed in place
        """
        if entry.action != "merged":
            return
        own = self._get_own_address(entry.values)
        current = record._convert_to_write({n: record[n] for n in ADDRESS_FIELDS})
        place = self._place_address(own, current)
        if place != "fill":
            for name in own:
                values.pop(name, None)
        if place == "further":
            entry.addresses.insert(0, own)

    @api.model
    def _get_account_addresses(self, kind, entries, records):
        """Return the addresses of the accounts that contacts have or get.

        :return: ``{account id: its address}``, empty where it has none
        """
        if kind != "contact":
            return {}
        ids = {entry.values.get("parent_id") for entry in entries} - {None, False}
        # superuser, as in the host: a contact lives where its account does, whether or
        # not the user may read that
        accounts = records.sudo().parent_id.union(self.env["res.partner"].browse(ids))
        return {
            account.id: account._get_address_values() for account in accounts.sudo()
        }

    @api.model
    def _keep_account_address(self, entry, record, values, addresses):
        """In the host a contact lives at its account's address: as on creation its own
        is kept beside it, and the account's stays as it is.

        :param dict values: what is to be written; changed in place
        :param dict addresses: see :meth:`_get_account_addresses`
        :return: whether there is an account with an address
        """
        if not addresses:
            return False
        account_id = values.get("parent_id") or record.parent_id.id
        address = addresses.get(account_id)
        if not address:
            return False
        current = record._convert_to_write({n: record[n] for n in ADDRESS_FIELDS})
        own = self._get_own_address(entry.values)
        # where somebody lives, but no address
        is_place = own.keys() == {"country_id"} and not current["country_id"]
        overwrite = entry.action == "overwritten"
        lives_here = (own and not is_place) and all(
            address[name] == own[name] for name in own
        )
        if overwrite and (lives_here or "parent_id" in values):
            main = address
        elif "parent_id" in values and not any(current.values()):
            main = address
        else:
            main = current
            own = {} if is_place else own
        for name in own:
            values.pop(name, None)
        values.update({n: main[n] for n in main if main[n] != current[n]})
        if not is_part(own, main, ADDRESS_FIELDS):
            entry.addresses.insert(0, own)
        return True

    # ------------------------------------------------------------------
    # Further addresses
    # ------------------------------------------------------------------

    @api.model
    def _drop_known_addresses(self, entry):
        """Further addresses without a street that say of each part what the customer's
        own says are none: a file may have its zip, or its country, twice."""
        if not entry.addresses:
            return
        own = self._get_own_address(entry.values)
        entry.addresses = [
            address
            for address in entry.addresses
            if address.get("street")
            or not own
            or any(
                not address_key(address, [name]) <= address_key(own, [name])
                for name in ADDRESS_FIELDS
            )
        ]

    @api.model
    def _create_addresses(self, kind, entries):
        """Create the further addresses of created customers in one batch."""
        owners = [entry for entry in entries for _address in entry.addresses]
        commercial_values = {}
        vals_list = [
            self._prepare_address_values(kind, entry.record, address, commercial_values)
            for entry in entries
            for address in entry.addresses
        ]
        if not vals_list:
            return
        if kind == "lead":
            addresses = self.env["antcrm.lead.address"].create(vals_list)
        else:
            addresses = self._create_quietly(self.env["res.partner"], vals_list)
        for entry, address in zip(owners, addresses, strict=True):
            entry.made.append(address)

    @api.model
    def _prepare_address_values(self, kind, record, address, commercial_values):
        """Return the values of a further address.

        :param record: the customer
        :param dict address: its parts
        :param dict commercial_values: {commercial partner: its values}, filled here
        """
        parts = get_parts(address)
        if kind == "lead":
            return {"lead_id": record.id, "type": "other", **parts}
        # superuser, as the host: an address has the commercial values of its entity,
        # is in the same hands as the customer, and seen by the same people
        record = record.sudo()
        commercial = record.commercial_partner_id
        if commercial not in commercial_values:
            commercial_values[commercial] = commercial._get_commercial_values()
        return {
            **commercial_values[commercial],
            **({"lang": record.lang} if record.lang else {}),
            "parent_id": record.id,
            "type": "other",
            **parts,
            "commercial_partner_id": commercial.id,
            "user_id": record.user_id.id,
            "audience": record.audience,
            "partner_share": True,
            **NO_POINTS,
        }

    @api.model
    def _get_numbered_addresses(self, record):
        """Return the further addresses of a customer as a list in the order of their
        numbers, each with the others of a batch, to be read with them."""
        return sorted(record.address_ids, key=lambda address: address.id)

    @api.model
    def _merge_addresses(self, kind, entries):
        """Add the addresses that existing customers do not have; an overwrite replaces
        those that the candidate numbers."""
        wanted = [entry for entry in entries if entry.addresses]
        replaced = []
        for entry in wanted:
            known = self._get_numbered_addresses(entry.record)
            keys = [address_key(address, ADDRESS_FIELDS) for address in known]
            added = []
            for address in entry.addresses:
                key = address_key(address, ADDRESS_FIELDS)
                at = address.get("number", 0) - FIRST_FURTHER
                is_numbered = entry.action == "overwritten" and 0 <= at < len(known)
                if is_numbered and (key not in keys or key == keys[at]):
                    replaced.append((entry, known[at], address))
                elif key not in keys and (
                    # an overwrite brings what differs, a merge what is new
                    entry.action == "overwritten"
                    or not any(
                        is_part(address, other, ADDRESS_FIELDS)
                        for other in (entry.record, *known, *added)
                    )
                ):
                    added.append(address)
                    keys.append(key)
            entry.addresses = added
        self._replace_addresses(replaced)
        self._create_addresses(kind, wanted)

    @api.model
    def _replace_addresses(self, replaced):
        """Write other values to further addresses; the old ones go to ``previous``.

        :param list replaced: triples of an entry, an address of its customer, and the
            values to write
        """
        for entry, address, values in replaced:
            # superuser: part of a customer that the user was found to be allowed to
            # write
            address = address.sudo().with_context(**QUIET)
            current = address._convert_to_write(
                {name: address[name] for name in ADDRESS_FIELDS}
            )
            changed = {
                name: values[name]
                for name, value in current.items()
                if values.get(name, value) != value
            }
            if changed:
                entry.previous.setdefault("address_ids", []).append(
                    {"id": address.id, **current}
                )
                address.write(changed)

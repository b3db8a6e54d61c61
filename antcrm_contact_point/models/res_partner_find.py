from odoo import api, models, tools
from odoo.tools import SQL


class ResPartner(models.Model):
    """Whom the host finds by the first number and address of each partner, it finds by
    the further ones, too."""

    # a file of its own: all that the host looks partners up by stands here
    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "res.partner"

    def _search_phone_mobile_search(self, operator, value):
        domain = super()._search_phone_mobile_search(operator, value)
        return self._add_further_phones(domain, operator, value)

    @api.model
    def find_or_create(self, email, assert_valid_email=False):
        """A partner is found by any of its addresses."""
        address = tools.parse_contact_from_email(email)[1] if email else ""
        found = self._find_by_further_emails([address]).get(address)
        return found or super().find_or_create(
            email, assert_valid_email=assert_valid_email
        )

    @api.model
    def _find_or_create_from_emails(
        self,
        emails,
        ban_emails=None,
        filter_found=None,
        additional_values=None,
        no_create=False,
        sort_key=None,
        sort_reverse=True,
    ):
        """Whoever writes from a second address is known. Where an address is the first
        one of another partner, that one is meant, as the host does it."""
        addresses = [tools.parse_contact_from_email(email)[1] for email in emails]
        further = self._find_by_further_emails(
            set(addresses) - set(ban_emails or ()), filter_found, sort_key, sort_reverse
        )
        others = [
            email
            for email, address in zip(emails, addresses, strict=True)
            if address not in further
        ]
        found = iter(
            super()._find_or_create_from_emails(
                others,
                ban_emails=ban_emails,
                filter_found=filter_found,
                additional_values=additional_values,
                no_create=no_create,
                sort_key=sort_key,
                sort_reverse=sort_reverse,
            )
        )
        return [
            further[address] if address in further else next(found)
            for address in addresses
        ]

    @api.model
    def _find_by_further_emails(
        self, addresses, filter_found=None, sort_key=None, sort_reverse=True
    ):
        """Return the partners that the user may read by an address of theirs that is
        not the first one, unless it is the first one of another. An address that is
        entered beside that of a colleague does not speak for their login.

        :param addresses: email addresses as the host normalises them
        :return: ``{address: partner}``
        """
        addresses = [address for address in addresses if address]
        if not addresses or self.env.context.get("antcrm_first_emails"):
            return {}
        self.flush_model(["email_ids", "email_normalized", "partner_share"])
        self.env["antcrm.contact.point"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT point.normalized, point.partner_id
                  FROM antcrm_contact_point point
                  JOIN res_partner partner ON partner.id = point.partner_id
                 WHERE point.kind = 'email'
                   AND point.normalized = ANY(%s)
                   AND partner.partner_share
                   AND partner.email_normalized IS DISTINCT FROM point.normalized
              ORDER BY point.partner_id
                """,
                addresses,
            )
        )
        if not rows:
            return {}
        known = [address for address, _id in rows]
        first = self.search([("email_normalized", "in", known)])
        partners = self.search([("id", "in", [id_ for _a, id_ in rows])], order="id")
        if filter_found:
            first = first.filtered(filter_found)
            partners = partners.filtered(filter_found)
        if sort_key:
            partners = partners.sorted(key=sort_key, reverse=sort_reverse)
        taken = set(first.mapped("email_normalized"))
        holders = {}
        for address, id_ in rows:
            holders.setdefault(address, set()).add(id_)
        return {
            address: partner
            for address, ids in holders.items()
            if address not in taken
            and (partner := partners.filtered(lambda p, ids=ids: p.id in ids)[:1])
        }

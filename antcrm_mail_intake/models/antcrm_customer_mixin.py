from odoo import api, fields, models
from odoo.fields import Command


class AntcrmCustomerMixin(models.AbstractModel):
    _inherit = "antcrm.customer.mixin"

    phone_offer = fields.Char(
        "Phones in the Mail",
        compute="_compute_phone_offer",
        export_string_translation=False,
    )

    @api.depends("phone_ids")
    def _compute_phone_offer(self):
        offers = self._get_phone_offers()
        field = self._get_phone_offer_field()
        for customer in self:
            mine = offers.filtered_domain([(field, "=", customer._origin.id)])
            known = set(customer.phone_ids.mapped("normalized"))
            customer.phone_offer = ", ".join(
                offer.value for offer in mine if offer.normalized not in known
            )

    @api.model
    def _get_phone_offer_field(self):
        return "lead_id" if self._name == "crm.lead" else "partner_id"

    def _get_phone_offers(self, dismissed=False):
        """Return what the mails of the customers offer.

        :param bool dismissed: also what somebody has dismissed
        """
        # superuser: offers belong to customers that the caller may read
        domain = [(self._get_phone_offer_field(), "in", self._origin.ids)]
        if not dismissed:
            domain.append(("dismissed", "=", False))
        return self.env["antcrm.mail.phone"].sudo().search(domain)

    def action_accept_phone_offer(self):
        """Add the phones that the mails of one customer offer, as if they were typed.

        :raise odoo.exceptions.UserError: another customer has one of them
        """
        self.ensure_one()
        self.check_access("write")
        offers = self._get_phone_offers()
        known = set(self.phone_ids.mapped("normalized"))
        self.phone_ids = [
            Command.create({"value": offer.value})
            for offer in offers
            if offer.normalized not in known
        ]
        offers.dismissed = True

    def action_dismiss_phone_offer(self):
        """Offer these phones of one customer no more."""
        self.ensure_one()
        self.check_access("write")
        self._get_phone_offers().dismissed = True

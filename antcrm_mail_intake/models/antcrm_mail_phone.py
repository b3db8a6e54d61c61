from odoo import api, fields, models


class AntcrmMailPhone(models.Model):
    """A phone number that stands in the signature of a customer's mail. It is offered
    on the customer's form, and written by whoever accepts it, never by itself."""

    _name = "antcrm.mail.phone"
    _description = "Phone Offered by a Mail"
    _order = "id"

    partner_id = fields.Many2one("res.partner", ondelete="cascade", index=True)
    lead_id = fields.Many2one("crm.lead", ondelete="cascade", index=True)
    value = fields.Char(required=True, help="As it is shown.")
    normalized = fields.Char(required=True, help="E.164.")
    dismissed = fields.Boolean()

    _partner_unique = models.UniqueIndex("(partner_id, normalized)")
    _lead_unique = models.UniqueIndex("(lead_id, normalized)")

    @api.model
    def _offer(self, customer, phones):
        """Offer the phones that a customer does not have and that nobody dismissed.

        :param dict phones: ``{E.164: shown}``
        """
        offers = customer._get_phone_offers(dismissed=True)
        known = {*offers.mapped("normalized"), *customer.phone_ids.mapped("normalized")}
        field = "lead_id" if customer._name == "crm.lead" else "partner_id"
        self.create(
            [
                {field: customer.id, "normalized": normalized, "value": shown}
                for normalized, shown in phones.items()
                if normalized not in known
            ]
        )

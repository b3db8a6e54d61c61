from odoo import api, fields, models


class AntcrmMailOffer(models.Model):
    """What the signature of a customer's mail, or a form's notice, says about them. It
    is offered on the customer's form, and written by whoever accepts it."""

    _name = "antcrm.mail.offer"
    _description = "Offered by a Mail"
    _order = "id"

    partner_id = fields.Many2one("res.partner", ondelete="cascade", index=True)
    lead_id = fields.Many2one("crm.lead", ondelete="cascade", index=True)
    field = fields.Selection(
        [
            ("name", "Name"),
            ("position", "Position"),
            ("company", "Company"),
            ("phone", "Phone"),
            ("address", "Address"),
            ("website", "Website"),
        ],
        required=True,
    )
    value = fields.Char(required=True, help="As it is shown.")
    normalized = fields.Char(required=True, help="Of phones, E.164.")
    dismissed = fields.Boolean()

    _partner_unique = models.UniqueIndex("(partner_id, field, normalized)")
    _lead_unique = models.UniqueIndex("(lead_id, field, normalized)")

    @api.model
    def _offer(self, customer, values):
        """Offer what a customer does not have and what nobody dismissed.

        :param list values: triples of a field, its normalized value and how it is shown
        :return: the new offers
        """
        link = customer._get_mail_offer_link()
        offers = [
            {link: customer.id, "field": field, "normalized": key, "value": shown}
            for field, key, shown in values
            if customer._lacks(field, key)
        ]
        if not offers:
            return self
        known = {
            (offer.field, offer.normalized)
            for offer in customer._get_mail_offers(dismissed=True)
        }
        return self.create(
            [o for o in offers if (o["field"], o["normalized"]) not in known]
        )

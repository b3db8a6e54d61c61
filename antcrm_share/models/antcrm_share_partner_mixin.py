from odoo import api, models
from odoo.fields import Domain


class AntcrmSharePartnerMixin(models.AbstractModel):
    """For the host's models that show the email address or the phone number of a
    partner to whoever may read them: a visible record that refers to a hidden customer
    shows its name alone."""

    _name = "antcrm.share.partner.mixin"
    _description = "Refers to a Customer"

    @api.depends("partner_id.email")
    @api.depends_context("uid", "su")
    def _compute_partner_email(self):
        self._copy_from_partner("email")

    def _search_partner_email(self, operator, value):
        return self._search_in_partner("email", operator, value)

    @api.depends("partner_id.phone")
    @api.depends_context("uid", "su")
    def _compute_partner_phone(self):
        self._copy_from_partner("phone")

    def _search_partner_phone(self, operator, value):
        return self._search_in_partner("phone", operator, value)

    def _copy_from_partner(self, name, field_name=None):
        visible = self.partner_id._filtered_access("read")
        for record in self:
            partner = record.partner_id
            record[field_name or name] = partner in visible and partner[name]

    @api.model
    def _search_in_partner(self, name, operator, value):
        # "any" obeys the rules of partners, where a related field does not
        return Domain("partner_id", "any", [(name, operator, value)])

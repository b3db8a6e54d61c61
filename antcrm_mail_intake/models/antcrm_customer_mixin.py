from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS, Command

from odoo.addons.antcrm_customers.tools.intake_entry import IntakeOptions
from odoo.addons.antcrm_customers.tools.text import name_key


class AntcrmCustomerMixin(models.AbstractModel):
    _inherit = "antcrm.customer.mixin"

    mail_offers = fields.Json(
        "In Their Mail",
        compute="_compute_mail_offers",
        export_string_translation=False,
    )

    offered_account_id = fields.Many2one(
        "res.partner",
        copy=False,
        readonly=True,
        groups=NO_ACCESS,
        index="btree_not_null",
    )
    account_offer = fields.Char(
        compute="_compute_account_offer", export_string_translation=False
    )

    @api.depends("offered_account_id")
    def _compute_account_offer(self):
        for customer in self:
            # superuser: what is offered stands on a customer the caller may read; its
            # name is told to whoever may read it
            account = customer.sudo().offered_account_id.sudo(False)
            account = account._filtered_access("read")
            customer.account_offer = account.display_name if account else False

    def action_accept_account_offer(self):
        """Set the account that is offered for the address of one customer."""
        self.ensure_one()
        self.check_access("write")
        # superuser: see above
        account = self.sudo().offered_account_id.sudo(False)._filtered_access("read")
        if account and self._name == "crm.lead":
            self.partner_name = account.name
        elif account:
            self.parent_id = account
        self.action_dismiss_account_offer()

    def action_dismiss_account_offer(self):
        """Offer this account to one customer no more."""
        self.ensure_one()
        self.check_access("write")
        # superuser: users do not write the offer but by these actions
        self.sudo().offered_account_id = False

    @api.depends(
        lambda self: [
            "phone_ids",
            "website",
            "function",
            "street",
            *(["partner_name"] if self._name == "crm.lead" else ["parent_id"]),
        ]
    )
    def _compute_mail_offers(self):
        link = self._get_mail_offer_link()
        offers = self._get_mail_offers().grouped(link)
        labels = dict(
            self.env["antcrm.mail.offer"]
            ._fields["field"]
            ._description_selection(self.env)
        )
        for customer in self:
            mine = offers.get(customer._origin.sudo(), ())
            customer.mail_offers = [
                {"id": offer.id, "label": labels[offer.field], "value": offer.value}
                for offer in mine
                if customer._lacks(offer.field, offer.normalized)
            ] or False

    @api.model
    def _get_mail_offer_link(self):
        return "lead_id" if self._name == "crm.lead" else "partner_id"

    def _get_mail_offers(self, dismissed=False):
        """Return what the mails of the customers offer.

        :param bool dismissed: also what somebody has dismissed
        """
        # superuser: offers belong to customers that the caller may read
        domain = [(self._get_mail_offer_link(), "in", self._origin.ids)]
        if not dismissed:
            domain.append(("dismissed", "=", False))
        return self.env["antcrm.mail.offer"].sudo().search(domain)

    def _lacks(self, field, normalized):
        """Whether the customer has nothing where a mail offers something."""
        self.ensure_one()
        is_lead = self._name == "crm.lead"
        is_person = is_lead or not self.is_company
        if field == "phone":
            return normalized not in self.phone_ids.mapped("normalized")
        if field == "name":
            name = self.contact_name if is_lead else self.name
            return is_person and name_key(name or "") != normalized
        if field == "position":
            return is_person and not self.function
        if field == "company":
            return is_person and not (self.partner_name if is_lead else self.parent_id)
        if field == "address":
            return not (self.street or self.address_ids)
        return not self.website

    def action_accept_mail_offers(self, offer_ids=None):
        """Write what the mails of one customer offer, as if it were typed.

        :param list offer_ids: of ``mail_offers``; all of them if not given
        :raise odoo.exceptions.UserError: another customer has one of the phones
        """
        self.ensure_one()
        self.check_access("write")
        offers = self._get_mail_offers()
        if offer_ids is not None:
            offers = offers.filtered(lambda offer: offer.id in offer_ids)
        for offer in offers:
            if self._lacks(offer.field, offer.normalized):
                getattr(self, f"_accept_{offer.field}")(offer.value)
        offers.dismissed = True

    def action_dismiss_mail_offers(self, offer_ids=None):
        """Offer this to one customer no more.

        :param list offer_ids: of ``mail_offers``; all of them if not given
        """
        self.ensure_one()
        self.check_access("write")
        offers = self._get_mail_offers()
        if offer_ids is not None:
            offers = offers.filtered(lambda offer: offer.id in offer_ids)
        offers.dismissed = True

    def _accept_phone(self, value):
        self.phone_ids = [Command.create({"value": value})]

    def _accept_name(self, value):
        self["contact_name" if self._name == "crm.lead" else "name"] = value

    def _accept_position(self, value):
        self.function = value

    def _accept_website(self, value):
        self.website = value

    def _accept_address(self, value):
        self._write_address_text(value)

    def _accept_company(self, value):
        if self._name == "crm.lead":
            self.partner_name = value
            return
        Intake = self.env["antcrm.intake"]._as_asked({})
        account_id = Intake._find_accounts([value]).get(name_key(value))
        if not account_id:
            # superuser: a new account is seen by those who see its contact
            share = self.sudo().share_id
            options = IntakeOptions(
                share_mode=share.mode or "all",
                share_user_ids=share.user_ids.ids,
                share_team_ids=share.team_ids.ids,
                way_in="mail",
                origin=self.env._("Added from the signature of a mail."),
            )
            [outcome] = Intake.apply("account", [{"name": value}], options)
            if not outcome["record"]:
                raise UserError(" ".join(outcome["reasons"]))
            account_id = outcome["record"]["id"]
        self.parent_id = account_id

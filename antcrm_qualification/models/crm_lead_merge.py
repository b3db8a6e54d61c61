from odoo import api, models

from ..tools.tin import DOUBTFUL, VALID
from .antcrm_intake_fields import SALES_FIELDS
from .crm_lead import EXISTING_KINDS
from .crm_lead_match import NEW_FIELDS

MERGED_FIELDS = ("company_name", "vat", "middlename", "external_client_id")


class CrmLead(models.Model):
    """The host's merge of leads loses nothing that was studied."""

    # a file of its own: all of merging stands here
    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "crm.lead"

    def _get_unattended_merge_key(self):
        return (*super()._get_unattended_merge_key(), self.partner_agreement_id)

    def _merge_get_fields(self):
        return [*super()._merge_get_fields(), *MERGED_FIELDS, "customer_requirements"]

    def _merge_get_fields_specific(self):
        specific = super()._merge_get_fields_specific()
        specific["customer_requirements"] = lambda name, leads: (
            "\n\n".join(filter(None, leads.mapped(name))) or False
        )
        return specific

    def _merge_data(self, fnames=None):
        """Nothing is written, and checked, that the kept lead has already."""
        data = super()._merge_data(fnames)
        kept = self[:1]
        # the host's addresses are records
        country = data.get("country_id") or self.env["res.country"]
        numbers = self.filtered("vat").mapped("vat")
        own = {
            **{name: data.pop(name, False) for name in MERGED_FIELDS},
            "vat": self._merge_tins(numbers, country),
            "customer_requirements": data.pop("customer_requirements", False),
            **self._merge_existing(),
        }
        own = {name: value for name, value in own.items() if value}
        own |= self._merge_sales()
        for name, value in own.items():
            current = kept[name]
            if isinstance(current, models.BaseModel):
                current = current.id
            if current != value:
                data[name] = value
        return data

    @api.model
    def _merge_tins(self, numbers, country):
        """Return the number that fits the country which the merged lead has: rather one
        that is right by a rule than one of a usual length."""
        checked = [(number, self._check_tin(number, country)) for number in numbers]
        for wanted in (VALID, DOUBTFUL):
            for number, result in checked:
                if result == wanted:
                    return number
        return False

    def _merge_existing(self):
        """Return the company and the contact of merged leads: the first there is, else
        whether it is a new one."""
        values = {}
        for name, kind in EXISTING_KINDS.items():
            # superuser: what kind of customer it is decides here, and is not told
            existing = self[name].filtered(
                lambda customer, kind=kind: customer.sudo().customer_kind == kind
            )
            values[name] = existing[:1].id
            values[NEW_FIELDS[name]] = not existing and any(
                lead[NEW_FIELDS[name]] for lead in self
            )
        # superuser: whether the two belong together is no secret of theirs
        contact = self.env["res.partner"].sudo().browse(values["existing_contact_id"])
        company_id = values["existing_company_id"]
        if company_id and contact.parent_id and contact.parent_id.id != company_id:
            values["existing_contact_id"] = False
        return values

    def _merge_sales(self):
        """Return direction, product, agreement and partner contact of merged leads: of
        each the first that goes with the others. What the kept lead has stays as it is,
        where nothing is added to it."""
        kept = self[:1]
        # superuser: what goes together is no secret of those who may write the leads
        leads = self.sudo()
        values = leads._choose_sales_values(kept=leads[:1])
        chosen = [values[name] for name in SALES_FIELDS]
        is_new = any(value != kept[name] for name, value in values.items())
        if is_new and self._get_sales_problem(*chosen)[0]:
            # a programme has changed since
            values = leads._choose_sales_values()
        if not values["partner_contact_id"]:
            # the agreement suggests one
            del values["partner_contact_id"]
        return {name: value.id for name, value in values.items()}

    def _choose_sales_values(self, kept=None):
        """Return the records that :meth:`_merge_sales` chooses from.

        :param kept: the lead whose values stay; by default only what goes together
            does
        """
        kept = kept or self.browse()
        direction = self.sales_direction_id[:1]
        product = kept.sales_product_id or self.sales_product_id.filtered(
            lambda product: product <= direction.product_ids
        )
        product = product[:1]
        agreement = kept.partner_agreement_id or self.partner_agreement_id.filtered(
            lambda agreement: agreement.programme_id._covers(direction, product)
        )
        agreement = agreement[:1]
        contact = kept.partner_contact_id or self.partner_contact_id
        return {
            "sales_direction_id": direction,
            "sales_product_id": product,
            "partner_agreement_id": agreement,
            "partner_contact_id": contact.filtered(
                lambda contact: agreement and contact.parent_id == agreement.partner_id
            )[:1],
        }

from odoo import models

#: what stands or falls together: the fields, and the one that says whose are taken
MERGED_TOGETHER = {
    "sales_direction_id": (
        *("sales_direction_id", "sales_product_id"),
        *("partner_agreement_id", "partner_contact_id"),
    ),
    "existing_company_id": ("existing_company_id",),
    "existing_contact_id": ("existing_contact_id",),
}
MERGED_FIELDS = ("company_name", "vat", "middlename", "external_client_id")


class CrmLead(models.Model):
    """The host's merge of leads loses nothing that was studied."""

    # a file of its own: all of merging stands here
    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "crm.lead"

    def _merge_get_fields(self):
        together = [name for names in MERGED_TOGETHER.values() for name in names]
        return [
            *super()._merge_get_fields(),
            *MERGED_FIELDS,
            *together,
            "customer_requirements",
        ]

    def _merge_data(self, fnames=None):
        """Nothing is written, and checked, that none of the leads has."""
        data = super()._merge_data(fnames)
        ours = {*MERGED_FIELDS, "customer_requirements"}.union(
            *MERGED_TOGETHER.values()
        )
        return {
            name: value for name, value in data.items() if value or name not in ours
        }

    def _merge_get_fields_specific(self):
        specific = super()._merge_get_fields_specific()
        for anchor, names in MERGED_TOGETHER.items():
            for name in names:
                specific[name] = lambda name, leads, anchor=anchor: (
                    leads.filtered(anchor)[:1][name].id
                )
        specific["customer_requirements"] = lambda name, leads: (
            "\n\n".join(filter(None, leads.mapped(name))) or False
        )
        return specific

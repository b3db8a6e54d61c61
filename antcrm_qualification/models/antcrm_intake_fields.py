from odoo import api, models

from odoo.addons.antcrm_customers.tools.intake_fields import FIELDS

#: what is asked of a lead before it is qualified, as candidates bring it
COMPANY_FIELDS = ("company_name", "vat", "is_new_company", "existing_company_id")
PERSON_FIELDS = ("middlename", "is_new_contact", "do_not_email")
SALES_FIELDS = ("sales_direction_id", "sales_product_id", "partner_agreement_id")
OTHER_FIELDS = ("campaign_id", "medium_id", "customer_requirements")
OTHER_FIELDS += ("external_client_id",)
#: these say how the company works, not what a visitor of its website wants
INTERNAL_FIELDS = {"is_new_company", "existing_company_id", "is_new_contact"}
INTERNAL_FIELDS |= {"do_not_email", "partner_agreement_id", "campaign_id", "medium_id"}
INTERNAL_FIELDS |= {"external_client_id"}


class AntcrmIntake(models.AbstractModel):
    """What is studied of a lead comes in by any door, as far as it is known there."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "antcrm.intake"

    @api.model
    def _get_field_groups(self, kind):
        groups = super()._get_field_groups(kind)
        if kind == "lead":
            # behind the plain fields, whatever other addons have added already
            at = len(FIELDS[kind])
            groups[at:at] = [
                ((*COMPANY_FIELDS, *PERSON_FIELDS), "identity"),
                ((*SALES_FIELDS, *OTHER_FIELDS), "other"),
            ]
        return groups

    @api.model
    def _get_internal_fields(self):
        return super()._get_internal_fields() | INTERNAL_FIELDS

    @api.model
    def _get_field_labels(self, kind):
        return {
            **super()._get_field_labels(kind),
            "campaign_id": self.env._("Marketing Campaign"),
            "medium_id": self.env._("Content Distribution Channel"),
        }

    @api.model
    def _read_relations(self, candidates, reading):
        relations = super()._read_relations(candidates, reading)
        if reading.kind == "lead":
            # there may be a million: found as the accounts of contacts are
            names = [candidate.get("existing_company_id") for candidate in candidates]
            relations["existing_company_id"] = self._find_accounts(
                [name for name in names if isinstance(name, str)]
            )
        return relations

    @api.model
    def _read_candidates(self, kind, candidates, options):
        entries = super()._read_candidates(kind, candidates, options)
        if kind == "lead":
            for entry in entries:
                if not entry.values.get("do_not_email"):
                    # nobody is put back on the mailing lists by a file
                    entry.values.pop("do_not_email", None)
        return entries

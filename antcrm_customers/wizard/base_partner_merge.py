from odoo import api, models

from ..models.antcrm_address_mixin import address_key
from ..tools.intake_fields import ADDRESS_FIELDS
from ..tools.journal import is_merging, merging

#: what the host moves itself
HOST_REFERENCES = frozenset(
    (
        "ir_attachment",
        "mail_followers",
        "mail_activity",
        "mail_message",
        "ir_model_data",
    )
)


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Every merge of partners comes through here, the host's and those of addons: it
    loses nothing that we know of them, and opens nothing to others."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        dst_partner._keep_addresses(src_partners)
        self.env["antcrm.key.claim"]._let_go(src_partners)
        return super()._update_foreign_keys(src_partners, dst_partner)

    @api.model
    def _get_fk_on(self, table):
        """Where a merge knows which columns refer to those that go, the host asks the
        others nothing: there are hundreds of them, and merges by the thousand."""
        moving = self.env.context.get("antcrm_moving_keys", {})
        return moving[table] if table in moving else super()._get_fk_on(table)

    @api.model
    def _update_foreign_keys_generic(self, model, src_records, dst_record):
        """The host deletes all rows of a table if one of them cannot move, or fails:
        those that cannot are deleted here, one by one."""
        # the host merges other records in this way, too
        if src_records and is_merging(self.env.cr):
            self.env.flush_all()
            References = self.env["antcrm.references"]
            tables = References._find_moving(src_records, dst_record)
            places = References._get_places(model)
            References._delete_doubles(
                src_records,
                dst_record,
                [place for place in places if place.table in tables],
            )
            empty = frozenset(place.table for place in places) - tables
            moving = References._find_keys(src_records, empty)
            self = self.with_context(  # noqa: PLW0642
                antcrm_moving_keys={src_records._table: moving}
            )
        return super()._update_foreign_keys_generic(model, src_records, dst_record)

    @api.model
    def _update_reference_fields_generic(
        self, referenced_model, src_records, dst_record, additional_update_records=None
    ):
        result = super()._update_reference_fields_generic(
            referenced_model,
            src_records,
            dst_record,
            additional_update_records=additional_update_records,
        )
        if src_records and is_merging(self.env.cr):
            # meetings, ratings, and what else refers by model and id
            References = self.env["antcrm.references"]
            tables = References._find_moving(src_records, dst_record, HOST_REFERENCES)
            tables = tables - HOST_REFERENCES
            places = References._get_places(referenced_model)
            self.env.flush_all()
            References._move_loose(
                src_records, dst_record, [p for p in places if p.table in tables]
            )
            References._move_properties(src_records, dst_record, tables)
            self.env.invalidate_all()
        return result

    @api.model
    def _update_values(self, src_partners, dst_partner):
        """The host fills blank columns one by one: the names of one person and the
        lines of one address stay together, and what is older does not come along."""
        kept = {}
        if dst_partner.name:
            kept |= {
                "name": dst_partner.name,
                "firstname": dst_partner.firstname,
                "lastname": dst_partner.lastname,
            }
        partners = dst_partner | src_partners
        addressed = partners.filtered(address_key) or partners.filtered(
            lambda partner: any(partner[name] for name in ADDRESS_FIELDS)
        )
        addressed = addressed[:1] or dst_partner
        kept |= {name: addressed[name] for name in ADDRESS_FIELDS}
        dates = (src_partners | dst_partner).mapped("last_interaction_date")
        kept["last_interaction_date"] = max(filter(None, dates), default=False)
        result = super()._update_values(
            src_partners, dst_partner.with_context(antcrm_merging=True)
        )
        changed = {
            name: value for name, value in kept.items() if dst_partner[name] != value
        }
        if changed:
            dst_partner.write(changed)
        return result

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        partners = self.env["res.partner"].browse(partner_ids).exists()
        if not (dst_partner and dst_partner.env.su):
            # whoever hands over a record as superuser has decided who may merge it
            # first: what is told next is for who may see them all
            partners._check_share_merge()
            partners._check_merge()
        if len(partners) < 2:
            return super()._merge(
                partner_ids, dst_partner=dst_partner, extra_checks=extra_checks
            )
        with merging(self.env.cr):
            return super()._merge(
                partner_ids, dst_partner=dst_partner, extra_checks=extra_checks
            )

from odoo import api, fields, models

from .antcrm_intake_reader import ADDRESS_FIELDS
from .antcrm_merge_mixin import address_key, is_known_address

#: how many the host merges at once
HOST_LIMIT = 3


class ResPartner(models.Model):
    # a file of its own: all of merging stands in antcrm_merge* and *_merge
    # pylint: disable-next=consider-merging-classes-inherited
    _name = "res.partner"
    _inherit = ["res.partner", "antcrm.merge.mixin"]
    _merge_name_fields = ("name", "firstname", "lastname")
    _merge_notes_field = "comment"

    merge_ids = fields.One2many(inverse_name="partner_id")

    @api.depends("merge_ids")
    @api.depends_context("uid")
    def _compute_merge_count(self):
        return super()._compute_merge_count()

    def _run_host_merge(self, kept):
        wizard = self.env["base.partner.merge.automatic.wizard"]
        sources = self - kept
        for start in range(0, len(sources), HOST_LIMIT - 1):
            batch = sources[start : start + HOST_LIMIT - 1]
            # the host compares email addresses where nobody compares the customers
            wizard._merge((kept | batch).ids, kept, extra_checks=False)

    # ------------------------------------------------------------------
    # Addresses
    # ------------------------------------------------------------------

    def _has_own_address(self):
        """That of a contact is mostly its account's."""
        return not is_known_address(address_key(self), [address_key(self.parent_id)])

    def _prepare_merged_address(self, kept):
        values = {name: self[name] for name in ADDRESS_FIELDS}
        return {
            **self._convert_to_write(values),
            "parent_id": kept.id,
            "type": "other",
            "name": False,
        }

    @api.model
    def _create_merged_addresses(self, vals_list):
        # superuser: parts of a customer that the user may write
        self.env["res.partner"].sudo().create(vals_list)

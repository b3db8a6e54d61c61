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
    _merge_computed_fields = frozenset(("reports_to_id",))

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
    # Managers
    # ------------------------------------------------------------------

    def _get_merge_empty(self, name, values):
        if name == "reports_to_id":
            # superuser: a manager whom the user does not see is one, too
            return self.filtered(lambda r: not r.sudo().reports_to_partner_id).ids
        return super()._get_merge_empty(name, values)

    def _write_merged_values(self, values):
        """The manager is chosen when it is known which account the contact is of."""
        values = dict(values)
        id_ = values.pop("reports_to_id", None)
        result = super()._write_merged_values(values)
        manager = self.browse(id_ or ()).exists()
        # what the user does not see is not what he left empty, and one who was merged
        # with the contact is no manager any more
        is_chosen = id_ is not None and bool(id_) == bool(manager)
        if is_chosen and manager != self.reports_to_id:
            self._set_merged_manager(manager)
        return result

    def _set_merged_manager(self, manager):
        """Let the customer report to somebody, where that makes sense, or to nobody.

        :return: whether it does
        """
        self.ensure_one()
        # superuser: nobody has access to the column; the user may write the contact,
        # and chose among those whom he sees, or the merge keeps what there is
        kept, manager = self.sudo(), manager.sudo()
        if manager and (
            kept in manager | manager._get_managers_above()
            or not kept.parent_id
            or manager.parent_id != kept.parent_id
            or {kept.customer_kind, manager.customer_kind} != {"contact"}
        ):
            return False
        if kept.reports_to_partner_id != manager:
            kept.reports_to_partner_id = manager
        return True

    def _get_managers_above(self):
        """Return whom one contact reports to, and whom they do."""
        self.ensure_one()
        managers, above = self.browse(), self.reports_to_partner_id
        while above - managers:
            managers |= above
            above = above.reports_to_partner_id
        return managers

    def _merge_managers(self, sources):
        """Keep the organisation in order after references moved in SQL, before the
        others go: nobody reports to himself over others, to anybody of another account,
        and a manager that one of them had is not lost."""
        self.ensure_one()
        # superuser: who reports to whom is nobody's to read in the column
        kept = self.sudo().with_context(active_test=False)
        managers = sources.sudo().reports_to_partner_id - sources - kept
        below = kept.search([("reports_to_partner_id", "=", kept.id)])
        if not (managers or below or kept.reports_to_partner_id):
            return
        if below:
            below.filtered(
                lambda partner: partner not in sources and not partner._get_manager()
            ).write({"reports_to_partner_id": False})
        if kept.reports_to_partner_id and (
            not kept._get_manager() or kept in kept._get_managers_above()
        ):
            kept.reports_to_partner_id = False
        if not kept.reports_to_partner_id:
            any(kept._set_merged_manager(manager) for manager in managers)

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

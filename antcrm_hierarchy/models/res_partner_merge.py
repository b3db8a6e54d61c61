from odoo import api, models


class ResPartner(models.Model):
    # a file of its own: all of merging stands here
    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "res.partner"

    @api.model
    def _get_merge_links(self):
        """The manager is chosen, too."""
        return {**super()._get_merge_links(), "reports_to_id": "reports_to_partner_id"}

    def _set_merged_link(self, name, record):
        if name == "reports_to_id":
            return self._set_merged_manager(record)
        return super()._set_merged_link(name, record)

    def _set_merged_manager(self, manager):
        """Let the customer report to somebody, where that makes sense, or to nobody.

        :return: whether it does
        """
        self.ensure_one()
        # superuser: nobody has access to the column; the user may write the contact,
        # and chose among those whom they see, or the merge keeps what there is
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
        others go: nobody reports to themselves over others, or to another account,
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

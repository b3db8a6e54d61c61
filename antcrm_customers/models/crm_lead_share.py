from odoo import api, models


class CrmLead(models.Model):
    # a file of its own: all of sharing stands in antcrm_share* and *_share
    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "crm.lead"
    _share_reference = "partner_id"

    _audience_index = models.Index("USING gin (audience)")

    @api.depends("share_id", "share_owner_id", "user_id")
    def _compute_audience(self):
        return super()._compute_audience()

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        return self._filter_share_recipients(
            super()._notify_get_recipients(message, msg_vals=msg_vals, **kwargs)
        )

    @api.depends_context("uid")
    def _compute_potential_lead_duplicates(self):
        """The host looks as superuser; a lead the user may not read is no hint."""
        result = super()._compute_potential_lead_duplicates()
        found = self.duplicate_lead_ids
        hidden = found - found.with_user(self.env.user)._filtered_access("read")
        for lead in self:
            if lead.duplicate_lead_ids & hidden:
                lead.duplicate_lead_ids -= hidden
                lead.duplicate_lead_count = len(lead.duplicate_lead_ids - lead)
        return result

    # ------------------------------------------------------------------
    # A lead may refer to a partner that its readers may not see
    # ------------------------------------------------------------------

    def _get_partner_email_update(self, force_void=True):
        return self._may_update_partner() and super()._get_partner_email_update(
            force_void=force_void
        )

    def _get_partner_phone_update(self, force_void=True):
        return self._may_update_partner() and super()._get_partner_phone_update(
            force_void=force_void
        )

    def _may_update_partner(self):
        """Whether the user may write the partner; the host's computes, which follow the
        partner as superuser, always may. The intake never changes how somebody with a
        login, archived or portal, is reached."""
        if self.env.context.get("antcrm_keep_logins"):
            # superuser: whether a partner has a login decides here, and is not told
            partner = self.partner_id.sudo().with_context(active_test=False)
            if partner.user_ids:
                return False
        return self.env.su or not self.partner_id or self.partner_id.has_access("write")

    def _compute_commercial_partner_id(self):
        """No company is shown for a partner the user may not read."""
        partners = self.partner_id
        hidden = partners - partners._filtered_access("read")
        leads = self.filtered(lambda lead: lead.partner_id in hidden)
        leads.commercial_partner_id = False
        return super(CrmLead, self - leads)._compute_commercial_partner_id()

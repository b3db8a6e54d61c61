from odoo import api, models

from ..tools.logins import KEEP_LOGINS
from .antcrm_share_mixin import USER


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "antcrm.share.mixin"]
    _share_reference = "partner_id"

    _audience_index = models.Index("USING gin (audience)")

    @api.depends("share_id", "share_owner_id", "user_id")
    def _compute_audience(self):
        return super()._compute_audience()

    @api.model
    def _create(self, data_list):
        """Whoever is bound to their own documents may enter a lead for a colleague: it
        gets the share of new leads, which lets its creator in."""
        user = self.env.user
        if not (
            self.env.su
            or not user.has_group(USER)
            or user.has_group("sales_team.group_sale_salesman_all_leads")
        ):
            foreign = [
                data["stored"]
                for data in data_list
                if data["stored"].get("type") == "lead"
                and data["stored"].get("user_id") not in (None, False, user.id)
                and not data["inversed"].get("share_mode")
            ]
            if foreign:
                mode, teams = self._get_default_share_choice("lead")
                share = self.env["antcrm.share"]._get(
                    mode, self.env["res.users"], teams
                )
                for stored in foreign:
                    stored.setdefault("share_id", share.id)
        return super()._create(data_list)

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        return self._filter_share_recipients(
            super()._notify_get_recipients(message, msg_vals=msg_vals, **kwargs)
        )

    @api.depends_context("uid")
    def _compute_potential_lead_duplicates(self):
        """The host looks as superuser; a lead the user may not read is no hint."""
        result = super()._compute_potential_lead_duplicates()
        # of a form that is not saved they are new records, which everybody may read
        found = self.duplicate_lead_ids._origin
        hidden = found - found.with_user(self.env.user)._filtered_access("read")
        for lead in self if hidden else ():
            leads = lead.duplicate_lead_ids.filtered(
                lambda other: other._origin not in hidden
            )
            if leads != lead.duplicate_lead_ids:
                lead.duplicate_lead_ids = leads
                lead.duplicate_lead_count = len(leads - lead)
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
        partner as superuser, always may. What strangers say changes nothing of how
        somebody with a login, archived or portal, is reached; and whoever writes each
        on its own, such as an import, gives neither what the other has."""
        if self.env.context.get("antcrm_keep_partner"):
            return False
        if self.env.context.get(KEEP_LOGINS):
            if self.partner_id._filter_login_owners():
                return False
        return self.env.su or not self.partner_id or self.partner_id.has_access("write")

    def _compute_commercial_partner_id(self):
        """No company is shown for a partner the user may not read."""
        partners = self.partner_id
        hidden = partners - partners._filtered_access("read")
        leads = self.filtered(lambda lead: lead.partner_id in hidden)
        leads.commercial_partner_id = False
        return super(CrmLead, self - leads)._compute_commercial_partner_id()

    def action_schedule_meeting(self, smart_calendar=True):
        """A meeting about a lead starts without a customer whom the user may not see:
        they could not invite that customer."""
        action = super().action_schedule_meeting(smart_calendar=smart_calendar)
        hidden = self.partner_id - self.partner_id._filtered_access("read")
        if hidden:
            context = action["context"]
            context["default_partner_id"] = False
            context["default_partner_ids"] = [
                id_ for id_ in context["default_partner_ids"] if id_ not in hidden.ids
            ]
        return action

    # ------------------------------------------------------------------
    # The host's merge
    # ------------------------------------------------------------------

    def _get_lead_duplicates(self, partner=None, email=None, include_lost=False):
        """What is assigned is merged with nobody looking: only leads that are seen by
        the same people."""
        found = super()._get_lead_duplicates(
            partner=partner, email=email, include_lost=include_lost
        )
        if not self.env.context.get("antcrm_assigning") or len(found) < 2:
            return found
        # superuser: only whether the same people see them is told
        key = self.sudo()._get_unattended_merge_key()
        return found.filtered(
            lambda lead: lead.sudo()._get_unattended_merge_key() == key
        )

    def _get_unattended_merge_key(self):
        """Return what two leads, read as superuser, have in common that are seen by the
        same people."""
        return (self.audience,)

    def _merge_opportunity(
        self, user_id=False, team_id=False, auto_unlink=True, max_length=5
    ):
        """The share of the lead that stays is kept, and hides or opens the others only
        where the user may decide that."""
        self._check_share_merge()
        leads = self.with_context(antcrm_merging=True)
        return super(CrmLead, leads)._merge_opportunity(
            user_id=user_id,
            team_id=team_id,
            auto_unlink=auto_unlink,
            max_length=max_length,
        )

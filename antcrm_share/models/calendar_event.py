from odoo import api, models


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    @api.model
    def _get_contact_details_description(self, organizer, partners):
        """The host writes address and number of who is invited into the description of
        the meeting, which colleagues read who may not see the customer."""
        return super()._get_contact_details_description(
            organizer, partners._filter_seen_by_all()
        )

    def _get_ics_file(self):
        """The file with the invitation is kept at the meeting, for whoever reads it,
        and goes to all guests: it has no address of those whom a share hides."""
        files = super()._get_ics_file()
        for meeting in self:
            if meeting.id in files:
                # superuser: whose address is left out, whoever sends the invitation
                partners = meeting.sudo().attendee_ids.partner_id
                hidden = partners - partners._filter_seen_by_all()
                files[meeting.id] = hidden._remove_from_ics(files[meeting.id])
        return files

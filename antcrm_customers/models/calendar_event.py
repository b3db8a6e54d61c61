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

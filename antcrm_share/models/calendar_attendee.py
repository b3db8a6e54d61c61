from odoo import fields, models


class CalendarAttendee(models.Model):
    _name = "calendar.attendee"
    _inherit = ["calendar.attendee", "antcrm.share.partner.mixin"]

    email = fields.Char(
        related=None, compute="_compute_partner_email", search="_search_partner_email"
    )
    phone = fields.Char(
        related=None, compute="_compute_partner_phone", search="_search_partner_phone"
    )

    def _notify_attendees(self, *args, **kwargs):
        # superuser: invitations go to hidden customers too, and tell the user nothing
        return super(CalendarAttendee, self.sudo())._notify_attendees(*args, **kwargs)

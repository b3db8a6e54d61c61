from werkzeug.exceptions import BadRequest

from odoo import models
from odoo.http import request


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _auth_method_calendar(cls):
        """The host tells a colleague who opens an invitation whose it is, by address:
        not that of somebody they may not see."""
        try:
            return super()._auth_method_calendar()
        except BadRequest as error:
            token = request.httprequest.args.get("token", "")
            user = request.env["res.users"].browse(request.session.uid)
            # superuser: as the host finds the attendee; nothing of it is told
            attendee = (
                request.env["calendar.attendee"]
                .sudo()
                .search([("access_token", "=", token)], limit=1)
            )
            partner = attendee.partner_id.with_user(user).sudo(False)
            if not user or not partner or partner.has_access("read"):
                raise
            raise BadRequest(
                request.env._(
                    "This invitation is for somebody else. Ask the organizer of the "
                    "meeting to invite you."
                )
            ) from error

from werkzeug.exceptions import BadRequest

from odoo import models
from odoo.http import request


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _serve_fallback(cls):
        """An address with a zero byte is like any other that there is not: the host
        would look for an attachment, with a text that no column takes."""
        if "\x00" in request.httprequest.path:
            return None
        return super()._serve_fallback()

    def session_info(self):
        """The web client knows what the company calls its customers."""
        result = super().session_info()
        if self.env.user._is_internal():
            # the session keeps the language that the user had when he logged in
            lang = result["user_context"].get("lang")
            kinds = self.env["antcrm.customer.kind"].with_context(lang=lang)
            result["antcrm_labels"] = kinds.get_labels()
        return result

    @classmethod
    def _auth_method_calendar(cls):
        """The host tells a colleague who opens an invitation whose it is, by address:
        not that of somebody he may not see."""
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

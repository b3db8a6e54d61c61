from odoo import api, models

from ..tools.document_guard import InactiveCustomerError


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        """A mail of an inactive customer makes no document, and is not lost: it goes
        into the customer's history, and whoever is in charge is told.

        Without it the host would take the refused document for a broken alias, and
        drop the mail.
        """
        told, kept, late = {}, [], []
        for route in routes or ():
            partner = self._get_inactive_sender(message_dict, route)
            if partner:
                told.setdefault(partner, route)
            elif self._is_refused_late(route):
                late.append(route)
            else:
                kept.append(route)
        thread_id = False
        for route in late:
            try:
                with self.env.cr.savepoint():
                    # the host takes values out of it
                    thread_id = super()._message_route_process(
                        message, dict(message_dict), [route]
                    )
            except InactiveCustomerError as error:
                told.setdefault(self.env["res.partner"].browse(error.partner_id), route)
        kept += [
            ("res.partner", partner.id, None, route[3], route[4])
            for partner, route in told.items()
        ]
        if kept or not late:
            thread_id = super()._message_route_process(message, message_dict, kept)
        for partner, route in told.items():
            # superuser: the gateway tells, whoever sent the mail
            partner.sudo()._tell_of_refused_mail(
                route[4], message_dict.get("subject") or ""
            )
        return thread_id

    @api.model
    def _get_inactive_sender(self, message_dict, route):
        """Return the inactive customer for whom a route would make a document that is
        refused at once, if it is so."""
        Partner = self.env["res.partner"].sudo()
        model, thread_id, custom_values, *_rest = route
        if thread_id or not model or not self.env[model]._is_guarded():
            return Partner
        # superuser: see _guard_documents
        Documents = self.env["antcrm.document.model"].sudo()
        guard = Documents._get_guards()[model]
        if guard.is_late:
            return Partner
        name = guard.fields[0]
        values = {name: message_dict.get("author_id"), **(custom_values or {})}
        partner = Partner.browse(values[name] or ()).exists()
        if not Documents._get_inactive(partner):
            return Partner
        document = self.env[model].sudo().new(values)
        return partner if document.filtered_domain(guard.domain) else Partner

    @api.model
    def _is_refused_late(self, route):
        model, thread_id, *_rest = route
        if thread_id or not model or not self.env[model]._is_guarded():
            return False
        return self.env["antcrm.document.model"]._get_guards()[model].is_late

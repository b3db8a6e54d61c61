from odoo import api, models
from odoo.fields import Domain


class MailMessage(models.Model):
    _inherit = "mail.message"

    @api.model
    def action_write_to_lead(self):
        """Open the host's composer for an e-mail to the lead of the page."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Compose Email"),
            "res_model": "mail.compose.message",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": "crm.lead",
                "default_res_ids": [self.env.context.get("antcrm_lead_id")],
                "default_composition_mode": "comment",
                "default_subtype_xmlid": "mail.mt_comment",
            },
        }

    # Partners read the comments on leads: the host keeps internal notes from portal
    # users, and here from internal users, too, who see leads as partners alone.

    @api.model
    def _is_partner_reader(self):
        return (
            not self.env.su
            and self.env.user._is_internal()
            and self.env["crm.lead"]._is_partner_only()
        )

    @api.model
    def _get_partner_reader_domain(self):
        """Return the domain of what partners read: what everybody may, what they wrote
        themselves, and what was sent to them by name."""
        partner = self.env.user.partner_id
        return (
            Domain("model", "!=", "crm.lead")
            | Domain("author_id", "=", partner.id)
            | Domain("partner_ids", "in", partner.ids)
            | self._get_search_domain_share()
        )

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not bypass_access and self._is_partner_reader():
            domain = Domain(domain) & self._get_partner_reader_domain()
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    def _get_forbidden_access(self, operation):
        forbidden = super()._get_forbidden_access(operation)
        if operation == "create" or not self._is_partner_reader():
            return forbidden
        # superuser: whether it is internal decides here, and is not told
        messages = (self - forbidden).sudo()
        allowed = messages.filtered_domain(self._get_partner_reader_domain())
        return forbidden + (messages - allowed).with_env(self.env)

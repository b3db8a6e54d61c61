from odoo import models
from odoo.tools import email_normalize


class Base(models.AbstractModel):
    """Whom a chatter suggests to write to, in every model."""

    # a file of its own, as the other parts of sharing
    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "base"

    def _message_get_suggested_recipients_batch(self, **kwargs):
        """The chatter of a record that refers to a hidden customer opens, and suggests
        nobody whom the user may not see. The host reads the partners as the user."""
        if self.env.su:
            return super()._message_get_suggested_recipients_batch(**kwargs)
        # superuser: what is found is filtered below
        result = super(Base, self.sudo())._message_get_suggested_recipients_batch(
            **kwargs
        )
        partner_ids = {
            suggestion["partner_id"]
            for suggestions in result.values()
            for suggestion in suggestions
            if suggestion.get("partner_id")
        }
        partners = self.env["res.partner"].browse(sorted(partner_ids))
        visible = {False, None, *partners._filtered_access("read").ids}
        hidden = self._get_hidden_addresses(
            email_normalize(suggestion.get("email"))
            for suggestions in result.values()
            for suggestion in suggestions
            if not suggestion.get("partner_id")
        )
        return {
            record_id: [
                suggestion
                for suggestion in suggestions
                if suggestion.get("partner_id") in visible
                and (
                    suggestion.get("partner_id")
                    or email_normalize(suggestion.get("email")) not in hidden
                )
            ]
            for record_id, suggestions in result.items()
        }

    def _get_hidden_addresses(self, addresses):
        """Return which addresses are those of hidden customers: of partners, or of who
        wrote a message in the histories of the records."""
        addresses = {address for address in addresses if address}
        if not addresses:
            return set()
        # superuser: whether somebody is hidden is all that decides
        messages = self.env["mail.message"].sudo()
        messages = messages.search(
            [
                ("model", "=", self._name),
                ("res_id", "in", self.ids),
                ("author_id", "!=", False),
                ("email_from", "!=", False),
            ]
        )
        written = {}
        for message in messages:
            address = email_normalize(message.email_from)
            if address in addresses:
                written.setdefault(message.author_id.id, set()).add(address)
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        for partner in partners.search([("email_normalized", "in", list(addresses))]):
            written.setdefault(partner.id, set()).add(partner.email_normalized)
        guard = self.env["antcrm.reference.guard"]
        hidden = guard._get_hidden_ids("res.partner", written)
        return set().union(*(written[id_] for id_ in hidden))

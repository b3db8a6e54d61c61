from odoo import models


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
        return {
            record_id: [s for s in suggestions if s.get("partner_id") in visible]
            for record_id, suggestions in result.items()
        }

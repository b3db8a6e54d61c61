from odoo import api, models
from odoo.exceptions import AccessError

from .base_reference_guard import OFF


class MailThread(models.AbstractModel):
    """Ids that a user hands over to the host's methods, which go on as superuser."""

    # a file of its own: all of the guard stands in *reference_guard
    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "mail.thread"

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        self._check_partner_ids(partner_ids)
        return super().message_subscribe(partner_ids, subtype_ids)

    def message_post(self, *, author_id=None, partner_ids=None, **kwargs):
        self._check_partner_ids([author_id, partner_ids])
        return super().message_post(
            author_id=author_id, partner_ids=partner_ids, **kwargs
        )

    def message_notify(self, *, author_id=None, partner_ids=(), **kwargs):
        self._check_partner_ids([author_id, partner_ids])
        return super().message_notify(
            author_id=author_id, partner_ids=partner_ids, **kwargs
        )

    def _message_auto_subscribe_notify(self, partner_ids, template):
        """Whoever hands a document over may lose sight of it by that, and tells the new
        responsible all the same."""
        records = self.with_context(antcrm_reference_guard=OFF)
        return super(MailThread, records)._message_auto_subscribe_notify(
            partner_ids, template
        )

    def _check_partner_ids(self, partner_ids):
        """Check whom a message is from or for, or who is to follow. Followers and
        customers of the document itself may be written to, unseen as they are.

        :raise AccessError: the user may not read one of them
        """
        guard = self._get_reference_guard()
        ids = guard is not None and guard._read_ids(partner_ids)
        hidden = ids and guard._get_hidden_ids("res.partner", ids)
        if hidden and hidden - self._get_known_partner_ids():
            raise guard._get_error()

    def _get_known_partner_ids(self):
        """Return the ids of the partners that all of the documents refer to."""
        if self._abstract or not self or not self.has_access("read"):
            return set()
        # superuser: only whether it refers to somebody already decides
        documents = self.sudo().with_context(active_test=False)
        return set.intersection(
            *(set(doc._get_known_partners().ids) for doc in documents)
        )

    def _get_known_partners(self):
        """Return whom one document is for, and who follows it."""
        partners = self.message_partner_ids
        for name in self._mail_get_partner_fields(introspect_fields=True):
            partners |= self[name]
        return partners

    # ------------------------------------------------------------------
    # The gateway
    # ------------------------------------------------------------------

    @api.model
    def _check_gateway(self):
        """The host's gateway believes what a mail says about who wrote it and where it
        belongs, so it is not for everybody who can call a method.

        :raise AccessError: the user is no system administrator
        """
        if not (self.env.su or self.env.user._is_system()):
            raise AccessError(
                self.env._(
                    "Mails are taken in by the mail server. Ask an administrator to "
                    "set it up."
                )
            )

    @api.model
    def message_process(self, *args, **kwargs):
        self._check_gateway()
        return super().message_process(*args, **kwargs)

    @api.model
    def message_route(self, *args, **kwargs):
        self._check_gateway()
        return super().message_route(*args, **kwargs)

    @api.model
    def message_parse(self, *args, **kwargs):
        self._check_gateway()
        return super().message_parse(*args, **kwargs)

    @api.model
    def message_new(self, *args, **kwargs):
        self._check_gateway()
        return super().message_new(*args, **kwargs)

    def message_update(self, *args, **kwargs):
        self._check_gateway()
        return super().message_update(*args, **kwargs)

from odoo import models
from odoo.tools import partition

#: what the web client may know of a partner that its user may not see: the name that a
#: visible record shows, and how it is drawn
STORE_FIELDS = {
    "active",
    "avatar_128",
    "avatar_128_access_token",
    "display_name",
    "id",
    "im_status",
    "im_status_access_token",
    "is_active",
    "is_company",
    "main_user_id",
    "mention_token",
    "name",
    "partner_share",
    "write_date",
}


def get_store_names(fields):
    """Return the names of the host's store fields: texts, attributes, or dicts."""
    names = set()
    for field in fields:
        names |= set(field) if isinstance(field, dict) else {_get_name(field)}
    return names


def _get_name(field):
    return getattr(field, "field_name", field)


class ResPartner(models.Model):
    """What the host tells as superuser of those whom a visible record refers to:
    followers, members of channels, authors and recipients of messages."""

    # a file of its own, as the other parts of sharing
    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "res.partner"

    # pylint: disable-next=missing-return
    def _to_store(self, store, fields, **kwargs):
        hidden = self.browse()
        if not get_store_names(fields) <= STORE_FIELDS:
            hidden = self - self._filter_store_readable(store.target)
        parts = [(self, fields)]
        if hidden:
            told, more = partition(
                lambda field: get_store_names([field]) <= STORE_FIELDS, fields
            )
            # all of them in their order, in which the client shows them
            parts = [(self, told), (self - hidden, more)]
        for partners, told in parts:
            if not (partners and told):
                continue
            # the host has none today
            to_store = getattr(super(ResPartner, partners), "_to_store", None)
            if to_store:
                to_store(store, told, **kwargs)
            else:
                store.add_records_fields(partners, told, **kwargs)

    def _filter_store_readable(self, target):
        """Return the partners that whoever gets the answer may read: the user,
        or everybody who listens.

        :param target: the host's ``Store.Target``
        """
        user = target.get_user(self.env)
        if user:
            # not as superuser, as whom the host asks
            readable = self.with_user(user).sudo(False)._filtered_access("read")
        else:
            readable = self._filter_seen_by_all()
        return self.browse(readable.ids)

    def signup_get_auth_param(self):
        """A token lets somebody in as the partner, and a login is an address: of those
        whom the user may not see, there is none."""
        return super(ResPartner, self._filtered_access("read")).signup_get_auth_param()

"""How the documents of one model are recognised, and those that continue others."""

from typing import NamedTuple

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.models import BaseModel


class InactiveCustomerError(UserError):
    """A new document of an inactive customer is refused."""

    def __init__(self, message, partner_id):
        super().__init__(message)
        self.partner_id = partner_id


class Guard(NamedTuple):
    """How the documents of one model are recognised."""

    fields: tuple
    origins: tuple
    domain: Domain
    dialog: tuple | None
    #: whether inactive customers get no new ones
    refuses: bool = True
    #: the fields for other documents, for those that nobody said what they derive from
    links: tuple = ()

    @property
    def is_late(self):
        """Whether what makes a document a derived one may come right behind it."""
        return bool(self.dialog or self.links) or any(
            "." in path for path in self.origins
        )

    def get_partners(self, record):
        """Return all whom the document is for or is sent to."""
        return record.env["res.partner"].union(*(record[name] for name in self.fields))

    def derives(self, record):
        """Whether the document continues another one, by relations that the host sets
        itself."""
        if any(self._get_origins(record, path) for path in self.origins):
            return True
        if self.links and self._continues(record):
            return True
        if not self.dialog:
            return False
        model, old, new = self.dialog
        replaced = record.env[model].search([(new, "in", record.ids)])[old]
        return bool(self.get_partners(record) & self.get_partners(replaced))

    def _continues(self, record):
        """Whether the document refers to another one of the same customer."""
        guards = record.env["antcrm.document.model"]._get_guards()
        owners = self.get_partners(record).commercial_partner_id
        for name in self.links:
            others = record[name]
            if others._name == record._name:
                others -= record
            guard = guards[others._name]
            for other in others.filtered_domain(guard.domain):
                partners = guard.get_partners(other)
                if partners.commercial_partner_id & owners:
                    return True
        return False

    def _get_origins(self, record, path):
        found = record.mapped(path)
        is_same = isinstance(found, BaseModel) and found._name == record._name
        # what refers to itself, or is alone in its series, is the first one
        return found - record if is_same else any(found)


def split_field_names(text):
    """Return the names of fields that stand in a setting, separated by commas."""
    return tuple(filter(None, (name.strip() for name in (text or "").split(","))))

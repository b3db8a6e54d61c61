from odoo import models

from .antcrm_reference_guard import SHARED_MODELS


class Base(models.AbstractModel):
    """Lists of customers that the host computes, in every model: followers."""

    # a file of its own, as the other parts of sharing
    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "base"

    def web_read(self, specification):
        """A record opens for whoever may read it: of those in a computed list whom they
        may not read, there is the name. The ORM leaves them out of lists in tables."""
        names = [
            name
            for name, asked in specification.items()
            if self._is_computed_list(name) and asked.get("fields")
        ]
        if not names or self._get_reference_guard() is None:
            return super().web_read(specification)
        hidden = {
            name: self[name] - self[name]._filtered_access("read") for name in names
        }
        hidden = {name: records for name, records in hidden.items() if records}
        if not hidden:
            return super().web_read(specification)
        bare = {name: {} for name in hidden}
        values_list = super().web_read({**specification, **bare})
        for name, records in hidden.items():
            self._fill_computed_list(values_list, name, records, specification[name])
        return values_list

    def _is_computed_list(self, name):
        field = self._fields.get(name)
        return (
            field
            and field.type in ("one2many", "many2many")
            and field.comodel_name in SHARED_MODELS
            and not field.store
        )

    def _fill_computed_list(self, values_list, name, hidden, asked):
        """Put what was asked for in place of the ids of a list.

        :param list values_list: as of ``web_read``; changed in place
        :param hidden: those in the lists whom the user may not read
        :param dict asked: the specification of the list
        """
        context = asked.get("context") or {}
        seen = (self[name] - hidden).with_context(**context)
        told = {values["id"]: values for values in seen.web_read(asked["fields"])}
        # superuser: the name, as the record shows it of whom it refers to
        for record in hidden.sudo():
            told[record.id] = {
                **dict.fromkeys(asked["fields"], False),
                "id": record.id,
                "display_name": record.display_name,
            }
        for values in values_list:
            values[name] = [told[id_] for id_ in values[name]]

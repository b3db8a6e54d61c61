from collections import defaultdict

from odoo import api, models
from odoo.fields import Command

from ..tools.intake_entry import MODELS, QUIET
from ..tools.intake_fields import NAME_FIELDS, TAG_FIELDS


class AntcrmIntake(models.AbstractModel):
    """Customers who are there: merged with what comes, or overwritten."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "antcrm.intake"

    @api.model
    def _update_customers(self, kind, entries, options):
        """Merge or overwrite existing customers; old values go to ``previous``."""
        if not entries:
            return
        Model = self.env[MODELS[kind]].with_context(**QUIET, active_test=False)
        records = Model.browse({entry.record.id for entry in entries})
        by_id = {record.id: record for record in records}
        self._assign_pics_of_accounts(kind, entries, by_id, options)
        self._update_points(kind, entries, by_id, options)
        addresses = self._get_account_addresses(kind, entries, records)
        tags = {}  # {record: ids of the tags that it is to have}
        pending = {}  # {text of the values: (values, records that get them)}
        waiting = set()
        for entry in entries:
            record = by_id[entry.record.id]
            if record in waiting:
                # what this entry changes depends on what the earlier one did
                self._write_pending(pending)
                waiting.clear()
            values = self._prepare_update_values(entry, record, addresses)
            if values:
                entry.previous.update(self._get_previous_values(record, values))
                waiting.add(record)
                key = repr(sorted(values.items()))
                same = pending.get(key, (None, records.browse()))[1]
                pending[key] = (values, same | record)
            before = tags.get(record, record[TAG_FIELDS[kind]].ids)
            # an overwrite replaces the tags that the candidate brings, in which those
            # of the options are; without any, those of the options are added
            replaces = entry.action == "overwritten" and entry.brings_tags
            after = [*([] if replaces else before), *entry.tags]
            if set(after) != set(before):
                entry.previous.setdefault(TAG_FIELDS[kind], list(before))
                tags[record] = list(dict.fromkeys(after))
        self._write_pending(pending)
        self._write_tags(kind, tags)
        self._merge_addresses(kind, entries)

    @api.model
    def _prepare_update_values(self, entry, record, addresses):
        """Return the values that change: a merge fills blanks, an overwrite replaces.

        :param dict addresses: see :meth:`_get_account_addresses`
        """
        values = {}
        full_name = "contact_name" if record._name == "crm.lead" else "name"
        blank_names = entry.action == "merged" and (
            record.firstname or record.lastname or record[full_name]
        )
        current = record._convert_to_write({n: record[n] for n in entry.values})
        for name, value in entry.values.items():
            if name in NAME_FIELDS and blank_names:
                continue
            if entry.action == "merged" and record[name]:
                continue
            if self._is_changed(record, name, current[name], value):
                values[name] = value
        if record._name == "crm.lead" and values.pop("name", None):
            title = self._get_lead_title(record, values)
            if title != record.name:
                values["name"] = title
        # an account must not come under one of its own contacts
        if values.get("parent_id") and (
            values["parent_id"] == record.id or record.is_company
        ):
            del values["parent_id"]
        if not self._keep_account_address(entry, record, values, addresses):
            self._keep_own_address(entry, record, values)
        return values

    @api.model
    def _is_changed(self, record, name, current, value):
        """Whether a value to write is another one than there is."""
        field = record._fields[name]
        if field.type == "html" and value:
            # as it will be stored
            return (current or "") != (field.convert_to_cache(value, record) or "")
        return current != value

    @api.model
    def _get_lead_title(self, record, values):
        """Return what a lead is called. That follows the name of its person or company
        where it is called so; any other title is its own.

        :param dict values: what is to be written
        """
        if record.name not in (record.contact_name, record.partner_name):
            return record.name
        return (
            values.get("contact_name")
            or record.contact_name
            or values.get("partner_name")
            or record.name
        )

    @api.model
    def _get_previous_values(self, record, values):
        """Return the values of a customer that writing ``values`` changes."""
        replaced = set(values)
        if replaced & set(NAME_FIELDS):
            # each of them follows the others
            replaced |= set(NAME_FIELDS) & record._fields.keys()
        if "parent_id" in replaced:
            # the account brings its own along
            replaced.update(
                name
                for name in record._commercial_fields()
                if not record._fields[name].company_dependent
            )
        return record._convert_to_write({name: record[name] for name in replaced})

    @api.model
    def _write_pending(self, pending):
        """Write values to all customers that get the same ones, at once."""
        ids = [record.id for _values, records in pending.values() for record in records]
        for values, records in pending.values():
            # what is read of one is read of all
            records.with_prefetch(ids).write(values)
        pending.clear()

    @api.model
    def _write_tags(self, kind, tags):
        """Give customers their tags: those of the same ones at once.

        :param dict tags: ``{record: ids of tags}``
        """
        field = TAG_FIELDS[kind]
        changes = defaultdict(list)  # {(added, removed): ids of customers}
        for record, tag_ids in tags.items():
            before, after = set(record[field].ids), set(tag_ids)
            change = frozenset(after - before), frozenset(before - after)
            changes[change].append(record.id)
        for (added, removed), ids in changes.items():
            commands = [Command.link(id_) for id_ in sorted(added)]
            commands += [Command.unlink(id_) for id_ in sorted(removed)]
            if commands:
                records = self.env[MODELS[kind]].with_context(**QUIET).browse(ids)
                records.write({field: commands})

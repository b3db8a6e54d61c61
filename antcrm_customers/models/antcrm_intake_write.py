from collections import defaultdict

from odoo import api, models

from odoo.addons.antcrm_share.tools.concurrency import lost_race

from ..tools.intake_entry import UPDATES, Missing, get_parts


class AntcrmIntake(models.AbstractModel):
    """The last step: what was decided is written, in batches. The parts of it are in
    ``antcrm_intake_create.py``, ``..._update.py``, ``..._accounts.py``,
    ``..._points.py`` and ``..._addresses.py``."""

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "antcrm.intake"

    @api.model
    def _write_entries(self, kind, entries, options):
        """Write what was decided. Sets ``record`` and ``previous`` of the entries."""
        self._fold_repeated(entries)
        self._mark_shared_points(entries)
        self._make_named(entries)
        if kind == "contact":
            self._drop_unused_accounts(entries)
            self._create_accounts(entries, options)
        created = [e for e in entries if e.action in ("created", "duplicated")]
        self._create_customers(kind, created, options)
        updated = [
            entry for entry in entries if entry.action in UPDATES and not entry.target
        ]
        self._update_customers(kind, updated, options)
        self._create_addresses(kind, created)
        self._keep_unread_points(kind, created, updated)
        self._keep_external_ids(kind, entries, options)
        self._write_to_other_kinds(kind, entries, options)

    # ------------------------------------------------------------------
    # What entries have in common
    # ------------------------------------------------------------------

    @api.model
    def _fold_repeated(self, entries):
        """Put what later entries of the same new customer bring into the first one."""
        for entry in entries:
            if not entry.target or entry.action == "skipped":
                continue
            target = entry.target
            overwrite = entry.action == "overwritten"
            self._fold_account(entry, target, overwrite)
            own = self._get_own_address(entry.values)
            place = "fill" if overwrite else self._place_address(own, target.values)
            if place == "further":
                target.addresses.append(own)
            for name, value in entry.values.items():
                if name == "parent_id" or name in own and place != "fill":
                    continue
                if overwrite or not target.values.get(name):
                    target.values[name] = value
            for kind, points in entry.points.items():
                if overwrite and points:
                    target.points[kind] = points
                else:
                    target.points[kind] = {**points, **target.points[kind]}
            target.labels = {**entry.labels, **target.labels}
            known = [get_parts(address) for address in target.addresses]
            target.addresses.extend(
                address
                for address in entry.addresses
                if get_parts(address) not in known
            )
            if overwrite and entry.brings_tags:
                target.tags = []
            target.tags.extend(tag for tag in entry.tags if tag not in target.tags)
            target.brings_tags |= entry.brings_tags
            target.shared |= entry.shared
            target.unread += [u for u in entry.unread if u not in target.unread]

    @api.model
    def _fold_account(self, entry, target, overwrite):
        """An account that is there and one to create are one value of a contact."""
        account_id = entry.values.get("parent_id")
        if not (account_id or entry.account):
            return
        if overwrite or not (target.values.get("parent_id") or target.account):
            target.account = entry.account
            target.values.pop("parent_id", None)
            if account_id:
                target.values["parent_id"] = account_id

    @api.model
    def _mark_shared_points(self, entries):
        """Of several customers of the batch that bring one value, the first claims it;
        for the others it cannot be exclusive."""
        claimed = set()
        for entry in entries:
            if entry.target or entry.action in ("skipped", "rejected"):
                continue
            keys = set(entry.keys())
            entry.shared |= keys & claimed
            claimed |= keys

    # ------------------------------------------------------------------
    # Tags, sources and industries
    # ------------------------------------------------------------------

    @api.model
    def _make_named(self, entries):
        """Make the tags, sources and industries that entries name and that there are
        not, of those that come in: who is skipped or rejected leaves nothing."""
        wanted = {}  # {missing: the first entry with it}
        for entry in entries:
            if entry.target or entry.action in ("skipped", "rejected"):
                continue
            for item in (*entry.values.values(), *entry.tags):
                if isinstance(item, Missing):
                    wanted.setdefault(item, entry)
        made = self._make_missing(wanted)
        if not made:
            return
        for item, entry in wanted.items():
            entry.made.append(made[item])
        for entry in entries:
            for name, value in entry.values.items():
                if isinstance(value, Missing) and value in made:
                    entry.values[name] = made[value].id
            entry.tags = [made[tag].id if tag in made else tag for tag in entry.tags]

    @api.model
    def _make_missing(self, missing):
        """Make tags, sources and industries, one batch for each.

        :param missing: iterable of :class:`Missing`
        :return: ``{missing: record}``
        :raise ConcurrencyError: another transaction has just made one of them
        """
        by_model = defaultdict(dict)
        for item in missing:
            by_model[item.model][item] = {"name": item.name}
        made = {}
        for model, items in by_model.items():
            with lost_race("crm_tag_name_uniq", "utm_source_unique_name"):
                records = self.env[model].create(list(items.values()))
            made.update(zip(items, records, strict=True))
        return made

    @api.model
    def _get_or_create(self, model, names):
        """Return the records of a small model by the keys of their names, the missing
        ones of ``names`` made."""
        result = self._get_or_plan(model, names)
        made = self._make_missing(
            item for item in result.values() if isinstance(item, Missing)
        )
        return {
            key: made[item].id if isinstance(item, Missing) else item
            for key, item in result.items()
        }

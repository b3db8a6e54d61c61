from collections import defaultdict

from odoo import api, models
from odoo.fields import Command

from ..tools.concurrency import lost_race
from ..tools.intake_entry import MODELS
from ..tools.text import name_key
from .antcrm_intake_reader import ADDRESS_FIELDS, TAG_FIELDS

EXCLUSIVE_INDEX = "antcrm_contact_point_exclusive_unique"
# Nothing is announced or logged for each of ten thousand customers; the address and
# the commercial fields are taken over from the account here, for all of them at once
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "_partners_skip_fields_sync": True,
}


class AntcrmIntakeWriter(models.AbstractModel):
    """The second half of the intake: what was decided is written, in batches."""

    _name = "antcrm.intake.writer"
    _description = "Writer of Customers"

    @api.model
    def _write(self, kind, entries, options):
        """Write what was decided. Sets ``record`` and ``previous`` of the entries."""
        self._fold_repeated(entries)
        self._share_repeated(entries)
        if kind == "contact":
            self._create_accounts(entries, options)
        created = [e for e in entries if e.action in ("created", "duplicated")]
        self._create_customers(kind, created, options)
        updated = [
            entry
            for entry in entries
            if entry.action in ("merged", "overwritten") and not entry.target
        ]
        self._update_customers(kind, updated, options)
        self._create_addresses(kind, created)

    @api.model
    def _fold_repeated(self, entries):
        """Put what later entries of the same new customer bring into the first one."""
        for entry in entries:
            if not entry.target or entry.action == "skipped":
                continue
            target = entry.target
            overwrite = entry.action == "overwritten"
            for name, value in entry.values.items():
                if overwrite or not target.values.get(name):
                    target.values[name] = value
            for kind, points in entry.points.items():
                if overwrite and points:
                    target.points[kind] = points
                else:
                    target.points[kind] = {**points, **target.points[kind]}
            target.addresses.extend(
                address
                for address in entry.addresses
                if address not in target.addresses
            )
            target.tags.extend(tag for tag in entry.tags if tag not in target.tags)
            target.account = target.account or entry.account

    @api.model
    def _share_repeated(self, entries):
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
    # Create
    # ------------------------------------------------------------------

    @api.model
    def _create_accounts(self, entries, options):
        """Create the accounts that contacts name and that are not there: one for all
        entries naming it. An account without address takes the first contact's."""
        named = defaultdict(list)
        for entry in entries:
            if entry.account and entry.action not in ("skipped", "rejected"):
                named[name_key(entry.account)].append(entry)
        if not named:
            return
        vals_list = []
        for group in named.values():
            first = group[0]
            vals_list.append(
                {
                    **self._prepare_common_values("account", options),
                    **{
                        name: first.values[name]
                        for name in ADDRESS_FIELDS
                        if first.values.get(name)
                    },
                    "name": first.account,
                    "is_company": True,
                    "phone_ids": [],
                    "email_ids": [],
                }
            )
        accounts = self.env["res.partner"].with_context(**QUIET).create(vals_list)
        for account, group in zip(accounts, named.values(), strict=True):
            for entry in group:
                entry.values["parent_id"] = account.id

    @api.model
    def _create_customers(self, kind, entries, options):
        if not entries:
            return
        inherited = self._get_account_values(kind, entries)
        vals_list = [
            self._prepare_create_values(kind, entry, options, inherited)
            for entry in entries
        ]
        records = (
            self.env[MODELS[kind]]
            .with_context(**QUIET, default_type=None)
            .create(vals_list)
        )
        records = records.with_env(self.env)
        for entry, record in zip(entries, records, strict=True):
            entry.record = record
        self._assign_pics(entries, options)
        self._create_points(kind, [(entry, entry.points) for entry in entries])

    @api.model
    def _prepare_common_values(self, kind, options):
        """Return the values that every created customer gets."""
        Model = self.env[MODELS[kind]]
        values = {"status_id": Model._get_default_status_id()}
        if options["share_mode"]:
            values |= {
                "share_mode": options["share_mode"],
                "share_user_ids": [Command.set(options["share_user_ids"])],
                "share_team_ids": [Command.set(options["share_team_ids"])],
            }
        else:
            values |= Model._get_default_share(kind)
        if self.env.su and options.get("responsible_id"):
            # nobody enters what strangers send: the responsible stands as the creator
            values["share_owner_id"] = options["responsible_id"]
        if options["pic_mode"] == "user" and options.get("pic_user_id"):
            values["user_id"] = options["pic_user_id"]
        elif kind == "lead":
            # the host would put whoever is logged in
            values["user_id"] = False
        return values

    @api.model
    def _prepare_create_values(self, kind, entry, options, inherited):
        """Return the values to create the customer of one entry."""
        values = {**self._prepare_common_values(kind, options), **entry.values}
        # the points are created right behind, all at once; until then the lists are
        # given, so that nothing is mirrored in between
        for point_kind in ("phone", "email"):
            column = self.env[MODELS[kind]]._get_contact_point_column(point_kind)
            values[column] = next(iter(entry.points[point_kind].values()), False)
            values[f"{point_kind}_ids"] = []
        if entry.tags:
            values[TAG_FIELDS[kind]] = [Command.set(entry.tags)]
        if kind == "lead":
            values["type"] = "lead"
        else:
            values["is_company"] = kind == "account"
            values["type"] = "contact"
        account = inherited.get(values.get("parent_id"))
        if account:
            own = {name: values[name] for name in ADDRESS_FIELDS if values.get(name)}
            shared = {name: account.get(name) for name in ADDRESS_FIELDS}
            if any(shared.values()):
                if any(shared[name] != value for name, value in own.items()):
                    # in the host a contact lives at its account's address; its own is
                    # kept beside it
                    entry.addresses.insert(0, own)
                values.update(shared)
            values.update({k: v for k, v in account.items() if k not in ADDRESS_FIELDS})
        return values

    @api.model
    def _assign_pics(self, entries, options):
        """Let the group of the options choose the persons in charge, by its rule."""
        if options["pic_mode"] != "team" or not options.get("pic_team_id"):
            return
        records = [entry.record for entry in entries if not entry.values.get("user_id")]
        # superuser: the turn of a group moves whoever brings customers in
        team = self.env["crm.team"].sudo().browse(options["pic_team_id"])
        chosen = defaultdict(lambda: self.env[records[0]._name])
        for record, user in zip(records, team.assign_pics(len(records)), strict=True):
            chosen[user.id] |= record
        for user_id, assigned in chosen.items():
            values = {"user_id": user_id}
            if assigned._name == "crm.lead":
                values["team_id"] = team.id
            assigned.with_context(**QUIET).write(values)

    @api.model
    def _get_account_values(self, kind, entries):
        """Return what the contacts of each account take over from it, as the host does
        one by one when it creates them: commercial fields and address.

        :return: ``{account id: values to write}``
        """
        if kind != "contact":
            return {}
        ids = {e.values["parent_id"] for e in entries if e.values.get("parent_id")}
        # superuser, as the host: commercial fields follow whether or not the user may
        # read them
        accounts = self.env["res.partner"].browse(ids).sudo()
        result = {}
        for account in accounts:
            commercial = account.commercial_partner_id
            result[account.id] = {
                **commercial._get_commercial_values(),
                **account._get_address_values(),
            }
        return result

    @api.model
    def _create_points(self, kind, entries_points):
        """Create contact points in one batch.

        :param entries_points: pairs of an entry with a record, and its points to create
        :raise ConcurrencyError: another transaction has just entered one of the values
        """
        inverse = "lead_id" if kind == "lead" else "partner_id"
        vals_list = [
            {
                inverse: entry.record.id,
                "kind": point_kind,
                "value": value,
                "normalized": normalized,
                "scope": kind,
                "sequence": 10 + position,
                "exclusive": (
                    point_kind != "social"
                    and (point_kind, normalized) not in entry.shared
                ),
            }
            for entry, points in entries_points
            for point_kind, values in points.items()
            for position, (normalized, value) in enumerate(values.items())
        ]
        if not vals_list:
            return
        # superuser: parts of the very customers that the user has just written
        Point = self.env["antcrm.contact.point"].sudo()._trusted()
        with lost_race(EXCLUSIVE_INDEX):
            Point.create(vals_list)

    @api.model
    def _create_addresses(self, kind, entries):
        """Create the further addresses of created customers in one batch."""
        vals_list = [
            self._prepare_address_values(kind, entry.record, address)
            for entry in entries
            for address in entry.addresses
        ]
        if not vals_list:
            return
        model = "antcrm.lead.address" if kind == "lead" else "res.partner"
        self.env[model].with_context(**QUIET).create(vals_list)

    @api.model
    def _prepare_address_values(self, kind, record, address):
        if kind == "lead":
            return {"lead_id": record.id, "type": "other", **address}
        # superuser, as the host: an address has the commercial values of its entity
        commercial = record.sudo().commercial_partner_id._get_commercial_values()
        return {**commercial, "parent_id": record.id, "type": "other", **address}

    # ------------------------------------------------------------------
    # Merge and overwrite
    # ------------------------------------------------------------------

    @api.model
    def _update_customers(self, kind, entries, options):
        """Merge or overwrite existing customers; old values go to ``previous``."""
        if not entries:
            return
        Model = self.env[MODELS[kind]].with_context(**QUIET, active_test=False)
        records = Model.browse({entry.record.id for entry in entries})
        by_id = {record.id: record for record in records}
        self._update_points(kind, entries, by_id, options)
        tags = defaultdict(records.browse)
        for entry in entries:
            record = by_id[entry.record.id]
            values = self._prepare_update_values(entry, record)
            if values:
                entry.previous.update(
                    record._convert_to_write({name: record[name] for name in values})
                )
                record.write(values)
            new_tags = set(entry.tags) - set(record[TAG_FIELDS[kind]].ids)
            if new_tags:
                entry.previous.setdefault(
                    TAG_FIELDS[kind], record[TAG_FIELDS[kind]].ids
                )
                tags[frozenset(new_tags)] |= record
        for tag_ids, tagged in tags.items():
            tagged.write({TAG_FIELDS[kind]: [Command.link(id_) for id_ in tag_ids]})
        self._merge_addresses(kind, entries)

    @api.model
    def _prepare_update_values(self, entry, record):
        """Return the values that change: a merge fills blanks, an overwrite
        replaces."""
        values = {}
        blank_names = entry.action == "merged" and (
            record.firstname or record.lastname or record.name
        )
        current = record._convert_to_write({n: record[n] for n in entry.values})
        for name, value in entry.values.items():
            if (
                name in ("name", "firstname", "lastname", "contact_name")
                and blank_names
            ):
                continue
            if entry.action == "merged" and record[name]:
                continue
            if current[name] != value:
                values[name] = value
        # an account must not come under one of its own contacts
        if values.get("parent_id") and (
            values["parent_id"] == record.id or record.is_company
        ):
            del values["parent_id"]
        return values

    @api.model
    def _update_points(self, kind, entries, by_id, options):
        """Add the points that the customers have not; an overwrite drops those that the
        candidate does not bring."""
        # superuser: parts of customers that the user was found to be allowed to write
        Point = self.env["antcrm.contact.point"].sudo()._trusted()
        # {(record id, point kind): normalized values, those to come included}
        known = {}
        dropped, created = Point.browse(), []
        for entry in entries:
            record = by_id[entry.record.id]
            new = {}
            for point_kind, values in entry.points.items():
                points = record[f"{point_kind}_ids"]
                values_known = known.setdefault(
                    (record.id, point_kind), set(points.mapped("normalized"))
                )
                missing = {k: v for k, v in values.items() if k not in values_known}
                surplus = Point.browse()
                if (
                    values
                    and entry.action == "overwritten"
                    and not (point_kind == "email" and options["keep_emails"])
                ):
                    surplus = points.filtered(
                        lambda point, values=values: point.normalized not in values
                    ).with_env(Point.env)
                if missing or surplus:
                    entry.previous[f"{point_kind}_ids"] = [
                        {"value": point.value, "label": point.label} for point in points
                    ]
                new[point_kind] = missing
                values_known.update(missing)
                dropped |= surplus
            if not record._holds_contact_points():
                entry.shared.update(entry.keys())
            created.append((entry, new))
        changed = [
            (by_id[point._get_customer().id], point.kind)
            for point in dropped
            if point.kind != "social"
        ]
        dropped.unlink()
        self._create_points(kind, created)
        changed += [
            (by_id[entry.record.id], point_kind)
            for entry, new in created
            for point_kind in ("phone", "email")
            if new.get(point_kind)
        ]
        self.env["antcrm.contact.point"]._mirror_to_customers(changed)

    @api.model
    def _merge_addresses(self, kind, entries):
        """Add the addresses that existing customers do not have."""
        wanted = [entry for entry in entries if entry.addresses]
        for entry in wanted:
            field = "address_ids" if kind == "lead" else "child_ids"
            known = [
                {name: child[name] or False for name in ADDRESS_FIELDS[:5]}
                for child in entry.record[field]
            ]
            entry.addresses = [
                address
                for address in entry.addresses
                if {n: address.get(n, False) for n in ADDRESS_FIELDS[:5]} not in known
            ]
        self._create_addresses(kind, wanted)

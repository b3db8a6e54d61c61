import re
from collections import defaultdict

from odoo import api, models
from odoo.exceptions import ConcurrencyError
from odoo.fields import Command
from odoo.tools import SQL

from odoo.addons.antcrm_contact_point.tools.contact_values import is_plain_email
from odoo.addons.antcrm_share.tools.concurrency import lost_race
from odoo.addons.antcrm_share.tools.logins import KEEP_LOGINS

from ..tools.addresses import address_key, is_part
from ..tools.company_names import group_companies
from ..tools.intake_entry import MODELS, Missing, get_parts
from ..tools.text import name_key
from .antcrm_custom_field_view_mixin import BatchDefaults
from .antcrm_intake_reader import ADDRESS_FIELDS, FIRST_FURTHER, TAG_FIELDS

#: what a contact has of its account whatever a row says: it says to whom it belongs
ACCOUNT_FIELDS = ("commercial_partner_id",)
NAME_FIELDS = ("name", "firstname", "lastname", "contact_name")
EXCLUSIVE_INDEX = "antcrm_contact_point_exclusive_unique"
UPDATES = ("merged", "overwritten")
LOCK_NAMESPACE = 0x61636374  # "acct": first key of the advisory locks
# a batch may name any number of accounts, and the database has room for so many locks
LOCKS = 2048
# Nothing is announced or logged for each of ten thousand customers; the address and
# the commercial fields are taken over from the account here, for all of them at once,
# and no account takes over what is written to one of its contacts, nor the customer
# of a lead what is written to that
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "_partners_skip_fields_sync": True,
    "antcrm_keep_account": True,
    "antcrm_keep_partner": True,
    KEEP_LOGINS: True,
}
# of a partner that has neither phone nor email
NO_POINTS = {
    "phone_ids": [],
    "email_ids": [],
    "phone_sanitized": False,
    "email_normalized": False,
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
        self._make_named(entries)
        if kind == "contact":
            self._settle_accounts(entries)
            self._create_accounts(entries, options)
        created = [e for e in entries if e.action in ("created", "duplicated")]
        self._create_customers(kind, created, options)
        updated = [
            entry for entry in entries if entry.action in UPDATES and not entry.target
        ]
        self._update_customers(kind, updated, options)
        self._create_addresses(kind, created)
        self._keep_unread(kind, created, updated)
        self._keep_external_ids(kind, entries, options)
        self._write_to_other_kinds(kind, entries, options)

    @api.model
    def _keep_unread(self, kind, created, updated):
        """Keep phones and emails that could not be read as they were written: an
        Administrator finds them among those to check."""
        points = [
            (entry, point_kind, None, text, 1000 + position)
            for entry in created
            for position, (point_kind, text) in enumerate(entry.unread)
        ]
        for entry in updated:
            known = set(entry.unread and entry.record.contact_point_ids.mapped("value"))
            for position, (point_kind, text) in enumerate(entry.unread):
                if point_kind != "social":
                    column = entry.record._get_contact_point_column(point_kind)
                    if not entry.record[column]:
                        # the host's column brings the point along
                        entry.record[column] = text
                        continue
                if text not in known:
                    points.append((entry, point_kind, None, text, 1000 + position))
        if points:
            self._insert_points(kind, points)

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
    def _settle_accounts(self, entries):
        """Leave no account with an entry whose contact would not get it: of several
        entries of one contact the last one decides, where it may overwrite."""
        deciding = {}  # {id of an existing contact: the entry that gives its account}
        for entry in entries:
            if entry.target or entry.action not in UPDATES:
                continue
            if not (entry.account or entry.values.get("parent_id")):
                continue
            contact = entry.record
            earlier = deciding.get(contact.id)
            if contact.is_company or (
                entry.action == "merged" and (contact.parent_id or earlier)
            ):
                earlier = entry
            else:
                deciding[contact.id] = entry
            if earlier:
                earlier.account = None
                earlier.values.pop("parent_id", None)

    @api.model
    def _create_accounts(self, entries, options):
        """Create the accounts that contacts name and that are not there: one for all
        entries naming it. An account without address takes the first contact's.

        :raise ConcurrencyError: another transaction has just created one of them
        """
        without = [
            entry
            for entry in entries
            if entry.account
            and not entry.target
            and entry.action not in ("skipped", "rejected")
        ]
        if not without:
            return
        same = group_companies(
            [name_key(entry.account) for entry in without],
            self.env["res.partner"]._get_legal_forms(),
        )
        named = defaultdict(list)
        for entry in without:
            named[same[name_key(entry.account)]].append(entry)
        self._claim_accounts(list(named))
        common = self._prepare_common_values("account", options)
        accounts = self._create_records(
            "account",
            [
                {
                    **common,
                    **self._get_new_account_address(group[0]),
                    "name": group[0].account,
                    "type": "contact",
                    "is_company": True,
                    **NO_POINTS,
                }
                for group in named.values()
            ],
        )
        for account, group in zip(accounts, named.values(), strict=True):
            group[0].made.append(account)
            for entry in group:
                entry.values["parent_id"] = account.id

    @api.model
    def _get_new_account_address(self, entry):
        """Return the address of the account that is created for a contact."""
        return self._get_own_address(entry.values)

    @api.model
    def _claim_accounts(self, keys):
        """Make others wait who are about to create accounts of the same names.

        This transaction sees the accounts that there were when it began. Another one,
        begun behind the lock, tells whether somebody has created one of them since.

        :param list keys: of names, see :func:`tools.text.name_key`
        :raise ConcurrencyError: somebody has
        """
        self.env.cr.execute(
            SQL(
                "SELECT pg_advisory_xact_lock(%s, key) FROM ("
                "SELECT DISTINCT hashtext(name) & %s AS key FROM unnest(%s) AS name "
                "ORDER BY key) AS keys",
                LOCK_NAMESPACE,
                LOCKS - 1,
                keys,
            )
        )
        known = self._find_account_ids(keys)
        with self.env.registry.cursor() as cr:
            found = self.with_env(self.env(cr=cr))._find_account_ids(keys)
        for key, ids in found.items():
            if not set(ids) <= set(known.get(key, ())):
                raise ConcurrencyError(f"an account was created: {key}")

    @api.model
    def _create_customers(self, kind, entries, options):
        if not entries:
            return
        self._assign_pics(kind, entries, options)
        inherited = self._get_account_values(kind, entries)
        common = self._prepare_common_values(kind, options)
        records = self._create_records(
            kind,
            [
                self._prepare_create_values(kind, entry, options, common, inherited)
                for entry in entries
            ],
        )
        for entry, record in zip(entries, records, strict=True):
            entry.record = record
        self._create_points(kind, [(entry, entry.points) for entry in entries])

    @api.model
    def _create_records(self, kind, vals_list):
        """Create customers in one batch.

        :param list vals_list: values to create, with the share as
            :meth:`_prepare_common_values` returns it
        :raise AccessError: the user may not create one of them
        """
        Model = self.env[MODELS[kind]]
        Model._check_share_references(
            values.get(Model._share_reference) for values in vals_list
        )
        audiences = {}
        for values in vals_list:
            share_id, *user_ids = share = (
                values["share_id"],
                values["share_owner_id"],
                values["user_id"],
            )
            if share not in audiences:
                # superuser: policies tell nothing by themselves
                policy = self.env["antcrm.share"].sudo().browse(share_id)
                audiences[share] = policy._get_audience(*user_ids)
            values["audience"] = audiences[share]
            if kind != "lead":
                # nobody's partner yet
                values["partner_share"] = True
        return self._create_quietly(Model, vals_list)

    @api.model
    def _create_quietly(self, Model, vals_list):
        """Create records in one batch, at as little cost as the host allows for.

        Their defaults are asked for once. Columns that the ORM computes may be given as
        well, where their values are known: it would compute them record by record, and
        write each record twice.

        :raise AccessError: the user may not create one of them
        """
        Model = Model.with_context(
            **QUIET,
            default_type=None,
            antcrm_defaults=BatchDefaults(),
            antcrm_ids_first=True,
        )
        Model.check_access("create")
        # superuser: no user has access to the share; what the user may create is
        # checked before and after
        records = Model.sudo().create(vals_list)
        self._settle(records, vals_list)
        records = records.with_env(self.env)
        # "own documents only" lets nobody enter a lead for a colleague; whoever names
        # him as the person in charge could as well hand over his own lead afterwards
        (records - records._filtered_access("create")).check_access("write")
        return records

    @api.model
    def _settle(self, records, vals_list):
        """Leave the computed columns of new records as they were given, and do not make
        sizes of pictures that they have not."""
        given = defaultdict(list)
        for record, values in zip(records, vals_list, strict=True):
            for name in values:
                given[name].append(record.id)
        for name, field in records._fields.items():
            if not (field.store and field.compute and field.readonly):
                continue
            if field.type == "binary" and field.related:
                if field.related.split(".")[0] not in given:
                    self.env.remove_to_compute(field, records)
            elif name in given:
                self.env.remove_to_compute(field, records.browse(given[name]))
        if records._name == "res.partner":
            self._settle_partners(records, given)

    @api.model
    def _settle_partners(self, partners, given):
        """Leave what partners were inserted with, and compute for all of them at once
        what the ORM would compute one by one.

        :param dict given: ``{field: ids of those partners whose value was given}``
        """
        commercial = partners._fields["commercial_partner_id"]
        alone = partners.filtered(
            lambda partner: partner.name
            and not (partner.parent_id or partner.company_name)
        )
        # see res.partner._prepare_own_entities
        for name in ("commercial_partner_id", "complete_name"):
            self.env.remove_to_compute(partners._fields[name], alone)
        # their accounts are there: none of them waits for another one
        known = partners.browse(given[commercial.name])
        commercial.compute_value(partners - alone - known)

    @api.model
    def _prepare_common_values(self, kind, options):
        """Return the values that every created customer gets."""
        Model = self.env[MODELS[kind]]
        mode = options["share_mode"]
        if mode:
            users = self.env["res.users"].browse(options["share_user_ids"])
            teams = self.env["crm.team"].browse(options["share_team_ids"])
        else:
            users = self.env["res.users"]
            mode, teams = Model._get_default_share_choice(kind)
        values = {
            "status_id": Model._get_default_status_id(),
            "share_id": self.env["antcrm.share"]._get(mode, users, teams).id,
            "share_owner_id": self.env.uid,
            # the host would put whoever is logged in, or search the account's
            "user_id": False,
        }
        if self.env.su and options.get("responsible_id"):
            # nobody enters what strangers send: the responsible stands as the creator
            values["share_owner_id"] = options["responsible_id"]
        if options["pic_mode"] == "user" and options.get("pic_user_id"):
            values["user_id"] = options["pic_user_id"]
        elif options["pic_mode"] == "creator":
            values["user_id"] = Model._get_default_pic_id()
        return values

    @api.model
    def _prepare_create_values(self, kind, entry, options, common, inherited):
        """Return the values to create the customer of one entry.

        :param dict common: what every customer of the batch gets
        :param dict inherited: what the contacts of each account get
        """
        values = {**common, **entry.values}
        # the points are created right behind, all at once; until then the lists are
        # given, so that nothing is mirrored in between
        for point_kind in ("phone", "email"):
            column = self.env[MODELS[kind]]._get_contact_point_column(point_kind)
            unread = [text for kind, text in entry.unread if kind == point_kind]
            shown = [*entry.points[point_kind].values(), *unread]
            values[column] = next(iter(shown), False)
            values[f"{point_kind}_ids"] = []
        values.update(self._get_normalized_values(entry))
        if entry.tags:
            values[TAG_FIELDS[kind]] = [Command.set(entry.tags)]
        if kind == "lead":
            values["type"] = "lead"
            values |= self._get_linked_values(entry, values)
            for name, value in self._get_lead_defaults(values, options).items():
                values.setdefault(name, value)
        else:
            values["is_company"] = kind == "account"
            values["type"] = "contact"
        account = inherited.get(values.get("parent_id"))
        if account:
            account = dict(account)
            own = {name: values[name] for name in ADDRESS_FIELDS if values.get(name)}
            shared = {name: account.pop(name, None) for name in ADDRESS_FIELDS}
            if any(shared.values()):
                if not is_part(own, shared, ADDRESS_FIELDS):
                    # in the host a contact lives at its account's address; its own is
                    # kept beside it
                    entry.addresses.insert(0, own)
                values.update(shared)
            # what a row, a form or an option says beats what is inherited
            values.update(
                {
                    name: value
                    for name, value in account.items()
                    if name in ACCOUNT_FIELDS or not values.get(name)
                }
            )
        return values

    @api.model
    def _get_normalized_values(self, entry):
        """Return what the host would compute from phone and email once more, as far as
        it comes to the same."""
        values = {}
        normalized, value = next(iter(entry.points["phone"].items()), ("", ""))
        # the host has national rules of its own for how some numbers are shown
        if re.sub(r"\D", "", value) == normalized.removeprefix("+"):
            values["phone_sanitized"] = normalized or False
        normalized = next(iter(entry.points["email"]), "")
        if not normalized or is_plain_email(normalized):
            values["email_normalized"] = normalized or False
        return values

    @api.model
    def _get_lead_defaults(self, values, options):
        """Return the sales team and stage that the host gives to a lead of this person
        in charge: it would search them for each lead."""
        defaults = options.setdefault("lead_defaults", {})
        key = values["user_id"], values.get("team_id")
        if key not in defaults:
            given = {"user_id": key[0]} | ({"team_id": key[1]} if key[1] else {})
            lead = self.env["crm.lead"].new({"type": "lead", **given})
            defaults[key] = {"team_id": lead.team_id.id, "stage_id": lead.stage_id.id}
        return defaults[key]

    @api.model
    def _assign_pics(self, kind, entries, options):
        """Let the group of the options choose the persons in charge, by its rule."""
        if options["pic_mode"] != "team" or not options.get("pic_team_id"):
            return
        entries = [entry for entry in entries if not entry.values.get("user_id")]
        # superuser: the turn of a group moves whoever brings customers in
        team = self.env["crm.team"].sudo().browse(options["pic_team_id"])
        users = team.assign_pics(len(entries))
        for entry, user in zip(entries, users, strict=True):
            entry.values["user_id"] = user.id
            if kind == "lead":
                entry.values["team_id"] = team.id

    @api.model
    def _assign_pics_of_accounts(self, kind, entries, by_id, options):
        """A contact without a person in charge who gets an account would take over that
        of the account: what the options say comes first, as on creation."""
        entries = [
            entry
            for entry in entries
            if kind == "contact"
            and entry.values.get("parent_id")
            and not entry.values.get("user_id")
            and not by_id[entry.record.id].user_id
            and not by_id[entry.record.id].parent_id
        ]
        self._assign_pics(kind, entries, options)
        if options["pic_mode"] == "user" and options.get("pic_user_id"):
            for entry in entries:
                entry.values["user_id"] = options["pic_user_id"]

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
        result, contacts = {}, {}
        for account in accounts:
            commercial = account.commercial_partner_id
            # what a contact gets of the person in charge and the language
            source = account.user_id, account.lang
            if source not in contacts:
                contacts[source] = accounts.new({"parent_id": account.id})
            contact = contacts[source]
            result[account.id] = {
                **commercial._get_commercial_values(),
                **account._get_address_values(),
                "commercial_partner_id": commercial.id,
                "user_id": contact.user_id.id,
                "lang": contact.lang,
            }
        return result

    @api.model
    def _create_points(self, kind, entries_points):
        """Create contact points in one batch.

        :param entries_points: pairs of an entry with a record, and its points to create
        :raise ConcurrencyError: another transaction has just entered one of the values
        """
        self._insert_points(
            kind,
            [
                (entry, point_kind, normalized, value, 10 + position)
                for entry, points in entries_points
                for point_kind, values in points.items()
                for position, (normalized, value) in enumerate(values.items())
            ],
        )

    @api.model
    def _insert_points(self, kind, points):
        """Create contact points in one batch, each at its place.

        :param list points: of entry, kind of the point, normalized and shown value, and
            sequence
        :raise ConcurrencyError: another transaction has just entered one of the values
        """
        vals_list = [
            {
                "customer_id": entry.record.id,
                "kind": point_kind,
                "value": value,
                "normalized": normalized,
                "scope": kind,
                "sequence": sequence,
                "exclusive": bool(
                    point_kind != "social"
                    and normalized
                    and (point_kind, normalized) not in entry.shared
                ),
            }
            for entry, point_kind, normalized, value, sequence in points
        ]
        customers = self.env[MODELS[kind]].browse(
            dict.fromkeys(values["customer_id"] for values in vals_list)
        )
        # superuser: parts of the very customers that the user has just written
        Point = self.env["antcrm.contact.point"].sudo()
        with lost_race(EXCLUSIVE_INDEX):
            Point._insert(customers, vals_list)

    @api.model
    def _create_addresses(self, kind, entries):
        """Create the further addresses of created customers in one batch."""
        owners = [entry for entry in entries for _address in entry.addresses]
        commercial_values = {}
        vals_list = [
            self._prepare_address_values(kind, entry.record, address, commercial_values)
            for entry in entries
            for address in entry.addresses
        ]
        if not vals_list:
            return
        if kind == "lead":
            addresses = self.env["antcrm.lead.address"].create(vals_list)
        else:
            addresses = self._create_quietly(self.env["res.partner"], vals_list)
        for entry, address in zip(owners, addresses, strict=True):
            entry.made.append(address)

    @api.model
    def _prepare_address_values(self, kind, record, address, commercial_values):
        """Return the values of a further address.

        :param record: the customer
        :param dict address: its parts
        :param dict commercial_values: {commercial partner: its values}, filled here
        """
        parts = get_parts(address)
        if kind == "lead":
            return {"lead_id": record.id, "type": "other", **parts}
        # superuser, as the host: an address has the commercial values of its entity,
        # is in the same hands as the customer, and seen by the same people
        record = record.sudo()
        commercial = record.commercial_partner_id
        if commercial not in commercial_values:
            commercial_values[commercial] = commercial._get_commercial_values()
        return {
            **commercial_values[commercial],
            **({"lang": record.lang} if record.lang else {}),
            "parent_id": record.id,
            "type": "other",
            **parts,
            "commercial_partner_id": commercial.id,
            "user_id": record.user_id.id,
            "audience": record.audience,
            "partner_share": True,
            **NO_POINTS,
        }

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
        if not self._settle_address(entry, record, values, addresses):
            self._settle_own_address(entry, record, values)
        return values

    @api.model
    def _settle_own_address(self, entry, record, values):
        """A merge drops no address: one that differs from the customer's becomes a
        further one, as a whole; one that says more of the same place completes it.

        :param dict values: what is to be written; changed in place
        """
        if entry.action != "merged":
            return
        own = self._get_own_address(entry.values)
        current = record._convert_to_write({n: record[n] for n in ADDRESS_FIELDS})
        place = self._place_address(own, current)
        if place != "fill":
            for name in own:
                values.pop(name, None)
        if place == "further":
            entry.addresses.insert(0, own)

    @api.model
    def _get_own_address(self, values):
        return {name: values[name] for name in ADDRESS_FIELDS if values.get(name)}

    @api.model
    def _place_address(self, own, current):
        """Say where an address belongs that comes to a customer who has one.

        :param dict own: the parts that come
        :param dict current: the parts that are there
        :return: ``fill`` where it completes what is there, ``further`` where it is
            another address, ``known`` where it says nothing new
        """
        current = self._get_own_address(current)
        if not own or not current:
            return "fill"
        if is_part(own, current, ADDRESS_FIELDS):
            return "known"
        # what is in parts that differ must not get lost
        blank = {name: value for name, value in own.items() if name not in current}
        is_completed = is_part(own, {**current, **blank}, ADDRESS_FIELDS)
        return "fill" if is_completed else "further"

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
    def _get_account_addresses(self, kind, entries, records):
        """Return the addresses of the accounts that contacts have or get.

        :return: ``{account id: its address}``, empty where it has none
        """
        if kind != "contact":
            return {}
        ids = {entry.values.get("parent_id") for entry in entries} - {None, False}
        # superuser, as in the host: a contact lives where its account does, whether or
        # not the user may read that
        accounts = records.sudo().parent_id.union(self.env["res.partner"].browse(ids))
        return {
            account.id: account._get_address_values() for account in accounts.sudo()
        }

    @api.model
    def _settle_address(self, entry, record, values, addresses):
        """In the host a contact lives at its account's address: as on creation its own
        is kept beside it, and the account's stays as it is.

        :param dict values: what is to be written; changed in place
        :param dict addresses: see :meth:`_get_account_addresses`
        :return: whether there is an account with an address
        """
        if not addresses:
            return False
        account_id = values.get("parent_id") or record.parent_id.id
        address = addresses.get(account_id)
        if not address:
            return False
        current = record._convert_to_write({n: record[n] for n in ADDRESS_FIELDS})
        own = self._get_own_address(entry.values)
        # where somebody lives, but no address
        is_place = own.keys() == {"country_id"} and not current["country_id"]
        overwrite = entry.action == "overwritten"
        lives_here = (own and not is_place) and all(
            address[name] == own[name] for name in own
        )
        if overwrite and (lives_here or "parent_id" in values):
            main = address
        elif "parent_id" in values and not any(current.values()):
            main = address
        else:
            main = current
            own = {} if is_place else own
        for name in own:
            values.pop(name, None)
        values.update({n: main[n] for n in main if main[n] != current[n]})
        if not is_part(own, main, ADDRESS_FIELDS):
            entry.addresses.insert(0, own)
        return True

    @api.model
    def _update_points(self, kind, entries, by_id, options):
        """Add the points that the customers have not. An overwrite drops those that the
        candidate does not bring, and puts the rest in its order."""
        # superuser: parts of customers that the user was found to be allowed to write
        Point = self.env["antcrm.contact.point"].sudo()._trusted()
        # {(record id, point kind): {normalized: point}}, the primary one first
        present = {}
        # the same, {normalized: what there is to be}: one entry after the other
        wanted = {}
        bringing = {}  # {(record id, point kind, normalized): the last entry with it}
        for entry in entries:
            record = by_id[entry.record.id]
            if not record._holds_contact_points():
                entry.shared.update(entry.keys())
            for point_kind, values in entry.points.items():
                if not values:
                    continue
                key = (record.id, point_kind)
                if key not in present:
                    points = record._get_contact_points(point_kind).with_env(Point.env)
                    # one that could not be read stands for itself
                    present[key] = {
                        point.normalized or point: point for point in points
                    }
                    wanted[key] = {
                        name: {
                            "value": point.value,
                            "label": point.label,
                            "normalized": point.normalized,
                        }
                        for name, point in present[key].items()
                    }
                before = wanted[key]
                new = {
                    normalized: {
                        "value": value,
                        "label": False,
                        "normalized": normalized,
                    }
                    for normalized, value in values.items()
                }
                if entry.action == "overwritten" and not (
                    point_kind == "email" and options["keep_emails"]
                ):
                    after = {name: before.get(name, new[name]) for name in new}
                else:
                    after = {**before, **{n: new[n] for n in new if n not in before}}
                if list(after) == list(before):
                    continue
                entry.previous[f"{point_kind}_ids"] = list(before.values())
                wanted[key] = after
                for normalized in after:
                    bringing.setdefault((*key, normalized), entry)
        self._write_points(kind, present, wanted, bringing)
        self.env["antcrm.contact.point"]._mirror_to_customers(
            [
                (by_id[record_id], point_kind)
                for (record_id, point_kind), points in wanted.items()
                if point_kind != "social"
                and list(points) != list(present[record_id, point_kind])
            ]
        )

    @api.model
    def _write_points(self, kind, present, wanted, bringing):
        """Drop, create and order points so that customers have what is wanted.

        :param dict present: ``{(record id, point kind): {normalized: point}}``
        :param dict wanted: ``{(record id, point kind): {normalized: its values}}``
        :param dict bringing: the entry for each ``(record id, point kind, normalized)``
            that is to be created
        """
        # superuser: see _update_points
        dropped = self.env["antcrm.contact.point"].sudo()._trusted().browse()
        created = []
        for key, points in present.items():
            staying = [name for name in points if name in wanted[key]]
            dropped |= dropped.concat(
                *(points[name] for name in points if name not in wanted[key])
            )
            # those that stay keep their places, if nothing comes between them
            sequence = max((points[name].sequence for name in staying), default=9)
            is_ordered = staying == list(wanted[key])[: len(staying)]
            for position, (name, values) in enumerate(wanted[key].items()):
                place = 10 + position
                if name not in points:
                    if is_ordered:
                        place = sequence + 1 + position - len(staying)
                    entry = bringing[(*key, name)]
                    created.append((entry, key[1], name, values["value"], place))
                elif not is_ordered and points[name].sequence != place:
                    points[name].sequence = place
        dropped.unlink()
        self._insert_points(kind, created)

    @api.model
    def _merge_addresses(self, kind, entries):
        """Add the addresses that existing customers do not have; an overwrite replaces
        those that the candidate numbers."""
        wanted = [entry for entry in entries if entry.addresses]
        replaced = []
        for entry in wanted:
            known = self._get_numbered_addresses(entry.record)
            keys = [address_key(address, ADDRESS_FIELDS) for address in known]
            added = []
            for address in entry.addresses:
                key = address_key(address, ADDRESS_FIELDS)
                at = address.get("number", 0) - FIRST_FURTHER
                is_numbered = entry.action == "overwritten" and 0 <= at < len(known)
                if is_numbered and (key not in keys or key == keys[at]):
                    replaced.append((entry, known[at], address))
                elif key not in keys and (
                    # an overwrite brings what differs, a merge what is new
                    entry.action == "overwritten"
                    or not any(
                        is_part(address, other, ADDRESS_FIELDS)
                        for other in (entry.record, *known, *added)
                    )
                ):
                    added.append(address)
                    keys.append(key)
            entry.addresses = added
        self._replace_addresses(replaced)
        self._create_addresses(kind, wanted)

    @api.model
    def _replace_addresses(self, replaced):
        """Write other values to further addresses; the old ones go to ``previous``.

        :param list replaced: triples of an entry, an address of its customer, and the
            values to write
        """
        for entry, address, values in replaced:
            # superuser: part of a customer that the user was found to be allowed to
            # write
            address = address.sudo().with_context(**QUIET)
            current = address._convert_to_write(
                {name: address[name] for name in ADDRESS_FIELDS}
            )
            changed = {
                name: values[name]
                for name, value in current.items()
                if values.get(name, value) != value
            }
            if changed:
                entry.previous.setdefault("address_ids", []).append(
                    {"id": address.id, **current}
                )
                address.write(changed)

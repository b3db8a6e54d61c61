from collections import defaultdict

from odoo import api, models
from odoo.fields import Command
from odoo.tools import SQL

from odoo.addons.antcrm_customers.models.antcrm_intake_reader import (
    ADDRESS_FIELDS,
    TAG_FIELDS,
)
from odoo.addons.antcrm_customers.models.antcrm_intake_writer import (
    EXCLUSIVE_INDEX,
    NAME_FIELDS,
    QUIET,
)
from odoo.addons.antcrm_customers.tools.concurrency import lost_race

CREATED = ("created", "duplicated")
UPDATED = ("overwritten", "merged")
POINT_FIELDS = {"phone_ids": "phone", "email_ids": "email", "social_ids": "social"}
COMPARED_TYPES = (
    "boolean",
    "integer",
    "float",
    "monetary",
    "char",
    "text",
    "html",
    "date",
    "datetime",
    "selection",
    "many2one",
)
# what the host itself changes behind a customer's back
VOLATILE = frozenset(
    ("probability", "message_bounce", "calendar_last_notif_ack", "signup_type")
    + ("partner_latitude", "partner_longitude", "date_localization")
    + ("last_interaction_date",)
)
# others are counters and marks of programs: "has been enriched"
SWITCHES = frozenset(("active", "is_company", "is_inactive"))
# what belongs to a customer, and is compared or goes with it
OWN_TABLES = frozenset(
    ("antcrm_contact_point", "antcrm_lead_address", "antcrm_duplicate")
    + ("mail_followers",)
)
# what says nothing about a customer: who follows it, exports, our own records of it
SILENT_MODELS = frozenset(
    ("mail.followers", "ir.model.data", "antcrm.import.row", "antcrm.share.log")
)


class AntcrmImportUndo(models.AbstractModel):
    """Takes back what an import did to customers.

    Whoever changed a customer since keeps the change: what was written is compared with
    what stands there now, not the date of the last write, which the host touches for
    reasons of its own. A customer that the run created goes unless something refers to
    it.
    """

    _name = "antcrm.import.undo"
    _description = "Undo of Imports"

    # ------------------------------------------------------------------
    # What was written
    # ------------------------------------------------------------------

    @api.model
    def _remember(self, outcomes):
        """Add to the outcomes of a batch what an undo compares with: ``written``, and
        the same for each of ``made``.

        :param list outcomes: what ``antcrm.intake.apply`` returned; changed in place
        """
        wanted = defaultdict(set)
        for outcome in outcomes:
            for made in outcome["made"]:
                wanted[made["model"]].add(made["id"])
            if outcome["record"] and outcome["action"] in CREATED + UPDATED:
                wanted[outcome["record"]["model"]].add(outcome["record"]["id"])
        values = {
            model: self._read_values(self.env[model].browse(ids))
            for model, ids in wanted.items()
        }
        replaced = defaultdict(set)
        addresses = defaultdict(set)
        for outcome in reversed(outcomes):
            for made in outcome["made"]:
                made["written"] = values[made["model"]].get(made["id"])
            record = outcome["record"]
            if not record:
                continue
            key = record["model"], record["id"]
            current = values.get(key[0], {}).get(key[1], {})
            if outcome["action"] in CREATED:
                outcome["written"] = current
            elif outcome["action"] in UPDATED and outcome["previous"]:
                replaced[key] |= outcome["previous"].keys()
                addresses[key].update(self._get_address_ids(outcome["previous"]))
        for key, parts in self._read_addresses(addresses).items():
            values[key[0]].setdefault(key[1], {})["address_ids"] = parts
        # several rows of a batch may have replaced values of one customer: the values
        # stand there once, with the last of them
        for outcome in reversed(outcomes):
            record = outcome["record"]
            key = record and (record["model"], record["id"])
            if outcome["action"] in UPDATED and outcome["previous"] and key in replaced:
                current = values[key[0]].get(key[1], {})
                outcome["written"] = {
                    name: current.get(name) for name in replaced.pop(key)
                }

    @api.model
    def _get_compared_fields(self, model):
        """Return the names of the columns by which a record is told to be changed:
        those that people and programs write, not those that follow from others."""
        return [
            name
            for name, field in self.env[model]._fields.items()
            if field.store
            and field.type in COMPARED_TYPES
            and field.column_type
            and not field.company_dependent
            and not (field.compute and field.readonly)
            and name not in models.MAGIC_COLUMNS
            and name not in VOLATILE
            and (
                field.type not in ("boolean", "integer")
                or field.manual
                or name in SWITCHES
            )
        ]

    @api.model
    def _get_compared_lists(self, model):
        """Return the names of the many2many fields that count: tags and custom ones."""
        return [
            name
            for name, field in self.env[model]._fields.items()
            if field.type == "many2many"
            and field.store
            and (field.manual or name in TAG_FIELDS.values())
        ]

    @api.model
    def _read_values(self, records):
        """Return what is compared, as it stands in the database, empty values left out.

        :return: ``{record id: {field: value as in JSON}}``; points as lists of what is
            compared of them
        """
        # in SQL, past all rules: compares values, and tells nobody
        self.env.flush_all()
        if not records:
            return {}
        model, ids = records._name, list(records.ids)
        columns = SQL(", ").join(
            map(SQL.identifier, ["id", *self._get_compared_fields(model)])
        )
        self.env.cr.execute(
            SQL(
                "SELECT id, to_jsonb(line) FROM (SELECT %s FROM %s WHERE id = ANY(%s)) "
                "AS line",
                columns,
                SQL.identifier(records._table),
                ids,
            )
        )
        result = {
            id_: {
                name: value for name, value in values.items() if value and name != "id"
            }
            for id_, values in self.env.cr.fetchall()
        }
        for query in self._get_list_queries(records):
            self.env.cr.execute(query)
            for id_, name, values in self.env.cr.fetchall():
                result[id_][name] = values
        return result

    @api.model
    def _get_address_ids(self, values):
        """Return the ids of the further addresses that were replaced."""
        return [address["id"] for address in (values or {}).get("address_ids") or ()]

    @api.model
    def _read_addresses(self, wanted):
        """Return what further addresses consist of, those that are still there.

        :param dict wanted: ``{(model, id of a customer): ids of addresses of it}``
        :return: ``{(model, id): [dicts with the parts and the id of an address]}``
        """
        ids = defaultdict(list)
        for (model, _id), address_ids in wanted.items():
            ids[model].extend(address_ids)
        parts = {}
        for model, address_ids in ids.items():
            Address = self.env[self.env[model]._fields["address_ids"].comodel_name]
            # superuser: compares values, and tells nobody
            parts[model] = {
                address.id: address._convert_to_write(
                    {name: address[name] for name in ("id", *ADDRESS_FIELDS)}
                )
                for address in Address.sudo().browse(address_ids).exists()
            }
        return {
            (model, id_): [
                parts[model][address_id]
                for address_id in sorted(address_ids)
                if address_id in parts[model]
            ]
            for (model, id_), address_ids in wanted.items()
            if address_ids
        }

    @api.model
    def _get_list_queries(self, records):
        """Return the queries over what a record has several of, each with the columns
        record, field, list of values."""
        ids = list(records.ids)
        for name in self._get_compared_lists(records._name):
            field = records._fields[name]
            yield SQL(
                "SELECT %(one)s, %(name)s, jsonb_agg(%(two)s ORDER BY %(two)s) "
                "FROM %(table)s WHERE %(one)s = ANY(%(ids)s) GROUP BY %(one)s",
                one=SQL.identifier(field.column1),
                two=SQL.identifier(field.column2),
                table=SQL.identifier(field.relation),
                name=name,
                ids=ids,
            )
        if records._name in ("res.partner", "crm.lead"):
            # by customer alone: its unique index serves
            yield SQL(
                """
                SELECT %(one)s, kind || '_ids',
                       jsonb_agg(jsonb_build_array(
                           COALESCE(normalized, value), COALESCE(label, ''))
                           ORDER BY COALESCE(normalized, value) COLLATE "C")
                  FROM antcrm_contact_point
                 WHERE %(one)s = ANY(%(ids)s)
              GROUP BY %(one)s, kind
                """,
                one=SQL.identifier(
                    "lead_id" if records._name == "crm.lead" else "partner_id"
                ),
                ids=ids,
            )

    # ------------------------------------------------------------------
    # Undo
    # ------------------------------------------------------------------

    @api.model
    def _undo(self, run, rows):
        """Undo what the run did for some of its rows.

        :param run: the ``antcrm.import``
        :param rows: its rows, the last one first
        :return: one dict for each row: ``undo_action`` and ``undo_reason``
        """
        results = {row: {"undo_action": "nothing", "undo_reason": None} for row in rows}
        existing, writable = self._get_records(rows)
        for row in rows:
            if row.action not in CREATED + UPDATED or not row.record:
                continue
            if row.record not in existing:
                if row.written:
                    results[row]["undo_reason"] = self.env._(
                        "This customer has been deleted since."
                    )
            elif row.record not in writable and row.written:
                self._keep(results, row, self._get_no_access())
        self._undo_updates(run, rows, results, existing)
        self._undo_creations(rows, results, existing)
        return [results[row] for row in rows]

    @api.model
    def _keep(self, results, row, reason):
        results[row] = {"undo_action": "kept", "undo_reason": reason}

    @api.model
    def _get_no_access(self):
        return self.env._("You may no longer change this customer.")

    @api.model
    def _get_changed(self, names, model):
        """Say which values changed since."""
        known = self.env[model]._fields
        labels = self.env[model].fields_get(
            [name for name in names if name in known], ["string"]
        )
        return self.env._(
            "Changed since the import: %(fields)s.",
            fields=", ".join(dict.fromkeys(info["string"] for info in labels.values()))
            or self.env._("something else"),
        )

    @api.model
    def _get_records(self, rows):
        """Return the sets of the rows' records that exist, and of those that the user
        may write, as superuser: the rows are read by the superuser."""
        ids = defaultdict(set)
        for row in rows:
            if row.record:
                ids[row.record._name].add(row.record.id)
        existing, writable = set(), set()
        for model, record_ids in ids.items():
            records = (
                self.env[model].browse(record_ids).with_context(active_test=False)
            ).exists()
            existing.update(rows.env[model].browse(records.ids))
            allowed = records.sudo(False)._filtered_access("write")
            writable.update(rows.env[model].browse(allowed.ids))
        return existing, writable

    @api.model
    def _undo_updates(self, run, rows, results, existing):
        """Restore what was overwritten or merged, where it stands as it was written."""
        updates = defaultdict(list)  # {record: its rows, the last one first}
        for row in rows:
            if row.action in UPDATED and row.record in existing and row.previous:
                updates[row.record].append(row)
        if not updates:
            return
        # a row before these, whose customer was kept for a later row's sake
        kept = set(
            run.env["antcrm.import.row"]
            .search(
                [
                    ("import_id", "=", run.id),
                    ("undo_action", "=", "kept"),
                    ("record", "in", [f"{r._name},{r.id}" for r in updates]),
                ]
            )
            .mapped("record")
        )
        rounds = max(map(len, updates.values()))
        for at in range(rounds):
            batch = {r: lines[at] for r, lines in updates.items() if at < len(lines)}
            current = {}
            for model, records in self._group(batch).items():
                for id_, values in self._read_values(records).items():
                    current[model, id_] = values
            addresses = self._read_addresses(
                {
                    (record._name, record.id): self._get_address_ids(row.written)
                    for record, row in batch.items()
                }
            )
            for key, parts in addresses.items():
                current[key]["address_ids"] = parts
            restored = []
            for record, row in batch.items():
                if results[row]["undo_action"] == "kept":
                    kept.add(record)
                elif record in kept:
                    self._keep(
                        results,
                        row,
                        self.env._("A later row changed it, and was changed since."),
                    )
                else:
                    now = current[record._name, record.id]
                    changed = [
                        name
                        for name, value in (row.written or {}).items()
                        if now.get(name) != value
                    ]
                    if changed:
                        kept.add(record)
                        self._keep(
                            results, row, self._get_changed(changed, record._name)
                        )
                    else:
                        results[row]["undo_action"] = "restored"
                        restored.append((record, row.previous))
            self._restore(restored)

    @api.model
    def _group(self, records):
        """Return records of several models as ``{model: recordset}``."""
        ids = defaultdict(list)
        for record in records:
            ids[record._name].append(record.id)
        return {model: self.env[model].browse(found) for model, found in ids.items()}

    @api.model
    def _undo_creations(self, rows, results, existing):
        """Delete the customers that the rows created and what came with them, where
        nobody changed them and nothing refers to them."""
        wanted = {}  # {(model, id): (row, written)}
        created = set()  # those that are the customers of rows
        owners = {}  # {(model, id) of an address: (model, id) of its customer}
        for row in rows:
            key = row.record and (row.record._name, row.record.id)
            is_kept = results[row]["undo_action"] == "kept"
            if row.action in CREATED and row.record in existing and not is_kept:
                wanted[key] = (row, row.written or {})
                created.add(key)
            for made in row.made or ():
                is_address = made["model"] == "antcrm.lead.address" or (
                    "parent_id" in (made["written"] or {})
                )
                if is_address and is_kept:
                    continue  # it stays with its customer
                if is_address and row.action in CREATED:
                    owners[made["model"], made["id"]] = key
                wanted[made["model"], made["id"]] = (row, made["written"] or {})
        by_model = defaultdict(list)
        for model, id_ in wanted:
            by_model[model].append(id_)
        doomed = {}
        reasons = {}
        for model, ids in by_model.items():
            values = self._read_values(self.env[model].browse(ids))
            doomed[model] = set()
            for id_ in ids:
                written = wanted[model, id_][1]
                now = values.get(id_)
                if now is None:
                    continue
                # what an address has of its customer changes with that
                followed = (
                    self.env[model]._commercial_fields()
                    if model == "res.partner" and "parent_id" in written
                    else ()
                )
                changed = [
                    name
                    for name in now.keys() | written.keys()
                    if now.get(name) != written.get(name)
                    and (name not in followed or (model, id_) in created)
                ]
                if changed:
                    reasons[model, id_] = self._get_changed(changed, model)
                else:
                    doomed[model].add(id_)
        self._spare_referenced(doomed, reasons, owners)
        for (model, id_), reason in reasons.items():
            row = wanted[model, id_][0]
            if row.record and (row.record._name, row.record.id) == (model, id_):
                self._keep(results, row, reason)
            else:
                name = self.env[model].sudo().browse(id_).display_name
                result = results[row]
                line = self.env._(
                    "“%(name)s” stays. %(reason)s", name=name, reason=reason
                )
                lines = filter(None, (result["undo_reason"], line))
                result["undo_reason"] = "\n".join(lines)
        for model, id_ in wanted:
            row = wanted[model, id_][0]
            if (
                row.record
                and (row.record._name, row.record.id) == (model, id_)
                and id_ in doomed[model]
            ):
                results[row]["undo_action"] = "deleted"
            elif row.action in UPDATED and id_ in doomed[model]:
                results[row]["undo_action"] = "restored"
        self._delete(doomed)

    @api.model
    def _delete(self, doomed):
        """Delete records: ``{model: set of ids}``."""
        # the addresses before the leads that take them along
        for model, ids in sorted(doomed.items()):
            # superuser: the run created them for its importer, who may still write the
            # customers, or they came with those; salespeople may not delete by hand
            self.env[model].sudo().with_context(**QUIET).browse(ids).unlink()

    # ------------------------------------------------------------------
    # References
    # ------------------------------------------------------------------

    @api.model
    def _spare_referenced(self, doomed, reasons, owners):
        """Take out of ``doomed`` what anything else refers to. What is spared may
        refer to other records, so it goes on until nothing changes.

        :param dict doomed: ``{model: set of ids}``; changed in place
        :param dict reasons: ``{(model, id): text}``; filled
        :param dict owners: ``{(model, id) of an address: (model, id) of its customer}``
        """
        spared = True
        while spared:
            spared = False
            for (model, id_), (owner, owner_id) in owners.items():
                if owner_id not in doomed.get(owner, ()):
                    doomed[model].discard(id_)
            for model, ids in doomed.items():
                if not ids:
                    continue
                for id_, places in self._find_references(model, doomed).items():
                    ids.discard(id_)
                    spared = True
                    reasons[model, id_] = self.env._(
                        "It is used since the import: %(places)s.",
                        places=", ".join(sorted(places)),
                    )

    @api.model
    def _find_references(self, model, doomed):
        """Return what refers to records that are to be deleted.

        :param dict doomed: ``{model: set of ids}`` of all that are to be deleted: what
            these refer to does not count
        :return: ``{id: set of names of the places}``
        """
        self.env.flush_all()
        queries = [
            *self._get_key_queries(model, doomed),
            *self._get_loose_queries(model, doomed),
        ]
        if not queries:
            return {}
        self.env.cr.execute(SQL(" UNION ").join(queries))
        found = defaultdict(set)
        for id_, place in self.env.cr.fetchall():
            found[id_].add(self.env["antcrm.references"]._get_place_name(place))
        return found

    @api.model
    def _get_key_queries(self, model, doomed):
        """Return the queries over all foreign keys to the model's table."""
        Model = self.env[model]
        References = self.env["antcrm.references"]
        tables, relations = References._get_tables()
        # a customer's own lists, its tags, say nothing about who needs it
        own = {
            (field.relation, field.column1)
            for field in Model._fields.values()
            if field.type == "many2many"
            and field.store
            and "phone_ids" in Model._fields
        }
        ids = list(doomed[model])
        for table, column in References._get_keys(model):
            if table in OWN_TABLES or (table, column) in own:
                continue
            other, other_column = relations.get(
                (table, column), (tables.get(table), "id")
            )
            leaving = doomed.get(other)
            yield SQL(
                "SELECT %s AS id, %s AS place FROM %s WHERE %s = ANY(%s) %s",
                SQL.identifier(column),
                table,
                SQL.identifier(table),
                SQL.identifier(column),
                ids,
                SQL("AND %s != ALL(%s)", SQL.identifier(other_column), list(leaving))
                if leaving
                else SQL(),
            )

    @api.model
    def _get_loose_queries(self, model, doomed):
        """Return the queries over columns that refer to records of any model, such as
        those of messages, activities and attachments."""
        ids = list(doomed[model])
        for name, field, model_field in self.env[
            "antcrm.references"
        ]._get_loose_fields():
            if name in SILENT_MODELS:
                continue
            table = self.env[name]._table
            yield SQL(
                "SELECT %s, %s FROM %s WHERE %s = %s AND %s = ANY(%s) %s",
                SQL.identifier(field),
                table,
                SQL.identifier(table),
                SQL.identifier(model_field),
                model,
                SQL.identifier(field),
                ids,
                self._get_message_condition() if name == "mail.message" else SQL(),
            )

    @api.model
    def _get_message_condition(self):
        """Return which messages count: what people wrote, and what they did. That a
        customer was assigned, or could not be enriched, programs say by themselves."""
        return SQL(
            "AND (message_type NOT IN ('notification', 'user_notification', "
            "'auto_comment') OR mail_activity_type_id IS NOT NULL)"
        )

    # ------------------------------------------------------------------
    # Restore
    # ------------------------------------------------------------------

    @api.model
    def _restore(self, restored):
        """Give customers back the values from before the import.

        :param list restored: pairs of a record and its ``previous`` values
        """
        points = []
        for record, previous in restored:
            # superuser: the user was found to be allowed to write the customer, and
            # takes back what he wrote
            record = self.env[record._name].sudo().browse(record.id)
            record = record.with_context(**QUIET, active_test=False)
            values = self._prepare_values(record, previous)
            if values:
                record.write(values)
            self._restore_addresses(record, previous.get("address_ids") or ())
            points += [
                (record, kind, previous[name])
                for name, kind in POINT_FIELDS.items()
                if name in previous
            ]
        self._restore_points(points)
        self.env.flush_all()

    @api.model
    def _restore_addresses(self, record, addresses):
        """Give further addresses back what they consisted of."""
        Address = record.env[record._fields["address_ids"].comodel_name]
        for values in addresses:
            address = Address.browse(values["id"]).exists()
            address.write(self._prepare_values(address, values))

    @api.model
    def _prepare_values(self, record, previous):
        """Return the values to write; what they refer to and is gone is left empty."""
        values = {}
        for name, value in previous.items():
            field = record._fields.get(name)
            if not field or name in (*POINT_FIELDS, "address_ids", "id"):
                continue
            if field.type == "many2many":
                if value and isinstance(value[0], list):
                    value = value[0][2]
                comodel = self.env[field.comodel_name].sudo()
                values[name] = [Command.set(comodel.browse(value).exists().ids)]
            elif field.type == "many2one" and value:
                # superuser: only whether it is there
                values[name] = self.env[field.comodel_name].sudo().browse(value)
                values[name] = values[name].exists().id
            else:
                values[name] = value
        if not values.keys().isdisjoint(NAME_FIELDS):
            self._settle_names(record, values)
        return values

    @api.model
    def _settle_names(self, record, values):
        """First name and surname win over a full name, which must come out as it was:
        given where it is what they make, else it alone is given and split."""
        full = "contact_name" if record._name == "crm.lead" else "name"
        names = [values.get("firstname"), values.get("lastname")]
        lang = record.lang_code if record._name == "crm.lead" else record.lang
        if record._compose_name(*names, lang) != (values.get(full) or ""):
            values.pop("firstname", None)
            values.pop("lastname", None)

    @api.model
    def _restore_points(self, points):
        """Give customers back the points from before.

        :param list points: triples of a record, a kind of points, and its old points
        """
        # superuser: see _restore
        Point = self.env["antcrm.contact.point"].sudo()._trusted()
        surplus, vals_list, changed = Point.browse(), [], []
        for record, kind, old in points:
            keys = {point["normalized"] or point["value"]: point for point in old}
            current = record[f"{kind}_ids"].with_env(Point.env)
            gone = current.filtered(
                lambda point, keys=keys: (point.normalized or point.value) not in keys
            )
            surplus |= gone
            known = {p.normalized or p.value: p for p in current - gone}
            inverse = "lead_id" if record._name == "crm.lead" else "partner_id"
            for position, (key, point) in enumerate(keys.items()):
                if key in known:
                    known[key].sequence = 10 + position
                    continue
                vals_list.append(
                    {
                        **point,
                        inverse: record.id,
                        "kind": kind,
                        "scope": record.customer_kind,
                        "sequence": 10 + position,
                        "exclusive": bool(
                            kind != "social"
                            and point["normalized"]
                            and record.customer_kind
                            and record._holds_contact_points()
                        ),
                    }
                )
            if kind != "social":
                changed.append((record, kind))
        surplus.unlink()
        self._release_taken(vals_list)
        if vals_list:
            with lost_race(EXCLUSIVE_INDEX):
                Point.create(vals_list)
        for record, _kind in changed:
            record.invalidate_recordset(["phone_ids", "email_ids"])
        self.env["antcrm.contact.point"].sudo()._mirror_to_customers(changed)

    @api.model
    def _release_taken(self, vals_list):
        """A number that somebody else has by now comes back, but not as the only one:
        both customers then show that they may be duplicates."""
        keys = defaultdict(set)
        for vals in vals_list:
            if vals["exclusive"]:
                keys[vals["scope"]].add((vals["kind"], vals["normalized"]))
        taken = {
            scope: self.env["antcrm.intake"]._find_by_points(scope, wanted)
            for scope, wanted in keys.items()
        }
        for vals in vals_list:
            if (vals["kind"], vals["normalized"]) in taken.get(vals["scope"], ()):
                vals["exclusive"] = False

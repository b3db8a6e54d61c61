import json
from collections import defaultdict

from odoo import api, models, tools
from odoo.fields import Command
from odoo.tools import SQL

from odoo.addons.antcrm_share.tools.concurrency import lost_race

from ..tools.intake_entry import EXCLUSIVE_INDEX, QUIET
from ..tools.intake_fields import ADDRESS_FIELDS, NAME_FIELDS, TAG_FIELDS
from ..tools.names import is_composed
from .antcrm_key_claim import BRINGING_BACK

POINT_FIELDS = {"phone_ids": "phone", "email_ids": "email", "social_ids": "social"}
CUSTOMERS = ("res.partner", "crm.lead")
#: columns that say that nobody else may have a value, and the kind of value beside it:
#: somebody else may have been saved with it since
CLAIMS = {
    ("antcrm_contact_point", "exclusive"): "kind",
    ("antcrm_key_claim", "exclusive"): "key",
}
#: what programs write that cannot be told by its field: see ``_is_volatile``
VOLATILE = frozenset(
    ("probability", "message_bounce", "signup_type", "message_main_attachment_id")
    + ("partner_latitude", "partner_longitude", "date_localization")
    + ("calendar_last_notif_ack", "last_interaction_date")
)
#: the booleans and numbers that people set; others are counters and marks of programs:
#: "has been enriched"
SWITCHES = frozenset(("active", "is_company"))
#: what belongs to a customer and is compared with it (points), follows from it (claims)
#: or says nothing about it
OWN_TABLES = frozenset(("antcrm_contact_point", "antcrm_key_claim", "mail_followers"))
#: what programs keep of a message, and goes with it
MESSAGE_TABLES = frozenset(("mail_message_link_preview", "mail_message_translation"))
#: what says nothing about a customer: who follows it, exports, our own records of it
SILENT_MODELS = frozenset(("mail.followers", "ir.model.data", "antcrm.share.log"))


class AntcrmJournal(models.AbstractModel):
    """The rules of the one journal: what a batch wrote is compared with what stands
    there now, by value, and given back where nobody has changed it since.

    Values that follow from others, stamps and counters of programs, and who sees a
    record are no change of it. Two ways to keep a journal use these rules:

    - ``antcrm.journal.mixin``: rows of any table, recorded while the ORM writes them
      (merges, conversions, every batch that goes through ``_recording``);
    - the values of customers as the intake knows them, with points and addresses, kept
      by who asked for them (the rows of an import): :meth:`_read_values` after the
      batch, :meth:`_find_changes` and :meth:`_restore` to take it back.
    """

    _name = "antcrm.journal"
    _description = "Journal of Batches"

    # ------------------------------------------------------------------
    # What counts
    # ------------------------------------------------------------------

    @api.model
    def _is_volatile(self, field):
        """Tell whether a column changes without anybody's changing the record: it
        follows from others, programs stamp or count with it, or it says who sees the
        record, which is no part of what it is."""
        return (
            bool(field.compute and field.readonly)
            or field.name in models.MAGIC_COLUMNS
            or field.name in VOLATILE
            or field.name in self.env["antcrm.share.mixin"]._fields
            # forms do not write it: a stamp
            or (field.type in ("date", "datetime") and field.readonly)
            or (
                field.type in ("boolean", "integer")
                and not field.manual
                and field.name not in self._get_switches()
            )
        )

    @api.model
    def _get_switches(self):
        """Return the names of the booleans and numbers that people set.

        Extend it for those of an addon.
        """
        return SWITCHES

    @api.model
    def _get_compared_fields(self, model):
        """Return the names of the columns by which a record is told to be changed:
        those that people write, not those that follow from others. Both ways to keep a
        journal ask here."""
        return [
            name
            for name, field in self.env[model]._fields.items()
            if field.store and field.column_type and not self._is_volatile(field)
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
    @tools.ormcache("model")
    def _get_counted_names(self, model):
        """Return the names of all that counts of a record: columns, lists, points and
        further addresses. What was remembered under another name is of a field that was
        deleted since, or is computed by now."""
        return frozenset(
            (
                *self._get_compared_fields(model),
                *self._get_list_names(model),
                "address_ids",
            )
        )

    @api.model
    def _get_list_names(self, model):
        """Return the names of what is compared of what a record has several of."""
        points = POINT_FIELDS if model in CUSTOMERS else ()
        return [*self._get_compared_lists(model), *points]

    # ------------------------------------------------------------------
    # Compare
    # ------------------------------------------------------------------

    @api.model
    def _find_changes(self, model, written, now, names=None):
        """Return the names of what changed since.

        :param dict written: what a batch wrote, as :meth:`_read_values` reads it
        :param dict now: what stands there now
        :param names: those that are compared; by default all of both
        """
        counted = self._get_counted_names(model)
        if names is None:
            names = now.keys() | written.keys()
        return [
            name
            for name in names
            if name in counted
            and (now.get(name) or None) != (written.get(name) or None)
        ]

    @api.model
    def _get_labels(self, model, names):
        """Return what people call some fields, in one text."""
        known = self.env[model]._fields
        labels = self.env[model].fields_get(
            [name for name in names if name in known], ["string"]
        )
        return ", ".join(
            dict.fromkeys(info["string"] for info in labels.values())
        ) or self.env._("something else")

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
        for id_, lists in self._read_lists(records).items():
            result[id_].update(lists)
        return result

    @api.model
    def _read_lists(self, records):
        """Return what is compared of what records have several of, empty lists left
        out: ``{record id: {field: list}}``."""
        result = defaultdict(dict)
        for query in self._get_list_queries(records) if records else ():
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
        if records._name in CUSTOMERS:
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
    # Delete
    # ------------------------------------------------------------------

    @api.model
    def _delete(self, doomed):
        """Delete what a batch created: ``{model: set of ids}``."""
        # the addresses before the leads that take them along
        for model, ids in sorted(doomed.items()):
            # superuser: the batch created them for its user, who may still write the
            # customers, or they came with those; salespeople may not delete by hand
            self.env[model].sudo().with_context(**QUIET).browse(ids).unlink()

    # ------------------------------------------------------------------
    # References
    # ------------------------------------------------------------------

    @api.model
    def _spare_referenced(self, doomed, owners, gone=None, restored=None, moved=None):
        """Take out of what a batch created what anything else refers to: somebody uses
        it by now. What is spared may refer to other records, so it goes on until
        nothing changes.

        :param dict doomed: ``{model: set of ids}``; changed in place
        :param dict owners: ``{(model, id): (model, id)}`` of what belongs to a record
            and stays where that does: an address and its customer
        :param dict gone: ``{model: set of ids}`` of what would have gone before: what
            these refer to does not count either
        :param dict restored: ``{(model, field): set of ids}`` of what would have been
            given back before: what these refer to by that field does not count
        :param dict moved: ``{model: ids}`` of parts of customers, such as points, that
            were there before the batch: they would be deleted with their new customer
        :return: ``{(model, id): names of the places}`` of what is used
        """
        used = {}
        spared = True
        while spared:
            spared = False
            for (model, id_), (owner, owner_id) in owners.items():
                if owner_id not in doomed.get(owner, ()):
                    doomed.get(model, set()).discard(id_)
            for model, ids in doomed.items():
                if not ids:
                    continue
                leaving = {
                    other: doomed.get(other, set()) | (gone or {}).get(other, set())
                    for other in {*doomed, *(gone or ())}
                }
                found = self._find_references(model, ids, leaving, restored, moved)
                for id_, places in found.items():
                    ids.discard(id_)
                    spared = True
                    used[model, id_] = sorted(places)
        return used

    @api.model
    def _find_references(self, model, ids, leaving, restored=None, moved=None):
        """Return what refers to records that are to be deleted.

        :param set ids: of the records
        :param dict leaving: ``{model: set of ids}`` of all that are to be deleted: what
            these refer to does not count
        :param dict restored: see :meth:`_spare_referenced`
        :param dict moved: the same
        :return: ``{id: set of names of the places}``
        """
        self.env.flush_all()
        queries = [
            *self._get_key_queries(
                model, list(ids), leaving, restored or {}, moved or {}
            ),
            *self._get_loose_queries(model, list(ids), leaving, moved or {}),
        ]
        if not queries:
            return {}
        self.env.cr.execute(SQL(" UNION ").join(queries))
        found = defaultdict(set)
        for id_, place in self.env.cr.fetchall():
            found[id_].add(self.env["antcrm.references"]._get_place_name(place))
        return found

    @api.model
    def _get_key_queries(self, model, ids, leaving, restored, moved):
        """Return the queries over all foreign keys to the model's table."""
        References = self.env["antcrm.references"]
        tables, relations = References._get_tables()
        own = self._get_own_relations(model)
        own_tables = self._get_own_tables()
        for table, column in References._get_keys(model):
            part_ids = moved.get(tables.get(table))
            if (table in own_tables and not part_ids) or (table, column) in own:
                continue
            other, other_column = relations.get(
                (table, column), (tables.get(table), "id")
            )
            others = set(leaving.get(other, ())).union(
                *(
                    restored_ids
                    for (name, field), restored_ids in restored.items()
                    if name == other and self._is_column(name, field, table, column)
                )
            )
            yield SQL(
                "SELECT %s AS id, %s AS place FROM %s WHERE %s = ANY(%s) %s %s %s",
                SQL.identifier(column),
                table,
                SQL.identifier(table),
                SQL.identifier(column),
                ids,
                SQL("AND %s != ALL(%s)", SQL.identifier(other_column), list(others))
                if others
                else SQL(),
                SQL("AND id = ANY(%s)", list(part_ids))
                if table in own_tables
                else SQL(),
                self._get_message_condition()
                # the host takes the latest message for what the next one answers
                if (table, column) == ("mail_message", "parent_id")
                else self._get_key_condition(table),
            )

    @api.model
    def _get_own_relations(self, model):
        """Return the many2many relations that are a record's own lists, such as the
        tags of a customer, and do not say who needs it: ``{(table, column)}``."""
        Model = self.env[model]
        return {
            (field.relation, field.column1)
            for field in Model._fields.values()
            if field.type == "many2many"
            and field.store
            and (
                "phone_ids" in Model._fields
                # a list of both, such as the customers of a tag, is the other's
                or field.relation
                not in {
                    other.relation
                    for other in self.env[field.comodel_name]._fields.values()
                    if other.type == "many2many" and other.store
                }
            )
        }

    @api.model
    def _get_own_tables(self):
        """Return the tables whose rows belong to a customer: they are compared, or go
        with it, and need it for nothing. Addons add theirs."""
        return OWN_TABLES | MESSAGE_TABLES

    @api.model
    def _get_silent_models(self):
        """Return the names of the models in which a reference says nothing about a
        customer. Addons add theirs."""
        return SILENT_MODELS

    @api.model
    def _get_key_condition(self, table):
        """Return which rows of a table count as a reference to a customer, as SQL that
        begins with AND; all of them by default."""
        return SQL()

    @api.model
    def _is_column(self, model, name, table, column):
        """Whether a column of a table comes back with a field of a model."""
        Model = self.env[model]
        field = Model._fields.get(name)
        if field is not None and field.type == "many2many":
            return (field.relation, field.column2) == (table, column)
        other = Model._fields.get(column)
        return table == Model._table and (
            name == column
            # what follows from other columns follows them back
            or (other is not None and self._is_volatile(other))
        )

    @api.model
    def _get_loose_queries(self, model, ids, leaving, moved):
        """Return the queries over columns that refer to records of any model, such as
        those of messages, activities and attachments."""
        silent = self._get_silent_models()
        for name, field, model_field in self.env[
            "antcrm.references"
        ]._get_loose_fields():
            part_ids = moved.get(name)
            if name in silent and not part_ids:
                continue
            table = self.env[name]._table
            others = leaving.get(name)
            yield SQL(
                "SELECT %s, %s FROM %s WHERE %s = %s AND %s = ANY(%s) %s %s %s",
                SQL.identifier(field),
                table,
                SQL.identifier(table),
                SQL.identifier(model_field),
                model,
                SQL.identifier(field),
                ids,
                SQL("AND id != ALL(%s)", list(others)) if others else SQL(),
                SQL("AND id = ANY(%s)", list(part_ids)) if name in silent else SQL(),
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
        """Give customers back the values from before a batch.

        :param list restored: pairs of a record and its ``previous`` values
        """
        points = []
        for record, previous in restored:
            # superuser: the user was found to be allowed to write the customer, and
            # takes back what they wrote
            record = self.env[record._name].sudo().browse(record.id)
            record = record.with_context(
                **{**QUIET, "antcrm_keys": BRINGING_BACK}, active_test=False
            )
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
            self._keep_full_name(record, values)
        return values

    @api.model
    def _keep_full_name(self, record, values):
        """First name and surname win over a full name, which must come out as it was:
        given where it is what they make, else it alone is given and split."""
        full = "contact_name" if record._name == "crm.lead" else "name"
        names = [values.get("firstname"), values.get("lastname")]
        if not is_composed(values.get(full), *names):
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
                            point.get("exclusive", True)
                            and point["normalized"]
                            and record.customer_kind
                            and Point._is_exclusive_kind(kind, record.customer_kind)
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
        """What somebody else has by now comes back beside it, see
        :meth:`_get_taken_sql`."""
        self.env["antcrm.contact.point"]._flush_points()
        wanted = [
            {
                "number": number,
                **{name: vals[name] for name in ("kind", "scope", "normalized")},
            }
            for number, vals in enumerate(vals_list)
            if vals["exclusive"]
        ]
        if not wanted:
            return
        rows = self.env.execute_query(
            SQL(
                "SELECT line.number FROM jsonb_to_recordset(%s::jsonb) "
                "AS line(number int, id int, kind text, scope text, normalized text) "
                "WHERE %s",
                json.dumps(wanted),
                self._get_taken_sql("antcrm_contact_point", "line"),
            )
        )
        for (number,) in rows:
            vals_list[number]["exclusive"] = False

    @api.model
    def _get_taken_sql(self, table, alias):
        """Return the condition that somebody else has a number, or another key, by now:
        it comes back, but not as the only one, and both customers then show that they
        may be duplicates.

        :param str table: one of ``CLAIMS``
        :param str alias: of the row that comes back; without an id, one that is new
        """
        return SQL(
            "EXISTS (SELECT FROM %(table)s other WHERE other.exclusive "
            "AND other.%(kind)s = %(a)s.%(kind)s AND other.scope = %(a)s.scope "
            "AND other.normalized = %(a)s.normalized "
            "AND other.id IS DISTINCT FROM %(a)s.id)",
            table=SQL.identifier(table),
            kind=SQL.identifier(CLAIMS[table, "exclusive"]),
            a=SQL.identifier(alias),
        )

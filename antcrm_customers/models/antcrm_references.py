from typing import NamedTuple

from odoo import api, models, tools
from odoo.tools import SQL, sql


class Place(NamedTuple):
    """A column that refers to records of one model."""

    table: str
    column: str
    #: the column with the name of the model, where it is no foreign key
    model_column: str | None
    #: whether the rows have an id: those of most many2many fields have none
    has_id: bool


class AntcrmReferences(models.AbstractModel):
    """Where in the database something refers to a record: foreign keys, and pairs of a
    model and an id, such as those of messages and files."""

    _name = "antcrm.references"
    _description = "References to Records"

    @api.model
    @tools.ormcache("model")
    def _get_keys(self, model):
        """Return the foreign keys to the table of a model, as ``(table, column)``."""
        # the host's own look-up for merges reads the same catalogue
        Wizard = self.env["base.partner.merge.automatic.wizard"]
        return tuple(Wizard._get_fk_on(self.env[model]._table))

    @api.model
    def _find_keys(self, records, skip=()):
        """Return the foreign keys by which something refers to records, as ``(table,
        column)``.

        :param skip: names of tables that need not be looked at
        """
        keys = [key for key in self._get_keys(records._name) if key[0] not in skip]
        queries = [
            SQL(
                "SELECT %s WHERE EXISTS (SELECT FROM %s WHERE %s = ANY(%s))",
                number,
                SQL.identifier(table),
                SQL.identifier(column),
                list(records.ids),
            )
            for number, (table, column) in enumerate(keys)
        ]
        if not queries:
            return []
        rows = self.env.execute_query(SQL(" UNION ALL ").join(queries))
        return [keys[number] for (number,) in sorted(rows)]

    @api.model
    def _get_tables(self):
        """Return ``{table: model}``, and for the tables of many2many fields ``{(table,
        column): (model that the other column refers to, the other column)}``."""
        tables, relations = {}, {}
        for name, model in self.env.items():
            tables[model._table] = name
            for field in model._fields.values():
                if field.type == "many2many" and field.store and field.relation:
                    one, two = field.column1, field.column2
                    relations[field.relation, one] = (field.comodel_name, two)
                    relations[field.relation, two] = (name, one)
        return tables, relations

    @api.model
    def _get_loose_fields(self):
        """Return the fields with the id of a record of any model, as ``(model, field,
        field with the name of its model)``."""
        return [
            (name, field.name, field.model_field)
            for name, model in self.env.items()
            if model._auto and not model._abstract and not model._transient
            for field in model._fields.values()
            if field.store
            and field.type == "many2one_reference"
            and (model_field := model._fields.get(field.model_field))
            and model_field.store
        ]

    @api.model
    def _get_reference_columns(self):
        """Return ``(table, column)`` of the fields with texts such as
        ``res.partner,7``."""
        return [
            (model._table, field.name)
            for model in self.env.values()
            if model._auto and not model._abstract and not model._transient
            for field in model._fields.values()
            if field.type == "reference" and field.store and field.column_type
        ]

    @api.model
    @tools.ormcache()
    def _get_property_fields(self):
        """Return the fields of the host's properties, as ``(table, column, table of the
        definitions, column of the definitions)``."""
        return [
            (
                model._table,
                field.name,
                self.env[definer.comodel_name]._table,
                field.definition_record_field,
            )
            for model in self.env.values()
            if model._auto and not model._abstract and not model._transient
            for field in model._fields.values()
            if field.type == "properties"
            and field.store
            and field.column_type
            and (definer := model._fields.get(field.definition_record))
        ]

    @api.model
    def _get_definition_query(self, table, column, definer, definition, model):
        """Return the query for the properties of a field that refer to a model: their
        table, column, name and type."""
        return SQL(
            "SELECT DISTINCT %s AS table, %s AS column, line ->> 'name' AS name, "
            "line ->> 'type' AS type FROM %s, jsonb_array_elements(%s) AS line "
            "WHERE line ->> 'comodel' = %s",
            table,
            column,
            SQL.identifier(definer),
            SQL.identifier(definition),
            model,
        )

    @api.model
    def _get_properties(self, model, tables=None):
        """Return the properties that refer to records of a model, as ``(table, column,
        name, type)``: their values stand in JSON.

        :param tables: names of the tables that are looked at; all by default
        """
        queries = [
            self._get_definition_query(*field, model)
            for field in self._get_property_fields()
            if tables is None or field[0] in tables
        ]
        return self.env.execute_query(SQL(" UNION ").join(queries)) if queries else []

    @api.model
    def _get_property_condition(self, column, name, ids):
        """Return the condition that a property refers to one of some records, or to
        several records with one of them."""
        return SQL(
            "%s -> %s @> ANY(%s::jsonb[])",
            SQL.identifier(column),
            name,
            [str(int(id_)) for id_ in ids],
        )

    @api.model
    def _get_place_name(self, table):
        """Return what people call the records of a table."""
        tables, relations = self._get_tables()
        model = tables.get(table) or next(
            (model for (name, _c), (model, _o) in relations.items() if name == table),
            None,
        )
        # superuser: the name of a model is no secret
        return self.env["ir.model"].sudo()._get(model).name if model else table

    @api.model
    @tools.ormcache("model")
    def _get_places(self, model):
        """Return all :class:`Place` that refer to a model, but those of dialogs."""
        passing = {
            table
            for other in self.env.values()
            if other._transient
            for table in (
                other._table,
                *(
                    field.relation
                    for field in other._fields.values()
                    if field.type == "many2many" and field.store
                ),
            )
        }
        found = [
            (table, column, None)
            for table, column in self._get_keys(model)
            if table not in passing
        ]
        found += [
            (self.env[name]._table, column, model_column)
            for name, column, model_column in self._get_loose_fields()
        ]
        has_id = self._have_ids({table for table, _column, _model in found})
        return tuple(
            Place(table, column, model_column, has_id[table])
            for table, column, model_column in dict.fromkeys(found)
            if table in has_id
        )

    @api.model
    def _have_ids(self, names):
        """Return which of some tables have ids: ``{table: whether it has}``; what is no
        table, such as a report, has no references of its own."""
        tables, relations = self._get_tables()
        has_id = {table: False for table, _column in relations}
        has_id |= {
            table: True for table, name in tables.items() if self.env[name]._auto
        }
        has_id = {name: has_id[name] for name in names if name in has_id}
        others = names - has_id.keys()
        if others:
            self.env.cr.execute(
                """
                SELECT cls.relname, EXISTS (
                           SELECT FROM pg_attribute
                            WHERE attrelid = cls.oid AND attname = 'id'
                              AND NOT attisdropped)
                  FROM pg_class cls
                 WHERE cls.relname = ANY(%s) AND cls.relkind IN ('r', 'p')
                   AND cls.relnamespace = current_schema::regnamespace
                """,
                [list(others)],
            )
            has_id.update(self.env.cr.fetchall())
        return has_id

    @api.model
    @tools.ormcache("model")
    def _get_place_models(self, model):
        """Return the models whose rows may refer to a model: tables of many2many fields
        are written at once."""
        tables = self._get_tables()[0]
        names = {tables.get(place.table) for place in self._get_places(model)}
        properties = {tables.get(field[0]) for field in self._get_property_fields()}
        return tuple(sorted(filter(None, names | (properties - {model}))))

    @api.model
    def _find_tables(self, model, ids, skip=()):
        """Return the tables with rows that refer to records of a model.

        :param skip: names of tables that are not looked at
        """
        queries = [
            SQL(
                "SELECT %s WHERE EXISTS (SELECT FROM %s WHERE %s = ANY(%s) %s)",
                place.table,
                SQL.identifier(place.table),
                SQL.identifier(place.column),
                list(ids),
                SQL("AND %s = %s", SQL.identifier(place.model_column), model)
                if place.model_column
                else SQL(),
            )
            for place in self._get_places(model)
            if place.table not in skip
        ]
        # of properties only whether they may: there are few definitions, many values
        queries += [
            SQL(
                "SELECT %s WHERE EXISTS (%s)",
                field[0],
                self._get_definition_query(*field, model),
            )
            for field in self._get_property_fields()
        ]
        # what does not refer to them may wait: there are merges by the thousand
        for name in self._get_place_models(model):
            self.env[name].flush_model()
        self.env.cr.execute(SQL(" UNION ").join(queries))
        return {table for (table,) in self.env.cr.fetchall()}

    @api.model
    @tools.ormcache("tables")
    def _get_unique_indexes(self, tables):
        """Return the unique indexes of tables.

        :param tuple tables: their names
        :return: list of ``(table, keys, condition)``: the SQL of each key, that of the
            condition of a partial index or ``None``
        """
        self.env.cr.execute(
            SQL(
                """
                SELECT cls.relname,
                       array(SELECT pg_get_indexdef(idx.indexrelid, number, true)
                               FROM generate_series(1, idx.indnkeyatts) AS number),
                       pg_get_expr(idx.indpred, idx.indrelid)
                  FROM pg_index idx
                  JOIN pg_class cls ON cls.oid = idx.indrelid
                 WHERE idx.indisunique AND NOT idx.indisprimary
                   AND cls.relname = ANY(%s)
                   AND cls.relnamespace = current_schema::regnamespace
                """,
                list(tables),
            )
        )
        return self.env.cr.fetchall()

    # ------------------------------------------------------------------
    # Move
    # ------------------------------------------------------------------

    @api.model
    def _find_moving(self, sources, destination, skip=()):
        """Return the tables with rows that refer to records that go, before they move.
        Whoever remembers what moves does it here.

        :param destination: the record that they refer to then
        :param skip: names of tables that need not be looked at
        """
        return self._find_tables(sources._name, sources.ids, skip)

    @api.model
    def _move(self, sources, destination, tables, skip=()):
        """Let everything that refers to some records refer to another one, loose
        references too. Of two rows that would be the same, the one of the destination
        stays, and takes over what refers to the other one.

        :param sources: records that are about to be deleted
        :param destination: one record of the same model
        :param tables: names of the tables with rows that refer to the sources
        :param skip: names of tables to leave as they are
        """
        self.env.flush_all()
        places = [
            place
            for place in self._get_places(sources._name)
            if place.table in tables and place.table not in skip
        ]
        self._delete_doubles(sources, destination, places)
        self._move_keys(
            sources, destination, [place for place in places if not place.model_column]
        )
        self._move_loose(sources, destination, places)
        self._move_properties(sources, destination, tables)
        self.env.invalidate_all()

    @api.model
    def _move_keys(self, sources, destination, places):
        """Move foreign keys, after :meth:`_delete_doubles`."""
        ids = list(sources.ids)
        for place in places:
            table, column = SQL.identifier(place.table), SQL.identifier(place.column)
            if place.has_id:
                self.env.cr.execute(
                    SQL(
                        "UPDATE %s SET %s = %s WHERE %s = ANY(%s)",
                        *(table, column, destination.id, column, ids),
                    )
                )
                continue
            columns = sql.table_columns(self.env.cr, place.table)
            others = SQL(", ").join(
                SQL.identifier(name) for name in columns if name != place.column
            )
            self.env.cr.execute(
                SQL(
                    "INSERT INTO %s (%s, %s) SELECT DISTINCT %s::int, %s FROM %s "
                    "WHERE %s = ANY(%s) ON CONFLICT DO NOTHING",
                    *(table, column, others, destination.id, others, table),
                    *(column, ids),
                )
            )
            self.env.cr.execute(
                SQL("DELETE FROM %s WHERE %s = ANY(%s)", table, column, ids)
            )

    @api.model
    def _move_loose(self, sources, destination, places):
        """Move references by model and id, and texts such as ``res.partner,7``."""
        model, ids = sources._name, list(sources.ids)
        for place in places:
            if not place.model_column:
                continue
            column = SQL.identifier(place.column)
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s = %s WHERE %s = %s AND %s = ANY(%s) %s",
                    SQL.identifier(place.table),
                    column,
                    destination.id,
                    SQL.identifier(place.model_column),
                    model,
                    column,
                    ids,
                    # files of fields are values of the record that goes
                    SQL("AND res_field IS NULL")
                    if place.table == "ir_attachment"
                    else SQL(),
                )
            )
        tables = {place.table for place in places}
        for table, column in self._get_reference_columns():
            if table in tables:
                self.env.cr.execute(
                    SQL(
                        "UPDATE %s SET %s = %s WHERE %s = ANY(%s)",
                        SQL.identifier(table),
                        SQL.identifier(column),
                        f"{model},{destination.id}",
                        SQL.identifier(column),
                        [f"{model},{id_}" for id_ in ids],
                    )
                )

    @api.model
    def _move_properties(self, sources, destination, tables):
        """Move references in the host's properties, each record once.

        :param tables: names of the tables that may have some
        """
        for table, column, name, kind in self._get_properties(sources._name, tables):
            value = SQL("%s -> %s", SQL.identifier(column), name)
            moved = SQL("to_jsonb(%s::int)", destination.id)
            if kind == "many2many":
                moved = SQL(
                    "(SELECT jsonb_agg(id ORDER BY position) FROM (SELECT CASE WHEN "
                    "line.id = ANY(%s::jsonb[]) THEN %s ELSE line.id END AS id, "
                    "min(line.position) AS position FROM jsonb_array_elements(%s) "
                    "WITH ORDINALITY AS line (id, position) GROUP BY 1) AS ids)",
                    [str(id_) for id_ in sources.ids],
                    moved,
                    value,
                )
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s = jsonb_set(%s, ARRAY[%s], %s) WHERE %s "
                    "AND jsonb_typeof(%s) = %s",
                    SQL.identifier(table),
                    SQL.identifier(column),
                    SQL.identifier(column),
                    name,
                    moved,
                    self._get_property_condition(column, name, sources.ids),
                    value,
                    "array" if kind == "many2many" else "number",
                )
            )

    @api.model
    def _delete_doubles(self, sources, destination, places):
        """Delete the rows of the sources that a unique index does not let refer to the
        destination, one by one: the host deletes all of the table, or fails."""
        places = [place for place in places if place.has_id]
        by_table = {}
        for place in places:
            by_table.setdefault(place.table, []).append(place)
        self._spare_itself(sources, destination, by_table)
        for table, keys, condition in self._get_unique_indexes(tuple(sorted(by_table))):
            for place in by_table[table]:
                plain = {place.column, f'"{place.column}"'}
                if plain.isdisjoint(keys):
                    continue
                others = [key for key in keys if key not in plain]
                self._delete_doubles_by(sources, destination, place, others, condition)

    @api.model
    def _spare_itself(self, sources, destination, by_table):
        """A record that refers to one that becomes the same refers to nobody then."""
        for place in by_table.get(sources._table, ()):
            if place.column in ("parent_id", "commercial_partner_id"):
                continue  # the host refuses or derives these
            column = SQL.identifier(place.column)
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s = NULL WHERE id = %s AND %s = ANY(%s)",
                    *(SQL.identifier(place.table), column, destination.id),
                    *(column, list(sources.ids)),
                )
            )
            # those of the sources go with them
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s = NULL WHERE id = ANY(%s) AND %s = ANY(%s)",
                    *(SQL.identifier(place.table), column, list(sources.ids)),
                    *(column, [*sources.ids, destination.id]),
                )
            )

    @api.model
    def _delete_doubles_by(self, sources, destination, place, keys, condition):
        rank = [destination.id, *sources.ids]
        self.env.cr.execute(
            SQL(
                """
                WITH line AS (
                    SELECT t.id, array_position(%(rank)s, %(column)s) AS rank, %(keys)s
                      FROM %(table)s t
                     WHERE %(column)s = ANY(%(rank)s) %(model)s %(condition)s)
                SELECT row.id, (
                           SELECT twin.id FROM line twin
                            WHERE (twin.rank, twin.id) < (row.rank, row.id) %(same)s
                         ORDER BY twin.rank, twin.id LIMIT 1) AS twin_id
                  FROM line row
                 WHERE row.rank > 1
                """,
                rank=rank,
                column=SQL.identifier("t", place.column),
                table=SQL.identifier(place.table),
                # the database gave these itself
                keys=SQL(", ").join(
                    SQL(f"({key}) AS key{number}".replace("%", "%%"))
                    for number, key in enumerate(keys)
                )
                if keys
                else SQL("1 AS key"),
                condition=SQL(f"AND ({condition})".replace("%", "%%"))
                if condition
                else SQL(),
                model=SQL(
                    "AND %s = %s",
                    SQL.identifier("t", place.model_column),
                    sources._name,
                )
                if place.model_column
                else SQL(),
                same=SQL(" ").join(
                    SQL(f"AND twin.key{number} = row.key{number}")
                    for number in range(len(keys))
                ),
            )
        )
        twins = {id_: twin for id_, twin in self.env.cr.fetchall() if twin}
        if twins:
            self._replace_rows(place.table, twins)

    @api.model
    def _replace_rows(self, table, twins):
        """Delete rows; what refers to them refers to others then.

        :param dict twins: ``{id of a row: id of the one that stays}``
        """
        model = self._get_tables()[0].get(table)
        if not model:
            self.env.cr.execute(
                SQL(
                    "DELETE FROM %s WHERE id = ANY(%s)",
                    SQL.identifier(table),
                    list(twins),
                )
            )
            return
        # superuser: parts of the very records that the user merges
        Model = self.env[model].sudo().with_context(tracking_disable=True)
        if model == "antcrm.contact.point":
            Model = Model._trusted()
        for id_, twin_id in twins.items():
            seen = {id_}
            while twin_id in twins and twin_id not in seen:
                seen.add(twin_id)
                twin_id = twins[twin_id]
            row, twin = Model.browse(id_), Model.browse(twin_id)
            tables = self._find_moving(row, twin)
            if tables:
                self._move(row, twin, tables)
        Model.browse(twins).unlink()

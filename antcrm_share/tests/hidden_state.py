from odoo.tools import SQL


class HiddenState:
    """What the tables have of some customers: all of their values, and how much refers
    to them, so that a test sees what was written by a door that nobody thought of.

    :param ids: ``{model: ids}``
    """

    def __init__(self, env, ids):
        self.env = env
        self.ids = {model: tuple(sorted(set(of))) for model, of in ids.items() if of}
        self._query = SQL(" UNION ALL ").join(self._make_parts())

    def fetch(self):
        """Return ``{what: text}``, to be compared with another one."""
        self.env.cr.execute(self._query)
        return dict(self.env.cr.fetchall())

    def compare(self, before, after):
        """Return what has changed."""
        return sorted(key for key in after if before.get(key) != after[key])

    def _make_parts(self):
        for model, ids in self.ids.items():
            yield SQL(
                "SELECT %s, md5(string_agg(to_jsonb(t)::text, ',' ORDER BY id))"
                " FROM %s t WHERE id IN %s",
                model,
                SQL.identifier(self.env[model]._table),
                ids,
            )
        for name, Model in sorted(self.env.registry.items()):
            if not Model._auto or Model._abstract or Model._transient:
                continue
            for field in Model._fields.values():
                condition = field.store and field.column_type and self._refer(field)
                if condition:
                    yield SQL(
                        "SELECT %s, count(*)::text FROM %s WHERE %s",
                        f"{name}.{field.name}",
                        SQL.identifier(Model._table),
                        condition,
                    )

    def _refer(self, field):
        """Return the condition that a field refers to one of them, or nothing."""
        column = SQL.identifier(field.name)
        if field.type == "many2one" and field.comodel_name in self.ids:
            return SQL("%s IN %s", column, self.ids[field.comodel_name])
        if field.type != "many2one_reference" or not field.model_field:
            return None
        model_field = self.env[field.model_name]._fields[field.model_field]
        if not model_field.column_type or model_field.type == "many2one":
            return None
        return SQL(" OR ").join(
            SQL(
                "(%s IN %s AND %s = %s)",
                column,
                ids,
                SQL.identifier(field.model_field),
                model,
            )
            for model, ids in self.ids.items()
        )

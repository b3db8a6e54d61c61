"""A walk over every model of a database that may refer to a partner, a lead or a login:
each field is given one that is hidden. Black-box tests run it with other addons."""

import re
from collections import defaultdict
from contextlib import contextmanager, suppress

import psycopg2

from odoo import models
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tools import mute_logger

REFUSAL = "This customer is not there for you"
SECRETS = (
    "secret@hidden.example.com",
    "+84901999888",
    "0901 999 888",
    "7 Hidden Street",
    "BE0477472701",
)
OPERATIONS = ("create", "write", "onchange", "default_get")
#: fields that are read with the names of what they refer to
NAMED = ("many2one", "many2one_reference", "reference")
EXAMPLES = {
    "char": "x",
    "text": "x",
    "html": "x",
    "integer": 1,
    "float": 1,
    "monetary": 1,
    "date": "2030-01-01",
    "datetime": "2030-01-01 10:00:00",
}
QUIET = (
    "odoo.sql_db",
    "odoo.addons.base.models.ir_rule",
    "odoo.addons.base.models.ir_model",
    "odoo.orm.models",
    "odoo.models",
    "odoo.fields",
)


@contextmanager
def undone(env):
    """Take back what happens inside."""
    try:
        with suppress(_Undo), env.cr.savepoint():
            yield
            raise _Undo
    finally:
        env.invalidate_all(flush=False)


class ReferenceWalk:
    """Tries, and remembers what was found.

    :param users: ``{name: res.users}`` who try
    :param hidden: ``{model: record}`` that none of them may read; their addresses and
        numbers are :data:`SECRETS`
    """

    def __init__(self, env, users, hidden):
        self.env = env
        self.users = users
        self.hidden = hidden
        #: what got through, as ``(user, operation, model, field)``
        self.leaks = []
        #: how many tries were refused
        self.refused = 0
        #: ``{(model, operation): reason}`` of what could not be tried by anybody
        self.untried = {}
        self._tried = set()

    def run(self):
        with mute_logger(*QUIET):
            for name in sorted(self.env.registry):
                self._walk_model(name)
        for key in self._tried & self.untried.keys():
            del self.untried[key]
        return self

    def _walk_model(self, name):
        Model = self.env[name]
        if Model._abstract:
            return
        fields = {
            field_name: list(self._get_values(field))
            for field_name, field in Model._fields.items()
        }
        fields = {field_name: values for field_name, values in fields.items() if values}
        if not fields:
            return
        for user_name, user in self.users.items():
            record, error = self._get_record(Model, user)
            for field_name, values in fields.items():
                for value, extra in values:
                    self._try_field(
                        user_name, Model.with_user(user), record, error, field_name,
                        value, extra,
                    )  # fmt: skip
            self._read_back(Model, fields, record, error, user_name, user)

    def _get_values(self, field):
        """Yield the values that let a field refer to a hidden record, with the values
        of other fields that belong to them."""
        fields = self.env[field.model_name]._fields
        if field.name in models.LOG_ACCESS_COLUMNS:
            return  # the ORM alone writes who made a record and changed it
        if field.type in ("many2one", "one2many", "many2many"):
            record = self.hidden.get(field.comodel_name)
            if record:
                is_one = field.type == "many2one"
                yield record.id if is_one else [Command.link(record.id)], {}
        elif field.type == "reference":
            for model, record in self.hidden.items():
                yield f"{model},{record.id}", {}
        elif field.type == "many2one_reference" and field.model_field in fields:
            for model, record in self.hidden.items():
                if fields[field.model_field].type == "many2one":
                    model_value = self.env["ir.model"]._get_id(model)
                else:
                    model_value = model
                yield record.id, {field.model_field: model_value}

    def _get_record(self, Model, user):
        """Return a record that the user may read, and write if there is one, made if
        there is none; or why there is none."""
        if not Model._auto and not Model._transient:
            return None, "is a report: it has no records of its own"
        Mine = Model.with_user(user).with_context(active_test=False)
        if not Mine.has_access("read"):
            return None, None
        records = Mine.search([], limit=20, order="id DESC")
        error = None
        if not records._filtered_access("write"):
            can_create = Mine.has_access("create")
            maker = Mine if can_create else Mine.sudo()
            try:
                with self.env.cr.savepoint():
                    made = maker.create(self._fill(Model.sudo())).with_user(user)
                    self.env.flush_all()
                    records = made._filtered_access("read") or records
            except (Exception, psycopg2.Error) as caught:  # any model of any addon
                error = f"no record can be made: {type(caught).__name__}"
        record = (records._filtered_access("write") or records)[:1]
        return record, error

    def _fill(self, Model, depth=2):
        """Return values for the fields that a record cannot do without.

        :param depth: how many records of other models may be made for it, in a row
        """
        fields = Model._fields
        missing = [
            name
            for name, field in fields.items()
            if field.required and field.store and not field.related
        ]
        values = Model.default_get(missing)
        for name in missing:
            field = fields[name]
            is_derived = field.compute and field.readonly
            if values.get(name) or field.type == "boolean" or is_derived:
                continue
            if field.type in EXAMPLES:
                values[name] = EXAMPLES[field.type]
            elif field.type == "selection":
                values[name] = field.get_values(self.env)[0]
            elif field.type == "many2one":
                values[name] = self._fill_record(field.comodel_name, depth)
        for name in ("res_model", "model", "res_model_id"):
            if name in fields and fields[name].store and "res_id" in fields:
                is_name = fields[name].type != "many2one"
                values[name] = (
                    "res.partner"
                    if is_name
                    else self.env["ir.model"]._get_id("res.partner")
                )
                values["res_id"] = self.env.user.partner_id.id
        return values

    def _fill_record(self, name, depth):
        Model = self.env[name].sudo()
        if name in self.hidden:
            hidden = self.hidden[name]
            return Model.search([("id", "!=", hidden.id)], limit=1).id
        record = Model.search([], limit=1)
        if not record and depth:
            record = Model.create(self._fill(Model, depth - 1))
        return record.id

    def _try_field(self, user_name, Model, record, error, name, value, extra):
        field = Model._fields[name]
        readable = Model.browse(record.ids if record else ())
        may = {
            "create": Model.has_access("create"),
            "write": bool(readable) and readable.has_access("write"),
            "onchange": Model.has_access("create"),
            "default_get": True,
        }
        if not Model._has_field_access(field, "write"):
            return
        values = {name: value, **extra}
        context = {f"default_{key}": content for key, content in values.items()}
        tries = {
            "create": lambda: Model.create({**self._fill(Model.sudo()), **values}),
            "write": lambda: readable.write(values),
            "onchange": lambda: Model.onchange({**values}, [name], {name: {}}),
            "default_get": lambda: Model.with_context(**context).default_get([name]),
        }
        for operation in OPERATIONS:
            key = (Model._name, operation)
            if operation == "write" and readable and self._refers(readable, name):
                continue  # it is there already, and stays
            if operation == "write" and not readable and error:
                self.untried.setdefault(key, error)
            elif not may[operation]:
                self.refused += 1
                self._tried.add(key)
            else:
                self._try(user_name, operation, Model, name, tries[operation], readable)

    def _try(self, user_name, operation, Model, name, function, written):
        key = (Model._name, operation)
        got_through = True
        try:
            with undone(self.env):
                result = function()
                if operation in ("create", "write"):
                    self.env.flush_all()
                    record = result if operation == "create" else written
                    # the host itself may take a value for nothing
                    got_through = self._refers(record, name)
                elif operation == "default_get":
                    # a default that the user may not see is dropped
                    got_through = self._names(Model._fields[name], result)
        except AccessError:
            # by the guard, or by rights that the user lacks for something on the way
            self.refused += 1
            self._tried.add(key)
        except (Exception, psycopg2.Error) as error:  # any model of any addon
            self.untried.setdefault(key, f"it fails earlier: {type(error).__name__}")
        else:
            self._tried.add(key)
            if got_through:
                self.leaks.append((user_name, operation, Model._name, name))
            elif operation == "default_get":
                self.refused += 1

    def _names(self, field, values):
        """Whether values name a hidden record in a field."""
        if field.type == "many2one_reference":
            hidden = self.hidden.get(values.get(field.model_field))
        else:
            hidden = self.hidden.get(field.comodel_name)
        text = str(values.get(field.name))
        ids = {int(number) for number in re.findall(r"\d{1,10}", text)}
        hidden = [hidden] if hidden else self.hidden.values()
        return any(record.id in ids for record in hidden)

    def _refers(self, record, name):
        self.env.invalidate_all()
        value = record.sudo().with_context(active_test=False)[name]
        field = record._fields[name]
        if field.type == "many2one_reference":
            hidden = self.hidden.get(record.sudo()[field.model_field])
            return bool(hidden) and value == hidden.id
        return isinstance(value, models.BaseModel) and bool(
            value.sudo() & self.hidden.get(value._name, value.browse())
        )

    def _read_back(self, Model, fields, record, error, user_name, user):
        """Let a record refer to what is hidden, and read all of it as the user."""
        key = (Model._name, "read")
        if not record:
            if error:
                self.untried.setdefault(key, error)
            return
        for name, values in fields.items():
            field = Model._fields[name]
            if not field.store or field.type not in ("many2one", "many2many"):
                continue
            hidden = self.hidden[field.comodel_name].with_user(user)
            try:
                with undone(self.env):
                    quiet = record.sudo().with_context(tracking_disable=True)
                    quiet.write({name: values[0][0]})
                    self.env.flush_all()
                    self.env.invalidate_all()
                    # a company's own partner, for one, is hidden from nobody
                    if not any(
                        hidden.with_user(one).has_access("read")
                        for one in self.users.values()
                    ):
                        self._read_as(record, user_name, name, key)
            except AccessError:
                self._tried.add(key)
            except (Exception, psycopg2.Error) as error:  # any model of any addon
                self.untried.setdefault(
                    key, f"cannot refer to it: {type(error).__name__}"
                )

    def _read_as(self, record, user_name, name, key):
        names = [
            field_name
            for field_name, field in record._fields.items()
            if record._has_field_access(field, "read")
            and field.type not in ("binary", "one2many", "many2many")
            # what stands in a column was copied there
            and (not field.store or field.type in NAMED)
        ]
        # an address goes on from an account, to be the contact's own
        columns = [name for name, field in record._fields.items() if field.column_type]
        own = str(record.sudo().read(columns))
        secrets = [secret for secret in SECRETS if secret not in own]
        asking = record.with_context(**self._get_asking_context(record))
        for reader in (record, asking):
            self.env.invalidate_all()
            (values,) = reader.read(names)
            self._tried.add(key)
            for field_name, content in values.items():
                if any(secret in str(content) for secret in secrets):
                    leak = (user_name, f"read {field_name}", record._name, name)
                    self.leaks.append(leak)

    def _get_asking_context(self, record):
        """Return a context with all that names of customers, and fields of the model,
        ask for in it."""
        depends = self.env.registry.field_depends_context
        models = [record, *(self.env[name] for name in self.hidden)]
        keys = {
            key
            for model in models
            for field in model._fields.values()
            for key in depends[field]
        }
        # the others are no flags, but ids or names
        return {key: True for key in keys if key.startswith("show_")}

    def summary(self):
        """Return what got through, a line for each model and operation."""
        lines = defaultdict(set)
        for user_name, operation, model, name in self.leaks:
            lines[model, operation].add(f"{name} ({user_name})")
        return [
            f"{model} {operation}: {', '.join(sorted(names))}"
            for (model, operation), names in sorted(lines.items())
        ]


class _Undo(Exception):
    """Leaves a savepoint."""

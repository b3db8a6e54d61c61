import re
from collections.abc import Iterable
from typing import NamedTuple

from odoo import api, models, tools
from odoo.api import NewId
from odoo.exceptions import AccessError, MissingError
from odoo.fields import Command

#: models whose records a share may hide
SHARED_MODELS = ("crm.lead", "res.partner")
#: what the guard looks at: a login of somebody hidden tells who it is
GUARDED_MODELS = (*SHARED_MODELS, "res.users")
#: how the host names the ids, and the model, of records of any model where it has no
#: field type for that: ``res_ids`` of the composers is text
ID_FIELDS = ("res_id", "res_ids", "active_id", "active_ids", "record_id", "record_ids")
MODEL_FIELDS = ("res_model", "model", "model_name", "active_model", "record_model")
#: ids in the context beside ``default_*`` that the host's dialogs read
CONTEXT_KEYS = {
    "partner_id": "res.partner",
    "partner_ids": "res.partner",
    "lead_id": "crm.lead",
    "lead_ids": "crm.lead",
}
LARGEST_ID = 2**31 - 1


class Reference(NamedTuple):
    """A field that may refer to a customer."""

    #: ``one``, ``many``, ``text`` (as ``res.partner,7``), ``pair``, ``properties``
    kind: str
    #: the model that it refers to, where that is always the same
    comodel: str | None = None
    #: for ``pair``: fields with the model, the first one that is set counts
    model_fields: tuple = ()


class Use(NamedTuple):
    """Where a customer is referred to: in which values for which records."""

    records: models.BaseModel
    vals: dict
    name: str
    comodel: str
    ids: set


class AntcrmReferenceGuard(models.AbstractModel):
    """Nobody points to a customer that they may not read: whatever points to a partner
    or lead, the host reads it as superuser, for whoever may read the pointer.

    The guard looks at what a user hands over: values to create and write, of an
    onchange, of relation commands, and ids in the context. What superuser code sets is
    trusted, what is there already stays, and so does what the record would get by
    itself: the customer of the project is that of its task.
    """

    _name = "antcrm.reference.guard"
    _description = "Guard of References to Customers"

    # ------------------------------------------------------------------
    # Fields
    # ------------------------------------------------------------------

    @api.model
    @tools.ormcache("model_name")
    def _get_references(self, model_name):
        """Return the fields of a model that may refer to a customer:
        ``{name: Reference}``."""
        fields = self.env[model_name]._fields
        references = {}
        for name, field in fields.items():
            if field.type in ("many2one", "one2many", "many2many"):
                if field.comodel_name in GUARDED_MODELS:
                    kind = "one" if field.type == "many2one" else "many"
                    references[name] = Reference(kind, field.comodel_name)
            elif field.type == "reference":
                references[name] = Reference("text")
            elif field.type == "properties":
                references[name] = Reference("properties")
            elif field.type == "many2one_reference" or name in ID_FIELDS:
                found = self._find_model_fields(fields, field)
                if found:
                    references[name] = Reference("pair", None, found)
        return references

    @api.model
    def _find_model_fields(self, fields, field):
        """Return the names of the fields that say which model an id is of: the name of
        the model, or its record."""
        names = [getattr(field, "model_field", None) or "", *MODEL_FIELDS]
        names += [f"{name}_id" for name in names]
        return tuple(
            name
            for name in dict.fromkeys(names)
            if name in fields
            and (
                fields[name].type in ("char", "text", "selection")
                or fields[name].comodel_name == "ir.model"
            )
        )

    @api.model
    @tools.ormcache("model_name")
    def _get_line_fields(self, model_name):
        """Return the fields of a model with lines that are made with it, of which some
        may refer to a customer."""
        return frozenset(
            name
            for name, field in self.env[model_name]._fields.items()
            if field.type in ("one2many", "many2many")
        )

    @api.model
    def _find_uses(self, records, vals, is_deep=False):
        """Yield where values refer to customers.

        :param records: those that get the values, none if they are created
        :param bool is_deep: whether to look into the values of lines, which the ORM
            hands over to their own model when it creates and writes them
        """
        references = self._get_references(records._name)
        for name in references.keys() & vals.keys():
            if vals[name]:
                for comodel, ids in self._read_value(records, vals, name):
                    if ids:
                        yield Use(records, vals, name, comodel, ids)
        if records:
            yield from self._find_pairs(records, vals)
        if not is_deep:
            return
        for name in self._get_line_fields(records._name) & vals.keys():
            Line = self.env[records._fields[name].comodel_name]
            for command in self._list(vals[name]):
                if isinstance(command, dict):
                    yield from self._find_uses(Line, command, True)
                elif (
                    isinstance(command, (list, tuple))
                    and len(command) == 3
                    and isinstance(command[2], dict)
                ):
                    is_known = command[0] == Command.UPDATE
                    line = Line.browse(self._read_ids(command[1]) if is_known else ())
                    yield from self._find_uses(line, command[2], True)

    @api.model
    def _find_pairs(self, records, vals):
        """Yield where records get another model for the id that they have."""
        for name, reference in self._get_references(records._name).items():
            if (
                reference.kind == "pair"
                and name not in vals
                and not vals.keys().isdisjoint(reference.model_fields)
            ):
                # superuser: which id it is, for who may write the records
                for record in records.sudo():
                    pair = {**vals, name: record[name]}
                    for comodel, ids in self._read_value(records, pair, name):
                        if ids:
                            yield Use(record.sudo(False), pair, name, comodel, ids)

    @api.model
    def _read_value(self, records, vals, name):
        """Yield the customers that one value refers to, as ``(model, set of ids)``."""
        reference, value = self._get_references(records._name)[name], vals[name]
        if reference.kind == "one":
            yield reference.comodel, self._read_ids(value)
        elif reference.kind == "many":
            yield reference.comodel, self._read_commands(value)
        elif reference.kind == "text":
            if isinstance(value, models.BaseModel):
                model, id_ = value._name, value.id
            else:
                model, _comma, id_ = str(value).partition(",")
            if model in GUARDED_MODELS:
                yield model, self._read_ids(id_)
        elif reference.kind == "properties":
            yield from self._read_properties(records, vals, name)
        else:
            model = self._read_model(records, vals, reference.model_fields)
            if model in GUARDED_MODELS:
                yield model, self._read_ids(value)

    @api.model
    def _read_model(self, records, vals, names):
        """Return the model of a pair: of the values, else of the context, else of the
        records."""
        for name in names:
            value = vals.get(name) or self.env.context.get(f"default_{name}")
            if not value and records:
                # superuser: which model it is, for who may write the records
                value = records[:1].sudo()[name]
            if isinstance(value, (models.BaseModel, int)):
                # superuser: the name of a model is no secret
                ids = self._read_ids(value)
                value = self.env["ir.model"].sudo().browse(ids).exists().model
            if value and isinstance(value, str):
                return value
        value = self.env.context.get("active_model")
        return value if isinstance(value, str) else None

    @api.model
    def _read_properties(self, records, vals, name):
        """Yield the customers among the values of the host's properties."""
        value = vals[name]
        field = records._fields[name]
        if records:
            record = records[:1]
        else:
            definer = field.definition_record
            record = records.new({definer: vals.get(definer)})
        # superuser: only whether something is a customer is asked
        definitions = field._get_properties_definition(record.sudo()) or ()
        comodels = {line["name"]: line.get("comodel") for line in definitions}
        if not isinstance(value, dict):
            lines = [line for line in self._list(value) if isinstance(line, dict)]
            # definitions may come with the values
            comodels |= {
                line.get("name"): line["comodel"]
                for line in lines
                if line.get("comodel")
            }
            value = {line.get("name"): line.get("value") for line in lines}
        for key, ids in value.items():
            if comodels.get(key) in GUARDED_MODELS:
                yield comodels[key], self._read_ids(ids)

    @api.model
    def _list(self, value):
        return value if isinstance(value, (list, tuple)) else ()

    @api.model
    def _read_ids(self, value):
        """Return the ids that stand in a value, whichever way it is written."""
        if not value or value is True:
            return set()
        if isinstance(value, int):
            return {value}
        if isinstance(value, models.BaseModel):
            return set(value._origin.ids)
        if isinstance(value, NewId):
            return {value.origin} - {None}
        if isinstance(value, str):
            return {int(number) for number in re.findall(r"\d{1,10}", value)}
        if isinstance(value, dict):
            return self._read_ids(value.get("id"))
        if isinstance(value, Iterable):
            return set().union(*map(self._read_ids, value))
        return set()

    @api.model
    def _read_commands(self, value):
        """Return the ids that relation commands link or change."""
        if isinstance(value, models.BaseModel):
            return self._read_ids(value)
        ids = set()
        for command in self._list(value):
            if not isinstance(command, (list, tuple)):
                ids |= self._read_ids(command)
            elif command and command[0] in (Command.LINK, Command.UPDATE):
                ids |= self._read_ids(command[1])
            elif command and command[0] == Command.SET:
                ids |= self._read_ids(command[2])
        return ids

    # ------------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------------

    @api.model
    def _get_hidden_ids(self, model, ids):
        """Return those ids of a model that the user may not read. One that does not
        exist is told like one that is hidden."""
        ids = {id_ for id_ in ids if id_}
        # who the user is, for the many records that say so
        if model == "res.partner":
            ids.discard(self.env.user.partner_id.id)
        elif model == "res.users":
            ids.discard(self.env.uid)
        if self.env.su or not ids:
            return set()
        possible = sorted(id_ for id_ in ids if 0 < id_ <= LARGEST_ID)
        if model == "res.users":
            return ids.difference(self._filter_known_users(possible)._ids)
        records = self.env[model].browse(possible)
        try:
            hidden = ids.difference(records._filtered_access("read")._ids)
        except MissingError:
            hidden = ids.difference(records.exists()._filtered_access("read")._ids)
        if hidden and model == "res.partner":
            # superuser: companies and colleagues are hidden from nobody, whatever the
            # host's rules say; they are all that a portal user works with
            others = records.browse(hidden.intersection(possible)).sudo().exists()
            hidden -= set(others.filtered(self._is_one_of_us)._ids)
        return hidden

    @api.model
    def _filter_known_users(self, ids):
        """Return the users among ids whom nothing hides: colleagues, and those with a
        login from outside whose contact the user sees."""
        # superuser: whether somebody is hidden is all that is told
        users = self.env["res.users"].sudo().browse(ids)

        def is_known(user):
            return not user.share or user.partner_id.share_allows

        try:
            return users.filtered(is_known)
        except MissingError:
            return users.exists().filtered(is_known)

    @api.model
    def _is_one_of_us(self, partner):
        return not partner.partner_share or bool(partner.own_company_ids)

    @api.model
    def _get_error(self):
        return AccessError(
            self.env._("This customer is not there for you. Choose another one.")
        )

    @api.model
    def _get_dropped_warning(self):
        return {
            "type": "notification",
            "title": self.env._("Without the customer"),
            "message": self.env._(
                "The customer of the document that you come from is not there for you. "
                "Choose another one, or ask a colleague who sees it."
            ),
        }

    @api.model
    def _check_ids(self, model, ids, allowed=()):
        """Check ids that a user hands over to a method.

        :param allowed: ids that may stand there all the same
        :raise AccessError: one of them is of a record that the user may not read
        """
        if not self.env.su and self._get_hidden_ids(model, ids).difference(allowed):
            raise self._get_error()

    @api.model
    def _check_values(self, records, vals_list, is_deep=False):
        """Check the customers that values refer to.

        :param records: those that get the values, none if they are created
        :raise AccessError: the user may not read one of them
        """
        if self._find_refused(records, vals_list, is_deep):
            raise self._get_error()

    @api.model
    def _find_refused(self, records, vals_list, is_deep=False):
        """Return the uses of customers that the user may not point to."""
        return [
            use
            for use, ids in self._find_hidden_uses(records, vals_list, is_deep)
            if not self._may_stay(use, ids)
        ]

    @api.model
    def _may_stay(self, use, ids):
        return (
            self._is_stored(use, ids)
            or self._is_about(use, ids)
            or self._is_derived(use, ids)
        )

    @api.model
    def _find_hidden_uses(self, records, vals_list, is_deep=False):
        """Return the uses of customers that the user may not read, with their ids."""
        uses = [
            use
            for vals in vals_list
            if isinstance(vals, dict)
            for use in self._find_uses(records, vals, is_deep)
        ]
        if not uses:
            return []
        ids_by_model = {}
        for use in uses:
            ids_by_model.setdefault(use.comodel, set()).update(use.ids)
        hidden = {
            model: self._get_hidden_ids(model, ids)
            for model, ids in ids_by_model.items()
        }
        return [(use, ids) for use in uses if (ids := use.ids & hidden[use.comodel])]

    @api.model
    def _check_known(self, records, vals):
        """Check the customers that values refer to, for records that are there.

        :return: the names of the fields with a hidden customer that they have already.
            To write it once more changes nothing, and lets the host fill the record
            from the customer again
        :raise AccessError: the user may not read one of the others
        """
        unchanged = set()
        for use, ids in self._find_hidden_uses(records, [vals], is_deep=True):
            is_stored = self._is_stored(use, ids)
            if not (is_stored or self._may_stay(use, ids)):
                raise self._get_error()
            if is_stored and use.vals is vals:
                field = records._fields[use.name]
                if field.type in ("many2one", "many2one_reference", "reference"):
                    unchanged.add(use.name)
        return unchanged

    @api.model
    def _is_stored(self, use, ids):
        """Whether all records refer to the customers already."""
        # superuser: only whether something stays as it is decides
        records = use.records.sudo().with_context(active_test=False)
        return bool(records) and all(
            ids <= self._read_stored(record, use) for record in records
        )

    @api.model
    def _read_stored(self, record, use):
        reference = self._get_references(record._name)[use.name]
        if reference.kind == "properties":
            # as a list of definitions with values
            values = record.read([use.name])[0][use.name]
        else:
            values = record[use.name]
        if not values:
            return set()
        if reference.kind == "pair":
            return (
                self._read_ids(values)
                if self._read_model(record, {}, reference.model_fields) == use.comodel
                else set()
            )
        if reference.kind == "properties":
            return set().union(
                *(
                    self._read_ids(line.get("value"))
                    for line in values
                    if line.get("comodel") == use.comodel
                )
            )
        return set(values._origin.ids) if values._name == use.comodel else set()

    @api.model
    def _is_about(self, use, ids):
        """Whether what is made is about a document, such as a message or the dialog to
        write one, and the customers are those of the document."""
        if use.comodel != "res.partner" or use.records:
            return False
        references = self._get_references(use.records._name)
        for name, reference in references.items():
            if reference.kind != "pair" or not use.vals.get(name):
                continue
            model = self._read_model(use.records, use.vals, reference.model_fields)
            if model in self.env and hasattr(self.env[model], "message_post"):
                documents = self.env[model].browse(self._read_ids(use.vals[name]))
                return ids <= documents.exists()._get_known_partner_ids()
        return False

    @api.model
    def _is_derived(self, use, ids):
        """Whether the record would get the customers by itself, from what else it is
        made of: the web client hands over what an onchange has told it."""
        field = use.records._fields[use.name]
        if field.type not in ("many2one", "many2many", "one2many") or (
            use.records and not field.compute
        ):
            return False
        values = {name: value for name, value in use.vals.items() if name != use.name}
        context = {
            key: value
            for key, value in self.env.context.items()
            if key != f"default_{use.name}"
        }
        try:
            Model = use.records.browse().with_env(self.env(context=context))
            record = Model.new(values, origin=use.records[:1] or None)
            # not as superuser: whom an address is looked up for would be told
            return ids <= set(record[use.name]._origin.ids)
        except Exception:  # whatever the values are: they are refused
            return False

    @api.model
    def _check_new(self, Model, vals_list):
        """Check the customers of new records: of their values, and of the defaults in
        the context that the host takes for the others.

        Buttons of the host hand over the customer of the document that they stand on,
        whom its reader may not see: such a default is dropped, the user chooses.

        :return: the context without the defaults that no record takes, and the names
            of those that were dropped
        :raise AccessError: the user may not read one of the customers
        """
        references = self._get_references(Model._name)
        lines = self._get_line_fields(Model._name)
        context = self.env.context
        defaults = {
            name: context[key]
            for key in context
            if isinstance(key, str)
            and key.startswith("default_")
            and ((name := key.removeprefix("default_")) in references or name in lines)
        }
        if not defaults:
            self._check_values(Model, vals_list, is_deep=True)
            return context, ()
        values = [defaults | vals for vals in vals_list]
        refused = self._find_refused(Model, values, is_deep=True)
        dropped = {use.name for use in refused if self._is_default(use, defaults)}
        if any(use.name not in dropped for use in refused):
            raise self._get_error()
        if dropped:
            kept = {k: v for k, v in defaults.items() if k not in dropped}
            self._check_values(Model, [kept | vals for vals in vals_list], is_deep=True)
        idle = defaults.keys() & set(vals_list[0]).intersection(*vals_list)
        gone = {f"default_{name}" for name in idle | dropped}
        return {k: v for k, v in context.items() if k not in gone}, dropped

    @api.model
    def _is_default(self, use, defaults):
        """Whether a customer comes from a default in the context, that can go without
        its record meaning something else."""
        reference = self._get_references(use.records._name).get(use.name)
        return (
            use.name in defaults
            and reference is not None
            and reference.kind in ("one", "many")
            and use.vals.get(use.name) is defaults[use.name]
        )

    @api.model
    def _check_active_ids(self):
        """Check the records that a dialog is opened for.

        :raise AccessError: the user may not read one of the customers
        """
        context = self.env.context
        wanted = [
            (model, context[key])
            for key, model in CONTEXT_KEYS.items()
            if key in context
        ]
        if context.get("active_model") in GUARDED_MODELS:
            wanted += [
                (context["active_model"], context.get(key))
                for key in ("active_id", "active_ids")
            ]
        for model, value in wanted:
            # one that is not there is refused as well: the difference would tell
            if self._get_hidden_ids(model, self._read_ids(value)):
                raise self._get_error()

    @api.model
    def _drop_own_defaults(self, Model, defaults):
        """Take the customers that the user may not read out of those defaults that
        people set for themselves or others, and out of those that a dialog takes from
        the selection, whichever model that is said to be of."""
        names = self.env["ir.default"]._get_model_defaults(Model._name).keys()
        names &= defaults.keys()
        selected = self._read_active_ids() if Model._transient else set()
        if not (names or selected):
            return
        found = defaults if selected else {name: defaults[name] for name in names}
        for use in list(self._find_uses(Model, found)):
            if (use.name in names or use.ids <= selected) and self._get_hidden_ids(
                use.comodel, use.ids
            ):
                defaults.pop(use.name, None)

    @api.model
    def _read_active_ids(self):
        context = self.env.context
        return self._read_ids([context.get("active_id"), context.get("active_ids")])

    @api.model
    def _drop_hidden(self, Model, vals):
        """Take the customers that the user may not read out of the values of a copy."""
        lines = self._get_line_fields(Model._name)
        for use in list(self._find_uses(Model, vals)):
            hidden = self._get_hidden_ids(use.comodel, use.ids)
            if not hidden:
                continue
            if self._get_references(Model._name)[use.name].kind == "many":
                vals[use.name] = [Command.set(sorted(use.ids - hidden))]
            elif not Model._fields[use.name].required:
                vals[use.name] = False
        for name in lines & vals.keys():
            Line = self.env[Model._fields[name].comodel_name]
            for command in self._list(vals[name]):
                if isinstance(command, (list, tuple)) and command[0] == Command.CREATE:
                    self._drop_hidden(Line, command[2])

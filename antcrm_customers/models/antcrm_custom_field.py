import re

from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tools import SQL
from odoo.tools.sql import table_columns

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

from ..tools.field_names import make_unique, slugify

#: type of a custom field -> type of the host's field
HOST_TYPES = {
    "char": "char",
    "text": "text",
    "integer": "integer",
    "float": "float",
    "date": "date",
    "datetime": "datetime",
    "boolean": "boolean",
    "choice": "selection",
    "choices": "many2many",
    "customer": "many2one",
    "employee": "many2one",
}
RELATIONS = {
    "choices": "antcrm.custom.field.choice",
    "customer": "res.partner",
    "employee": "res.users",
}
#: model -> field of a custom field that holds the host's field on that model
HOST_FIELDS = {"crm.lead": "lead_field_id", "res.partner": "partner_field_id"}


class AntcrmCustomField(models.Model):
    """A field that a company adds to its leads, contacts or accounts.

    Each makes the host's own manual fields, real columns; so it filters, groups, sorts,
    exports and imports like any other field. Which customers show it, in which order
    and whether it must be filled in is decided here, when views are loaded.
    """

    _name = "antcrm.custom.field"
    _inherit = ["antcrm.used.mixin"]
    _description = "Custom Field"
    _order = "sequence, id"
    _rec_name = "label"

    label = fields.Char(required=True, translate=True)
    field_name = fields.Char(
        "Technical Name",
        readonly=True,
        copy=False,
        help="The name of the field for formulas and the API. It never changes.",
    )
    kinds = fields.Many2many(
        "antcrm.customer.kind",
        string="Used For",
        required=True,
        help="Which customers have this field.",
    )
    type = fields.Selection(
        [
            ("char", "Text"),
            ("text", "Long text"),
            ("integer", "Integer"),
            ("float", "Decimal"),
            ("date", "Date"),
            ("datetime", "Date and time"),
            ("boolean", "Yes/No"),
            ("choice", "Choice"),
            ("choices", "Several choices"),
            ("customer", "Customer"),
            ("employee", "Employee"),
        ],
        required=True,
        default="char",
        help="The type cannot change later.",
    )
    choice_ids = fields.One2many(
        "antcrm.custom.field.choice",
        "field_id",
        string="Choices",
        copy=True,
        context={"active_test": False},
    )
    required = fields.Boolean(
        help="Whoever enters a customer in our forms must fill it in. Customers that "
        "come in otherwise, such as by import, web form or mail, and those that are "
        "there already, are marked as incomplete."
    )
    required_status_ids = fields.Many2many(
        "antcrm.status",
        string="Required at",
        help="Whoever moves a customer to one of these statuses in our forms must fill "
        "it in.",
    )
    default_value = fields.Char(
        help="What new customers get. Dates: 2030-12-31, or “today”. Date and time: "
        "2030-12-31 17:00:00 (UTC), or “now”. Yes/No: “yes” or “no”."
    )
    help = fields.Text(
        "Explanation", translate=True, help="Shown when pointing at the label."
    )
    sequence = fields.Integer(default=10)
    show_in_list = fields.Boolean(
        "In Lists",
        help="Lists show the field. Otherwise users can add it to their own lists.",
    )
    # readonly keeps the web client's own "Archive", which does not tell how many
    # records hold a value, out of the way of ours
    active = fields.Boolean(default=True, readonly=True)
    lead_field_id = fields.Many2one(
        "ir.model.fields", readonly=True, copy=False, ondelete="cascade", index=True
    )
    partner_field_id = fields.Many2one(
        "ir.model.fields", readonly=True, copy=False, ondelete="cascade", index=True
    )

    _field_name_unique = models.Constraint(
        "unique(field_name)", "There is already a field of this technical name."
    )

    # ------------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------------

    @api.constrains("label", "kinds", "active")
    def _check_label_unique(self):
        """Imports find a field by its label, so it must not stand for two."""
        others = self.search([("kinds", "in", self.kinds.ids)])
        for field in self.filtered("active"):
            same = others.filtered(
                lambda other, field=field: other != field
                and other.kinds & field.kinds
                and other.label.strip().lower() == field.label.strip().lower()
            )
            if same:
                raise ValidationError(
                    self.env._(
                        "There is already a field “%(label)s” for %(kinds)s. "
                        "Choose another label.",
                        label=field.label,
                        kinds=", ".join(
                            (same.kinds & field.kinds).mapped("plural_name")
                        ),
                    )
                )

    @api.constrains("kinds")
    def _check_kinds(self):
        for field in self:
            if not field.kinds:
                raise ValidationError(
                    self.env._(
                        "Choose for which customers the field “%(label)s” is.",
                        label=field.label,
                    )
                )

    @api.constrains("type", "choice_ids")
    def _check_choices(self):
        for field in self:
            if field.choice_ids and field.type not in ("choice", "choices"):
                raise ValidationError(
                    self.env._(
                        "Only the types “Choice” and “Several choices” have choices. "
                        "Remove the choices of “%(label)s”.",
                        label=field.label,
                    )
                )
            if (
                field.type == "choice"
                and len(field.choice_ids.filtered("is_default")) > 1
            ):
                raise ValidationError(
                    self.env._(
                        "Only one choice of “%(label)s” can be the default.",
                        label=field.label,
                    )
                )

    @api.constrains("type", "default_value")
    def _check_default_value(self):
        for field in self.filtered("default_value"):
            if field.type in ("choice", "choices"):
                raise ValidationError(
                    self.env._(
                        "Mark the default of “%(label)s” in the list of choices.",
                        label=field.label,
                    )
                )
            if field.type in RELATIONS:
                raise ValidationError(
                    self.env._(
                        "A field that links to a customer or an employee has no "
                        "default. Empty the default of “%(label)s”.",
                        label=field.label,
                    )
                )
            try:
                self._parse_default(field.type, field.default_value)
            except ValueError as error:
                raise ValidationError(
                    self.env._(
                        "The default “%(value)s” of “%(label)s” is not of the type "
                        "“%(type)s”. Correct it or leave it empty.",
                        value=field.default_value,
                        label=field.label,
                        type=dict(
                            self._fields["type"]._description_selection(self.env)
                        )[field.type],
                    )
                ) from error

    @api.model
    def _parse_default(self, field_type, text):
        """Return the default that a text stands for.

        :raise ValueError: the text is not of the type
        """
        text = (text or "").strip()
        if field_type in ("char", "text"):
            return text
        if field_type == "integer":
            return int(text)
        if field_type == "float":
            return float(text.replace(",", "."))
        if field_type == "boolean":
            words = {"yes": True, "1": True, "true": True} | {
                "no": False,
                "0": False,
                "false": False,
            }
            if text.lower() not in words:
                raise ValueError(text)
            return words[text.lower()]
        if text.lower() in ("today", "now"):
            if field_type == "date":
                return fields.Date.context_today(self)
            return fields.Datetime.now()
        if field_type == "date":
            return fields.Date.to_date(text)
        return fields.Datetime.to_datetime(text)

    # ------------------------------------------------------------------
    # Create, write, delete
    # ------------------------------------------------------------------

    def copy_data(self, default=None):
        vals_list = super().copy_data(default=default)
        if "label" not in (default or {}):
            for field, vals in zip(self, vals_list, strict=True):
                vals["label"] = self.env._("%(label)s (copy)", label=field.label)
        return vals_list

    @api.model_create_multi
    def create(self, vals_list):
        self._check_reserved(vals_list)
        taken = self._get_taken_names()
        prepared = []
        for vals in vals_list:
            slug = slugify(vals.get("label") or "", "field")
            name = make_unique(f"x_{slug}", taken)
            taken.add(name)
            prepared.append({**vals, "field_name": name})
        custom_fields = super(
            AntcrmCustomField, self.with_context(antcrm_defer_sync=True)
        ).create(prepared)
        custom_fields = custom_fields.with_env(self.env)
        custom_fields._sync_host_fields()
        return custom_fields

    def write(self, vals):
        self._check_reserved([vals])
        if "type" in vals and any(field.type != vals["type"] for field in self):
            raise UserError(
                self.env._(
                    "The type of a field cannot change: its values would be lost. "
                    "Create a new field and archive this one."
                )
            )
        # the choices that change along with the field are brought in step once, below
        result = super(
            AntcrmCustomField, self.with_context(antcrm_defer_sync=True)
        ).write(vals)
        self._sync_host_fields()
        return result

    def unlink(self):
        self.env.flush_all()
        host_fields = self._get_host_fields()
        names = self.mapped("field_name")
        result = super().unlink()
        self._remove_references(names)
        self._clear_definitions()
        host_fields.unlink()
        return result

    @api.model
    def _search_every(self):
        """Return all custom fields, archived ones included."""
        every = self.with_context(active_test=False)
        return every.search([("field_name", "!=", False)])

    @api.model
    def _check_reserved(self, vals_list):
        """The names of columns and the host's fields are ours to choose."""
        reserved = {"field_name", *HOST_FIELDS.values()}
        if any(reserved & vals.keys() for vals in vals_list):
            raise UserError(
                self.env._("The technical name of a field is set by the system.")
            )

    @api.model
    def _get_taken_names(self):
        """Return all names that a new column must not have."""
        names = set(self._search_every().mapped("field_name"))
        # ``res.users`` has the fields of its partner as well as its own
        for model in (*HOST_FIELDS, "res.users"):
            names.update(self.env[model]._fields)
            names.update(table_columns(self.env.cr, self.env[model]._table))
        return names

    @api.model
    def _remove_references(self, names):
        """Delete what would fail without the fields: saved filters and lines of export
        templates."""
        mentions = re.compile(rf"\b({'|'.join(map(re.escape, names))})\b").search
        customers = list(HOST_FIELDS)
        # superuser: filters and templates belong to other users, and none of these is
        # of use to anybody any more
        filters = self.env["ir.filters"].sudo().with_context(active_test=False)
        filters.search([("model_id", "in", customers)]).filtered(
            lambda saved: mentions(f"{saved.domain} {saved.context} {saved.sort}")
        ).unlink()
        lines = self.env["ir.exports.line"].sudo()
        lines.search([("export_id.resource", "in", customers)]).filtered(
            lambda line: mentions(line.name or "")
        ).unlink()

    # ------------------------------------------------------------------
    # The host's fields
    # ------------------------------------------------------------------

    def _get_host_fields(self):
        """Return the host's own fields that were made for these custom fields."""
        # superuser: the host leaves its fields to Settings administrators. These are
        # the manual fields that we made, no others can get here: the columns that hold
        # them are closed (``_check_reserved``).
        return self.lead_field_id.sudo() | self.partner_field_id.sudo()

    def _sync_host_fields(self):
        """Bring the host's fields in step: missing ones, labels and explanations in all
        languages, choices."""
        self.env.flush_all()
        self._create_host_fields()
        models_changed = self._sync_labels() | self._sync_choices()
        if models_changed:
            self.env.registry._setup_models__(self.env.cr, models_changed)
        self._clear_definitions()

    def _create_host_fields(self):
        """Create the missing host fields of all ``self`` in one go: each time means
        setting up the models anew."""
        missing = [
            (field, model)
            for field in self
            for model in HOST_FIELDS
            if model in field.kinds.mapped("model") and not field[HOST_FIELDS[model]]
        ]
        # superuser: the host leaves its fields to Settings administrators. What an
        # administrator of ours decides is the label, the explanation, one of eleven
        # types and choices: no code, no domain, no relation of their own.
        host_model = self.env["ir.model.fields"].sudo()
        host_fields = host_model.create(
            [field._prepare_host_field_values(model) for field, model in missing]
        )
        for (field, model), host_field in zip(missing, host_fields, strict=True):
            field._write_host_field(model, host_field)
        self.env.flush_all()

    def _write_host_field(self, model, host_field):
        """Note the host's field; no other way leads to this column."""
        return super().write({HOST_FIELDS[model]: host_field.id})

    def _prepare_host_field_values(self, model):
        """Return the values of the host's field on a model."""
        self.ensure_one()
        source = self.with_context(lang="en_US")
        host_type = HOST_TYPES[self.type]
        values = {
            # superuser: the id of one of two known models
            "model_id": self.env["ir.model"].sudo()._get_id(model),
            "name": self.field_name,
            "field_description": source.label,
            "help": source.help,
            "ttype": host_type,
            "state": "manual",
            "store": True,
            "copied": True,
            "index": host_type == "many2one",
            "relation": RELATIONS.get(self.type),
            "domain": str(self._get_relation_domain()),
        }
        if self.type == "choice":
            choices = source.with_context(active_test=False).choice_ids
            # not the host's one2many, which it does not let superuser code fill
            values["selection"] = str([(choice.key, choice.name) for choice in choices])
        elif self.type == "choices":
            values |= {
                # a table of its own; the host's default is one per pair of models
                "relation_table": f"x_antcrm_{model.replace('.', '_')}_{self.id}_rel",
                "column1": "customer_id",
                "column2": "choice_id",
            }
        return values

    def _get_relation_domain(self):
        """Return the domain of the records that the field may refer to."""
        self.ensure_one()
        return {
            "choices": [("field_id", "=", self.id)],
            "customer": [("customer_kind", "!=", False)],
            "employee": [("share", "=", False)],
        }.get(self.type, [])

    def _sync_labels(self):
        """Give the host's fields our labels and explanations, in all languages.

        :return: the set of models with a change
        """
        if not self:
            return set()
        changed = self.env.execute_query(
            SQL(
                """
                UPDATE ir_model_fields host
                   SET field_description = field.label, help = field.help
                  FROM antcrm_custom_field field
                 WHERE field.id IN %s
                   AND host.id IN (field.lead_field_id, field.partner_field_id)
                   AND (host.field_description IS DISTINCT FROM field.label
                        OR host.help IS DISTINCT FROM field.help)
             RETURNING host.model
                """,
                self._ids,
            )
        )
        self.env["ir.model.fields"].invalidate_model(["field_description", "help"])
        return {model for (model,) in changed}

    def _sync_choices(self):
        """Give the host's selections our choices, archived ones included, in all
        languages. A choice that is gone empties the column of its customers.

        :return: the set of models with a change
        """
        selects = self.filtered(lambda field: field.type == "choice")
        host_fields = selects._get_host_fields()
        if not host_fields:
            return set()
        rows = SQL(
            """
            SELECT host.id AS field_id, choice.key AS value, choice.name,
                   row_number() OVER (
                       PARTITION BY host.id ORDER BY choice.sequence, choice.id
                   ) - 1 AS sequence
              FROM antcrm_custom_field_choice choice
              JOIN antcrm_custom_field field ON field.id = choice.field_id
              JOIN ir_model_fields host
                ON host.id IN (field.lead_field_id, field.partner_field_id)
             WHERE field.id IN %s
            """,
            selects._ids,
        )
        changed = self.env.execute_query(
            SQL(
                """
                INSERT INTO ir_model_fields_selection AS selection
                            (field_id, value, name, sequence)
                %s
                ON CONFLICT (field_id, value) DO UPDATE
                        SET name = excluded.name, sequence = excluded.sequence
                      WHERE (selection.name, selection.sequence)
                            IS DISTINCT FROM (excluded.name, excluded.sequence)
                  RETURNING field_id
                """,
                rows,
            )
        )
        gone = self.env.execute_query(
            SQL(
                """
                SELECT selection.id
                  FROM ir_model_fields_selection selection
             LEFT JOIN (%s) choice USING (field_id, value)
                 WHERE selection.field_id IN %s AND choice.value IS NULL
                """,
                rows,
                host_fields._ids,
            )
        )
        # superuser: see _get_host_fields
        selection_model = self.env["ir.model.fields.selection"].sudo()
        selection_model.invalidate_model()
        obsolete = selection_model.browse(selection_id for (selection_id,) in gone)
        # the host cannot delete those of several fields at once
        for selections in obsolete.grouped("field_id").values():
            selections.unlink()
        changed_ids = {field_id for (field_id,) in changed}
        return set(
            host_fields.filtered(lambda host: host.id in changed_ids).mapped("model")
        )

    # ------------------------------------------------------------------
    # What others ask
    # ------------------------------------------------------------------

    def _clear_definitions(self):
        """Let changes show at once, in all processes and browsers."""
        for cache in ("stable", "templates"):
            self.env.registry.clear_cache(cache)
        # Browsers keep views for as long as the registry is the same; this gives it a
        # new number.
        self.env.registry.registry_invalidated = True

    @api.model
    def get_definitions(self, kind):
        """Return the custom fields of a kind of customers, in their order.

        :param str kind: ``lead``, ``contact`` or ``account``
        :return: list of dicts: ``name`` (of the column), ``label`` and ``help`` (in the
            user's language), ``type`` (the host's: ``selection``, ``many2one`` ...),
            ``field_type`` (ours: ``choice``, ``customer`` ...), ``required``,
            ``selection`` (``[(value, label)]`` of choices that are not archived; values
            are keys for ``choice`` and ids for ``choices``), ``relation`` (model or
            ``False``) and its ``domain``, ``sequence``, ``show_in_list``, ``default``
            (as one may write it)
        """
        self.browse().check_access("read")
        definitions = []
        for cached in self._get_definitions(kind):
            definition = dict(cached)
            definition.pop("archived")
            definition.pop("required_status_ids")
            definition["selection"] = list(cached["selection"])
            definition["domain"] = list(cached["domain"])
            definition["default"] = self._get_default(cached)
            definitions.append(definition)
        return definitions

    @api.model
    @tools.ormcache("self.env.lang", "kind")
    def _get_definitions(self, kind):
        if not self._has_any():
            return ()
        # superuser: labels and choices, which every page with customers shows
        custom_fields = self.sudo().search([("kinds.code", "=", kind)])
        return tuple(field._prepare_definition() for field in custom_fields)

    @api.model
    def _get_required(self, kind):
        """Return the definitions of what a kind of customers must have, always or at
        some status. A box is never missing: not ticked is an answer.

        The one rule of what is required; forms, the intake and the mark of incomplete
        customers ask here.
        """
        return [
            definition
            for definition in self._get_definitions(kind)
            if definition["field_type"] != "boolean"
            and (definition["required"] or definition["required_status_ids"])
        ]

    @api.model
    def _has_any(self):
        """Whether there may be custom fields: the registry knows without a query."""
        return any(
            field.manual
            for model in HOST_FIELDS
            for field in self.env[model]._fields.values()
        )

    def _prepare_definition(self):
        self.ensure_one()
        choices = self.with_context(active_test=False).choice_ids
        value = "key" if self.type == "choice" else "id"
        offered = choices.filtered("active")
        default = offered.filtered("is_default").mapped(value)
        if self.type == "choice":
            default = default[0] if default else False
        return {
            "name": self.field_name,
            "label": self.label,
            "type": HOST_TYPES[self.type],
            "field_type": self.type,
            "required": self.required,
            "required_status_ids": tuple(self.required_status_ids.ids),
            "selection": tuple((choice[value], choice.name) for choice in offered),
            "archived": tuple((choices - offered).mapped("key")),
            "relation": RELATIONS.get(self.type, False),
            "domain": tuple(self._get_relation_domain()),
            "help": self.help or False,
            "sequence": self.sequence,
            "show_in_list": self.show_in_list,
            "default": default or self.default_value or False,
        }

    @api.model
    def _get_default(self, definition):
        """Return the default of a definition as one may write it; ``False`` without."""
        default = definition["default"]
        if not default or definition["type"] == "selection":
            return default
        if definition["type"] == "many2many":
            return [Command.set(default)]
        return self._parse_default(definition["type"], default)

    @api.model
    def _get_defaults(self, kind):
        """Return ``{column: default}`` of a kind of customers."""
        return {
            definition["name"]: self._get_default(definition)
            for definition in self._get_definitions(kind)
            if definition["default"]
        }

    @api.model
    @tools.ormcache("model")
    def _get_hidden_names(self, model):
        """Return the columns of a model that no customer of it shows: those of archived
        custom fields, and of kinds that a field was taken from."""
        if not self._has_any():
            return frozenset()
        # superuser: names of columns
        custom_fields = self.sudo().with_context(active_test=False)
        return frozenset(
            field.field_name
            for field in custom_fields.search([(HOST_FIELDS[model], "!=", False)])
            if not field.active or model not in field.kinds.mapped("model")
        )

    def count_values(self):
        """Return how many records hold a value: ``{id of the custom field: number}``.
        Archived records and those that the user may not see count."""
        self.check_access("write")
        counts = {}
        for field in self:
            counts[field.id] = sum(
                # superuser: a number, told to those who may delete the values
                self.env[model]
                .sudo()
                .with_context(active_test=False)
                .search_count([(field.field_name, "!=", False)])
                for model, column in HOST_FIELDS.items()
                if field[column]
            )
        return counts

    # ------------------------------------------------------------------
    # Where it is used
    # ------------------------------------------------------------------

    def _get_used_field_name(self):
        return self.field_name

    def _get_used_keys(self):
        # whatever is asked of it
        return None

    def _count_used_by(self):
        return self.count_values()[self.id]

    @api.onchange("required")
    def _onchange_required(self):
        """Tell where customers will come in without it."""
        if not self.required or not self._origin:
            return None
        others = self._get_lacking()
        return others and {
            "warning": {
                "title": self.env._("Not asked for everywhere"),
                "message": self.env._(
                    "These do not ask for it: %(names)s. Customers who come in by them "
                    "are marked as incomplete.",
                    names=", ".join(others),
                ),
            }
        }

    def _get_lacking(self):
        """Return the names of what brings in customers without asking for the field;
        addons add theirs."""
        return []

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_archive_with_warning(self):
        """Ask before archiving; the question says how many records hold a value."""
        return self._open_question("archive")

    def action_delete_with_warning(self):
        """Ask before deleting; the question says how many records hold a value."""
        return self._open_question("delete")

    def _open_question(self, operation):
        return self.env["antcrm.custom.field.question"]._open(
            operation, default_field_ids=[Command.set(self.ids)]
        )

    @api.model
    def _uninstall(self):
        """Remove all custom fields and their columns."""
        # whatever uses them: that goes with the addon, or is checked when it is used
        every = self._search_every().with_context(**{MODULE_UNINSTALL_FLAG: True})
        every.unlink()

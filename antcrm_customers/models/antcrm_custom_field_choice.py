from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Domain

from ..tools.field_names import make_unique, slugify


class AntcrmCustomFieldChoice(models.Model):
    """One choice of a custom field of the types “Choice” and “Several choices”."""

    _name = "antcrm.custom.field.choice"
    _inherit = ["antcrm.used.mixin"]
    _description = "Choice of a Custom Field"
    _order = "field_id, sequence, id"

    name = fields.Char(required=True, translate=True)
    key = fields.Char(
        readonly=True,
        copy=False,
        help="What customers hold. It never changes, so a choice can be renamed.",
    )
    field_id = fields.Many2one(
        "antcrm.custom.field", required=True, index=True, ondelete="cascade"
    )
    field_type = fields.Selection(related="field_id.type")
    sequence = fields.Integer(default=10)
    is_default = fields.Boolean("Default", help="New customers get this choice.")
    active = fields.Boolean(
        "Offered",
        default=True,
        help="A choice that is not offered any more stays with the customers that "
        "have it.",
    )

    _key_unique = models.Constraint(
        "unique(field_id, key)", "There is already a choice of this key."
    )

    @api.constrains("name", "field_id")
    def _check_name(self):
        for choice in self:
            if choice.field_id.type == "choices" and "," in choice.name:
                raise ValidationError(
                    self.env._(
                        "The choice “%(choice)s” contains a comma. Spreadsheets "
                        "separate choices by commas: write it without.",
                        choice=choice.name,
                    )
                )
            name = choice.name.strip().lower()
            siblings = choice.field_id.with_context(active_test=False).choice_ids
            if any(other.name.strip().lower() == name for other in siblings - choice):
                raise ValidationError(
                    self.env._(
                        "The choice “%(choice)s” of “%(field)s” is there already. "
                        "Write another word, or offer the existing one again.",
                        choice=choice.name,
                        field=choice.field_id.label,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_key(vals_list)
        taken = {}
        prepared = []
        for vals in vals_list:
            field = self.field_id.browse(vals.get("field_id"))
            if field not in taken:
                siblings = field.with_context(active_test=False).choice_ids
                taken[field] = set(siblings.mapped("key"))
            key = make_unique(slugify(vals.get("name") or "", "choice"), taken[field])
            taken[field].add(key)
            prepared.append({**vals, "key": key})
        choices = super().create(prepared)
        choices._sync_fields()
        return choices

    def write(self, vals):
        self._check_key([vals])
        if "field_id" in vals and any(
            choice.field_id.id != vals["field_id"] for choice in self
        ):
            raise UserError(
                self.env._(
                    "A choice stays with its field. Add it to the other field instead."
                )
            )
        result = super().write(vals)
        self._sync_fields()
        return result

    def unlink(self):
        custom_fields = self.field_id
        result = super().unlink()
        self._sync_fields(custom_fields)
        return result

    @api.model
    def _check_key(self, vals_list):
        if any("key" in vals for vals in vals_list):
            raise UserError(self.env._("The key of a choice is set by the system."))

    def _sync_fields(self, custom_fields=None):
        """Bring the host's fields in step, unless a change of the whole custom field is
        under way, which does it once."""
        if not self.env.context.get("antcrm_defer_sync"):
            (custom_fields or self.field_id)._sync_host_fields()

    @api.model
    def _search_display_name(self, operator, value):
        """Choices of other fields do not count where the field is known: an import
        looks for “Other” among the choices of its column."""
        domain = super()._search_display_name(operator, value)
        field_name = self.env.context.get("antcrm_custom_field_name")
        if field_name:
            domain = Domain(domain) & Domain("field_id.field_name", "=", field_name)
        return domain

    def _get_used_field_name(self):
        return self.field_id.field_name

    def _get_used_keys(self):
        return {self.key} if self.field_id.type == "choice" else {self.id}

    def _count_used_by(self):
        return self.count_values()[self.id]

    def count_values(self):
        """Return how many records hold each choice: ``{id of the choice: number}``.
        Archived records and those that the user may not see count."""
        self.check_access("write")
        counts = {}
        for choice in self:
            field = choice.field_id
            value = choice.key if field.type == "choice" else choice.id
            counts[choice.id] = sum(
                # superuser: a number, told to those who may delete the values
                self.env[host_field.model]
                .sudo()
                .with_context(active_test=False)
                .search_count([(field.field_name, "in", [value])])
                for host_field in field._get_host_fields()
            )
        return counts

    def action_delete_with_warning(self):
        """Ask before deleting; the question says how many records hold the choice."""
        return self.env["antcrm.custom.field.question"]._open(
            "delete", default_choice_ids=[Command.set(self.ids)]
        )

from odoo import api, models

from odoo.addons.antcrm_customers.models.antcrm_used_in import Use
from odoo.addons.antcrm_customers.tools.lists import split_list
from odoo.addons.antcrm_customers.tools.text import name_key

from .antcrm_import import BEFORE_RUN


class AntcrmUsedIn(models.AbstractModel):
    _inherit = "antcrm.used.in"

    @api.model
    def _get_history_models(self):
        return super()._get_history_models() | {"antcrm.import.row"}

    @api.model
    def _find_other_uses(self, subject):
        """Imports that are not done yet fill in custom fields, give all rows a value,
        or take one of the file for another."""
        uses = [*super()._find_other_uses(subject)]
        runs = self.env["antcrm.import"].sudo()
        runs = runs.search([("state", "in", (*BEFORE_RUN, "running"))])
        names = {
            kind: self._get_import_names(kind, subject)
            for kind in set(runs.mapped("kind"))
        }
        fills_in = (
            self._fills_in_field
            if subject._name == "antcrm.custom.field"
            else self._fills_in_value
        )
        uses.append(
            Use(runs.filtered(lambda run: fills_in(run, subject, names[run.kind])))
        )
        return uses

    @api.model
    def _get_import_names(self, kind, subject):
        """Return the names of the fields of a row that hold a record."""
        used = subject._get_used_field_name()
        if used:
            return {used}
        Intake = self.env["antcrm.intake"]
        fields_ = self.env["antcrm.sheet"]._get_import_fields(kind)
        fields_ += Intake._get_related_fields(kind)
        return {f["name"] for f in fields_ if f["relation"] == subject._name}

    @api.model
    def _fills_in_field(self, run, _field, names):
        filled = {entry.get("field") for entry in run.mapping or []}
        filled.update(name for name, fixes in (run.value_fixes or {}).items() if fixes)
        return not names.isdisjoint(filled)

    @api.model
    def _fills_in_value(self, run, subject, names):
        keys = subject._get_used_keys()
        for name in names & (run.value_fixes or {}).keys():
            if any(
                fix["action"] == "map" and fix["target"] in keys
                for fix in run.value_fixes[name].values()
            ):
                return True
        constants = [
            entry["constant"]
            for entry in run.mapping or []
            if entry.get("field") in names and entry.get("constant")
        ]
        if not constants:
            return False
        words = {
            name_key(subject.with_context(lang=lang).display_name)
            for lang in (run.lang, self.env.lang, "en_US")
        } | {name_key(key) for key in keys if isinstance(key, str)}
        return any(
            name_key(part) in words
            for constant in constants
            for part in (constant, *split_list(constant))
        )

from odoo import api, models

#: in the context, as ``antcrm_reference_guard``, for code of the host that a user calls
#: with nothing of their own; an object, so that nobody can send it from outside
OFF = object()


def in_context(records, context):
    """Return records in a context that the guard has gone through."""
    if context is records.env.context:
        return records
    return records.with_env(records.env(context=context))


class Base(models.AbstractModel):
    """Whoever is not superuser points to no customer that they may not read,
    whatever model and whichever door: see ``antcrm.reference.guard``."""

    # a file of its own: all of the guard stands in *reference_guard
    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "base"

    def _get_reference_guard(self):
        """Return the guard, or nothing where it has nothing to say: for the superuser;
        for visitors, who reach no method but what a page does for them; and while the
        addon is removed."""
        name = "antcrm.reference.guard"
        env = self.env
        if env.su or name not in env or env.user._is_public():
            return None
        return None if env.context.get("antcrm_reference_guard") is OFF else env[name]

    @api.model_create_multi
    def create(self, vals_list):
        guard = self._get_reference_guard()
        if guard is None or not vals_list:
            return super().create(vals_list)
        # lines too: on their way to their own model, the host may become superuser
        context, _dropped = guard._check_new(self.browse(), vals_list)
        return super(Base, in_context(self, context)).create(vals_list)

    def write(self, vals):
        guard = self._get_reference_guard()
        if guard is not None and self:
            if unchanged := guard._check_known(self, vals):
                vals = {k: v for k, v in vals.items() if k not in unchanged}
        return super().write(vals)

    @api.model
    def default_get(self, fields):
        guard = self._get_reference_guard()
        if guard is None:
            return super().default_get(fields)
        context, _dropped = guard._check_new(self.browse(), [{}])
        if self._transient:
            guard._check_active_ids()
        defaults = super(Base, in_context(self, context)).default_get(fields)
        guard._drop_own_defaults(self.browse(), defaults)
        return defaults

    def onchange(self, values, field_names, fields_spec):
        guard = self._get_reference_guard()
        if guard is None:
            return super().onchange(values, field_names, fields_spec)
        guard._check_active_ids()
        if self:
            unchanged = guard._check_known(self, values)
            changed = [name for name in field_names if name not in unchanged]
            if field_names and not changed:
                return {"value": {}}
            return super().onchange(values, changed, fields_spec)
        context, dropped = guard._check_new(self, [values])
        result = super(Base, in_context(self, context)).onchange(
            values, field_names, fields_spec
        )
        # when the form is opened, and not with each change
        if dropped and not field_names:
            result.setdefault("warning", guard._get_dropped_warning())
        return result

    def copy_data(self, default=None):
        """A copy points to no customer that the user may not read."""
        vals_list = super().copy_data(default)
        guard = self._get_reference_guard()
        if guard is not None:
            for vals in vals_list:
                guard._drop_hidden(self.browse(), vals)
        return vals_list

"""What an installed database has of ours: found, not listed."""

from pathlib import Path

from odoo.fields import Command
from odoo.modules.module import get_module_path, load_script

PREFIX = "antcrm"


def our_modules(env):
    """Return the names of our installed addons, and of those that build on them."""
    modules = env["ir.module.module"].search([("state", "=", "installed")])
    ours = modules.filtered(lambda module: module.name.startswith(PREFIX))
    names = set(ours.mapped("name"))
    size = 0
    while len(names) > size:
        size = len(names)
        dependencies = env["ir.module.module.dependency"].search(
            [("module_id", "in", modules.ids), ("name", "in", list(names))]
        )
        names.update(dependencies.module_id.mapped("name"))
    return names


def has_all_addons(env):
    """Whether each of our addons is installed: with fewer, there is less to find."""
    return not env["ir.module.module"].search_count(
        [("name", "=like", f"{PREFIX}%"), ("state", "=", "uninstalled")]
    )


def our_models(env):
    """Return the names of the models that have a table and came with our addons."""
    modules = our_modules(env)
    return sorted(
        name
        for name, Model in env.registry.items()
        if Model._original_module in modules and not Model._abstract
    )


def get_excused(env, name):
    """Return what the installed addons excuse from a test that looks at all of them:
    the dictionary of that name in the file ``tests/excused.py`` of each."""
    found = {}
    for module in sorted(our_modules(env)):
        path = Path(get_module_path(module), "tests/excused.py")
        if not path.exists():
            continue
        excused = load_script(str(path), f"excused_by_{module}")
        for key, value in getattr(excused, name, {}).items():
            if isinstance(value, dict):
                value = {**found.get(key, {}), **value}
            found[key] = value
    return found


def is_extended(env, model):
    """Whether an addon of ours made a model, or has code or fields of its own in it."""
    modules = our_modules(env)
    common = {*env.registry["base"].mro()}
    return any(
        getattr(base, "_module", None) in modules
        for base in env.registry[model].mro()
        if base not in common
    )


def make(env, model, /, **values):
    """Return a record of a model, with something in each field that it needs.

    :param values: what matters to the caller
    """
    Model = env[model]
    values = {**get_excused(env, "VALUES").get(model, {}), **values}
    needed = [
        name
        for name, field in Model._fields.items()
        if field.store
        and name not in values
        and (field.required or name == Model._rec_name and field.type == "char")
    ]
    known = Model.default_get(needed)
    for name in needed:
        field = Model._fields[name]
        is_derived = field.compute and field.readonly or field.related
        if known.get(name) or is_derived or field.inherited:
            continue
        values[name] = _make_value(env, field)
    return Model.create(values)


def _make_value(env, field):
    if field.type in ("many2one", "many2many", "one2many"):
        found = env[field.comodel_name].search([], limit=1)
        found = found or make(env, field.comodel_name)
        return found.id if field.type == "many2one" else [Command.set(found.ids)]
    if field.type == "selection":
        return field.get_values(env)[0]
    if field.type in ("integer", "many2one_reference", "float", "monetary"):
        return 1
    if field.type == "json":
        return {}
    if field.type == "date":
        return "2026-01-31"
    if field.type == "datetime":
        return "2026-01-31 12:00:00"
    return "x"

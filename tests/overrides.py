"""Run in the host's shell: print which private methods of the host we override.

``[[addon, model, method, parameters of the host's method, why], ...]``
"""

import inspect
import json

OURS = "odoo.addons.antcrm_"


def get_function(value):
    """Return the function behind an attribute of a class, if there is one."""
    if isinstance(value, (classmethod, staticmethod)):
        value = value.__func__
    function = inspect.unwrap(value) if callable(value) else None
    return function if inspect.isfunction(function) else None


def get_parameters(function):
    parameters = inspect.signature(function).parameters.values()
    plain = [p.replace(annotation=inspect.Parameter.empty) for p in parameters]
    return ", ".join(str(parameter) for parameter in plain if parameter.name != "self")


def get_overridden(name, classes):
    """Return the host's method of that name in the classes behind one of ours."""
    for cls in classes:
        function = get_function(vars(cls).get(name))
        if function and not cls.__module__.startswith(OURS):
            return function
    return None


def get_overrides(env):
    for model in sorted(env.registry):
        classes = type(env[model]).__mro__
        for position, cls in enumerate(classes):
            if not cls.__module__.startswith(OURS):
                continue
            names = [n for n in vars(cls) if n[0] == "_" and n[:2] != "__"]
            for name in filter(lambda n: get_function(vars(cls)[n]), names):
                host = get_overridden(name, classes[position + 1 :])
                if host:
                    yield cls, name, host


found = {}
for cls, name, host in get_overrides(env):  # noqa: F821
    addon = cls.__module__.split(".")[2]
    extended = getattr(cls, "_name", None) or cls._inherit
    doc = inspect.getdoc(get_function(vars(cls)[name])) or ""
    why = " ".join(doc.split("\n\n")[0].split()) if vars(cls)[name].__doc__ else ""
    found[addon, extended, name] = get_parameters(host), why
print("OVERRIDES", json.dumps(sorted([*key, *value] for key, value in found.items())))

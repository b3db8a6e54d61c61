"""Dependencies point one way: no addon names what belongs to one above it.

What an addon is and needs is read from the manifests, which models are whose from the
classes; so an addon that is made tomorrow is looked at as well.
"""

import ast
import re

import pytest
from host import ROOT

MANIFESTS = {
    path.parent.name: ast.literal_eval(path.read_text())
    for path in sorted(ROOT.glob("antcrm*/__manifest__.py"))
}
SOURCES = (".py", ".xml", ".js", ".csv", ".scss")
# not what an addon does: its tests, its translations, and what it once was
LEFT_OUT = {"tests", "i18n", "migrations", "readme"}
#: each takes over what was of another addon, where that is there, see CONTRIBUTING.md
LEFT_OUT_FILES = {"antcrm_share/hooks.py", "antcrm_contact_point/hooks.py"}


def get_needed(addon):
    """Return an addon with all of ours that it needs."""
    found, todo = set(), [addon]
    while todo:
        name = todo.pop()
        if name in MANIFESTS and name not in found:
            found.add(name)
            todo += MANIFESTS[name]["depends"]
    return found


def get_sources(addon):
    for path in sorted((ROOT / addon).rglob("*")):
        relative = path.relative_to(ROOT)
        if (
            path.suffix in SOURCES
            and not LEFT_OUT.intersection(relative.parts)
            and str(relative) not in LEFT_OUT_FILES
        ):
            yield relative, path.read_text(encoding="utf-8")


def get_models():
    """Return ``{name of a model of ours: the addon that declares it}``."""
    found = {}
    for addon in MANIFESTS:
        for relative, text in get_sources(addon):
            if relative.suffix != ".py":
                continue
            for name in re.findall(r'^    _name = "(antcrm\.[a-z0-9_.]+)"', text, re.M):
                if f'_inherit = "{name}"' not in text:
                    found.setdefault(name, addon)
    return found


MODELS = get_models()


@pytest.mark.parametrize("addon", MANIFESTS)
def test_nothing_above_is_named(addon):
    needed = get_needed(addon)
    # models may be called as addons are: of those that are known, none is meant
    own = {name.replace(".", "_") for name, owner in MODELS.items() if owner in needed}
    above = MANIFESTS.keys() - needed - own - {"antcrm"}
    strange = []
    for relative, text in get_sources(addon):
        names = set(re.findall(r"\bantcrm_[a-z0-9_]+", text))
        strange += [(str(relative), name) for name in sorted(names & above)]
        models = set(re.findall(r"[\"'](antcrm\.[a-z0-9_.]+)[\"']", text))
        strange += [
            (str(relative), name)
            for name in sorted(models & MODELS.keys())
            if MODELS[name] not in needed
        ]
    assert not strange, strange


@pytest.mark.parametrize("addon", MANIFESTS)
def test_nothing_above_is_excused(addon):
    """What a test of all models leaves out is said by the addon that brings it."""
    path = ROOT / addon / "tests/excused.py"
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    needed = get_needed(addon)
    models = set(re.findall(r"[\"'](antcrm\.[a-z0-9_.]+)[\"']", text)) & MODELS.keys()
    strange = [name for name in sorted(models) if MODELS[name] not in needed]
    assert not strange, strange


def test_one_application():
    """Apps shows one, which brings all that is no glue."""
    applications = [a for a, m in MANIFESTS.items() if m.get("application")]
    assert applications == ["antcrm"]
    rest = MANIFESTS.keys() - get_needed("antcrm") - {"antcrm"}
    assert {name for name in rest if not MANIFESTS[name].get("auto_install")} == set()


def test_icons():
    """In Apps each addon is told from the others."""
    icons = {}
    for addon in MANIFESTS:
        icon = ROOT / addon / "static/description/icon.png"
        icons.setdefault(icon.read_bytes(), []).append(addon)
    assert [addons for addons in icons.values() if len(addons) > 1] == []

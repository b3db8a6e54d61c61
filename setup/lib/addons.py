"""Tell which of our addons this host can install, and what they were made from.

Usage: addons.py ODOO_HOME ours | host | key | files

ours    our addons whose dependencies are all there, comma-separated
host    the addons of others that those depend on, comma-separated
key     a hash of what of our addons ends up in a database
files   a hash of all that a server reads of our addons
"""

import ast
import hashlib
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_SERVED = {"tests", "readme", "__pycache__"}


def manifests(*folders):
    """Return the manifests of all addons in the folders, by name of the addon."""
    found = {}
    for folder in folders:
        for path in sorted(folder.glob("*/__manifest__.py")):
            manifest = ast.literal_eval(path.read_text(encoding="utf-8"))
            found.setdefault(path.parent.name, manifest)
    return found


def closure(names, known):
    """Return the names with all that they depend on, or None if some is missing."""
    seen, todo = set(), list(names)
    while todo:
        name = todo.pop()
        if name not in known or not known[name].get("installable", True):
            return None
        if name not in seen:
            seen.add(name)
            todo += known[name].get("depends", ["base"])
    return seen


def content_hash(names, left_out):
    """Return a hash over the files of the addons, without folders of those names."""
    digest = hashlib.sha256()
    for name in sorted(names):
        for path in sorted((ROOT / name).rglob("*")):
            relative = path.relative_to(ROOT)
            if path.is_file() and not left_out.intersection(relative.parts):
                digest.update(f"{relative}\0{path.stat().st_size}\0".encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def main(odoo_home, what):
    ours = manifests(ROOT)
    others = manifests(
        Path(odoo_home, "odoo/addons"),
        Path(odoo_home, "addons"),
        Path(sysconfig.get_path("purelib"), "odoo/addons"),
    )
    needed = {name: closure([name], {**others, **ours}) for name in ours}
    installable = sorted(name for name in ours if needed[name])
    if what == "ours":
        return ",".join(installable)
    if what == "host":
        union = set().union({"base"}, *(needed[name] for name in installable))
        return ",".join(sorted(union.difference(ours)))
    if what == "key":
        return content_hash(installable, NOT_SERVED | {"static"})
    if what == "files":
        return content_hash(installable, NOT_SERVED)
    raise SystemExit(__doc__)


if __name__ == "__main__":
    print(main(*sys.argv[1:]))

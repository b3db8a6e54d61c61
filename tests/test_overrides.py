"""The private methods of the host that we override are known, and are as they were."""

import json
import os
from pathlib import Path

from host import ROOT
from test_lifecycle import odoo

SCRIPT = Path(__file__).with_name("overrides.py")
LIST = ROOT / "docs/overrides.md"


def read_list():
    """Return ``{(addon, model, method): (parameters, why)}`` of the document."""
    addon, found = None, {}
    for line in LIST.read_text().splitlines():
        if line.startswith("## "):
            addon = line.removeprefix("## ").strip("`")
        elif line.startswith("| `"):
            model, method, why = (c.strip() for c in line.strip("|").split("|"))
            name, parameters = method.strip("`").removesuffix(")").split("(", 1)
            found[addon, model.strip("`"), name] = parameters, why
    return found


def test_overrides_of_private_methods(database):
    """After an update of the host, this names what has changed its shape."""
    printed = odoo(
        "shell",
        "--database",
        database,
        "--no-http",
        input=SCRIPT.read_text(),
        output="stdout",
        env=os.environ,
    )
    (line,) = (row for row in printed.splitlines() if row.startswith("OVERRIDES "))
    entries = json.loads(line.removeprefix("OVERRIDES "))
    overrides = {tuple(entry[:3]): entry[3] for entry in entries}
    known = read_list()
    assert set(overrides) == set(known), set(overrides) ^ set(known)
    assert overrides == {key: parameters for key, (parameters, _why) in known.items()}
    assert all(why for _parameters, why in known.values())

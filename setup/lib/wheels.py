"""Build the wheels of our addons, each with the README made from its ``readme/``.

Usage: wheels.py FOLDER [ADDON...]

What goes into a wheel are the files that git knows or would add. They are copied first,
so that what is made stays out of the checkout.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import readme

ROOT = Path(__file__).resolve().parents[2]
PIP = (sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check")


def copy_addon(addon, folder):
    """Copy what git knows of an addon, and return the copy."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(
        command, cwd=ROOT / addon, check=True, capture_output=True, text=True
    )
    copy = Path(folder, addon)
    for name in filter(None, done.stdout.split("\0")):
        source, target = ROOT / addon / name, copy / name
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
    return copy


def main(folder, *addons):
    addons = addons or [
        path.parent.name for path in sorted(ROOT.glob("antcrm*/__manifest__.py"))
    ]
    with tempfile.TemporaryDirectory() as temporary:
        copies = [copy_addon(addon, temporary) for addon in addons]
        readme.main(*copies)
        # the version is that of the manifest, however many commits came after it
        environment = {**os.environ, "WHOOL_POST_VERSION_STRATEGY_OVERRIDE": "none"}
        subprocess.run(
            [*PIP, "--no-deps", "--no-build-isolation", "--wheel-dir", folder, *copies],
            check=True,
            env=environment,
        )


if __name__ == "__main__":
    main(*sys.argv[1:])

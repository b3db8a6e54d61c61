"""Make README.rst and static/description/index.html of addons from their ``readme/``.

Usage: readme.py ADDON_FOLDER...

The fragments and the layout are those of OCA's oca-gen-addon-readme, which is in no
package registry: DESCRIPTION, INSTALL, CONFIGURE, USAGE, ROADMAP, DEVELOP, HISTORY,
CONTRIBUTORS and CREDITS, in Markdown.
"""

import ast
import re
import sys
from pathlib import Path

import pypandoc
from docutils.core import publish_string

SECTIONS = {
    "INSTALL": "Installation",
    "CONFIGURE": "Configuration",
    "USAGE": "Usage",
    "ROADMAP": "Known issues / Roadmap",
    "DEVELOP": "Development",
    "HISTORY": "Changelog",
}
CREDITS = {"CONTRIBUTORS": "Contributors", "CREDITS": "Other credits"}
BADGE = "https://img.shields.io/badge"
STATUS = "https://odoo-community.org/page/development-status"
LICENSES = {
    "AGPL-3": "http://www.gnu.org/licenses/agpl-3.0-standalone.html",
    "LGPL-3": "http://www.gnu.org/licenses/lgpl-3.0-standalone.html",
}
GENERATED = """..
   !!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!
   !! This file is made from readme/: change it there     !!
   !!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!"""
# what is written in our texts is no file to include and no HTML
HTML = {
    "file_insertion_enabled": False,
    "raw_enabled": False,
    "halt_level": 2,
    "report_level": 5,
    "syntax_highlight": "short",
    "output_encoding": "unicode",
}


def read_fragment(addon, name):
    """Return a fragment in reStructuredText, empty where there is none."""
    path = addon / "readme" / f"{name}.md"
    if not path.is_file():
        return ""
    text = path.read_text(encoding="utf-8")
    arguments = ["--wrap=none", "--shift-heading-level-by=1"]
    rst = pypandoc.convert_text(text, "rst", "gfm", extra_args=arguments)
    # pandoc's own directive, which docutils knows by another name
    return rst.replace(".. code:: ", ".. code-block:: ").strip()


def make_badge(number, label, value, color, target):
    """Return a badge of img.shields.io, defined as ``|badgeN|``."""
    text = value.replace("-", "--").replace("/", "%2F")
    return (
        f".. |badge{number}| image:: {BADGE}/{label}-{text}-{color}.png\n"
        f"    :target: {target}\n"
        f"    :alt: {label.capitalize()}: {value}"
    )


def heading(title, line, above=False):
    underline = line * len(title)
    return "\n".join(([underline] if above else []) + [title, underline])


def make_readme(addon):
    """Return README.rst of an addon."""
    manifest = ast.literal_eval((addon / "__manifest__.py").read_text(encoding="utf-8"))
    status = manifest.get("development_status", "Beta")
    license_name = manifest["license"]
    blocks = [
        heading(manifest["name"], "=", above=True),
        GENERATED,
        make_badge(1, "maturity", status, "yellow", STATUS)
        + "\n"
        + make_badge(2, "license", license_name, "blue", LICENSES[license_name]),
        "|badge1| |badge2|",
        read_fragment(addon, "DESCRIPTION") or manifest["summary"],
    ]
    sections = {name: read_fragment(addon, name) for name in SECTIONS}
    if any(sections.values()):
        blocks.append("**Table of contents**\n\n.. contents::\n   :local:")
    for name, text in sections.items():
        if text:
            blocks += [heading(SECTIONS[name], "="), text]
    blocks += [heading("Credits", "="), heading("Authors", "-")]
    blocks.append("\n".join(f"* {name}" for name in manifest["author"].split(", ")))
    for name, title in CREDITS.items():
        if text := read_fragment(addon, name):
            blocks += [heading(title, "-"), text]
    if maintainers := manifest.get("maintainers"):
        names = ", ".join(f"`{n} <https://github.com/{n}>`__" for n in maintainers)
        blocks += [heading("Maintainers", "-"), f"This addon is maintained by {names}."]
    blocks.append(
        f"It is part of `{manifest['website'].rpartition('/')[2]} "
        f"<{manifest['website']}>`__, where you are welcome to contribute."
    )
    return "\n\n".join(blocks) + "\n"


def make_page(readme):
    """Return the page that Odoo's Apps show, from README.rst."""
    page = publish_string(readme, writer_name="html", settings_overrides=HTML)
    return re.sub(r"(<meta.*generator.*Docutils)\s*[\d.]+", r"\1", page)


def main(*folders):
    for folder in folders:
        addon = Path(folder)
        readme = make_readme(addon)
        (addon / "README.rst").write_text(readme, encoding="utf-8")
        description = addon / "static/description"
        description.mkdir(parents=True, exist_ok=True)
        (description / "index.html").write_text(make_page(readme), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])

"""What the readmes of the addons say is there: menus, settings and buttons."""

import re

import pytest
from host import ROOT

SECTIONS = {"INSTALL", "CONFIGURE", "USAGE", "ROADMAP", "DEVELOP", "HISTORY"}
CREDITS = {"CONTRIBUTORS", "CREDITS"}
FRAGMENTS = sorted(ROOT.glob("antcrm*/readme/*.md"))
ADDONS = sorted(path.parent for path in ROOT.glob("antcrm*/__manifest__.py"))
# what is no prose
CODE = re.compile(r"^``` .*?^```$|`[^`]*`", re.MULTILINE | re.DOTALL)
BOLD = re.compile(r"\*\*([^*]+)\*\*")
PATH = re.compile(r"(?<!\*)\*([^*\n]+ > [^*\n]+)\*(?!\*)")


def read(fragment):
    return CODE.sub("", fragment.read_text())


def get_id(path):
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("addon", ADDONS, ids=lambda addon: addon.name)
def test_fragments(addon):
    names = {path.stem for path in addon.glob("readme/*.md")}
    assert {"DESCRIPTION", "USAGE", "CONTRIBUTORS"} <= names
    # those that are printed, see setup/lib/readme.py
    assert names <= {*SECTIONS, *CREDITS, "DESCRIPTION"}
    # it stands below the title, where no section may begin
    assert not re.search("^#", read(addon / "readme/DESCRIPTION.md"), re.MULTILINE)
    assert (addon / "pyproject.toml").is_file()


@pytest.fixture(scope="module")
def menus(admin):
    """All click paths of the menus, as ``Customers/Leads``."""
    records = admin.call(
        "ir.ui.menu",
        "search_read",
        [],
        ["complete_name"],
        context={"ir.ui.menu.full_list": True},
    )
    return {record["complete_name"] for record in records}


@pytest.fixture(scope="module")
def settings(admin):
    """What stands on the page of Customers in the settings."""
    views = admin.call("res.config.settings", "get_views", [[False, "form"]])
    page = re.search(
        r'<app[^>]*name="antcrm_customers".*?</app>',
        views["views"]["form"]["arch"],
        re.DOTALL,
    )
    fields = views["models"]["res.config.settings"]["fields"]
    texts = set(re.findall(r'(?:title|string)="([^"]*)"', page[0]))
    return texts | {
        fields[name]["string"] for name in re.findall(r'field name="(\w+)"', page[0])
    }


@pytest.mark.parametrize("fragment", FRAGMENTS, ids=get_id)
def test_click_paths(fragment, menus, settings):
    if not (fragment.parent.parent / "__manifest__.py").is_file():
        pytest.skip("its addon is not here yet")
    missing = []
    for path in PATH.findall(read(fragment)):
        page, _, setting = path.rpartition(" > ")
        if page == "Settings > Customers":
            known = setting in settings
        else:
            known = path.replace(" > ", "/") in menus
        if not known:
            missing.append(path)
    assert not missing


def test_buttons():
    """What is printed bold is a button, a word that is explained, or how a paragraph
    begins."""
    sources = "".join(
        path.read_text()
        for suffix in ("xml", "js", "py")
        for path in ROOT.glob(f"antcrm*/**/*.{suffix}")
        if not {"tests", "demo"}.intersection(path.parts)
    )
    missing = {}
    for fragment in FRAGMENTS:
        for line in read(fragment).splitlines():
            for match in BOLD.finditer(line):
                label = match[1]
                shown = f'"{label}"' in sources or f">{label}<" in sources
                explained = fragment.stem == "DESCRIPTION" and label.islower()
                if not (shown or explained or match.start() == 0):
                    missing[label] = get_id(fragment)
    assert not missing

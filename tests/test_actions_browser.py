"""What is done with selected customers: in groups, one word each, only what applies."""

import re

import pytest
from browser import fits, our_findings
from playwright.sync_api import expect

SIZES = {"1366": (1366, 768), "390": (390, 844)}
LANGUAGES = ["en_US", "vi_VN"]
GROUPS = ["Sell", "Reach", "Sort", "Records"]
# on a phone it comes from below
MENU = ":is(.o-dropdown--menu, .o_bottom_sheet)"
PATHS = {
    "customer-leads": ("crm.lead", {"type": "lead", "name": "Acted"}),
    "customer-contacts": ("res.partner", {"firstname": "Acted"}),
    "customer-accounts": ("res.partner", {"name": "Acted", "is_company": True}),
}


@pytest.fixture(scope="module")
def anna(make_user):
    """An Administrator, who has all actions."""
    return make_user(
        "antcrm_share.group_administrator",
        "base.group_allow_export",
        "base.group_partner_manager",
        name="Anna Acts",
    )


@pytest.fixture(scope="module", autouse=True)
def customers(anna):
    for model, values in PATHS.values():
        anna.call(model, "create", [values] * 2)


def get_rows(page):
    """Return the selector of the customers: on a phone they are cards."""
    is_phone = page.viewport_size["width"] < 768
    return ".o_kanban_record:not(.o_kanban_ghost)" if is_phone else ".o_data_row"


def open_actions(page, count):
    """Select so many rows or cards, and open the menu; return it."""
    for number in range(count):
        row = page.locator(get_rows(page)).nth(number)
        if page.viewport_size["width"] < 768:
            # a finger that stays for a while
            row.dispatch_event("touchstart")
            expect(row).to_have_class(re.compile("o_record_selected"))
            row.dispatch_event("touchend")
        else:
            row.locator(".o_list_record_selector input").check()
    expect(page.locator(".o_selection_box")).to_contain_text(str(count))
    page.locator(".o_cp_action_menus button:has(.fa-cog)").click()
    menu = page.locator(f"{MENU}:has(.antcrm_action_group)").first
    menu.wait_for()
    return menu


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", PATHS)
def test_groups(page, login, anna, vietnamese, path, lang, size):
    errors = []
    page.on("pageerror", lambda error: errors.append(error))
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    anna.call("res.users", "write", [anna.uid], {"lang": lang})
    login(page, anna.login)
    page.goto(f"/odoo/{path}?view_type=list")
    page.locator(get_rows(page)).nth(1).wait_for()
    menu = open_actions(page, 2)
    titles = menu.locator(".antcrm_action_group")
    expect(titles.first).to_be_visible()
    groups = [text.strip() for text in titles.all_text_contents()]
    # the host loses leads in lists alone
    sells = path == "customer-leads" and size != "390"
    wanted = GROUPS if sells else GROUPS[1:]
    assert len(groups) >= len(wanted)
    items = [text.strip() for text in menu.get_by_role("menuitem").all_text_contents()]
    assert len(items) == len(set(items)), items
    if lang == "en_US":
        assert [group for group in groups if group in GROUPS] == wanted
        assert {"Share", "List", "Merge", "Email", "Export"} <= set(items)
        assert ("Lost" in items) == sells
        assert "Unarchive" not in items
    assert fits(page)
    box = menu.bounding_box()
    assert 0 <= box["x"] and box["x"] + box["width"] <= width
    if size != "390":
        # by keyboard
        page.keyboard.press("ArrowDown")
        expect(menu.locator("[role=menuitem]:focus")).to_have_count(1)
    # on a phone the page is dimmed behind the sheet
    assert not our_findings(page, MENU if size == "390" else "html")
    assert not errors


def test_only_what_applies(page, login, anna):
    """One customer is merged with nobody; who is archived is not archived again."""
    anna.call("res.users", "write", [anna.uid], {"lang": "en_US"})
    login(page, anna.login)
    page.goto("/odoo/customer-contacts?view_type=list")
    page.locator(".o_data_row").first.wait_for()
    menu = open_actions(page, 1)
    expect(menu.get_by_role("menuitem", name="Share", exact=True)).to_be_visible()
    expect(menu.get_by_role("menuitem", name="Merge", exact=True)).to_have_count(0)
    expect(menu.get_by_role("menuitem", name="Unarchive")).to_have_count(0)

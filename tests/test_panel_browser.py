"""Two clicks to the qualified customers of a city."""

import pytest
from browser import fits, open_list
from playwright.sync_api import expect


@pytest.fixture
def in_vietnam(admin):
    """Provinces are offered of the countries of the user's companies."""
    [company] = admin.call(
        "res.company", "search_read", [["id", "=", 1]], ["country_id"]
    )
    [country] = admin.call("res.country", "search", [["code", "=", "VN"]])
    admin.call("res.company", "write", [1], {"country_id": country})
    yield
    before = company["country_id"] and company["country_id"][0]
    admin.call("res.company", "write", [1], {"country_id": before})


@pytest.mark.usefixtures("in_vietnam")
def test_two_clicks(page, login, make_user):
    user = make_user("antcrm_share.group_user", name="Sara Sales")
    [hanoi] = user.call("res.country.state", "search", [["code", "=", "VN-HN"]])
    [qualified] = user.call(
        "antcrm.status",
        "search",
        [["kind", "=", "customer"], ["category", "=", "qualified"]],
    )
    user.call(
        "res.partner",
        "create",
        [
            {
                "name": f"{name} of the Panel",
                "is_company": True,
                "country_id": False,
                "state_id": state,
                **({"status_id": status} if status else {}),
            }
            for name, status, state in (
                ("Both", qualified, hanoi),
                ("Status", qualified, False),
                ("Province", False, hanoi),
            )
        ],
    )
    errors = []
    page.on("pageerror", lambda error: errors.append(error))
    login(page, user.login)
    # others have customers too
    open_list(page, "/odoo/customer-accounts", "of the Panel")
    rows = page.locator(".o_data_row")
    expect(rows).to_have_count(3)
    # on a small screen the columns have the room until it is opened
    page.locator(".o_search_panel_sidebar button").first.click()
    panel = page.locator(".o_search_panel")
    # the user is the first of the persons in charge
    people = panel.locator("section", has_text="PIC")
    expect(people.locator("label").first).to_contain_text("Sara Sales")
    panel.get_by_label("Qualified", exact=True).check()
    expect(rows).to_have_count(2)
    panel.get_by_label("Hà Nội (VN)", exact=True).check()
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Both")
    # nobody was in touch with them
    panel.get_by_label("Never", exact=True).check()
    expect(rows).to_have_count(1)
    panel.get_by_label("Never", exact=True).uncheck()
    panel.get_by_label("Last 7 Days", exact=True).check()
    expect(rows).to_have_count(0)
    panel.get_by_label("Last 7 Days", exact=True).uncheck()
    expect(panel.locator("section", has_text="Way In")).to_have_count(1)
    # it stays open once it was opened
    page.reload()
    expect(panel.get_by_label("Qualified", exact=True)).to_be_visible()
    # on a phone it is one line of buttons
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/odoo/customer-accounts?view_type=list")
    page.locator(".o_data_row, .o_kanban_record").first.wait_for()
    expect(panel.locator(".o-dropdown-caret").first).to_contain_text("Status")
    expect(panel.locator("section")).to_have_count(0)
    assert panel.bounding_box()["height"] < 70
    assert fits(page)
    assert not errors

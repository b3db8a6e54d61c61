"""A salesperson shares customers in the web client, and others stop seeing them."""

import pytest
from browser import open_list, select_rows

GROUP = "antcrm_share.group_user"
CONTACTS = "/odoo/action-antcrm_customers.res_partner_action_contact?view_type=list"
LEADS = "/odoo/action-antcrm_customers.crm_lead_action?view_type=list"


@pytest.fixture(scope="module")
def sara(make_user):
    return make_user(GROUP, name="Sara Shares")


@pytest.fixture(scope="module")
def olaf(make_user):
    return make_user(GROUP, name="Olaf Other")


def find(client, model, word):
    """Return the names that a user finds."""
    domain = [["display_name", "ilike", word]]
    return {
        record["display_name"]
        for record in client.call(model, "search_read", domain, ["display_name"])
    }


def test_share_many(page, login, sara, olaf):
    """From the list: Share..., only me."""
    names = [f"Hidden {name}" for name in ("Ann", "Bob", "Cy")]
    sara.call("res.partner", "create", [{"firstname": name} for name in names])
    assert find(olaf, "res.partner", "Hidden") == set(names)
    login(page, sara.login)
    open_list(page, CONTACTS, "Hidden")
    select_rows(page, page.locator(".o_data_row").all()[:2])
    page.get_by_role("menuitem", name="Share", exact=True).click()
    dialog = page.locator(".modal")
    dialog.get_by_label("Only me").check()
    dialog.get_by_role("button", name="Share", exact=True).click()
    page.wait_for_selector(".modal", state="detached")
    assert find(olaf, "res.partner", "Hidden") == {names[2]}
    assert find(sara, "res.partner", "Hidden") == set(names)


def test_multi_edit(page, login, sara, olaf):
    """From the list: the cell of several selected rows."""
    names = [f"Edited {name}" for name in ("Dan", "Eve")]
    sara.call("crm.lead", "create", [{"firstname": n, "type": "lead"} for n in names])
    login(page, sara.login)
    open_list(page, LEADS, "Edited")
    page.locator(".o_optional_columns_dropdown button").click()
    page.locator(".o-dropdown--menu").get_by_text("Share", exact=True).click()
    page.locator("th[data-name=share_mode]").wait_for()
    page.keyboard.press("Escape")
    page.locator("thead .o_list_record_selector input").check()
    page.locator(".o_data_row td[name=share_mode]").first.click()
    page.locator(".o_data_row td[name=share_mode] input").first.click()
    page.locator(".o_select_menu_item, .dropdown-item", has_text="Only me").click()
    page.locator(".modal-footer button", has_text="Update").click()
    page.wait_for_selector(".modal", state="detached")
    assert find(sara, "crm.lead", "Edited") == set(names)
    assert find(olaf, "crm.lead", "Edited") == set()

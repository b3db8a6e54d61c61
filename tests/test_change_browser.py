"""A salesperson changes all that a list finds, and takes it back."""

from browser import fits, open_list
from playwright.sync_api import expect

NUMBER = 90  # more than a page of a list


def make_contacts(user, lastname):
    contacts = [
        {"firstname": f"Ida {number}", "lastname": lastname} for number in range(NUMBER)
    ]
    return user.call("res.partner", "create", contacts)


def choose(dialog, name, text):
    """Choose a record in a field of a dialog."""
    dialog.locator(f"[name={name}] input").fill(text)
    dialog.page.locator(".o-autocomplete--dropdown-item", has_text=text).first.click()


def get_statuses(user, ids):
    statuses = user.call("res.partner", "read", ids, ["status_id"])
    return {values["status_id"][1] for values in statuses}


def test_change_all_that_is_found(page, login, make_user):
    user = make_user("antcrm_share.group_user", name="Sara Sales")
    ids = make_contacts(user, "Changed")
    # so that the list changes when it is searched
    user.call("res.partner", "create", [{"firstname": "Aaa"}])
    errors = []
    page.on("pageerror", lambda error: errors.append(error))
    login(page, user.login)
    open_list(page, "/odoo/customer-contacts", "Changed")
    page.locator("thead .o_list_record_selector input").click()
    page.locator(".o_select_domain").click()
    expect(page.locator(".o_selection_box")).to_contain_text(f"All {NUMBER} selected")
    page.locator("button[name=action_change_selection]").click()
    dialog = page.locator(".modal", has_text="customers are selected")
    expect(dialog.locator("[name=record_count]")).to_have_text(str(NUMBER))
    expect(dialog.locator("button[name=action_apply]")).to_have_count(0)
    choose(dialog, "status_id", "Qualified")
    expect(dialog.locator("[name=outcome]")).to_contain_text(f"({NUMBER} change)")
    page.set_viewport_size({"width": 390, "height": 844})
    assert fits(page)
    page.set_viewport_size({"width": 1366, "height": 768})
    dialog.locator("button[name=action_apply]").click()
    page.locator(
        ".o_notification", has_text=f"{NUMBER} customers were changed"
    ).wait_for()
    assert get_statuses(user, ids) == {"Qualified"}
    page.goto("/odoo/customer-changes")
    page.locator("button[name=action_preview_undo]").first.click()
    dialog = page.locator(".modal", has_text="Will be undone")
    dialog.get_by_text(f"{NUMBER} customers get back").wait_for()
    dialog.get_by_role("button", name="Undo", exact=True).click()
    page.locator(".o_form_view [name=state]", has_text="Undone").first.wait_for()
    assert get_statuses(user, ids) == {"New"}
    assert not errors


def test_change_leads_on_a_phone(page, login, make_user):
    user = make_user("antcrm_share.group_user", name="Sara Sales")
    ids = user.call(
        "crm.lead", "create", [{"firstname": "Leo", "lastname": "Pocket"}] * 2
    )
    ids += user.call("crm.lead", "create", [{"firstname": "Zed"}])
    user.call("crm.lead", "write", ids, {"type": "lead"})
    login(page, user.login)
    open_list(page, "/odoo/customer-leads?view_type=list", "Pocket")
    page.locator("thead .o_list_record_selector input").click()
    expect(page.locator(".o_selection_box")).to_contain_text("2 selected")
    page.set_viewport_size({"width": 390, "height": 844})
    page.locator(".o_cp_action_menus button").first.click()
    page.locator("button[name=action_change_selection]").click()
    dialog = page.locator(".modal", has_text="customers are selected")
    dialog.locator("[name=pic_mode] input").click()
    page.locator(".o_select_menu_item", has_text="Nobody").click()
    expect(dialog.locator("[name=outcome]")).to_contain_text("PIC: nobody (2 change)")
    assert fits(page)
    dialog.locator("button[name=action_apply]").click()
    page.locator(".o_notification", has_text="2 customers were changed").wait_for()
    leads = user.call(
        "crm.lead", "search", [["id", "in", ids], ["user_id", "=", False]]
    )
    assert sorted(leads) == sorted(ids[:2])

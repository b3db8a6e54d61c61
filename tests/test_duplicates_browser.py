"""Likely duplicates explain themselves, and an Administrator weighs what they share."""

import os

from browser import choose_menu, fits, serious_findings
from host import run_job
from playwright.sync_api import expect


def make_pair(user, lastname):
    values = {"lastname": lastname, "birthdate_date": "1990-02-03", "city": "Huế"}
    ids = user.call(
        "res.partner",
        "create",
        [
            {**values, "firstname": "Vera", "phone_ids": [[0, 0, {"value": number}]]}
            for number in ("+84 905 118 204", "+84 905 118 205")
        ],
    )
    for contact in ids:
        user.call("res.partner", "write", [contact], {"email": f"v@{lastname}.example"})
    return ids


def compare(admin):
    run_job(admin, "antcrm_merge.ir_cron_find_duplicates")


def test_pair_explains_itself(page, login, make_user, admin):
    user = make_user("antcrm_share.group_user", name="Vic Seller")
    contacts = make_pair(user, "Quill")
    compare(admin)
    errors = []
    page.on("pageerror", lambda error: errors.append(error))
    login(page, user.login)
    page.goto("/odoo/customer-contacts")
    page.get_by_role("button", name="Clean Up", exact=True).click()
    page.get_by_role("menuitem", name="Duplicates").click()
    row = page.locator(".o_data_row", has_text="Vera Quill")
    bar = row.locator(".antcrm_pair_bar")
    expect(bar.locator(".antcrm_pair_percent")).to_have_text("> 99 %")
    expect(bar).to_contain_text("same name")
    expect(bar.locator(".antcrm_pair_against")).to_contain_text("other phone")
    assert not serious_findings(page, ".antcrm_pair_bar")
    if folder := os.environ.get("ANTCRM_LOOK"):
        page.screenshot(path=f"{folder}/duplicates.png")
    # many of them are told at once
    row.locator(".o_list_record_selector input").check()
    # the buttons are rendered anew until then
    expect(page.locator(".o_selection_box")).to_contain_text("1")
    page.get_by_role("button", name="Not Duplicates").click()
    expect(row).to_have_count(0)
    pairs = user.call("antcrm.duplicate", "search", [["partner_id", "in", contacts]])
    user.call("antcrm.duplicate", "action_reopen", pairs)
    page.set_viewport_size({"width": 390, "height": 844})
    page.reload()
    card = page.locator(".o_kanban_record", has_text="Vera Quill")
    expect(card.locator(".antcrm_pair_bar")).to_contain_text("same email")
    assert fits(page)
    if folder:
        page.screenshot(path=f"{folder}/duplicates-phone.png")
    card.get_by_role("button", name="Not a duplicate").click()
    expect(card).to_have_count(0)
    assert not errors


def test_weights(page, login, make_user, admin):
    user = make_user("antcrm_share.group_administrator", name="Wim Weigher")
    login(page, user.login)
    page.goto("/odoo/customer-contacts")
    choose_menu(page, "Configuration", "Duplicate Weights")
    row = page.locator(".o_data_row").filter(has_text="Date of birth").first
    expect(row).to_contain_text("Same")
    with page.expect_response("**/antcrm.duplicate.weight/web_search_read*"):
        page.get_by_role("button", name="Learn from Our Customers").click()
    row.locator("td[name=weight]").click()
    row.locator("td[name=weight] input").fill("11")
    page.locator(
        ".o_list_button_save:visible, .o_form_button_save:visible"
    ).first.click()
    expect(row.locator("td[name=weight]")).to_have_text("11.00")
    if folder := os.environ.get("ANTCRM_LOOK"):
        page.screenshot(path=f"{folder}/weights.png")
    domain = [["kind", "=", "contact"], ["part", "=", "birthdate"]]
    weights = admin.call(
        "antcrm.duplicate.weight", "search_read", domain, ["degree", "weight"]
    )
    assert {"same": 11.0}.items() <= {w["degree"]: w["weight"] for w in weights}.items()
    row.locator(".o_list_record_selector input").check()
    # the buttons are rendered anew until then
    expect(page.locator(".o_selection_box")).to_contain_text("1")
    with page.expect_response("**/action_use_shipped"):
        page.get_by_role("button", name="Use Shipped").click()
    expect(row.locator("td[name=weight]")).to_have_text("13.00")

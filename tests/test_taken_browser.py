"""A phone or an email that another customer has is refused with what to do next."""

import os

import pytest
from browser import fits, save, serious_findings
from playwright.sync_api import expect


def create(client, model, **values):
    [record_id] = client.call(model, "create", [values])
    return record_id


def field(page, name):
    return page.locator(f".o_form_view .o_field_widget[name={name}]")


def add_line(page, name, value):
    # once it is filled, it is not the last one any more
    line = field(page, name).locator("input").last.element_handle()
    line.fill(value)
    line.evaluate("input => input.blur()")


@pytest.fixture(scope="module")
def user(make_user):
    return make_user("antcrm_share.group_user", name="Tara Taken")


def test_new_contact(page, login, make_user, user):
    number = "+84 901 741 366"
    secret = "hidden@taken.example"
    holder = create(
        user, "res.partner", firstname="Hoa", phone_ids=[[0, 0, {"value": number}]]
    )
    other = make_user("antcrm_share.group_user", name="Otto Owner")
    create(
        other,
        "res.partner",
        firstname="Secret",
        share_mode="me",
        email_ids=[[0, 0, {"value": secret}]],
    )
    login(page, user.login)
    page.goto("/odoo/action-antcrm_customers.res_partner_action_contact/new")
    field(page, "firstname").locator("input").fill("Hanna")
    add_line(page, "phone_ids", number)
    save(page)
    dialog = page.locator(".modal")
    dialog.get_by_text("Phone: “").wait_for()
    dialog.get_by_text("belongs to Hoa").wait_for()
    assert fits(page)
    assert not serious_findings(page, ".modal .modal-content")
    # on a phone each button is on the screen, as wide as a thumb needs
    page.set_viewport_size({"width": 390, "height": 844})
    if folder := os.environ.get("ANTCRM_LOOK"):
        page.screenshot(path=f"{folder}/taken-phone.png")
    assert fits(page)
    for name in ("Open", "Add to this one", "Close"):
        button = dialog.locator("footer").get_by_role("button", name=name)
        expect(button).to_be_in_viewport(ratio=1)
    page.set_viewport_size({"width": 1366, "height": 768})
    expect(dialog.get_by_role("button", name="Merge")).to_have_count(0)
    # looked at on top of what is typed
    dialog.get_by_role("button", name="Open").click()
    dialog.locator("[name=firstname] input").wait_for()
    dialog.get_by_role("button", name="Close").last.click()
    dialog.wait_for(state="hidden")
    # of a hidden one nothing is told, and nothing offered
    field(page, "phone_ids").get_by_role("button", name="Call or write").click()
    page.get_by_role("menuitem", name="Remove").click()
    add_line(page, "email_ids", secret)
    save(page)
    dialog.get_by_text("Email: “").wait_for()
    dialog.get_by_text("ask your administrator").wait_for()
    expect(dialog).not_to_contain_text("Secret")
    expect(dialog.get_by_role("button", name="Open")).to_have_count(0)
    dialog.get_by_role("button", name="Close").last.click()
    dialog.wait_for(state="hidden")
    # what was typed goes to who is there already
    field(page, "email_ids").locator("input").first.fill("")
    add_line(page, "email_ids", "hanna@taken.example")
    add_line(page, "phone_ids", number)
    save(page)
    dialog.get_by_role("button", name="Add to this one").click()
    page.locator(".o_notification", has_text="Added").wait_for()
    address = field(page, "email_ids").locator("input").first
    expect(address).to_have_value("hanna@taken.example")
    [values] = user.call("res.partner", "read", [holder], ["email"])
    assert values["email"] == "hanna@taken.example"


def test_existing_lead(page, login, user):
    """The rest of what was typed is saved, and both are merged."""
    number = "+84 901 740 099"
    holder = create(
        user,
        "crm.lead",
        type="lead",
        firstname="Lars",
        phone_ids=[[0, 0, {"value": number}]],
    )
    lead = create(user, "crm.lead", type="lead", firstname="Lasse")
    login(page, user.login)
    page.goto(f"/odoo/customer-leads/{lead}")
    field(page, "lastname").locator("input").fill("Typed")
    add_line(page, "phone_ids", number)
    save(page)
    dialog = page.locator(".modal")
    dialog.get_by_text("belongs to").wait_for()
    expect(dialog.get_by_role("button", name="Add to this one")).to_have_count(0)
    dialog.get_by_role("button", name="Merge").click()
    page.locator(".antcrm_merge_head").wait_for()
    [values] = user.call("crm.lead", "read", [lead], ["lastname", "phone_ids"])
    assert values["lastname"] == "Typed" and not values["phone_ids"]
    dialog.get_by_role("button", name="Merge", exact=True).click()
    page.locator("button[name=action_view_merges]").wait_for()
    found = user.call(
        "crm.lead",
        "search",
        [["id", "in", [lead, holder]]],
        context={"active_test": False},
    )
    assert len(found) == 1

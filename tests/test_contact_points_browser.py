"""Phones, emails and profiles are typed into inputs that are there, on a slow line."""

import re

import pytest
from browser import fits, serious_findings
from playwright.sync_api import expect

DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
LATENCY = 400  # milliseconds


def field(page, name):
    return page.locator(f".o_form_view .o_field_widget[name={name}]")


def inputs(page, name):
    return field(page, name).locator("input")


def slow_down(page):
    """Let each answer of the server take its time from here on."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": LATENCY,
            "downloadThroughput": -1,
            "uploadThroughput": -1,
        },
    )


def values(client, record_id, name):
    """Return the values of a list of points of a contact, in their order."""
    points = client.call(
        "antcrm.contact.point",
        "search_read",
        [["partner_id", "=", record_id], ["kind", "=", name]],
        ["value", "label"],
    )
    return [(point["value"], point["label"]) for point in points]


def get_contact(client, firstname):
    [contact] = client.call("res.partner", "search", [["firstname", "=", firstname]])
    return contact


@pytest.fixture(scope="module")
def pia(make_user, admin):
    langs = admin.call(
        "res.lang", "search", [["code", "=", "vi_VN"]], context={"active_test": False}
    )
    admin.call("res.lang", "write", langs, {"active": True})
    user = make_user("antcrm_share.group_user", name="Pia Points")
    admin.call(
        "res.users", "write", [user.uid], {"lang": "vi_VN", "tz": "Asia/Ho_Chi_Minh"}
    )
    return user


def test_keyboard_only(page, login, pia):
    """Whoever types faster than the server answers loses no key."""
    login(page, pia.login)
    page.goto("/odoo/action-antcrm_customers.res_partner_action_contact/new")
    field(page, "firstname").locator("input").fill("Keys")
    inputs(page, "phone_ids").first.focus()
    slow_down(page)
    keyboard = page.keyboard
    keyboard.type("0912670001")
    # the menu of the line, and the next line
    for number in ("0912670002", "0912670003"):
        keyboard.press("Tab")
        keyboard.press("Tab")
        keyboard.type(number)
    keyboard.press("Tab")
    keyboard.press("Tab")
    keyboard.press("Tab")
    keyboard.type("keys@example.com")
    # with the cursor in the last one
    keyboard.press("Alt+s")
    page.wait_for_url(re.compile(r"/\d+$"))
    contact = get_contact(pia, "Keys")
    assert values(pia, contact, "phone") == [
        (f"+84 912 670 00{digit}", False) for digit in (1, 2, 3)
    ]
    assert values(pia, contact, "email") == [("keys@example.com", False)]
    # Enter goes to the next line, Alt and arrows order, arrows lead to the label
    inputs(page, "phone_ids").nth(2).focus()
    keyboard.press("Alt+ArrowUp")
    expect(inputs(page, "phone_ids").nth(1)).to_have_value("+84 912 670 003")
    expect(inputs(page, "phone_ids").nth(1)).to_be_focused()
    keyboard.press("Tab")
    keyboard.press("ArrowLeft")
    keyboard.press("Enter")
    own = page.locator(".antcrm_label_own")
    own.fill("Hotline")
    own.press("Enter")
    expect(field(page, "phone_ids")).to_contain_text("Hotline")
    page.locator(".o_form_button_save").click()
    expect(page.locator(".o_form_button_save")).to_be_hidden()
    assert values(pia, contact, "phone") == [
        ("+84 912 670 001", False),
        ("+84 912 670 003", "Hotline"),
        ("+84 912 670 002", False),
    ]


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["1366", "390"])
def test_paste_and_discard(page, login, pia, size):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.set_viewport_size(size)
    name = f"Paste{size['width']}"
    prefix = f"0912 67{size['width'] % 10}"
    [contact] = pia.call(
        "res.partner",
        "create",
        [{"firstname": name, "phone_ids": [[0, 0, {"value": f"{prefix} 100"}]]}],
    )
    login(page, pia.login)
    page.goto(f"/odoo/customer-contacts/{contact}")
    slow_down(page)
    phones = inputs(page, "phone_ids")
    phones.last.focus()
    page.evaluate(
        "text => navigator.clipboard.writeText(text)",
        f"{prefix} 101, {prefix} 102;{prefix} 103\n",
    )
    page.keyboard.press("Control+v")
    expect(phones.nth(3)).to_have_value(f"+84 {prefix[1:]} 103")
    expect(phones).to_have_count(5)
    # what is wrong is told while it is typed, and the cursor stays
    phones.last.fill("0912 67")
    page.keyboard.press("ArrowLeft")
    expect(phones.nth(4)).to_have_attribute("aria-invalid", "true")
    expect(phones.nth(4)).to_have_accessible_description(re.compile(r"\+84"))
    page.keyboard.type("9 9")
    expect(phones.nth(4)).to_have_value("0912 69 97")
    # the country in place
    field(page, "phone_ids").locator(".antcrm_line_country").nth(1).click()
    page.locator(".antcrm_country_items input").fill("+33")
    page.locator(".antcrm_country_items .o-dropdown-item", has_text="+33").first.click()
    expect(phones.nth(1)).to_have_value(f"+33 9 12 67 {size['width'] % 10}1 01")
    assert fits(page)
    assert not serious_findings(page, ".o_field_widget[name=phone_ids]")
    page.locator(".o_form_button_cancel").click()
    expect(phones).to_have_count(2)
    assert values(pia, contact, "phone") == [(f"+84 {prefix[1:]} 100", False)]

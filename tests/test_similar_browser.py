"""Who is there already is shown while a customer is typed, of every kind."""

import pytest
from browser import fits
from playwright.sync_api import expect

DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}


def create(client, model, **values):
    [record_id] = client.call(model, "create", [values])
    return record_id


def field(page, name):
    return page.locator(f".o_form_view .o_field_widget[name={name}]")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["1366", "390"])
def test_panel(page, login, make_user, size):
    user = make_user("antcrm_share.group_user", name="Sara Sales")
    other = make_user("antcrm_share.group_user", name="Otto Other")
    number = f"+84 901 77{size['width']:04}"
    email = f"lan{size['width']}@example.com"
    secret = f"+84 901 78{size['width']:04}"
    account = create(user, "res.partner", name="Acme Panel", is_company=True)
    contact = create(
        user,
        "res.partner",
        firstname="Lan",
        lastname="Trần",
        parent_id=account,
        phone_ids=[[0, 0, {"value": number}]],
    )
    create(
        other,
        "res.partner",
        firstname="Hidden",
        lastname="Person",
        share_mode="me",
        phone_ids=[[0, 0, {"value": secret}]],
    )
    errors = []
    page.on("pageerror", lambda error: errors.append(error))
    page.set_viewport_size(size)
    login(page, user.login)
    panel = page.locator("section.antcrm_similar")
    # a new lead, whose number is a contact's
    page.goto("/odoo/customer-leads/new")
    line = field(page, "phone_ids").locator("input").first
    line.fill(number)
    line.blur()
    panel.get_by_text("contact of Acme Panel").wait_for()
    panel.get_by_text("same phone").wait_for()
    assert fits(page)
    # looked at on top of what is typed, with the keyboard
    panel.get_by_role("button", name="Open").focus()
    page.keyboard.press("Enter")
    dialog = page.locator(".modal")
    dialog.locator("[name=lastname] input").wait_for()
    dialog.get_by_role("button", name="Close").last.click()
    dialog.wait_for(state="hidden")
    # the hidden one is not there
    with page.expect_response("**/find_everywhere") as answer:
        line = field(page, "phone_ids").locator("input").first
        line.fill(secret)
        line.blur()
    assert answer.value.json()["result"] == []
    panel.get_by_text("contact of Acme Panel").wait_for(state="hidden")
    # what was typed goes to who is there already
    page.goto("/odoo/action-antcrm_customers.res_partner_action_contact/new")
    line = field(page, "phone_ids").locator("input").first
    line.fill(number)
    line.blur()
    panel.get_by_text("contact of Acme Panel").wait_for()
    line = field(page, "email_ids").locator("input").first
    line.fill(email)
    line.blur()
    panel.get_by_role("button", name="Add to this one").first.click()
    page.locator(".o_notification", has_text="Added").wait_for()
    expect(field(page, "email_ids").locator("input").first).to_have_value(email)
    [values] = user.call("res.partner", "read", [contact], ["email"])
    assert values["email"] == email
    assert not errors


@pytest.mark.parametrize("door", ["create", "intake"])
def test_lead_of_a_contact_says_so(page, login, make_user, door):
    """However a lead came in: whose number it has is told when it is opened."""
    user = make_user("antcrm_share.group_user", name="Sara Sales")
    number = {"create": "+84 901 790 001", "intake": "+84 901 790 002"}[door]
    account = create(user, "res.partner", name=f"Acme {door}", is_company=True)
    contact = create(
        user,
        "res.partner",
        firstname="Lan",
        lastname="Trần",
        parent_id=account,
        user_id=user.uid,
        phone_ids=[
            [0, 0, {"value": f"{number[:-3]}9{number[-2:]}"}],
            [0, 0, {"value": number}],
        ],
    )
    if door == "create":
        lead = create(user, "crm.lead", name="Ropes", phone=number.replace(" ", ""))
    else:
        values = {"name": "L. Tran", "phones": [number]}
        lead = user.json2("antcrm.intake", "enter", kind="lead", values=values)["id"]
    login(page, user.login)
    page.goto(f"/odoo/customer-leads/{lead}")
    panel = page.locator("section.antcrm_similar")
    panel.get_by_text("Already with us:").wait_for()
    panel.get_by_text(f"contact of Acme {door}, PIC Sara Sales").wait_for()
    for button in ("Open", "Attach"):
        panel.get_by_role("button", name=button).wait_for()
    panel.get_by_role("button", name="Attach").click()
    page.get_by_role("button", name="Save manually").click()
    page.get_by_role("button", name="Save manually").wait_for(state="hidden")
    [values] = user.call("crm.lead", "read", [lead], ["existing_contact_id"])
    assert values["existing_contact_id"][0] == contact

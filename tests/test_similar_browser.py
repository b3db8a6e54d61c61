"""Who is there already is shown while a customer is typed, of every kind."""

import os
import re

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


def test_add_says_what_it_leaves(page, login, make_user):
    """Who is there already gets phones and emails; what else was entered is named
    before it is gone."""
    user = make_user("antcrm_share.group_user", name="Sara Sales")
    number = "+84 901 663 001"
    contact = create(
        user,
        "res.partner",
        firstname="Lan",
        lastname="Leaving",
        identity_number="079301661001",
        phone_ids=[[0, 0, {"value": number}]],
    )
    errors = []
    page.on("pageerror", lambda error: errors.append(error))
    login(page, user.login)
    page.goto("/odoo/customer-contacts/new")
    position = field(page, "function").locator("input").first
    for box, text in (
        (position, "Director"),
        (field(page, "identity_number").locator("input").first, "079301661002"),
        (field(page, "email_ids").locator("input").first, "lan@leaving.example"),
        (field(page, "phone_ids").locator("input").first, number),
    ):
        box.fill(text)
        box.blur()
    add = page.locator("section.antcrm_similar").get_by_role(
        "button", name="Add to this one"
    )
    dialog = page.locator(".modal")
    add.click()
    # and the number of which there is another one
    both = "Position, Identity Card|Identity Card, Position"
    expect(dialog).to_contain_text(re.compile(rf"does not: ({both})\. Enter"))
    dialog.get_by_role("button", name="Cancel").click()
    dialog.wait_for(state="hidden")
    # nothing is gone
    expect(position).to_have_value("Director")
    # where saving is refused, the same is told
    field(page, "firstname").locator("input").fill("Lan")
    page.locator(".o_form_button_save").click()
    refused = page.locator(".modal", has_text="Already in use")
    refused.get_by_role("button", name="Add to this one").click()
    refused.wait_for(state="hidden")
    expect(dialog).to_contain_text(re.compile(rf"does not: ({both})\. Enter"))
    dialog.get_by_role("button", name="Add", exact=True).click()
    page.locator(".o_notification", has_text="Added").wait_for()
    names = ["email", "function", "identity_number"]
    [values] = user.call("res.partner", "read", [contact], names)
    assert values["email"] == "lan@leaving.example"
    assert not values["function"]
    assert values["identity_number"] == "079301661001"
    assert not errors


#: each form that has the panel, and what is typed there that somebody may have
FORMS = {
    "lead": ("customer-leads", ("phone", "email", "name", "identity_number")),
    "contact": ("customer-contacts", ("phone", "email", "name", "identity_number")),
    "account": ("customer-accounts", ("phone", "email", "name", "vat")),
    "qualification": ("lead-qualification", ("phone", "email", "name", "vat")),
}
#: how the panel greets, and what its first button is called
WORDS = {
    "en_US": ("Is it one of these?", "Open"),
    "vi_VN": ("Có phải là một trong những khách hàng này?", "Mở"),
}


@pytest.fixture(scope="module")
def people(admin, make_user):
    """Somebody of each kind with all that may be typed, and as many who are hidden."""
    user = make_user(
        "antcrm_share.group_user",
        "antcrm_qualification.group_salesperson",
        name="Sara Sales",
    )
    other = make_user("antcrm_share.group_user", name="Otto Other")
    values = {
        "phone": ("+84 901 660 001", "+84 901 660 002"),
        "email": ("lan@every.example", "hidden@every.example"),
        "name": ("Lan Every Trần", "Hidden Every Người"),
        "vat": ("0301660001", "0301660002"),
        "identity_number": ("079301660001", "079301660002"),
    }
    for at, (client, mode) in enumerate(((user, "all"), (other, "me"))):
        one = {name: texts[at] for name, texts in values.items()}
        points = {
            "phone_ids": [[0, 0, {"value": one["phone"]}]],
            "email_ids": [[0, 0, {"value": one["email"]}]],
            "share_mode": mode,
        }
        firstname, _space, lastname = one["name"].partition(" ")
        create(
            client,
            "res.partner",
            firstname=firstname,
            lastname=lastname,
            identity_number=one["identity_number"],
            **points,
        )
        create(
            client,
            "res.partner",
            name=one["name"],
            is_company=True,
            vat=one["vat"],
            **points,
        )
    keys = admin.call(
        "antcrm.customer.key",
        "search_read",
        [["key", "in", ["vat", "identity_number"]]],
        ["mode"],
    )
    # as they are shipped
    assert {key["mode"] for key in keys} == {"suggest"}
    return user, values


@pytest.mark.parametrize(
    ("size", "lang"),
    [pytest.param(DESK, "en_US", id="1366"), pytest.param(PHONE, "vi_VN", id="390-vi")],
)
@pytest.mark.parametrize("form", FORMS)
def test_every_form(page, login, admin, people, vietnamese, form, size, lang):
    """In each form of ours whoever types is told who is there, can look with the
    keyboard alone, and learns nothing of who is hidden."""
    user, values = people
    path, names = FORMS[form]
    greeting, open_label = WORDS[lang]
    admin.call("res.users", "write", [user.uid], {"lang": lang})
    errors = []
    page.on("pageerror", lambda error: errors.append(error))
    page.set_viewport_size(size)
    login(page, user.login)
    panel = page.locator("section.antcrm_similar")
    for name in names:
        page.goto(f"/odoo/{path}/new")
        seen, hidden = values[name]
        for text in (hidden, seen):
            with page.expect_response("**/find_everywhere") as answer:
                type_in(page, form, name, text)
            if text == hidden:
                found = answer.value.json()["result"]
                assert not [one for one in found if "Hidden" in one["name"]]
        panel.get_by_text(greeting).wait_for()
        expect(panel.locator("li").first).to_contain_text("Lan Every")
        expect(panel).not_to_contain_text("Hidden")
        assert fits(page)
        if name != names[-1]:
            # what is left half typed would be saved
            page.locator(".o_form_button_cancel").first.click()
            panel.wait_for(state="hidden")
    if folder := os.environ.get("ANTCRM_LOOK"):
        panel.scroll_into_view_if_needed()
        page.screenshot(path=f"{folder}/panel-{form}-{size['width']}.png")
    panel.get_by_role("button", name=open_label, exact=True).first.focus()
    page.keyboard.press("Enter")
    dialog = page.locator(".modal")
    dialog.locator(".o_form_view").wait_for()
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    expect(panel).to_contain_text("Lan Every")
    page.locator(".o_form_button_cancel").first.click()
    panel.wait_for(state="hidden")
    assert not errors


def type_in(page, form, name, text):
    """Type a value where a form has it."""
    if name in ("phone", "email"):
        box = field(page, f"{name}_ids").locator("input").first
    elif name == "name" and form == "account":
        box = field(page, "name").locator("input, textarea").first
    elif name == "name":
        first, _space, last = text.partition(" ")
        field(page, "lastname").locator("input").fill(last)
        text, box = first, field(page, "firstname").locator("input")
    else:
        box = field(page, name).locator("input")
    box.fill(text)
    box.blur()


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


def test_merge_and_convert(page, login, make_user):
    """Of a customer who is there already: an open lead is converted into them, and
    another one of their kind is merged."""
    user = make_user("antcrm_share.group_user", name="Sara Sales")
    number = "+84 901 661 001"
    contact = create(user, "res.partner", firstname="Mai", lastname="Merging")
    create(user, "res.partner", firstname="Maja", lastname="Morgendorf")
    create(
        user,
        "crm.lead",
        type="lead",
        name="Ropes for Mai",
        contact_name="Mai Merging",
        phone_ids=[[0, 0, {"value": number}]],
    )
    login(page, user.login)
    panel = page.locator("section.antcrm_similar")
    dialog = page.locator(".modal")
    # one who is there, and one who is just entered
    for address, person in ((contact, "Mai Merging"), ("new", "New Merging")):
        page.goto("about:blank")
        page.goto(f"/odoo/customer-contacts/{address}")
        for name, text in zip(("firstname", "lastname"), person.split(), strict=True):
            field(page, name).locator("input").fill(text)
        line = field(page, "phone_ids").locator("input").first
        line.fill(number)
        line.blur()
        lead = panel.locator("li", has_text="Ropes for Mai")
        lead.get_by_text("same phone").wait_for()
        lead.get_by_role("button", name="Convert").click()
        linked = dialog.locator("[name=contact_id] input")
        expect(linked).to_have_value(re.compile(person))
        dialog.get_by_role("button", name="Close").or_(
            dialog.get_by_role("button", name="Cancel")
        ).first.click()
        dialog.wait_for(state="hidden")
        # what was typed was saved before
        [saved] = user.call(
            "res.partner", "search_read", [["name", "=", person]], ["phone"]
        )
        assert saved["phone"] == number
        # somebody else's number from here on
        user.call("res.partner", "write", [saved["id"]], {"phone_ids": [[5, 0, 0]]})
    page.goto("about:blank")
    page.goto(f"/odoo/customer-contacts/{contact}")
    field(page, "firstname").locator("input").fill("Maja")
    field(page, "lastname").locator("input").fill("Morgendorf")
    field(page, "lastname").locator("input").blur()
    namesake = panel.locator("li", has_text="Maja Morgendorf")
    namesake.get_by_role("button", name="Merge").click()
    page.locator(".antcrm_merge_head").wait_for()
    dialog.get_by_role("button", name="Merge", exact=True).click()
    page.locator("button[name=action_view_merges]").wait_for()
    found = user.call("res.partner", "search", [["name", "=", "Maja Morgendorf"]])
    assert len(found) == 1

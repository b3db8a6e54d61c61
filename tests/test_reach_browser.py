"""Phones and emails in lists and on cards, and messages to any address."""

import re

import pytest
from browser import ONE_HEIGHT, fits, open_list, serious_findings
from playwright.sync_api import expect

DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
LONG = "somebody.with.a.name.that.no.column.has.the.room.for"
CALL_LOG = ".modal:has([name=outcome])"
PATHS = {
    "customer-contacts": ("res.partner", "email"),
    "customer-accounts": ("res.partner", "email"),
    "action-antcrm_customers.crm_lead_action": ("crm.lead", "email_from"),
}


@pytest.fixture(scope="module")
def rita(make_user):
    return make_user(
        "antcrm_share.group_user", name="Rita Reach", email="rita@reach.example"
    )


def number(position, further):
    return f"+84 912 41{position} 10{further}"


@pytest.fixture(scope="module")
def customers(rita):
    """Ids of an account, a contact and a lead, each with three phones and two emails,
    beside one with a phone: ``{path: id}``."""
    ids = {}
    for position, (path, (model, _email)) in enumerate(PATHS.items()):
        points = {
            "phone_ids": [
                [0, 0, {"value": number(position, further), "label": label}]
                for further, label in enumerate(("Mobile", "Work", "Home"))
            ],
            "email_ids": [
                [0, 0, {"value": f"{name}.{position}@reach.example"}]
                for name in ("first", "second")
            ],
        }
        kind = {"type": "lead"} if model == "crm.lead" else {}
        kind |= {"is_company": True} if "accounts" in path else {}
        name = "name" if kind else "firstname"
        ids[path], _other = rita.call(
            model,
            "create",
            [
                {**kind, **points, name: f"0 Reach {position} Many"},
                {
                    **kind,
                    name: f"0 Reach {position} One",
                    "phone_ids": [[0, 0, {"value": number(position, 9)}]],
                    "email_ids": [
                        [0, 0, {"value": f"{LONG}.{position}@reach.example"}]
                    ],
                },
            ],
        )
    return ids


def messages(client, path, record_id, word):
    return client.call(
        "mail.message",
        "search_read",
        [
            ["model", "=", PATHS[path][0]],
            ["res_id", "=", record_id],
            ["body", "ilike", word],
        ],
        ["partner_ids", "outgoing_email_to"],
    )


@pytest.mark.parametrize("path", PATHS)
def test_list(page, login, rita, customers, path):
    """A number calls and is noted; further ones come when they are asked for."""
    position = list(PATHS).index(path)
    page.set_viewport_size(DESK)
    login(page, rita.login)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    open_list(page, f"/odoo/{path}", f"Reach {position}")
    rows = page.locator(".o_data_row")
    many, one = rows.filter(has_text="Many"), rows.filter(has_text="One")
    assert not [url for url in asked if "contact.point" in url]
    page.wait_for_function(ONE_HEIGHT)
    expect(one.locator(".antcrm_value_further")).to_have_count(0)
    # the menu is there, however long the address is
    cell = one.locator(f"[name={PATHS[path][1]}]").first
    menu = cell.locator(".antcrm_value_menu").bounding_box()
    edge = cell.bounding_box()
    assert menu["x"] + menu["width"] <= edge["x"] + edge["width"] + 1
    phone = many.locator("[name=phone]")
    expect(phone.locator(".antcrm_value_text")).to_have_attribute(
        "href", "tel:" + number(position, 0).replace(" ", "")
    )
    further = phone.locator(".antcrm_value_further")
    expect(further).to_have_text("+2")
    expect(many.locator(".antcrm_value_further").last).to_have_text("+1")
    phone.locator(".antcrm_value_menu").focus()
    page.keyboard.press("Enter")
    items = page.locator(".antcrm_phone_menu_items").get_by_role("menuitem")
    expect(items).to_have_text(
        [
            re.compile(text)
            for text in ("Call", "SMS", "Zalo", "WhatsApp", "Copy", "Log")
        ]
    )
    page.keyboard.press("Escape")
    expect(phone.locator(".antcrm_value_menu")).to_be_focused()
    further.click()
    lines = page.locator(".antcrm_further_points .antcrm_line")
    expect(lines.locator(".antcrm_line_text")).to_have_text(
        [number(position, 0), number(position, 1), number(position, 2)]
    )
    expect(lines.nth(1)).to_contain_text("Work")
    assert not serious_findings(page, ".antcrm_further_points")
    lines.nth(1).get_by_role("button", name="Call or write").click()
    page.get_by_role("menuitem", name="Log a call", exact=True).click()
    dialog = page.locator(CALL_LOG)
    dialog.locator("[name=note] textarea").fill("Rang between two rows")
    dialog.get_by_role("button", name="Log", exact=True).click()
    expect(dialog).to_have_count(0)
    expect(further).to_have_text("+2")
    assert messages(rita, path, customers[path], "Rang between two rows")
    assert not serious_findings(page, ".antcrm_value")


def test_card_on_a_phone(page, login, rita, customers):
    page.set_viewport_size(PHONE)
    login(page, rita.login)
    # the first by name
    page.goto("/odoo/customer-contacts")
    card = page.locator(".o_kanban_record", has_text="Reach 0 Many")
    expect(card.locator("[name=phone] .antcrm_value_text")).to_have_attribute(
        "href", "tel:+84912410100"
    )
    assert fits(page)
    card.locator("[name=phone] .antcrm_value_further").click()
    expect(page.locator(".antcrm_further_points .antcrm_line")).to_have_count(3)
    assert fits(page)


def send(page, text, recipient):
    """Write and send the message of the composer that is open."""
    dialog = page.locator(".modal:has(.o_mail_composer_form)")
    expect(dialog).to_contain_text(recipient)
    dialog.locator(".odoo-editor-editable").click()
    page.keyboard.type(text)
    dialog.locator(".o_mail_send:visible").click()
    expect(dialog).to_have_count(0)


@pytest.mark.parametrize("path", PATHS)
def test_second_address_by_keyboard(page, login, rita, customers, path):
    """In the form: the message goes to that address, and stands in the history."""
    position = list(PATHS).index(path)
    page.set_viewport_size(DESK)
    login(page, rita.login)
    page.goto(f"/odoo/{path}/{customers[path]}")
    emails = page.locator("[name=email_ids] input")
    expect(emails.nth(1)).to_have_value(f"second.{position}@reach.example")
    emails.nth(1).focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("menuitem", name="Write", exact=True).press("Enter")
    send(page, "To the second one", f"second.{position}@reach.example")
    page.locator(".o-mail-Message", has_text="To the second one").wait_for()
    [message] = messages(rita, path, customers[path], "To the second one")
    assert message["outgoing_email_to"] == f"second.{position}@reach.example"
    assert not message["partner_ids"]


def test_first_address_from_header_list_and_card(page, login, rita, customers):
    contact = customers["customer-contacts"]
    page.set_viewport_size(DESK)
    login(page, rita.login)
    page.goto(f"/odoo/customer-contacts/{contact}")
    page.locator(".antcrm_header_email").click()
    send(page, "From the header", "Reach 0 Many")
    page.locator(".o-mail-Message", has_text="From the header").wait_for()
    open_list(page, "/odoo/customer-contacts", "Reach 0")
    row = page.locator(".o_data_row", has_text="Many")
    row.locator("[name=email] .antcrm_value_text").click()
    send(page, "From the list", "Reach 0 Many")
    page.locator(".o_switch_view.o_kanban").click()
    card = page.locator(".o_kanban_record", has_text="Reach 0 Many")
    card.locator("[name=email] .antcrm_value_text").click()
    send(page, "From the card", "Reach 0 Many")
    for place in ("header", "list", "card"):
        [message] = messages(rita, "customer-contacts", contact, f"From the {place}")
        assert message["partner_ids"] == [contact]
        assert not message["outgoing_email_to"]

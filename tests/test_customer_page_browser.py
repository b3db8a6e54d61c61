"""The page of a customer: who it is at a glance, the history, calls noted."""

import os
import re

import pytest
from browser import fits, serious_findings
from playwright.sync_api import expect

DESK = {"width": 1366, "height": 768}
WIDE = {"width": 1920, "height": 1080}
PHONE = {"width": 390, "height": 844}
COMPANY = "Công ty Trách nhiệm hữu hạn Thương mại và Dịch vụ Rạng Đông Miền Trung"
CALL_LOG = ".modal:has([name=outcome])"

# names in the order of Vietnam need its language
pytestmark = pytest.mark.usefixtures("vietnamese")


@pytest.fixture(scope="module")
def sara(make_user):
    return make_user("antcrm_share.group_user", name="Sara Page")


@pytest.fixture(scope="module")
def customers(sara):
    """Ids of an account, a contact of it and a lead: ``{path: id}``."""
    tags = sara.call("res.partner.category", "search", [], limit=1)
    person = {
        "firstname": "Phương Khánh Quỳnh",
        "lastname": "Công Tằng Tôn Nữ",
        "function": "Phó Tổng Giám đốc phụ trách Kinh doanh",
        "user_id": sara.uid,
        "share_mode": "me",
    }

    def create(model, number, **values):
        points = {
            "phone_ids": [[0, 0, {"value": f"+84 912 660 {number}"}]],
            "email_ids": [[0, 0, {"value": f"page{number}@rangdong.example"}]],
        }
        [record_id] = sara.call(model, "create", [{**points, **values}])
        return record_id

    account = create(
        "res.partner", 101, name=COMPANY, is_company=True, vat="0301660107"
    )
    return {
        "customer-accounts": account,
        "customer-contacts": create(
            "res.partner",
            102,
            **person,
            lang="vi_VN",
            parent_id=account,
            category_id=[[6, 0, tags]],
        ),
        "customer-leads": create(
            "crm.lead",
            103,
            **person,
            type="lead",
            partner_name=COMPANY,
            name="Cần dây thừng",
        ),
    }


def open_customer(page, path, record_id):
    page.goto(f"/odoo/{path}/{record_id}")
    page.locator(".o-mail-Chatter .o-mail-Message").first.wait_for()


@pytest.mark.parametrize("size", [DESK, WIDE], ids=["1366", "1920"])
@pytest.mark.parametrize(
    "path", ["customer-contacts", "customer-accounts", "customer-leads"]
)
def test_who_and_what_happened(page, login, sara, customers, path, size):
    """Without scrolling: the whole name, how to reach the customer, the history."""
    page.set_viewport_size(size)
    login(page, sara.login)
    open_customer(page, path, customers[path])
    header = page.locator(".antcrm_header")
    if path == "customer-accounts":
        expect(header.locator(".antcrm_header_name")).to_have_text(COMPANY)
    else:
        for text in ("Phương Khánh Quỳnh", "Công Tằng Tôn Nữ", "Phó Tổng", COMPANY):
            expect(header).to_contain_text(text)
        expect(header.locator(".antcrm_header_share")).to_have_text("Only me")
        expect(header.locator(".antcrm_header_pic")).to_contain_text("Sara Page")
        # a tax number is one of companies
        expect(
            page.locator("[name=antcrm_profile] .o_field_widget[name=vat]")
        ).to_have_count(0)
    expect(header.locator(".antcrm_header_status")).to_have_text("New")
    expect(header.locator(".antcrm_header_phone")).to_have_attribute(
        "href", "tel:+84912660" + {"a": "101", "c": "102", "l": "103"}[path[9]]
    )
    expect(header.locator(".antcrm_header_email")).to_have_attribute(
        "href", f"mailto:{header.locator('.antcrm_header_email').inner_text().strip()}"
    )
    sheet = page.locator(".o_form_sheet").bounding_box()
    message = page.locator(".o-mail-Message").first.bounding_box()
    assert message["x"] >= sheet["x"] + sheet["width"]
    assert message["y"] + message["height"] <= size["height"]
    # a number is read as a whole
    number = page.locator("[name=phone_ids] input").first
    assert number.evaluate("input => input.scrollWidth <= input.clientWidth")
    assert fits(page)
    assert not serious_findings(page, ".antcrm_header")


def test_name_in_its_order(page, login, sara, customers):
    login(page, sara.login)
    open_customer(page, "customer-contacts", customers["customer-contacts"])
    expect(page.locator(".antcrm_header_name")).to_have_text(
        "Công Tằng Tôn Nữ Phương Khánh Quỳnh"
    )
    page.locator(".antcrm_header_position a").click()
    page.locator(".o_breadcrumb .active", has_text="Rạng Đông").wait_for()
    expect(page.locator(".antcrm_header_name")).to_have_text(COMPANY)


def test_chat_is_noted(page, login, sara, customers):
    """From the list of phones: Zalo opens, and the chat stands in the history."""
    page.context.route("https://zalo.me/**", lambda route: route.abort())
    login(page, sara.login)
    open_customer(page, "customer-leads", customers["customer-leads"])
    page.locator("[name=phone_ids]").get_by_role("button", name="Call or write").click()
    menu = page.locator(".antcrm_phone_menu_items")
    for name, url in (
        ("Call", "tel:+84912660103"),
        ("Zalo", "https://zalo.me/84912660103"),
        ("WhatsApp", "https://wa.me/84912660103"),
    ):
        item = menu.get_by_role("menuitem", name=name, exact=True)
        expect(item).to_have_attribute("href", url)
    with page.context.expect_page():
        menu.get_by_role("menuitem", name="Zalo", exact=True).click()
    dialog = page.locator(CALL_LOG)
    dialog.locator("[name=note] textarea").fill("Sent the price list")
    dialog.get_by_role("button", name="Log", exact=True).click()
    message = page.locator(".o-mail-Message", has_text="Sent the price list")
    expect(message).to_contain_text("Zalo +84 912 660 103")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["1366", "390"])
def test_call_is_noted(page, login, sara, customers, size):
    """With one key, or with the thumb; who did not answer is called again."""
    page.set_viewport_size(size)
    login(page, sara.login)
    open_customer(page, "customer-contacts", customers["customer-contacts"])
    if size == DESK:
        page.keyboard.press("Alt+Shift+l")
    else:
        page.locator(".antcrm_thumb_bar").get_by_role(
            "button", name="Log a call"
        ).click()
    dialog = page.locator(CALL_LOG)
    dialog.get_by_label("No answer").check()
    dialog.locator("[name=next_date]").wait_for()
    dialog.locator("[name=next_summary] input").fill(f"Once more {size['width']}")
    note = f"Rang for long {size['width']}"
    dialog.locator("[name=note] textarea").fill(note)
    assert fits(page)
    dialog.get_by_role("button", name="Log", exact=True).click()
    page.locator(".o-mail-Message", has_text=note).wait_for()
    page.locator(".o-mail-Activity", has_text=f"Once more {size['width']}").wait_for()


def test_within_reach_of_the_thumb(page, login, sara, customers):
    page.set_viewport_size(PHONE)
    login(page, sara.login)
    open_customer(page, "customer-contacts", customers["customer-contacts"])
    bar = page.locator(".antcrm_thumb_bar")
    assert fits(page)
    assert not serious_findings(page, ".antcrm_thumb_bar")
    for name, url in (
        ("Call", "tel:+84912660102"),
        ("Zalo", "https://zalo.me/84912660102"),
    ):
        expect(bar.get_by_role("link", name=name)).to_have_attribute("href", url)
    for name, placeholder in (("Note", "Log an internal note"), ("Email", "message")):
        bar.get_by_role("button", name=name).click()
        composer = page.locator(".o-mail-Composer-input").first
        expect(composer).to_be_in_viewport()
        expect(composer).to_have_attribute("placeholder", re.compile(placeholder))
    bar.get_by_role("button", name="Activity").click()
    dialog = page.locator(".modal")
    dialog.locator("[name=summary] input").fill("Send the samples")
    dialog.get_by_role("button", name="Save", exact=True).click()
    page.locator(".o-mail-Activity", has_text="Send the samples").wait_for()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["1366", "390"])
def test_account_at_a_glance(page, login, make_user, sara, size):
    """Who works there and what is open with it come first, of what one may see."""
    other = make_user("antcrm_share.group_user", name=f"Otto {size['width']}")
    [account] = sara.call(
        "res.partner", "create", [{"name": "Glance & Sons", "is_company": True}]
    )

    def add_person(client, name, **values):
        client.call(
            "res.partner",
            "create",
            [{"firstname": name, "parent_id": account, **values}],
        )

    login(page, sara.login)
    page.set_viewport_size(size)
    open_customer(page, "customer-accounts", account)
    # nobody and nothing yet, no words about it
    glance = page.locator(".antcrm_account_glance")
    expect(glance).to_have_count(0)
    add_person(other, "Hidden", share_mode="me")
    for number in range(1, 7):
        add_person(sara, f"Glen {number}", function="Buyer")
    found = sara.call(
        "crm.lead",
        "create",
        [
            {"name": "Ropes", "type": "opportunity", "expected_revenue": 1200},
            {"name": "Nets", "type": "lead"},
            {"name": "Old", "type": "opportunity", "active": False, "probability": 0},
        ],
    )
    sara.call("crm.lead", "write", found, {"partner_id": account})
    errors = []
    page.on("pageerror", lambda error: errors.append(error))
    page.reload()
    people, business = (glance.locator(f"[name={n}]") for n in ("people", "business"))
    expect(people.locator("li")).to_have_count(5)
    expect(people).to_contain_text("Buyer")
    expect(people).to_contain_text("All (6)")
    expect(people).not_to_contain_text("Hidden")
    expect(business.locator("li")).to_have_count(2)
    expect(business).to_contain_text("1,200.00")
    if size == DESK:
        expect(business).to_be_in_viewport(ratio=1)
    details = page.locator("[name=phone_ids]").first.bounding_box()
    assert business.bounding_box()["y"] < details["y"]
    assert fits(page)
    assert not serious_findings(page, ".antcrm_account_glance")
    if folder := os.environ.get("ANTCRM_LOOK"):
        page.screenshot(path=f"{folder}/glance-{size['width']}.png")
    for part, name in ((people, "Glen 1"), (business, "Nets"), (business, "Ropes")):
        part.get_by_role("button", name=name).click()
        expect(page.locator(".o_breadcrumb .active")).to_contain_text(name)
        page.goto("about:blank")
        open_customer(page, "customer-accounts", account)
    people.get_by_role("button", name="All (6)").click()
    everybody = page.locator(".o_data_row, .o_kanban_record:not(.o_kanban_ghost)")
    expect(everybody).to_have_count(6)
    expect(everybody.filter(has_text="Glen")).to_have_count(6)
    assert not errors


def test_nothing_to_show_of_a_new_customer(page, login, sara):
    login(page, sara.login)
    page.goto("/odoo/customer-contacts/new")
    page.locator("[name=firstname] input").wait_for()
    expect(page.locator(".antcrm_header")).to_have_count(0)


def test_empty_fields_are_folded(page, login, sara, customers):
    """What is filled stands there; the rest is behind a button, by keyboard too."""
    page.set_viewport_size(DESK)
    login(page, sara.login)
    open_customer(page, "customer-contacts", customers["customer-contacts"])
    person = page.locator("[name=antcrm_profile], .o_inner_group").filter(
        has=page.locator(".o_field_widget[name=function]")
    )
    shown = person.locator(".o_field_widget[name=function]")
    expect(shown.locator("input")).to_have_value(re.compile("Phó Tổng"))
    gender = page.locator(".o_field_widget[name=gender]")
    expect(gender).to_have_count(0)
    # who is in charge is told, if it is nobody too
    expect(page.locator(".o_field_widget[name=user_id]")).to_have_count(1)
    add = person.locator(".antcrm_folded button")
    expect(add).to_contain_text("Date of Birth, Gender")
    add.focus()
    page.keyboard.press("Enter")
    item = page.get_by_role("menuitem", name="Identity Card", exact=True)
    item.wait_for()
    item.press("Enter")
    identity = page.locator(".o_field_widget[name=identity_number] input")
    expect(identity).to_be_focused()
    page.keyboard.type("036088004321")
    # who empties it sees it still
    identity.fill("")
    identity.blur()
    expect(identity).to_have_count(1)
    expect(gender).to_have_count(0)
    # a new customer has them all
    page.locator(".o_form_button_create").click()
    expect(gender).to_have_count(1)
    expect(page.locator(".antcrm_folded")).to_have_count(0)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["1366", "390"])
@pytest.mark.parametrize(
    "path", ["customer-contacts", "customer-accounts", "customer-leads"]
)
def test_address_is_folded(page, login, sara, path, size):
    """An empty address takes no room; what is typed stays, and so does a part of it."""
    model = "crm.lead" if path == "customer-leads" else "res.partner"
    values = {
        "customer-contacts": {"firstname": "Adam"},
        "customer-accounts": {"name": "Adresse SA", "is_company": True},
        "customer-leads": {"firstname": "Ada", "type": "lead"},
    }[path]
    [vietnam] = sara.call("res.country", "search", [["code", "=", "VN"]])
    empty, filled = sara.call(
        model,
        "create",
        [
            {**values, "country_id": False},
            {**values, "country_id": vietnam, "street": "12 Nguyễn Huệ"},
        ],
    )
    page.set_viewport_size(size)
    login(page, sara.login)
    open_customer(page, path, empty)
    address = page.locator(".o_form_sheet .o_address_format:visible").first
    street = page.locator(
        ".o_address_format .o_field_widget[name=street] :is(input, textarea)"
    )
    expect(street).to_have_count(0)
    # its label neither
    sheet = page.locator(".o_form_sheet .o_group").first
    expect(
        sheet.get_by_text("Address", exact=True).locator("visible=true")
    ).to_have_count(0)
    page.locator(".antcrm_folded button").first.click()
    page.get_by_role("menuitem", name="Address", exact=True).click()
    expect(street).to_be_focused()
    page.keyboard.type("5 Lê Lợi")
    assert fits(page)
    page.locator(".o_form_button_save").click()
    expect(page.locator(".o_form_button_save")).to_be_hidden()
    expect(street).to_have_value("5 Lê Lợi")
    assert sara.call(model, "read", [empty], ["street"])[0]["street"] == "5 Lê Lợi"
    street.fill("")
    street.blur()
    expect(address).to_be_visible()
    page.goto("about:blank")
    open_customer(page, path, filled)
    expect(street).to_have_value("12 Nguyễn Huệ")
    expect(page.locator(".o_field_widget[name=ward_id]")).to_be_visible()


@pytest.mark.parametrize("lang", ["en_US", "vi_VN"])
def test_menus_fit(page, login, make_user, lang):
    """An Administrator sees all menus; those of the ways in are in one."""
    boss = make_user("antcrm_share.group_administrator", name="Bea Boss", lang=lang)
    page.set_viewport_size(DESK)
    login(page, boss.login)
    page.goto("/odoo/customer-contacts")
    bar = page.locator(".o_menu_sections")
    menu = bar.locator("[data-menu-xmlid='antcrm_customers.menu_ways_in']")
    expect(menu).to_be_visible()
    configuration = bar.locator(
        "[data-menu-xmlid='antcrm_customers.menu_configuration']"
    )
    expect(configuration).to_be_visible()
    expect(bar.locator(".o_menu_sections_more button:visible")).to_have_count(0)
    expect(page.locator(".antcrm_quick_create_menu")).to_be_visible()
    last = configuration.bounding_box()
    assert (
        last["x"] + last["width"] <= page.locator(".o_menu_systray").bounding_box()["x"]
    )
    menu.click()
    for name in (
        "antcrm_import.menu_import_history",
        "antcrm_mail_intake.menu_mails_received",
        "antcrm_webform.menu_webform_forms",
    ):
        expect(
            page.locator(f".o-dropdown--menu [data-menu-xmlid='{name}']")
        ).to_be_visible()

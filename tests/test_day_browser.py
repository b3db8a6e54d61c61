"""The day of a salesperson: whom to call, on a desktop by keyboard and on a phone."""

import re
from datetime import datetime, timedelta, timezone

import pytest
from browser import fits
from playwright.sync_api import expect

DESKTOP = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
CALL_LOG = ".modal:has([name=outcome])"


@pytest.fixture(scope="module")
def sara(make_user):
    return make_user("antcrm_share.group_user", name="Sara Day")


@pytest.fixture(scope="module")
def customers(admin, sara):
    """One customer for each reason that does not take weeks."""
    today = datetime.now(timezone.utc).date()
    [overdue, due, new, born] = sara.call(
        "res.partner",
        "create",
        [
            {
                "firstname": name,
                "lastname": "of the Day",
                "user_id": sara.uid,
                "phone_ids": [[0, 0, {"value": f"+84 912 680 10{number}"}]],
                "birthdate_date": str(today.replace(year=1984))
                if number == 3
                else False,
            }
            for number, name in enumerate(("Otto", "Tom", "Nina", "Bea"))
        ],
    )
    [model] = admin.call("ir.model", "search", [["model", "=", "res.partner"]])
    [call] = sara.call("mail.activity.type", "search", [["category", "=", "phonecall"]])
    sara.call(
        "mail.activity",
        "create",
        [
            {
                "res_model_id": model,
                "res_id": customer,
                "activity_type_id": call,
                "summary": "Ask for the order",
                "date_deadline": str(today - timedelta(days=days)),
                "user_id": sara.uid,
            }
            for customer, days in ((overdue, 2), (due, 0))
        ],
    )
    return [overdue, due, new, born]


def test_by_keyboard(page, login, sara, customers):
    errors = []
    page.on("pageerror", lambda error: errors.append(error))
    menus = sara.call("ir.ui.menu", "load_menus", False)
    assert "My Day" in {menu.get("name") for menu in menus.values()}
    page.set_viewport_size(DESKTOP)
    login(page, sara.login)
    page.goto("/odoo/customer-day")
    groups = page.locator(".o_group_header")
    for label in (
        *("Overdue activity", "Activity for today", "New, not contacted yet"),
        "Birthday today",
    ):
        expect(groups.filter(has_text=label)).to_have_count(1)
    row = page.locator(".o_data_row", has_text="Otto")
    expect(row).to_contain_text("Ask for the order")
    # nothing can be done with selected lines but to export them
    expect(page.locator(".o_list_record_selector")).to_have_count(0)
    expect(row.locator("[name=phone] a").first).to_have_attribute(
        "href", "tel:+84912680100"
    )
    # a key notes the call, and the customer is done
    page.locator(".o_searchview_input").focus()
    # to the headings, the group, the row
    for _step in range(3):
        page.keyboard.press("ArrowDown")
    expect(row.locator("td:focus")).to_have_count(1)
    page.keyboard.press("l")
    dialog = page.locator(CALL_LOG)
    dialog.locator("[name=note] textarea").fill("Orders on Monday")
    dialog.get_by_role("button", name="Log", exact=True).click()
    expect(row).to_have_count(0)
    expect(groups.filter(has_text="Overdue activity (0)")).to_have_count(1)
    # a click opens the customer
    page.locator(".o_data_row", has_text="Tom").locator("[name=name]").click()
    expect(page.locator(".antcrm_header_name")).to_contain_text("Tom")
    assert not errors


def test_on_a_phone(page, login, sara, customers):
    page.set_viewport_size(PHONE)
    login(page, sara.login)
    page.goto("/odoo/customer-day")
    card = page.locator(".o_kanban_record:not(.o_kanban_ghost)", has_text="Nina")
    card.wait_for()
    assert fits(page)
    phone = card.locator("[name=phone] a").first
    expect(phone).to_have_attribute("href", "tel:+84912680102")
    assert phone.bounding_box()["height"] >= 24
    card.get_by_role("button", name="Log a Call").click()
    dialog = page.locator(CALL_LOG)
    dialog.get_by_role("button", name="Log", exact=True).click()
    expect(card).to_have_count(0)


def test_card_of_who_has_no_phone(page, login, sara):
    """Shows the email, and a thumb writes."""
    [contact] = sara.call(
        "res.partner",
        "create",
        [
            {
                "firstname": "Eda Email",
                "email_ids": [[0, 0, {"value": "eda@day.example"}]],
            }
        ],
    )
    page.set_viewport_size(PHONE)
    login(page, sara.login)
    with page.expect_response("**/note_visit"):
        page.goto(f"/odoo/customer-contacts/{contact}")
        expect(name_of(page)).to_contain_text("Eda Email")
    page.goto("/odoo/customer-recent")
    card = page.locator(".o_kanban_record:not(.o_kanban_ghost)", has_text="Eda Email")
    expect(card.locator("[name=phone]")).to_have_count(0)
    email = card.locator("[name=email] a").first
    expect(email).to_have_text("eda@day.example")
    assert fits(page)
    email.click()
    expect(page.locator(".modal:has(.o_mail_composer_form)")).to_be_visible()


def name_of(page):
    return page.locator(".antcrm_header_name")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1366", "390"])
def test_next_and_previous(page, login, sara, people, size):
    """From one customer to the next, whatever their kind; whoever was opened is found
    again, the last one first."""
    errors = []
    page.on("pageerror", lambda error: errors.append(error))
    page.set_viewport_size(size)
    login(page, sara.login)
    for path, record_id, name in people:
        with page.expect_response("**/note_visit"):
            page.goto(f"/odoo/{path}/{record_id}")
            expect(name_of(page)).to_contain_text(name)
    page.goto("/odoo/customer-recent")
    line = ".o_data_row, .o_kanban_record:not(.o_kanban_ghost)"
    names = [name for _path, _id, name in reversed(people)]
    for number, name in enumerate(names):
        expect(page.locator(line).nth(number)).to_contain_text(name)
    assert fits(page)
    first = page.locator(line).first
    (first.locator("td[name=name]") if size == DESKTOP else first).click()
    count = len(sara.call("antcrm.recent", "search", []))
    for number, name in enumerate(names, start=1):
        expect(name_of(page)).to_contain_text(name)
        if size == DESKTOP:  # on a phone there are its buttons alone
            expect(page.locator(".o_pager_value")).to_have_text(str(number))
            expect(page.locator(".o_pager_limit")).to_have_text(str(count))
        if number < len(names):
            page.locator(".o_pager_next").click()
    # by keyboard
    page.keyboard.press("Alt+p")
    expect(name_of(page)).to_contain_text(names[-2])
    # the address is that of the customer's own page
    path, record_id, _name = people[1]
    expect(page).to_have_url(re.compile(f"/{path}/{record_id}$"))
    page.reload()
    expect(name_of(page)).to_contain_text(names[-2])
    assert not errors


@pytest.fixture(scope="module")
def people(sara):
    """One customer of each kind: ``[(path, id, name)]``."""
    [lead] = sara.call(
        "crm.lead",
        "create",
        [{"type": "lead", "name": "Ropes", "contact_name": "Lea of the Past"}],
    )
    contact, account = sara.call(
        "res.partner",
        "create",
        [{"firstname": "Col of the Past"}, {"name": "Past Ltd", "is_company": True}],
    )
    return [
        ("customer-leads", lead, "Lea of the Past"),
        ("customer-contacts", contact, "Col of the Past"),
        ("customer-accounts", account, "Past Ltd"),
    ]


def test_next_of_the_day(page, login, sara, customers):
    page.set_viewport_size(DESKTOP)
    login(page, sara.login)
    page.goto("/odoo/customer-day")
    rows = page.locator(".o_data_row")
    rows.first.wait_for()
    # who stands there for two reasons comes once
    names = list(dict.fromkeys(rows.locator("td[name=name]").all_text_contents()))
    rows.first.locator("td[name=name]").click()
    for name in names:
        expect(name_of(page)).to_contain_text(name)
        page.locator(".o_pager_next").click()
    # behind the last comes the first
    expect(name_of(page)).to_contain_text(names[0])
    # the line's own phone calls, and is noted with the customer
    page.goto("/odoo/customer-day")
    phone = rows.first.locator("[name=phone] .antcrm_value_text")
    page.evaluate("window.open = () => null")
    phone.click()
    expect(page.locator(CALL_LOG)).to_be_visible()


@pytest.mark.parametrize("path", ["customer-leads", "customer-contacts"])
def test_keyboard_passes_the_picture(page, login, sara, customers, path):
    """From the box of a row to its name."""
    sara.call("crm.lead", "create", [{"type": "lead", "name": "Led by keys"}])
    page.set_viewport_size(DESKTOP)
    login(page, sara.login)
    page.goto(f"/odoo/{path}")
    page.locator(".o_data_row").first.wait_for()
    page.locator(".o_data_row .o_list_record_selector").first.focus()
    focus = page.locator(".o_data_row td:focus-within")
    focus.wait_for()
    for _step in range(3):
        if focus.get_attribute("name") in ("contact_name", "name"):
            break
        page.keyboard.press("ArrowRight")
    expect(focus).to_have_attribute("name", re.compile("^(contact_)?name$"))


@pytest.mark.parametrize(
    "path",
    ["customer-day", "customer-recent", "customer-leads", "customer-contacts"]
    + ["customer-accounts"],
)
def test_pictures_are_alike(page, login, sara, customers, path):
    """Whoever has no picture has initials of the same size and form."""
    [lead] = sara.call(
        "crm.lead",
        "create",
        [{"type": "lead", "contact_name": "Led Alike", "user_id": sara.uid}],
    )
    sara.call("res.partner", "create", [{"name": "Alike Account", "is_company": True}])
    sara.call("crm.lead", "web_read", [lead], {"name": {}})
    page.set_viewport_size(DESKTOP)
    login(page, sara.login)
    for model, record in (("crm.lead", lead), ("res.partner", customers[0])):
        page.goto(f"/odoo/{model}/{record}")
        page.locator(".o_form_view [name=phone_ids]").first.wait_for()
    page.goto(f"/odoo/{path}")
    pictures = page.locator(
        ".o_data_row .antcrm_small_picture, .o_data_row .o_field_image img"
    )
    pictures.first.wait_for()
    shapes = pictures.evaluate_all(
        """pictures => pictures.map((picture) => {
            const {width, height} = picture.getBoundingClientRect();
            return [width, height, getComputedStyle(picture).borderTopLeftRadius];
        })"""
    )
    assert {(width, height) for width, height, _radius in shapes} == {(24, 24)}
    [radius] = {radius for _width, _height, radius in shapes}
    assert radius != "0px"

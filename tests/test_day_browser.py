"""The day of a salesperson: whom to call, on a desktop by keyboard and on a phone."""

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
    expect(row.locator("[name=phone] a").first).to_have_attribute(
        "href", "tel:+84912680100"
    )
    # a key notes the call, and the customer is done
    row.locator("td.o_data_cell").first.focus()
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

"""What Vietnam asks of the screens: papers, numbers of before, wards that were split,
and a database that is brought to the wards of today."""

import re
import time

import pytest
from playwright.sync_api import expect

NARROW = {"width": 390, "height": 844}
WIDE = {"width": 1920, "height": 1080}  # all menus are in sight


@pytest.fixture(scope="module")
def vietnam(admin):
    """The ids of the country and of Hồ Chí Minh City."""
    [country] = admin.call("res.country", "search", [["code", "=", "VN"]])
    [state] = admin.call("res.country.state", "search", [["code", "=", "VN-SG"]])
    return {"country_id": country, "state_id": state}


@pytest.fixture(scope="module")
def lan(make_user):
    return make_user("antcrm_share.group_user", name="Lan Sales")


def read(client, id_, *names):
    [record] = client.call("res.partner", "read", [id_], list(names))
    return [record[name] for name in names]


def save(page):
    page.locator(".o_form_button_save").click()
    expect(page.locator(".o_form_button_save")).to_be_hidden()


def is_whole(page):
    """Tell whether the whole phone number is in sight."""
    return page.locator("[name=phone_ids] input").first.evaluate(
        "input => input.scrollWidth <= input.clientWidth"
    )


def test_contact(page, login, lan, vietnam):
    """What is typed is read, and what does not agree is told, not refused."""
    [contact] = lan.call(
        "res.partner",
        "create",
        [{"firstname": "Gấm", "country_id": vietnam["country_id"]}],
    )
    login(page, lan.login)
    page.goto(f"/odoo/customer-contacts/{contact}")
    # empty ones are folded away
    for name in ("Identity Card", "Gender"):
        page.locator(".antcrm_folded button", has_text="Account").click()
        page.get_by_role("menuitem", name=name, exact=True).click()
    page.locator("[name=identity_number] input").fill("036088001234")
    page.locator("[name=gender] input, [name=gender] select").first.click()
    page.locator(".o_select_menu_item, option", has_text="Female").first.click()
    hint = page.locator("[name=antcrm_vietnam_hint]")
    expect(hint).to_contain_text("the gender is “Male”")
    line = page.locator("[name=phone_ids] input").first
    line.fill("01678 123 456")
    line.press("Tab")
    expect(page.locator(".o_notification")).to_contain_text("+84 378 123 456")
    save(page)
    phone, gender = read(lan, contact, "phone", "gender")
    assert (phone, gender) == ("+84 378 123 456", "female")
    assert is_whole(page)
    page.locator("[name=phone_ids]").get_by_role("button", name="Call or write").click()
    chat = page.get_by_role("menuitem", name="Zalo")
    expect(chat).to_have_attribute("href", "https://zalo.me/84378123456")


def test_split_ward_on_a_phone(page, login, lan, vietnam):
    """Whoever opens the address clicks the ward that it is."""
    [contact] = lan.call(
        "res.partner",
        "create",
        [
            {
                "firstname": "Nam",
                "street": "59 Nguyễn Sỹ Sách",
                "street2": "Phường 15",
                "district": "Tân Bình",
                "address_check": "split",
                "phone_ids": [[0, 0, {"value": "+84 912 345 987"}]],
                **vietnam,
            }
        ],
    )
    page.set_viewport_size(NARROW)
    login(page, lan.login)
    page.goto(f"/odoo/customer-contacts/{contact}")
    expect(page.locator("[name=phone_ids] input").first).to_be_visible()
    assert is_whole(page)
    question = page.locator("[name=antcrm_ward_choice]")
    question.get_by_label("Phường Tân Sơn").click()
    expect(question).to_be_hidden()
    save(page)
    names = ("street", "street2", "district", "address_check")
    assert read(lan, contact, *names) == [
        "59 Nguyễn Sỹ Sách",
        "Phường Tân Sơn",
        False,
        False,
    ]


def test_convert_the_database(page, login, make_user, vietnam):
    boss = make_user("antcrm_share.group_administrator", name="Boss Vietnam")
    [contact] = boss.call(
        "res.partner",
        "create",
        [
            {
                "firstname": "Old",
                "street": "12 Nguyễn Huệ",
                "street2": "P. Bến Nghé",
                "district": "Quận 1",
                **vietnam,
            }
        ],
    )
    page.set_viewport_size(WIDE)
    login(page, boss.login)
    page.goto("/odoo/action-antcrm_customers.res_partner_action_contact")
    page.locator(".o_menu_sections button", has_text="Configuration").click()
    page.locator(
        ".o-dropdown--menu .dropdown-item", has_text="Addresses of Before July 2025"
    ).click()
    dialog = page.locator(".modal")
    dialog.get_by_role("button", name="Count", exact=True).click()
    expect(dialog.locator("[name=sample_text]")).to_contain_text("Phường Sài Gòn")
    assert read(boss, contact, "district") == ["Quận 1"]
    dialog.get_by_role("button", name="Convert", exact=True).click()
    expect(dialog.locator("[name=state]")).to_contain_text("Converted")
    assert read(boss, contact, "street2", "district") == ["Phường Sài Gòn", False]
    dialog.get_by_role("button", name="Undo", exact=True).click()
    page.locator(".modal", has_text="get back what they had").get_by_role(
        "button", name="Undo", exact=True
    ).click()
    expect(dialog.locator("[name=state]")).to_contain_text("Undone")
    assert read(boss, contact, "street2", "district") == ["P. Bến Nghé", "Quận 1"]


def test_address_of_several_lines(page, login, lan, vietnam):
    """Pasted from a document, its lines are parts of the address."""
    [contact] = lan.call(
        "res.partner",
        "create",
        [{"firstname": "Tuấn", "country_id": vietnam["country_id"]}],
    )
    login(page, lan.login)
    page.goto(f"/odoo/customer-contacts/{contact}")
    street = page.locator("[name=street] input")
    street.focus()
    street.evaluate(
        """(input, text) => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/plain", text);
            const init = {clipboardData, bubbles: true, cancelable: true};
            input.dispatchEvent(new ClipboardEvent("paste", init));
        }""",
        "12 Nguyễn Huệ\nPhường Bến Nghé\r\nQuận 1,\nTP.HCM\n",
    )
    expect(street).to_have_value("12 Nguyễn Huệ, Phường Bến Nghé, Quận 1, TP.HCM")
    street.press("Tab")
    expect(street).to_have_value("12 Nguyễn Huệ")
    ward = page.locator("[name=ward_id] input")
    expect(ward).to_have_value(re.compile("^Phường Sài Gòn"))
    save(page)
    street, ward = read(lan, contact, "street", "street2")
    assert (street, ward) == ("12 Nguyễn Huệ", "Phường Sài Gòn")


def test_web_form(browser, server, admin, vietnam, vietnamese):
    """A visitor who writes Vietnamese: labels, errors and thanks are in it, and the
    address, an old one in one text, is that of today."""
    for name in ("antcrm_webform.min_seconds", "antcrm_webform.address_limit"):
        value = "0" if name.endswith("seconds") else "1000"
        admin.call("ir.config_parameter", "set_param", name, value)
    names = ("name", "phones", "street", "state_id", "country_id")
    fields = [
        [0, 0, {"name": name, "required": number < 2, "sequence": number}]
        for number, name in enumerate(names)
    ]
    [form] = admin.call(
        "antcrm.webform",
        "create",
        [{"name": "Khách hàng", "kind": "contact", "field_ids": fields}],
    )
    [values] = admin.call("antcrm.webform", "read", [form], ["page_url"])
    context = browser.new_context(locale="vi-VN", viewport=NARROW)
    page = context.new_page()
    page.goto(values["page_url"])
    send = page.get_by_role("button", name="Gửi", exact=True)
    send.click()
    expect(page.get_by_role("alert").first).to_be_visible()
    expect(page.locator(".antcrm-form")).not_to_contain_text("Please")
    page.get_by_label("Họ và tên").fill("Trần Thị Cúc")
    page.get_by_label("Điện thoại").fill("01678 123 789")
    page.get_by_label("Số nhà, tên đường").fill("12 Nguyễn Huệ, P. Bến Nghé, Q.1")
    page.get_by_label("Tỉnh").fill("TP.HCM")
    page.get_by_label("Quốc gia").select_option(label="Việt Nam")
    send.click()
    page.locator(".antcrm-form-thanks").wait_for()
    domain = [["phone", "=", "+84 378 123 789"]]
    columns = ["street", "street2", "state_id", "written_address", "lastname"]
    deadline = time.monotonic() + 60
    while not (found := admin.call("res.partner", "search_read", domain, columns)):
        assert time.monotonic() < deadline, "no contact"
        time.sleep(0.2)
    [contact] = found
    assert (contact["street"], contact["street2"]) == (
        "12 Nguyễn Huệ",
        "Phường Sài Gòn",
    )
    assert contact["state_id"][0] == vietnam["state_id"]
    assert contact["written_address"].startswith("12 Nguyễn Huệ, P. Bến Nghé")
    context.close()

"""Further keys of customers: an Administrator sets them, and a salesperson meets them
in each form, on a desk and on a phone, in English and in Vietnamese."""

import itertools
import os

import pytest
from browser import find_sideways, fits, save, serious_findings
from customer_keys import key_modes
from playwright.sync_api import expect
from walk import OPEN

DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
SCREENS = [
    pytest.param(size, lang, id=f"{size['width']}-{lang[:2]}")
    for size in (DESK, PHONE)
    for lang in ("en_US", "vi_VN")
]
pytestmark = pytest.mark.usefixtures("vietnamese")
KEYS_ACTION = """
async () => {
    const menus = await (await fetch("/web/webclient/load_menus")).json();
    const isKeys = (menu) => menu.xmlid === "antcrm_customers.menu_customer_keys";
    return Object.values(menus).find(isKeys).actionID;
}
"""
numbers = itertools.count(1)
#: what is read where somebody has a unique key whom one may not see
ASK = {"en_US": "ask your administrator", "vi_VN": "quản trị viên"}
#: parts of the host's, and what axe-core finds in them
HOST_FINDINGS = {"aria-required-parent", "aria-allowed-attr", "autocomplete-valid"}


def create(client, model, **values):
    [record_id] = client.call(model, "create", [values])
    return record_id


def look(page, name):
    if folder := os.environ.get("ANTCRM_LOOK"):
        page.screenshot(path=f"{folder}/{name}.png")


def field(page, name, within=".o_form_view"):
    return page.locator(f"{within} .o_field_widget[name={name}]").last


def name_customer(page, kind, name, within=".o_form_view"):
    part = {"account": "name", "contact": "firstname", "lead": "name"}[kind]
    box = field(page, part, within).locator("input:visible, textarea:visible").first
    box.fill(name)


@pytest.fixture
def modes(admin):
    """A function that sets what keys do."""
    with key_modes(admin) as set_mode:
        yield set_mode


@pytest.mark.parametrize(("size", "lang"), SCREENS)
def test_settings(page, login, make_user, modes, admin, size, lang):
    """Each key of each kind says what it does, and is changed where it is read."""
    user = make_user("antcrm_share.group_administrator", name="Ada Admin", lang=lang)
    modes("suggest", ("account", "vat"))
    errors = []
    page.on("pageerror", lambda error: errors.append(error))
    page.set_viewport_size(size)
    login(page, user.login, start=True)
    page.evaluate(OPEN, [page.evaluate(KEYS_ACTION), {}])
    rows = page.locator(".o_data_row, .o_kanban_record:not(.o_kanban_ghost)")
    label, domain = {
        "en_US": ("Tax number", "Website domain"),
        "vi_VN": ("Mã số thuế", "Tên miền"),
    }[lang]
    # of accounts and of leads
    expect(rows.filter(has_text=label)).to_have_count(2)
    assert fits(page)
    look(page, f"keys-{size['width']}-{lang[:2]}")
    row = rows.filter(has_text=label).first
    if size == DESK:
        row.locator("td[name=mode]").click()
        row.locator("[name=mode] input").click()
        items = page.locator(".o_select_menu_item")
        expect(items).to_have_count(4)
        look(page, f"keys-choice-{size['width']}-{lang[:2]}")
        items.last.click()
        with page.expect_response("**/antcrm.customer.key/web_save"):
            page.locator(".o_list_button_save:visible").first.click()
    else:
        row.click()
        choices = field(page, "mode").locator("input[type=radio]")
        expect(choices).to_have_count(4)
        expect(page.locator(".o_breadcrumb")).to_contain_text(label)
        assert not find_sideways(page)
        look(page, f"keys-form-{size['width']}-{lang[:2]}")
        choices.last.check()
        with page.expect_response("**/antcrm.customer.key/web_save"):
            save(page)
        # a key that can do less offers no more
        page.locator(".o_back_button, .o_breadcrumb button").first.click()
        rows.filter(has_text=domain).first.click()
        expect(choices).to_have_count(2)
    findings = {rule for rule, _found in serious_findings(page, ".o_content")}
    assert findings <= {"color-contrast", "label", *HOST_FINDINGS}, findings
    key = [["kind", "=", "account"], ["key", "=", "vat"]]
    [record] = admin.call("antcrm.customer.key", "search_read", key, ["mode"])
    assert record["mode"] == "unique"
    assert not errors


@pytest.mark.parametrize(("size", "lang"), SCREENS)
def test_refused(page, login, make_user, modes, size, lang):
    """A unique key that another customer has is refused with who that is and what to do
    next; of one that is hidden nothing is told."""
    modes(
        "unique",
        ("account", "vat"),
        ("contact", "identity_number"),
        ("lead", "identity_number"),
        ("contact", "social"),
    )
    user = make_user("antcrm_share.group_user", name="Sara Sales", lang=lang)
    other = make_user("antcrm_share.group_user", name="Otto Other")
    number = f"{next(numbers):02}{size['width']:04}"
    tag = f"{size['width']}-{lang[:2]}"
    cases = {
        "account": ("vat", f"0300{number}", f"0301{number}"),
        "contact": ("identity_number", f"079000{number}", f"079100{number}"),
    }
    errors = []
    page.on("pageerror", lambda error: errors.append(error))
    page.set_viewport_size(size)
    login(page, user.login)
    dialog = page.locator(".modal")
    for kind, (key, seen, hidden) in cases.items():
        values = {"is_company": kind == "account"}
        create(user, "res.partner", name=f"Known {tag}", **values, **{key: seen})
        create(
            other,
            "res.partner",
            name=f"Secret {tag}",
            share_mode="me",
            **values,
            **{key: hidden},
        )
        page.goto(f"/odoo/customer-{kind}s/new")
        name_customer(page, kind, "Anew")
        for text, is_hidden in ((seen, False), (hidden, True)):
            box = field(page, key).locator("input")
            box.fill(f"{text[:4]} {text[4:]}")
            box.blur()
            save(page)
            dialog.wait_for()
            look(page, f"refused-{kind}-{'hidden' if is_hidden else 'seen'}-{tag}")
            assert fits(page)
            assert not serious_findings(page, ".modal .modal-content")
            if is_hidden:
                expect(dialog).to_contain_text(ASK[lang])
                expect(dialog).not_to_contain_text("Secret")
                expect(dialog.locator("footer button")).to_have_count(1)
            else:
                expect(dialog).to_contain_text(f"Known {tag}")
                # to open, to add to, and to go back at least
                expect(dialog.locator("footer button").nth(2)).to_be_visible()
            for button in dialog.locator("footer button").all():
                expect(button).to_be_in_viewport(ratio=1)
            dialog.locator("footer button").last.click()
            dialog.wait_for(state="hidden")
        # what was typed goes to who is there already
        field(page, key).locator("input").fill(seen)
        save(page)
        dialog.wait_for()
        dialog.locator("footer button").nth(1).click()
        dialog.wait_for(state="hidden")
        shown = page.locator(".o_form_view", has_text=f"Known {tag}").or_(
            page.locator(".o_breadcrumb", has_text=f"Known {tag}")
        )
        shown.first.wait_for()
    assert not errors


@pytest.mark.parametrize(("size", "lang"), SCREENS)
def test_qualification_and_quick_create(
    page, login, make_user, admin, modes, size, lang
):
    """The page on which leads are studied, and the form that opens over a document."""
    modes("unique", ("lead", "vat"), ("account", "vat"))
    groups = ("antcrm_qualification.group_salesperson", "project.group_project_user")
    user = make_user(*groups, name="Sara Sales", lang=lang)
    other = make_user("antcrm_share.group_user", name="Otto Other")
    tag = f"{size['width']}-{lang[:2]}"
    number = f"04{size['width']:04}{ord(lang[0]):04}"
    hidden = f"05{size['width']:04}{ord(lang[0]):04}"
    lead = {"type": "lead", "name": f"Known {tag}"}
    create(user, "crm.lead", **lead, vat=number)
    lead["name"] = f"Secret {tag}"
    create(other, "crm.lead", **lead, vat=hidden, share_mode="me")
    page.set_viewport_size(size)
    login(page, user.login)
    dialog = page.locator(".modal")
    page.goto("/odoo/lead-qualification/new")
    field(page, "name").locator("textarea, input").first.fill("Anew")
    for text, is_hidden in ((number, False), (hidden, True)):
        box = field(page, "vat").locator("input")
        with page.expect_response("**/onchange"):
            box.fill(text)
            box.blur()
        save(page)
        dialog.wait_for()
        look(page, f"refused-lead-{'hidden' if is_hidden else 'seen'}-{tag}")
        assert fits(page)
        if is_hidden:
            expect(dialog).to_contain_text(ASK[lang])
            expect(dialog).not_to_contain_text("Secret")
        else:
            expect(dialog).to_contain_text(f"Known {tag}")
        dialog.locator("footer button").last.click()
        dialog.wait_for(state="hidden")
    # the form over a task, from the pop-up that asks for little
    account = create(
        user, "res.partner", name=f"Ropes {tag}", is_company=True, vat=number
    )
    project = create(
        admin, "project.project", name="Move", privacy_visibility="employees"
    )
    page.goto("about:blank")
    page.goto(f"/odoo/project/{project}/tasks/new")
    page.fill("[name=name] textarea", "Visit")
    customer = ".o_field_widget[name=partner_id]"
    page.wait_for_selector(f"{customer} .antcrm_quick_create_button")
    page.click(f"{customer} [data-kind=account]")
    page.click(f"{customer} .antcrm_quick_create_button")
    page.locator(".modal .antcrm_quick_create input[name=name]").fill("Anew Ltd")
    look(page, f"quick-{tag}")
    page.click(".modal [name=full_form]")
    form = ".modal .o_form_view"
    field(page, "vat", form).locator("input").fill(number)
    field(page, "vat", form).locator("input").blur()
    page.locator(".modal .o_form_button_save").last.click()
    # the form names who is there already, too
    refusal = page.locator(".modal:not(:has(.o_form_view))", has_text=f"Ropes {tag}")
    refusal.locator("footer button").first.wait_for()
    look(page, f"refused-quick-{tag}")
    assert fits(page)
    refusal.locator("footer button").last.click()
    # what was typed is still there
    expect(field(page, "vat", form).locator("input")).to_have_value(number)
    [values] = user.call("res.partner", "read", [account], ["name"])
    assert values["name"] == f"Ropes {tag}"

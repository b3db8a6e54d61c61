"""A lead is studied and qualified in the web client; a partner adds one on his page."""

import importlib.util
import os
import re

import pytest
from browser import choose_menu, fits, serious_findings
from host import ROOT
from playwright.sync_api import expect

TIN = "0301442379"
TIN_OF_LEAD = "0101248141"
DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
#: of the host's own pictures, tabs and autocompletions
HOST_FINDINGS = {
    *("image-alt", "aria-required-parent", "autocomplete-valid", "aria-allowed-attr"),
}


def create(client, model, **values):
    [record_id] = client.call(model, "create", [values])
    return record_id


@pytest.fixture(scope="module")
def agreement(admin):
    """An agreement with a partner, whose programme has one direction."""
    support = create(admin, "antcrm.sales.product", name="Browser support")
    direction = create(
        admin,
        "antcrm.sales.direction",
        name="Browser services",
        product_ids=[[6, 0, [support]]],
    )
    create(admin, "antcrm.sales.direction", name="Browser schooling")
    partner = create(admin, "res.partner", name="Pia's Partners", is_company=True)
    programme = create(
        admin,
        "antcrm.partner.programme",
        name="Resellers",
        direction_ids=[[6, 0, [direction]]],
        product_ids=[[6, 0, [support]]],
    )
    return create(
        admin,
        "antcrm.partner.agreement",
        name="P-1",
        programme_id=programme,
        partner_id=partner,
    )


def field(page, name):
    return page.locator(f".o_form_view .o_field_widget[name={name}]")


def choose(page, name, text):
    field(page, name).locator("input").fill(text)
    page.locator(".o-autocomplete--dropdown-item", has_text=text).first.click()


def add_phone(page, number):
    line = field(page, "phone_ids").locator("input").last
    with page.expect_response("**/onchange"):
        line.fill(number)
        line.blur()


def tick(page, name):
    """Tick a box, and wait for what the server makes of it."""
    with page.expect_response("**/onchange"):
        field(page, name).locator("input").check()


def test_qualify(page, login, make_user, agreement):
    user = make_user("antcrm_share.group_user", name="Mara Marketeer")
    company = create(
        user, "res.partner", name="Browser Ropes", is_company=True, vat=TIN
    )
    lead = create(
        user, "crm.lead", name="Wants ropes", type="lead", partner_name="ropes"
    )
    errors = []
    page.on("pageerror", lambda error: errors.append(error))
    login(page, user.login)
    page.goto("/odoo/lead-qualification")
    page.locator(".o_data_row", has_text="Wants ropes").locator("td[name=name]").click()
    choose(page, "source_id", "Vendor")
    # the product waits for a direction, which the agreement brings
    expect(field(page, "sales_product_id").locator("input")).to_have_count(0)
    choose(page, "partner_agreement_id", "P-1")
    field(page, "partner_company_id").get_by_text("Pia's Partners").wait_for()
    direction = field(page, "sales_direction_id").locator("input")
    expect(direction).to_have_value("Browser services")
    choose(page, "sales_product_id", "Browser support")
    # another direction clears what it does not have
    choose(page, "sales_direction_id", "Browser schooling")
    field(page, "partner_company_id").wait_for(state="hidden")
    expect(field(page, "sales_product_id").locator("input")).to_have_value("")
    tick(page, "is_new_company")
    field(page, "company_name").locator("input").fill("Ropes as written")
    field(page, "website").locator("input").fill("ropes.example.com")
    field(page, "vat").locator("input").fill(f"{TIN[:4]} {TIN[4:]}")
    tick(page, "is_new_contact")
    field(page, "firstname").locator("input").fill("Leo")
    field(page, "lastname").locator("input").fill("Lind")
    add_phone(page, "+84 901 234 599")
    page.locator(".o_form_button_save").click()
    contact = field(page, "existing_contact_id").locator("input")
    expect(contact).to_have_value(re.compile("Leo Lind$"))
    existing = field(page, "existing_company_id").locator("input")
    expect(existing).to_have_value("Browser Ropes")
    findings = serious_findings(page, ".o_form_sheet")
    assert {rule for rule, _elements in findings} <= HOST_FINDINGS, findings
    page.get_by_role("button", name="Qualify", exact=True).click()
    page.locator(".o_statusbar_status", has_text="Proposition").wait_for()
    [lead] = user.call("crm.lead", "read", [lead], ["type", "converted_account_id"])
    assert lead["type"] == "opportunity"
    assert lead["converted_account_id"][0] == company
    assert not errors


def check_page(page, name):
    """A page that nothing keeps people from using."""
    assert fits(page), name
    # so is the pale colour of labels
    findings = [
        (rule, element)
        for rule, elements in serious_findings(page, ".o_form_sheet")
        for element in elements
        if rule not in HOST_FINDINGS
        and not (rule == "color-contrast" and "o_form_label" in element)
    ]
    assert not findings, findings


def press(page, name):
    """Press a button of the page that is in reach: without scrolling, and without
    opening a menu."""
    button = page.get_by_role("button", name=name, exact=True).locator("visible=true")
    box = button.last.bounding_box()
    assert box["y"] + box["height"] <= page.viewport_size["height"], name
    button.last.click()


@pytest.mark.parametrize("role", ["salesperson", "manager"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["1366", "390"])
def test_page_guides(page, login, make_user, size, role):
    """Half a lead is saved; what is missing is listed and leads to its field; who is
    there already is offered, and taken; both ways out are in reach."""
    user = make_user(f"antcrm_qualification.group_{role}", name=f"Pat {role}")
    tag = f"{role} {size['width']}"
    vat = f"{sum(map(ord, tag)):09}"
    create(user, "res.partner", name=f"Acme {tag}", is_company=True, vat=vat)
    errors = []
    page.on("pageerror", lambda error: errors.append(error))
    page.set_viewport_size(size)
    login(page, user.login)
    page.goto("/odoo/lead-qualification/new")
    # the line of a phone takes the focus again when the server has answered
    field(page, "name").locator("textarea, input").first.fill(f"Half {tag}")
    add_phone(page, f"+84 901 23{sum(map(ord, tag)):04}")
    page.locator(".o_form_button_save").click()
    page.locator(".o_form_saved, .o_form_button_create").first.wait_for()
    page.get_by_role("status").get_by_text("things missing").wait_for()
    press(page, "Qualify")
    page.locator(".o_notification", has_text="Lead Source").wait_for()
    page.locator(".o_notification_close").first.click()
    # each thing that is missing leads to its field, which is marked
    missing = page.get_by_role("status").get_by_role("button", name="Tax Number (TIN)")
    missing.click()
    vat_input = field(page, "vat").locator("input")
    expect(vat_input).to_be_focused()
    expect(field(page, "vat")).to_have_class(re.compile("o_antcrm_missing"))
    # what is typed is matched before it is saved
    with page.expect_response("**/onchange"):
        vat_input.fill(vat)
        vat_input.blur()
    match = field(page, "company_match_id")
    match.get_by_text(f"Acme {tag}").wait_for()
    field(page, "company_match_text").get_by_text("same tax number").wait_for()
    if shots := os.environ.get("ANTCRM_SCREENSHOTS"):
        page.screenshot(path=f"{shots}/{role}-{size['width']}.png", full_page=True)
    page.get_by_role("button", name="Use it", exact=True).click()
    company = field(page, "existing_company_id").locator("input")
    expect(company).to_have_value(re.compile(f"Acme {tag}"))
    expect(field(page, "vat")).to_have_count(0)
    check_page(page, tag)
    if shots:
        page.screenshot(path=f"{shots}/{role}-{size['width']}-saved.png")
    press(page, "Disqualify")
    if size == PHONE:
        # the host lets the reason be chosen on a page of its own there
        field(page, "lost_reason_id").locator("input").click()
        reasons = page.locator(".modal", has_text="Search: ")
        reasons.get_by_text("Too expensive", exact=True).click()
        reasons.wait_for(state="hidden")
    else:
        choose(page, "lost_reason_id", "Too expensive")
    reason = field(page, "lost_reason_id").locator("input")
    expect(reason).to_have_value("Too expensive")
    dialog = page.locator(".modal")
    dialog.get_by_role("button", name="Disqualify").click()
    dialog.wait_for(state="hidden")
    [lead] = user.call(
        "crm.lead",
        "search_read",
        [["name", "=", f"Half {tag}"], ["active", "=", False]],
        ["qualification_state"],
    )
    assert lead["qualification_state"] == "disqualified"
    assert not errors


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["1366", "390"])
def test_list_opens_on_what_is_to_do(page, login, make_user, size):
    user = make_user("antcrm_qualification.group_marketeer", name="Mia Marketeer")
    tag = f"To do {size['width']}"
    create(user, "crm.lead", name=f"{tag} mine", type="lead", user_id=user.uid)
    create(user, "crm.lead", name=f"{tag} nobody's", type="lead", user_id=False)
    lost = create(user, "crm.lead", name=f"{tag} lost", type="lead")
    [reason] = user.call("crm.lost.reason", "search", [], limit=1)
    disqualify = create(
        user,
        "antcrm.lead.disqualify",
        lead_ids=[[6, 0, [lost]]],
        lost_reason_id=reason,
    )
    user.call("antcrm.lead.disqualify", "action_disqualify", [disqualify])
    other = make_user("antcrm_qualification.group_salesperson", name="Olli Other")
    create(other, "crm.lead", name=f"{tag} theirs", type="lead", user_id=other.uid)
    page.set_viewport_size(size)
    login(page, user.login)
    page.goto("/odoo/lead-qualification")
    rows = page.locator(".o_data_row, .o_kanban_record:not(.o_kanban_ghost)")
    rows.filter(has_text=f"{tag} mine").wait_for()
    rows.filter(has_text=f"{tag} nobody's").wait_for()
    expect(rows.filter(has_text=f"{tag} theirs")).to_have_count(0)
    expect(rows.filter(has_text=f"{tag} lost")).to_have_count(0)
    assert fits(page)


def test_partner_portal(page, admin, make_user, agreement):
    [partner] = admin.call(
        "antcrm.partner.agreement", "read", [agreement], ["partner_id"]
    )
    portal = admin.call(
        "ir.model.data", "check_object_reference", "base", "group_portal"
    )
    create(
        admin,
        "res.users",
        name="Pia Partner",
        login="pia_partner",
        password="pia_partner",
        partner_company_id=partner["partner_id"][0],
        group_ids=[[6, 0, [portal[1]]]],
    )
    create(admin, "utm.campaign", name="Browser spring")
    create(admin, "utm.medium", name="Browser TV")
    seller = make_user("antcrm_share.group_user", name="Sara Sales")
    create(seller, "crm.lead", name="Of somebody else", type="lead")
    errors = []
    page.on("pageerror", lambda error: errors.append(error))
    page.set_viewport_size(PHONE)
    page.goto("/web/login?redirect=/my")
    page.fill("input[name=login]", "pia_partner")
    page.fill("input[name=password]", "pia_partner")
    page.click("button[type=submit]")
    page.get_by_role("link", name="Leads of your company").click()
    page.get_by_text("There are no leads").wait_for()
    page.get_by_role("link", name="Add a lead").click()
    page.get_by_label("What it is about").fill("Ropes for a ship")
    # another direction has other products
    product = page.get_by_label("Service or product")
    expect(product.locator("option", has_text="Browser support")).to_be_enabled()
    page.get_by_label("Sales direction").select_option(label="Browser services")
    product.select_option(label="Browser support")
    page.get_by_label("Middle name").fill("Minh")
    page.get_by_label("Email").fill("ropes@example.com")
    page.get_by_label("Do not send mailings").check()
    page.get_by_label("Marketing campaign").select_option(label="Browser spring")
    page.get_by_label("Content distribution channel").select_option(label="Browser TV")
    page.get_by_label("Phone").fill("123")
    page.get_by_role("button", name="Add the lead").click()
    # what was typed is still there, with what is wrong
    page.locator(".alert-danger", has_text="123").wait_for()
    expect(page.get_by_label("What it is about")).to_have_value("Ropes for a ship")
    page.get_by_label("Phone").fill("+84 901 234 598")
    page.get_by_role("button", name="Add the lead").click()
    page.get_by_text("Saved.").wait_for()
    assert fits(page)
    assert not serious_findings(page, "#wrap")
    composer = page.locator(".o-mail-Composer-input").first
    # of a page that is left while it loads, the next one may get half a script
    composer.wait_for()
    page.get_by_label("City").fill("Huế")
    with page.expect_navigation():
        page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved.").wait_for()
    composer.fill("Please call in the morning")
    page.locator(".o-mail-Composer-send").first.click()
    page.locator(".o-mail-Message", has_text="call in the morning").wait_for()
    page.get_by_role("link", name="Leads", exact=True).click()
    page.locator("table", has_text="Ropes for a ship").wait_for()
    expect(page.get_by_text("Of somebody else")).to_have_count(0)
    assert fits(page)
    [lead] = admin.call(
        "crm.lead",
        "search_read",
        [["name", "=", "Ropes for a ship"]],
        ["city", "partner_agreement_id", "sales_direction_id", "source_id"]
        + ["middlename", "do_not_email", "campaign_id", "medium_id"],
    )
    assert lead["campaign_id"][1] == "Browser spring"
    assert lead["medium_id"][1] == "Browser TV"
    assert (lead["middlename"], lead["do_not_email"]) == ("Minh", True)
    assert (lead["city"], lead["source_id"][1]) == ("Huế", "Partner")
    assert lead["partner_agreement_id"][0] == agreement
    assert lead["sales_direction_id"][1] == "Browser services"
    assert not errors


def test_partner_page_of_an_internal_user(page, admin, login, make_user, agreement):
    """Who works for a partner and has an internal login finds the page in the menu,
    and nothing of the leads of others."""
    [partner] = admin.call(
        "antcrm.partner.agreement", "read", [agreement], ["partner_id"]
    )
    user = make_user("base.group_user", name="Ines Internal")
    admin.call(
        "res.users",
        "write",
        [user.uid],
        {"partner_company_id": partner["partner_id"][0]},
    )
    theirs = create(admin, "crm.lead", name="Brought before", type="lead")
    admin.call("crm.lead", "write", [theirs], {"partner_agreement_id": agreement})
    seller = make_user("antcrm_share.group_user", name="Sol Sales")
    create(seller, "crm.lead", name="Not of the partner", type="lead")
    other = make_user("base.group_user", name="Otto Other")
    errors = []
    page.on("pageerror", lambda error: errors.append(error))
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        if size == DESK:
            login(page, user.login, start=True)
            page.locator(".o_navbar_apps_menu button, .o_menu_toggle").first.click()
            page.get_by_role("menuitem", name="Partner Leads").click()
        else:
            page.goto("/my/partner-leads")
        page.locator("table", has_text="Brought before").wait_for()
        expect(page.get_by_text("Not of the partner")).to_have_count(0)
        page.get_by_role("link", name="Add a lead").click()
        about = f"Internal {size['width']}"
        page.get_by_label("What it is about").fill(about)
        page.get_by_role("button", name="Add the lead").click()
        page.get_by_text("Saved.").wait_for()
        assert fits(page)
        [lead] = admin.call(
            "crm.lead",
            "search_read",
            [["name", "=", about]],
            ["partner_agreement_id", "qualification_state"],
        )
        assert lead["partner_agreement_id"][0] == agreement
    # somebody who works for no partner has no such menu, and no page
    page.set_viewport_size(DESK)
    login(page, other.login, start=True)
    page.locator(".o_navbar_apps_menu button, .o_menu_toggle").first.click()
    page.get_by_role("menuitem").first.wait_for()
    expect(page.get_by_role("menuitem", name="Partner Leads")).to_have_count(0)
    answer = page.request.get("/my/partner-leads")
    assert "Brought before" not in answer.text()
    assert not errors


#: who may do what on the page
ROLES = ("marketeer", "salesperson", "manager", "administrator")


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["1366", "390"])
def test_cards(page, admin, login, make_user, agreement, size, role):
    """Each card offers who is there already, and takes it: the company by its tax
    number, the contact by phone and name. Then the lead is qualified, and says what
    was found."""
    user = make_user(f"antcrm_qualification.group_{role}", name=f"Kim {role}")
    tag = f"{role} {size['width']}"
    number = 7000 + 10 * ROLES.index(role) + (size == PHONE)
    vat = str(400_000_000 + number)
    company = create(admin, "res.partner", name=f"Ebb {tag}", is_company=True, vat=vat)
    contact = create(
        admin,
        "res.partner",
        firstname="Lan",
        lastname="Chu",
        phone_ids=[[0, 0, {"kind": "phone", "value": f"+84 934 55 {number}"}]],
        parent_id=company,
    )
    [source] = user.call("utm.source", "search", [["name", "=", "Vendor"]], limit=1)
    [direction] = user.call(
        "antcrm.sales.direction", "search", [["name", "=", "Browser services"]], limit=1
    )
    lead = create(
        user,
        "crm.lead",
        name=f"Cards {tag}",
        type="lead",
        user_id=user.uid,
        source_id=source,
        sales_direction_id=direction,
        firstname="Lan",
        lastname="Chu",
        phone_ids=[[0, 0, {"kind": "phone", "value": f"+84 934 55 {number}"}]],
    )
    errors = []
    page.on("pageerror", lambda error: errors.append(error))
    page.set_viewport_size(size)
    login(page, user.login)
    page.goto(f"/odoo/lead-qualification/{lead}")
    # incomplete: it says what is missing, and stays a lead
    page.get_by_role("status").get_by_text("missing").wait_for()
    press(page, "Qualify")
    page.locator(".o_notification", has_text="Tax Number").wait_for()
    page.locator(".o_notification_close").first.click()
    with page.expect_response("**/onchange"):
        field(page, "vat").locator("input").fill(vat)
        field(page, "vat").locator("input").blur()
    field(page, "company_match_id").get_by_text(f"Ebb {tag}").wait_for()
    page.get_by_role("button", name="Use it", exact=True).click()
    expect(field(page, "existing_company_id").locator("input")).to_have_value(
        re.compile(f"Ebb {tag}")
    )
    field(page, "contact_match_id").get_by_text("Lan Chu").wait_for()
    page.get_by_role("button", name="Use this contact", exact=True).click()
    expect(field(page, "existing_contact_id").locator("input")).to_have_value(
        re.compile("Lan Chu")
    )
    for name in ("company_origin", "contact_origin"):
        expect(field(page, name)).to_contain_text("Chosen by hand")
    # nothing is missing any more, and nothing is marked
    expect(page.locator(".o_antcrm_missing")).to_have_count(0)
    assert fits(page)
    with page.expect_response("**/action_qualify"):
        press(page, "Qualify")
    field(page, "stage_id").first.wait_for()
    [values] = user.call(
        "crm.lead", "read", [lead], ["type", "converted_account_id", "partner_id"]
    )
    assert values["type"] == "opportunity"
    assert values["converted_account_id"][0] == company
    assert values["partner_id"][0] == contact
    assert not errors


@pytest.fixture
def register():
    """A register of companies on this machine; see the addon's own tests."""
    path = ROOT / "antcrm_qualification/tests/lookup_server.py"
    spec = importlib.util.spec_from_file_location("lookup_server", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with module.run_register() as server:
        server.secret = module.SECRET
        yield server


def test_lookup_service(page, admin, login, make_user, register):
    """An Administrator sets a service up from the menu, tries it and uses it."""
    user = make_user("antcrm_qualification.group_administrator", name="Ada Admin")
    errors = []
    page.on("pageerror", lambda error: errors.append(error))
    page.set_viewport_size(DESK)
    login(page, user.login)
    page.goto("/odoo/lead-qualification")
    choose_menu(page, "Configuration", "Look-up Services")
    page.locator(".o_data_row", has_text="EU VIES").wait_for()
    page.locator(".o_list_button_add").click()
    field(page, "name").locator("input").fill("Register")
    field(page, "is_http_allowed").locator("input").check()
    field(page, "url").locator("input").fill(
        f"http://127.0.0.1:{register.server_port}/company?tin={{tin}}"
    )
    field(page, "headers").locator("textarea").fill("X-Key: {secret}")
    field(page, "secret_input").locator("input").fill(register.secret)
    page.get_by_role("button", name="Add a line").click()
    row = field(page, "path_ids").locator(".o_data_row").last
    cell = row.locator("[name=field_name]")
    if cell.locator("select").count():
        cell.locator("select").select_option(label="Name")
    else:
        cell.locator("input").click()
        page.locator(".o-dropdown-item, .o_select_menu_item").get_by_text(
            "Name", exact=True
        ).first.click()
    row.locator("[name=path] input").fill("data[0].names.vi")
    page.get_by_role("button", name="Try it").click()
    dialog = page.locator(".modal")
    tin = dialog.locator("[name=tin] input")
    tin.fill(TIN)
    dialog.get_by_role("button", name="Ask").click()
    dialog.get_by_text("private network").wait_for()
    admin.call(
        "ir.config_parameter",
        "set_param",
        "antcrm_qualification.lookup_private_hosts",
        "127.0.0.1",
    )
    dialog.get_by_role("button", name="Ask").click()
    dialog.get_by_text("Công ty Thừng Chão").first.wait_for()
    expect(dialog).not_to_contain_text(register.secret)
    dialog.get_by_role("button", name="Close").last.click()
    dialog.wait_for(state="hidden")
    expect(field(page, "secret_input").locator("input")).to_have_value("")
    page.get_by_role("button", name="Use these services").click()
    page.get_by_text("not looked up with these services yet").wait_for(state="hidden")
    seller = make_user("antcrm_qualification.group_salesperson", name="Sol Seller")
    lead = create(seller, "crm.lead", name="x", type="lead", vat=TIN_OF_LEAD)
    seller.call("crm.lead", "write", [lead], {"is_new_company": True})
    [lead] = seller.call("crm.lead", "read", [lead], ["existing_company_id"])
    assert lead["existing_company_id"][1] == "Công ty Thừng Chão"
    assert not errors

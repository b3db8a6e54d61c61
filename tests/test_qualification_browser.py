"""A lead is studied and qualified in the web client; a partner adds one on his page."""

import pytest
from browser import fits, serious_findings

TIN = "0301442379"
PHONE = {"width": 390, "height": 844}


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


def tick(page, name):
    """Tick a box, and wait for what the server makes of it."""
    with page.expect_response("**/onchange"):
        field(page, name).locator("input").check()


def test_qualify(page, login, make_user, agreement):
    user = make_user("antcrm_customers.group_user", name="Mara Marketeer")
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
    assert not field(page, "sales_product_id").locator("input").count()
    choose(page, "partner_agreement_id", "P-1")
    field(page, "partner_company_id").get_by_text("Pia's Partners").wait_for()
    direction = field(page, "sales_direction_id").locator("input")
    assert direction.input_value() == "Browser services"
    choose(page, "sales_product_id", "Browser support")
    # another direction clears what it does not have
    choose(page, "sales_direction_id", "Browser schooling")
    field(page, "partner_company_id").wait_for(state="hidden")
    assert not field(page, "sales_product_id").locator("input").input_value()
    # the details of a company and a person show when they are new
    assert not field(page, "lastname").count()
    tick(page, "is_new_company")
    field(page, "company_name").locator("input").fill("Ropes as written")
    field(page, "website").locator("input").fill("ropes.example.com")
    field(page, "vat").locator("input").fill(f"{TIN[:4]} {TIN[4:]}")
    tick(page, "is_new_contact")
    field(page, "firstname").locator("input").fill("Leo")
    field(page, "lastname").locator("input").fill("Lind")
    field(page, "phone").locator("input").fill("+84 901 234 599")
    page.locator(".o_form_button_save").click()
    contact = field(page, "existing_contact_id").locator("input")
    contact.wait_for()
    assert contact.input_value().endswith("Leo Lind")
    existing = field(page, "existing_company_id").locator("input")
    assert existing.input_value() == "Browser Ropes"
    # the pictures of colleagues are the host's
    findings = serious_findings(page, ".o_form_sheet")
    assert {rule for rule, _elements in findings} <= {"image-alt"}, findings
    page.get_by_role("button", name="Qualify", exact=True).click()
    page.locator(".o_statusbar_status", has_text="Proposition").wait_for()
    [lead] = user.call("crm.lead", "read", [lead], ["type", "converted_account_id"])
    assert lead["type"] == "opportunity"
    assert lead["converted_account_id"][0] == company
    assert not errors


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
    seller = make_user("antcrm_customers.group_user", name="Sara Sales")
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
    page.get_by_label("Service or product").select_option(label="Browser support")
    page.get_by_label("Phone").fill("123")
    page.get_by_role("button", name="Add the lead").click()
    # what was typed is still there, with what is wrong
    page.locator(".alert-danger", has_text="123").wait_for()
    assert page.get_by_label("What it is about").input_value() == "Ropes for a ship"
    page.get_by_label("Phone").fill("+84 901 234 598")
    page.get_by_role("button", name="Add the lead").click()
    page.get_by_text("Saved.").wait_for()
    assert fits(page)
    assert not serious_findings(page, "#wrap")
    page.get_by_label("City").fill("Huế")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved.").wait_for()
    composer = page.locator(".o-mail-Composer-input").first
    composer.fill("Please call in the morning")
    page.locator(".o-mail-Composer-send").first.click()
    page.locator(".o-mail-Message", has_text="call in the morning").wait_for()
    page.get_by_role("link", name="Leads", exact=True).click()
    page.locator("table", has_text="Ropes for a ship").wait_for()
    assert not page.get_by_text("Of somebody else").count()
    assert fits(page)
    [lead] = admin.call(
        "crm.lead",
        "search_read",
        [["name", "=", "Ropes for a ship"]],
        ["city", "partner_agreement_id", "sales_direction_id", "source_id"],
    )
    assert (lead["city"], lead["source_id"][1]) == ("Huế", "Partner")
    assert lead["partner_agreement_id"][0] == agreement
    assert lead["sales_direction_id"][1] == "Browser services"
    assert not errors

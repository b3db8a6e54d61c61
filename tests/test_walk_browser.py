"""Every page and every button, as each role: nothing is dead, nothing fails."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from browser import fits
from host import Server, clone_database, drop_database
from playwright.sync_api import expect
from walk import SKIPPED, Walk

LOAD_DEMO = Path(__file__).with_name("load_demo.py")
walks, skipped = set(), set()


@pytest.fixture(scope="module")
def server(worker_id):
    """A server with the demo data, which the other tests do without."""
    name = f"{os.environ['ANTCRM_RUN']}-walk-{worker_id}"
    clone_database("antcrm_template", name)
    shell = [sys.executable, "-m", "odoo", "shell", "--database", name, "--no-http"]
    with LOAD_DEMO.open() as script:
        subprocess.run([*shell, "--log-level=warn"], stdin=script, check=True)
    server = Server(name)
    server.start()
    yield server
    server.stop()
    drop_database(name)


@pytest.fixture(scope="module")
def admin(server):
    return server.client()


@pytest.fixture(scope="module")
def bare(admin):
    """Records as mails and programs make them: without what our forms ask for."""
    vals = {
        "crm.lead": [{"name": "Next to nothing", "type": "lead", "user_id": False}],
        "res.partner": [
            {"name": "Bare Ltd", "is_company": True},
            {"lastname": "Bare"},
        ],
    }
    return {
        model: admin.call(model, "create", records) for model, records in vals.items()
    }


@pytest.mark.slow
def test_demo_shows_every_feature(admin):
    """What a newcomer sees first has each of our features in use."""

    def find(model, domain, *names):
        return admin.call(model, "search_read", domain, [*names] or ["id"])

    [company] = find("res.company", [], "country_id")
    assert company["country_id"][1] == "Vietnam"
    rules = {
        team["assignment_rule"] for team in find("crm.team", [], "assignment_rule")
    }
    assert {"round_robin", "random"} <= rules
    segments = find("antcrm.segment", [], "mode", "customer_count", "filter_problem")
    for mode in ("dynamic", "static"):
        found = [segment for segment in segments if segment["mode"] == mode]
        assert found and all(segment["customer_count"] for segment in found), found
    assert not any(segment["filter_problem"] for segment in segments)
    fields = find("antcrm.custom.field", [], "field_name", "type", "kinds")
    assert {"choice", "date", "integer"} <= {field["type"] for field in fields}
    for model in ("crm.lead", "res.partner"):
        filled = find(model, [["x_number_of_people", ">", 0]])
        assert filled, model
    [form] = find("antcrm.webform", [], "page_url", "pic_mode", "missing_fields")
    page = admin.http.get(f"{admin.url}{urlsplit(form['page_url']).path}")
    assert page.status_code == 200 and "Ask for an offer" in page.text
    assert not form["missing_fields"]
    [run] = find("antcrm.import", [], "state", "created_count", "user_id")
    assert (run["state"], run["created_count"]) == ("done", 5)
    assert admin.call("antcrm.import", "action_view_rows", [run["id"]])
    [merge] = find("antcrm.merge", [], "is_undoable")
    assert merge["is_undoable"]
    sure = find("antcrm.duplicate", [["probability", ">=", 99]], "kind")
    kinds = {pair["kind"] for pair in sure}
    assert {"contact", "account", "lead_contact", "lead_account"} <= kinds
    assert len(find("res.partner", [["reports_to_id", "!=", False]])) >= 2
    [agreement] = find("antcrm.partner.agreement", [], "lead_count", "contact_id")
    assert agreement["lead_count"]
    users = find("res.users", [["partner_company_id", "!=", False]], "share")
    assert any(user["share"] for user in users)
    assert find("antcrm.mail.intake", [])


@pytest.mark.slow
def test_leads_who_are_customers(page, login, admin):
    """A salesperson attaches a lead to the contact that it is, and converts another one
    into the account."""

    def find(model, name, *fields):
        return admin.call(model, "search_read", [["name", "=", name]], [*fields])

    [lead] = find("crm.lead", "Lining for the autumn collection", "partner_id")
    assert not lead["partner_id"]
    errors = []
    page.on("pageerror", lambda error: errors.append(error))
    login(page, "duc")
    page.goto("/odoo/customer-contacts")
    page.get_by_role("button", name="Clean Up", exact=True).click()
    page.get_by_role("menuitem", name="Duplicates").click()
    person = page.locator(".o_data_row", has_text="Hoang Gia Huy")
    bar = person.locator(".antcrm_pair_bar")
    expect(bar.locator(".antcrm_pair_percent")).to_contain_text("99 %")
    expect(bar).to_contain_text("same phone")
    expect(person.get_by_role("button", name="Merge", exact=True)).to_have_count(0)
    if folder := os.environ.get("ANTCRM_LOOK"):
        page.screenshot(path=f"{folder}/pairs-across.png")
    person.get_by_role("button", name="Attach").click()
    page.locator(".o_notification", has_text="belongs to").wait_for()
    expect(person).to_have_count(0)
    [lead] = find("crm.lead", "Lining for the autumn collection", "partner_id")
    assert "Hoàng Gia Huy" in lead["partner_id"][1]
    page.set_viewport_size({"width": 390, "height": 844})
    page.reload()
    company = page.locator(".o_kanban_record", has_text="Dyeing of 2,000 m").filter(
        has_text="+84 24 3984 3429"
    )
    expect(company).to_contain_text("same name")
    assert fits(page)
    if folder:
        page.screenshot(path=f"{folder}/pairs-across-phone.png")
    company.get_by_role("button", name="Convert into").click()
    dialog = page.locator(".modal")
    expect(dialog.locator("[name=account_id] input")).to_have_value("Dệt may Minh Anh")
    dialog.get_by_role("button", name="Convert", exact=True).click()
    expect(dialog).to_have_count(0)
    page.locator(".o_form_view", has_text="Dệt may Minh Anh").wait_for()
    [lead] = find("crm.lead", "Dyeing of 2,000 m of linen", "converted_account_id")
    assert lead["converted_account_id"][1] == "Dệt may Minh Anh"
    assert not errors


@pytest.mark.slow
@pytest.mark.parametrize(
    ("user", "width", "lang"),
    [
        pytest.param("duc", 1366, "en_US", id="salesperson-1366"),
        pytest.param("duc", 390, "vi_VN", id="salesperson-390-vietnamese"),
        pytest.param("sarah", 1366, "en_US", id="administrator-1366"),
        pytest.param("sarah", 390, "en_US", id="administrator-390"),
    ],
)
def test_walk(page, login, admin, bare, user, width, lang):
    users = admin.call("res.users", "search", [["login", "=", user]])
    admin.call("res.users", "write", users, {"lang": lang})
    page.set_viewport_size({"width": width, "height": 800})
    login(page, user, start=True)
    walk = Walk(page, bare)
    faults = walk.walk()
    walks.add((user, width))
    skipped.update(walk.skipped)
    assert len(walk.opened) >= 5
    assert len(walk.clicked) >= (20 if width > 1000 else 10)
    assert not faults, "\n".join(faults)


@pytest.mark.slow
def test_skips_are_met():
    """A button that is left alone is there: else nobody needs its line any more."""
    if len(walks) < 4:
        pytest.skip("only some of the walks were made")
    assert skipped == set(SKIPPED)

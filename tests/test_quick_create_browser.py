"""Customers are created from the top bar and from the fields of other documents."""

import pytest
from browser import fits, serious_findings
from playwright.sync_api import expect

USER = ("antcrm_share.group_user", "project.group_project_user")
PHONE = {"width": 390, "height": 844}
FIELD = ".o_field_widget[name=partner_id]"
PLUS = f"{FIELD} .antcrm_quick_create_button"
DIALOG = ".modal .antcrm_quick_create"


@pytest.fixture(scope="module")
def user(make_user):
    return make_user(*USER, name="Sara Sales")


@pytest.fixture(scope="module")
def ida(user):
    """A customer who is known already."""
    return create(
        user,
        "res.partner",
        firstname="Ida Maria",
        lastname="Berg",
        phone_ids=[[0, 0, {"value": "+84 901 234 567"}]],
    )


@pytest.fixture(scope="module")
def task_form(admin):
    """The address of the form of a new task of a project."""
    project = create(
        admin, "project.project", name="Move", privacy_visibility="employees"
    )
    return f"/odoo/project/{project}/tasks/new"


def create(client, model, **values):
    [record_id] = client.call(model, "create", [values])
    return record_id


def read(client, model, record_id, *names):
    return client.call(model, "read", [record_id], names)[0]


def open_dialog(page, kind="contact"):
    page.wait_for_selector(PLUS)
    page.click(f"{FIELD} [data-kind={kind}]")
    page.click(PLUS)
    page.wait_for_selector(DIALOG)


def fill(page, **values):
    for name, value in values.items():
        page.locator(f"{DIALOG} input[name={name}]").last.fill(value)


def value_of(page):
    return page.input_value(f"{FIELD} input")


def save(page, model):
    """Save the form and return the id of its record."""
    with page.expect_response(f"**/{model}/web_save") as answer:
        page.click(".o_form_button_save")
    return answer.value.json()["result"][0]["id"]


# ----------------------------------------------------------------------
# Top bar
# ----------------------------------------------------------------------


def choose(page, kind):
    page.click(".antcrm_quick_create_menu")
    page.click(f".o-dropdown--menu [data-kind={kind}]")
    page.wait_for_selector(".antcrm_customer_form")


@pytest.mark.parametrize(
    "kind, field",
    [("lead", "contact_name"), ("contact", "firstname"), ("account", "name")],
)
def test_top_bar(page, login, user, kind, field):
    """The full form of each kind opens from anywhere; back returns."""
    login(page, user.login)
    page.goto("/odoo/project")
    page.wait_for_selector(".o_kanban_view")
    choose(page, kind)
    page.go_back()
    page.wait_for_selector(".o_kanban_view")
    choose(page, kind)
    name = page.locator(
        ".o_form_view [name=firstname] input, .o_form_view [name=name] input"
    ).locator("visible=true")
    name.first.fill(f"Top {kind}")
    model = "crm.lead" if kind == "lead" else "res.partner"
    record = read(user, model, save(page, model), field, "customer_kind")
    assert (record[field], record["customer_kind"]) == (f"Top {kind}", kind)
    page.click(".o_breadcrumb .o_back_button")
    page.wait_for_selector(".o_kanban_view")
    assert page.url.endswith("/odoo/project")


def test_command_palette(page, login, user):
    login(page, user.login, start=True)
    page.wait_for_selector(".antcrm_quick_create_menu")
    # the first page closes what was opened before it was there
    page.wait_for_selector(".o_action_manager .o_view_controller")
    page.wait_for_timeout(1000)
    page.keyboard.press("Control+k")
    page.fill(".o_command_palette_search input", "new account")
    page.locator(".o_command", has_text="New account").first.click()
    page.wait_for_selector(".antcrm_customer_form")
    page.locator(".o_form_button_create", has_text="New account").wait_for()


def test_only_for_who_may_create(page, login, make_user, task_form):
    reader = make_user("project.group_project_user", name="Rita Reader")
    login(page, reader.login)
    page.goto(task_form)
    page.wait_for_selector(FIELD)
    expect(page.locator(".antcrm_quick_create_menu")).to_have_count(0)
    expect(page.locator(PLUS)).to_have_count(0)
    contacts = make_user("base.group_partner_manager", name="Coco Contacts")
    login(page, contacts.login, start=True)
    page.click(".antcrm_quick_create_menu")
    items = page.locator(".o-dropdown--menu [data-kind]")
    expect(items).to_have_text(["Contact", "Account"])


# ----------------------------------------------------------------------
# Fields
# ----------------------------------------------------------------------


@pytest.mark.quick
def test_task(page, login, user, task_form):
    """A contact with a new account, from a task that is not saved yet."""
    errors = []
    page.on("pageerror", lambda error: errors.append(error))
    login(page, user.login)
    page.goto(task_form)
    page.fill("[name=name] textarea", "Pack")
    open_dialog(page)
    page.click(".modal [name=add]")
    page.locator(DIALOG).get_by_text("Enter a name.").wait_for()
    assert not serious_findings(page, DIALOG)
    fill(page, name="Nils Ny", phones="+84 901 111 222", emails="nils@example.com")
    page.locator(f"{DIALOG} input[name=phones]").nth(1).wait_for()
    fill(page, phones="+84 901 111 333")
    page.fill("#antcrm_quick_account", "Ny & Co")
    page.locator(".modal .o_m2o_dropdown_option_create", has_text="Ny & Co").click()
    page.fill("#antcrm_quick_tags", "Fair")
    page.locator(".modal .o_m2o_dropdown_option_create", has_text="Fair").click()
    page.click(".modal [name=add]")
    page.wait_for_selector(".modal", state="detached")
    assert value_of(page) == "Ny & Co, Nils Ny"
    task = save(page, "project.task")
    [partner_id, _name] = read(user, "project.task", task, "partner_id")["partner_id"]
    partner = read(
        user, "res.partner", partner_id, "firstname", "lastname", "customer_kind",
        "phone_ids", "email", "parent_id", "category_id",
    )  # fmt: skip
    assert (partner["firstname"], partner["lastname"]) == ("Nils", "Ny")
    assert partner["customer_kind"] == "contact"
    assert len(partner["phone_ids"]) == 2
    assert partner["email"] == "nils@example.com"
    account = read(user, "res.partner", partner["parent_id"][0], "customer_kind")
    assert account["customer_kind"] == "account"
    assert len(partner["category_id"]) == 1
    assert not errors


def test_task_of_a_known_customer(page, login, user, ida, task_form):
    """Who has the number appears while it is typed, and can be chosen."""
    login(page, user.login)
    page.goto(task_form)
    page.fill("[name=name] textarea", "Call")
    open_dialog(page)
    fill(page, name="Somebody", phones="+84 901 234 56")
    expect(page.locator(".antcrm_quick_similar li")).to_have_count(0)
    page.locator(f"{DIALOG} input[name=phones]").first.fill("+84 901 234 567")
    similar = page.locator(".antcrm_quick_similar li")
    similar.get_by_text("same phone").wait_for()
    assert not serious_findings(page, DIALOG)
    # added all the same: it is the customer's number, and told
    page.click(".modal [name=add]")
    page.locator(".modal .alert-danger", has_text="already has").wait_for()
    similar.get_by_role("button", name="Choose").click()
    page.wait_for_selector(".modal", state="detached")
    assert value_of(page) == "Ida Maria Berg"
    task = save(page, "project.task")
    assert read(user, "project.task", task, "partner_id")["partner_id"][0] == ida


def test_own_create_entry(page, login, user, ida, task_form):
    """'Create "..."' asks where a similar name is known, else creates at once."""
    login(page, user.login)
    page.goto(task_form)
    page.fill("[name=name] textarea", "Write")
    page.wait_for_selector(PLUS)
    page.locator(f"{FIELD} input").press_sequentially("Berg, Ida Maria")
    page.click(f"{FIELD} .o_m2o_dropdown_option_create")
    page.locator(f"{DIALOG} input[name=name]").wait_for()
    page.locator(".antcrm_quick_similar", has_text="Ida Maria Berg").wait_for()
    page.locator(".modal").get_by_role("button", name="Discard").click()
    page.wait_for_selector(".modal", state="detached")
    assert value_of(page) == ""
    page.locator(f"{FIELD} input").press_sequentially("Quentin Quick <q@example.com>")
    page.click(f"{FIELD} .o_m2o_dropdown_option_create")
    page.wait_for_function(
        f"document.querySelector('{FIELD} input').value === 'Quentin Quick'"
    )
    task = save(page, "project.task")
    [partner_id, _name] = read(user, "project.task", task, "partner_id")["partner_id"]
    assert read(user, "res.partner", partner_id, "email")["email"] == "q@example.com"
    expect(page.locator(".modal")).to_have_count(0)


def test_all_fields(page, login, user, task_form):
    """The full form starts with what was typed. Of who is known it offers what does not
    end it: converting would save the customer and leave the task without."""
    create(
        user,
        "crm.lead",
        type="lead",
        name="Full Ropes",
        phone_ids=[[0, 0, {"value": "+84 901 444 555"}]],
    )
    login(page, user.login)
    page.goto(task_form)
    page.fill("[name=name] textarea", "Visit")
    open_dialog(page, "account")
    fill(page, name="Full Form Ltd", phones="+84 901 444 555")
    page.click(".modal [name=full_form]")
    form = page.locator(".modal .o_form_view")
    number = form.locator("[name=phone_ids] input").first
    expect(number).to_have_value("+84 901 444 555")
    lead = form.locator("section.antcrm_similar li", has_text="Full Ropes")
    lead.get_by_role("button", name="Open").wait_for()
    expect(lead.get_by_role("button", name="Convert")).to_have_count(0)
    form.locator("[name=website] input").fill("https://example.com")
    page.locator(".modal .o_form_button_save").last.click()
    page.wait_for_selector(".modal", state="detached")
    assert value_of(page) == "Full Form Ltd"
    [partner] = user.call(
        "res.partner",
        "search_read",
        [["name", "=", "Full Form Ltd"]],
        ["customer_kind", "website"],
    )
    assert partner["customer_kind"] == "account"
    assert partner["website"] == "https://example.com"


@pytest.mark.parametrize("way", ["add", "full_form"])
def test_labels_and_countries(page, login, user, task_form, way):
    """What is chosen for a number in the pop-up is with the customer."""
    digits = {"add": "1 40 20 51 51", "full_form": "1 40 20 52 52"}[way]
    login(page, user.login)
    page.goto(task_form)
    page.fill("[name=name] textarea", "Ring")
    open_dialog(page)
    fill(page, name=f"Lara {way.title()}", phones=digits, emails=f"{way}@lara.example")
    dialog = page.locator(DIALOG)
    phones = dialog.get_by_role("group", name="Phone")
    phones.locator(".antcrm_line_country").first.click()
    page.locator(".antcrm_country_items input").fill("+33")
    page.locator(".antcrm_country_items .o-dropdown-item", has_text="+33").first.click()
    expect(phones.locator(".antcrm_line_country").first).to_contain_text("FR")
    for lines, label in (
        (phones, "Work"),
        (dialog.get_by_role("group", name="Email"), "Private"),
    ):
        lines.locator(".antcrm_line_label").first.click()
        page.locator(".antcrm_label_items").get_by_role(
            "menuitem", name=label, exact=True
        ).click()
    page.click(f".modal [name={way}]")
    if way == "full_form":
        form = page.locator(".modal .o_form_view")
        expect(form.locator("[name=phone_ids]")).to_contain_text("Work")
        page.locator(".modal .o_form_button_save").last.click()
    page.wait_for_selector(".modal", state="detached")
    points = user.call(
        "antcrm.contact.point",
        "search_read",
        [["value", "in", [f"+33 {digits}", f"{way}@lara.example"]]],
        ["value", "label"],
        order="kind desc",
    )
    assert [(point["value"], point["label"]) for point in points] == [
        (f"+33 {digits}", "Work"),
        (f"{way}@lara.example", "Private"),
    ]


def test_task_on_a_phone(page, login, user, task_form):
    page.set_viewport_size(PHONE)
    login(page, user.login, start=True)
    page.wait_for_selector(".antcrm_quick_create_menu")
    assert fits(page)
    page.goto(task_form)
    page.fill("[name=name] textarea", "Drive")
    open_dialog(page, "account")
    assert fits(page)
    fill(page, name="Phone Ltd", phones="+84 901 777 888")
    page.click(".modal [name=add]")
    page.wait_for_selector(".modal", state="detached")
    assert value_of(page) == "Phone Ltd"
    assert fits(page)


def test_ticket(page, login, make_user, admin):
    """A ticket's customer starts with who wrote it."""
    agent = make_user(
        "helpdesk_mgmt.group_helpdesk_user", "base.group_partner_manager", name="Hel"
    )
    ticket = create(
        admin,
        "helpdesk.ticket",
        name="Broken",
        description="It broke.",
        partner_name="Tina Ticket",
        partner_email="tina@example.com",
        user_id=agent.uid,
    )
    login(page, agent.login)
    page.goto(f"/odoo/action-helpdesk_mgmt.helpdesk_ticket_action/{ticket}")
    open_dialog(page)
    expect(page.locator(f"{DIALOG} input[name=name]")).to_have_value("Tina Ticket")
    address = page.locator(f"{DIALOG} input[name=emails]").first
    expect(address).to_have_value("tina@example.com")
    page.click(".modal [name=add]")
    page.wait_for_selector(".modal", state="detached")
    assert value_of(page) == "Tina Ticket"
    save(page, "helpdesk.ticket")
    [partner_id, _name] = read(agent, "helpdesk.ticket", ticket, "partner_id")[
        "partner_id"
    ]
    assert read(agent, "res.partner", partner_id, "customer_kind") == {
        "id": partner_id,
        "customer_kind": "contact",
    }

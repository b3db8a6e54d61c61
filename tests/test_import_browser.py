"""A salesperson imports a file through the web client, on a desktop and on a phone."""

import base64
import csv
import io
import re
from pathlib import Path

import pytest
from browser import fits
from openpyxl import load_workbook
from playwright.sync_api import TimeoutError as PageTimeoutError
from playwright.sync_api import expect

FILE = Path(__file__).parent / "fixtures/customers-500.csv"
GROUPS = ("antcrm_share.group_user", "antcrm_customers.group_import")
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def importer(make_user):
    return make_user(*GROUPS, name="Iris Importer")


@pytest.fixture(scope="module")
def customers():
    """The rows of the file as dicts."""
    with FILE.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


ACTIONS = {
    "lead": "crm_lead_action",
    "contact": "res_partner_action_contact",
    "account": "res_partner_action_account",
}


def open_page(page, importer, login, viewport, kind="contact"):
    """Log in and go to the customers of a kind."""
    page.set_viewport_size(viewport)
    login(page, importer.login)
    page.goto(f"/odoo/action-antcrm_customers.{ACTIONS[kind]}")
    page.wait_for_selector(".o_list_view, .o_kanban_view")


def open_import(page, importer, login, viewport, kind="contact"):
    """Log in, go to the customers of a kind, and choose Import."""
    open_page(page, importer, login, viewport, kind)
    if viewport is PHONE:
        # the notice of an earlier test's import may lie over the button
        page.locator("button.o-control-panel-adaptive-dropdown").dispatch_event("click")
    else:
        page.locator(".o_antcrm_import_menu:visible").first.click()
    page.locator(".o_antcrm_import_button:visible").first.click()
    page.wait_for_selector(".modal .o_antcrm_import_file")


def footer(page, label):
    """Return the button of the dialog."""
    return page.locator(".modal-footer").get_by_role("button", name=label, exact=True)


def review(page, data, name="customers.csv"):
    """Go through the wizard with what it suggests, up to the review."""
    page.set_input_files(
        ".modal input[type=file]",
        {"name": name, "mimeType": "text/csv", "buffer": data},
    )
    page.wait_for_selector(".modal .o_antcrm_import_preview td")
    footer(page, "Next").click()
    page.wait_for_selector(".modal .o_antcrm_import_mapping select")
    footer(page, "Next").click()
    page.wait_for_selector(".modal [name=duplicate_policy] input:visible")
    footer(page, "Review").click()
    page.wait_for_selector(".modal", state="detached")
    page.wait_for_selector(".o_form_view [name=action_confirm]", state="attached")


def run(page):
    """Confirm the review and wait until the page shows the report, by itself."""
    page.locator(".o_form_view [name=action_confirm]:visible").click()
    page.locator(".modal [name=action_run]").click()
    page.wait_for_selector(".modal", state="detached")
    page.wait_for_selector(".o_form_view .alert-success:visible", timeout=120_000)


def selected_field(page, header):
    """Return the label of the field that a column goes to."""
    return page.eval_on_selector(
        f".o_antcrm_import_mapping [data-column='{header}'] select",
        "select => select.selectedOptions[0].label",
    )


def test_salesperson_imports_a_file(page, login, importer, customers):
    errors = []
    page.on("pageerror", lambda error: errors.append(error))
    open_import(page, importer, login, DESKTOP)
    page.set_input_files(".modal input[type=file]", FILE)
    preview = page.locator(".modal .o_antcrm_import_preview")
    preview.get_by_text(customers[0]["Email"]).wait_for()
    footer(page, "Next").click()
    page.wait_for_selector(".modal .o_antcrm_import_mapping select")
    assert selected_field(page, "First Name") == "Name"
    assert (
        selected_field(page, "Phone 1") == selected_field(page, "Phone 2") == "Phones"
    )
    assert selected_field(page, "Customer Id") == "Leave out"
    footer(page, "Next").click()
    page.locator(".modal [name=duplicate_policy]").get_by_label(
        re.compile("^Skip")
    ).check()
    footer(page, "Review").click()
    page.wait_for_selector(".modal", state="detached")
    summary = page.locator(".o_form_view .alert-info")
    summary.get_by_text("500 will be created").wait_for()

    page.click("[name=action_confirm]")
    page.locator(".modal").get_by_text("500 will be created").wait_for()
    page.click(".modal [name=action_run]")
    page.wait_for_selector(".o_antcrm_import_progress [role=progressbar]")
    # the page asks for nothing while it waits: the server tells it
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    page.wait_for_selector(".o_form_view .alert-success:visible", timeout=120_000)
    reads = [url for url in requests if url.endswith("/antcrm.import/web_read")]
    assert len(reads) <= 2
    page.locator(".alert-success").get_by_text("500 created").wait_for()
    page.locator(".o_notification").get_by_text("is finished").wait_for()

    # numbers that no phone plan allows are left out and told
    bad = page.locator(".o_form_view .o_list_view, .o_form_view .o_list_renderer")
    bad.get_by_text(customers[0]["Phone 1"]).wait_for()
    page.locator("button[name=action_view_rows]", has_text="Created").click()
    page.locator(".o_pager_limit", has_text="500").wait_for()
    row = page.locator(".o_data_row").first
    row.locator("[name=action_open_record]").click()
    page.wait_for_selector(".o_form_view .o_field_widget[name=email_ids]")
    first = customers[0]
    name = f"{first['First Name']} {first['Last Name']}"
    expect(page.locator(".o_breadcrumb")).to_contain_text(name)
    page.get_by_text(first["Email"]).first.wait_for()
    assert not errors


def test_same_file_again_is_skipped(page, login, importer, customers):
    """What exists is skipped, and the report opens the customer that has it."""
    row = customers[0] | {"First Name": "Again"}
    data = "\n".join((",".join(row), ",".join(f'"{cell}"' for cell in row.values())))
    importer.call(
        "res.partner",
        "create",
        {
            "firstname": "Known",
            "email_ids": [[0, 0, {"value": "known@example.com"}]],
        },
    )
    data = data.replace(customers[0]["Email"], "known@example.com")
    open_import(page, importer, login, DESKTOP)
    review(page, data.encode())
    page.locator(".alert-info").get_by_text("1 will be skipped").wait_for()
    run(page)
    page.locator(".alert-success").get_by_text("1 skipped").wait_for()
    page.locator(".o_data_row [name=action_open_record]").click()
    page.locator(".o_breadcrumb", has_text="Known").wait_for()


def test_bad_file_is_told_in_one_sentence(page, login, importer):
    open_import(page, importer, login, DESKTOP)
    page.set_input_files(
        ".modal input[type=file]",
        {"name": "x.xlsx", "mimeType": "text/plain", "buffer": b"%PDF-1.7"},
    )
    page.locator(".modal .alert-danger").get_by_text("not a spreadsheet").wait_for()
    expect(footer(page, "Next")).to_be_hidden()


def test_import_on_a_phone(page, login, importer):
    lines = ["Họ tên,Điện thoại,Email"]
    lines += [f"An {at},+84 91 555 {at:04},an{at}@example.com" for at in range(20)]
    open_import(page, importer, login, PHONE)
    assert fits(page)
    review(page, "\n".join(lines).encode(), name="khach-hang.csv")
    assert fits(page)
    page.locator(".alert-info").get_by_text("20 will be created").wait_for()
    run(page)
    assert fits(page)
    page.locator(".alert-success").get_by_text("20 created").wait_for()


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("kind", ["lead", "account"])
def test_other_kinds(page, login, importer, kind, viewport):
    """The page says what comes in; they are there, and Undo takes them away."""
    width = viewport["width"]
    lines = ["Name,Phone,Email"]
    prefix = f"+84 91 {len(kind)}{width // 100 % 10}5"
    lines += [
        f"{kind} {at},{prefix} {at:04},{kind}{width}.{at}@example.com"
        for at in range(5)
    ]
    open_import(page, importer, login, viewport, kind)
    review(page, "\n".join(lines).encode())
    page.locator(".alert-info").get_by_text("5 will be created").wait_for()
    run(page)
    model = "crm.lead" if kind == "lead" else "res.partner"
    column = "email_from" if kind == "lead" else "email"
    domain = [[column, "=like", f"{kind}{width}.%"], ["customer_kind", "=", kind]]
    assert importer.call(model, "search_count", domain) == 5
    press_in_header(page, viewport, "action_preview_undo")
    dialog = page.locator(".modal")
    dialog.get_by_text("5 that the import created are deleted.").wait_for()
    assert fits(page)
    dialog.get_by_role("button", name="Undo", exact=True).click()
    page.locator(".alert-warning").get_by_text("5 deleted").wait_for(timeout=60_000)
    assert fits(page)
    assert importer.call(model, "search_count", domain) == 0


def press_in_header(page, viewport, name):
    """Press a button of the form's header; on a phone it may be in a menu."""
    button = page.locator(
        f".o_form_view [name={name}]:visible, .dropdown-menu [name={name}]"
    )
    if viewport is PHONE and not button.count():
        page.locator(
            ".o_statusbar_buttons .o-dropdown, .o_cp_action_menus"
        ).first.click()
    button.first.click()


def test_stopped_and_gone_on(page, login, importer):
    """Who stops an import, or its undo, finds on the page what is done so far, and the
    button that goes on."""
    rows = 6500  # seven chunks: there is time to press
    lines = ["Name,Email"]
    lines += [f"Stopped {at},stopped{at}@example.com" for at in range(rows)]
    open_import(page, importer, login, DESKTOP)
    review(page, "\n".join(lines).encode())
    [run_id] = importer.call(
        "antcrm.import", "search", [["row_count", "=", rows]], limit=1, order="id desc"
    )

    def read():
        names = ["state", "done_count", "created_count", "undo_count", "deleted_count"]
        return importer.call("antcrm.import", "read", [run_id], names)[0]

    def stop():
        press_in_header(page, DESKTOP, "action_stop")
        page.locator(".modal").get_by_role("button", name="Stop", exact=True).click()
        page.wait_for_selector(".modal", state="detached")

    page.locator(".o_form_view [name=action_confirm]:visible").click()
    page.locator(".modal [name=action_run]").click()
    page.wait_for_selector(".modal", state="detached")
    page.wait_for_selector("[name=action_stop]", state="attached")
    stop()
    page.wait_for_selector("[name=action_resume]", state="attached")
    assert read()["state"] == "cancelled"
    assert read()["done_count"] < rows
    press_in_header(page, DESKTOP, "action_resume")
    page.wait_for_selector(".o_form_view .alert-success:visible", timeout=120_000)
    assert read()["created_count"] == rows

    def undo():
        press_in_header(page, DESKTOP, "action_preview_undo")
        dialog = page.locator(".modal")
        dialog.get_by_role("button", name="Undo", exact=True).click()
        page.wait_for_selector(".modal", state="detached")

    undo()
    page.wait_for_selector("[name=action_stop]", state="attached")
    stop()
    page.wait_for_selector("[name=action_preview_undo]", state="attached")
    assert read()["undo_count"] < rows
    undo()
    # all of them, those of before the stop, too
    page.locator(".alert-warning").get_by_text(f"{rows:,} deleted").wait_for(
        timeout=120_000
    )
    assert read()["state"] == "undone"
    domain = [["email", "=like", "stopped%"]]
    assert importer.call("res.partner", "search_count", domain) == 0


def test_errors_are_corrected_in_the_review(page, login, importer):
    """A choice for each kind of error, and cells corrected where they stand."""
    data = b"Name,Phone\nAnn,12\n,+84 91 666 0001\nBo,+84 91 666 0002\n"
    open_import(page, importer, login, DESKTOP)
    review(page, data)
    errors = page.locator(".o_antcrm_import_errors")
    without_name = errors.locator("[data-code=no_name] select")
    expect(without_name).to_have_value("reject")
    errors.get_by_label(re.compile("^Invalid phone")).select_option("reject")
    page.locator(".alert-info").get_by_text("2 cannot be imported").wait_for()
    page.locator(".o_form_view .o_data_row").nth(0).locator("[name=name]").click()
    dialog = page.locator(".modal")
    cell = dialog.get_by_label("Correct Phone")
    cell.fill("+84 91 666 0003")
    cell.press("Tab")
    dialog.locator("[name=planned_action]").get_by_text("Create").wait_for()
    dialog.locator(".btn-close, .o_form_button_cancel").first.click()
    page.locator(".alert-info").get_by_text("2 will be created").wait_for()
    page.locator(".alert-info").get_by_text("1 cannot be imported").wait_for()
    run(page)
    page.locator(".alert-success").get_by_text("2 created").wait_for()


def test_corrected_problems(page, login, importer, admin):
    """The rows with a problem, downloaded, corrected and imported as they are: each
    customer once. The share is that of the settings, as in the form."""
    parameter = "antcrm_share.share_mode_contact"
    admin.call("ir.config_parameter", "set_param", parameter, "me")
    try:
        open_import(page, importer, login, DESKTOP)
        review(page, b"Name,Phone\nPaula Problem,12\nBob,+84 91 777 0001\n")
    finally:
        admin.call("ir.config_parameter", "set_param", parameter, "all")
    page.locator("[name=chosen_share]").get_by_text("Only me").wait_for()
    run(page)
    with page.expect_download() as download:
        press_in_header(page, DESKTOP, "action_download_errors")
    book = load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    sheet = book.active
    assert [cell.value for cell in sheet[1]][:3] == ["Record Key", "Name", "Phone"]
    assert sheet.max_row == 2
    sheet["C2"] = "+84 91 777 0002"
    stream = io.BytesIO()
    book.save(stream)

    page.goto(f"/odoo/action-antcrm_customers.{ACTIONS['contact']}")
    page.locator(".o_antcrm_import_menu:visible").first.click()
    page.locator(".o_antcrm_import_button:visible").first.click()
    page.wait_for_selector(".modal .o_antcrm_import_file")
    review(page, stream.getvalue(), name="problems.xlsx")
    page.locator(".alert-info").get_by_text("1 will be overwritten").wait_for()
    run(page)
    domain = [["name", "=", "Paula Problem"]]
    (contact,) = importer.call("res.partner", "search_read", domain, ["phone"])
    assert contact["phone"].replace(" ", "") == "+84917770002"


def test_template(page, login, importer):
    """A template with three phones; what is filled in comes in as it is."""
    open_page(page, importer, login, DESKTOP)
    page.locator(".o_antcrm_import_menu:visible").first.click()
    page.locator(".o_antcrm_import_template_button:visible").first.click()
    page.locator(".modal [name=phone_count] input").fill("3")
    answers = []

    def keep(route):
        answers.append(route.fetch())
        route.fulfill(body="kept by the test")

    # the browser opens a tab for the download
    page.context.route("**/antcrm_import/template/*", keep)
    with page.context.expect_page():
        footer(page, "Download").click()
    page.wait_for_selector(".modal", state="detached")
    (answer,) = answers
    assert "attachment" in answer.headers["content-disposition"]
    book = load_workbook(io.BytesIO(answer.body()))
    headers = [cell.value for cell in book.worksheets[0][1]]
    assert headers[0] == "Name"
    assert "Phone 3" in headers


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_template_of_the_wizard(page, login, importer, viewport):
    """The first thing of an import; it stays open, and takes what was filled in."""
    open_import(page, importer, login, viewport, "account")
    templates = page.locator(".modal .o_antcrm_import_templates")
    answers = []

    def keep(route):
        answers.append(route.fetch())
        route.fulfill(body="kept by the test")

    page.context.route("**/antcrm_import/template/*", keep)
    for label in ("CSV", "Excel"):
        with page.context.expect_page():
            templates.get_by_role("button", name=label).click()
    text, book = answers
    headers, _example = csv.reader(io.StringIO(text.body().decode("utf-8-sig")))
    sheet = load_workbook(io.BytesIO(book.body())).worksheets[0]
    assert headers == [cell.value for cell in sheet[1]]
    assert fits(page)
    page.set_input_files(
        ".modal input[type=file]",
        {"name": "accounts.csv", "mimeType": "text/csv", "buffer": text.body()},
    )
    # nothing to take in yet, and the template is not offered any more
    page.locator(".modal .o_antcrm_import_preview").wait_for()
    expect(templates).to_be_hidden()


def open_account_menu(page, importer, login, name):
    """Make an account and open the menu of imports on its page; return its id."""
    account = importer.call("res.partner", "create", {"name": name, "is_company": True})
    page.set_viewport_size(DESKTOP)
    login(page, importer.login)
    page.goto(f"/odoo/customer-accounts/{account}")
    page.locator(".antcrm_account_contacts .o_antcrm_import_menu").click()
    return account


def test_contacts_of_an_account(page, login, importer):
    """On the page of an account everybody in the file is its contact."""
    account = open_account_menu(page, importer, login, "Ltd")
    page.locator(".o_antcrm_import_button:visible").first.click()
    page.locator(".modal [name=account_id]").get_by_text("Ltd").wait_for()
    review(page, b"Name,Company,Email\nAnn,Other,of-account@example.com\n")
    run(page)
    domain = [["email", "=", "of-account@example.com"]]
    (contact,) = importer.call("res.partner", "search_read", domain, ["parent_id"])
    assert contact["parent_id"][0] == account


def test_sample_file_of_an_account(page, login, importer):
    """There it can be a CSV file, without a column for the account."""
    open_account_menu(page, importer, login, "Sample Ltd")
    page.locator(".o_antcrm_import_template_button:visible").first.click()
    page.locator(".modal [name=file_type]").get_by_label("CSV").check()
    answers = []

    def keep(route):
        answers.append(route.fetch())
        route.fulfill(body="kept by the test")

    page.context.route("**/antcrm_import/template/*", keep)
    with page.context.expect_page():
        footer(page, "Download").click()
    page.wait_for_selector(".modal", state="detached")
    (answer,) = answers
    assert answer.headers["content-disposition"].endswith(".csv")
    text = answer.body().decode("utf-8-sig")
    headers, _example = csv.reader(io.StringIO(text))
    assert headers[:2] == ["Name", "Surname"]
    assert "Account" not in headers


def test_who_else_sees_them(page, login, importer, make_user):
    """A review for the importer alone says that the person in charge sees them too."""
    other = make_user(GROUPS[0], name="Olga Other")
    data = base64.b64encode(b"Name,Email\nAnn,others@example.com\n").decode()
    login(page, importer.login)
    for mode, seen in (("none", False), ("user", True)):
        wizard = importer.call(
            "antcrm.import.wizard",
            "create",
            {
                "kind": "contact",
                "file_data": data,
                "file_name": "own.csv",
                "share_mode": "me",
                "pic_mode": mode,
                "pic_user_id": other.uid,
            },
        )
        for method in ("action_next", "action_next", "action_review"):
            action = importer.call("antcrm.import.wizard", method, [wizard])
        page.goto(f"/odoo/customer-imports/{action['res_id']}")
        page.locator("[name=chosen_share]").get_by_text("Only me").wait_for()
        sentence = page.get_by_text("The PIC will see them too.")
        expect(sentence).to_be_visible(visible=seen)


def focus(page, locator, limit=80):
    """Go on with the Tab key until an element has the focus."""
    for _number in range(limit):
        # asked anew each time: a page that is still loading replaces its elements
        if locator.evaluate("element => document.activeElement === element"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"not to be reached by Tab: {locator}")


def press(page, target, effect):
    """Go to an element with the Tab key and press Enter until that has its effect.

    A page that is still loading may replace the element between the two keys, and its
    user presses again.
    """
    for _number in range(3):
        focus(page, target)
        page.keyboard.press("Enter")
        try:
            page.wait_for_selector(effect, timeout=20_000)
        except PageTimeoutError:
            continue
        return
    raise AssertionError(f"{effect} does not come from Enter on {target}")


def test_with_the_keyboard_alone(page, login, importer):
    """Nothing but keys, from the list to the report."""
    open_page(page, importer, login, DESKTOP)
    page.locator(".o_main_navbar .o_menu_brand").focus()
    menu = page.locator(".o_antcrm_import_menu:visible").first
    press(page, menu, ".o_antcrm_import_button:visible")
    button = page.locator(".o_antcrm_import_button:visible")
    press(page, button, ".modal .o_antcrm_import_file")
    data = b"Name,Email,Ref\nKey,key@example.com,C-1\n"
    file = {"name": "keys.csv", "mimeType": "text/csv", "buffer": data}
    page.on("filechooser", lambda chooser: chooser.set_files(file))
    choose = page.locator(".modal .o_antcrm_import_file button")
    press(page, choose, ".modal .o_antcrm_import_preview td")
    press(page, footer(page, "Next"), ".modal .o_antcrm_import_mapping select")
    for _number in range(5):
        # a list forgets the letters of a word that comes slowly
        focus(page, page.get_by_label("Ref"))
        page.keyboard.type("Identity")
        if selected_field(page, "Ref") == "Identity Card":
            break
    page.keyboard.press("Tab")
    policy = ".modal [name=duplicate_policy] input:visible"
    press(page, footer(page, "Next"), policy)
    confirm = ".o_form_view [name=action_confirm]:visible"
    press(page, footer(page, "Review"), confirm)
    press(page, page.locator(confirm), ".modal [name=action_run]")
    run_it = page.locator(".modal [name=action_run]")
    press(page, run_it, ".o_form_view .alert-success:visible")
    domain = [["email", "=", "key@example.com"]]
    names = ["identity_number"]
    (contact,) = importer.call("res.partner", "search_read", domain, names)
    assert contact["identity_number"] == "C-1"


def test_without_the_right(page, login, make_user):
    user = make_user(GROUPS[0], name="Sam Sales")
    login(page, user.login)
    page.goto("/odoo/action-antcrm_customers.res_partner_action_contact")
    page.wait_for_selector(".o_list_button_add, .o-kanban-button-new")
    expect(
        page.locator(".o_antcrm_import_button, .o_antcrm_import_menu")
    ).to_have_count(0)
    menus = page.evaluate(
        "fetch('/web/webclient/load_menus').then((response) => response.text())"
    )
    assert "antcrm_customers.menu_leads" in menus
    assert "antcrm_import." not in menus


def pick(page, box, text):
    """Choose a record by its name where one is looked for."""
    box.get_by_role("combobox").fill(text)
    page.locator(".o-autocomplete--dropdown-item").get_by_text(
        text, exact=True
    ).first.click()


@pytest.mark.parametrize("viewport", (DESKTOP, PHONE))
def test_review_asks_once(page, login, importer, viewport):
    """One answer for all rows: which country numbers are of, what a value stands for;
    and the customers as they will be, corrected where they stand."""
    token = f"r{viewport['width']}"
    # what was chosen for one file is known for the next
    country = f"Frankrijkland {token}"
    lines = ["Name,Phone,Country,Email,Owner's shoe size"]
    lines += [
        f"Rev {number},06 12 34 {viewport['width'] % 90 + 10} {number:02d},"
        f"{country},{token}.{number}@example.com,4"
        for number in range(10, 22)
    ]
    lines.append(f"Odd,,{country},{token}.odd at home,4")
    open_import(page, importer, login, viewport)
    review(page, "\n".join(lines).encode())
    question = page.locator(".o_antcrm_import_phone")
    question.get_by_text("are they of?").wait_for()
    pick(page, question, "France")
    question.wait_for(state="detached")
    value = page.locator(f".o_antcrm_import_values [data-value='{country}']")
    value.get_by_text("13 rows").wait_for()
    value.get_by_role("combobox").first.select_option("map")
    pick(page, value.locator(".o_record_selector"), "France")
    table = page.locator(".o_antcrm_import_customers")
    cell = table.locator("[data-number='2'] [data-field=country_id]")
    expect(cell).to_have_text("France")
    assert fits(page)
    # nothing but what is wrong
    table.get_by_label("Problem").select_option("invalid_email")
    expect(table.locator("tbody tr")).to_have_count(1)
    wrong = table.locator("[data-number='14'] [data-field=emails]")
    wrong.get_by_role("button").click()
    wrong.get_by_role("textbox").fill(f"{token}.odd@example.com")
    wrong.get_by_role("textbox").press("Enter")
    expect(table.locator("tbody tr")).to_have_count(0)
    expect(page.locator(".alert-info")).to_contain_text("13 will be created")
    run(page)
    page.locator(".alert-success").get_by_text("13 created").wait_for()

"""A salesperson imports a file through the web client, on a desktop and on a phone."""

import csv
import re
from pathlib import Path

import pytest

FILE = Path(__file__).parent / "fixtures/customers-500.csv"
GROUPS = ("antcrm_customers.group_user", "antcrm_customers.group_import")
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


def open_import(page, importer, login, viewport):
    """Log in, go to the contacts, and choose Import."""
    page.set_viewport_size(viewport)
    login(page, importer.login)
    page.goto("/odoo/action-antcrm_customers.res_partner_action_contact")
    page.wait_for_selector(".o_list_view, .o_kanban_view")
    if viewport is PHONE:
        page.click("button.o-control-panel-adaptive-dropdown")
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


def fits(page):
    """Tell whether the page needs no sideways scrolling."""
    return page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
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
    page.locator(".modal").get_by_label(re.compile("^Skip")).check()
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
    assert name in page.locator(".o_breadcrumb").inner_text()
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
    assert not footer(page, "Next").is_visible()


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


def test_without_the_right(page, login, make_user):
    user = make_user(GROUPS[0], name="Sam Sales")
    login(page, user.login)
    page.goto("/odoo/action-antcrm_customers.res_partner_action_contact")
    page.wait_for_selector(".o_list_button_add, .o-kanban-button-new")
    assert not page.locator(".o_antcrm_import_button").count()
    assert not page.locator("[data-menu-xmlid='antcrm_import.menu_import']").count()

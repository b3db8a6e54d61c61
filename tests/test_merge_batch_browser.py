"""All sure duplicates are reviewed, merged in one go, and taken back in one."""

import os
import time

from browser import choose_menu, fits
from host import run_job
from playwright.sync_api import expect
from test_duplicates_browser import compare


def make_twins(user, lastname, digit):
    """Two contacts who are one for sure."""
    values = {"lastname": lastname, "birthdate_date": "1988-07-09", "city": "Vinh"}
    ids = user.call(
        "res.partner",
        "create",
        [
            {
                **values,
                "firstname": "Tam",
                "function": function,
                "phone_ids": [[0, 0, {"value": f"+84 907 33{digit} 20{number}"}]],
            }
            for number, function in ((4, "Director"), (5, "Clerk"))
        ],
    )
    for contact in ids:
        email = f"tam@{lastname.lower()}.example"
        user.call("res.partner", "write", [contact], {"email": email})
    return ids


def work(admin):
    """Let the scheduled action do what was begun, and wait where it does so already."""
    run_job(admin, "antcrm_merge.ir_cron_merge_batches")
    until = time.monotonic() + 60
    under_way = [["state", "in", ["running", "undoing"]]]
    while admin.call("antcrm.merge.batch", "search", under_way):
        assert time.monotonic() < until


def look(page, name):
    if folder := os.environ.get("ANTCRM_LOOK"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_review_merge_undo(page, login, make_user, admin):
    user = make_user("antcrm_share.group_user", name="Mia Merger")
    names = ("Amberley", "Bristow", "Caldwell")
    twins = {name: make_twins(user, name, at) for at, name in enumerate(names)}
    compare(admin)
    errors = []
    page.on("pageerror", lambda error: errors.append(error))
    login(page, user.login)
    page.goto("/odoo/customer-duplicates")
    page.locator(".o_data_row", has_text="Amberley").first.wait_for()
    look(page, "duplicates")
    page.get_by_role("button", name="Merge Sure Ones…").click()
    expect(page.get_by_text("Nothing is merged yet.")).to_be_visible()
    rows = {name: page.locator(".o_data_row", has_text=name) for name in names}
    expect(rows["Caldwell"]).to_contain_text("To merge")
    look(page, "review")
    rows["Bristow"].get_by_role("button", name="Leave out").click()
    expect(rows["Bristow"]).to_contain_text("Left out")
    # one group, side by side: another value is chosen for it
    rows["Amberley"].get_by_role("button", name="Look").click()
    dialog = page.locator(".modal")
    row = dialog.get_by_role("group", name="Position")
    row.get_by_role("button", name="Clerk").click()
    row.locator("[aria-pressed=true]", has_text="Clerk").wait_for()
    look(page, "choices")
    dialog.get_by_role("button", name="Keep These Choices").click()
    expect(dialog).to_have_count(0)
    # the same on a phone
    page.set_viewport_size({"width": 390, "height": 844})
    page.reload()
    card = page.locator(".o_kanban_record", has_text="Bristow")
    expect(card).to_contain_text("Left out")
    assert fits(page)
    look(page, "review-phone")
    page.set_viewport_size({"width": 1366, "height": 768})
    page.reload()
    expect(rows["Caldwell"]).to_contain_text("To merge")
    with page.expect_response("**/antcrm.merge.batch/action_merge"):
        page.get_by_role("button", name="Merge", exact=True).click()
    # it goes on by itself until it is done
    progress = page.get_by_role("progressbar", name="Progress")
    expect(progress.or_(rows["Amberley"].get_by_text("Merged"))).to_be_visible()
    work(admin)
    expect(rows["Amberley"]).to_contain_text("Merged")
    expect(rows["Caldwell"]).to_contain_text("Merged")
    look(page, "done")
    assert [len(find(user, ids)) for ids in twins.values()] == [1, 2, 1]
    [kept] = find(user, twins["Amberley"])
    [contact] = user.call("res.partner", "read", [kept], ["function", "phone_ids"])
    assert contact["function"] == "Clerk"
    assert len(contact["phone_ids"]) == 2
    page.get_by_role("button", name="Undo", exact=True).click()
    dialog = page.locator(".modal", has_text="Will be undone")
    expect(dialog).to_contain_text("customers come back")
    look(page, "undo")
    with page.expect_response("**/antcrm.undo.wizard/action_undo"):
        dialog.get_by_role("button", name="Undo", exact=True).click()
    work(admin)
    expect(rows["Amberley"]).to_contain_text("Undone")
    expect(rows["Caldwell"]).to_contain_text("Undone")
    assert [len(find(user, ids)) for ids in twins.values()] == [2, 2, 2]
    page.set_viewport_size({"width": 390, "height": 844})
    page.reload()
    card = page.locator(".o_kanban_record", has_text="Amberley")
    expect(card).to_contain_text("Undone")
    assert fits(page)
    look(page, "undone-phone")
    page.goto("/odoo/customer-duplicates")
    page.locator(".o_kanban_record", has_text="Caldwell").first.wait_for()
    look(page, "duplicates-phone")
    expect(page.get_by_role("button", name="Merge Sure Ones…")).to_be_visible()
    assert not errors


def find(user, ids):
    return user.call("res.partner", "search", [["id", "in", ids]])


def test_rules_are_set_once(page, login, make_user, admin):
    user = make_user("antcrm_share.group_administrator", name="Rae Ruler")
    errors = []
    page.on("pageerror", lambda error: errors.append(error))
    login(page, user.login)
    page.goto("/odoo/customer-contacts")
    choose_menu(page, "Configuration", "Merge Rules")
    page.get_by_role("button", name="New", exact=True).click()
    row = page.locator(".o_selected_row")
    row.wait_for()
    look(page, "rules")
    page.locator(
        ".o_list_button_save:visible, .o_form_button_save:visible"
    ).first.click()
    expect(page.locator(".o_data_row")).to_contain_text("Every field")
    found = admin.call("antcrm.merge.rule", "search_read", [], ["kind", "part", "rule"])
    assert [rule["part"] for rule in found] == ["every"]
    admin.call("antcrm.merge.rule", "unlink", [rule["id"] for rule in found])
    assert not errors

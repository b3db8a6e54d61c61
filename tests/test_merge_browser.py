"""A salesperson merges duplicates in the web client, and takes it back."""

from browser import open_list, select_rows
from playwright.sync_api import expect
from test_merge_batch_browser import look, work


def make_pair(user, lastname, digits):
    """Two contacts with an address that both have by the host's own column."""
    ids = []
    for name, function, digit in (("Ida", "Director", 1), ("Eda", "Clerk", 2)):
        ids += user.call(
            "res.partner",
            "create",
            [
                {
                    "firstname": name,
                    "lastname": lastname,
                    "function": function,
                    "phone_ids": [[0, 0, {"value": f"+84 901 234 {digits}{digit}"}]],
                }
            ],
        )
    for contact in ids:
        user.call(
            "res.partner", "write", [contact], {"email": f"{lastname}@example.com"}
        )
    return ids


def test_merge_from_the_banner_and_undo(page, login, make_user):
    user = make_user("antcrm_share.group_user", name="Sara Sales")
    kept, source = make_pair(user, "Merge", 57)
    errors = []
    page.on("pageerror", lambda error: errors.append(error))
    login(page, user.login)
    page.goto(f"/odoo/customer-contacts/{kept}")
    page.locator("[name=antcrm_duplicates]").get_by_role(
        "button", name="Merge them"
    ).click()
    dialog = page.locator(".modal")
    row = dialog.get_by_role("group", name="Position")
    row.get_by_role("button", name="Director").wait_for()
    # the columns take all their values; then one value of the other
    dialog.locator(f".antcrm_merge_head [data-record='{kept}']").click()
    chosen = dialog.locator(".antcrm_merge_chosen")
    others = dialog.locator(f".antcrm_merge_chosen:not([data-record='{kept}'])")
    expect(others).to_have_count(0)
    expect(chosen.first).to_be_visible()
    row.get_by_role("button", name="Clerk").click()
    row.locator("[aria-pressed=true]", has_text="Clerk").wait_for()
    # a phone shows it all without scrolling sideways
    page.set_viewport_size({"width": 390, "height": 844})
    box = dialog.locator(".antcrm_merge_scroll").evaluate(
        "node => [node.scrollWidth, node.clientWidth]"
    )
    assert box[0] <= box[1]
    page.set_viewport_size({"width": 1366, "height": 768})
    dialog.get_by_role("button", name="Merge", exact=True).click()
    page.locator("button[name=action_view_merges]").wait_for()
    [contact] = user.call(
        "res.partner", "read", [kept], ["name", "function", "phone_ids"]
    )
    assert (contact["name"], contact["function"]) == ("Ida Merge", "Clerk")
    assert len(contact["phone_ids"]) == 2
    assert not user.call("res.partner", "search", [["id", "=", source]])
    page.locator("button[name=action_view_merges]").click()
    page.locator(".o_statusbar_buttons button[name=action_preview_undo]").click()
    dialog = page.locator(".modal", has_text="Will be undone")
    dialog.get_by_text("Comes back: Eda Merge").wait_for()
    dialog.get_by_role("button", name="Undo", exact=True).click()
    page.locator(".o_data_row", has_text="Eda Merge").wait_for()
    [contact] = user.call(
        "res.partner", "read", [kept], ["name", "function", "phone_ids"]
    )
    assert contact["function"] == "Director"
    assert len(contact["phone_ids"]) == 1
    assert user.call("res.partner", "search", [["id", "=", source]])
    assert not errors


def test_merge_from_the_list(page, login, make_user):
    user = make_user("antcrm_share.group_user", name="Sara Sales")
    pair = make_pair(user, "Listed", 58)
    login(page, user.login)
    open_list(page, "/odoo/customer-contacts?view_type=list", "Listed")
    rows = page.locator(".o_data_row")
    select_rows(page, [rows.filter(has_text=f"{n} Listed") for n in ("Ida", "Eda")])
    page.get_by_role("menuitem", name="Merge", exact=True).click()
    page.locator(".antcrm_merge_row[data-row=function]").wait_for()
    page.locator(".modal").get_by_role("button", name="Merge", exact=True).click()
    page.locator("button[name=action_view_merges]").wait_for()
    assert len(user.call("res.partner", "search", [["id", "in", pair]])) == 1


def make_accounts(user, name):
    """Return two accounts of a name and their people: one who is there twice for sure,
    one who may be, and one of each account alone."""
    accounts = user.call(
        "res.partner",
        "create",
        [{"name": f"{name} {at}", "is_company": True} for at in "AB"],
    )
    people = [
        (accounts[at], first, last)
        for first, *lasts in (("Lan", "Trần", "Tran"), ("Minh", "Lê", "Lê"))
        for at, last in enumerate(lasts)
    ]
    people += [(accounts[0], "Quang", "Võ"), (accounts[1], "Oanh", "Đỗ")]
    ids = user.call(
        "res.partner",
        "create",
        [
            {"parent_id": account, "firstname": first, "lastname": last}
            for account, first, last in people
        ],
    )
    email = {"email": f"lan@{name.lower()}.example"}
    user.call("res.partner", "write", ids[:2], email)
    return accounts, ids


def test_people_of_accounts(page, login, make_user, admin):
    """Accounts are merged from the list, their people with them, and one Undo where
    their merge is shown brings all of them back."""
    user = make_user("antcrm_share.group_user", name="Sara Sales")
    accounts, people = make_accounts(user, "Songhong")
    fields = ["name", "parent_id", "email", "is_company"]
    before = user.call("res.partner", "read", accounts + people, fields)
    errors = []
    page.on("pageerror", lambda error: errors.append(error))
    login(page, user.login)
    open_list(page, "/odoo/customer-accounts?view_type=list", "Songhong")
    rows = page.locator(".o_data_row")
    select_rows(page, [rows.filter(has_text=f"Songhong {at}") for at in "AB"])
    page.get_by_role("menuitem", name="Merge", exact=True).click()
    dialog = page.locator(".modal")
    proposed = dialog.get_by_role("group", name="People who are there twice")
    lan, minh = (proposed.locator("label", has_text=name) for name in ("Lan", "Minh"))
    expect(proposed.locator("label")).to_have_count(2)
    # who is sure is ticked, and says why
    expect(lan).to_contain_text("same name, same email")
    expect(lan.get_by_role("checkbox")).to_be_checked()
    expect(minh.get_by_role("checkbox")).not_to_be_checked()
    page.set_viewport_size({"width": 390, "height": 844})
    minh.click()
    expect(minh.get_by_role("checkbox")).to_be_checked()
    box = dialog.locator(".modal-body").evaluate(
        "node => [node.scrollWidth, node.clientWidth]"
    )
    assert box[0] <= box[1]
    look(page, "merge-people-390")
    page.set_viewport_size({"width": 1366, "height": 768})
    look(page, "merge-people-1366")
    dialog.get_by_role("button", name="Merge", exact=True).click()
    page.locator("button[name=action_view_merges]").click()
    found = user.call("res.partner", "search", [["id", "in", accounts + people]])
    assert len(found) == 5
    page.get_by_role("button", name="Undo All Merged Together").click()
    dialog = page.locator(".modal", has_text="Will be undone")
    expect(dialog).to_contain_text("3 merges: 3 customers come back.")
    with page.expect_response("**/antcrm.undo.wizard/action_undo"):
        dialog.get_by_role("button", name="Undo", exact=True).click()
    work(admin)
    assert user.call("res.partner", "read", accounts + people, fields) == before
    assert not errors

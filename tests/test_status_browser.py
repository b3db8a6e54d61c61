"""A lead that is dragged to a status does what the status means."""

from playwright.sync_api import expect


def column(page, status):
    return page.locator(
        ".o_kanban_group", has=page.locator(".o_column_title", has_text=status)
    )


def drag(page, card, target):
    """Drop a card in a column, as a hand does it."""
    card.scroll_into_view_if_needed()
    box = card.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 12)
    page.mouse.down()
    box = target.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + 120
    page.mouse.move(x - 20, y + 20, steps=8)
    page.mouse.move(x, y, steps=4)
    page.mouse.up()


def test_dragged_lead(page, login, make_user):
    user = make_user("antcrm_share.group_user", name="Sara Sales")
    [lead] = user.call(
        "crm.lead", "create", [{"firstname": "Dragged", "lastname": "Lead"}]
    )
    status = user.call("crm.lead", "read", [lead], ["status_id"])[0]["status_id"]
    errors = []
    page.on("pageerror", lambda error: errors.append(error))
    page.set_viewport_size({"width": 1366, "height": 768})
    login(page, user.login)
    page.goto("/odoo/customer-leads?view_type=kanban")
    card = page.locator(".o_kanban_record", has_text="Dragged")
    expect(column(page, "New").locator(card)).to_be_visible()
    # lost, with a reason; whoever closes the dialog has moved nothing
    dialog = page.locator(".modal")
    for target in ("Unqualified", "Converted"):
        drag(page, card, column(page, target))
        expect(dialog).to_be_visible()
        dialog.get_by_role("button", name="Close").first.click()
        expect(dialog).to_be_hidden()
        expect(column(page, "New").locator(card)).to_be_visible()
        [values] = user.call("crm.lead", "read", [lead], ["status_id", "active"])
        assert (values["status_id"], values["active"]) == (status, True)
    # converted
    drag(page, card, column(page, "Converted"))
    dialog.get_by_role("button", name="Convert").first.click()
    expect(dialog).to_be_hidden()
    [values] = user.call("crm.lead", "read", [lead], ["converted_contact_id"])
    assert values["converted_contact_id"]
    # an open status is nothing but a status
    [other] = user.call(
        "crm.lead", "create", [{"firstname": "Second", "lastname": "Lead"}]
    )
    page.goto("/odoo/customer-leads?view_type=kanban")
    card = page.locator(".o_kanban_record", has_text="Second")
    # the card is there before it is saved
    with page.expect_response("**/crm.lead/web_save*"):
        drag(page, card, column(page, "Contacted"))
    expect(column(page, "Contacted").locator(card)).to_be_visible()
    [values] = user.call("crm.lead", "read", [other], ["status_id"])
    assert values["status_id"][1] == "Contacted"
    assert not errors


def test_status_of_the_form(page, login, make_user):
    """Above the form of a lead a status does the same: a dialog that is closed has
    chosen nothing."""
    user = make_user("antcrm_share.group_user", name="Sara Sales")
    [lead] = user.call(
        "crm.lead", "create", [{"firstname": "Clicked", "lastname": "Lead"}]
    )
    before = user.call("crm.lead", "read", [lead], ["status_id", "active"])
    errors = []
    page.on("pageerror", lambda error: errors.append(error))
    login(page, user.login)
    page.goto(f"/odoo/customer-leads/{lead}")
    bar = page.locator(".o_statusbar_status")
    dialog = page.locator(".modal")

    def choose(status):
        button = bar.get_by_role("radio", name=status)
        if not button.is_visible():
            bar.locator(".dropdown-toggle:visible").first.click()
            button = page.locator(".o-dropdown--menu").get_by_text(status)
        button.click()

    current = bar.locator(".o_arrow_button_current", has_text="New")
    current.wait_for()
    # the first one stands first
    shown = bar.locator("[role=radio]:visible")
    lefts = [shown.nth(at).bounding_box()["x"] for at in range(shown.count())]
    assert len(lefts) > 1
    assert current.bounding_box()["x"] == min(lefts)
    for status, title in (("Unqualified", "Reason"), ("Converted", "Convert")):
        choose(status)
        expect(dialog).to_contain_text(title)
        dialog.get_by_role("button", name="Close").first.click()
        expect(dialog).to_be_hidden()
        bar.locator(".o_arrow_button_current", has_text="New").wait_for()
        assert user.call("crm.lead", "read", [lead], ["status_id", "active"]) == before
    # an open status is nothing but a status
    choose("Contacted")
    bar.locator(".o_arrow_button_current", has_text="Contacted").wait_for()
    choose("Converted")
    dialog.get_by_role("button", name="Convert").first.click()
    expect(dialog).to_be_hidden()
    [values] = user.call("crm.lead", "read", [lead], ["converted_contact_id"])
    assert values["converted_contact_id"]
    assert not errors

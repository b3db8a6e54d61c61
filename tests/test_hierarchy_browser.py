"""A salesperson rearranges the organisation of an account in the web client."""

from playwright.sync_api import expect


def card(page, name):
    """Return the card of a customer."""
    return page.locator(".o_hierarchy_node_container", has_text=name)


def drag(page, name, target):
    """Drop a card on another one, as a hand does it."""
    page.mouse.move(*centre(card(page, name)))
    page.mouse.down()
    x, y = centre(card(page, target))
    page.mouse.move(x + 20, y + 20, steps=8)
    page.mouse.move(x, y, steps=4)
    page.mouse.up()


def centre(locator):
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_organisation(page, login, make_user):
    """Whom he may not see is not there, and nothing else is missing."""
    group = "antcrm_share.group_user"
    user, other = make_user(group, name="Sara Sales"), make_user(group, name="Carl")
    everyone = {"share_mode": "all"}
    [account] = user.call(
        "res.partner", "create", [{"name": "Ant Ltd", "is_company": True, **everyone}]
    )
    people = {
        name: client.call(
            "res.partner",
            "create",
            [{"firstname": name, "parent_id": account, "share_mode": mode}],
        )[0]
        for name, client, mode in (
            ("Boss", user, "all"),
            ("Secret", other, "me"),
            ("Clerk", user, "all"),
        )
    }
    user.call(
        "res.partner",
        "create",
        [{"name": "Sub Ltd", "is_company": True, "parent_id": account, **everyone}],
    )
    other.call(
        "res.partner", "write", [people["Clerk"]], {"reports_to_id": people["Secret"]}
    )
    errors = []
    page.on("pageerror", lambda error: errors.append(error))
    login(page, user.login)
    page.goto(f"/odoo/action-antcrm_customers.res_partner_action_account/{account}")
    page.locator("button[name=action_view_hierarchy]").click()
    card(page, "Clerk").wait_for()
    expect(page.locator(".o_hierarchy_node_container")).to_have_count(4)
    assert "Secret" not in page.content()

    drag(page, "Clerk", "Boss")
    page.wait_for_function(
        "document.querySelectorAll('.o_hierarchy_row').length === 3", timeout=10000
    )
    [clerk] = user.call(
        "res.partner", "read", [people["Clerk"]], ["reports_to_id", "parent_id"]
    )
    assert clerk["reports_to_id"][0] == people["Boss"]
    assert clerk["parent_id"][0] == account

    # nobody reports to who reports to him: said, and nothing is changed
    drag(page, "Boss", "Clerk")
    page.wait_for_timeout(500)
    [boss] = user.call("res.partner", "read", [people["Boss"]], ["reports_to_id"])
    assert not boss["reports_to_id"]
    assert not errors


def test_phones_of_cards(page, login, make_user):
    """A thumb calls from the chart, in which the dialog for the note opens."""
    user = make_user("antcrm_share.group_user", name="Tara Taps")
    [account] = user.call(
        "res.partner", "create", [{"name": "Tap Ltd", "is_company": True}]
    )
    number = {"value": "+84 912 695 101"}
    user.call(
        "res.partner",
        "create",
        [{"firstname": "Tam", "parent_id": account, "phone_ids": [[0, 0, number]]}],
    )
    errors = []
    page.on("pageerror", lambda error: errors.append(error))
    login(page, user.login)
    page.goto(f"/odoo/action-antcrm_customers.res_partner_action_account/{account}")
    page.locator("button[name=action_view_hierarchy]").click()
    card(page, "Tam").wait_for()
    page.set_viewport_size({"width": 390, "height": 844})
    phone = card(page, "Tam").get_by_role("link", name="+84 912 695 101")
    expect(phone).to_have_attribute("href", "tel:+84912695101")
    phone.click()
    dialog = page.locator(".modal:has([name=outcome])")
    expect(dialog.locator("[name=phone]")).to_contain_text("912 695 101")
    # the host's chart opens whatever card is clicked
    expect(page.locator(".o_hierarchy_renderer")).to_have_count(1)
    assert not errors

"""What a click does is asked before and told after: inactive customers, leavers, where
a field is used, the settings of Customers."""

import pytest
from browser import ONE_HEIGHT, cut_texts, fits, open_list
from playwright.sync_api import expect

pytestmark = pytest.mark.quick

KEEPER = ("antcrm_share.group_user", "antcrm_inactive.group_inactivate")
ADMINISTRATOR = ("antcrm_share.group_administrator", "base.group_erp_manager")


def open_actions(page, name):
    page.locator(".o_cp_action_menus button").first.click()
    page.locator(".o-dropdown--menu .o-dropdown-item").get_by_text(
        name, exact=True
    ).click()


def test_make_inactive_asks_and_tells(page, login, make_user):
    user = make_user(*KEEPER, name="Kim Keeper")
    [contact] = user.call("res.partner", "create", [{"firstname": "Rita Retired"}])
    user.call("crm.lead", "create", [{"name": "Deal", "partner_id": contact}])
    errors = []
    page.on("pageerror", lambda error: errors.append(error))
    login(page, user.login)
    page.goto(f"/odoo/customer-contacts/{contact}")
    expect(page.locator("button[name=action_make_active]")).to_have_count(0)
    page.locator("button[name=action_ask_inactive]").click()
    dialog = page.locator(".modal")
    dialog.get_by_text("Rita Retired").wait_for()
    expect(dialog.locator("[name=antcrm_documents]")).to_contain_text(": 1")
    page.set_viewport_size({"width": 390, "height": 844})
    assert fits(page)
    page.set_viewport_size({"width": 1366, "height": 768})
    dialog.locator("button[name=action_make_inactive]").click()
    page.locator(".o_notification", has_text="Rita Retired is inactive now").wait_for()
    page.locator(".ribbon", has_text="Inactive").wait_for()
    page.locator("button[name=action_make_active]").click()
    page.locator(".o_notification", has_text="is active again").wait_for()
    expect(page.locator(".ribbon", has_text="Inactive")).to_have_count(0)
    assert not errors


def test_archiving_a_user_asks_who_gets_the_customers(page, login, make_user):
    leaver = make_user("antcrm_share.group_user", name="Lea Leaver")
    make_user("antcrm_share.group_user", name="Henry Heir")
    user = make_user(*ADMINISTRATOR, name="Anna Administrator")
    [contact] = leaver.call(
        "res.partner", "create", [{"firstname": "Ida", "share_mode": "all"}]
    )
    [leaver_id] = user.call("res.users", "search", [["name", "=", "Lea Leaver"]])
    user.call("res.partner", "write", [contact], {"user_id": leaver_id})
    [heir_id] = user.call("res.users", "search", [["name", "=", "Henry Heir"]])
    errors = []
    page.on("pageerror", lambda error: errors.append(error))
    login(page, user.login)
    page.goto(f"/odoo/users/{leaver_id}")
    page.locator(".o_form_view").wait_for()
    open_actions(page, "Archive")
    page.locator(".modal-footer .btn-primary").click()
    dialog = page.locator(".modal", has_text="Hand Over")
    dialog.locator("[name=to_user_id] input").fill("Henry")
    page.locator(".o-autocomplete--dropdown-item", has_text="Henry Heir").click()
    dialog.get_by_role("button", name="Hand Over and Archive").click()
    page.locator(".o_notification", has_text="Henry Heir has got").wait_for()
    [values] = user.call("res.partner", "read", [contact], ["user_id"])
    assert values["user_id"][0] == heir_id
    page.goto("/odoo/action-antcrm_customers.antcrm_handover_action")
    page.locator("button[name=action_preview_undo]").first.click()
    page.locator(".modal-footer .btn-primary").click()
    page.locator(".o_arrow_button_current", has_text="Taken Back").wait_for()
    [values] = user.call("res.partner", "read", [contact], ["user_id"])
    assert values["user_id"][0] == leaver_id
    assert not errors


def test_used_in_and_settings(page, login, make_user):
    user = make_user("antcrm_share.group_administrator", name="Anna Administrator")
    [tag] = user.call("crm.tag", "create", [{"name": "Ropes"}])
    user.call(
        "antcrm.segment",
        "create",
        [
            {
                "name": "Rope lovers",
                "kind": "lead",
                "mode": "dynamic",
                "domain": f"[('tag_ids', 'in', [{tag}])]",
                "share_mode": "all",
            }
        ],
    )
    errors = []
    page.on("pageerror", lambda error: errors.append(error))
    login(page, user.login)
    page.goto(f"/odoo/action-sales_team.sales_team_crm_tag_action/{tag}")
    page.locator(".o_form_view").wait_for()
    open_actions(page, "Used In")
    page.locator(".modal .o_data_row", has_text="Rope lovers").wait_for()
    page.keyboard.press("Escape")
    page.goto("/odoo/action-antcrm_customers.res_config_settings_action")
    days = page.locator("[name=antcrm_merge_undo_days] input")
    days.fill("21")
    days.blur()
    # saved, the page is loaded anew
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("[name=antcrm_merge_undo_days] input")).to_have_value("21")
    assert not errors


@pytest.mark.parametrize("width", [1366, 1920])
def test_lists_end_long_texts_in_an_ellipsis(page, login, make_user, admin, width):
    """And each row is as high as the others."""
    names = [{"name": f"{tag} of the list {width}"} for tag in ("First", "Second")]
    categories = admin.call("res.partner.category", "create", names)
    tags = admin.call("crm.tag", "create", names)
    long = "Phạm Nguyễn Hoàng Nhật Minh Thư"
    user = make_user("antcrm_share.group_user", name=f"{long} Anh")
    values = {
        "user_id": user.uid,
        "city": "Thành phố Hồ Chí Minh và vùng lân cận",
    }
    user.call(
        "res.partner",
        "create",
        [
            {
                **values,
                "firstname": long,
                "lastname": "Công Tằng Tôn Nữ",
                "website": "",
                "category_id": [[6, 0, categories]],
            },
            {**values, "firstname": f"{long} {width}"},
            {**values, "name": f"Công ty TNHH {long} {width}", "is_company": True},
        ],
    )
    lead = {"name": f"{long} {long}", "type": "lead", **values}
    user.call("crm.lead", "create", [{**lead, "tag_ids": [[6, 0, tags]]}, dict(lead)])
    page.set_viewport_size({"width": width, "height": 768})
    login(page, user.login)
    for action in (
        "crm_lead_action",
        "res_partner_action_contact",
        "res_partner_action_account",
    ):
        open_list(page, f"/odoo/action-antcrm_customers.{action}", "Nhật Minh")
        assert not cut_texts(page), action
        page.wait_for_function(ONE_HEIGHT)

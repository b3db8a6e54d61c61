"""A salesperson converts a lead in the web client."""

from playwright.sync_api import expect


def test_convert(page, login, make_user):
    user = make_user("antcrm_share.group_user", name="Sara Sales")
    [account] = user.call(
        "res.partner", "create", [{"name": "Lund Sails", "is_company": True}]
    )
    [lead] = user.call(
        "crm.lead",
        "create",
        [
            {
                "type": "lead",
                "firstname": "Lara",
                "lastname": "Lund",
                "partner_name": "LUND SAILS",
                "phone_ids": [[0, 0, {"value": "+84 901 377 561"}]],
            }
        ],
    )
    errors = []
    page.on("pageerror", lambda error: errors.append(error))
    login(page, user.login)
    page.goto(f"/odoo/customer-leads/{lead}")
    page.locator(".o_form_view").wait_for()
    # where leads are qualified, as here, no button leads to the dialog
    page.evaluate(
        """id => odoo.__WOWL_DEBUG__.root.env.services.action.doAction(
            "antcrm_customers.antcrm_lead_convert_action",
            {additionalContext: {active_ids: [id]}}
        )""",
        lead,
    )
    dialog = page.locator(".modal")
    dialog.get_by_label("Take an existing account").wait_for()
    expect(dialog.get_by_label("Take an existing account")).to_be_checked()
    expect(dialog.get_by_label("Create a contact")).to_be_checked()
    expect(dialog.locator("[name=account_id] input")).to_have_value("Lund Sails")
    dialog.get_by_role("button", name="Convert", exact=True).click()
    page.locator(".o_breadcrumb", has_text="Lara Lund").wait_for()
    page.locator("button[name=action_view_converted_leads]").click()
    page.locator("[name=antcrm_converted]:visible, .o_data_row").first.wait_for()
    [lead] = user.call(
        "crm.lead",
        "read",
        [lead],
        ["converted_contact_id", "converted_account_id"],
    )
    assert lead["converted_account_id"][0] == account
    assert lead["converted_contact_id"][1] == "Lund Sails, Lara Lund"
    assert not errors

"""The web client opens with all addons in it, and the API answers."""

import pytest
from host import OdooError


def test_web_client_opens_without_errors(page):
    errors = []
    page.on("pageerror", lambda error: errors.append(error))
    page.goto("/web/login")
    page.fill("input[name=login]", "admin")
    page.fill("input[name=password]", "admin")
    page.click("button[type=submit]")
    page.click(".o_navbar_apps_menu button")
    page.wait_for_selector(".o_app, .dropdown-item")
    assert not errors


def test_api_answers_to_the_key_of_a_user(admin, make_user):
    user = make_user()
    assert user.json2("res.users", "context_get")["uid"] == user.uid
    assert admin.json2("res.users", "read", [user.uid], fields=["login"]) == [
        {"id": user.uid, "login": user.login}
    ]
    with pytest.raises(OdooError) as refused:
        user.json2("res.users", "write", [admin.uid], vals={"name": "X"})
    assert refused.value.name == "odoo.exceptions.AccessError"
    assert refused.value.status == 403

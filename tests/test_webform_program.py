"""Programs of the company send to a web form with its key."""

import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from browser import fits
from examples import run
from host import ROOT

EXAMPLE = re.compile(r"```sh\n(.*?)```", re.DOTALL)
NAMES = ("name", "emails", "phones", "message")


@pytest.fixture(scope="module")
def administrator(make_user):
    return make_user("antcrm_share.group_administrator", name="Wanda Webforms")


@pytest.fixture
def form(administrator, request):
    """A form: its id, and the variables of the examples."""
    [form_id] = administrator.json2(
        "antcrm.webform",
        "create",
        vals_list=[
            {
                "name": request.node.name,
                "kind": "contact",
                "consent_text": "<p>You may use what I write to answer me.</p>",
                "field_ids": [[0, 0, {"name": name}] for name in NAMES],
            }
        ],
    )
    action = administrator.json2("antcrm.webform", "action_new_api_key", [form_id])
    [values] = administrator.json2(
        "antcrm.webform", "read", [form_id], fields=["token"]
    )
    return form_id, {
        "FORM_URL": f"{administrator.url}/antcrm/form/{values['token']}",
        "FORM_KEY": action["context"]["default_key"],
    }


def test_examples(administrator, form):
    _form_id, variables = form
    examples = EXAMPLE.findall((ROOT / "docs/webforms.md").read_text())
    created, updated, described = (
        run(example, administrator, **variables) for example in examples
    )
    assert created["status"] == "created" and created["model"] == "res.partner"
    assert updated == {**created, "status": "updated"}
    assert described["openapi"] == "3.1.0"
    [contact] = administrator.json2(
        "res.partner", "read", [created["id"]], fields=["email_ids", "name"]
    )
    assert len(contact["email_ids"]) == 2
    # what the docs say of answers is what the description says
    [path] = described["paths"].values()
    told = re.findall(r"^\| (\d{3}) \|", (ROOT / "docs/webforms.md").read_text(), re.M)
    assert sorted(told) == sorted(path["post"]["responses"])


def test_at_the_same_time(administrator, form):
    """Two posts of one new customer make one, and neither fails."""
    _form_id, variables = form
    headers = {"Authorization": f"Bearer {variables['FORM_KEY']}"}

    def send(number):
        values = {
            "external_id": f"race-{number // 4}",
            "name": "Rafa Race",
            "emails": f"rafa{number}@program.example.com",
            "consent": True,
        }
        return requests.post(
            variables["FORM_URL"], json=values, headers=headers, timeout=60
        )

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, range(12)))
    assert {answer.status_code for answer in answers} <= {200, 201}
    for start in range(0, 12, 4):
        group = answers[start : start + 4]
        assert len({answer.json()["id"] for answer in group}) == 1
        assert sorted(answer.status_code for answer in group) == [200, 200, 200, 201]


def test_key_in_the_browser(page, login, administrator, form):
    form_id, variables = form
    login(page, administrator.login, administrator.password)
    page.goto(f"/odoo/customer-web-forms/{form_id}")
    page.get_by_role("tab", name="Publish").click()
    page.get_by_role("button", name="Renew the key").click()
    page.get_by_role("dialog").get_by_role("button", name="Ok").click()
    field = page.get_by_role("dialog").locator("[name=key]")
    key = field.inner_text().split()[0]
    assert len(key) > 40 and key != variables["FORM_KEY"]
    for width in (390, 1366):
        page.set_viewport_size({"width": width, "height": 800})
        assert fits(page)
    page.get_by_role("dialog").get_by_role("button", name="Done").click()
    values = {"name": "Kim Key", "emails": "kim@program.example.com", "consent": True}

    def send(key):
        headers = {"Authorization": f"Bearer {key}"}
        return requests.post(
            variables["FORM_URL"],
            data=json.dumps(values),
            headers={**headers, "Content-Type": "application/json"},
            timeout=60,
        ).status_code

    assert send(variables["FORM_KEY"]) == 401
    assert send(key) == 201
    # it is shown once
    page.get_by_role("button", name="Remove the key").wait_for()
    assert key not in page.content()
    page.get_by_role("button", name="Remove the key").click()
    page.get_by_role("dialog").get_by_role("button", name="Ok").click()
    page.get_by_role("button", name="Make a key").wait_for()
    assert send(key) == 401


def test_other_kinds_in_the_browser(page, login, administrator, form):
    """What becomes of a contact who sends to a form for leads is chosen on the form."""
    form_id, variables = form
    administrator.json2("antcrm.webform", "write", [form_id], vals={"kind": "lead"})
    email = "otis@program.example.com"
    [contact] = administrator.json2(
        "res.partner", "create", vals_list=[{"name": "Otis Other", "email": email}]
    )
    login(page, administrator.login, administrator.password)
    page.goto(f"/odoo/customer-web-forms/{form_id}")
    page.get_by_role("tab", name="Customers").click()
    page.get_by_label("History: add what came").check()
    with page.expect_response("**/web_save"):
        page.locator(".o_form_button_save").click()
    headers = {"Authorization": f"Bearer {variables['FORM_KEY']}"}
    values = {"name": "Otis", "emails": email, "message": "Ropes?", "consent": True}
    answer = requests.post(
        variables["FORM_URL"], json=values, headers=headers, timeout=60
    )
    assert answer.json() == {"status": "noted", "model": "res.partner", "id": contact}
    page.goto(f"/odoo/customer-contacts/{contact}")
    page.locator(".o-mail-Message", has_text="Ropes?").wait_for()

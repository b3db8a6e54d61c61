"""What other programs are told works as it is written."""

import re

import pytest
import requests
from examples import run
from host import ROOT, OdooError

EXAMPLE = re.compile(r"```sh\n(.*?)```", re.DOTALL)
PHONE = "+84 901 238 103"


@pytest.fixture(scope="module")
def user(make_user):
    return make_user("antcrm_share.group_user", name="Rita Robot")


def test_examples(user):
    examples = EXAMPLE.findall((ROOT / "docs/api.md").read_text())
    created, merged, numbered, known, planned = (
        run(example, user) for example in examples
    )
    assert created["created"] and created["model"] == "res.partner"
    assert merged == numbered == {**created, "created": False}
    assert {"phones", "emails", "name"} <= {field["name"] for field in known}
    assert [outcome["action"] for outcome in planned] == ["skipped"]
    [contact] = user.json2(
        "res.partner", "read", [created["id"]], fields=["function", "phone_ids"]
    )
    assert contact["function"] == "Buyer"
    assert len(contact["phone_ids"]) == 2


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "nobody"},
        {"values": {"name": "X", "no_such_field": 1}},
        {"values": ["no dict"]},
        {"values": {"name": "X", "phones": ["12"]}},
        {"values": {"name": "X", "emails": ["nobody"]}},
        {"values": {"phones": ["+84 901 238 104"]}},
        {"if_known": "overwrite"},
        {"if_known": ["merge"]},
        {"options": {"no_such_option": 1}},
        {"options": "no dict"},
    ],
    ids=str,
)
def test_errors_are_answers(user, change):
    call = {"kind": "contact", "values": {"name": "X"}, **change}
    with pytest.raises(OdooError) as error:
        user.json2("antcrm.intake", "enter", **call)
    assert error.value.status == 422


def test_refused_and_returned(user, make_user):
    values = {"name": "Ravi Rao", "phones": [PHONE]}
    made = user.json2("antcrm.intake", "enter", kind="contact", values=values)
    with pytest.raises(OdooError) as error:
        user.json2("antcrm.intake", "enter", kind="contact", values=values)
    assert error.value.status == 422
    assert "Ravi Rao" in error.value.message
    again = user.json2(
        "antcrm.intake", "enter", kind="contact", values=values, if_known="return"
    )
    assert again == {**made, "created": False}
    # of somebody hidden no more is told than that there is one
    user.json2("res.partner", "write", [made["id"]], vals={"share_mode": "me"})
    other = make_user("antcrm_share.group_user", name="Olga Other")
    for if_known in ("refuse", "return", "merge"):
        with pytest.raises(OdooError) as error:
            other.json2(
                "antcrm.intake",
                "enter",
                kind="contact",
                values=values,
                if_known=if_known,
            )
        assert error.value.status == 422
        assert "Ravi" not in error.value.message


def test_plain_create(make_user):
    """Of a user who is held to it, nobody is made twice by a plain create."""
    rights = "antcrm_share.group_user"
    plain = make_user(rights, name="Paul Plain")
    strict = make_user(
        rights, "antcrm_customers.group_strict_entry", name="Sten Strict"
    )
    number, email = "+84 901 238 105", "plain@program.example.com"
    for model, column in (("res.partner", "email"), ("crm.lead", "email_from")):
        values = {"name": "Plain Program", "phone": number, column: email}
        [first] = strict.json2(model, "create", vals_list=[values])
        for again in (
            {"name": "Again", "phone": "0084901238105"},
            {"name": "Again", column: email.upper()},
        ):
            with pytest.raises(OdooError) as error:
                strict.json2(model, "create", vals_list=[again])
            assert error.value.status == 422
        # others are let through, as by the host
        assert plain.json2(model, "create", vals_list=[values]) != [first]


def test_in_the_hosts_documentation(make_user):
    """The page ``/doc`` of the server lists the intake, with what it takes."""
    reader = make_user(
        "antcrm_share.group_user", "api_doc.group_allow_doc", name="Doro Docs"
    )

    def read(name):
        headers = {
            "Authorization": f"Bearer {reader.api_key}",
            "X-Odoo-Database": reader.database,
        }
        url = f"{reader.url}/doc-bearer/{name}.json"
        answer = requests.post(url, json={}, headers=headers, timeout=120)
        assert answer.status_code == 200, answer.text
        return answer.json()

    listed = {model["model"]: model for model in read("index")["models"]}
    assert {"enter", "plan", "apply", "find_everywhere"} <= {
        *listed["antcrm.intake"]["methods"]
    }
    method = read("antcrm.intake")["methods"]["enter"]
    assert {"kind", "values", "if_known", "options"} <= {*method["parameters"]}
    assert "nobody is made twice" in method["doc"]
    # there is nothing else in it to read
    assert reader.json2("antcrm.intake", "search_count", domain=[]) == 0
    assert reader.json2("antcrm.intake", "search_read", domain=[]) == []
    for method, ids in (("read", [1]), ("unlink", [1])):
        with pytest.raises(OdooError) as error:
            reader.json2("antcrm.intake", method, ids)
        assert error.value.status == 403

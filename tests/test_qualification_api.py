"""The examples of the addon's readme, as a program runs them."""

import re

import pytest
from examples import run
from host import ROOT, OdooError

README = ROOT / "antcrm_qualification/readme/DEVELOP.md"
EXAMPLE = re.compile(r"^``` sh\n(.+?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def user(make_user):
    return make_user("antcrm_share.group_user", name="Rosa Robot")


def test_readme_examples(admin, user):
    examples = EXAMPLE.findall(README.read_text())
    assert len(examples) == 5
    qualify = examples.pop()
    [direction] = admin.call("antcrm.sales.direction", "create", [{"name": "Services"}])
    directions, incomplete, complete, found = (
        run(example, user) for example in examples
    )
    assert direction in [record["id"] for record in directions]
    [lead] = found
    assert [lead["id"]] == incomplete
    # a program is no owner
    assert lead["qualification_state"] == "new"
    [lead] = user.json2(
        "crm.lead",
        "read",
        complete,
        fields=["is_new_contact", "existing_contact_id", "is_new_company"],
    )
    contact = lead["existing_contact_id"][0]
    [contact] = user.json2("res.partner", "read", [contact], fields=["name"])
    assert contact["name"] == "Leo Lind"
    assert (lead["is_new_contact"], lead["is_new_company"]) == (False, True)
    [source] = user.json2(
        "utm.source", "search", domain=[("name", "=", "Vendor")], limit=1
    )
    user.json2(
        "crm.lead",
        "write",
        complete,
        vals={"source_id": source, "sales_direction_id": direction},
    )
    action = run(qualify, user, LEAD_ID=str(complete[0]))
    assert action["res_id"] == complete[0]
    [lead] = user.json2(
        "crm.lead",
        "read",
        complete,
        fields=["type", "qualification_state", "existing_company_id", "partner_id"],
    )
    assert (lead["type"], lead["qualification_state"]) == ("opportunity", "qualified")
    assert lead["existing_company_id"][1] == "Lind Ropes Ltd"
    assert lead["partner_id"][0] == contact["id"]
    user.json2("crm.lead", "action_set_lost", incomplete)
    [lead] = user.json2(
        "crm.lead", "read", incomplete, fields=["qualification_state", "active"]
    )
    assert (lead["qualification_state"], lead["active"]) == ("disqualified", False)


def test_contradictions_are_refused(admin, user):
    ours, other = admin.call(
        "antcrm.sales.direction", "create", [{"name": "Ours"}, {"name": "Other"}]
    )
    [product] = admin.call(
        "antcrm.sales.product",
        "create",
        [{"name": "Rope", "direction_ids": [[6, 0, [ours]]]}],
    )
    values = {"type": "lead", "name": "Rope", "sales_product_id": product}
    with pytest.raises(OdooError, match="does not belong") as refusal:
        user.json2(
            "crm.lead", "create", vals_list=[{**values, "sales_direction_id": other}]
        )
    assert refusal.value.status == 422
    [lead] = user.json2(
        "crm.lead", "create", vals_list=[{**values, "sales_direction_id": ours}]
    )
    with pytest.raises(OdooError, match="before you qualify it") as refusal:
        user.json2("crm.lead", "action_qualify", [lead])
    assert refusal.value.status == 422


def test_without_the_right(make_user):
    nobody = make_user(name="Nora Nobody")
    with pytest.raises(OdooError) as refusal:
        nobody.json2("crm.lead", "create", vals_list=[{"name": "x"}])
    assert refusal.value.status == 403

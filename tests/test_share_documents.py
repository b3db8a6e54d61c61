"""What a share hides, and the documents and rules of the host's other addons."""

import pytest
from scenario import run_scenario

pytestmark = pytest.mark.slow

SCENARIO = """
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user

groups = "antcrm_share.group_user"
creator = new_test_user(env, "creator", groups=groups)
other = new_test_user(env, "other", groups=groups)
lead_model = env["ir.model"]._get("crm.lead")
description = env["ir.model.fields"]._get("crm.lead", "description")


def lead(**values):
    Lead = env["crm.lead"].with_user(creator)
    return Lead.create({"name": "x", "type": "lead", "user_id": creator.id, **values})


def rule(name, **values):
    return env["base.automation"].create({
        "name": name,
        "model_id": lead_model.id,
        "trigger": "on_create_or_write",
        # watched, for the host runs a rule that watches nothing with each recomputation
        "trigger_field_ids": [Command.link(description.id)],
        "filter_domain": repr([("description", "ilike", name)]),
        "action_server_ids": [Command.create({
            "name": name, "model_id": lead_model.id, **values,
        })],
    })


# an automation rule puts nobody in charge who may not see the lead
rule("by value", state="object_write", update_path="user_id",
     resource_ref=f"res.users,{other.id}")
rule("by code", state="code",
     code=f"record.write({{'user_id': {other.id}, 'priority': '2'}})")
for name in ("by value", "by code"):
    hidden, open_lead = lead(share_mode="me"), lead(share_mode="all")
    (hidden | open_lead).with_user(creator).write({"description": name})
    env.flush_all()
    env.invalidate_all()
    assert open_lead.sudo().user_id == other, name
    assert hidden.sudo().user_id == creator, name
    assert not hidden.with_user(other).has_access("read"), name
    told = "".join(hidden.sudo().message_ids.mapped("body"))
    assert told.count(f"was to put {other.name} in charge") == 1, told
assert hidden.sudo().priority == "2", "the rest of the rule is lost"

# a quotation for a lead whose customer is hidden: without the customer, and told so
partner = env["res.partner"].with_user(creator).create(
    {"name": "Hidden", "share_mode": "me", "email": "secret@hidden.example.com"}
)
document = env["crm.lead"].create(
    {"name": "y", "type": "opportunity", "partner_id": partner.id, "user_id": other.id}
)
env.flush_all()
env.invalidate_all()
context = document.with_user(other).action_new_quotation()["context"]
assert context["default_partner_id"] == partner.id
Order = env["sale.order"].with_user(other).with_context(
    **{k: v for k, v in context.items() if k.startswith("default_")}
)
spec = {"partner_id": {"fields": {"display_name": {}}}, "opportunity_id": {}}
answer = Order.onchange({}, [], spec)
assert answer["value"]["partner_id"] is False, answer
assert answer["value"]["opportunity_id"] == document.id, answer
assert "not there for you" in answer["warning"]["message"], answer
assert "Hidden" not in str(answer)
try:
    Order.create({"partner_id": partner.id})
except AccessError as error:
    assert "not there for you" in str(error)
else:
    raise AssertionError("pointed to")
own = env["res.partner"].with_user(other).create({"name": "Mine"})
order = Order.create({"partner_id": own.id})
assert order.partner_id == own and order.opportunity_id == document
print("all fine")
"""


def test_automation_rules_and_quotations(worker_id):
    run_scenario(f"share-{worker_id}", ["sale_crm", "base_automation"], SCENARIO)

"""The guard of references, in a database with many of the host's addons: what gets
through of those that the tests' database does not have. Takes about ten minutes."""

import json
import os
import subprocess
import sys

from host import clone_database, drop_database

ADDONS = (
    "sale_stock",
    "purchase_stock",
    "event_sale",
    "survey",
    "hr_recruitment",
    "hr_holidays",
    "fleet",
    "repair",
    "mrp",
    "website_sale",
    "loyalty",
    "project_timesheet_holidays",
    "maintenance",
    "lunch",
)
SCENARIO = """
import json
from odoo.tests import new_test_user
from odoo.addons.antcrm_share.tests.reference_walk import SECRETS, ReferenceWalk

owner = env.ref("antcrm_share.group_data_owner")
outside = env.ref("base.group_portal") | env.ref("base.group_public")
creator = new_test_user(env, "walk_creator", groups="antcrm_share.group_user")
users = {
    "internal": new_test_user(env, "walk_internal", groups="base.group_user"),
    "sales": new_test_user(env, "walk_sales", groups="antcrm_share.group_user"),
    "portal": new_test_user(env, "walk_portal", groups="base.group_portal"),
    "all rights": new_test_user(env, "walk_all", groups="base.group_user"),
}
users["all rights"].group_ids = env["res.groups"].search([]).filtered(
    lambda group: not (group.all_implied_ids | group) & (owner | outside)
)
mine = {"share_mode": "me", "name": "Hidden"}
partner = env["res.partner"].with_user(creator).create(mine)
lead = env["crm.lead"].with_user(creator).create(
    {**mine, "type": "lead", "user_id": creator.id}
)
contact = env["res.partner"].with_user(creator).create({**mine, "name": "Hidden login"})
login = new_test_user(
    env, "walk_hidden", groups="base.group_portal", partner_id=contact.id
)
contact.sudo().write({"email": f"login.{SECRETS[0]}", "phone": SECRETS[1]})
partner.sudo().write({"email": SECRETS[0], "phone": SECRETS[1]})
lead.sudo().write({"email_from": SECRETS[0], "phone": SECRETS[1]})
env.flush_all()
hidden = {"res.partner": partner, "crm.lead": lead, "res.users": login}
walk = ReferenceWalk(
    env, users, {model: record.sudo() for model, record in hidden.items()}
).run()
untried = {f"{model} {name}": why for (model, name), why in walk.untried.items()}
print("RESULT" + json.dumps([walk.summary(), walk.refused, untried]))
"""


def odoo(*arguments, **kwargs):
    return subprocess.run(
        [sys.executable, "-m", "odoo", *arguments],
        check=False,
        capture_output=True,
        text=True,
        timeout=1800,
        **kwargs,
    )


def main():
    name = f"{os.environ['ANTCRM_RUN']}-walk"
    clone_database("antcrm_template", name)
    try:
        odoo("module", "install", "--database", name, *ADDONS)
        done = odoo("shell", "--database", name, "--no-http", input=SCENARIO)
    finally:
        drop_database(name)
    answer = done.stdout.partition("RESULT")[2]
    if not answer:
        sys.exit(done.stdout[-2000:] + done.stderr[-4000:])
    leaks, refused, untried = json.loads(answer.splitlines()[0])
    print(f"{refused} tries were refused, {len(untried)} could not be made:")
    print(*(f"  {field}: {why}" for field, why in untried.items()), sep="\n")
    print(f"{len(leaks)} got through:", *leaks, sep="\n  ")


if __name__ == "__main__":
    main()

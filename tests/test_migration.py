"""A database of earlier code, updated to today's: nothing of it is lost.

The earlier code comes from the history, the customers are made with it. What belongs to
another addon today than then is in the table of the migration, see "Migrations" in
CONTRIBUTING.md; how such a table is made and read is tried with small addons as well.
"""

import configparser
import csv
import io
import json
import os
import re
import subprocess
import sys
import tarfile

import pytest
from host import ROOT, clone_database, drop_database
from test_lifecycle import odoo, query

pytestmark = pytest.mark.slow
# the last code in which the customers were one addon
BEFORE = "2da1ab7efd1d"
FILL = """
from odoo import Command
ref = env.ref
company = env.company
company.country_id = ref("base.vn")
roles = [ref("antcrm_customers.group_" + name).id for name in ("user", "data_owner")]
users = env["res.users"].create([
    {"name": name, "login": name, "group_ids": [Command.link(id_) for id_ in groups]}
    for name, groups in (("ida", roles[:1]), ("bo", roles[:1]), ("olga", roles[1:]))
])
team = env["crm.team"].create(
    {"name": "North", "member_ids": [Command.set(users[1].ids)]}
)
ida = env(user=users[0])
def typed(*values):
    return [Command.create({"value": value, "label": "Work"}) for value in values]
kinds = env["antcrm.customer.kind"].search([])
env["antcrm.custom.field"].create(
    {"label": "Shoe size", "type": "integer", "kinds": [Command.set(kinds.ids)]}
)
env.cr.commit()
account = ida["res.partner"].create(
    {"name": "Dong A", "is_company": True, "share_mode": "all",
     "phone_ids": typed("024 3999 0001")}
)
contacts = ida["res.partner"].create([
    {"firstname": f"Person {number}", "lastname": "Berg", "parent_id": account.id,
     "phone_ids": typed(f"090122200{number}", f"090122300{number}"),
     "email_ids": typed(f"person{number}@example.com"),
     "share_mode": ("all", "employee", "group", "me")[number % 4],
     "share_user_ids": [Command.set(users[1].ids if number % 4 == 1 else [])],
     "share_team_ids": [Command.set(team.ids if number % 4 == 2 else [])],
     "x_shoe_size": 36 + number,
     "website": f"https://person{number}.example.com"}
    for number in range(8)
])
leads = ida["crm.lead"].create([
    {"type": "lead", "firstname": f"Lead {number}", "lastname": "Ek",
     "phone_ids": typed(f"090333100{number}"), "share_mode": "me",
     "address_ids": [Command.create({"street": f"{number} Main Street"})]}
    for number in range(3)
])
segments = ida["antcrm.segment"].create([
    {"name": "List", "kind": "contact", "mode": "static"},
    {"name": "Segment", "kind": "contact", "mode": "dynamic",
     "domain": "[('website', '!=', False)]"},
])
segments[0]._add_customers(contacts[:3])
outcomes = ida["antcrm.intake"].apply(
    "contact",
    [{"name": "Sara Lund", "phones": ["0905 111 222"]}],
    {"duplicate_policy": "merge"},
)
assert outcomes[0]["action"] == "created", outcomes
# seen by the same people, as a merge asks for
(contacts[0] | contacts[4])._merge_customers(contacts[0], {})
assert env["antcrm.merge"].search_count([]) == 1
# what was shipped, and somebody changed
ref("antcrm_customers.ir_cron_find_duplicates").interval_number = 5
env["antcrm.status"].search([], limit=1).name = "Ours"
env["antcrm.duplicate.weight"].search([], limit=1).weight = 1.5
parameters = env["ir.config_parameter"]
parameters.set_param("antcrm_customers.share_mode_lead", "me")
parameters.set_param("antcrm_customers.merge_undo_days", "7")
env["ir.actions.server"].create({
    "name": "Own", "model_id": ref("base.model_res_partner").id, "state": "code",
    "code": "env.user.has_group('antcrm_customers.group_user')",
})
env.cr.commit()
"""
AFTER = """
import json
users = env["res.users"].search([("login", "in", ["ida", "bo", "olga"])])
names = {user.login: env["res.partner"].with_user(user).search(
    [("name", "=like", "Person %")], order="name").mapped("name") for user in users}
ida = users.filtered(lambda user: user.login == "ida")
segments = env["antcrm.segment"].with_user(ida).search([], order="name")
counts = {segment.name: segment.customer_count for segment in segments}
merge = env["antcrm.merge"].with_user(ida).search([])
merge.action_undo()
back = env["res.partner"].search([("name", "=", "Person 4 Berg")])
get = env["ir.config_parameter"].get_param
settings = [get("antcrm_share.share_mode_lead"), get("antcrm_merge.undo_days")]
settings += env["ir.actions.server"].search([("name", "=", "Own")]).mapped("code")
ours = env["ir.model.data"].search([
    ("model", "=", "ir.ui.view"), ("module", "like", "antcrm")])
views = env["ir.ui.view"].with_context(active_test=False).browse(ours.mapped("res_id"))
aside = len(views.filtered(lambda view: not view.active))
phones = back.phone_ids.mapped("normalized")
print("FOUND", json.dumps([names, counts, phones, settings, aside]))
env.cr.rollback()
"""
# tables that have another name today
RENAMED = {"antcrm_transaction_model": "antcrm_document_model"}
# what the update itself writes
STAMPS = {"write_date", "write_uid", "create_date", "create_uid"}


def git(*arguments):
    return subprocess.run(
        ["git", *arguments], cwd=ROOT, check=False, capture_output=True
    )


@pytest.fixture(scope="module")
def old_code(tmp_path_factory):
    """A folder with our addons as they were at :data:`BEFORE`."""
    if git("cat-file", "-e", f"{BEFORE}^{{commit}}").returncode:
        pytest.skip(
            f"the history of this checkout does not reach back to {BEFORE}: "
            "fetch it with git fetch --unshallow"
        )
    folder = tmp_path_factory.mktemp("old")
    archive = git("archive", BEFORE, "--").stdout
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        members = [m for m in tar if m.name.startswith("antcrm")]
        tar.extractall(folder, members, filter="data")
    return folder


def with_addons(folder, *more):
    """Return the environment of an Odoo that has the addons of a folder, not ours."""
    settings = configparser.ConfigParser()
    settings.read(os.environ["ODOO_RC"])
    settings["options"]["addons_path"] = ",".join(map(str, (folder, *more)))
    path = folder / "odoo.conf"
    with path.open("w") as file:
        settings.write(file)
    return {**os.environ, "ODOO_RC": str(path)}


def get_tables(database):
    """Return the tables of our addons, and those of the host that customers are in."""
    return query(
        database,
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' "
        "AND (tablename LIKE 'antcrm%' OR tablename LIKE '%antcrm%rel' "
        "OR tablename IN ('res_partner', 'crm_lead', 'crm_team', 'crm_team_member', "
        "'res_groups_users_rel', 'ir_cron', 'crm_tag_rel', "
        "'res_partner_res_partner_category_rel')) ORDER BY 1",
    )


def read_rows(database):
    """Return ``{table: {key: row}}``; the key is the id, or all of a relation."""
    rows = {}
    for table in get_tables(database):
        records = [
            json.loads(line)
            for line in query(database, f'SELECT row_to_json(t) FROM "{table}" t')
        ]
        rows[table] = {
            record.get("id") or json.dumps(record, sort_keys=True): record
            for record in records
        }
    return rows


def read_external_ids(database):
    """Return ``{(module, name): (model, id)}`` of our addons."""
    lines = query(
        database,
        "SELECT module, name, model, res_id FROM ir_model_data "
        "WHERE module LIKE 'antcrm%'",
    )
    return {tuple((r := line.split("|"))[:2]): tuple(r[2:]) for line in lines}


def find_lost(before, after):
    """Return what is missing or differs of the rows of before."""
    lost = []
    for table, rows in before.items():
        table = RENAMED.get(table, table)
        if table not in after:
            lost.append(f"table {table}")
            continue
        for key, row in rows.items():
            now = after[table].get(key)
            if now is None:
                lost.append(f"{table} {key}")
                continue
            for column, value in row.items():
                if column not in STAMPS and now.get(column, "no column") != value:
                    lost.append(f"{table} {key} {column}: {value} -> {now.get(column)}")
    return lost


@pytest.fixture(scope="module")
def updated(old_code, worker_id):
    """A database of the earlier code with customers, updated: its name, and the rows
    and external ids of before."""
    name = f"{os.environ['ANTCRM_RUN']}-migration-{worker_id}"
    clone_database("antcrm_host", name)
    try:
        old = with_addons(old_code)
        names = [path.parent.name for path in old_code.glob("*/__manifest__.py")]
        odoo("module", "install", "--database", name, *names, env=old)
        odoo("shell", "--database", name, "--no-http", input=FILL, env=old)
        before = read_rows(name), read_external_ids(name)
        odoo("module", "upgrade", "--database", name, *names)
        yield name, *before
    finally:
        drop_database(name)


def test_rows_are_kept(updated):
    name, rows, _ids = updated
    assert len(rows["antcrm_contact_point"]) >= 20
    assert len(rows["antcrm_merge"]) == 1
    lost = find_lost(rows, read_rows(name))
    assert not lost, "\n".join(lost[:50])


def test_external_ids_are_those_of_an_installation(updated):
    """None is left behind, and a record that had one keeps its id."""
    name, _rows, before = updated
    after = read_external_ids(name)
    modules = {module for module, _name in after}
    fresh = {key for key in read_external_ids("antcrm_template") if key[0] in modules}
    strange = set(after) ^ fresh
    assert not strange, sorted(strange)[:50]
    now = {}
    for (_module, key), record in after.items():
        now.setdefault((key, record[0]), set()).add(record[1])
    moved = [
        (key, model, id_)
        for (_module, key), (model, id_) in before.items()
        # a constraint is told by its name, and a view is written anew
        if model not in ("ir.model.constraint", "ir.ui.view")
        and id_ not in now.get((key, model), {id_})
    ]
    assert not moved, moved[:50]


def test_all_addons_are_there(updated):
    """What was one addon is as much as it was: what became one of its own comes with
    the update."""
    name, _rows, _ids = updated
    states = query(
        name, "SELECT state, name FROM ir_module_module WHERE name LIKE 'antcrm%'"
    )
    installed = {line.split("|")[1] for line in states if line.startswith("installed|")}
    with (ROOT / "antcrm_customers/migrations/19.0.1.0.1/moves.csv").open() as file:
        assert {row["addon"] for row in csv.DictReader(file)} <= installed
    assert not [line for line in states if line.startswith("to ")]


def test_it_works(updated):
    """Shares hide whom they hid, lists hold whom they held, and a merge of before can
    be undone."""
    name = updated[0]
    printed = odoo(
        "shell", "--database", name, "--no-http", input=AFTER, output="stdout"
    )
    [line] = re.findall("^FOUND (.*)$", printed, re.MULTILINE)
    names, counts, phones, settings, aside = json.loads(line)
    people = [f"Person {number} Berg" for number in (0, 1, 2, 3, 5, 6, 7)]
    assert names["ida"] == people
    assert names["olga"] == people
    assert names["bo"] == [people[n] for n in (0, 1, 2, 4, 5)]
    assert counts == {"List": 3, "Segment": 7}
    assert phones == ["+84901222004", "+84901223004"]
    own = "env.user.has_group('antcrm_share.group_user')"
    assert settings == ["me", "7", own]
    assert aside == 0


# ----------------------------------------------------------------------
# Small addons
# ----------------------------------------------------------------------
MANIFEST = (
    '{{"name": "x", "version": "{version}", "license": "LGPL-3", "depends": {depends}, '
    '"data": ["data.xml", "ir.model.access.csv"]{more}}}'
)
MODEL = """
class {title}(models.Model):
    _name = "antcrm.move.{name}"
    _description = "{title}"

    name = fields.Char(required=True)
    partner_ids = fields.Many2many("res.partner")

    _name_uniq = models.Constraint("UNIQUE(name)", "Once.")


class Partner{title}(models.Model):
    _inherit = "res.partner"

    move_{name} = fields.Char()
"""
DATA = """
    <record id="group_{name}" model="res.groups">
        <field name="name">{name}</field>
    </record>
    <record id="view_{name}" model="ir.ui.view">
        <field name="name">{name}</field>
        <field name="model">res.partner</field>
        <field name="inherit_id" ref="base.view_partner_form" />
        <field name="arch" type="xml">
            <field name="vat" position="after"><field name="move_{name}" /></field>
        </field>
    </record>
    <record id="note_{name}" model="antcrm.move.{name}" forcecreate="False">
        <field name="name">Shipped {name}</field>
    </record>
"""
ACCESS = "access_move_{name},x,model_antcrm_move_{name},base.group_user,1,1,1,1\n"


def write_addon(folder, addon, parts, depends, version="19.0.1.0.0", hook=""):
    """Write an addon of parts: each with a model, a group, a view and a record that is
    not updated."""
    path = folder / addon
    path.mkdir()
    models = "".join(MODEL.format(name=p, title=p.capitalize()) for p in parts)
    data = "".join(DATA.format(name=part) for part in parts)
    access = "".join(ACCESS.format(name=part) for part in parts)
    (path / "__init__.py").write_text(
        f"from odoo import fields, models\n\n{hook}\n{models}"
    )
    (path / "data.xml").write_text(f'<odoo noupdate="1">{data}</odoo>')
    (path / "ir.model.access.csv").write_text(
        "id,name,model_id:id,group_id:id,perm_read,perm_write,perm_create,perm_unlink\n"
        + access
    )
    more = ', "pre_init_hook": "pre_init_hook"' if hook else ""
    (path / "__manifest__.py").write_text(
        MANIFEST.format(version=version, depends=depends, more=more)
    )
    return path


def get_hook(addon):
    """Return the hook that CONTRIBUTING.md tells to write, for another addon."""
    text = (ROOT / "CONTRIBUTING.md").read_text()
    [hook] = re.findall(r"^```python\n(import csv.*?)^```", text, re.DOTALL | re.M)
    return hook.replace("antcrm_share", addon).replace(
        "antcrm_customers", "antcrm_move"
    )


def test_parts_become_addons(tmp_path, worker_id):
    """One part that others build on, one that stays, one that builds on it, and one
    whose addon is not on the server at first."""
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    new.mkdir()
    write_addon(old, "antcrm_move", ("low", "core", "leaf", "far"), ["base"])
    write_addon(
        new, "antcrm_move_low", ["low"], ["base"], hook=get_hook("antcrm_move_low")
    )
    core = write_addon(
        new, "antcrm_move", ["core"], ["antcrm_move_low"], version="19.0.1.0.1"
    )
    write_addon(new, "antcrm_move_leaf", ["leaf"], ["antcrm_move"])
    far = write_addon(new, "antcrm_move_far", ["far"], ["antcrm_move"])
    scripts = core / "migrations/19.0.1.0.1"
    scripts.mkdir(parents=True)
    source = ROOT / "antcrm_customers/migrations/19.0.1.0.1/pre-migration.py"
    (scripts / source.name).write_text(source.read_text())
    before, after = with_addons(old), with_addons(new)
    databases = [f"{os.environ['ANTCRM_RUN']}-{n}-{worker_id}" for n in ("was", "is")]
    was, fresh = databases
    try:
        for database in databases:
            clone_database("antcrm_host", database)
        odoo("module", "install", "--database", was, "antcrm_move", env=before)
        odoo(
            *("module", "install", "--database", fresh),
            *("antcrm_move_leaf", "antcrm_move_far"),
            env=after,
        )
        # as somebody changed it
        query(
            was,
            "UPDATE antcrm_move_leaf SET name = 'Ours'; "
            "UPDATE antcrm_move_low SET name = 'Ours'; "
            "INSERT INTO antcrm_move_leaf_res_partner_rel SELECT l.id, p.id "
            "FROM antcrm_move_leaf l, res_partner p; "
            "UPDATE res_partner SET move_leaf = 'L' || id, move_far = 'F' || id, "
            "move_low = 'W' || id, move_core = 'C' || id",
        )
        command = [sys.executable, ROOT / "setup/lib/moves.py", "antcrm_move"]
        moves = subprocess.run(
            [*command, was, fresh], check=True, capture_output=True, text=True
        ).stdout
        (scripts / "moves.csv").write_text(moves)
        for line in (
            "antcrm_move_leaf,xmlid,group_leaf",
            "antcrm_move_leaf,xmlid,field_res_partner__move_leaf",
            "antcrm_move_leaf,relation,antcrm_move_leaf_res_partner_rel",
            "antcrm_move_leaf,constraint,antcrm_move_leaf_name_uniq",
            "antcrm_move_low,xmlid,group_low",
        ):
            assert line in moves.splitlines()
        assert "_core" not in moves

        rows, ids = read_rows(was), read_external_ids(was)
        hidden = tmp_path / "far"
        far.rename(hidden)
        odoo("module", "upgrade", "--database", was, "antcrm_move", env=after)
        # what others build on is installed, not updated: its data is as it was shipped
        lost = ["antcrm_move_low 1 name: Ours -> Shipped low"]
        assert find_lost(rows, read_rows(was)) == lost
        hidden.rename(far)
        odoo("module", "install", "--database", was, "antcrm_move_far", env=after)
        assert find_lost(rows, read_rows(was)) == lost
        found = read_external_ids(was)
        assert set(found) == set(read_external_ids(fresh))
        records = {(name, *record) for (_module, name), record in found.items()}
        for (_module, name), (model, id_) in ids.items():
            assert (name, model, id_) in records or model == "ir.model.constraint"
        # each goes away with its own, and nothing else
        odoo("module", "uninstall", "--database", was, "antcrm_move_leaf", env=after)
        left = query(was, "SELECT tablename FROM pg_tables WHERE tablename ~ '_move_'")
        assert len(left) == 6 and not [table for table in left if "leaf" in table]
        assert query(was, "SELECT count(*) FROM antcrm_move_far") == ["1"]
    finally:
        for database in databases:
            drop_database(database)

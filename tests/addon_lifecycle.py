"""Run in the host's shell: take addons away, put them back, and say what differs.

``ADDONS`` in the environment names them, ``MODE`` is "alone" (each is installed, then
removed, on a database with what it needs) or "among" (each is removed from a database
with all of them, where each has been used, then installed again). Prints a line of JSON
for each.
"""

import json
import os
import time
from collections import defaultdict

from odoo import api

PATIENCE = 300  # seconds: other tests end, whose transactions are waited for
SCHEMA = """
    SELECT concat_ws(' ', table_name, column_name, data_type, is_nullable)
      FROM information_schema.columns WHERE table_schema = 'public'
     UNION
    SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid))
      FROM pg_constraint
     WHERE connamespace = 'public'::regnamespace AND contype != 'n'
       -- two fields of the host declare it differently; the last one set up wins
       AND conname != 'rule_group_rel_group_id_fkey'
     UNION
    SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
     UNION
    SELECT concat_ws(' ', 'sequence', sequencename) FROM pg_sequences
     WHERE schemaname = 'public'
"""
#: what the host knows of its own models, and must know by the same ids afterwards
METADATA = """
    SELECT concat_ws(' ', data.module, data.name, data.res_id)
      FROM ir_model_data data
      JOIN ir_module_module module ON module.name = data.module
     WHERE module.state = 'installed' AND data.module NOT LIKE 'antcrm%'
       AND data.model IN ('ir.model', 'ir.model.fields', 'ir.ui.view', 'ir.ui.menu',
                          'ir.actions.act_window', 'res.groups', 'ir.rule')
"""
COLUMNS = """
    SELECT table_name, column_name
      FROM information_schema.columns JOIN information_schema.tables
           USING (table_schema, table_name)
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
"""
#: columns of the host that its own jobs write, or that say when
UNTOLD = {"id", "write_date", "write_uid"}
#: values of records that share something, for models that have a choice of people
SHARED = {
    "antcrm.webform": {"name": "Shared"},
    "antcrm.mail.intake": {"name": "Shared"},
    "antcrm.import.wizard": {"kind": "contact"},
}


def fresh():
    """Return an environment of the registry as it is now."""
    env.cr.commit()
    env.transaction.reset()
    return api.Environment(env.cr, api.SUPERUSER_ID, {})


def select(query):
    env.cr.execute(query)
    return {row[0] if len(row) == 1 else row for row in env.cr.fetchall()}


#: records that tell of another, by the model of what they refer to, or of themselves
TELLING = {
    None: "COALESCE({column}, '') NOT LIKE 'antcrm%'",
    "ir.model": "NOT EXISTS (SELECT FROM ir_model AS told "
    "WHERE told.id = line.{column} AND told.model LIKE 'antcrm%')",
    "mail.message": "NOT EXISTS (SELECT FROM mail_message AS told "
    "WHERE told.id = line.{column} AND told.model LIKE 'antcrm%')",
}


def get_host_columns(env):
    """Return the tables of the host in which people keep something, each with those of
    its columns that are the host's: ``{table: (condition, columns)}``. What an addon
    brought, and what tells of records of its own, is not meant."""
    result = {}
    for model in env.values():
        is_kept = model._auto and not model._abstract and not model._transient
        if not is_kept or model._name.startswith(("ir.", "antcrm.", "base.", "bus.")):
            continue
        columns = [
            field.name
            for field in model._fields.values()
            if field.store
            and field.column_type
            and field.name not in UNTOLD
            and not all(name.startswith("antcrm") for name in field._modules)
        ]
        conditions = [
            "NOT EXISTS (SELECT FROM ir_model_data AS known WHERE known.model = "
            f"'{model._name}' AND known.res_id = line.id AND module LIKE 'antcrm%')"
        ]
        conditions += [
            TELLING[model._fields[name].comodel_name].format(column=name)
            for name in columns
            if model._fields[name].comodel_name in TELLING
            and (model._fields[name].comodel_name or name in ("model", "res_model"))
        ]
        result[model._table] = (" AND ".join(conditions), columns)
    return result


def read_host(env, host):
    """Return what stands in columns of the host, as ``{table.column: digest}``.

    :param dict host: see :func:`get_host_columns`
    """
    env.flush_all()
    result = {}
    for table, (condition, columns) in host.items():
        digests = ", ".join(
            f"md5(string_agg(concat(id, ' ', \"{column}\"), ',' ORDER BY id))"
            for column in columns
        )
        env.cr.execute(f"SELECT {digests} FROM {table} AS line WHERE {condition}")
        names = [f"{table}.{column}" for column in columns]
        result |= zip(names, env.cr.fetchone(), strict=True)
    return result


def use_everything(env):
    """Load the demo data, in which each addon is used, as if people had entered it."""
    known = select("SELECT id FROM ir_model_data")
    with open(os.environ["DEMO"]) as script:
        exec(compile(script.read(), script.name, "exec"), {"env": env})  # noqa: S102
    env.cr.execute("DELETE FROM ir_model_data WHERE id != ALL(%s)", [list(known)])
    return fresh()


def get_unknown_columns(env):
    """Return the tables and columns in the database that are no field's."""
    known = defaultdict(lambda: {"id"})
    for model in env.values():
        if model._abstract:
            continue
        for field in model._fields.values():
            if field.type == "many2many" and field.store:
                known[field.relation] |= {field.column1, field.column2}
            elif field.column_type and field.store:
                known[model._table].add(field.name)
    return {
        f"{table}.{column}"
        for table, column in select(COLUMNS)
        if column not in known.get(table, ())
    }


def share_something(env):
    """Use the sharing of each model that keeps people and groups of its own, if the
    addon, or what it needs, has it."""
    if "share_mode" not in env["res.partner"]._fields:
        return
    user = env["res.users"].search([], limit=1)
    team = env["crm.team"].search([], limit=1) or env["crm.team"].create({"name": "T"})
    for model, values in SHARED.items():
        if model in env:
            env[model].create(
                {
                    **values,
                    "share_mode": "employee",
                    "share_user_ids": user.ids,
                    "share_team_ids": team.ids,
                }
            )
    partner = env["res.partner"].create({"name": "Shared"})
    partner.write({"share_mode": "employee", "share_user_ids": user.ids})
    other = env["res.partner"].create({"name": "Shared with a group"})
    other.write({"share_mode": "group", "share_team_ids": team.ids})


def get_modules(env, addons):
    return env["ir.module.module"].search([("name", "in", [*addons])])


def install(env, *addons):
    get_modules(env, addons).button_immediate_install()
    return fresh()


def uninstall(env, *addons):
    get_modules(env, addons).button_immediate_uninstall()
    return fresh()


def installed(env):
    modules = env["ir.module.module"].search([("state", "=", "installed")])
    return set(modules.mapped("name"))


def find_unindexed(env):
    """Return how accounts would be looked up by name if not by the index, which is made
    of the legal forms that the installed addons know: it goes with them, and is there
    again."""
    forms = getattr(env.registry["res.partner"], "_get_legal_forms", None)
    if not forms:
        return set()
    from odoo.addons.antcrm_customers.tools.company_names import company_key_sql

    key = company_key_sql("name", forms())
    deadline = time.monotonic() + PATIENCE
    while True:
        with env.registry.cursor() as cr:
            cr.execute("SET LOCAL enable_seqscan = off")
            # of the few accounts here, computing the key of each costs as much as the
            # index, by chance less
            cr.execute("SET LOCAL cpu_operator_cost = 1")
            cr.execute(
                "EXPLAIN SELECT id FROM res_partner "
                f"WHERE is_company AND {key} = 'hoa sen'"
            )
            plan = "\n".join(line for (line,) in cr.fetchall())
            if "account_company_key" in plan:
                return set()
            # PostgreSQL leaves a new index alone until those are gone who were at work
            # when it was made, in other databases too
            cr.execute(
                "SELECT FROM pg_index WHERE indcheckxmin "
                "AND indexrelid::regclass::text LIKE '%account_company_key%'"
            )
            if not cr.rowcount or time.monotonic() > deadline:
                return {plan}
        time.sleep(1)


def compare(addon, before, after, metadata, unknown, unindexed, changed=()):
    report = {
        "addon": addon,
        "gone": sorted(before - after),
        "new": sorted(after - before),
        "metadata": sorted(metadata ^ select(METADATA)),
        "unknown": sorted(unknown),
        "unindexed": sorted(unindexed),
        "changed": sorted(changed),
    }
    print("REPORT", json.dumps(report))


def try_alone(env, addon):
    if addon in installed(env):
        env = uninstall(env, addon)  # it installs itself
    before, metadata = select(SCHEMA), select(METADATA)
    unknown, addons = get_unknown_columns(env), installed(env)
    env = install(env, addon)
    unindexed = find_unindexed(env)
    share_something(env)
    env = uninstall(env, *installed(env) - addons)  # it, and what came with it
    left = get_unknown_columns(env) - unknown
    unindexed |= find_unindexed(env)
    compare(addon, before, select(SCHEMA), metadata, left, unindexed)
    return env


def try_among(env, addon):
    before, metadata, addons = select(SCHEMA), select(METADATA), installed(env)
    unknown = get_unknown_columns(env)
    share_something(env)
    host = get_host_columns(env)
    kept = read_host(env, host)
    env = uninstall(env, addon)
    changed = kept.items() - read_host(env, host).items()
    left, unindexed = get_unknown_columns(env) - unknown, find_unindexed(env)
    env = install(env, *addons - installed(env))  # it, and what went with it
    changed |= kept.items() - read_host(env, host).items()
    unindexed |= find_unindexed(env)
    changed = {name for name, _digest in changed}
    compare(addon, before, select(SCHEMA), metadata, left, unindexed, changed)
    return env


if "DEMO" in os.environ:
    env = use_everything(env)  # noqa: F821
attempt = try_alone if os.environ["MODE"] == "alone" else try_among
for name in os.environ["ADDONS"].split(","):
    env = attempt(env, name)  # noqa: F821

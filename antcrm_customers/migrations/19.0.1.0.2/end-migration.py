"""All addons are up to date: what was handed over before can still be taken back, by
the journal."""

import json

from odoo.api import SUPERUSER_ID, Environment
from odoo.tools import SQL, sql


def migrate(cr, version):
    if not sql.column_exists(cr, "antcrm_handover", "moves"):
        return
    env = Environment(cr, SUPERUSER_ID, {})
    cr.execute("SELECT id, moves FROM antcrm_handover WHERE state = 'done'")
    for id_, moves in cr.fetchall():
        for move in moves or ():
            field = move["model"] in env and env[move["model"]]._fields.get(
                move["field"]
            )
            if field and field.store and move["ids"]:
                add_lines(cr, env, f"antcrm.handover,{id_}", field, move)


def add_lines(cr, env, batch, field, move):
    """Write the lines of one field of some records."""
    if field.type == "many2many":
        for column, user in (("before", move["old"]), ("after", move["new"])):
            cr.execute(
                SQL(
                    "INSERT INTO antcrm_journal_line (batch, table_name, %s) "
                    "SELECT %s, %s, jsonb_build_object(%s, id, %s, %s::int) "
                    "FROM unnest(%s) AS id",
                    SQL.identifier(column),
                    batch,
                    field.relation,
                    field.column1,
                    field.column2,
                    user,
                    move["ids"],
                )
            )
        return
    # of one record several fields may have changed
    cr.execute(
        SQL(
            """
            INSERT INTO antcrm_journal_line AS line
                   (batch, table_name, row_id, before, after)
            SELECT %s, %s, id, %s::jsonb, %s::jsonb FROM unnest(%s) AS id
                ON CONFLICT (batch, table_name, row_id) WHERE row_id IS NOT NULL
                DO UPDATE SET before = line.before || EXCLUDED.before,
                              after = line.after || EXCLUDED.after
            """,
            batch,
            env[move["model"]]._table,
            # where nobody got it, the earlier version kept False
            json.dumps({field.name: move["old"] or None}),
            json.dumps({field.name: move["new"] or None}),
            move["ids"],
        )
    )

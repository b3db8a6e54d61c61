"""What became an addon of its own goes on there, with its data.

``moves.csv``, beside this file, says what moved where; ``setup/lib/moves.py`` makes it
but for rows of the kind ``addon``: addons in which nothing has the name of before.
At the end of an update Odoo deletes what an addon no longer declares, with the tables
of its models, unless it belongs to another addon by then.
"""

import csv
import logging
from collections import defaultdict
from pathlib import Path

from odoo.tools import SQL

_logger = logging.getLogger(__name__)
ADDON = Path(__file__).parents[2].name
# what has a column for its addon
TABLES = {"constraint": "ir_model_constraint", "relation": "ir_model_relation"}


#: settings that go with what they are for: {key of before: key of today}
SETTINGS = {
    "antcrm_customers.share_mode_lead": "antcrm_share.share_mode_lead",
    "antcrm_customers.share_mode_contact": "antcrm_share.share_mode_contact",
    "antcrm_customers.share_mode_account": "antcrm_share.share_mode_account",
    "antcrm_customers.questions_per_hour": "antcrm_share.questions_per_hour",
    "antcrm_customers.merge_undo_days": "antcrm_merge.undo_days",
    "antcrm_customers.merge_sure_percent": "antcrm_merge.sure_percent",
}
ROLES = ("group_user", "group_administrator", "group_data_owner")
#: texts of a company's own in which a role may be named, by one name that Odoo knows
TEXTS = (
    ("ir_ui_view", "arch_db", "jsonb"),
    ("ir_act_server", "code", "text"),
    ("ir_rule", "domain_force", "text"),
)
#: what has another name in its new addon: the model, and names that begin as its table
OLD_MODEL, NEW_MODEL = "antcrm.transaction.model", "antcrm.document.model"
RENAMED = (
    ("ir_model", "model"),
    ("ir_model_fields", "model"),
    ("ir_model_fields", "relation"),
    ("ir_model_data", "model"),
)


def migrate(cr, version):
    set_views_aside(cr)
    rename_settings(cr)
    rename_roles(cr)
    rename_model(cr, "antcrm_inactive")
    moves = read_moves()
    for addon, kinds in moves.items():
        move_external_ids(cr, addon, kinds["xmlid"])
        for kind, table in TABLES.items():
            move_rows(cr, SQL.identifier(table), addon, kinds[kind])
    mark(cr, list(moves), version)


def set_views_aside(cr):
    """Views are read together with those that inherit from them: the ones of before ask
    for what is elsewhere by now. ``post`` and ``end`` put them back."""
    cr.execute(
        """
        CREATE TABLE antcrm_views_aside AS
        WITH aside AS (
            UPDATE ir_ui_view v SET active = FALSE
              FROM ir_model_data d
             WHERE d.module = %s AND d.model = 'ir.ui.view' AND d.res_id = v.id
               AND v.inherit_id IS NOT NULL AND v.active
            RETURNING v.id
        )
        SELECT id FROM aside
        """,
        [ADDON],
    )


def rename_settings(cr):
    """A company's settings go on under the names that they have today."""
    for old, new in SETTINGS.items():
        cr.execute(
            """
            UPDATE ir_config_parameter SET key = %s
             WHERE key = %s AND NOT EXISTS (
                   SELECT FROM ir_config_parameter WHERE key = %s)
            """,
            [new, old, new],
        )


def rename_roles(cr):
    """Views, actions and rules of a company's own name the roles as they are called."""
    for table, column, kind in TEXTS:
        for role in ROLES:
            old, new = f"{ADDON}.{role}", f"antcrm_share.{role}"
            cr.execute(
                SQL(
                    """
                    UPDATE %(table)s
                       SET %(column)s = replace(%(column)s::text, %(old)s, %(new)s)
                           ::%(kind)s
                     WHERE %(column)s::text LIKE %(pattern)s
                    """,
                    table=SQL.identifier(table),
                    column=SQL.identifier(column),
                    kind=SQL(kind),
                    old=old,
                    new=new,
                    pattern=f"%{old}%",
                )
            )


def rename_model(cr, addon):
    """Let the rows of a model go on under the name that it has in its new addon."""
    old, new = OLD_MODEL.replace(".", "_"), NEW_MODEL.replace(".", "_")
    cr.execute("SELECT to_regclass(%s) IS NOT NULL", [old])
    if not cr.fetchone()[0]:
        return
    for kind, suffix in (("TABLE", ""), ("SEQUENCE", "_id_seq")):
        cr.execute(
            SQL(
                "ALTER %s %s RENAME TO %s",
                SQL(kind),
                SQL.identifier(old + suffix),
                SQL.identifier(new + suffix),
            )
        )
    for table, column in RENAMED:
        cr.execute(
            SQL(
                "UPDATE %(table)s SET %(column)s = %(new)s WHERE %(column)s = %(old)s",
                table=SQL.identifier(table),
                column=SQL.identifier(column),
                new=NEW_MODEL,
                old=OLD_MODEL,
            )
        )
    cr.execute(
        """
        UPDATE ir_model_data SET module = %s, name = replace(name, %s, %s)
         WHERE module = %s AND name LIKE %s
        """,
        [addon, old, new, ADDON, f"%{old}%"],
    )
    cr.execute(
        """
        SELECT conname FROM pg_constraint
         WHERE conrelid = to_regclass(%s) AND conname LIKE %s
        """,
        [new, f"{old}%"],
    )
    for (name,) in cr.fetchall():
        cr.execute(
            SQL(
                "ALTER TABLE %s RENAME CONSTRAINT %s TO %s",
                SQL.identifier(new),
                SQL.identifier(name),
                SQL.identifier(name.replace(old, new)),
            )
        )
    cr.execute(
        """
        UPDATE ir_model_constraint c SET name = replace(c.name, %s, %s), module = n.id
          FROM ir_module_module n
         WHERE n.name = %s AND c.name LIKE %s
        """,
        [old, new, addon, f"{old}%"],
    )


def read_moves():
    """Return ``{addon: {kind: [name]}}``."""
    moves = defaultdict(lambda: defaultdict(list))
    path = Path(__file__).with_name("moves.csv")
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            moves[row["addon"]][row["kind"]].append(row["name"])
    return moves


def move_external_ids(cr, addon, names):
    """Let records belong to the other addon. Where that has one of this name, as of a
    field that it has declared already, ours goes, and the record stays."""
    cr.execute(
        """
        DELETE FROM ir_model_data d USING ir_model_data o
         WHERE d.module = %s AND d.name = ANY(%s)
           AND o.module = %s AND o.name = d.name
           AND o.model = d.model AND o.res_id = d.res_id
        """,
        [ADDON, names, addon],
    )
    cr.execute(
        """
        UPDATE ir_model_data d SET module = %s
         WHERE d.module = %s AND d.name = ANY(%s) AND NOT EXISTS (
               SELECT FROM ir_model_data o WHERE o.module = %s AND o.name = d.name)
        """,
        [addon, ADDON, names, addon],
    )
    _logger.info("%s external ids are of %s now", cr.rowcount, addon)


def move_rows(cr, table, addon, names):
    """Let constraints or relation tables belong to the other addon, so that they go
    with it. What it has declared already would stand there twice."""
    parameters = {"table": table, "old": ADDON, "new": addon, "names": names}
    cr.execute(
        SQL(
            """
            UPDATE %(table)s r SET module = new.id
              FROM ir_module_module old, ir_module_module new
             WHERE old.name = %(old)s AND new.name = %(new)s
               AND r.module = old.id AND r.name = ANY(%(names)s) AND NOT EXISTS (
                   SELECT FROM %(table)s o WHERE o.module = new.id AND o.name = r.name)
            """,
            **parameters,
        )
    )
    cr.execute(
        SQL(
            """
            DELETE FROM %(table)s r USING ir_module_module old
             WHERE old.name = %(old)s AND r.module = old.id
               AND r.name = ANY(%(names)s)
            """,
            **parameters,
        )
    )


def mark(cr, addons, version):
    """Have the other addons brought up to date in this update, and what they need
    installed. They count as installed, so that what somebody changed of their data
    stays as it is. One that is not on the server keeps its tables for later."""
    cr.execute(
        """
        UPDATE ir_module_module m
           SET state = 'to upgrade', latest_version = %s, demo = old.demo
          FROM ir_module_module old
         WHERE old.name = %s AND m.name = ANY(%s) AND m.state = 'uninstalled'
        RETURNING m.name
        """,
        [version, ADDON, addons],
    )
    marked = [name for (name,) in cr.fetchall()]
    cr.execute(
        """
        WITH RECURSIVE needed AS (
            SELECT id, name, state FROM ir_module_module WHERE name = ANY(%s)
             UNION
            SELECT m.id, m.name, m.state
              FROM needed n
              JOIN ir_module_module_dependency d ON d.module_id = n.id
              JOIN ir_module_module m ON m.name = d.name
        )
        UPDATE ir_module_module m SET state = 'to install' FROM needed n
         WHERE m.id = n.id AND m.state = 'uninstalled'
        """,
        [marked],
    )
    if marked:
        _logger.info("addons of their own now: %s", ", ".join(sorted(marked)))

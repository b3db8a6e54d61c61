from odoo.tools import SQL, sql

FILL_LAST_INTERACTION = """
    UPDATE %(table)s customer
       SET last_interaction_date = messages.date
      FROM (
            SELECT message.res_id, max(message.date) AS date
              FROM mail_message message
         LEFT JOIN mail_message_subtype subtype ON subtype.id = message.subtype_id
         LEFT JOIN mail_activity_type activity
                ON activity.id = message.mail_activity_type_id
             WHERE message.model = %(model)s
               AND (activity.category IN ('phonecall', 'meeting')
                    OR activity.id IS NULL AND (
                        message.message_type = 'email'
                        OR message.message_type IN ('comment', 'sms')
                        AND subtype.internal IS NOT TRUE
                        AND message.is_internal IS NOT TRUE))
          GROUP BY message.res_id
           ) messages
     WHERE messages.res_id = customer.id
"""


def post_init_hook(env):
    """Give the customers of an existing database their statuses and the time of their
    last interaction. No host value changes."""
    fill_statuses(env)
    for model in ("res.partner", "crm.lead"):
        env.cr.execute(
            SQL(
                FILL_LAST_INTERACTION,
                table=SQL.identifier(env[model]._table),
                model=model,
            )
        )
    env.invalidate_all()


def fill_statuses(env):
    """Give existing customers the status that a new one gets, and lost leads theirs.

    The column is new and empty: added again with a default, it is filled in the
    catalogue alone (PostgreSQL 11 and later), without a rewrite of the table.
    """
    for model, kind in (("res.partner", "customer"), ("crm.lead", "lead")):
        table = env[model]._table
        env.cr.execute(
            SQL(
                "SELECT FROM %s WHERE status_id IS NOT NULL LIMIT 1",
                SQL.identifier(table),
            )
        )
        if env.cr.rowcount:
            # demo data: few records, entered with their statuses
            env.cr.execute(
                SQL(
                    "UPDATE %s SET status_id = %s WHERE status_id IS NULL",
                    SQL.identifier(table),
                    env["antcrm.status"]._get_id(kind),
                )
            )
            continue
        env.cr.execute(
            SQL(
                """
                ALTER TABLE %(table)s DROP COLUMN status_id;
                ALTER TABLE %(table)s ADD COLUMN status_id integer DEFAULT %(status)s;
                ALTER TABLE %(table)s ALTER COLUMN status_id DROP DEFAULT;
                """,
                table=SQL.identifier(table),
                status=env["antcrm.status"]._get_id(kind),
            )
        )
        sql.add_foreign_key(
            env.cr, table, "status_id", "antcrm_status", "id", "restrict"
        )
        sql.create_index(
            env.cr,
            sql.make_index_name(table, "status_id"),
            table,
            ["status_id"],
            where="status_id IS NOT NULL",
        )
    env.cr.execute(
        SQL(
            "UPDATE crm_lead SET status_id = %s "
            "WHERE type = 'lead' AND won_status = 'lost'",
            env["antcrm.status"]._get_id("lead", "unqualified"),
        )
    )


def uninstall_hook(env):
    """Remove what the host would keep, and what would stand in its way."""
    env["antcrm.custom.field"]._uninstall()
    teams = env["crm.team"].with_context(active_test=False).search([])
    teams._drop_turns(teams.ids)
    # statuses are removed before the columns that refer to them
    for table in ("res_partner", "crm_lead"):
        sql.drop_constraint(env.cr, table, f"{table}_status_id_fkey")

import logging

from odoo import models
from odoo.tools import SQL, sql

from .tools.contact_values import add_extension

_logger = logging.getLogger(__name__)

# The host has already normalised what stands in its columns; so the points of a whole
# database are one statement per column, whatever its size.
FILL_POINTS = """
    INSERT INTO antcrm_contact_point (
        %(inverse)s, kind, value, normalized, scope, sequence, exclusive,
        create_date, write_date
    )
    SELECT customer.id, %(kind)s, customer.%(column)s, customer.%(normalized)s,
           %(scope)s, 10, FALSE, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
      FROM %(table)s customer
     WHERE btrim(customer.%(column)s) != ''
       AND NOT EXISTS (
           SELECT FROM antcrm_contact_point point
            WHERE point.%(inverse)s = customer.id AND point.kind = %(kind)s
       )
    RETURNING normalized IS NULL
"""
PARTNER_SCOPE = """
    CASE WHEN customer.type != 'contact' OR customer.partner_share IS NOT TRUE
              OR EXISTS (SELECT FROM res_company WHERE partner_id = customer.id)
         THEN NULL
         WHEN customer.is_company THEN 'account'
         ELSE 'contact'
    END
"""
LEAD_SCOPE = "CASE WHEN customer.type = 'lead' THEN 'lead' END"
# (model, many2one of the point, scope, ((kind, column, the host's normalised column)))
SOURCES = (
    ("res.partner", "partner_id", PARTNER_SCOPE, "email"),
    ("crm.lead", "lead_id", LEAD_SCOPE, "email_from"),
)
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
    """Give the customers of an existing database their contact points.

    No host value changes: a value that cannot be normalised, or that several customers
    share, becomes a point like any other, neither compared nor exclusive.
    """
    fill_contact_points(env)
    fill_statuses(env)
    for model, *_rest in SOURCES:
        env.cr.execute(
            SQL(
                FILL_LAST_INTERACTION,
                table=SQL.identifier(env[model]._table),
                model=model,
            )
        )
    env.invalidate_all()


def fill_contact_points(env):
    """Create the points of all customers that have none yet, in SQL.

    :return: ``{(model, kind): (number of points, number that was not normalised)}``
    """
    env.flush_all()
    report = {}
    # filling first and indexing afterwards takes a third of the time
    Point = env["antcrm.contact.point"]
    indexes = [
        table_object
        for table_object in Point._table_objects.values()
        if isinstance(table_object, models.Index)
    ]
    for index in indexes:
        sql.drop_index(env.cr, index.full_name(Point), Point._table)
    for model, inverse, scope, email_column in SOURCES:
        for kind, column, normalized in (
            ("phone", "phone", "phone_sanitized"),
            ("email", email_column, "email_normalized"),
        ):
            env.cr.execute(
                SQL(
                    FILL_POINTS,
                    table=SQL.identifier(env[model]._table),
                    inverse=SQL.identifier(inverse),
                    column=SQL.identifier(column),
                    normalized=SQL.identifier(normalized),
                    scope=SQL(scope),
                    kind=kind,
                )
            )
            unread = [row[0] for row in env.cr.fetchall()]
            report[model, kind] = (len(unread), sum(unread))
            if any(unread):
                _logger.warning(
                    "%s of %s %s values of %s could not be normalised; see "
                    "Customers > Configuration > Numbers and addresses to check",
                    sum(unread),
                    len(unread),
                    kind,
                    model,
                )
    add_extensions(env)
    for index in indexes:
        index.apply_to_database(Point)
    env.invalidate_all()
    return report


def add_extensions(env):
    """Tell numbers apart by their extensions, which the host drops: few have one."""
    env.cr.execute(
        """
        SELECT id, value, normalized
          FROM antcrm_contact_point
         WHERE kind = 'phone' AND normalized IS NOT NULL AND value ~ '[[:alpha:]#~;,]'
        """
    )
    changed = [
        (point_id, key)
        for point_id, value, normalized in env.cr.fetchall()
        if (key := add_extension(value, normalized)) != normalized
    ]
    if changed:
        ids, keys = zip(*changed, strict=True)
        env.cr.execute(
            SQL(
                "UPDATE antcrm_contact_point point SET normalized = changed.key "
                "FROM unnest(%s, %s) AS changed (id, key) WHERE point.id = changed.id",
                list(ids),
                list(keys),
            )
        )


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

import logging

from odoo.tools import SQL

from .tools.names import split_name

_logger = logging.getLogger(__name__)

# The host has already normalised what stands in its columns; so the points of a whole
# database are one statement per column, whatever its size. ``ON CONFLICT``: running it
# again changes nothing.
FILL_POINTS = """
    INSERT INTO antcrm_contact_point (
        %(inverse)s, kind, value, normalized, scope, sequence, exclusive,
        create_uid, create_date, write_uid, write_date
    )
    SELECT customer.id, %(kind)s, customer.%(column)s, customer.%(normalized)s,
           %(scope)s, 10, FALSE, 1, now() AT TIME ZONE 'UTC', 1, now() AT TIME ZONE 'UTC'
      FROM %(table)s customer
     WHERE btrim(customer.%(column)s) != ''
       AND NOT EXISTS (
           SELECT FROM antcrm_contact_point point
            WHERE point.%(inverse)s = customer.id AND point.kind = %(kind)s
       )
    ON CONFLICT DO NOTHING
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
    split_names(env)
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
    env.invalidate_all()
    return report


def split_names(env):
    """Split the names of existing persons into first name and surname, each distinct
    name once."""
    company_language = env.company.partner_id.lang
    for table, name, language in (
        ("res_partner", "name", "customer.lang"),
        (
            "crm_lead",
            "contact_name",
            "(SELECT code FROM res_lang WHERE id = customer.lang_id)",
        ),
    ):
        persons = SQL(
            "customer.is_company IS NOT TRUE AND" if table == "res_partner" else ""
        )
        env.cr.execute(
            SQL(
                "SELECT DISTINCT customer.%(name)s, %(language)s FROM %(table)s customer"
                " WHERE %(persons)s customer.%(name)s != ''"
                " AND customer.firstname IS NULL AND customer.lastname IS NULL",
                table=SQL.identifier(table),
                name=SQL.identifier(name),
                language=SQL(language),
                persons=persons,
            )
        )
        rows = [
            (full_name, lang, *split_name(full_name, lang or company_language))
            for full_name, lang in env.cr.fetchall()
        ]
        if not rows:
            continue
        names, languages, firstnames, lastnames = map(list, zip(*rows, strict=True))
        env.cr.execute(
            SQL(
                """
                UPDATE %(table)s customer
                   SET firstname = NULLIF(split.firstname, ''),
                       lastname = NULLIF(split.lastname, '')
                  FROM unnest(%(names)s, %(langs)s::text[], %(first)s, %(last)s)
                       AS split (name, lang, firstname, lastname)
                 WHERE %(persons)s customer.%(name)s = split.name
                   AND %(language)s IS NOT DISTINCT FROM split.lang
                   AND customer.firstname IS NULL
                   AND customer.lastname IS NULL
                """,
                table=SQL.identifier(table),
                names=names,
                langs=languages,
                first=firstnames,
                last=lastnames,
                persons=persons,
                name=SQL.identifier(name),
                language=SQL(language),
            )
        )


def fill_statuses(env):
    """Give existing customers the status that a new one gets; lost leads and leads that
    became opportunities the one of their category."""
    status = env["antcrm.status"]
    for table, kind in (("res_partner", "customer"), ("crm_lead", "lead")):
        env.cr.execute(
            SQL(
                "UPDATE %s SET status_id = %s WHERE status_id IS NULL",
                SQL.identifier(table),
                status._get_id(kind) or None,
            )
        )
    for condition, category in (
        (SQL("type = 'opportunity'"), "converted"),
        (SQL("type = 'lead' AND won_status = 'lost'"), "unqualified"),
    ):
        env.cr.execute(
            SQL(
                "UPDATE crm_lead SET status_id = %s WHERE %s",
                status._get_id("lead", category) or None,
                condition,
            )
        )


def uninstall_hook(env):
    """Remove what the host would keep: the columns of custom fields."""

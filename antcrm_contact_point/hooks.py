import csv
import logging

from odoo import models
from odoo.tools import SQL, file_open, sql

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
#: the host's normalised column of each kind
NORMALIZED = {"phone": "phone_sanitized", "email": "email_normalized"}


def pre_init_hook(env):
    """Take over what was of antcrm_customers before this addon was made of it."""
    try:
        table = file_open("antcrm_customers/migrations/19.0.1.0.1/moves.csv")
    except FileNotFoundError:
        return
    with table:
        names = [
            row["name"]
            for row in csv.DictReader(table)
            if (row["addon"], row["kind"]) == ("antcrm_contact_point", "xmlid")
        ]
    env.cr.execute(
        "UPDATE ir_model_data SET module = 'antcrm_contact_point' "
        "WHERE module = 'antcrm_customers' AND name = ANY(%s)",
        [names],
    )


def post_init_hook(env):
    """Give the customers of an existing database their contact points.

    No host value changes: a value that cannot be normalised, or that several customers
    share, becomes a point like any other, neither compared nor exclusive.
    """
    fill_contact_points(env)


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
    for model in ("res.partner", "crm.lead"):
        Model = env[model]
        for kind, normalized in NORMALIZED.items():
            env.cr.execute(
                SQL(
                    FILL_POINTS,
                    table=SQL.identifier(Model._table),
                    inverse=SQL.identifier(Model._fields["phone_ids"].inverse_name),
                    column=SQL.identifier(Model._get_contact_point_column(kind)),
                    normalized=SQL.identifier(normalized),
                    scope=Model._get_customer_kind_sql("customer"),
                    kind=kind,
                )
            )
            unread = [row[0] for row in env.cr.fetchall()]
            report[model, kind] = (len(unread), sum(unread))
            if any(unread):
                _logger.warning(
                    "%s of %s %s values of %s could not be normalised; see "
                    "Contacts > Configuration > Numbers and Addresses to Check",
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

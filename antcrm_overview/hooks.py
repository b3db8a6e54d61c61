from odoo.tools import SQL, sql

MODELS = ("crm.lead", "res.partner")
FILL_WAY_IN = """
    UPDATE %(table)s customer SET way_in = %(way)s
      FROM (%(query)s) AS came
     WHERE came.model = %(model)s AND came.id = customer.id
"""
# As messages are read when they are posted, see ``_register_interaction``
FILL_TOUCHES = """
    WITH exchanged AS (
        SELECT message.res_id, message.date,
               author.id IS NOT NULL AND author.partner_share IS NOT TRUE AS by_employee
          FROM mail_message message
     LEFT JOIN mail_message_subtype subtype ON subtype.id = message.subtype_id
     LEFT JOIN mail_activity_type activity
            ON activity.id = message.mail_activity_type_id
     LEFT JOIN res_partner author ON author.id = message.author_id
         WHERE message.model = %(model)s
           AND message.author_id IS DISTINCT FROM %(bot)s
           AND (activity.category IN ('phonecall', 'meeting')
                OR activity.id IS NULL AND (
                    message.message_type = 'email'
                    OR message.message_type IN ('comment', 'sms')
                    AND subtype.internal IS NOT TRUE
                    AND message.is_internal IS NOT TRUE))
    ), ends AS (
        SELECT res_id,
               min(date) FILTER (WHERE by_employee) AS first_touch,
               max(date) FILTER (WHERE by_employee) AS last_touch
          FROM exchanged
      GROUP BY res_id
    ), waiting AS (
        SELECT exchanged.res_id, min(exchanged.date) AS since
          FROM exchanged
          JOIN ends USING (res_id)
         WHERE NOT by_employee
           AND (last_touch IS NULL OR exchanged.date > last_touch)
      GROUP BY exchanged.res_id
    )
    UPDATE %(table)s customer
       SET first_touch_date = ends.first_touch, waiting_since = waiting.since
      FROM ends LEFT JOIN waiting USING (res_id)
     WHERE ends.res_id = customer.id
"""


def pre_init_hook(env):
    """Add the column before the ORM does: it would give the default, which is for what
    comes in from now on, to every customer who is there."""
    for model in MODELS:
        table = env[model]._table
        if not sql.column_exists(env.cr, table, "way_in"):
            sql.create_column(env.cr, table, "way_in", "varchar")


def post_init_hook(env):
    """Tell of the customers who are there what can be known: by which way they came in,
    and what was exchanged with them."""
    env.flush_all()
    for name in env.registry.descendants(["antcrm.intake.options.mixin"], "_inherit"):
        query = env[name]._get_came_in_query()
        if query:
            for model in MODELS:
                env.cr.execute(
                    SQL(
                        FILL_WAY_IN,
                        table=SQL.identifier(env[model]._table),
                        way=env[name]._get_way_in(),
                        query=query,
                        model=model,
                    )
                )
    bot_id = env["ir.model.data"]._xmlid_to_res_id("base.partner_root")
    for model in MODELS:
        env.cr.execute(
            SQL(
                FILL_TOUCHES,
                table=SQL.identifier(env[model]._table),
                model=model,
                bot=bot_id,
            )
        )
    env.invalidate_all()

"""What *My Day* costs with 1,000,000 contacts, beside the list of one's own contacts.

The contacts belong to 500 salespeople, 2,000 each; half of them have a birthday, most
were spoken to in the last 120 days, and each salesperson has 100 activities.
``./setup/bench day [NUMBER]``.
"""

import sys

from common import database, environment, measure, report
from sharing import without_indexes

from odoo import Command
from odoo.tools import SQL

USERS = 500
ACTIVITIES = 100


def make_users(env):
    """Return a salesperson, and the ids of all of them."""
    group = env.ref("antcrm_share.group_user")
    users = env["res.users"].create(
        [
            {
                "name": f"U{n}",
                "login": f"day{n}",
                "group_ids": [Command.link(group.id)],
            }
            for n in range(USERS)
        ]
    )
    return users[0], users.ids


def fill(env, number, user_ids):
    env.cr.execute(
        SQL(
            """
            INSERT INTO res_partner (id, commercial_partner_id, name, complete_name,
                                     active, is_company, type, partner_share, user_id,
                                     create_date, last_interaction_date, birthdate_date)
            SELECT id, id, name, name, TRUE, FALSE, 'contact', TRUE,
                   (%(users)s)[1 + n %% %(count)s],
                   now() - make_interval(days => n / %(count)s %% 400),
                   CASE WHEN n / %(count)s %% 10 > 0
                        THEN now() - make_interval(days => n / %(count)s %% 120) END,
                   CASE WHEN n / %(count)s %% 2 = 0
                        THEN date '1960-01-01' + n %% 14983 END
              FROM (SELECT n, md5(n::text) || ' ' || n AS name,
                           nextval('res_partner_id_seq') AS id
                      FROM generate_series(1, %(number)s) AS n) AS names
            """,
            number=number,
            users=user_ids,
            count=len(user_ids),
        )
    )
    env.cr.execute(
        SQL(
            """
            INSERT INTO mail_activity (res_model_id, res_model, res_id, user_id, active,
                                       date_deadline, summary)
            SELECT %(model)s, 'res.partner', id, user_id, TRUE,
                   CURRENT_DATE - 5 + id %% 15, 'Call'
              FROM (SELECT id, user_id,
                           row_number() OVER (PARTITION BY user_id ORDER BY id) AS n
                      FROM res_partner WHERE user_id = ANY(%(users)s)) AS own
             WHERE n <= %(activities)s
            """,
            model=env["ir.model"]._get_id("res.partner"),
            users=user_ids,
            activities=ACTIVITIES,
        )
    )


def main(number=1_000_000):
    with database("day") as name, environment(name) as env:
        user, user_ids = make_users(env)
        with without_indexes(env):
            fill(env, number, user_ids)
        env.cr.execute("ANALYZE res_partner")
        env.cr.execute("ANALYZE mail_activity")
        Day = env["antcrm.day"].with_user(user)
        Partner = env["res.partner"].with_user(user).with_context(antcrm_kind="contact")
        own = [("customer_kind", "=", "contact"), ("user_id", "=", user.id)]
        print(f"{number} contacts, {Day.search_count([])} lines in a day")
        report(
            {
                "own contacts, 80 and how many": measure(
                    lambda: (
                        Partner.search_read(own, ["name"], limit=80),
                        Partner.search_count(own),
                    ),
                    before=env.invalidate_all,
                ),
                "my day, 80 and how many": measure(
                    lambda: (
                        Day.search_read([], ["name", "phone", "date"], limit=80),
                        Day.search_count([]),
                    ),
                    before=env.invalidate_all,
                ),
                "my day by reason": measure(
                    lambda: Day.formatted_read_group([], ["reason"], ["__count"]),
                    before=env.invalidate_all,
                ),
            }
        )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

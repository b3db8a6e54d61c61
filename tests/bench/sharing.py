"""What sharing costs with 1,000,000 partners: lists, names, counts, groups, writes.

Beside our rule: no rule at all, and the plain rule one would write first, an OR of four
conditions over relations. Partners are filled in SQL with 0, 50 and 99 % private ones
(half of those shared with employees, a quarter with groups, a quarter with nobody) of
50 users in 10 teams. ``./setup/bench sharing [NUMBER [PERCENT...]]``.
"""

import statistics
import sys
import time
from contextlib import contextmanager

from common import database, environment, measure, report, vacuum
from lxml import etree

from odoo import Command
from odoo.tools import SQL
from odoo.tools.safe_eval import safe_eval

USERS, TEAMS = 50, 10
EVERYONE = 2**31 - 1
PLAIN_RULE = """['|', '|', '|', '|', '|', ('share_id', '=', False),
    ('share_id.mode', '=', 'all'), ('share_owner_id', '=', user.id),
    ('user_id', '=', user.id), ('share_id.user_ids', 'in', user.ids),
    ('share_id.team_ids', 'in', user.crm_team_ids.ids)]"""
REPEAT = 7


def make_users(env):
    """Create users, teams and the policies that the partners point to."""
    group = env.ref("antcrm_share.group_user")
    users = env["res.users"].create(
        [
            {
                "name": f"U{n}",
                "login": f"bench{n}",
                "group_ids": [Command.link(group.id)],
            }
            for n in range(USERS)
        ]
    )
    teams = env["crm.team"].create([{"name": f"T{n}"} for n in range(TEAMS)])
    env["crm.team.member"].create(
        [
            {"crm_team_id": teams[n % TEAMS].id, "user_id": user.id}
            for n, user in enumerate(users)
        ]
    )
    Share = env["antcrm.share"]
    none = env["res.users"], env["crm.team"]
    policies = {
        "all": [Share._get("all", *none)],
        "me": [Share._get("me", *none)],
        "employee": [
            Share._get("employee", users[n] | users[(n + 7) % USERS], none[1])
            for n in range(USERS)
        ],
        "group": [Share._get("group", none[0], team) for team in teams],
    }
    return users, policies


@contextmanager
def without_indexes(env):
    """Fill the table of partners faster: its GIN indexes are made anew at the end."""
    env.cr.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index "
        "JOIN pg_class ON pg_class.oid = indexrelid JOIN pg_am ON pg_am.oid = relam "
        "WHERE indrelid = 'res_partner'::regclass AND amname = 'gin'"
    )
    definitions = dict(env.cr.fetchall())
    for name in definitions:
        env.cr.execute(SQL("DROP INDEX %s", SQL.identifier(name)))
    yield
    for definition in definitions.values():
        env.cr.execute(definition)


def fill(env, number):
    env.cr.execute(
        SQL(
            """
            INSERT INTO res_partner (id, commercial_partner_id, name, complete_name,
                                     active, is_company, type, partner_share, email,
                                     city, create_date)
            SELECT id, id, name, name, TRUE, FALSE, 'contact', TRUE,
                   'p' || n || '@example.com', 'City ' || n %% 500, now()
              FROM (SELECT n, md5(n::text) || ' ' || n AS name,
                           nextval('res_partner_id_seq') AS id
                      FROM generate_series(1, %s) AS n) AS names
            """,
            number,
        )
    )


def make_private(env, users, policies, percent):
    """Give all partners a policy, ``percent`` of them a private one."""
    modes = ("employee", "employee", "group", "me")
    rows = []
    for residue in range(100):
        mode = modes[residue % 4] if residue < percent else "all"
        for index, user in enumerate(users):
            choices = policies[mode]
            share = choices[index % len(choices)]
            tokens = share._get_tokens()
            audience = tokens | (set() if mode == "all" else {user.id})
            rows.append((residue, index, share.id, user.id, sorted(audience)))
    env.cr.execute(
        "CREATE TEMP TABLE choice (residue int, owner int, share int, uid int, "
        "audience int4[]) ON COMMIT DROP"
    )
    for row in rows:
        env.cr.execute("INSERT INTO choice VALUES (%s, %s, %s, %s, %s)", row)
    env.cr.execute("ANALYZE choice")
    env.cr.execute(
        SQL(
            """
            UPDATE res_partner partner
               SET share_id = choice.share, share_owner_id = choice.uid,
                   audience = CASE WHEN choice.audience = ARRAY[%(everyone)s]
                              THEN ARRAY[%(everyone)s, choice.uid]
                              ELSE choice.audience END
              FROM choice
             WHERE choice.residue = partner.id %% 100
               AND choice.owner = partner.id / 100 %% %(users)s
               AND partner.email LIKE 'p%%@example.com'
            """,
            everyone=EVERYONE,
            users=USERS,
        )
    )
    # takes in the audiences that partners have
    env["antcrm.share.audience"].init()


def set_rules(env, ours, plain):
    env.ref("antcrm_share.rule_partner_share").active = ours
    rule = (
        env["ir.rule"]
        .with_context(active_test=False)
        .search([("name", "=", "Plain rule of the benchmark")])
    )
    if not rule:
        rule = rule.create(
            {
                "name": "Plain rule of the benchmark",
                "model_id": env.ref("base.model_res_partner").id,
                "domain_force": PLAIN_RULE,
            }
        )
    rule.active = plain
    env.flush_all()
    env.registry.clear_all_caches()


def main():
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    percents = [int(percent) for percent in sys.argv[2:]] or [0, 50, 99]
    with database("sharing") as name, environment(name) as env:
        users, policies = make_users(env)
        with without_indexes(env):
            fill(env, number)
        env.cr.commit()
        for percent in percents:
            start = time.perf_counter()
            with without_indexes(env):
                make_private(env, users, policies, percent)
            vacuum(env, "res_partner", "antcrm_share_audience")
            print(
                f"\n{percent} % private (made in {time.perf_counter() - start:.0f} s)"
            )
            compare(env, users[3], percent)
        write(env, users[3])


def open_list(env, user):
    """Return a function that opens our list of contacts as its page does: with all its
    columns, those that are hidden at first included, and the count."""
    action = env["ir.actions.act_window"]._for_xml_id(
        "antcrm_customers.res_partner_action_contact"
    )
    Contact = env["res.partner"].with_user(user).with_context(antcrm_kind="contact")
    [view_id] = [id_ for id_, view_type in action["views"] if view_type == "list"]
    arch = etree.fromstring(Contact.get_view(view_id, "list")["arch"])
    columns = {
        node.get("name"): {"fields": {"display_name": {}}}
        if Contact._fields[node.get("name")].relational
        else {}
        for node in arch.iter("field")
    }
    columns |= {"further_phone_count": {}, "further_email_count": {}}
    domain = safe_eval(action["domain"] or "[]", {"uid": user.id})
    return lambda: Contact.web_search_read(domain, columns, limit=80, count_limit=10001)


def compare(env, user, percent):
    Partner = env["res.partner"].with_user(user)
    known = Partner.search([], limit=1).name.split()[-1]
    tasks = {
        "list of 80 with count": lambda: (
            Partner.search_fetch([], ["name"], limit=80),
            Partner.search_count([], limit=10001),
        ),
        "our list with count": open_list(env, user),
        "first page": lambda: Partner.search_fetch([], ["name"], limit=80),
        "full count": lambda: Partner.search_count([]),
        "group by city": lambda: Partner._read_group([], ["city"], ["__count"]),
        "name_search, hit": lambda: Partner.name_search(known),
        "name_search, miss": lambda: Partner.name_search("no such ant"),
    }
    rules = {
        "no rule": (False, False),
        "sharing": (True, False),
        "plain OR rule": (False, True),
    }
    seconds = {task: {rule: [] for rule in rules} for task in tasks}
    # in turn, so that a busy moment of the machine slows all three
    for _round in range(REPEAT):
        for rule, (ours, plain) in rules.items():
            set_rules(env, ours, plain)
            for task, function in tasks.items():
                seconds[task][rule].append(measure(function, 1, env.invalidate_all))
    medians = {
        task: {rule: statistics.median(times) for rule, times in figures.items()}
        for task, figures in seconds.items()
    }
    for task, figures in medians.items():
        report(figures, f"-- {task}")
    set_rules(env, True, False)
    query = Partner._search([], limit=80)
    env.cr.execute(SQL("EXPLAIN (ANALYZE, COSTS OFF) %s", query.select()))
    print(f"-- plan of the list, {percent} % private")
    print("\n".join(line for (line,) in env.cr.fetchall()))


def write(env, user):
    """Share 10,000 at once, and create with and without a policy."""
    Partner = env["res.partner"].with_user(user)
    records = Partner.search([("share_owner_id", "=", user.id)], limit=10_000)
    start = time.perf_counter()
    share = env["antcrm.share"]._get("me", env["res.users"], env["crm.team"])
    records._set_share(share)
    env.flush_all()
    print(
        f"\nshare of {len(records)} records changed in "
        f"{time.perf_counter() - start:.1f} s"
    )
    quiet = Partner.with_context(tracking_disable=True, mail_create_nolog=True)

    def create(values):
        def run():
            quiet.create([{"name": f"N{n}", **values} for n in range(500)])
            env.flush_all()

        return run

    figures = {}
    for name, values in (
        ("create 500 without policy", {}),
        ("create 500 with a policy", {"share_mode": "me"}),
    ):
        figures[name] = measure(create(values), REPEAT)
    report(figures, "-- creation")


if __name__ == "__main__":
    main()

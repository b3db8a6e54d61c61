"""Our import beside the host's own, with the same file and fields.

The host's ``base_import`` runs as its web client calls it: ``execute_import`` in
batches of 2,000 rows, in a database without our addons. Ours is timed from the file to
the last row: reading, mapping, review and run; it validates, makes contact points,
shares, and looks for duplicates among the customers that are there already, which the
host does not. Then each part alone, and the undo.
``./setup/bench import_against_host [ROWS] [EXISTING CUSTOMERS] [ONLY THESE]``, where
the last one is a part of the titles below.
"""

import base64
import sys
import time

from common import database, environment, vacuum
from import_customers import make_importer

COUNTRIES = ("Vietnam", "France", "Germany", "Japan", "United States")
TAGS = ("Fair", "Newsletter", "VIP", "Partner")
BATCH = 2000  # rows that the host's web client sends at once
# (title, kind, with country and tags, with company, the ratio that we promise). Where
# people of one company live apart, the host puts all of them at the company's address;
# ours keeps that of each beside it, which are rows of their own.
SCENARIOS = (
    ("contacts, flat", "contact", False, False, 1.5),
    ("contacts, country, tags", "contact", True, False, 2),
    ("contacts, company too", "contact", True, True, 10),
    ("contacts of a company, at its address", "contact", True, "address", 10),
    ("leads, flat", "lead", False, False, 2),
    ("leads, country, tags", "lead", True, False, 2.5),
)
HOST_FIELDS = {
    "contact": {
        "Name": "name",
        "Email": "email",
        "Phone": "phone",
        "Street": "street",
        "City": "city",
        "Country": "country_id",
        "Tags": "category_id",
        "Company": "parent_id",
    },
    "lead": {
        "Name": "name",
        "Email": "email_from",
        "Phone": "phone",
        "Street": "street",
        "City": "city",
        "Country": "country_id",
        "Tags": "tag_ids",
    },
}


def make_file(number, rows, more, company):
    """Return (header, CSV file) of customers that no other file has.

    :param company: whether they have one; ``"address"``: and live at its address
    """
    header = ["Name", "Email", "Phone", "Street", "City"]
    header += ["Country", "Tags"] if more else []
    header += ["Company"] if company else []
    lines = []
    for at in range(rows):
        house = at % (rows // 5) if company == "address" else at
        cells = [
            f"First{at} Last{number}",
            f"bench{number}.{at}@example.com",
            f"+8490{number}{at:06}",
            f"{house} Main Street",
            f"City {house % 100}",
        ]
        if more:
            cells += [COUNTRIES[house % 5], TAGS[at % 4]]
        if company:
            cells.append(f"Company {number} {at % (rows // 5)}")
        lines.append(",".join(cells))
    return header, "\n".join([",".join(header), *lines]).encode()


def fill(env, number, tables=("res_partner", "crm_lead")):
    """Make existing contacts and leads with a phone and an e-mail address each."""
    for table, inverse, scope, columns, values in (
        (
            "res_partner",
            "partner_id",
            "contact",
            "commercial_partner_id, name, complete_name, active, is_company, type, "
            "partner_share, email",
            "id, 'Old ' || n, 'Old ' || n, TRUE, FALSE, 'contact', TRUE, ",
        ),
        (
            "crm_lead",
            "lead_id",
            "lead",
            "name, contact_name, active, type, email_from",
            "'Old ' || n, 'Old ' || n, TRUE, 'lead', ",
        ),
    ):
        if table not in tables:
            continue
        # constants of this file
        env.cr.execute(
            f"INSERT INTO {table} (id, {columns}) SELECT id, {values} "
            "'old' || n || '@example.org' "
            f"FROM (SELECT nextval('{table}_id_seq') AS id, n "
            "FROM generate_series(1, %s) AS n) AS numbered",
            [number],
        )
        for kind, value in (
            ("email", "email.address"),
            ("phone", "'+8497' || lpad(email.number, 7, '0')"),
        ):
            column = "email_from" if table == "crm_lead" else "email"
            env.cr.execute(
                f"""
                INSERT INTO antcrm_contact_point
                       (kind, value, normalized, {inverse}, scope, exclusive, sequence)
                SELECT %s, {value}, {value}, email.id, %s, TRUE, 10
                  FROM (SELECT id, {column} AS address,
                               substring({column} FROM 'old([0-9]+)@') AS number
                          FROM {table}) AS email
                 WHERE email.number IS NOT NULL
                """,
                [kind, scope],
            )
    env.cr.commit()
    env.cr.execute("ANALYZE")
    vacuum(env, "antcrm_contact_point", *tables)


def run_host(env, kind, header, data, rows):
    """Return the seconds that the host takes."""
    fields = [HOST_FIELDS[kind][name] for name in header]
    wizard = env["base_import.import"].create(
        {
            "res_model": "crm.lead" if kind == "lead" else "res.partner",
            "file": data,
            "file_name": "bench.csv",
            "file_type": "text/csv",
        }
    )
    names = ("parent_id", "category_id", "tag_ids")
    start = time.perf_counter()
    for skip in range(0, rows, BATCH):
        result = wizard.execute_import(
            list(fields),
            list(header),
            {
                "has_headers": True,
                "quoting": '"',
                "separator": ",",
                "encoding": "utf-8",
                "float_thousand_separator": ",",
                "float_decimal_separator": ".",
                "skip": skip,
                "limit": BATCH,
                "name_create_enabled_fields": {
                    name: True for name in names if name in fields
                },
            },
        )
        env.cr.commit()
        env.invalidate_all()
        assert result["ids"], result["messages"][:3]
    return time.perf_counter() - start


def run_ours(env, kind, data):
    """Return the seconds until the review is there, those of the run, its queries per
    1,000 rows, and the run."""
    start = time.perf_counter()
    wizard = env["antcrm.import.wizard"].create(
        {
            "kind": kind,
            "file_name": "bench.csv",
            "file_data": base64.b64encode(data),
            "share_mode": "me",
        }
    )
    wizard.action_next()
    wizard.action_next()
    wizard.action_review()
    env.cr.commit()
    reviewed = time.perf_counter() - start
    run = wizard.import_id
    run.action_run()
    env.cr.commit()
    queries = env.cr.sql_log_count
    start = time.perf_counter()
    while run.state == "running":
        run.run_chunk()
        env.cr.commit()
        env.invalidate_all()
    seconds = time.perf_counter() - start
    queries = env.cr.sql_log_count - queries
    assert run.created_count == run.row_count, run.summary_html
    return reviewed, seconds, 1000 * queries / run.row_count, run


def undo(env, run):
    """Return the seconds that it takes to undo the run."""
    run.action_undo()
    env.cr.commit()
    start = time.perf_counter()
    while run.state == "undoing":
        run.undo_chunk()
        env.cr.commit()
        env.invalidate_all()
    assert run.deleted_count == run.row_count, run.summary_html
    return time.perf_counter() - start


def main():
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    existing = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    only = sys.argv[3] if len(sys.argv) > 3 else ""
    scenarios = [scenario for scenario in SCENARIOS if only in scenario[0]]
    files = {
        title: make_file(number, rows, more, company)
        for number, (title, _kind, more, company, _goal) in enumerate(scenarios)
    }
    host = {}
    with (
        database("import-host", source="antcrm_host") as name,
        environment(name) as env,
    ):
        for kind in HOST_FIELDS:  # to warm up
            run_host(env, kind, *make_file(8, 50, True, kind == "contact"), 50)
        for title, kind, *_rest in scenarios:
            header, data = files[title]
            host[title] = run_host(env, kind, header, data, rows)
    print(f"{rows} rows, {existing} customers of each kind before ours")
    print(
        f"{'':38}{'host':>9}{'ours, all':>11}{'review':>9}{'run':>9}{'ratio':>8}"
        f"{'goal':>7}{'queries/1000':>14}{'undo':>9}"
    )
    with database("import-ours") as name, environment(name) as env:
        fill(env, existing)
        env = make_importer(env)
        for kind in HOST_FIELDS:  # to warm up
            run_ours(env, kind, make_file(8, 50, True, kind == "contact")[1])
        for title, kind, _more, _company, goal in scenarios:
            reviewed, seconds, queries, run = run_ours(env, kind, files[title][1])
            undone = undo(env, run)
            total = reviewed + seconds
            print(
                f"{title:38}{host[title]:7.1f} s{total:9.1f} s{reviewed:7.1f} s"
                f"{seconds:7.1f} s{host[title] / total:8.1f}{goal:7}{queries:14.0f}"
                f"{undone:7.1f} s",
                flush=True,
            )


if __name__ == "__main__":
    main()

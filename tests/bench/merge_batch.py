"""How long it takes to merge thousands of sure duplicates in one batch, and to take all
of it back: pairs of contacts with a phone, an e-mail address and a birthday in common.

Twice as many take twice as long: the seconds for each thousand are printed as it goes.
``./setup/bench merge_batch [NUMBER]``, of merges.
"""

import resource
import sys
import time

from common import database, environment

from odoo.tools import SQL

FILL = """
    INSERT INTO res_partner (name, complete_name, active, is_company, type,
                             partner_share, city, birthdate_date, function, create_date)
    SELECT name, name, TRUE, FALSE, 'contact', TRUE, 'City ' || n %% 100,
           '1960-01-01'::date + n %% 15000, 'Position ' || copy, now()
      FROM (SELECT n, copy, translate(substr(md5(n::text), 1, 12), '0123456789',
                                      'ghijklmnop') || ' Nguyen' AS name
              FROM generate_series(1, %s) AS n, generate_series(1, 2) AS copy) AS names
"""
POINTS = """
    INSERT INTO antcrm_contact_point (partner_id, kind, value, normalized, scope,
                                      sequence, exclusive)
    SELECT id, kind, value, value, 'contact', 10, FALSE
      FROM (SELECT partner.id, kind, CASE kind
                   WHEN 'phone' THEN '+8490' || 1000000 + rank
                   ELSE 'p' || rank || '@example.com' END AS value
              FROM (SELECT id, dense_rank() OVER (ORDER BY name) AS rank
                      FROM res_partner WHERE id > %s) AS partner,
                   (VALUES ('phone'), ('email')) AS kinds (kind)) AS points
"""


#: the host's columns say what the points say
COLUMNS = """
    UPDATE res_partner
       SET commercial_partner_id = res_partner.id,
           phone = phones.value, email = emails.value,
           phone_sanitized = phones.value, email_normalized = emails.value
      FROM antcrm_contact_point AS phones, antcrm_contact_point AS emails
     WHERE phones.partner_id = res_partner.id AND phones.kind = 'phone'
       AND emails.partner_id = res_partner.id AND emails.kind = 'email'
       AND res_partner.id > %s
"""
#: what the undo has to bring back, to the last column that people see
STATE = """
    SELECT count(*), md5(string_agg(
               md5((to_jsonb(t) - '{write_date,write_uid}'::text[])::text), ''
               ORDER BY id))
      FROM %s t
"""


def read_state(cr):
    """Return how many rows the tables of customers have, and what stands in them."""
    state = {}
    for table in ("res_partner", "antcrm_contact_point"):
        cr.execute(SQL(STATE, SQL.identifier(table)))
        state[table] = cr.fetchone()
    return state


def work(batch, name):
    """Let a batch do all that it has to do, and print how long it takes."""
    total = start = time.perf_counter()
    state, taken, asked = batch.state, 0, batch.env.cr.sql_log_count
    while batch.state == state:
        taken += batch._run_chunk()
        batch.env.cr.commit()
        batch.env.invalidate_all()
        if taken % 1000 == 0 and batch.state == state:
            now = time.perf_counter()
            print(f"{name} {taken}: {now - start:.0f} s", flush=True)
            start = now
    seconds = time.perf_counter() - total
    asked = batch.env.cr.sql_log_count - asked
    print(
        f"{name}, all {taken}: {seconds:.0f} s, {1000 * seconds / taken:.0f} ms and "
        f"{asked / taken:.0f} queries each"
    )


def main(number):
    with database("merge_batch") as name, environment(name, uid=2) as env:
        cr = env.cr
        cr.execute("SELECT max(id) FROM res_partner")
        [first] = cr.fetchone()
        cr.execute(SQL(FILL, number))
        cr.execute(SQL(POINTS, first))
        cr.execute(SQL(COLUMNS, first))
        cr.commit()
        for table in ("res_partner", "antcrm_contact_point"):
            cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
        env["antcrm.duplicate"].sudo()._find("contact")
        cr.commit()
        start = time.perf_counter()
        action = env["antcrm.merge.batch"]._start_review()
        batch = env["antcrm.merge.batch"].browse(action["res_id"])
        print(f"review of {batch.planned_count}: {time.perf_counter() - start:.0f} s")
        before = read_state(cr)
        batch.action_merge()
        cr.commit()
        work(batch.sudo(), "merged")
        start = time.perf_counter()
        batch._preview_undo()
        print(f"preview of the undo: {time.perf_counter() - start:.0f} s")
        batch.action_undo()
        cr.commit()
        work(batch.sudo(), "undone")
        print(f"undone {batch.undone_count}, stay {batch.stays_count}")
        is_same = read_state(cr) == before
        print("every row is back" if is_same else "ROWS DIFFER from before the merge")
    print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB of memory")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)

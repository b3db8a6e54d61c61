"""How long it takes to find the likely duplicates of 1,000,000 customers.

Half of them contacts, half accounts, in 400 cities, the largest with a fifth of all;
each has a phone and an e-mail address. 5 % share a number with another one, 5 % an
address, 5 % have a similar name in the same city; 10,000 share one switchboard.
``./setup/bench duplicates [NUMBER]``.
"""

import sys
import time

from common import database, environment

from odoo.tools import SQL

FILL = """
    INSERT INTO res_partner (name, complete_name, active, is_company, type,
                             partner_share, city, create_date)
    SELECT name, name, TRUE, n %% 2 = 0, 'contact', TRUE,
           CASE WHEN n / 40 %% 5 = 0 THEN 'Hà Nội' ELSE 'City ' || n / 40 %% 400 END,
           now()
      FROM (SELECT n, CASE WHEN n %% 40 = 2 THEN 'q' ELSE '' END
                      || translate(md5((CASE WHEN n %% 40 = 2 THEN n - 2 ELSE n END
                                       )::text), '0123456789', 'ghijklmnop')
                      || ' ' || CASE WHEN n %% 2 = 0 THEN 'Công ty' ELSE 'Nguyễn' END
                   AS name
              FROM generate_series(1, %s) AS n) AS names
"""
POINTS = """
    INSERT INTO antcrm_contact_point (partner_id, kind, value, normalized, scope,
                                      sequence, exclusive)
    SELECT id, kind, value, value,
           CASE WHEN is_company THEN 'account' ELSE 'contact' END, 10, FALSE
      FROM (SELECT id, is_company, 'phone' AS kind,
                   CASE WHEN id %% 100 = 0 THEN '+842838220000'
                        WHEN id %% 20 = 3 THEN '+8490' || id - 2
                        ELSE '+8490' || id END AS value
              FROM res_partner WHERE id > %(first)s
         UNION ALL
            SELECT id, is_company, 'email',
                   'p' || CASE WHEN id %% 20 = 5 THEN id - 2 ELSE id END
                       || '@example.com'
              FROM res_partner WHERE id > %(first)s) AS points
"""


def main(number):
    with database("duplicates") as name, environment(name) as env:
        env.cr.execute("SELECT max(id) FROM res_partner")
        [first] = env.cr.fetchone()
        env.cr.execute(SQL(FILL, number))
        env.cr.execute(SQL(POINTS, first=first))
        env.cr.commit()
        env.cr.execute("ANALYZE res_partner")
        env.cr.execute("ANALYZE antcrm_contact_point")
        start = time.perf_counter()
        longest = 0
        for kind in ("lead", "contact", "account"):
            search = env["antcrm.duplicate.search"]._get(kind)
            search._start()
            while search.step < search.step_count:
                step = time.perf_counter()
                search._run_step()
                env.cr.commit()
                longest = max(longest, time.perf_counter() - step)
        seconds = time.perf_counter() - start
        env.cr.execute(
            "SELECT kind, count(*), count(*) FILTER (WHERE same_phone), "
            "count(*) FILTER (WHERE same_email), count(*) FILTER (WHERE same_name) "
            "FROM antcrm_duplicate GROUP BY kind ORDER BY kind"
        )
        print(f"{number} customers: {seconds:.0f} s, the longest step {longest:.0f} s")
        for kind, pairs, phones, emails, names in env.cr.fetchall():
            print(f"{kind}: {pairs} pairs; {phones=} {emails=} {names=}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)

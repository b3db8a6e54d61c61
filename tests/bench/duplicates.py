"""How long it takes to find the likely duplicates of 1,000,000 customers.

One in five is a lead, of the others half are contacts, half accounts, in 400 cities,
the largest with a fifth of all; each has a phone and an e-mail address. 5 % share a
number with another one, 5 % an address, 5 % have a name of 20 letters that differs in
one from that of another one in the same city; one in 100 has the number of one
switchboard. Of the leads one in five is called as a customer of the same city, one in
ten has the number of a contact or an account.
``./setup/bench duplicates [NUMBER]``.
"""

import os
import resource
import sys
import time
from pathlib import Path

from common import database, environment

from odoo.tools import SQL

STEPS = {0: "write down", 1: "what is the same"}
FILL = """
    INSERT INTO res_partner (name, complete_name, active, is_company, type,
                             partner_share, city, create_date)
    SELECT name, name, TRUE, n %% 2 = 0, 'contact', TRUE,
           CASE WHEN n / 40 %% 5 = 0 THEN 'Hà Nội' ELSE 'City ' || n / 40 %% 400 END,
           now()
      FROM (SELECT n, CASE WHEN n %% 40 IN (2, 3) THEN 'q' ELSE '' END
                      || translate(substr(md5((CASE WHEN n %% 40 IN (2, 3)
                                                    THEN n - 2 ELSE n END
                                              )::text), 1, 13),
                                   '0123456789', 'ghijklmnop')
                      || ' ' || CASE WHEN n %% 2 = 0 THEN 'Trading' ELSE 'Nguyễn' END
                   AS name
              FROM generate_series(1, %s) AS n) AS names
"""
FILL_LEADS = """
    INSERT INTO crm_lead (name, contact_name, partner_name, active, type, city,
                          create_date)
    SELECT 'Asks for an offer', CASE WHEN n %% 4 != 0 THEN name END,
           CASE WHEN n %% 2 = 0 THEN name END, TRUE, 'lead', city, now()
      FROM (SELECT row_number() OVER (ORDER BY id) AS n, city,
                   CASE WHEN id %% 10 = 0 THEN name
                        ELSE 'wvw' || name END AS name
              FROM res_partner WHERE id > %(first)s AND id %% 4 = 0) AS names
"""
LEAD_POINTS = """
    INSERT INTO antcrm_contact_point (lead_id, kind, value, normalized, scope,
                                      sequence, exclusive)
    SELECT id, 'phone', value, value, 'lead', 10, FALSE
      FROM (SELECT id, CASE WHEN id %% 20 < 2
                            THEN '+8490' || id + %(first)s - %(first_lead)s
                            ELSE '+8491' || id END AS value
              FROM crm_lead WHERE id > %(first_lead)s) AS points
"""
POINTS = """
    INSERT INTO antcrm_contact_point (partner_id, kind, value, normalized, scope,
                                      sequence, exclusive)
    SELECT id, kind, value, value,
           CASE WHEN is_company THEN 'account' ELSE 'contact' END, 10, FALSE
      FROM (SELECT id, is_company, 'phone' AS kind,
                   CASE WHEN id %% 100 = 0 THEN '+842838220000'
                        WHEN id %% 40 IN (3, 4) THEN '+8490' || id - 2
                        ELSE '+8490' || id END AS value
              FROM res_partner WHERE id > %(first)s
         UNION ALL
            SELECT id, is_company, 'email',
                   'p' || CASE WHEN id %% 40 IN (7, 8) THEN id - 2 ELSE id END
                       || '@example.com'
              FROM res_partner WHERE id > %(first)s) AS points
"""


def processor_seconds(cr):
    """Return for how long PostgreSQL worked for this connection."""
    cr.execute("SELECT pg_backend_pid()")
    stat = Path(f"/proc/{cr.fetchone()[0]}/stat").read_text().rpartition(")")[2].split()
    return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")


def main(number):
    with database("duplicates") as name, environment(name) as env:
        env.cr.execute("SELECT max(id) FROM res_partner")
        [first] = env.cr.fetchone()
        env.cr.execute("SELECT COALESCE(max(id), 0) FROM crm_lead")
        [first_lead] = env.cr.fetchone()
        env.cr.execute(SQL(FILL, number - number // 5))
        env.cr.execute(SQL(POINTS, first=first))
        env.cr.execute(SQL(FILL_LEADS, first=first))
        env.cr.execute(SQL(LEAD_POINTS, first=first, first_lead=first_lead))
        env.cr.commit()
        env.cr.execute("ANALYZE res_partner")
        env.cr.execute("ANALYZE antcrm_contact_point")
        env.cr.execute("ANALYZE crm_lead")
        start = time.perf_counter()
        longest, steps = 0, {}
        for kind in ("lead", "contact", "account", "lead_contact", "lead_account"):
            search = env["antcrm.duplicate.search"]._get(kind)
            search._start()
            while search.step < search.step_count:
                step, processor = time.perf_counter(), processor_seconds(env.cr)
                name = STEPS.get(search.step, "names")
                if "_" in kind:
                    name = f"two kinds, {name}"
                search._run_step()
                env.cr.commit()
                taken = time.perf_counter() - step
                longest = max(longest, taken)
                steps[name] = steps.get(name, 0) + processor_seconds(env.cr) - processor
        seconds = time.perf_counter() - start
        env.cr.execute(
            "SELECT kind, count(*), count(*) FILTER (WHERE same_phone), "
            "count(*) FILTER (WHERE same_email), count(*) FILTER (WHERE same_name) "
            "FROM antcrm_duplicate GROUP BY kind ORDER BY kind"
        )
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(
            f"{number} customers: {seconds:.0f} s, the longest step {longest:.0f} s, "
            f"{peak} MB of memory"
        )
        # of PostgreSQL, which does the work: what other programs do counts less there
        print(f"processor: {sum(steps.values()):.0f} s", end="; ")
        print(", ".join(f"{name}: {taken:.0f} s" for name, taken in steps.items()))
        for kind, pairs, phones, emails, names in env.cr.fetchall():
            print(f"{kind}: {pairs} pairs; {phones=} {emails=} {names=}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)

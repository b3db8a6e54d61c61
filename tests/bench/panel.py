"""How long the panel of a form takes to say who is there already, of every kind, while
somebody types: at most 300 ms of the server, of 1,000,000 customers.

The customers of ``duplicates.py``, half of them with a tax number or an identity card;
a salesperson who sees half of them types a value that somebody has, or nobody. The
longest of some calls counts, not the median. ``./setup/bench panel [NUMBER]``.
"""

import sys
import time

from common import database, environment
from duplicates import FILL, FILL_LEADS, LEAD_POINTS, POINTS

from odoo.tools import SQL

CALLS = 20
KEYS = """
    UPDATE res_partner
       SET vat = CASE WHEN is_company THEN '03' || lpad(id::text, 8, '0') END,
           identity_number = CASE WHEN NOT is_company
                                  THEN '0793' || lpad(id::text, 8, '0') END,
           commercial_partner_id = id,
           share_id = CASE WHEN id %% 4 < 2 THEN %(share)s END
     WHERE id > %(first)s
"""


def make_user(env):
    """Return a salesperson, who may ask as often as they like."""
    env["ir.config_parameter"].set_param("antcrm_share.questions_per_hour", str(10**9))
    return env["res.users"].create(
        {
            "name": "Paula Panel",
            "login": "bench_panel",
            "group_ids": [(4, env.ref("antcrm_share.group_user").id)],
        }
    )


def read_values(env, first):
    """Return what is typed, for each kind of value: texts that somebody has."""
    env.cr.execute(
        SQL(
            "SELECT name, vat, identity_number FROM res_partner"
            " WHERE id > %s AND id %% 4 < 2 ORDER BY hashint4(id) LIMIT %s",
            first,
            4 * CALLS,
        )
    )
    names, vats, cards = map(list, zip(*env.cr.fetchall(), strict=True))
    env.cr.execute(
        SQL(
            "SELECT kind, value FROM antcrm_contact_point"
            " WHERE partner_id > %s ORDER BY hashint4(id) LIMIT %s",
            first,
            8 * CALLS,
        )
    )
    points = env.cr.fetchall()
    return {
        "phone": [{"phones": [v]} for kind, v in points if kind == "phone"],
        "email": [{"emails": [v]} for kind, v in points if kind == "email"],
        "tax number": [{"vat": vat} for vat in vats if vat],
        "identity card": [{"identity_number": card} for card in cards if card],
        "name": [{"name": name} for name in names],
        "half a name": [{"name": name.split()[0][:7]} for name in names],
        "a common name": [{"name": "Nguyễn"}] * CALLS,
        "nobody": [
            {"name": f"Zq Xw {n}", "phones": [f"+84 399 {n:06}"]} for n in range(CALLS)
        ],
        "all at once": [
            {
                "name": name,
                "phones": ["+84 28 3822 0000"],
                "emails": [f"p{n}@example.com"],
                "identity_number": "079300000007",
                "vat": "0300000008",
            }
            for n, name in enumerate(names)
        ],
    }


def main(number):
    with database("panel") as name, environment(name) as env:
        user = make_user(env)
        env.cr.execute("SELECT max(id) FROM res_partner")
        [first] = env.cr.fetchone()
        env.cr.execute("SELECT COALESCE(max(id), 0) FROM crm_lead")
        [first_lead] = env.cr.fetchone()
        everybody = env["antcrm.share"]._get("all", env["res.users"], env["crm.team"])
        env.cr.execute(SQL(FILL, number - number // 5))
        env.cr.execute(SQL(POINTS, first=first))
        env.cr.execute(SQL(FILL_LEADS, first=first))
        env.cr.execute(SQL(LEAD_POINTS, first=first, first_lead=first_lead))
        env.cr.execute(SQL(KEYS, first=first, share=everybody.id))
        env.cr.execute("UPDATE crm_lead SET share_id = %s", [everybody.id])
        for table in ("res_partner", "antcrm_contact_point", "crm_lead"):
            env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
        env.cr.commit()
        env.invalidate_all()
        Intake = env["antcrm.intake"].with_user(user)
        values = read_values(env, first)
        print(f"{number} customers, the longest and the mean of {CALLS} calls")
        for kind in ("contact", "lead", "account"):
            for label, candidates in values.items():
                seconds, found = [], 0
                for candidate in candidates[:CALLS]:
                    env.invalidate_all()
                    start = time.perf_counter()
                    found += bool(Intake.find_everywhere(kind, candidate))
                    seconds.append(time.perf_counter() - start)
                print(
                    f"{kind:8} {label:14} {max(seconds) * 1000:7.0f} ms "
                    f"{sum(seconds) / len(seconds) * 1000:7.0f} ms  found {found}"
                )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)

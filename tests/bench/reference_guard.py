"""What it costs that nobody points to a customer he may not read: 1,000 tasks and 1,000
leads for 200 customers, half of which are private, made in batches of 100 as a
salesperson; each batch with the guard and without, in turn.
``./setup/bench reference_guard [ROUNDS]``."""

import gc
import statistics
import sys
import time
from unittest.mock import patch

from common import database, environment, report

from odoo import Command

NUMBER, BATCH, CUSTOMERS = 1000, 100, 200


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    with database("guard") as name, environment(name) as env:
        user = env["res.users"].create(
            {
                "name": "Bench",
                "login": "bench",
                "group_ids": [
                    Command.link(env.ref("antcrm_share.group_user").id),
                    Command.link(env.ref("project.group_project_user").id),
                ],
            }
        )
        partners = env["res.partner"].with_user(user)
        partners = partners.create(
            [
                {"name": f"P{n}", "share_mode": ("all", "me")[n % 2]}
                for n in range(CUSTOMERS)
            ]
        )
        project = env["project.project"].create({"name": "Bench"})
        env.cr.commit()
        for model, values in (
            ("project.task", {"project_id": project.id}),
            ("crm.lead", {"type": "lead"}),
        ):
            compare(env[model].with_user(user), values, partners.ids, rounds)


def compare(Model, values, partner_ids, rounds):
    """Print what ``NUMBER`` records cost: both ways take turns with each batch, so a
    busy moment of the machine slows both."""
    vals_list = [
        {"name": f"N{n}", "partner_id": partner_ids[n % CUSTOMERS], **values}
        for n in range(NUMBER)
    ]
    # of all models: messages and followers are made with each of the records
    Base = Model.pool["base"]
    guarded = Base._get_reference_guard
    ways = [("without the guard", lambda model: None), ("with the guard", guarded)]
    seconds = {name: [] for name, _find in ways}
    queries = {}
    # warm caches, of the registry and of PostgreSQL, in both ways
    for _name, find in ways:
        with patch.object(Base, "_get_reference_guard", find):
            create(Model, vals_list[:BATCH])
    for _round in range(rounds):
        for first in range(0, NUMBER, BATCH):
            for name, find in ways:
                with patch.object(Base, "_get_reference_guard", find):
                    taken, queries[name] = create(
                        Model, vals_list[first : first + BATCH]
                    )
                seconds[name].append(taken)
            # whoever comes second finds a warmer server
            ways.reverse()
    batches = NUMBER // BATCH
    medians = {name: batches * statistics.median(s) for name, s in seconds.items()}
    report(medians, f"-- {NUMBER} of {Model._name}")
    # each batch beside itself: what the machine does meanwhile concerns both
    ratios = [on / off for off, on in zip(*seconds.values(), strict=True)]
    low, middle, high = statistics.quantiles(ratios)
    print(f"{len(ratios)} pairs: {middle:.3f} x, half of them {low:.3f} to {high:.3f}")
    for name, number in queries.items():
        print(f"{name}: {number} queries for a batch of {BATCH}")


def create(Model, vals_list):
    """Return the seconds and the queries that the creation takes; it is taken back.

    Seconds of this process: what waits for the database is told by the queries, and
    for the processor by nothing that the guard does.
    """
    cr = Model.env.cr
    Model.env.invalidate_all()
    gc.collect()
    queries, start = cr.sql_log_count, time.process_time()
    Model.create([{**vals} for vals in vals_list])
    Model.env.flush_all()
    taken = time.process_time() - start, cr.sql_log_count - queries
    cr.rollback()
    Model.env.invalidate_all(flush=False)
    return taken


if __name__ == "__main__":
    main()

"""What it costs to keep a journal of an import twice, and to make customers plainly.

First the same kind of file, flat contacts, is imported as today, where each row keeps
what it did, and with the recorder of all other batches beside it, which writes a line
for each row of the database that changes. Then batches of contacts are made as the
intake makes them, by what ``antcrm_intake_replay.py`` replays, and by plain ``create``
of the same values, with their phones and emails. What is compared takes turns within
one run, in one database; the ratios are to be read.

``./setup/bench journal [ROWS] [TURNS] [EXISTING CUSTOMERS]``
"""

import base64
import statistics
import sys
import time
from collections import defaultdict
from contextlib import contextmanager, nullcontext
from pathlib import Path
from unittest.mock import patch

import import_against_host
from common import database, environment
from import_customers import make_importer

from odoo import Command

BATCH = 1000
#: of a form that announces and logs nothing
SILENT = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
}


class Meter:
    """Adds up seconds, those of the processor in Odoo and in PostgreSQL, queries."""

    def __init__(self, cr):
        self.cr = cr
        cr.execute("SELECT pg_backend_pid()")
        # of the cursor's connection; there is one while it is open
        self.stat = Path(f"/proc/{cr.fetchone()[0]}/stat")
        self.total = [0, 0, 0, 0]

    def read(self):
        fields = self.stat.read_text().rpartition(")")[2].split()
        server = (int(fields[11]) + int(fields[12])) / 100  # utime, stime
        return (time.perf_counter(), time.process_time(), server, self.cr.sql_log_count)

    @contextmanager
    def __call__(self):
        before = self.read()
        yield
        self.total = [
            total + now - then
            for total, now, then in zip(self.total, self.read(), before, strict=True)
        ]


def tell(title, first, turns, rows):
    """Print the medians of some turns for 1,000 rows, and the ratios to the first."""
    print(title)
    print(f"{'':28}{'seconds':>9}{'odoo CPU':>10}{'db CPU':>8}{'queries':>9}   ratios")
    medians = {
        name: [
            statistics.median(values) * 1000 / rows
            for values in zip(*lines, strict=True)
        ]
        for name, lines in turns.items()
    }
    for name, (seconds, odoo, server, queries) in medians.items():
        ratios = [
            f"{value / base:.2f}" if base else "-"
            for value, base in zip(medians[name], medians[first], strict=True)
        ]
        print(
            f"{name:28}{seconds:9.3f}{odoo:10.3f}{server:8.3f}{queries:9.1f}   "
            + " ".join(ratios),
            flush=True,
        )


# ----------------------------------------------------------------------
# Rows or lines
# ----------------------------------------------------------------------


def stage(env, data):
    """Return a run that is about to begin."""
    wizard = env["antcrm.import.wizard"].create(
        {
            "kind": "contact",
            "file_name": "bench.csv",
            "file_data": base64.b64encode(data),
            "share_mode": "me",
        }
    )
    wizard.action_next()
    wizard.action_next()
    wizard.action_review()
    run = wizard.import_id
    run.action_run()
    env.cr.commit()
    return run


def import_rows(env, run, is_recorded):
    """Import what is staged; return the :class:`Meter`, and the keys of the lines."""
    meter, keys = Meter(env.cr), []
    while run.state == "running":
        with meter():
            recorder = nullcontext()
            if is_recorded:
                change = env["antcrm.change"].sudo()
                change = change.create({"model": "res.partner", "summary": "bench"})
                part = change.part_ids.create(
                    {"change_id": change.id, "record_ids": [0]}
                )
                keys.append(part._get_batch_key())
                recorder = part._recording()
            with recorder:
                run.run_chunk()
            env.cr.commit()
        env.invalidate_all()
    assert run.created_count == run.row_count, run.summary_html
    return meter, keys


def get_sizes(env, run, keys):
    """Return how many lines there are, and how many bytes the lines and the rows of the
    import keep."""
    env.cr.execute(
        "SELECT count(*), COALESCE(sum(pg_column_size(line.*)), 0) "
        "FROM antcrm_journal_line line WHERE batch = ANY(%s)",
        [keys],
    )
    lines, line_bytes = env.cr.fetchone()
    env.cr.execute(
        "SELECT sum(COALESCE(pg_column_size(previous), 0) "
        "+ COALESCE(pg_column_size(written), 0) + COALESCE(pg_column_size(made), 0)) "
        "FROM antcrm_import_row WHERE import_id = %s",
        [run.id],
    )
    return lines, line_bytes, env.cr.fetchone()[0]


def compare_journals(env, rows, turns):
    found = defaultdict(list)
    names = ("rows, as today", "rows, and lines beside")
    # the first one warms up, and is not counted
    for turn in range(-1, turns):
        for is_recorded, name in enumerate(names):
            size = 50 if turn < 0 else rows
            number = 2 * turn + is_recorded + 2
            _header, data = import_against_host.make_file(number, size, False, False)
            run = stage(env, data)
            meter, keys = import_rows(env, run, is_recorded)
            if turn >= 0:
                found[name].append(meter.total)
    tell(
        f"Import of {rows} flat contacts, for each 1,000 of them", names[0], found, rows
    )
    lines, line_bytes, row_bytes = get_sizes(env, run, keys)
    print(
        f"kept for 1,000 contacts: {lines * 1000 / rows:.0f} lines, "
        f"{line_bytes / rows:.0f} kB; in rows {row_bytes / rows:.0f} kB"
    )


# ----------------------------------------------------------------------
# Replay or create
# ----------------------------------------------------------------------


def create_plainly(intake, kind, entries, options):
    """Create the customers of entries as a form does, for all of them at once."""
    common = intake._prepare_common_values(kind, options)
    vals_list = [
        {
            **common,
            **entry.values,
            "type": "contact",
            "is_company": False,
            **{
                f"{point_kind}_ids": [
                    Command.create({"value": value, "sequence": 10 + position})
                    for position, value in enumerate(entry.points[point_kind].values())
                ]
                for point_kind in ("phone", "email")
            },
        }
        for entry in entries
    ]
    # superuser, as the replay: the share is nobody's to write
    Model = intake.env["res.partner"].sudo().with_context(**SILENT)
    records = Model.create(vals_list)
    for entry, record in zip(entries, records, strict=True):
        entry.record = record.with_env(intake.env)


def make_contacts(env, number, plainly):
    """Let the intake make a batch of contacts in one of the two ways; return the
    :class:`Meter`."""
    meter = Meter(env.cr)
    Intake = env.registry["antcrm.intake"]
    replay = Intake._create_customers

    def create(self, kind, entries, options):
        self.env.flush_all()
        with meter():
            (create_plainly if plainly else replay)(self, kind, entries, options)
            self.env.flush_all()

    candidates = [
        {
            "name": f"First{at} Last{number}",
            "emails": [f"replay{number}.{at}@example.com"],
            "phones": [f"+8491{number:02}{at:05}"],
            "street": f"{at} Main Street",
            "city": f"City {at % 100}",
        }
        for at in range(BATCH)
    ]
    # asked and counted in a transaction of its own
    env["antcrm.budget"].sudo().search([]).unlink()
    env.cr.commit()
    with patch.object(Intake, "_create_customers", create):
        outcomes = env["antcrm.intake"].apply(
            "contact", candidates, {"share_mode": "me"}
        )
    assert {outcome["action"] for outcome in outcomes} == {"created"}
    ids = [outcome["record"]["id"] for outcome in outcomes]
    points = env["antcrm.contact.point"].sudo().search([("partner_id", "in", ids)])
    assert len(points) == 2 * BATCH
    assert all(points.mapped("exclusive")), "both ways make the same"
    env.cr.commit()
    env.invalidate_all()
    return meter


def compare_ways(env, turns):
    found = defaultdict(list)
    names = ("replay, as today", "plain create")
    for turn in range(-1, turns):
        for plainly, name in enumerate(names):
            meter = make_contacts(env, 2 * turn + plainly + 2, plainly)
            if turn >= 0:
                found[name].append(meter.total)
    tell("1,000 contacts made", names[0], found, BATCH)


def main():
    rows, turns, existing = (
        int(value) if value else default
        for value, default in zip(
            (*sys.argv[1:4], "", "", "")[:3], (10_000, 3, 100_000), strict=True
        )
    )
    with database("journal") as name, environment(name) as env:
        import_against_host.fill(env, existing)
        env = make_importer(env)
        # the numbers of a file have room for ten of them
        compare_journals(env, rows, min(turns, 4))
        compare_ways(env, 2 * turns + 1)


if __name__ == "__main__":
    main()

"""Import 10,000 contacts with Vietnamese addresses, with and without the addon.

A whole import, from the file to the last row, by turns in two databases: one has all
addons, from the other that of Vietnam was uninstalled. Each address is another one,
written as people write them. ``./setup/bench vietnam_import [ROWS] [ROUNDS]``.
"""

import csv
import io
import random
import statistics
import sys
import time

from common import database, environment
from import_against_host import run_ours
from import_customers import make_importer
from vietnam_places import SEED, load_places, read_units, write_address

ADDON = "antcrm_l10n_vn"
COLUMNS = ("Name", "Phone", "Email", "Address")


def make_file(number, rows):
    rng = random.Random(SEED + number)
    wards = read_units(load_places().UNITS)
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(COLUMNS)
    for at in range(rows):
        writer.writerow(
            (
                f"Nguyễn Văn {chr(65 + at % 26)}{at}",
                f"+84 9{number}{1_000_000 + at}",
                f"customer{number}.{at}@example.com",
                write_address(rng, *rng.choice(wards)[:3])[0],
            )
        )
    return stream.getvalue().encode()


def prepare(name, with_addon):
    with environment(name) as env:
        env.company.country_id = env.ref("base.vn")
        env.cr.commit()
        if not with_addon:
            module = env["ir.module.module"].search([("name", "=", ADDON)])
            module.button_immediate_uninstall()
    with environment(name) as env:
        assert ("antcrm.ward" in env) is with_addon
        user_id = make_importer(env).uid
        make_import(name, user_id, 0, 50)  # to warm up
        return user_id


def make_import(name, user_id, number, rows):
    """Return the seconds of the review and of the run."""
    with environment(name) as env:
        env = env(user=user_id, context={"lang": "en_US", "tz": "UTC"})
        data = make_file(number, rows)
        start = time.process_time()
        reviewed, seconds, _queries, _run = run_ours(env, "contact", data)
        return reviewed, seconds, time.process_time() - start


def main():
    sizes = [int(text) for text in sys.argv[1:]]
    rows, rounds = [*sizes, *(10_000, 3)[len(sizes) :]]
    with database("vietnam-with") as has, database("vietnam-without") as lacks:
        users = {name: prepare(name, name == has) for name in (has, lacks)}
        ratios = []
        for number in range(1, rounds + 1):
            # by turns, and the first one by turns as well
            names = (has, lacks) if number % 2 else (lacks, has)
            times = {n: make_import(n, users[n], number, rows) for n in names}
            ratios.append(sum(times[has][:2]) / sum(times[lacks][:2]))
            for title, name in (("with", has), ("without", lacks)):
                reviewed, seconds, cpu = times[name]
                print(
                    f"{rows} rows {title:8}: reviewed in {reviewed:.1f} s, imported in "
                    f"{seconds:.1f} s, {cpu:.1f} s of a processor"
                )
            print(f"{ratios[-1]:.2f} times", flush=True)
        print(f"median: {statistics.median(ratios):.2f} times")


if __name__ == "__main__":
    main()

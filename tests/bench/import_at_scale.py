"""Imports into a big database: review, look-up of duplicates, time per row, memory.

``./setup/bench import_at_scale [EXISTING CONTACTS] [ROWS] [ROWS OF THE BIG FILE]``.
"""

import resource
import sys
import time

from common import database, environment, measure
from import_against_host import fill, make_file, run_ours
from import_customers import make_importer


def peak():
    """Return the megabytes that this process has had at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def look_up(env, rows):
    """Return the seconds of the look-up of phones and e-mails, half of them known."""
    keys = set()
    for at in range(rows):
        keys.add(("email", f"old{1 + at * 7}@example.org"))
        keys.add(("phone", f"+8490{at:07}"))
    return measure(lambda: env["antcrm.intake"]._find_by_points("contact", keys))


def main():
    sizes = [int(text) for text in sys.argv[1:]]
    existing, rows, many = [*sizes, *(1_000_000, 10_000, 100_000)[len(sizes) :]]
    with database("import-scale") as name, environment(name) as env:
        start = time.perf_counter()
        fill(env, existing, ("res_partner",))
        print(f"{existing} contacts made in {time.perf_counter() - start:.0f} s")
        env = make_importer(env)
        run_ours(env, "contact", make_file(8, 50, True, True)[1])  # to warm up
        print(
            f"look-up of {rows} rows among them: {look_up(env, rows) * 1000:.0f} ms",
            flush=True,
        )
        first = None
        for number, count in enumerate((rows, many)):
            _header, data = make_file(number, count, True, False)
            reviewed, seconds, queries, _run = run_ours(env, "contact", data)
            first = first or seconds / count
            print(
                f"{count:7} rows: read, mapped and reviewed in {reviewed:.1f} s, "
                f"imported in {seconds:.1f} s = {seconds / count * 1000:.2f} ms a row "
                f"({seconds / count / first:.2f} x), {queries:.0f} queries per 1000, "
                f"{peak():.0f} MB at most",
                flush=True,
            )


if __name__ == "__main__":
    main()

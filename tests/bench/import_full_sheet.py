"""Import a full sheet: a million rows, uploaded, reviewed and imported by workers that
are killed on the way; once somebody stops it, and goes on.
``./setup/bench import_full_sheet [ROWS] [KILLS] [--xlsx]``, the last one for a
spreadsheet of ten columns in place of a CSV file.

Each step is a process of its own, as it would be in a server, and says how much memory
it had at most. At the end no row is missing and none is there twice.
"""

import argparse
import base64
import multiprocessing
import os
import random
import resource
import signal
import tempfile
import time
from pathlib import Path

import xlsxwriter
from common import database, environment
from import_against_host import make_file
from import_customers import make_importer

from odoo.service.model import retrying

PATIENCE = 60  # seconds that a worker has at least before it is killed
STOPPED = ("draft", "cancelled")


def start_process(step, *args):
    """Start a step in a process of its own and return that and its results."""
    context = multiprocessing.get_context("spawn")
    results = context.SimpleQueue()
    process = context.Process(target=run_step, args=(results, step, args))
    process.start()
    return process, results


def finish_process(process, results):
    """Return what a step returned, its seconds and its megabytes; ``None`` when it was
    killed."""
    process.join()
    return None if results.empty() else results.get()


def in_process(step, *args):
    return finish_process(*start_process(step, *args))


def run_step(results, step, args):
    start = time.perf_counter()
    result = step(*args)
    # or of the process that reads a spreadsheet
    memory = max(
        resource.getrusage(who).ru_maxrss / 1024
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    seconds = time.perf_counter() - start
    results.put((result, seconds, memory))


def write_file(path, rows, is_xlsx):
    header, data = make_file(8, rows, True, False)
    if not is_xlsx:
        Path(path).write_bytes(data)
        return
    lines = iter(data.decode().split("\n"))
    next(lines)
    with xlsxwriter.Workbook(
        path, {"constant_memory": True, "strings_to_urls": False}
    ) as workbook:
        sheet = workbook.add_worksheet("Customers")
        sheet.write_row(0, 0, [*header, "Job", "Website", "Notes"])
        for at, line in enumerate(lines):
            more = ["Buyer", f"https://{at}.example.com", f"Met at stand {at % 1000}"]
            sheet.write_row(at + 1, 0, [*line.split(","), *more])


def upload(name, path):
    with environment(name) as env:
        env = make_importer(env)
        wizard = env["antcrm.import.wizard"].create(
            {
                "kind": "contact",
                "file_name": Path(path).name,
                "file_data": base64.b64encode(Path(path).read_bytes()),
                "share_mode": "me",
            }
        )
        return wizard.id, env.uid


def as_user(env, uid):
    return env(user=uid, context={"lang": "en_US", "tz": "UTC"})


def stage(name, wizard_id, uid):
    with environment(name) as env:
        wizard = as_user(env, uid)["antcrm.import.wizard"].browse(wizard_id)
        wizard.action_next()
        env.cr.commit()
        wizard.action_next()
        wizard.action_review()
        return wizard.import_id.id


def start_run(name, run_id, uid):
    with environment(name) as env:
        run = as_user(env, uid)["antcrm.import"].browse(run_id)
        start = time.perf_counter()
        run.get_customers(0, 80)
        page = time.perf_counter() - start
        run.action_run()
        return page


def work(name, run_id, seconds):
    """Take chunks; after so many seconds, die in the middle of one."""
    if seconds:
        # as a server that is killed
        signal.signal(signal.SIGALRM, lambda *_args: os.kill(os.getpid(), 9))
        signal.setitimer(signal.ITIMER_REAL, seconds)
    with environment(name) as env:
        run = env["antcrm.import"].browse(run_id)
        while run._is_under_way():
            run._import_chunk(run._get_chunk_size())
            env.invalidate_all()
        return run.state


def press(name, run_id, uid, button):
    """Press a button of the page of the run."""
    with environment(name) as env:
        run = as_user(env, uid)["antcrm.import"].browse(run_id)
        retrying(getattr(run, button), run.env)
        return run.state


def check(name, run_id, rows):
    with environment(name) as env:
        run = env["antcrm.import"].browse(run_id)
        assert (run.state, run.created_count) == ("done", rows), run.summary_html
        env.cr.execute(
            "SELECT count(*), count(DISTINCT email) FROM res_partner "
            "WHERE email LIKE 'bench8.%'"
        )
        assert env.cr.fetchone() == (rows, rows)
        return True


def work_through(title, name, run_id, uid, rows, kills):
    """Have workers do what is under way, some of which are killed. While the first one
    works, the user stops it, and goes on."""
    start, killed, stopped, memory = time.perf_counter(), 0, 0, 0
    is_to_be_stopped = bool(kills)
    while True:
        patience = PATIENCE * random.uniform(1, 2) if killed < kills else 0
        if is_to_be_stopped:
            worker = start_process(work, name, run_id, 0)
            worker[0].join(patience)
            in_process(press, name, run_id, uid, "action_stop")
            is_to_be_stopped = False
        else:
            worker = start_process(work, name, run_id, patience)
        done = finish_process(*worker)
        past = time.perf_counter() - start
        if not done:
            killed += 1
            print(f"killed after {past:.0f} s", flush=True)
            continue
        memory = max(memory, done[2])
        if done[0] not in STOPPED:
            break
        stopped += 1
        print(f"stopped after {past:.0f} s", flush=True)
        button = "action_plan" if done[0] == "draft" else "action_resume"
        in_process(press, name, run_id, uid, button)
    seconds = time.perf_counter() - start
    print(
        f"{title} in {seconds:.0f} s = {seconds / rows * 1000:.2f} ms a row, "
        f"killed {killed} times, stopped {stopped} times, {memory:.0f} MB",
        flush=True,
    )
    return seconds, memory


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("rows", type=int, nargs="?", default=1_000_000)
    parser.add_argument("kills", type=int, nargs="?", default=4)
    parser.add_argument("--xlsx", action="store_true")
    options = parser.parse_args()
    rows, kills = options.rows, options.kills
    with (
        database("full-sheet") as name,
        tempfile.TemporaryDirectory() as folder,
    ):
        path = str(Path(folder, "full.xlsx" if options.xlsx else "full.csv"))
        in_process(write_file, path, rows, options.xlsx)
        # what making the file took is none of ours
        (ids, seconds, memory) = in_process(upload, name, path)
        megabytes = Path(path).stat().st_size / 1024**2
        print(
            f"{rows} rows, {megabytes:.0f} MB, uploaded in {seconds:.0f} s, "
            f"{memory:.0f} MB",
            flush=True,
        )
        most, total = memory, seconds
        (run_id, seconds, memory) = in_process(stage, name, *ids)
        print(f"read and mapped in {seconds:.0f} s, {memory:.0f} MB", flush=True)
        most, total = max(most, memory), total + seconds
        uid = ids[1]
        seconds, memory = work_through("reviewed", name, run_id, uid, rows, kills)
        most, total = max(most, memory), total + seconds
        page, _seconds, _memory = in_process(start_run, name, run_id, uid)
        print(f"first page of the table in {page:.2f} s", flush=True)
        seconds, memory = work_through("imported", name, run_id, uid, rows, kills)
        most, total = max(most, memory), total + seconds
        assert in_process(check, name, run_id, rows)
        print(f"{total / 60:.1f} min in all, {most:.0f} MB at most")
        print("nothing is lost or doubled")


if __name__ == "__main__":
    main()

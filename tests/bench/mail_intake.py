"""Mails of new senders with and without a mail intake, and hostile bodies.

Run with ``./setup/bench mail_intake [NUMBER]``. The host makes a lead of each mail to
an alias of leads; the intake makes a lead of each mail to its address, both in one run
and by turns, 500 each if no number is given. The hostile mails are those that make
careless parsers slow; the limit is half a second each.
"""

import statistics
import sys
import time
from email.message import EmailMessage

from common import database, environment, report

MAILS = int(sys.argv[1]) if len(sys.argv) > 1 else 500
TEXT = "Hello,\n\nplease send me a price list.\n\nBest regards\nIda\n"
SLICE = 25


def make_mail(address, number, to):
    message = EmailMessage()
    message["From"] = f"Ida {number} <{address}>"
    message["To"] = to
    message["Subject"] = f"Price list {number}"
    message["Message-Id"] = f"<{address}.{to}>"
    message.set_content(TEXT)
    message.add_alternative(f"<p>{TEXT}</p>", subtype="html")
    return message.as_bytes()


def set_up(env):
    domain = env["mail.alias.domain"].create({"name": "company.example"})
    env["mail.alias"].create(
        {
            "alias_name": "host",
            "alias_domain_id": domain.id,
            "alias_model_id": env["ir.model"]._get_id("crm.lead"),
            "alias_defaults": "{'type': 'lead'}",
        }
    )
    env["antcrm.mail.intake"].create(
        {
            "name": "Bench",
            "alias_name": "intake",
            "alias_domain_id": domain.id,
            "kind": "lead",
        }
    )
    env.cr.commit()


def receive(env, local, start, count):
    """Process some mails, each in a transaction; return the seconds of each."""
    seconds = []
    for number in range(start, start + count):
        address = f"{local}{number}@customer{number}.example"
        raw = make_mail(address, number, f"{local}@company.example")
        env.invalidate_all()
        begin = time.perf_counter()
        env["mail.thread"].message_process(None, raw)
        env.cr.commit()
        seconds.append(time.perf_counter() - begin)
    return seconds


def compare(env):
    times = {"host": [], "intake": []}
    for local in times:
        receive(env, local, 1_000_000, 10)  # to warm up
    for start in range(0, MAILS, SLICE):
        for local in times:
            times[local] += receive(env, local, start, min(SLICE, MAILS - start))
    medians = {local: statistics.median(seconds) for local, seconds in times.items()}
    report(medians, f"{MAILS} mails of new senders, median per mail")
    ratio = sum(times["intake"]) / sum(times["host"])
    print(f"all mails: {ratio:.2f} x the host's time")


def hostile():
    from odoo.addons.antcrm_mail_intake.tests.test_forwarded import HOSTILE
    from odoo.addons.antcrm_mail_intake.tools.forwarded import parse_forwarded

    worst = {}
    for case, text in HOSTILE.items():
        for arguments in ((text, ""), ("", text)):
            start = time.perf_counter()
            parse_forwarded("Fwd: x", *arguments)
            worst[case] = max(worst.get(case, 0), time.perf_counter() - start)
    case, seconds = max(worst.items(), key=lambda item: item[1])
    print(f"hostile bodies: the slowest, {case}, takes {seconds * 1000:.0f} ms")


def many_parts(env):
    """A mail of a thousand parts, through the whole gateway."""
    part = b"--x\r\nContent-Type: text/plain\r\n\r\nHello\r\n"
    head = (
        b"Content-Type: multipart/mixed; boundary=x\r\nTo: intake@company.example\r\n"
    )
    seconds = []
    for number in range(5):
        sender = b"From: many%d@x.example\r\nMessage-Id: <many%d@x>\r\n"
        raw = sender % (number, number) + head + b"\r\n" + part * 1000 + b"--x--"
        start = time.perf_counter()
        env["mail.thread"].message_process(None, raw)
        env.cr.commit()
        seconds.append(time.perf_counter() - start)
    median = statistics.median(seconds)
    print(f"1,000 parts: {median * 1000:.0f} ms through the whole gateway")


def main():
    with database("mail") as name, environment(name) as env:
        hostile()
        set_up(env)
        many_parts(env)
        compare(env)


main()

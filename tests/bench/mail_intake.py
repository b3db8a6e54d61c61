"""Mails of new and known senders with and without a mail intake, and hostile bodies.

Run with ``./setup/bench mail_intake [NUMBER]``. The host makes a lead of each mail to
an alias of leads; the intake makes a lead of each mail to its address, both in one run
and by turns, 500 each if no number is given; then of people who are contacts already.
A body of 5 MB must take less than five seconds. The hostile mails are those that make
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


def make_address(local, number):
    return f"{local}{number}@customer{number}.example"


def receive(env, local, start, count):
    """Process some mails, each in a transaction; return the seconds of each."""
    seconds = []
    for number in range(start, start + count):
        address = make_address(local, number)
        raw = make_mail(address, number, f"{local}@company.example")
        env.invalidate_all()
        begin = time.perf_counter()
        env["mail.thread"].message_process(None, raw)
        env.cr.commit()
        seconds.append(time.perf_counter() - begin)
    return seconds


def make_contacts(env, start):
    """Make those who write contacts, so that they are known."""
    numbers = range(start, start + MAILS)
    for local in ("host", "intake"):
        env["res.partner"].create(
            [
                {"name": f"Ida {number}", "email": make_address(local, number)}
                for number in numbers
            ]
        )
    env.cr.commit()


def compare(env, what, first=0):
    times = {"host": [], "intake": []}
    for local in times:
        receive(env, local, first + 1_000_000, 10)  # to warm up
    for start in range(first, first + MAILS, SLICE):
        for local in times:
            count = min(SLICE, first + MAILS - start)
            times[local] += receive(env, local, start, count)
    medians = {local: statistics.median(seconds) for local, seconds in times.items()}
    report(medians, f"{MAILS} mails of {what} senders, median per mail")
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


def long_bodies(env):
    """A body of 5 MB, as text and as HTML, through the whole gateway; what the host
    takes to clean it, the intake cannot save."""
    line = "The quick brown fox jumps over 1 lazy dog, ida@customer.example said.\n"
    text = line * (5_000_000 // len(line))
    for local in ("host", "intake"):
        for subtype in ("plain", "html"):
            message = EmailMessage()
            message["From"] = f"Ida <{subtype}@{local}.customer.example>"
            message["To"] = f"{local}@company.example"
            message["Message-Id"] = f"<{subtype}@{local}.customer.example>"
            body = text
            if subtype == "html":
                body = f"<p>{text}</p>".replace("\n", "<br>\n")
            message.set_content(body, subtype=subtype)
            start, cpu = time.perf_counter(), time.process_time()
            env["mail.thread"].message_process(None, message.as_bytes())
            env.cr.commit()
            wall, cpu = time.perf_counter() - start, time.process_time() - cpu
            print(
                f"5 MB of text/{subtype} to the {local}: {wall:.1f} s, {cpu:.1f} s of "
                "a processor"
            )


def main():
    with database("mail") as name, environment(name) as env:
        hostile()
        set_up(env)
        many_parts(env)
        long_bodies(env)
        compare(env, "new")
        make_contacts(env, 10_000)
        compare(env, "known", 10_000)


main()

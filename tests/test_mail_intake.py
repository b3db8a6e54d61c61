"""From a mail program to the form of a customer: SMTP, pipe, gateway, browser."""

import smtplib
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from host import LOGS, ROOT, free_port
from playwright.sync_api import expect

GROUP = "antcrm_share.group_user"


@contextmanager
def mail_server(odoo_port, database, password="admin"):
    """A mail server that hands mails to Odoo, as that of setup/run does; its port."""
    port = str(free_port())
    program = [sys.executable, ROOT / "setup/lib/smtp.py", port]
    with (LOGS / "smtp-test.log").open("ab") as log:
        process = subprocess.Popen(
            [*program, str(odoo_port), database, "2", password],
            stdout=log,
            stderr=log,
        )
    deadline = time.monotonic() + 30
    while True:
        try:
            smtplib.SMTP("127.0.0.1", int(port), timeout=5).quit()
            break
        except OSError:
            assert process.poll() is None and time.monotonic() < deadline
            time.sleep(0.2)
    try:
        yield int(port)
    finally:
        process.terminate()
        process.wait()


@pytest.fixture(scope="module")
def mail_port(server):
    with mail_server(server.port, server.database) as port:
        yield port


@pytest.fixture(scope="module")
def intake(admin):
    """An address for contacts; its employee Emma forwards."""
    domain = admin.call(
        "mail.alias.domain", "create", [{"name": "mail.company.example"}]
    )[0]
    return admin.call(
        "antcrm.mail.intake",
        "create",
        [
            {
                "name": "Support",
                "alias_name": "support",
                "alias_domain_id": domain,
                "kind": "contact",
                "own_domains": "company.example",
            }
        ],
    )[0]


ADDRESS = "support@mail.company.example"
SENDER = "KhachHang A <khachhanga@gmail.example>"


def send(
    port, text="Hello", sender="KhachHang A <khachhanga@gmail.example>", **headers
):
    """Send a mail, with the address in the envelope alone."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = "support@company.example"
    message["Subject"] = headers.pop("subject", "Price list")
    message["Message-Id"] = f"<{time.monotonic_ns()}@test.example>"
    message.set_content(text)
    with smtplib.SMTP("127.0.0.1", port, timeout=60) as smtp:
        smtp.send_message(message, "bounces@fwd.example", [ADDRESS])


def find(admin, address):
    return admin.call("res.partner", "search", [("email_ids.normalized", "=", address)])


def test_from_a_mail_to_the_form(page, login, make_user, admin, intake, mail_port):
    send(mail_port, "Xin chào!")
    ids = find(admin, "khachhanga@gmail.example")
    assert len(ids) == 1
    make_user(GROUP, login="mail_sales")
    login(page, "mail_sales")
    page.goto(f"/odoo/action-antcrm_customers.res_partner_action_contact/{ids[0]}")
    page.wait_for_selector(".o_form_view")
    page.wait_for_selector(".o_breadcrumb .active:has-text('KhachHang A')")
    expect(page.locator("text=khachhanga@gmail.example").first).to_be_visible()
    page.wait_for_selector(".o-mail-Message:has-text('Xin chào!')")
    expect(page.locator(".o-mail-Message:has-text('Xin chào!')")).to_have_count(1)


def test_forwarded_by_hand(admin, intake, mail_port):
    send(
        mail_port,
        "See below.\n\n-----Original Message-----\nFrom: Ida <ida@customer.example>\n"
        "Sent: Monday\nTo: Emma\nSubject: Offer\n\nPlease call me.",
        sender="Emma <emma@company.example>",
        subject="FW: Offer",
    )
    assert len(find(admin, "ida@customer.example")) == 1
    assert not find(admin, "emma@company.example")


def test_two_mails_at_once(admin, intake, mail_port):
    """However they meet, two mails of a new sender make one customer."""
    for number in range(3):
        address = f"twin{number}@customer.example"
        threads = [
            threading.Thread(target=send, args=(mail_port,), kwargs={"sender": address})
            for _ in range(2)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        ids = find(admin, address)
        assert len(ids) == 1
        domain = [("model", "=", "res.partner"), ("res_id", "in", ids)]
        domain.append(("message_type", "=", "email"))
        assert admin.call("mail.message", "search_count", domain) == 2


def test_review(page, login, admin, intake, mail_port):
    send(mail_port, sender="Shop <noreply@shop.example>", subject="Your order")
    login(page)
    page.goto("/odoo/action-antcrm_mail_intake.antcrm_mail_review_action")
    page.click(".o_data_row:has-text('Your order') [name=name]")
    page.wait_for_selector(".o_form_view")
    page.fill("[name=sender_name] input", "Olga Order")
    page.fill("[name=sender_email] input", "olga@customer.example")
    with page.expect_response("**/action_create_customer"):
        page.click("button[name=action_create_customer]")
    # what waits as well opens next
    [contact] = find(admin, "olga@customer.example")
    page.goto(f"/odoo/action-antcrm_customers.res_partner_action_contact/{contact}")
    page.wait_for_selector(".o_breadcrumb .active:has-text('Olga Order')")
    page.wait_for_selector(".o-mail-Message:has-text('Hello')")


def test_unknown_address_is_refused(intake, mail_port):
    message = "From: ida@customer.example\r\nSubject: x\r\n\r\nx"
    with smtplib.SMTP("127.0.0.1", mail_port, timeout=60) as smtp:
        with pytest.raises(smtplib.SMTPDataError) as caught:
            smtp.sendmail("a@b.example", ["nobody@elsewhere.example"], message)
    assert caught.value.smtp_code == 550


class Away(BaseHTTPRequestHandler):
    """What a proxy answers while Odoo restarts."""

    def do_POST(self):
        self.send_error(503)

    def log_message(self, *_arguments):
        pass


@pytest.mark.parametrize("what", ("odoo", "database", "password", "proxy"))
def test_later_while_odoo_is_away(server, intake, what):
    """Nobody loses a mail because Odoo cannot take it now."""
    proxy = HTTPServer(("127.0.0.1", 0), Away)
    threading.Thread(target=proxy.serve_forever, daemon=True).start()
    arguments = {
        "odoo": (free_port(), server.database),
        "database": (server.port, f"{server.database}_gone"),
        "password": (server.port, server.database, "wrong"),
        "proxy": (proxy.server_port, server.database),
    }[what]
    try:
        with mail_server(*arguments) as port:
            with pytest.raises(smtplib.SMTPDataError) as caught:
                send(port)
    finally:
        proxy.shutdown()
        proxy.server_close()
    assert caught.value.smtp_code == 451


def test_what_cannot_be_read_is_kept(admin, intake, mail_port):
    raw = f"From: {SENDER}\r\nTo: {ADDRESS}\r\nSubject: Ze\0ro\r\n\r\nHi"
    with smtplib.SMTP("127.0.0.1", mail_port, timeout=60) as smtp:
        smtp.sendmail("a@b.example", [ADDRESS], raw)
    domain = [("name", "=like", "Ze_ro"), ("reason", "=", "error")]
    assert admin.call("antcrm.mail.review", "search_count", domain) == 1

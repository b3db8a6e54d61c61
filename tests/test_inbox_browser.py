"""The people who work with mail: who connects a mailbox, who looks what came in, who
decides about doubtful mails, who takes over a signature."""

import tempfile
import time

import pytest
from browser import choose_menu, fits, serious_findings
from imap import Mailboxes, mail_server, make_mail
from playwright.sync_api import expect

USER = "antcrm_share.group_user"
ADMINISTRATOR = "antcrm_share.group_administrator"
BOX = "hello@shop.example"
MAILS = "/odoo/customer-mails"
REVIEWS = "/odoo/action-antcrm_mail_intake.antcrm_mail_review_action"
ADDRESSES = "/odoo/action-antcrm_mail_intake.antcrm_mail_intake_action"
DESKTOP = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
BULK = {"Precedence": "bulk"}
SIGNED = (
    "Hello,\n\nplease send me a price list.\n\nBest regards\nIda Doe\n"
    "Head of Purchasing\nFirm Ltd\nTel: +84 903 771 204\nwww.firm.example"
)


@pytest.fixture(scope="module")
def mailboxes():
    with tempfile.TemporaryDirectory() as root:
        mailboxes = Mailboxes(root)
        mailboxes.start()
        yield mailboxes
        mailboxes.stop()


@pytest.fixture(scope="module")
def intake(admin, mailboxes):
    """An address whose mails a mailbox of another domain gets."""
    intake = admin.call(
        "antcrm.mail.intake",
        "create",
        [
            {
                "name": "Sales",
                "alias_name": "sales-box",
                "kind": "contact",
                "arrival": "mailbox",
                "own_domains": "",
            }
        ],
    )[0]
    wizard = admin.call(
        "antcrm.mail.connect",
        "create",
        [
            {
                "intake_id": intake,
                "user": BOX,
                "password": "secret",
                "server": "127.0.0.1",
                "port": mailboxes.port,
                "is_ssl": False,
            }
        ],
    )
    admin.call("antcrm.mail.connect", "action_connect", wizard)
    return intake


def fetch(admin, intake):
    """Let the host fetch mail, as its scheduled action does."""
    domain = [("mail_intake_id", "=", intake)]
    for server in admin.call("fetchmail.server", "search", domain):
        admin.json2("fetchmail.server", "fetch_mail", [server])


def receive(admin, intake, mailboxes, *arguments, **options):
    mailboxes.deliver(BOX, make_mail(*arguments, to="anybody@else.example", **options))
    fetch(admin, intake)
    assert not mailboxes.unread(BOX)


def test_connect_a_mailbox(page, login, make_user, admin, mailboxes):
    """From Mail Addresses to the first customer, and the test that proves it."""
    make_user(ADMINISTRATOR, login="mail_administrator")
    login(page, "mail_administrator")
    page.goto(ADDRESSES)
    page.get_by_role("button", name="New").click()
    page.fill("[name=name] input", "Info")
    page.get_by_label("Fetched from a mailbox").check()
    page.click(".o_form_button_save")
    expect(page.get_by_text("Click “Connect a Mailbox”.")).to_be_visible()
    page.get_by_role("button", name="Connect a Mailbox").click()
    dialog = page.get_by_role("dialog")
    dialog.locator("[name=user] input").fill("info@firm.example")
    dialog.locator("[name=password] input").fill("wrong")
    server = dialog.locator("[name=server] input")
    expect(server).to_have_value("imap.firm.example")  # guessed
    server.fill("127.0.0.1")
    dialog.locator("[name=port] input").fill(str(mailboxes.port))
    dialog.get_by_label("Encrypted").uncheck()
    dialog.get_by_role("button", name="Connect").click()
    # what the server says is told
    problem = page.get_by_role("dialog").filter(has_text="Authentication")
    problem.get_by_role("button", name="Close").first.click()
    dialog.locator("[name=password] input").fill("secret")
    dialog.get_by_role("button", name="Connect").click()
    expect(page.locator("[name=mailbox]")).to_contain_text("info@firm.example")

    with mail_server(mailboxes) as port:
        values = {"name": "Out", "smtp_host": "127.0.0.1", "smtp_port": port}
        server = admin.call("ir.mail_server", "create", [{**values, "sequence": 1}])
        page.get_by_role("button", name="Send Me a Test").click()
        page.get_by_text("has not arrived yet").wait_for()
        deadline = time.monotonic() + 60
        while page.get_by_text("It works").count() == 0:
            assert time.monotonic() < deadline
            again = page.get_by_role("button", name="Look again")
            if again.count():
                again.first.click()
            page.wait_for_timeout(500)
        admin.call("ir.mail_server", "unlink", server)
    page.set_viewport_size(PHONE)
    page.reload()
    page.get_by_text("It works").wait_for()
    assert fits(page)
    mailboxes.deliver(
        "info@firm.example", make_mail("Hi", "Kim <kim@customer.example>", BOX)
    )
    [intake] = admin.call("antcrm.mail.intake", "search", [("name", "=", "Info")])
    fetch(admin, intake)
    domain = [("email_from", "=", "kim@customer.example")]
    assert admin.call("crm.lead", "search_count", domain) == 1


def test_mails_and_reviews(page, login, make_user, admin, intake, mailboxes):
    """With the keyboard: who came in, what is doubtful, the next one and the next."""
    waiting = admin.call("antcrm.mail.review", "search", [("state", "=", "open")])
    admin.call("antcrm.mail.review", "action_discard", waiting)
    receive(
        admin, intake, mailboxes, "Hi", "Iris <iris@customer.example>", subject="One"
    )
    for number in (1, 2, 3):
        receive(
            admin,
            intake,
            mailboxes,
            "Hello",
            f"News <news{number}@shop.example>",
            subject=f"News {number}",
            html='<p>See <a href="https://shop.example/x">our <b>offers</b></a> '
            "or ask eva@shop.example</p>",
            headers=BULK,
        )
    make_user(USER, login="mail_reader")
    login(page, "mail_reader", start=True)
    page.get_by_role("menuitem", name="Customers").first.click()
    choose_menu(page, "Ways In", "Received Mails")
    row = page.locator(".o_data_row", has_text="News 3")
    expect(row).to_contain_text("To review")
    expect(page.locator(".o_data_row", has_text="One")).to_contain_text("New customer")
    page.locator(".o_data_row", has_text="One").locator("[name=intake_subject]").click()
    expect(page.locator(".o_breadcrumb .active")).to_contain_text("Iris")
    page.set_viewport_size(PHONE)
    page.goto(MAILS)
    page.locator(".o_kanban_record", has_text="News 3").wait_for()
    assert fits(page)

    page.set_viewport_size(DESKTOP)
    page.goto(REVIEWS)
    page.locator(".o_data_row", has_text="News 3").locator("[name=name]").click()
    active = page.locator(".o_form_view [name=name]")
    expect(active).to_contain_text("News 3")
    link = page.locator("[name=body] a")
    expect(link).to_have_attribute("href", "https://shop.example/x")
    page.locator(".o_form_view").press("Alt+d")
    expect(active).to_contain_text("News 2")
    page.locator(".o_form_view").press("Alt+g")
    expect(active).to_contain_text("News 1")
    page.set_viewport_size(PHONE)
    page.reload()
    expect(active).to_contain_text("News 1")
    assert fits(page)
    page.set_viewport_size(DESKTOP)
    page.reload()
    page.get_by_role("button", name="eva@shop.example").click()
    expect(page.locator("[name=sender_email] input")).to_have_value("eva@shop.example")
    page.locator(".o_form_view").press("Alt+y")
    expect(page.locator(".o_breadcrumb .active")).to_contain_text("Eva")
    # what is ignored waits no more
    sender = "News <news2@shop.example>"
    receive(admin, intake, mailboxes, "Hi", sender, subject="News 4", headers=BULK)
    page.goto(MAILS)
    expect(page.locator(".o_data_row", has_text="News 4")).to_contain_text("Ignored")


def test_signature_offers(page, login, make_user, admin, intake, mailboxes):
    receive(admin, intake, mailboxes, SIGNED, "Ida Doe <ida.doe@firm.example>")
    domain = [("email_ids.normalized", "=", "ida.doe@firm.example")]
    [contact] = admin.call("res.partner", "search", domain)
    make_user(USER, login="mail_taker")
    login(page, "mail_taker")
    page.goto(f"/odoo/action-antcrm_customers.res_partner_action_contact/{contact}")
    offers = page.locator(".antcrm_mail_offers")
    expect(offers).to_contain_text("Head of Purchasing")
    assert not serious_findings(page, ".antcrm_mail_offers")
    page.get_by_role("button", name="Use Position Head of Purchasing").click()
    expect(offers).not_to_contain_text("Head of Purchasing")
    page.set_viewport_size(PHONE)
    page.reload()
    expect(offers).to_contain_text("+84 903 771 204")
    assert fits(page)
    offers.get_by_role("button", name="Use all").click()
    expect(offers).to_have_count(0)
    fields = ["function", "phone", "website", "parent_name"]
    [values] = admin.call("res.partner", "read", [contact], fields)
    assert values["function"] == "Head of Purchasing"
    assert values["phone"] == "+84 903 771 204"
    assert values["website"] == "http://www.firm.example"
    assert values["parent_name"] == "Firm Ltd"

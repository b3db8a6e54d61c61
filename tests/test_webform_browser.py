"""Visitors fill in a web form: on its own page, on pages of another origin, with a
keyboard, on a phone, without scripts."""

import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from browser import fits, serious_findings
from playwright.sync_api import expect

DESKTOP = {"width": 1280, "height": 800}
NARROW = {"width": 320, "height": 640}
PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Site</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>:root {{ --antcrm-form-accent: rgb(1, 60, 3); }}
input, label, button {{ color: rgb(255, 0, 255) !important; float: right; }}</style>
</head><body><h2>Our company</h2>{}</body></html>"""


class Site:
    """A web site of another origin, with pages as they come."""

    def __init__(self):
        self.pages = {}
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                page = site.pages.get(self.path.partition("?")[0])
                self.send_response(200 if page else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write((page or "").encode())

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://localhost:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def show(self, path, body):
        """Serve a page and return its address."""
        self.pages[path] = PAGE.format(body)
        return self.url + path

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture(scope="module")
def site():
    site = Site()
    yield site
    site.stop()


@pytest.fixture(scope="module")
def stranger():
    """A site that no form allows."""
    site = Site()
    yield site
    site.stop()


@pytest.fixture(scope="module")
def settings(admin, server):
    """Vietnamese is installed, and a person may be as fast as a test is."""
    (lang,) = admin.call(
        "res.lang",
        "search",
        [["code", "=", "vi_VN"]],
        context={"active_test": False},
    )
    wizard = admin.call("base.language.install", "create", {"lang_ids": [lang]})
    admin.call("base.language.install", "lang_install", [wizard])
    for name, value in (
        ("antcrm_webform.min_seconds", 0),
        ("antcrm_webform.address_limit", 1000),
        ("web.base.url", server.url),
        ("web.base.url.freeze", "True"),
    ):
        admin.call("ir.config_parameter", "set_param", name, str(value))


@pytest.fixture
def form(admin, site, settings, request):
    """A form that the site may show, with the snippets to do it."""
    (form_id,) = admin.call(
        "antcrm.webform",
        "create",
        [
            {
                "name": request.node.name,
                "title": "Write to us",
                "kind": "lead",
                "allowed_sites": site.url,
                "allow_plain_post": True,
                "consent_text": "<p>You may use what I write to answer me.</p>",
                "field_ids": [
                    [0, 0, {"name": name, "required": required, "sequence": number}]
                    for number, (name, required) in enumerate(
                        (
                            ("name", True),
                            ("emails", True),
                            ("phones", False),
                            ("country_id", False),
                            ("birthdate_date", False),
                            ("message", False),
                            ("call_back", False),
                            ("file", False),
                        )
                    )
                ],
            }
        ],
    )
    names = ["page_url", "iframe_snippet", "script_snippet", "html_snippet"]
    return admin.call("antcrm.webform", "read", [form_id], names)[0]


def find_lead(admin, email):
    """Wait until the lead is there; return what is known of it."""
    names = ["contact_name", "source_id", "medium_id", "campaign_id", "phone"]
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        found = admin.call(
            "crm.lead", "search_read", [["email_from", "=", email]], names
        )
        if found:
            (lead,) = found
            lead["history"] = "\n".join(
                message["body"]
                for message in admin.call(
                    "mail.message",
                    "search_read",
                    [["model", "=", "crm.lead"], ["res_id", "=", lead["id"]]],
                    ["body"],
                )
            )
            return lead
        time.sleep(0.2)
    raise AssertionError(f"no lead {email}")


def fill_in(scope, email, **more):
    """Fill in the form as a person does who reads its labels."""
    texts = {"Full Name": "Ann Lee", "Email": email, **more}
    for label, text in texts.items():
        scope.get_by_label(label).fill(text)
    scope.get_by_label("I agree").check()


def send(scope):
    scope.get_by_role("button", name="Send").click()


def get_style(locator, name):
    return locator.evaluate(f"element => getComputedStyle(element).{name}")


@pytest.fixture
def errors(page):
    """What goes wrong in the scripts of the page."""
    found = []
    page.on("pageerror", lambda error: found.append(str(error)))
    yield found
    assert not found


def test_page_without_scripts(browser, server, admin, form):
    context = browser.new_context(java_script_enabled=False, viewport=NARROW)
    page = context.new_page()
    page.goto(form["page_url"] + "?utm_source=Leaflet")
    page.get_by_label("Full Name").fill("No Script")
    page.get_by_label("Phone").fill("12")
    page.get_by_label("Message").fill("Hello\nthere")
    send(page)
    # what was typed is kept, and each field says what is wrong with it
    expect(page).to_have_title(re.compile("^Not sent"))
    expect(page.get_by_label("Full Name")).to_have_value("No Script")
    expect(page.get_by_label("Message")).to_have_value("Hello\nthere")
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("Email: Please fill in this field.")
    for label in ("Email", "I agree"):
        expect(page.get_by_label(label)).to_have_attribute("aria-invalid", "true")
    fill_in(page, "noscript@example.com", Phone="+84 912 000 001")
    page.get_by_label("File").set_input_files(
        {"name": "cv.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n"}
    )
    send(page)
    page.get_by_text("Thank you. We have got your message.").wait_for()
    assert not context.cookies()
    context.close()
    lead = find_lead(admin, "noscript@example.com")
    assert lead["contact_name"] == "Ann Lee"
    assert lead["source_id"][1] == "Leaflet"
    assert "there" in lead["history"] and "cv.pdf" in lead["history"]


def test_script_on_another_site(page, admin, site, form, errors):
    url = site.show("/script", form["script_snippet"])
    page.goto(f"{url}?utm_source=Fair&utm_medium=print&utm_campaign=Tet#top")
    page.get_by_label("Full Name").wait_for()
    button = page.get_by_role("button", name="Send")
    # variables of the site reach the form, its other styles do not
    assert get_style(button, "backgroundColor") == "rgb(1, 60, 3)"
    name = page.get_by_label("Full Name")
    assert get_style(name, "float") == "none"

    # with the keyboard alone
    name.focus()
    page.keyboard.type("Key Board")
    page.keyboard.press("Tab")
    page.keyboard.type("nobody")
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()
    summary = page.locator(".antcrm-form-summary")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Email: ")
    expect(summary).to_contain_text("I agree: ")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Email")).to_be_focused()
    expect(page.get_by_label("Email")).to_have_attribute("aria-invalid", "true")
    expect(name).to_have_value("Key Board")
    page.keyboard.press("Control+A")
    page.keyboard.type("script@example.com")
    page.get_by_label("I agree").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.get_by_text("Thank you. We have got your message.").wait_for()
    expect(page.locator(".antcrm-form-thanks")).to_be_focused()
    assert page.url.startswith(url)
    lead = find_lead(admin, "script@example.com")
    assert lead["contact_name"] == "Key Board"
    assert [lead[name][1] for name in ("source_id", "medium_id", "campaign_id")] == [
        "Fair",
        "print",
        "Tet",
    ]
    assert "/script?utm_source=Fair" in lead["history"]


def test_iframe_on_another_site(page, admin, site, form, errors):
    url = site.show("/iframe", form["iframe_snippet"])
    page.goto(f"{url}?utm_source=Partner")
    frame = page.frame_locator("iframe")
    frame.get_by_label("Full Name").wait_for()

    def heights():
        inner = next(f for f in page.frames if "embed=iframe" in f.url)
        return (
            page.evaluate("document.querySelector('iframe').clientHeight"),
            inner.evaluate("document.documentElement.scrollHeight"),
        )

    def wait_for_height():
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            outer, inner = heights()
            if abs(outer - inner) <= 2 and outer > 400:
                return outer
            time.sleep(0.05)
        raise AssertionError(f"the iframe has {outer} px, its page {inner}")

    before = wait_for_height()
    send(frame)
    frame.get_by_role("alert").wait_for()
    after = wait_for_height()
    assert after > before
    fill_in(frame, "iframe@example.com")
    send(frame)
    frame.get_by_text("Thank you. We have got your message.").wait_for()
    lead = find_lead(admin, "iframe@example.com")
    assert lead["source_id"][1] == "Partner"
    assert "/iframe?utm_source=Partner" in lead["history"]


def test_form_of_ones_own(page, admin, site, form):
    page.goto(site.show("/own", form["html_snippet"]))
    page.fill("input[name=name]", "Own Form")
    page.fill("input[name=emails]", "own@example")
    page.fill("input[name=phones]", "12")
    page.check("input[name=consent]")
    page.click("button")
    # errors come on our page, with what was typed
    page.get_by_role("alert").wait_for()
    expect(page.get_by_label("Full Name")).to_have_value("Own Form")
    page.get_by_label("Email").fill("own@example.com")
    send(page)
    page.get_by_text("Thank you. We have got your message.").wait_for()
    lead = find_lead(admin, "own@example.com")
    assert lead["contact_name"] == "Own Form"
    # a phone that nobody has to give is kept as it was written
    assert lead["phone"] == "12"
    assert "12 (not checked)" in lead["history"]


def test_site_that_is_not_allowed(page, admin, stranger, form):
    page.goto(stranger.show("/script", form["script_snippet"]))
    page.wait_for_load_state("networkidle")
    expect(page.get_by_label("Full Name")).to_have_count(0)
    page.goto(stranger.show("/iframe", form["iframe_snippet"]))
    page.wait_for_load_state("networkidle")
    expect(page.frame_locator("iframe").get_by_label("Full Name")).to_have_count(0)
    page.goto(stranger.show("/own", form["html_snippet"]))
    page.fill("input[name=name]", "Stranger")
    page.fill("input[name=emails]", "stranger@example.com")
    page.check("input[name=consent]")
    with page.expect_navigation() as navigation:
        page.click("button")
    assert navigation.value.status == 403
    counts = admin.call(
        "antcrm.webform", "search_read", [["id", "=", form["id"]]], ["refusals"]
    )
    assert counts[0]["refusals"] == "From another site: 1"


def test_goes_on_to_another_page(page, admin, site, form):
    target = site.show("/thanks", "<p>All is well</p>")
    admin.call("antcrm.webform", "write", [form["id"]], {"redirect_url": target})
    for number, snippet in enumerate(("script_snippet", "iframe_snippet", "page_url")):
        if snippet == "page_url":
            page.goto(form["page_url"])
        else:
            page.goto(site.show("/way", form[snippet]))
        scope = page.frame_locator("iframe") if "iframe" in snippet else page
        fill_in(scope, f"way{number}@example.com")
        send(scope)
        page.get_by_text("All is well").wait_for()
        assert page.url == target


@pytest.mark.parametrize("lang", ["en-US", "vi-VN"])
def test_everybody_can_use_it(browser, site, form, lang):
    """No serious finding of axe-core and no sideways scrolling, in both languages, on
    a narrow phone: blank, with errors, sent."""
    context = browser.new_context(locale=lang, viewport=NARROW)
    page = context.new_page()
    button = "Send" if lang == "en-US" else "Gửi"
    script_url = site.show("/script", form["script_snippet"])
    site.pages["/script"] = site.pages["/script"].replace(
        'lang="en"', f'lang="{lang[:2]}"'
    )
    for url in (form["page_url"], script_url):
        page.goto(url)
        page.locator(".antcrm-form").wait_for()
        assert fits(page), url
        assert not serious_findings(page), url
        page.get_by_role("button", name=button, exact=True).click()
        page.get_by_role("alert").wait_for()
        assert fits(page), url
        assert not serious_findings(page), url
        text = page.locator(".antcrm-form").inner_text()
        assert ("Please fill in" in text) == (lang == "en-US"), text
        page.locator("[name=name]").fill("Ann")
        page.locator("[name=emails]").fill(f"axe{len(url)}@example.com")
        page.locator("[name=consent]").check()
        page.get_by_role("button", name=button, exact=True).click()
        page.locator(".antcrm-form-thanks").wait_for()
        assert not serious_findings(page), url
    context.close()


def test_builder(page, login, admin, settings, make_user, errors):
    """An administrator makes a form, sees what it will look like, and copies how to
    use it."""
    user = make_user("antcrm_share.group_administrator", name="Web Master")
    page.set_viewport_size(DESKTOP)
    login(page, user.login)
    page.goto("/odoo/action-antcrm_webform.antcrm_webform_action")
    page.click(".o_list_button_add")
    page.locator("[name=name] input").first.fill("Trade fair")
    preview = page.frame_locator("iframe.o_antcrm_webform_preview")
    preview.get_by_label("Full Name").wait_for()
    page.locator("[name=title] input").fill("See you at the fair")
    page.keyboard.press("Tab")
    preview.get_by_text("See you at the fair").wait_for()
    page.get_by_role("tab", name="Publish").click()
    page.locator("[name=allowed_sites] textarea").fill("https://www.example.com")
    page.keyboard.press("Tab")
    page.click(".o_form_button_save")
    page.locator("[name=script_snippet]").get_by_text(".js").wait_for()
    (form,) = admin.call(
        "antcrm.webform", "search_read", [["name", "=", "Trade fair"]], ["page_url"]
    )
    expect(page.locator("[name=page_url]")).to_contain_text(form["page_url"])
    assert page.goto(form["page_url"]).ok
    page.get_by_text("See you at the fair").first.wait_for()

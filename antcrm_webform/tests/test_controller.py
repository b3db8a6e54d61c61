import ast
import json

from odoo.tests import tagged

from .common import WebformHttpCase
from .test_answers import PDF

ANN = {"name": "Ann Lee", "emails": "ann@example.com", "message": "Hello"}


@tagged("post_install", "-at_install")
class TestController(WebformHttpCase):
    """The pages and posts as a browser without scripts sees them."""

    def test_page(self):
        webform = self.make_form(title="Write & win", lang="en_US")
        response = self.open(webform)
        self.assertEqual(response.status_code, 200)
        self.assertIn("<title>Write &amp; win</title>", response.text)
        self.assertTrue(response.text.startswith("<!DOCTYPE html>"))
        # strangers get no session
        self.assertNotIn("session_id", response.headers.get("Set-Cookie", ""))
        policy = response.headers["Content-Security-Policy"]
        self.assertIn("frame-ancestors 'self';", policy)
        self.assertIn("script-src 'self';", policy)

    def test_unknown_and_archived_forms(self):
        webform = self.make_form()
        for url in ("/antcrm/form/nothing", "/antcrm/form/nothing.js"):
            self.assertEqual(self.url_open(url).status_code, 404)
        webform.write({"active": False, "title": "Write to us"})
        self.env.flush_all()
        page = self.open(webform)
        self.assertEqual(page.status_code, 410)
        self.assertIn("This form is closed.", page.text)
        self.assertIn("<h1>Write to us</h1>", page.text)
        self.assertNotIn("<input", page.text)
        response = self.url_open(
            self.url(webform), data=ANN, headers={"Origin": self.origin}
        )
        self.assertEqual((response.status_code, response.text), (410, page.text))
        # in a page of another site, and for a page that was open
        headers = {"Origin": self.origin, "Accept": "application/json"}
        response = self.open(webform, headers=headers, embed="script")
        self.assertIn("This form is closed.", response.json()["html"])
        response = self.url_open(self.url(webform), data=ANN, headers=headers)
        self.assertEqual(response.json(), {"errors": {"": "This form is closed."}})
        self.assertFalse(self.Submission.search([("webform_id", "=", webform.id)]))

    def test_sent(self):
        webform = self.make_form()
        response = self.send(webform, ANN)
        self.assertEqual(response.status_code, 303)
        self.assertNotIn("session_id", response.headers.get("Set-Cookie", ""))
        page = self.url_open(response.headers["Location"])
        self.assertIn("Thank you. We have got your message.", page.text)
        self.take_in()
        partner = self.find("ann@example.com")
        self.assertEqual(partner.name, "Ann Lee")
        self.assertIn("Hello", partner.message_ids[0].body)

    def test_all_kinds_of_fields(self):
        kind = self.env["antcrm.customer.kind"].search([("code", "=", "contact")])
        create = self.env["antcrm.custom.field"].create
        choice, choices, moment = create(
            [
                {
                    "label": "Size",
                    "type": "choice",
                    "kinds": [(4, kind.id)],
                    "choice_ids": [(0, 0, {"name": "Small"}), (0, 0, {"name": "Big"})],
                },
                {
                    "label": "Interests",
                    "type": "choices",
                    "kinds": [(4, kind.id)],
                    "choice_ids": [(0, 0, {"name": "Art"}), (0, 0, {"name": "Golf"})],
                },
                {"label": "Visit", "type": "datetime", "kinds": [(4, kind.id)]},
            ]
        )
        names = [definition.field_name for definition in (choice, choices, moment)]
        webform = self.make_form(
            (
                "firstname!",
                "lastname",
                "emails!",
                "birthdate_date",
                "gender",
                "country_id",
                "state_id",
                "industry_id",
                "parent_id",
                "comment",
                "website",
                {"name": "tags", "choices": "News, Offers"},
                *names,
            ),
            responsible_id=self.user_sales.id,
        )
        self.user_sales.tz = "Asia/Ho_Chi_Minh"
        industry = self.env["res.partner.industry"].search([], limit=1)
        response = self.send(
            webform,
            {
                "firstname": "Ba",
                "lastname": "Trần",
                "emails": "ba@example.com",
                "birthdate_date": "1990-05-17",
                "gender": "female",
                "country_id": "Vietnam",
                "state_id": "Hà Nội",
                "industry_id": industry.name,
                "parent_id": "Ba & Sons",
                "comment": "<img src=x onerror=alert(1)>",
                "website": "https://ba.example.com",
                "tags": ["News"],
                names[0]: choice.choice_ids[1].key,
                names[1]: ["Art", "Golf"],
                names[2]: "2027-01-02T10:30",
            },
        )
        self.assertEqual(response.status_code, 303, response.text)
        self.take_in()
        partner = self.find("ba@example.com")
        self.assertEqual(str(partner.birthdate_date), "1990-05-17")
        self.assertEqual(partner.gender, "female")
        self.assertEqual(partner.country_id.code, "VN")
        self.assertTrue(partner.state_id)
        self.assertEqual(partner.industry_id, industry)
        self.assertEqual(partner.parent_id.name, "Ba & Sons")
        self.assertEqual(partner.category_id.mapped("name"), ["News"])
        self.assertIn("&lt;img src=x", partner.comment)
        self.assertEqual(partner[names[0]], choice.choice_ids[1].key)
        self.assertEqual(partner[names[1]].mapped("name"), ["Art", "Golf"])
        self.assertEqual(str(partner[names[2]]), "2027-01-02 03:30:00")

    def test_errors_keep_what_was_typed(self):
        webform = self.make_form(
            ("name!", "emails!", "phones!", "gender", "birthdate_date!", "message")
        )
        response = self.send(
            webform,
            {
                "name": "",
                "emails": 'nobody"><b>',
                "phones": "12",
                "gender": "robot",
                "birthdate_date": "tomorrow",
                "message": "Xin chào </textarea><script>",
            },
        )
        self.assertEqual(response.status_code, 422)
        text = response.text
        self.assertIn("<title>Not sent:", text)
        self.assertIn('role="alert"', text)
        for name in ("name", "emails", "phones", "gender", "birthdate_date"):
            key = f"antcrm-form-test-form-{name}"
            self.assertIn(f'id="{key}-error"', text, name)
            self.assertIn(f'href="#{key}"', text, name)
        self.assertEqual(text.count('aria-invalid="true"'), 5)
        self.assertIn('value="nobody&#34;&gt;&lt;b&gt;"', text)
        self.assertIn(">Xin chào &lt;/textarea&gt;&lt;script&gt;</textarea>", text)
        self.assertFalse(self.Submission.search([("webform_id", "=", webform.id)]))

    def test_nobody_is_lost_over_an_optional_value(self):
        """What need not be there is kept as it was written, marked as not checked."""
        webform = self.make_form(
            ("name!", "emails!", "phones", "birthdate_date", "message")
        )
        response = self.send(
            webform,
            {
                "name": "Ida",
                "emails": "ida@example.com",
                "phones": "12",
                "birthdate_date": "tomorrow",
                "message": "Hello",
            },
        )
        self.assertEqual(response.status_code, 303)
        self.take_in()
        contact = self.find("ida@example.com")
        point = contact.phone_ids
        self.assertEqual((point.value, point.normalized), ("12", False))
        check = self.env.ref("antcrm_contact_point.antcrm_contact_point_action_check")
        self.assertIn(point, point.search(ast.literal_eval(check.domain)))
        history = " ".join(contact.message_ids.mapped("body"))
        self.assertIn("12 (not checked)", history)
        self.assertIn("tomorrow (not checked)", history)

    def test_number_of_a_visitor_is_read_with_the_country_of_his_language(self):
        self.env.company.country_id = self.env.ref("base.us")
        webform = self.make_form(("name!", "emails!", "phones!"))
        answers = {
            "name": "Ida",
            "emails": "ida@example.com",
            "phones": "0912 345 678",
        }
        self.assertEqual(self.send(webform, answers).status_code, 422)
        response = self.send(webform, answers, lang="vi")
        self.assertEqual(response.status_code, 303)
        webform.phone_country_id = self.env.ref("base.vn")
        self.env.flush_all()
        self.assertEqual(self.send(webform, answers).status_code, 303)
        self.take_in()
        self.assertEqual(self.find("ida@example.com").phone, "+84 912 345 678")

    def test_errors_in_the_language_of_the_visitor(self):
        webform = self.make_form(("name!", "emails!"))
        response = self.send(webform, {"name": "", "emails": ""}, lang="vi")
        self.assertIn('lang="vi-VN"', response.text)
        self.assertIn("Vui lòng điền", response.text)
        self.assertNotIn("Please", response.text)
        webform.lang = "en_US"
        self.env.flush_all()
        response = self.send(webform, {"name": "", "emails": ""}, lang="vi")
        self.assertIn("Please fill in", response.text)

    def test_form_without_a_name(self):
        webform = self.make_form(("emails!",), kind="lead")
        self.assertEqual(
            self.send(webform, {"emails": "x@example.com"}).status_code, 303
        )
        self.take_in()
        self.assertEqual(
            self.find("x@example.com", "crm.lead").contact_name, "x@example.com"
        )
        webform = self.make_form(("emails", "phones"), token="either")
        response = self.send(webform, {"emails": " "})
        self.assertEqual(response.status_code, 422)

    def test_answer_is_the_same_for_who_is_known(self):
        """Byte for byte: for a new customer, a known or hidden one, a colleague."""
        self.create_contact(email_ids=self.typed("known@example.com"))
        self.create_contact(
            user=self.user_colleague,
            share_mode="me",
            email_ids=self.typed("hidden@example.com"),
        )
        self.user_colleague.partner_id.email = "carl@example.com"
        webform = self.make_form()
        for kind in ("text/html", "application/json"):
            answers = set()
            for name in ("new", "known", "hidden", "carl"):
                response = self.send(
                    webform,
                    {**ANN, "emails": f"{name}@example.com"},
                    headers={"Accept": kind},
                )
                headers = {
                    key: value
                    for key, value in response.headers.items()
                    if key != "Date"
                }
                answers.add(
                    (response.status_code, response.content, json.dumps(headers))
                )
            self.assertEqual(len(answers), 1, answers)

    def test_nobody_is_looked_for_while_the_visitor_waits(self):
        """So the time of the answer tells nothing, either."""
        webform = self.make_form()
        find = type(self.env["antcrm.intake"])._find_by_points
        calls = []

        def spy(self, *args):
            calls.append(args)
            return find(self, *args)

        self.patch(type(self.env["antcrm.intake"]), "_find_by_points", spy)
        self.assertEqual(self.send(webform, ANN).status_code, 303)
        self.assertFalse(calls)
        self.take_in()
        self.assertTrue(calls)

    def test_redirect(self):
        webform = self.make_form(redirect_url="https://www.example.com/thanks?a=1")
        response = self.send(
            webform,
            {**ANN, "redirect_url": "https://evil.example", "redirect": "//evil"},
            redirect="https://evil.example",
        )
        self.assertEqual(
            response.headers["Location"], "https://www.example.com/thanks?a=1"
        )
        page = self.open(webform)
        self.assertIn(
            "form-action 'self' https://www.example.com",
            page.headers["Content-Security-Policy"],
        )
        # in an iframe, only the whole page goes there
        response = self.send(webform, ANN, embed="iframe")
        self.assertIn("thanks=1", response.headers["Location"])
        page = self.url_open(response.headers["Location"])
        self.assertIn('target="_top"', page.text)

    def test_campaign_of_the_page(self):
        webform = self.make_form(kind="lead")
        self.send(
            webform,
            ANN,
            utm_source="News\r\nletter",
            utm_campaign="Tet",
        )
        self.take_in()
        lead = self.find("ann@example.com", "crm.lead")
        self.assertEqual(lead.source_id.name, "News letter")
        self.assertEqual(lead.campaign_id.name, "Tet")

    def test_consent(self):
        webform = self.make_form(consent_text="<p>Our <b>terms</b></p>")
        self.assertIn("<b>terms</b>", self.open(webform).text)
        self.assertEqual(self.send(webform, ANN).status_code, 422)
        response = self.send(webform, {**ANN, "consent": "1", "consent_version": "9"})
        self.assertEqual(response.status_code, 422)
        self.assertIn("has changed", response.text)
        self.assertEqual(self.send(webform, {**ANN, "consent": "1"}).status_code, 303)
        self.take_in()
        consent = self.find("ann@example.com").consent_ids
        self.assertEqual(consent.version, 1)
        self.assertIn("<b>terms</b>", consent.text)

    def test_file(self):
        webform = self.make_form(
            (
                "name!",
                "emails",
                {"name": "file", "extensions": "pdf", "max_megabytes": 1},
            )
        )
        for name, content, error in (
            ("cv.exe", PDF, "not accepted"),
            ("cv.pdf", b"<svg onload=alert(1)>", "not accepted"),
            ("cv.pdf", PDF + b" " * 1024 * 1024, "too large"),
        ):
            response = self.send(webform, ANN, files={"file": (name, content)})
            self.assertEqual(response.status_code, 422)
            self.assertIn(error, response.text)
        response = self.send(webform, ANN, files={"file": ("../cv.pdf", PDF)})
        self.assertEqual(response.status_code, 303)
        # a file that no field asks for is not read
        other = self.make_form(token="other")
        self.send(
            other,
            {**ANN, "emails": "bo@example.com"},
            files={"file": ("cv.pdf", PDF), "utm_source": ("x.pdf", PDF)},
        )
        self.take_in()
        attachment = self.find("ann@example.com").message_ids[0].attachment_ids
        self.assertEqual(attachment.name, "cv.pdf")
        self.assertEqual(attachment.raw, PDF)
        self.assertFalse(self.find("bo@example.com").message_ids[0].attachment_ids)

    def test_rights_of_who_is_logged_in_do_not_count(self):
        """Neither more nor less than any stranger."""
        webform = self.make_form(share_mode="me", responsible_id=self.user_sales.id)
        self.authenticate("antcrm_internal", "antcrm_internal")
        self.assertEqual(self.send(webform, ANN).status_code, 303)
        self.take_in()
        partner = self.find("ann@example.com")
        self.assertEqual(partner.share_owner_id, self.user_sales)
        self.assertFalse(partner.with_user(self.user_internal).has_access("read"))

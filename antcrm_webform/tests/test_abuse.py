from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.antcrm_webform import TRAP
from .common import WebformHttpCase
from .test_controller import ANN

SITE = "https://www.example.com"


@tagged("post_install", "-at_install")
class TestAbuse(WebformHttpCase):
    def assertRefused(self, webform, response, status, reason):
        """Check that nothing is left of a post but a number."""
        self.assertEqual(response.status_code, status, response.text)
        self.env.invalidate_all()
        self.assertFalse(self.Submission.search([("webform_id", "=", webform.id)]))
        budgets = self.env["antcrm.budget"].search(
            [("kind", "=", "webform_refused"), ("key", "=like", f"{webform.id}/%")]
        )
        keys = [f"{webform.id}/{reason}"] if reason else []
        self.assertEqual(budgets.mapped("key"), keys)

    def test_trap(self):
        webform = self.make_form()
        response = self.send(webform, {**ANN, TRAP: "1"})
        self.assertRefused(webform, response, 422, "trap")
        # a person whose browser filled it in keeps what was typed
        self.assertIn('value="Ann Lee"', response.text)
        self.assertEqual(webform.refused_count, 1)

    def test_too_fast(self):
        webform = self.make_form()
        response = self.send(webform, ANN, seconds=0)
        self.assertRefused(webform, response, 422, "fast")
        self.assertIn('value="Ann Lee"', response.text)
        # the page that comes back remembers when it was opened
        with self.at(10):
            response = self.url_open(
                self.url(webform),
                data={**self.hidden(response.text), **ANN},
                headers={"Origin": self.origin},
                allow_redirects=False,
            )
        self.assertEqual(response.status_code, 303)

    def test_forged_stamps(self):
        webform = self.make_form()
        other = self.make_form(token="other")
        stamp = self.hidden(self.open(other).text)["stamp"]
        moment, signature = stamp.split(".")
        for forged in (
            "",
            "1",
            "1.1",
            stamp,  # of another form
            f"{int(moment) - 100}.{signature}",
            "²." + signature,
            f"{moment}.é",
        ):
            with self.at(10):
                response = self.url_open(
                    self.url(webform),
                    data={**ANN, "stamp": forged},
                    headers={"Origin": self.origin},
                )
            self.assertRefused(webform, response, 422, "fast")

    def test_page_was_open_for_long(self):
        webform = self.make_form()
        response = self.send(webform, ANN, seconds=100_000)
        self.assertRefused(webform, response, 422, None)
        self.assertIn('value="Ann Lee"', response.text)

    def test_other_origins(self):
        webform = self.make_form(allowed_sites=f"{SITE}/contact")
        for origin in (
            "https://evil.example",
            "null",
            "https://www.example.com.evil.example",
            "http://www.example.com",
            "https://www.example.com:8443",
            f"{SITE}@evil.example",
        ):
            response = self.send(webform, ANN, headers={"Origin": origin})
            self.assertRefused(webform, response, 403, "origin")
            self.assertNotIn("Access-Control-Allow-Origin", response.headers)
            response = self.open(webform, {"Origin": origin}, embed="script")
            self.assertEqual(response.status_code, 403)
            response = self.url_open(
                self.url(webform) + ".js", headers={"Referer": f"{origin}/page"}
            )
            self.assertEqual(response.status_code, 403)
        response = self.send(webform, ANN, headers={"Origin": SITE})
        self.assertEqual(response.status_code, 303)
        self.assertEqual(response.headers["Access-Control-Allow-Origin"], SITE)
        response = self.open(webform, {"Origin": SITE}, embed="script")
        self.assertIn("antcrm-form", response.json()["html"])
        self.assertIn(
            f"frame-ancestors 'self' {SITE};",
            response.headers["Content-Security-Policy"],
        )

    def test_preflight(self):
        """What a browser asks beforehand; nothing is counted and nothing taken in."""
        webform = self.make_form(allowed_sites=SITE)
        for origin, status in ((SITE, 204), ("https://evil.example", 403)):
            response = self.url_open(
                self.url(webform), headers={"Origin": origin}, method="OPTIONS"
            )
            self.assertEqual(response.status_code, status)
            self.assertEqual(response.text, "")
        self.assertEqual(webform.refused_count, 0)

    def test_plain_post(self):
        webform = self.make_form(allowed_sites=SITE)

        def post(origin, **headers):
            return self.url_open(
                self.url(webform),
                data=ANN,
                headers={**({"Origin": origin} if origin else {}), **headers},
                allow_redirects=False,
            )

        self.assertRefused(webform, post(SITE), 422, "fast")
        webform.allow_plain_post = True
        self.env.flush_all()
        # our own page always has a stamp
        self.assertEqual(post(self.origin).status_code, 422)
        self.assertEqual(post(None).status_code, 403)
        self.assertEqual(post(None, Referer="https://evil.example/").status_code, 403)
        self.assertEqual(post(SITE).status_code, 303)
        self.assertEqual(post(None, Referer=f"{SITE}/contact").status_code, 303)

    def test_limit_of_an_address(self):
        self.env["ir.config_parameter"].set_param("antcrm_webform.address_limit", 3)
        webform = self.make_form()
        statuses = [self.send(webform, ANN).status_code for _number in range(3)]
        self.assertEqual(statuses, [303] * 3)
        response = self.send(webform, ANN)
        self.assertEqual(response.status_code, 429)
        self.assertIn(int(response.headers["Retry-After"]), range(1, 602))
        self.assertIn('value="Ann Lee"', response.text)
        # what a proxy says counts only where the host trusts proxies
        response = self.send(webform, ANN, headers={"X-Forwarded-For": "10.1.1.1"})
        self.assertEqual(response.status_code, 429)
        self.assertEqual(webform.refused_count, 2)
        # another form is another matter
        self.assertEqual(self.send(self.make_form(token="other"), ANN).status_code, 303)
        budgets = self.env["antcrm.budget"].search([("kind", "=", "webform_address")])
        self.assertTrue(budgets)
        self.assertNotIn("127.0.0.1", "".join(budgets.mapped("key")))

    def test_limit_of_a_form(self):
        self.env["ir.config_parameter"].set_param("antcrm_webform.form_limit", 1)
        webform = self.make_form()
        self.assertEqual(self.send(webform, ANN).status_code, 303)
        response = self.send(webform, ANN, headers={"Accept": "application/json"})
        self.assertEqual(response.status_code, 429)
        self.assertIn("later", response.json()["errors"][""])

    def test_one_address_does_not_use_up_the_form(self):
        self.env["ir.config_parameter"].set_param("antcrm_webform.address_limit", 1)
        webform = self.make_form()
        for _number in range(5):
            self.send(webform, ANN)
        budget = self.env["antcrm.budget"].search(
            [("kind", "=", "webform_form"), ("key", "=", f"{webform.id}/all")]
        )
        self.assertEqual(budget.count, 1)

    def test_networks(self):
        get = self.env["antcrm.budget"]._get_network
        self.assertEqual(get("192.0.2.7"), "192.0.2.7")
        self.assertEqual(get("2001:db8:1:2:3:4:5:6"), get("2001:db8:1:2:ffff::1"))
        self.assertNotEqual(get("2001:db8:1:2::1"), get("2001:db8:1:3::1"))
        self.assertEqual(get("::ffff:192.0.2.7"), "192.0.2.7")
        self.assertEqual(get(None), "")

    def test_body_limit(self):
        webform = self.make_form()
        response = self.send(webform, {**ANN, "message": "x" * 10_000_000})
        self.assertRefused(webform, response, 413, None)

    def test_long_answers(self):
        webform = self.make_form()
        response = self.send(webform, {**ANN, "name": "x" * 501})
        self.assertEqual(response.status_code, 422)
        self.assertIn("500", response.text)
        response = self.send(webform, {**ANN, "message": "x" * 10_001})
        self.assertEqual(response.status_code, 422)

    def test_hostile_names_of_fields(self):
        """Whatever a post calls its fields, it is no argument of ours."""
        webform = self.make_form()
        hostile = {
            "self": "1",
            "token": "other",
            "cls": "1",
            "kwargs": "1",
            "utm_source[]": "x",
            "user_id": str(self.user_owner.id),
            "id": "1",
            "share_mode": "all",
            "candidate": "{}",
            "csrf_token": "x",
            "context": "{}",
            "\x00": "\x00",
        }
        response = self.send(webform, {**hostile, **ANN})
        self.assertEqual(response.status_code, 303, response.text)
        self.take_in()
        self.assertFalse(self.find("ann@example.com").user_id)

    def test_injections_are_text(self):
        webform = self.make_form(("name!", "emails!", "message", "website"))
        texts = (
            "'; DROP TABLE res_partner; --",
            "{{ 7*7 }} ${7*7} <%= 7*7 %> %(x)s %s {0}",
            "Robert\r\nBcc: victim@example.com",
            '=cmd|"/c calc"!A0',
            "\x00\x08\x1b[31m",
            "<t t-out='1+1'/>",
        )
        for number, text in enumerate(texts):
            response = self.send(
                webform,
                {
                    "name": f"A {text}",
                    "emails": f"i{number}@example.com",
                    "message": text,
                },
            )
            self.assertEqual(response.status_code, 303, response.text)
        response = self.send(
            webform, {"name": "B", "emails": "a@example.com\r\nBcc: b@example.com"}
        )
        self.assertEqual(response.status_code, 422)
        self.take_in()
        names = [
            self.find(f"i{number}@example.com").name for number in range(len(texts))
        ]
        self.assertEqual(names[0], "A '; DROP TABLE res_partner; --")
        self.assertEqual(names[1], f"A {texts[1]}")
        self.assertEqual(names[2], "A Robert Bcc: victim@example.com")
        self.assertEqual(names[3], f"A {texts[3]}")
        self.assertEqual(names[5], f"A {texts[5]}")

    def test_captcha_of_the_host(self):
        webform = self.make_form()
        seen, reason = [], "Suspicious"

        def verify(self, action):
            from odoo.http import request

            seen.append((action, dict(request.params)))
            if request.params.get("recaptcha_token_response") != "human":
                raise UserError(reason)

        with patch.object(
            self.registry["ir.http"], "_verify_request_recaptcha_token", verify
        ):
            response = self.send(webform, ANN)
            self.assertRefused(webform, response, 422, "captcha")
            self.assertNotIn(reason, response.text)
            response = self.send(webform, {**ANN, "recaptcha_token_response": "human"})
        self.assertEqual(response.status_code, 303)
        self.assertEqual(seen[0], ("antcrm_webform", {}))

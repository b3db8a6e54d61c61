import json
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.antcrm_customers.tests.routes import BODIES, TEXTS, VALUES

from ..tools.posted import read_flag, read_json
from .common import WebformHttpCase
from .test_answers import PDF
from .test_controller import ANN

JSON = "application/json"


class ProgramCommon(WebformHttpCase):
    def make_key(self, webform, user=None):
        action = webform.with_user(user or self.user_administrator).action_new_api_key()
        self.env.flush_all()
        return action["context"]["default_key"]

    def post(self, webform, values, key=None, *, encoded=False, files=None, **headers):
        """Send as a program does: no page, no stamp, no origin."""
        headers = {name.replace("_", "-"): text for name, text in headers.items()}
        if key is not None:
            headers["Authorization"] = f"Bearer {key}"
        if encoded or files:
            data = values
        else:
            headers["Content-Type"] = JSON
            data = values if isinstance(values, bytes) else json.dumps(values)
        self.env.flush_all()
        response = self.url_open(
            self.url(webform),
            data=data,
            files=files,
            headers=headers,
            allow_redirects=False,
            method="POST",
        )
        self.env.invalidate_all()
        return response

    def assertNothing(self, webform, email="ann@example.com"):
        self.assertFalse(self.find(email))
        self.assertFalse(self.Submission.search([("webform_id", "=", webform.id)]))


@tagged("post_install", "-at_install")
class TestProgram(ProgramCommon):
    """What the company's own programs send with the key of a form."""

    def test_created_and_updated(self):
        for kind in ("lead", "contact", "account"):
            email = f"{kind}@example.com"
            webform = self.make_form(kind=kind, token=kind, tag_names="Shop")
            key = self.make_key(webform)
            values = {"external_id": 42, "name": "Ann Lee", "emails": email}
            response = self.post(webform, values, key)
            self.assertEqual(response.status_code, 201, response.text)
            self.assertEqual(
                response.headers["Content-Type"], "application/json; charset=utf-8"
            )
            answer = response.json()
            record = self.find(email, "crm.lead" if kind == "lead" else "res.partner")
            self.assertEqual(
                answer, {"status": "created", "model": record._name, "id": record.id}
            )
            values |= {"emails": f"new-{email}", "phones": "0901 238 121"}
            response = self.post(webform, values, key, encoded=True)
            self.assertEqual(response.status_code, 200, response.text)
            self.assertEqual(
                response.json(),
                {"status": "updated", "model": record._name, "id": record.id},
            )
            self.assertEqual(len(record.email_ids), 2)
            self.assertTrue(record.phone_ids)
            self.assertEqual(webform.accepted_count, 2)
            self.assertFalse(self.Submission.search([("webform_id", "=", webform.id)]))

    def test_external_ids_are_of_one_form(self):
        webform, other = self.make_form(), self.make_form(token="other")
        values = {"external_id": "1", "name": "Ann"}
        first = self.post(webform, values, self.make_key(webform)).json()
        second = self.post(other, values, self.make_key(other)).json()
        self.assertEqual(second["status"], "created")
        self.assertNotEqual(first["id"], second["id"])
        partner = self.env["res.partner"].browse(first["id"])
        self.assertEqual(partner.external_ids.mapped("system_name"), ["Contact us"])

    def test_options_of_the_form(self):
        webform = self.make_form(
            kind="lead", consent_text="<p>Our <b>terms</b></p>", tag_names="Shop"
        )
        key = self.make_key(webform)
        response = self.post(webform, ANN, key)
        self.assertEqual(response.status_code, 422)
        self.assertIn("consent", response.json()["errors"])
        for wrong in ({"consent": False}, {"consent": True, "consent_version": 9}):
            response = self.post(webform, {**ANN, **wrong}, key)
            self.assertEqual(list(response.json()["errors"])[:1], ["consent"])
        values = {**ANN, "consent": True, "utm_source": "Mail", "utm_campaign": "Tet"}
        values["page"] = "https://www.example.com/shop"
        response = self.post(webform, values, key)
        self.assertEqual(response.status_code, 201, response.text)
        lead = self.find("ann@example.com", "crm.lead")
        self.assertEqual(lead.campaign_id.name, "Tet")
        self.assertEqual(lead.source_id.name, "Mail")
        self.assertEqual(lead.tag_ids.mapped("name"), ["Shop"])
        self.assertEqual(lead.consent_ids.version, 1)
        self.assertIn("https://www.example.com/shop", lead.message_ids[0].body)

    def test_known_customer_by_policy(self):
        known = self.env["res.partner"].create(
            {"name": "Ann", "email": "ann@example.com"}
        )
        messages = len(known.message_ids)
        webform = self.make_form(duplicate_policy="skip")
        key = self.make_key(webform)
        response = self.post(webform, {**ANN, "external_id": 1}, key)
        self.assertEqual(response.status_code, 409, response.text)
        self.assertIn("already", response.json()["errors"][""])
        self.assertEqual(len(known.message_ids), messages)
        self.assertFalse(self.env["antcrm.external.id"].search([("value", "=", "1")]))
        self.assertFalse(self.Submission.search([("webform_id", "=", webform.id)]))
        self.assertEqual(webform.accepted_count, 0)
        webform.duplicate_policy = "duplicate"
        response = self.post(webform, {**ANN, "external_id": 1}, key)
        self.assertEqual(response.status_code, 201)
        made = response.json()["id"]
        self.assertNotEqual(made, known.id)
        # who came in through the form is updated, whatever becomes of others
        for policy in ("skip", "duplicate", "merge"):
            webform.duplicate_policy = policy
            response = self.post(webform, {**ANN, "external_id": 1}, key)
            self.assertEqual(response.json()["status"], "updated", policy)
            self.assertEqual(response.json()["id"], made)

    def test_known_as_another_kind(self):
        """What a lead of a form becomes who is a contact already."""
        contact = self.create_contact(email="ann@example.com", firstname="Ann")
        webform = self.make_form(kind="lead", responsible_id=self.user_sales.id)
        key = self.make_key(webform)
        for choice, status, code in (
            ("attach", "noted", 200),
            ("skip", None, 409),
            ("link", "created", 201),
        ):
            webform.other_kinds = choice
            messages = len(contact.message_ids)
            response = self.post(webform, {**ANN, "external_id": choice}, key)
            self.assertEqual(response.status_code, code, response.text)
            self.assertEqual(response.json().get("status"), status)
            is_noted = choice == "attach"
            self.assertEqual(len(contact.message_ids) - messages, is_noted)
            if is_noted:
                self.assertEqual(response.json()["id"], contact.id)
                self.assertIn("Hello", contact.message_ids[0].body)
        lead = self.find("ann@example.com", "crm.lead")
        self.assertEqual(lead.partner_id, contact)
        self.assertIn("Hello", lead.message_ids[0].body)

    def test_what_visitors_write_is_in_the_history(self):
        """Of customers of several kinds, in one batch; somebody hears of it."""
        contact = self.create_contact(email="ann@example.com", firstname="Ann")
        webform = self.make_form(kind="lead", responsible_id=self.user_sales.id)
        for choice in ("attach", "skip"):
            webform.other_kinds = choice
            messages = len(contact.message_ids)
            self.send(webform, ANN)
            self.send(webform, {**ANN, "emails": f"{choice}@example.com"})
            self.take_in()
            self.assertEqual(len(contact.message_ids), messages + 1)
            self.assertTrue(self.find(f"{choice}@example.com", "crm.lead"))
            self.assertFalse(self.find("ann@example.com", "crm.lead"))
        told = self.env["mail.notification"].search(
            [("res_partner_id", "=", self.user_sales.partner_id.id)]
        )
        self.assertEqual(len(told), 2)

    def test_for_review(self):
        webform = self.make_form()
        key = self.make_key(webform)
        self.user_sales.partner_id.email = "sara@example.com"
        response = self.post(webform, {**ANN, "emails": "sara@example.com"}, key)
        self.assertEqual(response.status_code, 202, response.text)
        self.assertEqual(response.json()["status"], "review")
        [entry] = self.Submission.search([("webform_id", "=", webform.id)])
        self.assertEqual(entry.state, "failed")
        Submission = type(self.Submission)
        with (
            patch.object(Submission, "_write_messages", side_effect=ValueError("x")),
            mute_logger("odoo.addons.antcrm_webform.models.antcrm_webform_submission"),
        ):
            response = self.post(webform, ANN, key)
        self.assertEqual(response.status_code, 202)
        self.assertFalse(self.find("ann@example.com"))
        entries = self.Submission.search([("webform_id", "=", webform.id)])
        self.assertEqual(entries.mapped("state"), ["failed"] * 2)

    def test_to_confirm(self):
        webform = self.make_form(("name!", "emails!"), double_opt_in=True)
        key = self.make_key(webform)
        values = {"name": "Ann", "emails": "ann@example.com", "external_id": "c1"}
        response = self.post(webform, values, key)
        self.assertEqual(response.status_code, 202)
        self.assertEqual(response.json()["status"], "unconfirmed")
        self.assertFalse(self.find("ann@example.com"))
        self.Submission.search([("webform_id", "=", webform.id)])._confirm()
        self.take_in()
        external = self.env["antcrm.external.id"].search([("value", "=", "c1")])
        self.assertEqual(external.partner_id, self.find("ann@example.com"))

    def test_hidden_customers_are_not_told(self):
        """The form sees all customers, the program those of its responsible."""
        hidden = self.as_user("res.partner", self.user_colleague).create(
            {"firstname": "Hilda", "email": "ann@example.com", "share_mode": "me"}
        )
        webform = self.make_form(responsible_id=self.user_sales.id)
        key = self.make_key(webform)
        response = self.post(webform, ANN, key)
        self.assertEqual(response.status_code, 200)
        self.assertIsNone(response.json()["id"])
        webform.duplicate_policy = "skip"
        response = self.post(webform, ANN, key)
        self.assertEqual(response.status_code, 409)
        self.assertNotIn("Hilda", response.text)
        self.assertNotIn(str(hidden.id), response.text)

    def test_wrong_values(self):
        webform = self.make_form(
            (
                *(
                    "name!",
                    "emails",
                    "phones",
                    "birthdate_date",
                    "gender",
                    "country_id",
                ),
                *("call_back", {"name": "tags", "choices": "News, Offers"}),
            )
        )
        key = self.make_key(webform)
        for wrong, names in (
            ({"name": None}, ["name"]),
            ({"name": ""}, ["name"]),
            ({"name": True}, ["name"]),
            ({"name": {"a": 1}}, ["name"]),
            ({"name": ["a", "b"]}, ["name"]),
            ({"name": [["a"]]}, ["name"]),
            ({"name": "x" * 501}, ["name"]),
            ({"emails": "nobody"}, ["emails"]),
            ({"phones": "12"}, ["phones"]),
            ({"phones": 12}, ["phones"]),
            ({"birthdate_date": "tomorrow"}, ["birthdate_date"]),
            ({"birthdate_date": "1990-02-31"}, ["birthdate_date"]),
            ({"gender": "robot"}, ["gender"]),
            ({"country_id": "Nowhere"}, ["country_id"]),
            ({"call_back": "perhaps"}, ["call_back"]),
            ({"tags": ["VIP"]}, ["tags"]),
            ({"external_id": "x" * 201}, ["external_id"]),
            ({"external_id": "a\x00b"}, ["external_id"]),
            ({"external_id": [1, 2]}, ["external_id"]),
            ({"external_id": {}}, ["external_id"]),
            ({"kind": "robot"}, ["kind"]),
            ({"kind": "lead"}, ["kind"]),
            ({"duplicate_policy": "overwrite"}, ["duplicate_policy"]),
            ({"if_known": "merge"}, ["if_known"]),
            ({"share_mode": "all", "user_id": 2}, ["share_mode", "user_id"]),
            ({"message": "Hi"}, ["message"]),
            ({"file": "x"}, ["file"]),
            ({"\ud800": "x"}, ["?"]),
            ({"consent": True}, ["consent"]),
        ):
            values = {"name": "Ann", "emails": "ann@example.com", **wrong}
            response = self.post(webform, values, key)
            self.assertEqual(response.status_code, 422, (wrong, response.text))
            errors = response.json()["errors"]
            self.assertEqual(sorted(set(errors) - {""}), sorted(names), errors)
            self.assertTrue(all(len(text) > 9 for text in errors.values()), errors)
            self.assertNothing(webform)
        response = self.post(
            webform, {"name": ["A", "B"], "nothing": "x"}, key, encoded=True
        )
        self.assertEqual(sorted(response.json()["errors"]), ["name", "nothing"])

    def test_values_of_json(self):
        webform = self.make_form(
            ("name!", "emails", "zip", "call_back", {"name": "tags", "choices": "A, B"})
        )
        key = self.make_key(webform)
        values = {
            "name": "Ann",
            "emails": ["ann@example.com"],
            "zip": 70000,
            "call_back": False,
            "tags": ["A", "B"],
            "external_id": None,
        }
        response = self.post(webform, values, key)
        self.assertEqual(response.status_code, 201, response.text)
        partner = self.find("ann@example.com")
        self.assertEqual(partner.zip, "70000")
        self.assertEqual(sorted(partner.category_id.mapped("name")), ["A", "B"])
        self.assertFalse(partner.activity_ids)

    def test_file(self):
        webform = self.make_form(
            ("name!", "emails", {"name": "file", "extensions": "pdf"})
        )
        key = self.make_key(webform)
        values = {"name": "Ann", "emails": "ann@example.com"}
        response = self.post(webform, values, key, files={"file": ("a.pdf", b"no")})
        self.assertEqual(list(response.json()["errors"]), ["file"])
        response = self.post(webform, values, key, files={"cv": ("a.pdf", PDF)})
        self.assertEqual(list(response.json()["errors"]), ["cv"])
        response = self.post(webform, values, key, files={"file": ("a.pdf", PDF)})
        self.assertEqual(response.status_code, 201, response.text)
        message = self.find("ann@example.com").message_ids[0]
        self.assertEqual(message.attachment_ids.raw, PDF)

    def test_accept(self):
        webform = self.make_form()
        key = self.make_key(webform)
        for number, accept in enumerate(
            (
                "*/*",
                JSON,
                "application/json, text/plain, */*",
                "text/html, application/*;q=0.1",
                "",
            )
        ):
            values = {**ANN, "emails": f"a{number}@example.com"}
            response = self.post(webform, values, key, Accept=accept)
            self.assertEqual(response.status_code, 201, accept)
            self.assertEqual(response.json()["status"], "created")
        for accept in ("text/html", "application/json;q=0, */*", "no sense"):
            response = self.post(webform, ANN, key, Accept=accept)
            self.assertEqual(response.status_code, 406, accept)
        self.assertNothing(webform)
        # pages of allowed sites, too, whatever their programs accept beside JSON
        headers = {"Accept": "application/json, text/plain, */*"}
        response = self.send(webform, {"name": ""}, headers=headers)
        self.assertIn("name", response.json()["errors"])


@tagged("post_install", "-at_install", "slow")
class TestProgramAbuse(ProgramCommon):
    def test_wrong_key(self):
        """A form without a key answers as one with another."""
        webform, other = self.make_form(), self.make_form(token="other")
        key = self.make_key(webform)
        texts = set()
        for form, wrong in (
            (webform, ""),
            (webform, "x"),
            (webform, "x" * 5000),
            (webform, key + "x"),
            (webform, key[:-1]),
            (webform, webform.sudo().api_key_hash),
            (other, key),
            (other, ""),
            (other, "-" * 64),
        ):
            response = self.post(form, {**ANN, "external_id": 1}, wrong)
            self.assertEqual(response.status_code, 401, wrong)
            self.assertEqual(response.headers["WWW-Authenticate"], "Bearer")
            texts.add(response.text)
            self.assertNothing(form)
        self.assertEqual(len(texts), 1)
        self.assertIn("Wrong key: 6", webform.refusals)

    def test_no_key(self):
        """As any stranger: no way around stamp, origin and trap, no external id."""
        webform = self.make_form()
        key = self.make_key(webform)
        for values in ({**ANN, "external_id": 1}, {**ANN, "key": key, "api_key": key}):
            self.assertEqual(self.post(webform, values).status_code, 403)
            self.assertEqual(self.post(webform, values, encoded=True).status_code, 403)
            response = self.post(
                webform, values, encoded=True, Authorization=f"Basic {key}"
            )
            self.assertEqual(response.status_code, 403)
        self.assertNothing(webform)
        self.assertEqual(
            self.send(webform, {**ANN, "external_id": "1"}).status_code, 303
        )
        self.take_in()
        self.assertTrue(self.find("ann@example.com"))
        self.assertFalse(self.env["antcrm.external.id"].search([("value", "=", "1")]))

    def test_keys_of_pages_are_no_use(self):
        """A browser on another site is never let send one."""
        webform = self.make_form()
        key = self.make_key(webform)
        response = self.url_open(
            self.url(webform),
            headers={
                "Origin": "https://evil.example",
                "Access-Control-Request-Headers": "authorization",
            },
            method="OPTIONS",
        )
        self.assertNotIn("Access-Control-Allow-Headers", response.headers)
        response = self.post(webform, ANN, key, Origin="https://evil.example")
        self.assertNotIn("Access-Control-Allow-Origin", response.headers)

    def test_renewed_and_removed(self):
        webform = self.make_form()
        first = self.make_key(webform)
        second = self.make_key(webform)
        self.assertEqual(self.post(webform, ANN, first).status_code, 401)
        self.assertEqual(self.post(webform, ANN, second).status_code, 201)
        self.assertNotIn(second, str(webform.read()))
        self.assertNotIn("api_key_hash", webform.read()[0])
        self.assertFalse(webform.copy().api_key_date)
        webform.action_remove_api_key()
        self.assertEqual(self.post(webform, ANN, second).status_code, 401)

    def test_who_makes_keys(self):
        webform = self.make_form()
        for user in (self.user_sales, self.user_internal, self.user_portal):
            for name in ("action_new_api_key", "action_remove_api_key"):
                with self.assertRaises(AccessError):
                    getattr(webform.with_user(user), name)()
        with self.assertRaises(AccessError):
            webform.with_user(self.user_administrator).write({"api_key_hash": "x"})
        with self.assertRaises(AccessError):
            webform.with_user(self.user_administrator).search(
                [("api_key_hash", "=", "x")]
            )

    def test_limits(self):
        webform = self.make_form()
        key = self.make_key(webform)
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("antcrm_webform.key_limit", 2)
        parameters.set_param("antcrm_webform.address_limit", 1)
        statuses = [self.post(webform, ANN, key).status_code for _number in range(3)]
        self.assertEqual(statuses, [201, 200, 429])
        statuses = [self.post(webform, ANN, "x").status_code for _number in range(2)]
        self.assertEqual(statuses, [401, 429])
        response = self.post(webform, ANN, key)
        self.assertIn(int(response.headers["Retry-After"]), range(1, 602))
        # strangers do not use up what programs may send
        parameters.set_param("antcrm_webform.key_limit", 100)
        self.assertEqual(self.post(webform, ANN, key).status_code, 200)

    def test_closed_and_unknown(self):
        webform = self.make_form()
        key = self.make_key(webform)
        webform.active = False
        response = self.post(webform, ANN, key)
        self.assertEqual(response.status_code, 410)
        self.assertIn("closed", response.json()["errors"][""])
        self.assertEqual(self.post(webform, ANN, "x").status_code, 401)
        webform.token = "gone"
        self.assertEqual(self.post(webform, ANN, key).status_code, 410)
        response = self.url_open(
            "/antcrm/form/nothing",
            data=b"{}",
            headers={"Authorization": f"Bearer {key}"},
        )
        self.assertEqual(response.status_code, 404)

    @mute_logger("odoo.http")
    def test_hostile_bodies(self):
        webform = self.make_form(
            ("name!", "emails", "phones", "message", "birthdate_date", "gender")
        )
        key = self.make_key(webform)
        names = [*webform._get_posted_names(), "file", "consent", "x"]
        for mimetype, body in BODIES:
            response = self.post(webform, body, key, Content_Type=mimetype)
            self.assertIn(response.status_code, (400, 415, 422), body)
        for body in (b"", b"[]", b"1", b"null", b'"x"', b"{} {}", b'{"a":NaN}'):
            response = self.post(webform, body, key)
            self.assertEqual(response.status_code, 400, body)
        for body in (b'{"name": ' + b"[" * 100_000, b'{"name": ' + b"9" * 9999 + b"}"):
            self.assertEqual(self.post(webform, body, key).status_code, 400)
        self.env["ir.config_parameter"].set_param("antcrm_webform.key_limit", 10_000)
        for name in names:
            for value in (*VALUES, "'; DROP TABLE res_partner; --", "x" * 10_001):
                values = {"name": "Ann", name: value}
                status = self.post(webform, values, key).status_code
                self.assertIn(status, (200, 201, 422), values)
            for text in TEXTS:
                values = {b"name": b"Ann", name.encode(): text}
                status = self.post(webform, values, key, encoded=True).status_code
                self.assertIn(status, (200, 201, 422), values)
        large = {"name": "x" * 10_000_000}
        self.assertEqual(self.post(webform, large, key).status_code, 413)


@tagged("post_install", "-at_install")
class TestOpenapi(ProgramCommon):
    def describe(self, webform, key=None):
        self.env.flush_all()
        headers = {"Authorization": f"Bearer {key}"} if key else None
        return self.url_open(self.url(webform) + "/openapi.json", headers=headers)

    def test_follows_the_form(self):
        webform = self.make_form(
            (
                *("name!", "emails", "birthdate_date", "gender", "call_back"),
                {"name": "tags", "choices": "News, Offers"},
                {"name": "phones", "label": "Mobile", "help": "With its prefix"},
            ),
            consent_text="<p>Terms</p>",
        )
        self.assertEqual(self.describe(webform).status_code, 401)
        self.assertEqual(self.describe(webform, "x").status_code, 401)
        key = self.make_key(webform)
        description = self.describe(webform, key).json()
        self.assertEqual(description["openapi"], "3.1.0")
        [path] = description["paths"]
        self.assertEqual(path, self.url(webform))
        post = description["paths"][path]["post"]
        schema = post["requestBody"]["content"][JSON]["schema"]
        self.assertEqual(schema["required"], ["name", "consent"])
        self.assertEqual(
            sorted(schema["properties"]), sorted(webform._get_posted_names())
        )
        properties = schema["properties"]
        self.assertEqual(properties["phones"]["title"], "Mobile")
        self.assertEqual(properties["tags"]["items"]["enum"], ["News", "Offers"])
        self.assertIn("female", properties["gender"]["enum"])
        self.assertEqual(properties["call_back"]["type"], "boolean")
        self.assertEqual(properties["consent"]["description"], "Terms")
        self.assertNotIn("multipart/form-data", post["requestBody"]["content"])
        webform.field_ids = [
            (0, 0, {"name": "file", "required": True}),
            (2, webform.field_ids.filtered(lambda f: f.name == "gender").id),
        ]
        description = self.describe(webform, key).json()
        content = description["paths"][path]["post"]["requestBody"]["content"]
        [schema] = [body["schema"] for body in content.values()]
        self.assertEqual(schema["required"], ["name", "consent", "file"])
        self.assertNotIn("gender", schema["properties"])

    def test_what_it_says_is_taken(self):
        """What is made from the description of all kinds of fields is taken in."""
        webform = self.make_form(
            (
                "name!",
                "emails!",
                "birthdate_date!",
                "gender!",
                "country_id!",
                "comment!",
            )
        )
        key = self.make_key(webform)
        description = self.describe(webform, key).json()
        post = description["paths"][self.url(webform)]["post"]
        schema = post["requestBody"]["content"][JSON]["schema"]
        formats = {"date": "1990-05-17", "email": "made@example.com"}
        values = {}
        for name in schema["required"]:
            field = schema["properties"][name]
            values[name] = formats.get(
                field.get("format"), field.get("enum", ["Text"])[-1]
            )
        response = self.post(webform, values, key)
        self.assertEqual(response.status_code, 201, response.text)
        self.assertIn(str(response.status_code), post["responses"])


@tagged("post_install", "-at_install")
class TestPosted(ProgramCommon):
    def test_read_json(self):
        posted, wrong = read_json(
            b'{"a": ["x", 1, null], "b": true, "c": true, "d": {}, "e": 1.5}', {"b"}
        )
        self.assertEqual(
            dict(posted.lists()), {"a": ["x", "1"], "b": ["true"], "e": ["1.5"]}
        )
        self.assertEqual(wrong, {"c", "d"})

    def test_read_flag(self):
        self.assertTrue(read_flag(" On "))
        self.assertFalse(read_flag("0"))
        with self.assertRaises(ValueError):
            read_flag("perhaps")

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import WebformCommon


@tagged("post_install", "-at_install")
class TestWebform(WebformCommon):
    def test_new_form_has_the_usual_fields(self):
        with Form(
            self.as_user("antcrm.webform", self.user_administrator),
            "antcrm_webform.antcrm_webform_view_form",
        ) as form:
            form.name = "Contact us"
            self.assertIn("Full Name", form.preview)
            form.title = "Write to us <b>"
            # the preview follows what is typed, before anything is saved
            self.assertIn("Write to us &lt;b&gt;", form.preview)
            with form.field_ids.edit(0) as line:
                line.label = "Who are you?"
            self.assertIn("Who are you?", form.preview)
            self.assertNotIn("Full Name", form.preview)
        webform = form.record
        self.assertEqual(
            webform.field_ids.mapped("name"), ["name", "emails", "phones", "message"]
        )
        self.assertEqual(webform.duplicate_policy, "merge")
        self.assertGreater(len(webform.token), 15)
        self.assertEqual(webform.responsible_id, self.user_administrator)

    def test_roles(self):
        webform = self.make_form()
        for user in (self.user_sales, self.user_internal, self.user_portal):
            with self.assertRaises(AccessError):
                webform.with_user(user).read(["name", "token"])
            with self.assertRaises(AccessError):
                self.make_form(user=user, token="other")

    def test_only_data_owners_let_forms_overwrite(self):
        with self.assertRaises(AccessError):
            self.make_form(duplicate_policy="overwrite")
        webform = self.make_form()
        with self.assertRaises(AccessError):
            webform.duplicate_policy = "overwrite"
        self.make_form(
            user=self.user_owner, duplicate_policy="overwrite", token="owner"
        )

    def test_fields_follow_the_kind(self):
        webform = self.make_form()
        self.assertIn("parent_id", webform.available_fields)
        self.assertNotIn("partner_name", webform.available_fields)
        for name in ("status_id", "source_id", "user_id"):
            # what the company decides is no field of a form
            self.assertNotIn(name, webform.available_fields)
        with self.assertRaises(ValidationError):
            self.make_form(("name", "partner_name"), token="other")

    def test_custom_fields(self):
        kind = self.env.ref("antcrm_customers.customer_kind_contact", False)
        kind = kind or self.env["antcrm.customer.kind"].search(
            [("code", "=", "contact")]
        )
        create = self.env["antcrm.custom.field"].create
        shoe, friend = create(
            [
                {"label": "Shoe Size", "type": "integer", "kinds": [(4, kind.id)]},
                # its choices would tell who is a customer
                {"label": "Friend", "type": "customer", "kinds": [(4, kind.id)]},
            ]
        )
        webform = self.make_form(("name!", f"{shoe.field_name}!"))
        self.assertIn("Shoe Size", webform.preview)
        self.assertNotIn(friend.field_name, webform.available_fields)
        shoe.required = True
        self.assertFalse(webform.missing_fields)
        # it binds people at our forms: the form works without it, and says so
        other = self.make_form(("name!",), token="other")
        self.assertEqual(other.missing_fields, "Shoe Size")

    def test_checks(self):
        for values in (
            {"redirect_url": "javascript:alert(1)"},
            {"redirect_url": "//evil.example"},
            {"allowed_sites": "https://a.example\nnonsense"},
            {"allowed_sites": "*"},
            {"style": "--antcrm-form-accent: red; background: url(https://x)"},
            {"style": "--antcrm-form-accent: url(https://x)"},
            {"double_opt_in": True},
            {"names": ("message",)},
            {"names": ("name", {"name": "tags"})},
            {"names": ("name", {"name": "file", "extensions": "html"})},
            {"names": ("name", {"name": "file", "extensions": ""})},
        ):
            with self.subTest(values), self.assertRaises(ValidationError):
                self.make_form(**values)

    def test_consent_has_versions(self):
        webform = self.make_form(consent_text="<p>One</p>")
        self.assertEqual(webform.consent_version, 1)
        webform.consent_text = "<p>Two</p>"
        self.assertEqual(webform.consent_version, 2)
        webform.write({"name": "Other", "consent_text": "<p>Two</p>"})
        self.assertEqual(webform.consent_version, 2)
        webform.update_field_translations("consent_text", {"vi_VN": {"Two": "Hai"}})
        self.assertEqual(webform.consent_version, 3)

    def test_copy(self):
        webform = self.make_form()
        copy = webform.copy()
        self.assertNotEqual(copy.token, webform.token)
        self.assertEqual(copy.name, "Contact us (copy)")
        self.assertEqual(len(copy.field_ids), 4)

    def test_snippets(self):
        webform = self.make_form(
            ("name!", "message", "country_id", {"name": "tags", "choices": "A, B"}),
            name='Fair "26" <x>',
        )
        url = webform.page_url
        self.assertTrue(url.endswith("/antcrm/form/test-form"))
        self.assertIn(f'src="{url}?embed=iframe"', webform.iframe_snippet)
        self.assertIn('title="Fair &#34;26&#34; &lt;x&gt;"', webform.iframe_snippet)
        self.assertEqual(
            webform.script_snippet, f'<script src="{url}.js" async></script>'
        )
        self.assertIn(f'<form action="{url}" method="post">', webform.html_snippet)
        self.assertIn('<input type="text" name="name" required>', webform.html_snippet)
        self.assertIn('<textarea name="message"></textarea>', webform.html_snippet)
        self.assertIn('value="B"', webform.html_snippet)

    def test_group_of_a_form_keeps_its_rule(self):
        """A group that a form gives its customers to goes on choosing who gets them."""
        team = self.env["crm.team"].create(
            {
                "name": "Desk",
                "assignment_rule": "random",
                "member_ids": [Command.link(self.user_sales.id)],
            }
        )
        webform = self.make_form(pic_mode="team", pic_team_id=team.id)
        self.assertIn(webform.display_name, team.assignment_uses)
        for values in ({"assignment_rule": "none"}, {"active": False}):
            with self.assertRaisesRegex(ValidationError, webform.display_name):
                team.write(values)
        with self.assertRaisesRegex(UserError, webform.display_name):
            team.unlink()
        webform.pic_mode = "none"
        team.invalidate_recordset()
        team.assignment_rule = "none"
        with self.assertRaisesRegex(ValidationError, "no assignment rule"):
            webform.pic_mode = "team"

    def test_form_of_another_company(self):
        company = self.env["res.company"].create({"name": "Other"})
        webform = self.make_form()
        webform.sudo().company_id = company
        self.assertFalse(
            self.as_user("antcrm.webform", self.user_administrator).search(
                [("id", "=", webform.id)]
            )
        )

    def test_settings(self):
        Webform = self.env["antcrm.webform"]
        self.assertEqual(Webform._get_setting("address_limit"), 20)
        settings = self.env["res.config.settings"].create(
            {"antcrm_webform_address_limit": 7}
        )
        settings.execute()
        self.assertEqual(Webform._get_setting("address_limit"), 7)
        self.env["ir.config_parameter"].set_param("antcrm_webform.form_limit", "many")
        self.assertEqual(Webform._get_setting("form_limit"), 1000)

    def test_max_body_follows_the_largest_file(self):
        self.make_form(("name", {"name": "file", "max_megabytes": 30}))
        self.assertEqual(self.env["antcrm.webform"]._get_max_body() >> 20, 31)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.make_form(
                ("name", {"name": "file", "max_megabytes": 51}), token="other"
            )

    def test_field_stands_once(self):
        webform = self.make_form()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            webform.field_ids = [Command.create({"name": "name"})]

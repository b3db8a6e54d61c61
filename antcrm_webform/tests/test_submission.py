from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.antcrm_customers.tests.common import RestoredRegistry

from .common import WebformCommon


@tagged("post_install", "-at_install")
class TestSubmission(WebformCommon):
    """What becomes of what was sent."""

    def submit(self, webform, files=(), **data):
        """Send answers to a form, past the page."""
        candidate = {
            key: data.pop(key)
            for key in list(data)
            if key in ("name", "firstname", "emails", "phones", "vat", "website")
            or key in ("street", "city", "parent_id", "tags")
        }
        lines = [("Full Name", candidate.get("name", ""))]
        if "message" in data:
            lines.append(("Message", data.pop("message")))
        values = {
            "candidate": candidate,
            "lines": lines,
            "call": False,
            "lang": "en_US",
            "page": "",
            "utm": {},
            "consent": None,
            **data,
        }
        return self.Submission._submit(webform.sudo(), values, list(files))

    def test_new_customer(self):
        webform = self.make_form(
            tag_names="Website, Fair",
            share_mode="me",
            responsible_id=self.user_sales.id,
        )
        self.submit(webform, name="Ann Lee", emails=["ann@example.com"], message="Hi")
        self.assertFalse(self.find("ann@example.com"))
        self.take_in()
        partner = self.find("ann@example.com")
        self.assertEqual(partner.name, "Ann Lee")
        self.assertEqual(partner.customer_kind, "contact")
        self.assertEqual(
            sorted(partner.category_id.mapped("name")), ["Fair", "Website"]
        )
        # the responsible stands as the creator, and nobody else sees it
        self.assertEqual(partner.share_owner_id, self.user_sales)
        self.assertTrue(partner.with_user(self.user_sales).has_access("write"))
        self.assertFalse(partner.with_user(self.user_colleague).has_access("read"))
        # nothing of the entry is kept but a number
        self.assertFalse(self.Submission.search([("webform_id", "=", webform.id)]))
        self.assertEqual(webform.accepted_count, 1)

    def test_person_in_charge_beats_that_of_the_account(self):
        self.env["res.partner"].create(
            {"name": "Held", "is_company": True, "user_id": self.user_colleague.id}
        )
        webform = self.make_form(
            pic_mode="user",
            pic_user_id=self.user_sales.id,
        )
        for name, account in (("a", "Held"), ("b", "Another one")):
            address = f"{name}@example.com"
            self.submit(webform, name="Ann", emails=[address], parent_id=account)
            self.take_in()
            partner = self.find(address)
            self.assertEqual(partner.parent_id.name, account)
            self.assertEqual(partner.user_id, self.user_sales)

    def test_merge_keeps_both_addresses(self):
        webform = self.make_form(duplicate_policy="merge")
        for street, city in (
            ("12 Lê Lợi", "Huế"),
            ("12 LE LOI", "Hue"),
            ("5 Hàng Bạc", "Hà Nội"),
        ):
            self.submit(
                webform, name="Ann", emails=["a@example.com"], street=street, city=city
            )
            self.take_in()
        partner = self.find("a@example.com")
        self.assertEqual((partner.street, partner.city), ("12 Lê Lợi", "Huế"))
        self.assertEqual(partner.address_ids.mapped("city"), ["Hà Nội"])

    def test_message_is_text_in_the_history(self):
        webform = self.make_form()
        evil = (
            '<script>alert(1)</script>\n=HYPERLINK("http://x")\n{{7*7}} %(name)s ${1}'
        )
        self.submit(
            webform, name="<b>Bob</b>", emails=["bob@example.com"], message=evil
        )
        self.take_in()
        partner = self.find("bob@example.com")
        self.assertEqual(partner.name, "<b>Bob</b>")
        message = partner.message_ids[0]
        self.assertIn("&lt;script&gt;alert(1)&lt;/script&gt;", message.body)
        self.assertIn("=HYPERLINK(", message.body)
        self.assertIn("{{7*7}} %(name)s ${1}", message.body)
        self.assertIn("&lt;b&gt;Bob&lt;/b&gt;", message.body)
        self.assertNotIn("<script", message.body)
        # nobody has proven that it was him
        self.assertFalse(message.author_id)
        self.assertEqual(message.email_from, "bob@example.com")
        self.assertEqual(partner.last_interaction_date, message.date)

    def test_known_customer_is_enriched_only(self):
        known = self.create_contact(
            user=self.user_colleague,
            firstname="Cora",
            function="Director",
            share_mode="me",
            email_ids=self.typed("cora@example.com"),
        )
        webform = self.make_form(tag_names="Web")
        self.submit(
            webform,
            name="Mallory",
            emails=["cora@example.com", "new@example.com"],
            phones=["0912 345 678"],
        )
        self.take_in()
        self.assertEqual(known.name, "Cora")
        self.assertEqual(known.function, "Director")
        self.assertEqual(known.email, "cora@example.com")
        self.assertIn("+84 912 345 678", self.points(known))
        self.assertEqual(known.category_id.mapped("name"), ["Web"])
        self.assertEqual(known.share_owner_id, self.user_colleague)
        self.assertIn("Mallory", known.message_ids[0].body)

    def test_skipped_customer_still_gets_the_message(self):
        known = self.create_contact(email_ids=self.typed("dan@example.com"))
        webform = self.make_form(duplicate_policy="skip")
        self.submit(
            webform, name="Dan", emails=["dan@example.com"], phones=["0912 345 678"]
        )
        self.take_in()
        self.assertFalse(self.points(known))
        self.assertIn("Contact us", known.message_ids[0].body)

    def test_overwriting_keeps_addresses_and_tells_what_was(self):
        known = self.create_contact(
            "0912 345 678", firstname="Eve", email_ids=self.typed("eve@example.com")
        )
        webform = self.make_form(user=self.user_owner, duplicate_policy="overwrite")
        self.submit(
            webform,
            firstname="Eva",
            emails=["other@example.com"],
            phones=["0912 345 678"],
        )
        self.take_in()
        self.assertEqual(known.firstname, "Eva")
        self.assertIn("eve@example.com", self.points(known, "email"))
        self.assertRegex(known.message_ids[0].body, r"Before.*Name: Eve")

    def test_customer_with_a_login_keeps_the_address(self):
        partner = self.user_portal.partner_id
        partner.phone_ids = self.typed("0912 345 678")
        before = partner.email
        webform = self.make_form()
        self.submit(
            webform, name="P", emails=["thief@example.com"], phones=["0912 345 678"]
        )
        self.take_in()
        self.assertEqual(self.points(partner, "email"), [before] if before else [])

    def test_colleague_is_left_alone(self):
        colleague = self.user_colleague.partner_id
        colleague.email = "carl@example.com"
        webform = self.make_form()
        entry = self.submit(webform, name="Fake", emails=["carl@example.com"])
        self.take_in()
        self.assertEqual(colleague.name, "Carl Colleague")
        self.assertFalse(colleague.message_ids.filtered(lambda m: "Fake" in m.body))
        self.assertEqual(entry.state, "failed")
        self.assertIn("colleague", entry.error)

    def test_same_person_many_times_is_one_customer(self):
        webform = self.make_form()
        for number in range(7):
            self.submit(
                webform,
                name=f"Fay {number}",
                emails=["fay@example.com"],
                message=f"Message {number}",
            )
        self.take_in()
        partner = self.find("fay@example.com")
        self.assertEqual(len(partner), 1)
        bodies = "".join(partner.message_ids.mapped("body"))
        for number in range(7):
            self.assertIn(f"Message {number}", bodies)

    def test_lead_with_campaign(self):
        webform = self.make_form(kind="lead")
        self.submit(
            webform,
            name="Gil",
            emails=["gil@example.com"],
            page="https://shop.example.com/fair?x=1",
            utm={
                "utm_source": "Facebook",
                "utm_medium": "banner",
                "utm_campaign": "Tet 2027",
            },
        )
        self.take_in()
        lead = self.find("gil@example.com", "crm.lead")
        self.assertEqual(lead.type, "lead")
        self.assertEqual(lead.source_id, self.env.ref("utm.utm_source_facebook"))
        self.assertEqual(lead.medium_id.name.lower(), "banner")
        self.assertEqual(lead.campaign_id.name, "Tet 2027")
        self.assertIn("shop.example.com/fair", lead.message_ids[0].body)

    def test_page_is_the_source_of_last_resort(self):
        webform = self.make_form(kind="lead")
        page = "https://shop.example.com/fair"
        self.submit(webform, name="H", emails=["h@example.com"], page=page)
        webform.source_id = False
        self.take_in()
        lead = self.find("h@example.com", "crm.lead")
        self.assertEqual(lead.source_id.name, "shop.example.com")
        self.assertEqual(lead.medium_id, self.env.ref("utm.utm_medium_website"))
        webform.source_id = self.env["utm.source"].create({"name": "Form"})
        self.submit(webform, name="I", emails=["i@example.com"], page=page)
        self.take_in()
        lead = self.find("i@example.com", "crm.lead")
        self.assertEqual(lead.source_id.name, "Form")

    def test_new_campaigns_are_limited(self):
        self.env["ir.config_parameter"].set_param("antcrm_webform.utm_limit", 2)
        webform = self.make_form(kind="lead", source_id=False)
        before = self.env["utm.source"].search_count([])
        for number in range(5):
            self.submit(
                webform,
                name=f"Jo {number}",
                emails=[f"jo{number}@example.com"],
                utm={"utm_source": f"Spam%_{number}"},
            )
        self.take_in()
        self.assertEqual(self.env["utm.source"].search_count([]), before + 2)
        lead = self.find("jo4@example.com", "crm.lead")
        # none of the visitor's; another addon may give web forms one of their own
        self.assertNotIn("Spam", lead.source_id.name or "")
        self.assertIn("Spam%_4", lead.message_ids[0].body)

    def test_call_back(self):
        webform = self.make_form(
            ("name", "emails", "call_back"),
            pic_mode="user",
            pic_user_id=self.user_sales.id,
        )
        self.submit(webform, name="Kim", emails=["kim@example.com"], call=True)
        self.take_in()
        partner = self.find("kim@example.com")
        self.assertEqual(partner.source_id.name, "Call")
        activity = partner.activity_ids
        self.assertEqual(activity.activity_type_id.category, "phonecall")
        self.assertEqual(activity.user_id, self.user_sales)

    def test_pic_is_told_once(self):
        webform = self.make_form(pic_mode="user", pic_user_id=self.user_sales.id)
        for number in range(3):
            self.submit(
                webform, name=f"Lee {number}", emails=[f"lee{number}@example.com"]
            )
        self.take_in()
        messages = self.env["mail.message"].search(
            [
                ("partner_ids", "=", self.user_sales.partner_id.id),
                ("subject", "ilike", "Contact us"),
            ]
        )
        self.assertEqual(len(messages), 1)
        for number in range(3):
            self.assertIn(f"Lee {number}", messages.body)

    def test_nobody_is_told_of_a_hidden_customer(self):
        """The responsible of the form may not see whom it met."""
        self.create_contact(
            user=self.user_colleague,
            firstname="Hidden",
            share_mode="me",
            email_ids=self.typed("hidden@example.com"),
        )
        webform = self.make_form()  # its responsible is an administrator
        self.submit(webform, name="X", emails=["hidden@example.com"], call=True)
        self.take_in()
        partner = self.find("hidden@example.com")
        self.assertFalse(partner.with_user(self.user_administrator).has_access("read"))
        messages = self.env["mail.message"].search(
            [("partner_ids", "=", self.user_administrator.partner_id.id)]
        )
        self.assertNotIn("Hidden", "".join(messages.mapped("body")))
        self.assertFalse(partner.activity_ids)

    def test_consent_is_kept(self):
        webform = self.make_form(consent_text="<p>I agree</p>", kind="lead")
        entry = self.submit(
            webform,
            name="Mia",
            emails=["mia@example.com"],
            consent={"version": 3, "text": "<p>I agree</p>"},
        )
        date = entry.create_date
        self.take_in()
        lead = self.find("mia@example.com", "crm.lead")
        self.assertEqual(lead.consent_ids.version, 3)
        self.assertEqual(lead.consent_ids.text, "<p>I agree</p>")
        self.assertEqual(lead.consent_ids.date, date)
        self.assertIn("version 3", lead.message_ids[0].body)
        # it goes along when leads are merged
        other = self.create_lead(firstname="Mia 2")
        (other | lead).with_user(self.user_owner).merge_opportunity()
        left = (other | lead).exists()
        self.assertEqual(left.consent_ids.version, 3)

    def test_consent_is_part_of_the_customer(self):
        webform = self.make_form(
            share_mode="me", responsible_id=self.user_sales.id, consent_text="<p>A</p>"
        )
        self.submit(
            webform,
            name="Nam",
            emails=["nam@example.com"],
            consent={"version": 1, "text": "<p>A</p>"},
        )
        self.take_in()
        consent = self.find("nam@example.com").consent_ids
        self.assertTrue(consent.with_user(self.user_sales).has_access("read"))
        self.assertFalse(consent.with_user(self.user_colleague).has_access("read"))
        self.assertFalse(consent.with_user(self.user_sales).has_access("write"))

    def test_files_go_to_the_history(self):
        webform = self.make_form()
        entry = self.submit(
            webform,
            name="Oli",
            emails=["oli@example.com"],
            files=[("cv.pdf", b"%PDF-1.7")],
        )
        attachment = entry.attachment_ids
        self.assertFalse(attachment.public)
        self.take_in()
        partner = self.find("oli@example.com")
        self.assertEqual(partner.message_ids[0].attachment_ids, attachment)
        self.assertEqual(attachment.res_model, "res.partner")
        self.assertEqual(attachment.res_id, partner.id)
        self.assertEqual(attachment.raw, b"%PDF-1.7")

    @mute_logger("odoo.addons.antcrm_webform.models.antcrm_webform_submission")
    def test_one_failure_stops_nobody(self):
        field = self.env["antcrm.custom.field"].create(
            {
                "label": "Shoe Size",
                "type": "integer",
                "kinds": [
                    (
                        4,
                        self.env["antcrm.customer.kind"]
                        .search([("code", "=", "contact")])
                        .id,
                    )
                ],
            }
        )
        webform = self.make_form()
        self.submit(webform, name="Pia", emails=["pia@example.com"])
        bad = self.submit(webform, name="Quy", emails=["quy@example.com"])
        self.submit(webform, name="Ron", emails=["ron@example.com"])
        # meanwhile the field that it fills in is gone
        bad.data = {**bad.data, "candidate": {**bad.data["candidate"], "x_gone": "1"}}
        field.unlink()
        self.take_in()
        self.assertTrue(self.find("pia@example.com"))
        self.assertTrue(self.find("ron@example.com"))
        self.assertFalse(self.find("quy@example.com"))
        self.assertEqual(bad.state, "failed")
        self.assertTrue(bad.error)
        self.assertEqual(webform.waiting_count, 1)
        # a person corrects what was wrong, and tries again
        data = dict(bad.data)
        data["candidate"].pop("x_gone")
        bad.data = data
        bad.with_user(self.user_administrator).action_retry()
        self.take_in()
        self.assertTrue(self.find("quy@example.com"))
        self.assertFalse(bad.exists())

    def fail_as_server(self):
        """Let PostgreSQL run out of space when entries are taken in."""

        def apply(intake, *args, **kwargs):
            intake.env.cr.execute(
                "DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '53100'; END $$"
            )

        return patch.object(type(self.env["antcrm.intake"]), "apply", apply)

    def grow_old(self, entries):
        """Entries have waited for ten minutes."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE antcrm_webform_submission "
            "SET create_date = create_date - interval '10 minutes' WHERE id IN %s",
            [entries._ids],
        )
        entries.invalidate_recordset()

    @mute_logger(
        "odoo.addons.antcrm_webform.models.antcrm_webform_submission", "odoo.sql_db"
    )
    def test_full_disk_fails_nobody(self):
        """A fault of the server is no entry's: they wait, and come in by themselves."""
        webform = self.make_form()
        entries = self.Submission
        for name in ("uma", "vic"):
            entries += self.submit(
                webform, name=name.title(), emails=[f"{name}@example.com"]
            )
        with self.fail_as_server():
            self.take_in()
            self.assertEqual(set(entries.mapped("state")), {"queued"})
            # whoever looks meets the same, and their page opens
            self.grow_old(entries)
            found = webform.web_read({"name": {}, "late_notice": {}})
            self.assertIn("scheduler", found[0]["late_notice"])
            self.assertEqual(set(entries.mapped("state")), {"queued"})
        self.take_in()
        self.assertTrue(self.find("uma@example.com") and self.find("vic@example.com"))

    @mute_logger("odoo.addons.antcrm_webform.models.antcrm_webform_submission")
    def test_dead_scheduler(self):
        """Who opens the forms takes in what has waited for too long."""
        webform = self.make_form()
        late = self.submit(webform, name="Wim", emails=["wim@example.com"])
        bad = self.submit(webform, name="Xia", emails=["xia@example.com"])
        bad.data = {**bad.data, "candidate": {**bad.data["candidate"], "x_gone": "1"}}
        self.grow_old(late | bad)
        new = self.submit(webform, name="Yan", emails=["yan@example.com"])
        webform.with_user(self.user_administrator).web_search_read([], {"name": {}})
        self.assertFalse(late.exists())
        self.assertEqual((bad.state, new.state), ("failed", "queued"))
        partner = self.find("wim@example.com")
        self.assertEqual(partner.create_uid, self.env.ref("base.user_root"))
        self.assertFalse(webform.late_notice)

    def test_entries_are_for_the_responsible(self):
        webform = self.make_form(responsible_id=self.user_owner.id)
        entry = self.submit(webform, name="Sue", emails=["sue@example.com"])
        entry.state = "failed"
        self.assertFalse(entry.with_user(self.user_administrator).has_access("read"))
        self.assertTrue(entry.with_user(self.user_owner).has_access("read"))
        self.assertFalse(entry.with_user(self.user_sales).has_access("read"))
        with self.assertRaises(AccessError):
            entry.with_user(self.user_administrator).action_retry()

    def test_queries_do_not_grow_with_the_entries(self):
        webform = self.make_form()

        def count(first, number):
            for index in range(first, first + number):
                self.submit(
                    webform,
                    name=f"Tom {index}",
                    emails=[f"tom{index}@example.com"],
                    message="Hi",
                )
            entries = self.Submission.search([("state", "=", "queued")])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            entries._take_in()
            self.env.flush_all()
            return self.cr.sql_log_count - before

        count(0, 3)
        few, many = count(10, 5), count(100, 50)
        self.assertLess(many - few, 10, f"{few} for 5, {many} for 50")

    def test_old_counters_are_forgotten(self):
        Budget = self.env["antcrm.budget"]
        now = fields.Datetime.now()
        Budget.create(
            [
                {
                    "kind": kind,
                    "key": "k",
                    "count": 1,
                    "window_start": now - timedelta(days=days),
                }
                for kind, days in (
                    ("question", 1),
                    ("question", 3),
                    ("webform_address", 1),
                    ("webform_address", 3),
                    ("webform_refused", 3),
                    ("webform_refused", 100),
                )
            ]
        )
        Budget._gc_budgets()
        left = Budget.search([("key", "=", "k")])
        self.assertEqual(
            sorted(left.mapped("kind")),
            ["question", "webform_address", "webform_refused"],
        )


@tagged("post_install", "-at_install")
class TestRequired(RestoredRegistry, WebformCommon):
    """What people must enter at a form of ours stops no visitor."""

    submit = TestSubmission.submit

    def test_form_without_a_required_field(self):
        self.env["antcrm.custom.field"].create(
            {
                "label": "Budget",
                "required": True,
                "kinds": [Command.set(self.env["antcrm.customer.kind"].search([]).ids)],
            }
        )
        for kind, model in (
            ("lead", "crm.lead"),
            ("contact", "res.partner"),
            ("account", "res.partner"),
        ):
            with self.subTest(kind):
                webform = self.make_form(
                    ("name!", "emails"),
                    kind=kind,
                    token=f"required-{kind}",
                    responsible_id=self.user_sales.id,
                )
                email = f"{kind}@example.com"
                candidate = {"name": "Ann Lee", "emails": [email]}
                errors = {}
                webform._check_candidate(candidate, errors)
                self.assertFalse(errors)
                entry = self.submit(webform, **candidate)
                self.take_in()
                self.assertFalse(entry.exists())
                customer = self.find(email, model)
                self.assertEqual(customer.missing_values, "Budget")
                self.assertTrue(
                    self.env["mail.message"].search(
                        [
                            ("partner_ids", "in", self.user_sales.partner_id.ids),
                            ("subject", "ilike", "Incomplete"),
                            ("res_id", "=", customer.id),
                            ("model", "=", model),
                        ]
                    )
                )

    def test_what_is_only_told(self):
        """What the intake says without finding anything wrong, such as that a number is
        another one today, keeps no visitor from sending."""
        webform = self.make_form(names=("name!", "street", "phones!"))
        Intake = type(self.env["antcrm.intake"])

        def say(self, kind, candidates, options=None):
            names = ("street", "phones")
            return [
                [
                    {"code": code, "field": name, "message": code}
                    for name, code in zip(names, ("told", "wrong"), strict=True)
                ]
            ]

        with (
            patch.object(Intake, "_check_candidates", say),
            patch.object(Intake, "_get_told_codes", lambda self: frozenset(["told"])),
        ):
            errors = {}
            self.assertFalse(webform._check_candidate({"name": "Ann"}, errors))
        self.assertEqual(errors, {"phones": "wrong"})

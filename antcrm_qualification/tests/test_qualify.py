from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .common import BELGIAN_TIN, OTHER_TIN, TIN, QualificationCommon


@tagged("post_install", "-at_install")
class TestQualify(QualificationCommon):
    def make_complete_lead(self, user=None, **values):
        return self.make_lead(
            user,
            **{
                "source_id": self.source.id,
                "sales_direction_id": self.services.id,
                "is_new_company": True,
                "company_name": "Đông Á",
                "partner_name": "dong a",
                "website": "https://donga.example.com",
                "vat": TIN,
                "country_id": self.vietnam.id,
                "is_new_contact": True,
                "firstname": "Leo",
                "lastname": "Lind",
                "middlename": "Max",
                "phone": "0901 234 561",
                "email_from": "leo@example.com",
                **values,
            },
        )

    def test_everything_new(self):
        lead = self.make_complete_lead(share_mode="me")
        contact = lead.existing_contact_id
        action = lead.action_qualify()
        company = lead.existing_company_id
        self.assertEqual(action["res_id"], lead.id)
        self.assertEqual(lead.type, "opportunity")
        self.assertEqual(lead.qualification_state, "qualified")
        self.assertEqual(lead.partner_id, contact)
        self.assertEqual(lead.converted_account_id, company)
        self.assertRecordValues(
            company,
            [
                {
                    "name": "Đông Á",
                    "vat": TIN,
                    "website": "https://donga.example.com",
                    "customer_kind": "account",
                    "country_id": self.vietnam.id,
                    "share_mode": "me",
                }
            ],
        )
        self.assertRecordValues(
            contact,
            [{"name": "Lind Max Leo", "parent_id": company.id, "share_mode": "me"}],
        )

    def test_everything_known(self):
        company = self.make_company(TIN)
        contact = self.create_contact("0901 234 561", firstname="Leo", lastname="Lind")
        lead = self.make_complete_lead(middlename=False)
        self.assertEqual(lead.existing_company_id, company)
        self.assertEqual(lead.existing_contact_id, contact)
        lead.action_qualify()
        self.assertEqual(lead.partner_id, contact)
        self.assertEqual(contact.parent_id, company)
        self.assertIn("leo@example.com", self.points(contact, "email"))

    def test_what_is_missing_is_told(self):
        lead = self.make_lead()
        for values, missing in (
            (
                {},
                "Lead Source, Sales Direction, Existing Company, Company Name, "
                "Website, Tax Number (TIN), Existing Contact.",
            ),
            (
                {
                    "source_id": self.source.id,
                    "sales_direction_id": self.services.id,
                    "is_new_company": True,
                    "is_new_contact": True,
                },
                "Company Name, Website, Tax Number (TIN), First Name, Surname.",
            ),
            (
                {
                    "company_name": "Đông Á",
                    "website": "x.example.com",
                    "vat": TIN,
                    "firstname": "Leo",
                },
                ": Surname.",
            ),
        ):
            lead.write(values)
            with self.assertRaises(UserError) as caught:
                lead.action_qualify()
            self.assertIn(missing, str(caught.exception))
            self.assertEqual(lead.type, "lead")
        lead.lastname = "Lind"
        lead.action_qualify()
        self.assertEqual(lead.type, "opportunity")

    def test_chosen_company_stays(self):
        self.make_company(TIN)
        chosen = self.make_company(OTHER_TIN, name="Chosen")
        lead = self.make_complete_lead()
        lead.existing_company_id = chosen
        lead.action_qualify()
        self.assertEqual(lead.existing_company_id, chosen)
        self.assertEqual(lead.converted_account_id, chosen)

    def test_existing_company_needs_no_details(self):
        lead = self.make_complete_lead(
            existing_company_id=self.make_company(False).id,
            company_name=False,
            website=False,
            vat=False,
        )
        lead.action_qualify()
        self.assertEqual(lead.type, "opportunity")

    def test_several_of_one_company(self):
        leads = self.make_complete_lead() | self.make_complete_lead(
            firstname="Ida", phone="0901 234 562", email_from="ida@example.com"
        )
        leads.action_qualify()
        self.assertEqual(len(leads.existing_company_id), 1)
        self.assertEqual(len(leads.partner_id), 2)
        with self.assert_refused(UserError, "cannot be qualified"):
            leads.action_qualify()

    def test_hidden_company_and_contact(self):
        """Those that the lead does not name are as if they were not there."""
        company = self.make_company(TIN, user=self.user_colleague, share_mode="me")
        contact = self.make_complete_lead(vat=OTHER_TIN).existing_contact_id
        self.assertTrue(contact)
        contact.sudo().write(
            {"share_mode": "me", "share_owner_id": self.user_colleague.id}
        )
        lead = self.make_complete_lead()
        lead.action_qualify()
        self.assertEqual(lead.existing_company_id.vat, TIN)
        self.assertNotEqual(lead.existing_company_id, company)
        self.assertTrue(lead.existing_contact_id)
        self.assertNotEqual(lead.existing_contact_id, contact)

    def test_contact_that_was_hidden_since(self):
        lead = self.make_complete_lead()
        lead.existing_contact_id.sudo().write(
            {"share_mode": "me", "share_owner_id": self.user_colleague.id}
        )
        with self.assert_refused(UserError, "The contact of .* not shared with you"):
            lead.action_qualify()

    def test_existing_company_that_was_hidden_since(self):
        company = self.make_company(TIN, user=self.user_colleague)
        lead = self.make_complete_lead()
        self.assertEqual(lead.existing_company_id, company)
        company.with_user(self.user_colleague).share_mode = "me"
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assert_refused(UserError, "The company of .* not shared with you"):
            lead.action_qualify()

    def test_wrong_number_or_owner(self):
        lead = self.make_complete_lead(vat=BELGIAN_TIN, country_id=self.belgium.id)
        lead.country_id = self.vietnam
        with self.assert_refused(UserError, "not a tax number of Vietnam"):
            lead.action_qualify()
        lead = self.make_complete_lead(user_id=self.user_sales.id)
        self.user_sales.sudo().active = False
        with self.assert_refused(UserError, "does not work here any more"):
            lead.with_user(self.user_administrator).action_qualify()

    def test_states(self):
        lead = self.make_lead(user_id=False)
        self.assertEqual(lead.qualification_state, "new")
        lead.user_id = self.user_sales
        self.assertEqual(lead.qualification_state, "assigned")
        reason = self.env["crm.lost.reason"].create({"name": "No budget"})
        action = lead.action_disqualify()
        form = Form(self.as_user(action["res_model"]).with_context(**action["context"]))
        with self.assertRaises(AssertionError):
            form.save()
        form.lost_reason_id = reason
        form.comment = "Asked <b>twice</b>"
        form.save().action_disqualify()
        self.assertEqual(lead.qualification_state, "disqualified")
        self.assertEqual(lead.status_id.category, "unqualified")
        self.assertEqual(lead.lost_reason_id, reason)
        self.assertIn("&lt;b&gt;twice", "".join(lead.message_ids.mapped("body")))
        with self.assert_refused(UserError, "cannot be qualified"):
            lead.action_qualify()
        lead.action_unarchive()
        self.assertEqual(lead.qualification_state, "assigned")

    def disqualify(self, leads):
        reason = self.env["crm.lost.reason"].create({"name": "No budget"})
        action = leads.action_disqualify()
        wizard = self.as_user(action["res_model"]).with_context(**action["context"])
        return wizard.create({"lost_reason_id": reason.id}).action_disqualify()

    def test_disqualify_several(self):
        leads = self.make_lead(name="One") | self.make_lead(name="Two")
        action = self.disqualify(leads)
        self.assertEqual(action["type"], "ir.actions.act_window_close")
        self.assertEqual(
            leads.mapped("qualification_state"), ["disqualified", "disqualified"]
        )
        lead, converted = self.make_lead(), self.make_lead(name="Converted one")
        converted._convert_to_customers(
            {converted.id: {"contact": True, "account": False}}
        )
        action = self.disqualify(lead | converted | leads[0])
        self.assertEqual(lead.qualification_state, "disqualified")
        self.assertTrue(converted.active)
        self.assertEqual(converted.qualification_state, "qualified")
        self.assertIn("Converted one", action["params"]["message"])
        with self.assert_refused(UserError, "already"):
            self.disqualify(converted)

    def test_source_of_the_door(self):
        sources = self.env["utm.source"].search([]).mapped("name")
        self.assertLessEqual({"Self-generation", "Email", "Social media"}, {*sources})
        for model, name in (
            ("antcrm.mail.intake", "Email"),
            ("antcrm.webform", "Website form"),
        ):
            if model in self.env:
                values = self.env[model].default_get(["source_id"])
                source = self.env["utm.source"].browse(values["source_id"])
                self.assertEqual(source.name, name)

    def test_other_conversions_bring_it_along(self):
        lead = self.make_complete_lead(is_new_contact=False, is_new_company=False)
        lead._convert_to_customers({lead.id: {"contact": True, "account": True}})
        self.assertEqual(lead.converted_contact_id.name, "Lind Max Leo")
        self.assertRecordValues(
            lead.converted_account_id, [{"name": "Đông Á", "vat": TIN}]
        )
        self.assertEqual(lead.qualification_state, "qualified")

    def test_other_conversions_take_whom_the_lead_names(self):
        company = self.make_company(OTHER_TIN, name="Named Ltd")
        contact = self.create_contact(firstname="Named")
        # another one leaves no doubt by phone
        self.create_contact("0901 234 561", firstname="Leo", lastname="Lind")
        values = {
            "is_new_contact": False,
            "is_new_company": False,
            "existing_company_id": company.id,
            "existing_contact_id": contact.id,
            "vat": False,
        }
        leads = self.make_complete_lead(**values) | self.make_complete_lead(**values)
        self.as_user("antcrm.lead.convert").with_context(active_ids=leads.ids).create(
            {}
        ).action_convert()
        self.assertEqual(leads.converted_contact_id, contact)
        self.assertEqual(leads.converted_account_id, company)
        lead = self.make_complete_lead(**values)
        wizard = self.as_user("antcrm.lead.convert").with_context(active_ids=lead.ids)
        wizard = wizard.create({})
        self.assertEqual((wizard.contact_id, wizard.account_id), (contact, company))
        self.assertEqual(wizard.found_contact_ids[:1], contact)
        # the host's own
        wizard = self.as_user("crm.lead2opportunity.partner")
        wizard = wizard.with_context(active_id=lead.id, active_ids=lead.ids)
        wizard = wizard.create({})
        self.assertEqual(wizard.partner_id, contact)
        lead.existing_contact_id = False
        self.assertEqual(lead._find_matching_partner(), company)

    def test_merge_keeps_what_was_studied(self):
        kept = self.make_lead(
            sales_direction_id=self.schooling.id, customer_requirements="Ropes"
        )
        other = self.make_lead(
            sales_direction_id=self.services.id,
            sales_product_id=self.hosting.id,
            customer_requirements="Hooks",
            existing_company_id=self.make_company(TIN).id,
            external_client_id="C-1",
        )
        (kept | other)._merge_opportunity()
        merged = (kept | other).exists()
        self.assertIn(merged.sales_direction_id, self.services | self.schooling)
        self.assertLessEqual(
            merged.sales_product_id, merged.sales_direction_id.product_ids
        )
        self.assertEqual(merged.existing_company_id.vat, TIN)
        self.assertEqual(merged.external_client_id, "C-1")
        for text in ("Ropes", "Hooks"):
            self.assertIn(text, merged.customer_requirements)

    def test_roles(self):
        """Sales: own leads; marketeer: all; manager: programmes, too."""
        lead = self.make_complete_lead(self.user_colleague)
        with self.assertRaises(AccessError):
            lead.with_user(self.user_sales).action_qualify()
        marketeer = new_test_user(
            self.env,
            "antcrm_marketeer",
            groups="antcrm_share.group_user,sales_team.group_sale_salesman_all_leads",
        )
        lead.with_user(marketeer).action_qualify()
        for model in (
            *("antcrm.sales.direction", "antcrm.sales.product"),
            *("antcrm.partner.programme", "antcrm.partner.agreement"),
        ):
            for user in (self.user_sales, marketeer):
                self.assertTrue(self.as_user(model, user).has_access("read"))
                self.assertFalse(self.as_user(model, user).has_access("write"))
            self.assertTrue(
                self.as_user(model, self.user_administrator).has_access("unlink")
            )
            self.assertFalse(self.as_user(model, self.user_portal).has_access("read"))

    def test_related(self):
        lead = self.make_lead()
        todo, call = (
            self.env.ref(f"mail.mail_activity_data_{name}") for name in ("todo", "call")
        )
        lead.activity_schedule(activity_type_id=todo.id)
        lead.activity_schedule(activity_type_id=call.id)
        lead.activity_ids.filtered(
            lambda activity: activity.activity_type_id == call
        ).action_feedback()
        self.as_user("calendar.event").create(
            {
                "name": "Demo",
                "start": "2026-01-01 10:00:00",
                "stop": "2026-01-01 11:00:00",
                "opportunity_id": lead.id,
            }
        )
        lead.message_post(
            body="Hello", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        lead.message_post(body="A note")
        lead.invalidate_recordset()
        for name in ("task", "call", "meeting", "email"):
            self.assertEqual(lead[f"related_{name}_count"], 1, name)
            action = getattr(lead, f"action_view_{name}s")()
            found = (
                self.as_user(action["res_model"])
                .with_context(**action["context"])
                .search(action["domain"])
            )
            self.assertEqual(len(found), 1, name)

    def test_project_tasks(self):
        """Tasks of the lead's company and contact are a click away, for who may see
        them."""
        if "project.task" not in self.env:
            self.skipTest("project is not installed")
        company, contact, other = self.env["res.partner"].create(
            [
                {"name": "Ropes Ltd", "is_company": True},
                {"name": "Leo Lind"},
                {"name": "Somebody Else"},
            ]
        )
        lead = self.make_lead(
            existing_company_id=company.id, existing_contact_id=contact.id
        )
        project = self.env["project.project"].create(
            {"name": "Ropes", "privacy_visibility": "employees"}
        )
        tasks = self.env["project.task"].create(
            [
                {"name": one.name, "partner_id": one.id, "project_id": project.id}
                for one in (company, contact, other)
            ]
        )
        user = new_test_user(
            self.env,
            "antcrm_project_sales",
            groups="antcrm_share.group_user,project.group_project_user,"
            "sales_team.group_sale_salesman_all_leads",
        )
        lead = lead.with_user(user)
        self.assertEqual(lead.project_task_count, 2)
        action = lead.action_view_project_tasks()
        found = self.env["project.task"].with_user(user).search(action["domain"])
        self.assertEqual(found, tasks[:2].with_user(user))
        project.privacy_visibility = "followers"
        lead.invalidate_recordset()
        self.assertFalse(lead.project_task_count)
        self.assertFalse(lead.with_user(self.user_sales).project_task_count)

    def test_unusual_tax_number_where_the_host_checks(self):
        """A hint, not a refusal: neither for the company nor for its people."""
        if not hasattr(self.env["res.partner"], "_inverse_vat"):
            self.skipTest("base_vat is not installed")
        for vat, code in (("123456789", "at"), ("732829320", "fr")):
            lead = self.make_lead(
                source_id=self.source.id,
                sales_direction_id=self.services.id,
                company_name=f"Company {vat}",
                website=f"https://c{vat}.example.com",
                vat=vat,
                country_id=self.env.ref(f"base.{code}").id,
                firstname="Leo",
                lastname=f"Lind {vat}",
            )
            lead.action_qualify()
            self.assertEqual(lead.existing_company_id.vat, vat)
            self.assertEqual(
                lead.existing_contact_id.parent_id, lead.existing_company_id
            )

    def test_form(self):
        view = "antcrm_qualification.crm_lead_view_form_qualification"
        form = Form(self.as_user("crm.lead").with_context(default_type="lead"), view)
        form.name = "Ropes"
        form.source_id = self.source
        form.partner_agreement_id = self.agreement
        self.assertEqual(form.sales_direction_id, self.services)
        self.assertEqual(form.partner_company_id, self.partner)
        self.assertEqual(form.partner_contact_id, self.partner_contact)
        form.sales_product_id = self.support
        form.sales_direction_id = self.schooling
        self.assertFalse(form.partner_agreement_id)
        self.assertEqual(form.sales_product_id, self.support)
        form.sales_direction_id = self.env["antcrm.sales.direction"]
        self.assertFalse(form.sales_product_id)
        form.sales_direction_id = self.services
        company = self.make_company(TIN)
        form.is_new_company = True
        form.company_name = "Đông Á"
        form.website = "x.example.com"
        form.vat = TIN
        form.is_new_contact = True
        form.firstname, form.lastname = "Leo", "Lind"
        with form.email_ids.new() as line:
            line.value = "leo@example.com"
        lead = form.save()
        self.assertEqual(lead.existing_company_id, company)
        self.assertFalse(lead.is_new_company)
        self.assertEqual(lead.existing_contact_id.parent_id, company)

    def test_form_shows_what_there_is_to_tell(self):
        """How to reach somebody always; details of a company where it is not with us.
        Nothing is required by the form: what is missing is asked for at Qualify."""
        view = "antcrm_qualification.crm_lead_view_form_qualification"
        form = Form(self.as_user("crm.lead").with_context(default_type="lead"), view)
        company = ("company_name", "vat")
        person = ("firstname", "lastname", "middlename", "phone_ids", "email_ids")
        person += ("website", "customer_requirements")
        ticks = ("is_new_company", "is_new_contact")
        existing = ("existing_company_id", "existing_contact_id")

        def assert_shown(*names):
            for name in (*existing, *company, *person, *ticks):
                hidden = form._get_modifier(name, "invisible")
                self.assertEqual(not hidden, name in names, name)
                self.assertFalse(form._get_modifier(name, "required"), name)

        assert_shown(*existing, *company, *person, *ticks)
        form.is_new_company = True
        form.is_new_contact = True
        assert_shown(*company, *person, *ticks)
        form.is_new_company = False
        form.is_new_contact = False
        form.existing_company_id = self.make_company(TIN)
        form.existing_contact_id = self.create_contact(
            parent_id=form.existing_company_id.id
        )
        assert_shown(*existing, *person)

    def test_mailing_lists(self):
        if "mailing.contact" not in self.env:
            self.skipTest("mass_mailing is not installed")
        lists = self.env["mailing.list"].create([{"name": "News"}, {"name": "Fairs"}])
        self.env["mailing.contact"].create(
            [
                {"email": "LEO@example.com", "list_ids": [Command.set(lists.ids)]},
                {"email": "ida@example.com", "list_ids": [Command.set(lists[:1].ids)]},
            ]
        )
        lead = self.make_lead(email_from="Leo <leo@example.com>")
        mailer = new_test_user(
            self.env,
            "antcrm_mailer",
            groups="antcrm_share.group_administrator,"
            "mass_mailing.group_mass_mailing_user",
        )
        lead = lead.with_user(mailer)
        self.assertEqual(lead.mailing_list_count, 2)
        action = lead.action_view_mailing_lists()
        contact = lead.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(contact.list_ids, lists.with_env(contact.env))
        # nobody knows the address yet: it is a new one, of the lead
        lead.email_from = "new@example.com"
        lead.invalidate_recordset()
        self.assertTrue(lead.has_mailing_lists)
        self.assertFalse(lead.mailing_list_count)
        action = lead.action_view_mailing_lists()
        with Form(
            lead.env[action["res_model"]].with_context(**action["context"])
        ) as new:
            self.assertEqual(new.email, "new@example.com")
        # without the right there is no button
        self.assertFalse(lead.with_user(self.user_sales).has_mailing_lists)

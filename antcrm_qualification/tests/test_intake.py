from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.antcrm_customers.tests.common import RestoredRegistry

from .common import BELGIAN_TIN, OTHER_TIN, TIN, QualificationCommon

OFFERED_TO_VISITORS = {
    *("company_name", "vat", "middlename"),
    *("sales_direction_id", "sales_product_id", "customer_requirements"),
}
KEPT_FROM_VISITORS = {
    *("is_new_company", "existing_company_id", "is_new_contact", "do_not_email"),
    *("partner_agreement_id", "campaign_id", "medium_id", "external_client_id"),
}


@tagged("post_install", "-at_install")
class TestIntake(RestoredRegistry, QualificationCommon):
    """What is studied of a lead comes in by import, form, mail and quick create."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.intake = cls.as_user("antcrm.intake")

    def take_in(self, *candidates, **options):
        """Plan and apply candidates, which comes to the same; return the outcomes."""
        candidates = [{"name": "Leo Lind", **candidate} for candidate in candidates]
        planned = self.intake.plan("lead", candidates, options)
        outcomes = self.intake.apply("lead", candidates, options)
        self.env.flush_all()
        for plan, outcome in zip(planned, outcomes, strict=True):
            self.assertEqual(plan["action"], outcome["action"])
            self.assertEqual(plan["issues"], outcome["issues"])
        return outcomes

    def get_leads(self, outcomes):
        ids = [outcome["record"]["id"] for outcome in outcomes]
        return self.as_user("crm.lead").browse(ids)

    def get_left_out(self, outcome):
        return [
            (issue["code"], issue["field"], issue["severity"])
            for issue in outcome["issues"]
            if issue["code"] != "paper_hint"  # what a country's addon has to say
        ]

    # ------------------------------------------------------------------
    # Created
    # ------------------------------------------------------------------

    def test_what_was_studied(self):
        company = self.make_company(TIN, name="Đông Á")
        self.env["utm.campaign"].create({"name": "Spring fair"})
        [outcome] = self.take_in(
            {
                "company_name": "Dong A Ltd",
                "vat": f"{TIN[:4]} {TIN[4:]}",
                "sales_direction_id": "SERVICES",
                "sales_product_id": "support",
                "partner_agreement_id": "P-1",
                "campaign_id": "Spring fair",
                "medium_id": "Email",
                "customer_requirements": "Ropes",
                "external_client_id": "C-1",
                "is_new_contact": True,
                "firstname": "Leo",
                "lastname": "Lind",
                "middlename": "Max",
                "phones": ["0901 234 561"],
                "emails": ["leo@example.com"],
                "do_not_email": True,
            }
        )
        self.assertFalse(outcome["issues"])
        lead = self.get_leads([outcome])
        self.assertRecordValues(
            lead,
            [
                {
                    "company_name": "Dong A Ltd",
                    "existing_company_id": company.id,
                    "is_new_company": False,
                    "sales_direction_id": self.services.id,
                    "sales_product_id": self.support.id,
                    "partner_agreement_id": self.agreement.id,
                    "partner_company_id": self.partner.id,
                    "partner_contact_id": self.partner_contact.id,
                    "customer_requirements": "Ropes",
                    "external_client_id": "C-1",
                    "is_new_contact": False,
                }
            ],
        )
        self.assertEqual(lead.campaign_id.name, "Spring fair")
        self.assertEqual(lead.medium_id.name, "Email")
        self.assertTrue(lead.is_blacklisted)
        contact = lead.existing_contact_id
        self.assertRecordValues(
            contact,
            [
                {
                    "name": "Leo Max Lind",
                    "parent_id": company.id,
                    "phone": "+84 901 234 561",
                    "email": "leo@example.com",
                }
            ],
        )
        self.assertTrue(all(contact.phone_ids.mapped("exclusive")))

    def test_existing_company_by_name(self):
        company = self.make_company(False, name="Đông Á")
        hidden = self.make_company(
            False, user=self.user_colleague, share_mode="me", name="Secret"
        )
        found, told = self.take_in(
            {"existing_company_id": "DONG A"}, {"existing_company_id": "Secret"}
        )
        self.assertEqual(self.get_leads([found]).existing_company_id, company)
        self.assertEqual(
            self.get_left_out(told),
            [("unknown_value", "existing_company_id", "warning")],
        )
        self.assertFalse(self.get_leads([told]).existing_company_id)
        [outcome] = self.take_in({"existing_company_id": hidden.id})
        self.assertFalse(self.get_leads([outcome]).existing_company_id)

    def test_new_contact_is_found(self):
        known = self.create_contact("0901 234 561", firstname="Leo", lastname="Lind")
        values = {"is_new_contact": True, "phones": ["0901 234 561"]}
        [outcome] = self.take_in({**values, "firstname": "Leo", "lastname": "Lind"})
        self.assertEqual(self.get_leads([outcome]).existing_contact_id, known)

    def test_new_company_is_looked_up(self):
        self.set_lookup({"name": "Told by the service", "vat": OTHER_TIN})
        outcomes = self.take_in(
            {"vat": OTHER_TIN, "is_new_company": True},
            {"vat": OTHER_TIN, "is_new_company": "1"},
            {"vat": OTHER_TIN},
        )
        leads = self.get_leads(outcomes)
        self.assertEqual(leads[0].existing_company_id.name, "Told by the service")
        self.assertEqual(len(leads.existing_company_id), 1)

    def test_agreement_alone_sets_the_direction(self):
        [outcome] = self.take_in({"partner_agreement_id": "P-1"})
        self.assertEqual(self.get_leads([outcome]).sales_direction_id, self.services)

    def test_for_a_colleague(self):
        """Who may import leads for others has their companies found as well."""
        company = self.make_company(TIN)
        [outcome] = self.take_in(
            {
                "vat": TIN,
                "is_new_contact": True,
                "firstname": "Leo",
                "lastname": "Lind",
                "phones": ["0901 234 561"],
            },
            pic_mode="user",
            pic_user_id=self.user_colleague.id,
            share_mode="all",
        )
        lead = self.get_leads([outcome]).with_user(self.user_colleague)
        self.assertEqual(lead.user_id, self.user_colleague)
        self.assertEqual(lead.existing_company_id, company)
        self.assertEqual(lead.existing_contact_id.name, "Leo Lind")

    # ------------------------------------------------------------------
    # Contradictions
    # ------------------------------------------------------------------

    def test_what_contradicts_is_left_out(self):
        services, schooling = "Services", "Schooling"
        cases = (
            ({"vat": "12345"}, ["vat"]),
            ({"vat": "01001091", "country_id": "Vietnam"}, ["vat"]),
            ({"vat": BELGIAN_TIN, "country_id": "Belgium"}, []),
            ({"sales_product_id": "Support"}, ["sales_product_id"]),
            (
                {"sales_direction_id": services, "sales_product_id": "Training"},
                ["sales_product_id"],
            ),
            (
                {"sales_direction_id": schooling, "partner_agreement_id": "P-1"},
                ["partner_agreement_id"],
            ),
            (
                {
                    "sales_direction_id": services,
                    "sales_product_id": "Hosting",
                    "partner_agreement_id": "P-1",
                },
                ["partner_agreement_id"],
            ),
            ({"sales_product_id": "Support", "partner_agreement_id": "P-1"}, []),
            (
                {"sales_product_id": "Training", "partner_agreement_id": "P-1"},
                ["sales_product_id"],
            ),
        )
        outcomes = self.take_in(
            *(
                {"name": f"No {number}", **case}
                for number, (case, _names) in enumerate(cases)
            )
        )
        for (case, names), outcome in zip(cases, outcomes, strict=True):
            with self.subTest(case=case):
                self.assertEqual(
                    self.get_left_out(outcome),
                    [("bad_value", name, "warning") for name in names],
                )
                self.assertEqual(outcome["action"], "created")
                lead = self.get_leads([outcome])
                for name in case.keys() - {"country_id"}:
                    self.assertEqual(bool(lead[name]), name not in names, name)

    def test_what_contradicts_may_reject(self):
        for options in (
            {"invalid_values": "reject"},
            {"invalid_choices": {"bad_value": "reject"}},
        ):
            wrong, right = self.take_in(
                {"vat": "12345", "name": "Wrong"}, {"vat": TIN}, **options
            )
            self.assertEqual(wrong["action"], "rejected")
            self.assertFalse(wrong["record"])
            self.assertEqual(right["action"], "created")

    # ------------------------------------------------------------------
    # Leads that are there already
    # ------------------------------------------------------------------

    def test_merge_and_overwrite(self):
        lead = self.create_lead(
            "0901 234 561",
            sales_direction_id=self.services.id,
            sales_product_id=self.support.id,
            partner_agreement_id=self.agreement.id,
        )
        candidate = {"phones": ["0901 234 561"]}
        # the direction stays in a merge: a product of another one cannot come
        [outcome] = self.take_in(
            {**candidate, "sales_direction_id": "Schooling", "vat": "1"},
            duplicate_policy="merge",
        )
        self.assertEqual(self.get_left_out(outcome), [("bad_value", "vat", "warning")])
        self.assertEqual(lead.sales_direction_id, self.services)
        # an overwrite takes with the direction what does not go with it
        [outcome] = self.take_in(
            {**candidate, "sales_direction_id": "Schooling"},
            duplicate_policy="overwrite",
        )
        self.assertFalse(outcome["issues"])
        self.assertEqual(lead.sales_direction_id, self.schooling)
        self.assertEqual(lead.sales_product_id, self.support)
        self.assertFalse(lead.partner_agreement_id)
        [outcome] = self.take_in(
            {**candidate, "sales_product_id": "Hosting"}, duplicate_policy="overwrite"
        )
        self.assertEqual(
            self.get_left_out(outcome), [("bad_value", "sales_product_id", "warning")]
        )
        self.assertEqual(lead.sales_product_id, self.support)
        [outcome] = self.take_in(
            {
                **candidate,
                "sales_direction_id": "Services",
                "sales_product_id": "Hosting",
            },
            duplicate_policy="overwrite",
        )
        self.assertEqual(lead.sales_product_id, self.hosting)
        company = self.make_company(TIN)
        self.take_in({**candidate, "vat": TIN}, duplicate_policy="merge")
        self.assertEqual(lead.existing_company_id, company)

    def test_nobody_is_put_back_on_the_lists(self):
        self.env["mail.blacklist"]._add("leo@example.com")
        [outcome] = self.take_in({"emails": ["leo@example.com"], "do_not_email": False})
        self.assertTrue(self.get_leads([outcome]).is_blacklisted)

    # ------------------------------------------------------------------
    # Who is offered what
    # ------------------------------------------------------------------

    def test_visitors_choose_what_they_want_and_nothing_else(self):
        internal = {
            field["name"]: field["internal"] for field in self.intake.get_fields("lead")
        }
        self.assertLessEqual(OFFERED_TO_VISITORS | KEPT_FROM_VISITORS, internal.keys())
        for name in OFFERED_TO_VISITORS:
            self.assertFalse(internal[name], name)
        for name in KEPT_FROM_VISITORS:
            self.assertTrue(internal[name], name)
        for kind in ("contact", "account"):
            names = {field["name"] for field in self.intake.get_fields(kind)}
            self.assertNotIn("sales_direction_id", names)
        if "antcrm.webform.field" in self.env:
            offered = self.as_user("antcrm.webform.field")._get_offered("lead")
            self.assertLessEqual(OFFERED_TO_VISITORS, offered.keys())
            self.assertFalse(KEPT_FROM_VISITORS & offered.keys())

    # ------------------------------------------------------------------
    # Custom fields that are required
    # ------------------------------------------------------------------

    def make_required_field(self, label, kinds, **values):
        kinds = self.env["antcrm.customer.kind"].search([("code", "in", kinds)])
        return self.env["antcrm.custom.field"].create(
            {
                "label": label,
                "type": "char",
                "required": True,
                "kinds": [Command.set(kinds.ids)],
                **values,
            }
        )

    def make_person_lead(self, **values):
        return self.make_lead(
            **{
                "is_new_contact": True,
                "firstname": "Leo",
                "lastname": "Lind",
                "phone": "0901 234 561",
                **values,
            }
        )

    def test_custom_fields_go_on_to_contact_and_company(self):
        kinds = ("lead", "contact", "account")
        field = self.make_required_field("Shoe", kinds)
        choices = self.make_required_field(
            "Colours",
            kinds,
            type="choices",
            choice_ids=[Command.create({"name": n}) for n in ("Red", "Blue")],
        ).choice_ids
        lead = self.make_person_lead(
            x_shoe="42",
            x_colours=[Command.set(choices.ids)],
            vat=TIN,
            is_new_company=True,
            company_name="Đông Á",
            website="https://donga.example.com",
            source_id=self.source.id,
            sales_direction_id=self.services.id,
        )
        lead.action_qualify()
        for customer in (lead.existing_contact_id, lead.existing_company_id):
            self.assertEqual(customer[field.field_name], "42")
            self.assertEqual(customer.x_colours, choices)

    def test_missing_custom_field_stops_nobody(self):
        """The lead's form has no place for it: the contact is incomplete."""
        self.make_required_field("Shoe", ("contact",))
        lead = self.make_person_lead(
            existing_company_id=self.make_company(TIN).id,
            source_id=self.source.id,
            sales_direction_id=self.services.id,
        )
        lead.action_qualify()
        self.assertEqual(lead.existing_contact_id.missing_values, "Shoe")

    # ------------------------------------------------------------------
    # The doors
    # ------------------------------------------------------------------

    def test_source_of_a_mail(self):
        if "antcrm.mail.intake" not in self.env:
            self.skipTest("antcrm_mail_intake is not installed")
        domain = self.env["mail.alias.domain"].create({"name": "intake.example"})
        self.env.company.alias_domain_id = domain
        self.as_user("antcrm.mail.intake", self.user_administrator).create(
            {
                "name": "Leads",
                "alias_name": "leads",
                "kind": "lead",
                "responsible_id": self.user_administrator.id,
            }
        )
        mail = (
            "From: Leo Lind <leo@customer.example>\nTo: leads@intake.example\n"
            "Subject: Ropes\nMessage-Id: <qualification@customer.example>\n"
            "Date: Wed, 27 Oct 2021 09:31:00 +0200\n\nHow much are they?\n"
        )
        self.env["mail.thread"].message_process(None, mail.encode())
        lead = self.env["crm.lead"].search([("email_from", "ilike", "leo@customer")])
        self.assertEqual(lead.source_id.name, "Email")
        self.assertIn(lead.qualification_state, ("new", "assigned"))

    def test_source_of_a_web_form(self):
        if "antcrm.webform" not in self.env:
            self.skipTest("antcrm_webform is not installed")
        form = self.as_user("antcrm.webform", self.user_administrator).create(
            {
                "name": "Contact us",
                "kind": "lead",
                "responsible_id": self.user_administrator.id,
                "field_ids": [
                    Command.create({"name": name})
                    for name in ("name", "vat", "sales_direction_id")
                ],
            }
        )
        self.assertEqual(form.source_id.name, "Website form")
        options = form._get_intake_options()
        [outcome] = (
            self.env["antcrm.intake"]
            .sudo()
            .apply("lead", [{"name": "Leo", "sales_direction_id": "Services"}], options)
        )
        lead = self.env["crm.lead"].browse(outcome["record"]["id"])
        self.assertEqual(lead.source_id.name, "Website form")
        self.assertEqual(lead.sales_direction_id, self.services)

    def test_source_of_an_import(self):
        [outcome] = self.take_in({"source_id": "Vendor"})
        self.assertEqual(self.get_leads([outcome]).source_id, self.source)

    # ------------------------------------------------------------------
    # Many at once
    # ------------------------------------------------------------------

    def count(self, candidates, **options):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        outcomes = self.intake.apply("lead", candidates, options)
        self.env.flush_all()
        return self.get_leads(outcomes), self.env.cr.sql_log_count - before

    def candidates(self, start=0, **values):
        return [
            {
                "firstname": f"Batch{number}",
                "lastname": "Lind",
                "emails": [f"batch{number}@example.com"],
                "vat": f"{number:09}",
                "sales_direction_id": "Services",
                "sales_product_id": "Support",
                "partner_agreement_id": "P-1",
                "external_client_id": f"C-{number}",
                **values,
            }
            for number in range(start, start + 1000)
        ]

    def test_at_most_150_queries_for_1000_leads(self):
        # whoever brings thousands has the right to
        self.user_sales.group_ids += self.env.ref("antcrm_customers.group_import")
        self.env["res.partner"].create(
            [
                {"name": f"Company {number}", "is_company": True, "vat": f"{number:09}"}
                for number in range(1000)
            ]
        )
        leads, queries = self.count(self.candidates())
        self.assertEqual(len(leads.existing_company_id), 1000)
        self.assertLessEqual(queries, 150)
        # companies and contacts
        leads, queries = self.count(
            self.candidates(is_new_contact=True), duplicate_policy="duplicate"
        )
        self.assertEqual(len(leads.existing_contact_id.parent_id), 1000)
        self.assertLessEqual(queries, 150)
        contacts = leads.existing_contact_id
        leads, queries = self.count(
            self.candidates(is_new_contact=True), duplicate_policy="duplicate"
        )
        self.assertEqual(leads.existing_contact_id, contacts)
        self.assertLessEqual(queries, 150)

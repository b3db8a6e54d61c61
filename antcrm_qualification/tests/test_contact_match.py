from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import OTHER_TIN, TIN, QualificationCommon


@tagged("post_install", "-at_install")
class TestContactMatch(QualificationCommon):
    def make_person(self, *phones, emails=(), firstname="Leo", **values):
        return self.create_contact(
            *phones,
            firstname=firstname,
            lastname=values.pop("lastname", "Lind"),
            email_ids=self.typed(*emails),
            **values,
        )

    def make_person_lead(self, user=None, **values):
        return self.make_lead(
            user,
            **{
                "is_new_contact": True,
                "firstname": "Leo",
                "lastname": "Lind",
                "phone": "0901 234 561",
                "email_from": "leo@example.com",
                **values,
            },
        )

    def assert_contact(self, lead, contact):
        self.env.flush_all()
        self.assertEqual(lead.existing_contact_id, contact)
        self.assertFalse(lead.is_new_contact)

    # ------------------------------------------------------------------
    # Found
    # ------------------------------------------------------------------

    def test_two_of_three(self):
        for values in (
            {"firstname": "Leo", "emails": ["LEO@example.com"]},
            {"firstname": "Leo", "phones": ["+84901234561"]},
            {
                "firstname": "L.",
                "phones": ["0901 234 561"],
                "emails": ["leo@example.com"],
            },
        ):
            with self.subTest(values=values):
                contact = self.make_person(
                    *values.pop("phones", ()), **{"lastname": "LÍND", **values}
                )
                lead = self.make_person_lead()
                self.assert_contact(lead, contact)
                # the lead refers to its contact, who stays with it
                lead.sudo().unlink()
                contact.unlink()

    def test_less_is_another_person(self):
        others = self.make_person("0901 234 561", firstname="Lea")
        others |= self.make_person(firstname="Leo", emails=["other@example.com"])
        others |= self.make_person(
            firstname="Leo", lastname="Berg", emails=["leo@example.com"]
        )
        lead = self.make_person_lead()
        self.assertFalse(lead.existing_contact_id & others)
        self.assertEqual(lead.existing_contact_id.name, "Leo Lind")

    def test_three_win(self):
        self.make_person("0901 234 561")
        best = self.make_person("0901 234 562", emails=["leo@example.com"])
        self.env.flush_all()
        best.phone_ids[0].sudo()._trusted().write(
            {"normalized": "+84901234561", "exclusive": False}
        )
        self.assert_contact(self.make_person_lead(), best)

    def test_middle_name_is_part_of_the_full_name(self):
        known = self.make_person("0901 234 561", firstname="Leo")
        lead = self.make_person_lead(middlename="Max", email_from=False)
        created = lead.existing_contact_id
        self.assertEqual(created.firstname, "Leo Max")
        # one last name and number, and two full names
        self.assertNotEqual(created, known)
        again = self.make_person_lead(middlename="Max", email_from=False)
        self.assert_contact(again, created)

    def test_company_is_filled_where_there_is_none(self):
        company = self.make_company(TIN)
        contact = self.make_person("0901 234 561")
        self.make_person_lead(vat=TIN)
        self.assertEqual(contact.parent_id, company)
        other = self.make_company("123456789")
        self.make_person_lead(vat="123456789")
        self.assertEqual(contact.parent_id, company)
        self.assertFalse(other.child_ids)

    def test_found_when_saved_later(self):
        lead = self.make_lead(firstname="Leo", lastname="Lind")
        contact = self.make_person("0901 234 561")
        lead.phone = "0901234561"
        self.assertFalse(lead.existing_contact_id)
        lead.is_new_contact = True
        self.assert_contact(lead, contact)

    def test_incomplete_names_wait(self):
        lead = self.make_person_lead(lastname=False)
        self.assertTrue(lead.is_new_contact)
        self.assertFalse(lead.existing_contact_id)
        lead.lastname = "Lind"
        self.assert_contact(lead, lead.existing_contact_id)

    def test_hidden_contact_is_not_told(self):
        hidden = self.make_person(
            "0901 234 561", user=self.user_colleague, share_mode="me"
        )
        lead = self.make_person_lead(user_id=False)
        made = lead.existing_contact_id
        self.assertTrue(made)
        self.assertNotEqual(made, hidden)
        # who sees them finds them
        lead = self.make_person_lead(self.user_colleague, email_from=False)
        self.assert_contact(lead, hidden)

    def test_people_who_are_still_there_first(self):
        archived = self.make_person("0901 234 561")
        archived.sudo().active = False
        retired = self.make_person("0901 234 561")
        self.put_out_of_use(retired)
        current = self.make_person("0901 234 561")
        self.assert_contact(self.make_person_lead(), current)
        current.sudo().active = False
        self.assert_contact(self.make_person_lead(), retired)

    def test_nobody_with_a_login_gets_a_company(self):
        """Whoever writes the tax number of a partner does not become its employee."""
        stranger = self.user_portal.partner_id
        stranger.write(
            {"name": "Leo Lind", "phone": "0901 234 561", "email": "leo@example.com"}
        )
        self.partner.vat = TIN
        lead = self.make_person_lead(
            vat=TIN, source_id=self.source.id, sales_direction_id=self.services.id
        )
        self.assert_contact(lead, stranger)
        self.assertEqual(lead.existing_company_id, self.partner)
        self.assertFalse(stranger.parent_id)
        lead.action_qualify()
        self.assertEqual(lead.partner_id, stranger)
        self.assertFalse(stranger.parent_id)
        self.assertFalse(self.user_portal._get_agreements())

    def test_strangers_change_nobody(self):
        """What they send finds whom the owner of the lead sees, and moves whom he may
        write."""
        company = self.make_company(TIN, user=self.user_colleague)
        contact = self.make_person(
            "0901 234 561", user=self.user_colleague, share_mode="me"
        )
        values = {
            "name": "Sent",
            "type": "lead",
            "vat": TIN,
            "is_new_contact": True,
            "firstname": "Leo",
            "lastname": "Lind",
            "phone": "0901 234 561",
        }
        Lead = self.env["crm.lead"].with_user(self.user_portal).sudo()
        lead = Lead.create({**values, "user_id": self.user_sales.id})
        self.assertTrue(lead.is_new_contact)
        self.assertFalse(lead.existing_contact_id)
        self.assertFalse(contact.parent_id)
        lead = Lead.create({**values, "user_id": self.user_colleague.id})
        self.assertEqual(lead.existing_contact_id, contact)
        self.assertEqual(contact.parent_id, company)

    def test_colleague_is_no_customer(self):
        self.user_colleague.partner_id.write(
            {"name": "Leo Lind", "phone": "0901 234 561", "email": "leo@example.com"}
        )
        lead = self.make_person_lead()
        self.assertFalse(lead.existing_contact_id)

    # ------------------------------------------------------------------
    # Created
    # ------------------------------------------------------------------

    def test_created(self):
        company = self.make_company(TIN)
        lead = self.make_person_lead(
            vat=TIN, function="Buyer", share_mode="me", middlename="Max"
        )
        contact = lead.existing_contact_id
        self.assert_contact(lead, contact)
        self.assertRecordValues(
            contact,
            [
                {
                    "name": "Leo Max Lind",
                    "lastname": "Lind",
                    "customer_kind": "contact",
                    "parent_id": company.id,
                    "function": "Buyer",
                    "phone": "+84 901 234 561",
                    "email": "leo@example.com",
                    "share_mode": "me",
                    "create_uid": self.user_sales.id,
                }
            ],
        )
        self.assertTrue(all(contact.phone_ids.mapped("exclusive")))
        self.assertFalse(contact.duplicate_warning)

    def test_shared_number_is_kept_with_the_banner(self):
        other = self.make_person("0901 234 561", firstname="Ida", lastname="Berg")
        contact = self.make_person_lead().existing_contact_id
        self.assertTrue(contact)
        self.assertNotEqual(contact, other)
        [point] = contact.phone_ids
        self.assertEqual(point.normalized, "+84901234561")
        self.assertFalse(point.exclusive)
        self.assertTrue(other.phone_ids.exclusive)
        self.assertIn("+84 901 234 561", contact.duplicate_warning)

    def test_name_order_of_the_language(self):
        lang = self.env["res.lang"]._activate_lang("vi_VN")
        lead = self.make_person_lead(
            firstname="An", middlename="Văn", lastname="Nguyễn", lang_id=lang.id
        )
        self.assertEqual(lead._get_given_names(), "Văn An")
        self.assertRecordValues(
            lead.existing_contact_id,
            [{"name": "Nguyễn Văn An", "firstname": "Văn An", "lang": "vi_VN"}],
        )
        again = self.make_person_lead(
            firstname="An", middlename="Văn", lastname="Nguyễn", lang_id=lang.id
        )
        self.assert_contact(again, lead.existing_contact_id)

    # ------------------------------------------------------------------
    # Many at once
    # ------------------------------------------------------------------

    def make_batch(self, *vals_list):
        return self.as_user("crm.lead").create(
            [
                {
                    "name": "Interested",
                    "type": "lead",
                    "is_new_contact": True,
                    "lastname": "Lind",
                    **vals,
                }
                for vals in vals_list
            ]
        )

    def test_one_person_in_one_batch(self):
        same = {"firstname": "Leo", "phone": "0901 234 561"}
        leads = self.make_batch(
            same,
            same,
            {"firstname": "Lea", "phone": "0901 234 561"},
            {**same, "lastname": "Berg"},
        )
        contacts = [lead.existing_contact_id for lead in leads]
        self.assertEqual(contacts[0], contacts[1])
        self.assertEqual(len(set(contacts)), 3)
        self.assertEqual(
            [contact.phone_ids.exclusive for contact in contacts[1:]],
            [True, False, False],
        )

    def test_queries_do_not_grow_with_each_lead(self):
        def people(prefix, **values):
            return [
                {
                    "firstname": f"{prefix}{i}",
                    "lastname": "Lind",
                    "email_from": f"{prefix}{i}@example.com",
                    **values,
                }
                for i in range(200)
            ]

        plain, _leads = self.count_queries(people("A"))
        created, leads = self.count_queries(people("B", is_new_contact=True))
        self.assertEqual(len(leads.existing_contact_id), 200)
        self.assertLess(created - plain, 40)
        found, again = self.count_queries(people("B", is_new_contact=True))
        self.assertEqual(again.existing_contact_id, leads.existing_contact_id)
        self.assertLess(found - plain, 40)

    # ------------------------------------------------------------------
    # Not asked
    # ------------------------------------------------------------------

    def test_leads_of_others_make_no_contact(self):
        """Whoever does not tick the box notices nothing."""
        before = self.env["res.partner"].search_count([])
        lead = self.make_lead(
            firstname="Leo", lastname="Lind", email_from="leo@example.com", phone="1"
        )
        lead.write({"phone_ids": [Command.clear()], "email_from": "lind@example.com"})
        self.assertFalse(lead.existing_contact_id | lead.existing_company_id)
        self.assertEqual(self.env["res.partner"].search_count([]), before)

    def type_email(self, form, email):
        with form.email_ids.new() as line:
            line.value = email

    def test_do_not_email_in_the_form(self):
        """A tick stays, whenever the address is typed."""
        view = "antcrm_qualification.crm_lead_view_form_qualification"
        Lead = self.as_user("crm.lead").with_context(default_type="lead")

        def is_blocked(lead):
            return lead.with_env(self.env).is_blacklisted

        with Form(Lead, view) as form:
            form.name = "Ropes"
            form.source_id = self.source
            form.sales_direction_id = self.services
            form.existing_company_id = self.make_company(TIN)
            form.is_new_contact = True
            form.firstname, form.lastname = "Leo", "Lind"
            form.do_not_email = True
            self.type_email(form, "leo@example.com")
            self.assertTrue(form.do_not_email)
        self.assertTrue(is_blocked(form.record))
        # an address that is on the list shows it, another one does not
        with Form(Lead, view) as form:
            form.name = "Hooks"
            form.source_id = self.source
            form.sales_direction_id = self.services
            form.existing_company_id = self.make_company(OTHER_TIN)
            form.is_new_contact = True
            form.firstname, form.lastname = "Ida", "Berg"
            self.type_email(form, "leo@example.com")
            self.assertTrue(form.do_not_email)
            form.email_ids.remove(0)
            self.type_email(form, "ida@example.com")
            self.assertFalse(form.do_not_email)
            form.do_not_email = True
            form.do_not_email = False
            self.assertFalse(form.do_not_email)
        self.assertFalse(is_blocked(form.record))

    def test_do_not_email(self):
        lead = self.make_lead(email_from="Leo <leo@example.com>", do_not_email=True)
        self.assertTrue(lead.is_blacklisted)
        entry = self.env["mail.blacklist"].search([("email", "=", "leo@example.com")])
        self.assertEqual(len(entry), 1)
        lead.do_not_email = True
        with self.assert_refused(AccessError, "Ask your administrator"):
            lead.do_not_email = False
        lead.with_user(self.env.ref("base.user_admin")).do_not_email = False
        self.assertFalse(entry.active)
        lead.do_not_email = True
        self.assertTrue(entry.active)

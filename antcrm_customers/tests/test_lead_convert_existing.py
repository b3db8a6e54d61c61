from datetime import datetime

from lxml import etree

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import BaseCase, Form, new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from ..tools.addresses import address_key
from .test_lead_convert import LeadConvertCommon


class TestAddresses(BaseCase):
    def test_compare(self):
        names = ("street", "city", "country_id")

        def key(*values):
            return address_key(dict(zip(names, values, strict=True)), names)

        self.assertEqual(key("1  A Street ", "HUẾ", 3), key("1 a street", "huế", 3))
        self.assertNotEqual(key("1 A Street", "Huế", 3), key("1 A Street", "Huế", 4))
        self.assertNotEqual(key(False, "Huế", False), key(False, "Vinh", False))
        self.assertFalse(key(False, " ", False))
        self.assertTrue(key(False, "huế", 3) <= key("1 A Street", "Huế", 3))
        self.assertFalse(key("1 A Street", "Huế", 3) <= key(False, "Huế", 3))


class ExistingCommon(LeadConvertCommon):
    def open_wizard(self, leads, user=None):
        return Form(
            self.as_user("antcrm.lead.convert", user).with_context(active_ids=leads.ids)
        )

    def create_account(self, user=None, **values):
        return self.as_user("res.partner", user).create(
            {"name": "Lind Ropes", "is_company": True, **values}
        )

    def get_leads_of_one(self, *shares, **values):
        """Return leads of one person, as the host makes them: it refuses no number."""
        return self.as_user("crm.lead").create(
            [
                {
                    "name": "Ropes",
                    "contact_name": "Leo Lind",
                    "type": "lead",
                    "email_from": "leo@example.com",
                    "share_mode": share,
                    **values,
                }
                for share in shares
            ]
        )


@tagged("post_install", "-at_install")
class TestLeadConvertExisting(ExistingCommon):
    """What leads know arrives at customers that are there."""

    # ------------------------------------------------------------------
    # Values and parts
    # ------------------------------------------------------------------

    def test_notes_are_joined(self):
        contact = self.create_contact("0901 234 561", comment="<p>Likes tea</p>")
        account = self.create_account(comment="<p>Pays late</p>")
        lead = self.make_lead()
        self.convert(lead)
        self.assertEqual(lead.converted_contact_id, contact)
        self.assertIn("Likes tea", contact.comment)
        self.assertIn("Wants ropes", contact.comment)
        # of the person, not of the company
        self.assertEqual(lead.converted_account_id, account)
        self.assertNotIn("Wants ropes", account.comment)
        other = self.make_lead_of("0901 234 561", description="<p>Wants ropes</p>")
        before = contact.comment
        self.convert(other)
        self.assertEqual(contact.comment, before)

    def make_lead_of(self, phone, **values):
        return self.as_user("crm.lead").create(
            {
                "name": "Ropes",
                "contact_name": "L. L.",
                "type": "lead",
                "phone": phone,
                **values,
            }
        )

    def test_custom_field_with_choices(self):
        chess, sailing = self.hobbies.choice_ids
        blank = self.create_contact("0901 234 561")
        lead = self.make_lead(x_hobbies=[Command.set(chess.ids)])
        self.convert(lead)
        self.assertEqual(blank.x_hobbies, chess)
        other = self.make_lead_of("0901 234 561", x_hobbies=[Command.set(sailing.ids)])
        self.convert(other)
        self.assertEqual(blank.x_hobbies, chess)

    def test_labels(self):
        lead = self.make_lead()
        lead.phone_ids[0].label = "Work"
        lead.phone_ids[1].label = "Home"
        lead.email_ids[0].label = "Billing"
        self.convert(lead)
        contact = lead.converted_contact_id
        self.assertEqual(
            [(p.value, p.label) for p in contact._get_contact_points("phone")],
            [("+84 901 234 561", "Work"), ("+84 901 234 562", "Home")],
        )
        self.assertEqual(
            [p.label for p in contact._get_contact_points("email")], ["Billing", False]
        )

    def test_numbers_that_cannot_be_read(self):
        """The host takes any text for a number; all of them arrive."""
        lead = self.as_user("crm.lead").create(
            {"name": "Leo", "contact_name": "Leo", "type": "lead", "phone": "ask Ida"}
        )
        self.env.flush_all()
        self.env["antcrm.contact.point"]._trusted().create(
            {"lead_id": lead.id, "kind": "phone", "value": "ext. 7", "sequence": 20}
        )
        self.env.invalidate_all()
        self.convert(lead, contact_action="create")
        self.assertEqual(self.points(lead.converted_contact_id), ["ask Ida", "ext. 7"])

    def test_primary_points_stay(self):
        contact = self.create_contact(
            "0901 234 569", email_ids=self.typed("old@example.com", "leo@example.com")
        )
        (contact.phone_ids | contact.email_ids).write({"sequence": 30})
        lead = self.make_lead()
        self.convert(lead)
        self.assertEqual(lead.converted_contact_id, contact)
        self.assertEqual(
            (contact.phone, contact.email), ("+84 901 234 569", "old@example.com")
        )
        self.assertEqual(
            self.points(contact),
            ["+84 901 234 569", "+84 901 234 561", "+84 901 234 562"],
        )
        self.assertEqual(
            self.points(contact, "email"),
            ["old@example.com", "leo@example.com", "lind@example.com"],
        )

    def test_no_address_to_log_in_with(self):
        """Whoever has the e-mail address of a login gets its password reset."""
        partner = self.user_portal.partner_id
        partner.write({"email": False, "phone": "0901 234 561"})
        lead = self.make_lead()
        self.convert(lead)
        self.assertEqual(lead.converted_contact_id, partner)
        self.assertFalse(partner.email)
        self.assertFalse(self.points(partner, "email"))
        self.assertEqual(len(self.points(partner)), 2)
        partner.email = "petra@example.com"
        other = self.make_lead_of("0901 234 561", email_from="other@example.com")
        self.convert(other)
        self.assertEqual(partner.email, "petra@example.com")

    def test_addresses(self):
        contact = self.create_contact(
            "0901 234 561",
            street="9 Z Street",
            city="Huế",
            child_ids=[
                Command.create({"type": "delivery", "city": "Vinh"}),
                Command.create({"type": "contact", "name": "Kim", "city": "Hanoi"}),
            ],
        )
        lead = self.make_lead(
            partner_name=False,
            street=False,
            district=False,
            city="Saigon",
            address_ids=[
                Command.create({"city": "vinh "}),
                Command.create({"city": "Hanoi"}),
                Command.create({"city": "Đà Nẵng", "type": "invoice"}),
                Command.create({"city": "Hanoi", "district": "Ba Đình"}),
            ],
        )
        self.convert(lead)
        self.assertEqual(lead.converted_contact_id, contact)
        self.assertEqual(contact.street, "9 Z Street")
        self.assertCountEqual(
            [
                (address.city, address.district, address.type)
                for address in contact.address_ids
            ],
            [
                ("Vinh", False, "delivery"),
                ("Hanoi", False, "other"),
                ("Đà Nẵng", False, "invoice"),
                ("Hanoi", "Ba Đình", "other"),
                ("Saigon", False, "other"),
            ],
        )
        # a part of what is known is no further address
        other = self.make_lead_of("0901 234 561", city="huế")
        self.convert(other)
        self.assertEqual(len(contact.address_ids), 5)

    def test_address_of_who_gets_an_account(self):
        """In the host the contact then lives at its account's."""
        self.create_account(street="7 Y Street", city="Huế")
        contact = self.create_contact(
            "0901 234 561", street="9 Z Street", city="Vinh", share_mode="all"
        )
        lead = self.make_lead(address_ids=False)
        self.convert(lead)
        self.assertEqual(contact.parent_id, lead.converted_account_id)
        self.assertEqual(contact.street, "7 Y Street")
        self.assertCountEqual(
            contact.address_ids.mapped("street"), ["9 Z Street", "1 A Street"]
        )

    # ------------------------------------------------------------------
    # Several leads at once
    # ------------------------------------------------------------------

    def test_leads_of_one_company(self):
        leads = self.as_user("crm.lead").create(
            [
                {
                    "partner_name": "NILS ltd",
                    "type": "lead",
                    "name": "Two",
                    "website": "https://nils.example.com",
                    "industry_id": self.industry.id,
                    "description": "<p>Two wants ropes</p>",
                    "phone": "0901 234 567",
                },
                # the latest, of which the account is made
                {"partner_name": "Nils Ltd", "type": "lead", "name": "One"},
            ]
        )
        self.convert(leads)
        account = leads.converted_account_id
        self.assertEqual(len(account), 1)
        self.assertFalse(leads.converted_contact_id)
        self.assertRecordValues(
            account,
            [
                {
                    "name": "Nils Ltd",
                    "website": "https://nils.example.com",
                    "industry_id": self.industry.id,
                    "phone": "0901 234 567",
                }
            ],
        )
        self.assertIn("Two wants ropes", account.comment)

    def test_leads_of_one_person(self):
        leads = self.get_leads_of_one("all", "all")
        leads[0].write({"phone": "0901 234 567", "function": "Buyer"})
        third = self.as_user("crm.lead").create(
            {
                "name": "Ropes",
                "contact_name": "L. Lind",
                "type": "lead",
                "phone": "+84 901 234 567",
            }
        )
        leads |= third
        # the first one has nothing in common with the third
        leads = leads[1] | third | leads[0]
        leads._convert_to_customers(leads._get_conversion_choices())
        contact = leads.converted_contact_id
        self.assertEqual(len(contact), 1)
        self.assertEqual((contact.name, contact.function), ("Leo Lind", "Buyer"))
        self.assertEqual(len(contact.phone_ids), 1)
        self.assertEqual(contact.converted_lead_count, 3)

    def test_leads_of_one_person_for_different_eyes(self):
        leads = self.get_leads_of_one("all", "me")
        self.convert(leads)
        contacts = leads.converted_contact_id
        self.assertEqual(len(contacts), 2)
        self.assertEqual(
            contacts.with_user(self.user_colleague)._filtered_access("read"),
            leads[0].converted_contact_id,
        )

    def test_account_of_leads_for_different_eyes(self):
        """It is made of what all may know."""
        leads = self.as_user("crm.lead").create(
            [
                {
                    "name": "Ropes",
                    "contact_name": f"N. {mode}",
                    "partner_name": "Nils Ltd",
                    "type": "lead",
                    "share_mode": mode,
                    "website": f"https://{mode}.example.com",
                }
                for mode in ("me", "all")
            ]
        )
        self.convert(leads)
        account = leads.converted_account_id
        self.assertEqual(account.share_mode, "all")
        self.assertEqual(account.website, "https://all.example.com")

    def test_many(self):
        """There is no limit to how many are looked for."""
        intake = self.as_user("antcrm.intake")
        candidates = [{"name": f"Nobody {number}"} for number in range(1001)]
        with self.assertRaises(ValueError):
            intake.find_similar("contact", candidates)
        contact = self.create_contact("0901 234 561")
        candidates[-1] = {"phones": ["0901 234 561"]}
        found = intake._find_similar("contact", candidates, [])
        self.assertEqual(len(found), 1001)
        self.assertEqual([info["id"] for info in found[-1]], contact.ids)

    def test_queries_do_not_grow_with_each_existing_customer(self):
        def make(count):
            phones = [
                f"+84 90{count // 10 + 1} 2{number:05}" for number in range(count)
            ]
            for phone in phones:
                self.create_contact(phone, firstname=f"Old {phone[-4:]}")
            leads = self.as_user("crm.lead").create(
                [
                    {
                        "name": "Ropes",
                        "contact_name": f"Q{count} {number}",
                        "type": "lead",
                        "phone": phone,
                        "function": f"Post {number}",
                        "tag_ids": [Command.set(self.tag.ids)],
                        "description": f"<p>{number}</p>",
                        "address_ids": [Command.create({"city": "Vinh"})],
                    }
                    for number, phone in enumerate(phones)
                ]
            )
            leads.activity_schedule("mail.mail_activity_data_todo")
            leads._message_log_batch({lead.id: "Called" for lead in leads})
            self.as_user("ir.attachment").create(
                [
                    {"name": "plan.txt", "res_model": "crm.lead", "res_id": lead.id}
                    for lead in leads
                ]
            )
            return leads

        counts = []
        for count in (2, 12):
            leads = make(count)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            leads._convert_to_customers(leads._get_conversion_choices())
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertFalse(
                leads.converted_contact_id.filtered(
                    lambda contact: not contact.name.startswith("Old")
                )
            )
        self.assertLess((counts[1] - counts[0]) / 10, 3, counts)

    # ------------------------------------------------------------------
    # Who it is
    # ------------------------------------------------------------------

    def test_found_by_email(self):
        contact = self.create_contact(email_ids=self.typed("Lind@Example.com"))
        lead = self.make_lead()
        self.convert(lead)
        self.assertEqual(lead.converted_contact_id, contact)

    def test_own_customer_comes_first(self):
        account = self.create_account(name="Quite Another")
        contact = self.create_contact(firstname="Kim", parent_id=account.id)
        twin = self.create_contact("0901 234 561")
        lead = self.make_lead(partner_name=False)
        lead.partner_id = contact
        lead.phone = "0901 234 561"
        wizard = self.open_wizard(lead)
        self.assertEqual(wizard.contact_id, contact)
        self.assertEqual(wizard.account_id, account)
        self.assertIn(twin.id, wizard.found_contact_ids.ids)
        self.convert(lead, create_opportunity=True)
        self.assertEqual(lead.converted_contact_id, contact)
        self.assertEqual(lead.partner_id, contact)
        linked = self.create_lead(partner_id=account.id, partner_name=False)
        self.convert(linked)
        self.assertEqual(linked.converted_account_id, account)

    def test_hidden_account_of_a_contact(self):
        account = self.create_account(
            self.user_colleague, name="Secret", share_mode="me"
        )
        contact = self.create_contact(
            "0901 234 561",
            user=self.user_colleague,
            parent_id=account.id,
            share_mode="all",
        )
        self.env.invalidate_all()
        lead = self.make_lead(partner_name=False)
        other = self.create_lead("0901 234 570")
        wizard = self.open_wizard(lead)
        self.assertEqual(wizard.contact_id, contact)
        self.assertEqual(wizard.account_action, "none")
        self.convert(lead | other)
        self.assertEqual(lead.converted_contact_id, contact)
        self.assertFalse(lead.converted_account_id)
        self.assertTrue(other.converted_date)
        self.assertEqual(contact.sudo().parent_id, account)

    def test_hidden_account_in_the_host_wizard(self):
        account = self.create_account(
            self.user_colleague, name="Secret", share_mode="me"
        )
        contact = self.create_contact(
            user=self.user_colleague,
            email_ids=self.typed("leo@example.com"),
            parent_id=account.id,
            share_mode="all",
        )
        self.env.invalidate_all()
        lead = self.make_lead(partner_name=False)
        self.convert_by_host(lead)
        self.assertEqual(lead.converted_contact_id, contact)
        self.assertEqual(len(contact.phone_ids), 2)
        self.assertFalse(account.website)

    # ------------------------------------------------------------------
    # The host's dialogs
    # ------------------------------------------------------------------

    def check_arrived(self, contact, lead):
        self.assertEqual(lead.type, "opportunity")
        self.assertEqual(lead.partner_id, contact)
        self.assertEqual(lead.converted_contact_id, contact)
        self.assertEqual((contact.name, contact.function), ("Ida", "Boss"))
        self.assertEqual(contact.phone, "+84 901 234 569")
        self.assertEqual(
            self.points(contact),
            ["+84 901 234 569", "+84 901 234 561", "+84 901 234 562"],
        )
        self.assertEqual(
            self.points(contact, "email"), ["leo@example.com", "lind@example.com"]
        )
        self.assertEqual(len(contact.social_ids), 1)
        self.assertEqual(contact.gender, "male")
        self.assertEqual(contact.x_shoe_size, 43)
        self.assertIn("Likes tea", contact.comment)
        self.assertIn("Wants ropes", contact.comment)
        self.assertEqual(contact.category_id.name, "Convert VIP")
        self.assertEqual(contact.address_ids.mapped("street"), ["2 B Street"])
        self.assertEqual(contact.street, "1 A Street")
        self.assertEqual(contact.status_id.category, "converted")

    def create_known(self, **values):
        return self.create_contact(
            "0901 234 569",
            email_ids=self.typed("leo@example.com"),
            function="Boss",
            comment="<p>Likes tea</p>",
            **values,
        )

    def test_host_wizard_with_an_existing_customer(self):
        contact = self.create_known()
        lead = self.make_lead()
        self.convert_by_host(lead)
        self.check_arrived(contact, lead)

    def test_host_mass_wizard(self):
        contact = self.create_known()
        leads = self.make_lead() | self.create_lead("0901 234 570", firstname="New")
        self.convert_in_mass_by_host(leads)
        self.check_arrived(contact, leads[0])
        self.assertEqual(leads[1].converted_contact_id.name, "New")
        self.assertEqual(leads[1].converted_contact_id.phone, "+84 901 234 570")

    def test_host_wizard_fills_the_account(self):
        account = self.create_account(name="Known Ltd")
        contact = self.create_known(parent_id=account.id)
        lead = self.make_lead()
        self.convert_by_host(lead)
        self.assertEqual(lead.converted_account_id, account)
        self.assertEqual(lead.partner_id, contact)
        self.assertEqual(account.website, "https://ropes.example.com")
        self.assertFalse(account.phone)

    def test_host_wizard_keeps_the_creator(self):
        lead = self.make_lead(
            share_mode="employee", share_user_ids=[self.user_colleague.id]
        )
        lead.user_id = False
        self.convert_by_host(lead, self.user_colleague, action="create")
        for partner in lead.converted_contact_id | lead.converted_account_id:
            self.assertEqual(partner.sudo().share_owner_id, self.user_sales)

    def test_host_wizard_leaves_who_may_not_be_written(self):
        """Whoever may read the customer alone links the lead, and that is all."""
        salesman = new_test_user(
            self.env, "antcrm_salesman", groups="sales_team.group_sale_salesman"
        )
        contact = self.create_known(share_mode="all")
        lead = self.make_lead(share_mode="all")
        lead.user_id = salesman
        self.convert_by_host(lead, salesman, user_id=salesman)
        self.assertEqual(lead.converted_contact_id, contact)
        if not contact.with_user(salesman).has_access("write"):
            self.assertEqual(len(contact.phone_ids), 1)

    # ------------------------------------------------------------------
    # Who may know
    # ------------------------------------------------------------------

    def make_secret(self):
        """Return a lead that its creator and its person in charge alone see, and a
        contact with its number that all see."""
        contact = self.create_contact(
            "0901 234 561", user=self.user_administrator, share_mode="all"
        )
        lead = self.make_lead(share_mode="me", partner_name=False)
        lead.user_id = self.user_colleague
        message = lead.message_post(
            body="Secret plan", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        return lead, contact, message

    def check_kept_back(self, lead, contact, message):
        self.assertEqual(lead.converted_contact_id, contact)
        self.assertIn(message, lead.message_ids)
        self.assertNotIn(message, contact.message_ids)
        self.assertEqual(self.points(contact), ["+84 901 234 561"])
        self.assertFalse(contact.email_ids)
        self.assertFalse(contact.comment)
        self.assertFalse(contact.category_id)
        self.assertNotIn("Leo", "".join(contact.message_ids.mapped("body")))
        self.assertIn("stay here", lead.message_ids[0].body)

    def test_person_in_charge_opens_nothing(self):
        lead, contact, message = self.make_secret()
        wizard = self.open_wizard(lead, self.user_colleague)
        self.assertEqual(wizard.contact_id, contact)
        self.assertIn("stay with the lead", wizard.told_warning)
        wizard.save().action_convert()
        self.check_kept_back(lead, contact, message)

    def test_person_in_charge_opens_nothing_in_the_list(self):
        lead, contact, message = self.make_secret()
        other = self.create_lead("0901 234 570", user=self.user_colleague)
        self.convert(lead | other, self.user_colleague)
        self.check_kept_back(lead, contact, message)
        self.assertEqual(other.converted_contact_id.phone, "+84 901 234 570")

    def test_person_in_charge_opens_nothing_in_the_host_wizard(self):
        lead, contact, _message = self.make_secret()
        contact.email = "leo@example.com"
        self.convert_by_host(lead, self.user_colleague)
        self.assertEqual(lead.converted_contact_id, contact)
        self.assertEqual(self.points(contact), ["+84 901 234 561"])
        self.assertEqual(self.points(contact, "email"), ["leo@example.com"])
        self.assertFalse(contact.comment)

    def test_creator_may_open(self):
        lead, contact, message = self.make_secret()
        wizard = self.open_wizard(lead)
        self.assertIn("will see", wizard.told_warning)
        wizard.save().action_convert()
        self.assertEqual(lead.converted_contact_id, contact)
        self.assertIn(message, contact.message_ids)
        self.assertEqual(len(contact.phone_ids), 2)

    def test_same_people(self):
        """Nothing is kept back where nobody learns anything."""
        lead, contact, message = self.make_secret()
        contact.sudo().write({"share_owner_id": self.user_sales.id})
        contact = contact.with_user(self.user_sales)
        contact.share_mode = "me"
        contact.sudo().user_id = self.user_colleague
        wizard = self.open_wizard(lead, self.user_colleague)
        self.assertEqual(wizard.contact_id, contact)
        self.assertFalse(wizard.told_warning)
        wizard.save().action_convert()
        self.assertIn(message, contact.message_ids)

    def test_portal_users_are_refused(self):
        lead = self.make_lead(share_mode="all")
        choices = {lead.id: {"contact": True, "account": False}}
        theirs = lead.with_user(self.user_portal)
        for convert in (
            lambda: theirs._convert_to_customers(choices),
            theirs._find_customers,
            theirs._get_conversion_choices,
            lambda: self.convert(lead, self.user_portal),
            lambda: self.convert_by_host(lead, self.user_portal),
            lambda: self.convert_in_mass_by_host(lead, self.user_portal),
        ):
            with self.assertRaises(AccessError):
                convert()
        self.assertFalse(lead.converted_date)

    # ------------------------------------------------------------------
    # History
    # ------------------------------------------------------------------

    def test_activities_meetings_and_followers(self):
        lead = self.make_lead(share_mode="all")
        lead.user_id = self.user_colleague
        lead.message_subscribe(self.user_administrator.partner_id.ids)
        outsider = self.env["res.partner"].create({"name": "Out Sider"})
        lead.message_subscribe(outsider.ids)
        activity = lead.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.user_colleague.id
        )
        meeting = self.create_meeting(lead)
        self.convert(lead)
        contact, account = lead.converted_contact_id, lead.converted_account_id
        self.assertEqual(contact.activity_ids, activity)
        self.assertFalse(lead.activity_ids)
        followers = contact.message_partner_ids
        self.assertLessEqual(
            self.user_administrator.partner_id | self.user_colleague.partner_id,
            followers,
        )
        self.assertNotIn(outsider, followers)
        # the meeting stays as it was, without invitations, and is found at both
        self.assertEqual(meeting.opportunity_id, lead)
        self.assertNotIn(contact, meeting.partner_ids)
        for partner in contact | account:
            self.assertEqual(partner.meeting_count, 1)
            action = partner.schedule_meeting()
            self.assertEqual(
                self.as_user("calendar.event").search(action["domain"]), meeting
            )
        self.assertEqual(contact.engagement_count, 1)
        self.assertEqual(account.engagement_count, 0)

    def create_meeting(self, lead):
        return self.as_user("calendar.event").create(
            {
                "name": "Ropes",
                "start": datetime(2026, 11, 1, 8),
                "stop": datetime(2026, 11, 1, 9),
                "opportunity_id": lead.id,
            }
        )

    def test_colleagues_of_other_companies(self):
        """What follows is right whatever the companies of who converts."""
        company = self.env["res.company"].create({"name": "Second"})
        self.user_sales.company_ids |= company
        lead = self.make_lead(share_mode="all")
        activity = lead.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.user_colleague.id
        )
        lead.message_subscribe(self.user_colleague.partner_id.ids)
        lead = lead.with_context(allowed_company_ids=(company | self.env.company).ids)
        lead._convert_to_customers(lead._get_conversion_choices())
        contact = lead.converted_contact_id
        self.assertEqual(contact.activity_ids, activity)
        self.assertIn(self.user_colleague.partner_id, contact.message_partner_ids)

    def test_who_does_not_see_the_customer_does_not_follow(self):
        lead = self.make_lead(share_mode="all", partner_name=False)
        lead.message_subscribe(self.user_administrator.partner_id.ids)
        activity = lead.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.user_administrator.id
        )
        contact = self.create_contact("0901 234 561", share_mode="me")
        self.convert(lead)
        self.assertEqual(lead.converted_contact_id, contact)
        self.assertNotIn(
            self.user_administrator.partner_id, contact.sudo().message_partner_ids
        )
        # where he finds it
        self.assertEqual(lead.activity_ids, activity)

    def test_opportunity_keeps_its_activities(self):
        lead = self.make_lead(share_mode="all")
        activity = lead.activity_schedule("mail.mail_activity_data_call")
        meeting = self.create_meeting(lead)
        self.convert(lead, create_opportunity=True)
        self.assertEqual(lead.activity_ids, activity)
        self.assertEqual(lead.calendar_event_ids, meeting)
        self.assertEqual(lead.converted_contact_id.meeting_count, 1)

    # ------------------------------------------------------------------
    # Filters
    # ------------------------------------------------------------------

    def test_filter_converted_customers(self):
        lead = self.make_lead()
        self.convert(lead)
        other = self.create_contact()
        for kind in ("contact", "account"):
            view_id = self.env["res.partner"]._get_customer_view_id(kind, "search")
            arch = self.as_user("res.partner").get_view(view_id, "search")["arch"]
            [node] = etree.fromstring(arch).xpath(
                "//filter[@name='converted_customers']"
            )
            domain = safe_eval(node.get("domain"))
            found = self.as_user("res.partner").search(domain)
            self.assertIn(lead[f"converted_{kind}_id"], found)
            self.assertNotIn(other, found)

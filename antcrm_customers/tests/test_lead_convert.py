from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import CustomersCommon


class LeadConvertCommon(CustomersCommon):
    """A lead of which everything is known, and who converts it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        kinds = [Command.set(cls.env["antcrm.customer.kind"].search([]).ids)]
        cls.env["antcrm.custom.field"].create(
            [
                {"label": "Shoe size", "type": "integer", "kinds": kinds},
                {
                    "label": "Hobbies",
                    "type": "choices",
                    "kinds": kinds,
                    "choice_ids": [
                        Command.create({"name": name}) for name in ("Chess", "Sailing")
                    ],
                },
            ]
        )
        cls.hobbies = cls.env["antcrm.custom.field"].search([("label", "=", "Hobbies")])
        cls.source = cls.env["utm.source"].create({"name": "Convert fair"})
        cls.tag = cls.env["crm.tag"].create({"name": "Convert VIP"})
        cls.industry = cls.env["res.partner.industry"].create({"name": "Ropes"})
        cls.vn = cls.env.ref("base.vn")

    def make_lead(self, **values):
        return self.create_lead(
            "0901 234 561",
            "0901 234 562",
            firstname="Leo",
            lastname="Lind",
            email_ids=self.typed("leo@example.com", "lind@example.com"),
            **{
                "partner_name": "Lind Ropes",
                "function": "Buyer",
                "birthdate_date": "1990-02-03",
                "gender": "male",
                "identity_number": "079 1",
                "website": "https://ropes.example.com",
                "street": "1 A Street",
                "district": "D1",
                "city": "Huế",
                "country_id": self.vn.id,
                "source_id": self.source.id,
                "industry_id": self.industry.id,
                "tag_ids": [Command.set(self.tag.ids)],
                "description": "<p>Wants ropes</p>",
                "x_shoe_size": 43,
                "social_ids": [
                    Command.create({"value": "https://www.linkedin.com/in/leo"})
                ],
                "address_ids": [
                    Command.create({"street": "2 B Street", "type": "delivery"})
                ],
                **values,
            },
        )

    def convert(self, leads, user=None, **values):
        wizard = Form(
            self.as_user("antcrm.lead.convert", user).with_context(active_ids=leads.ids)
        )
        for name, value in values.items():
            setattr(wizard, name, value)
        return wizard.save().action_convert()

    def convert_by_host(self, lead, user=None, **values):
        """Convert through the host's dialog, with what it suggests."""
        wizard = Form(
            self.as_user("crm.lead2opportunity.partner", user).with_context(
                active_model="crm.lead", active_ids=lead.ids, active_id=lead.id
            )
        )
        wizard.name = "convert"
        for name, value in values.items():
            setattr(wizard, name, value)
        wizard.save().action_apply()

    def convert_in_mass_by_host(self, leads, user=None, **values):
        """Convert through the host's action of the list, with what it suggests."""
        wizard = (
            self.as_user("crm.lead2opportunity.partner.mass", user)
            .with_context(active_model="crm.lead", active_ids=leads.ids)
            .create({"deduplicate": False, **values})
        )
        wizard.action_mass_convert()


@tagged("post_install", "-at_install")
class TestLeadConvert(LeadConvertCommon):
    def test_everything_arrives(self):
        hobbies = self.hobbies.choice_ids
        lead = self.make_lead(share_mode="all", x_hobbies=[Command.set(hobbies.ids)])
        lead.user_id = self.user_colleague
        self.env["ir.attachment"].create(
            {"name": "plan.txt", "res_model": "crm.lead", "res_id": lead.id}
        )
        message = lead.message_post(
            body="Hello", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        note = lead.message_post(body="Careful")
        action = self.convert(lead)
        contact, account = lead.converted_contact_id, lead.converted_account_id
        self.assertEqual(action["res_id"], contact.id)
        self.assertRecordValues(
            contact,
            [
                {
                    # as names stand in Vietnam
                    "name": "Lind Leo",
                    "firstname": "Leo",
                    "lastname": "Lind",
                    "customer_kind": "contact",
                    "parent_id": account.id,
                    "phone": "+84 901 234 561",
                    "email": "leo@example.com",
                    "function": "Buyer",
                    "gender": "male",
                    "identity_number": "079 1",
                    "source_id": self.source.id,
                    "industry_id": self.industry.id,
                    "user_id": self.user_colleague.id,
                    "street": "1 A Street",
                    "district": "D1",
                    "x_shoe_size": 43,
                    "x_hobbies": hobbies.ids,
                    "website": "https://ropes.example.com",
                }
            ],
        )
        self.assertEqual(str(contact.birthdate_date), "1990-02-03")
        self.assertIn("Wants ropes", contact.comment)
        self.assertEqual(self.points(contact), ["+84 901 234 561", "+84 901 234 562"])
        self.assertEqual(
            self.points(contact, "email"), ["leo@example.com", "lind@example.com"]
        )
        self.assertEqual(len(contact.social_ids), 1)
        self.assertEqual(contact.category_id.mapped("name"), ["Convert VIP"])
        self.assertEqual(contact.address_ids.mapped("street"), ["2 B Street"])
        self.assertEqual(contact.address_ids.type, "delivery")
        self.assertRecordValues(
            account,
            [
                {
                    "name": "Lind Ropes",
                    "customer_kind": "account",
                    "phone": False,
                    "email": False,
                    "city": "Huế",
                    "x_shoe_size": 43,
                    "industry_id": self.industry.id,
                }
            ],
        )
        for record in (lead, contact, account):
            self.assertEqual(record.status_id.category, "converted")
        # history and files are the contact's now; what was converted stays visible
        self.assertLessEqual(message | note, contact.message_ids)
        attachments = self.env["ir.attachment"].search(
            [("res_model", "=", "res.partner"), ("res_id", "=", contact.id)]
        )
        self.assertEqual(attachments.mapped("name"), ["plan.txt"])
        self.assertIn("Converted to", lead.message_ids[0].body)
        self.assertIn("Converted from", contact.message_ids.sorted("id")[-1].body)
        self.assertEqual(contact.last_interaction_date, message.date)
        self.assertEqual(contact.converted_lead_count, 1)
        leads = self.env["crm.lead"].search(
            contact.action_view_converted_leads()["domain"]
        )
        self.assertEqual(leads, lead)

    def test_share_and_creator_are_kept(self):
        lead = self.make_lead(
            share_mode="employee", share_user_ids=[self.user_colleague.id]
        )
        self.convert(lead.with_user(self.user_colleague), self.user_colleague)
        for partner in lead.converted_contact_id | lead.converted_account_id:
            partner_sudo = partner.sudo()
            self.assertEqual(partner_sudo.share_id, lead.sudo().share_id)
            self.assertEqual(partner_sudo.share_owner_id, self.user_sales)
            self.assertFalse(
                partner.with_user(self.user_administrator).has_access("read")
            )

    def test_found_customers_are_offered(self):
        contact = self.create_contact("0901 234 561", firstname="L.", function="Boss")
        account = self.as_user("res.partner").create(
            {"name": "LIND  ropes", "is_company": True}
        )
        similar = self.create_contact(firstname="Leo", lastname="Lindt")
        lead = self.make_lead()
        wizard = Form(
            self.as_user("antcrm.lead.convert").with_context(active_ids=lead.ids)
        )
        self.assertEqual(wizard.contact_action, "link")
        self.assertEqual(wizard.contact_id, contact)
        self.assertEqual(wizard.account_id, account)
        self.assertIn(similar.id, wizard.found_contact_ids.ids)
        wizard.save().action_convert()
        self.assertEqual(lead.converted_contact_id, contact)
        # blanks are filled, nothing is overwritten
        self.assertEqual((contact.name, contact.function), ("L.", "Boss"))
        self.assertEqual(contact.gender, "male")
        self.assertEqual(contact.parent_id, account)
        self.assertEqual(len(contact.phone_ids), 2)
        self.assertEqual(account.website, "https://ropes.example.com")

    def test_hidden_customers_are_not_offered(self):
        self.create_contact(
            "0901 234 561", user=self.user_colleague, share_mode="me", gender="other"
        )
        lead = self.make_lead()
        wizard = Form(
            self.as_user("antcrm.lead.convert").with_context(active_ids=lead.ids)
        )
        self.assertEqual(wizard.contact_action, "create")
        self.assertFalse(wizard.found_contact_ids.ids)

    def test_account_alone_and_nothing(self):
        lead = self.make_lead()
        self.convert(lead, contact_action="none")
        self.assertFalse(lead.converted_contact_id)
        self.assertEqual(len(lead.converted_account_id.phone_ids), 2)
        with self.assertRaisesRegex(UserError, "converted already"):
            lead._convert_to_customers({lead.id: {"contact": True, "account": False}})
        other = self.create_lead()
        with self.assertRaisesRegex(UserError, "Choose a contact"):
            self.convert(other, contact_action="none", account_action="none")

    def test_list_action(self):
        known = self.create_contact("0901 234 563", firstname="Ida")
        leads = self.as_user("crm.lead").create(
            [
                {
                    "firstname": f"Nils {number}",
                    "type": "lead",
                    "partner_name": "Nils Ltd",
                }
                for number in range(3)
            ]
        ) + self.create_lead("0901 234 563", firstname="I")
        action = self.convert(leads)
        self.assertEqual(len(leads.converted_contact_id), 4)
        self.assertEqual(len(leads.converted_account_id), 1)
        self.assertIn(known, leads.converted_contact_id)
        self.assertEqual(self.env["res.partner"].search_count(action["domain"]), 4)

    def test_queries_do_not_grow_with_each_lead(self):
        def make(count):
            return self.as_user("crm.lead").create(
                [
                    {
                        "firstname": f"Q{count}",
                        "lastname": f"Number {number}",
                        "type": "lead",
                        "partner_name": f"Q{count} Ltd {number}",
                        "phone_ids": self.typed(f"+84 90{count % 10} 1{number:05}"),
                    }
                    for number in range(count)
                ]
            )

        counts = []
        for count in (2, 12):
            leads = make(count)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            leads._convert_to_customers(leads._get_conversion_choices())
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        # the host subscribes the person in charge of each contact and account
        self.assertLess((counts[1] - counts[0]) / 10, 3, counts)

    def test_converted_leads_release_their_numbers(self):
        lead = self.make_lead()
        with self.assertRaises(UserError):
            self.create_lead("0901 234 561")
        self.convert(lead)
        self.env.flush_all()
        self.assertFalse(any(lead.phone_ids.mapped("exclusive")))
        self.create_lead("0901 234 561")

    def test_opportunity_of_the_customer(self):
        lead = self.make_lead()
        message = lead.message_post(
            body="Hello", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.convert(lead, create_opportunity=True)
        self.assertEqual(lead.type, "opportunity")
        self.assertEqual(lead.partner_id, lead.converted_contact_id)
        self.assertIn(message, lead.message_ids)

    def test_host_wizard(self):
        lead = self.make_lead(share_mode="me")
        wizard = (
            self.as_user("crm.lead2opportunity.partner")
            .with_context(
                active_model="crm.lead", active_ids=lead.ids, active_id=lead.id
            )
            .create({"name": "convert", "action": "create"})
        )
        wizard.action_apply()
        contact, account = lead.converted_contact_id, lead.converted_account_id
        self.assertEqual(lead.type, "opportunity")
        self.assertEqual(lead.partner_id, contact)
        self.assertEqual(contact.parent_id, account)
        self.assertEqual(len(contact.phone_ids), 2)
        self.assertEqual(contact.category_id.name, "Convert VIP")
        self.assertEqual(contact.status_id.category, "converted")
        self.assertEqual((contact | account).mapped("share_mode"), ["me", "me"])

    def test_host_wizard_takes_what_it_was_converted_to(self):
        lead = self.make_lead()
        self.convert(lead)
        self.assertEqual(lead._find_matching_partner(), lead.converted_contact_id)

    def test_rights(self):
        lead = self.make_lead(share_mode="me")
        choices = {lead.id: {"contact": True, "account": False}}
        with self.assertRaises(AccessError):
            lead.with_user(self.user_colleague)._convert_to_customers(choices)
        hidden = self.create_contact(user=self.user_colleague, share_mode="me")
        choices[lead.id]["contact"] = hidden.with_user(self.user_sales)
        with self.assertRaises(AccessError):
            lead._convert_to_customers(choices)

    def test_unqualified_with_a_reason(self):
        lead = self.make_lead()
        reason = self.env["crm.lost.reason"].create({"name": "No ropes"})
        self.as_user("crm.lead.lost").create(
            {"lead_ids": lead.ids, "lost_reason_id": reason.id}
        ).action_lost_reason_apply()
        self.assertEqual(lead.status_id.category, "unqualified")
        self.assertEqual(lead.lost_reason_id, reason)
        with self.assertRaisesRegex(UserError, "lost, archived"):
            lead._convert_to_customers({lead.id: {"contact": True, "account": False}})

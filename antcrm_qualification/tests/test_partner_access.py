from unittest.mock import patch

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tests.common import JsonRpcException

from odoo.addons.antcrm_customers.tests.common import RestoredRegistry

from .common import BELGIAN_TIN, OTHER_TIN, TIN, QualificationCommon

GROUP = "antcrm_qualification.group_partner_programme"


class PartnerCommon(QualificationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_partner = cls.make_portal("partner_pia", cls.partner_contact)
        cls.user_rival = cls.make_portal("partner_rita", cls.other_contact)
        cls.agreement.user_id = cls.user_sales
        cls.lead = cls.make_lead(
            name="Ours",
            partner_agreement_id=cls.agreement.id,
            description="<p>Secret</p>",
            share_mode="me",
        )
        cls.other_lead = cls.make_lead(
            name="Theirs", partner_agreement_id=cls.other_agreement.id
        )
        cls.plain_lead = cls.make_lead(name="Nobody's")

    @classmethod
    def make_portal(cls, login, colleague):
        """Create a portal user who works where ``colleague`` works."""
        user = new_test_user(cls.env, login, groups="base.group_portal")
        user.partner_id.parent_id = colleague.parent_id
        return user


@tagged("post_install", "-at_install")
class TestPartnerAccess(PartnerCommon):
    def seen_by(self, user):
        self.env.flush_all()
        self.env.invalidate_all()
        leads = self.lead | self.other_lead | self.plain_lead
        Lead = self.as_user("crm.lead", user)
        found = Lead.search([("id", "in", leads.ids)])
        for lead in leads.with_user(user):
            self.assertEqual(lead.has_access("read"), lead in found)
        return found

    # ------------------------------------------------------------------
    # Who
    # ------------------------------------------------------------------

    def test_users_of_the_partner_company(self):
        self.assertTrue(self.user_partner.has_group(GROUP))
        self.assertEqual(self.seen_by(self.user_partner), self.lead)
        self.assertEqual(self.seen_by(self.user_rival), self.other_lead)

    def test_users_with_the_company_in_the_profile(self):
        """Portal users and employees without a role: the same leads, however shared."""
        for user in (self.user_internal, self.user_portal):
            with self.assertRaises(AccessError):
                self.as_user("crm.lead", user).search([])
            user.partner_company_id = self.partner
            self.assertEqual(self.seen_by(user), self.lead)
            user.partner_company_id = self.other_partner
            self.assertEqual(self.seen_by(user), self.other_lead)
            user.partner_company_id = False
            self.assertFalse(user.has_group(GROUP))
            with self.assertRaises(AccessError):
                self.as_user("crm.lead", user).search([])

    def test_access_ends(self):
        self.agreement.active = False
        with self.assertRaises(AccessError):
            self.seen_by(self.user_partner)
        self.agreement.active = True
        self.assertEqual(self.seen_by(self.user_partner), self.lead)
        self.user_partner.partner_id.parent_id = self.other_partner
        self.assertEqual(self.seen_by(self.user_partner), self.other_lead)
        self.user_partner.partner_id.parent_id = False
        self.assertFalse(self.user_partner.has_group(GROUP))

    def test_colleagues_are_bound_by_the_share(self):
        """It lets nobody in but the people of the partner company."""
        for user in (self.user_colleague, self.user_administrator):
            self.assertNotIn(self.lead, self.seen_by(user))
        self.user_colleague.partner_company_id = self.partner
        self.assertIn(self.lead, self.seen_by(self.user_colleague))

    def test_access_after_companies_are_merged(self):
        double = self.env["res.partner"].create(
            {"name": "Partner Limited", "is_company": True}
        )
        colleague = self.create_contact(user=self.user_administrator)
        colleague.sudo().parent_id = double
        user = self.make_portal("partner_paul", colleague)
        self.assertFalse(user.has_group(GROUP))
        # the agreement moves to the other company, with all of its people
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._merge((self.partner | double).ids, double)
        self.env.invalidate_all()
        self.assertEqual(self.agreement.partner_id, double)
        for member in (user, self.user_partner):
            self.assertTrue(member.has_group(GROUP))
            self.assertEqual(self.seen_by(member), self.lead)

    def test_access_after_a_merge_is_undone(self):
        if "antcrm.merge" not in self.env:
            self.skipTest("of an addon that is not installed")
        double = self.env["res.partner"].create(
            {"name": "Partner Limited", "is_company": True}
        )
        colleague = self.env["res.partner"].create(
            {"name": "Paul", "parent_id": double.id}
        )
        user = self.make_portal("partner_paul", colleague)
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._merge((self.partner | double).ids, double)
        self.assertTrue(user.has_group(GROUP))
        merge = self.env["antcrm.merge"].search([], order="id desc", limit=1)
        merge.action_undo()
        self.env.invalidate_all()
        self.assertFalse(user.has_group(GROUP))
        self.assertEqual(self.seen_by(self.user_partner), self.lead)

    def test_company_of_the_partner_comes_under_another(self):
        holding = self.env["res.partner"].create(
            {"name": "Holding", "is_company": True}
        )
        # a department, which is no company of its own
        department = self.env["res.partner"].create(
            {"name": "Sales", "parent_id": self.other_partner.id}
        )
        worker = self.env["res.partner"].create(
            {"name": "Wanda", "parent_id": department.id}
        )
        user = self.make_portal("partner_wanda", worker)
        self.assertEqual(self.seen_by(user), self.other_lead)
        department.parent_id = self.partner
        self.assertEqual(self.seen_by(user), self.lead)
        department.parent_id = holding
        self.assertFalse(user.has_group(GROUP))

    def test_login_for_the_contact_of_a_partner(self):
        """Granted in the host's dialog."""
        contact = self.env["res.partner"].create(
            {
                "name": "Paula",
                "email": "paula@partner.example",
                "parent_id": self.partner.id,
            }
        )
        wizard = self.env["portal.wizard"].with_context(active_ids=contact.ids)
        wizard.create({}).user_ids.action_grant_access()
        self.assertTrue(contact.user_ids.has_group(GROUP))
        self.assertEqual(self.seen_by(contact.user_ids), self.lead)

    def test_agreement_of_another_company(self):
        self.agreement.contact_id = False
        self.agreement.partner_id = self.other_partner
        self.assertFalse(self.user_partner.has_group(GROUP))
        self.assertEqual(self.seen_by(self.user_rival), self.lead | self.other_lead)

    def test_salesperson_stays_one(self):
        self.user_colleague.partner_company_id = self.partner
        self.lead.with_user(self.user_sales).share_mode = "all"
        lead = self.lead.with_user(self.user_colleague)
        lead.description = "Known to us"
        self.assertFalse(lead._is_partner_only())

    def test_nobody_gives_himself_a_company(self):
        for user in (self.user_portal, self.user_internal):
            with self.assertRaises(AccessError):
                user.with_user(user).write({"partner_company_id": self.partner.id})
        with self.assertRaises(AccessError):
            self.user_rival.partner_id.with_user(self.user_rival).write(
                {"parent_id": self.partner.id}
            )

    # ------------------------------------------------------------------
    # Who they are comes from what they cannot write
    # ------------------------------------------------------------------

    def test_salesperson_goes_to_the_partner(self):
        """The named case: his own contact, put into the partner company."""
        colleague = self.user_colleague
        for partner in (colleague.partner_id, self.user_portal.partner_id):
            partner = partner.with_user(colleague)
            company = self.partner.with_user(colleague)
            for action in (
                lambda p=partner: p.write({"parent_id": self.partner.id}),
                lambda p=partner, c=company: c.write(
                    {"child_ids": [Command.link(p.id)]}
                ),
                lambda p=partner: p.write(
                    {
                        "user_ids": [
                            Command.update(
                                p.user_ids.id, {"partner_company_id": self.partner.id}
                            )
                        ]
                    }
                ),
            ):
                with self.assert_refused(AccessError, "Access Rights"):
                    action()
        self.assertNotIn(self.lead, self.seen_by(colleague))
        self.assertFalse(self.user_portal.has_group(GROUP))
        self.assertFalse(self.lead.with_user(self.user_portal).has_access("read"))

    def test_nobody_writes_the_company_of_a_profile(self):
        """But with Access Rights: over whatever model, command or superuser code."""
        rights = new_test_user(
            self.env, "antcrm_rights", groups="base.group_erp_manager,base.group_user"
        )
        values = {"partner_company_id": self.partner.id}
        for user in (
            self.user_portal,
            self.user_internal,
            self.user_sales,
            self.user_administrator,
        ):
            own = user.with_user(user)
            for action in (
                lambda u=own: u.write(values),
                lambda u=own: u.sudo().write(values),
                lambda u=own: u.sudo().partner_id.write(
                    {"user_ids": [Command.update(u.id, values)]}
                ),
                lambda u=own: u.sudo().create(
                    {"name": "New", "login": "antcrm_new", **values}
                ),
                lambda u=own: u.sudo().copy({"login": "antcrm_new", **values}),
            ):
                with self.subTest(user=user.login):
                    with self.assertRaises(AccessError), self.env.cr.savepoint():
                        action()
            self.assertFalse(user.partner_company_id)
            # whatever else an addon lets people change of themselves
            self.assertNotIn("partner_company_id", own.SELF_WRITEABLE_FIELDS)
            self.assertFalse(
                self.user_internal.with_user(user).load(
                    [".id", "partner_company_id/.id"],
                    [[str(self.user_internal.id), str(self.partner.id)]],
                )["ids"]
            )
        self.user_internal.with_user(rights).write(values)
        self.assertEqual(self.seen_by(self.user_internal), self.lead)

    def test_inviting_lets_nobody_in(self):
        """A salesperson enters somebody at the partner company, and invites him: he
        has a login, and sees the leads when somebody with Access Rights says so."""
        contact = self.create_contact(
            firstname="Fake",
            parent_id=self.partner.id,
            email_ids=self.typed("fake@example.com"),
        )
        wizard = self.as_user("portal.wizard").with_context(active_ids=contact.ids)
        wizard.create({}).user_ids.action_grant_access()
        user = contact.sudo().user_ids
        self.assertTrue(user)
        self.assertFalse(user.has_group(GROUP))
        self.assertFalse(user._get_agreements())
        user = self.env["res.users"].browse(user.id)
        user.partner_company_id = self.partner
        self.assertEqual(self.seen_by(user), self.lead)

    def test_signing_up_lets_nobody_in(self):
        """Nor does the link that makes a login for a contact."""
        contact = self.create_contact(
            firstname="Fake",
            parent_id=self.partner.id,
            email_ids=self.typed("fake@example.com"),
        )
        contact.sudo().signup_prepare()
        token = contact.sudo()._generate_signup_token()
        public = self.env.ref("base.public_user")
        login, _password = (
            self.env["res.users"]
            .with_user(public)
            .sudo()
            .signup(
                {"login": "fake@example.com", "name": "Fake", "password": "fake-fake"},
                token,
            )
        )
        user = self.env["res.users"].search([("login", "=", login)])
        self.assertEqual(user.partner_id, contact)
        self.assertFalse(user.has_group(GROUP))

    def test_whoever_is_moved_past_the_guard_is_out(self):
        """A door that nobody thought of closes, where it could open one."""
        self.user_portal.partner_id._write({"parent_id": self.partner.id})
        self.env.cr.execute(
            "UPDATE res_partner SET parent_id = %s, commercial_partner_id = %s "
            "WHERE id = %s",
            [self.partner.id, self.partner.id, self.user_portal.partner_id.id],
        )
        self.env.invalidate_all()
        self.user_portal._update_programme_group()
        self.assertFalse(self.user_portal._get_agreements())
        self.assertFalse(self.user_portal.has_group(GROUP))

    def test_merging_companies_opens_no_leads(self):
        """A salesperson has a company with people of his own, and merges."""
        own = self.make_company(False, name="Own Ltd")
        user = self.make_portal("partner_own", self.create_contact(parent_id=own.id))
        self.user_internal.partner_company_id = own
        wizard = self.as_user("base.partner.merge.automatic.wizard")
        for kept in (own, self.partner):
            with self.assert_refused(UserError, "Access Rights|may not edit"):
                wizard._merge(
                    (own | self.partner).ids,
                    kept.with_user(self.user_sales),
                    extra_checks=False,
                )
        for outsider in (user, self.user_internal):
            self.assertFalse(outsider._get_agreements())

    def test_agreement_of_others_is_not_turned_over(self):
        """Whoever sets up agreements opens leads that he may edit alone."""
        manager = self.user_administrator
        self.assertFalse(self.lead.with_user(manager).has_access("read"))
        agreement = self.agreement.with_user(manager)
        agreement.write({"contact_id": False, "name": "P-1b"})
        with self.assert_refused(UserError, "may not edit"):
            agreement.partner_id = self.other_partner
        agreement.active = False
        with self.assert_refused(UserError, "may not edit"):
            agreement.active = True
        self.lead.sudo().share_mode = "all"
        agreement.write({"active": True, "partner_id": self.other_partner.id})
        self.assertEqual(self.agreement.partner_id, self.other_partner)

    # ------------------------------------------------------------------
    # Told with the share
    # ------------------------------------------------------------------

    def explain(self, lead=None):
        self.env.flush_all()
        self.env.invalidate_all()
        lead = (lead or self.lead).with_user(self.user_sales)
        return {line["user_id"]: line["reasons"] for line in lead.share_explain()}

    def test_who_can_see_this(self):
        """Exactly the people of the partner company, portal or internal."""
        self.user_internal.partner_company_id = self.partner
        self.user_colleague.partner_company_id = self.partner
        people = self.user_partner | self.user_internal | self.user_colleague
        explained = self.explain()
        for user in people:
            self.assertEqual(explained[user.id], ["Partner agreement P-1"])
        self.assertIn("Creator", explained[self.user_sales.id])
        everybody = self.env["res.users"].search([])
        seeing = everybody.filtered(
            lambda user: (
                user._get_agreements() & self.agreement
                and self.lead.with_user(user).has_access("read")
            )
        )
        self.assertEqual(seeing, people)
        self.assertNotIn(self.user_rival.id, explained)
        self.agreement.active = False
        self.assertFalse(self.explain().keys() & set(people.ids))

    def test_history_of_the_grant(self):
        lead = self.make_lead(name="Grant", share_mode="me")
        lead.partner_agreement_id = self.agreement
        lead.with_user(self.user_sales).sales_direction_id = self.services

        def last():
            history = lead.with_user(self.user_sales).share_history()
            return tuple(history[0][key] for key in ("user", "old", "new"))

        self.assertEqual(last(), ("Sara Sales", "", "Partner agreement P-1"))
        self.user_internal.partner_company_id = self.partner
        self.assertEqual(last()[1:], ("", "Ivan Internal is in Partner Ltd"))
        self.user_internal.partner_company_id = False
        self.assertEqual(last()[1:], ("Ivan Internal is in Partner Ltd", ""))
        newcomer = self.make_portal("partner_nina", self.partner_contact)
        self.assertEqual(last()[1:], ("", f"{newcomer.name} is in Partner Ltd"))
        lead.with_user(self.user_sales).partner_agreement_id = False
        self.assertEqual(last(), ("Sara Sales", "Partner agreement P-1", ""))
        self.user_internal.partner_company_id = self.partner
        self.assertEqual(last(), ("Sara Sales", "Partner agreement P-1", ""))

    # ------------------------------------------------------------------
    # What
    # ------------------------------------------------------------------

    def test_nothing_else(self):
        lead = self.lead.with_user(self.user_partner)
        self.assertEqual(lead.name, "Ours")
        for name in ("description", "expected_revenue", "user_id", "message_ids"):
            with self.assertRaises(AccessError):
                lead.read([name])
            with self.assertRaises(AccessError):
                lead.search([(name, "!=", False)])
        for method, arguments in (
            ("write", [{"name": "Mine"}]),
            ("write", [{"partner_agreement_id": self.other_agreement.id}]),
            ("unlink", []),
            ("copy", []),
            ("action_qualify", []),
            ("action_set_lost", []),
        ):
            with self.assertRaises(AccessError):
                getattr(lead, method)(*arguments)
        with self.assertRaises(AccessError):
            lead.create({"name": "Mine", "partner_agreement_id": self.agreement.id})
        for model in (
            *("antcrm.partner.agreement", "antcrm.partner.programme"),
            *("antcrm.sales.direction", "antcrm.contact.point"),
        ):
            with self.assertRaises(AccessError):
                self.as_user(model, self.user_partner).search([])
        self.assertNotIn("description", lead.fields_get())

    def test_internal_user_without_a_role(self):
        self.user_internal.partner_company_id = self.partner
        lead = self.lead.with_user(self.user_internal)
        self.assertEqual(lead.name, "Ours")
        with self.assertRaises(AccessError):
            lead.read(["description"])
        with self.assertRaises(AccessError):
            lead.write({"name": "Mine"})
        lead._update_from_partner({"name": "Edited"})
        self.assertEqual(self.lead.name, "Edited")

    def make_messages(self):
        """Write a comment and a note on the lead, each with a file; return them."""
        values = {"message_type": "comment"}
        comment = self.lead.message_post(
            body="Open",
            subtype_xmlid="mail.mt_comment",
            attachments=[("open.txt", b"open")],
            **values,
        )
        note = self.lead.message_post(
            body="Secret note", attachments=[("secret.txt", b"secret")], **values
        )
        return comment, note

    def test_internal_notes_are_ours(self):
        """Partners read comments with their files, whatever their login."""
        comment, note = self.make_messages()
        loose = self.env["ir.attachment"].create(
            {
                "name": "loose.txt",
                "raw": b"loose",
                "res_model": "crm.lead",
                "res_id": self.lead.id,
            }
        )
        activity = self.lead.with_user(self.user_sales).activity_schedule(
            "mail.mail_activity_data_todo", summary="Secret", user_id=self.user_sales.id
        )
        ours = [("model", "=", "crm.lead"), ("res_id", "=", self.lead.id)]
        files = [("res_model", "=", "crm.lead"), ("res_id", "=", self.lead.id)]
        self.user_internal.partner_company_id = self.partner
        for user in (self.user_internal, self.user_partner):
            self.env.flush_all()
            self.env.invalidate_all()
            found = self.as_user("mail.message", user).search(ours)
            self.assertIn(comment, found)
            self.assertNotIn("Secret note", "".join(found.mapped("body")))
            self.assertTrue(comment.with_user(user).has_access("read"))
            self.assertFalse(note.with_user(user).has_access("read"))
            attachments = comment.attachment_ids
            if user == self.user_internal:
                attachments.with_user(user).check_access("read")
            for hidden in (note.attachment_ids, loose):
                with self.assertRaises(AccessError):
                    hidden.with_user(user).read(["raw"])
            with self.assertRaises(AccessError):
                activity.with_user(user).read(["summary"])
        found = self.as_user("ir.attachment", self.user_internal).search(files)
        self.assertEqual(found, attachments.with_env(found.env))
        found = self.as_user("ir.attachment", self.user_internal).search(
            [("id", "in", (attachments | note.attachment_ids | loose).ids)]
        )
        self.assertEqual(found, attachments.with_env(found.env))
        activities = self.as_user("mail.activity", self.user_internal).search(files)
        self.assertFalse(activities)
        # what is addressed to him is his
        note = self.lead.with_user(self.user_sales).message_post(
            body="Look here", partner_ids=self.user_internal.partner_id.ids
        )
        self.assertTrue(note.with_user(self.user_internal).has_access("read"))
        # who has a role reads everything
        note = note.with_user(self.user_sales)
        self.assertTrue(note.has_access("read"))
        self.assertTrue(loose.with_user(self.user_sales).has_access("read"))

    def test_links_in_mails(self):
        action = self.lead._get_access_action(access_uid=self.user_partner.id)
        self.assertEqual(action["url"], f"/my/partner-leads/{self.lead.id}")
        action = self.lead._get_access_action(access_uid=self.user_sales.id)
        self.assertEqual(action["type"], "ir.actions.act_window")

    # ------------------------------------------------------------------
    # Edit and add
    # ------------------------------------------------------------------

    def test_edit(self):
        lead = self.lead.with_user(self.user_partner)
        lead._update_from_partner(
            {
                "name": " Ours, too ",
                "phone": "0901 234 561",
                "email_from": "leo@example.com",
                "firstname": "Leo",
                "lastname": "Lind",
                "sales_direction_id": str(self.services.id),
                "sales_product_id": str(self.support.id),
                "user_id": "1",
                "partner_agreement_id": str(self.other_agreement.id),
                "description": "Mine",
            }
        )
        self.assertRecordValues(
            self.lead,
            [
                {
                    "name": "Ours, too",
                    "phone": "+84 901 234 561",
                    "contact_name": "Leo Lind",
                    "sales_product_id": self.support.id,
                    "user_id": self.user_sales.id,
                    "partner_agreement_id": self.agreement.id,
                }
            ],
        )
        self.assertIn("Secret", self.lead.description)

    def test_edit_writes_what_changes(self):
        """What a lead has stays with it, whatever became of the programme."""
        self.lead.write(
            {
                "sales_product_id": self.support.id,
                "customer_requirements": "One\nTwo",
                "website": "https://ropes.example.com",
            }
        )
        self.programme.write(
            {"direction_ids": [Command.clear()], "product_ids": [Command.clear()]}
        )
        lead = self.lead.with_user(self.user_partner)
        choices = lead._get_partner_choices(
            self.user_partner._get_agreements(), self.lead
        )
        self.assertEqual(choices["sales_direction_id"], self.services)
        self.assertEqual(choices["sales_product_id"], self.support)
        posted = {
            "name": "Ours",
            "city": "Huế",
            "customer_requirements": "One\r\nTwo",
            "sales_direction_id": str(self.services.id),
            "sales_product_id": str(self.support.id),
            "country_id": "",
        }
        Lead = type(self.env["crm.lead"])
        with patch.object(
            Lead, "write", autospec=True, side_effect=Lead.write
        ) as write:
            lead._update_from_partner(posted)
        self.assertEqual(write.call_args.args[1], {"city": "Huế"})
        # nobody loses his lead by saving it
        with self.assert_refused(UserError, "programme of your agreement has changed"):
            lead._update_from_partner({**posted, "sales_product_id": ""})
        self.programme.direction_ids = self.services
        lead._update_from_partner({**posted, "sales_product_id": ""})
        self.assertFalse(self.lead.sales_product_id)
        with self.assert_refused(UserError, "product of the programme"):
            lead._update_from_partner(posted)

    def test_country_and_its_numbers(self):
        lead = self.lead.with_user(self.user_partner)
        values = {"name": "Ours", "vat": BELGIAN_TIN}
        with self.assert_refused(UserError, "not a tax number"):
            lead._update_from_partner({**values, "vat": "AB-12"})
        values |= {"country_id": str(self.belgium.id), "phone": "0470 12 34 56"}
        lead._update_from_partner(values)
        self.assertRecordValues(
            self.lead,
            [
                {
                    "country_id": self.belgium.id,
                    "vat": BELGIAN_TIN,
                    "phone": "+32 470 12 34 56",
                }
            ],
        )
        with self.assert_refused(UserError, "country of the list"):
            lead._update_from_partner({"name": "Ours", "country_id": "0"})

    def test_edit_is_refused(self):
        lead = self.lead.with_user(self.user_partner)
        for values, text in (
            ({"name": " "}, "what the lead is about"),
            ({"name": "x" * 201}, "too long"),
            ({"name": "x", "phone": "none"}, "not a phone number"),
            ({"name": "x", "email_from": "none"}, "not an email"),
            ({"name": "x", "vat": "1"}, "not a tax number"),
            ({"name": "x", "sales_direction_id": str(self.schooling.id)}, "programme"),
            ({"name": "x", "sales_direction_id": "1 OR 1=1"}, "programme"),
            ({"name": "x", "sales_product_id": str(self.support.id)}, "direction"),
        ):
            self.lead.write({"sales_direction_id": False})
            with self.assert_refused(UserError, text):
                lead._update_from_partner(values)
        with self.assertRaises(AccessError):
            self.other_lead.with_user(self.user_partner)._update_from_partner(
                {"name": "x"}
            )
        # read by his own role, but no lead of his company
        self.user_colleague.partner_company_id = self.other_partner
        self.plain_lead.user_id = self.user_colleague
        with self.assertRaises(AccessError):
            self.plain_lead.with_user(self.user_colleague)._update_from_partner(
                {"name": "x"}
            )
        self.lead.action_set_lost()
        with self.assert_refused(UserError, "closed"):
            lead._update_from_partner({"name": "x"})

    def test_add(self):
        self.create_lead("0901 234 561")
        lead = self.as_user("crm.lead", self.user_partner)._create_from_partner(
            self.agreement.id,
            {
                "name": "Ropes for a ship",
                "partner_name": "Lind Ropes",
                "phone": "0901 234 561",
                "sales_direction_id": "",
                "sales_product_id": str(self.support.id),
                "user_id": str(self.user_colleague.id),
                "type": "opportunity",
            },
        )
        self.assertEqual(lead.name, "Ropes for a ship")
        self.assertRecordValues(
            lead.sudo(),
            [
                {
                    "type": "lead",
                    "partner_name": "Lind Ropes",
                    "partner_agreement_id": self.agreement.id,
                    "partner_company_id": self.partner.id,
                    "partner_contact_id": self.user_partner.partner_id.id,
                    "sales_direction_id": self.services.id,
                    "sales_product_id": self.support.id,
                    "user_id": self.user_sales.id,
                    "share_owner_id": self.user_sales.id,
                    "phone": "+84 901 234 561",
                    "contact_name": False,
                }
            ],
        )
        self.assertEqual(lead.sudo().source_id.name, "Partner")
        self.assertEqual(lead.with_user(self.user_sales).duplicate_count, 1)
        for agreement_id in (self.other_agreement.id, 0, -1):
            with self.assertRaises(AccessError):
                self.as_user("crm.lead", self.user_partner)._create_from_partner(
                    agreement_id, {"name": "x"}
                )
        with self.assertRaises(AccessError):
            self.as_user("crm.lead", self.user_portal)._create_from_partner(
                self.agreement.id, {"name": "x"}
            )

    def add(self, user=None, **values):
        lead = self.as_user("crm.lead", user or self.user_partner)._create_from_partner(
            self.agreement.id, {"name": "Ropes", **values}
        )
        self.env.flush_all()
        self.env.invalidate_all()
        return lead

    def test_add_names_no_hidden_customer(self):
        hidden = self.make_company(
            TIN, user=self.user_colleague, share_mode="me", name="Secret"
        )
        lead = self.add(vat=TIN)
        self.assertFalse(lead.sudo().existing_company_id)
        lead._update_from_partner({"name": "Ropes", "vat": OTHER_TIN})
        lead._update_from_partner({"name": "Ropes", "vat": TIN})
        self.assertFalse(lead.sudo().existing_company_id)
        self.agreement.user_id = self.user_colleague
        self.assertEqual(self.add(vat=TIN).sudo().existing_company_id, hidden)

    def test_add_for_somebody_who_has_left(self):
        self.user_sales.active = False
        lead = self.add()
        self.assertFalse(lead.sudo().user_id)
        self.assertEqual(lead.sudo().share_owner_id, self.user_partner)
        self.assertTrue(lead.with_user(self.user_administrator).has_access("write"))

    def test_add_in_another_company(self):
        """Who adds a lead finds it again, whatever company the responsible works in."""
        branch = self.env["res.company"].create({"name": "Branch"})
        self.user_sales.write(
            {"company_ids": [Command.set(branch.ids)], "company_id": branch.id}
        )
        team = self.env["crm.team"].create(
            {
                "name": "Branch",
                "company_id": branch.id,
                "user_id": self.user_sales.id,
                "member_ids": [Command.link(self.user_sales.id)],
            }
        )
        self.env["crm.team.member"].search(
            [("user_id", "=", self.user_sales.id), ("crm_team_id", "!=", team.id)]
        ).unlink()
        lead = self.add()
        self.assertTrue(lead.has_access("read"))
        self.assertEqual(lead.sudo().user_id, self.user_sales)
        self.assertTrue(lead.with_user(self.user_sales).has_access("read"))
        lead._update_from_partner({"name": "Ropes", "city": "Huế"})
        self.assertTrue(lead.has_access("read"))


@tagged("post_install", "-at_install")
class TestPartnerRequired(RestoredRegistry, PartnerCommon):
    def test_add_without_a_required_custom_field(self):
        self.env["antcrm.custom.field"].create(
            {
                "label": "Shoe",
                "type": "char",
                "required": True,
                "kinds": [Command.link(self.env.ref("antcrm_customers.kind_lead").id)],
            }
        )
        lead = self.as_user("crm.lead", self.user_partner)._create_from_partner(
            self.agreement.id, {"name": "Ropes"}
        )
        self.assertEqual(lead.sudo().missing_values, "Shoe")


@tagged("post_install", "-at_install")
class TestPartnerPortal(PartnerCommon, HttpCase):
    URL = "/my/partner-leads"

    def test_others(self):
        for user in (self.user_portal, self.user_internal):
            self.authenticate(user.login, user.login)
            for path in ("", "/new", f"/{self.lead.id}"):
                self.assertEqual(self.url_open(self.URL + path).status_code, 404)
            self.assertNotIn(self.URL, self.url_open("/my").text)
        self.authenticate(None, None)
        answer = self.url_open(self.URL, allow_redirects=False)
        self.assertIn("/web/login", answer.headers["Location"])

    def test_list(self):
        self.authenticate("partner_pia", "partner_pia")
        self.assertIn(self.URL, self.url_open("/my").text)
        page = self.url_open(self.URL).text
        self.assertIn("Ours", page)
        self.assertNotIn("Theirs", page)
        self.assertNotIn("Nobody", page)
        for query in ("search=our", "sortby=name", "sortby=%27%3B--", "search=%00%25"):
            self.assertEqual(self.url_open(f"{self.URL}?{query}").status_code, 200)
        self.assertNotIn(
            f"{self.URL}/{self.lead.id}", self.url_open(f"{self.URL}?search=zz").text
        )
        self.assertEqual(self.url_open(f"{self.URL}/page/99").status_code, 200)

    def test_detail(self):
        self.authenticate("partner_pia", "partner_pia")
        page = self.url_open(f"{self.URL}/{self.lead.id}").text
        self.assertIn('value="Ours"', page)
        self.assertNotIn("Secret", page)
        for lead_id in (self.other_lead.id, self.plain_lead.id, 0, 10**9, "x", "-1"):
            answer = self.url_open(f"{self.URL}/{lead_id}")
            self.assertEqual(answer.status_code, 404, lead_id)
            self.assertNotIn("Theirs", answer.text)

    def test_post(self):
        self.authenticate("partner_pia", "partner_pia")
        url = f"{self.URL}/{self.lead.id}"
        # nobody posts for a partner from elsewhere
        answer = self.url_open(url, {"name": "Forged"})
        self.assertEqual(answer.status_code, 400)
        token = {"csrf_token": http.Request.csrf_token(self)}
        answer = self.url_open(url, {"name": "<script>x</script>", **token})
        self.assertEqual(answer.status_code, 200)
        self.assertNotIn("<script>x", answer.text)
        self.assertEqual(self.lead.name, "<script>x</script>")
        answer = self.url_open(url, {"name": "", "city": "Huế", **token})
        self.assertEqual(answer.status_code, 422)
        self.assertIn("Tell what the lead is about", answer.text)
        self.assertIn("Huế", answer.text)
        self.assertFalse(self.lead.city)
        answer = self.url_open(
            f"{self.URL}/{self.other_lead.id}", {"name": "Taken", **token}
        )
        self.assertEqual(answer.status_code, 404)
        self.assertEqual(self.other_lead.name, "Theirs")
        files = {"name": ("x.txt", b"x")}
        answer = self.url_open(url, token, files=files)
        self.assertEqual(answer.status_code, 422)

    def test_add(self):
        self.authenticate("partner_pia", "partner_pia")
        token = {"csrf_token": http.Request.csrf_token(self)}
        values = {"name": "Added here", "partner_agreement_id": self.agreement.id}
        answer = self.url_open(f"{self.URL}/new", {**values, **token})
        self.assertIn("Saved.", answer.text)
        lead = self.env["crm.lead"].search([("name", "=", "Added here")])
        self.assertEqual(lead.partner_agreement_id, self.agreement)
        for agreement in (self.other_agreement.id, "x", "", "９"):
            answer = self.url_open(
                f"{self.URL}/new",
                {"name": "Not here", "partner_agreement_id": agreement, **token},
            )
            self.assertEqual(answer.status_code, 422, agreement)
        self.assertFalse(self.env["crm.lead"].search([("name", "=", "Not here")]))
        self.assertEqual(self.url_open(f"{self.URL}/new", values).status_code, 400)

    def test_internal_user(self):
        """An employee of ours with a partner company has the same pages."""
        self.user_internal.partner_company_id = self.partner
        self.lead.message_post(body="Secret note")
        self.lead.message_post(
            body="Open", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.authenticate(self.user_internal.login, self.user_internal.login)
        self.assertIn("Ours", self.url_open(self.URL).text)
        token = {"csrf_token": http.Request.csrf_token(self)}
        answer = self.url_open(
            f"{self.URL}/{self.lead.id}", {"name": "Edited", **token}
        )
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(self.lead.name, "Edited")
        thread = {"thread_model": "crm.lead", "thread_id": self.lead.id}
        messages = str(self.make_jsonrpc_request("/mail/thread/messages", thread))
        self.assertIn("Open", messages)
        self.assertNotIn("Secret note", messages)
        data = self.make_jsonrpc_request(
            "/mail/data",
            {
                "fetch_params": [
                    [
                        "mail.thread",
                        {**thread, "request_list": ["messages", "attachments"]},
                    ]
                ]
            },
        )
        self.assertNotIn("Secret", str(data))

    def post(self, lead):
        return self.make_jsonrpc_request(
            "/mail/message/post",
            {
                "thread_model": "crm.lead",
                "thread_id": lead.id,
                "post_data": {
                    "body": "Any news?",
                    "message_type": "comment",
                    "subtype_xmlid": "mail.mt_comment",
                },
            },
        )

    def test_comment(self):
        """Portal and internal users alike."""
        self.user_internal.partner_company_id = self.partner
        for user in (self.user_partner, self.user_internal):
            self.authenticate(user.login, user.login)
            self.post(self.lead)
            self.assertIn("Any news?", self.lead.message_ids[0].body)
            self.assertEqual(self.lead.message_ids[0].author_id, user.partner_id)
            with self.assertRaisesRegex(JsonRpcException, "NotFound"):
                self.post(self.other_lead)
            messages = self.make_jsonrpc_request(
                "/mail/thread/messages",
                {"thread_model": "crm.lead", "thread_id": self.lead.id},
            )
            self.assertIn("Any news?", str(messages))

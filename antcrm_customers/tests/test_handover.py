from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .common import CustomersCommon


class HandoverCommon(CustomersCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leaver = new_test_user(
            cls.env,
            "antcrm_leaver",
            groups="antcrm_share.group_user",
            name="Lea Leaver",
        )
        cls.owner = new_test_user(
            cls.env,
            "antcrm_owner",
            groups="antcrm_share.group_data_owner,base.group_erp_manager",
            name="Otto Owner",
        )
        cls.contacts = cls.as_user("res.partner", cls.leaver).create(
            [
                {"firstname": f"Ida {number}", "user_id": cls.leaver.id}
                for number in range(6)
            ]
        )
        cls.lead = cls.create_lead(user=cls.leaver, user_id=cls.leaver.id)
        cls.shared = cls.create_contact(
            user=cls.user_colleague,
            share_mode="employee",
            share_user_ids=[Command.set(cls.leaver.ids)],
        )
        cls.activity = cls.contacts[0].activity_schedule(
            "mail.mail_activity_data_todo", user_id=cls.leaver.id
        )
        cls.team = cls.env["crm.team"].create(
            {
                "name": "North",
                "assignment_rule": "round_robin",
                "member_ids": [
                    Command.set((cls.user_sales | cls.user_colleague).ids),
                ],
            }
        )

    def ask(self, leaver, user=None, **values):
        action = leaver.with_user(user or self.owner).action_archive()
        Wizard = self.as_user(action["res_model"], user or self.owner)
        form = Form(Wizard.with_context(**action["context"]))
        for name, value in values.items():
            form[name] = value
        return form.save()


@tagged("post_install", "-at_install")
class TestHandover(HandoverCommon):
    def test_to_a_colleague_and_back(self):
        wizard = self.ask(self.leaver, to_user_id=self.user_sales)
        self.assertTrue(self.leaver.active)
        self.assertEqual(wizard.customer_count, 7)
        wizard.action_hand_over()
        self.assertFalse(self.leaver.active)
        moved = (*self.contacts, self.lead, self.activity)
        for record in moved:
            self.assertEqual(record.sudo().user_id, self.user_sales)
        self.assertTrue(self.shared.with_user(self.user_sales).has_access("read"))
        handover = self.as_user("antcrm.handover", self.owner).search([], limit=1)
        # what somebody has given to others since stays theirs
        self.contacts[0].sudo().user_id = self.user_colleague
        handover.action_undo()
        self.assertTrue(self.leaver.active)
        self.assertEqual(self.contacts[0].sudo().user_id, self.user_colleague)
        for record in moved[1:]:
            self.assertEqual(record.sudo().user_id, self.leaver)
        self.assertFalse(self.shared.with_user(self.user_sales).has_access("read"))
        with self.assertRaises(UserError):
            handover.action_undo()

    def test_to_a_group_by_its_rule(self):
        wizard = self.ask(self.leaver, heir="team", to_team_id=self.team)
        wizard.action_hand_over()
        users = self.contacts.sudo().mapped("user_id")
        self.assertEqual(users, self.user_sales | self.user_colleague)
        counts = [
            len(self.contacts.sudo().filtered(lambda c, user=user: c.user_id == user))
            for user in users
        ]
        self.assertEqual(counts, [3, 3])
        # with its customer
        self.assertEqual(self.activity.user_id, self.contacts[0].sudo().user_id)

    def test_without_moving(self):
        with self.assertRaises(UserError):
            self.ask(self.leaver).action_hand_over()
        self.ask(self.leaver).action_archive()
        self.assertFalse(self.leaver.active)
        self.assertEqual(self.lead.sudo().user_id, self.leaver)

    def test_nobody_is_asked_about_nothing(self):
        user = new_test_user(self.env, "antcrm_new", groups="base.group_user")
        self.assertFalse(user.with_user(self.owner).action_archive())
        self.assertFalse(user.active)

    def test_hidden_customers_stay(self):
        """An Administrator gives nobody, himself included, what he does not see."""
        self.contacts[1].with_user(self.leaver).share_mode = "me"
        self.user_administrator.group_ids = [
            Command.link(self.env.ref("base.group_erp_manager").id)
        ]
        wizard = self.ask(
            self.leaver, self.user_administrator, to_user_id=self.user_administrator
        )
        self.assertTrue(wizard.hidden_count)
        wizard.action_hand_over()
        self.assertEqual(self.contacts[1].sudo().user_id, self.leaver)
        self.assertEqual(self.contacts[2].sudo().user_id, self.user_administrator)

    def test_group_that_is_closed(self):
        contact = self.create_contact(
            user=self.leaver,
            share_mode="group",
            share_team_ids=[Command.set(self.team.ids)],
        )
        other = self.team.copy({"name": "South", "member_ids": False})
        other.member_ids = self.user_administrator
        self.env["crm.team"].browse(other.id).assignment_rule = "random"
        self.assertTrue(contact.with_user(self.user_sales).has_access("read"))
        wizard = self.ask(self.team, to_team_id=other)
        self.assertEqual(wizard.heir, "team")
        self.assertEqual(wizard.member_count, 2)
        wizard.action_hand_over()
        self.assertFalse(self.team.active)
        self.assertEqual(contact.sudo().share_id.team_ids, other)
        self.assertFalse(contact.with_user(self.user_sales).has_access("read"))

    def test_no_query_for_each_customer(self):
        """The number of queries grows with the kinds, not with the customers."""
        Handover = self.env["antcrm.handover"].with_user(self.owner)

        def count(number):
            user = new_test_user(
                self.env, f"antcrm_{number}", groups="antcrm_share.group_user"
            )
            self.env["res.partner"].create(
                [{"name": f"C {n}", "user_id": user.id} for n in range(number)]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            Handover._hand_over(user, self.user_sales, self.env["crm.team"])
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        few = count(5)
        many = count(60)
        self.assertLess(many, few + 30)

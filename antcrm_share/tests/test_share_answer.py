"""Why somebody sees a customer, or does not, and who will."""

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import RolesCommon


@tagged("post_install", "-at_install")
class TestShareAnswer(RolesCommon):
    def ask(self, record, user, by=None):
        answer = record.with_user(by or self.user_sales).share_explain_user(user.id)
        return answer["sees"], " ".join(answer["reasons"])

    def test_agrees_with_the_rules(self):
        """Whatever the share: the answer is what the user meets."""
        team = self.env["crm.team"].create(
            {"name": "North", "member_ids": [Command.set(self.user_colleague.ids)]}
        )
        users = (
            self.user_sales
            | self.user_colleague
            | self.user_administrator
            | self.user_internal
        )
        records = [
            create(**values)
            for create in (self.create_contact, self.create_lead)
            for values in (
                {},
                {"share_mode": "me"},
                {"share_mode": "all"},
                {
                    "share_mode": "employee",
                    "share_user_ids": [Command.set(self.user_administrator.ids)],
                },
                {"share_mode": "group", "share_team_ids": [Command.set(team.ids)]},
            )
        ]
        for record in records:
            for user in users:
                sees, reasons = self.ask(record, user)
                with self.subTest(record=record.share_mode, user=user.name):
                    self.assertEqual(sees, record.with_user(user).has_access("read"))
                    self.assertTrue(reasons)

    def test_rules_of_the_host_are_told(self):
        lead = self.create_lead(user=self.user_sales)
        # as one that is from before
        lead.sudo().share_id = False
        self.env.flush_all()
        sees, reasons = self.ask(lead, self.user_colleague)
        self.assertFalse(sees)
        self.assertIn("Own Documents Only", reasons)
        self.assertIn("no share of its own", reasons)
        hidden = self.create_contact(share_mode="me")
        sees, reasons = self.ask(hidden, self.user_colleague)
        self.assertFalse(sees)
        self.assertIn("Only me", reasons)
        _sees, reasons = self.ask(lead, self.user_internal)
        self.assertIn("No right to read", reasons)
        with self.assertRaises(AccessError):
            self.ask(hidden, self.user_sales, self.user_colleague)

    def test_dialog(self):
        contact = self.create_contact(share_mode="me")
        action = contact.action_share_explain()
        overview = self.as_user(action["res_model"]).browse(action["res_id"])
        form = Form(overview)
        form.asked_user_id = self.user_colleague
        self.assertIn("Carl Colleague does not see it", form.answer)
        form.asked_user_id = self.user_sales
        self.assertIn("Sara Sales sees it:\n- Creator", form.answer)

    def test_counted_before_it_is_saved(self):
        contact = self.create_contact(share_mode="me")
        everyone = contact._get_share_everyone()
        owners = everyone.filtered(
            lambda user: user.has_group("antcrm_share.group_data_owner")
        )
        expected = len(everyone - owners - self.user_sales)
        self.assertEqual(
            contact._count_share_change(
                "all", self.env["res.users"], self.env["crm.team"]
            ),
            (expected, 0),
        )
        wizard = self.as_user("antcrm.share.wizard").with_context(
            active_model="res.partner", active_ids=contact.ids
        )
        form = Form(wizard)
        form.share_mode = "employee"
        form.share_user_ids.add(self.user_colleague)
        self.assertEqual(form.share_change, "Who will see it: 1 more")
        form.save().action_share()
        form = Form(wizard)
        form.share_user_ids.remove(self.user_colleague.id)
        form.share_user_ids.add(self.user_internal)
        self.assertEqual(form.share_change, "Who will see it: 1 more, 1 fewer")

import json

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.modules.module import get_module_path, load_script
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
        self.contacts[0].sudo().user_id = self.user_sales
        handover.action_undo()
        self.assertEqual(self.contacts[0].sudo().user_id, self.leaver)
        with self.assertRaises(UserError):
            handover.action_undo()

    def hand_over(self, leaver=None, **values):
        """Return the handover of all to a colleague."""
        values = values or {"to_user_id": self.user_sales}
        self.ask(leaver or self.leaver, **values).action_hand_over()
        return self.as_user("antcrm.handover", self.owner).search([], limit=1)

    def test_said_before_and_tried_again(self):
        handover = self.hand_over()
        changed, gone = self.contacts[:2].sudo()
        changed.user_id = self.user_colleague
        name = gone.name
        gone.unlink()
        wizard = self.env["antcrm.undo.wizard"].browse(
            handover.action_preview_undo()["res_id"]
        )
        self.assertIn("Lea Leaver is unarchived.", wizard.done_text)
        self.assertIn(changed.name, wizard.kept_text)
        self.assertIn("deleted since", wizard.kept_text)
        self.assertEqual(wizard.kept_count, 2)
        self.assertFalse(self.leaver.active)
        self.assertEqual(self.lead.sudo().user_id, self.user_sales)
        wizard.with_user(self.owner).action_undo()
        self.assertEqual(handover.state, "undone")
        # what is gone is told once, and not tried again
        self.assertEqual(handover.left_count, 1)
        self.assertEqual(len(handover.left_text.splitlines()), 2)
        self.assertNotIn(name, handover.left_text)
        # nobody else is told who they are
        self.assertFalse(handover.with_user(self.user_administrator).left_text)
        self.assertEqual(changed.user_id, self.user_colleague)
        self.assertTrue(handover.is_undoable)
        changed.user_id = self.user_sales
        self.assertEqual(handover._preview_undo()["kept_count"], 0)
        handover.action_undo()
        self.assertEqual(changed.user_id, self.leaver)
        self.assertEqual(handover.left_count, 0)
        self.assertFalse(handover.left_text or handover.is_undoable)

    def test_share_that_changed_since_stays(self):
        handover = self.hand_over()
        self.shared.with_user(self.user_colleague).share_mode = "me"
        preview = handover._preview_undo()
        self.assertEqual(preview["kept_count"], 1)
        handover.action_undo()
        self.assertEqual(self.shared.with_user(self.user_colleague).share_mode, "me")

    def test_all_comes_back(self):
        """Leaders, followers and who sees what, and the history tells it."""
        self.team.user_id = self.leaver
        before = self.leads_and_more()
        handover = self.hand_over()
        self.assertEqual(self.team.user_id, self.user_sales)
        self.assertNotEqual(self.leads_and_more(), before)
        self.assertFalse(handover._preview_undo()["kept"])
        Log = self.env["antcrm.share.log"]
        last = Log.search([], limit=1, order="id desc").id
        handover.action_undo()
        self.assertEqual(self.leads_and_more(), before)
        self.assertFalse(handover.is_undoable)
        logged = Log.search([("id", ">", last)])
        self.assertEqual({*logged.mapped("event")}, {"share", "leader"})
        message = self.lead.sudo().message_ids[:1]
        self.assertIn("taken back", message.body)
        self.assertEqual(message.author_id, self.owner.partner_id)

    def leads_and_more(self):
        self.env.flush_all()
        self.env.invalidate_all()
        records = (*self.contacts, self.lead, self.shared, self.activity, self.team)
        return [
            [
                record.sudo()[name]
                for name in ("user_id", "share_id", "audience", "message_follower_ids")
                if name in record._fields
            ]
            for record in records
        ]

    def test_who_may_take_it_back(self):
        handover = self.hand_over()
        for user in (self.user_sales, self.leaver):
            with self.assertRaises(AccessError):
                handover.with_user(user).action_undo()
        # an Administrator gets nobody, himself included, what he does not see
        undo = handover.with_user(self.user_administrator)
        for method in (undo.action_undo, undo.action_preview_undo):
            with self.assertRaisesRegex(AccessError, "Data Owner"):
                method()
        self.shared.with_user(self.user_colleague).share_mode = "all"
        with self.assertRaisesRegex(UserError, "archived"):
            undo.action_undo()
        self.leaver.action_unarchive()
        undo.action_undo()
        self.assertEqual(self.lead.sudo().user_id, self.leaver)

    def test_it_is_forgotten(self):
        handover = self.hand_over()
        handover.sudo()._gc_handovers()
        self.assertTrue(handover.is_undoable)
        days = handover._get_undo_days() + 1
        self.env.cr.execute(
            "UPDATE antcrm_handover SET create_date = create_date - %s * interval '1d'",
            [days],
        )
        handover.invalidate_recordset()
        handover.sudo()._gc_handovers()
        self.assertEqual(handover.state, "expired")
        self.assertFalse(handover.sudo()._count_lines())
        with self.assertRaises(UserError):
            handover.action_undo()

    def test_of_before_the_journal(self):
        """A handover that an earlier version remembered in a way of its own."""
        handover = self.hand_over()
        lead, left = self.lead.sudo(), self.contacts[0].sudo()
        # a group without a head left some to nobody
        nobody = left.user_id = self.env["res.users"]
        Share, no_teams = self.env["antcrm.share"].sudo(), self.env["crm.team"]
        old_share = Share._get("employee", self.leaver, no_teams)
        new_share = Share._get("employee", self.user_sales, no_teams)
        lead._set_share(new_share)
        moves = [
            self.get_move(records, name, old, new)
            for records, name, old, new in (
                (left, "user_id", self.leaver, nobody),
                (self.contacts[1:], "user_id", self.leaver, self.user_sales),
                (lead, "user_id", self.leaver, self.user_sales),
                (lead, "share_id", old_share, new_share),
            )
        ]
        handover.sudo()._drop_rows()
        self.env.cr.execute("ALTER TABLE antcrm_handover ADD COLUMN moves jsonb")
        self.env.cr.execute(
            "UPDATE antcrm_handover SET moves = %s WHERE id = %s",
            [json.dumps([*moves, {**moves[0], "model": "gone"}]), handover.id],
        )
        path = get_module_path("antcrm_customers")
        script = load_script(
            f"{path}/migrations/19.0.1.0.2/end-migration.py", "end_migration"
        )
        script.migrate(self.env.cr, "19.0.1.0.1")
        self.assertFalse(handover._preview_undo()["kept"])
        handover.action_undo()
        for record in (*self.contacts.sudo(), lead):
            self.assertEqual(record.user_id, self.leaver)
        self.assertEqual(lead.share_id, old_share)

    def get_move(self, records, name, old, new):
        return {
            "model": records._name,
            "field": name,
            "ids": records.ids,
            "old": old.id,
            "new": new.id,
        }

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

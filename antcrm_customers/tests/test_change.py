from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import antcrm_change
from .journal_common import JournalCommon


class ChangeCommon(JournalCommon):
    """Customers of a salesperson, and the dialog that changes them."""

    def create_contacts(self, number, **values):
        contacts = self.as_user("res.partner").create(
            [
                {"firstname": f"Ida {position}", "share_mode": "all", **values}
                for position in range(number)
            ]
        )
        self.env.flush_all()
        return contacts

    def open_dialog(self, customers, user=None, **values):
        """Return the dialog that opens for customers that were selected."""
        customers = customers.with_user(user or self.user_sales)
        action = customers.action_change_selection()
        dialog = customers.env[action["res_model"]].browse(action["res_id"])
        dialog.write(values)
        return dialog

    def change(self, customers, user=None, **values):
        self.open_dialog(customers, user, **values).action_apply()
        return self.env["antcrm.change"].search([], limit=1)

    def dump_customers(self):
        """Return all that is in the database of customers, but for the history."""
        tables = self.dump("antcrm.contact.point")
        return {
            name: rows for name, rows in tables.items() if not name.startswith("mail_")
        }


@tagged("-at_install", "post_install")
class TestChange(ChangeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.qualified = cls.env.ref("antcrm_customers.status_customer_qualified")
        cls.source = cls.env["utm.source"].create({"name": "Fair of the Ants"})

    def test_everything_at_once_and_undo(self):
        contacts = self.create_contacts(3)
        contacts[0].category_id = self.tags[:2]
        contacts[1].user_id = self.user_colleague
        before = self.dump_customers()
        change = self.change(
            contacts,
            status_id=self.qualified.id,
            source_id=self.source.id,
            pic_mode="user",
            pic_user_id=self.user_colleague.id,
            share_mode="employee",
            share_user_ids=[Command.set(self.user_administrator.ids)],
            added_category_ids=[Command.set(self.tags[2].ids)],
            removed_category_ids=[Command.set(self.tags[0].ids)],
        )
        self.assertRecordValues(
            change,
            [
                {
                    "state": "done",
                    "total_count": 3,
                    "changed_count": 3,
                    "left_count": 0,
                    "user_id": self.user_sales.id,
                }
            ],
        )
        self.assertEqual(contacts.status_id, self.qualified)
        self.assertEqual(contacts.source_id, self.source)
        self.assertEqual(contacts.user_id, self.user_colleague)
        self.assertEqual(set(contacts.mapped("share_mode")), {"employee"})
        self.assertEqual(contacts[0].category_id, self.tags[1:3])
        self.assertEqual(contacts[1].category_id, self.tags[2])
        for contact in contacts:
            self.assertIn("Qualified", contact.message_ids[0].body)
            self.assertEqual(contact.message_ids[0].author_id.name, "Sara Sales")
        change = change.with_user(self.user_sales)
        preview = change._preview_undo()
        self.assertEqual(preview["kept_count"], 0)
        self.assertIn("3", preview["done"][0])
        change.action_undo()
        self.env.invalidate_all()
        self.assertEqual(change.state, "undone")
        self.assertFalse(change.is_undoable)
        self.assert_same(before, self.dump_customers())
        self.assertEqual(contacts[0].share_history()[0]["new"], "All")
        with self.assertRaises(UserError):
            change.action_undo()

    def test_leads(self):
        team = self.env["crm.team"].create(
            {
                "name": "Ants",
                "assignment_rule": "round_robin",
                "member_ids": [
                    Command.set((self.user_sales | self.user_colleague).ids)
                ],
            }
        )
        leads = self.create_lead() | self.create_lead() | self.create_lead()
        leads |= self.create_lead()
        before = self.dump_customers()
        status = self.env.ref("antcrm_customers.status_lead_contacted")
        dialog = self.open_dialog(
            leads,
            pic_mode="team",
            pic_team_id=team.id,
            status_id=status.id,
            added_tag_ids=[Command.set(self.lead_tags[0].ids)],
        )
        self.assertIn("Carl Colleague 2", dialog.outcome)
        dialog.action_apply()
        self.assertEqual(leads.team_id, team)
        self.assertEqual(leads.status_id, status)
        self.assertEqual(leads.tag_ids, self.lead_tags[0])
        counts = [
            len(leads.filtered(lambda lead, user=user: lead.user_id == user))
            for user in (self.user_sales, self.user_colleague)
        ]
        self.assertEqual(counts, [2, 2])
        message = self.env["mail.message"].search(
            [("partner_ids", "in", self.user_colleague.partner_id.ids)], limit=1
        )
        self.assertIn("in charge of 2", message.subject)
        change = self.env["antcrm.change"].search([], limit=1)
        change.with_user(self.user_sales).action_undo()
        self.env.invalidate_all()
        self.assert_same(before, self.dump_customers())

    def test_leads_are_not_converted_here(self):
        dialog = self.open_dialog(
            self.create_lead(),
            status_id=self.env.ref("antcrm_customers.status_lead_converted").id,
        )
        with self.assertRaises(UserError):
            dialog.action_apply()

    def test_what_is_not_the_users_is_left_and_said(self):
        contacts = self.create_contacts(4)
        self.env["ir.rule"].create(
            {
                "name": "Nobody writes these",
                "model_id": self.env["ir.model"]._get("res.partner").id,
                "domain_force": f"[('id', '!=', {contacts[0].id})]",
                "perm_read": False,
            }
        )
        dialog = self.open_dialog(contacts, status_id=self.qualified.id)
        self.assertEqual((dialog.record_count, dialog.locked_count), (4, 1))
        self.assertIn("(3 change)", dialog.outcome)
        dialog.action_apply()
        self.assertEqual(contacts[1:].status_id, self.qualified)
        self.assertNotEqual(contacts[0].status_id, self.qualified)
        change = self.env["antcrm.change"].search([], limit=1)
        self.assertEqual((change.changed_count, change.left_count), (3, 1))
        self.assertTrue(change.with_user(self.user_sales).left_text)
        self.assertFalse(change.with_user(self.user_administrator).left_text)

    def test_shares_of_others_stay(self):
        own = self.create_contacts(2)
        other = self.create_contact(user=self.user_colleague, share_mode="all")
        dialog = self.open_dialog(own | other, share_mode="me")
        self.assertIn("fewer", dialog.outcome)
        self.assertIn("1 keep their share", dialog.outcome)
        dialog.action_apply()
        self.assertEqual(set(own.mapped("share_mode")), {"me"})
        self.assertEqual(other.share_mode, "all")
        # an Administrator hides nothing from himself
        dialog = self.open_dialog(other, self.user_administrator, share_mode="me")
        dialog.action_apply()
        self.assertEqual(other.share_mode, "all")

    def test_one_refusal_keeps_no_other(self):
        contacts = self.create_contacts(5)
        write_fields = antcrm_change.AntcrmChange._write_fields

        reason = "Not this one"

        def refuse(self, customers):
            if contacts[2] in customers:
                raise UserError(reason)
            return write_fields(self, customers)

        with patch.object(antcrm_change.AntcrmChange, "_write_fields", refuse):
            change = self.change(contacts, status_id=self.qualified.id)
        self.assertEqual(
            contacts.filtered(lambda contact: contact.status_id != self.qualified),
            contacts[2],
        )
        self.assertEqual(change.left_reasons, reason)

    def test_later_changes_stay(self):
        contacts = self.create_contacts(2)
        old = contacts.status_id
        change = self.change(contacts, status_id=self.qualified.id)
        contacts[0].status_id = self.env.ref("antcrm_customers.status_customer_new")
        contacts[0].status_id = self.env.ref(
            "antcrm_customers.status_customer_contacted"
        )
        self.env.flush_all()
        change = change.with_user(self.user_sales)
        preview = change._preview_undo()
        self.assertEqual(preview["kept_count"], 1)
        self.assertIn("Ida 0", preview["kept"][0])
        change.action_undo()
        self.env.invalidate_all()
        self.assertEqual(contacts[0].status_id.category, "contacted")
        self.assertEqual(contacts[1].status_id, old)
        self.assertTrue(change.is_undoable)
        contacts[0].status_id = self.qualified
        self.env.flush_all()
        change.action_undo()
        self.env.invalidate_all()
        self.assertEqual(contacts[0].status_id, old)
        self.assertFalse(change.is_undoable)

    def test_whose_change_it_is(self):
        change = self.change(self.create_contacts(1), status_id=self.qualified.id)
        self.assertFalse(change.with_user(self.user_colleague).has_access("read"))
        with self.assertRaises(AccessError):
            change.with_user(self.user_colleague).action_undo()
        change.with_user(self.user_administrator).action_undo()
        self.assertEqual(change.state, "undone")
        for operation in ("write", "create", "unlink"):
            Change = self.as_user("antcrm.change", self.user_administrator)
            self.assertFalse(Change.has_access(operation))

    def test_administrator_gives_back_what_he_may_change(self):
        """What a colleague keeps for himself, an Administrator neither changes nor
        brings back into view by an undo."""
        contacts = self.create_contacts(3)
        old = contacts.status_id
        for contact in contacts:
            contact.category_id = self.tags[0]
        change = self.change(
            contacts,
            status_id=self.qualified.id,
            added_category_ids=[Command.set(self.tags[1].ids)],
        )
        contacts[0].share_mode = "me"
        self.env.flush_all()
        administrator = self.user_administrator
        self.assertFalse(contacts[0].with_user(administrator).has_access("read"))
        change = change.with_user(administrator)
        preview = change._preview_undo()
        self.assertEqual(preview["kept_count"], 1)
        self.assertNotIn("Ida 0", preview["kept"][0])
        self.assertIn("2", preview["done"][0])
        logged = len(contacts[0].message_ids)
        change.action_undo()
        self.env.invalidate_all()
        self.assertEqual((change.left_count, change.changed_count), (1, 3))
        self.assertTrue(change.left_text)
        self.assertFalse(change.with_user(self.user_sales).left_text)
        self.assertEqual(contacts[0].status_id, self.qualified)
        self.assertEqual(contacts[0].category_id, self.tags[:2])
        self.assertEqual(len(contacts[0].message_ids), logged)
        self.assertEqual(contacts[1:].status_id, old)
        self.assertEqual(contacts[1:].category_id, self.tags[0])
        # who may change it gives it back after all
        change = change.with_user(self.user_sales)
        self.assertTrue(change.is_undoable)
        change.action_undo()
        self.env.invalidate_all()
        self.assertEqual(change.left_count, 0)
        self.assertEqual(contacts.status_id, old)
        self.assertEqual(contacts.category_id, self.tags[0])
        self.assertFalse(change.is_undoable)

    def test_nobody_sees_more_by_an_undo(self):
        """What a change hid from others stays hidden from them, whatever they undo."""
        contacts = self.create_contacts(2)
        change = self.change(contacts, share_mode="me")
        administrator = change.with_user(self.user_administrator)
        self.assertEqual(administrator._preview_undo()["kept_count"], 2)
        self.assertFalse(administrator._preview_undo()["done"])
        administrator.action_undo()
        self.env.invalidate_all()
        self.assertEqual(set(contacts.mapped("share_mode")), {"me"})
        change.with_user(self.user_sales).action_undo()
        self.env.invalidate_all()
        self.assertEqual(set(contacts.mapped("share_mode")), {"all"})

    def test_who_gave_away_takes_back(self):
        """But not what somebody else has taken away since."""
        contacts = self.env["res.partner"].union(
            *(
                self.create_contact(
                    user=self.user_colleague,
                    firstname=f"Ida {number}",
                    share_mode="me",
                    user_id=self.user_sales.id,
                )
                for number in range(2)
            )
        )
        old = contacts.status_id
        change = self.change(
            contacts,
            status_id=self.qualified.id,
            pic_mode="user",
            pic_user_id=self.user_administrator.id,
        )
        self.env.flush_all()
        seen = contacts.with_user(self.user_sales)._filtered_access("read")
        self.assertFalse(seen)
        contacts[0].with_user(self.user_colleague).user_id = self.user_colleague
        self.env.flush_all()
        self.assertEqual(contacts.status_id, self.qualified)
        change = change.with_user(self.user_sales)
        preview = change._preview_undo()
        self.assertEqual(preview["kept_count"], 1)
        self.assertIn("1", preview["done"][0])
        change.action_undo()
        self.env.invalidate_all()
        self.assertEqual(change.left_count, 1)
        self.assertEqual(contacts[0].status_id, self.qualified)
        self.assertEqual(contacts[0].user_id, self.user_colleague)
        self.assertEqual(contacts[1].status_id, old)
        self.assertEqual(contacts[1].user_id, self.user_sales)

    def test_undo_ends(self):
        change = self.change(self.create_contacts(1), status_id=self.qualified.id)
        self.env.cr.execute(
            "UPDATE antcrm_change SET create_date = %s WHERE id = %s",
            [fields.Datetime.now() - timedelta(days=31), change.id],
        )
        self.env["antcrm.change"]._gc_changes()
        self.assertEqual(change.state, "expired")
        with self.assertRaises(UserError):
            change.with_user(self.user_sales).action_undo()

    def test_nothing_chosen(self):
        with self.assertRaises(UserError):
            self.open_dialog(self.create_contacts(1)).action_apply()

    def test_all_that_the_list_finds(self):
        """The client hands over the first ids and the domain."""
        self.env["ir.config_parameter"].set_param("web.active_ids_limit", "3")
        contacts = self.create_contacts(5, function="Ant of the list")
        domain = [("function", "=", "Ant of the list")]
        first = contacts[:3].with_context(active_domain=domain)
        self.assertEqual(self.open_dialog(first).record_count, 5)
        first = contacts[:2].with_context(active_domain=domain)
        self.assertEqual(self.open_dialog(first).record_count, 2)

    def test_queries_do_not_grow(self):
        counts = []
        for number in (10, 10, 60):
            contacts = self.create_contacts(number)
            self.env.invalidate_all()
            dialog = self.open_dialog(
                contacts,
                status_id=self.qualified.id,
                pic_mode="user",
                pic_user_id=self.user_colleague.id,
                share_mode="employee",
                share_user_ids=[Command.set(self.user_administrator.ids)],
                added_category_ids=[Command.set(self.tags[0].ids)],
            )
            start = self.env.cr.sql_log_count
            dialog.action_apply()
            change = self.env["antcrm.change"].search([], limit=1)
            self.env.flush_all()
            middle = self.env.cr.sql_log_count
            change.with_user(self.user_sales).action_undo()
            counts.append((middle - start, self.env.cr.sql_log_count - middle))
        for small, large in zip(counts[1], counts[2], strict=True):
            self.assertLessEqual(large, small + 10, counts)


@tagged("-at_install", "post_install", "slow")
class TestChangeInBackground(ChangeCommon):
    def run_scheduler(self, change):
        """Let the scheduler run until the change is made, as often as it needs."""
        self.env.flush_all()
        cron = self.env.ref("antcrm_customers.ir_cron_change")
        with self.enter_registry_test_mode():
            for _run in range(change.total_count):
                self.assertIs(cron.method_direct_trigger(), True)
                if change.state not in ("running", "undoing"):
                    break
        self.env.invalidate_all()

    def test_ten_thousand(self):
        """All that a salesperson's list finds, and back."""
        number = 10_000
        contacts = self.create_contacts(number, function="Ant of ten thousand")
        before = self.dump_customers()
        domain = [("function", "=", "Ant of ten thousand")]
        dialog = self.open_dialog(
            contacts.with_context(active_domain=domain),
            status_id=self.env.ref("antcrm_customers.status_customer_qualified").id,
            pic_mode="user",
            pic_user_id=self.user_colleague.id,
            added_category_ids=[Command.set(self.tags[0].ids)],
        )
        self.assertEqual(dialog.record_count, number)
        self.assertIn("10,000 change", dialog.outcome)
        result = dialog.action_apply()
        self.assertIn("in the background", result["params"]["message"])
        change = self.env["antcrm.change"].search([], limit=1)
        self.assertEqual((change.state, change.progress), ("running", 0))
        self.run_scheduler(change)
        self.assertEqual(
            (change.state, change.progress, change.changed_count),
            ("done", 100, number),
        )
        self.assertEqual(contacts.status_id.category, "qualified")
        self.assertEqual(contacts.user_id, self.user_colleague)
        told = self.env["mail.message"].search(
            [
                ("partner_ids", "in", self.user_sales.partner_id.ids),
                ("subject", "like", "10,000 customers were changed"),
            ]
        )
        self.assertEqual(len(told), 1)
        change.with_user(self.user_sales).action_undo()
        self.assertEqual(change.state, "undoing")
        self.run_scheduler(change)
        self.assertEqual(change.state, "undone")
        self.assert_same(before, self.dump_customers())

    def test_a_part_that_fails_keeps_no_other(self):
        with (
            patch.object(antcrm_change, "CHANGED_AT_ONCE", 1),
            patch.object(antcrm_change, "PART_SIZE", 2),
        ):
            source = self.env["utm.source"].create({"name": "Soon gone"})
            contacts = self.create_contacts(3)
            change = self.change(contacts, source_id=source.id)
            source.unlink()
            with (
                mute_logger("odoo.sql_db"),
                self.assertLogs("odoo.addons.antcrm_customers", "ERROR"),
            ):
                self.run_scheduler(change)
        self.assertEqual(change.state, "done")
        self.assertEqual((change.changed_count, change.left_count), (0, 3))

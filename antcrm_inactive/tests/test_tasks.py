from unittest import SkipTest

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestTasks(TransactionCase):
    """Tasks of inactive customers, where the host's projects are there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "project.task" not in cls.env:
            raise SkipTest("project is not installed")
        cls.user = new_test_user(
            cls.env,
            "antcrm_worker",
            groups="project.group_project_user,project.group_project_recurring_tasks,"
            "antcrm_share.group_user",
        )
        cls.customer = cls.env["res.partner"].create({"name": "Retired"})
        cls.project = cls.env["project.project"].create(
            {
                "name": "Rope",
                "privacy_visibility": "employees",
                "allow_recurring_tasks": True,
                "type_ids": [Command.create({"name": "New"})],
            }
        )

    def create_task(self, **values):
        task = (
            self.env["project.task"]
            .with_user(self.user)
            .create(
                {
                    "name": "Knot",
                    "project_id": self.project.id,
                    "partner_id": self.customer.id,
                    **values,
                }
            )
        )
        self.env.cr.flush()
        return task

    def test_new_tasks_are_refused_and_existing_ones_go_on(self):
        task = self.create_task()
        repeated = self.create_task(
            recurring_task=True,
            repeat_interval=1,
            repeat_unit="week",
            repeat_type="forever",
            child_ids=[
                Command.create({"name": "Part", "partner_id": self.customer.id})
            ],
        )
        self.customer.is_inactive = True
        with self.assertRaisesRegex(UserError, "Retired is inactive"):
            self.create_task()
        with self.assertRaisesRegex(UserError, "Retired is inactive"):
            self.create_task(
                recurring_task=True,
                repeat_interval=1,
                repeat_unit="week",
                repeat_type="forever",
            )
        self.create_task(parent_id=task.id)
        task.state = "1_done"
        # closed, it makes the next one of its series
        repeated.state = "1_done"
        self.env.cr.flush()
        tasks = repeated.recurrence_id.task_ids
        self.assertEqual(len(tasks), 2)
        self.assertEqual(tasks.partner_id, self.customer)

    def test_mail_is_kept(self):
        domain = self.env["mail.alias.domain"].search([], limit=1)
        domain = domain or domain.create({"name": "antcrm.example.com"})
        self.project.write({"alias_name": "antcrm-rope", "user_id": self.user.id})
        self.project.alias_id.write(
            {"alias_domain_id": domain.id, "alias_contact": "everyone"}
        )
        self.customer.write({"email": "retired@example.com", "is_inactive": True})
        self.env.cr.flush()
        tasks = self.env["project.task"].search_count([])
        self.env["mail.thread"].message_process(
            None,
            "From: Retired <retired@example.com>\n"
            f"To: antcrm-rope@{domain.name}\n"
            "Subject: More rope\n"
            "Message-Id: <antcrm-rope@example.com>\n\nPlease.",
        )
        self.env.cr.flush()
        self.assertEqual(self.env["project.task"].search_count([]), tasks)
        self.assertNotEqual(self.project.alias_id.alias_status, "invalid")
        self.assertIn("Please", self.customer.message_ids[0].body)
        # nobody is in charge of the customer: whose address it was sent to
        self.assertEqual(self.customer.activity_ids.user_id, self.user)

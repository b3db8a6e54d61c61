from unittest import SkipTest

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestTickets(TransactionCase):
    """Tickets of inactive customers, where OCA's helpdesk is there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "helpdesk.ticket" not in cls.env:
            raise SkipTest("helpdesk_mgmt is not installed")
        cls.user = new_test_user(
            cls.env,
            "antcrm_helper",
            groups="helpdesk_mgmt.group_helpdesk_user,antcrm_share.group_user",
        )
        cls.customer = cls.env["res.partner"].create({"name": "Retired"})
        cls.team = cls.env["helpdesk.ticket.team"].create({"name": "Help"})

    def create_ticket(self):
        return (
            self.env["helpdesk.ticket"]
            .with_user(self.user)
            .create(
                {
                    "name": "Torn",
                    "description": "The rope is torn",
                    "partner_id": self.customer.id,
                    "team_id": self.team.id,
                    "user_id": self.user.id,
                }
            )
        )

    def test_new_tickets_are_refused_and_existing_ones_go_on(self):
        ticket = self.create_ticket()
        self.customer.is_inactive = True
        with self.assertRaisesRegex(UserError, "Retired is inactive"):
            self.create_ticket()
        closed = self.env["helpdesk.ticket.stage"].search(
            [("closed", "=", True)], limit=1
        )
        ticket.write({"name": "Torn again", "stage_id": closed.id})
        self.assertEqual(ticket.stage_id, closed)

    def test_mail_is_kept(self):
        domain = self.env["mail.alias.domain"].search([], limit=1)
        domain = domain or domain.create({"name": "antcrm.example.com"})
        self.team.write({"alias_name": "antcrm-help"})
        self.team.alias_id.write(
            {"alias_domain_id": domain.id, "alias_contact": "everyone"}
        )
        self.customer.write(
            {
                "email": "retired@example.com",
                "is_inactive": True,
                "user_id": self.user.id,
            }
        )
        tickets = self.env["helpdesk.ticket"].search_count([])
        self.env["mail.thread"].message_process(
            None,
            "From: Retired <retired@example.com>\n"
            f"To: antcrm-help@{domain.name}\n"
            "Subject: Torn\n"
            "Message-Id: <antcrm-help@example.com>\n\nPlease.",
        )
        self.env.cr.flush()
        self.assertEqual(self.env["helpdesk.ticket"].search_count([]), tickets)
        self.assertNotEqual(self.team.alias_id.alias_status, "invalid")
        self.assertIn("Please", self.customer.message_ids[0].body)
        self.assertEqual(self.customer.activity_ids.user_id, self.user)

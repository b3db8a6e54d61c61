from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.antcrm_customers.models.antcrm_visit import KEPT

from .common import CustomersCommon


@tagged("-at_install", "post_install")
class TestRecent(CustomersCommon):
    """Whom a salesperson has opened."""

    def open(self, customer, user=None):
        """Open a customer as the form does."""
        customer.with_user(user or self.user_sales).note_visit()

    def get_lines(self, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.as_user("antcrm.recent", user).search([])

    def get_recent(self, user=None):
        """Return the customers of the list, in its order."""
        return [line._get_customer().sudo() for line in self.get_lines(user)]

    def make_all(self):
        """Return one customer of each kind, of the salesperson."""
        return [
            self.create_lead(partner_name="Ants Ltd").sudo(),
            self.create_contact().sudo(),
            self.as_user("res.partner").create({"name": "Acme", "is_company": True}),
        ]

    def test_last_first(self):
        lead, contact, account = self.make_all()
        account = account.sudo()
        for customer in (lead, contact, account, lead):
            self.open(customer)
        self.assertEqual(self.get_recent(), [lead, account, contact])
        first, second, _third = self.get_lines()
        self.assertEqual((first.kind, first.account_name), ("lead", "Ants Ltd"))
        self.assertEqual((second.kind, second.name), ("account", "Acme"))
        self.assertEqual(first.customer_ref, f"crm.lead,{lead.id}")
        self.assertEqual(second.action_open()["res_id"], account.id)
        self.assertEqual(first.action_log_call()["context"]["default_res_id"], lead.id)

    def test_nobody_elses(self):
        contact = self.create_contact(share_mode="all").sudo()
        self.open(contact)
        self.assertFalse(self.get_recent(self.user_colleague))
        # whatever the rights: administrators do not look over shoulders
        for user in (self.user_sales, self.user_administrator):
            with self.assertRaises(AccessError):
                self.as_user("antcrm.visit", user).search([])

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_hidden(self):
        contact = self.create_contact(user=self.user_colleague, share_mode="all")
        self.open(contact)
        self.assertEqual(self.get_recent(), [contact.sudo()])
        [line] = self.get_lines()
        contact.share_mode = "me"
        self.assertFalse(self.get_recent())
        for action in ("action_open", "action_log_call"):
            with self.assertRaises(AccessError):
                getattr(line, action)()
        # nor can a visit be noted to learn whether there is somebody
        with self.assertRaises(AccessError):
            self.open(contact)

    def test_other_company(self):
        company = self.env["res.company"].create({"name": "Ants of Elsewhere"})
        user = new_test_user(
            self.env,
            "antcrm_both",
            groups="antcrm_share.group_user",
            company_id=self.env.company.id,
            company_ids=[Command.set((self.env.company | company).ids)],
        )
        contact = self.create_contact(user=user, company_id=company.id)
        both = contact.with_context(allowed_company_ids=(company | user.company_id).ids)
        both.note_visit()
        Recent = self.as_user("antcrm.recent", user)
        for companies, count in ((company | user.company_id, 1), (user.company_id, 0)):
            self.env.invalidate_all()
            found = Recent.with_context(allowed_company_ids=companies.ids).search([])
            self.assertEqual(len(found), count)

    def test_archived_and_gone(self):
        """Who was lost a minute ago is found again; who is none any more is not."""
        lost, converted, gone = (self.create_lead().sudo() for _number in range(3))
        for lead in (lost, converted, gone):
            self.open(lead)
        lost.action_set_lost()
        converted.type = "opportunity"
        gone.unlink()
        self.assertEqual(self.get_recent(), [lost])
        self.assertTrue(self.get_lines().is_archived)
        self.assertFalse(
            self.get_lines().filtered_domain([("is_archived", "=", False)])
        )

    def test_incomplete(self):
        """Customers that the host and programs make without a name."""
        lead = self.env["crm.lead"].create({"name": "Ask", "type": "lead"})
        self.open(lead, self.user_administrator)
        [line] = self.get_lines(self.user_administrator)
        self.assertEqual((line.name, line.phone), ("Ask", False))

    def test_no_customers(self):
        """Colleagues and bare addresses are none."""
        self.open(self.user_colleague.partner_id)
        self.assertFalse(self.get_recent())

    def test_cheap(self):
        """One line for each, the oldest make room, and the customer is not written."""
        contacts = self.env["res.partner"].create(
            [{"name": f"Ida {number}"} for number in range(KEPT + 3)]
        )
        self.env.flush_all()
        before = contacts.mapped("write_date")
        for contact in contacts:
            self.open(contact)
        self.open(contacts[3])
        self.assertEqual(
            self.env["antcrm.visit"]
            .sudo()
            .search_count(
                [
                    ("user_id", "=", self.user_sales.id),
                ]
            ),
            KEPT,
        )
        self.assertEqual(self.get_recent(), [contacts[3], *reversed(contacts[4:])])
        self.assertEqual(contacts.mapped("write_date"), before)
        with self.assertQueryCount(2):
            self.open(contacts[3])

    def test_employees_without_a_role(self):
        with self.assertRaises(AccessError):
            self.as_user("antcrm.recent", self.user_internal).search([])

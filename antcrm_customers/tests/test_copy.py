from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import CustomersCommon


@tagged("post_install", "-at_install")
class TestCopy(CustomersCommon):
    """A copy is marked, and is no second owner of a number."""

    def test_contact(self):
        for values in (
            {"firstname": "Ida", "lastname": "Berg"},
            {"firstname": "Ida", "lastname": "Berg", "lang": "en_US"},
            {"firstname": "Ida"},
            {"firstname": False, "lastname": "Berg"},
            {"firstname": False, "name": "Nguyễn Văn Nam"},
        ):
            with self.subTest(values=values):
                contact = self.create_contact(
                    email_ids=self.typed("ida.copy@example.com"),
                    phone_ids=self.typed("0901 237 001"),
                    **values,
                )
                copy = contact.with_context(antcrm_kind="contact").copy()
                self.assertEqual(copy.name, f"{contact.name} (copy)")
                self.assertFalse(copy.phone or copy.email)
                self.assertFalse(copy.phone_ids or copy.email_ids)
                self.assertEqual(len(contact.phone_ids), 1)
                # the names still go together
                copy.write({"city": "Huế"})
                self.assertEqual(copy.name, f"{contact.name} (copy)")
                contact.sudo().unlink()

    def test_account(self):
        account = self.as_user("res.partner").create(
            {
                "name": "Copied Ltd",
                "is_company": True,
                "vat": "0301442379",
                "phone_ids": self.typed("0901 237 002"),
            }
        )
        copy = account.with_context(antcrm_kind="account").copy()
        self.assertEqual(copy.name, "Copied Ltd (copy)")
        self.assertFalse(copy.vat or copy.phone or copy.phone_ids)

    def test_lead(self):
        lead = self.create_lead(
            "0901 237 003", email_ids=self.typed("leo.copy@example.com")
        )
        # in the host's pages it keeps what the host compares
        self.assertEqual(lead.copy().email_from, lead.email_from)
        lead = lead.with_context(antcrm_kind="lead")
        copy = lead.copy()
        self.assertEqual(copy.name, f"{lead.name} (copy)")
        self.assertEqual(copy.contact_name, lead.contact_name)
        self.assertFalse(copy.phone or copy.email_from or copy.phone_ids)
        given = lead.copy({"name": "Another", "phone": "0901 237 004"})
        self.assertEqual((given.name, given.phone), ("Another", "0901 237 004"))

    def test_opportunities_and_addresses_are_the_hosts(self):
        opportunity = self.env["crm.lead"].create(
            {"name": "Deal", "type": "opportunity", "phone": "0901 237 005"}
        )
        copy = opportunity.copy()
        self.assertEqual((copy.name, copy.phone), ("Deal", "0901 237 005"))


@tagged("post_install", "-at_install")
class TestSubAccounts(CustomersCommon):
    """An account moved under another keeps its own address, and its people theirs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Partner = cls.as_user("res.partner")
        cls.head = Partner.create(
            {"name": "Head", "is_company": True, "street": "1 Head", "city": "Hanoi"}
        )
        cls.branch = Partner.create(
            {"name": "Branch", "is_company": True, "street": "2 Own", "city": "Huế"}
        )
        cls.person = cls.create_contact(parent_id=cls.branch.id)
        cls.away = cls.create_contact(parent_id=cls.branch.id)
        cls.streets = {cls.head: "1 Head", cls.branch: "2 Own", cls.person: "2 Own"}

    def check(self):
        self.assertEqual({p: p.street for p in self.streets}, self.streets)

    def test_moved(self):
        self.check()
        self.branch.parent_id = self.head
        self.check()
        self.head.street = "3 New"
        self.streets = {**self.streets, self.head: "3 New"}
        self.check()
        self.branch.street = "4 New"
        self.streets |= dict.fromkeys((self.branch, self.person), "4 New")
        self.check()
        self.branch.parent_id = False
        self.check()

    def test_moved_in_the_form(self):
        for partner, changes in ((self.branch, False), (self.person, True)):
            form = partner.new({"parent_id": self.head.id}, origin=partner)
            self.assertEqual("value" in form.onchange_parent_id(), changes)

    def test_without_an_address(self):
        """It gets that of the account above, as in the host."""
        bare = self.as_user("res.partner").create(
            {"name": "Bare", "is_company": True, "parent_id": self.head.id}
        )
        self.assertEqual(bare.street, "1 Head")

    def test_people_still_follow_their_account(self):
        self.head.street = "5 Moved"
        person = self.create_contact(parent_id=self.head.id)
        self.assertEqual(person.street, "5 Moved")
        self.head.street = "6 Moved"
        self.assertEqual(person.street, "6 Moved")


@tagged("post_install", "-at_install")
class TestRestored(CustomersCommon):
    def test_lost_lead_moved_to_new(self):
        """A lost lead that is dragged to a status of work is restored."""
        for category in ("new", "contacted", "qualified"):
            status = self.env["antcrm.status"].search(
                [("kind", "=", "lead"), ("category", "=", category)], limit=1
            )
            lead = self.create_lead()
            lead.action_set_lost()
            self.assertFalse(lead.active)
            lead.write({"status_id": status.id})
            self.assertTrue(lead.active)
            self.assertEqual(lead.status_id, status)

    def test_archived_lead_stays(self):
        lead = self.create_lead()
        lead.action_archive()
        lead.write(
            {"status_id": self.env.ref("antcrm_customers.status_lead_contacted").id}
        )
        self.assertFalse(lead.active)

    def test_status_that_asks_for_more(self):
        """Moved to Converted a lead opens the conversion, to Unqualified the reason."""
        lead = self.create_lead()

        def get_model(category):
            status = self.env["antcrm.status"].search(
                [("kind", "=", "lead"), ("category", "=", category)], limit=1
            )
            action = lead.get_status_action(status.id)
            return action and action["res_model"], action and action["context"]

        model, context = get_model("converted")
        self.assertEqual(model, "antcrm.lead.convert")
        self.assertEqual(context["active_ids"], lead.ids)
        model, context = get_model("unqualified")
        self.assertIn(model, ("crm.lead.lost", "antcrm.lead.disqualify"))
        for category in ("new", "contacted", "qualified"):
            self.assertEqual(get_model(category), (False, False))
        lead.action_set_lost()
        self.assertEqual(get_model("unqualified"), (False, False))
        with self.assertRaises(AccessError):
            lead.with_user(self.user_internal).get_status_action(lead.status_id.id)
